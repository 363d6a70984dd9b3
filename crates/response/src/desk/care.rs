//! Care for those who read: how much they read in a day, and days on which they take nothing new. Seen by whoever it
//! concerns and by the supervisors of their agency, and by nobody else.

use super::Service;
use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::User;
use store::Store;

/// What somebody read today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Records opened.
    pub reads: i64,
    /// Times words were asked for.
    pub reveals: i64,
    /// Whether so much that somebody else should go on.
    pub rotate: bool,
    /// Whether they take nothing new today.
    pub heavy: bool,
}

/// Somebody's day, as their supervisor sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDay {
    /// Who.
    pub name: String,
    /// Their day.
    pub day: Day,
    /// Open leads they have.
    pub load: i64,
}

async fn day(store: &Store, service: &Service, user: &User) -> Result<Day, ResponseError> {
    let today = store::day_of(store.clock().now());
    let (reads, reveals) = store.exposure(&user.name, today).await?;
    let rotate = reads > service.care.reads_a_day || reveals > service.care.reveals_a_day;
    Ok(Day { reads, reveals, rotate, heavy: store.is_heavy_day(user.id, today).await? })
}

/// One's own day.
pub async fn own_day(
    store: &Store,
    _permit: &Permit<act::UseDesk>,
    service: &Service,
    user: &User,
) -> Result<Day, ResponseError> {
    day(store, service, user).await
}

/// Says that one takes nothing new today, or does again.
pub async fn heavy_day(
    store: &Store,
    permit: &Permit<act::UseDesk>,
    user: &User,
    heavy: bool,
) -> Result<(), ResponseError> {
    let today = store::day_of(store.clock().now());
    Ok(store.set_heavy_day(permit.by(), user.id, today, heavy).await?)
}

/// The days of the people of one's own agency.
pub async fn team_day(
    store: &Store,
    _permit: &Permit<act::LookAfterStaff>,
    service: &Service,
    user: &User,
) -> Result<Vec<TeamDay>, ResponseError> {
    let mut team = Vec::new();
    for one in store.users().await? {
        if one.active && one.user.agency == user.agency {
            let day = day(store, service, &one.user).await?;
            let load = store.count_of_user(one.user.id).await?;
            team.push(TeamDay { name: one.user.name.to_string(), day, load });
        }
    }
    team.retain(|one| one.load > 0 || one.day.reads > 0 || one.day.reveals > 0 || one.day.heavy);
    Ok(team)
}
