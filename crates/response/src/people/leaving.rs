//! Off-boarding: access ends first, then what the person held is handed on.

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{User, UserId};
use store::Store;

/// What came of off-boarding somebody.
#[derive(Clone, Debug)]
pub struct Left {
    /// Who left.
    pub user: User,
    /// What they held and hold no more, in words for whoever hands it on: references and counts, nothing of people.
    pub held: Vec<String>,
}

/// Off-boards a user: sessions, credentials, leave and overrides end, the user is inactive, the work goes back.
pub async fn offboard(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<Left, ResponseError> {
    let record = store.user_by_id(user).await?.ok_or(ResponseError::NotFound)?;
    if !store.offboard(permit.by(), user).await? {
        return Err(ResponseError::NotFound);
    }
    let held = release_work(store, permit, user).await?;
    Ok(Left { user: record.user, held })
}

/// Takes the work of somebody who has no access any more off them and says what it was. The one place where leaving
/// meets assignments and referrals: `response::desk::release_work_of(store, permit, user)` is to be called here.
#[expect(clippy::unused_async, reason = "what it calls writes to the store; today nobody holds work")]
pub(crate) async fn release_work(
    _store: &Store,
    _permit: &Permit<act::KeepAccounts>,
    _user: UserId,
) -> Result<Vec<String>, ResponseError> {
    // JOIN HERE: desk::release_work_of(_store, _permit, _user).await
    Ok(Vec::new())
}
