//! Replaying the journal into an empty store: the proof that the journal misses nothing.

use crate::{
    By, StoreError,
    apply::{Extra, Projector},
    database::{Store, Unit, on},
    event::Event,
    intake::tokens_of_sealed,
    journal::{Entry, Head},
    sql,
    tables::{self, Cell, Table},
};

/// Rows read at a time.
pub(crate) const PAGE: i64 = 2_000;

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplaySummary {
    /// Journal entries replayed.
    pub entries: u64,
    /// Data keys carried over.
    pub keys: u64,
}

impl Store {
    /// Replays this store's journal into `target`, which must be new and opened with the same key.
    ///
    /// Entries are copied as they are; every table of facts is rebuilt from them. Data keys are carried over, because
    /// the journal does not hold them (else they could not be destroyed). `progress` is called with the entries done.
    pub async fn replay_into(
        &self,
        target: &Store,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<ReplaySummary, StoreError> {
        let mut from = self.snapshot().await?;
        let mut to = target.unit().await?;
        if Head::read(&mut to, true).await?.seq != 0 {
            return Err(StoreError::NotEmpty("the target of the replay".into()));
        }
        let mut summary = ReplaySummary {
            keys: copy_table(&mut from, &mut to, &tables::RECORD_KEY).await?,
            ..Default::default()
        };
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = from.rows_after(&tables::JOURNAL, after.as_deref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last[..1].to_vec());
            to.insert_rows(&tables::JOURNAL, &rows).await?;
            let mut projector = Projector::default();
            for row in rows {
                let entry = Entry::from_row(row)
                    .ok_or(StoreError::BadEntry { seq: 0, detail: "a column is missing".into() })?;
                let event = Event::read(&entry.action, &entry.facts)
                    .map_err(|error| StoreError::BadEntry { seq: entry.seq, detail: error.to_string() })?;
                let tokens = match &event {
                    Event::ReportReceived { id, .. } => {
                        tokens_of_sealed(&mut from, self.keys(), *id, 1, &entry).await?
                    }
                    Event::ReportRevised { id, version, .. } => {
                        tokens_of_sealed(&mut from, self.keys(), *id, *version, &entry).await?
                    }
                    _ => Vec::new(),
                };
                projector
                    .apply(
                        &mut to,
                        &event,
                        Extra {
                            seq: entry.seq,
                            tokens: &tokens,
                            at: model::Instant::from_micros(entry.at),
                            actor: &entry.actor,
                            rank: None,
                        },
                    )
                    .await?;
                summary.entries += 1;
            }
            projector.flush(&mut to).await?;
            progress(summary.entries);
        }
        copy_table(&mut from, &mut to, &tables::CHECKPOINT).await?;
        let head = Head::read(&mut from, false).await?;
        on!(&mut to, c => sqlx::query(sql::SET_HEAD)
            .bind(head.seq).bind(head.at).bind(head.hash.as_slice()).bind(head.signature.as_slice()).execute(c).await?.rows_affected());
        to.save().await?;
        Ok(summary)
    }

    /// Compares every table that a replay rebuilds (and the journal and keys themselves) with another store, row by
    /// row; returns where they first differ. Columns that follow from facts and clock are left out.
    pub async fn first_difference(&self, other: &Store) -> Result<Option<String>, StoreError> {
        let mut left = self.snapshot().await?;
        let mut right = other.snapshot().await?;
        for table in tables::ALL {
            if matches!(table.nature, tables::Nature::Passing | tables::Nature::Derived | tables::Nature::Own)
            {
                continue;
            }
            if let Some(difference) = compare(&mut left, &mut right, table).await? {
                return Ok(Some(difference));
            }
        }
        Ok(None)
    }

    /// Destroys a record's key: the record can be read nowhere any more, and the chain still verifies.
    pub async fn destroy_key(&self, by: &By, record: model::ReportId) -> Result<(), StoreError> {
        self.record(by, Event::KeyDestroyed { record }).await
    }
}

/// Copies all rows of a table; returns how many.
pub(crate) async fn copy_table(from: &mut Unit, to: &mut Unit, table: &Table) -> Result<u64, StoreError> {
    let mut after: Option<Vec<Cell>> = None;
    let mut count = 0;
    loop {
        let rows = from.rows_after(table, after.as_deref(), PAGE).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = Some(last[..table.key].to_vec());
        count += rows.len() as u64;
        to.insert_rows(table, &rows).await?;
    }
}

/// Where two tables first differ, in words without values.
pub(crate) async fn compare(
    left: &mut Unit,
    right: &mut Unit,
    table: &Table,
) -> Result<Option<String>, StoreError> {
    let mut after: Option<Vec<Cell>> = None;
    loop {
        let (ours, theirs) = (
            left.rows_after(table, after.as_deref(), PAGE).await?,
            right.rows_after(table, after.as_deref(), PAGE).await?,
        );
        for (ours, theirs) in ours.iter().zip(&theirs) {
            for (at, (column, _)) in table.columns.iter().enumerate() {
                if ours[at] != theirs[at] && !table.derived.contains(column) {
                    return Ok(Some(format!(
                        "table {}, column {column}, row {}",
                        table.name,
                        row_name(table, ours)
                    )));
                }
            }
        }
        if ours.len() != theirs.len() {
            let longer = if ours.len() > theirs.len() { &ours } else { &theirs };
            let row = &longer[ours.len().min(theirs.len())];
            return Ok(Some(format!(
                "table {}: row {} is in one of the two only",
                table.name,
                row_name(table, row)
            )));
        }
        let Some(last) = ours.last() else { return Ok(None) };
        after = Some(last[..table.key].to_vec());
    }
}

/// A row by its key, for people.
fn row_name(table: &Table, row: &[Cell]) -> String {
    row[..table.key]
        .iter()
        .map(|cell| match cell {
            Cell::Int(value) => value.map_or_else(|| "-".into(), |value| value.to_string()),
            Cell::Text(value) => value.clone().unwrap_or_else(|| "-".into()),
            Cell::Bytes(value) => {
                value.as_deref().map_or_else(|| "-".into(), |value| data_encoding::HEXLOWER.encode(value))
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}
