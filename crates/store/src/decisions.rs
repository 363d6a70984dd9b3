//! Decisions of analysts about mentions. Who, when and which are in the clear; the reason is sealed under a key of its
//! own, so that it can be erased like everything that may speak of people.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::Event,
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
};
use model::{DecisionId, Instant, LinkReason, MentionRef, Verdict, new_id};
use sqlx::Row as _;
use zeroize::Zeroizing;

/// A decision as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecord {
    /// The decision.
    pub id: DecisionId,
    /// Journal entry that made it.
    pub entry: i64,
    /// Journal entry that took it back, where one did.
    pub ended: Option<i64>,
    /// When it was made.
    pub at: Instant,
    /// Who made it.
    pub actor: String,
    /// Same or different.
    pub verdict: Verdict,
    /// Each of these …
    pub left: Vec<MentionRef>,
    /// … and each of these.
    pub right: Vec<MentionRef>,
    /// Why, from the list; nothing where it is older than the list.
    pub because: Option<LinkReason>,
    /// Why, in words; nothing where it was erased.
    pub reason: Option<String>,
}

/// Why somebody decides about mentions, and what they have seen.
#[derive(Clone, Copy, Debug)]
pub struct LinkWhy<'a> {
    /// From the list.
    pub because: LinkReason,
    /// In words.
    pub note: &'a str,
    /// The last entry of the journal when they looked: a decision about the same mentions after it is a conflict.
    pub seen: i64,
}

/// Whether two decisions speak of the same two mentions, if only of one pair.
fn meet(one: (&[MentionRef], &[MentionRef]), other: (&[MentionRef], &[MentionRef])) -> bool {
    let share =
        |these: &[MentionRef], those: &[MentionRef]| these.iter().any(|mention| those.contains(mention));
    (share(one.0, other.0) && share(one.1, other.1)) || (share(one.0, other.1) && share(one.1, other.0))
}

/// A decision with its journal entry.
struct Row {
    entry: i64,
    ended: Option<i64>,
    at: i64,
    actor: String,
    facts: String,
    sealed: Option<Vec<u8>>,
}

fn made_context(id: DecisionId) -> String {
    format!("tanglaw/decision/1/{id}")
}
fn withdrawn_context(id: DecisionId) -> String {
    format!("tanglaw/decision-withdrawn/1/{id}")
}

impl Store {
    /// Journals a decision: every mention on the left and every one on the right are the same person, or are not. `None` where
    /// somebody decided about two of them, or took that back, after what was seen.
    pub async fn decide_link(
        &self,
        by: &By,
        verdict: Verdict,
        left: &[MentionRef],
        right: &[MentionRef],
        why: LinkWhy<'_>,
    ) -> Result<Option<DecisionId>, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let since: Vec<(i64, String)> = on!(&mut pending.unit, c => sqlx::query_as(sql::DECISIONS_SINCE).bind(why.seen).fetch_all(c).await?);
        for (entry, facts) in since {
            let event = Event::read("link_decided", &facts)
                .map_err(|error| StoreError::BadEntry { seq: entry, detail: error.to_string() })?;
            if let Event::LinkDecided { left: one, right: other, .. } = event
                && meet((left, right), (&one, &other))
            {
                return Ok(None);
            }
        }
        let id: DecisionId = new_id(self.clock(), &mut rng);
        let key = RecordKey::generate(&mut rng);
        let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        let sealed = key.seal(&made_context(id), why.note.as_bytes(), &mut rng);
        let because = Some(why.because);
        let event = Event::LinkDecided { id, verdict, left: left.to_vec(), right: right.to_vec(), because };
        pending.record(event, Some(sealed));
        pending.save().await?;
        Ok(Some(id))
    }

    /// Journals that a decision is taken back; `false` where there is none, or it was taken back before.
    pub async fn withdraw_decision(&self, by: &By, id: DecisionId, reason: &str) -> Result<bool, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let ended: Option<Option<i64>> = on!(&mut pending.unit, c => match sqlx::query(sql::DECISION)
            .bind(id.as_bytes().as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(1)?), None => None });
        if ended != Some(None) {
            return Ok(false);
        }
        let key = record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?;
        let sealed = key.map(|key| key.seal(&withdrawn_context(id), reason.as_bytes(), &mut rng));
        pending.record(Event::DecisionWithdrawn { id }, sealed);
        pending.save().await?;
        Ok(true)
    }

    /// A decision with its reason.
    pub async fn decision(&self, id: DecisionId) -> Result<Option<DecisionRecord>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found: Option<Row> = on!(&mut unit, c => {
            match sqlx::query(sql::DECISION).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
                Some(row) => Some(Row {
                    entry: row.try_get(0)?,
                    ended: row.try_get(1)?,
                    at: row.try_get(2)?,
                    actor: row.try_get(3)?,
                    facts: row.try_get(4)?,
                    sealed: row.try_get(5)?,
                }),
                None => None,
            }
        });
        let Some(Row { entry, ended, at, actor, facts, sealed }) = found else { return Ok(None) };
        let bad = |detail: String| StoreError::BadEntry { seq: entry, detail };
        let event = Event::read("link_decided", &facts).map_err(|error| bad(error.to_string()))?;
        let Event::LinkDecided { verdict, left, right, because, .. } = event else {
            return Err(bad("another event".into()));
        };
        let key = record_key(&mut unit, self.keys(), id.as_bytes()).await?;
        let reason = match key {
            None => None,
            Some(key) => {
                let plain: Zeroizing<Vec<u8>> = key
                    .open(&made_context(id), &sealed.unwrap_or_default())
                    .ok_or_else(|| StoreError::Tampered(format!("journal entry {entry}")))?;
                Some(String::from_utf8_lossy(&plain).into_owned())
            }
        };
        let at = Instant::from_micros(at);
        Ok(Some(DecisionRecord { id, entry, ended, at, actor, verdict, left, right, because, reason }))
    }
}
