//! What can be said of two texts without looking at them: their letters, their lengths, their first letters.

use super::{
    Bag,
    probe::{before_boost, out_of_reach},
};

/// A text in 32 bytes, of which no part lies in another line of the processor's cache. It never rejects a pair that
/// reaches a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
pub struct Sketch {
    bag: Bag,
    /// The first symbols; 0 where the text is shorter.
    start: [u8; START],
    /// Number of symbols; [`LONG`] where it is that or more.
    length: u8,
}

/// Symbols that a sketch holds: nearly every name, date and telephone number is whole in it.
const START: usize = 15;
/// A text whose length is not known here: nothing is said of it.
const LONG: u8 = u8::MAX;

impl Sketch {
    /// The sketch of a text in symbols.
    pub fn of(symbols: &[u8]) -> Self {
        let mut start = [0; START];
        start.iter_mut().zip(symbols).for_each(|(place, symbol)| *place = *symbol);
        Self { bag: Bag::of(symbols), start, length: u8::try_from(symbols.len()).unwrap_or(LONG) }
    }

    /// All symbols, where the sketch holds them.
    #[inline]
    pub fn whole(&self) -> Option<&[u8]> {
        self.start.get(..usize::from(self.length))
    }

    /// How many symbols the text has; 255 stands for that many and more.
    #[inline]
    pub fn length(&self) -> u8 {
        self.length
    }

    /// The bag of the text.
    pub fn bag(&self) -> Bag {
        self.bag
    }

    #[inline]
    fn first_four(&self) -> u32 {
        self.start.first_chunk().map_or(0, |four| u32::from_le_bytes(*four))
    }

    /// Whether the two texts may reach what is asked for.
    #[inline]
    pub fn may(&self, other: &Self, reach: &Reach) -> bool {
        let apart = self.first_four() ^ other.first_four();
        // What follows a text is 0, and may count as common: that only lets more pass.
        let prefix = (apart.trailing_zeros() / 8).min(PREFIX);
        let common = self.bag.common(other.bag).unwrap_or(u32::MAX);
        common >= reach.needed(self.length, other.length, prefix)
    }
}

/// How many symbols two texts of given lengths must have in common to be as alike as is asked for, counted out once for
/// all lengths of a word. The default asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    needed: Vec<u8>,
}

/// Texts of so many symbols and more are always looked at.
const LENGTHS: u8 = 64;
/// Longest common start that counts (Winkler 1990).
const PREFIX: u32 = 4;
/// Places of the table for two lengths: one for each length of the common start.
const PREFIXES: usize = 8;

impl Reach {
    fn new(possible: impl Fn(usize, usize, u8, usize) -> bool) -> Self {
        let lengths = || 0..usize::from(LENGTHS);
        let mut needed = Vec::with_capacity(usize::from(LENGTHS) * usize::from(LENGTHS) * PREFIXES);
        for mine in lengths() {
            for theirs in lengths() {
                let mut least = [u8::MAX; PREFIXES];
                for (prefix, least) in (0..=PREFIX).zip(&mut least) {
                    let prefix = u8::try_from(prefix).unwrap_or(0);
                    let found = (0..=mine.min(theirs)).find(|common| possible(mine, theirs, prefix, *common));
                    *least = found.and_then(|found| u8::try_from(found).ok()).unwrap_or(u8::MAX);
                }
                needed.extend(least);
            }
        }
        Self { needed }
    }

    /// For Jaro's similarity of `least` and more, or Jaro–Winkler.
    pub fn similarity(winkler: bool, least: f64) -> Self {
        Self::new(|mine, theirs, prefix, common| {
            let before = if winkler { before_boost(least, prefix) } else { least };
            !out_of_reach(common, mine, theirs, before)
        })
    }

    /// For so many edits and fewer.
    pub fn edits(most: u32) -> Self {
        Self::new(|mine, theirs, _, common| mine.max(theirs) - common <= most as usize)
    }

    #[inline]
    fn needed(&self, mine: u8, theirs: u8, prefix: u32) -> u32 {
        if (mine | theirs) >= LENGTHS {
            return 0;
        }
        let at =
            (usize::from(mine) * usize::from(LENGTHS) + usize::from(theirs)) * PREFIXES + prefix as usize;
        self.needed.get(at).copied().map_or(0, u32::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{edits, similarity};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn rejects_nothing_that_reaches(a in "[abc]{0,9}|[a-d]{0,300}", b in "[abc]{0,9}|[a-d]{0,300}", least in 0.0..1.0_f64) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            let (one, two) = (Sketch::of(x), Sketch::of(y));
            prop_assert_eq!(one.whole(), (x.len() <= START).then_some(x));
            for winkler in [true, false] {
                let exact = similarity(winkler, x, y);
                prop_assert!(one.may(&two, &Reach::similarity(winkler, least)) || exact < least);
                // A bound that is reached exactly.
                prop_assert!(one.may(&two, &Reach::similarity(winkler, exact)));
            }
            for most in 0..4 {
                prop_assert!(one.may(&two, &Reach::edits(most)) || edits(true, x, y) > most);
            }
        }
    }
}
