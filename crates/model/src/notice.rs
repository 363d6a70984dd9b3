//! What somebody is told of their own work: that something happened, and never what was said.

use crate::{ReferralStep, desk::codes};
use serde::{Deserialize, Serialize};

codes! {
    /// What happened to somebody's work.
    NoticeKind {
        /// A lead was handed to them or to their team.
        ReferralSent = "referral_sent",
        /// A referral was given to them by somebody of their own agency.
        ReferralGiven = "referral_given",
        /// Later reports were handed over too.
        ReferralWidened = "referral_widened",
        /// The receiving agency takes it.
        ReferralAccepted = "referral_accepted",
        /// The receiving agency does not take it.
        ReferralDeclined = "referral_declined",
        /// The receiving agency gave it back.
        ReferralReturned = "referral_returned",
        /// The receiving agency is done.
        ReferralDone = "referral_done",
        /// The sending agency took it back.
        ReferralRevoked = "referral_revoked",
        /// Its day has passed.
        ReferralExpired = "referral_expired",
        /// The other agency takes part no more.
        ReferralGone = "referral_gone",
        /// It is to be answered within a day.
        ReferralDue = "referral_due",
        /// Its answer is late.
        ReferralOverdue = "referral_overdue",
        /// A lead was given to them.
        LeadAssigned = "lead_assigned",
        /// A lead was taken from them.
        LeadTaken = "lead_taken",
        /// A report came to a lead of theirs.
        LeadGrew = "lead_grew",
        /// A lead of theirs turned out to be one with another.
        LeadMerged = "lead_merged",
        /// A question that they asked was answered.
        LeadAnswered = "lead_answered",
        /// A question that they asked came back without an answer.
        LeadUnanswered = "lead_unanswered",
        /// A lead has waited so long that whoever looks after the staff is told.
        LeadEscalated = "lead_escalated",
        /// Somebody asks for an override, and they may be the second person.
        OverrideWaits = "override_waits",
        /// An override that they look after was used.
        OverrideUsed = "override_used",
        /// The reporter wrote in a conversation of theirs.
        ReporterWrote = "reporter_wrote",
        /// An invitation that they sent was used.
        InvitationUsed = "invitation_used",
    }
}

impl NoticeKind {
    /// What a step of a referral is told as; nothing for the first look, which is nobody's to be told of.
    pub const fn of_step(step: ReferralStep) -> Option<Self> {
        Some(match step {
            ReferralStep::See => return None,
            ReferralStep::Accept => Self::ReferralAccepted,
            ReferralStep::Decline => Self::ReferralDeclined,
            ReferralStep::Return => Self::ReferralReturned,
            ReferralStep::Finish => Self::ReferralDone,
            ReferralStep::Revoke => Self::ReferralRevoked,
            ReferralStep::Expire => Self::ReferralExpired,
        })
    }
}
