//! Names of columns and a Parquet file: any names, any bytes. The file is a real one, because its reader wants to seek.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payments::read::{Columns, PaymentFile, read_shares};
use std::{path::PathBuf, sync::Once};
use tanglaw_fuzz::two_parts;

/// The libraries that read the format fall over on some damaged files, and `PaymentFile` refuses those. The fuzzer's own hook would
/// end before such a fall is caught; one that is not caught still ends it.
static HOOK: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let (names, file) = two_parts(bytes);
    let columns = std::str::from_utf8(names).ok().and_then(|text| Columns::from_toml(text, "fuzz").ok());
    let columns = columns.unwrap_or_default();
    let folder = if cfg!(target_os = "linux") { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
    let path = folder.join(format!("tanglaw-fuzz-{}.parquet", std::process::id()));
    if std::fs::write(&path, file).is_err() {
        return;
    }
    if let Ok(opened) = PaymentFile::open(&path, &columns) {
        let _ = (opened.rows(), opened.tells_apart());
        let _ = opened.read(&mut |_| {});
        // Read alone, and twice as one.
        let mut files = vec![opened];
        let _ = read_shares(&files, 2, |first| first, |_, _, _, _| {});
        if let Ok(again) = PaymentFile::open(&path, &columns) {
            files.push(again);
            let _ = read_shares(&files, 3, |first| first, |_, _, _, _| {});
        }
    }
    let _ = std::fs::remove_file(&path);
});
