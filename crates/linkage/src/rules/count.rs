//! How many pairs keys make, from how often each occurs.

use crate::column::{Column, MISSING, SEVERAL};
use std::{borrow::Cow, collections::HashMap};

/// Most keys of one record; further combinations of its values are left out, as in blocks.
const MOST_KEYS: usize = 64;

/// The keys of each record under one part of a rule.
pub(super) struct Keys {
    /// For each record: [`MISSING`], a key, or [`SEVERAL`] and the number of a list.
    codes: Vec<u32>,
    lists: Vec<Vec<u32>>,
}

/// What keys make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) pairs: u64,
    pub(super) largest: u64,
    pub(super) keys: u64,
    /// Records with a key.
    pub(super) records: usize,
}

impl Keys {
    /// Whole values.
    pub(super) fn whole(column: &Column) -> Self {
        Self::of(column, |code| code)
    }

    /// The first letters of values.
    pub(super) fn first(column: &Column, letters: usize) -> Self {
        let words = &column.dictionary;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let starts: Vec<u32> = (0..words.codes())
            .map(|code| {
                let text = words.text(u32::try_from(code).unwrap_or(MISSING));
                let start =
                    text.char_indices().nth(letters).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
                let next = u32::try_from(numbers.len() + 1).unwrap_or(MISSING);
                if start.is_empty() { MISSING } else { *numbers.entry(start).or_insert(next) }
            })
            .collect();
        Self::of(column, |code| starts.get(code as usize).copied().unwrap_or(MISSING))
    }

    fn of(column: &Column, key: impl Fn(u32) -> u32) -> Self {
        let mut keys = Self { codes: Vec::with_capacity(column.codes.len()), lists: Vec::new() };
        for (record, code) in column.codes.iter().enumerate() {
            if code & SEVERAL == 0 {
                keys.codes.push(key(*code));
                continue;
            }
            let values = column.values(u32::try_from(record).unwrap_or(u32::MAX));
            let mut list: Vec<u32> =
                values.iter().map(|code| key(*code)).filter(|code| *code != MISSING).collect();
            list.sort_unstable();
            list.dedup();
            match list.as_slice() {
                [] => keys.codes.push(MISSING),
                [one] => keys.codes.push(*one),
                _ => {
                    keys.codes.push(SEVERAL | u32::try_from(keys.lists.len()).unwrap_or(0));
                    keys.lists.push(list);
                }
            }
        }
        keys
    }

    /// The keys of a record.
    fn get(&self, record: usize) -> Cow<'_, [u32]> {
        match self.codes.get(record).copied().unwrap_or(MISSING) {
            MISSING => Cow::Borrowed(&[]),
            code if code & SEVERAL == 0 => Cow::Owned(vec![code]),
            code => Cow::Borrowed(
                self.lists.get((code & !SEVERAL) as usize).map(Vec::as_slice).unwrap_or_default(),
            ),
        }
    }
    fn one(&self, record: usize) -> Option<u32> {
        self.codes.get(record).copied().filter(|code| code & SEVERAL == 0)
    }
}

/// Counts what one or two parts make. With `sources`, only pairs of different inputs count.
pub(super) fn count(parts: &[&Keys], records: usize, sources: Option<&[u16]>) -> Counted {
    let mut entries: Vec<(u64, u16)> = Vec::with_capacity(records);
    let mut counted = Counted::default();
    for record in 0..records {
        let source = sources.and_then(|sources| sources.get(record)).copied().unwrap_or(0);
        let before = entries.len();
        match parts {
            [one] => entries.extend(one.get(record).iter().map(|key| (u64::from(*key), source))),
            [a, b] => match (a.one(record), b.one(record)) {
                (Some(MISSING), _) | (_, Some(MISSING)) => {}
                (Some(a), Some(b)) => entries.push((u64::from(a) << 32 | u64::from(b), source)),
                _ => {
                    let (a, b) = (a.get(record), b.get(record));
                    let both = a.iter().flat_map(|a| b.iter().map(|b| u64::from(*a) << 32 | u64::from(*b)));
                    entries.extend(both.take(MOST_KEYS).map(|key| (key, source)));
                }
            },
            _ => {}
        }
        counted.records += usize::from(entries.len() > before);
    }
    entries.sort_unstable();
    let pairs = |n: usize| n as u64 * (n as u64).saturating_sub(1) / 2;
    for run in entries.chunk_by(|a, b| a.0 == b.0) {
        counted.keys += 1;
        counted.largest = counted.largest.max(run.len() as u64);
        counted.pairs += pairs(run.len());
        if sources.is_some() {
            counted.pairs -= run.chunk_by(|a, b| a.1 == b.1).map(|of_one| pairs(of_one.len())).sum::<u64>();
        }
    }
    counted
}
