//! A public door over a store of its own, and a browser that keeps cookies.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use model::{Clock, Country, Instant};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use response::{
    Actor, Permit,
    door::{Door, flood::Calm},
    linking::{LinkModel, Linker},
    policy::act,
    triage::Factors,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{Machine, Options, Page, QueueFilter, Store};
use tower::ServiceExt;
use web::{
    Desk,
    public::{PublicOptions, PublicSite},
};

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

pub(crate) struct Scene {
    pub(crate) desk: Desk,
    pub(crate) router: Router,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) directory: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::calm(1_000).await
    }

    /// A door at which this many reports in ten minutes are calm.
    pub(crate) async fn calm(reports_in_ten_minutes: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        // 2026-11-22T14:00:00Z.
        let clock = Arc::new(TestClock(AtomicI64::new(1_795_356_000_000_000)));
        let machine = Machine { clock: clock.clone(), rng: ChaCha20Rng::from_seed([5; 32]) };
        let store = Store::open(Options::embedded(directory.path()), machine).await.unwrap();
        let factors = Arc::new(Factors::built_in().unwrap());
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        let door = Arc::new(Door::built_in(Calm { reports_in_ten_minutes }).unwrap());
        let default_country = Some(Country::PHILIPPINES);
        let service = Arc::new(response::desk::Service::built_in().unwrap());
        let desk = Desk {
            store,
            factors,
            service,
            linker,
            door,
            default_country,
            public_url: None,
            desk_address: None,
            secure_cookie: true,
        };
        let options = PublicOptions { exit_to: "https://elsewhere.example/".into(), mirrored: false };
        let router = web::public::router(PublicSite::new(desk.clone(), options));
        Self { desk, router, clock, directory }
    }

    /// The same from right to left.
    pub(crate) fn mirrored(&self) -> Browser {
        let options = PublicOptions { exit_to: "https://elsewhere.example/".into(), mirrored: true };
        Browser { router: web::public::router(PublicSite::new(self.desk.clone(), options)), ..self.browser() }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en", own: true }
    }

    pub(crate) async fn reports(&self) -> i64 {
        self.desk.store.count_reports(0).await.unwrap().0
    }

    /// The lines of the queue, with their facts.
    pub(crate) async fn queue(&self) -> Vec<store::QueueRow> {
        let page = Page { after: None, limit: 1_000 };
        self.desk.store.queue(QueueFilter::default(), page).await.unwrap()
    }

    /// The newest report, opened.
    pub(crate) async fn newest(&self) -> model::Report {
        let row = self.queue().await.into_iter().max_by_key(|row| row.no).unwrap();
        let by = Actor::Operator.by("test");
        self.desk.store.open_report(&by, row.reference).await.unwrap().unwrap().report
    }

    pub(crate) fn staff<A: response::policy::Action>() -> Permit<A> {
        Actor::Operator.permit("test").unwrap()
    }

    /// What whoever holds the command line sees: everything.
    pub(crate) async fn sight(&self) -> response::Sight {
        response::sight::of(&self.desk.store, &response::Actor::Operator).await.unwrap()
    }

    /// Proves the journal with a replay.
    pub(crate) async fn verify(&self) {
        let folder = tempfile::tempdir().unwrap();
        let scratch = self.desk.store.scratch(folder.path()).await.unwrap();
        let seen = self.desk.store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
        assert_eq!(seen.findings, Vec::new());
    }

    /// The conversation of the only report, as staff.
    pub(crate) async fn conversation(&self) -> model::InboxId {
        let row = self.queue().await.into_iter().max_by_key(|row| row.no).unwrap();
        let permit = Self::staff::<act::AnswerReporters>();
        let rows =
            response::door::inbox::of_report(&self.desk.store, &permit, &self.sight().await, row.reference)
                .await
                .unwrap();
        rows.last().unwrap().id
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.body.split_once(&mark).unwrap_or_else(|| panic!("no field {name} in\n{}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The words of the code that is shown.
    pub(crate) fn code(&self) -> String {
        let (_, rest) = self
            .body
            .split_once("<ol class=\"code\">")
            .unwrap_or_else(|| panic!("no code in\n{}", self.body));
        let list = rest.split("</ol>").next().unwrap();
        list.split("<li>").skip(1).map(|item| item.split('<').next().unwrap()).collect::<Vec<_>>().join(" ")
    }
}

/// Keeps cookies and follows nothing.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
    /// Whether forms are sent from our own pages.
    pub(crate) own: bool,
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::builder().method(Method::GET).uri(path), Body::empty()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let site = if self.own { "same-origin" } else { "cross-site" };
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        self.send(request, Body::from(body)).await
    }

    /// Sends a report with these answers from a fresh form.
    pub(crate) async fn tell(&mut self, door: &str, answers: &[(&str, &str)]) -> Answer {
        let page = self.post("/write", &[("door", door)]).await;
        let token = page.hidden("token");
        let mut fields = vec![("door", door), ("at", "0"), ("go", "send"), ("token", token.as_str())];
        fields.extend_from_slice(answers);
        self.post("/write", &fields).await
    }

    /// Opens the conversation of a code.
    pub(crate) async fn enter(&mut self, code: &str) -> Answer {
        let token = self.get("/").await.hidden("token");
        self.post("/read", &[("words", code), ("token", &token)]).await
    }

    pub(crate) async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        request = request
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::USER_AGENT, "Marked-Browser/77.7")
            .header("x-forwarded-for", "203.0.113.77");
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
