//! Taking deliveries in: sealed outside the transaction, told apart and written inside it.

use crate::{
    By, StoreError, asks, bursts,
    database::{Store, Unit, on},
    event::{Event, Hex, ReportFacts},
    inbox,
    journal::{Entry, Pending},
    keys::{Keys, RecordKey, sha256},
    prepared::{Held, Prepared, PreparedPaper, Preparer},
    sql, tables,
};
use data_encoding::HEXLOWER;
use model::{Instant, Reference, Report, ReportId, new_id};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use zeroize::Zeroizing;

/// A document as it came: name, media type, bytes.
#[derive(Clone)]
pub struct Delivered {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A report as it is handed to the store.
pub struct Delivery {
    /// What was understood.
    pub report: Report,
    /// The record as it came, byte for byte.
    pub document: Delivered,
    /// Further papers that came with it.
    pub papers: Vec<Delivered>,
    /// Where it stood in the input, for people.
    pub place: String,
    /// What the queue needs without opening it.
    pub facts: ReportFacts,
    /// Where triage puts it now, and when that must be looked at again.
    pub rank: (i64, Instant),
}

/// A record that could not be read as a report, to be kept all the same.
pub struct SetAsideDelivery {
    /// Short name of the source.
    pub source: String,
    /// Where it stood in the input.
    pub place: String,
    /// Why it could not be read, without values.
    pub problem: String,
    /// Its bytes.
    pub document: Delivered,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The first delivery of this report.
    New,
    /// Delivered before with the same content: one report, one more receipt.
    Again,
    /// Delivered before with other content: a new version of the same report.
    Revised,
}

/// The receipt of one delivery: durable when it is returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// What people call the report.
    pub reference: Reference,
    /// The report.
    pub id: ReportId,
    /// Which version this delivery is.
    pub version: i64,
    /// What became of it.
    pub outcome: Outcome,
}

/// The header of a sealed body; the document's bytes follow it.
#[derive(Serialize, Deserialize)]
pub(crate) struct SealedReport {
    pub(crate) report: Report,
    pub(crate) document: DocumentHeader,
    pub(crate) place: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DocumentHeader {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) sha256: String,
}

impl DocumentHeader {
    pub(crate) fn of(document: &Delivered) -> Self {
        Self {
            name: document.name.clone(),
            media_type: document.media_type.clone(),
            sha256: HEXLOWER.encode(&sha256(&document.bytes)),
        }
    }
}

/// What a delivery is known again by: the source and its own number, or its content where it has none.
pub(crate) fn source_key(keys: &Keys, source: &str, reference: Option<&str>, digest: &[u8; 32]) -> [u8; 32] {
    match reference {
        Some(reference) => keys.keyed_hash("source reference", &[source.as_bytes(), reference.as_bytes()]),
        None => keys.keyed_hash("source content", &[source.as_bytes(), digest]),
    }
}

/// Blind-index tokens of a report's identifiers, each once.
pub(crate) fn tokens(keys: &Keys, report: &Report) -> Vec<i64> {
    let mut tokens: Vec<i64> =
        report.all_identifiers().map(|identifier| keys.token(&identifier.lookup_key())).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Header and bytes in one compressed piece: length of the header, header as JSON, bytes; LZ4.
///
/// Compressed before it is sealed: nobody who could choose part of the text can measure its size, and report and
/// document share most of their words.
pub(crate) fn pack(header: &impl Serialize, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let header = Zeroizing::new(serde_json::to_vec(header).unwrap_or_default());
    let mut whole = Zeroizing::new(Vec::with_capacity(4 + header.len() + bytes.len()));
    whole.extend_from_slice(&u32::try_from(header.len()).unwrap_or(u32::MAX).to_be_bytes());
    whole.extend_from_slice(&header);
    whole.extend_from_slice(bytes);
    Zeroizing::new(lz4_flex::compress_prepend_size(&whole))
}

/// Undoes [`pack`]; `None` where the bytes are not of that form.
pub(crate) fn unpack<T: for<'de> Deserialize<'de>>(packed: &[u8]) -> Option<(T, Vec<u8>)> {
    let whole = Zeroizing::new(lz4_flex::decompress_size_prepended(packed).ok()?);
    let (length, rest) = whole.split_first_chunk::<4>()?;
    let (header, bytes) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((serde_json::from_slice(header).ok()?, bytes.to_vec()))
}

pub(crate) fn report_context(id: ReportId, version: i64) -> String {
    format!("tanglaw/report/1/{id}/{version}")
}
pub(crate) fn paper_context(id: ReportId, entry_digest: &[u8]) -> String {
    format!("tanglaw/paper/1/{id}/{}", HEXLOWER.encode(entry_digest))
}
fn set_aside_context(id: ReportId) -> String {
    format!("tanglaw/set-aside/1/{id}")
}

/// Tokens of a report as its sealed journal entry holds it; none where its key was destroyed.
pub(crate) async fn tokens_of_sealed(
    unit: &mut Unit,
    keys: &Keys,
    id: ReportId,
    version: i64,
    entry: &Entry,
) -> Result<Vec<i64>, StoreError> {
    let Some(key) = record_key(unit, keys, id.as_bytes()).await? else { return Ok(Vec::new()) };
    let tampered = || StoreError::Tampered(format!("journal entry {}", entry.seq));
    let plain = key
        .open(&report_context(id, version), entry.sealed.as_deref().unwrap_or_default())
        .ok_or_else(tampered)?;
    let (header, _) = unpack::<SealedReport>(&plain).ok_or_else(tampered)?;
    Ok(tokens(keys, &header.report))
}

/// The data key of a record; `None` where it was destroyed.
pub(crate) async fn record_key(
    unit: &mut Unit,
    keys: &Keys,
    record: &[u8],
) -> Result<Option<RecordKey>, StoreError> {
    let wrapped: Option<Vec<u8>> =
        on!(unit, c => sqlx::query_scalar(sql::RECORD_KEY).bind(record).fetch_optional(c).await?);
    let Some(wrapped) = wrapped else { return Ok(None) };
    keys.unwrap(record, &wrapped).map(Some).ok_or_else(|| StoreError::Tampered("a data key".into()))
}

/// What is already known of a report.
#[derive(Clone)]
struct Known {
    id: ReportId,
    reference: Reference,
    digest: [u8; 32],
    version: i64,
    /// `None` where the key was destroyed.
    key: Option<RecordKey>,
}

impl Store {
    /// A sealer of deliveries with randomness of its own.
    pub fn preparer(&self) -> Preparer {
        Preparer { keys: Arc::new(self.keys().clone()), rng: self.fork_rng(), clock: self.machine().clock }
    }

    /// Writes deliveries in one unit of work and returns a receipt for each, in order. When this returns, all of them
    /// are durable; when it fails, none of them happened.
    pub async fn deliver(&self, by: &By, deliveries: Vec<Prepared>) -> Result<Vec<Receipt>, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let now = pending.at();
        let year = u16::try_from(now.to_utc().year()).unwrap_or(0);
        let mut inboxes: HashSet<[u8; 32]> = HashSet::new();
        for inbox in deliveries.iter().filter_map(|delivery| delivery.inbox.as_ref()) {
            if inbox::exists(&mut pending.unit, &inbox.locator).await? {
                inboxes.insert(inbox.locator);
            }
        }
        let mut known = known_reports(&mut pending.unit, self.keys(), &deliveries).await?;
        let (mut no, mut number): (i64, i64) = on!(&mut pending.unit, c => (
            sqlx::query_scalar(sql::NEXT_REPORT_NO).fetch_one(&mut *c).await?,
            sqlx::query_scalar(sql::NEXT_REPORT_NUMBER).bind(i64::from(year)).fetch_one(&mut *c).await?,
        ));
        let (mut burst, mut revised) = (None, Vec::new());
        let mut receipts = Vec::with_capacity(deliveries.len());
        let mut new_keys = Vec::with_capacity(deliveries.len());
        for mut delivery in deliveries {
            let papers = std::mem::take(&mut delivery.papers);
            let (opening, held) = (delivery.inbox.take(), delivery.held);
            let (receipt, key) = match known.get(&delivery.source_key).cloned() {
                None => {
                    let reference = Reference::new(year, u64::try_from(number).unwrap_or(0));
                    let entry = Known {
                        id: delivery.id,
                        reference,
                        digest: delivery.digest,
                        version: 1,
                        key: Some(delivery.key.clone()),
                    };
                    known.insert(delivery.source_key, entry);
                    new_keys.push(vec![delivery.id.as_bytes().as_slice().into(), delivery.wrapped.into()]);
                    let event = Event::ReportReceived {
                        no,
                        id: delivery.id,
                        year,
                        number: reference.number(),
                        source: delivery.source,
                        source_reference: delivery.source_reference,
                        source_key: Hex(delivery.source_key),
                        digest: Hex(delivery.digest),
                        received_at: now,
                        facts: delivery.facts,
                    };
                    pending.record_report(event, Some(delivery.sealed), delivery.tokens, Some(delivery.rank));
                    (no, number) = (no + 1, number + 1);
                    (
                        Receipt { reference, id: delivery.id, version: 1, outcome: Outcome::New },
                        Some(delivery.key),
                    )
                }
                // An erased report that is handed over again stays erased: only the delivery is noted.
                Some(found) if found.digest == delivery.digest || found.key.is_none() => {
                    pending.record(Event::ReportDeliveredAgain { id: found.id }, None);
                    let outcome = Outcome::Again;
                    (
                        Receipt { reference: found.reference, id: found.id, version: found.version, outcome },
                        found.key,
                    )
                }
                Some(found) => {
                    let version = found.version + 1;
                    let key = found.key.clone();
                    let sealed = key
                        .as_ref()
                        .map(|key| key.seal(&report_context(found.id, version), &delivery.plain, &mut rng));
                    let digest = Hex(delivery.digest);
                    let event = Event::ReportRevised { id: found.id, version, digest, facts: delivery.facts };
                    pending.record_report(event, sealed, delivery.tokens, None);
                    revised.push((found.id, delivery.source));
                    let receipt = Receipt {
                        reference: found.reference,
                        id: found.id,
                        version,
                        outcome: Outcome::Revised,
                    };
                    known.insert(delivery.source_key, Known { digest: delivery.digest, version, ..found });
                    (receipt, key)
                }
            };
            if let Some(Held { urgent }) = held.filter(|_| receipt.outcome == Outcome::New) {
                // All reports of one unit of work fall into the same burst.
                let current = match burst {
                    Some(current) => current,
                    None => bursts::current(&mut pending.unit, now).await?,
                };
                burst = Some(current);
                pending.record(Event::ReportHeld { id: receipt.id, burst: current, urgent }, None);
            }
            if let Some(opening) = opening.filter(|opening| inboxes.insert(opening.locator)) {
                let (event, wrapped) = inbox::open(self, opening, receipt.id, &mut rng);
                new_keys.push(wrapped);
                pending.record(event, None);
            }
            if let Some(key) = key
                && !papers.is_empty()
            {
                let held = if receipt.outcome == Outcome::New {
                    Vec::new()
                } else {
                    held_papers(&mut pending.unit, receipt.id).await?
                };
                for paper in papers
                    .into_iter()
                    .filter(|paper| !held.iter().any(|held| held.as_slice() == paper.digest))
                {
                    let sealed = key.seal(&paper_context(receipt.id, &paper.digest), &paper.plain, &mut rng);
                    let PreparedPaper { digest, media_type, size, .. } = paper;
                    let event =
                        Event::PaperKept { report: receipt.id, digest: Hex(digest), media_type, size };
                    pending.record(event, Some(sealed));
                }
            }
            receipts.push(receipt);
        }
        asks::answered_by(self, &mut pending, &revised).await?;
        pending.unit.insert_rows(&tables::RECORD_KEY, &new_keys).await?;
        pending.save().await?;
        Ok(receipts)
    }

    /// Keeps records that could not be read as reports; returns how many were new.
    pub async fn set_aside(&self, by: &By, records: &[SetAsideDelivery]) -> Result<usize, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let mut seen: HashMap<[u8; 32], ReportId> = HashMap::new();
        let mut new = 0;
        for record in records {
            let parts =
                [record.source.as_bytes(), record.problem.as_bytes(), record.document.bytes.as_slice()];
            let digest = self.keys().keyed_hash("set aside", &parts);
            let found: Option<Vec<u8>> = on!(&mut pending.unit, c => sqlx::query_scalar(sql::SET_ASIDE_EXISTS)
                .bind(digest.as_slice()).fetch_optional(c).await?);
            let found = found.and_then(|id| ReportId::from_slice(&id)).or_else(|| seen.get(&digest).copied());
            if let Some(id) = found {
                pending.record(Event::RecordSetAsideAgain { id }, None);
                continue;
            }
            let id: ReportId = new_id(self.clock(), &mut rng);
            seen.insert(digest, id);
            let key = RecordKey::generate(&mut rng);
            let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
            let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
            pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
            let plain = pack(&DocumentHeader::of(&record.document), &record.document.bytes);
            let sealed = key.seal(&set_aside_context(id), &plain, &mut rng);
            let event = Event::RecordSetAside {
                id,
                digest: Hex(digest),
                source: record.source.clone(),
                received_at: pending.at(),
                problem: record.problem.clone(),
                place: record.place.clone(),
            };
            pending.record(event, Some(sealed));
            new += 1;
        }
        pending.save().await?;
        Ok(new)
    }
}

/// Looks all deliveries of a batch up at once.
async fn known_reports(
    unit: &mut Unit,
    keys: &Keys,
    deliveries: &[Prepared],
) -> Result<HashMap<[u8; 32], Known>, StoreError> {
    let mut known = HashMap::new();
    let mut rest = deliveries;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(1 << rest.len().min(512).ilog2());
        rest = later;
        let marks = (1..=now.len()).map(unit.mark()).collect::<Vec<_>>().join(", ");
        let text = format!(
            "SELECT r.source_key, r.id, r.year, r.number, r.digest, r.version, k.wrapped \
             FROM report r LEFT JOIN record_key k ON k.record = r.id WHERE r.source_key IN ({marks})"
        );
        on!(&mut *unit, c => {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for delivery in now {
                query = query.bind(delivery.source_key.as_slice());
            }
            for row in query.fetch_all(c).await? {
                let (id, digest): (Vec<u8>, Vec<u8>) = (row.try_get(1)?, row.try_get(4)?);
                let (year, number): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
                let source_key: Vec<u8> = row.try_get(0)?;
                let wrapped: Option<Vec<u8>> = row.try_get(6)?;
                let changed = || StoreError::Tampered("a row of the report table".into());
                let id = ReportId::from_slice(&id).ok_or_else(changed)?;
                let key = wrapped.map(|wrapped| keys.unwrap(id.as_bytes(), &wrapped).ok_or_else(changed)).transpose()?;
                let found = Known {
                    id,
                    reference: reference(year, number),
                    digest: digest.try_into().map_err(|_| changed())?,
                    version: row.try_get(5)?,
                    key,
                };
                known.insert(source_key.try_into().map_err(|_| changed())?, found);
            }
        });
    }
    Ok(known)
}

async fn held_papers(unit: &mut Unit, id: ReportId) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(on!(unit, c => {
        // A report of this very unit is not in its table yet; it holds no papers either.
        let no: Option<i64> = sqlx::query_scalar(sql::REPORT_NO_OF_ID).bind(id.as_bytes().as_slice()).fetch_optional(&mut *c).await?;
        match no {
            Some(no) => sqlx::query_scalar(sql::PAPER_DIGESTS).bind(no).fetch_all(&mut *c).await?,
            None => Vec::new(),
        }
    }))
}

/// The reference from its columns.
pub(crate) fn reference(year: i64, number: i64) -> Reference {
    Reference::new(u16::try_from(year).unwrap_or(0), u64::try_from(number).unwrap_or(0))
}
