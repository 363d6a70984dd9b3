//! Suspicious transaction reports in goAML as reports of the house.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod support;

use formats::{Limits, OpenOptions, Outcome, Problem, goaml};
use model::{Channel, IdentifierKind, IncidentKind, MentionRole, NarrativeKind, Source};
use proptest::prelude::*;
use std::{fmt::Write as _, io::Cursor};
use support::sample_bytes;

fn source() -> Source {
    Source { id: "remittance".parse().unwrap(), channel: Channel::Financial, country: "PH".parse().ok() }
}

fn read_with(bytes: impl Into<Vec<u8>>, limits: Limits) -> Outcome {
    let mut found = goaml::read(Cursor::new(bytes.into()), "folder/str.xml", &source(), limits);
    let outcome = found.next().expect("one outcome");
    assert!(found.next().is_none(), "a document is one record");
    outcome
}

fn read(bytes: impl Into<Vec<u8>>) -> Outcome {
    read_with(bytes, Limits::default())
}

#[test]
fn a_report_is_understood() {
    let record = read(sample_bytes("goaml/str.xml")).unwrap();
    let report = &record.report;
    assert_eq!(report.channel, Channel::Financial);
    assert_eq!(report.source_reference.as_deref(), Some("STR-2026-0001"));
    assert_eq!(report.received_by_source.unwrap().to_string(), "2026-03-05T09:00:00");
    assert!(report.has_kind(IncidentKind::SuspiciousPayments));
    let words: Vec<(NarrativeKind, &str)> =
        report.narratives.iter().map(|one| (one.kind, one.words.reveal())).collect();
    assert_eq!(
        words,
        [
            (NarrativeKind::Account, "Small sums at night to two recipients without a known tie."),
            (NarrativeKind::Remark, "The account is watched."),
            (NarrativeKind::Remark, "family support"),
        ]
    );
    // The payer stands in two transactions and is one person.
    assert_eq!(report.mentions.len(), 3);
    let [payer, wallet, second] = report.mentions.as_slice() else { unreachable!() };
    assert_eq!(payer.role, MentionRole::Suspect);
    assert_eq!(payer.born.unwrap().to_string(), "1961-04-09");
    let keys = |mention: &model::Mention| {
        mention.identifiers.iter().map(|one| (one.kind, one.value.reveal().to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(
        keys(payer),
        [
            (IdentifierKind::DocumentNumber, "AB123456".to_owned()),
            (IdentifierKind::Phone, "+61491570156".to_owned()),
        ]
    );
    assert_eq!(keys(wallet), [(IdentifierKind::Wallet, "+639171234567".to_owned())], "as hotlines write it");
    assert_eq!(wallet.names[0].full.as_ref().unwrap().reveal(), "Recipient Sample");
    // Who is paid may be a victim: no code makes them a suspect, and the code is not lost.
    assert_eq!(wallet.role, MentionRole::Unknown);
    assert!(wallet.details.iter().any(|one| one.name == "to_is_suspected" && one.value.reveal() == "true"));
    assert_eq!(second.role, MentionRole::Unknown);
    let payments: Vec<_> = report
        .payments
        .iter()
        .map(|one| {
            let amount = one.amount.as_ref().unwrap();
            let number = one.identifiers[0].value.reveal().to_owned();
            (amount.value.to_string(), amount.currency.clone().unwrap(), one.payer, one.payee, number)
        })
        .collect();
    assert_eq!(
        payments,
        [
            ("2500.00".into(), "PHP".into(), Some(0), Some(1), "T0001".into()),
            ("1800.50".into(), "PHP".into(), Some(0), Some(2), "T0002".into()),
        ]
    );
    assert_eq!(report.payments[0].through.as_deref(), Some("sample wallet"));
    let unread: Vec<(&str, &str)> =
        report.unread.iter().map(|one| (one.path.as_str(), one.value.reveal())).collect();
    assert!(
        unread.contains(&("/report/transaction/unit_extension", "something of a unit's own")),
        "{unread:?}"
    );
    assert!(unread.contains(&("/report/transaction/unit_extension/@priority", "7")), "{unread:?}");
    let expected = ["tph_contact_type", "unit_extension", "@priority"];
    assert!(unread.iter().all(|(path, _)| expected.iter().any(|end| path.ends_with(end))), "{unread:?}");
    assert_eq!(record.document.bytes, sample_bytes("goaml/str.xml"));
}

#[test]
fn it_is_told_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("whatever.xml");
    std::fs::write(&path, sample_bytes("goaml/str.xml")).unwrap();
    let found: Vec<Outcome> = formats::open(&path, &source(), &OpenOptions::default()).unwrap().collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].as_ref().unwrap().report.payments.len(), 2);
    // What platforms report begins with `report` too.
    std::fs::write(&path, sample_bytes("cybertipline/report.xml")).unwrap();
    let found: Vec<Outcome> = formats::open(&path, &source(), &OpenOptions::default()).unwrap().collect();
    assert!(found[0].as_ref().unwrap().report.payments.is_empty());
    assert!(!found[0].as_ref().unwrap().report.has_kind(IncidentKind::SuspiciousPayments));
}

#[test]
fn broken_documents_are_set_aside_with_their_line() {
    let whole = String::from_utf8(sample_bytes("goaml/str.xml")).unwrap();
    let problem = |text: String| read(text).unwrap_err();
    let cut = problem(whole[..whole.len() / 2].to_owned());
    assert!(matches!(cut.problem, Problem::Truncated { .. } | Problem::Syntax { .. }), "{cut}");
    assert!(cut.at.line.unwrap() > 10, "{cut}");
    let bomb = problem(whole.replacen("<report", "<!DOCTYPE report [<!ENTITY a \"b\">]><report", 1));
    assert!(matches!(bomb.problem, Problem::Hostile(_)), "{bomb}");
    let other = problem(whole.replace("<report ", "<letter ").replace("</report>", "</letter>"));
    assert!(matches!(other.problem, Problem::UnknownFormat(_)), "{other}");
    let unknown = problem(whole.replace("family support", "family &support;"));
    assert!(matches!(unknown.problem, Problem::Syntax { .. }), "{unknown}");
    assert!(!unknown.to_string().contains("support"), "no word of the document is in the problem");
    let small = Limits { record_bytes: 100, ..Limits::default() };
    assert!(matches!(read_with(whole.clone(), small).unwrap_err().problem, Problem::Limit { .. }));
    let few = Limits { items: 20, ..Limits::default() };
    assert!(matches!(read_with(whole, few).unwrap_err().problem, Problem::Limit { .. }));
    assert!(matches!(read(Vec::new()).unwrap_err().problem, Problem::Empty));
}

/// What stands in a document of so many transactions, with these names.
fn made(names: &[(String, String)], currency: &str) -> String {
    let mut text = format!(
        "<report><rentity_id>1</rentity_id><submission_code>E</submission_code><currency_code_local>{currency}</currency_code_local>"
    );
    let safe = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    for (number, (payer, payee)) in names.iter().enumerate() {
        let _ = write!(
            text,
            "<transaction><transactionnumber>N{number}</transactionnumber><amount_local>{number}.25</amount_local>\
             <t_from><from_person><last_name>{}</last_name></from_person></t_from>\
             <t_to><to_account><account>ACC{number}</account><account_name>{}</account_name></to_account></t_to></transaction>",
            safe(payer),
            safe(payee)
        );
    }
    text + "</report>"
}

proptest! {
    /// Nothing of a document is lost: names come back as they were, each payment names its two parties, and the same payer
    /// is one person.
    #[test]
    fn what_is_written_is_read(
        names in prop::collection::vec(("[A-Za-zÀ-ž&<']{2,20}", "[A-Za-z&<]{2,20}"), 1..12),
    ) {
        let record = read(made(&names, "PHP")).unwrap();
        let report = record.report;
        prop_assert!(report.unread.is_empty(), "{:?}", report.unread.len());
        prop_assert_eq!(report.payments.len(), names.len());
        for ((payer, payee), (number, payment)) in names.iter().zip(report.payments.iter().enumerate()) {
            let from = &report.mentions[payment.payer.unwrap()];
            let to = &report.mentions[payment.payee.unwrap()];
            if payer.eq_ignore_ascii_case("unknown") || payee.eq_ignore_ascii_case("unknown") { continue; }
            prop_assert_eq!(from.names[0].family.as_ref().unwrap().reveal(), payer.as_str());
            prop_assert_eq!(to.names[0].full.as_ref().unwrap().reveal(), payee.as_str());
            prop_assert_eq!(payment.amount.as_ref().unwrap().value.to_string(), format!("{number}.25"));
        }
        let mut payers: Vec<&String> = names.iter().map(|(payer, _)| payer).collect();
        payers.sort();
        payers.dedup();
        let mut found: Vec<usize> = report.payments.iter().filter_map(|one| one.payer).collect();
        found.sort_unstable();
        found.dedup();
        prop_assert_eq!(found.len(), payers.len());
    }

    /// Any bytes give one outcome, and a document no longer than they were.
    #[test]
    fn any_bytes_give_one_outcome(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..4_000) {
        let _ = read(bytes.clone());
        let mut sample = sample_bytes("goaml/str.xml");
        let at = at.min(sample.len());
        sample.splice(at..at, bytes);
        let most = sample.len();
        match read(sample) {
            Ok(record) => prop_assert!(record.document.bytes.len() <= most),
            Err(aside) => prop_assert!(aside.document.bytes.len() <= most),
        }
    }
}
