//! A small XML document as a tree, within bounds, that remembers what was taken of it.

use crate::{Limits, Problem};
use model::Unread;
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};
use std::cell::Cell;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    text: String,
    pub(super) children: Vec<Node>,
    attributes: Vec<(String, String)>,
    taken: Cell<bool>,
}

/// Why there is no tree, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    pub(super) offset: usize,
    pub(super) path: String,
}

impl Node {
    /// The first child of this name that was not taken yet.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name && !child.taken.get())
    }

    /// All children of this name.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text, without white space around it.
    pub(super) fn words(&self) -> &str {
        self.text.trim()
    }

    /// Notes that the reader understood this element's text.
    pub(super) fn take(&self) {
        self.taken.set(true);
    }

    /// Takes the text of the first child of this name that has one.
    pub(super) fn take_text(&self, name: &str) -> Option<&str> {
        let child = self.children.iter().find(|child| {
            child.name == name && !child.taken.get() && child.children.is_empty() && !child.words().is_empty()
        })?;
        child.take();
        Some(child.words())
    }

    /// Takes the text of a child where it can be read; what cannot be read stays unread.
    pub(super) fn take_as<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let child = self.child(name).filter(|child| child.children.is_empty())?;
        let value = read(child.words())?;
        child.take();
        Some(value)
    }

    /// All texts below that nobody took, under their paths.
    pub(super) fn unread(&self, path: &str, found: &mut Vec<Unread>) {
        let path = format!("{path}/{}", self.name);
        for (name, value) in &self.attributes {
            found.push(Unread { path: format!("{path}/@{name}"), value: value.as_str().into() });
        }
        if !self.taken.get() && !self.words().is_empty() {
            found.push(Unread { path: path.clone(), value: self.words().into() });
        }
        for child in &self.children {
            child.unread(&path, found);
        }
    }
}

fn syntax(detail: &str) -> Problem {
    Problem::Syntax { format: "XML", detail: detail.to_owned() }
}

/// Reads bytes into a tree.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Node, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault {
        problem: Problem::Encoding { encoding: "UTF-8" },
        offset: error.valid_up_to(),
        path: String::new(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let (mut stack, mut items): (Vec<Node>, usize) = (Vec::new(), 0);
    let mut root = None;
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let path = |stack: &[Node]| stack.iter().fold(String::new(), |path, node| path + "/" + &node.name);
        let fault = |problem: Problem, stack: &[Node]| Fault { problem, offset, path: path(stack) };
        // The parser's own words may hold what stands in the document.
        let event = reader.read_event().map_err(|_| fault(syntax("it is not well formed"), &stack))?;
        items += 1;
        if items > limits.items {
            let problem =
                Problem::Limit { limit: limits.items as u64, unit: "elements and texts in a record" };
            return Err(fault(problem, &stack));
        }
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                if root.is_some() {
                    return Err(fault(syntax("a second document follows the first"), &stack));
                }
                if stack.len() >= limits.depth {
                    let problem = Problem::Limit { limit: limits.depth as u64, unit: "nested elements" };
                    return Err(fault(problem, &stack));
                }
                let node = open(start).ok_or_else(|| fault(syntax("an attribute is broken"), &stack))?;
                items += node.attributes.len();
                if matches!(event, Event::Start(_)) {
                    stack.push(node);
                } else {
                    close(node, &mut stack, &mut root);
                }
            }
            Event::End(_) => {
                let Some(node) = stack.pop() else {
                    return Err(fault(syntax("an element is closed twice"), &stack));
                };
                close(node, &mut stack, &mut root);
            }
            Event::Text(text) => {
                let words = text.xml10_content();
                match stack.last_mut() {
                    Some(open) => open.text.push_str(&words),
                    None if words.trim().is_empty() => {}
                    None => return Err(fault(syntax("a text stands outside of the document"), &stack)),
                }
            }
            Event::CData(text) => {
                if let Some(open) = stack.last_mut() {
                    open.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                let character = match &**entity {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let character = character
                    .ok_or_else(|| fault(syntax("it names an entity that XML does not know"), &stack))?;
                if let Some(open) = stack.last_mut() {
                    open.text.push(character);
                }
            }
            Event::DocType(_) => {
                return Err(fault(Problem::Hostile("a document type definition in a report"), &stack));
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => {
                return match (root, stack.last()) {
                    (Some(root), None) => Ok(root),
                    _ => Err(fault(Problem::Truncated { expected: "the end of an element".into() }, &stack)),
                };
            }
        }
    }
}

fn open(start: &BytesStart<'_>) -> Option<Node> {
    let mut node = Node { name: start.local_name().as_ref().to_owned(), ..Node::default() };
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.as_ref();
        // Where the schema is, is no word of the report.
        if name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        node.attributes.push((name.to_owned(), value.into_owned()));
    }
    Some(node)
}

fn close(node: Node, stack: &mut [Node], root: &mut Option<Node>) {
    match stack.last_mut() {
        Some(parent) => parent.children.push(node),
        None => *root = Some(node),
    }
}
