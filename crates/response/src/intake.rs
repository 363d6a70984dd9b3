//! Receiving reports: read, triage, seal, write, acknowledge.
//!
//! Reading and sealing run on threads of their own with bounded queues between them, so that memory stays bounded
//! whatever the size of the input. A batch is acknowledged when it is durable, not before.

use crate::{
    ResponseError,
    policy::{Permit, act},
    triage::Factors,
};
use formats::{Input, Limits, OpenOptions, Record, SetAside, table::ColumnMap};
use model::{Report, Source};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicU64},
};
use store::{Delivered, Delivery, Outcome, Receipt, SetAsideDelivery, Store};
use tokio::sync::mpsc;

/// One file, folder or package to take in, with who it comes from.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What to read.
    pub input: Input,
    /// Who it comes from.
    pub source: Source,
    /// How its columns are to be read, for CSV.
    pub columns: Option<ColumnMap>,
}

/// How intake is done.
#[derive(Clone)]
pub struct IntakeOptions {
    /// Bounds for readers.
    pub limits: Limits,
    /// Most reports in one unit of work.
    pub batch: usize,
    /// Counts input bytes as they are read, for progress.
    pub bytes_read: Arc<AtomicU64>,
}

impl Default for IntakeOptions {
    /// 1,000 reports a batch: large enough that the cost of a durable commit vanishes, small enough that a lost
    /// connection costs a fraction of a second of work.
    fn default() -> Self {
        Self { limits: Limits::default(), batch: 1_000, bytes_read: Arc::default() }
    }
}

/// Documents of a batch are at most this large together, so that memory stays bounded with large documents.
const BATCH_BYTES: usize = 16 << 20;

/// What an intake did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct IntakeSummary {
    /// Files and packages read.
    pub inputs: u64,
    /// Reports that were new.
    pub new: u64,
    /// Reports that had been delivered before, unchanged.
    pub again: u64,
    /// Reports that had been delivered before with other content.
    pub revised: u64,
    /// Records kept that could not be read as reports.
    pub set_aside: u64,
    /// Paths that the readers did not understand, with how often each occurred. What stood there is with the reports.
    pub not_understood: BTreeMap<String, u64>,
}

impl IntakeSummary {
    /// Reports acknowledged, of any outcome.
    pub fn reports(&self) -> u64 {
        self.new + self.again + self.revised
    }
}

/// What happens during an intake, as it happens.
pub enum IntakeEvent<'a> {
    /// These are durable now.
    Acknowledged(&'a [Receipt]),
    /// This record could not be read as a report; it is kept.
    SetAside(&'a SetAside),
}

/// At most this many different paths are listed; an input made to fill memory with paths ends up in one line.
const PATHS_LISTED: usize = 10_000;

/// A batch on its way: sealed reports, records set aside, and the paths not understood.
#[derive(Default)]
struct Batch {
    reports: Vec<store::Prepared>,
    set_asides: Vec<(SetAside, String)>,
    not_understood: BTreeMap<String, u64>,
    inputs: u64,
}

/// Takes all inputs in. `notice` is told what is durable and what was set aside, in order.
pub async fn receive(
    store: &Store,
    permit: &Permit<act::ReceiveReports>,
    factors: Arc<Factors>,
    inputs: Vec<Incoming>,
    options: IntakeOptions,
    mut notice: impl FnMut(IntakeEvent<'_>),
) -> Result<IntakeSummary, ResponseError> {
    // Two stages ahead of the writer: reading, then sealing. Each queue holds one batch.
    let (read_tx, mut read_rx) = mpsc::channel::<Vec<Read>>(1);
    let (batch_tx, mut batch_rx) = mpsc::channel::<Batch>(1);
    let reader = tokio::task::spawn_blocking(move || read_all(inputs, &options, &read_tx));
    let mut preparer = store.preparer();
    let clock_store = store.clone();
    let sealer = tokio::task::spawn_blocking(move || {
        while let Some(outcomes) = read_rx.blocking_recv() {
            let now = clock_store.clock().now();
            let mut batch = Batch::default();
            for outcome in outcomes {
                match outcome {
                    Read::Input => batch.inputs += 1,
                    Read::Report(record) => {
                        count_unread(&mut batch.not_understood, &record.report);
                        let facts = Factors::facts(&record.report);
                        let priority = factors.priority(&facts, now, now);
                        let rank = (priority.rank(), priority.changes_at);
                        batch.reports.push(preparer.prepare(delivery(*record, facts, rank)));
                    }
                    Read::SetAside(aside, source) => batch.set_asides.push((*aside, source)),
                }
            }
            if batch_tx.blocking_send(batch).is_err() {
                break;
            }
        }
    });
    let mut summary = IntakeSummary::default();
    while let Some(batch) = batch_rx.recv().await {
        write(store, permit, batch, &mut summary, &mut notice).await?;
    }
    for task in [reader, sealer] {
        // A panic in a reader is a fault of this program: say so rather than report a short intake as a whole one.
        task.await.map_err(|error| ResponseError::Form(format!("a reader stopped unexpectedly: {error}")))?;
    }
    store.write_checkpoint().await?;
    Ok(summary)
}

/// Triages and seals one record; a held one stands behind the queue.
pub(crate) fn prepare(
    store: &Store,
    factors: &Factors,
    preparer: &mut store::Preparer,
    record: Record,
    held: bool,
) -> store::Prepared {
    let now = store.clock().now();
    let facts = Factors::facts(&record.report);
    let priority = factors.priority(&facts, now, now);
    preparer.prepare(delivery(record, facts, (priority.rank_of(held), priority.changes_at)))
}

/// Takes one report in and returns when it is durable: for doors that hand over one at a time.
pub async fn receive_one(
    store: &Store,
    permit: &Permit<act::ReceiveReports>,
    factors: &Factors,
    preparer: &mut store::Preparer,
    record: Record,
) -> Result<Receipt, ResponseError> {
    let prepared = prepare(store, factors, preparer, record, false);
    let receipts = store.deliver(permit.by(), vec![prepared]).await?;
    receipts.into_iter().next().ok_or(ResponseError::NotFound)
}

enum Read {
    /// A file or package begins.
    Input,
    Report(Box<Record>),
    SetAside(Box<SetAside>, String),
}

/// Reads every input and sends batches on; stops when nobody listens any more (the writer failed).
fn read_all(inputs: Vec<Incoming>, options: &IntakeOptions, out: &mpsc::Sender<Vec<Read>>) {
    let mut batch = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for incoming in inputs {
        let source = incoming.source.id.to_string();
        batch.push(Read::Input);
        let open = OpenOptions {
            limits: options.limits,
            columns: incoming.columns,
            progress: Some(options.bytes_read.clone()),
        };
        let outcomes: Box<dyn Iterator<Item = formats::Outcome> + Send> =
            match formats::open(&incoming.input.path, &incoming.source, &open) {
                Ok(outcomes) => outcomes,
                Err(error) => Box::new(std::iter::once(Err(error.into()))),
            };
        for outcome in outcomes {
            count += 1;
            match outcome {
                Ok(record) => {
                    bytes += record.document.bytes.len()
                        + record.papers.iter().map(|p| p.bytes.len()).sum::<usize>();
                    batch.push(Read::Report(Box::new(record)));
                }
                Err(aside) => {
                    bytes += aside.document.bytes.len();
                    batch.push(Read::SetAside(aside, source.clone()));
                }
            }
            if count >= options.batch || bytes >= BATCH_BYTES {
                if out.blocking_send(std::mem::take(&mut batch)).is_err() {
                    return;
                }
                (count, bytes) = (0, 0);
            }
        }
    }
    if !batch.is_empty() {
        // Nobody listening means that the writer has failed and says so itself.
        let _ = out.blocking_send(batch);
    }
}

fn count_unread(paths: &mut BTreeMap<String, u64>, report: &Report) {
    for unread in &report.unread {
        if let Some(count) = paths.get_mut(&unread.path) {
            *count += 1;
        } else {
            add_path(paths, unread.path.clone(), 1);
        }
    }
}

fn add_path(paths: &mut BTreeMap<String, u64>, path: String, count: u64) {
    let path =
        if paths.len() < PATHS_LISTED || paths.contains_key(&path) { path } else { "(further paths)".into() };
    *paths.entry(path).or_default() += count;
}

fn delivery(record: Record, facts: store::ReportFacts, rank: (i64, model::Instant)) -> Delivery {
    let delivered = |document: formats::Document| Delivered {
        name: document.name,
        media_type: document.media_type.to_owned(),
        bytes: document.bytes,
    };
    Delivery {
        place: record.at.to_string(),
        report: record.report,
        document: delivered(record.document),
        papers: record.papers.into_iter().map(delivered).collect(),
        facts,
        rank,
    }
}

/// Makes one batch durable, then tells.
async fn write(
    store: &Store,
    permit: &Permit<act::ReceiveReports>,
    batch: Batch,
    summary: &mut IntakeSummary,
    notice: &mut impl FnMut(IntakeEvent<'_>),
) -> Result<(), ResponseError> {
    if !batch.reports.is_empty() {
        let receipts = store.deliver(permit.by(), batch.reports).await?;
        for receipt in &receipts {
            match receipt.outcome {
                Outcome::New => summary.new += 1,
                Outcome::Again => summary.again += 1,
                Outcome::Revised => summary.revised += 1,
            }
        }
        notice(IntakeEvent::Acknowledged(&receipts));
    }
    if !batch.set_asides.is_empty() {
        let records: Vec<SetAsideDelivery> = batch
            .set_asides
            .iter()
            .map(|(aside, source)| SetAsideDelivery {
                source: source.clone(),
                place: aside.at.to_string(),
                problem: aside.problem.to_string(),
                document: Delivered {
                    name: aside.document.name.clone(),
                    media_type: aside.document.media_type.to_owned(),
                    bytes: aside.document.bytes.clone(),
                },
            })
            .collect();
        store.set_aside(permit.by(), &records).await?;
        for (aside, _) in &batch.set_asides {
            notice(IntakeEvent::SetAside(aside));
        }
    }
    summary.set_aside += batch.set_asides.len() as u64;
    summary.inputs += batch.inputs;
    for (path, count) in batch.not_understood {
        add_path(&mut summary.not_understood, path, count);
    }
    Ok(())
}
