//! Any bytes as a suspicious transaction report in goAML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|data: &[u8]| {
    check(formats::goaml::read(Cursor::new(data.to_vec()), "fuzz", &source(), limits()), data.len());
});
