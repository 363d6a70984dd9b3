//! AUSTRAC's report: held against a table of the published schema (SMR 2.0a, April 2025) in plain Rust, and against a small
//! schema of our own with `xmllint` where it is installed.

use super::{Case, CaseParty, CasePayment, Crime, Land, Personal, Standing, austrac, case};
use austrac::AustracProfile;
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use std::{collections::BTreeSet, path::Path, process::Command};

const FILE: &str = "SMR2026013101.xml";
const FILLED_IN: [(&str, &str); 7] = [
    ("entity_number = \"\"", "entity_number = \"1234567\""),
    ("branch_name = \"\"", "branch_name = \"Harbor Remit, Sydney\""),
    ("time_zone = \"\"", "time_zone = \"Australia/Sydney\""),
    ("designated_services = []", "designated_services = [\"RS\", \"FIN_EFT\"]"),
    ("reasons = []", "reasons = [\"SB\", \"UA\"]"),
    ("account_type = \"\"", "account_type = \"REMIT\""),
    ("elsewhere = \"\"", "elsewhere = \"IT\""),
];

fn profile_but(left_out: &str) -> AustracProfile {
    let mut text = AustracProfile::TO_FILL_IN.to_owned();
    for (empty, full) in FILLED_IN {
        assert!(text.contains(empty), "{empty}");
        if left_out.is_empty() || !empty.starts_with(left_out) {
            text = text.replace(empty, full);
        }
    }
    AustracProfile::from_toml(&text, "austrac.toml").unwrap()
}

fn profile() -> AustracProfile {
    let mut profile = profile_but("");
    profile.transaction_types.within_australia = "DC".into();
    profile
}

/// A name as it comes back: the form has one element for all of it, and the house parts it at the last space.
fn parted(party: &CaseParty) -> CaseParty {
    let full = format!("{} {}", party.first_name.reveal(), party.last_name.reveal());
    let full = full.trim();
    let (first, last) = full.rsplit_once(' ').unwrap_or(("", full));
    CaseParty { first_name: Personal::new(first), last_name: Personal::new(last), ..party.clone() }
}

fn in_dollars(mut case: Case) -> Case {
    case.currency = "AUD".into();
    case
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

fn nodes(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let mut stack = vec![Node::default()];
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let mut node = Node { name: start.name().as_ref().to_owned(), ..Node::default() };
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    node.attributes.push((attribute.key.as_ref().to_owned(), attribute.value.into_owned()));
                }
                if matches!(event, Event::Start(_)) {
                    stack.push(node);
                } else {
                    stack.last_mut().unwrap().children.push(node);
                }
            }
            Event::Text(text) => stack.last_mut().unwrap().text.push_str(&text.xml10_content()),
            // A character reference is a character too; which one does not matter here.
            Event::GeneralRef(_) => stack.last_mut().unwrap().text.push('?'),
            Event::End(_) => {
                let node = stack.pop().unwrap();
                stack.last_mut().unwrap().children.push(node);
            }
            Event::Eof => return stack.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

const MANY: usize = usize::MAX;
/// An element, whether the schema gives it an `id`, and its children in order with the fewest and the most of each (SMR 2.0a;
/// what is written of it).
type Row = (&'static str, bool, &'static [(&'static str, usize, usize)]);
const TABLE: &[Row] = &[
    ("smrList", false, &[("reNumber", 1, 1), ("fileName", 1, 1), ("reportCount", 1, 1), ("smr", 1, MANY)]),
    (
        "smr",
        true,
        &[
            ("header", 1, 1),
            ("smDetails", 1, 1),
            ("suspGrounds", 1, 1),
            ("suspPerson", 0, MANY),
            ("otherPerson", 0, MANY),
            ("txnDetail", 0, MANY),
            ("additionalDetails", 1, 1),
        ],
    ),
    ("header", true, &[("reReportRef", 0, 1), ("reportingBranch", 1, 1)]),
    ("reportingBranch", true, &[("branchId", 0, 1), ("name", 1, 1)]),
    (
        "smDetails",
        true,
        &[
            ("designatedSvc", 1, 26),
            ("designatedSvcProvided", 0, 1),
            ("suspReason", 1, MANY),
            ("grandTotal", 1, 1),
        ],
    ),
    ("suspGrounds", true, &[("groundsForSuspicion", 1, 1)]),
    ("suspPerson", true, &[("fullName", 0, 1), ("mainAddress", 0, 1), ("account", 0, MANY)]),
    (
        "otherPerson",
        true,
        &[("fullName", 0, 1), ("mainAddress", 0, 1), ("account", 0, MANY), ("relationship", 0, 1)],
    ),
    ("mainAddress", true, &[("country", 0, 1)]),
    ("account", true, &[("number", 0, 1), ("type", 1, 1)]),
    (
        "txnDetail",
        true,
        &[
            ("txnDate", 1, 1),
            ("txnType", 1, 1),
            ("txnCompleted", 0, 1),
            ("txnRefNo", 0, MANY),
            ("txnAmount", 1, 1),
            ("senderDrawerIssuer", 0, MANY),
            ("payee", 0, MANY),
        ],
    ),
    ("senderDrawerIssuer", true, &[("sameAsSuspPerson", 0, 1), ("sameAsOtherPerson", 0, 1)]),
    ("payee", true, &[("sameAsSuspPerson", 0, 1), ("sameAsOtherPerson", 0, 1)]),
    ("additionalDetails", true, &[("offence", 1, 1)]),
];

/// What is not as the table has it.
fn faults(node: &Node, ids: &mut BTreeSet<String>, told: &mut Vec<String>) {
    let Some((name, with_id, children)) = TABLE.iter().find(|(name, ..)| *name == node.name) else {
        if !node.children.is_empty() {
            told.push(format!("{} has children", node.name));
        }
        if node.text.is_empty() && !node.name.starts_with("sameAs") {
            told.push(format!("{} is empty", node.name));
        }
        return;
    };
    let id = node.attributes.iter().find(|(key, _)| key == "id");
    match id {
        Some((_, id)) if *with_id => {
            if !ids.insert(id.clone()) {
                told.push(format!("{id} stands twice"));
            }
        }
        None if !with_id => {}
        _ => told.push(format!("{name}: id")),
    }
    let mut rest = &node.children[..];
    for (child, fewest, most) in *children {
        let found = rest.iter().take_while(|node| node.name == *child).count();
        if !(*fewest..=*most).contains(&found) {
            told.push(format!("{name}: {found} of {child}"));
        }
        rest = &rest[found..];
    }
    if let Some(odd) = rest.first() {
        told.push(format!("{name}: {} is out of place", odd.name));
    }
    if matches!(*name, "payee" | "senderDrawerIssuer") && node.children.len() != 1 {
        told.push(format!("{name} is not one person"));
    }
    node.children.iter().for_each(|child| faults(child, ids, told));
}

fn references<'n>(node: &'n Node, found: &mut Vec<(&'n str, &'n str)>) {
    found.extend(
        node.attributes
            .iter()
            .filter(|(key, _)| key == "refId")
            .map(|(_, id)| (node.name.as_str(), id.as_str())),
    );
    node.children.iter().for_each(|child| references(child, found));
}

fn checked(xml: &str) -> Vec<String> {
    let root = nodes(xml);
    let (mut ids, mut told, mut refers) = (BTreeSet::new(), Vec::new(), Vec::new());
    faults(&root, &mut ids, &mut told);
    references(&root, &mut refers);
    let report = root.children.iter().find(|node| node.name == "smr");
    for (same, id) in refers {
        let kind = if same == "sameAsSuspPerson" { "suspPerson" } else { "otherPerson" };
        let there = report.is_some_and(|report| {
            let mut of_kind = report.children.iter().filter(|node| node.name == kind);
            of_kind.any(|node| node.attributes.iter().any(|(key, value)| key == "id" && value == id))
        });
        if !there {
            told.push(format!("{same} refers to no {kind}"));
        }
    }
    told
}

proptest! {
    #[test]
    fn a_case_comes_back_and_stands_in_order(case in case()) {
        let mut case = in_dollars(case);
        let xml = austrac::write(&case, &profile(), FILE).unwrap();
        prop_assert_eq!(checked(&xml), Vec::<String>::new());
        for payment in &mut case.payments {
            (payment.from, payment.to) = (parted(&payment.from), parted(&payment.to));
        }
        prop_assert_eq!(austrac::read(&xml, FILE).unwrap(), case);
    }

    #[test]
    fn damaged_reports_are_read_or_refused(case in case(), at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let mut xml = austrac::write(&in_dollars(case), &profile(), FILE).unwrap().into_bytes();
        let at = at.index(xml.len());
        xml[at] = byte;
        let _ = austrac::read(&String::from_utf8_lossy(&xml), FILE);
    }

    /// Costs a process: once, with many cases.
    #[test]
    fn reports_are_valid_by_the_subset_of_the_schema(cases in prop::collection::vec(case(), 24)) {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            let scratch = tempfile::tempdir().unwrap();
            let paths: Vec<_> = (0..).zip(&cases).map(|(number, case): (usize, _)| {
                let path = scratch.path().join(format!("{number}.xml"));
                std::fs::write(&path, austrac::write(&in_dollars(case.clone()), &profile(), FILE).unwrap()).unwrap();
                path
            }).collect();
            let Some((valid, told)) = linted(&paths) else {
                eprintln!("skipped: xmllint is not installed");
                return;
            };
            assert!(valid, "{told}");
            // The schema can say no: a day that is none, an attribute or an element of another name. (Whether who is referred
            // to is there is looked at above: xmllint does not follow references.)
            let text = std::fs::read_to_string(&paths[0]).unwrap();
            for (from, to) in [("<txnDate>20", "<txnDate>19"), ("refId=", "ref="), ("txnRefNo", "txnRef")] {
                let path = scratch.path().join("bad.xml");
                assert!(text.contains(from), "{from}");
                std::fs::write(&path, text.replace(from, to)).unwrap();
                assert!(!linted(&[path]).unwrap().0, "{from}");
            }
        });
    }
}

/// Whether files are valid, and what `xmllint` says; nothing where it is not installed.
fn linted(paths: &[std::path::PathBuf]) -> Option<(bool, String)> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/smr-2.0a-subset.xsd");
    let found =
        Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).args(paths).output();
    let found = found.ok()?;
    Some((found.status.success(), String::from_utf8_lossy(&found.stderr).into_owned()))
}

fn one() -> Case {
    let party = |key: &str, first: &str, last: &str, land: &[u8], standing| CaseParty {
        standing,
        key: key.into(),
        first_name: first.into(),
        last_name: last.into(),
        country: Land::from_letters(land).unwrap(),
    };
    Case {
        reference: "CASE-1".into(),
        reported_at: 1_769_860_800_000,
        currency: "AUD".into(),
        crime: Crime::Exploitation,
        grounds: "Small sums at night.".into(),
        action: "Referred for protection.".into(),
        payments: vec![CasePayment {
            reference: "T-1".into(),
            institution: "Harbor Remit".into(),
            // 2026-01-30T20:30:00Z is the next day in Sydney.
            at: 1_769_805_000_000,
            hundredths: 5_000,
            original: None,
            from: party("S-1", "Ana", "Sample", b"AU", Standing::Suspected),
            to: party("R-1", "Bea", "Example", b"PH", Standing::MayBeVictim),
            fired: vec!["I1".into()],
        }],
    }
}

#[test]
fn what_stands_in_a_report() {
    let xml = austrac::write(&one(), &profile(), FILE).unwrap();
    for told in [
        "<smrList xmlns=\"http://austrac.gov.au/schema/reporting/SMR-2-0\">",
        "<reNumber>1234567</reNumber>",
        "<fileName>SMR2026013101.xml</fileName>",
        "<grandTotal>50.00</grandTotal>",
        "<txnDate>2026-01-31</txnDate>",
        "<txnType>IT</txnType>",
        "<country>Philippines</country>",
        "<offence>OG</offence>",
        "Payment 1: 2026-01-30T20:30:00, indicators I1; by Harbor Remit",
    ] {
        assert!(xml.contains(told), "{told}: {xml}");
    }
    // Who may be a victim is no suspect.
    let (_, other) = xml.split_once("<otherPerson").unwrap();
    assert!(other.contains("Bea Example") && other.contains("may be a victim"));
    let suspected = xml.split_once("<suspPerson").unwrap().1.split_once("</suspPerson>").unwrap().0;
    assert!(suspected.contains("Ana Sample") && !suspected.contains("Bea"));
    // What is not known is left out.
    let mut case = one();
    case.payments[0].to = CaseParty::default();
    case.payments[0].from.country = Land::from_letters(b"X1").unwrap();
    let xml = austrac::write(&case, &profile(), FILE).unwrap();
    assert!(!xml.contains("<payee") && !xml.contains("<country"), "{xml}");
    assert_eq!(checked(&xml), Vec::<String>::new());
}

/// A table that nothing fails is no test.
#[test]
fn the_table_finds_what_is_out_of_order() {
    let xml = austrac::write(&one(), &profile(), FILE).unwrap();
    for (from, to, told) in [
        ("<offence>OG</offence>", "", "additionalDetails: 0 of offence"),
        ("txnType>", "txnKind>", "txnDetail: 0 of txnType"),
        ("id=\"grounds\"", "id=\"header\"", "header stands twice"),
        ("refId=\"person-1\"", "refId=\"person-2\"", "sameAsSuspPerson refers to no suspPerson"),
        ("<country>Philippines</country>", "<country></country>", "country is empty"),
    ] {
        assert!(xml.contains(from), "{from}");
        let found = checked(&xml.replace(from, to));
        assert!(found.iter().any(|one| one == told), "{told}: {found:?}");
    }
}

#[test]
fn what_is_missing_is_told_by_its_name() {
    let refused = |case: &Case, profile: &AustracProfile, file: &str, field: &str| {
        let error = austrac::write(case, profile, file).unwrap_err();
        let payments::PaymentsError::Field { field: told, remedy } = &error else {
            panic!("{field}: {error}")
        };
        assert_eq!(told, field);
        assert!(!remedy.is_empty() && !error.to_string().contains("Ana"), "{error}");
    };
    for field in
        ["entity_number", "branch_name", "time_zone", "designated_services", "reasons", "account_type"]
    {
        refused(&one(), &profile_but(field), FILE, field);
    }
    let mut odd = profile();
    odd.entity_number = "12345678".into();
    refused(&one(), &odd, FILE, "entity_number");
    odd = profile();
    odd.time_zone = "Sydney".into();
    refused(&one(), &odd, FILE, "time_zone");
    for file in ["report.xml", "SMR2026013101", "SMR2026133101.xml", "SMR20260131é.xml", "smr202601311.xml"]
    {
        refused(&one(), &profile(), file, "fileName");
    }
    let changed = |change: &dyn Fn(&mut Case), field: &str| {
        let mut case = one();
        change(&mut case);
        refused(&case, &profile_but("elsewhere"), FILE, field);
    };
    changed(&|case| case.currency = "PHP".into(), "grandTotal");
    changed(&|case| case.payments[0].hundredths = u64::MAX, "grandTotal");
    changed(&|case| case.reference = "x".repeat(41), "reReportRef");
    changed(&|case| case.payments[0].reference = "x".repeat(41), "txnRefNo");
    changed(&|case| case.payments[0].at = 0, "txnDate");
    changed(&|case| case.payments[0].from.last_name = "x".repeat(140).into(), "fullName");
    changed(&|case| case.payments[0].from.key = "x".repeat(35).into(), "account/number");
    let land = |letters: &[u8]| Land::from_letters(letters).unwrap();
    changed(&|case| case.payments[0].to.country = land(b"AU"), "transaction_types.within_australia");
    changed(&|case| case.payments[0].from.country = land(b"PH"), "transaction_types.elsewhere");
    changed(&|case| case.payments[0].to.country = Land::UNKNOWN, "transaction_types.elsewhere");
    let text = AustracProfile::TO_FILL_IN.replace("reasons = []", "reasons = [\"SB\", \"XX\"]");
    let error = AustracProfile::from_toml(&text, "ours.toml").unwrap_err().to_string();
    assert!(error.contains("ours.toml: reasons: \"XX\""), "{error}");
}
