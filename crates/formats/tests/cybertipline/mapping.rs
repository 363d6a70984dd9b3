//! What becomes of a submission.

use super::dice::Dice;
use super::{make, one, sample};
use formats::Limits;
use formats::cybertipline::{self, Submission, to_report};
use model::{Instant, MentionRole, Source};
use std::collections::BTreeSet;

#[test]
fn the_sample_report_becomes_this() {
    let report = one(sample("report.xml"));
    assert!(report.unread.is_empty());
    insta::assert_snapshot!("cybertipline_report", serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn roles_are_given_as_documented() {
    let report = one(sample("report.xml"));
    let roles: Vec<_> = report.mentions.iter().map(|mention| mention.role).collect();
    assert_eq!(
        roles,
        [
            MentionRole::Suspect,
            MentionRole::Child,   // an intended recipient of 15 years
            MentionRole::Unknown, // an intended recipient without an age
            MentionRole::Child,
            MentionRole::Other, // the parent behind an associated account
        ]
    );
    assert_eq!(report.handlers[0].role, MentionRole::Reporter);
}

/// A source without a country, so that a telephone number's calling code makes a difference.
fn nowhere() -> Source {
    Source { country: None, ..super::source() }
}

fn full_xml() -> String {
    let submission = make::submission(&mut Dice::full());
    let mut bytes = Vec::new();
    cybertipline::write(&[submission], Instant::from_micros(8_000_000_000_000_000), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let from = text.find("<submission ").unwrap();
    let until = text.rfind("</submission>").unwrap() + "</submission>".len();
    text[from..until].to_owned()
}

fn json(xml: &str) -> String {
    let (submission, unread): (Submission, _) =
        cybertipline::parse(xml.as_bytes(), "x.xml", &Limits::default()).unwrap();
    assert!(unread.is_empty(), "{unread:?}");
    serde_json::to_string(&to_report(submission, &nowhere())).unwrap()
}

/// Places of every text between tags and every attribute's value.
fn leaves(xml: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = xml[at..].find('<').map(|open| at + open) {
        if open > at {
            found.push(at..open);
        }
        let close = open + xml[open..].find('>').unwrap();
        let mut inside = open;
        while let Some(quote) = xml[inside..close].find('"').map(|quote| inside + quote + 1) {
            let end = quote + xml[quote..close].find('"').unwrap();
            found.push(quote..end);
            inside = end + 1;
        }
        at = close + 1;
    }
    found
}

#[test]
fn every_word_of_the_full_document_is_found_in_the_report() {
    let xml = full_xml();
    let report = json(&xml).to_lowercase();
    let leaves = leaves(&xml);
    assert!(xml.contains(">Reported<") && xml.contains("<industryClassification>"));
    assert!(leaves.len() > 300, "{}", leaves.len());
    for leaf in leaves {
        // The format's words for a file that came along to explain are one word in the report.
        let text = xml[leaf].to_lowercase().replace("supplemental reported", "supplemental");
        // Postal and other values are normalised, but every word of them is there.
        assert!(report.contains(&text), "{text} is nowhere in the report");
    }
}

#[test]
fn no_leaf_can_be_taken_out_of_the_full_document_without_the_report_showing_it() {
    let xml = full_xml();
    let whole = json(&xml);
    let mut silent = BTreeSet::new();
    for leaf in leaves(&xml) {
        // Taken away where it stands: an empty element or attribute is no answer. A flag says yes when it is empty.
        let value = &xml[leaf.clone()];
        let flag = value == "true" && xml[..leaf.start].ends_with('>');
        let mut less = xml.clone();
        less.replace_range(leaf.clone(), if flag { "false" } else { "" });
        if json_or_unread(&less) == whole {
            let before = &xml[..leaf.start];
            silent.insert(before[before.rfind('<').unwrap()..].to_owned());
        }
    }
    assert!(silent.is_empty(), "without a trace in the report: {silent:?}");
}

fn json_or_unread(xml: &str) -> String {
    let (submission, unread) = cybertipline::parse(xml.as_bytes(), "x.xml", &Limits::default()).unwrap();
    let mut report = to_report(submission, &nowhere());
    report.unread = unread;
    serde_json::to_string(&report).unwrap()
}

#[test]
fn a_number_is_read_with_its_calling_code_and_kept_as_written() {
    let report = one(sample("report.xml"));
    let phone = &report.mentions[0].identifiers[0];
    assert_eq!(phone.value.reveal(), "+639170000001");
    assert_eq!(phone.written.as_ref().map(model::Personal::reveal), Some("0917 000 0001"));
    assert_eq!((phone.verified, phone.label.as_deref()), (Some(true), Some("Mobile")));
    assert_eq!(phone.sightings[0].event.as_deref(), Some("verified"));
}
