//! What goes round every answer to a partner: bounds in time, a problem for a fault, headers, figures and one log line.

use super::problem::Refusal;
use crate::{
    edge::{HEADERS, LONGEST},
    meter,
    routes::Template,
};
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Instant};

/// Nothing here is a page.
const CONTENT_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Goes round every answer.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = meter::known_method(request.method().as_str());
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match tokio::time::timeout(LONGEST, answer).await {
        Ok(Ok(response)) => response,
        // What was thrown may hold anything: it goes nowhere. (The panic hook has written where it was.)
        Ok(Err(_)) => Refusal::Fault("a handler panicked".into()).into_response(),
        Err(_) => Refusal::Busy.into_response(),
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    let route = response.extensions().get::<Template>().map_or("none", |template| template.0);
    let (status, seconds) = (response.status().as_u16(), began.elapsed().as_secs_f64());
    meter::note_partner(method, route, status, seconds);
    // The address as the table writes it; of the sender, its key and its words there is nothing.
    tracing::info!(method, route, status, seconds, "request of a partner");
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, body::to_bytes, http::StatusCode, middleware, routing::get};
    use tower::ServiceExt;

    async fn boom() -> &'static str {
        panic!("words that must not leave the server: 0917")
    }

    async fn never() -> &'static str {
        std::future::pending().await
    }

    async fn answer(path: &str) -> (StatusCode, String) {
        let router = Router::new()
            .route("/boom", get(boom))
            .route("/never", get(never))
            .layer(middleware::from_fn(guard));
        // From here on the clock of the timers runs ahead by itself whenever everybody waits.
        tokio::time::pause();
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_panic_becomes_a_problem_without_its_words() {
        let (status, body) = answer("/boom").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.contains("0917") && !body.contains("panic"), "{body}");
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        assert_eq!(answer("/never").await.0, StatusCode::SERVICE_UNAVAILABLE);
    }
}
