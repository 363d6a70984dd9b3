//! The public door: know, get help, report without a name, hear back.
//!
//! A router of its own on an address of its own, with no way to the desk. Every page is made on the server, complete
//! without a script and without a cookie (one is set only while a conversation is open); addresses and titles are neutral;
//! what was answered so far travels in the form and is nowhere else. Nothing of a visitor is logged: not even that a page
//! was asked for, only counts by route.

mod edge;
mod frame;
mod pages;
pub(crate) mod say;
mod visit;

use crate::{Desk, failure::Failure, routes::Template};
use axum::{
    Router,
    extract::{Request, State},
    http::Method,
    middleware,
    response::Response,
    routing::{MethodFilter, MethodRouter, on},
};
use std::sync::Arc;
use visit::Visit;

use crate::routes::Params;

/// How the public door is set up.
#[derive(Clone, Debug)]
pub struct PublicOptions {
    /// Where the safe exit leads.
    pub exit_to: String,
    /// Whether pages run from right to left with marked words, to try their layout.
    pub mirrored: bool,
}

/// What the public door works with.
#[derive(Clone)]
pub struct PublicSite {
    pub(crate) desk: Desk,
    options: Arc<PublicOptions>,
}

impl PublicSite {
    /// The public door of a desk.
    pub fn new(desk: Desk, options: PublicOptions) -> Self {
        Self { desk, options: Arc::new(options) }
    }
}

/// What a route of the public door needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicNeed {
    /// Nothing: anybody may come.
    Nothing,
    /// A conversation that was opened with its code.
    Code,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRoute {
    /// Method.
    pub method: Method,
    /// Address.
    pub path: &'static str,
    /// What it needs.
    pub need: PublicNeed,
}

struct Route {
    facts: PublicRoute,
    answers: MethodRouter<PublicSite>,
}

/// The table of public routes. Addresses say nothing of what the pages are about.
fn table() -> Vec<Route> {
    use PublicNeed::{Code, Nothing};
    vec![
        get("/", Nothing, pages::home::show),
        get("/c/{slug}", Nothing, pages::home::by_campaign),
        get("/guide", Nothing, pages::guide::show),
        post("/guide", Nothing, pages::guide::step),
        get("/help", Nothing, pages::help::show),
        get("/help/{country}", Nothing, pages::help::of_country),
        get("/write", Nothing, pages::write::choose),
        post("/write", Nothing, pages::write::step),
        post("/code", Nothing, pages::write::code_again),
        get("/read", Nothing, pages::letters::ask),
        post("/read", Nothing, pages::letters::enter),
        get("/letters", Code, pages::letters::show),
        post("/letters", Code, pages::letters::say),
        post("/letters/code", Code, pages::letters::replace_code),
        post("/letters/delete", Code, pages::letters::delete),
        get("/leave", Nothing, pages::leave::leave),
        get("/ok", Nothing, pages::leave::here),
        get("/assets/{name}", Nothing, pages::asset::show),
    ]
}

fn get<F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    need: PublicNeed,
    handler: fn(Visit) -> F,
) -> Route {
    route(Method::GET, MethodFilter::GET, path, need, handler)
}

fn post<F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    need: PublicNeed,
    handler: fn(Visit) -> F,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, need, handler)
}

fn route<F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    method: Method,
    filter: MethodFilter,
    path: &'static str,
    need: PublicNeed,
    handler: fn(Visit) -> F,
) -> Route {
    let answer = move |State(site): State<PublicSite>, params: Option<Params>, request: Request| async move {
        let mut response = run(site, need, params, request, handler).await;
        response.extensions_mut().insert(Template(path));
        response
    };
    Route { facts: PublicRoute { method, path, need }, answers: on(filter, answer) }
}

async fn run<F: Future<Output = Result<Response, Failure>>>(
    site: PublicSite,
    need: PublicNeed,
    params: Option<Params>,
    request: Request,
    handler: fn(Visit) -> F,
) -> Response {
    let look = edge::look_of(&site, &request);
    match Visit::admit(site.clone(), need, params, request).await {
        Ok(visit) => {
            let look = visit.look();
            match handler(visit).await {
                Ok(response) => response,
                Err(failure) => pages::error::show(&failure, &site, &look),
            }
        }
        Err(failure) => pages::error::show(&failure, &site, &look),
    }
}

/// Every public route with what it needs.
pub fn public_routes() -> Vec<PublicRoute> {
    table().into_iter().map(|route| route.facts).collect()
}

/// The public door.
pub fn router(site: PublicSite) -> Router {
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.facts.path, route.answers);
    }
    router
        .fallback(|State(site): State<PublicSite>, request: Request| {
            run(site, PublicNeed::Nothing, None, request, nowhere)
        })
        .method_not_allowed_fallback(|State(site): State<PublicSite>, request: Request| {
            run(site, PublicNeed::Nothing, None, request, not_that_way)
        })
        .layer(middleware::from_fn_with_state(site.clone(), edge::guard))
        .with_state(site)
}

async fn nowhere(_: Visit) -> Result<Response, Failure> {
    Err(Failure::NotFound)
}

async fn not_that_way(_: Visit) -> Result<Response, Failure> {
    Err(Failure::Method)
}
