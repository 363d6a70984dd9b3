//! How many pairs showed each pattern.

use crate::plan::{Pattern, Radix};
use std::collections::HashMap;

/// Up to so many patterns are counted in a plain array.
const PLAIN: u64 = 1 << 22;

/// Counts of patterns.
pub(crate) enum Counts {
    Plain(Vec<u64>),
    Sparse(HashMap<Pattern, u64>),
}

impl Counts {
    pub(crate) fn new(radix: &Radix) -> Self {
        match usize::try_from(radix.total) {
            Ok(total) if radix.total <= PLAIN => Self::Plain(vec![0; total]),
            _ => Self::Sparse(HashMap::new()),
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, pattern: Pattern, count: u64) {
        match self {
            Self::Plain(counts) => {
                if let Some(place) = usize::try_from(pattern).ok().and_then(|at| counts.get_mut(at)) {
                    *place += count;
                }
            }
            Self::Sparse(counts) => *counts.entry(pattern).or_default() += count,
        }
    }

    /// Patterns that were seen, ascending, with their counts.
    pub(crate) fn list(&self) -> Vec<(Pattern, u64)> {
        match self {
            Self::Plain(counts) => counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0)
                .map(|(pattern, count)| (pattern as u64, *count))
                .collect(),
            Self::Sparse(counts) => {
                let mut list: Vec<_> = counts.iter().map(|(pattern, count)| (*pattern, *count)).collect();
                list.sort_unstable();
                list
            }
        }
    }
}
