//! People's own papers, sealed under their own key: drafts of what they type, filters they keep; how much they read, and
//! days on which they take nothing new. Drafts and filters are no facts and stand in no journal.

use crate::{
    By, StoreError,
    apply_desk::DAY,
    database::{Store, on},
    event::Event,
    intake::record_key,
    sql,
};
use model::{Instant, UserId, UserName};
use zeroize::Zeroizing;

/// Most filters that somebody keeps.
pub const FILTERS_MOST: i64 = 50;

fn draft_context(user: UserId, form: &str) -> String {
    format!("tanglaw/draft/1/{user}/{form}")
}
fn filter_context(user: UserId, no: i64) -> String {
    format!("tanglaw/filter/1/{user}/{no}")
}

/// Most drafts that somebody keeps: past them the oldest goes, so that nobody fills the store with papers.
const DRAFTS_MOST: i64 = 200;

/// What is sealed to be carried is bound to its owner by key and by context.
fn carried_context(user: UserId) -> String {
    format!("tanglaw/carried/1/{user}")
}

/// The day of an instant, counted since 1970 UTC.
pub fn day_of(at: Instant) -> i64 {
    at.micros().div_euclid(DAY)
}

impl Store {
    /// Keeps what somebody typed into a form. `form` is made of codes and references, never of words.
    pub async fn keep_draft(&self, user: UserId, form: &str, words: &str) -> Result<(), StoreError> {
        let mut rng = self.fork_rng();
        let now = self.clock().now().micros();
        let mut unit = self.unit().await?;
        let Some(key) = record_key(&mut unit, self.keys(), user.as_bytes()).await? else { return Ok(()) };
        let sealed = key.seal(&draft_context(user, form), words.as_bytes(), &mut rng);
        on!(&mut unit, c => sqlx::query(sql::PUT_DRAFT).bind(user.as_bytes().as_slice()).bind(form).bind(now)
            .bind(sealed).execute(c).await?.rows_affected());
        on!(&mut unit, c => sqlx::query(sql::DROP_OLD_DRAFTS).bind(user.as_bytes().as_slice()).bind(DRAFTS_MOST)
            .execute(c).await?.rows_affected());
        unit.save().await
    }

    /// Seals words that leave the server with a page, because their session ended, and come back when their owner has
    /// signed in again: nothing of them is kept here, and nobody reads them on the way.
    pub fn seal_carried(&self, user: UserId, words: &[u8]) -> Vec<u8> {
        let key = self.keys().carrying(user.as_bytes());
        key.seal(&carried_context(user), words, &mut self.fork_rng())
    }

    /// Opens what [`Self::seal_carried`] sealed; `None` where it is somebody else's or was changed.
    pub fn open_carried(&self, user: UserId, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.keys().carrying(user.as_bytes()).open(&carried_context(user), sealed)
    }

    /// What somebody typed into a form and did not send, and when.
    pub async fn draft(
        &self,
        user: UserId,
        form: &str,
    ) -> Result<Option<(Instant, Zeroizing<String>)>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found: Option<(i64, Vec<u8>)> = on!(&mut unit, c => sqlx::query_as(sql::DRAFT)
            .bind(user.as_bytes().as_slice()).bind(form).fetch_optional(c).await?);
        let Some((at, sealed)) = found else { return Ok(None) };
        let Some(key) = record_key(&mut unit, self.keys(), user.as_bytes()).await? else { return Ok(None) };
        let plain = key
            .open(&draft_context(user, form), &sealed)
            .ok_or_else(|| StoreError::Tampered("a draft".into()))?;
        let words = Zeroizing::new(String::from_utf8_lossy(&plain).into_owned());
        Ok(Some((Instant::from_micros(at), words)))
    }

    /// Throws a draft away: it was sent, or is not wanted.
    pub async fn drop_draft(&self, user: UserId, form: &str) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        on!(&mut unit, c => sqlx::query(sql::DROP_DRAFT).bind(user.as_bytes().as_slice()).bind(form)
            .execute(c).await?.rows_affected());
        unit.save().await
    }

    /// Keeps a filter; `false` where somebody has too many.
    pub async fn keep_filter(&self, user: UserId, words: &str) -> Result<bool, StoreError> {
        let mut rng = self.fork_rng();
        let mut unit = self.unit().await?;
        let kept: Vec<(i64, Vec<u8>)> = on!(&mut unit, c => sqlx::query_as(sql::FILTERS)
            .bind(user.as_bytes().as_slice()).bind(FILTERS_MOST).fetch_all(c).await?);
        let room = i64::try_from(kept.len()).unwrap_or(FILTERS_MOST) < FILTERS_MOST;
        let no: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::NEXT_FILTER).bind(user.as_bytes().as_slice()).fetch_one(c).await?);
        let key = record_key(&mut unit, self.keys(), user.as_bytes()).await?;
        let Some(key) = key.filter(|_| room) else { return Ok(false) };
        let sealed = key.seal(&filter_context(user, no), words.as_bytes(), &mut rng);
        on!(&mut unit, c => sqlx::query(sql::ADD_FILTER).bind(user.as_bytes().as_slice()).bind(no).bind(sealed)
            .execute(c).await?.rows_affected());
        unit.save().await?;
        Ok(true)
    }

    /// Filters that somebody keeps: number and words.
    pub async fn filters(&self, user: UserId) -> Result<Vec<(i64, String)>, StoreError> {
        let mut unit = self.snapshot().await?;
        let rows: Vec<(i64, Vec<u8>)> = on!(&mut unit, c => sqlx::query_as(sql::FILTERS)
            .bind(user.as_bytes().as_slice()).bind(FILTERS_MOST).fetch_all(c).await?);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let Some(key) = record_key(&mut unit, self.keys(), user.as_bytes()).await? else {
            return Ok(Vec::new());
        };
        rows.into_iter()
            .map(|(no, sealed)| {
                let plain = key
                    .open(&filter_context(user, no), &sealed)
                    .ok_or_else(|| StoreError::Tampered("a saved filter".into()))?;
                Ok((no, String::from_utf8_lossy(&plain).into_owned()))
            })
            .collect()
    }

    /// Throws a filter away.
    pub async fn drop_filter(&self, user: UserId, no: i64) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        on!(&mut unit, c => sqlx::query(sql::DROP_FILTER).bind(user.as_bytes().as_slice()).bind(no)
            .execute(c).await?.rows_affected());
        unit.save().await
    }

    /// How many records somebody opened on a day, and how many times they asked for words.
    pub async fn exposure(&self, name: &UserName, day: i64) -> Result<(i64, i64), StoreError> {
        let mut unit = self.look().await?;
        let found: Option<(i64, i64)> = on!(&mut unit, c => sqlx::query_as(sql::EXPOSURE)
            .bind(name.as_str()).bind(day).fetch_optional(c).await?);
        Ok(found.unwrap_or_default())
    }

    /// Says that somebody takes nothing new on a day, or does again.
    pub async fn set_heavy_day(
        &self,
        by: &By,
        user: UserId,
        day: i64,
        heavy: bool,
    ) -> Result<(), StoreError> {
        self.record(by, Event::HeavyDaySet { user, day, heavy }).await
    }

    /// Whether somebody takes nothing new on a day.
    pub async fn is_heavy_day(&self, user: UserId, day: i64) -> Result<bool, StoreError> {
        let mut unit = self.look().await?;
        Ok(
            on!(&mut unit, c => sqlx::query_scalar::<_, i64>(sql::HEAVY_DAY).bind(user.as_bytes().as_slice()).bind(day)
            .fetch_optional(c).await?.is_some()),
        )
    }
}
