//! What the forms about a lead have in common: choices, a day, and why a form is shown again.

use super::{Choice, choice};
use crate::{edge, words::Words};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use model::{Instant, When};
use store::StepRow;

/// A day of a form: its end, so that it holds the whole day.
pub(super) fn end_of(day: &str) -> Option<Instant> {
    let begin: When = format!("{day}T00:00:00Z").parse().ok()?;
    Some(begin.sort_instant().plus_seconds(86_399))
}

/// The members of a list of codes, as choices.
pub(super) fn family<T: Copy>(
    words: Words,
    prefix: &str,
    all: &[T],
    code: fn(T) -> &'static str,
    chosen: &str,
) -> Vec<Choice> {
    all.iter().map(|one| choice(words, prefix, code(*one), code(*one), code(*one) == chosen)).collect()
}

/// Why a form is shown again, with everything that was typed.
pub(super) struct Amiss {
    pub(super) status: StatusCode,
    /// The message that says so.
    pub(super) key: &'static str,
    /// What somebody else did meanwhile.
    pub(super) theirs: Vec<StepRow>,
}

impl Amiss {
    /// Something in it cannot be.
    pub(super) const fn wrong(key: &'static str) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, key, theirs: Vec::new() }
    }
    /// It cannot be done from where the lead stands.
    pub(super) const fn illegal(key: &'static str) -> Self {
        Self { status: StatusCode::CONFLICT, key, theirs: Vec::new() }
    }
    /// The page, with the status that says what was amiss.
    pub(super) fn answer(of: Option<Self>, body: String) -> Response {
        let status = of.map_or(StatusCode::OK, |amiss| amiss.status);
        (status, edge::html(body)).into_response()
    }
    /// Somebody else was quicker.
    pub(super) const fn conflict(theirs: Vec<StepRow>) -> Self {
        Self { status: StatusCode::CONFLICT, key: "lead-conflict", theirs }
    }
}
