//! Physical lines with a bound on each and on all of them together.

use crate::Limits;
use std::io::{self, BufRead, Read};

/// What [`Lines::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A line, with its end where it has one.
    Line,
    /// A line longer than [`Limits::record_bytes`]: its beginning was given, the rest skipped.
    TooLong,
    /// The file goes on past [`Limits::file_bytes`].
    FileTooLong,
    /// Nothing more.
    End,
}

/// Reads physical lines; lines can be given back to be read again.
pub(crate) struct Lines<R> {
    input: R,
    line_limit: u64,
    left: u64,
    taken: u64,
    number: u64,
    again: Vec<u8>,
    again_at: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, limits: Limits) -> Self {
        Self {
            input,
            line_limit: limits.record_bytes as u64,
            left: limits.file_bytes,
            taken: 0,
            number: 0,
            again: Vec::new(),
            again_at: 0,
        }
    }

    /// Number of the line read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Bytes of the input read so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// Appends the next line to `into`. The byte-order mark of the first line is left out.
    pub(crate) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Next> {
        if let Some(rest) = self.again.get(self.again_at..).filter(|rest| !rest.is_empty()) {
            let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
            into.extend_from_slice(&rest[..end]);
            self.again_at += end;
            self.number += 1;
            return Ok(Next::Line);
        }
        let start = into.len();
        // Room for a byte-order mark and for the end of a line of exactly the limit.
        let most = self.line_limit.saturating_add(5).min(self.left.saturating_add(1));
        let read = self.input.by_ref().take(most).read_until(b'\n', into)? as u64;
        if read == 0 {
            return Ok(Next::End);
        }
        self.taken += read;
        if read > self.left {
            self.left = 0;
            return Ok(Next::FileTooLong);
        }
        self.left -= read;
        self.number += 1;
        if self.number == 1 && into[start..].starts_with(b"\xef\xbb\xbf") {
            into.drain(start..start + 3);
        }
        let length = without_end(&into[start..]).len();
        if length as u64 <= self.line_limit {
            return Ok(Next::Line);
        }
        if into.last() != Some(&b'\n') {
            self.skip_line()?;
        }
        into.truncate(start + usize::try_from(self.line_limit).unwrap_or(usize::MAX));
        Ok(Next::TooLong)
    }

    /// Gives whole lines back: the next reads deliver them again.
    pub(crate) fn give_back(&mut self, bytes: &[u8]) {
        let mut again = bytes.to_vec();
        again.extend_from_slice(self.again.get(self.again_at..).unwrap_or_default());
        self.number -= lines_in(bytes);
        (self.again, self.again_at) = (again, 0);
    }

    /// Skips to the end of the line without holding it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let part = self.input.fill_buf()?;
            let end = part.iter().position(|b| *b == b'\n');
            let used = end.map_or(part.len(), |at| at + 1);
            let over = used as u64 > self.left;
            self.input.consume(used);
            self.taken += used as u64;
            self.left = self.left.saturating_sub(used as u64);
            if end.is_some() || used == 0 || over {
                return Ok(());
            }
        }
    }
}

/// The line without its LF or CRLF.
pub(crate) fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How often a byte stands in the text.
#[expect(
    clippy::naive_bytecount,
    reason = "the compiler turns it into vector instructions; no crate is needed"
)]
pub(crate) fn count(byte: u8, bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == byte).count()
}

fn lines_in(bytes: &[u8]) -> u64 {
    count(b'\n', bytes) as u64 + u64::from(!bytes.is_empty() && bytes.last() != Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], line: usize, file: u64) -> Vec<(Next, Vec<u8>)> {
        let mut lines =
            Lines::new(bytes, Limits { record_bytes: line, file_bytes: file, ..Limits::default() });
        let mut found = Vec::new();
        loop {
            let mut buffer = Vec::new();
            let next = lines.next(&mut buffer).unwrap();
            found.push((next, buffer));
            if matches!(next, Next::End | Next::FileTooLong) {
                return found;
            }
        }
    }

    #[test]
    fn a_line_of_the_limit_passes_and_one_byte_more_does_not() {
        let found = all(b"\xef\xbb\xbfabcd\r\nabcde\nab", 4, 100);
        let expected =
            [(Next::Line, "abcd\r\n"), (Next::TooLong, "abcd"), (Next::Line, "ab"), (Next::End, "")];
        assert_eq!(found, expected.map(|(next, text)| (next, text.as_bytes().to_vec())));
    }

    #[test]
    fn the_rest_of_an_overlong_line_is_skipped() {
        let found = all(b"aaaaaaaaaaaaaaaaaaaaaaaaa\nb\n", 4, 100);
        assert_eq!(found[0], (Next::TooLong, b"aaaa".to_vec()));
        assert_eq!(found[1], (Next::Line, b"b\n".to_vec()));
    }

    #[test]
    fn the_file_limit_stops() {
        let found = all(b"a\nb\nc\n", 4, 4);
        assert_eq!(
            found.iter().map(|(next, _)| *next).collect::<Vec<_>>(),
            [Next::Line, Next::Line, Next::FileTooLong]
        );
    }

    #[test]
    fn lines_given_back_come_again_with_their_numbers() {
        let mut lines = Lines::new(&b"1\n2\n3\n4"[..], Limits::default());
        let mut buffer = Vec::new();
        for _ in 0..3 {
            lines.next(&mut buffer).unwrap();
        }
        lines.give_back(b"2\n3\n");
        assert_eq!(lines.number(), 1);
        buffer.clear();
        for _ in 0..3 {
            lines.next(&mut buffer).unwrap();
        }
        assert_eq!((buffer.as_slice(), lines.number()), (&b"2\n3\n4"[..], 4));
    }
}
