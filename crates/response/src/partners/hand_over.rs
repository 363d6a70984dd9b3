//! Handing a report over, and asking what became of it.

use super::{Admitted, NotUnderstood, PartnerReceipt, Unreadable, scope};
use crate::{ResponseError, intake, triage::Factors};
use data_encoding::HEXLOWER;
use formats::{Limits, Record, SetAside, jsonl};
use model::{Country, Identifier, Reference, Report, Unread};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Delivered, Outcome, SetAsideDelivery, Store, keys::sha256};

/// Most bytes of one report. Real ones stay far below: a report holds words and numbers, never files.
pub const LARGEST: usize = 1 << 20;

/// How much one report may ask of the reader. Past these it is kept all the same, unread.
const LIMITS: fn() -> Limits =
    || Limits { file_bytes: LARGEST as u64, record_bytes: LARGEST, depth: 64, ..Limits::default() };

/// Most letters of a number by which a source calls a report. Longer ones are no numbers.
const LONGEST_NUMBER: usize = 200;

/// Most remarks that a receipt lists.
const LISTED: usize = 200;

/// What the sender calls this delivery, where the report has no number of its source: the same key is the same report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdempotencyKey {
    /// None was given.
    None,
    /// This one.
    Given(String),
    /// One was given that is no key: the report goes in without it.
    Unusable,
}

impl IdempotencyKey {
    /// Reads the value of the header: up to 200 visible ASCII characters, with or without the quotation marks of a
    /// structured field (RFC 8941, section 3.3.3; draft-ietf-httpapi-idempotency-key-header).
    pub fn read(values: &[&[u8]]) -> Self {
        let [value] = values else {
            return if values.is_empty() { Self::None } else { Self::Unusable };
        };
        let value = value.trim_ascii();
        let inner = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
        match std::str::from_utf8(inner.unwrap_or(value)) {
            Ok(key) if is_number(key) && key.is_ascii() && !key.contains('"') => Self::Given(key.to_owned()),
            _ => Self::Unusable,
        }
    }
}

/// Whether the text can stand as the number of a report: short, and without control characters.
fn is_number(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_NUMBER && !text.chars().any(char::is_control)
}

/// Takes over what a partner hands over, whatever it is: a report goes into the queue, anything else is set aside. The
/// receipt is given when it is durable.
///
/// Source and channel are the partner's. Identifiers are normalised here, because the partner's way of writing a number
/// must not keep it from being found.
pub async fn hand_over(
    store: &Store,
    admitted: &Admitted<scope::WriteReports>,
    factors: &Factors,
    body: &[u8],
    key: &IdempotencyKey,
) -> Result<PartnerReceipt, ResponseError> {
    let partner = &admitted.partner;
    let sha256 = HEXLOWER.encode(&sha256(body));
    let (outcome, remarks) = jsonl::read_one(body, "report.json", &partner.source, LIMITS());
    let receipt = |at| PartnerReceipt::of_delivery(partner.id, sha256, at);
    let mut not_understood: Vec<_> = remarks
        .into_iter()
        .map(|remark| NotUnderstood { path: remark.path, detail: remark.detail })
        .collect();
    if matches!(key, IdempotencyKey::Unusable) {
        let detail = "expected 1 to 200 visible ASCII characters, once".to_owned();
        not_understood.push(NotUnderstood { path: "Idempotency-Key".to_owned(), detail });
    }
    match outcome {
        Ok(record) => {
            let record = settled(record, partner.source.country, key, &mut not_understood);
            let prepared = intake::prepare(store, factors, &mut store.preparer(), record, false);
            let receipts = store.deliver(admitted.by(), vec![prepared]).await?;
            let delivered = receipts.into_iter().next().ok_or(ResponseError::NotFound)?;
            // The status of a report begins with the time of its first receipt: both are the journal's.
            let first = match delivered.outcome {
                Outcome::New => store.find_reference(delivered.reference).await?.map(|row| row.received_at),
                Outcome::Again | Outcome::Revised => None,
            };
            let receipt = PartnerReceipt {
                reference: Some(delivered.reference),
                id: Some(delivered.id),
                version: Some(delivered.version),
                outcome: delivered.outcome.into(),
                not_understood: listed(not_understood),
                ..receipt(first.unwrap_or_else(|| store.clock().now()))
            };
            Ok(receipt.signed(store))
        }
        Err(aside) => {
            let SetAside { at, problem, document } = *aside;
            let unreadable = Unreadable { path: at.path.clone(), detail: problem.to_string() };
            let kept = SetAsideDelivery {
                source: partner.source.id.to_string(),
                place: at.to_string(),
                problem: unreadable.detail.clone(),
                document: Delivered {
                    name: document.name,
                    media_type: document.media_type.to_owned(),
                    bytes: document.bytes,
                },
            };
            store.set_aside(admitted.by(), &[kept]).await?;
            let receipt = receipt(store.clock().now());
            Ok(PartnerReceipt { problem: Some(unreadable), not_understood, ..receipt }.signed(store))
        }
    }
}

/// Brings what a partner wrote into the form of the house: identifiers normalised, the number of the source fit to be one.
fn settled(
    mut record: Record,
    country: Option<Country>,
    key: &IdempotencyKey,
    not_understood: &mut Vec<NotUnderstood>,
) -> Record {
    let report = &mut record.report;
    each_identifier(report, |identifier| normalise(identifier, country));
    if let Some(number) = report.source_reference.take_if(|number| !is_number(number)) {
        let path = "/source_reference".to_owned();
        report.unread.push(Unread { path: path.clone(), value: number.into() });
        let detail = format!("expected 1 to {LONGEST_NUMBER} characters on one line");
        not_understood.push(NotUnderstood { path, detail });
    }
    if let (None, IdempotencyKey::Given(key)) = (&report.source_reference, key) {
        report.source_reference = Some(key.clone());
    }
    record
}

fn each_identifier(report: &mut Report, mut change: impl FnMut(&mut Identifier)) {
    let mentions = report.mentions.iter_mut().chain(&mut report.handlers).flat_map(|m| &mut m.identifiers);
    let files = report.files.iter_mut().flat_map(|file| &mut file.identifiers);
    let payments = report.payments.iter_mut().flat_map(|payment| &mut payment.identifiers);
    report.identifiers.iter_mut().chain(mentions).chain(files).chain(payments).for_each(&mut change);
}

/// Normalises an identifier from its value; what was written first is kept.
fn normalise(identifier: &mut Identifier, country: Option<Country>) {
    let scope = identifier.scope.as_deref();
    let normal = Identifier::of(identifier.kind, scope, identifier.value.reveal(), country);
    if normal.value != identifier.value && identifier.written.is_none() {
        identifier.written = Some(identifier.value.clone());
    }
    (identifier.value, identifier.valid) = (normal.value, normal.valid);
    // Kinds that have no scope keep the one that was given: it is a fact of the report.
    if normal.scope.is_some() {
        identifier.scope = normal.scope;
    }
}

/// As many remarks as a receipt lists.
fn listed(mut remarks: Vec<NotUnderstood>) -> Vec<NotUnderstood> {
    remarks.truncate(LISTED);
    remarks
}

/// What a partner may know of a report of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReportStatus {
    /// What people call the report.
    pub reference: Reference,
    /// How many versions there are.
    pub versions: i64,
    /// How many times it was delivered.
    pub deliveries: i64,
    /// When it was first received: RFC 3339, UTC, to the second.
    #[schemars(extend("format" = "date-time"))]
    pub received_at: String,
}

/// The status of a report of this partner; a report of anybody else is [`ResponseError::NotFound`], as is none at all.
pub async fn status(
    store: &Store,
    admitted: &Admitted<scope::ReadStatus>,
    reference: &str,
) -> Result<ReportStatus, ResponseError> {
    let reference: Reference = reference.parse().map_err(|_| ResponseError::NotFound)?;
    let row = store.find_reference(reference).await?;
    let own = row.filter(|row| row.source == admitted.partner.source.id.as_str());
    let row = own.ok_or(ResponseError::NotFound)?;
    Ok(ReportStatus {
        reference,
        versions: row.version,
        deliveries: row.deliveries,
        received_at: row.received_at.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::IdentifierKind;

    #[test]
    fn a_key_of_a_delivery_is_read_with_or_without_quotation_marks() {
        let given = |key: &str| IdempotencyKey::Given(key.to_owned());
        assert_eq!(IdempotencyKey::read(&[]), IdempotencyKey::None);
        assert_eq!(IdempotencyKey::read(&[b"case-17"]), given("case-17"));
        assert_eq!(IdempotencyKey::read(&[b" \"case 17\" "]), given("case 17"));
        assert_eq!(IdempotencyKey::read(&[&[b'a'; 200]]), given(&"a".repeat(200)));
        let long = [b'a'; 201];
        for unusable in [&b""[..], b"  ", b"\"\"", b"\"", b"a\"b", b"a\tb", b"\xff", "ñ".as_bytes(), &long] {
            assert_eq!(IdempotencyKey::read(&[unusable]), IdempotencyKey::Unusable, "{unusable:?}");
        }
        assert_eq!(IdempotencyKey::read(&[b"a", b"b"]), IdempotencyKey::Unusable);
    }

    #[test]
    fn what_a_partner_wrote_is_normalised_and_kept() {
        let mut phone = Identifier::phone("0917 000 1234", None);
        assert!(!phone.valid);
        normalise(&mut phone, Some(Country::PHILIPPINES));
        assert_eq!((phone.value.reveal(), phone.valid), ("+639170001234", true));
        assert_eq!(phone.written.as_ref().map(model::Personal::reveal), Some("0917 000 1234"));
        let before = phone.clone();
        normalise(&mut phone, None);
        assert_eq!(phone, before, "normalising again changes nothing");

        let mut claimed = Identifier { valid: true, ..Identifier::email("nobody") };
        normalise(&mut claimed, None);
        assert!(!claimed.valid, "what the partner says of it is not believed");

        let mut scoped = Identifier { scope: Some("imei".into()), ..Identifier::url("example.org/x") };
        normalise(&mut scoped, None);
        assert_eq!((scoped.kind, scoped.scope.as_deref()), (IdentifierKind::Url, Some("imei")));
    }

    #[test]
    fn what_is_no_number_is_kept_apart() {
        let source = model::Source {
            id: "platform-sample".parse().unwrap(),
            channel: model::Channel::Platform,
            country: None,
        };
        for number in ["", "  ", "a\u{0}b", "line\nline", &"x".repeat(201)] {
            let body = serde_json::json!({ "tanglaw": "report/1", "source_reference": number }).to_string();
            let (record, _) = jsonl::read_one(body.as_bytes(), "report.json", &source, LIMITS());
            let (key, mut told) = (IdempotencyKey::Given("k-1".into()), Vec::new());
            let report = settled(record.unwrap(), None, &key, &mut told).report;
            assert_eq!(report.source_reference.as_deref(), Some("k-1"), "{number:?}");
            assert_eq!(told.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["/source_reference"]);
            assert_eq!(report.unread[0].value.reveal(), number);
        }
    }
}
