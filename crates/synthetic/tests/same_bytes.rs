//! The same options give the same bytes, and more reports continue fewer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use model::Instant;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use synthetic::{Options, SyntheticError};

fn options(reports: u64, seed: u64) -> Options {
    Options { reports, seed, now: Instant::from(time::macros::datetime!(2026-11-01 00:00 UTC)) }
}

fn made(reports: u64, seed: u64) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let mut steps = Vec::new();
    let summary =
        synthetic::generate(&options(reports, seed), out.path(), &mut |done| steps.push(done)).unwrap();
    assert_eq!(summary.reports, reports);
    assert!(steps.is_sorted() && steps.last() == Some(&reports));
    let on_disk: u64 = digests(out.path()).values().map(|(size, _)| size).sum();
    assert_eq!(summary.bytes, on_disk);
    out
}

fn digests(folder: &Path) -> BTreeMap<PathBuf, (u64, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(
                digests(&path)
                    .into_iter()
                    .map(|(below, digest)| (Path::new(path.file_name().unwrap()).join(below), digest)),
            );
        } else {
            let bytes = fs::read(&path).unwrap();
            let name = PathBuf::from(path.file_name().unwrap());
            found.insert(name, (bytes.len() as u64, Sha256::digest(&bytes).to_vec()));
        }
    }
    found
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let (one, other) = (made(900, 7), made(900, 7));
    assert_eq!(digests(one.path()), digests(other.path()));
    assert_ne!(digests(one.path()), digests(made(900, 8).path()));
}

#[test]
fn more_reports_begin_with_the_same_reports() {
    let (few, many) = (made(500, 7), made(1_100, 7));
    let names = [
        "truth/reports.csv",
        "truth/mentions.csv",
        "truth/incidents.csv",
        "public/reports-00001.jsonl",
        "financial/reports-00001.jsonl",
        "hotline/reports-00001.csv",
        "foreign-police/reports-00001.csv",
    ];
    for name in names {
        let (few, many) =
            (fs::read(few.path().join(name)).unwrap(), fs::read(many.path().join(name)).unwrap());
        assert!(many.len() > few.len() && many.starts_with(&few), "{name}");
    }
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("mine.txt"), b"mine").unwrap();
    let refused = synthetic::generate(&options(10, 1), out.path(), &mut |_| {});
    assert!(matches!(refused, Err(SyntheticError::NotEmpty(_))));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
}
