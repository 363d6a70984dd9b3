//! The page that is shown when another is not.

use super::{Frame, UserBox};
use crate::{edge, failure::Failure, look::Look};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub(crate) frame: Frame,
    pub(crate) message: String,
}

/// The page of a failure. A fault is logged; its words do not leave the server.
pub(crate) fn show(failure: &Failure, look: &Look, user: Option<UserBox>) -> Response {
    if let Failure::SignIn = failure
        && let Ok(response) = edge::redirect("/sign-in")
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
