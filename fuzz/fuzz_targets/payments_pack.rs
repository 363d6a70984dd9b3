//! Any text as a pack of indicators; what is a pack looks at a few payments.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::{
    Kind, Payment,
    pack::Pack,
    scan::{Source, explain, scan},
    table::WindowTable,
};

fuzz_target!(|text: &str| {
    let Ok(pack) = Pack::from_toml(text, "fuzz") else { return };
    let kinds = [Kind::Transfer, Kind::Transfer, Kind::CashOut, Kind::Companion, Kind::Travel];
    let rows: Vec<Payment> = (0..40_u32)
        .zip(kinds.into_iter().cycle())
        .map(|(at, kind)| {
            let made =
                Payment::transfer(u64::from(at), i64::from(at) * 40_000_000, at % 3, 10 + at % 5, at * 700);
            Payment { kind, channel: payments::Channel::Wallet, ..made }
        })
        .collect();
    let source = Source::Rows(&rows);
    if let Ok(found) = scan(&source, &pack, 1) {
        let _ = explain(&source, &pack, &found, &found.subjects, 1);
    }
    let _ = WindowTable::of(&rows, &pack, 1);
});
