//! What the forms of decisions have in common: the reason, what is wrong with it, and where the browser goes on to.

use crate::{edge, failure::Failure, words::Words};
use axum::{http::StatusCode, response::Response};
use response::persons::REASON_LONGEST;

/// What was sent, to be mended, and what is wrong with it. Empty for a page that was only asked for.
#[derive(Default)]
pub(crate) struct Sent {
    /// The form it came with: `split`, `pair`, or the decision to be taken back.
    pub(crate) form: String,
    pub(crate) reason: String,
    /// What is wrong, in the visitor's language.
    pub(crate) problem: Option<String>,
    /// Whether it is the reason that is wrong, and not what was chosen.
    pub(crate) of_reason: bool,
}

impl Sent {
    /// What came with a form, its reason looked at.
    pub(crate) fn read(words: Words, form: &str, reason: &str) -> Self {
        let problem = match reason.trim().chars().count() {
            0 => Some(words.say("reason-missing")),
            1..=REASON_LONGEST => None,
            _ => Some(words.fill("reason-long", "count", &REASON_LONGEST)),
        };
        let of_reason = problem.is_some();
        Self { form: form.to_owned(), reason: reason.to_owned(), problem, of_reason }
    }

    /// The same with something else wrong.
    #[must_use]
    pub(crate) fn wrong(self, words: Words, key: &str) -> Self {
        Self { problem: Some(words.say(key)), of_reason: false, ..self }
    }

    /// What is wrong with a form, where it is this one.
    pub(crate) fn problem_of(&self, form: &str) -> Option<&str> {
        self.problem.as_deref().filter(|_| self.form == form)
    }

    /// The reason that was typed into a form.
    pub(crate) fn reason_of(&self, form: &str) -> &str {
        if self.form == form { &self.reason } else { "" }
    }
}

/// The words that tell what was just done; the address says which.
pub(crate) fn told(words: Words, done: Option<&str>) -> Option<String> {
    let key = match done? {
        "same" => "done-same",
        "different" => "done-different",
        "split" => "done-split",
        "withdrawn" => "done-withdrawn",
        _ => return None,
    };
    Some(words.say(key))
}

/// A page with a form to be mended.
pub(crate) fn to_mend(body: String) -> Response {
    let mut response = edge::html(body);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// On to an address, which is told what was done.
pub(crate) fn on_to(address: &str, done: &str) -> Result<Response, Failure> {
    edge::redirect(&format!("{address}?done={done}"))
}
