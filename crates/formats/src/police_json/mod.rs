//! The nested JSON that the clearing house hands to police, in and out.
//!
//! One document a file, or a list of documents in one file. No schema was ever published: the reader is tolerant, keyed
//! on the paths that working investigators' parsers read (reference `tips-and-hashes.md` 1.2), and keeps everything else
//! unread. [`write()`] gives the canonical form of those paths.

mod document;
mod file;
mod person;
mod prose;
mod raw;
mod read;
mod schema;
mod split;
mod to_report;
mod write;

pub use document::*;
pub use read::{parse, read};
pub use to_report::to_report;
pub use write::{DocumentWriter, write};
