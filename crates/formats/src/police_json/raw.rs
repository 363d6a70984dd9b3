//! JSON as it stands in the document: raw values that are opened one level at a time.
//!
//! A map type would lose a member that is named twice, and a number type would lose digits; here both are kept.

use crate::{Limits, Problem};
use model::{Personal, Unread};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// The kind of a raw value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Object,
    Array,
    /// Text, number, true or false.
    Scalar,
}

/// Tells the kind by the first character.
pub(super) fn kind(raw: &RawValue) -> Kind {
    match raw.get().as_bytes().first() {
        Some(b'n') => Kind::Null,
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        _ => Kind::Scalar,
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
    pub(super) fn keep(&mut self, raw: &RawValue) {
        if kind(raw) != Kind::Null {
            self.unread.push(Unread { path: self.path.clone(), value: Personal::new(raw.get()) });
        }
    }

    /// Whether a scalar is no answer (`"N/A"`, empty text).
    pub(super) fn says_nothing(raw: &RawValue) -> bool {
        decode(raw).is_some_and(|text| model::known(&text).is_none())
    }

    /// Hands every answer of a scalar in whatever dress to `take`: the scalar itself, `{"value": scalar}`, or a list of
    /// these.
    pub(super) fn scalar(&mut self, raw: &RawValue, take: &mut dyn FnMut(&str, &RawValue, &mut Self)) {
        match kind(raw) {
            Kind::Null => {}
            Kind::Scalar => match decode(raw) {
                Some(text) => {
                    if let Some(text) = model::known(&text) {
                        take(text, raw, self);
                    }
                }
                None => self.keep(raw),
            },
            Kind::Array => match elements(raw) {
                Some(elements) => elements.into_iter().for_each(|element| self.scalar(element, take)),
                None => self.keep(raw),
            },
            Kind::Object => match members(raw) {
                Some(members) if members.iter().any(|(key, _)| key.eq_ignore_ascii_case("value")) => {
                    for (key, member) in members {
                        self.within(&key, |context| {
                            if key.eq_ignore_ascii_case("value") {
                                context.scalar(member, take);
                            } else {
                                context.keep(member);
                            }
                        });
                    }
                }
                _ => self.keep(raw),
            },
        }
    }

    /// Hands every element of a list in whatever dress to `take`: the list itself, lists within it, an object that
    /// wraps it under one of `wrappers`, or a single element without a list.
    pub(super) fn each(
        &mut self,
        raw: &RawValue,
        wrappers: &[&str],
        take: &mut dyn FnMut(&RawValue, &mut Self),
    ) {
        match kind(raw) {
            Kind::Null => {}
            Kind::Array => match elements(raw) {
                Some(elements) => elements.into_iter().for_each(|element| self.each(element, wrappers, take)),
                None => self.keep(raw),
            },
            Kind::Object => {
                let wraps = |key: &str| {
                    wrappers.iter().any(|name| !name.is_empty() && name.eq_ignore_ascii_case(key))
                };
                match members(raw) {
                    Some(members) if members.iter().any(|(key, _)| wraps(key)) => {
                        for (key, member) in members {
                            self.within(&key, |context| {
                                if wraps(&key) {
                                    context.each(member, wrappers, take);
                                } else {
                                    context.keep(member);
                                }
                            });
                        }
                    }
                    Some(_) => take(raw, self),
                    None => self.keep(raw),
                }
            }
            Kind::Scalar => take(raw, self),
        }
    }
}

/// The text of a scalar: the words of a string, the digits of a number as written, `true` or `false`. `None` where a
/// string holds half of a surrogate pair.
pub(super) fn decode(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    if text.starts_with('"') {
        serde_json::from_str::<Text<'_>>(text).ok().map(|text| text.0)
    } else {
        Some(Cow::Borrowed(text))
    }
}

/// The members of an object, in order, with those that are named twice.
pub(super) fn members(raw: &RawValue) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    serde_json::from_str::<Members<'_>>(raw.get()).ok().map(|members| members.0)
}

/// The elements of an array.
pub(super) fn elements(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str::<Elements<'_>>(raw.get()).ok().map(|elements| elements.0)
}

/// Text that is borrowed where it holds no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    members.push((key.0, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

struct Elements<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Elements<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

/// Why a record cannot be read, and how many bytes from its start.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    pub(super) offset: usize,
}

/// Checks the bounds before anything is parsed, so that no parser is asked to go too deep.
pub(super) fn survey(text: &str, limits: &Limits) -> Result<(), Fault> {
    let (mut depth, mut items, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => {
                depth += 1;
                items += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => items += 1,
            _ => {}
        }
        let limit = |limit: usize, unit| Problem::Limit { limit: limit as u64, unit };
        if depth > limits.depth {
            return Err(Fault { problem: limit(limits.depth, "nested values"), offset });
        }
        if items > limits.items {
            return Err(Fault { problem: limit(limits.items, "values in a record"), offset });
        }
    }
    Ok(())
}

/// Parses a whole document to one raw value.
pub(super) fn whole(text: &str) -> Result<&RawValue, Fault> {
    serde_json::from_str(text).map_err(|error| {
        let offset = offset_of(text, error.line(), error.column());
        let problem = if error.is_eof() {
            Problem::Truncated { expected: "the end of a value".into() }
        } else {
            Problem::Syntax {
                format: "JSON",
                detail: "a value, a name or a separator is not well-formed".into(),
            }
        };
        Fault { problem, offset }
    })
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}
