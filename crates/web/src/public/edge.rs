//! What goes round every answer of the public door: bounds in time, a page for a fault, headers, counts. No log line: not
//! of the visitor, and not that there was one.

use super::{PublicSite, pages, visit::PublicLook};
use crate::{
    assets::DOOR_STYLE_HASH,
    edge::{HEADERS, LONGEST},
    failure::Failure,
    form::Form,
    meter,
    routes::Template,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::LazyLock,
    time::{Duration, Instant},
};

/// As at the desk; pictures may also come from the device itself (`blob:`), because the script that computes hashes draws
/// a chosen picture without sending it anywhere.
static CONTENT_POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; style-src {}; script-src 'self'; connect-src 'self'; img-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        *DOOR_STYLE_HASH
    );
    HeaderValue::from_str(&policy).ok()
});

/// The look of a request before its form is read.
pub(crate) fn look_of(site: &PublicSite, request: &Request) -> PublicLook {
    let repeatable = request.method() == axum::http::Method::GET;
    PublicLook::of(site, request.uri(), request.headers(), &Form::default(), repeatable)
}

/// A report that waits for its turn behind hundreds of others is not given up: a browser waits some minutes, a frightened
/// person who is told to try again may not.
const LONGEST_TO_SEND: Duration = Duration::from_mins(3);

/// How long an answer may take.
fn longest(request: &Request) -> Duration {
    let sends = request.method() == Method::POST && request.uri().path() == "/write";
    if sends { LONGEST_TO_SEND } else { LONGEST }
}

/// Goes round every answer.
pub(crate) async fn guard(State(site): State<PublicSite>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let look = look_of(&site, &request);
    let (method, longest) = (request.method().clone(), longest(&request));
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match tokio::time::timeout(longest, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => pages::error::show(&Failure::Fault("a handler panicked".into()), &site, &look),
        Err(_) => pages::error::show(&Failure::Busy, &site, &look),
    };
    if let Some(policy) = &*CONTENT_POLICY {
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy.clone());
    }
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    let route = response.extensions().get::<Template>().map_or("none", |template| template.0);
    meter::note_public(method.as_str(), route, response.status().as_u16(), began.elapsed().as_secs_f64());
    response
}
