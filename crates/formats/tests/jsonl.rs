//! Tanglaw's own JSON Lines: complete, tolerant where it may be, clear where it may not.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod support;

use formats::{Limits, Outcome, Problem, SetAside, jsonl};
use model::{Channel, IncidentKind, MentionRole, Report, Source};
use proptest::prelude::*;
use serde_json::json;
use std::{env, fs, io::Cursor};
use support::{report, sample_bytes};

fn read(bytes: impl Into<Vec<u8>>, limits: Limits) -> Vec<Outcome> {
    jsonl::read(Cursor::new(bytes.into()), "folder/reports.jsonl", limits).collect()
}

fn read_sample(name: &str) -> Vec<Outcome> {
    read(sample_bytes(&format!("jsonl/{name}")), Limits::default())
}

fn aside(outcome: &Outcome) -> &SetAside {
    outcome.as_ref().expect_err("set aside")
}

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    jsonl::write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn minimal(rest: &str) -> String {
    format!(r#"{{"tanglaw":"report/1","source":"a","channel":"other"{rest}}}"#)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_back(reports in prop::collection::vec(report(), 1..4)) {
        let lines: String = reports.iter().map(written).collect();
        let outcomes = read(lines.clone(), Limits::default());
        prop_assert_eq!(outcomes.len(), reports.len());
        for ((outcome, report), line) in outcomes.into_iter().zip(reports).zip(lines.lines()) {
            let record = outcome.unwrap();
            prop_assert_eq!(record.report, report);
            prop_assert_eq!(record.document.bytes, line.as_bytes());
        }
    }

    #[test]
    fn the_patient_way_reads_the_same(report in report()) {
        // A key beyond the form sends the line the patient way, which must understand all the rest just as well.
        let line = written(&report).replacen(',', r#","zzz_beyond":[1,{"a":null}],"#, 1);
        let mut record = read(line, Limits::default()).remove(0).unwrap();
        let beyond = record.report.unread.pop().unwrap();
        prop_assert_eq!((beyond.path.as_str(), beyond.value.reveal()), ("/zzz_beyond", r#"[1,{"a":null}]"#));
        prop_assert_eq!(record.report, report);
    }

    #[test]
    fn any_bytes_are_read_or_set_aside(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for outcome in read(bytes, Limits::default()) {
            prop_assert!(!outcome.is_err_and(|aside| aside.to_string().is_empty()));
        }
    }

    #[test]
    fn a_line_cut_anywhere_is_set_aside(report in report(), part in 0.0..1.0) {
        let line = written(&report);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short line")]
        let cut = 1 + ((line.len() - 3) as f64 * part) as usize;
        let outcomes = read(&line.as_bytes()[..cut], Limits::default());
        prop_assert_eq!(outcomes.len(), 1);
        prop_assert!(outcomes[0].is_err());
    }
}

#[test]
fn the_sample_says_what_it_says() {
    let outcomes = read_sample("two-reports.jsonl");
    let first = outcomes[0].as_ref().unwrap();
    assert_eq!(first.report.source_reference.as_deref(), Some("H-2026-0001"));
    assert_eq!(first.report.urgency.immediate_danger, Some(true));
    assert_eq!(first.report.mentions[1].identifiers[0].value.reveal(), "+639170000001");
    assert_eq!((first.at.record, first.at.line), (Some(1), Some(1)));
    assert_eq!(first.document.name, "reports.jsonl");
    let second = outcomes[1].as_ref().unwrap();
    assert_eq!(second.report.files[0].viewed_by_platform, Some(false));
    assert_eq!(second.report.urgency.immediate_danger, None);
}

#[test]
fn bom_crlf_blank_lines_and_a_missing_last_end_are_taken() {
    let outcomes = read_sample("bom-crlf-no-end.jsonl");
    let lines: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap().at.line.unwrap()).collect();
    assert_eq!(lines, [1, 3]);
}

#[test]
fn a_truncated_last_line_is_set_aside_and_its_bytes_kept() {
    let outcomes = read_sample("truncated-last-line.jsonl");
    assert!(outcomes[0].is_ok());
    let aside = aside(&outcomes[1]);
    assert!(matches!(aside.problem, Problem::Truncated { .. }), "{aside}");
    assert_eq!(aside.document.bytes.len(), 50);
}

#[test]
fn broken_lines_are_named_and_the_good_ones_go_on() {
    let outcomes = read_sample("broken-between-good.jsonl");
    let words: Vec<String> = outcomes
        .iter()
        .map(|outcome| outcome.as_ref().map_or_else(ToString::to_string, |_| "read".into()))
        .collect();
    insta::assert_snapshot!(words.join("\n"), @r#"
    read
    folder/reports.jsonl, record 2, line 2: not a format that is known here: form report/2; this program reads report/1, a newer one is needed
    folder/reports.jsonl, record 3, line 3: not a format that is known here: the key "tanglaw": "report/1" is missing
    folder/reports.jsonl, record 4, line 4, /mentions/1/age/years: expected a whole number, found text of 4 characters
    folder/reports.jsonl, record 5, line 5, /received_by_source: expected a real date, or a date and time, as 2026-03-01, 2026-03-01T10:00:00 or 2026-03-01T10:00:00+08:00, found text of 10 characters
    folder/reports.jsonl, record 6, line 6: broken JSON: the same key stands twice in one object at column 47
    folder/reports.jsonl, record 7, line 7: expected the key `source`, found none
    folder/reports.jsonl, record 8, line 8: not a format that is known here: a JSON object was expected on each line
    folder/reports.jsonl, record 9, line 9: broken JSON: expected ident at column 2
    read
    "#);
}

#[test]
fn unknown_keys_stay_with_the_report_wherever_they_stand() {
    let record = read_sample("unknown-keys.jsonl").remove(0).unwrap();
    let unread: Vec<_> = record.report.unread.iter().map(|u| (u.path.as_str(), u.value.reveal())).collect();
    assert_eq!(
        unread,
        [("/mentions/shoe_size", "36"), ("/mentions/shoe_size", "41"), ("/weather", r#"{"sky":"grey"}"#)]
    );
    assert_eq!(record.report.mentions[0].role, MentionRole::Child);
    assert_eq!(record.report.mentions[1].role, MentionRole::Unknown, "null is unknown");
}

#[test]
fn no_error_shows_a_value() {
    let secret = "Maria Placeholder, expected nothing";
    for field in ["channel", "received_by_source", "mentions", "urgency", "payments", "files"] {
        for value in [format!("{secret:?}"), format!("[{secret:?}]"), format!("[{{\"role\":{secret:?}}}]")] {
            let rest = if field == "channel" { String::new() } else { format!(r#","{field}":{value}"#) };
            let line = if field == "channel" {
                format!(r#"{{"tanglaw":"report/1","source":"a","channel":{value}}}"#)
            } else {
                minimal(&rest)
            };
            for outcome in read(line, Limits::default()).iter().filter(|outcome| outcome.is_err()) {
                let shown = format!("{} {:?}", aside(outcome), aside(outcome));
                assert!(!shown.contains("Maria"), "{shown}");
            }
        }
    }
    let shown = aside(&read(r#"{"tanglaw":"Maria","source":"a"}"#, Limits::default())[0]).to_string();
    assert!(!shown.contains("Maria"), "{shown}");
}

#[test]
fn each_limit_holds() {
    let limits = Limits { record_bytes: 80, ..Limits::default() };
    let long = minimal(&format!(r#","source_reference":"{}""#, "1".repeat(100)));
    let outcomes = read(format!("{long}\n{}\n", minimal("")), limits);
    assert_eq!(aside(&outcomes[0]).problem, Problem::Limit { limit: 80, unit: "bytes of one line" });
    assert_eq!(aside(&outcomes[0]).document.bytes.len(), 80);
    assert!(outcomes[1].is_ok(), "the next line is read");

    let deep = minimal(&format!(r#","beyond":{}{}"#, "[".repeat(10_000), "]".repeat(10_000)));
    let problem = &aside(&read(deep, Limits::default())[0]).problem.clone();
    assert_eq!(*problem, Problem::Limit { limit: 64, unit: "nested values" });

    let many = minimal(&format!(r#","beyond":[{}0]"#, "0,".repeat(100)));
    let problem = &aside(&read(many, Limits { items: 50, ..Limits::default() })[0]).problem.clone();
    assert_eq!(*problem, Problem::Limit { limit: 50, unit: "values of one record" });

    let flat = minimal(r#","mentions":[{"names":[{"full":"x"}]}]"#);
    assert!(read(flat.clone(), Limits { depth: 5, ..Limits::default() })[0].is_ok());
    assert!(read(flat, Limits { depth: 4, ..Limits::default() })[0].is_err());

    let outcomes =
        read(format!("{0}\n{0}\n{0}\n", minimal("")), Limits { file_bytes: 130, ..Limits::default() });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
    assert_eq!(aside(&outcomes[2]).problem, Problem::Limit { limit: 130, unit: "bytes of one file" });
}

#[test]
fn bad_input_is_said_clearly() {
    assert_eq!(aside(&read("", Limits::default())[0]).problem, Problem::Empty);
    assert_eq!(aside(&read("\u{feff}\n\n", Limits::default())[0]).problem, Problem::Empty);
    let utf16: Vec<u8> = minimal("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let outcomes = read(utf16, Limits::default());
    assert!(outcomes.iter().all(Result::is_err));
    let latin1 =
        [br#"{"tanglaw":"report/1","source":"a","channel":"other","source_reference":""#, &b"\xe9\"}"[..]]
            .concat();
    assert_eq!(aside(&read(latin1, Limits::default())[0]).problem, Problem::Encoding { encoding: "UTF-8" });
    let twice = minimal(r#","zz":1,"source":"b""#);
    assert!(matches!(aside(&read(twice, Limits::default())[0]).problem, Problem::Syntax { .. }));
    let same = format!("{0}\n{0}\n", minimal(r#","source_reference":"1""#));
    assert_eq!(read(same, Limits::default()).iter().filter(|outcome| outcome.is_ok()).count(), 2);
}

/// `TANGLAW_UPDATE=1 cargo test -p tanglaw-formats --test jsonl` writes the file anew.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report-1.schema.json");
    let now = format!("{}\n", serde_json::to_string_pretty(jsonl::schema()).unwrap());
    if env::var_os("TANGLAW_UPDATE").is_some() {
        fs::write(path, &now).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == now,
        "schema/report-1.schema.json is out of date: run this test with TANGLAW_UPDATE=1"
    );
}

fn partner() -> Source {
    Source { id: "platform-sample".parse().unwrap(), channel: Channel::Platform, country: None }
}

/// Reads one report of a partner; the remarks as `path: detail`.
fn read_one(value: &serde_json::Value) -> (Outcome, Vec<String>) {
    let (outcome, remarks) =
        jsonl::read_one(value.to_string().as_bytes(), "report.json", &partner(), Limits::default());
    (outcome, remarks.into_iter().map(|remark| format!("{}: {}", remark.path, remark.detail)).collect())
}

#[test]
fn a_report_of_a_known_source_needs_no_source_and_believes_none() {
    let bare = json!({ "tanglaw": "report/1" });
    let (outcome, remarks) = read_one(&bare);
    assert_eq!(outcome.unwrap().report, Report::new(partner().id, Channel::Platform));
    assert!(remarks.is_empty());
    let same = json!({ "tanglaw": "report/1", "source": "platform-sample", "channel": "platform" });
    assert!(read_one(&same).1.is_empty());
    let other = json!({ "tanglaw": "report/1", "source": 7, "channel": "police" });
    let (outcome, remarks) = read_one(&other);
    let report = outcome.unwrap().report;
    assert_eq!((report.source.as_str(), report.channel), ("platform-sample", Channel::Platform));
    let kept: Vec<_> = report.unread.iter().map(|one| (one.path.as_str(), one.value.reveal())).collect();
    assert_eq!(kept, [("/source", "7"), ("/channel", "\"police\"")]);
    assert_eq!(remarks.len(), 2);
}

#[test]
fn a_wrong_value_costs_that_value_only() {
    let value = json!({
        "tanglaw": "report/1",
        "occurred": { "from": "2026-02-30", "certainty": "exact" },
        "urgency": { "immediate_danger": true, "ongoing": "yes" },
        "incidents": [{ "kind": "grooming" }, { "kind": "sample" }, { "kind": "live_streaming" }],
        "mentions": [
            { "role": "child", "age": { "about": "Sample" }, "nick": 1 },
            "Sample person",
            { "role": "sample", "names": [{ "full": "Sample Two" }] },
            { "names": [{ "full": "Sample Three" }] },
            { "role": "suspect", "identifiers": [{ "value": "x" }, { "kind": "email", "value": "a@example.org" }], "nick": 2 },
        ],
        "payments": [{ "payer": 2, "payee": 0, "through": "example" }],
        "files": { "sample": 1 },
    });
    let (outcome, remarks) = read_one(&value);
    let report = outcome.unwrap().report;
    assert_eq!(report.urgency.immediate_danger, Some(true));
    let kinds: Vec<_> = report.incidents.iter().map(|incident| incident.kind).collect();
    assert_eq!(kinds, [IncidentKind::Grooming, IncidentKind::Other, IncidentKind::LiveStreaming]);
    let roles: Vec<_> = report.mentions.iter().map(|mention| mention.role).collect();
    assert_eq!(roles, [MentionRole::Child, MentionRole::Unknown, MentionRole::Unknown, MentionRole::Suspect]);
    assert_eq!(report.mentions[3].identifiers.len(), 1);
    // The payer would be somebody else now.
    assert_eq!((report.payments[0].payer, report.payments[0].payee), (None, None));
    assert_eq!(report.payments[0].through.as_deref(), Some("example"));
    let mut kept: Vec<_> =
        report.unread.iter().map(|one| format!("{} {}", one.path, one.value.reveal())).collect();
    kept.sort();
    assert_eq!(
        kept,
        [
            "/files {\"sample\":1}",
            "/incidents/kind \"sample\"",
            "/mentions \"Sample person\"",
            "/mentions/age {}",
            "/mentions/age/about \"Sample\"",
            "/mentions/identifiers {\"value\":\"x\"}",
            "/mentions/nick 1",
            "/mentions/nick 2",
            "/mentions/role \"sample\"",
            "/occurred {\"certainty\":\"exact\"}",
            "/occurred/from \"2026-02-30\"",
            "/payments/payee 0",
            "/payments/payer 2",
            "/urgency/ongoing \"yes\"",
        ]
    );
    for said in [
        "/mentions/nick: not a field of this form",
        "/occurred/from: expected a real date, or a date and time, as 2026-03-01, 2026-03-01T10:00:00 or 2026-03-01T10:00:00+08:00, found text of 10 characters",
        "/mentions/0/age/about: expected a whole number, found text of 6 characters",
        "/incidents/1/kind: not a kind of this form: taken for other",
    ] {
        assert!(remarks.iter().any(|remark| remark == said), "{said:?} is not in {remarks:#?}");
    }
    assert!(!remarks.concat().contains("Sample"), "no value is quoted");
}

#[test]
fn too_many_wrong_values_are_no_report() {
    let mentions = |count: usize| -> Vec<_> {
        (0..count).map(|_| json!({ "role": "child", "sex": "sample" })).collect()
    };
    assert!(read_one(&json!({ "tanglaw": "report/1", "mentions": mentions(64) })).0.is_ok());
    let aside = read_one(&json!({ "tanglaw": "report/1", "mentions": mentions(65) })).0.unwrap_err();
    assert_eq!(aside.at.path.as_deref(), Some("/mentions/64/sex"));
}

#[test]
fn what_a_line_holds_one_report_holds() {
    for outcome in read_sample("two-reports.jsonl") {
        let record = outcome.unwrap();
        let source =
            Source { id: record.report.source.clone(), channel: record.report.channel, country: None };
        let (one, remarks) = jsonl::read_one(&record.document.bytes, "x.json", &source, Limits::default());
        let one = one.unwrap();
        assert_eq!((one.report, one.document.bytes), (record.report, record.document.bytes));
        assert!(remarks.is_empty());
    }
}
