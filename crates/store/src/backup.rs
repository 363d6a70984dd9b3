//! Backup and restore: one file, made while the server runs, readable by either database.
//!
//! A backup is an `SQLite` file with every table but the passing ones. It does not hold the instance key: keep the key
//! file elsewhere, or the backup tells everything to whoever finds it.

use crate::{
    Options, StoreError,
    database::{Store, on},
    journal::{CheckpointLine, Head, copy_table},
    sql,
    tables::{self, Nature},
};
use std::path::Path;

/// What a backup or restore carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupSummary {
    /// Rows of all tables.
    pub rows: u64,
    /// Number of the last journal entry.
    pub journal_end: i64,
}

impl Store {
    /// Copies one consistent state of the store to `file`, which must not exist.
    pub async fn back_up(&self, file: &Path) -> Result<BackupSummary, StoreError> {
        if file.exists() {
            return Err(StoreError::NotEmpty(file.display().to_string()));
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |source| StoreError::File { path: file.to_owned(), source };
        let workplace =
            tempfile::Builder::new().prefix(".tanglaw-backup-").tempdir_in(folder).map_err(failed)?;
        let target = self.scratch(workplace.path()).await?;
        let summary = self.copy_all_into(&target).await?;
        target.fold_log().await?;
        target.close().await;
        let made = Options::embedded(workplace.path()).database_path();
        std::fs::File::open(&made).and_then(|made| made.sync_all()).map_err(failed)?;
        // Appears under its name whole or not at all.
        std::fs::rename(&made, file).map_err(failed)?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(summary)
    }

    /// Fills this new, empty store from a backup file made under the same key.
    pub async fn restore_from(&self, file: &Path) -> Result<BackupSummary, StoreError> {
        let failed = |source| StoreError::File { path: file.to_owned(), source };
        let workplace = tempfile::tempdir_in(&self.options().directory).map_err(failed)?;
        std::fs::copy(file, Options::embedded(workplace.path()).database_path()).map_err(failed)?;
        let source = self.scratch(workplace.path()).await?;
        let summary = source.copy_all_into(self).await?;
        source.close().await;
        self.write_checkpoint().await?;
        Ok(summary)
    }

    /// Copies every lasting table into an empty store.
    async fn copy_all_into(&self, target: &Store) -> Result<BackupSummary, StoreError> {
        let mut from = self.snapshot().await?;
        let mut to = target.unit().await?;
        if Head::read(&mut to, true).await?.seq != 0 {
            return Err(StoreError::NotEmpty(target.options().directory.display().to_string()));
        }
        let mut summary = BackupSummary::default();
        for table in tables::ALL.iter().filter(|table| table.nature != Nature::Passing) {
            if table.name == tables::JOURNAL_HEAD.name {
                let head = Head::read(&mut from, false).await?;
                on!(&mut to, c => sqlx::query(sql::SET_HEAD)
                    .bind(head.seq).bind(head.at).bind(head.hash.as_slice()).bind(head.signature.as_slice()).execute(c).await?.rows_affected());
                summary.journal_end = CheckpointLine(head).seq();
                continue;
            }
            summary.rows += copy_table(&mut from, &mut to, table).await?;
        }
        to.save().await?;
        Ok(summary)
    }
}
