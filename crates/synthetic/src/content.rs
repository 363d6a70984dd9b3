//! Files that stand for files: a few random bytes, the same for the same event whichever door hands them over.

use crate::dice::Dice;
use md5::{Digest, Md5};
use std::fmt::Write;

/// Streams from here on belong to files; circles have the numbers below.
const FILES: u64 = 1 << 63;

/// The bytes of the file with this number: between 32 and 160, random, of no format.
pub(crate) fn bytes(seed: u64, number: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed, FILES | (number & (FILES - 1)));
    let mut bytes = vec![0; dice.between(32, 160) as usize];
    dice.fill(&mut bytes);
    bytes
}

/// MD5 in lower-case hexadecimal, the hash that clearing houses verify files by.
pub(crate) fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().fold(String::with_capacity(32), |mut text, byte| {
        // Writing to memory cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_a_file() {
        assert_eq!(super::bytes(1, 5), super::bytes(1, 5));
        assert_ne!(super::bytes(1, 5), super::bytes(1, 6));
        assert_eq!(super::md5(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
    }
}
