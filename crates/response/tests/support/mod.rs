//! A store with a clock that stands still until it is moved, and neutral reports for it.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test file uses a part"
)]

pub mod authenticator;
pub mod desk;

use model::Instant;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use response::{
    Actor, ResponseError,
    intake::{Incoming, IntakeEvent, IntakeOptions, IntakeSummary, receive},
    sources::Sources,
    triage::Factors,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use store::{Location, Machine, Options, Store};
use tempfile::TempDir;

/// A clock that is moved by hand.
#[derive(Clone, Default)]
pub struct HandClock(Arc<AtomicI64>);

impl model::Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

impl HandClock {
    pub fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
    pub fn now(&self) -> Instant {
        model::Clock::now(self)
    }
}

pub struct Scene {
    pub folder: TempDir,
    pub store: Store,
    pub clock: HandClock,
    pub factors: Arc<Factors>,
}

/// An empty PostgreSQL database of its own, where a server is given.
pub async fn postgres() -> Option<Location> {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        eprintln!("skipped: PostgreSQL (set TEST_POSTGRES_URL=postgres://user@host/database to run it)");
        return None;
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("tanglaw_response_{}_{number}", std::process::id());
    let pool = sqlx::PgPool::connect(&url).await.expect("TEST_POSTGRES_URL answers");
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    }
    let (server, _) = url.rsplit_once('/').expect("an address ends in a database");
    Some(format!("{server}/{name}").parse().unwrap())
}

impl Scene {
    pub async fn new() -> Self {
        Self::at(Location::Embedded).await
    }

    /// One scene for each database that can be had.
    pub async fn each() -> Vec<Self> {
        let mut scenes = vec![Self::new().await];
        if let Some(location) = postgres().await {
            scenes.push(Self::at(location).await);
        }
        scenes
    }

    pub async fn at(location: Location) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::default();
        // 2026-06-01T00:00:00Z
        clock.0.store(1_780_272_000_000_000, Ordering::Relaxed);
        let machine = Machine { clock: Arc::new(clock.clone()), rng: ChaCha20Rng::seed_from_u64(3) };
        let options = Options { location, ..Options::embedded(folder.path().join("data")) };
        let store = Store::open(options, machine).await.unwrap();
        Self { folder, store, clock, factors: Arc::new(Factors::built_in().unwrap()) }
    }

    /// A file beside the store, as an input from the public.
    pub fn input(&self, name: &str, text: &str) -> Incoming {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let source = Sources::load(self.folder.path()).unwrap().get("public").unwrap();
        Incoming { input: formats::Input { path, size: text.len() as u64 }, source, columns: None }
    }

    pub async fn receive(
        &self,
        inputs: Vec<Incoming>,
        batch: usize,
        notice: impl FnMut(IntakeEvent<'_>),
    ) -> Result<IntakeSummary, ResponseError> {
        let permit = Actor::Operator.permit("test").unwrap();
        let options = IntakeOptions { batch, ..IntakeOptions::default() };
        receive(&self.store, &permit, self.factors.clone(), inputs, options, notice).await
    }
}

/// A neutral report as a line; `more` are further fields.
pub fn line(number: u32, more: &serde_json::Value) -> String {
    let mut report = serde_json::json!({
        "tanglaw": "report/1",
        "source": "public",
        "channel": "public",
        "source_reference": format!("P-{number:06}"),
        "incidents": [{ "kind": "grooming" }],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        report[key] = value.clone();
    }
    format!("{report}\n")
}

pub fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.map(|number| line(number, &serde_json::Value::Null)).collect()
}

/// What whoever holds the command line sees: everything.
pub async fn everything(store: &store::Store) -> response::Sight {
    response::sight::of(store, &response::Actor::Operator).await.unwrap()
}
