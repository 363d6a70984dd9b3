//! Every use-case of this crate that is handed the store is handed a permit too, or stands in a short list of those that
//! must do without, with the reason. The sources are read, so that a new use-case cannot forget it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::{collections::BTreeSet, fs, path::Path};

/// Who is let in without a permit, and why: nobody is known yet, or nobody acts.
const WITHOUT: &[(&str, &str)] = &[
    (
        "accounts.rs",
        "first_administrator: an empty store has nobody to permit anything; makes its own permit",
    ),
    ("desk/carried.rs", "mark: works on the instance's key; touches no record"),
    ("desk/carried.rs", "of_mark: as mark"),
    ("desk/carried.rs", "carry: as mark; whoever's words they are is not signed in"),
    ("desk/carried.rs", "carried: as mark; what is in it is kept by a permit of its owner"),
    ("desk/ask.rs", "end_questions: the clock ends a question, nobody does"),
    ("desk/referrals.rs", "expire: the clock ends a referral, nobody does"),
    ("overrides.rs", "running: what the permit is made from; says nothing to anybody"),
    ("overrides.rs", "permit_on: makes the permit"),
    ("people/directory.rs", "offered: what the sign-in page shows to everybody"),
    ("people/directory.rs", "begin: the way to a sign-in"),
    ("people/directory.rs", "finish: a sign-in"),
    ("people/invitations.rs", "welcome: the code of the invitation is the authority"),
    ("people/invitations.rs", "accept: the code of the invitation is the authority"),
    ("people/invitations.rs", "note_expired: the clock ends an invitation, nobody does"),
    ("people/passkeys.rs", "sign_in: a sign-in"),
    ("refusals.rs", "note: writes down that nothing was permitted; says nothing to anybody"),
    ("sight.rs", "of: makes the sight"),
    ("sign_in.rs", "sign_in: a sign-in"),
    ("sign_in.rs", "resume: looks who holds a session"),
    ("sign_in.rs", "sign_out: everybody may end their own session; takes it with its token"),
    ("sign_in.rs", "end_old_sessions: upkeep of the server; ends what is over"),
    ("queue.rs", "adopt: upkeep of the server; ranks follow from facts, clock and the table of factors"),
    ("queue.rs", "refresh: as adopt"),
    ("queue.rs", "misplaced: counts what verification finds; says nothing of a report"),
    (
        "linking/linker.rs",
        "catch_up: upkeep of the server; persons and leads follow from facts and decisions",
    ),
    ("linking/linker.rs", "rebuild: as catch_up"),
    ("door/campaigns.rs", "write_down: upkeep of the server; counts only"),
    ("door/inbox.rs", "resume: looks who holds an open conversation"),
    ("door/tell.rs", "code_of: works on the form's token; touches no record"),
    ("door/token.rs", "new: works on the instance's key; touches no record"),
    ("door/token.rs", "read: as new"),
    ("partners/mod.rs", "admit: looks whose key it is; makes what the others take"),
    ("partners/hand_over.rs", "hand_over: takes what only `admit` makes, which holds the permit"),
    ("partners/hand_over.rs", "status: as hand_over"),
    ("people/invitations.rs", "new_totp_secret: fresh randomness; touches no record"),
    ("people/own.rs", "is_young: looks at the clock; touches no record"),
    ("people/passkeys.rs", "options_to_make: works on the instance's key; touches no record"),
    ("people/passkeys.rs", "options_to_sign_in: as options_to_make"),
];

/// A public function of the sources: file, name, everything between its name and its body.
struct Found {
    file: String,
    name: String,
    signature: String,
}

fn sources(folder: &Path, root: &Path, found: &mut Vec<Found>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, root, found);
            continue;
        }
        let file = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ending| ending != "rs") || file.contains("_tests.") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        // Comments could hold half a signature.
        let text: String = text
            .lines()
            .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
            .collect::<Vec<_>>()
            .join("\n");
        found.extend(functions(&file, text.split("#[cfg(test)]\nmod ").next().unwrap()));
    }
}

/// All `pub fn` and `pub async fn`, whatever stands between the words.
fn functions(file: &str, text: &str) -> Vec<Found> {
    let words: Vec<(usize, &str)> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    let mut found = Vec::new();
    for (at, (_, word)) in words.iter().enumerate() {
        if *word != "pub" {
            continue;
        }
        let next: Vec<&str> = words[at + 1..].iter().take(5).map(|(_, word)| *word).collect();
        let Some(place) = next.iter().position(|word| *word == "fn") else { continue };
        // `pub(crate)` is reached only from use-cases, which are looked at themselves.
        if next[..place].iter().any(|word| !matches!(*word, "async" | "const" | "unsafe")) {
            continue;
        }
        let Some((start, name)) = words.get(at + place + 2) else { continue };
        let rest = &text[*start..];
        let end = rest.find(['{', ';']).unwrap_or(rest.len());
        found.push(Found {
            file: file.to_owned(),
            name: (*name).to_owned(),
            signature: rest[..end].to_owned(),
        });
    }
    found
}

#[test]
fn every_use_case_with_the_store_takes_a_permit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &root, &mut found);
    let with_store: Vec<&Found> = found.iter().filter(|one| one.signature.contains("Store")).collect();
    assert!(with_store.len() > 50, "the scan no longer finds the use-cases: {}", with_store.len());
    let excused: BTreeSet<(&str, &str)> =
        WITHOUT.iter().map(|(file, why)| (*file, why.split_once(':').unwrap().0)).collect();
    let mut without = BTreeSet::new();
    for one in &with_store {
        // A `&Permit<act::…>` by name; `Permit<A>` of anything would permit everything.
        let permit =
            one.signature.split("Permit<").skip(1).any(|rest| rest.trim_start().starts_with("act::"));
        if !permit {
            without.insert((one.file.as_str(), one.name.as_str()));
        }
    }
    let unexcused: Vec<_> = without.difference(&excused).collect();
    assert_eq!(unexcused, Vec::<&(&str, &str)>::new(), "use-cases without a permit");
    let outdated: Vec<_> = excused.difference(&without).collect();
    assert_eq!(
        outdated,
        Vec::<&(&str, &str)>::new(),
        "excused, but there is no such use-case without a permit"
    );
}

/// The scan itself: what it must see, however it is written.
#[test]
fn the_scan_is_not_fooled() {
    let names = |text: &str| functions("x.rs", text).into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names("pub async fn a(store: &Store) {}"), ["a"]);
    assert_eq!(names("pub\n async\n  fn\n b<T: Into<String>>(\n store: &Store,\n) -> R {}"), ["b"]);
    assert_eq!(
        names("impl X { pub fn c(&self, s: &store::Store) {} pub(crate) async fn d(s: &Store) {} }"),
        ["c"]
    );
    assert_eq!(names("pub struct S; fn e(s: &Store) {}"), Vec::<String>::new());
}
