//! What goes round every answer of the desk: bounds in time, a page for a fault, headers, figures and one log line.

use crate::{Desk, failure::Failure, look::Look, meter, pages, routes::Template};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

/// A page that takes longer than this is given up: a person has long turned away.
pub(crate) const LONGEST: Duration = Duration::from_secs(20);

/// Only our own style, script and pictures; forms go to ourselves; nobody frames us.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// Nothing of the machine is asked for.
const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Headers of every answer. What an answer set itself stays (`Cache-Control` of an asset).
pub(crate) const HEADERS: [(HeaderName, &str); 9] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// The visitor's wishes for the pages.
pub(crate) fn look_of(desk: &Desk, request: &Request) -> Look {
    let look = Look::of(request.uri(), request.headers(), desk.secure_cookie);
    Look { repeatable: request.method() == Method::GET, ..look }
}

/// Goes round every answer.
pub(crate) async fn guard(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let look = look_of(&desk, &request);
    let method = request.method().clone();
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match tokio::time::timeout(LONGEST, answer).await {
        Ok(Ok(response)) => response,
        // What was thrown may hold anything: it goes nowhere. (The panic hook has written where it was.)
        Ok(Err(_)) => pages::error::show(&Failure::Fault("a handler panicked".into()), &look, None),
        Err(_) => pages::error::show(&Failure::Busy, &look, None),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    for cookie in look.cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    let route = response.extensions().get::<Template>().map_or("none", |template| template.0);
    let (status, seconds) = (response.status().as_u16(), began.elapsed().as_secs_f64());
    meter::note_request(method.as_str(), route, status, seconds);
    // The address as the table writes it, never as it was asked for.
    tracing::info!(method = meter::known_method(method.as_str()), route, status, seconds, "request");
    response
}

/// An HTML page.
pub(crate) fn html(body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Sends the browser on to another page.
pub(crate) fn redirect(to: &str) -> Result<Response, Failure> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = axum::http::StatusCode::SEE_OTHER;
    let to = HeaderValue::from_str(to).map_err(|_| Failure::NotFound)?;
    response.headers_mut().insert(header::LOCATION, to);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::to_bytes, http::StatusCode, middleware, routing::get};
    use model::{FixedClock, Instant as HouseInstant};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    use response::{
        door::{Door, flood::Calm},
        linking::{LinkModel, Linker},
        triage::Factors,
    };
    use std::sync::Arc;
    use store::{Machine, Options, Store};
    use tower::ServiceExt;

    async fn boom() -> &'static str {
        panic!("words that must not leave the server: 0917")
    }

    async fn never() -> &'static str {
        std::future::pending().await
    }

    async fn answer(path: &str) -> (StatusCode, String, bool) {
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock(HouseInstant::from_micros(1_795_356_000_000_000)));
        let machine = Machine { clock, rng: ChaCha20Rng::from_seed([1; 32]) };
        let store = Store::open(Options::embedded(directory.path()), machine).await.unwrap();
        let factors = Arc::new(Factors::built_in().unwrap());
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        let door = Arc::new(Door::built_in(Calm::default()).unwrap());
        let desk = Desk {
            store,
            factors,
            service: Arc::new(response::desk::Service::built_in().unwrap()),
            linker,
            door,
            default_country: None,
            public_url: None,
            desk_address: None,
            secure_cookie: true,
        };
        let router = Router::new()
            .route("/boom", get(boom))
            .route("/never", get(never))
            .layer(middleware::from_fn_with_state(desk, guard));
        // From here on the clock of the timers runs ahead by itself whenever everybody waits.
        tokio::time::pause();
        let request =
            Request::builder().uri(path).header("accept-language", "id").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let (status, closed) =
            (response.status(), response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned(), closed)
    }

    #[tokio::test]
    async fn a_panic_becomes_a_plain_page_in_the_visitors_language() {
        let (status, body, closed) = answer("/boom").await;
        assert_eq!((status, closed), (StatusCode::INTERNAL_SERVER_ERROR, true));
        assert!(body.contains("<html lang=\"id\">") && body.contains("Ada yang salah"));
        assert!(!body.contains("0917") && !body.contains("panic"));
    }

    #[tokio::test]
    async fn a_page_that_takes_too_long_is_given_up() {
        let (status, body, closed) = answer("/never").await;
        assert_eq!((status, closed), (StatusCode::SERVICE_UNAVAILABLE, true));
        assert!(body.contains("Server sedang sibuk"));
    }
}
