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
    /// How many leads and referrals they held and hold no more.
    pub held: usize,
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

/// Takes the work of somebody who has no access any more off them: assignments and referrals go back to their team. The
/// one place where leaving meets them.
pub(crate) async fn release_work(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<usize, ResponseError> {
    crate::desk::release_work_of(store, permit, user).await
}
