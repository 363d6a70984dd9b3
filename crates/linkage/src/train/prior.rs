//! How likely two records drawn at random are the same: pairs that certain agreements find, by the share of all matches
//! that those find (Splink, probability that two random records match).

use crate::{
    block::{Blocks, Pairs},
    dataset::Dataset,
};
use rayon::prelude::*;

/// Where no certain agreement is named: one match for each ten records.
const MATCHES_PER_RECORD: f64 = 0.1;

/// Probability that two records drawn at random are the same.
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub(crate) fn estimate(data: &Dataset) -> f64 {
    let all = data.all_pairs();
    if all <= 0.0 {
        return 0.5;
    }
    let matches = if data.plan.certain.is_empty() {
        data.table.rows() as f64 * MATCHES_PER_RECORD
    } else {
        let blocks = Blocks::new(&data.plan.certain, &data.table);
        let pairs = Pairs { plan: &data.plan, table: &data.table, rows: &data.rows, blocks: &blocks };
        let found: u64 = pairs
            .units()
            .par_iter()
            .map_init(|| pairs.walker(), |walker, unit| pairs.count(walker, unit))
            .sum();
        found as f64 / data.plan.model.training.recall
    };
    (matches.max(0.5) / all).clamp(1e-12, 0.5)
}
