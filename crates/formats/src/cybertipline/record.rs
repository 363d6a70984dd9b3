//! One record: the bytes of a submission, a report or a file to their types.

use super::cursor::{Cursor, Fault, Tag, broken};
use super::document::{FileDetails, Report, Submission};
use super::schema::{Attribute, Node};
use super::value::{Taken, Value};
use crate::{Limits, Problem};
use model::{Unread, When};

/// A submission and what was not understood in it.
pub(super) type Parsed = (Submission, Vec<Unread>);

/// A file and what was not understood in it.
pub(super) type ParsedFile = (FileDetails, Vec<Unread>);

fn text(bytes: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| Fault {
        problem: Problem::Encoding { encoding: "UTF-8" },
        offset: error.valid_up_to(),
        path: String::new(),
    })
}

/// Reads a `submission`, or a `report` by itself.
pub(super) fn submission(bytes: &[u8], limits: &Limits) -> Result<Parsed, Fault> {
    let mut cursor = Cursor::new(text(bytes)?, limits);
    let submission = cursor.top(|tag, cursor| match tag.name() {
        "report" => {
            let mut submission = Submission::default();
            report(tag, cursor, &mut submission)?;
            Ok(submission)
        }
        "submission" => envelope(tag, cursor),
        _ => Err(Fault {
            problem: Problem::UnknownFormat("an XML document without a report".into()),
            offset: 0,
            path: String::new(),
        }),
    })?;
    Ok((submission, cursor.unread))
}

/// Reads a `fileDetails` by itself.
pub(super) fn file(bytes: &[u8], limits: &Limits) -> Result<ParsedFile, Fault> {
    let mut cursor = Cursor::new(text(bytes)?, limits);
    let file = cursor.top(|tag, cursor| match tag.name() {
        "fileDetails" => cursor.node(tag),
        _ => Err(Fault {
            problem: broken("an element other than fileDetails"),
            offset: 0,
            path: String::new(),
        }),
    })?;
    Ok((file, cursor.unread))
}

/// The attributes of our envelope, which a report by itself may carry as well.
fn receipt(submission: &mut Submission, name: &str, text: &str) -> bool {
    match name {
        "reportId" => submission.report_id.absorb_attribute(text),
        "received" => match When::take(text) {
            Taken::Value(when) if submission.received.is_none() => {
                submission.received = Some(when);
                true
            }
            Taken::Unknown => true,
            _ => false,
        },
        _ => false,
    }
}

fn report(tag: &Tag<'_>, cursor: &mut Cursor<'_>, submission: &mut Submission) -> Result<(), Fault> {
    cursor.attributes(tag, |name, text| receipt(submission, name, text))?;
    let mut report = Report::default();
    cursor.children(tag, |child, cursor| report.child(child, cursor))?;
    submission.report = report;
    Ok(())
}

fn envelope(tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<Submission, Fault> {
    let mut submission = Submission::default();
    let mut found = false;
    cursor.attributes(tag, |name, text| receipt(&mut submission, name, text))?;
    cursor.children(tag, |child, cursor| {
        match child.name() {
            "report" if !found => {
                found = true;
                cursor.rooted("/report", |cursor| report(child, cursor, &mut submission))?;
            }
            "fileDetails" => {
                submission.files.push(cursor.rooted("/fileDetails", |cursor| cursor.node(child))?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if found {
        Ok(submission)
    } else {
        Err(cursor
            .fault(Problem::Field { expected: "a report in the submission".into(), found: "none".into() }))
    }
}
