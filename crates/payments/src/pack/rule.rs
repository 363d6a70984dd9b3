//! What fires at one event: the conditions of each indicator over the figures of its window.

use super::{Fired, Measure, Pack};
use crate::{
    judge::Judge,
    plan::Scope,
    window::{Marks, View, Window},
};
use smallvec::SmallVec;

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

/// The conditions of one indicator.
#[derive(Clone, Debug)]
struct Rule {
    /// Position of the indicator.
    at: usize,
    /// At events with any of these.
    on: Marks,
    /// How many events its windows must hold at least, by their number among the windows of the scope: what most events end at.
    needs: Vec<(usize, usize)>,
    tests: Vec<Test>,
    /// Number of each test's window.
    of: Vec<usize>,
}

/// The conditions of all indicators of one scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// Different lengths of their windows, milliseconds, the longest first.
    windows: Vec<i64>,
    rules: Vec<Rule>,
}

impl Rules {
    /// Adds the conditions of the indicator at a position.
    pub(super) fn add(&mut self, at: usize, on: Marks, mut tests: Vec<Test>, main: i64) {
        // What is counted anyway is looked at first, then counts with the highest bound, then all others.
        tests.sort_by_key(|test| {
            let counted = test.window == main && test.measure.is_counted();
            let count = test.measure.is_a_count();
            (!counted, !count, if count { -test.least.max(0) } else { 0 })
        });
        // All are known before any is numbered.
        for test in &tests {
            self.window(test.window);
        }
        let (mut needs, mut of): (Vec<(usize, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
        for test in &tests {
            let window = self.window(test.window);
            of.push(window);
            let least = test.measure.events_for(test.least);
            if least < 2 {
                continue;
            }
            match needs.iter_mut().find(|(known, _)| *known == window) {
                Some((_, most)) => *most = least.max(*most),
                None => needs.push((window, least)),
            }
        }
        self.rules.push(Rule { at, on, needs, tests, of });
    }

    /// Position of each indicator, with its conditions.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &[Test])> {
        self.rules.iter().map(|rule| (rule.at, rule.tests.as_slice()))
    }

    /// Number of the window of this length; a new one is put in its place, and those after it have the next number.
    fn window(&mut self, length: i64) -> usize {
        let place = self.windows.partition_point(|known| *known > length);
        if self.windows.get(place) != Some(&length) {
            self.windows.insert(place, length);
            for rule in &mut self.rules {
                let numbers = rule.needs.iter_mut().map(|(number, _)| number).chain(&mut rule.of);
                numbers.filter(|number| **number >= place).for_each(|number| *number += 1);
            }
        }
        place
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
            let holds = rule.tests.iter().zip(&rule.of).all(|(test, window)| {
                let look = || figures.get(test.figure)?.over(view, *windows.get(*window)?);
                seen.figure(test.figure, look).is_some_and(|value| (test.least..=test.most).contains(&value))
            });
            fired.0 |= u64::from(holds) << rule.at;
        }
        fired
    }
}
