//! Walking through one record: names to fields, and everything else kept unread.

use super::schema::Node;
use super::value::{Taken, Value};
use crate::{Limits, Problem};
use model::{Personal, Unread};
use quick_xml::XmlVersion;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Why a record cannot be read, and where in it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    /// Bytes from the start of the record.
    pub(super) offset: usize,
    /// Path of the element that was open.
    pub(super) path: String,
}

/// A start tag, or an element without content.
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    empty: bool,
    /// Where the tag begins in the record.
    from: usize,
}

impl Tag<'_> {
    /// The element's name.
    pub(super) fn name(&self) -> &str {
        self.start.name().0
    }
}

enum Token<'a> {
    Open(Tag<'a>),
    Close,
    Text(quick_xml::events::BytesText<'a>),
    Characters(quick_xml::events::BytesCData<'a>),
    Reference(quick_xml::events::BytesRef<'a>),
    End,
}

/// A place in a record, with the path to it and what was not understood on the way.
pub(super) struct Cursor<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    depth: usize,
    items: usize,
    path: String,
    scratch: String,
    /// What was not understood so far.
    pub(super) unread: Vec<Unread>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str, limits: &'a Limits) -> Self {
        Self {
            source,
            reader: Reader::from_str(source),
            limits,
            depth: 0,
            items: 0,
            path: String::new(),
            scratch: String::new(),
            unread: Vec::new(),
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.source.len())
    }

    pub(super) fn fault(&self, problem: Problem) -> Fault {
        Fault { problem, offset: self.position(), path: self.path.clone() }
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.items += 1;
        if self.items > self.limits.items {
            return Err(self.fault(limit(self.limits.items, "elements, attributes and texts in a record")));
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Token<'a>, Fault> {
        loop {
            let from = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(Fault { offset: from, ..self.fault(syntax(&error)) }),
            };
            let token = match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.limits.depth {
                        return Err(self.fault(limit(self.limits.depth, "nested elements")));
                    }
                    Token::Open(Tag { start, empty: false, from })
                }
                Event::Empty(start) => Token::Open(Tag { start, empty: true, from }),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::Close);
                }
                Event::Text(text) => Token::Text(text),
                Event::CData(text) => Token::Characters(text),
                Event::GeneralRef(name) => Token::Reference(name),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => continue,
                Event::DocType(_) => {
                    return Err(self.fault(Problem::Hostile("a document type definition in a report")));
                }
                Event::Eof => return Ok(Token::End),
            };
            self.count()?;
            return Ok(token);
        }
    }

    /// The error for a record that ends while elements are open.
    fn truncated(&self) -> Fault {
        self.fault(Problem::Truncated { expected: "the end of an element".into() })
    }

    fn enter(&mut self, name: &str) -> usize {
        let mark = self.path.len();
        self.path.push('/');
        self.path.push_str(name);
        mark
    }

    fn leave(&mut self, mark: usize) {
        self.path.truncate(mark);
    }

    /// Runs `step` under another path, so that a field has one path in whatever form its record comes.
    pub(super) fn rooted<T>(&mut self, path: &str, step: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.path, path.to_owned());
        let result = step(self);
        self.path = outer;
        result
    }

    fn keep(&mut self, below: &str, text: &str) {
        let path = if below.is_empty() { self.path.clone() } else { format!("{}/{below}", self.path) };
        self.unread.push(Unread { path, value: Personal::new(text) });
    }

    /// Passes over an element and keeps it as it stands.
    pub(super) fn keep_unread(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.skip(tag)?;
        let text = &self.source[tag.from..self.position()];
        self.keep("", text);
        Ok(())
    }

    /// The same for an element that the format does not know. Its name may be anything, a name of a person included, and
    /// is not shown where a fault is.
    fn keep_unknown(&mut self, tag: &Tag<'_>, mark: usize) -> Result<(), Fault> {
        self.keep_unread(tag).map_err(|mut fault| {
            fault.path.truncate(mark);
            fault
        })
    }

    /// How much was kept unread so far, for [`Cursor::keep_whole`].
    pub(super) fn unread_so_far(&self) -> usize {
        self.unread.len()
    }

    /// Keeps the whole element that was just read, instead of the parts kept since `since`.
    pub(super) fn keep_whole(&mut self, tag: &Tag<'_>, since: usize) {
        self.unread.truncate(since);
        let text = &self.source[tag.from..self.position()];
        self.keep("", text);
    }

    fn skip(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        if tag.empty {
            return Ok(());
        }
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Token::Open(inner) if !inner.empty => open += 1,
                Token::Close => open -= 1,
                Token::End => return Err(self.truncated()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Walks through the children of an element. `take` says `false` of a child that it does not know and has not
    /// touched; such a child is kept unread, and so is text between the children.
    pub(super) fn children(
        &mut self,
        tag: &Tag<'_>,
        mut take: impl FnMut(&Tag<'_>, &mut Self) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        if tag.empty {
            return Ok(());
        }
        loop {
            match self.next()? {
                Token::Open(child) => {
                    let mark = self.enter(child.name());
                    if !take(&child, self)? {
                        self.keep_unknown(&child, mark)?;
                    }
                    self.leave(mark);
                }
                Token::Close => return Ok(()),
                Token::End => return Err(self.truncated()),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(text) => self.keep("text()", text.trim()),
                Token::Characters(text) if text.trim().is_empty() => {}
                Token::Characters(text) => self.keep("text()", text.trim()),
                Token::Reference(name) => self.keep("text()", &format!("&{};", &*name)),
            }
        }
    }

    /// Reads an element that has fields.
    pub(super) fn node<N: Node>(&mut self, tag: &Tag<'_>) -> Result<N, Fault> {
        let mut node = N::default();
        self.attributes(tag, |name, text| node.attribute(name, text))?;
        self.children(tag, |child, cursor| node.child(child, cursor))?;
        Ok(node)
    }

    /// Walks through the attributes; what `take` refuses is kept unread. Namespace declarations and hints to a schema
    /// processor say nothing of the report and are passed over.
    pub(super) fn attributes(
        &mut self,
        tag: &Tag<'_>,
        mut take: impl FnMut(&str, &str) -> bool,
    ) -> Result<(), Fault> {
        for attribute in tag.start.attributes().with_checks(false) {
            self.count()?;
            let attribute =
                attribute.map_err(|_| self.fault(broken("an attribute is not name=\"value\"")))?;
            let name = attribute.key.0;
            if name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") {
                continue;
            }
            match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(text) => {
                    if !take(name, &text) {
                        self.keep(&format!("@{name}"), &text);
                    }
                }
                // A reference to an entity that nothing declares: kept as it stands, never expanded.
                Err(_) => self.keep(&format!("@{name}"), &attribute.value),
            }
        }
        Ok(())
    }

    /// Reads the text of an element into the scratch; `false` where it held a reference that means nothing.
    fn gather(&mut self, tag: &Tag<'_>) -> Result<bool, Fault> {
        self.scratch.clear();
        if tag.empty {
            return Ok(true);
        }
        let (inside, mut whole) = (self.position(), true);
        loop {
            let before = self.position();
            match self.next()? {
                Token::Text(text) => self.scratch.push_str(&text.xml10_content()),
                Token::Characters(text) => self.scratch.push_str(&text.xml10_content()),
                Token::Reference(name) => match resolve(&name) {
                    Some(c) => self.scratch.push(c),
                    None => whole = false,
                },
                Token::Open(child) => {
                    let mark = self.enter(child.name());
                    self.keep_unknown(&child, mark)?;
                    self.leave(mark);
                }
                Token::Close => {
                    if !whole {
                        let text = &self.source[inside..before];
                        self.keep("", text);
                        self.scratch.clear();
                    }
                    return Ok(whole);
                }
                Token::End => return Err(self.truncated()),
            }
        }
    }

    /// Reads the value of an element; a text that is no such value is kept unread.
    pub(super) fn value<V: Value>(&mut self, tag: &Tag<'_>) -> Result<Option<V>, Fault> {
        self.gather(tag)?;
        let text = std::mem::take(&mut self.scratch);
        let value = match V::take(&text) {
            Taken::Value(value) => Some(value),
            Taken::Unknown => None,
            Taken::Bad => {
                self.keep("", text.trim());
                None
            }
        };
        self.scratch = text;
        Ok(value)
    }

    /// Reads a flag: the empty element says yes.
    pub(super) fn flag(&mut self, tag: &Tag<'_>) -> Result<bool, Fault> {
        self.attributes(tag, |_, _| false)?;
        if self.gather(tag)? && self.scratch.trim().is_empty() {
            return Ok(true);
        }
        let text = std::mem::take(&mut self.scratch);
        let raised = match bool::take(&text) {
            Taken::Value(raised) => raised,
            Taken::Unknown => false,
            Taken::Bad => {
                self.keep("", text.trim());
                false
            }
        };
        self.scratch = text;
        Ok(raised)
    }

    /// Reads one top element with `take` and makes sure that nothing follows it.
    pub(super) fn top<T>(
        &mut self,
        take: impl FnOnce(&Tag<'_>, &mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut take = Some(take);
        let mut taken = None;
        loop {
            match self.next()? {
                Token::Open(tag) => {
                    let Some(take) = take.take() else {
                        return Err(self.fault(broken("another element follows the end of the document")));
                    };
                    let mark = self.enter(tag.name());
                    taken = Some(take(&tag, self)?);
                    self.leave(mark);
                }
                Token::Text(text) if text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() => {}
                Token::End => {
                    return taken
                        .ok_or_else(|| self.fault(Problem::Truncated { expected: "an element".into() }));
                }
                _ => return Err(self.fault(broken("text stands outside the document's element"))),
            }
        }
    }
}

/// The five entities of XML itself and references to characters that XML may hold.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

pub(super) fn limit(limit: usize, unit: &'static str) -> Problem {
    Problem::Limit { limit: limit as u64, unit }
}

pub(super) fn broken(detail: &str) -> Problem {
    Problem::Syntax { format: "XML", detail: detail.to_owned() }
}

/// The parser's error in words that hold no name and no value of the document.
fn syntax(error: &Error) -> Problem {
    match error {
        Error::Syntax(kind) => Problem::Truncated {
            expected: match kind {
                SyntaxError::UnclosedComment => "the end of a comment",
                SyntaxError::UnclosedCData => "the end of a CDATA section",
                SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => {
                    "the end of a processing instruction"
                }
                SyntaxError::UnclosedDoctype => "the end of a document type definition",
                _ => "the end of a tag",
            }
            .to_owned(),
        },
        Error::IllFormed(_) => broken("an end tag does not match its start tag, or a reference has no end"),
        Error::Encoding(_) => Problem::Encoding { encoding: "UTF-8" },
        _ => broken("a tag or a reference is not well-formed"),
    }
}
