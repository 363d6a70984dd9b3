//! What can go wrong at the disk, in words that say what to do.

use std::path::PathBuf;

/// Why the store could not do what was asked. Nothing is ever half-written: a failed write left the store as it was.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk has no room.
    #[error(
        "the disk is full: nothing of the last batch was kept. Free some space and run the same command again; what was acknowledged before is safe"
    )]
    DiskFull,
    /// The data directory or database refuses to be written.
    #[error("{} cannot be written: check its owner and permissions, or whether the disk is mounted read-only", .0.display())]
    ReadOnly(PathBuf),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key file is missing although the store was sealed before.
    #[error("the key file {} is missing, but this store is sealed under a key. Put the file back (or name it with --key); without it the records cannot be read", .0.display())]
    KeyMissing(PathBuf),
    /// The key file is no key file.
    #[error("{} is not an instance key file: expected one line beginning with tanglaw-instance-key-1", .0.display())]
    KeyForm(PathBuf),
    /// The key file is open to others.
    #[error("{} can be read by other users: run chmod 600 on it before starting again", .0.display())]
    KeyExposed(PathBuf),
    /// The key does not belong to this store.
    #[error("the key in {} does not belong to this store: name the right file with --key. Nothing was changed", .0.display())]
    WrongKey(PathBuf),
    /// The database was written by a later Tanglaw.
    #[error(
        "this store has schema {found}, and this program knows only up to {known}: start the newer program, or restore an older backup"
    )]
    NewerSchema {
        /// Schema of the store.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
    /// The file is a database of something else, or damaged.
    #[error("{0} is not a Tanglaw database, or is damaged: check the path; if it is right, restore a backup")]
    NotAStore(String),
    /// A restore would overwrite something.
    #[error("{0} already holds data: restore only into an empty place")]
    NotEmpty(String),
    /// Another process holds the database for too long.
    #[error(
        "the database is busy: another process has been writing for over 30 seconds. Wait for it, or stop it, and try again"
    )]
    Busy,
    /// The record's key was destroyed.
    #[error("this record was erased: its key no longer exists")]
    Erased,
    /// A sealed record does not open: it was changed outside the program.
    #[error(
        "a sealed record does not open ({0}): it was changed outside this program. Run `tanglaw journal verify`"
    )]
    Tampered(String),
    /// A sign-in name that exists already.
    #[error("there is already a user of that name")]
    NameTaken,
    /// The database server cannot be reached or refused.
    #[error(
        "the database cannot be reached: {0}. Check the address given with --database and that the server runs"
    )]
    Unreachable(String),
    /// Anything else the database says.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// A record of the journal cannot be read back.
    #[error("journal entry {seq} cannot be read: {detail}. Run `tanglaw journal verify`")]
    BadEntry {
        /// Its number.
        seq: i64,
        /// What is wrong.
        detail: String,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) => {
                let code = db.code().unwrap_or_default();
                // SQLite's primary result code is the low byte of the extended one (sqlite.org/rescode.html).
                let primary = code.parse::<i32>().ok().map(|code| code & 0xff);
                match (primary, code.as_ref()) {
                    (Some(13), _) | (_, "53100") => Self::DiskFull,
                    (Some(8 | 14), _) | (_, "25006") => Self::ReadOnly("the database".into()),
                    (Some(5 | 6), _) => Self::Busy,
                    (Some(11 | 26), _) => Self::NotAStore("the file".into()),
                    (_, "28P01" | "28000" | "3D000" | "57P03") => Self::Unreachable(db.message().to_owned()),
                    _ => Self::Database(error),
                }
            }
            sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Self::DiskFull,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => {
                Self::Unreachable(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}
