//! The one table of routes: method, address, what is needed, and who answers. Both routers are built from it, and a test
//! walks it: no route without a need, no need without its refusal.

use crate::{
    Desk, drafts, edge,
    failure::Failure,
    form::{CARRYING_BYTES, LONG_BYTES, MOST_BYTES},
    meter, pages,
    tried::Tried,
    visit::{AnyUser, Need, Open, Visit, admit},
};
use axum::{
    Router,
    extract::{RawPathParams, Request, State},
    http::Method,
    middleware,
    response::Response,
    routing::{MethodFilter, MethodRouter, get as plain_get, on},
};
use response::policy::{Act, act};

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// Nothing: anybody may come.
    Nothing,
    /// A user who is signed in.
    SignedIn,
    /// A user whose role includes this.
    May(Act),
}

/// One line of the table, for tests and for the documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteFacts {
    /// Method.
    pub method: Method,
    /// Address, with the names of its variable parts in braces.
    pub path: &'static str,
    /// What it needs.
    pub needed: Needed,
}

/// The address as the table writes it: what logs and metrics name instead of what was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template(pub(crate) &'static str);

/// A line of the table with its answer.
struct Route {
    facts: RouteFacts,
    answers: MethodRouter<Desk>,
}

/// The table.
fn table() -> Vec<Route> {
    vec![
        get::<Open, _>("/assets/{name}", "load an asset", pages::asset::show),
        get::<Open, _>("/sign-in", "sign in", pages::sign_in::show),
        post_carrying("/sign-in", "sign in", pages::sign_in::sign_in),
        post::<AnyUser, _>("/sign-out", "sign out", pages::sign_in::sign_out),
        get::<AnyUser, _>("/", "open the start page", pages::home::show),
        get::<act::SeeQueue, _>("/queue", "look at the queue", pages::queue::show),
        post::<act::Search, _>("/search", "search", pages::search::show),
        get::<act::ReadReport, _>("/reports/{reference}", "read a report at the desk", pages::report::show),
        get::<act::SeePersons, _>("/leads/{reference}", "look at a lead", pages::lead::show),
        get::<act::SeePersons, _>("/persons/{person}", "see a person at the desk", pages::person::show),
        post::<act::DecideLinks, _>("/persons/{person}/split", "split a person", pages::person::split),
        post::<act::DecideLinks, _>(
            "/persons/{person}/withdraw",
            "take a decision back",
            pages::person::withdraw,
        ),
        get::<act::SeePersons, _>("/pairs/{left}/{right}", "compare two mentions", pages::pair::show),
        post::<act::DecideLinks, _>(
            "/pairs/{left}/{right}",
            "decide about two mentions",
            pages::pair::decide,
        ),
        get::<act::SeePersons, _>("/review", "look at uncertain links", pages::review::show),
        get::<act::SeeJournal, _>("/journal", "find a journal", pages::journal::ask),
        post::<act::SeeJournal, _>("/journal", "find a journal", pages::journal::find),
        get::<act::SeeJournal, _>(
            "/reports/{reference}/journal",
            "look at the journal of a report",
            pages::journal::show,
        ),
        get::<act::SeeQueue, _>("/bursts/{no}", "look at a burst", pages::burst::show),
        post::<act::ReleaseBursts, _>("/bursts/{no}", "let a burst into the queue", pages::burst::release),
        get::<act::AnswerReporters, _>(
            "/conversations",
            "look at conversations that wait",
            pages::conversations::show,
        ),
        get::<act::AnswerReporters, _>(
            "/conversations/{id}",
            "read a conversation at the desk",
            pages::conversation::show,
        ),
        post_long::<act::AnswerReporters, _>(
            "/conversations/{id}",
            "answer a reporter",
            pages::conversation::answer,
        ),
        post::<act::AnswerReporters, _>(
            "/conversations/{id}/status",
            "tell a reporter what became of the report",
            pages::conversation::set_status,
        ),
        get::<act::TakeContacts, _>("/contacts", "look at the hotline's contacts", pages::contacts::show),
        post::<act::TakeContacts, _>("/contacts", "count a contact", pages::contacts::note),
        get::<act::TakeContacts, _>("/contacts/new", "write a contact down", pages::contact_new::show),
        post_long::<act::TakeContacts, _>("/contacts/new", "write a contact down", pages::contact_new::send),
        get::<act::SeeCampaigns, _>("/campaigns", "look at campaigns", pages::campaigns::show),
        post::<act::KeepCampaigns, _>("/campaigns", "add a campaign", pages::campaigns::add),
        get::<act::SeeCampaigns, _>("/campaigns/{slug}", "look at a campaign", pages::campaign::show),
        get::<act::SeeCampaigns, _>(
            "/campaigns/{slug}/code.svg",
            "print the code of a campaign",
            pages::campaign::code,
        ),
        post::<act::KeepCampaigns, _>("/campaigns/{slug}/end", "end a campaign", pages::campaign::end),
        // The desk.
        get::<act::UseDesk, _>("/desk", "open the desk", pages::desk::show),
        post::<act::UseDesk, _>("/desk/day", "say how the day is", pages::desk::day),
        post::<act::UseDesk, _>("/desk/filters", "keep a filter", pages::desk::filters),
        post::<act::DecideLeads, _>(
            "/leads/{reference}/decide",
            "decide about a lead",
            pages::lead_work::decide,
        ),
        get::<act::DecideLeads, _>("/leads/{reference}/ask", "write a question", pages::ask_more::show),
        post::<act::DecideLeads, _>("/leads/{reference}/ask", "ask for more", pages::ask_more::send),
        get::<act::SendReferrals, _>("/leads/{reference}/refer", "write a referral", pages::refer::show),
        post::<act::SendReferrals, _>("/leads/{reference}/refer", "hand a lead over", pages::refer::send),
        get::<act::SeeReferrals, _>("/referrals", "look at referrals", pages::referrals::list),
        get::<act::SeeReferrals, _>("/referrals/{referral}", "open a referral", pages::referrals::show),
        post::<act::AnswerReferrals, _>("/referrals/{referral}", "answer a referral", pages::referrals::step),
        post::<act::AnswerReferrals, _>(
            "/referrals/{referral}/give",
            "give a referral",
            pages::referrals::give,
        ),
        post::<act::SendReferrals, _>(
            "/referrals/{referral}/widen",
            "widen a referral",
            pages::referrals::widen,
        ),
        get::<act::HandOnReferrals, _>(
            "/referrals/{referral}/on",
            "write what is handed on",
            pages::hand_on::show,
        ),
        post::<act::HandOnReferrals, _>(
            "/referrals/{referral}/on",
            "hand a referral on",
            pages::hand_on::send,
        ),
        post::<act::HandOnReferrals, _>(
            "/referrals/{referral}/on/widen",
            "widen what was handed on",
            pages::hand_on::widen,
        ),
        get::<act::SeeFigures, _>("/figures", "look at figures of agreement", pages::figures::show),
        get::<act::SeeNotices, _>("/notifications", "look at what is new", pages::notifications::show),
        post::<act::SeeNotices, _>("/notifications/seen", "note what was seen", pages::notifications::seen),
        // People and agencies.
        post_carrying("/sign-in/passkey", "sign in", pages::sign_in::passkey),
        post_carrying("/sign-in/again", "bring words back", pages::sign_in::again),
        get::<Open, _>("/sign-in/agency/{agency}", "sign in", pages::sign_in::to_directory),
        get::<Open, _>("/sign-in/directory", "sign in", pages::sign_in::from_directory),
        get::<Open, _>("/invitation", "use an invitation", pages::invitation::show),
        post::<Open, _>("/invitation", "use an invitation", pages::invitation::open),
        post::<Open, _>("/invitation/accept", "use an invitation", pages::invitation::accept),
        post::<Open, _>("/invitation/directory", "use an invitation", pages::invitation::to_directory),
        get::<act::KeepOwnAccount, _>("/settings", "look at the own account", pages::settings::show),
        post::<act::KeepOwnAccount, _>(
            "/settings/password",
            "change the own password",
            pages::settings::password,
        ),
        post::<act::KeepOwnAccount, _>("/settings/passkeys", "add a passkey", pages::settings::add_passkey),
        post::<act::KeepOwnAccount, _>(
            "/settings/passkeys/{key}/remove",
            "take a passkey away",
            pages::settings::remove_passkey,
        ),
        post::<act::KeepOwnAccount, _>(
            "/settings/sessions/{session}/end",
            "end an own session",
            pages::settings::end_session,
        ),
        post::<act::KeepOwnAccount, _>("/settings/leave", "go on leave", pages::settings::leave),
        post::<act::KeepOwnAccount, _>("/settings/area", "say languages and places", pages::settings::area),
        post::<act::KeepOwnAccount, _>("/settings/back", "come back from leave", pages::settings::back),
        get::<act::KeepAccounts, _>("/accounts", "look at accounts", pages::accounts::show),
        post::<act::KeepAccounts, _>("/accounts/invite", "invite a user", pages::accounts::invite),
        post::<act::KeepAccounts, _>(
            "/accounts/invitations/{id}/withdraw",
            "take an invitation back",
            pages::accounts::withdraw,
        ),
        get::<act::KeepAccounts, _>("/accounts/{user}", "look at an account", pages::accounts::show_one),
        post::<act::KeepAccounts, _>(
            "/accounts/{user}/renew",
            "invite a user to choose new ways to sign in",
            pages::accounts::renew,
        ),
        post::<act::KeepAccounts, _>(
            "/accounts/{user}/move",
            "change the role or agency of a user",
            pages::accounts::move_on,
        ),
        post::<act::KeepAccounts, _>(
            "/accounts/{user}/offboard",
            "off-board a user",
            pages::accounts::offboard,
        ),
        post::<act::KeepAccounts, _>(
            "/accounts/{user}/sessions/{session}/end",
            "end a session of a user",
            pages::accounts::end_session,
        ),
        get::<act::KeepAccounts, _>("/agencies", "look at agencies", pages::agencies::show),
        post::<act::KeepAccounts, _>("/agencies", "add an agency", pages::agencies::add),
        get::<act::KeepAccounts, _>("/agencies/{agency}", "look at an agency", pages::agencies::show_one),
        post::<act::KeepAccounts, _>("/agencies/{agency}", "change an agency", pages::agencies::change),
        post::<act::KeepAccounts, _>(
            "/agencies/{agency}/directory",
            "set the directory of an agency",
            pages::agencies::set_directory,
        ),
        post::<act::KeepAccounts, _>("/agencies/{agency}/close", "remove an agency", pages::agencies::close),
        get::<act::Audit, _>("/audit", "audit the journal", pages::audit::show),
        post::<act::Audit, _>("/audit", "audit the journal", pages::audit::find),
        get::<act::AskOverride, _>("/overrides", "look at overrides", pages::overrides::show),
        post::<act::AskOverride, _>("/overrides", "ask for an override", pages::overrides::ask),
        post::<act::AskOverride, _>(
            "/overrides/{id}/give-back",
            "give an override back",
            pages::overrides::give_back,
        ),
        post::<act::DecideOverride, _>(
            "/overrides/{id}/decide",
            "decide about an override",
            pages::overrides::decide,
        ),
        // Payments.
        get::<act::SeePaymentAlerts, _>("/alerts", "look at payment alerts", pages::alerts::show),
        get::<act::SeePaymentAlerts, _>("/alerts/{alert}", "look at a payment alert", pages::alert::show),
        post_long::<act::DecidePaymentAlerts, _>(
            "/alerts/{alert}",
            "decide about a payment alert",
            pages::alert::decide,
        ),
        post::<act::ExportPaymentReports, _>(
            "/alerts/{alert}/report",
            "write a report on payments",
            pages::alert::report,
        ),
    ]
}

fn get<N: Need, F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Visit<N>) -> F,
) -> Route {
    route(Method::GET, MethodFilter::GET, path, purpose, MOST_BYTES, handler)
}

fn post<N: Need, F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Visit<N>) -> F,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, purpose, MOST_BYTES, handler)
}

/// A form into which people write at length.
fn post_long<N: Need, F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Visit<N>) -> F,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, purpose, LONG_BYTES, handler)
}

/// A form to sign in: it may carry words whose session ended.
fn post_carrying<F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    path: &'static str,
    purpose: &'static str,
    handler: fn(Visit<Open>) -> F,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, purpose, CARRYING_BYTES, handler)
}

fn route<N: Need, F: Future<Output = Result<Response, Failure>> + Send + 'static>(
    method: Method,
    filter: MethodFilter,
    path: &'static str,
    purpose: &'static str,
    most_bytes: usize,
    handler: fn(Visit<N>) -> F,
) -> Route {
    let answer = move |State(desk): State<Desk>, params: Option<Params>, request: Request| async move {
        let mut response = run(desk, purpose, most_bytes, params, request, handler).await;
        response.extensions_mut().insert(Template(path));
        response
    };
    Route { facts: RouteFacts { method, path, needed: N::NEEDED }, answers: on(filter, answer) }
}

/// The variable parts of an address.
pub(crate) struct Params(RawPathParams);

impl Params {
    /// Names and values.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for Params {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        use axum::extract::FromRequestParts;
        Ok(RawPathParams::from_request_parts(parts, state).await.ok().map(Self))
    }
}

/// Admits a request and lets its handler answer; what fails becomes a page.
async fn run<N: Need, F: Future<Output = Result<Response, Failure>>>(
    desk: Desk,
    purpose: &'static str,
    most_bytes: usize,
    params: Option<Params>,
    request: Request,
    handler: fn(Visit<N>) -> F,
) -> Response {
    let look = edge::look_of(&desk, &request);
    match admit::<N>(desk.clone(), look.clone(), params.map(|params| params.0), purpose, most_bytes, request)
        .await
    {
        Ok(visit) => {
            let user = pages::UserBox::of(visit.signed());
            let (typed, tried) = (drafts::Typed::of(&visit), Tried::of(&visit));
            let kept = match &typed {
                Some(typed) => typed.only_keep().await,
                None => None,
            };
            let answer = if let Some(answer) = kept {
                answer
            } else {
                let answer = handler(visit).await;
                if let Some(typed) = typed {
                    let done = answer.as_ref().is_ok_and(|response| {
                        let status = response.status();
                        (status.is_redirection() || status.is_success())
                            && response.extensions().get::<drafts::Unsent>().is_none()
                    });
                    typed.settle(done).await;
                }
                answer
            };
            match answer {
                Ok(response) => response,
                Err(failure) => {
                    if let (Failure::NotFound, Some(tried)) = (&failure, tried) {
                        tried.note(purpose).await;
                    }
                    pages::error::show(&failure, &look, user)
                }
            }
        }
        Err((Failure::Carried(words), _)) => pages::sign_in::carrying(&desk, &look, &words)
            .await
            .unwrap_or_else(|failure| pages::error::show(&failure, &look, None)),
        Err((failure, signed)) => pages::error::show(&failure, &look, pages::UserBox::of(signed.as_deref())),
    }
}

/// Every route of the desk with what it needs.
pub fn routes() -> Vec<RouteFacts> {
    table().into_iter().map(|route| route.facts).collect()
}

/// The desk.
pub fn router(desk: Desk) -> Router {
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.facts.path, route.answers);
    }
    router
        .fallback(|State(desk): State<Desk>, request: Request| {
            run(desk, "", MOST_BYTES, None, request, nowhere)
        })
        .method_not_allowed_fallback(|State(desk): State<Desk>, request: Request| {
            run(desk, "", MOST_BYTES, None, request, not_that_way)
        })
        .layer(middleware::from_fn_with_state(desk.clone(), edge::guard))
        .with_state(desk)
}

async fn nowhere(_: Visit<Open>) -> Result<Response, Failure> {
    Err(Failure::NotFound)
}

async fn not_that_way(_: Visit<Open>) -> Result<Response, Failure> {
    Err(Failure::Method)
}

/// Health and figures, for a port that only the machine's own watch reaches: no page, no session, no record.
pub fn admin_router(desk: Desk) -> Router {
    Router::new()
        .route("/health/live", plain_get(|| async { "alive\n" }))
        .route("/health/ready", plain_get(meter::ready))
        .route("/metrics", plain_get(meter::figures))
        .with_state(desk)
}
