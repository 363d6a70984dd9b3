//! CSV of hotlines and police offices through a column map.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod support;

use formats::table::{self, ColumnMap, Field, PaymentPart, PersonPart, PlacePart, Writer};
use formats::{Limits, Outcome, Problem, SetAside};
use model::{
    Channel, IncidentKind, MentionRole, NameKind, Personal, PlaceRole, Relation, Report, Sex, Source,
};
use proptest::prelude::*;
use std::io::Cursor;
use support::sample_bytes;

fn source() -> Source {
    Source { id: "hotline-1343".parse().unwrap(), channel: Channel::Other, country: "PH".parse().ok() }
}

fn read_with(bytes: impl Into<Vec<u8>>, map: &ColumnMap, limits: Limits) -> Vec<Outcome> {
    table::read(Cursor::new(bytes.into()), "folder/calls.csv", &source(), map.clone(), limits).collect()
}

fn read(bytes: impl Into<Vec<u8>>, map: &ColumnMap) -> Vec<Outcome> {
    read_with(bytes, map, Limits::default())
}

fn aside(outcome: &Outcome) -> &SetAside {
    outcome.as_ref().expect_err("set aside")
}

fn reports(outcomes: Vec<Outcome>) -> Vec<Report> {
    outcomes.into_iter().map(|outcome| outcome.unwrap().report).collect()
}

fn unread(report: &Report) -> Vec<(&str, &str)> {
    report.unread.iter().map(|unread| (unread.path.as_str(), unread.value.reveal())).collect()
}

fn small() -> ColumnMap {
    ColumnMap::from_toml(std::str::from_utf8(&sample_bytes("table/small.columns.toml")).unwrap()).unwrap()
}

fn custom() -> ColumnMap {
    ColumnMap::from_toml(std::str::from_utf8(&sample_bytes("table/custom.columns.toml")).unwrap()).unwrap()
}

fn written(reports: &[Report], map: &ColumnMap) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), map.clone()).unwrap();
    for report in reports {
        writer.write(report).unwrap();
    }
    writer.into_inner()
}

#[test]
fn the_hotline_sample_says_what_it_says() {
    let bytes = sample_bytes("table/hotline.csv");
    let outcomes = read(bytes.clone(), &ColumnMap::hotline());
    let first = outcomes[0].as_ref().unwrap();
    assert_eq!((first.at.record, first.at.line), (Some(1), Some(2)));
    let start = bytes.windows(6).position(|window| window == b"H-0001").unwrap();
    assert_eq!(
        first.document.bytes,
        bytes[start..start + first.document.bytes.len()],
        "the row as in the file"
    );
    assert!(first.document.bytes.ends_with(b"neighbour"));

    let reports = reports(outcomes);
    assert_eq!(reports.len(), 3, "the empty rows at the end are no reports");
    let report = &reports[0];
    assert_eq!(report.channel, Channel::Hotline, "the map's channel");
    assert_eq!(report.received_by_source.unwrap().to_string(), "2026-03-01T10:30:00", "no zone was given");
    assert_eq!(report.occurred.as_ref().unwrap().from.to_string(), "2026-02-27");
    assert!(
        report.has_kind(IncidentKind::LiveStreaming) && report.has_kind(IncidentKind::SuspiciousPayments)
    );
    assert_eq!(report.incidents[0].source_code.as_deref(), Some("Live streaming"));
    assert_eq!(report.urgency.immediate_danger, Some(true));
    assert_eq!((report.urgency.ongoing, report.urgency.commercial), (Some(true), Some(true)));
    assert_eq!(report.urgency.self_harm_risk, None, "an empty cell is unknown");
    let roles: Vec<_> = report.mentions.iter().map(|mention| mention.role).collect();
    assert_eq!(
        roles,
        [MentionRole::Child, MentionRole::Suspect, MentionRole::Facilitator],
        "the caller gave no name"
    );
    assert_eq!(report.mentions[0].sex, Some(Sex::Female));
    assert_eq!(report.mentions[1].names.len(), 2);
    assert!(report.mentions[1].names.iter().all(|name| name.kind == NameKind::Alias));
    assert_eq!(report.mentions[1].relation_to_child, Some(Relation::KnownOnline));
    let phones: Vec<_> = report.mentions[2].identifiers.iter().map(|phone| phone.value.reveal()).collect();
    assert_eq!(phones, ["+639170000001", "+639170000002"]);
    assert_eq!(report.identifiers.len(), 2);
    let amount = report.payments[0].amount.as_ref().unwrap();
    assert_eq!((amount.value.to_string().as_str(), amount.currency.as_deref()), ("1500.00", Some("PHP")));
    assert_eq!(report.places[0].role, PlaceRole::Child);
    assert!(report.narratives[0].words.reveal().ends_with("concern,\r\nover two lines, with \"quotes\"."));
    assert_eq!(report.details[0].name, "How the caller knows");
    assert_eq!(unread(report), []);

    let wrong = [
        ("Received", "30/02/2026"),
        ("Still going on", "perhaps"),
        ("Child age", "nine"),
        ("Country", "Atlantis"),
        ("Amount", "1.500,00"),
        ("Currency", "PHP"),
    ];
    assert_eq!(unread(&reports[1]), wrong, "wrong values keep the row and stay with it");
    assert_eq!(reports[1].mentions, [], "a wrong age makes no person");
    assert_eq!(reports[1].narratives.len(), 1);
    assert_eq!(reports[2].source_reference.as_deref(), Some("H-0003"));
}

#[test]
fn the_police_sample_says_what_it_says() {
    let reports = reports(read(sample_bytes("table/police-referral.csv"), &ColumnMap::police_referral()));
    let report = &reports[0];
    assert_eq!(report.channel, Channel::Other, "the source's channel");
    assert_eq!(report.occurred.as_ref().unwrap().until.unwrap().to_string(), "2026-02-01T09:45:00");
    assert!(report.has_kind(IncidentKind::LiveStreamActiveViewing));
    assert_eq!(report.urgency.immediate_danger, Some(false));
    let suspect = &report.mentions[0];
    assert_eq!(suspect.names.len(), 1, "given and family name are one name");
    assert_eq!(suspect.names[0].family.as_ref().map(Personal::reveal), Some("Person"));
    assert_eq!(suspect.born.unwrap().to_string(), "1961-05-09");
    assert_eq!(suspect.identifiers[0].scope.as_deref(), Some("passport"));
    assert_eq!(suspect.identifiers[3].value.reveal(), "2001:db8::1");
    assert_eq!(report.places.len(), 2);
    assert_eq!(report.payments[0].amount.as_ref().unwrap().value.to_string(), "-20.5");
    assert_eq!(unread(report), []);
}

#[test]
fn encoding_zone_decimal_comma_and_unmapped_columns() {
    let reports = reports(read(sample_bytes("table/custom.csv"), &custom()));
    let report = &reports[0];
    assert_eq!(report.channel, Channel::Financial);
    assert_eq!(report.received_by_source.unwrap().to_string(), "2026-03-01T09:05:00+08:00");
    assert!(report.has_kind(IncidentKind::LiveStreaming));
    assert_eq!(report.mentions[0].role, MentionRole::Suspect);
    assert_eq!(report.mentions[0].names[0].full.as_ref().map(Personal::reveal), Some("José Beispiel"));
    assert_eq!(report.payments[0].amount.as_ref().unwrap().value.to_string(), "1500.00");
    assert_eq!(unread(report), [("Colour", "blue")], "ignored is ignored, unmapped is kept");
    assert_eq!(reports[1].received_by_source.unwrap().to_string(), "2026-03-01", "a day gets no zone");
    assert_eq!(reports[1].mentions[0].names[0].full.as_ref().map(Personal::reveal), Some("007"));
}

#[test]
fn broken_rows_are_named_and_the_good_ones_go_on() {
    let outcomes = read(sample_bytes("table/broken-between-good.csv"), &small());
    let words: Vec<String> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Ok(record) => format!("read {}", record.report.source_reference.as_deref().unwrap()),
            Err(aside) => format!("{aside} ({} bytes kept)", aside.document.bytes.len()),
        })
        .collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    read 1
    folder/calls.csv, record 2, line 3: expected 2 cells as in the first row, found 1 (1 bytes kept)
    folder/calls.csv, record 3, line 4: broken CSV: text follows a closing quote (7 bytes kept)
    read 4
    folder/calls.csv, record 5, line 6: expected 2 cells as in the first row, found 3 (5 bytes kept)
    read 6
    folder/calls.csv, record 7, line 8, Name: the text is not valid UTF-8 (8 bytes kept)
    folder/calls.csv, record 8, line 9: broken CSV: text follows a closing quote (6 bytes kept)
    read 9
    folder/calls.csv, record 10, line 11: broken CSV: a quote is never closed (15 bytes kept)
    ");
}

#[test]
fn a_missing_or_doubled_column_is_named() {
    let shown = aside(&read("No,Nom,Colour\n1,a,b\n", &small())[0]).to_string();
    assert_eq!(
        shown,
        "folder/calls.csv: expected a first row with the columns \"Name\", found 3 columns, 1 of them in the map (is there a first row with names?)"
    );
    let shown = aside(&read("No,Nom\n1,a\n", &small())[0]).to_string();
    assert!(
        shown.ends_with(
            "expected a first row with the columns \"Name\", found \"No\"; not in the map: \"Nom\""
        ),
        "{shown}"
    );
    assert_eq!(read("No,Nom\n1,a\n2,b\n", &small()).len(), 1, "said once for the file");
    let shown = aside(&read("Maria,Placeholder\n", &small())[0]).to_string();
    assert!(!shown.contains("Maria"), "a file without names shows no person: {shown}");
    assert!(aside(&read("No,Name,name\n1,a,b\n", &small())[0]).to_string().contains("one column \"Name\""));
}

#[test]
fn bad_input_is_said_clearly() {
    assert_eq!(aside(&read("", &small())[0]).problem, Problem::Empty);
    assert_eq!(aside(&read("\u{feff}\r\n", &small())[0]).problem, Problem::Empty);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("No,Name\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(aside(&read(utf16, &small())[0]).problem, Problem::Encoding { encoding: "UTF-8" });
    assert_eq!(
        reports(read("No,Name\n1,a\n1,a\n", &small())).len(),
        2,
        "the same number twice is the store's affair"
    );
    assert_eq!(reports(read("No,Name\n", &small())).len(), 0);
}

#[test]
fn each_limit_holds() {
    let limits = Limits { record_bytes: 20, ..Limits::default() };
    let outcomes = read_with(format!("No,Name\n1,{}\n2,b\n", "a".repeat(30)), &small(), limits);
    assert_eq!(aside(&outcomes[0]).problem, Problem::Limit { limit: 20, unit: "bytes of one row" });
    assert!(outcomes[1].is_ok());
    let open = format!("No,Name\n1,\"{}2,b\n", "a\n".repeat(30));
    let outcomes = read_with(open, &small(), limits);
    assert!(outcomes.iter().take(30).all(Result::is_err), "the lines of the open quote are rows of one cell");
    assert!(outcomes[30].is_ok(), "and the good row is read");
    let outcomes = read_with("No,Name\n1,a,,,,,\n2,b\n", &small(), Limits { items: 5, ..Limits::default() });
    assert_eq!(aside(&outcomes[0]).problem, Problem::Limit { limit: 5, unit: "cells of one row" });
    assert!(outcomes[1].is_ok());
    let outcomes =
        read_with("No,Name\n1,a\n2,b\n3,c\n", &small(), Limits { file_bytes: 16, ..Limits::default() });
    assert_eq!(aside(&outcomes[2]).problem, Problem::Limit { limit: 16, unit: "bytes of one file" });
}

#[test]
fn formulas_are_written_as_text_and_read_back() {
    let csv = "No,Name\n=1+1,@SUM(A1)\n'=1,-x\n";
    let first = reports(read(csv, &small()));
    let bytes = written(&first, &small());
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), "No,Name\r\n'=1+1,'@SUM(A1)\r\n'=1,'-x\r\n");
    assert_eq!(reports(read(bytes, &small())), first);
}

#[test]
fn what_an_encoding_lacks_is_refused_not_replaced() {
    let mut report = Report::new("a".parse().unwrap(), Channel::Other);
    report.source_reference = Some("字".into());
    let error = Writer::new(Vec::new(), custom()).unwrap().write(&report).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn a_map_that_is_wrong_says_line_and_key() {
    let column = "[[column]]\nname = \"A\"\nfield = \"narrative\"\n";
    let cases = [
        ("", "line 1, the map: no [[column]] is given: name at least one"),
        ("delimiter = \";;\"\n", "line 1, key delimiter: expected one ASCII character"),
        ("encoding = \"utf-16\"\n", "line 1, key encoding: expected utf-8"),
        ("\ndates = [\"DD/MM\"]\n", "line 2, key dates: a date needs year"),
        ("dates = [\"DD/MM/YYYY at hh:mm\"]\n", "line 1, key dates: 'a' means nothing"),
        ("zone = \"Manila\"\n", "line 1, key zone: expected an offset"),
        ("colour = 1\n", "line 1, key colour: unknown field `colour`"),
        (
            "[[column]]\nname = \"A\"\nfield = \"persn.1.age\"\n",
            "line 3, key field: no field is called \"persn.1.age\"",
        ),
        ("[[column]]\nname = \"A\"\nfield = \"person.0.age\"\n", "line 3, key field: a person's number"),
        ("[[column]]\nname = \"A\"\n", "line 1, [[column]]: missing field `field`"),
        (
            "[[column]]\nname = \"A\"\nfield = \"narrative\"\nrole = \"child\"\n",
            "line 4, key role: only columns",
        ),
        (
            "[[column]]\nname = \"A\"\nfield = \"person.1.age\"\nrole = \"kid\"\n",
            "line 4, key role: unknown variant",
        ),
        (
            "[[column]]\nname = \"A\"\nfield = \"narrative\"\nsplit = \";\"\n",
            "line 4, key split: cells of narrative",
        ),
        (
            "[[column]]\nname = \"A\"\nfield = \"incident\"\nvalues = { a = \"b\" }\n",
            "line 4, key values: no kind",
        ),
    ];
    for (text, expected) in cases {
        let shown = ColumnMap::from_toml(text).unwrap_err().to_string();
        assert!(shown.starts_with(&format!("column map, {expected}")), "{shown}");
    }
    let twice = format!("{column}{column}");
    assert!(ColumnMap::from_toml(&twice).unwrap_err().to_string().contains("line 5, key name"));
    let same =
        "[[column]]\nname = \"A\"\nfield = \"received\"\n[[column]]\nname = \"B\"\nfield = \"received\"\n";
    assert!(ColumnMap::from_toml(same).unwrap_err().to_string().contains("another column goes to received"));
}

/// A cell as a column of this field may hold it: right, wrong, empty.
fn cell(field: Field) -> BoxedStrategy<String> {
    let given = match field {
        Field::Received | Field::OccurredFrom | Field::OccurredUntil | Field::Payment(PaymentPart::At) => {
            support::when().prop_map(|when| when.to_string()).boxed()
        }
        Field::Incident => prop::sample::select(IncidentKind::ALL).prop_map(|kind| kind.code().to_owned()).boxed(),
        Field::Urgency(_) | Field::Person(_, PersonPart::AccessToChild) => "(yes|no|Y|hindi|unknown)".boxed(),
        Field::Place(PlacePart::Country) | Field::Person(_, PersonPart::Nationality) => "(PH|GB|Sweden)".boxed(),
        Field::Person(_, PersonPart::Role) => "(child|Suspect|sender|receiver)".boxed(),
        Field::Person(_, PersonPart::Sex) => "(female|M|girl|other)".boxed(),
        Field::Person(_, PersonPart::Relation) => "(parent|Mother|known online|stranger)".boxed(),
        Field::Person(_, PersonPart::Age) => "(1?[0-9]|about 9|1[0-5]-1[6-9])".boxed(),
        Field::Person(_, PersonPart::Born) => "(19[0-9]{2}|20[01][0-9]-0[1-9]-1[0-9]|05/04/2010|05\\.04\\.2010)".boxed(),
        Field::Payment(PaymentPart::Amount) => "-?[0-9]{1,6}(\\.[0-9]{2})?".boxed(),
        Field::Payment(PaymentPart::Currency) => "(PHP|usd|eur)".boxed(),
        Field::Payment(PaymentPart::Through) => "[A-Za-z]{1,8}".boxed(),
        Field::Person(_, PersonPart::Identifier(_)) => {
            "(\\+63 ?917 ?000 ?000[0-9]|0917000000[0-9]|[a-c]{1,3}@Example\\.org|@[A-Ca-c]{3}|192\\.0\\.2\\.[1-9])(;(x|@y))?".boxed()
        }
        _ => support::words().boxed(),
    };
    prop_oneof![3 => given, 2 => Just(String::new()), 1 => support::words()].boxed()
}

fn table(map: &ColumnMap) -> impl Strategy<Value = Vec<u8>> + use<> {
    let names: Vec<String> =
        map.columns().iter().map(|column| column.name.clone()).chain(["Colour".into()]).collect();
    let cells: Vec<_> =
        map.columns().iter().map(|column| cell(column.field)).chain([support::words().boxed()]).collect();
    let delimiter = map.delimiter();
    prop::collection::vec(cells, 1..4).prop_map(move |rows| {
        let mut csv = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        csv.write_record(&names).unwrap();
        for row in rows {
            csv.write_record(row).unwrap();
        }
        csv.into_inner().unwrap()
    })
}

fn round_trip(bytes: Vec<u8>, map: &ColumnMap) -> Result<(), TestCaseError> {
    let mut first = reports(read(bytes, map));
    for report in &mut first {
        report.unread.retain(|unread| unread.path != "Colour");
    }
    // A row of nothing but empty cells is no report.
    let empty = Report::new(source().id, map.channel().unwrap_or(Channel::Other));
    first.retain(|report| *report != empty);
    let again = reports(read(written(&first, map), map));
    prop_assert_eq!(again, first);
    Ok(())
}

#[test]
fn suspicious_payments_come_in_by_row() {
    let map = ColumnMap::suspicious_payments();
    let report = reports(read(sample_bytes("table/suspicious-payments.csv"), &map)).remove(0);
    assert_eq!(report.channel, Channel::Financial);
    assert!(report.has_kind(IncidentKind::SuspiciousPayments));
    assert_eq!(report.payments[0].amount.as_ref().unwrap().value.to_string(), "2500.00");
    let [payer, payee] = report.mentions.as_slice() else { panic!("two persons") };
    assert_eq!((payer.role, payee.role), (MentionRole::Unknown, MentionRole::Unknown));
    assert_eq!(payee.identifiers[0].value.reveal(), "+639171234567");
    assert!(report.unread.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hotline_tables_are_read_back_as_written(bytes in table(&ColumnMap::hotline())) {
        round_trip(bytes, &ColumnMap::hotline())?;
    }

    #[test]
    fn sheets_of_suspicious_payments_are_read_back_as_written(bytes in table(&ColumnMap::suspicious_payments())) {
        round_trip(bytes, &ColumnMap::suspicious_payments())?;
    }

    #[test]
    fn police_tables_are_read_back_as_written(bytes in table(&ColumnMap::police_referral())) {
        round_trip(bytes, &ColumnMap::police_referral())?;
    }

    #[test]
    fn any_bytes_are_read_or_set_aside(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n')], 0..200)) {
        let all = [b"No,Name\n", bytes.as_slice()].concat();
        let kept: usize = read(all.clone(), &small()).iter().map(|outcome| match outcome {
            Ok(record) => record.document.bytes.len(),
            Err(aside) => aside.document.bytes.len(),
        }).sum();
        prop_assert!(kept <= all.len());
    }

    #[test]
    fn any_text_is_a_map_or_refused(text in "[a-z\\[\\]=\"\\n. ]{0,80}") {
        let _ = ColumnMap::from_toml(&text);
    }
}
