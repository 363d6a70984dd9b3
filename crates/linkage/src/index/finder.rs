//! Which records share a key, kept up to date record by record, with the caps of the batch.

use super::postings::Postings;
use crate::{block::keys_of, column::Table, plan::PlanBlock};

/// Records by key of one rule.
struct Rule {
    parts: Vec<usize>,
    divide: Vec<usize>,
    cap: usize,
    whole: Postings,
    /// By key and dividing columns, only for rules with a cap and such columns.
    divided: Postings,
}

/// Records by key of all rules.
pub(crate) struct Finder {
    rules: Vec<Rule>,
}

/// A block whose size crossed its cap: its pairs must be looked at again.
pub(crate) struct Crossed {
    pub(crate) members: Vec<u32>,
    /// Whether pairs may have been lost (it grew) or won (it shrank).
    pub(crate) grew: bool,
}

impl Finder {
    pub(crate) fn new(blocks: &[PlanBlock]) -> Self {
        let rules = blocks
            .iter()
            .map(|block| Rule {
                parts: block.parts.clone(),
                divide: if block.cap.is_some() { block.divide.clone() } else { Vec::new() },
                cap: block.cap.map_or(usize::MAX, |cap| cap.max(2) as usize),
                whole: Postings::default(),
                divided: Postings::default(),
            })
            .collect();
        Self { rules }
    }

    /// Adds a record whose values stand in the table.
    pub(crate) fn add(&mut self, table: &Table, record: u32, crossed: &mut Vec<Crossed>) {
        let (mut keys, mut divided) = (Vec::new(), Vec::new());
        for rule in &mut self.rules {
            keys_of(&rule.parts, 0, table, record, &mut keys);
            for key in &keys {
                let count = rule.whole.add(*key, record);
                note(rule.cap.checked_add(1) == Some(count), true, rule.whole.get(*key), crossed);
                if !rule.divide.is_empty() {
                    keys_of(&rule.divide, *key, table, record, &mut divided);
                    for key in &divided {
                        let count = rule.divided.add(*key, record);
                        note(rule.cap.checked_add(1) == Some(count), true, rule.divided.get(*key), crossed);
                    }
                }
            }
        }
    }

    /// Takes a record out whose values still stand in the table.
    pub(crate) fn take(&mut self, table: &Table, record: u32, crossed: &mut Vec<Crossed>) {
        let (mut keys, mut divided) = (Vec::new(), Vec::new());
        for rule in &mut self.rules {
            keys_of(&rule.parts, 0, table, record, &mut keys);
            for key in &keys {
                let count = rule.whole.take(*key, record);
                note(count == rule.cap, false, rule.whole.get(*key), crossed);
                if !rule.divide.is_empty() {
                    keys_of(&rule.divide, *key, table, record, &mut divided);
                    for key in &divided {
                        let count = rule.divided.take(*key, record);
                        note(count == rule.cap, false, rule.divided.get(*key), crossed);
                    }
                }
            }
        }
    }

    /// Records that share a key with one that is in the finder, each once, without itself; only those at places before
    /// `before`, where that is given.
    pub(crate) fn candidates(&self, table: &Table, record: u32, before: Option<u32>, found: &mut Vec<u32>) {
        found.clear();
        let before = before.unwrap_or(u32::MAX);
        let mut take = |members: &[u32]| found.extend(members.iter().filter(|other| **other < before));
        let (mut keys, mut divided) = (Vec::new(), Vec::new());
        for rule in &self.rules {
            keys_of(&rule.parts, 0, table, record, &mut keys);
            for key in &keys {
                let members = rule.whole.get(*key);
                if members.len() <= rule.cap {
                    take(members);
                } else if !rule.divide.is_empty() {
                    keys_of(&rule.divide, *key, table, record, &mut divided);
                    for key in &divided {
                        let members = rule.divided.get(*key);
                        if members.len() <= rule.cap {
                            take(members);
                        }
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|other| *other != record);
    }
}

impl Finder {
    /// Whether two records share a key of a block that is not too large.
    pub(crate) fn meet(&self, table: &Table, left: u32, right: u32) -> bool {
        let shared = |parts: &[usize], start: u64| {
            let (mut mine, mut theirs) = (Vec::new(), Vec::new());
            keys_of(parts, start, table, left, &mut mine);
            keys_of(parts, start, table, right, &mut theirs);
            mine.retain(|key| theirs.binary_search(key).is_ok());
            mine
        };
        self.rules.iter().any(|rule| {
            shared(&rule.parts, 0).into_iter().any(|key| {
                rule.whole.get(key).len() <= rule.cap
                    || !rule.divide.is_empty()
                        && shared(&rule.divide, key)
                            .into_iter()
                            .any(|key| rule.divided.get(key).len() <= rule.cap)
            })
        })
    }
}

fn note(happened: bool, grew: bool, members: &[u32], crossed: &mut Vec<Crossed>) {
    if happened {
        crossed.push(Crossed { members: members.to_vec(), grew });
    }
}
