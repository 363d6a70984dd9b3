//! Patterns of agreement as numbers: one digit a comparison, mixed radix.

/// A pattern of agreement: the level of every comparison, and the segment, as one number.
pub(crate) type Pattern = u64;

/// How patterns are numbered.
#[derive(Clone, Debug)]
pub(crate) struct Radix {
    sizes: Vec<u64>,
    strides: Vec<u64>,
    /// Patterns of one segment.
    pub(crate) segment: u64,
    /// All patterns.
    pub(crate) total: u64,
}

impl Radix {
    /// `None` where 63 bits do not suffice.
    pub(crate) fn new(sizes: &[usize], segments: usize) -> Option<Self> {
        let sizes: Vec<u64> = sizes.iter().map(|size| *size as u64).collect();
        let mut strides = Vec::with_capacity(sizes.len());
        let mut stride = 1_u64;
        for size in &sizes {
            strides.push(stride);
            stride = stride.checked_mul(*size)?;
        }
        let total = stride.checked_mul(segments as u64).filter(|total| *total < 1 << 63)?;
        Some(Self { sizes, strides, segment: stride, total })
    }

    /// What one step of a comparison's digit is worth.
    pub(crate) fn stride(&self, comparison: usize) -> u64 {
        self.strides.get(comparison).copied().unwrap_or(0)
    }

    /// The digit of a comparison.
    pub(crate) fn digit(&self, pattern: Pattern, comparison: usize) -> usize {
        match (self.strides.get(comparison), self.sizes.get(comparison)) {
            // A digit is smaller than the number of levels.
            (Some(stride), Some(size)) => usize::try_from(pattern / stride % size).unwrap_or(0),
            _ => 0,
        }
    }

    /// All digits.
    pub(crate) fn digits(&self, pattern: Pattern) -> Vec<usize> {
        (0..self.sizes.len()).map(|comparison| self.digit(pattern, comparison)).collect()
    }

    /// The segment.
    pub(crate) fn segment_of(&self, pattern: Pattern) -> usize {
        usize::try_from(pattern / self.segment).unwrap_or(0)
    }

    /// The pattern as people read it: one figure a comparison, the strongest level highest, `.` where a value is missing.
    pub(crate) fn words(&self, pattern: Pattern) -> String {
        let mut text = String::with_capacity(self.sizes.len() * 2);
        for (at, digit) in self.digits(pattern).into_iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            match digit {
                0 => text.push('.'),
                digit => text.push_str(&(digit - 1).to_string()),
            }
        }
        text
    }

    /// The pattern of these figures within a segment; `None` where they do not fit.
    pub(crate) fn read(&self, words: &str, segment: usize) -> Option<Pattern> {
        let mut pattern = self.segment.checked_mul(segment as u64)?;
        let mut count = 0;
        for (at, word) in words.split(' ').enumerate() {
            let digit = if word == "." { 0 } else { word.parse::<u64>().ok()?.checked_add(1)? };
            if digit >= *self.sizes.get(at)? {
                return None;
            }
            pattern += digit * self.stride(at);
            count += 1;
        }
        (count == self.sizes.len() && pattern < self.total).then_some(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_back() {
        let radix = Radix::new(&[6, 5, 3], 2).unwrap();
        assert_eq!((radix.segment, radix.total), (90, 180));
        for pattern in 0..radix.total {
            let words = radix.words(pattern);
            assert_eq!(radix.read(&words, radix.segment_of(pattern)), Some(pattern), "{words}");
        }
        assert_eq!(radix.read("9 0 0", 0), None);
        assert_eq!(radix.read("0 0", 0), None);
        assert!(Radix::new(&[1 << 31, 1 << 31, 1 << 31], 1).is_none());
    }
}
