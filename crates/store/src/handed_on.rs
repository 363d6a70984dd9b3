//! What an agency that accepted a referral hands on to another: a referral like any other, of a part of what it has. It hangs
//! on the one it was handed on from, and ends with it in the same unit of work.

use crate::{
    By, ListedReferral, NewReferral, ReferralRow, StoreError,
    agencies::takes_part,
    database::{Store, Unit, on},
    event::Event,
    journal::Pending,
    referral_lists::listed,
    referrals::{referral_in, referral_row, scope_in},
    sql,
};
use model::{
    AgencyId, CHAIN_LONGEST, Instant, LeadReason, LegalBasis, MentionRef, ReferralId, ReferralParts,
    ReferralPurpose, ReferralReason, ReferralScope, ReferralState, ReferralStep, UserId,
};
use sqlx::Row as _;
use std::collections::HashMap;

/// A part of a referral to be handed on by the agency that has it.
#[derive(Clone, Debug)]
pub struct NewPart<'a> {
    /// The referral that it is a part of.
    pub parent: ReferralId,
    /// The entry of it that whoever hands it on has seen last.
    pub seen: i64,
    /// The agency that has it.
    pub from: AgencyId,
    /// Who there looks after it.
    pub from_user: UserId,
    /// To which agency.
    pub to: AgencyId,
    /// What for.
    pub purpose: ReferralPurpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Which compartments.
    pub compartments: ReferralParts,
    /// Only these mentions; those that the whole opens, where none are named.
    pub persons: Option<Vec<MentionRef>>,
    /// Until when; as long as the whole, where no day is named.
    pub until: Option<Instant>,
    /// By when the receiver is to say whether it takes it.
    pub deadline: Option<Instant>,
    /// Words to the receiver.
    pub message: &'a str,
}

/// What came of handing a referral on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOn {
    /// It is handed on.
    Done(ReferralId),
    /// What it would be handed on from was changed meanwhile, is not accepted, or has ended: nothing was written.
    Conflict,
    /// It is no part of it, or the agency has it already, takes no part, or is one too many.
    Refused,
}

/// The referral that another was handed on from; nothing where it is a first one.
pub(crate) async fn parent_of(unit: &mut Unit, id: ReferralId) -> Result<Option<ReferralId>, StoreError> {
    let found: Option<Vec<u8>> = on!(unit, c => sqlx::query_scalar(sql::PARENT_OF_REFERRAL)
        .bind(id.as_bytes().as_slice()).fetch_optional(c).await?);
    let changed = || StoreError::Tampered("a row of the table of what was handed on".into());
    found.map(|id| ReferralId::from_slice(&id).ok_or_else(changed)).transpose()
}

/// A referral and all above it, up to the first one. No chain is longer than [`CHAIN_LONGEST`].
async fn chain_of(unit: &mut Unit, row: ReferralRow) -> Result<Vec<ReferralRow>, StoreError> {
    let mut chain = vec![row];
    while let Some(id) = match chain.last() {
        Some(last) if chain.len() <= CHAIN_LONGEST => parent_of(unit, last.id).await?,
        _ => None,
    } {
        let gone = || StoreError::Tampered("what a referral was handed on from".into());
        chain.push(referral_in(unit, id).await?.ok_or_else(gone)?);
    }
    Ok(chain)
}

/// Ends all that was handed on from a referral, and from that, in the unit of work that ends it.
pub(crate) async fn end_below(pending: &mut Pending<'_>, id: ReferralId) -> Result<(), StoreError> {
    let step = ReferralStep::Revoke;
    let mut above = vec![id];
    while let Some(id) = above.pop() {
        let mut rows: Vec<ReferralRow> = Vec::new();
        on!(&mut pending.unit, c => for row in sqlx::query(sql::HANDED_ON_RUNNING).bind(id.as_bytes().as_slice())
            .fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
        for row in rows {
            let Some(state) = row.state.after(step) else { continue };
            let reason = Some(ReferralReason::ParentEnded);
            pending.record(Event::ReferralStepped { id: row.id, step, state, reason }, None);
            above.push(row.id);
        }
    }
    Ok(())
}

/// What of the referrals of a lead was handed on: from which other.
async fn parents_of_lead(unit: &mut Unit, lead: i64) -> Result<HashMap<ReferralId, ReferralId>, StoreError> {
    let pairs: Vec<(Vec<u8>, Vec<u8>)> =
        on!(unit, c => sqlx::query_as(sql::HANDED_ON_OF_LEAD).bind(lead).fetch_all(c).await?);
    let id = |bytes: &[u8]| {
        ReferralId::from_slice(bytes)
            .ok_or_else(|| StoreError::Tampered("a row of the table of what was handed on".into()))
    };
    pairs.iter().map(|(one, parent)| Ok((id(one)?, id(parent)?))).collect()
}

/// Of the referrals of a lead those that say whose it is: what was handed on does not.
pub(crate) async fn first_ones(
    unit: &mut Unit,
    lead: i64,
    mut rows: Vec<ReferralRow>,
) -> Result<Vec<ReferralRow>, StoreError> {
    let parents = parents_of_lead(unit, lead).await?;
    rows.retain(|row| !parents.contains_key(&row.id));
    Ok(rows)
}

/// The reports that a referral may open now: those of its lead, or of what it was handed on from.
pub(crate) async fn may_open(
    unit: &mut Unit,
    lead: i64,
    parent: Option<ReferralId>,
) -> Result<Vec<i64>, StoreError> {
    let Some(parent) = parent else {
        return Ok(on!(unit, c => sqlx::query_scalar(sql::NUMBERS_OF_LEAD).bind(lead).fetch_all(c).await?));
    };
    match referral_in(unit, parent).await?.filter(|row| row.state.is_active()) {
        Some(row) => Ok(scope_in(unit, &row).await?.0),
        None => Ok(Vec::new()),
    }
}

impl Store {
    /// Hands a part of a referral on. Its scope is looked at inside the unit of work, so that nobody hands on what they have no
    /// more.
    pub async fn hand_on(&self, by: &By, new: &NewPart<'_>) -> Result<HandedOn, StoreError> {
        let now = self.clock().now();
        let mut pending = Pending::begin(self, by).await?;
        let row = referral_in(&mut pending.unit, new.parent).await?.filter(|row| {
            row.to == new.from
                && row.version == new.seen
                && row.state == ReferralState::Accepted
                && row.holds(now)
        });
        let Some(row) = row else { return Ok(HandedOn::Conflict) };
        let inform = [row.purpose, new.purpose].contains(&ReferralPurpose::Inform);
        if inform || !takes_part(&mut pending.unit, new.to).await? {
            return Ok(HandedOn::Refused);
        }
        let chain = chain_of(&mut pending.unit, row.clone()).await?;
        let has_it = chain.iter().any(|one| one.from == new.to || one.to == new.to);
        if has_it || chain.len() >= CHAIN_LONGEST {
            return Ok(HandedOn::Refused);
        }
        let (reports, persons) = scope_in(&mut pending.unit, &row).await?;
        let whole = ReferralScope { compartments: row.compartments, reports, persons, until: row.until };
        let Some(scope) = whole.part(new.compartments, new.persons.clone(), new.until) else {
            return Ok(HandedOn::Refused);
        };
        let part = NewReferral {
            lead: row.lead,
            seen: new.seen,
            from: new.from,
            from_user: Some(new.from_user),
            to: new.to,
            to_user: None,
            purpose: new.purpose,
            basis: new.basis,
            // Of a step of the lead, which there is none of.
            reason: LeadReason::Other,
            scope,
            deadline: new.deadline,
            message: new.message,
        };
        let id = self.send_in(&mut pending, &part, Some(row.id)).await?;
        pending.save().await?;
        Ok(HandedOn::Done(id))
    }

    /// A referral and all that it was handed on from, up to the first one; nothing where there is no such referral.
    pub async fn referral_chain(&self, id: ReferralId) -> Result<Vec<ReferralRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        match referral_in(&mut unit, id).await? {
            Some(row) => chain_of(&mut unit, row).await,
            None => Ok(Vec::new()),
        }
    }

    /// What was handed on from a referral, the latest first, as a list shows it.
    pub async fn referral_lines_handed_on(
        &self,
        parent: ReferralId,
        limit: i64,
    ) -> Result<Vec<ListedReferral>, StoreError> {
        let mut lines = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRAL_LINES_HANDED_ON).bind(parent.as_bytes().as_slice())
            .bind(limit).fetch_all(c).await? {
            lines.push(listed!(&row));
        });
        Ok(lines)
    }

    /// What of the referrals of a lead was handed on: from which other.
    pub async fn parents_of_lead(&self, lead: i64) -> Result<HashMap<ReferralId, ReferralId>, StoreError> {
        let mut unit = self.snapshot().await?;
        parents_of_lead(&mut unit, lead).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Journals from before anything could be handed on are read, and a first referral is written as it was then.
    #[test]
    fn a_referral_without_a_parent_reads_and_writes_as_before() {
        let id = "01980000-0000-7000-8000-000000000001";
        let old = format!(
            r#"{{"id":"{id}","lead":1,"from":"{id}","from_user":null,"to":"{id}","to_user":null,"purpose":"protect","basis":"consent","compartments":1,"reports":[1],"persons":null,"until":null,"deadline":null}}"#
        );
        let event = Event::read("referral_sent", &old).unwrap();
        assert!(matches!(event, Event::ReferralSent { parent: None, .. }));
        assert_eq!(event.facts(), old);
        let new = old.replace("null}", &format!(r#"null,"parent":"{id}"}}"#));
        let event = Event::read("referral_sent", &new).unwrap();
        assert!(matches!(event, Event::ReferralSent { parent: Some(_), .. }));
        assert_eq!(event.facts(), new);
    }
}
