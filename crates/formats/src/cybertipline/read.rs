//! Reading a file of any size, one record at a time.
//!
//! The file is cut into records before anything is parsed, by looking for the tags of the records only. A record that
//! is not well-formed therefore costs no other: the reader goes on at the next tag with which a record begins.

use super::cursor::Fault;
use super::record;
use super::split::{Cut, STARTS, SUBMISSION, Splitter};
use super::to_report::to_report;
use crate::window::line_breaks;
use crate::{Document, Limits, Location, Outcome, Problem, Record, SetAside};
use model::{Source, Unread};
use std::collections::VecDeque;
use std::io::BufRead;

/// The media type of every document of this format.
const MEDIA_TYPE: &str = "application/xml";

/// Reads a file of one report or of many (the forms are listed at the [module](super)).
///
/// `file` is the name to show in places; `limits` bound file, record, depth and items. Every record comes out, in
/// order: as a report, or set aside.
pub fn read<R: BufRead + Send + 'static>(
    input: R,
    file: &str,
    source: &Source,
    limits: Limits,
) -> impl Iterator<Item = Outcome> + Send + use<R> {
    Reader {
        splitter: Splitter::new(input, limits),
        shelf: Shelf { file: file.to_owned(), source: source.clone(), limits, record: 0 },
        ready: VecDeque::new(),
    }
}

/// Reads one record, a `submission` or a bare `report`, to its type and the list of what was not understood.
pub fn parse(
    bytes: &[u8],
    file: &str,
    limits: &Limits,
) -> Result<(super::Submission, Vec<Unread>), Box<SetAside>> {
    record::submission(bytes, limits)
        .map_err(|fault| Box::new(set_aside(file, None, 1, bytes, fault, limits)))
}

struct Reader<R> {
    splitter: Splitter<R>,
    shelf: Shelf,
    ready: VecDeque<Outcome>,
}

/// What every outcome is labelled with.
struct Shelf {
    file: String,
    source: Source,
    limits: Limits,
    /// Records so far.
    record: u64,
}

fn document(file: &str, bytes: Vec<u8>) -> Document {
    let name = file.rsplit(['/', '\\', '!']).next().unwrap_or_default().to_owned();
    Document { name, media_type: MEDIA_TYPE, bytes }
}

fn set_aside(
    file: &str,
    record: Option<u64>,
    line: u64,
    bytes: &[u8],
    fault: Fault,
    limits: &Limits,
) -> SetAside {
    let before = &bytes[..fault.offset.min(bytes.len())];
    let kept = &bytes[..bytes.len().min(limits.record_bytes)];
    SetAside {
        at: Location {
            file: file.to_owned(),
            record,
            line: Some(line + line_breaks(before)),
            path: (!fault.path.is_empty()).then_some(fault.path),
        },
        problem: fault.problem,
        document: document(file, kept.to_vec()),
    }
}

impl Shelf {
    fn aside(&self, line: u64, bytes: &[u8], fault: Fault) -> Outcome {
        let record = (self.record > 0).then_some(self.record);
        Err(Box::new(set_aside(&self.file, record, line, bytes, fault, &self.limits)))
    }

    fn report(
        &self,
        line: u64,
        bytes: Vec<u8>,
        submission: super::Submission,
        unread: Vec<Unread>,
    ) -> Record {
        let mut report = to_report(submission, &self.source);
        report.unread = unread;
        Record {
            report,
            document: document(&self.file, bytes),
            papers: Vec::new(),
            at: Location { file: self.file.clone(), record: Some(self.record), line: Some(line), path: None },
        }
    }
}

impl<R: BufRead> Reader<R> {
    /// Cuts a broken record off where the next one begins within it: an open comment or CDATA section swallows records.
    fn go_back(&mut self, bytes: &mut Vec<u8>, problem: &Problem, starts: &[&[u8]]) {
        if matches!(problem, Problem::Syntax { .. } | Problem::Truncated { .. })
            && let Some(next) = self.splitter.next_start(bytes, starts)
            && self.splitter.may_go_back(bytes.len() - next)
        {
            bytes.truncate(next);
        }
    }

    /// Takes one whole submission, or a document that is a report.
    fn whole(&mut self, line: u64, mut bytes: Vec<u8>, last: bool) {
        self.shelf.record += 1;
        let outcome = match record::submission(&bytes, &self.shelf.limits) {
            Ok((submission, unread)) => {
                self.splitter.pass(bytes.len());
                Ok(self.shelf.report(line, bytes, submission, unread))
            }
            Err(fault) => {
                if !last {
                    self.go_back(&mut bytes, &fault.problem, &SUBMISSION);
                }
                self.splitter.pass(bytes.len());
                self.shelf.aside(line, &bytes, fault)
            }
        };
        self.ready.push_back(outcome);
    }

    /// Takes a report that stands by itself, and the files that follow it.
    fn loose(&mut self, line: u64, mut bytes: Vec<u8>, files: &[(usize, usize)]) {
        let report_end = files.first().map_or(bytes.len(), |file| file.0);
        let (mut submission, mut unread) =
            match record::submission(bytes[..report_end].trim_ascii_end(), &self.shelf.limits) {
                Ok(parsed) => parsed,
                Err(fault) => {
                    bytes.truncate(report_end);
                    self.go_back(&mut bytes, &fault.problem, &STARTS);
                    self.shelf.record += 1;
                    self.splitter.pass(bytes.len());
                    self.ready.push_back(self.shelf.aside(line, &bytes, fault));
                    return;
                }
            };
        self.shelf.record += 1;
        let mut id = submission.report_id.clone();
        let mut asides = Vec::new();
        for (from, until) in files {
            let piece = &bytes[*from..*until];
            let fault = match record::file(piece, &self.shelf.limits) {
                Ok((file, more)) => {
                    let id = id.get_or_insert_with(|| file.report_id.clone());
                    if file.report_id.is_empty() || file.report_id == *id {
                        submission.files.push(file);
                        unread.extend(more);
                        continue;
                    }
                    Fault {
                        problem: Problem::Field {
                            expected: "the reportId of the report before it".into(),
                            found: "another reportId".into(),
                        },
                        offset: 0,
                        path: "/fileDetails/reportId".into(),
                    }
                }
                Err(fault) => fault,
            };
            let line = line + line_breaks(&bytes[..*from]);
            asides.push(self.shelf.aside(line, piece, fault));
        }
        self.splitter.pass(bytes.len());
        let record = self.shelf.report(line, bytes, submission, unread);
        self.ready.push_back(Ok(record));
        self.ready.extend(asides);
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.ready.pop_front() {
                return Some(outcome);
            }
            match self.splitter.cut()? {
                Cut::Whole { line, bytes, last } => self.whole(line, bytes, last),
                Cut::Loose { line, bytes, files } => self.loose(line, bytes, &files),
                Cut::Aside { line, bytes, problem, counts } => {
                    self.shelf.record += u64::from(counts);
                    let fault = Fault { problem, offset: 0, path: String::new() };
                    self.ready.push_back(self.shelf.aside(line, &bytes, fault));
                }
            }
        }
    }
}
