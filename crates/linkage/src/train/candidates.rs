//! Patterns of the pairs that the blocks find: what everything but u is learned from.

use super::Counts;
use crate::{Progress, block::Pairs, dataset::Dataset, plan::Pattern};
use rayon::prelude::*;

/// Pairs of one block rule that are looked at: more do not change the figures.
const PAIRS: u64 = 500_000;

/// Patterns ascending, each with the number of pairs that show it.
pub(crate) type Seen = Vec<(Pattern, u64)>;

/// Counts patterns. Of a rule with very many pairs an even share is looked at, the same one every time, and counted as
/// often as it stands for the whole.
pub(crate) fn count(data: &Dataset, progress: &dyn Progress) -> Seen {
    let plan = &data.plan;
    let pairs = Pairs { plan, table: &data.table, rows: &data.rows, blocks: data.blocks() };
    let units = pairs.units();
    let mut chosen = Vec::new();
    for rule in 0..plan.blocks.len() {
        let of_rule: Vec<_> = units.iter().filter(|unit| unit.rule == rule).collect();
        let total: u64 = of_rule.iter().map(|unit| unit.pairs).sum();
        let step = total.div_ceil(PAIRS).max(1);
        let every = usize::try_from(step).unwrap_or(usize::MAX);
        chosen.extend(of_rule.into_iter().step_by(every).map(|unit| (unit, step)));
    }
    progress.begin("patterns", chosen.iter().map(|(unit, _)| unit.pairs).sum());
    let counts = chosen
        .par_iter()
        .fold(
            || (pairs.walker(), Counts::new(&plan.radix)),
            |(mut walker, mut counts), (unit, step)| {
                pairs.walk(&mut walker, unit, None, &mut |_, _, pattern| counts.add(pattern, *step));
                progress.advance(unit.pairs);
                (walker, counts)
            },
        )
        .map(|(_, counts)| counts.list())
        .reduce(Vec::new, |mut a, mut b| {
            a.append(&mut b);
            a
        });
    let mut whole = Counts::new(&plan.radix);
    for (pattern, count) in counts {
        whole.add(pattern, count);
    }
    whole.list()
}
