//! One table a type: from it come the struct, the writer and the tolerant reader.
//!
//! No schema of this format was ever published; its paths are those that two parsers of working investigators read
//! (reference `tips-and-hashes.md` 1.2). The reader therefore takes each value in whatever dress it comes: `null`,
//! `"N/A"` or absent is no answer; a list may stand where one is expected and the reverse; a list may be wrapped in an
//! object of its own name, even twice; `{"value": x}` and `x` say the same; numbers may be text and the reverse.

use super::raw::{Context, Kind, Value};
use model::{BirthDate, Personal, When};
use std::fmt::Write as _;

/// JSON text under construction, without white space.
#[derive(Default)]
pub(super) struct Out {
    text: String,
    /// Whether the next member or element needs a comma before it.
    comma: bool,
}

impl Out {
    pub(super) fn into_text(self) -> String {
        self.text
    }
    pub(super) fn open(&mut self, bracket: char) {
        self.separate();
        self.text.push(bracket);
        self.comma = false;
    }
    pub(super) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.comma = true;
    }
    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
    }
    pub(super) fn key(&mut self, key: &str) {
        self.separate();
        self.quote(key);
        self.text.push(':');
        self.comma = false;
    }
    fn quote(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\0'..='\u{1f}' => {
                    // Writing to a string cannot fail.
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                }
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
    pub(super) fn string(&mut self, text: &str) {
        self.separate();
        self.quote(text);
        self.comma = true;
    }
    fn bare(&mut self, text: &str) {
        self.separate();
        self.text.push_str(text);
        self.comma = true;
    }
}

/// A value that stands as one JSON scalar.
pub(super) trait Plain: Sized {
    /// Reads text that is an answer.
    fn from_text(text: &str) -> Option<Self>;
    /// Writes it.
    fn put(&self, out: &mut Out);
}

impl Plain for Personal {
    fn from_text(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }
    fn put(&self, out: &mut Out) {
        out.string(self.reveal());
    }
}
impl Plain for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn put(&self, out: &mut Out) {
        out.string(self);
    }
}
impl Plain for bool {
    fn from_text(text: &str) -> Option<Self> {
        yes_or_no(text)
    }
    fn put(&self, out: &mut Out) {
        out.bare(if *self { "true" } else { "false" });
    }
}
impl Plain for u16 {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn put(&self, out: &mut Out) {
        out.bare(&self.to_string());
    }
}
impl Plain for When {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn put(&self, out: &mut Out) {
        out.string(&self.to_string());
    }
}
impl Plain for BirthDate {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn put(&self, out: &mut Out) {
        out.string(&self.to_string());
    }
}

/// Yes or no, as programs and people write it.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let text = text.trim();
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "yes", "y", "1"]) {
        Some(true)
    } else if is(["false", "no", "n", "0"]) {
        Some(false)
    } else {
        None
    }
}

/// A JSON object with known members.
pub(super) trait Object: Default + PartialEq {
    /// Takes in one member; `false` where its name is not known.
    fn member(&mut self, key: &str, value: Value<'_>, context: &mut Context) -> bool;
    /// Takes in a scalar that stands in the object's place; `false` where that means nothing.
    fn scalar(&mut self, value: Value<'_>, context: &mut Context) -> bool;
    /// Writes the members.
    fn put_members(&self, out: &mut Out);
}

pub(super) fn put_object(object: &impl Object, out: &mut Out) {
    out.open('{');
    object.put_members(out);
    out.close('}');
}

/// Fills an object from JSON of any kind; what is not understood is kept unread.
pub(super) fn read_object<T: Object>(into: &mut T, value: Value<'_>, context: &mut Context) {
    match value.kind() {
        Kind::Null => {}
        Kind::Object => {
            for (key, member) in value.members() {
                context.within(&key, |context| {
                    if !into.member(&key, member, context) {
                        context.keep(member);
                    }
                });
            }
        }
        // One object in a list where an object is expected.
        Kind::Array => {
            for element in value.elements() {
                read_object(into, element, context);
            }
        }
        Kind::Scalar => {
            if !value.says_nothing() && !into.scalar(value, context) {
                context.keep(value);
            }
        }
    }
}

/// How a field stands in JSON.
pub(super) trait Codec<T> {
    fn read(&self, key: &'static str, into: &mut T, value: Value<'_>, context: &mut Context);
    fn absent(&self, value: &T) -> bool;
    fn put(&self, value: &T, out: &mut Out);
}

/// `x`
pub(super) struct One;

impl<T: Plain> Codec<Option<T>> for One {
    fn read(&self, _key: &'static str, into: &mut Option<T>, value: Value<'_>, context: &mut Context) {
        context.scalar(value, &mut |text, value, context| match (into.is_none(), T::from_text(text)) {
            (true, Some(answer)) => *into = Some(answer),
            _ => context.keep(value),
        });
    }
    fn absent(&self, value: &Option<T>) -> bool {
        value.is_none()
    }
    fn put(&self, value: &Option<T>, out: &mut Out) {
        if let Some(value) = value {
            value.put(out);
        }
    }
}

/// A list of scalars, and how one of them is dressed.
pub(super) enum Texts {
    /// `["x", "y"]`
    Bare,
    /// `[{"value": "x"}]`
    Valued,
    /// `{"value": "x"}`, and a list of these where there are several.
    ValuedOnce,
}

impl Codec<Vec<Personal>> for Texts {
    fn read(&self, key: &'static str, into: &mut Vec<Personal>, value: Value<'_>, context: &mut Context) {
        context.each(value, &[key], &mut |value, context| {
            context.scalar(value, &mut |text, _, _| into.push(Personal::new(text)));
        });
    }
    fn absent(&self, value: &Vec<Personal>) -> bool {
        value.is_empty()
    }
    fn put(&self, values: &Vec<Personal>, out: &mut Out) {
        let once = matches!(self, Self::ValuedOnce) && values.len() == 1;
        if !once {
            out.open('[');
        }
        for text in values {
            match self {
                Self::Bare => out.string(text.reveal()),
                Self::Valued | Self::ValuedOnce => {
                    out.open('{');
                    out.key("value");
                    out.string(text.reveal());
                    out.close('}');
                }
            }
        }
        if !once {
            out.close(']');
        }
    }
}

/// A list of objects, wrapped in an object under this key (`{"emails": [..]}`), or bare where the key is empty.
pub(super) struct List(pub(super) &'static str);

impl<T: Object> Codec<Vec<T>> for List {
    fn read(&self, key: &'static str, into: &mut Vec<T>, value: Value<'_>, context: &mut Context) {
        context.each(value, &[key, self.0], &mut |value, context| {
            let mut item = T::default();
            read_object(&mut item, value, context);
            if item != T::default() {
                into.push(item);
            }
        });
    }
    fn absent(&self, value: &Vec<T>) -> bool {
        value.is_empty()
    }
    fn put(&self, values: &Vec<T>, out: &mut Out) {
        if !self.0.is_empty() {
            out.open('{');
            out.key(self.0);
        }
        out.open('[');
        for value in values {
            put_object(value, out);
        }
        out.close(']');
        if !self.0.is_empty() {
            out.close('}');
        }
    }
}

/// An object that is written where it holds anything.
pub(super) struct Whole;

impl<T: Object> Codec<T> for Whole {
    fn read(&self, _key: &'static str, into: &mut T, value: Value<'_>, context: &mut Context) {
        read_object(into, value, context);
    }
    fn absent(&self, value: &T) -> bool {
        *value == T::default()
    }
    fn put(&self, value: &T, out: &mut Out) {
        put_object(value, out);
    }
}

/// A type whose fields are members of a JSON object. `scalar in` names the member that a bare scalar stands for.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident $(scalar in $scalar:literal)? {
        $($(#[$fmeta:meta])* $field:ident : $type:ty = $key:literal as $codec:expr,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* #[doc = concat!("\n\nMember `", $key, "`.")] pub $field: $type,)*
        }

        impl $crate::police_json::schema::Object for $name {
            fn member(
                &mut self,
                key: &str,
                value: $crate::police_json::raw::Value<'_>,
                context: &mut $crate::police_json::raw::Context,
            ) -> bool {
                use $crate::police_json::schema::Codec as _;
                $(if key.eq_ignore_ascii_case($key) {
                    $codec.read($key, &mut self.$field, value, context);
                    return true;
                })*
                false
            }
            fn scalar(
                &mut self,
                value: $crate::police_json::raw::Value<'_>,
                context: &mut $crate::police_json::raw::Context,
            ) -> bool {
                $(if true { return self.member($scalar, value, context); })?
                let _ = (value, context);
                false
            }
            fn put_members(&self, out: &mut $crate::police_json::schema::Out) {
                use $crate::police_json::schema::Codec as _;
                $(if !$codec.absent(&self.$field) {
                    out.key($key);
                    $codec.put(&self.$field, out);
                })*
            }
        }
    };
}

pub(super) use object;
