//! The words of the public door: four languages with the same keys and values; no key without a use, no use without a
//! key; everything that the form, the guide and the help pages can say has words.

use super::*;
use crate::words::tests::{messages_of, same_keys_and_values};
use model::InboxStatus;
use response::door::{
    Door,
    flood::Calm,
    form::{Kind, Telling},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    messages_of(language, source(language))
}

#[test]
fn all_languages_have_the_same_keys_and_values() {
    same_keys_and_values(messages);
    for language in Language::ALL {
        assert!(FluentResource::try_new(source(language).to_owned()).is_ok(), "{}", language.code());
    }
}

/// Keys made from the data of the door.
fn families() -> BTreeSet<String> {
    let door = Door::built_in(Calm::default()).unwrap();
    let mut keys = BTreeSet::new();
    for screen in &door.form.screens {
        keys.insert(format!("screen-{}", screen.id));
        keys.insert(format!("screen-{}-lead", screen.id));
    }
    for question in door.form.questions() {
        let doors = [Telling::Me, Telling::Saw].into_iter();
        keys.extend(
            doors
                .filter(|door| question.only_door.is_none_or(|only| only == *door))
                .map(|door| question.key(door)),
        );
        if question.hint {
            keys.insert(format!("hint-{}", question.id));
        }
        if matches!(question.kind, Kind::One | Kind::Many) {
            keys.extend(question.options.iter().map(|option| format!("answer-{}-{option}", question.id)));
        }
    }
    for reader in &door.guide.readers {
        let voice = reader.voice.code();
        keys.insert(format!("guide-reader-{}", reader.id));
        keys.insert(format!("guide-signs-{}", reader.id));
        keys.insert(format!("guide-not-to-blame-{voice}"));
        keys.extend(door.guide.signs_for(reader).map(|sign| format!("sign-{}-{voice}", sign.id)));
        for form in &door.guide.forms {
            keys.insert(format!("form-{}", form.id));
            keys.insert(format!("form-{}-what-{voice}", form.id));
            for (kind, ids) in [("do", &form.now), ("keep", &form.keep), ("dont", &form.dont)] {
                keys.extend(ids.iter().map(|id| format!("{kind}-{id}-{voice}")));
            }
        }
    }
    for kind in ["emergency", "child_helpline", "police_cyber", "hotline", "takedown", "counselling"] {
        keys.insert(format!("help-kind-{kind}"));
    }
    keys.extend(InboxStatus::ALL.map(|status| format!("door-status-{}", status.code())));
    keys
}

fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else if !path.ends_with("say_tests.rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let mut sources = Vec::new();
    for folder in ["src/public", "templates/public"] {
        texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut sources);
    }
    // What a question looks like is the same for the desk.
    sources.push(include_str!("../question.rs").to_owned());
    let keys: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let families = families();
    let missing: Vec<_> = families.difference(&keys).collect();
    assert_eq!(missing, Vec::<&String>::new(), "data without words");
    let literals: BTreeSet<&str> = sources.iter().flat_map(|text| text.split('"')).collect();
    let unused: Vec<_> =
        keys.iter().filter(|key| !families.contains(*key) && !literals.contains(key.as_str())).collect();
    assert_eq!(unused, Vec::<&String>::new(), "words that nobody says");
    let mut said = BTreeSet::new();
    for text in &sources {
        for call in ["say(\"", "fill(\"", "tell(\""] {
            said.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    said.retain(|key| !key.contains('{'));
    assert!(said.len() > 60, "the pattern that looks for uses no longer finds them");
    let unknown: Vec<_> = said.difference(&keys).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "words that are nowhere");
}
