//! Chance, from a seed.
//!
//! Only integer arithmetic and IEEE multiplication are used, so that a seed gives the same bytes on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of chance. Streams of one seed are independent of one another.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream with this number.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 to `bound - 1`; 0 where the bound is 0. (Multiply and shift; the bias is below bound / 2^32.)
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(bound);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// A position in a list of this length.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).unwrap_or(u32::MAX)) as usize
    }

    /// A position in a list of this length, early ones far likelier: a third of the draws fall on the first 4 %.
    pub(crate) fn skewed_index(&mut self, length: usize) -> usize {
        // The cube of a uniform number in 0..2^16, in integers.
        let u = u64::from(self.below(1 << 16));
        let cube = u * u * u;
        usize::try_from((u128::from(cube) * length as u128) >> 48).unwrap_or(0)
    }

    /// One of the items, all equally likely.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    /// `true` in this many of a thousand draws.
    pub(crate) fn chance(&mut self, per_thousand: u32) -> bool {
        self.below(1_000) < per_thousand
    }

    /// One of the items by their weights.
    pub(crate) fn weighted<T: Copy>(&mut self, shares: &[(T, u32)]) -> T {
        let total = shares.iter().map(|(_, weight)| weight).sum();
        let mut at = self.below(total);
        for (item, weight) in shares {
            if at < *weight {
                return *item;
            }
            at -= weight;
        }
        shares[0].0
    }

    /// Shuffles in place (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// Fills with random bytes.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, stream| {
            (0..8)
                .map({
                    let mut d = Dice::new(seed, stream);
                    move |_| d.below(1_000_000)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn weights_are_kept_and_bounds_hold() {
        let mut dice = Dice::new(7, 0);
        let hits = (0..20_000).filter(|_| dice.weighted(&[(true, 830), (false, 170)])).count();
        assert!((16_200..17_000).contains(&hits), "{hits}");
        assert!((0..20_000).all(|_| dice.skewed_index(10) < 10 && (3..=5).contains(&dice.between(3, 5))));
        let early = (0..20_000).filter(|_| dice.skewed_index(1_000) < 40).count();
        assert!((6_200..7_500).contains(&early), "{early}");
    }
}
