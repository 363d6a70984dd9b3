//! Files that break, and what hostile input may make the reader do.

use super::{read, read_with, sample};
use formats::{Limits, Problem};
use std::time::{Duration, Instant};

#[test]
fn a_list_is_read_one_document_at_a_time() {
    let text = String::from_utf8(sample("many.json")).unwrap();
    let all = read(text.clone());
    assert_eq!(all.len(), 3);
    let first = all[0].as_ref().unwrap();
    let slice = std::str::from_utf8(&first.document.bytes).unwrap();
    assert!(slice.starts_with("{\"reportId\": \"21\"") && slice.ends_with("}]}}"), "{slice}");
    let aside = all[1].as_ref().unwrap_err();
    assert_eq!((aside.at.record, aside.at.line), (Some(2), Some(3)));
    let last = all[2].as_ref().unwrap();
    assert_eq!(
        (last.report.source_reference.as_deref(), last.at.record, last.at.line),
        (Some("23"), Some(3), Some(5))
    );
}

#[test]
fn three_broken_of_a_thousand_cost_three() {
    let good = |number: usize| {
        format!(
            "{{\"reportId\": \"{number}\", \"reportedInformation\": {{\"additionalInformations\": [{{\"value\": \"Placeholder narrative 32.\"}}]}}}}"
        )
    };
    let lines: Vec<String> = (1..=1_000)
        .map(|number| match number {
            // A member without a value, a quotation mark that never closes, a bracket that never closes.
            100 => format!("{{\"reportId\": \"{number}\", \"dateReceived\": }}"),
            500 => format!("{{\"reportId\": \"{number}\", \"dateReceived\": \"2026}}"),
            900 => format!("{{\"reportId\": \"{number}\", \"reportedInformation\": {{"),
            _ => good(number),
        })
        .collect();
    let all = read(format!("[\n{}\n]\n", lines.join(",\n")));
    let broken: Vec<_> =
        all.iter().filter_map(|o| o.as_ref().err()).map(|a| (a.at.record, a.at.line)).collect();
    // The line is where the break shows: an open quotation mark swallows the line's end.
    assert_eq!(broken.iter().map(|at| at.0).collect::<Vec<_>>(), [Some(100), Some(500), Some(900)]);
    assert_eq!(broken[0].1, Some(101));
    assert_eq!(all.iter().filter(|outcome| outcome.is_ok()).count(), 997);
    for (at, outcome) in all.iter().enumerate() {
        if let Ok(record) = outcome {
            assert_eq!(record.report.source_reference.as_deref(), Some((at + 1).to_string().as_str()));
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_gives_records_and_a_reason() {
    for name in ["report.json", "many.json", "trap_bom.json", "trap_lists.json"] {
        let whole = sample(name);
        for length in 0..whole.trim_ascii_end().len() {
            let all = read(&whole[..length]);
            assert!(all.iter().any(Result::is_err), "{name} cut at {length}");
        }
    }
    assert_eq!(read("")[0].as_ref().unwrap_err().problem, Problem::Empty);
    assert_eq!(read("\u{feff}\n")[0].as_ref().unwrap_err().problem, Problem::Empty);
    assert!(read("[]").is_empty());
}

#[test]
fn another_format_is_told_apart() {
    for other in ["{\"foo\": 1}", "[1]", "[\"x\"]", "[[]]"] {
        let all = read(other);
        assert!(matches!(all[0].as_ref().unwrap_err().problem, Problem::UnknownFormat(_)), "{other}");
    }
    for other in ["hello", "\"x\"", "<report/>", "12"] {
        assert!(matches!(read(other)[0].as_ref().unwrap_err().problem, Problem::Syntax { .. }), "{other}");
    }
    let wide: Vec<u8> = "{\"reportId\": \"1\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read(wide)[0].as_ref().unwrap_err().to_string().contains("UTF-16"));
    let all = read(b"{\"reportId\": \"\xff\"}".as_slice());
    assert_eq!(all[0].as_ref().unwrap_err().problem, Problem::Encoding { encoding: "UTF-8" });
}

#[test]
fn deep_nesting_and_many_values_cost_their_record_only() {
    let deep = format!("{{\"reportId\": \"1\", \"x\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let many = format!("{{\"reportId\": \"2\", \"x\": [{}1]}}", "1,".repeat(100_000));
    let all = read(format!("[{deep},{many},{{\"reportId\": \"3\"}}]"));
    assert_eq!(all[0].as_ref().unwrap_err().problem, Problem::Limit { limit: 64, unit: "nested values" });
    assert_eq!(
        all[1].as_ref().unwrap_err().problem,
        Problem::Limit { limit: 100_000, unit: "values in a record" }
    );
    assert!(all[2].is_ok());
    let all = read("[".repeat(10_000));
    assert!(all.iter().all(Result::is_err));
    let all = read(format!("{{\"reportId\": {}", "[".repeat(10_000)));
    assert_eq!(all[0].as_ref().unwrap_err().problem, Problem::Limit { limit: 64, unit: "nested values" });
}

#[test]
fn a_record_that_is_too_long_is_set_aside_and_the_next_is_found() {
    let long = format!("{{\"reportId\": \"1\", \"x\": \"{}\"}}", "w".repeat(5_000));
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    let all = read_with(format!("[{long},\n{{\"reportId\": \"2\"}}]"), limits);
    assert_eq!(all.len(), 2, "{all:?}");
    let aside = all[0].as_ref().unwrap_err();
    assert_eq!(aside.problem, Problem::Limit { limit: 1_000, unit: "bytes in a record" });
    assert_eq!(aside.document.bytes.len(), 1_000);
    assert_eq!(all[1].as_ref().unwrap().report.source_reference.as_deref(), Some("2"));
    let all = read_with(long, limits);
    assert!(matches!(all[0].as_ref().unwrap_err().problem, Problem::Limit { .. }));
}

#[test]
fn a_document_broken_everywhere_is_not_read_again_and_again() {
    let start = Instant::now();
    for piece in [
        "{\"reportId\":1,",
        "{\"reportId\":\"",
        "{\"reportId\":[}",
        "{\"reportId\"",
        "[",
        "]",
        "\"",
        ",",
        "{}",
    ] {
        let text = format!("[{}", piece.repeat((512 << 10) / piece.len()));
        let all = read_with(text, Limits { record_bytes: 128 << 10, ..Limits::default() });
        assert!(all.iter().all(Result::is_err), "{piece}");
    }
    assert!(start.elapsed() < Duration::from_mins(2), "{:?}", start.elapsed());
}

#[test]
fn a_reason_never_shows_a_value() {
    let secret = "sunny_day_secret";
    for broken in ["{\"reportId\": }", "{\"{}\": 1}", "{\"reportId\": {}}", "{\"reportId\": \"{}", "{}"] {
        for outcome in read(broken.replace("{}", secret)) {
            if let Err(aside) = outcome {
                assert!(!format!("{aside} {aside:?}").contains(secret), "{aside}");
            }
        }
    }
}
