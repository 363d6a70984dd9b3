//! Databases behind the program's back: an empty one on a server, and statements no program would send.

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{
    future::Future,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// An empty database on the server of `TEST_POSTGRES_URL`, where one is given.
pub fn postgres() -> Option<String> {
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        super::skipped("PostgreSQL", "TEST_POSTGRES_URL=postgres://user@host/database");
        return None;
    };
    Some(empty_database(&url))
}

/// An empty database on this server.
pub fn empty_database(url: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("tanglaw_cli_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    wait(async {
        let mut connection = PgConnection::connect(url).await.expect("the server answers");
        for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
    });
    let (server, _) = url.rsplit_once('/').expect("an address ends in a database");
    format!("{server}/{name}")
}

/// Sends statements to the embedded database, as somebody with the file could.
pub fn tamper(data: &Path, statements: &[&str]) {
    wait(async {
        let file = data.join("tanglaw.db");
        let mut connection =
            SqliteConnectOptions::new().filename(file).foreign_keys(false).connect().await.unwrap();
        for statement in statements {
            sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    });
}

/// One number out of the embedded database.
pub fn number(data: &Path, query: &str) -> i64 {
    wait(async {
        let file = data.join("tanglaw.db");
        let mut connection: SqliteConnection =
            SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let number =
            sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    })
}
