//! Persons by name: as it is spelt, as it sounds, and in any script ([`Called`](crate::linking::Called)).

use super::Names;
use crate::{
    ResponseError, Sight,
    linking::Linker,
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use model::{MentionRef, PersonReference};
use store::Store;

/// Most persons shown.
const SHOWN: usize = 20;
/// Longest name that is looked for, in characters.
const LONGEST: usize = 200;

/// A person of a like name.
pub struct Named {
    /// How people name them: by the earliest of their mentions that is seen.
    pub person: PersonReference,
    /// A report that mentions them so.
    pub line: QueueLine,
}

/// Persons of a like name.
#[derive(Default)]
pub struct NamedPersons {
    /// The likest first.
    pub persons: Vec<Named>,
    /// Whether there are more: another word of the name leaves fewer.
    pub more: bool,
}

/// Persons of a like name, whatever part they have. What is not seen is left out before anything is counted or cut; no word
/// is journaled.
pub async fn named(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::Search>,
    sight: &Sight,
    factors: &Factors,
    text: &str,
) -> Result<NamedPersons, ResponseError> {
    if text.chars().count() > LONGEST || text.contains('@') {
        return Ok(NamedPersons::default());
    }
    // Each person once, called by a mention that is seen.
    let mut persons: Vec<(u64, u64)> = Vec::new();
    let mut more = false;
    {
        let inside = linker.look()?;
        for key in inside.called.find(text, |key| sight.key(key)) {
            let Some(person) = inside.state.person_of(key) else { continue };
            let called = inside.state.members(person).into_iter().find(|one| sight.key(*one));
            let Some(called) = called.filter(|called| !persons.iter().any(|(known, _)| known == called))
            else {
                continue;
            };
            if persons.len() == SHOWN {
                more = true;
                break;
            }
            persons.push((called, key));
        }
    }
    let names = Names::of(store, persons.iter().map(|(called, _)| *called)).await?;
    let mut shown = Vec::with_capacity(persons.len());
    for (called, key) in persons {
        let rows = store.report_rows(&[MentionRef::of_key(key).report_no]).await?;
        if let (Some(person), Some(line)) = (names.person(called), with_priority(store, factors, rows).pop())
        {
            shown.push(Named { person, line });
        }
    }
    Ok(NamedPersons { persons: shown, more })
}
