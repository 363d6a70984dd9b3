//! Tables of reports (CSV) as hotlines and police offices keep them, read through a saved [`ColumnMap`].
//!
//! One row is one report. What the map names goes where it says; a column that the map does not name, and a cell whose
//! value does not fit its field, stay with the report as [`model::Unread`] under the column's name. A row is set aside
//! only where it cannot be read at all: broken quoting, another number of cells than the header, bytes that are no text
//! of the map's encoding, a limit passed.
//!
//! Habits of spreadsheet programs that are taken: a byte-order mark, `sep=;` in the first line, CRLF, line breaks in
//! quoted cells, empty rows and empty cells at the end, `="0917"` for a number kept as text, and an apostrophe before a
//! cell that a spreadsheet would take for a formula, which the writer sets against formula injection (OWASP, "CSV
//! Injection") and the reader takes away.

mod cell;
mod columns;
mod field;
mod row;
mod rows;
mod write;

use crate::document::{document, io_problem, set_aside};
use crate::{Limits, Location, Outcome, Problem, Record};
use model::{Source, Unread};
use row::Plan;
use rows::{Row, Rows};
use std::io::BufRead;

pub use cell::guard;
pub use columns::{Column, ColumnMap, ColumnMapError, DateFormat, Encoding};
pub use field::{Fact, Field, PaymentPart, PersonPart, PlacePart};
pub use write::Writer;

const MEDIA_TYPE: &str = "text/csv";

/// Reads one report a row; `file` is the name shown in locations.
///
/// The first row holds the names of the columns. Where it lacks one that the map names, the file gives one
/// [`crate::SetAside`] that says which, and nothing else.
pub fn read<R: BufRead + Send + 'static>(
    input: R,
    file: &str,
    source: &Source,
    columns: ColumnMap,
    limits: Limits,
) -> impl Iterator<Item = Outcome> + Send + use<R> {
    Reader {
        rows: Rows::new(input, columns.delimiter(), limits),
        file: file.to_owned(),
        source: source.clone(),
        columns,
        limits,
        plan: None,
        records: 0,
        done: false,
    }
}

struct Reader<R> {
    rows: Rows<R>,
    file: String,
    source: Source,
    columns: ColumnMap,
    limits: Limits,
    /// What each column of the file is; known once the header is read.
    plan: Option<Plan>,
    records: u64,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    fn at(&self, path: Option<String>) -> Location {
        let record = (self.records > 0).then_some(self.records);
        Location { file: self.file.clone(), record, line: Some(self.rows.line()), path }
    }

    fn aside(&self, path: Option<String>, problem: Problem) -> Outcome {
        Err(set_aside(self.at(path), problem, MEDIA_TYPE, self.rows.raw()))
    }

    fn stop(&mut self, problem: Problem) -> Outcome {
        self.done = true;
        let at = Location { file: self.file.clone(), ..Location::default() };
        Err(set_aside(at, problem, MEDIA_TYPE, self.rows.raw()))
    }

    /// Reads the header, which stands in the row at hand.
    fn header(&mut self) -> Result<Plan, Problem> {
        let mut names = Vec::new();
        for cell in self.rows.cells() {
            names.push(cell::bare(&self.columns.encoding().decode(cell)?).trim().to_owned());
        }
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        Plan::new(names, &self.columns)
    }

    fn record(&self, plan: &Plan) -> Outcome {
        let mut cells = Vec::with_capacity(plan.width());
        for (at, cell) in self.rows.cells().enumerate() {
            match self.columns.encoding().decode(cell) {
                Ok(text) => cells.push(text),
                Err(problem) => return self.aside(plan.name(at), problem),
            }
        }
        // Spreadsheet programs write empty cells after the last one.
        while cells.len() > plan.width() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() != plan.width() {
            let expected = format!("{} cells as in the first row", plan.width());
            return self.aside(None, Problem::Field { expected, found: cells.len().to_string() });
        }
        let report = plan.report(&cells, &self.columns, &self.source);
        let document = document(&self.file, MEDIA_TYPE, self.rows.raw());
        Ok(Record { report, document, papers: Vec::new(), at: self.at(None) })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            match self.rows.next() {
                Err(error) => return Some(self.stop(io_problem(&error))),
                Ok(Row::End) if self.plan.is_none() => return Some(self.stop(Problem::Empty)),
                Ok(Row::End) => self.done = true,
                Ok(Row::FileTooLong) => {
                    let limit = self.limits.file_bytes;
                    return Some(self.stop(Problem::Limit { limit, unit: "bytes of one file" }));
                }
                Ok(Row::Bad(problem)) => {
                    if self.plan.is_none() {
                        return Some(self.stop(problem));
                    }
                    self.records += 1;
                    return Some(self.aside(None, problem));
                }
                Ok(Row::Cells) if self.rows.is_blank() => {}
                Ok(Row::Cells) => match self.plan.take() {
                    None => match self.header() {
                        Ok(plan) => self.plan = Some(plan),
                        Err(problem) => return Some(self.stop(problem)),
                    },
                    Some(plan) => {
                        self.records += 1;
                        let outcome = self.record(&plan);
                        self.plan = Some(plan);
                        return Some(outcome);
                    }
                },
            }
        }
        None
    }
}

/// What a cell holds that its field does not take.
fn unread(column: &str, value: &str) -> Unread {
    Unread { path: column.to_owned(), value: value.into() }
}
