//! Reading one document, or a list of documents one at a time.

use super::document::Document;
use super::raw::{Context, Fault, Kind, Tape};
use super::schema::read_object;
use super::split::{Cut, Splitter};
use super::to_report::to_report;
use crate::window::line_breaks;
use crate::{Limits, Location, Outcome, Problem, Record, SetAside};
use model::{Source, Unread};
use std::io::BufRead;

/// The media type of every document of this format.
const MEDIA_TYPE: &str = "application/json";

/// A document and what was not understood in it.
type Parsed = (Document, Vec<Unread>);

/// Reads a file of one document, or of a list of documents.
///
/// `file` is the name to show in places; `limits` bound file, record, depth and values. Every record comes out, in
/// order: as a report, or set aside. Where a record of a list is broken, the reader goes on at the next object that
/// begins with `reportId`.
pub fn read<R: BufRead + Send + 'static>(
    input: R,
    file: &str,
    source: &Source,
    limits: Limits,
) -> impl Iterator<Item = Outcome> + Send + use<R> {
    Reader {
        splitter: Splitter::new(input, limits),
        file: file.to_owned(),
        source: source.clone(),
        limits,
        record: 0,
    }
}

/// Reads one document to its type and the list of what was not understood.
pub fn parse(bytes: &[u8], file: &str, limits: &Limits) -> Result<Parsed, Box<SetAside>> {
    document(bytes, limits).map_err(|fault| Box::new(set_aside(file, None, 1, bytes.to_vec(), fault, limits)))
}

fn document(bytes: &[u8], limits: &Limits) -> Result<Parsed, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault {
        problem: Problem::Encoding { encoding: "UTF-8" },
        offset: error.valid_up_to(),
    })?;
    // The exporters put a byte-order mark in front, which JSON does not know.
    let text = text.trim_start_matches('\u{feff}');
    let tape = Tape::new(text, limits)?;
    let root = tape.root();
    let ours = ["reportId", "dateReceived", "reportedInformation"];
    let known = root.kind() == Kind::Object
        && root.members().any(|(key, _)| ours.iter().any(|name| name.eq_ignore_ascii_case(&key)));
    if !known {
        let problem = Problem::UnknownFormat("JSON without reportId and reportedInformation".into());
        return Err(Fault { problem, offset: 0 });
    }
    let (mut document, mut context) = (Document::default(), Context::default());
    read_object(&mut document, root, &mut context);
    Ok((document, context.unread))
}

fn paper(file: &str, bytes: Vec<u8>) -> crate::Document {
    let name = file.rsplit(['/', '\\', '!']).next().unwrap_or_default().to_owned();
    crate::Document { name, media_type: MEDIA_TYPE, bytes }
}

fn set_aside(
    file: &str,
    record: Option<u64>,
    line: u64,
    mut bytes: Vec<u8>,
    fault: Fault,
    limits: &Limits,
) -> SetAside {
    let before = &bytes[..fault.offset.min(bytes.len())];
    let line = line + line_breaks(before);
    bytes.truncate(limits.record_bytes);
    SetAside {
        at: Location { file: file.to_owned(), record, line: Some(line), path: None },
        problem: fault.problem,
        document: paper(file, bytes),
    }
}

struct Reader<R> {
    splitter: Splitter<R>,
    file: String,
    source: Source,
    limits: Limits,
    /// Records so far.
    record: u64,
}

impl<R: BufRead> Reader<R> {
    fn aside(&self, line: u64, bytes: Vec<u8>, fault: Fault) -> Outcome {
        let record = (self.record > 0).then_some(self.record);
        Err(Box::new(set_aside(&self.file, record, line, bytes, fault, &self.limits)))
    }

    fn whole(&mut self, line: u64, mut bytes: Vec<u8>, last: bool) -> Outcome {
        self.record += 1;
        match document(&bytes, &self.limits) {
            Ok((document, unread)) => {
                self.splitter.pass(bytes.len());
                let mut report = to_report(document, &self.source);
                report.unread = unread;
                Ok(Record {
                    report,
                    document: paper(&self.file, bytes),
                    papers: Vec::new(),
                    at: Location {
                        file: self.file.clone(),
                        record: Some(self.record),
                        line: Some(line),
                        path: None,
                    },
                })
            }
            Err(fault) => {
                if !last && matches!(fault.problem, Problem::Syntax { .. } | Problem::Truncated { .. }) {
                    let next = self.splitter.next_start(bytes.len());
                    bytes.truncate(next.unwrap_or(bytes.len()));
                }
                self.splitter.pass(bytes.len());
                self.aside(line, bytes, fault)
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        Some(match self.splitter.cut()? {
            Cut::Whole { line, bytes, last } => self.whole(line, bytes, last),
            Cut::Aside { line, bytes, problem, counts } => {
                self.record += u64::from(counts);
                self.aside(line, bytes, Fault { problem, offset: 0 })
            }
        })
    }
}
