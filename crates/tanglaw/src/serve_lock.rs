//! One server for a data directory: a second one would fight over ports and sessions, and its operator would look at
//! the wrong one. Commands may run beside a server; the database keeps them apart.

use anyhow::{Context, bail};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::Write,
    path::Path,
};

/// Held as long as the server runs; the system lets go of it however the program ends.
#[derive(Debug)]
pub(crate) struct ServeLock(#[expect(dead_code, reason = "held, not used")] File);

impl ServeLock {
    /// Takes the lock, or says who holds it.
    pub(crate) fn take(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join("serve.lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                write!(file, "{}", std::process::id())?;
                Ok(Self(file))
            }
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(&path).unwrap_or_default();
                bail!(
                    "another server (process {holder}) is already serving {}: use that one, stop it first, or name another directory with --data",
                    directory.display()
                )
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }

    /// Whether a server holds the lock at this moment.
    pub(crate) fn is_held(directory: &Path) -> bool {
        let file = OpenOptions::new().read(true).write(true).open(directory.join("serve.lock"));
        // A shared lock, let go of at once: a server that starts this very moment finds it free again.
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_about_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = ServeLock::take(folder.path()).unwrap();
        assert!(ServeLock::is_held(folder.path()));
        let error = ServeLock::take(folder.path()).unwrap_err().to_string();
        assert!(error.contains(&std::process::id().to_string()), "{error}");
        drop(first);
        assert!(!ServeLock::is_held(folder.path()));
        ServeLock::take(folder.path()).unwrap();
    }
}
