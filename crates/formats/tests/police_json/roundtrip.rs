//! What is written is read back, and what is read shows in the report.

use super::dice::{Dice, dice};
use super::{make, source};
use formats::Limits;
use formats::police_json::{self, Document, DocumentWriter, to_report};
use proptest::prelude::*;
use serde_json::Value;

fn written(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    police_json::write(document, &mut bytes).unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_written_is_read_back(bytes in dice()) {
        let document = make::document(&mut Dice::new(bytes));
        let json = written(&document);
        let (back, unread) = police_json::parse(&json, "x.json", &Limits::default()).unwrap();
        prop_assert_eq!(&back, &document);
        prop_assert!(unread.is_empty(), "{:?}", unread);
        prop_assert!(serde_json::from_slice::<Value>(&json).is_ok());
        let mut list = DocumentWriter::new(Vec::new()).unwrap();
        list.write(&document).unwrap();
        list.write(&document).unwrap();
        let all = super::read(list.finish().unwrap());
        prop_assert_eq!(all.iter().filter(|outcome| outcome.is_ok()).count(), 2);
        prop_assert_eq!(all.len(), 2);
    }
}

fn shown(json: &[u8]) -> String {
    let (document, unread) = police_json::parse(json, "x.json", &Limits::default()).unwrap();
    let mut report = to_report(document, &source());
    report.unread = unread;
    serde_json::to_string(&report).unwrap()
}

/// Paths of all scalars.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, item) in object {
                leaves(item, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (at, item) in list.iter().enumerate() {
                leaves(item, &format!("{path}/{at}"), found);
            }
        }
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}

#[test]
fn no_leaf_of_the_full_document_goes_missing() {
    let document = make::document(&mut Dice::full());
    let json = written(&document);
    let (back, unread) = police_json::parse(&json, "x.json", &Limits::default()).unwrap();
    assert!(unread.is_empty(), "{unread:?}");
    assert_eq!(back, document);
    let whole = shown(&json);
    let value: Value = serde_json::from_slice(&json).unwrap();
    let mut all = Vec::new();
    leaves(&value, "", &mut all);
    assert!(all.len() > 120, "{}", all.len());
    // The plain type of an address is the identifier's kind, `ip_address`.
    let lower = whole.to_lowercase().replace('_', " ");
    for (path, text) in all {
        assert!(lower.contains(&text.to_lowercase()), "{path} is nowhere in the report");
        let mut less = value.clone();
        *less.pointer_mut(&path).unwrap() = Value::Null;
        assert_ne!(shown(less.to_string().as_bytes()), whole, "{path} leaves no trace in the report");
    }
}
