//! A pack over a year whose truth is known: what work it makes, what it finds, when, and at whose cost.

use crate::{
    pack::{Fired, Pack},
    subject::{HitsInOrder, Raised, Side, gather_among},
    window::Table,
};
use std::{
    collections::{BTreeMap, BinaryHeap},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// One day in milliseconds.
const DAY: i64 = 86_400_000;
/// Days that a raised subject waits to be looked at before it is given up.
const WAITS: i64 = 30;

/// One payment of an offending payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Instant.
    pub at: i64,
    /// Minor units.
    pub amount: u32,
    /// Whom.
    pub recipient: u32,
}

/// Smaller workloads that are told beside the asked one, alerts a day.
const FEWER: [usize; 3] = [1, 5, 10];

/// What is true of a party.
pub trait Truth: Sync {
    /// Whether an alert about the party is a right one.
    fn is_involved(&self, side: Side, party: u32) -> bool;
    /// Parties of this side that an alert should find.
    fn involved(&self, side: Side) -> u64;
    /// Payers who themselves pay for the abuse (no victims), in order.
    fn offenders(&self) -> &[u32];
    /// An offending payer's payments, in order of time.
    fn payments(&self, party: u32) -> &[Paid];
    /// Groups that a payer belongs to: corridor, nationality.
    fn groups(&self, party: u32) -> Vec<String>;
    /// Payers of each group.
    fn group_sizes(&self) -> BTreeMap<String, u64>;
    /// Days of the year.
    fn days(&self) -> i64;
}

/// One threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Points from which an alert is raised.
    pub threshold: f64,
    /// Subjects alerted, each once in the year.
    pub alerts: u64,
    /// Alerts of one day, on average.
    pub per_day: f64,
    /// Share of alerts that are right.
    pub precision: f64,
    /// Share of offending payers that are found.
    pub payers_found: f64,
    /// Share of all involved parties, payees included, that are found.
    pub found: f64,
}

/// What comes out at a fixed number of alerts a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// Alerts that can be looked at in a day.
    pub per_day: usize,
    /// Alerts that were looked at in the year.
    pub alerts: u64,
    /// Right ones among them.
    pub right: u64,
    /// Most that could be right: the involved parties, as a share of the alerts.
    pub ceiling: f64,
    /// Share of offending payers that were found.
    pub payers_found: f64,
    /// Share of offending payers that were found, or whom an alerted recipient leads to (who looks at a recipient sees who
    /// pays them).
    pub payers_reached: f64,
    /// Share of all involved parties that were found.
    pub found: f64,
    /// Of those found: payments before the alert, in the median.
    pub payments_before: f64,
    /// Of all offending payers: share of their payments that was made before an alert, or never met one.
    pub share_before: f64,
    /// The same of their money.
    pub money_before: f64,
    /// Wrongly alerted payers, by group.
    pub wrong_by_group: BTreeMap<String, Wrong>,
}

/// Payers of one group who were alerted though they are not involved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Wrongly alerted.
    pub alerted: u64,
    /// All payers of the group.
    pub payers: u64,
}

impl Wrong {
    /// Payers from whom on a rate is told of a group by itself: of a thousand, a rate of one in a hundred is known to about a
    /// third of itself (square root of ten).
    pub const TOLD_FROM: u64 = 1_000;

    /// Among 100,000 payers.
    #[expect(clippy::cast_precision_loss, reason = "counts of one year")]
    pub fn among_100_000(self) -> f64 {
        self.alerted as f64 * 100_000.0 / self.payers.max(1) as f64
    }

    /// Whether there are too few payers for a rate of their own.
    pub const fn is_small(self) -> bool {
        self.payers < Self::TOLD_FROM
    }

    /// Both groups together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self { alerted: self.alerted + other.alerted, payers: self.payers + other.payers }
    }
}

impl Workload {
    /// Share of alerts that are right.
    #[expect(clippy::cast_precision_loss, reason = "counts of one year")]
    pub fn precision(&self) -> f64 {
        if self.alerts == 0 { 0.0 } else { self.right as f64 / self.alerts as f64 }
    }
}

/// What an indicator adds: the workload without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// What was taken away.
    pub without: String,
    /// What comes out then.
    pub workload: Workload,
}

/// Everything that a backtest tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// Thresholds swept.
    pub sweep: Vec<Point>,
    /// At the fixed workload.
    pub workload: Workload,
    /// The same where fewer can be looked at.
    pub fewer: Vec<Workload>,
    /// The same without what speaks against.
    pub without_exculpatory: Workload,
    /// The same without one indicator each.
    pub ablations: Vec<Ablation>,
}

/// Runs over hits that a batch found. Taking indicators away only scores anew: nothing is counted twice.
pub fn run(hits: &HitsInOrder, pack: &Pack, truth: &dyn Truth, per_day: usize, threads: usize) -> Backtest {
    let whole = raised(hits, pack, Fired::ALL);
    let mut without = vec![pack.all_but(|one| one.id.starts_with('E'))];
    without.extend(pack.indicators.iter().map(|one| pack.all_but(|gone| gone.id == one.id)));
    let mut without = workloads(hits, pack, truth, per_day, &without, threads).into_iter();
    Backtest {
        sweep: sweep(hits, pack, truth),
        workload: looked_at(&whole, truth, per_day),
        fewer: FEWER.iter().map(|few| looked_at(&whole, truth, *few)).collect(),
        without_exculpatory: without.next().unwrap_or_default(),
        ablations: pack
            .indicators
            .iter()
            .zip(without)
            .map(|(one, workload)| Ablation { without: one.id.clone(), workload })
            .collect(),
    }
}

/// The workload of each set of indicators, on so many threads.
fn workloads(
    hits: &HitsInOrder,
    pack: &Pack,
    truth: &dyn Truth,
    per_day: usize,
    sets: &[Fired],
    threads: usize,
) -> Vec<Workload> {
    let done: Vec<OnceLock<Workload>> = sets.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let (Some(set), Some(place)) = (sets.get(at), done.get(at)) else { break };
        place.get_or_init(|| workload(hits, pack, *set, truth, per_day));
    };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    done.into_iter().filter_map(OnceLock::into_inner).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of one year")]
fn share(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of one year")]
fn sweep(hits: &HitsInOrder, pack: &Pack, truth: &dyn Truth) -> Vec<Point> {
    // The best score of each subject tells at which thresholds it is alerted.
    let mut best: Table<u64, (f64, Side, u32)> = Table::default();
    gather_among(hits, pack, Fired::ALL, 0.5, |raised| {
        let key = u64::from(raised.party) << 1 | u64::from(raised.side == Side::Payee);
        let place = best.entry(key).or_insert((0.0, raised.side, raised.party));
        place.0 = place.0.max(raised.score.points);
    });
    let involved = truth.involved(Side::Payer) + truth.involved(Side::Payee);
    let mut points: Vec<Point> =
        (2..=24).map(|half| Point { threshold: f64::from(half) / 2.0, ..Point::default() }).collect();
    for point in &mut points {
        let (mut right, mut payers) = (0, 0);
        for (score, side, party) in best.values() {
            if *score < point.threshold {
                continue;
            }
            point.alerts += 1;
            right += u64::from(truth.is_involved(*side, *party));
            payers += u64::from(*side == Side::Payer && offends(truth, *party));
        }
        point.per_day = point.alerts as f64 / truth.days() as f64;
        point.precision = share(right, point.alerts);
        point.found = share(right, involved);
        point.payers_found = share(payers, truth.offenders().len() as u64);
    }
    points
}

/// Whether a payer is one of the offending ones.
fn offends(truth: &dyn Truth, party: u32) -> bool {
    truth.offenders().binary_search(&party).is_ok()
}

/// A subject that waits to be looked at: the highest score first, then who waited longest.
#[derive(Clone, Copy, PartialEq)]
struct Waiting {
    points: f64,
    at: i64,
    side: Side,
    party: u32,
}

impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |one: &Self| (-one.at, std::cmp::Reverse(one.party), one.side);
        self.points.total_cmp(&other.points).then_with(|| key(self).cmp(&key(other)))
    }
}

/// What is found where so many alerts can be looked at in a day: each evening the best of those that wait. Only the
/// indicators `among` it count.
pub fn workload(
    hits: &HitsInOrder,
    pack: &Pack,
    among: Fired,
    truth: &dyn Truth,
    per_day: usize,
) -> Workload {
    looked_at(&raised(hits, pack, among), truth, per_day)
}

/// Every event at which a subject stands high enough to wait for a look, in order of time.
fn raised(hits: &HitsInOrder, pack: &Pack, among: Fired) -> Vec<Raised> {
    let mut raised = Vec::new();
    gather_among(hits, pack, among, 1.0, |one| raised.push(one));
    raised.sort_unstable_by_key(|one| (one.at, one.sequence, one.side, one.party));
    raised
}

/// Each evening the best of those that wait.
fn looked_at(raised: &[Raised], truth: &dyn Truth, per_day: usize) -> Workload {
    let mut queue: BinaryHeap<Waiting> = BinaryHeap::new();
    // When each subject was looked at, and what it waits with.
    let mut seen: Table<u64, i64> = Table::default();
    let mut looked: Vec<(i64, Side, u32)> = Vec::new();
    let key = |side: Side, party: u32| u64::from(party) << 1 | u64::from(side == Side::Payee);
    let mut next = 0;
    let first = raised.first().map_or(0, |one| one.at.div_euclid(DAY));
    let last = raised.last().map_or(0, |one| one.at.div_euclid(DAY));
    for day in first..=last {
        while let Some(one) = raised.get(next).filter(|one| one.at.div_euclid(DAY) <= day) {
            next += 1;
            if !seen.contains_key(&key(one.side, one.party)) {
                queue.push(Waiting {
                    points: one.score.points,
                    at: one.at,
                    side: one.side,
                    party: one.party,
                });
            }
        }
        let mut left = per_day;
        while left > 0 {
            let Some(one) = queue.pop() else { break };
            let evening = (day + 1) * DAY;
            if evening - one.at > WAITS * DAY || seen.contains_key(&key(one.side, one.party)) {
                continue;
            }
            seen.insert(key(one.side, one.party), evening);
            looked.push((evening, one.side, one.party));
            left -= 1;
        }
    }
    tell(&looked, truth, per_day)
}

#[expect(clippy::cast_precision_loss, reason = "payments of one payer")]
fn tell(looked: &[(i64, Side, u32)], truth: &dyn Truth, per_day: usize) -> Workload {
    let mut out = Workload { per_day, alerts: looked.len() as u64, ..Workload::default() };
    let mut wrong: BTreeMap<String, u64> = BTreeMap::new();
    let mut when: BTreeMap<u32, i64> = BTreeMap::new();
    let mut payers = 0;
    for (at, side, party) in looked {
        let right = truth.is_involved(*side, *party);
        out.right += u64::from(right);
        if *side == Side::Payer {
            if offends(truth, *party) {
                payers += 1;
                when.insert(*party, *at);
            } else if !right {
                for group in truth.groups(*party) {
                    *wrong.entry(group).or_default() += 1;
                }
            }
        }
    }
    let involved = truth.involved(Side::Payer) + truth.involved(Side::Payee);
    out.ceiling = share(involved.min(out.alerts), out.alerts);
    let payees: Table<u32, i64> = looked
        .iter()
        .filter(|(_, side, _)| *side == Side::Payee)
        .map(|(at, _, party)| (*party, *at))
        .collect();
    let mut reached = 0;
    let (mut before, mut sums) = (Vec::new(), [0_u64; 4]);
    for party in truth.offenders().iter().copied() {
        let bound = when.get(&party).copied().unwrap_or(i64::MAX);
        let payments = truth.payments(party);
        // Who looks at a recipient sees whoever pays them, before the alert and after it.
        let led = payments.iter().any(|paid| payees.contains_key(&paid.recipient));
        reached += u64::from(when.contains_key(&party) || led);
        let early = payments.iter().filter(|paid| paid.at < bound);
        let (count, sum) = early.fold((0, 0), |(count, sum), paid| (count + 1, sum + u64::from(paid.amount)));
        if when.contains_key(&party) {
            before.push(count);
        }
        sums[0] += count;
        sums[1] += payments.len() as u64;
        sums[2] += sum;
        sums[3] += payments.iter().map(|paid| u64::from(paid.amount)).sum::<u64>();
    }
    before.sort_unstable();
    out.payers_found = share(payers, truth.offenders().len() as u64);
    out.payers_reached = share(reached, truth.offenders().len() as u64);
    out.found = share(out.right, involved);
    out.payments_before = before.get(before.len() / 2).map_or(0.0, |count| *count as f64);
    (out.share_before, out.money_before) = (share(sums[0], sums[1]), share(sums[2], sums[3]));
    for (group, payers) in truth.group_sizes() {
        let alerted = wrong.get(&group).copied().unwrap_or(0);
        out.wrong_by_group.insert(group, Wrong { alerted, payers });
    }
    out
}
