//! Every file is read back by the readers of `formats`, nothing is set aside, and the mentions read are those of the
//! truth, place by place: linkage will be judged by that.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use formats::{Input, OpenOptions, Outcome};
use model::{Channel, Country, HashAlgorithm, Instant, Mention, MentionRole, Source};
use std::{collections::BTreeMap, path::Path};
use synthetic::{Options, Summary, figures::Door};

type Row = BTreeMap<String, String>;

const REPORTS: u64 = 3_000;

fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join("truth").join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn country() -> (tempfile::TempDir, Summary) {
    let out = tempfile::tempdir().unwrap();
    let now = Instant::from(time::macros::datetime!(2026-11-01 00:00 UTC));
    let options = Options { reports: REPORTS, seed: 11, now };
    let summary = synthetic::generate(&options, out.path(), &mut |_| {}).unwrap();
    (out, summary)
}

fn source(door: Door) -> Source {
    Source {
        id: door.source().parse().unwrap(),
        channel: door.channel(),
        country: Some(Country::PHILIPPINES),
    }
}

/// All records of a door, first deliveries first, as intake finds and opens them: told nothing but the source.
fn read(out: &Path, door: Door) -> Vec<Outcome> {
    let inputs = formats::discover(&out.join(door.folder())).unwrap();
    let open = |input: Input| formats::open(&input.path, &source(door), &OpenOptions::default()).unwrap();
    inputs.into_iter().flat_map(open).collect()
}

fn role_code(role: MentionRole) -> String {
    serde_json::to_value(role).unwrap().as_str().unwrap().to_owned()
}

/// All words of a person's names, in lower case.
fn words(mention: &Mention) -> Vec<String> {
    let parts = mention.names.iter().flat_map(|name| [&name.given, &name.family, &name.full]).flatten();
    parts
        .flat_map(|part| part.reveal().split_whitespace().map(str::to_lowercase).collect::<Vec<_>>())
        .collect()
}

#[test]
fn what_is_read_is_what_is_true() {
    let (out, summary) = country();
    let mut mentions: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for row in table(out.path(), "mentions.csv") {
        mentions.entry((row["source"].clone(), row["source_reference"].clone())).or_default().push(row);
    }
    let persons: BTreeMap<String, Row> =
        table(out.path(), "persons.csv").into_iter().map(|row| (row["person_id"].clone(), row)).collect();
    let reports = table(out.path(), "reports.csv");
    assert_eq!(reports.len() as u64, REPORTS);

    let (mut named, mut recognised, mut files) = (0, 0, 0);
    for door in Door::ALL {
        let mut seen: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        for outcome in read(out.path(), door) {
            let record = outcome.unwrap_or_else(|aside| panic!("{door:?}: set aside: {aside}"));
            let report = record.report;
            assert_eq!((report.source.as_str(), report.channel), (door.source(), door.channel()));
            let reference = report.source_reference.clone().unwrap();
            assert!(report.received_by_source.is_some(), "{door:?} {reference}: when it was received");
            assert!(!report.incidents.is_empty(), "{door:?} {reference}: what happened");
            let unread: Vec<_> = report.unread.iter().map(|unread| unread.path.as_str()).collect();
            assert!(unread.is_empty(), "{door:?} {reference}: not understood: {unread:?}");

            let truth =
                mentions.get(&(door.source().to_owned(), reference.clone())).map_or(&[][..], Vec::as_slice);
            let roles: Vec<_> = report.mentions.iter().map(|mention| role_code(mention.role)).collect();
            let expected: Vec<_> = truth.iter().map(|row| row["role"].clone()).collect();
            assert_eq!(roles, expected, "{door:?} {reference}: the roles of the mentions");
            for (position, (mention, row)) in report.mentions.iter().zip(truth).enumerate() {
                assert_eq!(row["mention"], position.to_string());
                let person = &persons[&row["person_id"]];
                let words = words(mention);
                if words.is_empty() {
                    continue;
                }
                named += 1;
                let own: Vec<_> =
                    ["given", "family", "nickname"].map(|part| person[part].to_lowercase()).into();
                recognised += usize::from(words.iter().any(|word| own.contains(word)));
            }
            if door == Door::ClearingHouse {
                assert_eq!(record.papers.len(), 1, "{reference}: the PDF");
                for file in &report.files {
                    // The hash that the document gives is the one that was found: a second MD5 would be another.
                    let of = |kind| file.hashes.iter().filter(|hash| hash.algorithm() == kind).count();
                    assert_eq!(
                        (of(HashAlgorithm::Md5), of(HashAlgorithm::Sha256)),
                        (1, 1),
                        "{reference}: a file"
                    );
                    files += 1;
                }
            }
            seen.entry(reference).or_default().push(record.document.bytes);
        }
        let own: Vec<_> = reports.iter().filter(|row| row["source"] == door.source()).collect();
        assert_eq!(own.len(), seen.len(), "{door:?}: each report of the truth is there");
        assert_eq!(own.len() as u64, summary.by_door.get(&door).copied().unwrap_or(0));
        for row in own {
            let deliveries = &seen[&row["source_reference"]];
            let again = match deliveries.as_slice() {
                [_] => "no",
                [first, second] if first == second => "same",
                [_, _] => "changed",
                _ => "too often",
            };
            assert_eq!(row["delivered_again"], again, "{door:?} {}", row["source_reference"]);
        }
    }
    assert!(files > 1_000, "{files}");
    // A name with two errors may look like nobody's; most do not.
    assert!(named > 2_000, "{named}");
    assert!(recognised * 100 > named * 90, "{recognised} of {named} names fit the person of the truth");
}

#[test]
fn reports_lie_in_the_year_before() {
    let (out, _) = country();
    let now = Instant::from(time::macros::datetime!(2026-11-01 00:00 UTC));
    let mut last_month = 0;
    for door in [Door::Financial, Door::Public] {
        for outcome in read(out.path(), door) {
            let received = outcome.unwrap().report.received_by_source.unwrap().sort_instant();
            let ago = now.seconds_since(received);
            assert!((60..=365 * 86_400).contains(&ago), "{ago} s before");
            last_month += usize::from(ago < 30 * 86_400);
        }
    }
    assert!(last_month > 20, "{last_month}");
    assert_eq!(Channel::ALL.len(), 8, "a new door may need reports of its own here");
}
