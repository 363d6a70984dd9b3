//! Proving that nobody changed anything behind the program's back.

use crate::{
    Options, StoreError,
    database::{Store, Unit},
    event::Event,
    journal::{
        CheckpointLine, Entry, Head,
        replay::{PAGE, compare},
    },
    tables::{self, Cell, Nature},
};
use model::ReportId;
use std::collections::HashSet;

/// One thing that is wrong, and exactly where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An entry does not fit its hash.
    #[error(
        "entry {0} was changed: it does not fit its hash, or the entry before it was changed together with its hash"
    )]
    EntryChanged(i64),
    /// An entry cannot be read.
    #[error("entry {0} has a form this program does not know")]
    EntryUnreadable(i64),
    /// Numbers are missing.
    #[error("entries are missing between {0} and {1}")]
    Gap(i64, i64),
    /// The journal ends before its signed end.
    #[error("the end was cut off: the signed end is entry {signed}, the last entry found is {found}")]
    TailCut {
        /// Number in the signed statement.
        signed: i64,
        /// Last number found.
        found: i64,
    },
    /// There are entries after the signed end.
    #[error("entries were added after the signed end: it is entry {signed}, the last entry found is {found}")]
    TailAdded {
        /// Number in the signed statement.
        signed: i64,
        /// Last number found.
        found: i64,
    },
    /// The statement about the end carries no valid signature.
    #[error("the signed end of the journal (entry {0}) carries no valid signature of this instance")]
    HeadSignature(i64),
    /// A checkpoint carries no valid signature.
    #[error("the checkpoint at entry {0} carries no valid signature of this instance")]
    CheckpointSignature(i64),
    /// The journal no longer agrees with a checkpoint that was signed earlier.
    #[error("the journal was rewritten: the checkpoint at entry {0}, signed earlier, no longer fits")]
    CheckpointDiffers(i64),
    /// A table no longer agrees with the journal.
    #[error("a row was changed outside the journal: {0}")]
    RowChanged(String),
    /// A data key was changed.
    #[error("the data key of record {0} was changed: it does not open with the instance key")]
    KeyChanged(String),
    /// A data key is gone, and no entry says that it was destroyed.
    #[error("the data key of record {0} is gone, and no entry of the journal says that it was destroyed")]
    KeyGone(String),
}

/// What a verification saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Entries read.
    pub entries: u64,
    /// Checkpoints compared.
    pub checkpoints: u64,
    /// What is wrong, in the order found; empty where all is well.
    pub findings: Vec<Finding>,
}

/// Findings after which the search stops: one broken store need not fill a disk with words.
const ENOUGH: usize = 50;

impl Store {
    /// Reads the whole journal and proves it: numbers, hashes, checkpoints (those of the database, those of the list
    /// beside it, and `known`, which were kept elsewhere), signed end, data keys; and, where `rebuild` names an empty
    /// scratch store, every table against a replay. `progress` is called with the entries done.
    pub async fn verify_journal(
        &self,
        known: &[CheckpointLine],
        rebuild: Option<&Store>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Verification, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut seen = Verification::default();
        let mut statements = self.statements(&mut unit, known, &mut seen).await?;
        // From the last to the first, so that the next one is at the end of the list.
        statements.sort_by_key(|statement| std::cmp::Reverse(statement.seq));
        statements.dedup();
        let mut sealed_records = HashSet::new();
        let mut destroyed = HashSet::new();
        let mut head = Head::beginning(self.clock().now());
        let mut after: Option<Vec<Cell>> = None;
        'pages: loop {
            let rows = unit.rows_after(&tables::JOURNAL, after.as_deref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last[..1].to_vec());
            for row in rows {
                let Some(entry) = Entry::from_row(row) else {
                    seen.findings.push(Finding::EntryUnreadable(head.seq + 1));
                    break 'pages;
                };
                if entry.seq != head.seq + 1 {
                    seen.findings.push(Finding::Gap(head.seq, entry.seq));
                }
                let hash = entry.hash_after(&head.hash);
                if hash.as_slice() != entry.hash {
                    seen.findings.push(Finding::EntryChanged(entry.seq));
                }
                match Event::read(&entry.action, &entry.facts) {
                    Ok(Event::KeyDestroyed { record }) => {
                        destroyed.insert(*record.as_bytes());
                    }
                    Ok(event) if entry.sealed.is_some() => {
                        sealed_records.extend(event.subject());
                    }
                    Ok(_) => {}
                    Err(_) => seen.findings.push(Finding::EntryUnreadable(entry.seq)),
                }
                while statements.last().is_some_and(|statement| statement.seq <= entry.seq) {
                    if let Some(statement) = statements.pop()
                        && (statement.seq != entry.seq || statement.hash != entry.hash)
                    {
                        seen.findings.push(Finding::CheckpointDiffers(statement.seq));
                    }
                    seen.checkpoints += 1;
                }
                (head.seq, head.hash) = (entry.seq, entry.hash);
                seen.entries += 1;
                if seen.findings.len() >= ENOUGH {
                    break 'pages;
                }
            }
            progress(seen.entries);
        }
        if let Some(beyond) = statements.first() {
            seen.findings.push(Finding::TailCut { signed: beyond.seq, found: head.seq });
        }
        let signed = Head::read(&mut unit, false).await?;
        if signed.seq < head.seq {
            seen.findings.push(Finding::TailAdded { signed: signed.seq, found: head.seq });
        }
        self.verify_keys(&mut unit, &sealed_records, &destroyed, &mut seen).await?;
        if let Some(scratch) = rebuild
            && seen.findings.is_empty()
        {
            self.replay_into(scratch, progress).await?;
            let mut replayed = scratch.snapshot().await?;
            for table in tables::ALL.iter().filter(|table| table.nature == Nature::Projection) {
                seen.findings
                    .extend(compare(&mut unit, &mut replayed, table).await?.map(Finding::RowChanged));
            }
        }
        Ok(seen)
    }

    /// All signed statements about the journal, after checking their signatures.
    async fn statements(
        &self,
        unit: &mut Unit,
        known: &[CheckpointLine],
        seen: &mut Verification,
    ) -> Result<Vec<Head>, StoreError> {
        let head = Head::read(unit, false).await?;
        if !head.is_signed(self.keys()) {
            seen.findings.push(Finding::HeadSignature(head.seq));
        }
        let mut lines = self.checkpoint_lines()?;
        lines.extend_from_slice(known);
        for row in unit.rows_after(&tables::CHECKPOINT, None, i64::MAX).await? {
            if let [
                Cell::Int(Some(seq)),
                Cell::Int(Some(at)),
                Cell::Bytes(Some(hash)),
                Cell::Bytes(Some(signature)),
            ] = row.as_slice()
            {
                lines.push(CheckpointLine(Head {
                    seq: *seq,
                    at: *at,
                    hash: hash.clone(),
                    signature: signature.clone(),
                }));
            }
        }
        for line in lines.iter().filter(|line| !line.is_signed(self.keys())) {
            seen.findings.push(Finding::CheckpointSignature(line.seq()));
        }
        let mut statements: Vec<Head> =
            lines.into_iter().filter(|line| line.is_signed(self.keys())).map(|line| line.0).collect();
        statements.push(head);
        statements.retain(|statement| statement.seq > 0);
        Ok(statements)
    }

    /// Each sealed record has a key that opens, or an entry that says the key was destroyed.
    async fn verify_keys(
        &self,
        unit: &mut Unit,
        sealed: &HashSet<[u8; 16]>,
        destroyed: &HashSet<[u8; 16]>,
        seen: &mut Verification,
    ) -> Result<(), StoreError> {
        let name =
            |record: &[u8]| ReportId::from_slice(record).map_or_else(|| "?".into(), |id| id.to_string());
        let mut held = HashSet::new();
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = unit.rows_after(&tables::RECORD_KEY, after.as_deref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last[..1].to_vec());
            for row in &rows {
                let [Cell::Bytes(Some(record)), Cell::Bytes(Some(wrapped))] = row.as_slice() else {
                    continue;
                };
                if self.keys().unwrap(record, wrapped).is_none() && seen.findings.len() < ENOUGH {
                    seen.findings.push(Finding::KeyChanged(name(record)));
                }
                held.extend(<[u8; 16]>::try_from(record.as_slice()));
            }
        }
        for record in sealed.difference(&held).filter(|record| !destroyed.contains(*record)).take(ENOUGH) {
            seen.findings.push(Finding::KeyGone(name(record)));
        }
        Ok(())
    }

    /// Opens an empty scratch store in `directory` under this store's key, for [`Self::verify_journal`].
    pub async fn scratch(&self, directory: &std::path::Path) -> Result<Store, StoreError> {
        let options = Options { key_file: Some(self.options().key_path()), ..Options::embedded(directory) };
        Store::open(options, self.machine()).await
    }
}
