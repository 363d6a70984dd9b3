//! Where each report stands in the queue. Ranks follow from facts and clock; they are kept only so that the queue can
//! be read in order, and each carries the instant at which it must be looked at again.

use crate::{
    LeadRow, StoreError,
    database::{Store, Unit, on},
    event::{Event, ReportFacts},
    leads::lead_row,
    many::{at_once, bound},
    sql,
};
use model::Instant;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

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

    /// Whether the clock or people changed anything that lists are read from and that is not brought up to date yet: ranks,
    /// questions and referrals that ran out, points of leads.
    pub async fn is_anything_due(&self, now: Instant) -> Result<bool, StoreError> {
        let mut unit = self.look().await?;
        let due: i64 =
            on!(&mut unit, c => sqlx::query_scalar(sql::ANY_DUE).bind(now.micros()).fetch_one(c).await?);
        Ok(due != 0)
    }

    /// Writes ranks. They are no facts: the journal does not hold them.
    pub async fn set_ranks(&self, ranks: &[Rank]) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        unit.run(sql::REPORTS_TURN).await?;
        for some in ranks.chunks(sql::AT_ONCE) {
            let last = some.last().into_iter().cycle();
            let rows = some.iter().chain(last).take(sql::AT_ONCE);
            on!(&mut unit, c => rows
                .fold(sqlx::query(sql::SET_RANKS), |statement, row| {
                    statement.bind(row.no).bind(row.rank).bind(row.due.micros())
                })
                .execute(c)
                .await?
                .rows_affected());
        }
        let numbers: Vec<i64> = ranks.iter().map(|rank| rank.no).collect();
        let mut leads = BTreeSet::new();
        for some in at_once(&numbers) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::LEADS_OF_REPORTS), some).fetch_all(c).await? {
                leads.insert(row.try_get(1)?);
            });
        }
        rank_leads(&mut unit, &leads.into_iter().collect::<Vec<i64>>()).await?;
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
        let mut weighed = 0;
        let mut of_points: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        on!(&mut unit, c => for row in sqlx::query(sql::TAKE_UNWEIGHED).bind(limit).fetch_all(c).await? {
            let lead: LeadRow = lead_row!(&row, 0);
            of_points.entry(points(&lead)).or_default().push(lead.no);
            weighed += 1;
        });
        for (points, leads) in &of_points {
            for some in at_once(leads) {
                on!(&mut unit, c => bound(sqlx::query(sql::WEIGH_LEADS), some).bind(*points).execute(c).await?.rows_affected());
            }
        }
        unit.save().await?;
        Ok(weighed)
    }

    async fn is_any_lead_unweighed(&self) -> Result<bool, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query(sql::ANY_UNWEIGHED).fetch_optional(c).await?.is_some()))
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

/// Leads move with their most urgent reports.
pub(crate) async fn rank_leads(unit: &mut Unit, leads: &[i64]) -> Result<(), StoreError> {
    for some in at_once(leads) {
        on!(&mut *unit, c => bound(sqlx::query(sql::RANK_LEADS), some).execute(c).await?.rows_affected());
    }
    Ok(())
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
