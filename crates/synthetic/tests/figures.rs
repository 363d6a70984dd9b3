//! What comes out is what the tables of figures say.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use model::{Instant, OsecForm, Relation, Sex};
use std::{collections::BTreeMap, path::Path};
use synthetic::{
    Options, Summary,
    figures::{self, Door},
};

type Row = BTreeMap<String, String>;

fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join("truth").join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn now() -> Instant {
    Instant::from(time::macros::datetime!(2026-11-01 00:00 UTC))
}

fn country() -> (tempfile::TempDir, Summary) {
    let out = tempfile::tempdir().unwrap();
    let options = Options { reports: 20_000, seed: 4, now: now() };
    let summary = synthetic::generate(&options, out.path(), &mut |_| {}).unwrap();
    (out, summary)
}

/// Share of a thousand, of the rows that `among` takes.
fn share(rows: &[Row], among: impl Fn(&Row) -> bool, is: impl Fn(&Row) -> bool) -> u32 {
    let all = rows.iter().filter(|row| among(row)).count();
    let hits = rows.iter().filter(|row| among(row) && is(row)).count();
    u32::try_from(hits * 1_000 / all.max(1)).unwrap()
}

#[track_caller]
fn near(what: &str, found: u32, expected: u32, tolerance: u32) {
    assert!(found.abs_diff(expected) <= tolerance, "{what}: {found}, expected {expected} of a thousand");
}

#[test]
fn shares_lie_near_the_tables() {
    let (out, summary) = country();
    assert_eq!(summary.reports, 20_000);
    let incidents = table(out.path(), "incidents.csv");
    assert_eq!(incidents.len() as u64, summary.incidents);
    let true_case = |row: &Row| row["widely_shared"] == "no";

    // 83 % with a commercial element; 64 % begin with an international referral.
    near("commercial", share(&incidents, true_case, |row| row["commercial"] == "yes"), 830, 20);
    let international = |row: &Row| {
        [Door::ClearingHouse.folder(), Door::ForeignPolice.folder()].contains(&row["first_door"].as_str())
    };
    near("international referral", share(&incidents, true_case, international), 640, 20);
    for (door, expected) in figures::FIRST_DOOR.shares {
        let found = share(&incidents, true_case, |row| row["first_door"] == door.folder());
        // A firm reports only where money moved; what falls away goes to callers.
        near(door.folder(), found, *expected, 25);
    }
    let forms = [
        ("abuse_material", OsecForm::AbuseMaterial),
        ("live_streaming", OsecForm::LiveStreaming),
        ("grooming", OsecForm::Grooming),
        ("sexual_extortion", OsecForm::SexualExtortion),
    ];
    for (code, form) in forms {
        near(code, share(&incidents, true_case, |row| row["form"] == code), figures::FORM.share(form), 20);
    }
    let facilitated = |row: &Row| !row["facilitator_relation"].is_empty();
    let relations = [
        ("parent", Relation::Parent),
        ("relative", Relation::Relative),
        ("sibling", Relation::Sibling),
        ("parent_partner", Relation::ParentPartner),
        ("neighbour", Relation::Neighbour),
        ("other", Relation::Other),
    ];
    for (code, relation) in relations {
        let found = share(&incidents, facilitated, |row| row["facilitator_relation"] == code);
        near(code, found, figures::FACILITATOR_RELATION.share(relation), 25);
    }

    let persons = table(out.path(), "persons.csv");
    assert_eq!(persons.len() as u64, summary.persons);
    let child = |row: &Row| row["role"] == "child";
    near(
        "girls",
        share(&persons, child, |row| row["sex"] == "female"),
        figures::CHILD_SEX.share(Sex::Female),
        20,
    );
    let facilitator = |row: &Row| row["role"] == "facilitator";
    let female = share(&persons, facilitator, |row| row["sex"] == "female");
    near("female facilitators", female, figures::FACILITATOR_SEX.share(Sex::Female), 25);
    let abroad = |row: &Row| row["role"] == "offender" && row["country"] != "PH";
    for (code, expected) in figures::OFFENDER_COUNTRY.shares {
        near(code, share(&persons, abroad, |row| row["country"] == *code), *expected, 25);
    }

    // Average age 11; half of the children twelve or younger (on the day of generation).
    let ages: Vec<i64> = persons
        .iter()
        .filter(|row| child(row))
        .map(|row| {
            let born: model::When = row["born"].parse().unwrap();
            now().seconds_since(born.sort_instant()) * 4 / (1_461 * 86_400)
        })
        .collect();
    let mean = ages.iter().sum::<i64>() * 10 / i64::try_from(ages.len()).unwrap();
    assert!((105..=120).contains(&mean), "average age {mean} tenths");
    let young = ages.iter().filter(|age| **age <= 12).count() * 1_000 / ages.len();
    near("twelve or younger", u32::try_from(young).unwrap(), 503, 50);
    assert!(ages.contains(&0));

    let reports = table(out.path(), "reports.csv");
    let again = |code: &'static str| share(&reports, |_| true, |row| row["delivered_again"] == code);
    near("delivered again", again("same"), figures::DELIVERED_AGAIN, 4);
    near("delivered changed", again("changed"), figures::DELIVERED_CHANGED, 4);
    let shared: Vec<&str> = incidents
        .iter()
        .filter(|row| row["widely_shared"] == "yes")
        .map(|row| row["incident_id"].as_str())
        .collect();
    let shared: std::collections::BTreeSet<&str> = shared.into_iter().collect();
    let widely = share(&reports, |_| true, |row| shared.contains(row["incident_id"].as_str()));
    near("widely shared", widely, figures::WIDELY_SHARED, 20);
    // Enough of the queue is urgent to rank, and far from all of it.
    let urgent = share(&reports, |_| true, |row| row["truly_urgent"] == "yes");
    assert!((50..=300).contains(&urgent), "{urgent}");
}
