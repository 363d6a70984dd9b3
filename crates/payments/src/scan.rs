//! A year of payments in, alerts with reasons out.

use crate::{
    PaymentsError,
    batch::{self, Collector, Keys},
    disposition::{Disposition, offered},
    pack::{Fired, Pack, Reason},
    payment::{Kind, Payment},
    plan::Plan,
    read::{BadRow, PaymentFile, read_shares},
    subject::{Hits, HitsInOrder, Subject, gather},
    window::View,
};
use std::{collections::HashMap, sync::Mutex};

/// Where the payments are.
#[derive(Debug)]
pub enum Source<'s> {
    /// Parquet files, read as one in this order; all of them tell payments apart, or none does.
    Files(&'s [PaymentFile<'s>]),
    /// Payments in memory.
    Rows(&'s [Payment]),
}

/// A subject with its reasons.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Who, and how many points.
    pub subject: Subject,
    /// Why, in order of points: what speaks for it and what speaks against.
    pub reasons: Vec<Reason>,
    /// What may be done.
    pub offered: Vec<Disposition>,
    /// Payment with the best score.
    pub payment: u64,
    /// Instant of that payment.
    pub at: i64,
}

impl Alert {
    /// An alert of a subject with the reasons that count in its score; `reasons` are those of all windows of its best event.
    pub(crate) fn new(
        pack: &Pack,
        subject: Subject,
        mut reasons: Vec<Reason>,
        payment: u64,
        at: i64,
    ) -> Self {
        let counts = |reason: &Reason| {
            let place = pack.indicators.iter().position(|indicator| indicator.id == reason.id);
            place.is_some_and(|place| subject.score.counted.has(place))
        };
        reasons.extend(pack.collective().iter().filter_map(|one| pack.collective_reason(one.at)));
        reasons.retain(counts);
        reasons.sort_by(|one, other| other.points.total_cmp(&one.points).then_with(|| one.id.cmp(&other.id)));
        reasons.dedup_by(|one, other| one.id == other.id);
        Self { offered: offered(&subject, pack.alert_from), payment, subject, reasons, at }
    }
}

/// What a scan found.
#[derive(Debug)]
pub struct Scan {
    /// Rows read.
    pub rows: u64,
    /// Rows handed over again.
    pub repeated: u64,
    /// Transfers read of which it is not known what the sender's clock showed: they say nothing of night.
    pub untimed: u64,
    /// Rows that could not be taken, the first so many of them, each with the number of its file.
    pub bad: Vec<(usize, BadRow)>,
    /// How many there are in all.
    pub bad_count: u64,
    /// Everything that fired.
    pub hits: HitsInOrder,
    /// Subjects at or above the pack's bound, the highest score first.
    pub subjects: Vec<Subject>,
}

/// Bad rows that are kept to be told: forty bytes each.
const BAD_KEPT: usize = 1_000_000;

/// A collector with the rows that it could not take.
struct Share<'p> {
    collector: Collector<'p>,
    untimed: u64,
    bad: Vec<(usize, BadRow)>,
    bad_count: u64,
}

impl Share<'_> {
    fn take(&mut self, payment: &Payment) {
        self.untimed += u64::from(payment.kind == Kind::Transfer && !payment.has_local_time());
        self.collector.push(payment);
    }
}

impl Source<'_> {
    fn collect<'p>(
        &self,
        plan: &'p Plan,
        only: Option<&'p Keys>,
        threads: usize,
    ) -> Result<Vec<Share<'p>>, PaymentsError> {
        let share = |collector: Collector<'p>| Share {
            collector: collector.only(only),
            untimed: 0,
            bad: Vec::new(),
            bad_count: 0,
        };
        match self {
            Self::Rows(rows) => {
                let mut share = share(Collector::told_apart(plan, 0));
                rows.iter().for_each(|payment| share.take(payment));
                Ok(vec![share])
            }
            Self::Files(files) => {
                let rows = files.iter().map(PaymentFile::rows).fold(0, u64::saturating_add);
                if rows >= u64::from(u32::MAX) {
                    return Err(PaymentsError::TooMany {
                        what: "rows of one run",
                        most: u64::from(u32::MAX) - 1,
                    });
                }
                let apart = files.iter().any(PaymentFile::tells_apart);
                read_shares(
                    files,
                    threads,
                    |first| {
                        let first = u32::try_from(first).unwrap_or(u32::MAX);
                        share(if apart {
                            Collector::told_apart(plan, first)
                        } else {
                            Collector::rows(plan, first)
                        })
                    },
                    |share, file, before, row| match row {
                        Ok(payment) => share.take(&payment),
                        Err(bad) => {
                            share.bad_count += 1;
                            // A row that counts nowhere keeps the numbers of those after it in step.
                            let (id, kind) =
                                (u64::MAX.wrapping_sub(before).wrapping_sub(bad.row), Kind::Withdrawn);
                            share.collector.push(&Payment { kind, ..Payment::transfer(id, 0, 0, 0, 0) });
                            if share.bad.len() < BAD_KEPT {
                                share.bad.push((file, bad));
                            }
                        }
                    },
                )
            }
        }
    }
}

/// Scans: every indicator at every payment, scored by subject.
pub fn scan(source: &Source<'_>, pack: &Pack, threads: usize) -> Result<Scan, PaymentsError> {
    let shares = source.collect(pack.plan(), None, threads)?;
    let (mut bad, mut bad_count, mut untimed, mut collectors) = (Vec::new(), 0, 0, Vec::new());
    for share in shares {
        bad_count += share.bad_count;
        untimed += share.untimed;
        bad.extend(share.bad);
        collectors.push(share.collector);
    }
    bad.truncate(BAD_KEPT);
    let done = batch::run(collectors, pack.plan(), pack, threads, Hits::default)?;
    let (rows, repeated) = (done.rows, done.repeated);
    let hits = HitsInOrder::of(done.sinks.into_iter().map(|sink| sink.0));
    let mut subjects = gather(&hits, pack);
    subjects.retain(|subject| subject.alerts.is_some());
    subjects.sort_by(|one, other| {
        let by_points = other.score.points.total_cmp(&one.score.points);
        by_points.then_with(|| (one.side, one.party).cmp(&(other.side, other.party)))
    });
    Ok(Scan { rows, repeated, untimed, bad, bad_count, hits, subjects })
}

/// Says why, for these subjects: reads the source once more and looks at their windows only.
pub fn explain(
    source: &Source<'_>,
    pack: &Pack,
    scan: &Scan,
    subjects: &[Subject],
    threads: usize,
) -> Result<Vec<Alert>, PaymentsError> {
    let mut wanted: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, subject) in subjects.iter().enumerate() {
        wanted.entry(subject.at_event).or_default().push(at);
    }
    let keys: Keys = scan
        .hits
        .as_slice()
        .iter()
        .filter(|hit| wanted.contains_key(&hit.sequence))
        .map(|hit| (hit.scope, hit.key))
        .collect();
    let shares = source.collect(pack.plan(), Some(&keys), threads)?;
    let collectors = shares.into_iter().map(|share| share.collector).collect();
    let found: Mutex<HashMap<u32, (i64, Vec<Reason>)>> = Mutex::new(HashMap::new());
    let done = batch::run(collectors, pack.plan(), pack, threads, || {
        |_, _, view: &View<'_>, fired: Fired| {
            let sequence = view.current().sequence;
            if !fired.is_none()
                && wanted.contains_key(&sequence)
                && let Ok(mut found) = found.lock()
            {
                let (at, reasons) = found.entry(sequence).or_default();
                *at = view.current().at();
                reasons.extend(fired.positions().filter_map(|place| pack.reason(place, view)));
            }
        }
    })?;
    let found = found.lock().map(|mut found| std::mem::take(&mut *found)).unwrap_or_default();
    let alerts = subjects.iter().map(|subject| {
        let (at, reasons) = found.get(&subject.at_event).cloned().unwrap_or_default();
        let payment = done.id(subject.at_event).unwrap_or_default();
        Alert::new(pack, subject.clone(), reasons, payment, at)
    });
    Ok(alerts.collect())
}
