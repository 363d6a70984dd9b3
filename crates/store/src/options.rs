//! Where the store is and what it is given to work with.

use crate::StoreError;
use model::Clock;
use rand_chacha::ChaCha20Rng;
use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

/// Which database.
#[derive(Clone)]
pub enum Location {
    /// The embedded database in the data directory.
    Embedded,
    /// PostgreSQL at a URL. It may hold a password: never shown.
    Postgres(String),
}

impl FromStr for Location {
    type Err = StoreError;
    /// Reads `postgres://…`.
    fn from_str(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres(url.to_owned()))
        } else {
            Err(StoreError::Unreachable("expected an address such as postgres://user@host/database".into()))
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Embedded => "Embedded",
            Self::Postgres(_) => "Postgres(…)",
        })
    }
}

/// What to open.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data directory: the embedded database, the key file and the list of checkpoints live here.
    pub directory: PathBuf,
    /// Which database.
    pub location: Location,
    /// The key file; by default `instance.key` in the data directory.
    pub key_file: Option<PathBuf>,
    /// MiB of memory at most for pages of the embedded database that are being written.
    pub writer_cache: u32,
}

/// What a server takes for the pages it writes: a few hundred reports a minute touch few of them, and what is not in it is
/// in the system's cache of the file. MiB.
pub const SERVER_CACHE: u32 = 16;
/// What taking in a year of reports at once takes: it walks large random indexes. MiB.
pub const BULK_CACHE: u32 = 256;

impl Options {
    /// The embedded database in this directory, for work in bulk.
    pub fn embedded(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            location: Location::Embedded,
            key_file: None,
            writer_cache: BULK_CACHE,
        }
    }
    /// Path of the key file.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.directory.join("instance.key"))
    }
    /// Path of the embedded database.
    pub fn database_path(&self) -> PathBuf {
        self.directory.join("tanglaw.db")
    }
    /// Path of the list of signed checkpoints, kept outside the database so that a cut-off tail shows.
    pub fn checkpoint_path(&self) -> PathBuf {
        self.directory.join("checkpoints.log")
    }
}

/// Clock and randomness, which the house takes as arguments.
#[derive(Clone)]
pub struct Machine {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Source of keys, nonces and ids; seeded by the system in the binary, by a number in tests.
    pub rng: ChaCha20Rng,
}
