//! Breaking the glass: one record, with a reason, granted by a second person, over at an hour, loud in the journal.
//!
//! Whoever asks has no more rights than before until a supervisor of the same agency, who is not the one who asked, says
//! yes. What an override opens is decided by `policy::Policy::override_opens`, each time anew.

use crate::{
    Actor, ResponseError,
    policy::{Action, Override, Permit, act},
};
use model::{Compartment, OverrideId, OverrideState, Reference, User};
use store::{OverrideRow, Store};

/// An override holds for this long, in seconds.
pub const LASTS_SECONDS: i64 = 4 * 3_600;
/// A request that nobody decided about is over after this long, in seconds.
pub const WAITS_SECONDS: i64 = 24 * 3_600;
/// Most letters of a reason.
pub const REASON_LONGEST: usize = 2_000;
/// Fewest letters of a reason: a word is none.
pub const REASON_SHORTEST: usize = 10;

/// The user who acts; the command line has no second person and does without.
fn user(actor: &Actor) -> Result<&User, ResponseError> {
    match actor {
        Actor::User(user) => Ok(user),
        Actor::Operator | Actor::Visitor | Actor::Partner(_) => Err(ResponseError::NotFound),
    }
}

/// Whether a reason is one.
pub fn is_reason(text: &str) -> bool {
    (REASON_SHORTEST..=REASON_LONGEST).contains(&text.trim().chars().count())
}

/// Asks for one record of one compartment.
pub async fn ask(
    store: &Store,
    permit: &Permit<act::AskOverride>,
    actor: &Actor,
    compartment: Compartment,
    record: Reference,
    reason: &str,
) -> Result<OverrideId, ResponseError> {
    if !is_reason(reason) {
        return Err(ResponseError::Form(format!(
            "a reason has {REASON_SHORTEST} to {REASON_LONGEST} letters"
        )));
    }
    let user = user(actor)?;
    // Whether there is such a record is not said: a request for what does not exist looks the same.
    let reason = reason.trim();
    Ok(store.ask_override(permit.by(), user.id, user.agency, compartment, record, reason).await?)
}

/// Whether this person may decide about a request: of the same agency as the one who asked, then and now, and another.
async fn second_person(store: &Store, actor: &Actor, row: &OverrideRow) -> Result<User, ResponseError> {
    let decides = user(actor)?;
    let asked = store.user_by_id(row.user).await?.filter(|record| record.active);
    let same_agency = row.agency == decides.agency
        && asked.is_some_and(|record| record.user.agency == decides.agency && record.user.role == row.role);
    let fresh = store.clock().now().seconds_since(row.asked_at) <= WAITS_SECONDS;
    if same_agency && fresh && row.user != decides.id {
        Ok(decides.clone())
    } else {
        Err(ResponseError::NotFound)
    }
}

/// Grants or declines a request. `false` where somebody else has decided meanwhile.
pub async fn decide(
    store: &Store,
    permit: &Permit<act::DecideOverride>,
    actor: &Actor,
    id: OverrideId,
    granted: bool,
) -> Result<bool, ResponseError> {
    let row = store.override_by_id(id).await?.ok_or(ResponseError::NotFound)?;
    let decides = second_person(store, actor, &row).await?;
    let until = granted.then(|| store.clock().now().plus_seconds(LASTS_SECONDS));
    Ok(store.decide_override(permit.by(), id, decides.id, until).await?)
}

/// Gives one's own override back, or takes one's own request back.
pub async fn give_back(
    store: &Store,
    permit: &Permit<act::AskOverride>,
    actor: &Actor,
    id: OverrideId,
) -> Result<bool, ResponseError> {
    let row = store.override_by_id(id).await?.ok_or(ResponseError::NotFound)?;
    if row.user != user(actor)?.id {
        return Err(ResponseError::NotFound);
    }
    Ok(store.end_override(permit.by(), id).await?)
}

/// One's own requests, the latest first.
pub async fn mine(
    store: &Store,
    _permit: &Permit<act::AskOverride>,
    actor: &Actor,
) -> Result<Vec<OverrideRow>, ResponseError> {
    Ok(store.overrides_of(user(actor)?.id, 20).await?)
}

/// Requests that wait for this person: of the same agency, not one's own, not too old.
pub async fn waiting(
    store: &Store,
    _permit: &Permit<act::DecideOverride>,
    actor: &Actor,
) -> Result<Vec<OverrideRow>, ResponseError> {
    let decides = user(actor)?;
    let now = store.clock().now();
    let mut rows = store.overrides_waiting(decides.agency).await?;
    rows.retain(|row| row.user != decides.id && now.seconds_since(row.asked_at) <= WAITS_SECONDS);
    Ok(rows)
}

/// The overrides that somebody has at one moment: one request looks once.
#[derive(Clone, Debug, Default)]
pub struct Running(Vec<OverrideRow>);

/// The overrides that somebody has now.
pub async fn running(store: &Store, actor: &Actor) -> Result<Running, ResponseError> {
    match actor {
        Actor::User(user) => Ok(Running(store.overrides_running(user.id).await?)),
        _ => Ok(Running::default()),
    }
}

/// A right over an override that holds, for somebody whose role does not include it or who does not see the record. The use is journaled by itself, and
/// every entry that follows from it names the override.
pub async fn permit_on<A: Action>(
    store: &Store,
    actor: &Actor,
    running: &Running,
    purpose: &str,
    record: Reference,
) -> Result<Option<Permit<A>>, ResponseError> {
    if !A::ACT.opens() {
        return Ok(None);
    }
    let now = store.clock().now();
    for row in &running.0 {
        let (OverrideState::Approved, Some(granted_by), Some(until)) = (row.state, row.decided_by, row.until)
        else {
            continue;
        };
        let over = Override {
            id: row.id,
            user: row.user,
            granted_by,
            compartment: row.compartment,
            record: row.record,
            until,
        };
        if let Some(permit) = actor.permit_over::<A>(purpose, record, &over, now) {
            store.note_override(permit.by(), row.id, A::ACT.code()).await?;
            return Ok(Some(permit));
        }
    }
    Ok(None)
}
