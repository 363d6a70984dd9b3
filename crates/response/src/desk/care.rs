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

fn day(service: &Service, reads: i64, reveals: i64, heavy: bool) -> Day {
    let rotate = reads > service.care.reads_a_day || reveals > service.care.reveals_a_day;
    Day { reads, reveals, rotate, heavy }
}

/// One's own day.
pub async fn own_day(
    store: &Store,
    _permit: &Permit<act::UseDesk>,
    service: &Service,
    user: &User,
) -> Result<Day, ResponseError> {
    let today = store::day_of(store.clock().now());
    let (reads, reveals) = store.exposure(&user.name, today).await?;
    Ok(day(service, reads, reveals, store.is_heavy_day(user.id, today).await?))
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
    let today = store::day_of(store.clock().now());
    let staff = store.staff(user.agency, today).await?;
    let mut team: Vec<TeamDay> = staff
        .into_iter()
        .filter(|one| one.record.active)
        .map(|one| TeamDay {
            name: one.record.user.name.to_string(),
            day: day(service, one.reads, one.reveals, one.heavy),
            load: one.load,
        })
        .collect();
    team.retain(|one| one.load > 0 || one.day.reads > 0 || one.day.reveals > 0 || one.day.heavy);
    Ok(team)
}
