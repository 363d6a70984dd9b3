//! Two mentions beside each other.

use super::{Names, PairView, compare, decisions, names, narrow, sides};
use crate::{
    ResponseError, Sight,
    linking::Linker,
    policy::{Permit, act},
    triage::Factors,
};
use model::{Mention, MentionRef, PersonReference};
use store::Store;

/// Two mentions beside each other, with the reasons for their weight. Both readings are in the journal.
pub async fn pair(
    store: &Store,
    linker: &Linker,
    permit: &Permit<act::SeePersons>,
    sight: &Sight,
    factors: &Factors,
    left: PersonReference,
    right: PersonReference,
) -> Result<PairView, ResponseError> {
    let one = names::mention_of(store, sight, left).await?;
    let other = names::mention_of(store, sight, right).await?;
    let shown = [one, other];
    let (explanation, voices, persons, about) = {
        let inside = linker.look()?;
        let person =
            |mention: MentionRef| inside.state.person_of(mention.key()).ok_or(ResponseError::NotFound);
        let persons = (person(one)?, person(other)?);
        let called = |person: u64| {
            let members = inside.state.members(person);
            members.into_iter().find(|key| sight.key(*key)).ok_or(ResponseError::NotFound)
        };
        let persons = (called(persons.0)?, called(persons.1)?);
        let mut about: Vec<_> = shown.iter().flat_map(|mention| inside.decisions.of(mention.key())).collect();
        about.sort_unstable_by(|a, b| b.cmp(a));
        about.dedup();
        let (left, right) = (one.key(), other.key());
        let (explanation, voices) = (inside.looks.explain(left, right), inside.looks.voices(left, right));
        // Where groups are compared as wholes, the reasons speak of mentions that may not be seen.
        let told = sight.is_whole() || voices == (1, 1);
        (explanation.filter(|_| told), voices, persons, about)
    };
    let mut reports = vec![one.report_no, other.report_no];
    reports.dedup();
    let mut opened = store.open_person(permit.by(), one, &reports).await?;
    narrow(sight, &mut opened);
    let keys = shown.iter().map(|mention| mention.key()).chain([persons.0, persons.1]);
    let names = Names::of(store, keys).await?;
    let mut sides = sides(store, factors, &names, &shown, &opened).into_iter();
    let (Some(left), Some(right)) = (sides.next(), sides.next()) else { return Err(ResponseError::NotFound) };
    let said: Vec<Option<(&Mention, &model::Report)>> = shown
        .iter()
        .map(|mention| {
            let report = opened.iter().find(|report| report.row.no == mention.report_no)?.report.as_ref()?;
            Some((report.mentions.get(usize::from(mention.position))?, report))
        })
        .collect();
    Ok(PairView {
        fields: compare::fields(&said),
        explanation,
        voices,
        together: persons.0 == persons.1,
        left_person: names.person(persons.0).ok_or(ResponseError::NotFound)?,
        right_person: names.person(persons.1).ok_or(ResponseError::NotFound)?,
        decisions: decisions(store, sight, &about).await?,
        left,
        right,
    })
}
