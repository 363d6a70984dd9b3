//! What becomes of a lead when a referral of it, or a question about it, takes a step.

use crate::{
    LeadChange, ReferralRow, StoreError,
    asks::{AnsweredBy, answer_in},
    database::Store,
    desk::{lead_now, step_in, work_in},
    handed_on::{first_ones, parent_of},
    journal::Pending,
};
use model::{
    AskEnd, LeadReason, LeadState, LeadStep, ReferralId, ReferralPurpose, ReferralState, ReferralStep,
};

impl Store {
    /// What a step of a referral means for its lead; `why` where the step alone does not say why it comes back.
    pub(crate) async fn follow(
        &self,
        pending: &mut Pending<'_>,
        row: &ReferralRow,
        step: ReferralStep,
        why: Option<LeadReason>,
    ) -> Result<(), StoreError> {
        // What was handed on changes nothing about whose the lead is.
        if parent_of(&mut pending.unit, row.id).await?.is_some() {
            return Ok(());
        }
        if row.purpose == ReferralPurpose::Inform {
            // A question: its lead stays where it is, and comes back with the answer.
            let (how, reason) = match step {
                ReferralStep::See | ReferralStep::Accept => return Ok(()),
                ReferralStep::Return | ReferralStep::Finish => (AskEnd::Answered, LeadReason::Answered),
                ReferralStep::Decline => (AskEnd::Declined, LeadReason::Declined),
                // Nobody took it back: whoever was asked cannot answer any more.
                ReferralStep::Revoke if why.is_some() => (AskEnd::Declined, LeadReason::AgencyGone),
                ReferralStep::Revoke => (AskEnd::Withdrawn, LeadReason::Revoked),
                ReferralStep::Expire => (AskEnd::Lapsed, LeadReason::NoAnswer),
            };
            let reason = why.unwrap_or(reason);
            answer_in(self, pending, AnsweredBy::Referral(row.id), how, reason).await?;
            return Ok(());
        }
        let Some(lead) = lead_now(&mut pending.unit, row.lead).await? else { return Ok(()) };
        let (work, _) = work_in(&mut pending.unit, lead).await?;
        let (then, reason) = match step {
            ReferralStep::See => return Ok(()),
            ReferralStep::Accept => (LeadStep::Accept, LeadReason::OurTask),
            ReferralStep::Decline => (LeadStep::HandBack, LeadReason::Declined),
            ReferralStep::Return => (LeadStep::HandBack, LeadReason::Returned),
            ReferralStep::Finish => (LeadStep::HandBack, LeadReason::Done),
            ReferralStep::Revoke => (LeadStep::HandBack, LeadReason::Revoked),
            ReferralStep::Expire => (LeadStep::HandBack, LeadReason::Expired),
        };
        let reason = why.unwrap_or(reason);
        // As long as another agency has it, it does not come back.
        if then == LeadStep::HandBack && self.is_held(pending, lead, work.state, Some(row.id)).await? {
            return Ok(());
        }
        if work.effective().after(then).is_none() {
            return Ok(());
        }
        let change = LeadChange {
            lead,
            seen: work.version,
            step: then,
            reason,
            note: "",
            user: None,
            team: None,
            urgency: None,
            agency: Some(row.to),
        };
        step_in(self, pending, &change).await?;
        Ok(())
    }

    /// Whether a referral other than `except` keeps the lead where it stands. One that only waits does not keep it
    /// accepted; a question, and what was handed on, keep nothing.
    pub(crate) async fn is_held(
        &self,
        pending: &mut Pending<'_>,
        lead: i64,
        state: LeadState,
        except: Option<ReferralId>,
    ) -> Result<bool, StoreError> {
        let others = self.referrals_in(&mut pending.unit, lead).await?;
        let others = first_ones(&mut pending.unit, lead, others).await?;
        let holds = |other: &ReferralRow| match state {
            LeadState::Accepted => other.state == ReferralState::Accepted,
            _ => other.state.is_active(),
        };
        let counts =
            |other: &ReferralRow| Some(other.id) != except && other.purpose != ReferralPurpose::Inform;
        Ok(others.iter().any(|other| counts(other) && holds(other)))
    }
}
