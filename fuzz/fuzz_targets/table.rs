//! Any bytes as rows under the header of one of the maps of the house; the first byte chooses the map. What is read is
//! written and read again.
#![no_main]

use formats::table::{self, ColumnMap, Writer};
use libfuzzer_sys::fuzz_target;
use std::{io::Cursor, sync::LazyLock};
use tanglaw_fuzz::{check, limits, source};

static MAPS: LazyLock<[ColumnMap; 3]> = LazyLock::new(|| {
    let custom = include_str!("../../crates/formats/samples/table/custom.columns.toml");
    [ColumnMap::hotline(), ColumnMap::police_referral(), ColumnMap::from_toml(custom).expect("a sample")]
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rows)) = data.split_first() else { return };
    let map = &MAPS[usize::from(*choice) % MAPS.len()];
    let header = Writer::new(Vec::new(), map.clone()).expect("a header").into_inner();
    let table = [header, rows.to_vec()].concat();
    let read = |bytes: Vec<u8>| table::read(Cursor::new(bytes), "fuzz.csv", &source(), map.clone(), limits());
    check(read(table.clone()), table.len());

    let mut writer = Writer::new(Vec::new(), map.clone()).expect("a header");
    let mut written = 0;
    for record in read(table).flatten() {
        if writer.write(&record.report).is_ok() {
            written += 1;
        }
    }
    // A report of which no cell is left (its unmapped values are not written) makes an empty row, which is none.
    let again = read(writer.into_inner());
    assert!(again.filter(|outcome| outcome.is_ok()).count() <= written);
});
