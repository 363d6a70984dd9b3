//! Files that break.

use super::{read, sample};
use formats::{Outcome, Problem};
use std::fmt::Write as _;
use std::io::{self, BufReader, Read};

fn submission(number: usize, body: &str) -> String {
    format!(
        "<submission reportId=\"{number}\"><report><additionalInfo>{body}</additionalInfo></report></submission>\n"
    )
}

fn asides(outcomes: &[Outcome]) -> Vec<(Option<u64>, Option<u64>)> {
    outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).map(|a| (a.at.record, a.at.line)).collect()
}

#[test]
fn three_broken_of_a_thousand_cost_three() {
    let mut text = "<submissions>\n".to_owned();
    for number in 1..=1_000 {
        let line = match number {
            // An end tag that does not match, an end that is missing, a comment that never ends.
            100 => submission(number, "<b>Placeholder narrative 6.</a>"),
            500 => format!("<submission reportId=\"{number}\"><report>\n"),
            900 => submission(number, "Placeholder narrative 7.<!-- open"),
            _ => submission(number, "Placeholder narrative 8."),
        };
        text.push_str(&line);
    }
    text += "</submissions>\n";
    let all = read(text);
    assert_eq!(all.len(), 1_000);
    // The line is where the break was found: of the comment that is the line on which it began.
    assert_eq!(asides(&all), [(Some(100), Some(101)), (Some(500), Some(501)), (Some(900), Some(901))]);
    for (at, outcome) in all.iter().enumerate() {
        match outcome {
            Ok(record) => {
                assert_eq!(record.report.source_reference.as_deref(), Some((at + 1).to_string().as_str()));
                assert_eq!(record.at.record, Some(at as u64 + 1));
            }
            Err(aside) => {
                let start = format!("<submission reportId=\"{}\">", at + 1);
                assert!(aside.document.bytes.starts_with(start.as_bytes()));
                let more = aside.document.bytes.windows(11).filter(|w| *w == b"<submission").count();
                assert_eq!(more, 1, "no other record went with it");
            }
        }
    }
}

#[test]
fn the_place_of_a_break_is_named() {
    let text = format!(
        "<submissions>\n{}</submissions>",
        "<submission>\n<report>\n<victim>\n</x></victim></report></submission>\n"
    );
    let all = read(text);
    let shown = all[0].as_ref().unwrap_err().to_string();
    assert!(shown.starts_with("tips/day.xml, record 1, line 5, /report/victim: broken XML"), "{shown}");
}

#[test]
fn a_submission_without_a_report_is_set_aside() {
    let all = read(
        "<submissions><submission reportId=\"1\"></submission><submission><report/></submission></submissions>",
    );
    let aside = all[0].as_ref().unwrap_err();
    assert!(matches!(aside.problem, Problem::Field { .. }), "{aside}");
    assert!(all[1].is_ok());
}

#[test]
fn a_well_formed_record_may_quote_the_tags_of_others() {
    let quoted = "<![CDATA[<submission><report/></submission></submissions>]]><!-- <submission> -->";
    let all = read(format!("<submissions>{}{}</submissions>", submission(1, quoted), submission(2, "x")));
    assert_eq!(all.len(), 2);
    let words = &all[0].as_ref().unwrap().report.narratives[0].words;
    assert_eq!(words.reveal(), "<submission><report/></submission></submissions>");
}

#[test]
fn what_stands_between_records_is_set_aside_and_the_records_go_in() {
    let text = format!(
        "<submissions>{}words{}<other><x/></other>{}</submissions>",
        submission(1, "a"),
        submission(2, "b"),
        submission(3, "c")
    );
    let all = read(text);
    assert_eq!(all.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    let kept: Vec<_> =
        all.iter().filter_map(|o| o.as_ref().err()).map(|a| a.document.bytes.as_slice()).collect();
    assert_eq!(kept, [b"words".as_slice(), b"<other><x/></other>"]);
}

#[test]
fn a_file_cut_off_anywhere_gives_records_and_a_reason() {
    let whole = sample("envelope.xml");
    let full = read(whole.clone()).len();
    for length in 0..whole.len() {
        let all = read(&whole[..length]);
        let good = all.iter().filter(|outcome| outcome.is_ok()).count();
        assert!(good <= full);
        // Cut within white space behind the last tag, nothing is missing.
        let complete = whole[length..].trim_ascii().is_empty();
        assert_eq!(all.iter().any(Result::is_err), !complete, "cut at {length}");
    }
    for name in ["report.xml", "loose_files.xml", "trap_text.xml"] {
        let whole = sample(name);
        for length in 0..whole.trim_ascii_end().len() {
            assert!(read(&whole[..length]).iter().any(Result::is_err), "{name} cut at {length}");
        }
    }
    assert_eq!(read("")[0].as_ref().unwrap_err().problem, Problem::Empty);
    assert_eq!(read("\u{feff} \n")[0].as_ref().unwrap_err().problem, Problem::Empty);
}

/// Gives some bytes and then fails.
struct Failing(&'static [u8]);

impl Read for Failing {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the disk is gone"));
        }
        self.0.read(out)
    }
}

#[test]
fn a_file_that_cannot_be_read_on_says_so() {
    let start: &'static [u8] = b"<submissions><submission reportId=\"1\"><report/></submission><submission>";
    let all: Vec<_> = formats::cybertipline::read(
        BufReader::new(Failing(start)),
        "x.xml",
        &super::source(),
        formats::Limits::default(),
    )
    .collect();
    assert!(all[0].is_ok());
    assert!(
        all.iter().any(|outcome| matches!(outcome, Err(aside) if matches!(aside.problem, Problem::Io(_))))
    );
}

#[test]
fn a_reason_never_shows_a_value() {
    let secret = "sunny_day_secret";
    let mut text = "<submissions>".to_owned();
    for broken in ["<a>{}</b>", "<a {}>", "<a x={}/>", "&{}", "</{}>", "<{}", "<!-- {}"] {
        let body = broken.replace("{}", secret);
        write!(text, "{}", submission(1, &body)).unwrap();
    }
    for outcome in read(text) {
        if let Err(aside) = outcome {
            assert!(!aside.to_string().contains(secret), "{aside}");
            assert!(!format!("{aside:?}").contains(secret), "{aside:?}");
        }
    }
}
