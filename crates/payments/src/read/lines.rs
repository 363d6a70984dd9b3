//! Which line of a file a reader stands in.

use std::io::{self, BufRead, Read};

/// Counts the lines of what is read through it.
#[derive(Debug)]
pub(super) struct Lines<R> {
    from: R,
    line: u64,
}

impl<R> Lines<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from, line: 1 }
    }

    /// The line of the next byte, from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }
}

fn breaks(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.line += breaks(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was given out by `fill_buf` before, so that asking again reads nothing.
        if let Ok(given) = self.from.fill_buf() {
            self.line += breaks(given.get(..amount).unwrap_or_default());
        }
        self.from.consume(amount);
    }
}
