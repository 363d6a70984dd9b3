//! Persons by an identifier that one of their mentions carries.

use super::Names;
use crate::{
    ResponseError, Sight,
    linking::{Linker, Party},
    policy::{Permit, act},
};
use model::{Identifier, PersonReference};
use store::Store;

/// A person whose mention carries an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrying {
    /// How people name them: by the earliest of their mentions that is seen.
    pub person: PersonReference,
    /// Whether they are a child, as far as it is seen.
    pub party: Party,
}

/// Persons with a mention that carries an identifier, at most so many for each, in the order of the identifiers. Only what is seen
/// is found, nothing is opened, and whoever told of something is never among them.
pub async fn carrying(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::SeePersons>,
    sight: &Sight,
    identifiers: &[&Identifier],
    each: usize,
) -> Result<Vec<Vec<Carrying>>, ResponseError> {
    let found: Vec<Vec<(u64, Party)>> = {
        let inside = linker.look()?;
        let of = |identifier: &&Identifier| {
            let mut persons: Vec<(u64, Party)> = Vec::new();
            for mention in inside.state.mentions_carrying(identifier) {
                let Some(person) = inside.state.person_of(mention).filter(|_| sight.key(mention)) else {
                    continue;
                };
                let seen = inside.state.members(person).into_iter().filter(|one| sight.key(*one));
                let seen: Vec<u64> = seen.collect();
                let Some(called) = seen.first().filter(|called| !persons.iter().any(|one| one.0 == **called))
                else {
                    continue;
                };
                let said = seen.iter().filter_map(|one| inside.state.mentions.get(one));
                persons.push((*called, said.map(|one| one.party).min().unwrap_or(Party::Unknown)));
                if persons.len() == each {
                    break;
                }
            }
            persons
        };
        identifiers.iter().map(of).collect()
    };
    let names = Names::of(store, found.iter().flatten().map(|(called, _)| *called)).await?;
    let named = |(called, party): (u64, Party)| Some(Carrying { person: names.person(called)?, party });
    Ok(found.into_iter().map(|persons| persons.into_iter().filter_map(named).collect()).collect())
}
