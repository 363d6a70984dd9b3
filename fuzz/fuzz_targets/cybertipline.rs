//! Any bytes as a cybertipline document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|data: &[u8]| {
    check(formats::cybertipline::read(Cursor::new(data.to_vec()), "fuzz", &source(), limits()), data.len());
});
