//! The comparison of one gathered record with many.

use super::{Batch, Rows};
use crate::{
    column::{MISSING, SEVERAL, Table},
    kernel::{Bag, Probe, Sketch},
    model::Measure,
    plan::{Pattern, Plan, PlanComparison, Step, holds, measured},
};

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

/// A prepared text with the record it belongs to.
struct Prepared {
    probe: Probe,
    record: u32,
}

/// Working memory of one thread.
pub(crate) struct Scratch {
    /// For each comparison, for each of its steps.
    prepared: Vec<Vec<Option<Prepared>>>,
    /// Slot of each column.
    slots: Vec<Option<usize>>,
    partial: Vec<f64>,
    work: Work,
}

/// No record: records are numbered in 31 bits.
const NOBODY: u32 = u32::MAX;

impl Scratch {
    pub(crate) fn new(plan: &Plan, rows: &Rows) -> Self {
        let prepared = plan
            .comparisons
            .iter()
            .map(|comparison| {
                let text = |step: &Step| matches!(step, Step::Similar { .. } | Step::Edits { .. });
                let new =
                    |step: &Step| text(step).then(|| Prepared { probe: Probe::default(), record: NOBODY });
                comparison.steps.iter().map(new).collect()
            })
            .collect();
        let slots = (0..plan.columns.len())
            .map(|column| rows.slots.iter().position(|slot| slot.column == column))
            .collect();
        Self { prepared, slots, partial: Vec::new(), work: Work::default() }
    }

    /// Forgets prepared texts: records may have changed.
    pub(crate) fn forget(&mut self) {
        for prepared in self.prepared.iter_mut().flatten().flatten() {
            prepared.record = NOBODY;
        }
    }

    /// Compares the record at `probe` with those at `others` (positions in the batch). Others that cannot reach the
    /// bound, or that the segments do not compare, leave `others`; the rest have their patterns in `patterns`.
    #[expect(clippy::too_many_arguments, reason = "the innermost loop: everything it reads is named")]
    pub(crate) fn compare(
        &mut self,
        plan: &Plan,
        table: &Table,
        rows: &Rows,
        batch: &Batch,
        probe: usize,
        others: &mut Vec<u32>,
        patterns: &mut Vec<Pattern>,
        bound: Option<&Bound>,
    ) {
        patterns.clear();
        self.segments(plan, batch, probe, others, patterns);
        self.partial.clear();
        if let Some(bound) = bound {
            self.partial.resize(others.len(), bound.start);
        }
        let slots = std::mem::take(&mut self.slots);
        let look = Look { table, rows, batch, slots: &slots, probe };
        let mut work = std::mem::take(&mut self.work);
        let mut partial = std::mem::take(&mut self.partial);
        for (place, number) in plan.order.iter().enumerate() {
            let (Some(comparison), Some(prepared)) =
                (plan.comparisons.get(*number), self.prepared.get_mut(*number))
            else {
                continue;
            };
            let limit = bound.map(|bound| {
                let most = bound.most.get(*number).map(Vec::as_slice).unwrap_or_default();
                (most, bound.floor - bound.rest.get(place + 1).copied().unwrap_or(0.0))
            });
            if look.missing(comparison, probe) {
                work.digits.clear();
                work.digits.resize(others.len(), 0);
            } else {
                let hope = limit.map(|(most, needed)| Hope { partial: &partial, most, needed });
                look.levels(comparison, prepared, others, hope.as_ref(), &mut work);
            }
            let stride = plan.radix.stride(*number);
            match limit {
                None => {
                    for (pattern, digit) in patterns.iter_mut().zip(&work.digits) {
                        *pattern += stride * u64::from(*digit);
                    }
                }
                Some(limit) => cut(limit, stride, &work.digits, others, patterns, &mut partial),
            }
        }
        self.work = work;
        self.partial = partial;
        self.slots = slots;
    }

    /// Writes the segment of each pair; pairs of no segment leave.
    fn segments(
        &self,
        plan: &Plan,
        batch: &Batch,
        probe: usize,
        others: &mut Vec<u32>,
        patterns: &mut Vec<Pattern>,
    ) {
        let Some(segments) = &plan.segments else {
            patterns.resize(others.len(), 0);
            return;
        };
        let lane = self.slots.get(segments.column).copied().flatten().and_then(|slot| batch.lanes.get(slot));
        let code =
            |position: usize| lane.and_then(|lane| lane.codes.get(position)).copied().unwrap_or(MISSING);
        let mine = code(probe);
        others.retain(|other| match segments.of(mine, code(*other as usize)) {
            Some(segment) => {
                patterns.push(segment as u64 * plan.radix.segment);
                true
            }
            None => false,
        });
    }
}

/// Writes the digits into the patterns; pairs that cannot reach what is needed any more leave.
fn cut(
    (most, needed): (&[f64], f64),
    stride: u64,
    digits: &[u8],
    others: &mut Vec<u32>,
    patterns: &mut Vec<Pattern>,
    partial: &mut Vec<f64>,
) {
    let mut kept = 0;
    for (at, digit) in digits.iter().enumerate() {
        let (Some(&other), Some(&pattern), Some(&before)) =
            (others.get(at), patterns.get(at), partial.get(at))
        else {
            break;
        };
        let now = before + most.get(usize::from(*digit)).copied().unwrap_or(0.0);
        if let (Some(o), Some(p), Some(w)) =
            (others.get_mut(kept), patterns.get_mut(kept), partial.get_mut(kept))
        {
            (*o, *p, *w) = (other, pattern + stride * u64::from(*digit), now);
        }
        kept += usize::from(now >= needed);
    }
    others.truncate(kept);
    patterns.truncate(kept);
    partial.truncate(kept);
}

/// What pairs may still reach within one comparison.
struct Hope<'a> {
    /// The most that each pair has so far.
    partial: &'a [f64],
    /// The most that each digit adds.
    most: &'a [f64],
    /// What a pair must have after the comparison.
    needed: f64,
}

impl Hope<'_> {
    /// Takes pairs out of the open ones that would be cut whatever the steps from digit `from` down still find: their
    /// digit stays the lowest.
    fn give_up(&self, from: u8, open: &mut Vec<u32>) {
        let best = self.most.get(1..=usize::from(from)).unwrap_or_default();
        let best = best.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        open.retain(|place| {
            self.partial.get(*place as usize).is_none_or(|partial| partial + best >= self.needed)
        });
    }
}

/// Levels of one comparison, as they are found.
#[derive(Default)]
struct Work {
    /// By place among the others.
    digits: Vec<u8>,
    /// Places that no step has decided yet.
    open: Vec<u32>,
}

/// What one comparison looks at.
struct Look<'a> {
    table: &'a Table,
    rows: &'a Rows,
    batch: &'a Batch,
    slots: &'a [Option<usize>],
    probe: usize,
}

impl Look<'_> {
    #[inline]
    fn slot(&self, column: usize) -> usize {
        // Every column of a fast step has a slot.
        self.slots.get(column).copied().flatten().unwrap_or(usize::MAX)
    }
    #[inline]
    fn missing(&self, comparison: &PlanComparison, position: usize) -> bool {
        comparison.missing.iter().any(|column| code(self.codes(self.slot(*column)), position) == MISSING)
    }

    /// The levels of all others, whose probe has values: step by step, each step for all that are still open.
    fn levels(
        &self,
        comparison: &PlanComparison,
        prepared: &mut [Option<Prepared>],
        others: &[u32],
        hope: Option<&Hope<'_>>,
        work: &mut Work,
    ) {
        let begun = self.begin(comparison, others, work);
        let Work { digits, open } = work;
        for (step, prepared) in comparison.steps.iter().zip(prepared).skip(begun) {
            if let (Some(hope), Some(digit)) = (hope, step.first_costly_digit()) {
                hope.give_up(digit, open);
            }
            if open.is_empty() {
                break;
            }
            match step {
                Step::Other { check, digit } => decide(open, others, digits, |other| {
                    holds(check, self.table, self.record(self.probe), self.record(other)).then_some(*digit)
                }),
                Step::Exact { column, digit } => {
                    let codes = self.codes(self.slot(*column));
                    let mine = code(codes, self.probe);
                    if mine == MISSING {
                        continue;
                    }
                    decide(open, others, digits, |other| {
                        let theirs = code(codes, other);
                        if (mine | theirs) & SEVERAL == 0 {
                            (mine == theirs).then_some(*digit)
                        } else {
                            self.several(step, *column, other)
                        }
                    });
                }
                Step::Similar { column, winkler, bounds } => {
                    let Some(least) = bounds.last().map(|(bound, _)| *bound) else { continue };
                    self.texts(
                        step,
                        *column,
                        prepared,
                        (open, others, digits),
                        |mine, theirs| {
                            if *winkler {
                                mine.may_be_jaro_winkler(theirs, least)
                            } else {
                                mine.may_be_jaro(theirs, least)
                            }
                        },
                        |probe, symbols, bag| {
                            let similarity = if *winkler {
                                probe.jaro_winkler_at_least(symbols, bag, least)
                            } else {
                                probe.jaro_at_least(symbols, bag, least)
                            }?;
                            bounds.iter().find(|(bound, _)| similarity >= *bound).map(|(_, digit)| *digit)
                        },
                    );
                }
                Step::Edits { column, damerau, bounds } => {
                    let Some(most) = bounds.last().map(|(bound, _)| *bound) else { continue };
                    self.texts(
                        step,
                        *column,
                        prepared,
                        (open, others, digits),
                        |mine, theirs| mine.may_be_within(theirs, most),
                        |probe, symbols, bag| {
                            let edits = if *damerau {
                                probe.damerau_within(symbols, bag, most)
                            } else {
                                probe.levenshtein_within(symbols, bag, most)
                            }?;
                            bounds.iter().find(|(bound, _)| edits <= *bound).map(|(_, digit)| *digit)
                        },
                    );
                }
                Step::Days { column, bounds } => {
                    let slot = self.slot(*column);
                    let (codes, days) =
                        (self.codes(slot), self.batch.lanes.get(slot).map(|lane| lane.days.as_slice()));
                    let days = days.unwrap_or_default();
                    let (mine, day) =
                        (code(codes, self.probe), days.get(self.probe).copied().unwrap_or_default());
                    if mine == MISSING {
                        continue;
                    }
                    decide(open, others, digits, |other| {
                        let theirs = code(codes, other);
                        if theirs == MISSING {
                            return None;
                        }
                        if (mine | theirs) & SEVERAL != 0 {
                            return self.several(step, *column, other);
                        }
                        let apart = f64::from(days.get(other).copied().unwrap_or_default().abs_diff(day));
                        bounds.iter().find(|(bound, _)| apart <= *bound).map(|(_, digit)| *digit)
                    });
                }
            }
        }
    }

    /// Missing values, and the first step where it is plain equality of the one column that may be missing: one look.
    /// Returns how many steps are done.
    fn begin(&self, comparison: &PlanComparison, others: &[u32], work: &mut Work) -> usize {
        let Work { digits, open } = work;
        digits.clear();
        open.clear();
        let places = 0..u32::try_from(others.len()).unwrap_or(u32::MAX);
        if let ([column], Some(step @ Step::Exact { column: first, digit })) =
            (comparison.missing.as_slice(), comparison.steps.first())
            && column == first
        {
            let codes = self.codes(self.slot(*column));
            let mine = code(codes, self.probe);
            for (place, other) in places.zip(others) {
                let theirs = code(codes, *other as usize);
                let found = if theirs == MISSING {
                    0
                } else if mine == theirs {
                    *digit
                } else if (mine | theirs) & SEVERAL == 0 {
                    open.push(place);
                    1
                } else {
                    self.several(step, *column, *other as usize).unwrap_or_else(|| {
                        open.push(place);
                        1
                    })
                };
                digits.push(found);
            }
            return 1;
        }
        digits.resize(others.len(), 1);
        open.extend(places);
        for column in &comparison.missing {
            let codes = self.codes(self.slot(*column));
            decide(open, others, digits, |other| (code(codes, other) == MISSING).then_some(0));
        }
        0
    }

    /// A step that compares texts: what the sketches rule out is never looked at.
    #[inline]
    fn texts(
        &self,
        step: &Step,
        column: usize,
        prepared: &mut Option<Prepared>,
        (open, others, digits): (&mut Vec<u32>, &[u32], &mut [u8]),
        may: impl Fn(Sketch, Sketch) -> bool,
        mut compare: impl FnMut(&mut Probe, &[u8], Bag) -> Option<u8>,
    ) {
        let slot = self.slot(column);
        let codes = self.codes(slot);
        let sketches = self.batch.lanes.get(slot).map(|lane| lane.sketches.as_slice()).unwrap_or_default();
        let mine = code(codes, self.probe);
        let (Some(sketch), Some(prepared)) = (sketches.get(self.probe).copied(), prepared) else { return };
        if mine == MISSING {
            return;
        }
        decide(open, others, digits, |other| {
            let theirs = code(codes, other);
            if theirs == MISSING {
                return None;
            }
            if (mine | theirs) & SEVERAL != 0 {
                return self.several(step, column, other);
            }
            if mine == theirs {
                return same(step);
            }
            let other_sketch = sketches.get(other).copied().unwrap_or_default();
            if !may(sketch, other_sketch) {
                return None;
            }
            compare(self.ready(prepared, slot), self.symbols(slot, other), other_sketch.bag())
        });
    }

    #[inline]
    fn codes(&self, slot: usize) -> &[u32] {
        self.batch.lanes.get(slot).map(|lane| lane.codes.as_slice()).unwrap_or_default()
    }

    fn record(&self, position: usize) -> u32 {
        self.batch.records.get(position).copied().unwrap_or(NOBODY)
    }

    #[inline]
    fn symbols(&self, slot: usize, position: usize) -> &[u8] {
        self.batch.symbols(self.rows, self.table, slot, position)
    }

    /// The probe's text, prepared once for all others.
    #[inline]
    fn ready<'p>(&self, prepared: &'p mut Prepared, slot: usize) -> &'p mut Probe {
        let record = self.record(self.probe);
        if prepared.record != record {
            prepared.record = record;
            prepared.probe.set(self.symbols(slot, self.probe));
        }
        &mut prepared.probe
    }

    /// At least one of the records has several values: the best pair of values counts.
    fn several(&self, step: &Step, column: usize, other: usize) -> Option<u8> {
        let column = self.table.columns.get(column)?;
        let (left, right) = (self.record(self.probe), self.record(other));
        let test = |measure: Measure, bound: f64| measured(measure, bound, column, left, right);
        match step {
            Step::Exact { digit, .. } => test(Measure::Exact, 0.0).then_some(*digit),
            Step::Similar { winkler, bounds, .. } => {
                let measure = if *winkler { Measure::JaroWinkler } else { Measure::Jaro };
                bounds.iter().find(|(bound, _)| test(measure, *bound)).map(|(_, digit)| *digit)
            }
            Step::Edits { damerau, bounds, .. } => {
                let measure = if *damerau { Measure::Damerau } else { Measure::Levenshtein };
                bounds.iter().find(|(bound, _)| test(measure, f64::from(*bound))).map(|(_, digit)| *digit)
            }
            Step::Days { bounds, .. } => {
                bounds.iter().find(|(bound, _)| test(Measure::Days, *bound)).map(|(_, digit)| *digit)
            }
            Step::Other { .. } => None,
        }
    }
}

/// What a step says of two equal values: similarity 1, no edit, no day apart.
#[inline]
fn same(step: &Step) -> Option<u8> {
    match step {
        Step::Exact { digit, .. } => Some(*digit),
        Step::Similar { bounds, .. } | Step::Days { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
        Step::Edits { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
        Step::Other { .. } => None,
    }
}

#[inline]
fn code(codes: &[u32], position: usize) -> u32 {
    codes.get(position).copied().unwrap_or(MISSING)
}

/// Asks for the digit of every open place; those that have one now are open no more.
#[inline]
fn decide(
    open: &mut Vec<u32>,
    others: &[u32],
    digits: &mut [u8],
    mut digit: impl FnMut(usize) -> Option<u8>,
) {
    open.retain(|place| {
        let Some(other) = others.get(*place as usize) else { return false };
        match digit(*other as usize) {
            None => true,
            Some(found) => {
                if let Some(place) = digits.get_mut(*place as usize) {
                    *place = found;
                }
                false
            }
        }
    });
}
