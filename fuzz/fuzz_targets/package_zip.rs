//! Any bytes as a ZIP archive with reports.
#![no_main]

use formats::package;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|data: &[u8]| {
    let limits = limits();
    if let Ok(outcomes) = package::read_zip(Cursor::new(data.to_vec()), "fuzz.zip", &source(), limits) {
        // A packed document may be larger than the archive, never larger than a record may be.
        check(outcomes, limits.record_bytes);
    }
});
