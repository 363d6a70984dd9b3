//! The police-side JSON: what is written is read back, every trap of the format, every break of a file.
#![expect(clippy::unwrap_used, reason = "a test's helpers fail loudly, as its tests do")]

mod breaks;
#[path = "../cybertipline/dice.rs"]
mod dice;
mod make;
mod roundtrip;
mod traps;

use formats::{Limits, Outcome};
use model::{Channel, Source};

/// A clearing house of the Philippines.
pub(crate) fn source() -> Source {
    Source {
        id: "ncmec".parse().unwrap(),
        channel: Channel::ClearingHouse,
        country: Some(model::Country::PHILIPPINES),
    }
}

/// Reads bytes as a file.
pub(crate) fn read_with(bytes: impl Into<Vec<u8>>, limits: Limits) -> Vec<Outcome> {
    let input = std::io::Cursor::new(bytes.into());
    formats::police_json::read(input, "tips.zip!1/1.json", &source(), limits).collect()
}

/// Reads bytes as a file, with the limits of every day.
pub(crate) fn read(bytes: impl Into<Vec<u8>>) -> Vec<Outcome> {
    read_with(bytes, Limits::default())
}

/// The one report of a file.
pub(crate) fn one(bytes: impl Into<Vec<u8>>) -> model::Report {
    let mut all = read(bytes);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).unwrap().report
}

/// A sample file.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/samples/police_json/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
