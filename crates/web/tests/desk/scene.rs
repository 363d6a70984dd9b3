//! A desk over a store of its own, and a browser that keeps cookies.

use crate::sample;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use model::{Clock, Country, Instant, Role};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use response::{
    Actor,
    accounts::{self, Credentials},
    door::{Door, flood::Calm},
    linking::{LinkModel, Linker},
    triage::Factors,
};
use sqlx::Connection;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{Machine, Options, Store};
use tower::ServiceExt;
use web::Desk;

/// 2026-11-22T14:00:00Z.
pub(crate) const START: i64 = 1_795_356_000;

/// Reports in ten minutes at the public door, past which the next are held.
pub(crate) const CALM: usize = 3;

/// Roles whose users are of another agency: they see what is handed over to it.
pub(crate) const RECEIVING: [Role; 4] =
    [Role::Investigator, Role::Prosecutor, Role::SocialWorker, Role::FinancialAnalyst];

/// A clock that tests move on.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The embedded database, or where `TEST_DESK_POSTGRES_URL` names a PostgreSQL server an empty database of its own there:
/// CI runs these tests once with each.
async fn location() -> store::Location {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let Ok(url) = std::env::var("TEST_DESK_POSTGRES_URL") else { return store::Location::Embedded };
    let name = format!("tanglaw_desk_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut server = sqlx::PgConnection::connect(&url).await.expect("TEST_DESK_POSTGRES_URL answers");
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut server).await.unwrap();
    }
    let (server, _) = url.rsplit_once('/').expect("an address ends in a database");
    format!("{server}/{name}").parse().unwrap()
}

/// A desk with one full report, twelve numbered ones and a user for each role.
pub(crate) struct Scene {
    pub(crate) desk: Desk,
    pub(crate) router: Router,
    pub(crate) clock: Arc<TestClock>,
    /// Reference of the full report.
    pub(crate) reference: String,
    /// The agency of [`RECEIVING`].
    pub(crate) police: model::AgencyId,
    /// The agency that runs the server.
    pub(crate) agency: String,
    users: BTreeMap<Role, Credentials>,
    _directory: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START * 1_000_000)));
        let machine = Machine { clock: clock.clone(), rng: ChaCha20Rng::from_seed([3; 32]) };
        let options = Options { location: location().await, ..Options::embedded(directory.path()) };
        let store = Store::open(options, machine).await.unwrap();
        let factors = Arc::new(Factors::built_in().unwrap());
        let reference = sample::deliver(&store, &factors, sample::full()).await.reference.to_string();
        for number in 0..12 {
            sample::deliver(&store, &factors, sample::numbered(number)).await;
        }
        let mut users = BTreeMap::new();
        let mut police = None;
        for role in Role::ALL {
            let permit = Actor::Operator.permit("test").unwrap();
            let name = role.code().parse().unwrap();
            let credentials = if RECEIVING.contains(&role) {
                let agency = if let Some(agency) = police {
                    agency
                } else {
                    let id = model::new_id(store.clock(), &mut store.fork_rng());
                    let kind = model::AgencyKind::Police;
                    let agency =
                        model::Agency { id, name: "Police of the north".into(), kind, country: None };
                    store.add_agency(&Actor::Operator.by("test"), &agency).await.unwrap();
                    *police.insert(id)
                };
                accounts::add_user_of(&store, &permit, name, agency, role).await.unwrap()
            } else {
                accounts::add_user(&store, &permit, name, role).await.unwrap()
            };
            users.insert(role, credentials);
        }
        let police = police.unwrap();
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        linker.catch_up(&store, |_, _| {}).await.unwrap();
        let default_country = Some(Country::PHILIPPINES);
        let door = Arc::new(Door::built_in(Calm { reports_in_ten_minutes: CALM }).unwrap());
        let public_url = Some("https://report.example.org".to_owned());
        let service = Arc::new(response::desk::Service::built_in().unwrap());
        let desk_address = Some(response::people::DeskAddress::read("https://desk.example.org").unwrap());
        let desk = Desk {
            store,
            factors,
            service,
            linker,
            door,
            default_country,
            public_url,
            desk_address,
            secure_cookie: true,
        };
        let agency = desk.store.first_agency().await.unwrap().unwrap().to_string();
        Self {
            router: web::router(desk.clone()),
            desk,
            clock,
            reference,
            agency,
            police,
            users,
            _directory: directory,
        }
    }

    /// The same with five reports about one family, linked.
    pub(crate) async fn with_family() -> Family {
        let scene = Self::new().await;
        let mut reports = Vec::new();
        for number in 0..5 {
            let receipt =
                sample::deliver(&scene.desk.store, &scene.desk.factors, sample::linked(number)).await;
            reports.push(receipt.reference.to_string());
        }
        scene.desk.linker.catch_up(&scene.desk.store, |_, _| {}).await.unwrap();
        Family { scene, reports }
    }

    /// A desk whose linker has read nothing yet.
    pub(crate) fn unread(&self) -> Router {
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        web::router(Desk { linker, ..self.desk.clone() })
    }

    pub(crate) fn user(&self, role: Role) -> &Credentials {
        &self.users[&role]
    }

    /// A code that was not used yet: the clock goes on by one step first.
    pub(crate) fn fresh_code(&self, role: Role) -> String {
        self.fresh_code_of(self.user(role))
    }

    fn fresh_code_of(&self, user: &Credentials) -> String {
        self.clock.pass(31);
        Credentials::code_of(&user.totp_secret, self.clock.now()).unwrap()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    /// A browser in which somebody of this role is signed in.
    pub(crate) async fn signed_in(&self, role: Role) -> Browser {
        self.signed_in_as(self.user(role)).await
    }

    /// A browser in which this user is signed in.
    pub(crate) async fn signed_in_as(&self, user: &Credentials) -> Browser {
        let mut browser = self.browser();
        let code = self.fresh_code_of(user);
        let (name, password) = (user.name.to_string(), user.password.to_string());
        let answer =
            browser.post("/sign-in", &[("name", &name), ("password", &password), ("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }

    /// Hands the lead of the full report over, all of it, in a browser; returns the number of the referral.
    pub(crate) async fn refer(&self, browser: &mut Browser) -> String {
        let path = format!("/leads/{}/refer", self.reference);
        let page = browser.get(&path).await.body;
        let (seen, to) = (field(&page, "seen"), self.police.to_string());
        let mut fields = vec![("seen", seen.as_str()), ("to", &to), ("purpose", "investigate")];
        fields.extend([("basis", "criminal_procedure"), ("reason", "needs_investigation")]);
        fields.extend(["words", "payments", "conversation"].map(|one| ("compartment", one)));
        fields.push(("message", "placeholder: message"));
        let sent = browser.submit(&path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let list = browser.get("/referrals").await.body;
        list.split("href=\"/referrals/").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// The journal of the full report, as actions with purposes.
    pub(crate) async fn journal(&self) -> Vec<(String, String)> {
        let row = self.desk.store.find_reference(self.reference.parse().unwrap()).await.unwrap().unwrap();
        let lines = self.desk.store.journal_of(row.id.as_bytes(), 100).await.unwrap();
        lines.into_iter().map(|line| (line.action, line.purpose)).collect()
    }
}

/// A desk with five reports about one family besides.
pub(crate) struct Family {
    pub(crate) scene: Scene,
    /// Their references, in the order in which they came.
    pub(crate) reports: Vec<String>,
}

impl Family {
    /// A mention by its report and its place in it, both from 0.
    pub(crate) fn mention(&self, report: usize, place: usize) -> String {
        format!("{}.{}", self.reports[report], place + 1)
    }
}

/// What a browser got.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The value of a hidden field of a page.
pub(crate) fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a page with this field");
    rest.split('"').next().unwrap().to_owned()
}

/// Keeps cookies and follows nothing.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::builder().method(Method::GET).uri(path), Body::empty()).await
    }

    /// Sends a form as a page of the desk does.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_raw(path, &[("sec-fetch-site", "same-origin")], body).await
    }

    /// The token of this session's forms.
    pub(crate) async fn form_token(&mut self) -> String {
        let page = self.get("/").await;
        let page =
            if page.status == StatusCode::SEE_OTHER { self.get(page.header("location")).await } else { page };
        field(&page.body, "csrf_token")
    }

    /// Sends a form with the token of a page, as a signed-in person does.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token().await;
        let mut all = vec![("csrf_token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(path, &all).await
    }

    pub(crate) async fn post_raw(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, body.into()).await
    }

    pub(crate) async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request =
            request.header(header::COOKIE, cookies.join("; ")).header(header::ACCEPT_LANGUAGE, self.language);
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        forms_carry_the_token(&body);
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// Every form that only a signed-in person may send carries the token of the session, on every page that any test looks at.
fn forms_carry_the_token(page: &str) {
    if !page.contains("action=\"/sign-out\"") {
        return;
    }
    for form in page.split("<form ").skip(1) {
        let (head, rest) = form.split_once('>').unwrap();
        // What anybody may send carries none.
        if ["/sign-in", "/invitation"].iter().any(|open| head.contains(&format!("action=\"{open}"))) {
            continue;
        }
        let inside = rest.split("</form>").next().unwrap();
        assert!(
            !head.contains("method=\"post\"") || inside.contains("name=\"csrf_token\" value=\""),
            "<form {head}>"
        );
    }
}
