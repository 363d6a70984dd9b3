//! Every statement runs on both databases, walks no large table, and is one that reads where it is looked up.

use super::*;

/// A page must not walk a table that grows with the reports. SQLite says how it would run each statement.
#[tokio::test]
async fn no_statement_walks_a_large_table() {
    // Walks all on purpose: once, when the table of factors was changed; a table that stays small; verification.
    // … and one row of a table that may be empty.
    const ALLOWED: [&str; 5] =
        ["ALL_RANKS_DUE", "ALL_LEADS_UNWEIGHED", "COUNT_SET_ASIDE", "HIDDEN_REPORTS", "ANY_WORK"];
    let folder = tempfile::tempdir().unwrap();
    let machine = crate::Machine {
        clock: std::sync::Arc::new(model::FixedClock(model::Instant::from_micros(0))),
        rng: rand::SeedableRng::seed_from_u64(1),
    };
    let store = crate::Store::open(crate::Options::embedded(folder.path()), machine).await.unwrap();
    let crate::database::Unit::Sqlite(mut tx) = store.snapshot().await.unwrap() else { panic!("SQLite") };
    for (name, text) in ALL.iter().filter(|(name, _)| !ALLOWED.contains(name)) {
        let plan = format!("EXPLAIN QUERY PLAN {text}");
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(plan)).fetch_all(&mut *tx).await.unwrap();
        for (.., step) in steps {
            let walked =
                step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
            let large = [
                "report",
                "r",
                "carrier",
                "identifier",
                "i",
                "journal",
                "j",
                "record_key",
                "k",
                "paper",
                "p",
                "m",
                "n",
                "lead",
                "l",
                "lead_report",
                "d",
                "person",
                "person_mention",
                "person_turn",
                "inbox",
                "x",
                "inbox_message",
                "held_report",
                "h",
                "contact",
                "lead_work",
                "w",
                "lead_step",
                "settled_report",
                "referral",
                "f",
                "referral_report",
                "referral_person",
                "referral_parent",
                "up",
                "referral_step",
                "exposure",
                "e",
                "draft",
                "q",
            ];
            assert!(!large.contains(&walked), "{name}: {step}");
        }
    }
}

/// A look has no transaction round it: on PostgreSQL nothing else keeps it from writing, or from reading twice what
/// must fit together.
#[test]
fn a_look_is_one_statement_that_reads() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut looks = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(source) = std::fs::read_to_string(&file) else { continue };
        for body in source.split("async fn ").filter(|body| body.contains("self.look()")) {
            looks += 1;
            let name = format!("{}: {}", file.display(), body.lines().next().unwrap_or_default());
            assert!(body.matches("on!(").count() <= 1, "{name} runs several statements");
            for (statement, text) in ALL.iter().filter(|(one, _)| body.contains(&format!("sql::{one})"))) {
                assert!(
                    text.starts_with("SELECT") || text.starts_with("WITH"),
                    "{name} looks with {statement}"
                );
            }
        }
    }
    assert!(looks > 50, "only {looks} found");
}

/// SQLite takes a bound limit into the plan, and makes the plan anew each time one is bound; not where it is computed.
#[test]
fn no_limit_is_planned_anew_each_time() {
    for (name, text) in ALL {
        assert!(!text.contains("LIMIT $"), "{name}: write LIMIT CAST($n AS BIGINT)");
    }
}

#[test]
fn the_searches_know_the_size_of_a_shelf() {
    for text in [REPORTS_BY_TOKEN, COUNT_BY_TOKEN] {
        assert!(text.contains(&format!("/ {} ", crate::apply::REPORTS_ON_A_SHELF)), "{text}");
    }
}

use sqlx::{Executor, SqlSafeStr};

/// Every statement is taken by the database that the migrations made; those of PostgreSQL where a server is given.
#[tokio::test]
async fn both_databases_take_every_statement() {
    let folder = tempfile::tempdir().unwrap();
    let machine = crate::Machine {
        clock: std::sync::Arc::new(model::FixedClock(model::Instant::from_micros(0))),
        rng: rand::SeedableRng::seed_from_u64(1),
    };
    let mut locations = vec![crate::Location::Embedded];
    match std::env::var("TEST_POSTGRES_URL") {
        Ok(url) => {
            let pool = sqlx::PgPool::connect(&url).await.unwrap();
            sqlx::query("DROP DATABASE IF EXISTS tanglaw_statements").execute(&pool).await.unwrap();
            sqlx::query("CREATE DATABASE tanglaw_statements").execute(&pool).await.unwrap();
            let (server, _) = url.rsplit_once('/').unwrap();
            locations.push(format!("{server}/tanglaw_statements").parse().unwrap());
        }
        Err(_) => eprintln!("skipped: PostgreSQL (set TEST_POSTGRES_URL to run it)"),
    }
    for location in locations {
        let options = crate::Options { location, ..crate::Options::embedded(folder.path()) };
        let store = crate::Store::open(options, machine.clone()).await.unwrap();
        let mut unit = store.unit().await.unwrap();
        for (name, text) in ALL {
            crate::database::on!(&mut unit, c => {
                let prepared = c.prepare(text.into_sql_str()).await.map(|_| ());
                assert!(prepared.is_ok(), "{name} on {}: {prepared:?}", store.engine());
            });
        }
    }
}
