//! What a reader hands on: a report, or a record set aside with its reason.

use model::Report;
use std::fmt;

/// One record of a document: read, or set aside.
pub type Outcome = Result<Record, Box<SetAside>>;

/// A report with the bytes it was read from.
#[derive(Clone, Debug)]
pub struct Record {
    /// What was understood.
    pub report: Report,
    /// The record as it came, byte for byte: the whole file, or its slice, row or line.
    pub document: Document,
    /// Further papers that came with it (the PDF beside the JSON). Never the reported files themselves.
    pub papers: Vec<Document>,
    /// Where it stood.
    pub at: Location,
}

/// Bytes of a document as they came.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// File name, without folders.
    pub name: String,
    /// Media type, such as `application/xml`.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// Where in the input something stands, as a person would look for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// File name as given on the command line, with the entry's name for an archive (`tips.zip!123/123.json`).
    pub file: String,
    /// Number of the record in the file, from 1.
    pub record: Option<u64>,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Path of the field within the record (`/report/victim/age`, or a column's name).
    pub path: Option<String>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(path) = &self.path {
            write!(f, ", {path}")?;
        }
        Ok(())
    }
}

/// Why a record was set aside. The words never contain a value of the document: it may be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// The document ends before it is complete.
    #[error("the document ends too early: {expected} was expected")]
    Truncated {
        /// What should have followed.
        expected: String,
    },
    /// The bytes are no text in the format's encoding.
    #[error("the text is not valid {encoding}")]
    Encoding {
        /// The encoding that was expected.
        encoding: &'static str,
    },
    /// The syntax of the format is broken.
    #[error("broken {format}: {detail}")]
    Syntax {
        /// The format's name.
        format: &'static str,
        /// What is wrong, without values.
        detail: String,
    },
    /// A field does not hold what the format asks for.
    #[error("expected {expected}, found {found}")]
    Field {
        /// What the format asks for.
        expected: String,
        /// The shape of what stands there, never the value itself.
        found: String,
    },
    /// A bound of [`crate::Limits`] was passed.
    #[error("over the limit of {limit} {unit}")]
    Limit {
        /// The bound.
        limit: u64,
        /// What is counted.
        unit: &'static str,
    },
    /// The document tries something no honest document does: a document type definition, a path that leads out.
    #[error("refused: {0}")]
    Hostile(&'static str),
    /// The format could not be told.
    #[error("not a format that is known here: {0}")]
    UnknownFormat(String),
    /// The file could not be read.
    #[error("could not be read: {0}")]
    Io(String),
}

/// A record that could not be taken in as a report. Its bytes are kept, so that nothing is lost and it can be tried
/// again after a mend.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// Where it stands.
    pub at: Location,
    /// Why.
    pub problem: Problem,
    /// The record's bytes as far as they were read (at most [`crate::Limits::record_bytes`]).
    pub document: Document,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.problem)
    }
}
