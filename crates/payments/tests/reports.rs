//! Reports: what is written is read back, victims are never named as suspects, and what is incomplete is refused. Where
//! `TANGLAW_GOAML_XSD` names a folder with `5.0.1.xsd` and `5.0.2.xsd`, `xmllint` proves the documents against them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use model::Personal;
use payments::{
    Land,
    report::{Case, CaseParty, CasePayment, Crime, Original, Standing, amlc, austrac, fincen, goaml},
};
use proptest::{prelude::*, strategy::ValueTree as _};
use std::{path::Path, process::Command};

#[path = "reports/austrac.rs"]
mod smr;
#[path = "reports/standing.rs"]
mod standing;

/// A key as an identifier has it: letters and digits only.
fn plain(key: &Personal) -> String {
    key.reveal().chars().filter(char::is_ascii_alphanumeric).collect()
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÀ-ÿ<&>'=+@. -]{0,20}".prop_map(|text| text.trim().to_owned())
}

fn party() -> impl Strategy<Value = CaseParty> {
    let land = prop::sample::select(vec!["PH", "AU", "SE", "US"]);
    let standing = prop::sample::select(Standing::ALL.to_vec());
    let parts = ("[A-Z0-9][A-Z0-9+-]{0,11}", words(), words(), land, standing);
    parts.prop_map(|(key, first, last, land, standing)| CaseParty {
        key: Personal::new(key),
        first_name: Personal::new(first.replace('|', " ")),
        last_name: Personal::new(last.replace('|', " ")),
        country: Land::from_letters(land.as_bytes()).unwrap(),
        standing,
    })
}

fn case() -> impl Strategy<Value = Case> {
    let payment = (
        "[A-Z0-9-]{1,20}",
        0_i64..50_000_000,
        0_u64..100_000_000,
        party(),
        party(),
        prop::option::of((1_u64..100_000_000, prop::sample::select(vec!["AUD", "USD"]))),
        prop::sample::select(vec!["Harbor Remit", "Example Bank"]),
        prop::collection::vec(prop::sample::select(vec!["I1", "I2", "I12"]), 0..3),
    );
    (prop::collection::vec(payment, 1..5), "[A-Za-z .,&<>]{1,60}", any::<bool>(), any::<bool>()).prop_map(
        |(payments, grounds, decided, extorted)| {
            let payments: Vec<CasePayment> = payments
                .into_iter()
                .map(|(reference, at, hundredths, from, to, sent, institution, fired)| CasePayment {
                    institution: institution.to_owned(),
                    original: sent
                        .map(|(hundredths, currency)| Original { hundredths, currency: currency.into() }),
                    reference,
                    at: 1_700_000_000_000 + at * 1_000,
                    hundredths,
                    from,
                    to,
                    fired: fired.into_iter().map(str::to_owned).collect(),
                })
                .collect();
            let crime = if extorted { Crime::Extortion } else { Crime::Exploitation };
            Case {
                reference: "CASE-1".into(),
                reported_at: 1_750_000_000_000,
                currency: "PHP".into(),
                crime,
                grounds: Personal::new(format!("{} Because {}.", crime.words(), grounds.trim())),
                action: if decided { "Referred for protection.".into() } else { String::new() },
                payments,
            }
        },
    )
}

fn profiles() -> [(&'static str, goaml::GoamlProfile); 2] {
    [("5.0.1", goaml::GoamlProfile::GENERIC_5_0_1), ("5.0.2", goaml::GoamlProfile::EXTENDED_5_0_2)]
        .map(|(version, text)| (version, goaml::GoamlProfile::from_toml(&filled_in(text), version).unwrap()))
}

/// What an office fills in.
const FILLED_IN: [(&str, &str); 7] = [
    ("rentity_id = 0", "rentity_id = 4711"),
    ("rentity_branch = \"\"", "rentity_branch = \"Sample branch\""),
    ("reporting_user_code = \"\"", "reporting_user_code = \"SAMPLE\""),
    ("address = \"\"", "address = \"1 Sample Street\""),
    ("city = \"\"", "city = \"Sample City\""),
    ("country_code = \"\"", "country_code = \"PH\""),
    ("state = \"\"", "state = \"Sample Province\""),
];

fn filled_in(text: &str) -> String {
    FILLED_IN.iter().fold(text.to_owned(), |text, (empty, full)| text.replace(empty, full))
}

/// The office that the tests of the command and of the desk report for.
#[test]
fn the_sample_office_is_the_profile_that_ships_filled_in() {
    assert_eq!(filled_in(goaml::GoamlProfile::GENERIC_5_0_1), include_str!("office.toml"));
}

/// Each thing that a narrative must tell of a case.
fn facts(case: &Case) -> Vec<String> {
    let words = |at: i64| {
        let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
        stamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
    };
    let decimal = |hundredths: u64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let mut facts = vec![
        case.reference.clone(),
        words(case.reported_at),
        case.grounds.reveal().to_owned(),
        case.action.clone(),
    ];
    for payment in &case.payments {
        facts.extend([payment.reference.clone(), payment.institution.clone(), words(payment.at)]);
        facts.push(format!("{} {}", decimal(payment.hundredths), case.currency));
        facts.extend(
            payment.original.iter().map(|sent| format!("{} {}", decimal(sent.hundredths), sent.currency)),
        );
        facts.push(payment.fired.join(" "));
        for party in [&payment.from, &payment.to] {
            let (key, land) = (party.key.reveal(), party.country.letters());
            facts.extend([party.first_name.reveal().to_owned(), party.last_name.reveal().to_owned()]);
            facts.push(format!("{key} ({land}): {}", party.standing.code()));
        }
    }
    facts
}

proptest! {
    /// What one unit writes, another house takes in: every payment with its number, and nothing that is not understood.
    #[test]
    fn a_written_report_comes_in_as_a_report_of_the_house(case in case()) {
        for (_, profile) in profiles() {
            let written = goaml::write(&case, &profile).unwrap();
            let source =
                model::Source { id: "remittance".parse().unwrap(), channel: model::Channel::Financial, country: None };
            let limits = formats::Limits::default();
            let mut read = formats::goaml::read(std::io::Cursor::new(written.into_bytes()), "str.xml", &source, limits);
            let report = read.next().unwrap().unwrap().report;
            prop_assert_eq!(report.payments.len(), case.payments.len());
            prop_assert_eq!(report.source_reference.as_deref(), Some("CASE-1"));
            for (payment, given) in report.payments.iter().zip(&case.payments) {
                let amount = payment.amount.as_ref().unwrap();
                let hundredths = format!("{}.{:02}", given.hundredths / 100, given.hundredths % 100);
                prop_assert_eq!(amount.value.to_string(), hundredths);
                prop_assert!(payment.payer.is_some() && payment.payee.is_some());
                // Who is not suspected is no suspect on the other side either.
                for (at, party) in [(payment.payer, &given.from), (payment.payee, &given.to)] {
                    let suspected = |one: &CaseParty| one.standing == Standing::Suspected && plain(&one.key) == plain(&party.key);
                    let anywhere = case.payments.iter().any(|one| suspected(&one.from) || suspected(&one.to));
                    prop_assert!(report.mentions[at.unwrap()].role != model::MentionRole::Suspect || anywhere);
                }
            }
            prop_assert!(report.unread.is_empty(), "{:?}", report.unread.iter().map(|one| &one.path).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_case_comes_back(case in case()) {
        for (_, profile) in profiles() {
            let xml = goaml::write(&case, &profile).unwrap();
            prop_assert_eq!(&goaml::read(&xml, "r.xml").unwrap(), &case);
        }
        let layout = amlc::AmlcLayout::from_toml(amlc::AmlcLayout::DEFAULT, "amlc.toml").unwrap();
        let csv = amlc::write(&case, &layout).unwrap();
        prop_assert_eq!(&amlc::read(&csv, &layout, "r.csv").unwrap(), &case.payments);
        let fields = fincen::write(&case).unwrap();
        prop_assert!(fields.narrative.starts_with(&fields.note));
        for fact in facts(&case) {
            prop_assert!(fields.narrative.contains(&fact), "{fact}: {}", fields.narrative);
        }
        prop_assert_eq!(fields.note == fincen::EXTORTION_KEY_TERM, case.crime == Crime::Extortion);
    }

    #[test]
    fn damaged_reports_are_read_or_refused(case in case(), at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let mut xml = goaml::write(&case, &profiles()[0].1).unwrap().into_bytes();
        let at = at.index(xml.len());
        xml[at] = byte;
        let text = String::from_utf8_lossy(&xml).into_owned();
        let _ = goaml::read(&text, "r.xml");
        let _ = austrac::read(&text, "r.xml");
        let layout = amlc::AmlcLayout::from_toml(amlc::AmlcLayout::DEFAULT, "amlc.toml").unwrap();
        let _ = amlc::read(&text, &layout, "r.csv");
    }

    /// Costs a process a case: few cases, and only where the schemas are at hand.
    #[test]
    fn goaml_validates(cases in prop::collection::vec(case(), 24)) {
        static ONCE: std::sync::Once = std::sync::Once::new();
        let Ok(folder) = std::env::var("TANGLAW_GOAML_XSD") else {
            eprintln!("skipped: TANGLAW_GOAML_XSD names no folder with 5.0.1.xsd and 5.0.2.xsd, so goAML was held against no schema");
            return Ok(());
        };
        ONCE.call_once(|| {
            let scratch = tempfile::tempdir().unwrap();
            for (version, profile) in profiles() {
                let mut paths = Vec::new();
                for (number, case) in cases.iter().enumerate() {
                    let path = scratch.path().join(format!("{version}-{number}.xml"));
                    std::fs::write(&path, goaml::write(case, &profile).unwrap()).unwrap();
                    paths.push(path);
                }
                let schema = Path::new(&folder).join(format!("{version}.xsd"));
                let found = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).args(&paths).output().unwrap();
                assert!(found.status.success(), "{version}: {}", String::from_utf8_lossy(&found.stderr));
            }
        });
    }
}

#[test]
fn what_is_incomplete_is_refused() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut case = case().new_tree(&mut runner).unwrap().current();
    case.grounds = Personal::new(" ");
    assert!(fincen::write(&case).unwrap_err().to_string().contains("grounds"));
    case.grounds = Personal::new("x");
    case.payments.clear();
    assert!(fincen::write(&case).unwrap_err().to_string().contains("0 payments"));
    // What nobody filled in is asked for by its name.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let case = self::case().new_tree(&mut runner).unwrap().current();
    for (empty, _) in FILLED_IN {
        let full = FILLED_IN.iter().filter(|(other, _)| *other != empty);
        let text = full.fold(goaml::GoamlProfile::GENERIC_5_0_1.to_owned(), |text, (empty, full)| {
            text.replace(empty, full)
        });
        let profile = goaml::GoamlProfile::from_toml(&text, "p.toml").unwrap();
        let told = goaml::write(&case, &profile).unwrap_err().to_string();
        assert!(told.contains(empty.split(' ').next().unwrap()), "{empty}: {told}");
    }
    let wrong = goaml::GoamlProfile::GENERIC_5_0_1.replace("\"*\" = \"-\"", "I1 = \"-\"");
    assert!(goaml::GoamlProfile::from_toml(&wrong, "p.toml").unwrap_err().to_string().contains("\"*\""));
}
