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

/// What lets a comparison stop early: no pair below `floor` is wanted. Every pair begins with the most that any can have,
/// and falls with each comparison to the most that it still can. Weights are counted in steps that add up exactly
/// (`weights::rounded`), so that nothing is lost by the way in which they are added.
pub(crate) struct Bound {
    /// For each comparison and digit, how far a pair falls when it is found there: never above zero.
    pub(crate) falls: Vec<Vec<f64>>,
    /// The weight from which a pair is wanted.
    pub(crate) floor: f64,
    /// The most that any pair can have.
    pub(crate) most: f64,
}

impl Bound {
    fn falls(&self, number: usize) -> &[f64] {
        self.falls.get(number).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How far pairs fall in one comparison, by digit.
#[derive(Clone, Copy)]
struct Falls<'a> {
    by_digit: &'a [f64],
    /// Missing values were looked at before.
    missing_known: bool,
}

impl Falls<'_> {
    #[inline]
    fn at(self, digit: u8) -> f64 {
        if digit == 0 && self.missing_known {
            return 0.0;
        }
        self.by_digit.get(usize::from(digit)).copied().unwrap_or(0.0)
    }
    fn deepest(self) -> f64 {
        let from = usize::from(self.missing_known);
        self.by_digit.get(from..).unwrap_or_default().iter().copied().fold(0.0, f64::min)
    }
}

/// Working memory of one thread.
pub(crate) struct Scratch {
    /// For each comparison, for each of its steps.
    prepared: Vec<Vec<Option<Prepared>>>,
    /// Slot of each column.
    slots: Vec<Option<usize>>,
    /// The most that each pair can still have.
    hopes: Vec<f64>,
    work: Work,
}

impl Scratch {
    pub(crate) fn new(plan: &Plan, rows: &Rows) -> Self {
        Self {
            prepared: plan.comparisons.iter().map(prepared).collect(),
            slots: (0..plan.columns.len()).map(|column| rows.slot_of(column)).collect(),
            hopes: Vec::new(),
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
        let Self { prepared, slots, hopes, work } = self;
        let look = Look { table, rows, batch, slots };
        hopes.clear();
        // The least that the hope of any pair can be.
        let mut lowest = 0.0;
        if let Some(bound) = bound {
            hopes.resize(pairs.len(), bound.most);
            lowest = bound.most;
            // Where much is missing, most pairs are without hope before anything costly is looked at.
            for number in &plan.costly {
                let fall = bound.falls(*number).first().copied().unwrap_or(0.0);
                if let Some(comparison) = plan.comparisons.get(*number).filter(|_| fall < 0.0) {
                    look.missing(comparison, pairs, |place| {
                        if let Some(hope) = hopes.get_mut(place) {
                            *hope += fall;
                        }
                    });
                    lowest += fall;
                }
            }
            if lowest < bound.floor && !plan.costly.is_empty() {
                cut(bound.floor, pairs, patterns, hopes, |_| (0, 0.0));
            }
        }
        for number in &plan.order {
            if pairs.is_empty() {
                break;
            }
            let (Some(comparison), Some(prepared)) =
                (plan.comparisons.get(*number), prepared.get_mut(*number))
            else {
                continue;
            };
            let stride = plan.radix.stride(*number);
            let Some(bound) = bound else {
                look.levels(comparison, prepared, pairs, None, work);
                add(stride, &work.digits, patterns);
                continue;
            };
            let falls = Falls { by_digit: bound.falls(*number), missing_known: plan.costly.contains(number) };
            lowest += falls.deepest();
            let cuts = lowest < bound.floor;
            let hope =
                cuts.then_some(Hope { hopes: hopes.as_slice(), falls: falls.by_digit, floor: bound.floor });
            look.levels(comparison, prepared, pairs, hope.as_ref(), work);
            if cuts {
                let digits = &work.digits;
                cut(bound.floor, pairs, patterns, hopes, |at| {
                    let digit = digits.get(at).copied().unwrap_or(0);
                    (stride * u64::from(digit), falls.at(digit))
                });
            } else {
                add(stride, &work.digits, patterns);
                for (hope, digit) in hopes.iter_mut().zip(&work.digits) {
                    *hope += falls.at(*digit);
                }
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

/// Adds to patterns and hopes what is found at each place; pairs that cannot reach the floor any more leave.
#[inline]
fn cut(
    floor: f64,
    pairs: &mut Vec<Pair>,
    patterns: &mut Vec<Pattern>,
    hopes: &mut Vec<f64>,
    found: impl Fn(usize) -> (Pattern, f64),
) {
    let mut kept = 0;
    for at in 0..pairs.len() {
        let (Some(&pair), Some(&pattern), Some(&hope)) = (pairs.get(at), patterns.get(at), hopes.get(at))
        else {
            break;
        };
        let (digit, fall) = found(at);
        let now = hope + fall;
        if let (Some(o), Some(p), Some(w)) =
            (pairs.get_mut(kept), patterns.get_mut(kept), hopes.get_mut(kept))
        {
            (*o, *p, *w) = (pair, pattern + digit, now);
        }
        kept += usize::from(now >= floor);
    }
    pairs.truncate(kept);
    patterns.truncate(kept);
    hopes.truncate(kept);
}
