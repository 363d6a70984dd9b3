//! Walking the pairs of blocks, each pair once, in pieces that threads can share out.

use super::keys::{Blocks, pairs_of};
use crate::{
    column::{SEVERAL, Table},
    compare::{Batch, Bound, Rows, Scratch},
    plan::{Pattern, Plan},
};

/// A piece of work: blocks of one rule, or some probes of one large block.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) rule: usize,
    /// First block and the one after the last.
    pub(crate) blocks: (usize, usize),
    /// Within a single block: first probe and the one after the last.
    pub(crate) probes: Option<(usize, usize)>,
    /// Pairs before those of earlier rules are left out.
    pub(crate) pairs: u64,
}

/// Pairs of one unit of work.
const UNIT: u64 = 200_000;

/// Pairs of a table.
pub(crate) struct Pairs<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) table: &'a Table,
    pub(crate) rows: &'a Rows,
    pub(crate) blocks: &'a Blocks,
}

/// Working memory of one thread.
pub(crate) struct Walker {
    scratch: Scratch,
    batch: Batch,
    /// Entries of earlier rules, rule by rule, and of this rule last.
    ids: Vec<Vec<u32>>,
    others: Vec<u32>,
    patterns: Vec<Pattern>,
}

impl Pairs<'_> {
    /// The work, in a fixed order.
    pub(crate) fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (number, rule) in self.blocks.rules.iter().enumerate() {
            let (mut first, mut sum) = (0, 0);
            for block in 0..rule.len() {
                let size = rule.block(block).len();
                let pairs = pairs_of(size);
                if pairs > UNIT {
                    if sum > 0 {
                        units.push(Unit { rule: number, blocks: (first, block), probes: None, pairs: sum });
                    }
                    divide(&mut units, number, block, size);
                    (first, sum) = (block + 1, 0);
                    continue;
                }
                sum += pairs;
                if sum >= UNIT {
                    units.push(Unit { rule: number, blocks: (first, block + 1), probes: None, pairs: sum });
                    (first, sum) = (block + 1, 0);
                }
            }
            if sum > 0 {
                units.push(Unit { rule: number, blocks: (first, rule.len()), probes: None, pairs: sum });
            }
        }
        units
    }

    pub(crate) fn walker(&self) -> Walker {
        Walker {
            scratch: Scratch::new(self.plan, self.rows),
            batch: Batch::default(),
            ids: Vec::new(),
            others: Vec::new(),
            patterns: Vec::new(),
        }
    }

    /// Compares every pair of a unit; `see` gets the records of a pair, the smaller first, and its pattern. Returns how
    /// many pairs were looked at.
    pub(crate) fn walk(
        &self,
        walker: &mut Walker,
        unit: &Unit,
        bound: Option<&Bound>,
        see: &mut impl FnMut(u32, u32, Pattern),
    ) -> u64 {
        let Some(rule) = self.blocks.rules.get(unit.rule) else { return 0 };
        let mut looked = 0;
        for block in unit.blocks.0..unit.blocks.1 {
            let records = rule.block(block);
            let last = unit.probes.map_or(records.len().saturating_sub(1), |(_, to)| to.min(records.len()));
            let first = unit.probes.map_or(0, |(from, _)| from);
            self.gather_ids(walker, unit.rule, records);
            let mut gathered = false;
            let block_id = u32::try_from(block + 1).unwrap_or(0);
            for probe in first..last {
                self.others(walker, unit.rule, block_id, probe, records);
                if walker.others.is_empty() {
                    continue;
                }
                looked += walker.others.len() as u64;
                // Of many small blocks every pair was found before: their records are not looked at.
                if !gathered {
                    walker.batch.gather(self.rows, records);
                    gathered = true;
                }
                let Walker { scratch, batch, others, patterns, .. } = walker;
                scratch.compare(self.plan, self.table, self.rows, batch, probe, others, patterns, bound);
                let left = records.get(probe).copied().unwrap_or_default();
                for (other, pattern) in others.iter().zip(patterns.iter()) {
                    let right = records.get(*other as usize).copied().unwrap_or_default();
                    see(left, right, *pattern);
                }
            }
        }
        looked
    }

    /// How many pairs a unit has, without comparing them.
    pub(crate) fn count(&self, walker: &mut Walker, unit: &Unit) -> u64 {
        let Some(rule) = self.blocks.rules.get(unit.rule) else { return 0 };
        let mut count = 0;
        for block in unit.blocks.0..unit.blocks.1 {
            let records = rule.block(block);
            let (first, last) = unit.probes.unwrap_or((0, records.len().saturating_sub(1)));
            self.gather_ids(walker, unit.rule, records);
            for probe in first..last.min(records.len()) {
                let id = u32::try_from(block + 1).unwrap_or(0);
                self.others(walker, unit.rule, id, probe, records);
                count += walker.others.len() as u64;
            }
        }
        count
    }

    fn gather_ids(&self, walker: &mut Walker, rule: usize, records: &[u32]) {
        walker.ids.resize_with(rule + 1, Vec::new);
        walker.ids.iter_mut().for_each(Vec::clear);
        for record in records {
            for (lane, id) in walker.ids.iter_mut().zip(self.blocks.ids(*record)) {
                lane.push(*id);
            }
        }
    }

    /// The records after the probe that this block pairs with it: not found by an earlier rule or block, and of another
    /// input where only those are paired.
    fn others(&self, walker: &mut Walker, rule: usize, block: u32, probe: usize, records: &[u32]) {
        let Walker { others, ids, .. } = walker;
        others.clear();
        others
            .extend(u32::try_from(probe + 1).unwrap_or(u32::MAX)..u32::try_from(records.len()).unwrap_or(0));
        for (number, lane) in ids.iter().enumerate() {
            let Some(&mine) = lane.get(probe) else { continue };
            if number < rule {
                if mine == 0 {
                    continue;
                }
                others.retain(|other| {
                    let theirs = lane.get(*other as usize).copied().unwrap_or(0);
                    !(if mine & SEVERAL == 0 && theirs & SEVERAL == 0 {
                        mine == theirs
                    } else {
                        self.blocks.meet(mine, theirs)
                    })
                });
            } else if mine & SEVERAL != 0 {
                // Two records that share several keys of one rule meet in the first of their blocks.
                others.retain(|other| {
                    let theirs = lane.get(*other as usize).copied().unwrap_or(0);
                    self.blocks.first_shared(mine, theirs) == block
                });
            }
        }
        if self.plan.across() {
            let source = |at: usize| {
                records
                    .get(at)
                    .and_then(|record| self.table.sources.get(*record as usize))
                    .copied()
                    .unwrap_or(0)
            };
            let mine = source(probe);
            others.retain(|other| source(*other as usize) != mine);
        }
    }
}

/// A block of its own, a share of its probes a unit.
fn divide(units: &mut Vec<Unit>, rule: usize, block: usize, size: usize) {
    let (mut first, mut sum) = (0, 0);
    for probe in 0..size {
        sum += (size - probe - 1) as u64;
        if sum >= UNIT || probe + 1 == size {
            let probes = Some((first, probe + 1));
            units.push(Unit { rule, blocks: (block, block + 1), probes, pairs: sum });
            (first, sum) = (probe + 1, 0);
        }
    }
}
