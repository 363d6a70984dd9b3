//! The comparison of gathered records, many pairs at a time.

use super::{
    Batch, Rows,
    look::{Hope, Look, Prepared, Work, prepared},
};
use crate::{
    column::{MISSING, Table},
    plan::{Pattern, Plan},
};

/// Two gathered records, by position in the batch.
pub(crate) type Pair = [u32; 2];

/// What lets a comparison stop early: no pair below `floor` is wanted.
pub(crate) struct Bound {
    /// For each comparison and digit, the most that it can add to the weight.
    pub(crate) most: Vec<Vec<f64>>,
    /// For each place in the order of comparisons, the most that it and those after it can add.
    pub(crate) rest: Vec<f64>,
    /// The weight from which a pair is wanted.
    pub(crate) floor: f64,
    /// What every pair starts with.
    pub(crate) start: f64,
}

impl Bound {
    /// What a comparison asks for at its place in the order; `lowest` is the least that any pair has before it, and then
    /// the least that any has after it.
    fn limit(&self, place: usize, number: usize, lowest: &mut f64) -> Limit<'_> {
        let most = self.most.get(number).map(Vec::as_slice).unwrap_or_default();
        let least = most.iter().copied().fold(f64::INFINITY, f64::min);
        *lowest += if least.is_finite() { least } else { 0.0 };
        let needed = self.floor - self.rest.get(place + 1).copied().unwrap_or(0.0);
        Limit { most, needed, cuts: *lowest < needed }
    }
}

/// What pairs must reach in one comparison.
#[derive(Clone, Copy)]
struct Limit<'a> {
    /// The most that each digit adds.
    most: &'a [f64],
    /// What a pair must have after the comparison.
    needed: f64,
    /// Whether any pair can have less.
    cuts: bool,
}

/// Working memory of one thread.
pub(crate) struct Scratch {
    /// For each comparison, for each of its steps.
    prepared: Vec<Vec<Option<Prepared>>>,
    /// Slot of each column.
    slots: Vec<Option<usize>>,
    /// The most that each pair has so far.
    partial: Vec<f64>,
    work: Work,
}

impl Scratch {
    pub(crate) fn new(plan: &Plan, rows: &Rows) -> Self {
        Self {
            prepared: plan.comparisons.iter().map(prepared).collect(),
            slots: (0..plan.columns.len()).map(|column| rows.slot_of(column)).collect(),
            partial: Vec::new(),
            work: Work::default(),
        }
    }

    /// Compares pairs of positions in the batch. Pairs that cannot reach the bound, or that the segments do not compare,
    /// leave `pairs`; the rest have their patterns in `patterns`. Pairs of one record stand best side by side: its texts
    /// are prepared once for all of them.
    #[expect(clippy::too_many_arguments, reason = "the innermost loop: everything it reads is named")]
    pub(crate) fn compare(
        &mut self,
        plan: &Plan,
        table: &Table,
        rows: &Rows,
        batch: &Batch,
        pairs: &mut Vec<Pair>,
        patterns: &mut Vec<Pattern>,
        bound: Option<&Bound>,
    ) {
        patterns.clear();
        self.segments(plan, batch, pairs, patterns);
        let Self { prepared, slots, partial, work } = self;
        partial.clear();
        let mut lowest = 0.0;
        if let Some(bound) = bound {
            partial.resize(pairs.len(), bound.start);
            lowest = bound.start;
        }
        let look = Look { table, rows, batch, slots };
        for (place, number) in plan.order.iter().enumerate() {
            let (Some(comparison), Some(prepared)) =
                (plan.comparisons.get(*number), prepared.get_mut(*number))
            else {
                continue;
            };
            let limit = bound.map(|bound| bound.limit(place, *number, &mut lowest));
            let hope = limit.filter(|limit| limit.cuts).map(|Limit { most, needed, .. }| Hope {
                partial: partial.as_slice(),
                most,
                needed,
            });
            look.levels(comparison, prepared, pairs, hope.as_ref(), work);
            let stride = plan.radix.stride(*number);
            match limit {
                None => add(stride, &work.digits, patterns),
                Some(limit) if !limit.cuts => {
                    add(stride, &work.digits, patterns);
                    for (partial, digit) in partial.iter_mut().zip(&work.digits) {
                        *partial += limit.most.get(usize::from(*digit)).copied().unwrap_or(0.0);
                    }
                }
                Some(limit) => cut(limit, stride, &work.digits, pairs, patterns, partial),
            }
            if pairs.is_empty() {
                break;
            }
        }
    }

    /// Writes the segment of each pair; pairs of no segment leave.
    fn segments(&self, plan: &Plan, batch: &Batch, pairs: &mut Vec<Pair>, patterns: &mut Vec<Pattern>) {
        let Some(segments) = &plan.segments else {
            patterns.resize(pairs.len(), 0);
            return;
        };
        let lane = batch.lane(self.slots.get(segments.column).copied().flatten());
        let code = |position: u32| lane.get(position as usize).copied().unwrap_or(MISSING);
        pairs.retain(|[left, right]| match segments.of(code(*left), code(*right)) {
            Some(segment) => {
                patterns.push(segment as u64 * plan.radix.segment);
                true
            }
            None => false,
        });
    }
}

/// Writes the digits into the patterns.
#[inline]
fn add(stride: u64, digits: &[u8], patterns: &mut [Pattern]) {
    for (pattern, digit) in patterns.iter_mut().zip(digits) {
        *pattern += stride * u64::from(*digit);
    }
}

/// Writes the digits into the patterns; pairs that cannot reach what is needed any more leave.
fn cut(
    limit: Limit<'_>,
    stride: u64,
    digits: &[u8],
    pairs: &mut Vec<Pair>,
    patterns: &mut Vec<Pattern>,
    partial: &mut Vec<f64>,
) {
    let mut kept = 0;
    for (at, digit) in digits.iter().enumerate() {
        let (Some(&pair), Some(&pattern), Some(&before)) = (pairs.get(at), patterns.get(at), partial.get(at))
        else {
            break;
        };
        let now = before + limit.most.get(usize::from(*digit)).copied().unwrap_or(0.0);
        if let (Some(o), Some(p), Some(w)) =
            (pairs.get_mut(kept), patterns.get_mut(kept), partial.get_mut(kept))
        {
            (*o, *p, *w) = (pair, pattern + stride * u64::from(*digit), now);
        }
        kept += usize::from(now >= limit.needed);
    }
    pairs.truncate(kept);
    patterns.truncate(kept);
    partial.truncate(kept);
}
