//! Letters of a text regardless of order: a cheap bound on how alike two texts can be.

/// How often each letter occurs: 31 buckets of four bits, each counting to 7. A text with more than seven letters in one
/// bucket is marked, and then the bound says nothing. Two halves of sixteen buckets: shifts within one word are cheap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bag([u64; 2]);

/// The mark, in the second half, of a text with too many letters of one kind: its last bucket.
const FULL: u64 = 1 << 60;

/// Letters have buckets of their own. Digits share those of rare letters: texts of digits only are told apart fully.
const BUCKETS: [u8; 256] = {
    const RARE: &[u8; 10] = b"qxzjvkwyfb";
    let mut buckets = [0_u8; 256];
    let mut symbol = 0;
    while symbol < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let lower = (symbol as u8).to_ascii_lowercase();
        buckets[symbol] = match lower {
            b'a'..=b'z' => lower - b'a',
            b'0'..=b'9' => RARE[(lower - b'0') as usize] - b'a',
            other => 26 + other % 5,
        };
        symbol += 1;
    }
    buckets
};

impl Bag {
    /// The bag of a text in symbols.
    pub fn of(symbols: &[u8]) -> Self {
        let mut halves = [0_u64; 2];
        let mut full = false;
        for symbol in symbols {
            let bucket = BUCKETS[usize::from(*symbol)];
            let half = &mut halves[usize::from(bucket >> 4) & 1];
            let shift = u32::from(bucket & 15) * 4;
            let fits = (*half >> shift) & 7 != 7;
            full |= !fits;
            *half += u64::from(fits) << shift;
        }
        halves[1] |= if full { FULL } else { 0 };
        Self(halves)
    }

    /// At most so many symbols are in common; `None` where the bags cannot say.
    #[inline]
    pub fn common(self, other: Self) -> Option<u32> {
        let ([a, b], [c, d]) = (self.0, other.0);
        if (b | d) & FULL != 0 {
            return None;
        }
        // At most 8 bytes of 28: their sum fits into one.
        let bytes = smaller(a, c) + smaller(b, d);
        u32::try_from(bytes.wrapping_mul(0x0101_0101_0101_0101) >> 56).ok()
    }
}

/// The smaller of each pair of buckets, two and two added up in a byte. Buckets hold at most 7, so that their highest bit is free
/// to tell which is smaller.
#[inline]
fn smaller(a: u64, b: u64) -> u64 {
    const HIGH: u64 = 0x8888_8888_8888_8888;
    const LOW: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    let not_less = ((a | HIGH) - b) & HIGH;
    let mask = not_less - (not_less >> 3);
    let least = (b & mask) | (a & !mask & !HIGH);
    (least & LOW) + ((least >> 4) & LOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// How many symbols are truly in common.
    fn truly(a: &[u8], b: &[u8]) -> u32 {
        let mut rest = b.to_vec();
        let mut common = 0;
        for symbol in a {
            if let Some(at) = rest.iter().position(|other| other == symbol) {
                rest.swap_remove(at);
                common += 1;
            }
        }
        common
    }

    #[test]
    fn digits_are_told_apart() {
        let (a, b) = (Bag::of(b"+639170000001"), Bag::of(b"+639170000023"));
        assert_eq!(a.common(b), Some(11));
    }

    proptest! {
        #[test]
        fn never_says_fewer_than_there_are(a in "[a-z0-9@. ñA-Z]{0,40}", b in "[a-z0-9@. ñA-Z]{0,40}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            if let Some(common) = Bag::of(a).common(Bag::of(b)) {
                prop_assert!(common >= truly(a, b));
                prop_assert_eq!(Some(common), Bag::of(b).common(Bag::of(a)));
            }
        }
    }
}
