//! Records by key, for one block rule.

use hashbrown::HashTable;

/// Marks a list where otherwise a single record stands.
const LIST: u32 = 1 << 31;

/// Key in two halves, and a record or a list: 12 bytes, as most keys have one record.
type Entry = [u32; 3];

/// Records by key.
#[derive(Default)]
pub(crate) struct Postings {
    map: HashTable<Entry>,
    lists: Vec<Vec<u32>>,
    free: Vec<u32>,
}

#[expect(clippy::cast_possible_truncation, reason = "halves of 64 bits")]
fn halves(key: u64) -> (u32, u32) {
    (key as u32, (key >> 32) as u32)
}
fn key_of(entry: &Entry) -> u64 {
    u64::from(entry[0]) | u64::from(entry[1]) << 32
}

impl Postings {
    /// The records of a key, in no order.
    pub(crate) fn get(&self, key: u64) -> &[u32] {
        // Keys are mixed already: they are their own hash.
        match self.map.find(key, |entry| key_of(entry) == key) {
            None => &[],
            Some(entry) if entry[2] & LIST == 0 => entry.get(2..).unwrap_or_default(),
            Some(entry) => self.lists.get((entry[2] & !LIST) as usize).map_or(&[], Vec::as_slice),
        }
    }

    /// Adds a record; returns how many the key has now.
    pub(crate) fn add(&mut self, key: u64, record: u32) -> usize {
        let (low, high) = halves(key);
        match self.map.entry(key, |entry| key_of(entry) == key, key_of) {
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert([low, high, record]);
                1
            }
            hashbrown::hash_table::Entry::Occupied(mut place) => {
                let entry = place.get_mut();
                if entry[2] & LIST == 0 {
                    let list = vec![entry[2], record];
                    let number = if let Some(number) = self.free.pop() {
                        if let Some(place) = self.lists.get_mut(number as usize) {
                            *place = list;
                        }
                        number
                    } else {
                        self.lists.push(list);
                        u32::try_from(self.lists.len() - 1).unwrap_or(0)
                    };
                    entry[2] = number | LIST;
                    2
                } else if let Some(list) = self.lists.get_mut((entry[2] & !LIST) as usize) {
                    list.push(record);
                    list.len()
                } else {
                    0
                }
            }
        }
    }

    /// Takes a record out; returns how many the key still has.
    pub(crate) fn take(&mut self, key: u64, record: u32) -> usize {
        let Ok(mut found) = self.map.find_entry(key, |entry| key_of(entry) == key) else { return 0 };
        let number = found.get()[2];
        if number & LIST == 0 {
            if number == record {
                found.remove();
                return 0;
            }
            return 1;
        }
        let Some(list) = self.lists.get_mut((number & !LIST) as usize) else { return 0 };
        list.retain(|other| *other != record);
        let left = list.len();
        if let [last] = list.as_slice() {
            found.get_mut()[2] = *last;
            list.clear();
            list.shrink_to_fit();
            self.free.push(number & !LIST);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn holds_what_was_put_in(steps in prop::collection::vec((any::<bool>(), 0_u64..5, 0_u32..9), 0..200)) {
            let (mut postings, mut plain) = (Postings::default(), BTreeMap::<u64, BTreeSet<u32>>::new());
            for (add, key, record) in steps {
                let key = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let set = plain.entry(key).or_default();
                if add {
                    if set.insert(record) {
                        prop_assert_eq!(postings.add(key, record), set.len());
                    }
                } else {
                    set.remove(&record);
                    prop_assert_eq!(postings.take(key, record), set.len());
                }
                for (key, set) in &plain {
                    prop_assert_eq!(&postings.get(*key).iter().copied().collect::<BTreeSet<_>>(), set);
                }
            }
        }
    }
}
