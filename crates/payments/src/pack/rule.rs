//! What fires at one event: the conditions of each indicator over the figures of its window.

use super::{Fired, Measure, Pack};
use crate::{
    judge::Judge,
    plan::Scope,
    window::{Marks, View},
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

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) scope: Scope,
    /// At events with any of these.
    pub(super) on: Marks,
    pub(super) tests: Vec<Test>,
}

/// Most different figures of one scope: several indicators look at the same.
pub(super) const MOST_FIGURES: usize = 128;

/// Figures of one event that were looked at: few of all there are.
#[derive(Default)]
struct Seen {
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
        let figures = &self.figures[scope.number()];
        let mut seen = Seen::default();
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.scope != scope || !marks.meets(rule.on) {
                continue;
            }
            let within = |test: &Test| {
                test.least <= 1
                    || !test.measure.is_a_count()
                    || usize::try_from(test.least).is_ok_and(|least| view.size(test.window) >= least)
            };
            let holds = rule.tests.iter().all(within)
                && rule.tests.iter().all(|test| {
                    let look = || figures.get(test.figure)?.of(view);
                    seen.figure(test.figure, look)
                        .is_some_and(|value| (test.least..=test.most).contains(&value))
                });
            fired.0 |= u64::from(holds) << at;
        }
        fired
    }
}
