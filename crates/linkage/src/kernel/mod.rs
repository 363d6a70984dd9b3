//! How alike two values are: texts, dates, places, sounds. Texts are compared as [`symbols`], one byte a letter.

mod bag;
mod distance;
mod probe;
mod sketch;
mod sound;

pub use bag::Bag;
pub use distance::{kilometres, transposed};
pub use probe::Probe;
pub use sketch::{Reach, Sketch};
pub use sound::{metaphone, plain, soundex};

/// Appends a text as one byte a letter. ASCII stays as it is. Other letters take one of the 128 bytes above it, always
/// the same for the same letter; two such letters that share a byte count as equal in measures of similarity (never in
/// plain equality), which in a text of another script happens once in 128 letters.
pub fn symbols(text: &str, out: &mut Vec<u8>) {
    out.extend(text.chars().map(|letter| {
        u8::try_from(letter)
            .ok()
            .filter(u8::is_ascii)
            // Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4): the highest seven bits.
            .unwrap_or_else(|| {
                0x80 | u8::try_from(u32::from(letter).wrapping_mul(0x9e37_79b1) >> 25).unwrap_or(0)
            })
    }));
}

/// Jaro's similarity of two texts in symbols, or Jaro–Winkler.
pub fn similarity(winkler: bool, left: &[u8], right: &[u8]) -> f64 {
    let mut probe = Probe::default();
    probe.set(left);
    let bag = Bag::of(right);
    let found = if winkler {
        probe.jaro_winkler_at_least(right, bag, 0.0)
    } else {
        probe.jaro_at_least(right, bag, 0.0)
    };
    found.unwrap_or(0.0)
}

/// Edits between two texts in symbols: Levenshtein, or Damerau–Levenshtein.
pub fn edits(damerau: bool, left: &[u8], right: &[u8]) -> u32 {
    let mut probe = Probe::default();
    probe.set(left);
    let bag = Bag::of(right);
    // No distance is greater than the longer text.
    let most = u32::try_from(left.len().max(right.len())).unwrap_or(u32::MAX).max(2);
    let found = if damerau {
        probe.damerau_within(right, bag, most)
    } else {
        probe.levenshtein_within(right, bag, most)
    };
    found.unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_a_letter() {
        let of = |text: &str| {
            let mut out = Vec::new();
            symbols(text, &mut out);
            out
        };
        assert_eq!(of("ana"), b"ana");
        assert_eq!(of("niño").len(), 4);
        assert!(of("ñ")[0] >= 0x80);
        assert_eq!(edits(false, &of("niño"), &of("nino")), 1);
        assert_eq!(edits(true, b"ab", b"ba"), 1);
        assert!((similarity(true, b"maria", b"maria") - 1.0).abs() < 1e-12);
    }
}
