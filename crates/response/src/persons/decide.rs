//! Decisions of analysts: these two are one person, these are not. Each with a reason; each in the journal; each holds in
//! every later run until it is taken back. Nothing is learned from them behind anybody's back.

use super::names::{Names, mention_of};
use crate::{
    ResponseError, Sight,
    linking::Linker,
    policy::{Permit, act},
};
use linkage::cluster::Constraint;
use model::{DecisionId, LinkReason, MentionRef, PersonReference, Verdict};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};
use store::{LinkWhy, Store};

/// Longest reason, in characters.
pub const REASON_LONGEST: usize = 2_000;
/// Most pairs of mentions that one decision may part.
pub const PAIRS_OF_A_SPLIT: usize = 2_500;

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub id: DecisionId,
    /// The persons that its mentions belong to now.
    pub persons: Vec<PersonReference>,
}

/// The reason as it is kept, where it fits the verdict; or what is wrong with it.
fn why_of(why: LinkWhy<'_>, verdict: Verdict) -> Result<LinkWhy<'_>, ResponseError> {
    if !LinkReason::of(verdict).contains(&why.because) {
        return Err(ResponseError::Form("choose a reason from the list".into()));
    }
    Ok(LinkWhy { note: reason_of(why.note)?, ..why })
}

/// The words of a reason as they are kept, or what is wrong with them.
fn reason_of(reason: &str) -> Result<&str, ResponseError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ResponseError::Form(
            "give a reason: whoever comes later must be able to follow you".into(),
        ));
    }
    if reason.chars().count() > REASON_LONGEST {
        return Err(ResponseError::Form(format!("a reason has at most {REASON_LONGEST} characters")));
    }
    Ok(reason)
}

/// Two mentions are one person. Refused where an earlier decision keeps them apart.
pub async fn confirm(
    store: &Store,
    linker: &Arc<Linker>,
    permit: &Permit<act::DecideLinks>,
    sight: &Sight,
    left: PersonReference,
    right: PersonReference,
    why: LinkWhy<'_>,
) -> Result<Decided, ResponseError> {
    // A link concerns all reports: it is for whoever sees all of them.
    sight.whole()?;
    let why = why_of(why, Verdict::Same)?;
    let (left, right) = two(store, sight, left, right).await?;
    drop(linker.look()?);
    let joined = linker.change(|inside| {
        let (left, right) = (left.key(), right.key());
        if inside.held_apart(left, right) {
            return false;
        }
        let before = inside.decisions.verdict(left, right);
        let tried = inside.looks.constrain(left, right, Some(Constraint::Same));
        let joined = inside.looks.joined_at_once(left, right);
        // Only tried: what is decided comes from the journal, like everything.
        let before = before.map(|verdict| match verdict {
            Verdict::Same => Constraint::Same,
            Verdict::Different => Constraint::Different,
        });
        let undone = inside.looks.constrain(left, right, before);
        inside.state.touch(tried.into_iter().chain(undone));
        joined
    });
    if !joined {
        return Err(ResponseError::Form(
            "an earlier decision says that mentions of these persons are different: look at it, and take it back first if it is wrong"
                .into(),
        ));
    }
    decide(store, linker, permit, Verdict::Same, &[left], &[right], why).await
}

/// Two mentions are not one person.
pub async fn forbid(
    store: &Store,
    linker: &Arc<Linker>,
    permit: &Permit<act::DecideLinks>,
    sight: &Sight,
    left: PersonReference,
    right: PersonReference,
    why: LinkWhy<'_>,
) -> Result<Decided, ResponseError> {
    // A link concerns all reports: it is for whoever sees all of them.
    sight.whole()?;
    let why = why_of(why, Verdict::Different)?;
    let (left, right) = two(store, sight, left, right).await?;
    drop(linker.look()?);
    decide(store, linker, permit, Verdict::Different, &[left], &[right], why).await
}

/// Some mentions of a person are somebody else: none of them is the same person as any of the rest.
pub async fn split(
    store: &Store,
    linker: &Arc<Linker>,
    permit: &Permit<act::DecideLinks>,
    sight: &Sight,
    person: PersonReference,
    part: &[PersonReference],
    why: LinkWhy<'_>,
) -> Result<Decided, ResponseError> {
    sight.whole()?;
    let why = why_of(why, Verdict::Different)?;
    let person = mention_of(store, sight, person).await?;
    let mut chosen = BTreeSet::new();
    for mention in part {
        chosen.insert(mention_of(store, sight, *mention).await?.key());
    }
    let members = {
        let inside = linker.look()?;
        let id = inside.state.person_of(person.key()).ok_or(ResponseError::NotFound)?;
        inside.state.members(id)
    };
    let (off, rest): (Vec<u64>, Vec<u64>) = members.into_iter().partition(|key| chosen.contains(key));
    if off.len() != chosen.len() {
        return Err(ResponseError::Form(
            "the person has changed meanwhile: look again and choose from the mentions they have now".into(),
        ));
    }
    if off.is_empty() || rest.is_empty() {
        return Err(ResponseError::Form(
            "choose the mentions that are somebody else: at least one, and not all of them".into(),
        ));
    }
    if off.len().saturating_mul(rest.len()) > PAIRS_OF_A_SPLIT {
        return Err(ResponseError::Form(
            "these are too many mentions to part at once: part a few of them first".into(),
        ));
    }
    let mentions = |keys: Vec<u64>| keys.into_iter().map(MentionRef::of_key).collect::<Vec<_>>();
    decide(store, linker, permit, Verdict::Different, &mentions(off), &mentions(rest), why).await
}

/// Takes a decision back; what the model says holds again, or an earlier decision about the same mentions.
pub async fn withdraw(
    store: &Store,
    linker: &Arc<Linker>,
    permit: &Permit<act::DecideLinks>,
    sight: &Sight,
    id: DecisionId,
    reason: &str,
) -> Result<Decided, ResponseError> {
    sight.whole()?;
    let reason = reason_of(reason)?;
    drop(linker.look()?);
    let decision = store.decision(id).await?.ok_or(ResponseError::NotFound)?;
    if !store.withdraw_decision(permit.by(), id, reason).await? {
        return Err(ResponseError::Form("this decision was taken back already".into()));
    }
    decided(store, linker, id, decision.left.iter().chain(&decision.right)).await
}

/// The two mentions, which must be linked ones and not the same.
async fn two(
    store: &Store,
    sight: &Sight,
    left: PersonReference,
    right: PersonReference,
) -> Result<(MentionRef, MentionRef), ResponseError> {
    let (left, right) = (mention_of(store, sight, left).await?, mention_of(store, sight, right).await?);
    if left == right {
        return Err(ResponseError::Form("choose two different mentions".into()));
    }
    Ok((left, right))
}

async fn decide(
    store: &Store,
    linker: &Arc<Linker>,
    permit: &Permit<act::DecideLinks>,
    verdict: Verdict,
    left: &[MentionRef],
    right: &[MentionRef],
    why: LinkWhy<'_>,
) -> Result<Decided, ResponseError> {
    {
        let inside = linker.look()?;
        if left.iter().chain(right).any(|mention| inside.state.person_of(mention.key()).is_none()) {
            return Err(ResponseError::NotFound);
        }
    }
    let id =
        store.decide_link(permit.by(), verdict, left, right, why).await?.ok_or(ResponseError::Changed)?;
    decided(store, linker, id, left.iter().chain(right)).await
}

async fn decided(
    store: &Store,
    linker: &Arc<Linker>,
    id: DecisionId,
    mentions: impl Iterator<Item = &MentionRef>,
) -> Result<Decided, ResponseError> {
    linker.catch_up(store, |_, _| {}).await?;
    let persons: Vec<u64> = {
        let inside = linker.look()?;
        let mut seen = HashSet::new();
        let persons = mentions.filter_map(|mention| inside.state.person_of(mention.key()));
        persons.filter(|person| seen.insert(*person)).collect()
    };
    let names = Names::of(store, persons.iter().copied()).await?;
    Ok(Decided { id, persons: persons.into_iter().filter_map(|person| names.person(person)).collect() })
}
