//! The safe exit, after the pattern "Exit a page quickly" of the GOV.UK Design System: first our own address, which ends
//! what is open and has the browser forget it, then a page that surprises nobody.

use crate::{cookies, edge, failure::Failure, public::visit::Visit};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use response::door::inbox;

/// What a browser is asked to forget.
pub(crate) const FORGET: (HeaderName, HeaderValue) = (
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
);

/// `GET /leave`. A link, so that it works without a script; another site cannot use it to end anything, because browsers
/// send the cookie only from our own pages.
pub(crate) async fn leave(visit: Visit) -> Result<Response, Failure> {
    if let Some(opened) = &visit.opened {
        inbox::leave(&visit.site.desk.door, &opened.token);
    }
    let mut response = edge::redirect(&visit.site.options.exit_to)?;
    let headers = response.headers_mut();
    headers.insert(FORGET.0, FORGET.1);
    headers.extend(
        cookies::end_reporter(visit.site.desk.secure_cookie)
            .map(|line| (axum::http::header::SET_COOKIE, line)),
    );
    Ok(response)
}

/// `GET /ok`: whether the server can be reached, asked by the script before a form is sent.
pub(crate) async fn here(_: Visit) -> Result<Response, Failure> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}
