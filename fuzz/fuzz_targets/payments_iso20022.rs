//! Any bytes as credit transfers (pacs.008) and as what became of them (pacs.002).
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::read::{Statuses, pacs008};
use tanglaw_fuzz::into_payments;

fuzz_target!(|bytes: &[u8]| {
    into_payments(|take| {
        let _ = pacs008(bytes, "fuzz", &mut |row| take(row));
    });
    let _ = Statuses::default().read(bytes, "fuzz");
});
