//! Reading reports: lists without a word about people, and one report opened for a purpose.

use crate::{
    By, Delivered, LeadRow, StoreError,
    database::{Store, Unit, on},
    event::{Event, Hex, ReportFacts},
    intake::{DocumentHeader, SealedReport, paper_context, record_key, report_context, unpack},
    journal::Pending,
    sql,
};
use model::{Channel, Identifier, IncidentKinds, Instant, Reference, Report, ReportId, SourceId};
use sqlx::Row;

/// One line of the queue: what may be in a list.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Row number, part of the place in the queue.
    pub no: i64,
    /// The report.
    pub id: ReportId,
    /// What people call it.
    pub reference: Reference,
    /// Short name of the source.
    pub source: String,
    /// The source's own number for it.
    pub source_reference: Option<String>,
    /// How many versions there are.
    pub version: i64,
    /// How many times it was delivered.
    pub deliveries: i64,
    /// Journal entry of the current version.
    pub entry: i64,
    /// When the house received it.
    pub received_at: Instant,
    /// Where it stands: lower comes first.
    pub rank: i64,
    /// Channel, kinds, time and evidence.
    pub facts: ReportFacts,
}

/// Which part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only this door.
    pub channel: Option<Channel>,
    /// Only reports with one of these kinds.
    pub kinds: Option<IncidentKinds>,
}

impl QueueFilter {
    /// The kinds and the doors as statements take them; -1 for all.
    pub(crate) fn bits(&self) -> (i64, i64) {
        (self.kinds.map_or(-1, IncidentKinds::bits), self.channel.map_or(-1, Channel::bit))
    }

    /// Whether a lead is in this part: one of its reports came through the door, one is of the kinds.
    pub fn takes(&self, lead: &LeadRow) -> bool {
        self.channel.is_none_or(|channel| lead.channels & channel.bit() != 0)
            && self.kinds.is_none_or(|kinds| lead.kinds & kinds.bits() != 0)
    }
}

/// From where on and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rank and number of the last row seen.
    pub after: Option<(i64, i64)>,
    /// How many rows.
    pub limit: i64,
}

/// A report with its words, opened by somebody for a purpose.
pub struct OpenedReport {
    /// What is in a list.
    pub row: QueueRow,
    /// What was understood.
    pub report: Report,
    /// The record as it came.
    pub document: Delivered,
    /// SHA-256 of the record as it came, hexadecimal.
    pub document_sha256: String,
    /// Where it stood in the input.
    pub place: String,
    /// Further papers: name, media type, size in bytes, SHA-256.
    pub papers: Vec<(String, String, i64, String)>,
}

/// Other reports that carry one of a report's identifiers.
pub struct Related {
    /// Position of the identifier in [`Report::all_identifiers`].
    pub position: usize,
    /// How many other reports carry it, counted up to a bound.
    pub count: i64,
    /// The first of them.
    pub first: Vec<QueueRow>,
}

/// One line of the journal, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// What for.
    pub purpose: String,
}

/// Reads a row of the columns that all lists of reports select.
macro_rules! queue_row {
    ($row:expr) => {{
        let row = $row;
        let (id, facts): (Vec<u8>, String) = (row.try_get(1)?, row.try_get(14)?);
        QueueRow {
            no: row.try_get(0)?,
            id: ReportId::from_slice(&id)
                .ok_or_else(|| StoreError::Tampered("a row of the report table".into()))?,
            reference: $crate::intake::reference(row.try_get(2)?, row.try_get(3)?),
            source: row.try_get(4)?,
            source_reference: row.try_get(5)?,
            version: row.try_get(6)?,
            deliveries: row.try_get(7)?,
            entry: row.try_get(8)?,
            received_at: Instant::from_micros(row.try_get(11)?),
            rank: row.try_get(13)?,
            facts: $crate::ranking::facts_of(&facts)?,
        }
    }};
}

pub(crate) use queue_row;

/// Counting a very common identifier (a shared address) stops here.
const COUNT_BOUND: i64 = 1_000;

/// Reports looked at in one step when those of late are counted.
const COUNT_BATCH: i64 = 2_000;

impl Store {
    /// A page of the queue.
    pub async fn queue(&self, filter: QueueFilter, page: Page) -> Result<Vec<QueueRow>, StoreError> {
        let (rank, no) = page.after.unwrap_or((i64::MIN, 0));
        let text = match (filter.channel, filter.kinds) {
            (None, None) => sql::QUEUE,
            (None, Some(_)) => sql::QUEUE_KINDS,
            (Some(_), None) => sql::QUEUE_CHANNEL,
            (Some(_), Some(_)) => sql::QUEUE_CHANNEL_KINDS,
        };
        let mut rows = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let mut query = sqlx::query(text).bind(rank).bind(no).bind(page.limit);
            if let Some(channel) = filter.channel {
                query = query.bind(channel.code());
            }
            if let Some(kinds) = filter.kinds {
                query = query.bind(kinds.bits());
            }
            for row in query.fetch_all(c).await? {
                rows.push(queue_row!(&row));
            }
        });
        Ok(rows)
    }

    /// How many reports there are.
    pub async fn count_all_reports(&self) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_REPORTS).fetch_one(c).await?))
    }

    /// How many reports there are, and how many stand before `rank`.
    pub async fn count_reports(&self, rank: i64) -> Result<(i64, i64), StoreError> {
        let mut unit = self.snapshot().await?;
        Ok(on!(&mut unit, c => (
            sqlx::query_scalar(sql::COUNT_REPORTS).fetch_one(&mut *c).await?,
            sqlx::query_scalar(sql::COUNT_IMMEDIATE).bind(rank).fetch_one(&mut *c).await?,
        )))
    }

    /// How many reports were received since an instant, and how many of them stand before `rank`. Only those are read.
    pub async fn count_reports_since(&self, since: Instant, rank: i64) -> Result<(i64, i64), StoreError> {
        let mut unit = self.snapshot().await?;
        let (mut reports, mut first, mut before) = (0, 0, i64::MAX);
        loop {
            let page: Vec<(i64, i64, i64)> = on!(&mut unit, c => sqlx::query_as(sql::RECEIVED_BEFORE_NO)
                .bind(before).bind(COUNT_BATCH).fetch_all(c).await?);
            let since_then = page.iter().filter(|(_, received, _)| *received >= since.micros());
            let counted = since_then.clone().count();
            reports += counted;
            first += since_then.filter(|(.., stands)| *stands < rank).count();
            match page.last() {
                Some((no, ..)) if counted > 0 => before = *no,
                _ => break,
            }
        }
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Ok((whole(reports), whole(first)))
    }

    /// How many records were set aside.
    pub async fn count_set_aside(&self) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_SET_ASIDE).fetch_one(c).await?))
    }

    /// The report of this reference.
    pub async fn find_reference(&self, reference: Reference) -> Result<Option<QueueRow>, StoreError> {
        let mut unit = self.look().await?;
        find_reference(&mut unit, reference).await
    }

    /// Reports of any source under this number of the source's own.
    pub async fn find_source_reference(&self, number: &str) -> Result<Vec<QueueRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let sources: Vec<String> = on!(&mut unit, c => sqlx::query_scalar(sql::SOURCES).fetch_all(c).await?);
        let mut found = Vec::new();
        for source in sources {
            let key = self.keys().keyed_hash("source reference", &[source.as_bytes(), number.as_bytes()]);
            on!(&mut unit, c => {
                if let Some(row) = sqlx::query(sql::REPORT_BY_KEY_LISTED).bind(key.as_slice()).fetch_optional(c).await? {
                    found.push(queue_row!(&row));
                }
            });
        }
        Ok(found)
    }

    /// Reports that carry one of the identifiers, each once, the most urgent first, at most `limit` for each identifier.
    /// The search is journaled without its words.
    pub async fn find_identifiers(
        &self,
        by: &By,
        identifiers: &[Identifier],
        limit: i64,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let mut found: Vec<QueueRow> = Vec::new();
        let mut unit = self.snapshot().await?;
        for identifier in identifiers {
            let token = self.keys().token(&identifier.lookup_key());
            on!(&mut unit, c => for row in sqlx::query(sql::REPORTS_BY_TOKEN).bind(token).bind(limit).fetch_all(c).await? {
                let row = queue_row!(&row);
                if !found.iter().any(|known| known.id == row.id) {
                    found.push(row);
                }
            });
        }
        drop(unit);
        found.sort_by_key(|row| (row.rank, row.no));
        let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
        self.record(by, Event::Searched { kind: "identifier".into(), found: count }).await?;
        Ok(found)
    }

    /// Reports that carry what a token stands for, the most urgent first.
    pub(crate) async fn rows_of_token(&self, token: i64, limit: i64) -> Result<Vec<QueueRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut found = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::REPORTS_BY_TOKEN).bind(token).bind(limit).fetch_all(c).await? {
            found.push(queue_row!(&row));
        });
        Ok(found)
    }

    /// Opens a report: the read is in the journal before the words leave this function.
    pub async fn open_report(
        &self,
        by: &By,
        reference: Reference,
    ) -> Result<Option<OpenedReport>, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let Some(row) = find_reference(&mut pending.unit, reference).await? else { return Ok(None) };
        let key =
            record_key(&mut pending.unit, self.keys(), row.id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let tampered = || StoreError::Tampered(format!("journal entry {}", row.entry));
        let sealed: Option<Vec<u8>> = on!(&mut pending.unit, c => sqlx::query(sql::JOURNAL_ENTRY).bind(row.entry).fetch_one(c).await?.try_get(1)?);
        let plain = key
            .open(&report_context(row.id, row.version), &sealed.unwrap_or_default())
            .ok_or_else(tampered)?;
        let (header, bytes) = unpack::<SealedReport>(&plain).ok_or_else(tampered)?;
        let mut papers = Vec::new();
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = on!(&mut pending.unit, c => {
            let mut rows = Vec::new();
            for paper in sqlx::query(sql::PAPERS_OF_REPORT).bind(row.no).fetch_all(c).await? {
                rows.push((paper.try_get(2)?, paper.try_get(3)?, paper.try_get(4)?));
            }
            rows
        });
        for (size, sealed, digest) in rows {
            let plain = key.open(&paper_context(row.id, &digest), &sealed).ok_or_else(tampered)?;
            let (header, _) = unpack::<DocumentHeader>(&plain).ok_or_else(tampered)?;
            papers.push((header.name, header.media_type, size, header.sha256));
        }
        pending.record(Event::ReportRead { id: row.id }, None);
        pending.save().await?;
        let SealedReport { report, document, place } = header;
        let document_sha256 = document.sha256;
        let document = Delivered { name: document.name, media_type: document.media_type, bytes };
        Ok(Some(OpenedReport { row, report, document, document_sha256, place, papers }))
    }

    /// Notes that the sensitive words of a report were asked for.
    pub async fn note_words_revealed(&self, by: &By, id: ReportId) -> Result<(), StoreError> {
        self.record(by, Event::WordsRevealed { id }).await
    }

    /// Other reports that carry an identifier of this one: at most `each` rows for an identifier.
    pub async fn related(&self, no: i64, report: &Report, each: i64) -> Result<Vec<Related>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut related = Vec::new();
        let mut seen = Vec::new();
        for (position, identifier) in report.all_identifiers().enumerate() {
            let token = self.keys().token(&identifier.lookup_key());
            if seen.contains(&token) {
                continue;
            }
            seen.push(token);
            let mut first = Vec::new();
            let count: i64 = on!(&mut unit, c => {
                for row in sqlx::query(sql::REPORTS_BY_TOKEN).bind(token).bind(each + 1).fetch_all(&mut *c).await? {
                    first.push(queue_row!(&row));
                }
                sqlx::query_scalar(sql::COUNT_BY_TOKEN).bind(token).bind(COUNT_BOUND).fetch_one(&mut *c).await?
            });
            first.retain(|row: &QueueRow| row.no != no);
            first.truncate(usize::try_from(each).unwrap_or(0));
            if !first.is_empty() {
                related.push(Related { position, count: count - 1, first });
            }
        }
        Ok(related)
    }

    /// The journal of one record, oldest first.
    pub async fn journal_of(&self, subject: &[u8; 16], limit: i64) -> Result<Vec<JournalLine>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => sqlx::query(sql::JOURNAL_OF_SUBJECT).bind(subject.as_slice()).bind(limit)
            .fetch_all(c).await?.iter().map(|row| Ok(JournalLine {
                seq: row.try_get(0)?,
                at: Instant::from_micros(row.try_get(1)?),
                actor: row.try_get(2)?,
                action: row.try_get(3)?,
                purpose: row.try_get(4)?,
            })).collect())
    }

    /// Short names of all sources that handed a report in.
    pub async fn sources(&self) -> Result<Vec<SourceId>, StoreError> {
        let mut unit = self.look().await?;
        let names: Vec<String> = on!(&mut unit, c => sqlx::query_scalar(sql::SOURCES).fetch_all(c).await?);
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Journals that somebody searched, and how much was found.
    pub async fn note_search(&self, by: &By, kind: &str, found: i64) -> Result<(), StoreError> {
        self.record(by, Event::Searched { kind: kind.to_owned(), found }).await
    }

    /// Journals that something was refused.
    pub async fn note_refusal(&self, by: &By, action: &str) -> Result<(), StoreError> {
        self.record(by, Event::AccessRefused { action: action.to_owned() }).await
    }

    /// Journals that somebody asked for a record that they do not see, by its reference. One time is quiet: people
    /// mistype, and links outlive referrals. Each time that makes it so many within an hour is loud.
    pub async fn note_hidden(
        &self,
        by: &By,
        need: &str,
        record: &str,
        id: Option<[u8; 16]>,
    ) -> Result<(), StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let since = pending.at().plus_seconds(-HIDDEN_WITHIN).micros();
        let latest: Vec<(i64, String)> = on!(&mut pending.unit, c => sqlx::query_as(sql::LATEST_OF_ACTOR)
            .bind(by.actor.as_str()).bind(200_i64).fetch_all(c).await?);
        let before = latest.iter().filter(|(at, action)| *at >= since && action == "record_refused").count();
        let (need, record) = (need.to_owned(), record.to_owned());
        pending.record(Event::RecordRefused { id: id.map(Hex), record, need }, None);
        if (before + 1).is_multiple_of(HIDDEN_OFTEN) {
            pending.record(Event::AccessRefused { action: "hidden_records".into() }, None);
        }
        pending.save().await
    }
}

/// So many requests for records that somebody does not see, within this many seconds, are no mistake any more.
const HIDDEN_OFTEN: usize = 5;
const HIDDEN_WITHIN: i64 = 3_600;

async fn find_reference(unit: &mut Unit, reference: Reference) -> Result<Option<QueueRow>, StoreError> {
    let number = i64::try_from(reference.number()).unwrap_or(i64::MAX);
    on!(unit, c => {
        let row = sqlx::query(sql::REPORT_BY_REFERENCE).bind(i64::from(reference.year())).bind(number).fetch_optional(c).await?;
        match row {
            Some(row) => Ok(Some(queue_row!(&row))),
            None => Ok(None),
        }
    })
}
