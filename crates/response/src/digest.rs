//! What waits, in counts: for a mail that says no more than that somebody should look. No word of a report, no reference.

use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    queue,
    triage::{FIRST_BEFORE, Factors},
};
use model::Instant;
use store::Store;

/// Counts since an instant, and what waits now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Since when reports are counted.
    pub since: Instant,
    /// The moment of counting.
    pub until: Instant,
    /// Reports received since then.
    pub reports: i64,
    /// Those of them that come before all others.
    pub first: i64,
    /// Conversations in which a reporter waits for an answer.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub waiting_since: Option<Instant>,
    /// Referrals that should have been taken or declined by now.
    pub referrals_late: i64,
    /// Bursts that are held behind the queue.
    pub bursts: i64,
    /// Reports in them.
    pub held: i64,
    /// Those of them that say that a child is in danger now.
    pub held_urgent: i64,
}

/// Counts, with the queue brought up to date first.
pub async fn digest(
    store: &Store,
    _queue: &Permit<act::SeeQueue>,
    _conversations: &Permit<act::AnswerReporters>,
    sight: &Sight,
    factors: &Factors,
    since: Instant,
) -> Result<Digest, ResponseError> {
    sight.whole()?;
    queue::refresh(store, factors, |_| {}).await?;
    let (reports, first) = store.count_reports_since(since, FIRST_BEFORE).await?;
    let (longest, waiting) = store.inboxes_waiting(1).await?;
    let bursts = store.bursts_held().await?;
    Ok(Digest {
        since,
        until: store.clock().now(),
        reports,
        first,
        waiting,
        waiting_since: longest.first().and_then(|row| row.waiting_since),
        referrals_late: store.count_referrals_late(store.clock().now()).await?,
        bursts: i64::try_from(bursts.len()).unwrap_or(i64::MAX),
        held: bursts.iter().map(|burst| burst.reports).sum(),
        held_urgent: bursts.iter().map(|burst| burst.urgent).sum(),
    })
}
