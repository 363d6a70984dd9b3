//! Any bytes as JSON Lines, and as one report of a known source.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|data: &[u8]| {
    check(formats::jsonl::read(Cursor::new(data.to_vec()), "fuzz.jsonl", limits()), data.len());
    let (one, _) = formats::jsonl::read_one(data, "fuzz.json", &source(), limits());
    check(std::iter::once(one), data.len());
});
