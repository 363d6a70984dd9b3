//! The comparison of one gathered record with many.

use super::{Batch, Rows};
use crate::{
    model::Measure,
    column::{MISSING, SEVERAL, Table},
    kernel::Probe,
    plan::{Pattern, Plan, PlanComparison, Step, holds, measured},
};

/// What lets a comparison stop early: no pair below `floor` is wanted.
pub(crate) struct Bound {
    /// For each comparison and digit, the most that it can add to the weight.
    pub(crate) most: Vec<Vec<f64>>,
    /// For each comparison, the most that it and those after it can add.
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
                let new = |step: &Step| text(step).then(|| Prepared { probe: Probe::default(), record: NOBODY });
                comparison.steps.iter().map(new).collect()
            })
            .collect();
        let slots = (0..plan.columns.len())
            .map(|column| rows.slots.iter().position(|slot| slot.column == column))
            .collect();
        Self { prepared, slots, partial: Vec::new() }
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
        for (number, comparison) in plan.comparisons.iter().enumerate() {
            let Some(prepared) = self.prepared.get_mut(number) else { continue };
            let stride = plan.radix.stride(number);
            if look.missing(comparison, probe) {
                // Digit 0: no evidence, nothing to add.
            } else {
                for (other, pattern) in others.iter().zip(patterns.iter_mut()) {
                    *pattern += stride * u64::from(look.digit(comparison, prepared, *other as usize));
                }
            }
            if let Some(bound) = bound {
                self.cut(plan, bound, number, others, patterns);
            }
        }
        self.slots = slots;
    }

    /// Writes the segment of each pair; pairs of no segment leave.
    fn segments(&self, plan: &Plan, batch: &Batch, probe: usize, others: &mut Vec<u32>, patterns: &mut Vec<Pattern>) {
        let Some(segments) = &plan.segments else {
            patterns.resize(others.len(), 0);
            return;
        };
        let lane = self.slots.get(segments.column).copied().flatten().and_then(|slot| batch.lanes.get(slot));
        let code = |position: usize| lane.and_then(|lane| lane.codes.get(position)).copied().unwrap_or(MISSING);
        let mine = code(probe);
        others.retain(|other| match segments.of(mine, code(*other as usize)) {
            Some(segment) => {
                patterns.push(segment as u64 * plan.radix.segment);
                true
            }
            None => false,
        });
    }

    /// Takes out what cannot reach the bound any more.
    fn cut(&mut self, plan: &Plan, bound: &Bound, number: usize, others: &mut Vec<u32>, patterns: &mut Vec<Pattern>) {
        let Some(most) = bound.most.get(number) else { return };
        let rest = bound.rest.get(number + 1).copied().unwrap_or(0.0);
        let mut kept = 0;
        for at in 0..others.len() {
            let (Some(&other), Some(&pattern), Some(&partial)) =
                (others.get(at), patterns.get(at), self.partial.get(at))
            else {
                break;
            };
            let now = partial + most.get(plan.radix.digit(pattern, number)).copied().unwrap_or(0.0);
            if now + rest < bound.floor {
                continue;
            }
            if let (Some(o), Some(p), Some(w)) =
                (others.get_mut(kept), patterns.get_mut(kept), self.partial.get_mut(kept))
            {
                (*o, *p, *w) = (other, pattern, now);
            }
            kept += 1;
        }
        others.truncate(kept);
        patterns.truncate(kept);
        self.partial.truncate(kept);
    }
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
    fn code(&self, slot: usize, position: usize) -> u32 {
        self.batch.lanes.get(slot).and_then(|lane| lane.codes.get(position)).copied().unwrap_or(MISSING)
    }
    #[inline]
    fn missing(&self, comparison: &PlanComparison, position: usize) -> bool {
        comparison.missing.iter().any(|column| self.code(self.slot(*column), position) == MISSING)
    }

    /// The digit of one pair whose probe has values.
    #[inline]
    fn digit(&self, comparison: &PlanComparison, prepared: &mut [Option<Prepared>], other: usize) -> u8 {
        if self.missing(comparison, other) {
            return 0;
        }
        for (step, prepared) in comparison.steps.iter().zip(prepared) {
            let found = match step {
                Step::Other { check, digit } => {
                    holds(check, self.table, self.record(self.probe), self.record(other)).then_some(*digit)
                }
                Step::Exact { column, .. }
                | Step::Similar { column, .. }
                | Step::Edits { column, .. }
                | Step::Days { column, .. } => {
                    let slot = self.slot(*column);
                    let (mine, theirs) = (self.code(slot, self.probe), self.code(slot, other));
                    if (mine | theirs) & SEVERAL != 0 {
                        self.several(step, *column, other)
                    } else if mine == MISSING || theirs == MISSING {
                        None
                    } else if mine == theirs {
                        same(step)
                    } else {
                        self.unequal(step, prepared, slot, other)
                    }
                }
            };
            if let Some(digit) = found {
                return digit;
            }
        }
        1
    }

    fn record(&self, position: usize) -> u32 {
        self.batch.records.get(position).copied().unwrap_or(NOBODY)
    }

    /// Two different single values.
    #[inline]
    fn unequal(&self, step: &Step, prepared: &mut Option<Prepared>, slot: usize, other: usize) -> Option<u8> {
        match (step, prepared) {
            (Step::Similar { winkler, bounds, .. }, Some(prepared)) => {
                let least = bounds.last()?.0;
                let (theirs, bag) = (self.symbols(slot, other), self.bag(slot, other)?);
                let probe = self.ready(prepared, slot);
                let similarity = if *winkler {
                    probe.jaro_winkler_at_least(theirs, bag, least)
                } else {
                    probe.jaro_at_least(theirs, bag, least)
                }?;
                bounds.iter().find(|(bound, _)| similarity >= *bound).map(|(_, digit)| *digit)
            }
            (Step::Edits { damerau, bounds, .. }, Some(prepared)) => {
                let most = bounds.last()?.0;
                let (theirs, bag) = (self.symbols(slot, other), self.bag(slot, other)?);
                let probe = self.ready(prepared, slot);
                let edits = if *damerau {
                    probe.damerau_within(theirs, bag, most)
                } else {
                    probe.levenshtein_within(theirs, bag, most)
                }?;
                bounds.iter().find(|(bound, _)| edits <= *bound).map(|(_, digit)| *digit)
            }
            (Step::Days { bounds, .. }, _) => {
                let days = &self.batch.lanes.get(slot)?.days;
                let apart = f64::from(days.get(self.probe)?.abs_diff(*days.get(other)?));
                bounds.iter().find(|(bound, _)| apart <= *bound).map(|(_, digit)| *digit)
            }
            _ => None,
        }
    }

    #[inline]
    fn symbols(&self, slot: usize, position: usize) -> &[u8] {
        self.batch.symbols(self.rows, self.table, slot, position)
    }
    #[inline]
    fn bag(&self, slot: usize, position: usize) -> Option<crate::kernel::Bag> {
        self.batch.lanes.get(slot)?.bags.get(position).copied()
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
