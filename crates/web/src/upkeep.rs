//! What the desk does by itself: keep ranks fresh, end old sessions, sign a checkpoint of the journal.

use crate::{Desk, meter};
use response::{ResponseError, door::campaigns, people::invitations, queue, sign_in};
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(30);

/// Runs until it is dropped. A failure is logged and tried again: the desk goes on.
pub(crate) async fn run(desk: Desk) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = once(&desk).await {
            tracing::warn!(%error, "upkeep did not succeed; it is tried again in 30 seconds");
        }
        meter::tidy();
    }
}

/// How often the linker looks for what came in since. A look that finds nothing reads one line.
const FOLLOW: Duration = Duration::from_secs(2);

/// Links what comes in, until it is dropped: first everything there is, then what other programs bring.
pub(crate) async fn follow(desk: Desk) {
    let mut tick = tokio::time::interval(FOLLOW);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = desk.linker.catch_up(&desk.store, |_, _| {}).await {
            tracing::warn!(%error, "linking did not succeed; it is tried again in 2 seconds");
        }
    }
}

/// One round.
pub(crate) async fn once(desk: &Desk) -> Result<(), ResponseError> {
    let moved = queue::refresh(&desk.store, &desk.factors, |_| {}).await?;
    if moved > 0 {
        tracing::debug!(moved, "ranks brought up to date");
    }
    response::desk::expire(&desk.store).await?;
    sign_in::end_old_sessions(&desk.store).await?;
    invitations::note_expired(&desk.store).await?;
    campaigns::write_down(&desk.store, &desk.door).await?;
    desk.store.write_checkpoint().await?;
    Ok(())
}

/// What must be written down before the program ends.
pub(crate) async fn last(desk: &Desk) -> Result<(), ResponseError> {
    campaigns::write_down(&desk.store, &desk.door).await
}
