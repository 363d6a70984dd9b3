//! Bursts: reports that came too many at once. They are kept like every other, stand behind the queue as one line, and
//! are let in by a person.

use crate::{
    By, QueueRow, StoreError,
    database::{Store, Unit, on},
    event::Event,
    journal::Pending,
    reports::queue_row,
    sql,
};
use model::{Instant, ReportId};
use sqlx::Row;

/// Ranks from here on are of reports that are held: they stand behind the queue.
pub const HELD_FROM: i64 = 1 << 41;

/// A burst in which nothing came for this long has ended: what comes later begins another. Ten minutes.
const QUIET_MICROS: i64 = 600 * 1_000_000;

/// A burst whose reports are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurstRow {
    /// Its number.
    pub no: i64,
    /// When its first report came.
    pub began_at: Instant,
    /// When its last report came.
    pub last_at: Instant,
    /// Reports in it.
    pub reports: i64,
    /// Reports in it that say that a child is in danger now.
    pub urgent: i64,
}

impl Store {
    /// Bursts that wait to be let in.
    pub async fn bursts_held(&self) -> Result<Vec<BurstRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut bursts = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::BURSTS_HELD).bind(100_i64).fetch_all(c).await? {
            bursts.push(BurstRow {
                no: row.try_get(0)?,
                began_at: Instant::from_micros(row.try_get(1)?),
                last_at: Instant::from_micros(row.try_get(2)?),
                reports: row.try_get(3)?,
                urgent: row.try_get(4)?,
            });
        });
        Ok(bursts)
    }

    /// Reports of a burst after row number `after`, in order.
    pub async fn reports_of_burst(
        &self,
        burst: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::REPORTS_OF_BURST).bind(burst).bind(after).bind(limit).fetch_all(c).await? {
            rows.push(queue_row!(&row));
        });
        Ok(rows)
    }

    /// Lets the reports of a burst into the queue; `false` where there is no such burst or it was let in before.
    pub async fn release_burst(&self, by: &By, burst: i64) -> Result<bool, StoreError> {
        if !self.bursts_held().await?.iter().any(|held| held.no == burst) {
            return Ok(false);
        }
        let mut pending = Pending::begin(self, by).await?;
        pending.record(Event::BurstReleased { burst }, None);
        pending.save().await?;
        Ok(true)
    }
}

/// The burst that a report of now belongs to: the one that still goes on, else the next.
pub(crate) async fn current(unit: &mut Unit, now: Instant) -> Result<i64, StoreError> {
    on!(unit, c => {
        if let Some(row) = sqlx::query(sql::OPEN_BURST).fetch_optional(&mut *c).await? {
            let last: i64 = row.try_get(1)?;
            if now.micros() - last <= QUIET_MICROS {
                return Ok(row.try_get(0)?);
            }
        }
        let last: i64 = sqlx::query_scalar(sql::LAST_BURST).fetch_one(&mut *c).await?;
        Ok(last + 1)
    })
}
