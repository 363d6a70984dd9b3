//! What a machine is told when it does not get what it asked for (RFC 9457). No personal data, no secret.

use super::answers::json;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use response::{
    ResponseError,
    partners::{LARGEST, NotAdmitted, Scope},
};
use schemars::JsonSchema;
use serde::Serialize;
use store::StoreError;

/// A problem document (RFC 9457).
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says which problem it is.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// The status in words.
    pub(crate) title: String,
    /// The status.
    pub(crate) status: u16,
    /// What to do about it.
    pub(crate) detail: String,
}

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The body broke off.
    Body,
    /// No key, or none in the right form.
    NoKey,
    /// Nobody's key.
    Key,
    /// The key does not have this scope.
    Scope(Scope),
    /// No such thing, or not this partner's: both look the same.
    NotFound,
    /// The address takes another method.
    Method,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON by its headers.
    MediaType,
    /// The store is busy, or the answer took too long.
    Busy,
    /// A fault of the server. The words are for its log.
    Fault(String),
}

/// Seconds after which a machine may try again.
const AGAIN: HeaderValue = HeaderValue::from_static("5");

impl Refusal {
    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Body => StatusCode::BAD_REQUEST,
            Self::NoKey | Self::Key => StatusCode::UNAUTHORIZED,
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Body => "The body broke off before its end. Send it again.".into(),
            Self::NoKey => "Send your key as: Authorization: Bearer KEY".into(),
            Self::Key => {
                "This key is not known. It may have been replaced: ask the centre that gave it to you.".into()
            }
            Self::Scope(scope) => format!("This key does not have the scope {}.", scope.code()),
            Self::NotFound => "There is no such thing here.".into(),
            Self::Method => "The Allow header names the methods that this address takes.".into(),
            Self::TooLarge => format!(
                "A report has at most {LARGEST} bytes. Send words, numbers and hashes; never send files."
            ),
            Self::MediaType => {
                "Send one report as application/json in UTF-8, without Content-Encoding.".into()
            }
            Self::Busy => "The server is busy. Send the same again: nothing is stored twice.".into(),
            Self::Fault(_) => {
                "Something went wrong here. Send the same again later: nothing is stored twice.".into()
            }
        }
    }

    /// The challenge of RFC 6750, section 3.
    fn challenge(&self) -> Option<String> {
        const REALM: &str = "Bearer realm=\"tanglaw\"";
        match self {
            Self::NoKey => Some(REALM.to_owned()),
            Self::Key => Some(format!("{REALM}, error=\"invalid_token\"")),
            Self::Scope(scope) => {
                Some(format!("{REALM}, error=\"insufficient_scope\", scope=\"{}\"", scope.code()))
            }
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Fault(words) = &self {
            tracing::error!(error = words, "a request of a partner could not be answered");
        }
        let status = self.status();
        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: self.detail(),
        };
        let mut response = json(status, &problem).unwrap_or_else(|_| status.into_response());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let challenge = self.challenge().and_then(|challenge| HeaderValue::try_from(challenge).ok());
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if matches!(self, Self::Busy) {
            headers.insert(header::RETRY_AFTER, AGAIN);
        }
        response
    }
}

impl From<ResponseError> for Refusal {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::NotFound | ResponseError::Refused(_) => Self::NotFound,
            ResponseError::Store(StoreError::Busy) => Self::Busy,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<NotAdmitted> for Refusal {
    fn from(reason: NotAdmitted) -> Self {
        match reason {
            NotAdmitted::Key => Self::Key,
            NotAdmitted::Scope(scope) => Self::Scope(scope),
            NotAdmitted::Failed(error) => error.into(),
        }
    }
}
