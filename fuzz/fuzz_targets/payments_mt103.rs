//! Any text as MT103 messages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::read::mt103;
use tanglaw_fuzz::into_payments;

fuzz_target!(|text: &str| {
    into_payments(|take| mt103(text, &mut |row| take(row)));
});
