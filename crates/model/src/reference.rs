//! The short reference by which people call a report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Digits of Crockford's base 32 (no I, L, O, U), which people can read out over a telephone.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A short human reference such as `TNG-2026-7K3F-9`: year of receipt, number, check character.
///
/// Numbers are scattered over their range, so that two reports received one after the other do not look alike, and the
/// reference does not tell how many reports there are. Four digits serve 2^20 reports a year; later ones get more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Reference {
    year: u16,
    number: u64,
}

/// The text is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not of the form `TNG-2026-7K3F-9`.
    #[error("expected a reference such as TNG-2026-7K3F-9")]
    Form,
    /// The check character does not fit: most likely one character was mistyped.
    #[error("the last character does not fit the rest: look for a mistyped character")]
    Check,
}

/// The range a number falls in: how many digits it is written with and where the range begins.
fn range(number: u64) -> (u32, u64) {
    let (mut digits, mut start) = (4, 0);
    while digits < 9 && number >= start + (1 << (5 * digits)) {
        start += 1 << (5 * digits);
        digits += 1;
    }
    (digits, start)
}

/// Multiplying by an odd number modulo a power of two is a bijection; this one is 2^k / golden ratio, made odd, which
/// spreads neighbours far apart (Knuth, The Art of Computer Programming 3, 6.4).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

fn spread(offset: u64, digits: u32) -> u64 {
    let mask = (1_u64 << (5 * digits)) - 1;
    let mixed = offset.wrapping_mul(SPREAD) & mask;
    // Low bits of a product depend on low bits only: turn the digits round so that all of them move.
    (0..digits).fold(0, |turned, digit| (turned << 5) | ((mixed >> (5 * digit)) & 31))
}

fn gather(code: u64, digits: u32) -> u64 {
    let mask = (1_u64 << (5 * digits)) - 1;
    let mixed = (0..digits).fold(0, |turned, digit| (turned << 5) | ((code >> (5 * digit)) & 31));
    // The inverse of an odd number modulo 2^64 by Newton's iteration.
    let inverse = (0..6).fold(SPREAD, |x, _| x.wrapping_mul(2_u64.wrapping_sub(SPREAD.wrapping_mul(x))));
    mixed.wrapping_mul(inverse) & mask
}

/// The check character: the digits, most significant first, as a polynomial evaluated at x in the field of 32 elements
/// (GF(2^5), reduction polynomial x^5 + x^2 + 1). It finds every single wrong character and every swap of two
/// neighbours, and stays within the 32 digits.
fn check(year: u16, code: u64, digits: u32) -> u8 {
    let times_x = |value: u64| (value << 1) ^ if value & 16 == 0 { 0 } else { 0b10_0101 };
    let year = u64::from(year);
    let sum = [year >> 10, year >> 5, year]
        .into_iter()
        .chain((0..digits).rev().map(|digit| code >> (5 * digit)))
        .fold(0, |sum, digit| times_x(sum) ^ (digit & 31));
    DIGITS[usize::try_from(sum & 31).unwrap_or(0)]
}

/// Reads one digit: `O` is taken for `0`, `I` and `L` for `1`, as people type them.
fn digit(byte: u8) -> Option<u64> {
    let byte = match byte {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    DIGITS.iter().position(|digit| *digit == byte).map(|value| value as u64)
}

impl Reference {
    /// The reference of the `number`-th report (from 0) received in `year`.
    pub const fn new(year: u16, number: u64) -> Self {
        Self { year, number }
    }
    /// Year of receipt.
    pub const fn year(self) -> u16 {
        self.year
    }
    /// Number within the year, from 0, in order of receipt.
    pub const fn number(self) -> u64 {
        self.number
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, start) = range(self.number);
        let code = spread(self.number - start, digits);
        write!(f, "TNG-{:04}-", self.year)?;
        for digit in (0..digits).rev() {
            let at = usize::try_from((code >> (5 * digit)) & 31).unwrap_or(0);
            write!(f, "{}", char::from(DIGITS[at]))?;
        }
        write!(f, "-{}", char::from(check(self.year, code, digits)))
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Reads what people type: any case, with or without `TNG` and hyphens, `O` for `0`, `I` and `L` for `1`.
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let plain: Vec<u8> = text
            .bytes()
            .filter(|b| !matches!(b, b'-' | b' '))
            .map(|b| b.to_ascii_uppercase())
            .take(24)
            .collect();
        let plain = plain.strip_prefix(b"TNG").unwrap_or(&plain);
        // Year, at least four digits, check character.
        if !(9..=14).contains(&plain.len()) {
            return Err(ReferenceError::Form);
        }
        let (year, rest) = plain.split_at(4);
        let year = year
            .iter()
            .try_fold(0_u16, |year, b| b.is_ascii_digit().then(|| year * 10 + u16::from(b - b'0')));
        let year = year.ok_or(ReferenceError::Form)?;
        let (code_text, given) = rest.split_at(rest.len() - 1);
        let digits = u32::try_from(code_text.len()).map_err(|_| ReferenceError::Form)?;
        let code = code_text
            .iter()
            .try_fold(0_u64, |code, byte| Some(code << 5 | digit(*byte)?))
            .ok_or(ReferenceError::Form)?;
        if digit(given[0]) != digit(check(year, code, digits)) {
            return Err(ReferenceError::Check);
        }
        let start = (4..digits).fold(0_u64, |start, digits| start + (1 << (5 * digits)));
        Ok(Self { year, number: start + gather(code, digits) })
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, ReferenceError> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn it_looks_as_promised_and_neighbours_differ() {
        let shown: Vec<String> = (0..3).map(|n| Reference::new(2026, n).to_string()).collect();
        for text in &shown {
            assert_eq!(text.len(), "TNG-2026-7K3F-9".len(), "{text}");
        }
        assert_ne!(shown[0][9..13], shown[1][9..13]);
    }

    #[test]
    fn all_numbers_of_the_first_range_are_distinct() {
        let seen: HashSet<u64> = (0..1 << 20).map(|n| spread(n, 4)).collect();
        assert_eq!(seen.len(), 1 << 20);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(year in 1990_u16..2200, number in 0_u64..(1 << 40)) {
            let reference = Reference::new(year, number);
            prop_assert_eq!(reference.to_string().parse::<Reference>(), Ok(reference));
            prop_assert_eq!(reference.to_string().to_lowercase().replace('-', " ").parse::<Reference>(), Ok(reference));
        }

        #[test]
        fn one_wrong_character_is_found(number in 0_u64..(1 << 20), at in 9_usize..13, to in 0_usize..32) {
            let text = Reference::new(2026, number).to_string();
            let mut wrong = text.clone().into_bytes();
            prop_assume!(wrong[at] != DIGITS[to]);
            wrong[at] = DIGITS[to];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<Reference>(), Err(ReferenceError::Check));
        }

        #[test]
        fn two_neighbours_swapped_are_found(number in 0_u64..(1 << 20), at in 9_usize..12) {
            let mut swapped = Reference::new(2026, number).to_string().into_bytes();
            prop_assume!(swapped[at] != swapped[at + 1]);
            swapped.swap(at, at + 1);
            prop_assert_eq!(String::from_utf8(swapped).unwrap().parse::<Reference>(), Err(ReferenceError::Check));
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".{0,40}") {
            let _ = text.parse::<Reference>();
        }
    }
}
