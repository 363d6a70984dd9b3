//! A store of each kind for a test, and reports to fill it with.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each test file uses a part"
)]

use model::{
    Channel, Identifier, Instant, Mention, MentionRole, Narrative, NarrativeKind, PersonName, Report,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use store::{By, Delivered, Delivery, Location, Machine, Options, Prepared, ReportFacts, Store};

/// A clock that moves on by a millisecond each time it is asked, so that order shows.
pub struct TickingClock(AtomicI64);

impl model::Clock for TickingClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1_000, Ordering::Relaxed))
    }
}

pub fn machine(seed: u64) -> Machine {
    // 2026-06-01T00:00:00Z
    Machine {
        clock: Arc::new(TickingClock(AtomicI64::new(1_780_272_000_000_000))),
        rng: ChaCha20Rng::seed_from_u64(seed),
    }
}

pub fn by() -> By {
    By { actor: "tester".into(), agency: None, purpose: "contract test".into() }
}

/// A store in a folder of its own; dropped with it.
pub struct Scene {
    pub name: &'static str,
    pub store: Store,
    pub folder: tempfile::TempDir,
    pub location: Location,
}

/// An empty PostgreSQL database of its own, where a server is given.
pub async fn postgres() -> Option<Location> {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        eprintln!("skipped: PostgreSQL (set TEST_POSTGRES_URL=postgres://user@host/database to run it)");
        return None;
    };
    let name = format!("tanglaw_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(&url).await.expect("TEST_POSTGRES_URL answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).execute(&pool).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    let (server, _) = url.rsplit_once('/').expect("an address ends in a database");
    Some(format!("{server}/{name}").parse().unwrap())
}

/// One scene for each database that can be had.
pub async fn scenes() -> Vec<Scene> {
    let mut scenes = vec![scene("SQLite", Location::Embedded).await];
    if let Some(location) = postgres().await {
        scenes.push(scene("PostgreSQL", location).await);
    }
    scenes
}

pub async fn scene(name: &'static str, location: Location) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { location: location.clone(), ..Options::embedded(folder.path()) };
    let store = Store::open(options, machine(7)).await.unwrap();
    Scene { name, store, folder, location }
}

/// A small neutral report; the same number gives the same report.
pub fn report(number: u32) -> Report {
    let mut report = Report::new("ncmec".parse().unwrap(), Channel::ClearingHouse);
    report.source_reference = Some(format!("{number}"));
    report.add_incident(model::IncidentKind::Grooming, None);
    report.narratives.push(Narrative {
        kind: NarrativeKind::Account,
        language: None,
        words: format!("Placeholder narrative {number}.").into(),
    });
    report.mentions.push(Mention {
        role: MentionRole::Suspect,
        names: vec![PersonName {
            full: Some(format!("Placeholder Name{number}").into()),
            ..PersonName::default()
        }],
        identifiers: vec![
            Identifier::phone(&format!("+63 917 000 {:04}", number % 10_000), None),
            Identifier::ip("192.0.2.7"),
        ],
        ..Mention::default()
    });
    report
}

pub fn delivery(report: Report) -> Delivery {
    let facts = ReportFacts {
        channel: report.channel,
        kinds: report.kinds(),
        occurred_at: None,
        evidence: vec![store::Evidence {
            condition: "grooming".into(),
            path: "/incidents/0".into(),
            at: None,
        }],
    };
    let bytes = serde_json::to_vec(&report).unwrap();
    let rank =
        -i64::from(report.source_reference.as_deref().and_then(|n| n.parse::<i32>().ok()).unwrap_or(0) % 100);
    Delivery {
        document: Delivered { name: "report.json".into(), media_type: "application/json".into(), bytes },
        papers: vec![],
        place: "report.json, record 1".into(),
        facts,
        rank: (rank, Instant::from_micros(i64::MAX)),
        report,
    }
}

pub fn prepared(store: &Store, reports: impl IntoIterator<Item = Report>) -> Vec<Prepared> {
    let mut preparer = store.preparer();
    reports.into_iter().map(|report| preparer.prepare(delivery(report))).collect()
}

/// A folder with an empty store under the same key, to replay into.
pub async fn twin(scene: &Scene, location: Location) -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let key_file = Some(scene.store.options().key_path());
    let options = Options { location, key_file, ..Options::embedded(folder.path()) };
    (Store::open(options, machine(11)).await.unwrap(), folder)
}

/// Changes the database behind the program's back.
pub async fn execute(scene: &Scene, statements: &[&str]) {
    match &scene.location {
        Location::Embedded => {
            let path = scene.store.options().database_path();
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).foreign_keys(false);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            for statement in statements {
                let done =
                    sqlx::query(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&pool).await.unwrap();
                assert!(done.rows_affected() > 0, "{statement}");
            }
            pool.close().await;
        }
        Location::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            for table in ["journal", "report", "identifier", "app_user", "paper", "set_aside", "agency"] {
                let off = format!("ALTER TABLE {table} DISABLE TRIGGER ALL");
                sqlx::query(sqlx::AssertSqlSafe(off)).execute(&pool).await.unwrap();
            }
            for statement in statements {
                let statement = statement.replace("X'00'", "'\\x00'::bytea");
                let done = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&pool).await.unwrap();
                assert!(done.rows_affected() > 0, "{statement}");
            }
            pool.close().await;
        }
    }
}
