//! A reader that stops where an archive grows out of proportion.

use crate::Problem;
use std::io::{self, Read};

/// Counts the bytes that really come out, whatever the archive's directory claims.
pub(super) struct Bounded<'a, R> {
    inner: R,
    /// What this entry may still give.
    left: u64,
    /// What all entries together may still give.
    all_left: &'a mut u64,
    /// What to say when one of them is passed.
    problem: Problem,
}

impl<'a, R: Read> Bounded<'a, R> {
    pub(super) fn new(inner: R, left: u64, all_left: &'a mut u64, problem: Problem) -> Self {
        Self { inner, left, all_left, problem }
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let both = (self.left.checked_sub(read as u64), self.all_left.checked_sub(read as u64));
        let (Some(left), Some(all_left)) = both else {
            return Err(io::Error::other(self.problem.clone()));
        };
        self.left = left;
        *self.all_left = all_left;
        Ok(read)
    }
}
