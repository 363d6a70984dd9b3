//! From a path to a reader.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod support;

use formats::{Limits, OpenOptions, Outcome, Problem, SetAside, discover, open, table::ColumnMap};
use model::{Channel, Source};
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use support::{sample, sample_bytes};

fn source() -> Source {
    Source { id: "ncmec".parse().unwrap(), channel: Channel::ClearingHouse, country: None }
}

fn read(path: &Path) -> Vec<Outcome> {
    open(path, &source(), &OpenOptions::default()).unwrap().collect()
}

fn problem(path: &Path) -> Problem {
    open(path, &source(), &OpenOptions::default()).err().expect("no reader").problem
}

const POLICE: &str = r#"{"reportId":"900000009"}"#;

#[test]
fn the_content_tells_the_format_whatever_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let lines = sample_bytes("jsonl/two-reports.jsonl");
    for name in ["a.jsonl", "a.json", "a.dat", "a"] {
        let outcomes = read(&file(name, &lines));
        let reports: Vec<_> =
            outcomes.iter().map(|outcome| outcome.as_ref().unwrap().report.source.as_str()).collect();
        assert_eq!(reports, ["hotline-1343", "ncmec"], "{name}: the source in the file stays");
    }
    let sorted = br#"{"channel":"other","source":"a","tanglaw":"report/1"}"#;
    assert!(read(&file("sorted.jsonl", sorted))[0].is_ok());
    for name in ["a.json", "a.jsonl", "a.txt"] {
        let with_mark = format!("\u{feff} \n{POLICE}");
        let record = read(&file(name, with_mark.as_bytes())).remove(0).unwrap();
        assert_eq!(record.report.source_reference.as_deref(), Some("900000009"), "{name}");
    }
    let outcomes = read(&file("a.json", b"<html/>"));
    assert!(outcomes.iter().all(Result::is_err), "XML that is no report");
}

#[test]
fn a_table_needs_its_map() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("calls.csv");
    fs::write(&csv, sample_bytes("table/custom.csv")).unwrap();
    let shown = problem(&csv).to_string();
    assert!(shown.contains("--columns") && shown.contains("calls.columns.toml"), "{shown}");

    let map = sample_bytes("table/custom.columns.toml");
    for name in ["calls.csv.columns.toml", "calls.columns.toml"] {
        fs::write(folder.path().join(name), &map).unwrap();
        assert_eq!(read(&csv).len(), 2);
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("calls.columns.toml"), "[[column]]\nname = 1\n").unwrap();
    let shown = problem(&csv).to_string();
    assert!(shown.contains("calls.columns.toml: column map, line 2, key name"), "{shown}");

    let columns = ColumnMap::from_toml(std::str::from_utf8(&map).unwrap()).ok();
    let options = OpenOptions { columns, ..OpenOptions::default() };
    assert_eq!(open(&csv, &source(), &options).unwrap().count(), 2, "a map that is given wins");
    let text = folder.path().join("calls.txt");
    fs::rename(&csv, &text).unwrap();
    assert_eq!(open(&text, &source(), &options).unwrap().count(), 2, "and makes a table of any text");
    assert!(matches!(problem(&text), Problem::UnknownFormat(_)));
}

#[test]
fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    assert_eq!(problem(&file("empty.json", b"")), Problem::Empty);
    assert_eq!(problem(&file("blank.json", b" \r\n\0")), Problem::Empty);
    assert!(problem(&file("a.pdf", b"%PDF-1.7")).to_string().contains("a PDF alone"));
    assert!(matches!(problem(&file("a.zip", b"PK\x03\x04cut")), Problem::Syntax { format: "ZIP", .. }));
    assert!(matches!(problem(&folder.path().join("nowhere")), Problem::Io(_)));
    let small =
        OpenOptions { limits: Limits { file_bytes: 10, ..Limits::default() }, ..OpenOptions::default() };
    let path = file("large.json", &[b' '; 11]);
    let error = open(&path, &source(), &small).err().unwrap();
    assert_eq!(error.problem, Problem::Limit { limit: 10, unit: "bytes of one file" });
    let aside: Box<SetAside> = error.into();
    assert_eq!(aside.at.file, path.display().to_string());
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(POLICE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(read(&file("utf16.json", &utf16)).iter().all(Result::is_err));
}

#[test]
fn a_folder_is_a_package_or_a_heap_of_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "12345").unwrap();
    };
    let heap = [
        "b.json",
        "a.xml",
        "c/d.csv",
        "c/d.columns.toml",
        "c/e.jsonl",
        "truth/people.jsonl",
        "README.txt",
        "notes.md",
        ".hidden.json",
        "p/1.json",
        "p/1.pdf",
        "q/2.json",
        "q/files/x.json",
        "r/r.json",
        "r/table.csv",
        "s/3.json",
        "s/4.json",
    ];
    for name in heap {
        put(name);
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.json")).unwrap();
    let inputs = discover(folder.path()).unwrap();
    let found: Vec<_> = inputs
        .iter()
        .map(|input| {
            (input.path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned(), input.size)
        })
        .collect();
    let expected = [
        ("a.xml", 5),
        ("b.json", 5),
        ("c/d.csv", 5),
        ("c/e.jsonl", 5),
        ("p", 10),
        ("q", 10),
        ("r", 10),
        ("s/3.json", 5),
        ("s/4.json", 5),
    ];
    assert_eq!(found, expected.map(|(path, size)| (path.to_owned(), size)));
    assert_eq!(discover(&folder.path().join("b.json")).unwrap().len(), 1);
    assert!(discover(&folder.path().join("nowhere")).is_err());
}

#[test]
fn samples_are_found_and_progress_is_counted() {
    let inputs = discover(&sample("package")).unwrap();
    assert_eq!(inputs.len(), 3, "one package, and two below a folder");
    for input in inputs.iter().chain(&discover(&sample("jsonl/two-reports.jsonl")).unwrap()) {
        let progress = Arc::new(AtomicU64::new(0));
        let options = OpenOptions { progress: Some(progress.clone()), ..OpenOptions::default() };
        let outcomes: Vec<_> = open(&input.path, &source(), &options).unwrap().collect();
        assert!(outcomes.iter().all(Result::is_ok));
        assert_eq!(progress.load(Ordering::Relaxed), input.size);
    }
}
