//! The pools of connections to each database, and how they are opened.

use crate::{Options, StoreError};
use sqlx::{
    PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// A connection to PostgreSQL that nobody used for so long is asked whether it is alive before it is used.
const IDLE: Duration = Duration::from_secs(5);

/// Pools of connections to one database. SQLite has one writer and several readers.
#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

pub(crate) fn prepare_directory(directory: &Path) -> Result<(), StoreError> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|source| StoreError::File { path: directory.into(), source })
}

pub(crate) async fn open_sqlite(options: &Options, exists: bool) -> Result<Pools, StoreError> {
    let path = &*options.database_path();
    let writer_cache = options.writer_cache;
    let not_writable = || StoreError::ReadOnly(path.to_owned());
    if exists && std::fs::OpenOptions::new().write(true).open(path).is_err() {
        return Err(not_writable());
    }
    if !exists {
        // Made here with the right mode, before SQLite makes it with the wrong one.
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::StorageFull => StoreError::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => not_writable(),
            _ => StoreError::File { path: path.into(), source },
        })?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30))
        .statement_cache_capacity(256)
        // The thread that has the file stops when so many rows were not taken yet; with the fifty that are usual a list of a
        // thousand changes threads hundreds of times.
        .row_buffer_size(4096)
        // Negative means KiB.
        .pragma("cache_size", format!("-{}", u64::from(writer_cache) * 1024))
        .pragma("temp_store", "MEMORY")
        .pragma("secure_delete", "ON")
        // So many pages of the log are put in their places at once. Whoever writes waits meanwhile, and readers look for each
        // page in the log first: a server does it often and briefly, bulk work seldom.
        .pragma("wal_autocheckpoint", (u64::from(writer_cache) * 128).min(16_384).to_string());
    let named = |error: sqlx::Error| match StoreError::from(error) {
        StoreError::NotAStore(_) => StoreError::NotAStore(path.display().to_string()),
        StoreError::ReadOnly(_) => StoreError::ReadOnly(path.to_owned()),
        other => other,
    };
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        // A file does not go away: to ask each time whether it is there would be one more way to the thread that has it.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_mins(1))
        .connect_with(options.clone())
        .await
        .map_err(named)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(30))
        // Looking at the file in place (mmap_size) is slower here: SQLite takes the whole view down whenever the writer has
        // written, and each opened record is written down.
        .connect_with(options.pragma("cache_size", "-32768").pragma("query_only", "ON"))
        .await
        .map_err(named)?;
    Ok(Pools::Sqlite { writer, readers })
}

pub(crate) async fn open_postgres(url: &str) -> Result<Pools, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > IDLE {
                    sqlx::Connection::ping(connection).await?;
                }
                Ok(true)
            })
        })
        .acquire_timeout(Duration::from_secs(15))
        .connect(url)
        .await
        .map_err(|error| match StoreError::from(error) {
            StoreError::Database(inner) => StoreError::Unreachable(inner.to_string()),
            other => other,
        })?;
    Ok(Pools::Postgres(pool))
}
