//! A column map and a table under it: any map, any rows. What is taken becomes a payment or is told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::read::CsvReader;
use tanglaw_fuzz::{into_payments, two_parts};

fuzz_target!(|bytes: &[u8]| {
    let (map, table) = two_parts(bytes);
    let Ok(map) = std::str::from_utf8(map) else { return };
    if let Ok(reader) = CsvReader::from_toml(map, "fuzz") {
        into_payments(|take| {
            let _ = reader.read(table, "fuzz", &mut |row| take(row));
        });
    }
});
