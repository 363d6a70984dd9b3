//! Any text as a column map; one that is taken must be able to write its header and to meet it again.
#![no_main]

use formats::table::{self, ColumnMap, Writer};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tanglaw_fuzz::{check, limits, source};

fuzz_target!(|text: &str| {
    match ColumnMap::from_toml(text) {
        Ok(map) => {
            let Ok(writer) = Writer::new(Vec::new(), map.clone()) else { return };
            let mut table = writer.into_inner();
            table.extend_from_slice(text.as_bytes());
            let most = table.len();
            check(table::read(Cursor::new(table), "fuzz.csv", &source(), map, limits()), most);
        }
        Err(error) => assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1),
    }
});
