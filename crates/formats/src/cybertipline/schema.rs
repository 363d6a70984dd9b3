//! One table a type: from it come the struct, the writer and the reader.
//!
//! The schema is a set of `xs:sequence`s whose order the receiving end enforces (reference `tips-and-hashes.md` 1.1: one
//! misplaced element fails the submission after its number was given out). The macros here list the fields of each type
//! once, in that order. The writer walks the list from top to bottom, so that it cannot write out of order; the reader
//! looks names up in the same list and asks for no order.

use super::cursor::{Cursor, Fault, Tag};
use super::value::{Taken, Value};
use super::write::{Emitter, WriteError};
use model::Personal;
use quick_xml::events::BytesStart;

/// What can stand in an element: a plain value, or a type with fields of its own.
pub(super) trait Element: Sized {
    /// Writes it as the element `name`.
    fn emit(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError>;
    /// Reads the element whose start tag is `tag`; `None` where it holds no answer.
    fn read(tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<Option<Self>, Fault>;
}

/// A field of a type: how often its element may stand there.
pub(super) trait Field {
    /// Writes the field.
    fn emit_field(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError>;
    /// Takes in one element of the field's name.
    fn absorb(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<(), Fault>;
    /// Takes in an element of any name where the field is a group of fields; `false` where it knows no such name.
    fn absorb_member(&mut self, _tag: &Tag<'_>, _cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
        Ok(false)
    }
}

/// An attribute of a type.
pub(super) trait Attribute {
    /// Adds it to the start tag.
    fn emit_attribute(
        &self,
        name: &'static str,
        tag: BytesStart<'static>,
        out: &mut Emitter,
    ) -> Result<BytesStart<'static>, WriteError>;
    /// Takes its value in; `false` where it cannot be understood.
    fn absorb_attribute(&mut self, text: &str) -> bool;
}

/// A type with fields, as the cursor fills it.
pub(super) trait Node: Default {
    /// Takes in an attribute; `false` where its name or value is not known.
    fn attribute(&mut self, name: &str, text: &str) -> bool;
    /// Takes in a child element; `false` where its name is not known.
    fn child(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<bool, Fault>;
}

impl<T: Element> Field for Option<T> {
    fn emit_field(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError> {
        self.as_ref().map_or(Ok(()), |value| value.emit(name, out))
    }
    fn absorb(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        if self.is_some() {
            return cursor.keep_unread(tag);
        }
        *self = T::read(tag, cursor)?;
        Ok(())
    }
}

impl<T: Element> Field for Vec<T> {
    fn emit_field(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError> {
        self.iter().try_for_each(|value| value.emit(name, out))
    }
    fn absorb(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        self.extend(T::read(tag, cursor)?);
        Ok(())
    }
}

/// A flag: `xs:boolean` fixed to `true`, so that the empty element says yes as well.
impl Field for bool {
    fn emit_field(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError> {
        if *self { out.text(name, "true") } else { Ok(()) }
    }
    fn absorb(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        *self |= cursor.flag(tag)?;
        Ok(())
    }
}

macro_rules! required_text {
    ($($type:ty),*) => {$(
        /// Text that must be there when written; empty where the document left it out.
        impl Field for $type {
            fn emit_field(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError> {
                if self.is_empty() { Err(out.missing(name)) } else { self.emit(name, out) }
            }
            fn absorb(&mut self, tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
                if !self.is_empty() {
                    return cursor.keep_unread(tag);
                }
                *self = <$type as Element>::read(tag, cursor)?.unwrap_or_default();
                Ok(())
            }
        }
    )*};
}
required_text!(String, Personal);

impl<V: Value> Attribute for Option<V> {
    fn emit_attribute(
        &self,
        name: &'static str,
        tag: BytesStart<'static>,
        out: &mut Emitter,
    ) -> Result<BytesStart<'static>, WriteError> {
        match self {
            Some(value) => out.attribute(name, value, tag),
            None => Ok(tag),
        }
    }
    fn absorb_attribute(&mut self, text: &str) -> bool {
        match V::take(text) {
            Taken::Value(value) if self.is_none() => {
                *self = Some(value);
                true
            }
            Taken::Unknown => true,
            _ => false,
        }
    }
}

impl Attribute for String {
    fn emit_attribute(
        &self,
        name: &'static str,
        tag: BytesStart<'static>,
        out: &mut Emitter,
    ) -> Result<BytesStart<'static>, WriteError> {
        if self.is_empty() { Err(out.missing(name)) } else { out.attribute(name, self, tag) }
    }
    fn absorb_attribute(&mut self, text: &str) -> bool {
        if !self.is_empty() {
            return false;
        }
        model::known(text).unwrap_or_default().clone_into(self);
        true
    }
}

/// A type with attributes and child elements, in the order of the schema's sequence. `@` marks an attribute; a name
/// that begins with `*` marks a [`group!`] whose elements stand there directly.
macro_rules! node {
    ($(#[$meta:meta])* $name:ident {
        $(@ $(#[$ameta:meta])* $afield:ident : $atype:ty = $aname:literal,)*
        $($(#[$fmeta:meta])* $field:ident : $type:ty = $ename:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$ameta])* #[doc = concat!("\n\nAttribute `", $aname, "`.")] pub $afield: $atype,)*
            $($(#[$fmeta])* #[doc = concat!("\n\nElement `", $ename, "`.")] pub $field: $type,)*
        }

        impl $crate::cybertipline::schema::Node for $name {
            fn attribute(&mut self, name: &str, text: &str) -> bool {
                match name {
                    $($aname => $crate::cybertipline::schema::Attribute::absorb_attribute(&mut self.$afield, text),)*
                    _ => { let _ = text; false }
                }
            }
            fn child(
                &mut self,
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<bool, $crate::cybertipline::cursor::Fault> {
                match tag.name() {
                    $($ename => $crate::cybertipline::schema::Field::absorb(&mut self.$field, tag, cursor).map(|()| true),)*
                    _ => {
                        $(if $crate::cybertipline::schema::Field::absorb_member(&mut self.$field, tag, cursor)? {
                            return Ok(true);
                        })*
                        let _ = cursor;
                        Ok(false)
                    }
                }
            }
        }

        impl $crate::cybertipline::schema::Element for $name {
            fn emit(
                &self,
                name: &'static str,
                out: &mut $crate::cybertipline::write::Emitter,
            ) -> Result<(), $crate::cybertipline::write::WriteError> {
                let tag = out.start(name);
                $(let tag = $crate::cybertipline::schema::Attribute::emit_attribute(&self.$afield, $aname, tag, out)?;)*
                out.open(tag)?;
                $($crate::cybertipline::schema::Field::emit_field(&self.$field, $ename, out)?;)*
                out.close(name)
            }
            fn read(
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<Option<Self>, $crate::cybertipline::cursor::Fault> {
                cursor.node(tag).map(Some)
            }
        }

        /// An element that must be there when written.
        impl $crate::cybertipline::schema::Field for $name {
            fn emit_field(
                &self,
                name: &'static str,
                out: &mut $crate::cybertipline::write::Emitter,
            ) -> Result<(), $crate::cybertipline::write::WriteError> {
                $crate::cybertipline::schema::Element::emit(self, name, out)
            }
            fn absorb(
                &mut self,
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<(), $crate::cybertipline::cursor::Fault> {
                if *self != Self::default() {
                    return cursor.keep_unread(tag);
                }
                *self = cursor.node(tag)?;
                Ok(())
            }
        }
    };
}

/// Fields that several types share in one run: no element of their own.
macro_rules! group {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$fmeta:meta])* $field:ident : $type:ty = $ename:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$fmeta])* #[doc = concat!("\n\nElement `", $ename, "`.")] pub $field: $type,)*
        }

        impl $crate::cybertipline::schema::Field for $name {
            fn emit_field(
                &self,
                _name: &'static str,
                out: &mut $crate::cybertipline::write::Emitter,
            ) -> Result<(), $crate::cybertipline::write::WriteError> {
                $(self.$field.emit_field($ename, out)?;)*
                Ok(())
            }
            fn absorb(
                &mut self,
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<(), $crate::cybertipline::cursor::Fault> {
                cursor.keep_unread(tag)
            }
            fn absorb_member(
                &mut self,
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<bool, $crate::cybertipline::cursor::Fault> {
                match tag.name() {
                    $($ename => self.$field.absorb(tag, cursor)?,)*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}

/// An element that holds text and attributes.
macro_rules! text_node {
    ($(#[$meta:meta])* $name:ident {
        $(#[$tmeta:meta])* $tfield:ident : $ttype:ty,
        $(@ $(#[$ameta:meta])* $afield:ident : $atype:ty = $aname:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $(#[$tmeta])* #[doc = "\n\nThe element's text."] pub $tfield: $ttype,
            $($(#[$ameta])* #[doc = concat!("\n\nAttribute `", $aname, "`.")] pub $afield: $atype,)*
        }

        impl $crate::cybertipline::schema::Node for $name {
            fn attribute(&mut self, name: &str, text: &str) -> bool {
                match name {
                    $($aname => $crate::cybertipline::schema::Attribute::absorb_attribute(&mut self.$afield, text),)*
                    _ => false,
                }
            }
            fn child(
                &mut self,
                _tag: &$crate::cybertipline::cursor::Tag<'_>,
                _cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<bool, $crate::cybertipline::cursor::Fault> {
                Ok(false)
            }
        }

        impl $crate::cybertipline::schema::Element for $name {
            fn emit(
                &self,
                name: &'static str,
                out: &mut $crate::cybertipline::write::Emitter,
            ) -> Result<(), $crate::cybertipline::write::WriteError> {
                use $crate::cybertipline::schema::Attribute as _;
                let tag = out.start(name);
                $(let tag = self.$afield.emit_attribute($aname, tag, out)?;)*
                out.open(tag)?;
                out.content(&self.$tfield)?;
                out.close(name)
            }
            fn read(
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<Option<Self>, $crate::cybertipline::cursor::Fault> {
                let mut node = Self::default();
                let unread = cursor.unread_so_far();
                cursor.attributes(tag, |name, text| $crate::cybertipline::schema::Node::attribute(&mut node, name, text))?;
                let bare = node == Self::default();
                Ok(match cursor.value(tag)? {
                    Some(value) => {
                        node.$tfield = value;
                        Some(node)
                    }
                    None => {
                        // Attributes of nothing are kept as they stand.
                        if !bare {
                            cursor.keep_whole(tag, unread);
                        }
                        None
                    }
                })
            }
        }
    };
}

pub(super) use {group, node, text_node};
