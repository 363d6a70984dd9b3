//! A connection that is held for a unit of work, for a look, or for all that one page reads.

use sqlx::{Database, PgPool, Postgres, Sqlite, Transaction, pool::PoolConnection};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A connection of a pool, within a transaction or not.
pub(crate) enum Held<D: Database> {
    Transaction(Transaction<'static, D>),
    Plain(PoolConnection<D>),
    /// Of a state that others read too.
    Shared(OwnedMutexGuard<Transaction<'static, D>>),
}

/// One unchanging state of everything, for all that one page reads: each look at it is one statement and nothing besides.
#[derive(Clone)]
pub(crate) enum Reading {
    Sqlite(Arc<Mutex<Transaction<'static, Sqlite>>>),
    Postgres(Arc<Mutex<Transaction<'static, Postgres>>>),
}

/// The state for one look; nothing while another look is at it.
pub(crate) fn shared<D: Database>(reading: &Arc<Mutex<Transaction<'static, D>>>) -> Option<Held<D>> {
    reading.clone().try_lock_owned().ok().map(Held::Shared)
}

impl<D: Database> Deref for Held<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        match self {
            Self::Transaction(tx) => tx,
            Self::Plain(connection) => connection,
            Self::Shared(tx) => tx,
        }
    }
}

impl<D: Database> DerefMut for Held<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        match self {
            Self::Transaction(tx) => tx,
            Self::Plain(connection) => connection,
            Self::Shared(tx) => tx,
        }
    }
}

impl<D: Database> Held<D> {
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Transaction(tx) => tx.commit().await,
            // A look writes nothing.
            Self::Plain(_) | Self::Shared(_) => Ok(()),
        }
    }
}

/// Begins a transaction on PostgreSQL, in a task of its own that runs to its end also where nobody waits for it any more
/// (a browser that hung up). sqlx 0.9 counts a transaction only when the answer to BEGIN has come
/// (`sqlx-postgres/src/transaction.rs`): given up before that, the connection goes back to the pool within the
/// transaction, and who gets it next reads an old state or may not write.
pub(crate) async fn begin(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
    begun.map_err(|_| sqlx::Error::WorkerCrashed)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Whoever hangs up while a transaction begins leaves none behind on a connection that another gets next.
    #[tokio::test(flavor = "multi_thread")]
    async fn given_up_beginnings_leave_no_transaction() {
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped: PostgreSQL (set TEST_POSTGRES_URL to run it)");
            return;
        };
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        for micros in 0..400 {
            let beginning = begin(&pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            let _ = tokio::time::timeout(Duration::from_micros(micros), beginning).await;
            // Within a transaction, two statements have the same instant.
            let instant = "SELECT CAST(EXTRACT(EPOCH FROM transaction_timestamp()) * 1000000 AS BIGINT)";
            let mut seen = Vec::new();
            let mut connection = pool.acquire().await.unwrap();
            for _ in 0..2 {
                let at: i64 = sqlx::query_scalar(instant).fetch_one(&mut *connection).await.unwrap();
                seen.push(at);
            }
            assert_ne!(seen.first(), seen.last(), "given up after {micros} microseconds");
        }
    }
}
