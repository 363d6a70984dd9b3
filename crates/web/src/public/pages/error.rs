//! The page that is shown when another is not.

use crate::{
    edge,
    failure::Failure,
    public::{PublicSite, frame::PublicFrame, visit::PublicLook},
};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "public/error.html")]
struct ErrorPage {
    frame: PublicFrame,
    message: String,
}

/// The page of a failure. A fault is logged; its words do not leave the server.
pub(crate) fn show(failure: &Failure, _site: &PublicSite, look: &PublicLook) -> Response {
    // Whoever asks for a conversation without its code is asked for the code.
    if let Failure::SignIn = failure
        && let Ok(response) = edge::redirect(&look.link("/read"))
    {
        return response;
    }
    if let Failure::Fault(words) = failure {
        tracing::error!(fault = %words, "a public page could not be shown");
    }
    let key = match failure {
        Failure::TooLarge => "door-error-large",
        Failure::Busy | Failure::Linking { .. } => "door-error-busy",
        Failure::Form => "door-error-form",
        Failure::Fault(_) => "door-error-fault",
        // The last two are the desk's own and never come up here.
        Failure::SignIn
        | Failure::NotFound
        | Failure::Method
        | Failure::Gone
        | Failure::Carried(_)
        | Failure::Kept(_) => "door-error-not-found",
    };
    let mut look = look.clone();
    // The same page wherever it happened.
    look.here = Some("/".into());
    let message = look.say.say(key);
    let page = ErrorPage { frame: PublicFrame::new(&look), message: message.clone() };
    let mut response = edge::html(page.render().unwrap_or(message));
    *response.status_mut() = failure.facts().0;
    response
}
