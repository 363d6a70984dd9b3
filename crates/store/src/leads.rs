//! Reading leads and persons: lists without a word about people, and a person opened for a purpose.

use crate::{
    By, LeadRow, LeadWork, Page, PersonRow, QueueFilter, QueueRow, StoreError, TurnKind, TurnRow,
    asks::open_asks,
    database::{Store, Unit, on},
    event::Event,
    intake::{SealedReport, record_key, report_context, unpack},
    journal::Pending,
    link_write::column,
    many::{at_once, bound},
    reports::queue_row,
    sql,
    tables::Cell,
};
use model::{AgencyId, Instant, LeadState, MentionRef, Override, Reference, Report, ReportId, UserId};
use sqlx::Row;
use std::collections::HashMap;

/// Reads a lead from a row whose columns of leads begin at `$at`.
macro_rules! lead_row {
    ($row:expr, $at:literal) => {{
        let row = $row;
        LeadRow {
            no: row.try_get($at)?,
            rank: row.try_get($at + 1)?,
            kinds: row.try_get($at + 2)?,
            channels: row.try_get($at + 3)?,
            reports: row.try_get($at + 4)?,
            persons: row.try_get($at + 5)?,
            children: row.try_get($at + 6)?,
            suspects: row.try_get($at + 7)?,
            first_received: Instant::from_micros(row.try_get($at + 8)?),
            last_received: Instant::from_micros(row.try_get($at + 9)?),
        }
    }};
}

pub(crate) use lead_row;

/// Reads a row of the columns that all lists of leads select.
macro_rules! listed_lead {
    ($row:expr) => {{
        let row = $row;
        let lead = lead_row!(row, 15);
        let changed = || StoreError::Tampered("a row of the table of leads".into());
        let (user, team): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.try_get(28)?, row.try_get(29)?);
        let (name, team_name): (Option<String>, Option<String>) = (row.try_get(33)?, row.try_get(34)?);
        let decided: i64 = row.try_get(31)?;
        ListedLead {
            top: queue_row!(row),
            since: row.try_get::<Option<i64>, _>(25)?.map(Instant::from_micros),
            reference: $crate::intake::reference(row.try_get(35)?, row.try_get(36)?),
            work: LeadWork {
                version: row.try_get(26)?,
                state: LeadState::from_code(row.try_get(27)?).ok_or_else(changed)?,
                user: user.and_then(|id| UserId::from_slice(&id)),
                team: team.and_then(|id| AgencyId::from_slice(&id)),
                holder: name.or(team_name),
                urgency: Override::from_code(row.try_get(30)?).ok_or_else(changed)?,
                since: (decided != 0).then(|| Instant::from_micros(decided)),
                asked: None,
                newer: row.try_get(32)?,
            },
            lead,
        }
    }};
}

pub(crate) use listed_lead;

/// A lead as lists show it.
#[derive(Clone, Debug)]
pub struct ListedLead {
    /// The lead itself.
    pub lead: LeadRow,
    /// What people call it: the reference of its earliest report.
    pub reference: Reference,
    /// Its most urgent report.
    pub top: QueueRow,
    /// Since when it waits, if it does.
    pub since: Option<Instant>,
    /// Where the work on it stands.
    pub work: LeadWork,
}

/// The row of a lead that nobody has worked on.
pub(crate) fn cells_of(lead: &LeadRow) -> Vec<Cell> {
    vec![
        lead.no.into(),
        lead.rank.into(),
        lead.kinds.into(),
        lead.channels.into(),
        lead.reports.into(),
        lead.persons.into(),
        lead.children.into(),
        lead.suspects.into(),
        lead.first_received.micros().into(),
        lead.last_received.micros().into(),
        1.into(),
        0.into(),
        lead.first_received.micros().into(),
        0.into(),
        0.into(),
        // Until it is ranked, the report that names it.
        lead.no.into(),
        0.into(),
        LeadState::Open.code().into(),
        None::<Vec<u8>>.into(),
        None::<Vec<u8>>.into(),
        Override::AsScored.code().into(),
        0.into(),
        0.into(),
    ]
}

/// Looks up what was asked about those leads that wait for an answer.
pub(crate) async fn with_questions(
    unit: &mut Unit,
    mut leads: Vec<ListedLead>,
) -> Result<Vec<ListedLead>, StoreError> {
    let waits = |one: &ListedLead| one.work.state == LeadState::Waiting;
    let waiting: Vec<i64> = leads.iter().filter(|one| waits(one)).map(|one| one.lead.no).collect();
    if waiting.is_empty() {
        return Ok(leads);
    }
    let mut asked = open_asks(unit, &waiting).await?;
    for one in leads.iter_mut().filter(|one| waits(one)) {
        one.work.asked = asked.remove(&one.lead.no).and_then(|asks| asks.into_iter().next());
    }
    Ok(leads)
}

/// A report that was opened to show what it says of a person.
pub struct PersonReport {
    /// What is in a list.
    pub row: QueueRow,
    /// What was understood; nothing where it was erased.
    pub report: Option<Report>,
}

impl Store {
    /// A page of leads that wait, the most urgent first; leads of nothing but held reports are not among them.
    pub async fn leads(&self, filter: QueueFilter, page: Page) -> Result<Vec<ListedLead>, StoreError> {
        let (rank, no) = page.after.unwrap_or((i64::MIN, 0));
        let filtered = filter.channel.is_some() || filter.kinds.is_some();
        let text = if filtered { sql::LEADS_FILTERED } else { sql::LEADS };
        let mut leads = Vec::new();
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => {
            let mut query = sqlx::query(text).bind(rank).bind(no).bind(page.limit).bind(crate::HELD_FROM);
            if filtered {
                let (kinds, channels) = filter.bits();
                query = query.bind(kinds).bind(channels);
            }
            for row in query.fetch_all(c).await? {
                leads.push(listed_lead!(&row));
            }
        });
        with_questions(&mut unit, leads).await
    }

    /// The lead that a report belongs to, as lists show it.
    pub async fn listed_lead(&self, report_no: i64) -> Result<Option<ListedLead>, StoreError> {
        let mut leads = Vec::new();
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::LISTED_LEAD).bind(report_no).bind(1_i64).fetch_all(c).await? {
            leads.push(listed_lead!(&row));
        });
        Ok(with_questions(&mut unit, leads).await?.pop())
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
                Some(row) => Ok(Some(lead_row!(&row, 0))),
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
        self.open_each(by, reports, |id| Event::PersonRead { id, person }).await
    }

    /// Opens reports to set what they say of times and numbers beside something else. That is in the journal, under each report,
    /// before the words leave this function, but it is no reading: a program compares, and nobody's share of what they read grows.
    /// Show nothing of the words. Unknown reports are left out, erased ones come without words.
    pub async fn compare_reports(&self, by: &By, reports: &[i64]) -> Result<Vec<PersonReport>, StoreError> {
        self.open_each(by, reports, |id| Event::ReportCompared { id }).await
    }

    async fn open_each(
        &self,
        by: &By,
        reports: &[i64],
        event: impl Fn(ReportId) -> Event,
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
            pending.record(event(row.id), None);
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
