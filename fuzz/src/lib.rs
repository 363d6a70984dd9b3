//! What every fuzz target asks of a reader.

use formats::{Limits, Outcome, jsonl};
use model::{Channel, Source};
use std::io::Cursor;

/// The source under which the targets read.
pub fn source() -> Source {
    Source { id: "fuzz".parse().expect("a short name"), channel: Channel::Other, country: "PH".parse().ok() }
}

/// Limits small enough that passing one is soon found.
pub fn limits() -> Limits {
    Limits { record_bytes: 64 << 10, depth: 32, items: 2_000, archive_entries: 64, ..Limits::default() }
}

/// Reads to the end and checks each outcome: no document holds more bytes than `most`, each error has words, and each
/// report survives Tanglaw's own JSON Lines.
pub fn check(outcomes: impl Iterator<Item = Outcome>, most: usize) {
    for outcome in outcomes {
        match outcome {
            Ok(record) => {
                assert!(record.document.bytes.len() <= most, "a document larger than the input");
                let mut line = Vec::new();
                jsonl::write(&record.report, &mut line).expect("a report is written");
                let wide =
                    Limits { record_bytes: usize::MAX >> 1, items: usize::MAX >> 1, ..Limits::default() };
                let mut again = jsonl::read(Cursor::new(line), "again.jsonl", wide);
                let read =
                    again.next().expect("one line").unwrap_or_else(|aside| panic!("not read again: {aside}"));
                assert!(read.report == record.report, "read back differently");
            }
            Err(aside) => {
                assert!(aside.document.bytes.len() <= most, "a document larger than the input");
                assert!(!aside.to_string().is_empty());
            }
        }
    }
}
