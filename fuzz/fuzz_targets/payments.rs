//! Any bytes as ISO 20022, MT103, CSV, a saved state, a dictionary, a report, rates: read or refused, never more than that.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::{
    Engine, Plan, Questions,
    parties::Parties,
    read::{Currency, CsvReader, Draft, Normaliser, Rates, Reject, mt103, pacs002, pacs008},
    report::{austrac, goaml},
};

const MAP: &str = r#"
institution = "fuzz"
zone = "Asia/Manila"
dates = ["%d/%m/%Y %H:%M"]
currency = "AUD"
[columns]
reference = "a"
at = "b"
sender = "c"
recipient = "d"
amount = "e"
"#;

fuzz_target!(|bytes: &[u8]| {
    let Some(aud) = Currency::new("AUD") else { return };
    let mut normaliser = Normaliser::new(Rates::only(aud));
    let mut take = |row: Result<(u64, Draft), Reject>| {
        if let Ok((_, draft)) = row {
            let _ = normaliser.payment(&draft);
        }
    };
    let _ = pacs008(bytes, "fuzz", &mut take);
    let _ = pacs002(bytes, "fuzz");
    if let Ok(reader) = CsvReader::from_toml(MAP, "fuzz") {
        let mut table = b"a,b,c,d,e\n".to_vec();
        table.extend_from_slice(bytes);
        let _ = reader.read(table.as_slice(), "fuzz", &mut take);
    }
    let _ = Parties::restore(&mut &*bytes);
    let _ = Engine::resume(Plan::default(), Questions, bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        mt103(text, &mut take);
        let _ = CsvReader::from_toml(text, "fuzz");
        let _ = Rates::from_csv(text, aud, "fuzz");
        let _ = goaml::read(text, "fuzz");
        let _ = austrac::read(text, "fuzz");
        let _ = payments::pack::Pack::from_toml(text, "fuzz");
    }
});
