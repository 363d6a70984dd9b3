//! What hostile input may make the reader do.

use super::{read, read_with, sample};
use formats::{Limits, Problem};
use std::time::{Duration, Instant};

#[test]
fn an_entity_bomb_is_refused_without_being_expanded() {
    let all = read(sample("bomb.xml"));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].as_ref().unwrap_err().problem, Problem::Hostile("a document type definition"));
    // Within a record it costs that record; a reference without a declaration is mere text.
    let text = "<submissions><submission><!DOCTYPE x [<!ENTITY a \"aa\">]><report/></submission>\
                <submission><report><additionalInfo>&a;&a;</additionalInfo></report></submission></submissions>";
    let all = read(text);
    assert!(matches!(all[0].as_ref().unwrap_err().problem, Problem::Hostile(_)));
    let report = &all[1].as_ref().unwrap().report;
    assert_eq!(report.unread[0].value.reveal(), "&a;&a;");
}

#[test]
fn ten_thousand_nested_elements_cost_their_record_only() {
    let deep = "<x>".repeat(10_000) + &"</x>".repeat(10_000);
    let text = format!(
        "<submissions><submission><report>{deep}</report></submission><submission><report/></submission></submissions>"
    );
    let all = read(text);
    assert_eq!(all.len(), 2);
    let aside = all[0].as_ref().unwrap_err();
    assert_eq!(aside.problem, Problem::Limit { limit: 64, unit: "nested elements" });
    assert!(all[1].is_ok());
    // Never closed.
    let all = read(format!("<report>{}", "<x>".repeat(10_000)));
    assert!(matches!(all[0].as_ref().unwrap_err().problem, Problem::Limit { .. }));
}

#[test]
fn the_limits_of_items_record_and_file_hold() {
    let limits = Limits { items: 100, record_bytes: 2_000, ..Limits::default() };
    let many = "<x/>".repeat(101);
    let long = "w".repeat(2_001);
    let text = format!(
        "<submissions>\n<submission><report>{many}</report></submission>\n<submission><report><additionalInfo>{long}\
         </additionalInfo></report></submission>\n<submission><report/></submission>\n</submissions>"
    );
    let all = read_with(text.clone(), limits);
    assert_eq!(all.len(), 3);
    let problems: Vec<_> =
        all.iter().filter_map(|outcome| outcome.as_ref().err()).map(|a| &a.problem).collect();
    assert!(matches!(problems[0], Problem::Limit { limit: 100, .. }));
    assert_eq!(*problems[1], Problem::Limit { limit: 2_000, unit: "bytes in a record" });
    let aside = all[1].as_ref().unwrap_err();
    assert!(aside.document.bytes.len() <= 2_000);
    assert_eq!((aside.at.record, aside.at.line), (Some(2), Some(3)));
    assert_eq!(all[2].as_ref().unwrap().at.record, Some(3));

    let limits = Limits { file_bytes: 700, ..Limits::default() };
    let all = read_with(text, limits);
    let aside = all.last().unwrap().as_ref().unwrap_err();
    assert_eq!(aside.problem, Problem::Limit { limit: 700, unit: "bytes in a file" });
}

#[test]
fn a_document_broken_at_every_tag_is_not_read_again_and_again() {
    let start = Instant::now();
    for piece in [
        "<submission><!--",
        "<submission><![CDATA[",
        "<submission x=\"",
        "<submission",
        "<submission><?",
        "<!--<submission>",
        "</submission",
        "<report><![CDATA[",
        "<fileDetails>",
        "<![CDATA[",
        "<",
    ] {
        let body = piece.repeat((512 << 10) / piece.len());
        for text in [format!("<submissions>{body}"), format!("<submissions>{body}]]></x></submission>")] {
            let all = read_with(text, Limits { record_bytes: 128 << 10, ..Limits::default() });
            assert!(all.iter().all(Result::is_err), "{piece}");
        }
    }
    // Quadratic work would take hours; this takes seconds even without optimisation.
    assert!(start.elapsed() < Duration::from_mins(2), "{:?}", start.elapsed());
}
