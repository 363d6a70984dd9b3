//! The public pack proves itself, and faults of a pack are told with their line.

use payments::pack::{Fired, Pack};

#[test]
fn the_public_pack_proves_itself() {
    let pack = Pack::public().unwrap();
    let ids: Vec<&str> = pack.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
    let wanted: Vec<String> = (1..=15)
        .map(|number| format!("I{number}"))
        .chain((1..=4).map(|number| format!("E{number}")))
        .collect();
    for id in &wanted {
        assert!(ids.contains(&id.as_str()), "{id} is missing");
    }
    for indicator in &pack.indicators {
        assert!(
            !indicator.source.is_empty() && indicator.source.iter().all(|source| !source.section.is_empty())
        );
        assert_eq!(indicator.weight < 0.0, indicator.id.starts_with('E'), "{}", indicator.id);
    }
    Pack::from_toml(Pack::BANK_QUERY, "bank-query.toml").unwrap();
    let prior = ids.iter().position(|id| *id == "I15").unwrap();
    assert!(!pack.indicators[prior].trigger, "a prior raises nothing");
    assert!(pack.score(Fired(1 << prior)).counted.is_none(), "nor does it count alone");
}

/// The outside set is looked at with it (bench/payments/outside.sh); its histories prove what counts of what came in.
#[test]
fn the_pack_of_general_patterns_proves_itself() {
    let text = include_str!("../../../bench/payments/amlsim/pack.toml");
    let pack = Pack::from_toml(text, "amlsim").unwrap();
    let names: Vec<String> = pack.figures().iter().map(payments::pack::Figure::name).collect();
    for name in ["sender.passed-share.30d", "sender.incoming-counterparts.30d", "recipient.last-gap.400d"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}

#[test]
fn faults_are_told_with_their_line() {
    let fault = |text: &str| Pack::from_toml(text, "mine.toml").unwrap_err().to_string();
    assert!(fault("format = 1\nname = \"x\"\nversion = \"1\"\nwrong = 2\n").starts_with("mine.toml: line 4"));
    assert!(fault("format = 2\nname = \"x\"\nversion = \"1\"\n").contains("format 2"));
    let broken = Pack::PUBLIC.replace(
        "at_least = 4 }]\nsentence = \"Small sums went",
        "at_least = 5 }]\nsentence = \"Small sums went",
    );
    assert!(fault(&broken).contains("I1 does not fire at history 1 of fires"), "{}", fault(&broken));
    let doubled = Pack::PUBLIC.replace("id = \"I2\"", "id = \"I1\"");
    assert!(fault(&doubled).contains("I1 is there twice"));
}

#[test]
fn a_private_pack_adds_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let own = r#"
format = 1
name = "our own"
version = "1"

[[indicator]]
id = "P1"
name = "one institution, many nights"
scope = "sender"
weight = 1.0
when = [{ measure = "night-share", at_least = 90 }, { measure = "relevant", at_least = 2 }]
sentence = "{1} of {2} small sums were sent at night."
source = [{ document = "our own cases", section = "2025" }]
fires = [["0 23:00 s1>r1 50 AU>PH", "1 23:00 s1>r1 50 AU>PH"]]
silent = [["0 23:00 s1>r1 50 AU>PH", "1 13:00 s1>r1 50 AU>PH"]]
"#;
    std::fs::write(folder.path().join("own.toml"), own).unwrap();
    let pack = Pack::public().unwrap().with_folder(folder.path()).unwrap();
    assert_eq!(pack.names, ["public 2026.3", "our own 1"]);
    assert_eq!(pack.indicators.last().unwrap().id, "P1");
    let fewer = pack.without(|indicator| indicator.id.starts_with('E')).unwrap();
    assert_eq!(fewer.indicators.len() + 7, pack.indicators.len());
}
