//! The page that is shown when another is not.

use super::{Frame, UserBox};
use crate::{edge, failure::Failure, look::Look, view::grouped};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub(crate) frame: Frame,
    pub(crate) message: String,
}

/// In the place of a page that needs persons while they are still being put together.
#[derive(Template)]
#[template(path = "linking.html")]
pub(crate) struct LinkingPage {
    pub(crate) frame: Frame,
    pub(crate) done: i64,
    pub(crate) total: i64,
    pub(crate) progress: String,
    /// Where to look again: nowhere for what was sent by a form.
    pub(crate) again: Option<String>,
}

/// Seconds until a page that waits for persons asks again.
const AGAIN: HeaderValue = HeaderValue::from_static("3");

/// How far the linker is. The page asks again by itself (by a header: a page read aloud is not interrupted by less).
fn linking(done: i64, total: i64, look: &Look, user: Option<UserBox>) -> Result<Response, Failure> {
    let words = look.words;
    let frame = Frame::new(look, user, "", words.say("linking-title"));
    let again = look.repeatable.then(|| look.here.trim_end_matches(['?', '&']).to_owned());
    let progress = words.tell("linking-progress", &[("done", &grouped(done)), ("total", &grouped(total))]);
    let mut response =
        edge::html(LinkingPage { frame, done, total: total.max(1), progress, again }.render()?);
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert(header::RETRY_AFTER, AGAIN);
    if look.repeatable {
        response.headers_mut().insert(HeaderName::from_static("refresh"), AGAIN);
    }
    Ok(response)
}

/// The page of a failure. A fault is logged; its words do not leave the server.
pub(crate) fn show(failure: &Failure, look: &Look, user: Option<UserBox>) -> Response {
    if let Failure::SignIn = failure
        && let Ok(response) = edge::redirect("/sign-in")
    {
        return response;
    }
    if let Failure::Kept(page) = failure {
        return match page.as_deref().map(edge::redirect) {
            Some(Ok(response)) => response,
            _ => StatusCode::NO_CONTENT.into_response(),
        };
    }
    if let Failure::Linking { done, total } = *failure
        && let Ok(response) = linking(done, total, look, user.clone())
    {
        return response;
    }
    if let Failure::Fault(words) = failure {
        tracing::error!(fault = %words, "a page could not be shown");
    }
    let (title, message) = failure.words(look.words);
    // The same bytes wherever it happened: what may not be seen looks like what does not exist.
    let frame = Frame::new(look, user, "", title).linking_to("/");
    let body = ErrorPage { frame, message: message.clone() }.render().unwrap_or(message);
    let mut response = edge::html(body);
    *response.status_mut() = failure.facts().0;
    response
}
