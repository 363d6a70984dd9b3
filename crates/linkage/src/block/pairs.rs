//! Walking the pairs of blocks, each pair once, in pieces that threads can share out.

use super::keys::{Blocks, pairs_of};
use crate::{
    column::{SEVERAL, Table},
    compare::{Batch, Bound, Pair, Rows, Scratch},
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
    ids: Entries,
    /// By position after the probe: 1 where no earlier rule finds the pair.
    fresh: Vec<u32>,
    /// Positions among the gathered records.
    pairs: Vec<Pair>,
    patterns: Vec<Pattern>,
}

/// Records that are gathered together, unless one block has more: small blocks are looked at many at a time, so that the
/// processor can wait for several of their records at once.
const RECORDS: usize = 256;
/// Pairs that are compared together, and those of one more record.
const PAIRS: usize = 1_024;

/// What [`Blocks::ids`] says of gathered records.
#[derive(Default)]
struct Entries {
    records: usize,
    /// Entries of the first rule for all records, then those of the next; those of the blocks' own rule last.
    ids: Vec<u32>,
    /// Whether any record has several keys of one rule.
    several: bool,
}

impl Entries {
    fn gather(&mut self, blocks: &Blocks, rule: usize, records: &[u32]) {
        self.records = records.len();
        self.ids.clear();
        self.ids.resize(records.len() * (rule + 1), 0);
        let mut all = 0;
        for (position, record) in records.iter().enumerate() {
            for (number, id) in blocks.ids(*record).iter().take(rule + 1).enumerate() {
                all |= id;
                if let Some(place) = self.ids.get_mut(number * records.len() + position) {
                    *place = *id;
                }
            }
        }
        self.several = all & SEVERAL != 0;
    }
    fn lanes(&self) -> std::slice::ChunksExact<'_, u32> {
        self.ids.chunks_exact(self.records.max(1))
    }
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
            ids: Entries::default(),
            fresh: Vec::new(),
            pairs: Vec::new(),
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
        let mut looked = 0;
        self.some_at_a_time(walker, unit, &mut |walker, records, first| {
            let Walker { scratch, batch, pairs, patterns, .. } = walker;
            looked += pairs.len() as u64;
            // Of many small blocks every pair was found before: their records are not looked at.
            if first {
                batch.gather(self.rows, records);
            }
            scratch.compare(self.plan, self.table, self.rows, batch, pairs, patterns, bound);
            for ([left, right], pattern) in pairs.iter().zip(patterns.iter()) {
                let record = |position: u32| records.get(position as usize).copied().unwrap_or_default();
                see(record(*left), record(*right), *pattern);
            }
        });
        looked
    }

    /// How many pairs a unit has, without comparing them.
    pub(crate) fn count(&self, walker: &mut Walker, unit: &Unit) -> u64 {
        let mut count = 0;
        self.some_at_a_time(walker, unit, &mut |walker, _, _| count += walker.pairs.len() as u64);
        count
    }

    /// The pairs of a unit, some at a time: `see` gets the records that they are positions of, and whether these are
    /// other records than before.
    fn some_at_a_time(
        &self,
        walker: &mut Walker,
        unit: &Unit,
        see: &mut impl FnMut(&mut Walker, &[u32], bool),
    ) {
        let Some(rule) = self.blocks.rules.get(unit.rule) else { return };
        let mut from = unit.blocks.0;
        while from < unit.blocks.1 {
            let mut to = from + 1;
            while to < unit.blocks.1 && rule.blocks(from, to + 1).len() <= RECORDS {
                to += 1;
            }
            let records = rule.blocks(from, to);
            walker.ids.gather(self.blocks, unit.rule, records);
            walker.pairs.clear();
            let (mut begin, mut first) = (0, true);
            for block in from..to {
                let end = begin + rule.block(block).len();
                let probes = unit.probes.map_or(begin..end, |(first, last)| first..last.min(end));
                for probe in probes {
                    self.pairs_of(walker, unit.rule, block, probe..end, records);
                    if walker.pairs.len() >= PAIRS {
                        see(walker, records, std::mem::take(&mut first));
                        walker.pairs.clear();
                    }
                }
                begin = end;
            }
            if !walker.pairs.is_empty() {
                see(walker, records, first);
            }
            from = to;
        }
    }

    /// Adds the pairs of the first position with those after it that this block pairs with it: not found by an earlier
    /// rule or block, and of another input where only those are paired.
    fn pairs_of(
        &self,
        walker: &mut Walker,
        rule: usize,
        block: usize,
        positions: std::ops::Range<usize>,
        records: &[u32],
    ) {
        let Walker { pairs, ids, fresh, .. } = walker;
        let (probe, after) = (positions.start, positions.start + 1..positions.end);
        if after.is_empty() {
            return;
        }
        fresh.clear();
        fresh.resize(after.len(), 1);
        for (number, lane) in ids.lanes().enumerate() {
            let mine = lane.get(probe).copied().unwrap_or(0);
            let fresh = fresh.iter_mut().zip(lane.get(after.clone()).unwrap_or_default());
            if !ids.several {
                if number < rule && mine != 0 {
                    fresh.for_each(|(fresh, theirs)| *fresh &= u32::from(*theirs != mine));
                }
            } else if number < rule {
                fresh.for_each(|(fresh, theirs)| *fresh &= u32::from(!self.blocks.meet(mine, *theirs)));
            } else if mine & SEVERAL != 0 {
                // Two records that share several keys of one rule meet in the first of their blocks.
                let block = u32::try_from(block + 1).unwrap_or(0);
                fresh.for_each(|(fresh, theirs)| {
                    *fresh &= u32::from(self.blocks.first_shared(mine, *theirs) == block);
                });
            }
        }
        if self.plan.across() {
            let source = |record: Option<&u32>| self.table.sources.get(*record? as usize);
            let mine = source(records.get(probe));
            let others = records.get(after.clone()).unwrap_or_default();
            let fresh = fresh.iter_mut().zip(others);
            fresh.for_each(|(fresh, other)| *fresh &= u32::from(source(Some(other)) != mine));
        }
        // Every pair is written, and the end moves on behind those that stay: no branch to guess.
        let mut count = pairs.len();
        pairs.resize(count + after.len(), [0; 2]);
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for (other, fresh) in after.zip(&*fresh) {
            if let Some(place) = pairs.get_mut(count) {
                *place = [position(probe), position(other)];
            }
            count += *fresh as usize;
        }
        pairs.truncate(count);
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
