//! Checkpoints outside the database: signed statements of how far the journal had come.
//!
//! Whoever can write the database can cut off its end together with its own checkpoints. The list beside it (and any
//! copy of one of its lines kept elsewhere) shows that the journal once was longer.

use crate::{StoreError, database::Store, journal::Head, keys::Keys};
use data_encoding::{BASE64, HEXLOWER};
use std::{fmt, fs, io::Write, str::FromStr};

/// One line of the list of checkpoints: number, time, hash and signature of the journal's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointLine(pub(crate) Head);

impl CheckpointLine {
    /// Number of the last entry it covers.
    pub fn seq(&self) -> i64 {
        self.0.seq
    }
    pub(crate) fn is_signed(&self, keys: &Keys) -> bool {
        self.0.is_signed(keys)
    }
}

impl fmt::Display for CheckpointLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { seq, at, hash, signature } = &self.0;
        write!(f, "{seq} {at} {} {}", HEXLOWER.encode(hash), BASE64.encode(signature))
    }
}

/// The text is no line of a list of checkpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a checkpoint: number, time, hash and signature, separated by spaces")]
pub struct CheckpointError;

impl FromStr for CheckpointLine {
    type Err = CheckpointError;
    fn from_str(line: &str) -> Result<Self, CheckpointError> {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [seq, at, hash, signature] = parts.as_slice() else { return Err(CheckpointError) };
        Ok(Self(Head {
            seq: seq.parse().map_err(|_| CheckpointError)?,
            at: at.parse().map_err(|_| CheckpointError)?,
            hash: HEXLOWER.decode(hash.as_bytes()).map_err(|_| CheckpointError)?,
            signature: BASE64.decode(signature.as_bytes()).map_err(|_| CheckpointError)?,
        }))
    }
}

impl Store {
    /// The signed end of the journal, as a line to keep elsewhere.
    pub async fn checkpoint(&self) -> Result<CheckpointLine, StoreError> {
        let mut unit = self.snapshot().await?;
        Ok(CheckpointLine(Head::read(&mut unit, false).await?))
    }

    /// Appends the signed end of the journal to the list beside the database, unless it stands there already.
    pub async fn write_checkpoint(&self) -> Result<(), StoreError> {
        let line = self.checkpoint().await?;
        if line.seq() == 0 || self.checkpoint_lines()?.last() == Some(&line) {
            return Ok(());
        }
        let path = self.options().checkpoint_path();
        let failed = |source| StoreError::File { path: path.clone(), source };
        let mut options = fs::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(failed)?;
        // One write, so that two programs never mix their lines.
        file.write_all(format!("{line}\n").as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)
    }

    /// The lines of the list beside the database; a line cut short by a crash is passed over.
    pub(crate) fn checkpoint_lines(&self) -> Result<Vec<CheckpointLine>, StoreError> {
        let path = self.options().checkpoint_path();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.lines().filter_map(|line| line.parse().ok()).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(StoreError::File { path, source }),
        }
    }
}
