//! A store of its own with a few partners, and machines that ask with their keys.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use model::{Channel, FixedClock, Instant, Source};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use response::{
    Actor,
    door::{Door, flood::Calm},
    linking::{LinkModel, Linker},
    partners::{self, NewKey, NewPartner, Scope},
    triage::Factors,
};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Machine, Options, Store};
use tower::ServiceExt;
use web::Desk;

/// 2026-11-22T14:00:00Z.
const START: i64 = 1_795_356_000_000_000;

/// A store with a partner that may do everything.
pub(crate) struct Scene {
    pub(crate) desk: Desk,
    pub(crate) router: Router,
    /// The partner that may do everything.
    pub(crate) partner: NewKey,
    directory: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock(Instant::from_micros(START)));
        let machine = Machine { clock, rng: ChaCha20Rng::from_seed([5; 32]) };
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
        let partner = add(&desk.store, "platform-sample", Scope::ALL).await;
        Self { router: web::partner_router(desk.clone()), desk, partner, directory }
    }

    /// Adds another partner.
    pub(crate) async fn add(&self, source: &str, scopes: &[Scope]) -> NewKey {
        add(&self.desk.store, source, scopes).await
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// Asks with the key of the partner that may do everything.
    pub(crate) fn ask(&self) -> Ask {
        self.ask_with(&self.partner.key)
    }

    /// Asks with a key.
    pub(crate) fn ask_with(&self, key: &str) -> Ask {
        self.ask_as_nobody().with("authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn ask_as_nobody(&self) -> Ask {
        Ask { router: self.router.clone(), request: Request::builder() }
    }

    /// What the journal says of the last entries, as actor, action and facts.
    pub(crate) async fn status(&self, reference: &str) -> Answer {
        self.ask().get(&format!("/api/v1/reports/{reference}")).await
    }

    /// How many reports there are, and how many records were set aside.
    pub(crate) async fn counts(&self) -> (i64, i64) {
        let store = &self.desk.store;
        (store.count_reports(0).await.unwrap().0, store.count_set_aside().await.unwrap())
    }

    /// The whole journal holds, and says the same as the tables.
    pub(crate) async fn verifies(&self) {
        let verification = self.desk.store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(verification.findings, []);
    }
}

async fn add(store: &Store, source: &str, scopes: &[Scope]) -> NewKey {
    let permit = Actor::Operator.permit("test").unwrap();
    let source =
        Source { id: source.parse().unwrap(), channel: Channel::Platform, country: "PH".parse().ok() };
    let new = NewPartner { name: format!("Partner {}", source.id), source, scopes: scopes.to_vec() };
    partners::add(store, &permit, new).await.unwrap()
}

/// A report in the form of the door. Nobody and nothing in it exists.
pub(crate) fn report(number: usize) -> Value {
    json!({
        "tanglaw": "report/1",
        "source_reference": format!("EX-{number:05}"),
        "received_by_source": "2026-11-20T22:15:00-05:00",
        "incidents": [{ "kind": "live_streaming" }],
        "urgency": { "ongoing": true },
        "mentions": [
            { "role": "child", "age": { "about": 9 } },
            {
                "role": "suspect",
                "names": [{ "full": "Sample Person One" }],
                "identifiers": [{ "kind": "phone", "value": "0917 000 1234" }],
            },
        ],
        "narratives": [{ "words": "Placeholder narrative: the reporter describes a concern." }],
    })
}

/// A request on its way.
pub(crate) struct Ask {
    router: Router,
    request: axum::http::request::Builder,
}

impl Ask {
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    pub(crate) async fn get(self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Hands over what is taken for JSON.
    pub(crate) async fn hand_over(self, body: impl Into<Body>) -> Answer {
        self.with("content-type", "application/json").send(Method::POST, "/api/v1/reports", body.into()).await
    }

    /// Hands over a JSON value.
    pub(crate) async fn hand_over_json(self, body: &Value) -> Answer {
        self.hand_over(body.to_string()).await
    }

    pub(crate) async fn send(self, method: Method, path: &str, body: Body) -> Answer {
        let request = self.request.method(method).uri(path).body(body).unwrap();
        let response = self.router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(bytes.to_vec()).expect("answers are text");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// What a machine got.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A receipt of this status and outcome.
    #[track_caller]
    pub(crate) fn receipt(&self, status: StatusCode, outcome: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        let receipt = self.json();
        assert_eq!(receipt["outcome"], outcome, "{}", self.body);
        receipt
    }

    /// A problem document of this status, as RFC 9457 has it.
    #[track_caller]
    pub(crate) fn problem(&self, status: StatusCode) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["status"], status.as_u16());
        assert_eq!(problem["title"], status.canonical_reason().unwrap());
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            assert_eq!(self.headers[&name], value);
        }
        problem["detail"].as_str().unwrap().to_owned()
    }
}
