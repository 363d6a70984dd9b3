//! The door of partners' machines: `/api/v1`.
//!
//! Every route stands in one table with the scope that it needs, as at the desk, and a handler receives the right itself.
//! Answers are JSON, problems RFC 9457. Nothing of a request is logged but its route, and nobody is slowed down: partners
//! have keys. The description of the whole (OpenAPI 3.1) is made from the types of the answers ([`openapi`]).

mod answers;
mod call;
mod edge;
mod openapi;
mod problem;

pub use openapi::openapi;

use crate::{
    Desk,
    routes::{Params, Template},
};
use answers::Answer;
use axum::{
    Router,
    extract::{Request, State},
    http::Method,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, any, on},
};
use call::{Anybody, Call, Need, Scoped};
use problem::Refusal;
use response::partners::{Scope, scope};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerRoute {
    /// Method.
    pub method: Method,
    /// Address, with the names of its variable parts in braces.
    pub path: &'static str,
    /// The scope that a key must have; `None` where anybody may come.
    pub needed: Option<Scope>,
}

struct Route {
    facts: PartnerRoute,
    answers: MethodRouter<Desk>,
}

/// The table.
fn table() -> Vec<Route> {
    vec![
        post::<Scoped<scope::WriteReports>, _>("/api/v1/reports", "hand over a report", answers::hand_over),
        get::<Scoped<scope::ReadStatus>, _>(
            "/api/v1/reports/{reference}",
            "ask for the status of a report",
            answers::status,
        ),
        get::<Anybody, _>("/api/v1/receipt-key", "load the key of receipts", answers::receipt_key),
        get::<Anybody, _>("/api/v1/openapi.json", "load the description", answers::description),
    ]
}

fn get<N: Need, F: Future<Output = Answer> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Call<N>) -> F,
) -> Route {
    route(Method::GET, MethodFilter::GET, path, purpose, handler)
}

fn post<N: Need, F: Future<Output = Answer> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Call<N>) -> F,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, purpose, handler)
}

fn route<N: Need, F: Future<Output = Answer> + Send + 'static>(
    method: Method,
    filter: MethodFilter,
    path: &'static str,
    purpose: &'static str,
    handler: fn(Call<N>) -> F,
) -> Route {
    let answer = move |State(desk): State<Desk>, params: Option<Params>, request: Request| async move {
        let answer = match Call::<N>::admit(desk, params, purpose, request).await {
            Ok(call) => handler(call).await,
            Err(refusal) => Err(refusal),
        };
        let mut response = answer.unwrap_or_else(IntoResponse::into_response);
        response.extensions_mut().insert(Template(path));
        response
    };
    Route { facts: PartnerRoute { method, path, needed: N::NEEDED }, answers: on(filter, answer) }
}

/// Every route of partners with what it needs.
pub fn partner_routes() -> Vec<PartnerRoute> {
    table().into_iter().map(|route| route.facts).collect()
}

/// The routes of partners: everything below `/api`, to be merged with the public door.
pub fn partner_router(desk: Desk) -> Router {
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.facts.path, route.answers);
    }
    // Routes and no fallback: two routers that are merged can have but one, and that is the public door's.
    for nowhere in ["/api", "/api/", "/api/{*rest}"] {
        router = router.route(nowhere, any(|request: Request| refuse(Refusal::NotFound, request)));
    }
    router
        .method_not_allowed_fallback(|request: Request| refuse(Refusal::Method, request))
        .layer(middleware::from_fn(edge::guard))
        .with_state(desk)
}

/// Answers a request that reaches no handler.
async fn refuse(refusal: Refusal, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    call::drain(&parts.headers, body).await;
    refusal.into_response()
}
