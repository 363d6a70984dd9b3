//! Packages: folders and ZIP archives with report documents, papers and uploaded files.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod support;

use formats::{Limits, Outcome, Problem, Record, SetAside, package};
use model::{Channel, FileHash, Personal, Report, Source};
use proptest::prelude::*;
use std::{
    fs,
    io::{Cursor, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use support::{sample, sample_bytes};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const REPORT: &str = r#"{"reportId":"900000009","reportedInformation":{"uploadedFiles":{"uploadedFiles":[{"filename":"a.bin"}]}}}"#;

fn source() -> Source {
    Source { id: "ncmec".parse().unwrap(), channel: Channel::ClearingHouse, country: None }
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        // What the tests damage is stored, so that its bytes can be found; a bomb must be packed.
        let method =
            if bytes.len() > 10_000 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_with(bytes: Vec<u8>, limits: Limits) -> Vec<Outcome> {
    package::read_zip(Cursor::new(bytes), "tips.zip", &source(), limits).unwrap().collect()
}

fn read(bytes: Vec<u8>) -> Vec<Outcome> {
    read_with(bytes, Limits::default())
}

fn read_folder(name: &str) -> Vec<Outcome> {
    package::read_folder(&sample(name), "in/tips", &source(), Limits::default(), None).unwrap().collect()
}

fn asides(outcomes: &[Outcome]) -> Vec<&SetAside> {
    outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).map(AsRef::as_ref).collect()
}

fn records(outcomes: &[Outcome]) -> Vec<&Record> {
    outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect()
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<_> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

fn file_names(report: &Report) -> Vec<&str> {
    report.files.iter().map(|file| file.name.as_ref().map_or("", Personal::reveal)).collect()
}

fn sample_zip() -> Vec<u8> {
    let names =
        ["900000001.json", "900000001.pdf", "files/file-1.bin", "files/file-2.bin", "files/file-3.bin"];
    let bytes: Vec<_> =
        names.iter().map(|name| sample_bytes(&format!("package/one-report/{name}"))).collect();
    zip_of(&names.iter().copied().zip(bytes.iter().map(Vec::as_slice)).collect::<Vec<_>>())
}

#[test]
fn one_report_in_a_folder() {
    let outcomes = read_folder("package/one-report");
    assert_eq!(outcomes.len(), 1, "{:?}", asides(&outcomes));
    let record = outcomes[0].as_ref().unwrap();
    assert_eq!(record.document.bytes, sample_bytes("package/one-report/900000001.json"), "byte for byte");
    assert_eq!(record.document.name, "900000001.json");
    assert_eq!(record.at.file, "in/tips/900000001.json");
    assert_eq!(record.papers.len(), 1);
    assert_eq!(
        (record.papers[0].name.as_str(), record.papers[0].media_type),
        ("900000001.pdf", "application/pdf")
    );

    assert_eq!(file_names(&record.report), ["file-1.bin", "file-2.bin", "file-2.bin", "file-3.bin"]);
    let first = &record.report.files[0];
    let content = sample_bytes("package/one-report/files/file-1.bin");
    assert_eq!(first.size, Some(content.len() as u64));
    let hashes: Vec<_> = first.hashes.iter().map(|hash| hash.hex().len()).collect();
    assert_eq!(hashes, [32, 64, 40], "the source's MD5, which agrees, and our SHA-256 and SHA-1");
    let (listed, found) = (&record.report.files[1], &record.report.files[2]);
    assert_eq!((listed.size, listed.hashes.len()), (None, 1), "another file was hashed by the source");
    assert_eq!((found.hashes.len(), found.details.len()), (3, 1), "so what lies there is a file of its own");
    assert_eq!(
        record.report.files[3].hashes.iter().map(FileHash::hex).map(str::len).collect::<Vec<_>>(),
        [64, 40, 32]
    );
}

#[test]
fn the_same_package_as_folder_and_as_archive_reads_the_same() {
    let (folder, archive) = (read_folder("package/one-report"), read(sample_zip()));
    let (folder, archive) = (records(&folder)[0], records(&archive)[0]);
    assert_eq!(folder.report, archive.report);
    assert_eq!(folder.papers, archive.papers);
    assert_eq!(archive.at.file, "tips.zip!900000001.json");
}

#[test]
fn many_reports_each_get_their_own_files() {
    let outcomes = read_folder("package/many-reports");
    let records = records(&outcomes);
    assert_eq!((records.len(), outcomes.len()), (2, 2));
    for (record, number) in records.iter().zip([2, 3]) {
        assert_eq!(record.at.record, Some(number - 1));
        assert_eq!(record.report.source_reference.as_deref(), Some(format!("90000000{number}").as_str()));
        assert_eq!((record.papers.len(), record.report.files.len()), (1, 1));
    }
    assert_ne!(records[0].report.files[0].hashes, records[1].report.files[0].hashes);
}

#[test]
fn several_reports_in_one_folder_share_by_what_they_list() {
    let other = REPORT.replace("900000009", "900000008").replace("a.bin", "b.bin");
    let outcomes = read(zip_of(&[
        ("8.json", other.as_bytes()),
        ("8.pdf", b"%PDF"),
        ("9.json", REPORT.as_bytes()),
        ("a.bin", b"a"),
        ("b.bin", b"b"),
        ("c.bin", b"c"),
        ("d.bin", b"d"),
    ]));
    let records = records(&outcomes);
    assert_eq!(records[0].report.files[0].size, Some(1));
    assert_eq!((file_names(&records[0].report), records[0].papers.len()), (vec!["b.bin"], 1));
    assert_eq!((file_names(&records[1].report), records[1].papers.len()), (vec!["a.bin"], 0));
    let aside = asides(&outcomes)[0];
    assert_eq!(
        aside.to_string(),
        "tips.zip!c.bin: not a format that is known here: this file and 1 more belong to no report of the package"
    );
}

#[test]
fn an_uploaded_text_or_archive_is_only_hashed() {
    let report = REPORT.replace("a.bin", "chat.txt");
    let inner = zip_of(&[("1.json", REPORT.as_bytes())]);
    let outcomes =
        read(zip_of(&[("9.json", report.as_bytes()), ("chat.txt", b"words"), ("inner.zip", &inner)]));
    let records = records(&outcomes);
    assert_eq!(records.len(), 1, "a nested archive is not opened");
    assert_eq!(records[0].papers, [], "what the report lists as uploaded is no paper");
    assert_eq!(file_names(&records[0].report), ["chat.txt", "inner.zip"]);
}

#[test]
fn papers_over_the_limit_are_hashed_instead() {
    let big = vec![b'x'; 500];
    let zip = zip_of(&[("9.json", REPORT.as_bytes()), ("9.pdf", &big), ("a.bin", b"a")]);
    let outcomes = read_with(zip, Limits { record_bytes: 300, ..Limits::default() });
    let record = records(&outcomes)[0];
    assert_eq!(record.papers, []);
    assert_eq!(file_names(&record.report), ["a.bin", "9.pdf"]);
}

#[test]
fn a_document_that_cannot_be_read_is_kept_and_the_others_go_on() {
    let outcomes =
        read(zip_of(&[("1/1.json", b"{\"reportId\":"), ("2/2.json", REPORT.as_bytes()), ("2/a.bin", b"a")]));
    let asides = asides(&outcomes);
    assert_eq!(asides[0].at.file, "tips.zip!1/1.json");
    assert_eq!(asides[0].document.bytes, b"{\"reportId\":");
    assert_eq!(records(&outcomes).len(), 1);
    let zip = zip_of(&[("1.json", REPORT.as_bytes())]);
    let outcomes = read_with(zip, Limits { record_bytes: 20, ..Limits::default() });
    assert_eq!(asides_problem(&outcomes), [Problem::Limit { limit: 20, unit: "bytes of one document" }]);
}

fn asides_problem(outcomes: &[Outcome]) -> Vec<Problem> {
    asides(outcomes).into_iter().map(|aside| aside.problem.clone()).collect()
}

#[test]
fn a_package_without_a_report_document_is_said() {
    let outcomes = read(zip_of(&[("a.bin", b"a"), ("b.pdf", b"b")]));
    assert_eq!(outcomes.len(), 1);
    let shown = asides(&outcomes)[0].to_string();
    assert_eq!(
        shown,
        "tips.zip: not a format that is known here: a package of 2 files without a report document (.json or .xml)"
    );
    assert_eq!(asides_problem(&read(zip_of(&[]))), [Problem::Empty]);
}

#[test]
fn names_that_lead_out_are_refused_and_the_rest_goes_on() {
    let zip = zip_of(&[("9.json", REPORT.as_bytes()), ("xx/evil.bin", b"evil"), ("a.bin", b"a")]);
    for name in [&b"../evil.bin"[..], b"/x/evil.bin", b"C:/evil.bin", b"..\\evil.bin", b"x\x00/evil.bin"] {
        let outcomes = read(replace(&zip, b"xx/evil.bin", name));
        assert!(matches!(asides_problem(&outcomes)[..], [Problem::Hostile(_)]), "{name:?}");
        assert_eq!(file_names(&records(&outcomes)[0].report), ["a.bin"]);
    }
}

#[test]
fn links_encrypted_and_damaged_entries_are_named_and_the_rest_goes_on() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("9.json", SimpleFileOptions::default()).unwrap();
    zip.write_all(REPORT.as_bytes()).unwrap();
    zip.add_symlink("a.bin", "/etc/hostname", SimpleFileOptions::default()).unwrap();
    let outcomes = read(zip.finish().unwrap().into_inner());
    assert_eq!(asides_problem(&outcomes), [Problem::Hostile("a symbolic link")]);
    assert_eq!(records(&outcomes)[0].report.files[0].size, None);

    let zip = zip_of(&[("9.json", REPORT.as_bytes()), ("a.bin", b"aaaaaaaa"), ("b.bin", b"bbbbbbbb")]);
    let outcomes = read(replace(&zip, b"aaaaaaaa", b"aaaaaaab"));
    assert_eq!(asides(&outcomes)[0].at.file, "tips.zip!a.bin", "the checksum does not fit");
    assert_eq!(file_names(&records(&outcomes)[0].report), ["a.bin", "b.bin"], "listed, and found");

    // Bit 0 of the flags, eight bytes into a directory entry: encrypted.
    let mut encrypted = zip.clone();
    let entry = (0..zip.len()).filter(|at| zip[*at..].starts_with(b"PK\x01\x02")).nth(1).unwrap();
    encrypted[entry + 8] |= 1;
    let outcomes = read(encrypted);
    assert!(asides(&outcomes)[0].to_string().contains("a.bin: broken ZIP: the entry is encrypted"));
    assert_eq!(records(&outcomes).len(), 1);
}

#[test]
fn two_entries_of_one_name_are_both_refused() {
    let zip = zip_of(&[("9.json", REPORT.as_bytes()), ("a.bin", b"a"), ("x.bin", b"other"), ("b.bin", b"b")]);
    let outcomes = read(replace(&zip, b"x.bin", b"a.bin"));
    assert_eq!(asides_problem(&outcomes), vec![Problem::Hostile("several entries of one name"); 2]);
    let report = &records(&outcomes)[0].report;
    assert_eq!(report.files[0].size, None, "which of the two was meant cannot be known");
    assert_eq!(file_names(report), ["a.bin", "b.bin"]);
}

#[test]
fn bombs_are_stopped_by_what_comes_out_not_by_what_is_claimed() {
    let zeros = vec![0; 3 << 20];
    let limits = Limits { expansion: 50, ..Limits::default() };
    let zip = zip_of(&[("9.json", REPORT.as_bytes()), ("a.bin", &zeros), ("b.bin", b"b")]);
    let outcomes = read_with(zip.clone(), limits);
    assert!(matches!(asides_problem(&outcomes)[..], [Problem::Limit { limit: 50, .. }]));
    assert_eq!(file_names(&records(&outcomes)[0].report), ["a.bin", "b.bin"]);

    // The directory claims that the entry is small.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let outcomes = read_with(replace(&zip, &size, &9_u32.to_le_bytes()), limits);
    assert_eq!(asides(&outcomes).len(), 1);

    // Many entries, each below what is called harmless, together far out of proportion.
    let small = vec![0; 900 << 10];
    let names: Vec<String> = (0..20).map(|number| format!("{number}.bin")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![("9.json", REPORT.as_bytes())];
    entries.extend(names.iter().map(|name| (name.as_str(), small.as_slice())));
    let outcomes = read_with(zip_of(&entries), limits);
    assert!(asides(&outcomes).len() > 10, "{}", asides(&outcomes).len());
}

#[test]
fn a_broken_archive_is_one_clear_error() {
    let open =
        |bytes: Vec<u8>, limits| package::read_zip(Cursor::new(bytes), "tips.zip", &source(), limits).err();
    let zip = sample_zip();
    assert!(matches!(
        open(zip[..zip.len() / 2].to_vec(), Limits::default()),
        Some(Problem::Syntax { format: "ZIP", .. })
    ));
    assert!(open(b"PK\x03\x04".to_vec(), Limits::default()).is_some());
    let limits = Limits { archive_entries: 4, ..Limits::default() };
    assert_eq!(open(zip, limits), Some(Problem::Limit { limit: 4, unit: "entries of an archive" }));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("9.json"), REPORT).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("a.bin")).unwrap();
    std::os::unix::fs::symlink("/etc", folder.path().join("files")).unwrap();
    let outcomes: Vec<_> =
        package::read_folder(folder.path(), "in", &source(), Limits::default(), None).unwrap().collect();
    assert_eq!(asides_problem(&outcomes), vec![Problem::Hostile("a symbolic link"); 2]);
    assert_eq!(records(&outcomes)[0].report.files.len(), 1);
    assert_eq!(records(&outcomes)[0].report.files[0].size, None);
}

#[test]
fn a_folder_counts_what_it_reads_and_stops_at_its_limits() {
    let progress = Arc::new(AtomicU64::new(0));
    let path = sample("package/one-report");
    let all: Vec<_> = package::read_folder(&path, "in", &source(), Limits::default(), Some(progress.clone()))
        .unwrap()
        .collect();
    assert_eq!(all.len(), 1);
    let names =
        ["900000001.json", "900000001.pdf", "files/file-1.bin", "files/file-2.bin", "files/file-3.bin"];
    let size: usize =
        names.iter().map(|name| sample_bytes(&format!("package/one-report/{name}")).len()).sum();
    assert_eq!(progress.load(Ordering::Relaxed), size as u64);
    let few = Limits { archive_entries: 3, ..Limits::default() };
    assert!(package::read_folder(&path, "in", &source(), few, None).is_err());
    let flat = Limits { depth: 1, ..Limits::default() };
    assert!(package::read_folder(&path, "in", &source(), flat, None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_archive_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in prop::option::of(any::<prop::sample::Index>())) {
        let mut zip = sample_zip();
        for (at, byte) in changes {
            let at = at.index(zip.len());
            zip[at] = byte;
        }
        if let Some(cut) = cut {
            zip.truncate(cut.index(zip.len()));
        }
        if let Ok(outcomes) = package::read_zip(Cursor::new(zip), "tips.zip", &source(), Limits::default()) {
            prop_assert!(outcomes.count() < 100);
        }
    }
}
