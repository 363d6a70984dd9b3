//! The desk: decisions about leads, who has what, what is late; referrals between agencies; care for those who read.

mod ask;
mod care;
mod decide;
mod figures;
mod lists;
mod notices;
mod papers;
mod referrals;
mod service;

pub use ask::{Askable, Question, Whom, ask, askable, end_questions};
pub use care::{Day, TeamDay, heavy_day, own_day, team_day};
pub use decide::{
    Conflict, Decided, Decision, Holder, LeadDesk, NOTE_LONGEST, Suggestion, decide, lead_desk,
};
pub use figures::{Agreement, Group, GroupRow, TierRow, agreement};
pub use lists::{Counts, Home, Place, View, WorkLine, counts, home, list};
pub use notices::{About, Notice, Notices, count_notices, notices, see_notices};
pub use papers::{Filter, draft, drop_draft, drop_filter, filters, keep_draft, keep_filter};
pub use referrals::{
    Draft, MESSAGE_LONGEST, ReferralLine, ReferralPage, Referrals, RunOut, expire, give, refer, referral,
    referrals, referrals_of_lead, step, to_whom, widen,
};
pub use service::{Due, Member, Service, Tier};

use crate::{
    Actor, ResponseError,
    policy::{Permit, act},
};
use model::UserId;
use store::Store;

/// Gives everything that somebody has back to their team, so that nothing is lost when they leave: leads, and referrals
/// on either side. Returns how many.
pub async fn release_work_of(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<usize, ResponseError> {
    Ok(store.release_work_of(permit.by(), user).await?)
}

/// Who does what follows from the time that has passed: nobody in person.
fn by_the_clock(purpose: &str) -> store::By {
    store::By { actor: "clock".into(), ..Actor::Operator.by(purpose) }
}
