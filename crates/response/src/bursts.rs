//! Bursts: reports that came too many at once stand behind the queue as one line until somebody lets them in.

use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use store::{BurstRow, Store};

/// Bursts that are held; they concern whoever sees every lead.
pub async fn held(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
) -> Result<Vec<BurstRow>, ResponseError> {
    if !sight.is_whole() {
        return Ok(Vec::new());
    }
    Ok(store.bursts_held().await?)
}

/// A burst that is held.
pub async fn held_one(
    store: &Store,
    permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    burst: i64,
) -> Result<BurstRow, ResponseError> {
    held(store, permit, sight).await?.into_iter().find(|row| row.no == burst).ok_or(ResponseError::NotFound)
}

/// Most reports of a burst shown at once.
pub const SHOWN: i64 = 50;

/// Reports of a burst after a row number: pages in the order they came, each page by urgency.
pub async fn reports(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    factors: &Factors,
    burst: i64,
    after: i64,
) -> Result<Vec<QueueLine>, ResponseError> {
    sight.whole()?;
    Ok(with_priority(store, factors, store.reports_of_burst(burst, after, SHOWN).await?))
}

/// Lets the reports of a burst into the queue. Where a colleague was quicker, that is as good.
pub async fn release(
    store: &Store,
    permit: &Permit<act::ReleaseBursts>,
    sight: &Sight,
    burst: i64,
) -> Result<(), ResponseError> {
    sight.whole()?;
    let let_in = store.release_burst(permit.by(), burst).await?
        || !store.reports_of_burst(burst, 0, 1).await?.is_empty();
    if let_in { Ok(()) } else { Err(ResponseError::NotFound) }
}
