//! Figures for the machine's watch, in Prometheus' text form. Labels are routes, methods and codes: nothing of a person.

use crate::Desk;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use response::{Actor, ResponseError, queue};
use std::sync::LazyLock;

const REQUESTS: &str = "tanglaw_requests_total";
const SECONDS: &str = "tanglaw_request_seconds";
const PUBLIC: &str = "tanglaw_public_requests_total";
const PUBLIC_SECONDS: &str = "tanglaw_public_request_seconds";
const PARTNER: &str = "tanglaw_partner_requests_total";
const PARTNER_SECONDS: &str = "tanglaw_partner_request_seconds";
const REPORTS: &str = "tanglaw_reports";
const FIRST: &str = "tanglaw_reports_first";
const SET_ASIDE: &str = "tanglaw_records_set_aside";
const LINKED: &str = "tanglaw_linked";

/// Upper bounds of the histogram, in seconds: the aim for a page is 0.05.
const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0];

/// The recorder of this process. It is used directly and not made the global one: what other parts measure is theirs.
static RECORDER: LazyLock<PrometheusRecorder> = LazyLock::new(|| {
    let builder = PrometheusBuilder::new();
    let builder = builder.set_buckets_for_metric(Matcher::Suffix("_request_seconds".into()), &BUCKETS);
    let recorder = builder.unwrap_or_default().build_recorder();
    metrics::with_local_recorder(&recorder, || {
        describe_counter!(REQUESTS, "Requests to the desk by method, route and status.");
        describe_histogram!(SECONDS, "Seconds to answer a request, by route.");
        describe_counter!(PUBLIC, "Requests to the public door by method, route and status.");
        describe_histogram!(PUBLIC_SECONDS, "Seconds to answer a request at the public door, by route.");
        describe_counter!(PARTNER, "Requests of partners by method, route and status.");
        describe_histogram!(PARTNER_SECONDS, "Seconds to answer a request of a partner, by route.");
        describe_gauge!(REPORTS, "Reports in the store.");
        describe_gauge!(FIRST, "Reports that come before all others.");
        describe_gauge!(SET_ASIDE, "Records that could not be read and were set aside.");
        describe_gauge!(
            LINKED,
            "Whether everything that came was linked once since the start: 1, or 0 while leads and persons wait."
        );
    });
    recorder
});

/// The method, where it is one the desk knows: a made-up one must not make a label.
pub(crate) fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST"].into_iter().find(|known| *known == method).unwrap_or("other")
}

/// Counts one request.
pub(crate) fn note_request(method: &str, route: &'static str, status: u16, seconds: f64) {
    let method = known_method(method);
    metrics::with_local_recorder(&*RECORDER, || {
        counter!(REQUESTS, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
        histogram!(SECONDS, "method" => method, "route" => route).record(seconds);
    });
}

/// Counts one request at the public door: route, status and time, nothing of the visitor.
pub(crate) fn note_public(method: &str, route: &'static str, status: u16, seconds: f64) {
    let method = known_method(method);
    metrics::with_local_recorder(&*RECORDER, || {
        counter!(PUBLIC, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
        histogram!(PUBLIC_SECONDS, "method" => method, "route" => route).record(seconds);
    });
}

/// Counts one request of a partner: route, status and time, nothing of who asked.
pub(crate) fn note_partner(method: &'static str, route: &'static str, status: u16, seconds: f64) {
    metrics::with_local_recorder(&*RECORDER, || {
        counter!(PARTNER, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
        histogram!(PARTNER_SECONDS, "method" => method, "route" => route).record(seconds);
    });
}

/// Lets the recorder fold what it has gathered, so that memory stays bounded where nobody asks for figures.
pub(crate) fn tidy() {
    RECORDER.handle().run_upkeep();
}

/// `GET /health/ready`: whether the store answers.
pub(crate) async fn ready(State(desk): State<Desk>) -> (StatusCode, &'static str) {
    if desk.store.is_ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
    }
}

/// `GET /metrics`.
pub(crate) async fn figures(State(desk): State<Desk>) -> Response {
    match count(&desk).await {
        Ok((reports, first, set_aside)) => metrics::with_local_recorder(&*RECORDER, || {
            gauge!(REPORTS).set(as_figure(reports));
            gauge!(FIRST).set(as_figure(first));
            gauge!(SET_ASIDE).set(as_figure(set_aside));
        }),
        // Figures of requests are worth having even then.
        Err(error) => tracing::warn!(%error, "the store could not be counted"),
    }
    let linked = if desk.linker.is_ready() { 1.0 } else { 0.0 };
    metrics::with_local_recorder(&*RECORDER, || gauge!(LINKED).set(linked));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], RECORDER.handle().render())
        .into_response()
}

async fn count(desk: &Desk) -> Result<(i64, i64, i64), ResponseError> {
    let permit = Actor::Operator.permit("count for the metrics")?;
    let sight = response::sight::of(&desk.store, &Actor::Operator).await?;
    let (reports, first) = queue::counts(&desk.store, &permit, &sight).await?;
    Ok((reports, first, desk.store.count_set_aside().await?))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_figure(count: i64) -> f64 {
    count as f64
}
