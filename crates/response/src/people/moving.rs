//! Another role or agency for somebody who stays: what they may not hold any more goes back in the same moment.

use crate::{
    ResponseError,
    policy::{Act, Permit, Policy, act},
    sight,
};
use model::{AgencyId, Role, User, UserId};
use store::{MoveRow, NewStanding, Standing, Store};

/// Most letters of a reason.
pub const REASON_LONGEST: usize = 1_000;

/// A change of role or agency.
#[derive(Clone, Debug)]
pub struct Move {
    /// Who.
    pub user: UserId,
    /// The version that whoever changes it has seen.
    pub seen: i64,
    /// The role from now on.
    pub role: Role,
    /// The agency from now on.
    pub agency: AgencyId,
    /// Why.
    pub reason: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Done; so many leads and referrals went back to their team.
    Done(usize),
    /// Somebody else changed it meanwhile, or they left.
    Conflict,
    /// They are the last administrator, without whom nobody could invite anybody.
    Last,
}

/// Changes of somebody's role and agency with their reasons, the latest first. The entry of the first is the version.
pub async fn moves(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<Vec<MoveRow>, ResponseError> {
    Ok(store.moves_of(user).await?)
}

/// Gives somebody another role or agency. Nobody changes their own: whoever could would give themselves any right.
pub async fn change(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    own: UserId,
    change: &Move,
) -> Result<Moved, ResponseError> {
    if own == change.user {
        return Err(ResponseError::NotFound);
    }
    let record = store.user_by_id(change.user).await?.filter(|record| record.active);
    let user = record.ok_or(ResponseError::NotFound)?.user;
    let wrong = |words: &str| Err(ResponseError::Form(words.into()));
    let reason = change.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_LONGEST {
        return wrong("say why, and not at too great length");
    }
    if (user.role, user.agency) == (change.role, change.agency) {
        return wrong("choose another role or another agency");
    }
    if store.agency(change.agency).await?.is_none_or(|agency| agency.closed) {
        return wrong("choose an agency that takes part");
    }
    let (leads_back, referrals_back) = goes_back(&user, change.role, change.agency);
    let new = NewStanding {
        user: change.user,
        seen: change.seen,
        role: change.role,
        agency: change.agency,
        reason,
        leads_back,
        referrals_back,
    };
    Ok(match store.change_standing(permit.by(), &new).await? {
        Standing::Changed(back) => Moved::Done(back),
        Standing::Conflict => Moved::Conflict,
        Standing::Last => Moved::Last,
    })
}

/// What somebody may not hold any more: leads and referrals. Work belongs to the agency, so that it all stays where
/// somebody moves away from.
fn goes_back(user: &User, role: Role, agency: AgencyId) -> (bool, bool) {
    let stays = user.agency == agency;
    let policy = Policy::of_the_house();
    let leads = policy.role_may(role, Act::DecideLeads) && sight::sees_all(role);
    (!(stays && leads), !(stays && policy.role_may(role, Act::SeeReferrals)))
}
