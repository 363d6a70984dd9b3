//! Entries and how each is tied to the one before.

use crate::{
    By, StoreError,
    apply::{Extra, Projector},
    database::{Store, Unit, on},
    event::Event,
    keys::{Keys, sha256},
    sql,
    tables::{self, Cell},
};
use model::Instant;
use sha2::{Digest, Sha256};
use sqlx::Row;

/// One entry as the database holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) agency: Option<Vec<u8>>,
    pub(crate) action: String,
    pub(crate) subject: Option<Vec<u8>>,
    pub(crate) purpose: String,
    pub(crate) facts: String,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) hash: Vec<u8>,
}

impl Entry {
    /// SHA-256 over every field with its length, the hash of the sealed body, and the hash of the entry before.
    pub(crate) fn hash_after(&self, previous: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"tanglaw/journal/1");
        hasher.update(self.seq.to_be_bytes());
        hasher.update(self.at.to_be_bytes());
        let body = self.sealed.as_deref().map(sha256);
        for part in [
            Some(self.actor.as_bytes()),
            self.agency.as_deref(),
            Some(self.action.as_bytes()),
            self.subject.as_deref(),
            Some(self.purpose.as_bytes()),
            Some(self.facts.as_bytes()),
            body.as_ref().map(<[u8; 32]>::as_slice),
            Some(previous),
        ] {
            // A missing part differs from an empty one.
            match part {
                None => hasher.update([0]),
                Some(bytes) => {
                    hasher.update([1]);
                    hasher.update((bytes.len() as u64).to_be_bytes());
                    hasher.update(bytes);
                }
            }
        }
        hasher.finalize().into()
    }

    pub(crate) fn into_row(self) -> Vec<Cell> {
        vec![
            self.seq.into(),
            self.at.into(),
            self.actor.into(),
            self.agency.into(),
            self.action.into(),
            self.subject.into(),
            self.purpose.into(),
            self.facts.into(),
            self.sealed.into(),
            self.hash.into(),
        ]
    }

    /// Reads a row in the order of `tables::JOURNAL`; `None` where it is of another shape.
    pub(crate) fn from_row(row: Vec<Cell>) -> Option<Self> {
        let row: [Cell; 10] = row.try_into().ok()?;
        match row {
            [
                Cell::Int(Some(seq)),
                Cell::Int(Some(at)),
                Cell::Text(Some(actor)),
                Cell::Bytes(agency),
                Cell::Text(Some(action)),
                Cell::Bytes(subject),
                Cell::Text(Some(purpose)),
                Cell::Text(Some(facts)),
                Cell::Bytes(sealed),
                Cell::Bytes(Some(hash)),
            ] => Some(Self { seq, at, actor, agency, action, subject, purpose, facts, sealed, hash }),
            _ => None,
        }
    }
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Head {
    /// The end of an empty chain.
    pub(crate) fn beginning(now: Instant) -> Self {
        Self {
            seq: 0,
            at: now.micros(),
            hash: sha256(b"tanglaw/journal/1/beginning").to_vec(),
            signature: Vec::new(),
        }
    }

    /// What is signed: the number, time and hash of the last entry.
    pub(crate) fn statement(&self) -> Vec<u8> {
        let mut statement = b"tanglaw/journal-head/1".to_vec();
        statement.extend_from_slice(&self.seq.to_be_bytes());
        statement.extend_from_slice(&self.at.to_be_bytes());
        statement.extend_from_slice(&self.hash);
        statement
    }

    pub(crate) fn sign(&mut self, keys: &Keys) {
        self.signature = keys.sign(&self.statement()).to_vec();
    }

    pub(crate) fn is_signed(&self, keys: &Keys) -> bool {
        keys.verify(&self.statement(), &self.signature)
    }

    /// Puts the first head into a new store.
    pub(crate) async fn insert(mut self, unit: &mut Unit, keys: &Keys) -> Result<(), StoreError> {
        self.sign(keys);
        let row = vec![1.into(), self.seq.into(), self.at.into(), self.hash.into(), self.signature.into()];
        unit.insert_rows(&tables::JOURNAL_HEAD, &[row]).await
    }

    /// Reads the head; with `lock`, no other writer comes between this and the end of the unit.
    pub(crate) async fn read(unit: &mut Unit, lock: bool) -> Result<Self, StoreError> {
        let text = if lock { sql::LOCK_HEAD } else { sql::READ_HEAD };
        on!(unit, c => {
            let row = sqlx::query(text).fetch_one(c).await?;
            Ok(Self { seq: row.try_get(0)?, at: row.try_get(1)?, hash: row.try_get(2)?, signature: row.try_get(3)? })
        })
    }
}

/// How many entries at most lie between two checkpoints.
const CHECKPOINT_EVERY: i64 = 10_000;

/// An event on its way to the tables.
struct Recorded {
    event: Event,
    seq: i64,
    tokens: Vec<i64>,
    rank: Option<(i64, Instant)>,
}

/// A unit of work with its journal entries: made, filled with events, saved once.
pub(crate) struct Pending<'a> {
    store: &'a Store,
    pub(crate) unit: Unit,
    head: Head,
    first: i64,
    at: Instant,
    by: By,
    entries: Vec<Vec<Cell>>,
    events: Vec<Recorded>,
}

impl<'a> Pending<'a> {
    /// Begins a unit of work and waits for its turn at the journal.
    pub(crate) async fn begin(store: &'a Store, by: &By) -> Result<Self, StoreError> {
        let mut unit = store.unit().await?;
        let head = Head::read(&mut unit, true).await?;
        let at = store.clock().now();
        Ok(Self {
            store,
            unit,
            first: head.seq,
            head,
            at,
            by: by.clone(),
            entries: Vec::new(),
            events: Vec::new(),
        })
    }

    /// The instant of this unit of work.
    pub(crate) fn at(&self) -> Instant {
        self.at
    }

    /// Appends an event; returns the number of its entry.
    pub(crate) fn record(&mut self, event: Event, sealed: Option<Vec<u8>>) -> i64 {
        self.record_report(event, sealed, Vec::new(), None)
    }

    /// Appends an event with what its projection needs besides its facts.
    pub(crate) fn record_report(
        &mut self,
        event: Event,
        sealed: Option<Vec<u8>>,
        tokens: Vec<i64>,
        rank: Option<(i64, Instant)>,
    ) -> i64 {
        let mut entry = Entry {
            seq: self.head.seq + 1,
            at: self.at.micros(),
            actor: self.by.actor.clone(),
            agency: self.by.agency.map(|agency| agency.as_bytes().to_vec()),
            action: event.action().to_owned(),
            subject: event.subject().map(|subject| subject.to_vec()),
            purpose: self.by.purpose.clone(),
            facts: event.facts(),
            sealed,
            hash: Vec::new(),
        };
        entry.hash = entry.hash_after(&self.head.hash).to_vec();
        self.head.seq = entry.seq;
        self.head.at = entry.at;
        self.head.hash.clone_from(&entry.hash);
        self.events.push(Recorded { event, seq: entry.seq, tokens, rank });
        self.entries.push(entry.into_row());
        self.head.seq
    }

    /// Writes what was recorded so far, so that what follows in this unit of work reads it. Nothing is durable before it
    /// is saved.
    pub(crate) async fn put(&mut self) -> Result<(), StoreError> {
        let (entries, events) = (std::mem::take(&mut self.entries), std::mem::take(&mut self.events));
        if entries.is_empty() {
            return Ok(());
        }
        self.unit.insert_rows(&tables::JOURNAL, &entries).await?;
        let mut projector = Projector::default();
        for Recorded { event, seq, tokens, rank } in &events {
            projector
                .apply(
                    &mut self.unit,
                    event,
                    Extra { seq: *seq, tokens, at: self.at, actor: &self.by.actor, rank: *rank },
                )
                .await?;
        }
        projector.flush(&mut self.unit).await
    }

    /// Writes entries and projections and makes them durable, all or nothing.
    pub(crate) async fn save(mut self) -> Result<(), StoreError> {
        self.put().await?;
        if self.head.seq == self.first {
            return self.unit.save().await;
        }
        self.head.sign(self.store.keys());
        let head = &self.head;
        on!(&mut self.unit, c => sqlx::query(sql::SET_HEAD)
            .bind(head.seq).bind(head.at).bind(head.hash.as_slice()).bind(head.signature.as_slice()).execute(c).await?.rows_affected());
        if head.seq / CHECKPOINT_EVERY > self.first / CHECKPOINT_EVERY {
            let row = vec![
                head.seq.into(),
                head.at.into(),
                head.hash.clone().into(),
                head.signature.clone().into(),
            ];
            self.unit.insert_rows(&tables::CHECKPOINT, &[row]).await?;
        }
        self.unit.save().await
    }
}

impl Store {
    /// Records one event by itself.
    pub(crate) async fn record(&self, by: &By, event: Event) -> Result<(), StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        pending.record(event, None);
        pending.save().await
    }
}
