//! Cutting a file into records by their tags alone.

use super::tags::{ends_name, is_tag, position, utf8_declared};
use crate::window::Window;
use crate::{Limits, Problem};
use std::io::BufRead;

/// A piece of the file. The bytes of `Whole` and `Loose` still lie ahead: [`Splitter::pass`] says how many are done.
pub(super) enum Cut {
    /// A `submission`, or a document that is a report. `last` where it is all of the file.
    Whole { line: u64, bytes: Vec<u8>, last: bool },
    /// A `report` in a root of another name, with the places of the `fileDetails` that follow it.
    Loose { line: u64, bytes: Vec<u8>, files: Vec<(usize, usize)> },
    /// Bytes that are no record, or a record without end. Already passed. `counts` where it is a record.
    Aside { line: u64, bytes: Vec<u8>, problem: Problem, counts: bool },
}

enum State {
    Start,
    /// Among the records.
    Inside,
    Done,
}

/// The tags with which a record begins, or a part of one that stands by itself.
pub(super) const STARTS: [&[u8]; 3] = [b"<submission", b"<report", b"<fileDetails"];
/// The tag that ends a broken submission: its own report begins with the others.
pub(super) const SUBMISSION: [&[u8]; 1] = [b"<submission"];

/// Texts whose search may run far ahead for nothing, so that it is never run twice over the same bytes.
const ENDS: [&[u8]; 3] = [b"-->", b"]]>", b"?>"];

/// That a text does not begin at any byte from `from` up to `until`, counted from the start of the file.
#[derive(Clone, Copy, Default)]
struct Known {
    from: u64,
    until: u64,
}

pub(super) struct Splitter<R> {
    window: Window<R>,
    limits: Limits,
    state: State,
    /// What is known of the ends of comments, CDATA sections and instructions, by position in [`ENDS`].
    known: [Known; 3],
    /// End tag of the root, such as `</submissions`; empty where the file has no root around its records.
    root_end: Vec<u8>,
}

fn truncated(expected: &str) -> Problem {
    Problem::Truncated { expected: expected.to_owned() }
}

fn broken(detail: &str) -> Problem {
    Problem::Syntax { format: "XML", detail: detail.to_owned() }
}

/// How an element ends: so many bytes from where it begins, and why it has no end of its own.
type End = (usize, Option<Problem>);

impl<R: BufRead> Splitter<R> {
    pub(super) fn new(input: R, limits: Limits) -> Self {
        Self {
            window: Window::new(input, &limits),
            limits,
            state: State::Start,
            known: [Known::default(); 3],
            root_end: Vec::new(),
        }
    }

    /// Passes over bytes that are done.
    pub(super) fn pass(&mut self, count: usize) {
        self.window.pass(count);
    }

    /// The next piece; `None` at the end.
    pub(super) fn cut(&mut self) -> Option<Cut> {
        loop {
            let step = match self.state {
                State::Start => self.begin(),
                State::Inside => self.step(),
                State::Done => return None,
            };
            if step.is_some() {
                return step;
            }
        }
    }

    /// Where, past the first byte, one of these tags or the root's end stands in the bytes, whatever is around it.
    pub(super) fn next_start(&self, bytes: &[u8], starts: &[&[u8]]) -> Option<usize> {
        (1..bytes.len()).find(|at| bytes[*at] == b'<' && self.is_start(&bytes[*at..], starts))
    }

    fn is_start(&self, bytes: &[u8], starts: &[&[u8]]) -> bool {
        starts.iter().any(|tag| is_tag(bytes, tag)) || self.is_root_end(bytes)
    }

    fn is_root_end(&self, bytes: &[u8]) -> bool {
        !self.root_end.is_empty() && is_tag(bytes, &self.root_end)
    }

    /// Sets the next `count` bytes aside and passes them.
    fn aside(&mut self, count: usize, problem: Problem, counts: bool) -> Cut {
        let line = self.window.line();
        let ahead = self.window.ahead();
        let count = count.min(ahead.len());
        let bytes = ahead[..count.min(self.limits.record_bytes)].to_vec();
        self.window.pass(count);
        Cut::Aside { line, bytes, problem, counts }
    }

    /// Reads on until a whole record's bytes lie ahead, and sets them aside as the last of the file.
    fn give_up(&mut self, problem: Problem) -> Cut {
        while self.window.ahead().len() < self.limits.record_bytes && self.window.more() {}
        self.state = State::Done;
        let problem = self.window.problem().unwrap_or(problem);
        self.aside(self.limits.record_bytes, problem, false)
    }

    /// The distance of these bytes from `from` on; `Err` where the file or the record's limit ends first.
    fn find(&mut self, text: &[u8], mut from: usize) -> Result<usize, Problem> {
        let (passed, start) = (self.window.passed(), from);
        let slot = ENDS.iter().position(|end| *end == text);
        if let Some(known) = slot.map(|slot| self.known[slot])
            && (known.from..known.until).contains(&(passed + from as u64))
        {
            from = usize::try_from(known.until - passed).unwrap_or(from);
        }
        let found = loop {
            let ahead = self.window.ahead();
            if let Some(found) = position(ahead.get(from..).unwrap_or_default(), text) {
                from += found;
                break Ok(from);
            }
            let searched = (ahead.len() + 1).saturating_sub(text.len());
            from = from.max(searched);
            if ahead.len() > self.limits.record_bytes {
                break Err(self.too_long());
            }
            if !self.window.more() {
                break Err(self.window.problem().unwrap_or_else(|| truncated("the end of an element")));
            }
        };
        if let Some(slot) = slot {
            self.known[slot] = Known { from: passed + start as u64, until: passed + from as u64 };
        }
        found
    }

    fn too_long(&self) -> Problem {
        Problem::Limit { limit: self.limits.record_bytes as u64, unit: "bytes in a record" }
    }

    /// Whether so many bytes may be looked at again.
    pub(super) fn may_go_back(&mut self, bytes: usize) -> bool {
        self.window.may_go_back(bytes, self.limits.record_bytes)
    }

    /// The distance, from `from` on, of the first byte that is not white space.
    fn skip_space(&mut self, mut from: usize) -> usize {
        while self.window.at(from).is_some_and(|byte| byte.is_ascii_whitespace()) {
            from += 1;
        }
        from
    }

    /// Passes comments, processing instructions and white space; the distance of what follows.
    fn skip_misc(&mut self, mut from: usize) -> Result<usize, Problem> {
        loop {
            from = self.skip_space(from);
            if self.window.has(from, b"<!--") {
                from = self.find(b"-->", from + 4)? + 3;
            } else if self.window.has(from, b"<?") {
                from = self.find(b"?>", from + 2)? + 2;
            } else {
                return Ok(from);
            }
        }
    }

    /// The prolog and the root's start tag.
    fn begin(&mut self) -> Option<Cut> {
        self.state = State::Inside;
        let mark = match self.window.check_encoding() {
            Ok(mark) => mark,
            Err(problem) => return Some(self.give_up(problem)),
        };
        if self.window.has(mark, b"<?xml") {
            let declared = self.find(b"?>", mark).map(|end| utf8_declared(&self.window.ahead()[mark..end]));
            if declared == Ok(false) {
                let encoding = "UTF-8 (the document declares another encoding; save it as UTF-8)";
                return Some(self.give_up(Problem::Encoding { encoding }));
            }
        }
        let root = match self.skip_misc(mark) {
            Ok(root) => root,
            Err(problem) => return Some(self.give_up(problem)),
        };
        match self.window.at(root) {
            None => {
                let empty = self.window.ahead()[mark..].trim_ascii().is_empty();
                return Some(self.give_up(if empty {
                    Problem::Empty
                } else {
                    truncated("the root element")
                }));
            }
            Some(b'<') => {}
            Some(_) => return Some(self.give_up(broken("the document does not begin with a tag"))),
        }
        if self.window.has(root, b"<!") {
            return Some(self.give_up(Problem::Hostile("a document type definition")));
        }
        let end = match self.start_tag(root) {
            Ok((end, _)) => end,
            Err(problem) => return Some(self.give_up(problem)),
        };
        let tag = &self.window.ahead()[root..end];
        if is_tag(tag, b"<report") {
            return Some(self.document());
        }
        if is_tag(tag, b"<submission") {
            self.window.pass(root);
            return None;
        }
        if is_tag(tag, b"<fileDetails") {
            return Some(
                self.give_up(Problem::UnknownFormat("a fileDetails document without its report".into())),
            );
        }
        let name = tag[1..].iter().position(|byte| ends_name(*byte)).map_or(tag, |length| &tag[1..=length]);
        let ours = name == b"submissions";
        self.root_end = if tag.ends_with(b"/>") { Vec::new() } else { [b"</", name].concat() };
        // A root that holds no record at all is some other format, unless it is our own empty envelope.
        if !ours && !self.leads_to_record(end) {
            self.state = State::Done;
            let problem = Problem::UnknownFormat("an XML document without a report".into());
            return Some(self.aside(self.limits.record_bytes, problem, false));
        }
        self.window.pass(end);
        None
    }

    /// The longest tag that is looked for, with the byte after it.
    fn tag_bytes(&self) -> usize {
        1 + self.root_end.len().max(b"<fileDetails".len())
    }

    fn reach_tag(&mut self, distance: usize) {
        self.window.reach(distance + self.tag_bytes());
    }

    /// Whether a record begins within the first bytes of the root, as many as one record may have.
    fn leads_to_record(&mut self, mut from: usize) -> bool {
        while let Ok(at) = self.find(b"<", from) {
            self.reach_tag(at);
            if STARTS.iter().any(|tag| is_tag(&self.window.ahead()[at..], tag)) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// A document that is one report: all of the file.
    fn document(&mut self) -> Cut {
        while self.window.ahead().len() <= self.limits.record_bytes && self.window.more() {}
        self.state = State::Done;
        let length = self.window.ahead().len();
        if length > self.limits.record_bytes {
            return self.aside(length, self.too_long(), true);
        }
        if let Some(problem) = self.window.problem() {
            return self.aside(length, problem, true);
        }
        Cut::Whole { line: self.window.line(), bytes: self.window.ahead().to_vec(), last: true }
    }

    /// Something among the records.
    fn step(&mut self) -> Option<Cut> {
        match self.skip_misc(0) {
            Ok(count) => self.window.pass(count),
            Err(problem) => return Some(self.junk(problem)),
        }
        if self.window.at(0).is_none() {
            self.state = State::Done;
            let missing = (!self.root_end.is_empty()).then(|| truncated("the end of the root element"));
            let problem = self.window.problem().or(missing)?;
            return Some(self.aside(0, problem, false));
        }
        self.reach_tag(0);
        let line = self.window.line();
        if is_tag(self.window.ahead(), b"<submission") {
            return Some(match self.element(0, b"</submission", &SUBMISSION) {
                (count, None) => {
                    Cut::Whole { line, bytes: self.window.ahead()[..count].to_vec(), last: false }
                }
                (count, Some(problem)) => self.lost(count, problem, &SUBMISSION),
            });
        }
        if is_tag(self.window.ahead(), b"<report") {
            return Some(match self.element(0, b"</report", &STARTS) {
                (count, None) => self.with_files(line, count),
                (count, Some(problem)) => self.lost(count, problem, &STARTS),
            });
        }
        if is_tag(self.window.ahead(), b"<fileDetails") {
            let (count, problem) = self.element(0, b"</fileDetails", &STARTS);
            let alone = Problem::UnknownFormat("a fileDetails without a report before it".into());
            return Some(self.aside(count, problem.unwrap_or(alone), false));
        }
        if self.is_root_end(self.window.ahead()) {
            return match self.find(b">", 0) {
                Ok(end) => {
                    self.window.pass(end + 1);
                    self.root_end.clear();
                    None
                }
                Err(problem) => Some(self.junk(problem)),
            };
        }
        let problem = if self.window.has(0, b"<!") && !self.window.has(0, b"<![CDATA[") {
            Problem::Hostile("a document type definition")
        } else if self.window.has(0, b"<") {
            Problem::UnknownFormat("an element between the records".into())
        } else {
            broken("text stands between the records")
        };
        Some(self.junk(problem))
    }

    /// Sets aside a record without an end. Where it grew too long, what follows up to the next record goes with it.
    fn lost(&mut self, count: usize, problem: Problem, starts: &[&[u8]]) -> Cut {
        if !matches!(problem, Problem::Limit { .. }) {
            return self.aside(count, problem, true);
        }
        let cut = self.aside(count, problem, true);
        self.skip_to_start(starts);
        cut
    }

    /// Sets aside what is no record, up to the next one.
    fn junk(&mut self, problem: Problem) -> Cut {
        let mut count = 1;
        while count < self.limits.record_bytes && self.window.at(count).is_some() {
            if self.window.at(count) == Some(b'<') {
                self.reach_tag(count);
                if self.is_start(&self.window.ahead()[count..], &STARTS) {
                    return self.aside(count, problem, false);
                }
            }
            count += 1;
        }
        let cut = self.aside(count, problem, false);
        self.skip_to_start(&STARTS);
        cut
    }

    /// Passes everything up to the next record or the root's end.
    fn skip_to_start(&mut self, starts: &[&[u8]]) {
        loop {
            let ahead = self.window.ahead();
            if let Some(found) =
                (0..ahead.len()).find(|at| ahead[*at] == b'<' && self.is_start(&ahead[*at..], starts))
            {
                self.window.pass(found);
                return;
            }
            // Enough is kept for a tag that is only half there.
            let keep = self.tag_bytes();
            let length = ahead.len();
            self.window.pass(length.saturating_sub(keep));
            if !self.window.more() {
                let rest = self.window.ahead().len();
                self.window.pass(rest);
                return;
            }
        }
    }

    /// A report and the files right behind it.
    fn with_files(&mut self, line: u64, report_end: usize) -> Cut {
        let (mut count, mut files) = (report_end, Vec::new());
        while let Ok(from) = self.skip_misc(count) {
            self.reach_tag(from);
            if !is_tag(self.window.ahead().get(from..).unwrap_or_default(), b"<fileDetails") {
                break;
            }
            let (until, problem) = self.element(from, b"</fileDetails", &STARTS);
            if problem.is_some() || until > self.limits.record_bytes {
                break;
            }
            files.push((from, until));
            count = until;
        }
        Cut::Loose { line, bytes: self.window.ahead()[..count].to_vec(), files }
    }

    /// The end of the start tag at this distance, and whether it is an empty element.
    fn start_tag(&mut self, from: usize) -> Result<(usize, bool), Problem> {
        let (mut at, mut quote) = (from + 1, None);
        loop {
            match (self.window.at(at), quote) {
                (None, _) => {
                    let problem = self.window.problem().unwrap_or_else(|| truncated("the end of a tag"));
                    return Err(problem);
                }
                // No tag and no attribute value may hold it: the tag was never closed.
                (Some(b'<'), _) => return Err(broken("a tag is not closed")),
                (Some(byte), Some(open)) if byte == open => quote = None,
                (Some(byte @ (b'"' | b'\'')), None) => quote = Some(byte),
                (Some(b'>'), None) => {
                    let empty = self.window.at(at - 1) == Some(b'/');
                    return Ok((at + 1, empty));
                }
                _ => {}
            }
            at += 1;
            if at - from > self.limits.record_bytes {
                return Err(self.too_long());
            }
        }
    }

    /// Where the element at this distance ends. It is broken where the next record or the root's end comes first.
    fn element(&mut self, from: usize, end: &[u8], siblings: &[&[u8]]) -> End {
        let mut at = match self.start_tag(from) {
            Ok((at, true)) => return (at, None),
            Ok((at, false)) => at,
            Err(problem) => return self.cut_short(from, problem, siblings),
        };
        loop {
            at = match self.find(b"<", at) {
                Ok(at) => at,
                Err(problem) => return self.cut_short(from, problem, siblings),
            };
            self.reach_tag(at);
            let ahead = &self.window.ahead()[at..];
            let inside = if ahead.starts_with(b"<!--") {
                self.find(b"-->", at + 4).map(|found| found + 3)
            } else if ahead.starts_with(b"<![CDATA[") {
                self.find(b"]]>", at + 9).map(|found| found + 3)
            } else if is_tag(ahead, end) {
                return match self.find(b">", at) {
                    Ok(found) if found - from > self.limits.record_bytes => {
                        (found + 1, Some(self.too_long()))
                    }
                    Ok(found) => (found + 1, None),
                    Err(problem) => self.cut_short(from, problem, siblings),
                };
            } else if self.is_root_end(ahead) || siblings.iter().any(|tag| is_tag(ahead, tag)) {
                return (at, Some(truncated("the end of the record")));
            } else {
                Ok(at + 1)
            };
            match inside {
                Ok(next) => at = next,
                Err(problem) => return self.cut_short(from, problem, siblings),
            }
        }
    }

    /// The end of a broken element: where the next record begins, or else everything there is.
    fn cut_short(&self, from: usize, problem: Problem, siblings: &[&[u8]]) -> End {
        let ahead = &self.window.ahead()[from..];
        match self.next_start(ahead, siblings) {
            Some(next) => (from + next, Some(truncated("the end of the record"))),
            None => (self.window.ahead().len(), Some(problem)),
        }
    }
}
