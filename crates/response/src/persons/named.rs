//! Persons by name: with the comparison that links mentions, so that spelling, sound and script matter as they do there.

use super::Names;
use crate::{
    ResponseError, Sight,
    linking::Linker,
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use model::{Channel, Mention, MentionRef, MentionRole, PersonName, PersonReference, Report};
use store::Store;

/// Most persons shown.
const SHOWN: usize = 20;
/// A report number that no report has: what is searched for is nobody's mention.
const NOBODY: i64 = (1 << 47) - 1;

/// A person of a like name.
pub struct Named {
    /// How people name them: by the earliest of their mentions that is seen.
    pub person: PersonReference,
    /// A report that mentions them so.
    pub line: QueueLine,
}

/// Persons of a like name, the likeliest first. Only what is seen is found; no word is journaled.
pub async fn named(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::Search>,
    sight: &Sight,
    factors: &Factors,
    text: &str,
) -> Result<Vec<Named>, ResponseError> {
    let text = text.trim();
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    if words < 2 || text.chars().count() > 200 || text.contains('@') {
        return Ok(Vec::new());
    }
    drop(linker.look()?);
    let mut found: Vec<(u64, f64)> = Vec::new();
    for role in [MentionRole::Child, MentionRole::Suspect] {
        let Ok(source) = "search".parse() else { return Ok(Vec::new()) };
        let mut report = Report::new(source, Channel::Other);
        report.mentions = vec![Mention {
            role,
            names: vec![PersonName { full: Some(text.into()), ..PersonName::default() }],
            ..Mention::default()
        }];
        let mention = MentionRef { report_no: NOBODY, position: 0 };
        found.extend(linker.change(|inside| inside.looks.alike(mention, &report))?);
    }
    found.retain(|(key, _)| sight.key(*key));
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // Each person once, called by a mention that is seen.
    let mut persons: Vec<(u64, u64)> = Vec::new();
    {
        let inside = linker.look()?;
        for (key, _) in found {
            let Some(person) = inside.state.person_of(key) else { continue };
            let called = inside.state.members(person).into_iter().find(|one| sight.key(*one));
            if let Some(called) = called.filter(|called| !persons.iter().any(|(known, _)| known == called)) {
                persons.push((called, key));
            }
        }
    }
    persons.truncate(SHOWN);
    let names = Names::of(store, persons.iter().map(|(called, _)| *called)).await?;
    let mut shown = Vec::with_capacity(persons.len());
    for (called, key) in persons {
        let rows = store.report_rows(&[MentionRef::of_key(key).report_no]).await?;
        if let (Some(person), Some(line)) = (names.person(called), with_priority(store, factors, rows).pop())
        {
            shown.push(Named { person, line });
        }
    }
    Ok(shown)
}
