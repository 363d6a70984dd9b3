//! Records sorted into blocks by key.

use crate::{
    column::{SEVERAL, Table},
    plan::PlanBlock,
};
use rayon::prelude::*;
use serde::Serialize;

/// Most keys of one record in one block rule; further combinations of its values are left out.
const MOST_KEYS: usize = 64;

/// What the cap of a block rule cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The rule, as its columns.
    pub rule: String,
    /// Blocks that were larger than the cap.
    pub large: u64,
    /// Records of the largest.
    pub largest: u64,
    /// Blocks that were still too large when divided, and were left out.
    pub left_out: u64,
    /// Pairs that were not looked at under this rule because of it (another rule may have found them).
    pub pairs: u64,
}

/// Blocks of one rule.
pub(crate) struct RuleBlocks {
    /// Records, block by block, ascending within each.
    pub(crate) members: Vec<u32>,
    /// Where each block begins in `members`, and the end.
    pub(crate) starts: Vec<usize>,
    pub(crate) cut: Cut,
}

impl RuleBlocks {
    /// Records of a block.
    pub(crate) fn block(&self, number: usize) -> &[u32] {
        self.blocks(number, number + 1)
    }
    /// Records of blocks that stand one after the other; `to` is the first that is left out.
    pub(crate) fn blocks(&self, from: usize, to: usize) -> &[u32] {
        match (self.starts.get(from), self.starts.get(to)) {
            (Some(from), Some(to)) => self.members.get(*from..*to).unwrap_or_default(),
            _ => &[],
        }
    }
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }
}

/// Blocks of all rules.
pub(crate) struct Blocks {
    pub(crate) rules: Vec<RuleBlocks>,
    /// For each record, for each rule: 0, the number of its block and one, or [`SEVERAL`] and the number of a list.
    ids: Vec<u32>,
    lists: Vec<Vec<u32>>,
}

impl Blocks {
    pub(crate) fn new(plan: &[PlanBlock], table: &Table) -> Self {
        let rules: Vec<RuleBlocks> = plan.par_iter().map(|rule| group(rule, table)).collect();
        let width = rules.len();
        let mut ids = vec![0_u32; table.rows() * width];
        let mut lists: Vec<Vec<u32>> = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            for block in 0..rule.len() {
                let id = u32::try_from(block + 1).unwrap_or(0);
                for record in rule.block(block) {
                    let Some(place) = ids.get_mut(*record as usize * width + number) else { continue };
                    if *place == 0 {
                        *place = id;
                    } else if *place & SEVERAL == 0 {
                        lists.push(vec![*place, id]);
                        *place = SEVERAL | u32::try_from(lists.len() - 1).unwrap_or(0);
                    } else if let Some(list) = lists.get_mut((*place & !SEVERAL) as usize) {
                        list.push(id);
                    }
                }
            }
        }
        Self { rules, ids, lists }
    }

    /// Block numbers (and one) of a record, rule by rule.
    pub(crate) fn ids(&self, record: u32) -> &[u32] {
        let width = self.rules.len();
        let start = record as usize * width;
        self.ids.get(start..start + width).unwrap_or_default()
    }

    /// Whether two entries of [`Self::ids`] of one rule name a block in common.
    #[inline]
    pub(crate) fn meet(&self, left: u32, right: u32) -> bool {
        if (left | right) & SEVERAL == 0 {
            left != 0 && left == right
        } else {
            self.first_shared(left, right) != 0
        }
    }

    /// The first block in common of two entries; 0 where there is none.
    pub(crate) fn first_shared(&self, left: u32, right: u32) -> u32 {
        let (mut one, mut two) = ([left], [right]);
        let (left, right) = (self.list(&mut one), self.list(&mut two));
        crate::plan::in_common(left, right).find(|id| *id != 0).unwrap_or(0)
    }

    fn list<'a>(&'a self, entry: &'a mut [u32; 1]) -> &'a [u32] {
        let [id] = entry;
        if *id & SEVERAL == 0 {
            entry
        } else {
            self.lists.get((*id & !SEVERAL) as usize).map_or(&[], Vec::as_slice)
        }
    }
}

/// Mixes a code into a key. Every step can be undone, so keys of one column never collide; keys of several columns
/// collide once in 2^64 (finaliser of `MurmurHash3`, Appleby).
fn mix(key: u64, code: u64) -> u64 {
    let mut k = key ^ code.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    k ^= k >> 33;
    k = k.wrapping_mul(0xff51_afd7_ed55_8ccd);
    k ^= k >> 33;
    k = k.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    k ^ (k >> 33)
}

/// The keys of a record under columns: one for each combination of its values; none where a value is missing.
pub(crate) fn keys_of(parts: &[usize], start: u64, table: &Table, record: u32, keys: &mut Vec<u64>) {
    keys.clear();
    keys.push(start);
    for part in parts {
        let values = table.columns.get(*part).map(|column| column.values(record)).unwrap_or_default();
        match values {
            [] => return keys.clear(),
            [value] => keys.iter_mut().for_each(|key| *key = mix(*key, u64::from(*value))),
            several => {
                let before = std::mem::take(keys);
                keys.extend(
                    before
                        .iter()
                        .flat_map(|key| several.iter().map(|value| mix(*key, u64::from(*value))))
                        .take(MOST_KEYS),
                );
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
}

type Keyed = Vec<(u64, u32)>;

/// Sorts by key and record: scattered by the first bits (keys are mixed), then each part by itself.
fn sort(entries: Keyed) -> Keyed {
    const BITS: u32 = 12;
    if entries.len() < 1 << 14 {
        let mut entries = entries;
        entries.sort_unstable();
        return entries;
    }
    let bucket = |key: u64| usize::try_from(key >> (64 - BITS)).unwrap_or(0);
    let mut ends = vec![0_usize; (1 << BITS) + 1];
    for (key, _) in &entries {
        if let Some(count) = ends.get_mut(bucket(*key) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let starts = ends.clone();
    let mut sorted = vec![(0_u64, 0_u32); entries.len()];
    let mut next = starts.clone();
    for entry in entries {
        if let Some(at) = next.get_mut(bucket(entry.0)) {
            if let Some(place) = sorted.get_mut(*at) {
                *place = entry;
            }
            *at += 1;
        }
    }
    let mut rest = sorted.as_mut_slice();
    let mut slices = Vec::with_capacity(1 << BITS);
    for pair in starts.windows(2) {
        let [from, to] = pair else { continue };
        let (slice, others) = rest.split_at_mut(to - from);
        slices.push(slice);
        rest = others;
    }
    slices.into_par_iter().for_each(<[(u64, u32)]>::sort_unstable);
    sorted
}

fn group(rule: &PlanBlock, table: &Table) -> RuleBlocks {
    let mut entries: Keyed = Vec::with_capacity(table.rows());
    let mut keys = Vec::new();
    for record in 0..u32::try_from(table.rows()).unwrap_or(u32::MAX) {
        keys_of(&rule.parts, 0, table, record, &mut keys);
        entries.extend(keys.iter().map(|key| (*key, record)));
    }
    let cap = rule.cap.map_or(usize::MAX, |cap| cap.max(2) as usize);
    let mut found = RuleBlocks {
        members: Vec::new(),
        starts: Vec::new(),
        cut: Cut { rule: rule.name.clone(), ..Cut::default() },
    };
    let mut divided: Keyed = Vec::new();
    for run in sort(entries).chunk_by(|a, b| a.0 == b.0) {
        if run.len() > cap {
            found.cut.large += 1;
            found.cut.largest = found.cut.largest.max(run.len() as u64);
            found.cut.pairs += pairs_of(run.len());
            for (key, record) in run {
                if !rule.divide.is_empty() {
                    keys_of(&rule.divide, *key, table, *record, &mut keys);
                    divided.extend(keys.iter().map(|key| (*key, *record)));
                }
            }
            if rule.divide.is_empty() {
                found.cut.left_out += 1;
            }
        } else {
            found.add(run);
        }
    }
    for run in sort(divided).chunk_by(|a, b| a.0 == b.0) {
        if run.len() > cap {
            found.cut.left_out += 1;
        } else {
            found.cut.pairs = found.cut.pairs.saturating_sub(pairs_of(run.len()));
            found.add(run);
        }
    }
    found.starts.push(found.members.len());
    found
}

impl RuleBlocks {
    fn add(&mut self, run: &[(u64, u32)]) {
        if run.len() > 1 {
            self.starts.push(self.members.len());
            self.members.extend(run.iter().map(|(_, record)| *record));
        }
    }
}

/// Pairs among so many records.
pub(crate) fn pairs_of(records: usize) -> u64 {
    let n = records as u64;
    n * n.saturating_sub(1) / 2
}
