//! The description of the partners' door: OpenAPI 3.1, whose schemas are JSON Schema 2020-12 and are made from the types
//! themselves. `docs/openapi.json` is the same text; a test holds the two together.

use super::{answers::ReceiptKey, problem::Problem};
use formats::jsonl;
use model::Report;
use response::partners::{LARGEST, PartnerReceipt, ReportStatus, Scope};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// What it is, how to begin, and how a receipt is checked.
const ABOUT: &str = "\
Hand reports over by machine: platforms, hotlines, police, payment firms. Ask the centre for a key.

**Nothing that comes with a good key is refused for what it says.** What can be read as a report goes into the queue (201, 200). \
What cannot is kept as it came, for people to look at, and answered 202 with the reason. Fields that are not known are kept with the \
report and listed in `not_understood`. Sending the same again is safe: the same number of yours (`source_reference`, or the \
`Idempotency-Key` header where the report has none) is the same report; when something changed, it becomes a new version.

**Never send an image or video of abuse.** Of a file send hashes and facts.

**Receipts are signed.** `signature` is an Ed25519 signature (RFC 8032, base 64) over these eight lines in UTF-8, each ended by \
one line feed (U+000A), with the values of the receipt in the place of the names in braces and `-` for what is `null`:

```
tanglaw/receipt/1
partner: {partner}
content-sha256: {content_sha256}
outcome: {outcome}
reference: {reference}
id: {id}
version: {version}
received-at: {received_at}
```

The public key is at `/api/v1/receipt-key`; fetch it once and keep it.";

/// The form of a reference, of which only the check character cannot be put into words of this kind.
const REFERENCE: &str = "^TNG-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{4,9}-[0-9A-HJKMNP-TV-Z]$";

static DESCRIPTION: LazyLock<Value> = LazyLock::new(build);

/// The description.
pub fn openapi() -> &'static Value {
    &DESCRIPTION
}

fn build() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let report = report_schema(&mut generator);
    let receipt = generator.subschema_for::<PartnerReceipt>().to_value();
    let status = generator.subschema_for::<ReportStatus>().to_value();
    let key = generator.subschema_for::<ReceiptKey>().to_value();
    generator.subschema_for::<Problem>();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Report".to_owned(), report);
    // What only source and channel were described with.
    for unused in ["SourceId", "Channel"] {
        schemas.remove(unused);
    }
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Tanglaw: the partners' door",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [],
        "paths": {
            "/api/v1/reports": { "post": hand_over(&receipt) },
            "/api/v1/reports/{reference}": { "get": status_of(&status) },
            "/api/v1/receipt-key": { "get": open("receiptKey", "The key that receipts are checked with", &key) },
            "/api/v1/openapi.json": {
                "get": open("description", "This description", &json!({ "type": "object" })),
            },
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The key that the centre gave you once: `tgl_` and 52 letters and digits.",
                },
            },
            "responses": problems(),
        },
    })
}

/// The form of a report as this door takes it: that of a line of JSON Lines, but for source and channel, which are the
/// key's.
fn report_schema(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<Report>();
    let mut report = generator.definitions().get("Report").cloned().unwrap_or_default();
    report["description"] = json!(
        "One report: what one source says once. Every field but the mark may be missing; \
        `null` says the same as missing. Fields beyond these are kept and listed in the receipt."
    );
    let mark = json!({ "const": jsonl::VERSION, "description": "The version of the form." });
    let ignored = json!({ "description": "Not needed and not believed: the key says it. Kept where it says something else." });
    if let Some(properties) = report.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(jsonl::MARK.to_owned(), mark);
        properties.insert("source".to_owned(), ignored.clone());
        properties.insert("channel".to_owned(), ignored);
    }
    report["required"] = json!([jsonl::MARK]);
    report["examples"] = json!([{
        jsonl::MARK: jsonl::VERSION,
        "source_reference": "EX-2026-000017",
        "incidents": [{ "kind": "live_streaming" }],
        "urgency": { "ongoing": true },
        "mentions": [{
            "role": "suspect",
            "identifiers": [{ "kind": "email", "value": "sample@example.org" }],
        }],
        "narratives": [{ "words": "Placeholder narrative: the reporter describes a concern." }],
    }]);
    report
}

fn hand_over(receipt: &Value) -> Value {
    let reference = json!({
        "statusOfReport": {
            "operationId": "reportStatus",
            "parameters": { "reference": "$response.body#/reference" },
        },
    });
    let mut created = answer("A report that was not known before.", receipt);
    created["headers"] =
        json!({ "Location": { "description": "Where its status is.", "schema": { "type": "string" } } });
    created["links"] = reference.clone();
    let mut known = answer("A report that is known: the same again, or a new version.", receipt);
    known["links"] = reference;
    let kept =
        answer("It could not be read as a report. It is kept as it came; `problem` says why.", receipt);
    json!({
        "operationId": "handOverReport",
        "summary": "Hand over one report",
        "security": [{ "key": [Scope::WriteReports.code()] }],
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "What you call this report, where it has no `source_reference`: 1 to 200 visible ASCII \
                characters that tell nothing of a person. A value that is none of these is listed in `not_understood`.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!#-~]+$" },
        }],
        "requestBody": {
            "required": true,
            "description": format!("One report, at most {LARGEST} bytes of JSON in UTF-8."),
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Report" } } },
        },
        "responses": with_problems(
            &[("200", known), ("201", created), ("202", kept)],
            &["400", "401", "403", "405", "413", "415", "500", "503"],
        ),
    })
}

fn status_of(status: &Value) -> Value {
    json!({
        "operationId": "reportStatus",
        "summary": "What became of a report of yours",
        "description": "A report that is not yours answers as if it did not exist.",
        "security": [{ "key": [Scope::ReadStatus.code()] }],
        "parameters": [{
            "name": "reference",
            "in": "path",
            "required": true,
            "description": "The reference of the receipt.",
            "schema": { "type": "string", "pattern": REFERENCE },
        }],
        "responses": with_problems(
            &[("200", answer("The report is in the house.", status))],
            &["401", "403", "404", "405", "500", "503"],
        ),
    })
}

/// What anybody may load.
fn open(id: &str, summary: &str, schema: &Value) -> Value {
    let found = answer(summary, schema);
    json!({
        "operationId": id,
        "summary": summary,
        "security": [],
        "responses": with_problems(&[("200", found)], &["405", "500", "503"]),
    })
}

fn answer(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn with_problems(answers: &[(&str, Value)], problems: &[&str]) -> Value {
    let mut all: Map<String, Value> =
        answers.iter().map(|(status, answer)| ((*status).to_owned(), answer.clone())).collect();
    for status in problems {
        all.insert((*status).to_owned(), json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    Value::Object(all)
}

/// The problem documents by status.
fn problems() -> Value {
    let text = json!({ "type": "string" });
    let header =
        |name: &str, description: &str| json!({ name: { "description": description, "schema": text } });
    let challenge = header("WWW-Authenticate", "What kind of key is wanted (RFC 6750).");
    let none = json!({});
    let all = [
        ("400", "The body broke off.", &none),
        ("401", "No key, or a key that is not known.", &challenge),
        ("403", "The key does not have the scope.", &challenge),
        ("404", "There is no such report of yours.", &none),
        ("405", "The address takes another method.", &header("Allow", "The methods that it takes.")),
        ("413", "The body is too large.", &none),
        ("415", "The body is not JSON by its headers.", &none),
        ("500", "A fault of the server. Send the same again later.", &none),
        (
            "503",
            "The server is busy. Send the same again.",
            &header("Retry-After", "After how many seconds."),
        ),
    ];
    let documents = all.into_iter().map(|(status, description, headers)| {
        let problem = json!({
            "description": description,
            "headers": headers,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        (status.to_owned(), problem)
    });
    Value::Object(documents.collect())
}
