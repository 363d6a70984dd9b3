//! Floods: a report is never refused. When more come than people send, forms ask the browser for a little work in the
//! background; what comes without it is held behind the queue as one line, kept and answered like every other.

use model::Instant;
use std::collections::VecDeque;

/// What is calm.
#[derive(Clone, Copy, Debug)]
pub struct Calm {
    /// Reports in ten minutes up to which nothing is asked for. A national hotline receives a few hundred a day.
    pub reports_in_ten_minutes: usize,
}

impl Default for Calm {
    fn default() -> Self {
        Self { reports_in_ten_minutes: 60 }
    }
}

/// Over how long reports are counted, in seconds.
const WINDOW: i64 = 600;

/// Leading zero bits of the work: 65,536 hashes on average, a second or two on a cheap phone.
pub const WORK_BITS: u32 = 16;

/// How fast reports come. In memory only: times, nothing else.
pub struct Flood {
    calm: Calm,
    /// When the last reports came; never more than twice what is calm.
    recent: VecDeque<i64>,
}

impl Flood {
    /// Nothing came yet.
    pub fn new(calm: Calm) -> Self {
        Self { calm, recent: VecDeque::new() }
    }

    /// Whether more come than is calm.
    pub fn is_high(&mut self, now: Instant) -> bool {
        self.forget(now);
        self.recent.len() >= self.calm.reports_in_ten_minutes
    }

    /// Counts a report; says whether it comes in a flood.
    pub fn count(&mut self, now: Instant) -> bool {
        let high = self.is_high(now);
        if self.recent.len() >= self.calm.reports_in_ten_minutes.saturating_mul(2) {
            self.recent.pop_front();
        }
        self.recent.push_back(now.micros());
        high
    }

    fn forget(&mut self, now: Instant) {
        let from = now.plus_seconds(-WINDOW).micros();
        while self.recent.front().is_some_and(|at| *at < from) {
            self.recent.pop_front();
        }
    }
}

/// Whether the work for a form was done: SHA-256 of `token:counter` begins with enough zero bits.
pub fn work_done(token: &str, counter: &str) -> bool {
    let fits = !counter.is_empty() && counter.len() <= 12 && counter.bytes().all(|b| b.is_ascii_digit());
    fits && {
        let hash = store::keys::sha256(format!("{token}:{counter}").as_bytes());
        let first = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        first.leading_zeros() >= WORK_BITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_begins_and_ends() {
        let mut flood = Flood::new(Calm { reports_in_ten_minutes: 3 });
        let at = |seconds: i64| Instant::from_micros(seconds * 1_000_000);
        assert_eq!([0, 1, 2].map(|s| flood.count(at(s))), [false; 3]);
        assert!(flood.is_high(at(3)) && flood.count(at(3)));
        assert!(flood.is_high(at(600)), "the first is forgotten after ten minutes, the others not yet");
        assert!(!flood.is_high(at(604)));
        for second in 700..800 {
            flood.count(at(second));
        }
        assert!(flood.recent.len() <= 6, "memory is bounded");
    }

    #[test]
    fn work_is_checked() {
        let token = "a token";
        let counter = (0..10_000_000_u32).map(|n| n.to_string()).find(|n| work_done(token, n)).unwrap();
        assert!(!work_done("another token", &counter));
        for wrong in ["", "x", "-1", "1234567890123"] {
            assert!(!work_done(token, wrong));
        }
    }
}
