//! The forms in which files come.

use super::{one, read, sample};
use formats::{Outcome, Problem};

fn references(outcomes: &[Outcome]) -> Vec<Option<&str>> {
    outcomes
        .iter()
        .map(|outcome| outcome.as_ref().ok().and_then(|r| r.report.source_reference.as_deref()))
        .collect()
}

#[test]
fn a_bare_report_is_one_record_and_its_document_is_the_whole_file() {
    let bytes = sample("report.xml");
    let all = read(bytes.clone());
    let record = all[0].as_ref().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(record.document.bytes, bytes);
    assert_eq!(record.document.name, "day.xml");
    assert_eq!(record.document.media_type, "application/xml");
    assert_eq!((record.at.record, record.at.line), (Some(1), Some(1)));
    assert_eq!(record.at.file, "tips/day.xml");
    assert!(record.report.unread.is_empty());
}

#[test]
fn each_submission_of_the_envelope_is_a_record_with_its_own_bytes() {
    let text = String::from_utf8(sample("envelope.xml")).unwrap();
    let all = read(text.clone());
    assert_eq!(references(&all), [Some("900101"), Some("900102")]);
    let second = all[1].as_ref().unwrap();
    let slice = std::str::from_utf8(&second.document.bytes).unwrap();
    assert!(
        slice.starts_with("<submission reportId=\"900102\"") && slice.ends_with("</submission>"),
        "{slice}"
    );
    assert!(text.contains(slice));
    assert_eq!((second.at.record, second.at.line), (Some(2), Some(4)));
    assert_eq!(second.report.received_by_source.unwrap().to_string(), "2026-03-02");
    let first = &all[0].as_ref().unwrap().report;
    assert_eq!(first.files[0].hashes[0].hex(), "00112233445566778899aabbccddeeff");
}

#[test]
fn files_join_the_report_whose_number_they_carry() {
    let all = read(sample("loose_files.xml"));
    let shown: Vec<String> = all
        .iter()
        .map(|outcome| match outcome {
            Ok(record) => {
                let files: Vec<_> =
                    record.report.files.iter().filter_map(|f| f.source_id.as_deref()).collect();
                format!("{:?} {files:?}", record.report.source_reference)
            }
            Err(aside) => aside.to_string(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "tips/day.xml, line 4: not a format that is known here: a fileDetails without a report before it",
            "Some(\"900201\") [\"f1\", \"f2\"]",
            "tips/day.xml, record 1, line 9, /fileDetails/reportId: expected the reportId of the report before it, found another reportId",
            "Some(\"900202\") [\"f3\"]",
        ]
    );
    let aside = all[2].as_ref().unwrap_err();
    assert!(
        aside.document.bytes.starts_with(b"<fileDetails>")
            && aside.document.bytes.ends_with(b"</fileDetails>")
    );
    let first = &all[1].as_ref().unwrap().document.bytes;
    assert!(first.starts_with(b"<report reportId=") && first.ends_with(b"</fileDetails>"));
}

#[test]
fn submissions_without_an_envelope_and_after_its_end_are_read() {
    let submission = |id: u32| format!("<submission reportId=\"{id}\"><report/></submission>\n");
    let bare = submission(1) + &submission(2);
    assert_eq!(references(&read(bare)), [Some("1"), Some("2")]);
    let after = format!("<submissions>{}</submissions>\n{}", submission(1), submission(2));
    assert_eq!(references(&read(after)), [Some("1"), Some("2")]);
}

#[test]
fn an_empty_envelope_holds_nothing_and_another_root_is_another_format() {
    assert!(read("<submissions></submissions>").is_empty());
    assert!(read("<submissions/>").is_empty());
    for other in
        ["<html><body>x</body></html>", "<reportResponse><reportId>1</reportId></reportResponse>", "<x/>"]
    {
        let all = read(other);
        assert_eq!(all.len(), 1, "{other}");
        let aside = all[0].as_ref().unwrap_err();
        assert!(matches!(aside.problem, Problem::UnknownFormat(_)), "{aside}");
        assert!(!aside.document.bytes.is_empty());
    }
}

#[test]
fn a_mark_of_utf8_is_passed_over_and_other_encodings_are_named() {
    let marked = [b"\xef\xbb\xbf", sample("report.xml").as_slice()].concat();
    assert_eq!(one(marked).incidents.len(), 2);
    let text = String::from_utf8(sample("report.xml")).unwrap();
    let little: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin = text.replace("UTF-8", "ISO-8859-1").into_bytes();
    for (bytes, words) in [(little, "UTF-16"), (big, "UTF-16"), (latin, "declares another encoding")] {
        let all = read(bytes);
        assert_eq!(all.len(), 1);
        let aside = all[0].as_ref().unwrap_err();
        assert!(matches!(aside.problem, Problem::Encoding { .. }), "{aside}");
        assert!(aside.to_string().contains(words), "{aside}");
    }
}

#[test]
fn bytes_that_are_no_utf8_cost_their_own_record_only() {
    let mut bytes = sample("envelope.xml");
    let at = bytes.windows(11).position(|window| window == b"Trafficking").unwrap();
    bytes[at] = 0xff;
    let all = read(bytes);
    assert_eq!(references(&all), [None, Some("900102")]);
    let aside = all[0].as_ref().unwrap_err();
    assert_eq!(aside.to_string(), "tips/day.xml, record 1, line 3: the text is not valid UTF-8");
}
