//! One comparison of many pairs: step by step, each step for all pairs that no step has decided yet.

use super::{Batch, Pair, Rows};
use crate::{
    column::{MISSING, SEVERAL, Table},
    kernel::{Probe, Reach, Sketch},
    model::Measure,
    plan::{COMMON_COLUMNS, Check, Common, PlanComparison, Step, holds, measured},
};

/// A text made ready for comparison.
pub(super) struct Prepared {
    probe: Probe,
    /// The code of the text.
    code: u32,
}

/// Room for the texts of a comparison, step by step.
pub(super) fn prepared(comparison: &PlanComparison) -> Vec<Option<Prepared>> {
    let text = |step: &Step| matches!(step, Step::Similar { .. } | Step::Edits { .. });
    let new = |step: &Step| text(step).then(|| Prepared { probe: Probe::default(), code: MISSING });
    comparison.steps.iter().map(new).collect()
}

/// What pairs may still reach within one comparison.
pub(super) struct Hope<'a> {
    /// The most that each pair can have, were it found at the best level.
    pub(super) hopes: &'a [f64],
    /// How far it falls at each digit.
    pub(super) falls: &'a [f64],
    /// What it must not fall below.
    pub(super) floor: f64,
}

impl Hope<'_> {
    /// Takes pairs out of the open ones that would be cut whatever the steps from digit `from` down still find: their
    /// digit stays the lowest.
    fn give_up(&self, from: u8, open: &mut Vec<u32>) {
        let best = self.falls.get(1..=usize::from(from)).unwrap_or_default();
        let best = best.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        keep(open, |place| self.hopes.get(place as usize).is_none_or(|hope| hope + best >= self.floor));
    }
}

/// Levels of one comparison, as they are found.
#[derive(Default)]
pub(super) struct Work {
    /// By place among the pairs.
    pub(super) digits: Vec<u8>,
    /// Places that no step has decided yet.
    open: Vec<u32>,
    /// Those of them whose texts a step must look at.
    near: Vec<u32>,
}

/// What one comparison looks at.
pub(super) struct Look<'a> {
    pub(super) table: &'a Table,
    pub(super) rows: &'a Rows,
    pub(super) batch: &'a Batch,
    /// Slot of each column.
    pub(super) slots: &'a [Option<usize>],
}

impl Look<'_> {
    #[inline]
    fn slot(&self, column: usize) -> Option<usize> {
        self.slots.get(column).copied().flatten()
    }
    /// Codes of a column of all gathered records. Every column of a fast step has a slot.
    #[inline]
    fn lane(&self, column: usize) -> &[u32] {
        self.batch.lane(self.slot(column))
    }

    /// The codes of both records of a pair.
    #[inline]
    fn codes(lane: &[u32], [left, right]: Pair) -> (u32, u32) {
        (code(lane, left), code(lane, right))
    }

    /// The levels of all pairs.
    pub(super) fn levels(
        &self,
        comparison: &PlanComparison,
        prepared: &mut [Option<Prepared>],
        pairs: &[Pair],
        hope: Option<&Hope<'_>>,
        work: &mut Work,
    ) {
        let begun = self.begin(comparison, pairs, work);
        for (step, prepared) in comparison.steps.iter().zip(prepared).skip(begun) {
            let Work { digits, open, .. } = work;
            if let (Some(hope), Some(digit)) = (hope, step.first_costly_digit()) {
                hope.give_up(digit, open);
            }
            if open.is_empty() {
                break;
            }
            match step {
                Step::Other { .. } => self.other(step, pairs, open, digits),
                Step::Common { columns, levels } => self.in_common(columns, levels, pairs, open, digits),
                Step::Exact { .. } => self.exact(step, pairs, open, digits),
                Step::Similar { column, winkler, bounds, reach } => {
                    let level = |similarity: f64| {
                        bounds.iter().find(|(bound, _)| similarity >= *bound).map(|(_, digit)| *digit)
                    };
                    self.texts((step, *column, reach), prepared, pairs, work, |probe, symbols, _| {
                        level(if *winkler { probe.jaro_winkler(symbols) } else { probe.jaro(symbols) })
                    });
                }
                Step::Edits { column, damerau, bounds, reach } => {
                    let Some(most) = bounds.iter().map(|(bound, _)| *bound).max() else { continue };
                    self.texts((step, *column, reach), prepared, pairs, work, |probe, symbols, sketch| {
                        let edits = if *damerau {
                            probe.damerau_within(symbols, sketch.bag(), most)
                        } else {
                            probe.levenshtein_within(symbols, sketch.bag(), most)
                        }?;
                        bounds.iter().find(|(bound, _)| edits <= *bound).map(|(_, digit)| *digit)
                    });
                }
                Step::Days { .. } => self.days(step, pairs, open, digits),
            }
        }
    }

    // Each kind of step is a loop of its own, which the compiler keeps in registers; in one function they crowd each other out.

    #[inline(never)]
    fn other(&self, step: &Step, pairs: &[Pair], open: &mut Vec<u32>, digits: &mut [u8]) {
        let Step::Other { check, digit } = step else { return };
        decide(open, pairs, digits, |[left, right]| {
            holds(check, self.table, self.record(left), self.record(right)).then_some(*digit)
        });
    }

    /// Looked at once for all levels, and only where a level asks for it.
    #[inline(never)]
    fn in_common(
        &self,
        columns: &[usize],
        levels: &[(Check, u8)],
        pairs: &[Pair],
        open: &mut Vec<u32>,
        digits: &mut [u8],
    ) {
        decide(open, pairs, digits, |pair| {
            let mut seen = [None; COMMON_COLUMNS];
            let mut reaches = |measure, [column, _]: [usize; 2], bound| {
                let at = columns.iter().position(|known| *known == column);
                let seen = at.and_then(|at| seen.get_mut(at));
                seen.is_some_and(|seen| {
                    seen.get_or_insert_with(|| self.common(column, pair)).reaches(measure, bound)
                })
            };
            levels.iter().find(|(check, _)| check.holds_by(&mut reaches)).map(|(_, digit)| *digit)
        });
    }

    #[inline(never)]
    fn exact(&self, step: &Step, pairs: &[Pair], open: &mut Vec<u32>, digits: &mut [u8]) {
        let Step::Exact { column, digit } = step else { return };
        let lane = self.lane(*column);
        decide(open, pairs, digits, |pair| {
            let (mine, theirs) = Self::codes(lane, pair);
            if (mine | theirs) & SEVERAL == 0 {
                (mine == theirs && mine != MISSING).then_some(*digit)
            } else {
                self.several(step, *column, pair)
            }
        });
    }

    #[inline(never)]
    fn days(&self, step: &Step, pairs: &[Pair], open: &mut Vec<u32>, digits: &mut [u8]) {
        let Step::Days { column, bounds } = step else { return };
        let Some(slot) = self.slot(*column) else { return };
        let (lane, days) = (self.lane(*column), self.rows.days(slot));
        let day = |code: u32| days.get(code as usize).copied().unwrap_or_default();
        decide(open, pairs, digits, |pair| {
            let (mine, theirs) = Self::codes(lane, pair);
            if mine == MISSING || theirs == MISSING {
                return None;
            }
            if (mine | theirs) & SEVERAL != 0 {
                return self.several(step, *column, pair);
            }
            let apart = f64::from(day(theirs).abs_diff(day(mine)));
            bounds.iter().find(|(bound, _)| apart <= *bound).map(|(_, digit)| *digit)
        });
    }

    /// Tells the places of pairs that miss what a comparison needs.
    pub(super) fn missing(&self, comparison: &PlanComparison, pairs: &[Pair], mut tell: impl FnMut(usize)) {
        let lanes: Vec<&[u32]> = comparison.missing.iter().map(|column| self.lane(*column)).collect();
        for (place, pair) in pairs.iter().enumerate() {
            if lanes.iter().any(|lane| is_missing(lane, *pair)) {
                tell(place);
            }
        }
    }

    /// Missing values, and the first step where it is plain equality of the one column that may be missing: one look.
    /// Returns how many steps are done.
    fn begin(&self, comparison: &PlanComparison, pairs: &[Pair], work: &mut Work) -> usize {
        let Work { digits, open, .. } = work;
        digits.clear();
        open.clear();
        let places = 0..u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        if let ([column], Some(step @ Step::Exact { column: first, digit })) =
            (comparison.missing.as_slice(), comparison.steps.first())
            && column == first
        {
            let lane = self.lane(*column);
            let mut any = 0;
            digits.extend(pairs.iter().map(|pair| {
                let (mine, theirs) = Self::codes(lane, *pair);
                any |= mine | theirs;
                // A missing value has digit 0, the lowest level digit 1.
                let there = u8::from(mine != MISSING) & u8::from(theirs != MISSING);
                if mine == theirs { there * *digit } else { there }
            }));
            if any & SEVERAL != 0 {
                for (place, pair) in digits.iter_mut().zip(pairs) {
                    let (mine, theirs) = Self::codes(lane, *pair);
                    if *place != 0 && (mine | theirs) & SEVERAL != 0 {
                        *place = self.several(step, *column, *pair).unwrap_or(1);
                    }
                }
            }
            if comparison.steps.len() > 1 {
                open.extend(places);
                keep(open, |place| digits.get(place as usize) == Some(&1));
            }
            return 1;
        }
        digits.resize(pairs.len(), 1);
        open.extend(places);
        for column in &comparison.missing {
            let lane = self.lane(*column);
            decide(open, pairs, digits, |pair| is_missing(lane, pair).then_some(0));
        }
        0
    }

    /// A step that compares texts: what the sketches rule out is never looked at. All sketches are looked at before the
    /// first text, so that the processor can wait for several of them at a time.
    #[inline(never)]
    fn texts(
        &self,
        (step, column, reach): (&Step, usize, &Reach),
        prepared: &mut Option<Prepared>,
        pairs: &[Pair],
        Work { digits, open, near }: &mut Work,
        mut compare: impl FnMut(&mut Probe, &[u8], &Sketch) -> Option<u8>,
    ) {
        let (Some(slot), Some(prepared)) = (self.slot(column), prepared) else { return };
        let (lane, sketches) = (self.lane(column), self.rows.sketches(slot));
        let pair_at = |place: u32| pairs.get(place as usize).copied().unwrap_or([u32::MAX; 2]);
        near.clone_from(open);
        keep(near, |place| {
            let (mine, theirs) = Self::codes(lane, pair_at(place));
            let sketch = |code: u32| sketches.get(code as usize);
            // Of several values there is no sketch.
            let (Some(one), Some(other)) = (sketch(mine), sketch(theirs)) else { return true };
            mine == theirs || one.may(other, reach)
        });
        let mut decided = false;
        for place in &*near {
            let pair = pair_at(*place);
            let (mine, theirs) = Self::codes(lane, pair);
            let found = if mine == MISSING || theirs == MISSING {
                None
            } else if mine == theirs {
                same(step)
            } else if (mine | theirs) & SEVERAL != 0 {
                self.several(step, column, pair)
            } else {
                if prepared.code != mine {
                    prepared.code = mine;
                    prepared.probe.set(self.rows.symbols(self.table, slot, mine));
                }
                let Some(sketch) = sketches.get(theirs as usize) else { continue };
                compare(&mut prepared.probe, self.rows.symbols(self.table, slot, theirs), sketch)
            };
            if let (Some(found), Some(digit)) = (found, digits.get_mut(*place as usize)) {
                *digit = found;
                decided = true;
            }
        }
        if decided {
            // Digit 1 is that of the last level, which no step gives.
            keep(open, |place| digits.get(place as usize) == Some(&1));
        }
    }

    /// What two records have in common in a column.
    fn common(&self, column: usize, pair: Pair) -> Common {
        let (mine, theirs) = Self::codes(self.lane(column), pair);
        let Some(column) = self.table.columns.get(column).filter(|_| mine != MISSING && theirs != MISSING)
        else {
            return Common::default();
        };
        let (one, other) = ([mine], [theirs]);
        let (mine, theirs): (&[u32], &[u32]) = match (mine & SEVERAL != 0, theirs & SEVERAL != 0) {
            (false, false) if mine != theirs => return Common::default(),
            (false, false) => (&one, &other),
            (true, false) => (column.list(mine), &other),
            (false, true) => (&one, column.list(theirs)),
            (true, true) => (column.list(mine), column.list(theirs)),
        };
        Common::of(column, mine, theirs)
    }

    fn record(&self, position: u32) -> u32 {
        self.batch.records.get(position as usize).copied().unwrap_or(u32::MAX)
    }

    /// At least one of the records has several values: the best pair of values counts.
    fn several(&self, step: &Step, column: usize, [left, right]: Pair) -> Option<u8> {
        let column = self.table.columns.get(column)?;
        let (left, right) = (self.record(left), self.record(right));
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
            Step::Common { .. } | Step::Other { .. } => None,
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
        Step::Common { .. } | Step::Other { .. } => None,
    }
}

/// Whether one of the two has no value.
#[inline]
fn is_missing(lane: &[u32], [left, right]: Pair) -> bool {
    code(lane, left) == MISSING || code(lane, right) == MISSING
}

#[inline]
fn code(lane: &[u32], position: u32) -> u32 {
    lane.get(position as usize).copied().unwrap_or(MISSING)
}

/// As `retain`, for numbers: every one is written, and the end moves on where it stays. No branch is guessed wrong.
#[inline]
fn keep(places: &mut Vec<u32>, mut stays: impl FnMut(u32) -> bool) {
    let mut kept = 0;
    for at in 0..places.len() {
        let place = places.get(at).copied().unwrap_or_default();
        if let Some(free) = places.get_mut(kept) {
            *free = place;
        }
        kept += usize::from(stays(place));
    }
    places.truncate(kept);
}

/// Asks for the digit of every open place; those that have one now are open no more.
#[inline]
fn decide(open: &mut Vec<u32>, pairs: &[Pair], digits: &mut [u8], mut digit: impl FnMut(Pair) -> Option<u8>) {
    keep(open, |place| {
        let Some(pair) = pairs.get(place as usize) else { return false };
        match digit(*pair) {
            None => true,
            Some(found) => {
                if let Some(place) = digits.get_mut(place as usize) {
                    *place = found;
                }
                false
            }
        }
    });
}
