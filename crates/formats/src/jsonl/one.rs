//! One report from a source that is known already, as a partner's machine hands it over.
//!
//! The form is that of a line, read so that as little as possible is lost: a value that the form cannot hold is taken out
//! and kept apart, and the rest is a report. A line of a file is stricter, because whoever wrote the file can write it
//! again; a machine's report may tell of a child in danger now, and must not wait for a date to be mended.

use super::{MEDIA_TYPE, field, object_of, schema};
use crate::{
    Limits, Location, Outcome, Problem, Record,
    document::{document, set_aside},
};
use model::{Personal, Report, Source, Unread};
use serde_json::Value;
use std::collections::HashSet;

/// Something that was not understood and is kept with the report: where, and why, without the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The path. For a key that the form does not know it has no positions of lists: it stands for all of them.
    pub path: String,
    /// Why.
    pub detail: String,
}

/// So many values may be wrong; with more of them it is no report of this form.
const WRONG_VALUES: usize = 64;

/// Reads one report, with what was not understood of it; `name` is the document's.
///
/// Source and channel are those of `source`: what the object itself says of them is neither needed nor believed. Line ends
/// may stand anywhere. Only what is no JSON object with the mark of the form, or is over the limits, is set aside.
pub fn read_one(bytes: &[u8], name: &str, source: &Source, limits: Limits) -> (Outcome, Vec<Remark>) {
    let at = |path| Location { file: name.to_owned(), path, ..Location::default() };
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let read = match std::str::from_utf8(text) {
        Err(_) => Err(Problem::Encoding { encoding: "UTF-8" }.into()),
        Ok(text) if text.trim_ascii().is_empty() => Err(Problem::Empty.into()),
        Ok(text) => object_of(text, limits).and_then(|mut object| {
            let mut reading = Reading::default();
            for (key, ours) in [("source", source.id.as_str()), ("channel", source.channel.code())] {
                let theirs = object.insert(key.to_owned(), ours.into());
                if let Some(theirs) = theirs.filter(|theirs| !theirs.is_null() && theirs != ours) {
                    let path = format!("/{key}");
                    reading.keep(&path, path.clone(), "follows from who hands it over", &theirs);
                }
            }
            let mut tree = Value::Object(object);
            schema::prune(&mut tree, &mut |path, value| {
                reading.keep(path, path.to_owned(), "not a field of this form", value);
            });
            reading.report(&mut tree).map(|report| (report, reading.remarks))
        }),
    };
    match read {
        Ok((report, remarks)) => {
            let document = document(name, MEDIA_TYPE, bytes);
            (Ok(Record { report, document, papers: Vec::new(), at: at(None) }), remarks)
        }
        Err(broken) => (Err(set_aside(at(broken.path), broken.problem, MEDIA_TYPE, bytes)), Vec::new()),
    }
}

/// What is kept apart while a report is read.
#[derive(Default)]
struct Reading {
    unread: Vec<Unread>,
    remarks: Vec<Remark>,
    told: HashSet<String>,
}

impl Reading {
    /// Keeps a value apart: under its path without positions, as [`Unread`] has it, and with them in the remark.
    fn keep(&mut self, plain: &str, path: String, detail: &str, value: &Value) {
        self.unread.push(Unread { path: plain.to_owned(), value: Personal::new(value.to_string()) });
        // A path without positions comes again and again in a list: it is told once.
        if self.told.insert(path.clone()) {
            self.remarks.push(Remark { path, detail: detail.to_owned() });
        }
    }

    /// Makes the report of the tree, taking out what is wrong until it holds.
    fn report(&mut self, tree: &mut Value) -> Result<Report, super::Broken> {
        let mut wrong = 0;
        loop {
            let error = match serde_path_to_error::deserialize::<_, Report>(&*tree) {
                Ok(mut report) => {
                    report.unread.append(&mut self.unread);
                    return Ok(report);
                }
                Err(error) => error,
            };
            let broken = field(error.path(), &error.inner().to_string(), tree);
            wrong += 1;
            let steps = steps(error.path());
            if wrong <= WRONG_VALUES && self.is_another_kind(tree, &steps) {
                continue;
            }
            let taken = if wrong > WRONG_VALUES { None } else { take(tree, &steps) };
            let Some((place, value)) = taken else { return Err(broken) };
            self.keep(&plain(&place), written(&place), &broken.problem.to_string(), &value);
            if let [Step::Key(list), Step::Position(_)] = place.as_slice()
                && list == "mentions"
            {
                self.loosen_payments(tree);
            }
        }
    }

    /// An incident is not lost with the word for its kind: where that is missing or not known, it is of another kind, and
    /// the word is kept apart. (A person without a known role is one of unknown role by the form itself.)
    fn is_another_kind(&mut self, tree: &mut Value, steps: &[Step]) -> bool {
        const LIST: &str = "incidents";
        const KIND: &str = "kind";
        let (position, at_kind) = match steps {
            [Step::Key(list), Step::Position(position)] if list == LIST => (position, false),
            [Step::Key(list), Step::Position(position), Step::Key(key), ..]
                if list == LIST && key == KIND =>
            {
                (position, true)
            }
            _ => return false,
        };
        let incident = tree.get_mut(LIST).and_then(|list| list.get_mut(*position));
        let Some(incident) = incident.and_then(Value::as_object_mut) else { return false };
        if !at_kind && incident.contains_key(KIND) {
            return false;
        }
        let path = format!("/{LIST}/{position}/{KIND}");
        match incident.insert(KIND.to_owned(), "other".into()) {
            Some(word) => {
                self.keep("/incidents/kind", path, "not a kind of this form: taken for other", &word);
            }
            None => self.remarks.push(Remark { path, detail: "missing: taken for other".to_owned() }),
        }
        true
    }

    /// Payments name persons by their position in the list. When one of the list is taken out, the positions of the
    /// others are not what the sender meant: a payment must not point to somebody else.
    fn loosen_payments(&mut self, tree: &mut Value) {
        let payments = tree.get_mut("payments").and_then(Value::as_array_mut).into_iter().flatten();
        for (position, payment) in payments.enumerate() {
            for side in ["payer", "payee"] {
                if let Some(value) = payment.as_object_mut().and_then(|payment| payment.remove(side)) {
                    let path = format!("/payments/{position}/{side}");
                    let why =
                        "a person of the list could not be read, so that positions in it are not certain";
                    self.keep(&format!("/payments/{side}"), path, why, &value);
                }
            }
        }
    }
}

/// One step of a path.
enum Step {
    Key(String),
    Position(usize),
}

fn steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Position(*index)),
            Segment::Map { key } | Segment::Enum { variant: key } => Some(Step::Key(key.clone())),
            Segment::Unknown => None,
        })
        .collect()
}

/// Takes the value out to which the steps lead, or the last one on their way that is there, with its place; `None` where
/// that would be the whole.
fn take(tree: &mut Value, steps: &[Step]) -> Option<(Vec<Step>, Value)> {
    let mut length = 0;
    let mut value = &*tree;
    for step in steps {
        let next = match step {
            Step::Key(key) => value.get(key),
            Step::Position(position) => value.get(position),
        };
        let Some(next) = next else { break };
        (value, length) = (next, length + 1);
    }
    let (last, way) = steps.get(..length)?.split_last()?;
    let holder = way.iter().try_fold(tree, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Position(position) => value.get_mut(position),
    })?;
    let value = match (holder, last) {
        (Value::Object(object), Step::Key(key)) => object.remove(key)?,
        (Value::Array(list), Step::Position(position)) if *position < list.len() => list.remove(*position),
        _ => return None,
    };
    let place = way.iter().chain([last]).map(|step| match step {
        Step::Key(key) => Step::Key(key.clone()),
        Step::Position(position) => Step::Position(*position),
    });
    Some((place.collect(), value))
}

/// The path with positions.
fn written(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("/{key}"),
        Step::Position(position) => format!("/{position}"),
    };
    steps.iter().map(step).collect::<Vec<_>>().concat()
}

/// The path without them.
fn plain(steps: &[Step]) -> String {
    let keys = steps.iter().filter_map(|step| match step {
        Step::Key(key) => Some(format!("/{key}")),
        Step::Position(_) => None,
    });
    keys.collect::<Vec<_>>().concat()
}
