//! Writing: strictly in the schema's order, or not at all.

use super::document::{FileDetails, Report, Submission};
use super::schema::Element;
use super::value::{FileRelevance, Value};
use model::{Instant, When};
use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

/// The most characters that `escalateToHighPriority` takes.
const MAX_ESCALATION: usize = 3_000;

/// A document that the format's rules do not allow, or a target that takes no bytes.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The schema demands the element or attribute.
    #[error("{path} must be given")]
    Missing {
        /// Where.
        path: String,
    },
    /// The format has no text for the value.
    #[error("{path}: expected {expected}")]
    Value {
        /// Where.
        path: String,
        /// What the format asks for.
        expected: &'static str,
    },
    /// XML 1.0 cannot hold a character of the text.
    #[error("{path}: the text holds a control character that XML cannot hold; take it out")]
    Character {
        /// Where.
        path: String,
    },
    /// A rule across fields forbids it.
    #[error("{path}: {rule}")]
    Forbidden {
        /// Where.
        path: &'static str,
        /// The rule.
        rule: &'static str,
    },
    /// The target could not be written.
    #[error("could not be written: {0}")]
    Io(#[from] io::Error),
}

/// Puts elements together in memory, so that a document that is refused leaves nothing half written.
pub(super) struct Emitter {
    xml: Writer<Vec<u8>>,
    path: String,
    scratch: String,
}

impl Emitter {
    fn new() -> Self {
        Self { xml: Writer::new(Vec::new()), path: String::new(), scratch: String::new() }
    }

    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    /// The error for an element or attribute that must be given.
    pub(super) fn missing(&self, name: &str) -> WriteError {
        WriteError::Missing { path: self.at(name) }
    }

    /// Begins a start tag.
    #[expect(clippy::unused_self, reason = "called beside the other steps of an element")]
    pub(super) fn start(&self, name: &'static str) -> BytesStart<'static> {
        BytesStart::new(name)
    }

    fn text_of<V: Value>(&mut self, value: &V) -> Result<(), WriteError> {
        self.scratch.clear();
        if !value.put(&mut self.scratch) {
            return Err(WriteError::Value { path: self.path.clone(), expected: V::EXPECTED });
        }
        if self.scratch.chars().all(allowed) {
            Ok(())
        } else {
            Err(WriteError::Character { path: self.path.clone() })
        }
    }

    /// Adds an attribute to a start tag.
    pub(super) fn attribute<V: Value>(
        &mut self,
        name: &'static str,
        value: &V,
        mut tag: BytesStart<'static>,
    ) -> Result<BytesStart<'static>, WriteError> {
        self.text_of(value)?;
        tag.push_attribute((name, self.scratch.as_str()));
        Ok(tag)
    }

    /// Writes the start tag.
    pub(super) fn open(&mut self, tag: BytesStart<'_>) -> Result<(), WriteError> {
        self.path.push('/');
        self.path.push_str(tag.name().0);
        Ok(self.xml.write_event(Event::Start(tag))?)
    }

    /// Writes the text of the open element.
    pub(super) fn content<V: Value>(&mut self, value: &V) -> Result<(), WriteError> {
        self.text_of(value)?;
        let text = BytesText::from_escaped(partial_escape(self.scratch.as_str()));
        Ok(self.xml.write_event(Event::Text(text))?)
    }

    /// Writes the end tag.
    pub(super) fn close(&mut self, name: &'static str) -> Result<(), WriteError> {
        self.path.truncate(self.path.len().saturating_sub(name.len() + 1));
        Ok(self.xml.write_event(Event::End(BytesEnd::new(name)))?)
    }

    /// Writes an element that holds this text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) -> Result<(), WriteError> {
        self.open(BytesStart::new(name))?;
        self.xml.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }

    /// Hands on what was put together and starts anew.
    fn flush(&mut self, out: &mut impl io::Write) -> Result<(), WriteError> {
        let bytes = self.xml.get_mut();
        out.write_all(bytes)?;
        bytes.clear();
        Ok(())
    }

    /// Forgets what was put together.
    fn abandon(&mut self) {
        self.xml.get_mut().clear();
        self.path.clear();
    }
}

/// `Char` of XML 1.0.
const fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Writes many submissions, one after the other, as our envelope:
/// `<submissions><submission reportId=".." received=".."><report/><fileDetails/>*</submission>*</submissions>`.
///
/// Each submission stands on a line of its own. One that is refused leaves nothing behind, and the next may follow.
pub struct SubmissionWriter<W: io::Write> {
    out: W,
    now: Instant,
    emitter: Emitter,
}

impl<W: io::Write> SubmissionWriter<W> {
    /// Begins the document. `now` is the instant past which no incident may lie.
    pub fn new(mut out: W, now: Instant) -> Result<Self, WriteError> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<submissions>\n")?;
        Ok(Self { out, now, emitter: Emitter::new() })
    }

    /// Writes one submission.
    pub fn write(&mut self, submission: &Submission) -> Result<(), WriteError> {
        let done = self.put(submission);
        if done.is_err() {
            self.emitter.abandon();
        }
        done
    }

    fn put(&mut self, submission: &Submission) -> Result<(), WriteError> {
        let out = &mut self.emitter;
        let mut tag = out.start("submission");
        if let Some(id) = &submission.report_id {
            tag = out.attribute("reportId", id, tag)?;
        }
        if let Some(received) = submission.received {
            // The envelope is ours: it takes a day as well.
            tag = out.attribute("received", &received.to_string(), tag)?;
        }
        out.open(tag)?;
        emit_report(&submission.report, self.now, out)?;
        for file in &submission.files {
            emit_file(file, out)?;
        }
        out.close("submission")?;
        out.flush(&mut self.out)?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// Ends the document and hands the target back. Without it the document is cut off.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.out.write_all(b"</submissions>\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes submissions as our envelope (see [`SubmissionWriter`]). `now` is the instant past which no incident may lie:
/// the receiving end refuses times in the future, so that a later `incidentDateTime` is moved to `now`.
pub fn write(submissions: &[Submission], now: Instant, out: impl io::Write) -> Result<(), WriteError> {
    let mut writer = SubmissionWriter::new(out, now)?;
    submissions.iter().try_for_each(|submission| writer.write(submission))?;
    writer.finish().map(drop)
}

/// Writes a bare `<report>` document, as a platform submits it.
pub fn write_report(report: &Report, now: Instant, out: impl io::Write) -> Result<(), WriteError> {
    document(out, |emitter| emit_report(report, now, emitter))
}

/// Writes a bare `<fileDetails>` document, as a platform submits it after its report.
pub fn write_file_details(file: &FileDetails, out: impl io::Write) -> Result<(), WriteError> {
    document(out, |emitter| emit_file(file, emitter))
}

fn document(
    mut out: impl io::Write,
    emit: impl FnOnce(&mut Emitter) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut emitter = Emitter::new();
    emitter.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    emit(&mut emitter)?;
    emitter.flush(&mut out)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

fn emit_report(report: &Report, now: Instant, out: &mut Emitter) -> Result<(), WriteError> {
    let summary = &report.incident;
    if summary.incident_type.is_none() {
        return Err(WriteError::Missing { path: "/report/incidentSummary/incidentType".into() });
    }
    if let Some(words) = &summary.escalate_to_high_priority {
        let (path, words) = ("/report/incidentSummary/escalateToHighPriority", words.reveal());
        if model::known(words).is_none() {
            return Err(WriteError::Forbidden {
                path,
                rule: "its presence asks for haste: leave it out or give words",
            });
        }
        if words.chars().count() > MAX_ESCALATION {
            return Err(WriteError::Forbidden { path, rule: "it takes 3,000 characters at most" });
        }
    }
    if summary.incident_date_time.is_some_and(|at| at.sort_instant() > now) {
        let mut moved = report.clone();
        moved.incident.incident_date_time = Some(When::from(now));
        return moved.emit("report", out);
    }
    report.emit("report", out)
}

fn emit_file(file: &FileDetails, out: &mut Emitter) -> Result<(), WriteError> {
    let path = "/fileDetails";
    if file.potential_meme && file.annotations.is_some() {
        return Err(WriteError::Forbidden {
            path,
            rule: "potentialMeme and fileAnnotations exclude each other: raise the flag within fileAnnotations",
        });
    }
    if file.relevance == Some(FileRelevance::Supplemental) {
        if file.industry_classification.is_some() {
            return Err(WriteError::Forbidden {
                path,
                rule: "a file that is \"Supplemental Reported\" takes no industryClassification",
            });
        }
        if file.potential_meme || file.annotations.as_ref().is_some_and(|flags| flags.potential_meme) {
            return Err(WriteError::Forbidden {
                path,
                rule: "a file that is \"Supplemental Reported\" takes no potentialMeme",
            });
        }
    }
    file.emit("fileDetails", out)
}
