//! What can be said of two texts without looking at them: their letters, their lengths, their first letters.

use super::{
    Bag,
    probe::{before_boost, out_of_reach},
};

/// A text in 24 bytes. It never rejects a pair that reaches a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    bag: Bag,
    /// The first four symbols; 0 where the text is shorter.
    start: [u8; 4],
    /// Number of symbols; [`LONG`] where it is that or more.
    length: u8,
}

/// A text whose length is not known here: nothing is said of it.
const LONG: u8 = u8::MAX;

impl Sketch {
    /// Bytes of its packed form.
    pub const SIZE: usize = 21;

    /// The sketch of a text in symbols.
    pub fn of(symbols: &[u8]) -> Self {
        let mut start = [0; 4];
        start.iter_mut().zip(symbols).for_each(|(place, symbol)| *place = *symbol);
        Self { bag: Bag::of(symbols), start, length: u8::try_from(symbols.len()).unwrap_or(LONG) }
    }

    /// Packed.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..16].copy_from_slice(&self.bag.to_bits().to_le_bytes());
        bytes[16..20].copy_from_slice(&self.start);
        bytes[20] = self.length;
        bytes
    }

    /// From its packed form.
    #[inline]
    pub fn from_bytes(bytes: &[u8; Self::SIZE]) -> Self {
        let (bag, rest) = bytes.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        let (start, rest) = rest.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
        let length = rest.first().copied().unwrap_or(LONG);
        Self { bag: Bag::from_bits(u128::from_le_bytes(*bag)), start: *start, length }
    }

    /// The bag of the text.
    pub fn bag(self) -> Bag {
        self.bag
    }

    /// At most so many symbols match; none where it cannot be said.
    #[inline]
    fn most(self, other: Self) -> Option<usize> {
        let shorter = self.length.min(other.length);
        if self.length == LONG || other.length == LONG {
            return None;
        }
        let shorter = usize::from(shorter);
        Some(self.bag.common(other.bag).map_or(shorter, |common| shorter.min(common as usize)))
    }

    /// Whether Jaro's similarity may be `least` or more.
    #[inline]
    pub fn may_be_jaro(self, other: Self, least: f64) -> bool {
        let Some(most) = self.most(other) else { return true };
        !out_of_reach(most, usize::from(self.length), usize::from(other.length), least)
    }

    /// Whether Jaro–Winkler similarity may be `least` or more.
    #[inline]
    pub fn may_be_jaro_winkler(self, other: Self, least: f64) -> bool {
        let Some(most) = self.most(other) else { return true };
        let apart = u32::from_le_bytes(self.start) ^ u32::from_le_bytes(other.start);
        let shorter = u32::from(self.length.min(other.length)).min(4);
        let prefix = u8::try_from((apart.trailing_zeros() / 8).min(shorter)).unwrap_or(0);
        !out_of_reach(most, usize::from(self.length), usize::from(other.length), before_boost(least, prefix))
    }

    /// Whether so many edits may lead from one to the other.
    #[inline]
    pub fn may_be_within(self, other: Self, most_edits: u32) -> bool {
        let Some(most) = self.most(other) else { return true };
        usize::from(self.length.max(other.length)) - most <= most_edits as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{edits, similarity};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn rejects_nothing_that_reaches(a in "[abc]{0,9}|[a-d]{0,300}", b in "[abc]{0,9}|[a-d]{0,300}", least in 0.0..1.0_f64) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            let (one, two) = (Sketch::of(x), Sketch::of(y));
            prop_assert_eq!(Sketch::from_bytes(&one.to_bytes()), one);
            for (winkler, may) in [(true, one.may_be_jaro_winkler(two, least)), (false, one.may_be_jaro(two, least))] {
                prop_assert!(may || similarity(winkler, x, y) < least);
                // A bound that is reached exactly.
                let exact = similarity(winkler, x, y);
                let may = if winkler { one.may_be_jaro_winkler(two, exact) } else { one.may_be_jaro(two, exact) };
                prop_assert!(may);
            }
            for most in 0..4 {
                prop_assert!(one.may_be_within(two, most) || edits(true, x, y) > most);
            }
        }
    }
}
