//! The desk: decisions about leads, who has what, what is late; referrals between agencies; care for those who read.

mod ask;
mod care;
mod carried;
mod colleagues;
mod decide;
mod figures;
mod hand_on;
mod lists;
mod notices;
mod papers;
mod receivers;
mod referral_lists;
mod referrals;
mod service;
mod setting;

pub use ask::{Askable, Question, Whom, ask, askable, end_questions};
pub use care::{Day, TeamDay, heavy_day, own_day, team_day};
pub use carried::{CARRIED_LONGEST, Carried, carried, carry, mark, of_mark};
pub use decide::{
    Conflict, Decided, Decision, Holder, LeadDesk, NOTE_LONGEST, Suggestion, decide, lead_desk,
};
pub use figures::{Agreement, Group, GroupRow, TierRow, agreement};
pub use hand_on::{
    Below, Chain, HandOn, Offer, OnOut, chain, hand_on, hand_on_more, handed_on_of_lead, offer, offered,
};
pub use lists::{Counts, Home, Listed, Place, View, Wanted, WorkLine, home, list};
pub use notices::{About, Notice, Notices, count_notices, notices, see_notices};
pub use papers::{Filter, draft, drop_draft, drop_filter, filters, keep_draft, keep_filter};
pub use receivers::{Receiver, to_whom};
pub use referral_lists::{ON_A_PAGE, ReferralLine, ReferralView, Referrals, referrals, referrals_of_lead};
pub use referrals::{
    Draft, MESSAGE_LONGEST, ReferralPage, RunOut, expire, give, refer, referral, step, widen,
};
pub use service::{Due, Member, PaymentTimes, Service, Tier};

use crate::Actor;

/// Who does what follows from the time that has passed: nobody in person.
pub(crate) fn by_the_clock(purpose: &str) -> store::By {
    store::By { actor: "clock".into(), ..Actor::Operator.by(purpose) }
}
