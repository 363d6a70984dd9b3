//! Any bytes as a saved state, a dictionary, rates, a report that was written: read or refused, never more than that.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::{
    Engine, Plan, Questions,
    parties::Parties,
    read::{Currency, Rates},
    report::{austrac, goaml},
};

fuzz_target!(|bytes: &[u8]| {
    let Some(aud) = Currency::new("AUD") else { return };
    let _ = Parties::restore(&mut &*bytes);
    let _ = Engine::resume(Plan::default(), Questions, bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Rates::from_csv(text, aud, "fuzz");
        let _ = goaml::read(text, "fuzz");
        let _ = austrac::read(text, "fuzz");
    }
});
