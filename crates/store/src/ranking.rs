//! Where each report stands in the queue. Ranks follow from facts and clock; they are kept only so that the queue can
//! be read in order, and each carries the instant at which it must be looked at again.

use crate::{
    StoreError,
    database::{Store, on},
    event::{Event, ReportFacts},
    sql,
};
use model::Instant;
use sqlx::Row;

/// A rank: lower comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// Row number of the report.
    pub no: i64,
    /// Lower comes first.
    pub rank: i64,
    /// When the rank must be looked at again.
    pub due: Instant,
}

/// A report whose rank is due.
#[derive(Clone, Debug)]
pub struct DueReport {
    /// Row number of the report.
    pub no: i64,
    /// When the house received it.
    pub received_at: Instant,
    /// What triage found in it.
    pub facts: ReportFacts,
}

impl Store {
    /// Reports whose rank is due at `now`, those due longest first.
    pub async fn due_reports(&self, now: Instant, limit: i64) -> Result<Vec<DueReport>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut due = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::DUE_REPORTS).bind(now.micros()).bind(limit).fetch_all(c).await? {
            let facts: String = row.try_get(2)?;
            due.push(DueReport {
                no: row.try_get(0)?,
                received_at: Instant::from_micros(row.try_get(1)?),
                facts: facts_of(&facts)?,
            });
        });
        Ok(due)
    }

    /// Writes ranks. They are no facts: the journal does not hold them.
    pub async fn set_ranks(&self, ranks: &[Rank]) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        for Rank { no, rank, due } in ranks {
            on!(&mut unit, c => sqlx::query(sql::SET_RANK).bind(*no).bind(*rank).bind(due.micros()).execute(c).await?.rows_affected());
        }
        unit.save().await
    }

    /// Marks every rank as due, after the table of factors was changed.
    pub async fn make_all_ranks_due(&self) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        unit.run(sql::ALL_RANKS_DUE).await?;
        unit.save().await
    }
}

/// The clear facts from the entry of a report's current version.
pub(crate) fn facts_of(facts: &str) -> Result<ReportFacts, StoreError> {
    serde_json::from_str(facts)
        .or_else(|_| match Event::read("report_revised", facts) {
            Ok(Event::ReportRevised { facts, .. }) => Ok(facts),
            Ok(_) => Err(serde::de::Error::custom("another event")),
            Err(error) => Err(error),
        })
        .map_err(|error: serde_json::Error| StoreError::BadEntry { seq: 0, detail: error.to_string() })
}
