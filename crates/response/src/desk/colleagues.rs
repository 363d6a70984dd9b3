//! Whom somebody may give a referral to: people of their own agency who are there.

use crate::{
    ResponseError,
    people::{Absent, Away},
    policy::Act,
};
use model::{User, UserId};
use store::Store;

/// Those of an agency who may have a referral, and those of them who are away. Whoever looks may always take it.
pub(super) async fn of(
    store: &Store,
    user: &User,
) -> Result<(Vec<(UserId, String)>, Vec<Absent>), ResponseError> {
    let readers = Act::SeeReferrals.roles();
    let all: Vec<(UserId, String)> = store
        .users()
        .await?
        .into_iter()
        .filter(|one| one.active && one.user.agency == user.agency && readers.contains(&one.user.role))
        .map(|one| (one.user.id, one.user.name.to_string()))
        .collect();
    let everybody = Away::now(store).await?;
    let named = |id: UserId| all.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone());
    let away = all.iter().filter_map(|(id, _)| everybody.told(*id, named)).collect();
    let is_there = |id: UserId| id == user.id || !everybody.is_away(id);
    let there = all.iter().filter(|(id, _)| is_there(*id)).cloned().collect();
    Ok((there, away))
}

/// Whether somebody is given new work today: no heavy day, and not away.
pub(super) async fn takes_new(store: &Store, user: UserId) -> Result<bool, ResponseError> {
    let today = store::day_of(store.clock().now());
    Ok(!store.is_heavy_day(user, today).await? && !Away::now(store).await?.is_away(user))
}
