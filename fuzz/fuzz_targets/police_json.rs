//! Any bytes as a police_json document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|data: &[u8]| {
    check(formats::police_json::read(Cursor::new(data.to_vec()), "fuzz", &source(), limits()), data.len());
});
