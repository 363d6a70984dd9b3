//! A view of the bytes that lie ahead in a file, as large as the reader asks for and no larger.

use crate::{Limits, Problem};
use std::io::BufRead;

/// Below this size the bytes already passed are not worth moving the rest for.
const COMPACT: usize = 64 << 10;
/// The most that is taken from the input at a time, however much it offers.
const STEP: usize = 64 << 10;

/// How many lines end in the bytes.
pub(crate) fn line_breaks(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |count, byte| count + u64::from(*byte == b'\n'))
}

/// The bytes ahead, with the line on which they begin.
pub(crate) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    line: u64,
    passed: u64,
    taken: u64,
    file_bytes: u64,
    /// Bytes that were looked at again because a broken record had swallowed them.
    again: u64,
    ended: bool,
    problem: Option<Problem>,
}

impl<R: BufRead> Window<R> {
    pub(crate) fn new(input: R, limits: &Limits) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            start: 0,
            line: 1,
            passed: 0,
            taken: 0,
            file_bytes: limits.file_bytes,
            again: 0,
            ended: false,
            problem: None,
        }
    }

    /// What is known of the bytes ahead so far.
    pub(crate) fn ahead(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The line, from 1, on which the bytes ahead begin.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// How many bytes were passed since the start of the file.
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }

    /// Reads on; `false` where nothing more comes: the file ended, failed, or passed the limit.
    pub(crate) fn more(&mut self) -> bool {
        while !self.ended {
            match self.input.fill_buf() {
                Ok([]) => self.ended = true,
                Ok(chunk) => {
                    let room = usize::try_from(self.file_bytes - self.taken).unwrap_or(usize::MAX);
                    let length = chunk.len().min(room).min(STEP);
                    if length == 0 {
                        self.problem =
                            Some(Problem::Limit { limit: self.file_bytes, unit: "bytes in a file" });
                        self.ended = true;
                        break;
                    }
                    self.bytes.extend_from_slice(&chunk[..length]);
                    self.input.consume(length);
                    self.taken += length as u64;
                    return true;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.problem = Some(Problem::Io(error.kind().to_string()));
                    self.ended = true;
                }
            }
        }
        false
    }

    /// The byte at this distance; `None` past the end.
    pub(crate) fn at(&mut self, distance: usize) -> Option<u8> {
        while self.start + distance >= self.bytes.len() {
            if !self.more() {
                return None;
            }
        }
        self.bytes.get(self.start + distance).copied()
    }

    /// Makes so many bytes lie ahead, if the file has them.
    pub(crate) fn reach(&mut self, distance: usize) {
        while self.ahead().len() < distance && self.more() {}
    }

    /// Whether these bytes lie at this distance.
    pub(crate) fn has(&mut self, distance: usize, text: &[u8]) -> bool {
        self.reach(distance + text.len());
        self.ahead().get(distance..).is_some_and(|ahead| ahead.starts_with(text))
    }

    /// Passes over so many of the bytes ahead.
    pub(crate) fn pass(&mut self, count: usize) {
        let count = count.min(self.ahead().len());
        let passed = &self.bytes[self.start..self.start + count];
        self.line += line_breaks(passed);
        self.start += count;
        self.passed += count as u64;
        if self.start >= COMPACT && self.start * 2 >= self.bytes.len() {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// Whether so many bytes may be looked at again. A document made to be broken everywhere would otherwise be read
    /// once for each of its tags; bytes looked at again stay within four times the bytes that are done.
    pub(crate) fn may_go_back(&mut self, bytes: usize, record_bytes: usize) -> bool {
        let spent = self.again + bytes as u64;
        let allowed = (self.passed + record_bytes as u64).saturating_mul(4);
        if spent <= allowed {
            self.again = spent;
        }
        spent <= allowed
    }

    /// Why nothing more came, where that is not the plain end of the file.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.problem.clone()
    }

    /// What stands at the very start: a byte-order mark of UTF-8 is fine, any sign of UTF-16 or UTF-32 is a problem.
    pub(crate) fn check_encoding(&mut self) -> Result<usize, Problem> {
        let mut first = [1_u8; 4];
        for (distance, byte) in first.iter_mut().enumerate() {
            *byte = self.at(distance).unwrap_or(1);
        }
        let wide = matches!(first, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..]);
        if wide {
            return Err(Problem::Encoding { encoding: "UTF-8 (it looks like UTF-16; save it as UTF-8)" });
        }
        Ok(if first.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 })
    }
}
