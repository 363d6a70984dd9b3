//! How far the work is, and how long each step took.

use crate::{machine::SystemClock, progress};
use indicatif::ProgressBar;
use linkage::Progress;
use model::Clock;
use std::sync::{Mutex, PoisonError};

/// Shows the step at hand and keeps the time of each.
pub(super) struct Steps {
    bar: ProgressBar,
    /// Steps with the microsecond in which each began.
    begun: Mutex<Vec<(String, i64)>>,
}

impl Steps {
    pub(super) fn new() -> Self {
        Self { bar: progress::uncounted("linking"), begun: Mutex::default() }
    }

    /// A step begins that cannot be counted.
    pub(super) fn step(&self, name: &str) {
        self.begin(name, 0);
    }

    /// Says something above the bar.
    pub(super) fn say(&self, words: &str) {
        self.bar.suspend(|| eprintln!("{words}"));
    }

    /// Ends the bar; the steps with their seconds, in their order.
    pub(super) fn finish(&self) -> Vec<(String, f64)> {
        self.bar.finish_and_clear();
        let now = SystemClock.now().micros();
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = begun.iter().skip(1).map(|(_, at)| *at).chain([now]);
        let mut steps: Vec<(String, f64)> = Vec::new();
        for ((name, at), end) in begun.iter().zip(ends) {
            #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
            let seconds = (end - at) as f64 / 1e6;
            match steps.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => *sum += seconds,
                None => steps.push((name.clone(), seconds)),
            }
        }
        steps
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Steps {
    fn begin(&self, step: &str, total: u64) {
        self.begun
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((step.to_owned(), SystemClock.now().micros()));
        progress::next_step(&self.bar, step, total);
    }
    fn advance(&self, done: u64) {
        self.bar.inc(done);
    }
}
