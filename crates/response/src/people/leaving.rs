//! Off-boarding: all access ends, and what the person held is handed on, in one unit of work.

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{User, UserId};
use store::{Standing, Store};

/// Who left.
#[derive(Clone, Debug)]
pub struct Left {
    /// Who left.
    pub user: User,
    /// How many leads and referrals they held and hold no more.
    pub held: usize,
}

/// What came of off-boarding somebody.
#[derive(Clone, Debug)]
pub enum Leaving {
    /// They left.
    Done(Left),
    /// They are the last administrator, without whom nobody could invite anybody.
    Last,
}

/// Off-boards a user: sessions, credentials, leave and overrides end, the user is inactive, the work goes back.
pub async fn offboard(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<Leaving, ResponseError> {
    let record = store.user_by_id(user).await?.ok_or(ResponseError::NotFound)?;
    match store.offboard(permit.by(), user).await? {
        Standing::Changed(held) => Ok(Leaving::Done(Left { user: record.user, held })),
        Standing::Conflict => Err(ResponseError::NotFound),
        Standing::Last => Ok(Leaving::Last),
    }
}
