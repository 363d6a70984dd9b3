//! Any bytes as JSON Lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits};

fuzz_target!(|data: &[u8]| {
    check(formats::jsonl::read(Cursor::new(data.to_vec()), "fuzz.jsonl", limits()), data.len());
});
