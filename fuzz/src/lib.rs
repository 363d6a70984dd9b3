//! What every fuzz target asks of a reader.

use formats::{Limits, Outcome, jsonl};
use model::{Channel, Source};
use payments::read::{Currency, Draft, Normaliser, Rates, Reject};
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

/// What stands before and after the first line that is `---`, for readers that take two documents; without such a line the
/// first part is empty.
pub fn two_parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    const BETWEEN: &[u8] = b"\n---\n";
    match bytes.windows(BETWEEN.len()).position(|five| five == BETWEEN) {
        Some(at) => (&bytes[..at], &bytes[at + BETWEEN.len()..]),
        None => (&[], bytes),
    }
}

/// Makes payments of what a reader gives out, as every command does.
pub fn into_payments(read: impl FnOnce(&mut dyn FnMut(Result<(u64, Draft), Reject>))) {
    let Some(aud) = Currency::new("AUD") else { return };
    let rates = Rates::from_csv("date,currency,rate\n2026-01-01,PHP,0.025\n", aud, "fuzz");
    let mut normaliser = Normaliser::new(rates.unwrap_or_else(|_| Rates::only(aud)));
    read(&mut |row| {
        if let Ok((_, draft)) = row {
            let _ = normaliser.payment(&draft);
        }
    });
}
