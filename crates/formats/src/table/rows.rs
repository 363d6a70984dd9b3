//! Rows out of lines: cells, quoting, and how to go on after a row that is broken.

use crate::lines::{Lines, Next, without_end};
use crate::{Limits, Problem};
use std::io::{self, BufRead};

/// What [`Rows::next`] found.
pub(super) enum Row {
    /// A row; see [`Rows::cells`].
    Cells,
    /// A row that is none. Reading goes on after it.
    Bad(Problem),
    /// The file goes on past its limit.
    FileTooLong,
    /// Nothing more.
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote within quotes: the end of them, or the first half of a doubled quote.
    Quote,
}

/// Splits a file into rows (RFC 4180).
///
/// A quote that is never closed would swallow all rows that follow. So where quoting breaks, only the first line of the
/// row is bad, and the lines after it are read again as rows of their own.
pub(super) struct Rows<R> {
    lines: Lines<R>,
    delimiter: u8,
    limits: Limits,
    raw: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
    first: bool,
    /// Bytes that were read again. Bounded, or a file full of open quotes would be read over and over.
    again: u64,
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(input: R, delimiter: u8, limits: Limits) -> Self {
        Self {
            lines: Lines::new(input, limits),
            delimiter,
            limits,
            raw: Vec::new(),
            text: Vec::new(),
            ends: Vec::new(),
            line: 0,
            first: true,
            again: 0,
        }
    }

    /// The line on which the row begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The row's bytes as in the file, without the end of its last line.
    pub(super) fn raw(&self) -> &[u8] {
        without_end(&self.raw)
    }

    /// The cells, without the quotes around them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        })
    }

    /// Whether no cell holds anything: spreadsheet programs write such rows at the end.
    pub(super) fn is_blank(&self) -> bool {
        self.text.iter().all(u8::is_ascii_whitespace)
    }

    /// Reads the next row.
    pub(super) fn next(&mut self) -> io::Result<Row> {
        self.raw.clear();
        self.text.clear();
        self.ends.clear();
        let mut state = State::Start;
        let mut first_line = 0;
        loop {
            let start = self.raw.len();
            match self.lines.next(&mut self.raw)? {
                Next::End if start == 0 => return Ok(Row::End),
                Next::End => return Ok(self.broken_quote(first_line, "a quote is never closed")),
                Next::FileTooLong => return Ok(Row::FileTooLong),
                Next::TooLong => {
                    if start == 0 {
                        self.line = self.lines.number();
                    }
                    return Ok(Row::Bad(self.too_long()));
                }
                Next::Line => {}
            }
            if start == 0 {
                self.line = self.lines.number();
                first_line = self.raw.len();
                if std::mem::take(&mut self.first) && self.separator_line() {
                    self.raw.clear();
                    continue;
                }
            } else if self.raw.len() > self.limits.record_bytes {
                return Ok(self.broken_quote(first_line, "a quote is never closed"));
            }
            match self.split(start, state) {
                Ok(State::Quoted) => state = State::Quoted,
                Ok(_) if self.ends.len() > self.limits.items => {
                    let problem =
                        Problem::Limit { limit: self.limits.items as u64, unit: "cells of one row" };
                    return Ok(Row::Bad(problem));
                }
                Ok(_) => return Ok(Row::Cells),
                Err(detail) => return Ok(self.broken_quote(first_line, detail)),
            }
        }
    }

    fn too_long(&self) -> Problem {
        Problem::Limit { limit: self.limits.record_bytes as u64, unit: "bytes of one row" }
    }

    /// `sep=;` as the first line names the delimiter and is no row.
    fn separator_line(&mut self) -> bool {
        let line = without_end(&self.raw);
        match line.get(..4) {
            Some(mark) if mark.eq_ignore_ascii_case(b"sep=") && line.len() == 5 => {
                self.delimiter = line[4];
                true
            }
            _ => false,
        }
    }

    /// Gives the lines after the row's first one back and calls only that one bad.
    fn broken_quote(&mut self, first_line: usize, detail: &'static str) -> Row {
        let rest = (self.raw.len() - first_line) as u64;
        if rest > 0 {
            // Honest files break a quote now and then, which costs a few lines each; eight readings of all there is are
            // far beyond that. Past it, the lines stay together in one bad row: kept, but not told apart.
            if self.again + rest > 8 * self.lines.taken() {
                return Row::Bad(Problem::Syntax {
                    format: "CSV",
                    detail: format!("{detail}, again and again"),
                });
            }
            self.again += rest;
            self.lines.give_back(&self.raw[first_line..]);
            self.raw.truncate(first_line);
        }
        Row::Bad(Problem::Syntax { format: "CSV", detail: detail.to_owned() })
    }

    /// Splits the line that begins at `start` of the raw bytes and tells the state at its end.
    fn split(&mut self, start: usize, mut state: State) -> Result<State, &'static str> {
        let line = &self.raw[start..];
        let content = without_end(line);
        for byte in content {
            match state {
                State::Start if *byte == b'"' => state = State::Quoted,
                State::Start | State::Plain if *byte == self.delimiter => {
                    self.ends.push(self.text.len());
                    state = State::Start;
                }
                State::Start | State::Plain => {
                    self.text.push(*byte);
                    state = State::Plain;
                }
                State::Quoted if *byte == b'"' => state = State::Quote,
                State::Quoted => self.text.push(*byte),
                State::Quote if *byte == b'"' => {
                    self.text.push(b'"');
                    state = State::Quoted;
                }
                State::Quote if *byte == self.delimiter => {
                    self.ends.push(self.text.len());
                    state = State::Start;
                }
                State::Quote => return Err("text follows a closing quote"),
            }
        }
        if state == State::Quoted {
            self.text.extend_from_slice(&line[content.len()..]);
        } else {
            self.ends.push(self.text.len());
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8], limits: Limits) -> Vec<Result<Vec<String>, String>> {
        let mut rows = Rows::new(bytes, b',', limits);
        let mut found = Vec::new();
        loop {
            match rows.next().unwrap() {
                Row::Cells => {
                    found.push(Ok(rows
                        .cells()
                        .map(|cell| String::from_utf8_lossy(cell).into_owned())
                        .collect()));
                }
                Row::Bad(problem) => found.push(Err(format!("{}: {problem}", rows.line()))),
                Row::FileTooLong | Row::End => return found,
            }
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "stands beside rows that are errors")]
    fn cells(row: &[&str]) -> Result<Vec<String>, String> {
        Ok(row.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_delimiters_and_line_breaks() {
        let found = rows(b"a,\"b,\"\"c\"\"\r\nd\",\r\n5\" pipe,,\"\"\n", Limits::default());
        assert_eq!(found, [cells(&["a", "b,\"c\"\r\nd", ""]), cells(&["5\" pipe", "", ""])]);
        assert_eq!(rows(b"sep=;\r\na;b", Limits::default()), [cells(&["a", "b"])]);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        let found = rows(b"1,\"open\n2,b\n3,\"c\"\n4,d\n", Limits::default());
        assert_eq!(
            found,
            [
                Err("1: broken CSV: text follows a closing quote".into()),
                cells(&["2", "b"]),
                cells(&["3", "c"]),
                cells(&["4", "d"])
            ]
        );
        let found = rows(b"1,\"open\n2,b\n", Limits::default());
        assert_eq!(found, [Err("1: broken CSV: a quote is never closed".into()), cells(&["2", "b"])]);
    }

    #[test]
    fn a_file_full_of_open_quotes_is_not_read_over_and_over() {
        // Each of these lines ends within quotes, whether it begins within quotes or not.
        let bytes = b"a\",\",\n".repeat(4_000);
        let mut rows = Rows::new(bytes.as_slice(), b',', Limits::default());
        while !matches!(rows.next().unwrap(), Row::End) {}
        assert!(rows.again <= 8 * bytes.len() as u64, "{}", rows.again);
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_split_as_it_reads(table in prop::collection::vec(prop::collection::vec("[a\"',\r\n é=]{0,8}", 3), 1..6)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let found: Vec<_> = rows(&bytes, Limits::default()).into_iter().map(Result::unwrap).collect();
            prop_assert_eq!(found, table);
        }

        #[test]
        fn every_byte_is_in_a_row_once(bytes in prop::collection::vec(prop::sample::select(b"a,\"\n\r".to_vec()), 0..60)) {
            let mut rows = Rows::new(bytes.as_slice(), b',', Limits::default());
            let mut all = Vec::new();
            while !matches!(rows.next().unwrap(), Row::End) {
                all.extend_from_slice(&rows.raw);
            }
            prop_assert_eq!(all, bytes);
        }
    }
}
