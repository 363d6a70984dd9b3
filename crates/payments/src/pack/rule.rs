//! What fires at one event: the conditions of each indicator over the figures of its window.

use super::{Fired, Measure, Pack};
use crate::{
    judge::Judge,
    plan::Scope,
    window::{Marks, View, Window},
};
use smallvec::SmallVec;
use std::collections::BTreeSet;

/// A condition as it is looked at.
#[derive(Clone, Debug)]
pub(super) struct Test {
    /// Which of the figures of the scope.
    pub(super) figure: usize,
    pub(super) measure: Measure,
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) window: i64,
}

/// The conditions of one indicator, as they stand in a pack.
pub(super) struct Conditions {
    /// Position of the indicator.
    pub(super) at: usize,
    /// At events with any of these.
    pub(super) on: Marks,
    pub(super) tests: Vec<Test>,
}

/// The conditions of one indicator, as they are looked at.
#[derive(Clone, Debug)]
struct Rule {
    at: usize,
    on: Marks,
    /// How many events its windows must hold at least, by their number among the windows of the scope: what most events end at.
    needs: Vec<(usize, usize)>,
    /// Each with the number of its window.
    tests: Vec<(Test, usize)>,
}

/// The conditions of all indicators of one scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// Different lengths of their windows, milliseconds, the longest first.
    windows: Vec<i64>,
    rules: Vec<Rule>,
}

impl Rules {
    /// Of all indicators of a scope.
    pub(super) fn new(all: Vec<Conditions>, main: i64) -> Self {
        let lengths = all.iter().flat_map(|one| &one.tests).map(|test| test.window);
        let lengths: BTreeSet<i64> = lengths.collect();
        let windows: Vec<i64> = lengths.into_iter().rev().collect();
        let rules = all.into_iter().map(|one| Rule::new(one, main, &windows)).collect();
        Self { windows, rules }
    }

    /// Position of each indicator, with its conditions.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = &Test>)> {
        self.rules.iter().map(|rule| (rule.at, rule.tests.iter().map(|(test, _)| test)))
    }
}

impl Rule {
    fn new(Conditions { at, on, mut tests }: Conditions, main: i64, windows: &[i64]) -> Self {
        // What is counted anyway is looked at first, then counts with the highest bound, then all others.
        tests.sort_by_key(|test| {
            let counted = test.window == main && test.measure.is_counted();
            let count = test.measure.is_a_count();
            (!counted, !count, if count { -test.least.max(0) } else { 0 })
        });
        let tests: Vec<(Test, usize)> = tests
            .into_iter()
            .map(|test| {
                let number = windows.partition_point(|known| *known > test.window);
                (test, number)
            })
            .collect();
        let mut needs: Vec<(usize, usize)> = Vec::new();
        for (test, window) in &tests {
            let least = test.measure.events_for(test.least);
            if least < 2 {
                continue;
            }
            match needs.iter_mut().find(|(known, _)| known == window) {
                Some((_, most)) => *most = least.max(*most),
                None => needs.push((*window, least)),
            }
        }
        Self { at, on, needs, tests }
    }
}

/// Most different figures of one scope: several indicators look at the same.
pub(super) const MOST_FIGURES: usize = 128;

/// Figures of one event that were looked at: few of all there are.
#[derive(Default)]
struct Seen {
    /// One bit a figure: most are asked for once, and are looked for among the values in vain without it.
    known: u128,
    values: SmallVec<[(usize, Option<i64>); 24]>,
}

impl Seen {
    /// The figure with this number, looked at once.
    #[inline]
    fn figure(&mut self, number: usize, look: impl FnOnce() -> Option<i64>) -> Option<i64> {
        if self.known >> number & 1 == 1
            && let Some((_, value)) = self.values.iter().find(|(known, _)| *known == number)
        {
            return *value;
        }
        let value = look();
        self.known |= 1 << number;
        self.values.push((number, value));
        value
    }
}

impl Judge for Pack {
    type Answer = Fired;

    #[inline]
    fn judge(&self, scope: Scope, view: &View<'_>) -> Fired {
        let mut fired = Fired::default();
        let marks = view.current().marks();
        let (figures, of) = (&self.figures[scope.number()], &self.rules[scope.number()]);
        let windows: SmallVec<[Window; 8]> = view.windows(&of.windows).collect();
        let mut seen = Seen::default();
        for rule in &of.rules {
            let enough = |(window, least): &(usize, usize)| {
                windows.get(*window).is_some_and(|one| one.size() >= *least)
            };
            if !marks.meets(rule.on) || !rule.needs.iter().all(enough) {
                continue;
            }
            let holds = rule.tests.iter().all(|(test, window)| {
                let look = || figures.get(test.figure)?.over(view, *windows.get(*window)?);
                seen.figure(test.figure, look).is_some_and(|value| (test.least..=test.most).contains(&value))
            });
            fired.0 |= u64::from(holds) << rule.at;
        }
        fired
    }
}
