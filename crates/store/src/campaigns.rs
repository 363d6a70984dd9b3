//! Campaigns: what a link or a QR code on a poster brought, in counts by day. No visit is recorded by itself.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::Event,
    journal::Pending,
    sql,
};
use model::Instant;
use sqlx::Row;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignRow {
    /// What stands in its address, such as `poster-cebu`.
    pub slug: String,
    /// What staff call it.
    pub label: String,
    /// When it was added.
    pub added_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// Counts of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CampaignDay {
    /// Day since 1970 UTC.
    pub day: i64,
    /// Opened the address.
    pub came: i64,
    /// Read the guide to its result.
    pub guided: i64,
    /// Sent a report.
    pub reported: i64,
}

macro_rules! campaign_row {
    ($row:expr) => {{
        let row = $row;
        let ended: Option<i64> = row.try_get(3)?;
        CampaignRow {
            slug: row.try_get(0)?,
            label: row.try_get(1)?,
            added_at: Instant::from_micros(row.try_get(2)?),
            ended_at: ended.map(Instant::from_micros),
        }
    }};
}

impl Store {
    /// Adds a campaign; `false` where its address is taken.
    pub async fn add_campaign(&self, by: &By, slug: &str, label: &str) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let taken = on!(&mut pending.unit, c => sqlx::query(sql::CAMPAIGN).bind(slug).fetch_optional(c).await?.is_some());
        if taken {
            return Ok(false);
        }
        pending.record(Event::CampaignAdded { slug: slug.to_owned(), label: label.to_owned() }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Ends a campaign: its address still opens the site, and counts no more.
    pub async fn end_campaign(&self, by: &By, slug: &str) -> Result<(), StoreError> {
        self.record(by, Event::CampaignEnded { slug: slug.to_owned() }).await
    }

    /// All campaigns by their addresses.
    pub async fn campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::CAMPAIGNS).fetch_all(c).await? {
            rows.push(campaign_row!(&row));
        });
        Ok(rows)
    }

    /// Adds to the counts of a day. Counts are gathered in memory and added now and then, so that none of them tells
    /// when somebody came.
    pub async fn count_campaign(&self, slug: &str, counts: CampaignDay) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        on!(&mut unit, c => sqlx::query(sql::COUNT_CAMPAIGN).bind(slug).bind(counts.day)
            .bind(counts.came).bind(counts.guided).bind(counts.reported).execute(c).await?.rows_affected());
        unit.save().await
    }

    /// Counts of a campaign from a day on.
    pub async fn campaign_days(&self, slug: &str, from: i64) -> Result<Vec<CampaignDay>, StoreError> {
        let mut unit = self.look().await?;
        let mut days = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::CAMPAIGN_DAYS).bind(slug).bind(from).fetch_all(c).await? {
            days.push(CampaignDay {
                day: row.try_get(0)?,
                came: row.try_get(1)?,
                guided: row.try_get(2)?,
                reported: row.try_get(3)?,
            });
        });
        Ok(days)
    }
}
