//! Why a page is not shown, and the page that is shown instead. No detail leaves the server.

use crate::words::Words;
use axum::http::StatusCode;
use response::ResponseError;
use store::StoreError;

/// Why a page is not shown.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody is signed in.
    SignIn,
    /// Nobody is signed in, and the form that came holds somebody's words: sealed, for the page to sign in.
    Carried(String),
    /// The form came from an older session of whoever is signed in: its words are kept, and the browser goes to their page.
    /// The script needs no page.
    Kept(Option<String>),
    /// There is no such thing, or it is not for this role: both look the same.
    NotFound,
    /// The form carries no valid token, or comes from another site.
    Form,
    /// The body is too large.
    TooLarge,
    /// The address takes another method.
    Method,
    /// The store is busy, or the page took too long.
    Busy,
    /// Persons and leads are still being put together: journal entries read, and in all.
    Linking {
        /// Entries read.
        done: i64,
        /// Entries there are.
        total: i64,
    },
    /// The record was erased.
    Gone,
    /// A fault of the server. The words are for its log and hold no personal data (house rule for errors).
    Fault(String),
}

impl Failure {
    /// Status, key of the title and key of the words.
    pub(crate) fn facts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::SignIn => (StatusCode::SEE_OTHER, "sign-in-title", "sign-in-lead"),
            Self::Carried(_) => (StatusCode::FORBIDDEN, "sign-in-title", "sign-in-carried"),
            Self::Kept(_) => (StatusCode::NO_CONTENT, "desk-title", "lead-draft-kept"),
            Self::NotFound => (StatusCode::NOT_FOUND, "error-title-not-found", "error-not-found"),
            Self::Form => (StatusCode::FORBIDDEN, "error-title-form", "error-form"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-title-large", "error-large"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "error-title-method", "error-method"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "error-title-busy", "error-busy"),
            Self::Linking { .. } => (StatusCode::SERVICE_UNAVAILABLE, "linking-title", "linking-lead"),
            Self::Gone => (StatusCode::GONE, "error-title-gone", "error-gone"),
            Self::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-title-fault", "error-fault"),
        }
    }

    /// Title and words in a language.
    pub(crate) fn words(&self, words: Words) -> (String, String) {
        let (_, title, text) = self.facts();
        (words.say(title), words.say(text))
    }
}

impl From<ResponseError> for Failure {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::Store(error) => error.into(),
            ResponseError::Linking { done, total } => Self::Linking { done, total },
            ResponseError::NotFound | ResponseError::Refused(_) => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Erased => Self::Gone,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Fault(format!("a page could not be written: {error}"))
    }
}
