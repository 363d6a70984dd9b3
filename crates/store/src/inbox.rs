//! Conversations with people who reported without a name. Words of both sides are sealed under the key of the
//! conversation; a deleted conversation has neither key nor locator.

use crate::{
    By, StoreError,
    asks::{AnsweredBy, answer_in},
    database::{Store, Unit, on},
    event::{Event, Hex},
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    many::{at_once, bound},
    sql,
    unseen::Changed,
};
use model::{AskEnd, InboxId, InboxStatus, Instant, LeadReason, ReportId, Side};
use sqlx::Row;
use zeroize::Zeroizing;

/// A conversation to be begun together with its report.
#[derive(Clone)]
pub struct InboxOpening {
    /// The slow keyed hash of the reporter's code.
    pub locator: [u8; 32],
    /// Language of the code and of the words to the reporter, BCP 47.
    pub language: String,
    /// Whether somebody else saw the code: it must be replaced when it is first used.
    pub handed: bool,
}

/// A conversation as the tables have it: no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// The conversation.
    pub id: InboxId,
    /// Row number of its report.
    pub report_no: i64,
    /// Whether the reporter deleted it.
    pub deleted: bool,
    /// Language of the reporter, BCP 47.
    pub language: String,
    /// When it began.
    pub opened_at: Instant,
    /// What the reporter is told.
    pub status: InboxStatus,
    /// When the reporter hears again, where that was said.
    pub next_at: Option<Instant>,
    /// Whether the code must be replaced.
    pub handed: bool,
    /// Messages of both sides.
    pub messages: i64,
    /// Since when a message of the reporter waits for an answer.
    pub waiting_since: Option<Instant>,
}

/// One message.
pub struct Message {
    /// Who wrote it.
    pub side: Side,
    /// When.
    pub at: Instant,
    /// The words; empty where they were erased.
    pub words: Zeroizing<String>,
}

fn message_context(id: InboxId, side: Side) -> String {
    format!("tanglaw/message/1/{id}/{}", side.code())
}

/// The columns of the table in their order.
macro_rules! inbox_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the inbox table".into());
        let id: Vec<u8> = row.try_get(0)?;
        let locator: Option<Vec<u8>> = row.try_get(2)?;
        let status: String = row.try_get(5)?;
        let (next_at, waiting_since): (Option<i64>, Option<i64>) = (row.try_get(6)?, row.try_get(10)?);
        let handed: i64 = row.try_get(7)?;
        InboxRow {
            id: InboxId::from_slice(&id).ok_or_else(changed)?,
            report_no: row.try_get(1)?,
            deleted: locator.is_none(),
            language: row.try_get(3)?,
            opened_at: Instant::from_micros(row.try_get(4)?),
            status: InboxStatus::from_code(&status).ok_or_else(changed)?,
            next_at: next_at.map(Instant::from_micros),
            handed: handed != 0,
            messages: row.try_get(8)?,
            waiting_since: waiting_since.map(Instant::from_micros),
        }
    }};
}

/// Most messages of a conversation read at once; the newest are kept.
pub const MESSAGES_SHOWN: i64 = 200;

impl Store {
    /// The conversation whose code has this hash.
    pub async fn inbox_of_locator(&self, locator: &[u8; 32]) -> Result<Option<InboxRow>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::INBOX_OF_LOCATOR).bind(locator.as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(inbox_row!(&row))),
            None => Ok(None),
        })
    }

    /// A conversation.
    pub async fn inbox(&self, id: InboxId) -> Result<Option<InboxRow>, StoreError> {
        let mut unit = self.look().await?;
        inbox_in(&mut unit, id).await
    }

    /// The conversations of a report, oldest first; usually one.
    pub async fn inboxes_of_report(&self, report_no: i64) -> Result<Vec<InboxRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::INBOXES_OF_REPORT).bind(report_no).bind(100_i64).fetch_all(c).await? {
            rows.push(inbox_row!(&row));
        });
        Ok(rows)
    }

    /// Conversations in which the reporter waits for an answer, longest first, and how many there are.
    pub async fn inboxes_waiting(&self, limit: i64) -> Result<(Vec<InboxRow>, i64), StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        let count = on!(&mut unit, c => {
            for row in sqlx::query(sql::INBOXES_WAITING).bind(limit).fetch_all(&mut *c).await? {
                rows.push(inbox_row!(&row));
            }
            sqlx::query_scalar(sql::COUNT_INBOXES_WAITING).fetch_one(&mut *c).await?
        });
        Ok((rows, count))
    }

    /// Conversations about these reports, the oldest first.
    pub async fn inboxes_of_reports(&self, reports: &[i64]) -> Result<Vec<InboxRow>, StoreError> {
        let mut rows: Vec<InboxRow> = Vec::new();
        let mut unit = self.snapshot().await?;
        for some in at_once(reports) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::INBOXES_OF_REPORTS), some).fetch_all(c).await? {
                rows.push(inbox_row!(&row));
            });
        }
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    }

    /// How many conversations wait for an answer.
    pub async fn count_inboxes_waiting(&self) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_INBOXES_WAITING).fetch_one(c).await?))
    }

    /// Who wrote each message of a conversation and when, oldest first; no words, so that nothing need be journaled.
    pub async fn message_heads(&self, id: InboxId) -> Result<Vec<(Side, Instant)>, StoreError> {
        let mut unit = self.look().await?;
        let mut heads = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::MESSAGE_HEADS)
            .bind(id.as_bytes().as_slice()).bind(MESSAGES_SHOWN).fetch_all(c).await? {
            let side: String = row.try_get(0)?;
            let side = Side::from_code(&side)
                .ok_or_else(|| StoreError::Tampered("a row of the table of messages".into()))?;
            heads.push((side, Instant::from_micros(row.try_get(1)?)));
        });
        heads.reverse();
        Ok(heads)
    }

    /// Reads a conversation from one side, oldest message first. The read is journaled before anything is returned.
    pub async fn read_inbox(
        &self,
        by: &By,
        id: InboxId,
        side: Side,
    ) -> Result<Option<(InboxRow, Vec<Message>)>, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let Some(row) = inbox_in(&mut pending.unit, id).await? else { return Ok(None) };
        let key = record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?;
        let mut messages = Vec::new();
        if let Some(key) = key {
            on!(&mut pending.unit, c => for found in sqlx::query(sql::MESSAGES_OF_INBOX)
                .bind(id.as_bytes().as_slice()).bind(MESSAGES_SHOWN).fetch_all(c).await? {
                let (entry, side): (i64, String) = (found.try_get(0)?, found.try_get(1)?);
                let sealed: Option<Vec<u8>> = found.try_get(3)?;
                let tampered = || StoreError::Tampered(format!("journal entry {entry}"));
                let side = Side::from_code(&side).ok_or_else(tampered)?;
                let plain = key.open(&message_context(id, side), &sealed.unwrap_or_default()).ok_or_else(tampered)?;
                messages.push(Message {
                    side,
                    at: Instant::from_micros(found.try_get(2)?),
                    words: Zeroizing::new(String::from_utf8_lossy(&plain).into_owned()),
                });
            });
        }
        messages.reverse();
        pending.record(Event::InboxRead { id, side }, None);
        pending.save().await?;
        Ok(Some((row, messages)))
    }

    /// Adds a message; `false` where the conversation was deleted. What the reporter writes answers what was asked of them.
    pub async fn send_message(
        &self,
        by: &By,
        id: InboxId,
        side: Side,
        words: &str,
    ) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if !message_in(self, &mut pending, id, side, words).await? {
            return Ok(false);
        }
        if side == Side::Reporter {
            let (inbox, how) = (AnsweredBy::Inbox(id), AskEnd::Answered);
            answer_in(self, &mut pending, inbox, how, LeadReason::Answered).await?;
        }
        pending.save().await?;
        Ok(true)
    }

    /// Sets what the reporter is told and when they hear again; `false` where somebody else did after what was seen.
    pub async fn set_inbox_status(
        &self,
        by: &By,
        id: InboxId,
        status: InboxStatus,
        next_at: Option<Instant>,
        seen: i64,
    ) -> Result<bool, StoreError> {
        let set = Event::InboxStatusSet { id, status, next_at };
        self.record_unless(by, Changed::InboxStatus, id.as_bytes(), seen, set).await
    }

    /// Gives a conversation another code; `false` where that code is taken or the conversation deleted.
    pub async fn replace_inbox_code(
        &self,
        by: &By,
        id: InboxId,
        locator: [u8; 32],
    ) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let taken: Option<Vec<u8>> = on!(&mut pending.unit, c => match sqlx::query(sql::INBOX_OF_LOCATOR)
            .bind(locator.as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(0)?), None => None });
        let alive = inbox_in(&mut pending.unit, id).await?.is_some_and(|row| !row.deleted);
        if taken.is_some() || !alive {
            return Ok(false);
        }
        pending.record(Event::InboxCodeReplaced { id, locator: Hex(locator) }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Deletes a conversation: its key is destroyed, its code leads nowhere. The report stays.
    pub async fn delete_inbox(&self, by: &By, id: InboxId) -> Result<(), StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let alive = inbox_in(&mut pending.unit, id).await?.is_some_and(|row| !row.deleted);
        if alive {
            pending.record(Event::InboxDeleted { id }, None);
            pending.record(Event::KeyDestroyed { record: ReportId::from(id.uuid()) }, None);
            pending.save().await?;
        }
        Ok(())
    }
}

/// Records a message in a unit of work that holds the journal already; `false` where the conversation was deleted.
pub(crate) async fn message_in(
    store: &Store,
    pending: &mut Pending<'_>,
    id: InboxId,
    side: Side,
    words: &str,
) -> Result<bool, StoreError> {
    let Some(key) = record_key(&mut pending.unit, store.keys(), id.as_bytes()).await? else {
        return Ok(false);
    };
    let sealed = key.seal(&message_context(id, side), words.as_bytes(), &mut store.fork_rng());
    pending.record(Event::MessageSent { id, side }, Some(sealed));
    Ok(true)
}

async fn inbox_in(unit: &mut Unit, id: InboxId) -> Result<Option<InboxRow>, StoreError> {
    on!(unit, c => match sqlx::query(sql::INBOX).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
        Some(row) => Ok(Some(inbox_row!(&row))),
        None => Ok(None),
    })
}

/// A new conversation with its key, to be recorded in the unit of its report.
pub(crate) fn open(
    store: &Store,
    opening: InboxOpening,
    report: ReportId,
    rng: &mut rand_chacha::ChaCha20Rng,
) -> (Event, Vec<crate::tables::Cell>) {
    let id: InboxId = model::new_id(store.clock(), rng);
    let wrapped = store.keys().wrap(id.as_bytes(), &RecordKey::generate(rng), rng);
    let InboxOpening { locator, language, handed } = opening;
    let event = Event::InboxOpened { id, report, locator: Hex(locator), language, handed };
    (event, vec![id.as_bytes().as_slice().into(), wrapped.into()])
}

/// Whether a conversation with this code exists.
pub(crate) async fn exists(unit: &mut Unit, locator: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(
        on!(unit, c => sqlx::query(sql::INBOX_OF_LOCATOR).bind(locator.as_slice()).fetch_optional(c).await?.is_some()),
    )
}
