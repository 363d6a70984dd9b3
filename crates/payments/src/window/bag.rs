//! How often each counterpart stands in a window: a short list searched from end to end, and a hash table once it is long.

use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Longest list that is searched from end to end: two cache lines of keys.
const LIST: usize = 32;

/// Multiplies and folds: parties are numbers that the program gave out itself, nobody outside chooses them.
#[derive(Default)]
pub(crate) struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }
    fn write_u64(&mut self, number: u64) {
        // The odd number nearest to 2^64 / golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
        let spread = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ (spread >> 32);
    }
}

pub(crate) type Table<K, V> = HashMap<K, V, BuildHasherDefault<Fold>>;

/// Events of one counterpart in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Transfers.
    pub transfers: u32,
    /// Of these the relevant ones.
    pub relevant: u32,
}

/// Counts by counterpart.
#[derive(Debug, Default)]
pub(super) struct Bag {
    keys: Vec<u32>,
    pairs: Vec<Pair>,
    table: Table<u32, Pair>,
    hashed: bool,
}

impl Bag {
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.pairs.clear();
        if self.hashed {
            self.table.clear();
            self.hashed = false;
        }
    }

    /// One more; gives the counts after it.
    #[inline]
    pub(super) fn add(&mut self, key: u32, relevant: u32) -> Pair {
        if self.hashed {
            let pair = self.table.entry(key).or_default();
            pair.transfers += 1;
            pair.relevant += relevant;
            return *pair;
        }
        if let Some(at) = self.keys.iter().position(|known| *known == key) {
            let pair = &mut self.pairs[at];
            pair.transfers += 1;
            pair.relevant += relevant;
            return *pair;
        }
        let pair = Pair { transfers: 1, relevant };
        self.keys.push(key);
        self.pairs.push(pair);
        if self.keys.len() > LIST {
            self.table.extend(self.keys.drain(..).zip(self.pairs.drain(..)));
            self.hashed = true;
        }
        pair
    }

    /// One less; gives the counts after it.
    #[inline]
    pub(super) fn remove(&mut self, key: u32, relevant: u32) -> Pair {
        let less = |pair: &mut Pair| {
            pair.transfers = pair.transfers.saturating_sub(1);
            pair.relevant = pair.relevant.saturating_sub(relevant);
            *pair
        };
        if self.hashed {
            let Some(pair) = self.table.get_mut(&key) else { return Pair::default() };
            let left = less(pair);
            if left.transfers == 0 {
                self.table.remove(&key);
            }
            return left;
        }
        let Some(at) = self.keys.iter().position(|known| *known == key) else { return Pair::default() };
        let left = less(&mut self.pairs[at]);
        if left.transfers == 0 {
            self.keys.swap_remove(at);
            self.pairs.swap_remove(at);
        }
        left
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> Pair {
        if self.hashed {
            return self.table.get(&key).copied().unwrap_or_default();
        }
        self.keys.iter().position(|known| *known == key).map_or_else(Pair::default, |at| self.pairs[at])
    }

    /// Different counterparts.
    #[inline]
    pub(super) fn len(&self) -> usize {
        if self.hashed { self.table.len() } else { self.keys.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_bag_counts_as_a_map_does(steps in prop::collection::vec((any::<bool>(), 0_u32..80, 0_u32..2), 0..400)) {
            let (mut bag, mut map) = (Bag::default(), BTreeMap::<u32, Vec<u32>>::new());
            for (add, key, relevant) in steps {
                if add {
                    bag.add(key, relevant);
                    map.entry(key).or_default().push(relevant);
                } else if let Some(last) = map.get_mut(&key).and_then(Vec::pop) {
                    bag.remove(key, last);
                }
                map.retain(|_, kept| !kept.is_empty());
                prop_assert_eq!(bag.len(), map.len());
                let expected = map.get(&key).map_or((0, 0), |kept| (kept.len(), kept.iter().sum()));
                let got = bag.get(key);
                prop_assert_eq!((got.transfers as usize, got.relevant), expected);
            }
        }
    }
}
