//! What the forms about a lead have in common: choices, a day, the words of a draft, and why a form is shown again.

use super::{Choice, choice};
use crate::{view::TimeView, words::Words};
use axum::http::StatusCode;
use model::{Instant, When};
use store::StepRow;
use zeroize::Zeroizing;

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

/// What stands in the field for words: what was typed, or else what a draft kept, with the time of the draft.
pub(super) fn words_of(
    draft: Option<(Instant, Zeroizing<String>)>,
    typed: &str,
) -> (Option<TimeView>, String) {
    match draft {
        Some((at, kept)) if typed.is_empty() => (Some(TimeView::exact(at)), kept.to_string()),
        _ => (None, typed.to_owned()),
    }
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
    /// Somebody else was quicker.
    pub(super) const fn conflict(theirs: Vec<StepRow>) -> Self {
        Self { status: StatusCode::CONFLICT, key: "lead-conflict", theirs }
    }
}
