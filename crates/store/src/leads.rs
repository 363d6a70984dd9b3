//! Reading leads and persons: lists without a word about people, and a person opened for a purpose.

use crate::{
    By, LeadRow, Page, PersonRow, QueueFilter, QueueRow, StoreError, TurnKind, TurnRow,
    database::{Store, on},
    event::Event,
    intake::{SealedReport, record_key, report_context, unpack},
    journal::Pending,
    link_write::column,
    many::{at_once, bound},
    reports::queue_row,
    sql,
};
use model::{IncidentKinds, Instant, MentionRef, Report, ReportId};
use sqlx::Row;
use std::collections::HashMap;

macro_rules! lead_row {
    ($row:expr) => {{
        let row = $row;
        LeadRow {
            no: row.try_get(0)?,
            rank: row.try_get(1)?,
            kinds: row.try_get(2)?,
            channels: row.try_get(3)?,
            reports: row.try_get(4)?,
            persons: row.try_get(5)?,
            children: row.try_get(6)?,
            suspects: row.try_get(7)?,
            first_received: Instant::from_micros(row.try_get(8)?),
            last_received: Instant::from_micros(row.try_get(9)?),
        }
    }};
}

pub(crate) use lead_row;

/// A report that was opened to show what it says of a person.
pub struct PersonReport {
    /// What is in a list.
    pub row: QueueRow,
    /// What was understood; nothing where it was erased.
    pub report: Option<Report>,
}

impl Store {
    /// A page of leads, the most urgent first; leads of nothing but held reports are not among them.
    pub async fn leads(&self, filter: QueueFilter, page: Page) -> Result<Vec<LeadRow>, StoreError> {
        let (rank, no) = page.after.unwrap_or((i64::MIN, 0));
        let filtered = filter.channel.is_some() || filter.kinds.is_some();
        let text = if filtered { sql::LEADS_FILTERED } else { sql::LEADS };
        let mut leads = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let mut query = sqlx::query(text).bind(rank).bind(no).bind(page.limit).bind(crate::HELD_FROM);
            if filtered {
                query = query
                    .bind(filter.kinds.map_or(-1, IncidentKinds::bits))
                    .bind(filter.channel.map_or(-1, model::Channel::bit));
            }
            for row in query.fetch_all(c).await? {
                leads.push(lead_row!(&row));
            }
        });
        Ok(leads)
    }

    /// How many leads stand before `rank`.
    pub async fn count_leads_before(&self, rank: i64) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_LEADS_BEFORE).bind(rank).fetch_one(c).await?))
    }

    /// The lead that a report belongs to.
    pub async fn lead_of_report(&self, no: i64) -> Result<Option<LeadRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => {
            let lead: Option<i64> = sqlx::query_scalar(sql::LEAD_OF_REPORT).bind(no).fetch_optional(&mut *c).await?;
            let Some(lead) = lead else { return Ok(None) };
            match sqlx::query(sql::LEAD).bind(lead).fetch_optional(&mut *c).await? {
                Some(row) => Ok(Some(lead_row!(&row))),
                None => Ok(None),
            }
        })
    }

    /// Reports of a lead, the most urgent first.
    pub async fn reports_of_lead(&self, lead: i64, page: Page) -> Result<Vec<QueueRow>, StoreError> {
        let (rank, no) = page.after.unwrap_or((i64::MIN, 0));
        let mut rows = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REPORTS_OF_LEAD)
            .bind(lead).bind(rank).bind(no).bind(page.limit).fetch_all(c).await? {
            rows.push(queue_row!(&row));
        });
        Ok(rows)
    }

    /// The most urgent report of each of these leads, by the lead.
    pub async fn top_reports(&self, leads: &[i64]) -> Result<HashMap<i64, QueueRow>, StoreError> {
        let mut tops = HashMap::with_capacity(leads.len());
        let mut unit = self.snapshot().await?;
        for some in at_once(leads) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::TOP_REPORTS), some).fetch_all(c).await? {
                tops.insert(row.try_get(15)?, queue_row!(&row));
            });
        }
        Ok(tops)
    }

    /// The lead of each of these reports, by the report.
    pub async fn leads_of_reports(&self, numbers: &[i64]) -> Result<HashMap<i64, i64>, StoreError> {
        let mut leads = HashMap::with_capacity(numbers.len());
        let mut unit = self.snapshot().await?;
        for some in at_once(numbers) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::LEADS_OF_REPORTS), some).fetch_all(c).await? {
                leads.insert(row.try_get(0)?, row.try_get(1)?);
            });
        }
        Ok(leads)
    }

    /// What is in a list, for reports by their row numbers, in that order; unknown ones are left out.
    pub async fn report_rows(&self, numbers: &[i64]) -> Result<Vec<QueueRow>, StoreError> {
        let mut found: HashMap<i64, QueueRow> = HashMap::with_capacity(numbers.len());
        let mut unit = self.snapshot().await?;
        for some in at_once(numbers) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::REPORTS_BY_NO), some).fetch_all(c).await? {
                let row = queue_row!(&row);
                found.insert(row.no, row);
            });
        }
        Ok(numbers.iter().filter_map(|no| found.get(no).cloned()).collect())
    }

    /// A person by any of their mentions, as the tables have them.
    pub async fn person_of(&self, mention: MentionRef) -> Result<Option<PersonRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => {
            let person: Option<i64> = sqlx::query_scalar(sql::PERSON_OF_MENTION)
                .bind(column(mention.key())).fetch_optional(&mut *c).await?;
            let Some(person) = person else { return Ok(None) };
            match sqlx::query(sql::PERSON).bind(person).fetch_optional(&mut *c).await? {
                Some(row) => Ok(Some(PersonRow {
                    id: row.try_get::<i64, _>(0)?.cast_unsigned(),
                    party: row.try_get(1)?,
                    mentions: row.try_get(2)?,
                    reports: row.try_get(3)?,
                    weakest: row.try_get(4)?,
                })),
                None => Ok(None),
            }
        })
    }

    /// Mentions of a person, the earliest first.
    pub async fn mentions_of_person(&self, person: u64, limit: i64) -> Result<Vec<MentionRef>, StoreError> {
        let mut unit = self.look().await?;
        let keys: Vec<i64> = on!(&mut unit, c => sqlx::query_scalar(sql::MENTIONS_OF_PERSON)
            .bind(column(person)).bind(limit).fetch_all(c).await?);
        Ok(keys.into_iter().map(|key| MentionRef::of_key(key.cast_unsigned())).collect())
    }

    /// Merges and splits of a person, the latest first.
    pub async fn turns_of_person(&self, person: u64, limit: i64) -> Result<Vec<TurnRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut turns = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::TURNS_OF_PERSON).bind(column(person)).bind(limit).fetch_all(c).await? {
            let kind: String = row.try_get(2)?;
            turns.push(TurnRow {
                at: Instant::from_micros(row.try_get(1)?),
                kind: if kind == "merged" { TurnKind::Merged } else { TurnKind::Split },
                from: row.try_get::<i64, _>(3)?.cast_unsigned(),
                into: row.try_get::<i64, _>(4)?.cast_unsigned(),
            });
        });
        Ok(turns)
    }

    /// Opens the reports that mention a person, or two persons to be compared. Each opening is in the journal, under
    /// its report, before the words leave this function; unknown reports are left out, erased ones come without words.
    pub async fn open_person(
        &self,
        by: &By,
        person: MentionRef,
        reports: &[i64],
    ) -> Result<Vec<PersonReport>, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let mut opened = Vec::with_capacity(reports.len());
        for no in reports {
            let row: Option<QueueRow> = on!(&mut pending.unit, c => match sqlx::query(sql::REPORT_BY_NO).bind(*no).fetch_optional(c).await? {
                Some(row) => Some(queue_row!(&row)),
                None => None,
            });
            let Some(row) = row else { continue };
            let Some(key) = record_key(&mut pending.unit, self.keys(), row.id.as_bytes()).await? else {
                opened.push(PersonReport { row, report: None });
                continue;
            };
            let sealed: Option<Vec<u8>> = on!(&mut pending.unit, c => sqlx::query(sql::JOURNAL_ENTRY).bind(row.entry).fetch_one(c).await?.try_get(1)?);
            let tampered = || StoreError::Tampered(format!("journal entry {}", row.entry));
            let plain = key
                .open(&report_context(row.id, row.version), &sealed.unwrap_or_default())
                .ok_or_else(tampered)?;
            let (header, _) = unpack::<SealedReport>(&plain).ok_or_else(tampered)?;
            pending.record(Event::PersonRead { id: row.id, person }, None);
            opened.push(PersonReport { row, report: Some(header.report) });
        }
        pending.save().await?;
        Ok(opened)
    }

    /// Row numbers of reports that no lead shows where it should; none, unless somebody changed the tables outside the
    /// program. Walks all reports.
    pub async fn hidden_reports(&self, limit: i64) -> Result<Vec<i64>, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::HIDDEN_REPORTS).bind(limit).fetch_all(c).await?))
    }
}
