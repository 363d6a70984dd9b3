//! Cutting a list into its documents by brackets and quotation marks alone.

use crate::window::Window;
use crate::{Limits, Problem};
use std::io::BufRead;

/// A piece of the file.
pub(super) enum Cut {
    /// A document, whose bytes still lie ahead. `last` where it is all of the file.
    Whole { line: u64, bytes: Vec<u8>, last: bool },
    /// Bytes that are no document, already passed. `counts` where they are a record.
    Aside { line: u64, bytes: Vec<u8>, problem: Problem, counts: bool },
}

/// What is kept of passed bytes: a document's first member and the space before it may be only half there.
const KEEP: usize = 64;

enum State {
    Start,
    /// Within the list.
    Inside,
    /// Behind the list.
    After,
    Done,
}

pub(super) struct Splitter<R> {
    window: Window<R>,
    limits: Limits,
    state: State,
}

fn truncated(expected: &str) -> Problem {
    Problem::Truncated { expected: expected.to_owned() }
}

fn broken(detail: &str) -> Problem {
    Problem::Syntax { format: "JSON", detail: detail.to_owned() }
}

/// Whether a document begins at the start of the bytes: an object whose first member is the report's number.
fn is_start(bytes: &[u8]) -> bool {
    const FIRST: &[u8] = b"\"reportId\"";
    bytes
        .split_first()
        .is_some_and(|(first, rest)| *first == b'{' && rest.trim_ascii_start().starts_with(FIRST))
}

impl<R: BufRead> Splitter<R> {
    pub(super) fn new(input: R, limits: Limits) -> Self {
        Self { window: Window::new(input, &limits), limits, state: State::Start }
    }

    /// Passes over bytes that are done.
    pub(super) fn pass(&mut self, count: usize) {
        self.window.pass(count);
    }

    /// Where, past the first of so many bytes ahead, the next document begins, if going back there is allowed.
    pub(super) fn next_start(&mut self, within: usize) -> Option<usize> {
        let ahead = self.window.ahead();
        let within = within.min(ahead.len());
        let next = (1..within).find(|at| ahead[*at] == b'{' && is_start(&ahead[*at..]))?;
        self.window.may_go_back(within - next, self.limits.record_bytes).then_some(next)
    }

    /// The next piece; `None` at the end.
    pub(super) fn cut(&mut self) -> Option<Cut> {
        loop {
            let step = match self.state {
                State::Start => self.begin(),
                State::Inside => self.step(),
                State::After => self.end(),
                State::Done => return None,
            };
            if step.is_some() {
                return step;
            }
        }
    }

    fn aside(&mut self, count: usize, problem: Problem, counts: bool) -> Cut {
        let line = self.window.line();
        let ahead = self.window.ahead();
        let count = count.min(ahead.len());
        let bytes = ahead[..count.min(self.limits.record_bytes)].to_vec();
        self.window.pass(count);
        Cut::Aside { line, bytes, problem, counts }
    }

    /// Sets the rest of the file aside, as much of it as one record may hold.
    fn give_up(&mut self, problem: Problem, counts: bool) -> Cut {
        self.window.reach(self.limits.record_bytes);
        self.state = State::Done;
        let problem = self.window.problem().unwrap_or(problem);
        self.aside(self.limits.record_bytes, problem, counts)
    }

    fn too_long(&self) -> Problem {
        Problem::Limit { limit: self.limits.record_bytes as u64, unit: "bytes in a record" }
    }

    fn skip_space(&mut self, mut from: usize) -> usize {
        while self.window.at(from).is_some_and(|byte| byte.is_ascii_whitespace()) {
            from += 1;
        }
        from
    }

    fn begin(&mut self) -> Option<Cut> {
        let mark = match self.window.check_encoding() {
            Ok(mark) => mark,
            Err(problem) => return Some(self.give_up(problem, false)),
        };
        let first = self.skip_space(mark);
        match self.window.at(first) {
            None => Some(self.give_up(Problem::Empty, false)),
            Some(b'[') => {
                self.window.pass(first + 1);
                self.state = State::Inside;
                None
            }
            Some(b'{') => Some(self.document()),
            Some(_) => Some(self.give_up(broken("the document begins neither with { nor with ["), false)),
        }
    }

    /// A file that is one document: all of it.
    fn document(&mut self) -> Cut {
        self.window.reach(self.limits.record_bytes + 1);
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

    fn step(&mut self) -> Option<Cut> {
        loop {
            let space = self.skip_space(0);
            self.window.pass(space);
            match self.window.at(0) {
                Some(b',') => self.window.pass(1),
                Some(b']') => {
                    self.window.pass(1);
                    self.state = State::After;
                    return None;
                }
                None => {
                    return Some(self.give_up(truncated("the end of the list"), false));
                }
                Some(_) => break,
            }
        }
        match self.element() {
            Ok(count) => {
                if self.window.has(0, b"null") && count == 4 {
                    self.window.pass(count);
                    return None;
                }
                let bytes = self.window.ahead()[..count].to_vec();
                Some(Cut::Whole { line: self.window.line(), bytes, last: false })
            }
            Err((searched, problem)) => Some(match self.next_start(searched) {
                Some(next) => self.aside(next, truncated("the end of the record"), true),
                None => self.lost(searched, problem),
            }),
        }
    }

    /// A record without end and with no other in sight. Past one that is too long the search for the next goes on.
    fn lost(&mut self, searched: usize, problem: Problem) -> Cut {
        let limit = matches!(problem, Problem::Limit { .. }) && self.window.problem().is_none();
        if !limit && self.window.at(searched).is_none() {
            return self.give_up(problem, true);
        }
        let cut = self.aside(searched, problem, true);
        loop {
            let ahead = self.window.ahead();
            if let Some(next) = (0..ahead.len()).find(|at| ahead[*at] == b'{' && is_start(&ahead[*at..])) {
                self.window.pass(next);
                return cut;
            }
            let length = ahead.len();
            self.window.pass(length.saturating_sub(KEEP));
            if !self.window.more() {
                let rest = self.window.ahead().len();
                self.window.pass(rest);
                return cut;
            }
        }
    }

    /// Where the element that begins here ends; else how far was searched and why it has no end.
    fn element(&mut self) -> Result<usize, (usize, Problem)> {
        let mut open = Vec::new();
        let (mut at, mut quoted, mut escaped) = (0, false, false);
        loop {
            let most = self.limits.record_bytes.min(self.window.ahead().len());
            for byte in self.window.ahead().get(at..most).unwrap_or_default() {
                match *byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    _ if quoted => {}
                    byte @ (b'{' | b'[') => open.push(byte + 2),
                    byte @ (b'}' | b']') => {
                        match open.pop() {
                            Some(close) if close == byte => {}
                            // The end of the list comes right behind a scalar.
                            None if byte == b']' => return Ok(at),
                            _ => return Err((at + 1, broken("a bracket closes another kind of bracket"))),
                        }
                        if open.is_empty() {
                            return Ok(at + 1);
                        }
                    }
                    b',' if open.is_empty() => return Ok(at),
                    _ => {}
                }
                at += 1;
            }
            if at >= self.limits.record_bytes {
                return Err((at, self.too_long()));
            }
            if !self.window.more() {
                let problem = self.window.problem().unwrap_or_else(|| truncated("the end of a record"));
                return Err((at, problem));
            }
        }
    }

    fn end(&mut self) -> Option<Cut> {
        self.state = State::Done;
        let space = self.skip_space(0);
        self.window.pass(space);
        if self.window.at(0).is_none() {
            let problem = self.window.problem()?;
            return Some(self.aside(0, problem, false));
        }
        Some(self.give_up(broken("something follows the end of the list"), false))
    }
}
