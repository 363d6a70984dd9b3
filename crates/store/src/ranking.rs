//! Where each report stands in the queue. Ranks follow from facts and clock; they are kept only so that the queue can
//! be read in order, and each carries the instant at which it must be looked at again.

use crate::{
    LeadRow, StoreError,
    database::{Store, on},
    event::{Event, ReportFacts},
    leads::lead_row,
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
    /// Whether it is held in a burst that nobody has let in.
    pub held: bool,
}

impl Store {
    /// Reports whose rank is due at `now`, those due longest first.
    pub async fn due_reports(&self, now: Instant, limit: i64) -> Result<Vec<DueReport>, StoreError> {
        let mut unit = self.look().await?;
        let mut due = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::DUE_REPORTS).bind(now.micros()).bind(limit).fetch_all(c).await? {
            let (facts, held): (String, i64) = (row.try_get(2)?, row.try_get(3)?);
            due.push(DueReport {
                no: row.try_get(0)?,
                received_at: Instant::from_micros(row.try_get(1)?),
                facts: facts_of(&facts)?,
                held: held != 0,
            });
        });
        Ok(due)
    }

    /// Reports after row number `after` with the ranks they have, in order of number: for checking them all.
    pub async fn ranks_after(&self, after: i64, limit: i64) -> Result<Vec<(DueReport, Rank)>, StoreError> {
        let mut unit = self.look().await?;
        let mut ranks = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::RANKS).bind(after).bind(limit).fetch_all(c).await? {
            let (facts, held): (String, i64) = (row.try_get(2)?, row.try_get(3)?);
            let no = row.try_get(0)?;
            let received_at = Instant::from_micros(row.try_get(1)?);
            let report = DueReport { no, received_at, facts: facts_of(&facts)?, held: held != 0 };
            ranks.push((report, Rank { no, rank: row.try_get(4)?, due: Instant::from_micros(row.try_get(5)?) }));
        });
        Ok(ranks)
    }

    /// Writes ranks. They are no facts: the journal does not hold them.
    pub async fn set_ranks(&self, ranks: &[Rank]) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        for Rank { no, rank, due } in ranks {
            on!(&mut unit, c => sqlx::query(sql::SET_RANK).bind(*no).bind(*rank).bind(due.micros()).execute(c).await?.rows_affected());
        }
        // A lead moves with its most urgent report.
        let mut leads = std::collections::BTreeSet::new();
        for Rank { no, .. } in ranks {
            let lead: Option<i64> = on!(&mut unit, c => sqlx::query_scalar(sql::LEAD_OF_REPORT).bind(*no).fetch_optional(c).await?);
            leads.extend(lead);
        }
        for lead in leads {
            on!(&mut unit, c => sqlx::query(sql::RANK_LEAD).bind(lead).execute(c).await?.rows_affected());
        }
        unit.save().await
    }

    /// Reckons anew what leads that were written since add as a whole; `points` tells it of one. At most `limit` leads;
    /// returns how many there were.
    pub async fn weigh_leads(
        &self,
        limit: i64,
        points: impl Fn(&LeadRow) -> i64,
    ) -> Result<usize, StoreError> {
        // Mostly there are none: whoever only looks does not take the place of a writer.
        if !self.is_any_lead_unweighed().await? {
            return Ok(0);
        }
        let mut unit = self.unit().await?;
        let mut leads: Vec<LeadRow> = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::UNWEIGHED_LEADS).bind(limit).fetch_all(c).await? {
            leads.push(lead_row!(&row));
        });
        for lead in &leads {
            on!(&mut unit, c => sqlx::query(sql::WEIGH_LEAD)
                .bind(lead.no)
                .bind(points(lead))
                .bind(lead.kinds)
                .bind(lead.channels)
                .bind(lead.reports)
                .bind(lead.children)
                .bind(lead.last_received.micros())
                .execute(c)
                .await?
                .rows_affected());
        }
        unit.save().await?;
        Ok(leads.len())
    }

    async fn is_any_lead_unweighed(&self) -> Result<bool, StoreError> {
        let mut unit = self.look().await?;
        Ok(
            on!(&mut unit, c => sqlx::query(sql::UNWEIGHED_LEADS).bind(1_i64).fetch_optional(c).await?.is_some()),
        )
    }

    /// Notes which table of factors ranks follow from; where it is another than before, every rank becomes due. Returns
    /// whether it was another.
    pub async fn rank_by(&self, fingerprint: &str) -> Result<bool, StoreError> {
        let mut unit = self.unit().await?;
        let before: Option<String> =
            on!(&mut unit, c => sqlx::query_scalar(sql::RANKED_BY).fetch_optional(c).await?);
        if before.as_deref() == Some(fingerprint) {
            return Ok(false);
        }
        if before.is_some() {
            unit.run(sql::ALL_RANKS_DUE).await?;
            unit.run(sql::ALL_LEADS_UNWEIGHED).await?;
        }
        on!(&mut unit, c => sqlx::query(sql::SET_RANKED_BY).bind(fingerprint).execute(c).await?.rows_affected());
        unit.save().await?;
        Ok(true)
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
