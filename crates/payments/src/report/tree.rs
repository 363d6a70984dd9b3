//! Small XML documents as trees: written in order, read with bounds.

use crate::PaymentsError;
use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

const MOST_DEPTH: usize = 32;
const MOST_ELEMENTS: usize = 2_000_000;

/// An element with text or children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Tree>,
}

impl Tree {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// With a child that holds a text.
    #[must_use]
    pub(super) fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.children.push(Self { name: name.to_owned(), text: text.into(), ..Self::default() });
        self
    }

    /// With such a child where there is a text.
    #[must_use]
    pub(super) fn with_some(self, name: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(name, text) }
    }

    /// With a child.
    #[must_use]
    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With an attribute.
    #[must_use]
    pub(super) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn text_of(&self, name: &str) -> &str {
        self.find(name).map_or("", |child| child.text.as_str())
    }

    /// The value of an attribute, empty where there is none.
    pub(super) fn attribute_of(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }

    pub(super) fn write(&self) -> Result<String, PaymentsError> {
        let failed = |error: &dyn std::fmt::Display| PaymentsError::Incomplete(error.to_string());
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        let declared = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        declared.map_err(|error| failed(&error))?;
        self.put(&mut writer).map_err(|error| failed(&error))?;
        String::from_utf8(writer.into_inner()).map(|text| text + "\n").map_err(|error| failed(&error))
    }

    fn put(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name.as_str());
        for (name, value) in &self.attributes {
            start.push_attribute((name.as_str(), value.as_str()));
        }
        if self.children.is_empty() && self.text.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            // What XML 1.0 cannot hold is left out (section 2.2); line ends stay as they are.
            let text: String =
                self.text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            writer.write_event(Event::Text(BytesText::new(&text)))?;
        }
        for child in &self.children {
            child.put(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name.as_str())))
    }

    pub(super) fn read(text: &str, name: &str) -> Result<Self, PaymentsError> {
        let fail = |problem: &str, at: u64| PaymentsError::File {
            path: name.to_owned(),
            problem: format!("byte {at}: {problem}"),
        };
        let mut reader = Reader::from_str(text);
        let (mut stack, mut elements): (Vec<Self>, usize) = (Vec::new(), 0);
        loop {
            let at = reader.buffer_position();
            let event = reader.read_event().map_err(|error| fail(&error.to_string(), at))?;
            match &event {
                Event::Start(start) | Event::Empty(start) => {
                    elements += 1;
                    if stack.len() >= MOST_DEPTH || elements > MOST_ELEMENTS {
                        return Err(fail("it is nested too deeply or holds too many elements", at));
                    }
                    let mut tree = Self::new(start.local_name().as_ref());
                    for attribute in start.attributes() {
                        let value = attribute.map_err(|error| fail(&error.to_string(), at))?;
                        let text = value
                            .normalized_value(XmlVersion::Implicit1_0)
                            .map_err(|error| fail(&error.to_string(), at))?;
                        tree.attributes.push((value.key.as_ref().to_owned(), text.into_owned()));
                    }
                    if matches!(event, Event::Start(_)) {
                        stack.push(tree);
                    } else if let Some(parent) = stack.last_mut() {
                        parent.children.push(tree);
                    } else {
                        return Ok(tree);
                    }
                }
                Event::Text(text) => {
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
                    if let (Some(open), Some(character)) = (stack.last_mut(), character) {
                        open.text.push(character);
                    }
                }
                Event::End(_) => {
                    let Some(mut tree) = stack.pop() else {
                        return Err(fail("an element is closed twice", at));
                    };
                    if !tree.children.is_empty() {
                        tree.text.clear();
                    }
                    match stack.last_mut() {
                        Some(parent) => parent.children.push(tree),
                        None => return Ok(tree),
                    }
                }
                Event::DocType(_) => return Err(fail("it declares a document type", at)),
                Event::Eof => return Err(fail("it ends before its elements are closed", at)),
                _ => {}
            }
        }
    }
}
