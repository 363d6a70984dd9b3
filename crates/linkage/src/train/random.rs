//! u: how often levels hold between records of different things.
//!
//! All pairs among a few thousand records drawn at random: they fit into the processor's cache, so that ten million
//! comparisons cost a second. Where a level is plain equality of one column its frequency is counted exactly from how
//! often each value occurs: two records carry the same value in sum c(c-1) of n(n-1) pairs.

use super::Counts;
use crate::{
    Progress,
    column::{Column, Table},
    compare::{Batch, Rows, Scratch},
    dataset::Dataset,
    plan::Plan,
};
use rand::{SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Levels that hold among pairs drawn at random.
pub(crate) struct Random {
    counts: Vec<(u64, u64)>,
}

/// Compares all pairs among records drawn at random.
pub(crate) fn draw(data: &Dataset, progress: &dyn Progress) -> Random {
    let (plan, table, rows) = (&data.plan, &data.table, &data.rows);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size"
    )]
    let wanted =
        ((plan.model.training.random_pairs.max(1) as f64 * 2.0).sqrt().ceil() as usize + 1).min(20_000);
    let count = wanted.min(table.rows());
    let mut rng = ChaCha8Rng::seed_from_u64(plan.model.training.seed);
    let mut records: Vec<u32> = index::sample(&mut rng, table.rows(), count)
        .into_iter()
        .map(|record| u32::try_from(record).unwrap_or(0))
        .collect();
    records.sort_unstable();
    progress.begin("random pairs", count as u64);
    let mut batch = Batch::default();
    batch.gather(rows, &records);
    let pieces: Vec<usize> = (0..count).step_by(64).collect();
    let counts = pieces
        .par_iter()
        .map(|first| {
            let mut counts = Counts::new(&plan.radix);
            piece(plan, table, rows, &batch, *first..(first + 64).min(count), plan.across(), &mut counts);
            progress.advance(64);
            counts.list()
        })
        .reduce(Vec::new, |mut a, mut b| {
            a.append(&mut b);
            a
        });
    Random { counts }
}

fn piece(
    plan: &Plan,
    table: &Table,
    rows: &Rows,
    batch: &Batch,
    probes: std::ops::Range<usize>,
    across: bool,
    counts: &mut Counts,
) {
    let mut scratch = Scratch::new(plan, rows);
    let (mut pairs, mut patterns) = (Vec::new(), Vec::new());
    let source = |at: u32| batch.records.get(at as usize).and_then(|r| table.sources.get(*r as usize));
    let end = u32::try_from(batch.records.len()).unwrap_or(0);
    for probe in probes {
        let probe = u32::try_from(probe).unwrap_or(u32::MAX);
        pairs.clear();
        pairs.extend((probe.saturating_add(1)..end).map(|other| [probe, other]));
        if across {
            pairs.retain(|[one, other]| source(*one) != source(*other));
        }
        scratch.compare(plan, table, rows, batch, &mut pairs, &mut patterns, None);
        for pattern in &patterns {
            counts.add(*pattern, 1);
        }
    }
}

impl Random {
    /// How often each digit holds in a segment, by comparison; digit 0 is left at 0.
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    pub(crate) fn levels(&self, plan: &Plan, table: &Table, segment: usize, exact: bool) -> Vec<Vec<f64>> {
        let mut all = Vec::new();
        for (number, comparison) in plan.comparisons.iter().enumerate() {
            let mut held = vec![0.0; comparison.digits()];
            for (pattern, count) in &self.counts {
                if plan.radix.segment_of(*pattern) == segment
                    && let Some(place) = held.get_mut(plan.radix.digit(*pattern, number))
                {
                    *place += *count as f64;
                }
            }
            if let Some(missing) = held.first_mut() {
                *missing = 0.0;
            }
            // Half a pair for what was never seen: rare is not impossible.
            let sum: f64 = held.iter().skip(1).map(|held| held.max(0.5)).sum();
            let mut shares: Vec<f64> = held.iter().map(|held| held.max(0.5) / sum).collect();
            if let Some(missing) = shares.first_mut() {
                *missing = 0.0;
            }
            if exact {
                from_values(&comparison.exact, table, &mut shares);
            }
            all.push(shares);
        }
        all
    }
}

/// Puts the exact frequency of the strongest level in place, where it is plain equality of one column.
fn from_values(exact: &[Option<usize>], table: &Table, shares: &mut [f64]) {
    let (Some(Some(column)), Some(last)) = (exact.last(), shares.len().checked_sub(1)) else { return };
    let Some(column) = table.columns.get(*column).filter(|column| !column.has_several()) else { return };
    let Some(same) = same_by_chance(column) else { return };
    let Some(before) = shares.get(last).copied().filter(|before| *before < 1.0) else { return };
    for (digit, share) in shares.iter_mut().enumerate() {
        *share = if digit == last { same } else { *share * (1.0 - same) / (1.0 - before) };
    }
}

/// Probability that two records with a value have the same; `None` with fewer than two.
fn same_by_chance(column: &Column) -> Option<f64> {
    let words = &column.dictionary;
    let n = column.present() as u64;
    let same: u64 = (1..words.codes())
        .map(|code| u64::from(words.count(u32::try_from(code).unwrap_or(0))))
        .map(|count| count * count.saturating_sub(1))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let share = (same as f64).max(0.5) / (n * n.saturating_sub(1)) as f64;
    (n > 1).then(|| share.min(1.0))
}
