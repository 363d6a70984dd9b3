//! What is compared of a mention.

use super::*;
use model::{PersonName, Relation};

fn report() -> Report {
    let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
    report.received_by_source = Some("2026-07-01".parse().unwrap());
    let whole = PersonName { full: Some("Ana Luz Example".into()), ..PersonName::default() };
    report.mentions.push(Mention {
        role: MentionRole::Unknown,
        names: vec![whole],
        age: Some(Age::About(9)),
        identifiers: vec![Identifier::phone("not a number", None), Identifier::email("A@example.org")],
        ..Mention::default()
    });
    report.mentions.push(Mention {
        role: MentionRole::Suspect,
        identifiers: vec![Identifier::account(None, "@Sunny"), Identifier::ip("192.0.2.7")],
        ..Mention::default()
    });
    report
}

/// The values of a column at a mention, as one text.
fn text(report: &Report, position: usize, column: Column) -> String {
    match cell(1, report, position, column) {
        Cell::Missing => String::new(),
        Cell::One(value) => value,
        Cell::Many(values) => values.join("|"),
    }
}

#[test]
fn a_mention_becomes_columns() {
    let report = report();
    let text = |column| text(&report, 0, column);
    assert_eq!(text(Column::Given), "ana");
    assert_eq!(text(Column::Middle), "luz");
    assert_eq!(text(Column::Family), "example");
    assert_eq!(text(Column::Full), "ana example");
    assert_eq!(text(Column::Party), "child", "by age");
    assert_eq!(text(Column::BirthYear), "2017.00");
    assert_eq!(text(Column::Phone), "", "what is no number says nothing");
    assert_eq!(text(Column::Email), "a@example.org");
    assert_eq!(text(Column::Around), "account\u{1f}sunny", "an address behind which many sit is no company");
}

#[test]
fn a_name_is_compared_with_the_town_and_with_who_is_beside() {
    let mut report = report();
    let town = |role, city: &str| Place { role, city: Some(city.into()), ..Place::default() };
    report.places = vec![town(PlaceRole::Child, "Cabusig"), town(PlaceRole::Suspect, "Elsewhere")];
    report.places[1].country = Some(model::Country::PHILIPPINES);
    report.mentions[1].names = vec![PersonName {
        given: Some("Berbert".into()),
        family: Some("Ashby".into()),
        ..PersonName::default()
    }];
    report.mentions[1].identifiers.push(Identifier::wallet(None, "+639170000001", None));
    let cell = |position, column| cell(1, &report, position, column);
    let several = |values: &[&str]| Cell::Many(values.iter().map(|value| (*value).to_owned()).collect());
    assert_eq!(cell(1, Column::Where), several(&["cabusig", "elsewhere"]));
    assert_eq!(
        cell(1, Column::NameThere),
        several(&["ashby@cabusig", "ashby@elsewhere", "berbert@cabusig", "berbert@elsewhere"])
    );
    assert_eq!(
        cell(1, Column::Together),
        several(&[
            "ashby@ana",
            "ashby@example",
            "ashby@luz",
            "berbert@ana",
            "berbert@example",
            "berbert@luz"
        ])
    );
    assert_eq!(cell(1, Column::Full), Cell::One("ashby berbert".into()), "whichever stands first");
    assert_eq!(cell(1, Column::Country), Cell::One("PH".into()), "where the report has its only suspect");
    assert_eq!(cell(0, Column::Country), Cell::Missing, "that is not where the child is from");
    assert_eq!(cell(1, Column::Phone), Cell::One("+639170000001".into()), "a wallet that is a number");
    assert_eq!(each_with_each(&["a".into()], &(0..100).map(|n| n.to_string()).collect()), Cell::Missing);
}

#[test]
fn codes_are_read_back() {
    for column in Column::ALL {
        assert_eq!(Column::from_code(column.code()), Some(*column));
    }
}

#[test]
fn what_happened_becomes_columns() {
    let mut report = report();
    let text = |report: &Report, column| text(report, 1, column);
    assert_eq!(text(&report, Column::Heard), "2026-07-01", "the day it came, where none is told");
    assert_eq!(text(&report, Column::Kind), "");
    report.occurred = Some(model::Occurrence {
        from: "2026-06-20".parse().unwrap(),
        until: None,
        certainty: model::Certainty::Exact,
        words: None,
    });
    report.add_incident(IncidentKind::Trafficking, None);
    report.add_incident(IncidentKind::SuspiciousPayments, None);
    report.mentions[1].relation_to_child = Some(Relation::Neighbour);
    assert_eq!(text(&report, Column::Heard), "2026-06-20");
    assert_eq!(text(&report, Column::Kind), "trafficking", "payments tell no manner");
    assert_eq!(text(&report, Column::KindDay), "trafficking@2026-06-20");
    assert_eq!(text(&report, Column::Manner), "recorded");
    assert_eq!(text(&report, Column::Relation), "neighbour");
    assert_eq!(text(&report, Column::Part), "suspect");
    report.channel = Channel::Platform;
    assert_eq!(text(&report, Column::Part), "", "a platform knows accounts, not parts");
}

#[test]
fn an_address_names_whoever_opened_it() {
    let mut report = report();
    report.mentions[1].identifiers.push(Identifier::email("Wood_Bea12@example.org"));
    report.places.push(Place { city: Some("Olobay".into()), ..Place::default() });
    let text = |column| text(&report, 1, column);
    assert_eq!(text(Column::Full), "bea wood");
    assert_eq!(text(Column::Words), "bea|wood");
    assert_eq!(text(Column::Given), "", "which of the two is the given name is not known");
    assert_eq!(text(Column::BeginningThere), "bea@olobay|woo@olobay");
}
