//! goAML XML (UNODC) as financial intelligence units hand it on: suspicious transaction reports, shape of schema 5.0.1 and
//! 5.0.2, as reports of the house.
//!
//! One document is one report. Persons, accounts and entities of its transactions become mentions with their identifiers,
//! each transaction a payment. A unit's own additions and whatever this reader does not know stay with the report as
//! [`model::Unread`]. Nothing is validated here: a unit's rules are the unit's, and a report that breaks one is read all
//! the same.
//!
//! Who is paid is never made a suspect by a code alone: most suspicious reports of this crime name a relative of the child
//! or the child (AMLC). `*_is_suspected` of a recipient is kept as a detail.

mod to_report;
mod tree;

use crate::document::{document, io_problem, set_aside};
use crate::window::line_breaks;
use crate::{Limits, Location, Outcome, Problem, Record};
use model::Source;
use std::io::{BufRead, Read};

const MEDIA_TYPE: &str = "application/xml";

/// Elements that stand at the head of every goAML report and in no other format read here.
const MARKS: [&[u8]; 2] = [b"<rentity_id", b"<submission_code"];

/// Whether the first bytes of an XML document are of a goAML report.
pub(crate) fn is_goaml(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4_096)];
    MARKS.iter().all(|mark| head.windows(mark.len()).any(|window| window == *mark))
}

/// Reads a document: one report, or one record set aside.
pub fn read<R: BufRead + Send + 'static>(
    input: R,
    file: &str,
    source: &Source,
    limits: Limits,
) -> impl Iterator<Item = Outcome> + Send + use<R> {
    let (file, source) = (file.to_owned(), source.clone());
    std::iter::once_with(move || one(input, &file, &source, limits))
}

fn one(input: impl BufRead, file: &str, source: &Source, limits: Limits) -> Outcome {
    let at = |line: Option<u64>, path: Option<String>| Location {
        file: file.to_owned(),
        record: Some(1),
        line,
        path,
    };
    let mut bytes = Vec::new();
    if let Err(error) = input.take(limits.record_bytes as u64 + 1).read_to_end(&mut bytes) {
        return Err(set_aside(at(None, None), io_problem(&error), MEDIA_TYPE, &bytes));
    }
    if bytes.len() > limits.record_bytes {
        bytes.truncate(limits.record_bytes);
        let problem = Problem::Limit { limit: limits.record_bytes as u64, unit: "bytes of one record" };
        return Err(set_aside(at(None, None), problem, MEDIA_TYPE, &bytes));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(set_aside(at(None, None), Problem::Empty, MEDIA_TYPE, &bytes));
    }
    match tree::parse(&bytes, &limits) {
        Ok(root) if root.name == "report" => Ok(Record {
            report: to_report::to_report(&root, source),
            document: document(file, MEDIA_TYPE, &bytes),
            papers: Vec::new(),
            at: at(None, None),
        }),
        Ok(_) => {
            let problem = Problem::UnknownFormat("an XML document whose first element is no report".into());
            Err(set_aside(at(Some(1), None), problem, MEDIA_TYPE, &bytes))
        }
        Err(fault) => {
            let line = 1 + line_breaks(&bytes[..fault.offset.min(bytes.len())]);
            let path = (!fault.path.is_empty()).then_some(fault.path);
            Err(set_aside(at(Some(line), path), fault.problem, MEDIA_TYPE, &bytes))
        }
    }
}
