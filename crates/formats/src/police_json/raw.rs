//! JSON as it stands in the document: where each value begins and ends, found in one pass.
//!
//! A map type would lose a member that is named twice, and a number type would lose digits; here both are kept. That
//! the text is JSON at all is checked by `serde_json`; the tape only says where things are.

use crate::{Limits, Problem};
use model::{Personal, Unread};
use std::borrow::Cow;

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Object,
    Array,
    /// Text, number, true or false.
    Scalar,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    from: usize,
    until: usize,
    /// Position on the tape of what follows this value and everything in it.
    next: usize,
    kind: Kind,
}

/// A document and where its values stand in it, members' names among them.
pub(super) struct Tape<'a> {
    text: &'a str,
    spans: Vec<Span>,
}

/// One value of a document.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    tape: &'a Tape<'a>,
    at: usize,
}

/// Why a record cannot be read, and how many bytes from its start.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    pub(super) offset: usize,
}

impl<'a> Tape<'a> {
    /// Finds the values of a document. The bounds are checked on the way, and before any parser is asked.
    pub(super) fn new(text: &'a str, limits: &Limits) -> Result<Self, Fault> {
        let spans = survey(text, limits)?;
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| syntax(text, &error))?;
        Ok(Self { text, spans })
    }

    /// The whole document.
    pub(super) fn root(&'a self) -> Value<'a> {
        Value { tape: self, at: 0 }
    }
}

impl<'a> Value<'a> {
    fn span(self) -> Span {
        // Text that serde_json takes for JSON has a value, and so the tape has a span.
        let end = self.tape.text.len();
        let nothing = Span { from: end, until: end, next: self.at + 1, kind: Kind::Null };
        self.tape.spans.get(self.at).copied().unwrap_or(nothing)
    }

    pub(super) fn kind(self) -> Kind {
        self.span().kind
    }

    /// The value as it stands in the document.
    pub(super) fn text(self) -> &'a str {
        let span = self.span();
        self.tape.text.get(span.from..span.until).unwrap_or_default()
    }

    /// The elements of an array; of an object, names and values by turns.
    pub(super) fn elements(self) -> impl Iterator<Item = Value<'a>> {
        let end = self.span().next;
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let value = Value { tape: self.tape, at };
                at = value.span().next;
                value
            })
        })
    }

    /// The members of an object, in order, with those that are named twice.
    pub(super) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        let mut both = self.elements();
        std::iter::from_fn(move || {
            let name = both.next()?;
            let key = name.decode().unwrap_or(Cow::Borrowed(name.text()));
            Some((key, both.next()?))
        })
    }

    /// The text of a scalar: the words of a string, the digits of a number as written, `true` or `false`. `None` where
    /// a string holds half of a surrogate pair.
    pub(super) fn decode(self) -> Option<Cow<'a, str>> {
        let text = self.text();
        let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
            return Some(Cow::Borrowed(text));
        };
        if inner.contains('\\') {
            serde_json::from_str::<String>(text).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// Whether a scalar is no answer (`"N/A"`, empty text).
    pub(super) fn says_nothing(self) -> bool {
        self.decode().is_some_and(|text| model::known(&text).is_none())
    }
}

/// The place in the document, and what was not understood on the way.
#[derive(Default)]
pub(super) struct Context {
    path: String,
    pub(super) unread: Vec<Unread>,
}

impl Context {
    /// Runs `step` one member deeper.
    pub(super) fn within<T>(&mut self, key: &str, step: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.path.len();
        self.path.push('/');
        self.path.push_str(key);
        let result = step(self);
        self.path.truncate(mark);
        result
    }

    /// Keeps a value that was not understood. `null` says nothing and is not kept.
    pub(super) fn keep(&mut self, value: Value<'_>) {
        if value.kind() != Kind::Null {
            self.unread.push(Unread { path: self.path.clone(), value: Personal::new(value.text()) });
        }
    }

    /// Hands every answer of a scalar in whatever dress to `take`: the scalar itself, `{"value": scalar}`, or a list of
    /// these.
    pub(super) fn scalar(&mut self, value: Value<'_>, take: &mut dyn FnMut(&str, Value<'_>, &mut Self)) {
        match value.kind() {
            Kind::Null => {}
            Kind::Scalar => match value.decode() {
                Some(text) => {
                    if let Some(text) = model::known(&text) {
                        take(text, value, self);
                    }
                }
                None => self.keep(value),
            },
            Kind::Array => {
                for element in value.elements() {
                    self.scalar(element, take);
                }
            }
            Kind::Object => {
                if !value.members().any(|(key, _)| key.eq_ignore_ascii_case("value")) {
                    return self.keep(value);
                }
                for (key, member) in value.members() {
                    self.within(&key, |context| {
                        if key.eq_ignore_ascii_case("value") {
                            context.scalar(member, take);
                        } else {
                            context.keep(member);
                        }
                    });
                }
            }
        }
    }

    /// Hands every element of a list in whatever dress to `take`: the list itself, lists within it, an object that
    /// wraps it under one of `wrappers`, or a single element without a list.
    pub(super) fn each(
        &mut self,
        value: Value<'_>,
        wrappers: &[&str],
        take: &mut dyn FnMut(Value<'_>, &mut Self),
    ) {
        let wraps =
            |key: &str| wrappers.iter().any(|name| !name.is_empty() && name.eq_ignore_ascii_case(key));
        match value.kind() {
            Kind::Null => {}
            Kind::Array => {
                for element in value.elements() {
                    self.each(element, wrappers, take);
                }
            }
            Kind::Object if value.members().any(|(key, _)| wraps(&key)) => {
                for (key, member) in value.members() {
                    self.within(&key, |context| {
                        if wraps(&key) {
                            context.each(member, wrappers, take);
                        } else {
                            context.keep(member);
                        }
                    });
                }
            }
            Kind::Object | Kind::Scalar => take(value, self),
        }
    }
}

/// Walks over the text once and notes where values stand. Text that is no JSON gives some tape or other.
fn survey(text: &str, limits: &Limits) -> Result<Vec<Span>, Fault> {
    let bytes = text.as_bytes();
    let over = |limit: usize, unit, offset| {
        Err(Fault { problem: Problem::Limit { limit: limit as u64, unit }, offset })
    };
    let mut spans: Vec<Span> = Vec::with_capacity(bytes.len() / 16);
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let from = at;
        at += 1;
        let kind = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b':' | b',' => continue,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'}' | b']' => {
                let next = spans.len();
                if let Some(span) = open.pop().and_then(|opened| spans.get_mut(opened)) {
                    span.until = at;
                    span.next = next;
                }
                continue;
            }
            b'"' => {
                at = string_end(bytes, at);
                Kind::Scalar
            }
            first => {
                let ends = |byte: &u8| {
                    matches!(
                        byte,
                        b' ' | b'\t' | b'\r' | b'\n' | b':' | b',' | b'{' | b'}' | b'[' | b']' | b'"'
                    )
                };
                at += bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at);
                if *first == b'n' { Kind::Null } else { Kind::Scalar }
            }
        };
        if matches!(kind, Kind::Object | Kind::Array) {
            open.push(spans.len());
            if open.len() > limits.depth {
                return over(limits.depth, "nested values", from);
            }
        }
        spans.push(Span { from, until: at, next: spans.len() + 1, kind });
        if spans.len() > limits.items {
            return over(limits.items, "values in a record", from);
        }
    }
    Ok(spans)
}

/// Behind the quotation mark that ends the string whose inside begins here.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\\')) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at = (at + 2).min(bytes.len());
    }
    bytes.len()
}

fn syntax(text: &str, error: &serde_json::Error) -> Fault {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = (line + error.column().saturating_sub(1)).min(text.len());
    let problem = if error.is_eof() {
        Problem::Truncated { expected: "the end of a value".into() }
    } else {
        Problem::Syntax { format: "JSON", detail: "a value, a name or a separator is not well-formed".into() }
    };
    Fault { problem, offset }
}
