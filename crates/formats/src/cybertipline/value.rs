//! Plain values of the schema and the closed lists of codes.

use model::{BirthDate, Personal, When};
use std::fmt::Write as _;

/// What came of reading a text.
pub(super) enum Taken<T> {
    /// A value.
    Value(T),
    /// No answer: empty, `N/A`, `null` and their like.
    Unknown,
    /// Text that is not what the format asks for.
    Bad,
}

/// A value that is written as plain text.
pub(super) trait Value: Sized {
    /// What the format asks for, in words.
    const EXPECTED: &'static str;
    /// Appends the text; `false` where the format has no text for this value.
    fn put(&self, out: &mut String) -> bool;
    /// Reads trimmed text that is an answer.
    fn parse(text: &str) -> Option<Self>;
    /// Reads any text.
    fn take(text: &str) -> Taken<Self> {
        match model::known(text) {
            None => Taken::Unknown,
            Some(text) => Self::parse(text).map_or(Taken::Bad, Taken::Value),
        }
    }
}

macro_rules! elements {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::cybertipline::schema::Element for $type {
            fn emit(
                &self,
                name: &'static str,
                out: &mut $crate::cybertipline::write::Emitter,
            ) -> Result<(), $crate::cybertipline::write::WriteError> {
                let tag = out.start(name);
                out.open(tag)?;
                out.content(self)?;
                out.close(name)
            }
            fn read(
                tag: &$crate::cybertipline::cursor::Tag<'_>,
                cursor: &mut $crate::cybertipline::cursor::Cursor<'_>,
            ) -> Result<Option<Self>, $crate::cybertipline::cursor::Fault> {
                cursor.attributes(tag, |_, _| false)?;
                cursor.value(tag)
            }
        }
    )*};
}

elements!(String, Personal, bool, u8, u16, u64, When, BirthDate);

impl Value for String {
    const EXPECTED: &'static str = "text";
    fn put(&self, out: &mut String) -> bool {
        out.push_str(self);
        true
    }
    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Value for Personal {
    const EXPECTED: &'static str = "text";
    fn put(&self, out: &mut String) -> bool {
        out.push_str(self.reveal());
        true
    }
    fn parse(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }
}

impl Value for bool {
    const EXPECTED: &'static str = "true or false";
    fn put(&self, out: &mut String) -> bool {
        out.push_str(if *self { "true" } else { "false" });
        true
    }
    fn parse(text: &str) -> Option<Self> {
        if text == "1" || text.eq_ignore_ascii_case("true") {
            Some(true)
        } else if text == "0" || text.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Value for $type {
            const EXPECTED: &'static str = "a whole number";
            fn put(&self, out: &mut String) -> bool {
                write!(out, "{self}").is_ok()
            }
            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}
numbers!(u8, u16, u64);

impl Value for When {
    const EXPECTED: &'static str = "a date and time (xs:dateTime, year 1 to 9999)";
    fn put(&self, out: &mut String) -> bool {
        let whole_minutes = match self {
            Self::Zoned(at) => at.offset().whole_seconds() % 60 == 0,
            Self::Unzoned(_) => true,
            Self::Day(_) => false,
        };
        whole_minutes && (1..=9999).contains(&self.day().year()) && write!(out, "{self}").is_ok()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Value for BirthDate {
    const EXPECTED: &'static str = "a day (xs:date)";
    fn put(&self, out: &mut String) -> bool {
        matches!(self, Self::Day(_)) && write!(out, "{self}").is_ok()
    }
    fn parse(text: &str) -> Option<Self> {
        // xs:date may carry a zone, which says nothing of a birthday.
        let zoned = text.is_ascii()
            && ((text.len() == 11 && text.ends_with('Z'))
                || (text.len() == 16 && matches!(text.as_bytes()[10], b'+' | b'-')));
        if zoned { text[..10].parse().ok() } else { text.parse().ok() }
    }
}

/// A country calling code, such as 63: written `+63`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingCode(pub u16);

impl Value for CallingCode {
    const EXPECTED: &'static str = "a calling code of 1 to 3 digits after a plus sign";
    fn put(&self, out: &mut String) -> bool {
        self.0 <= 999 && write!(out, "+{}", self.0).is_ok()
    }
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten().map(Self)
    }
}

/// A telephone extension: digits only, leading zeros kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension(pub String);

impl Value for Extension {
    const EXPECTED: &'static str = "digits";
    fn put(&self, out: &mut String) -> bool {
        out.push_str(&self.0);
        Self::parse(&self.0).is_some()
    }
    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| Self(text.to_owned()))
    }
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`.")] $(#[$vmeta])* $variant,)*
        }

        impl $name {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The code as the format writes it.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            /// Reads the code, without regard to case.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text.trim()))
            }
        }

        impl Value for $name {
            const EXPECTED: &'static str = concat!("one of:" $(, " ", $text)*);
            fn put(&self, out: &mut String) -> bool {
                out.push_str(self.text());
                true
            }
            fn parse(text: &str) -> Option<Self> {
                Self::from_text(text)
            }
            /// A code of the list is an answer even where it reads like none (`Unknown`).
            fn take(text: &str) -> Taken<Self> {
                match Self::from_text(text) {
                    Some(code) => Taken::Value(code),
                    None if model::known(text).is_none() => Taken::Unknown,
                    None => Taken::Bad,
                }
            }
        }
        elements!($name);
    )*};
}

codes! {
    /// `batchedReport/@reason`.
    BatchReason {
        /// One file that very many people share.
        ViralPotentialMeme = "VIRAL_POTENTIAL_MEME",
    }
    /// `phone/@type`.
    PhoneKind {
        Mobile = "Mobile",
        Home = "Home",
        Business = "Business",
        Work = "Work",
        Fax = "Fax",
        Internet = "Internet",
        Recovery = "Recovery",
    }
    /// `email/@type`.
    EmailKind {
        Home = "Home",
        Work = "Work",
        Business = "Business",
        Recovery = "Recovery",
    }
    /// `address/@type`.
    AddressKind {
        Home = "Home",
        Business = "Business",
        Billing = "Billing",
        Shipping = "Shipping",
        Technical = "Technical",
    }
    /// `eventName` of an address capture or a device.
    EventName {
        Login = "Login",
        Registration = "Registration",
        Purchase = "Purchase",
        Upload = "Upload",
        Other = "Other",
        Unknown = "Unknown",
    }
    /// `associatedAccount/@type`.
    AccountKind {
        Billing = "Billing",
        Linked = "Linked",
        Business = "Business",
        Creator = "Creator",
        ParentOrGuardian = "Parent/Guardian",
        Other = "Other",
    }
    /// `fileRelevance`.
    FileRelevance {
        /// What is reported.
        Reported = "Reported",
        /// What explains it.
        Supplemental = "Supplemental Reported",
    }
    /// `industryClassification`: the scheme of the Tech Coalition (A: before puberty, B: in puberty).
    IndustryClassification {
        A1 = "A1",
        A2 = "A2",
        B1 = "B1",
        B2 = "B2",
    }
    /// `details/@type` of a file.
    FileMetadataKind {
        /// Fields that a camera or a program wrote into the file.
        Exif = "EXIF",
        /// Hashes.
        Hash = "HASH",
    }
}

/// `incidentType`: the eight values of [`model::IncidentKind::CYBERTIPLINE`], by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncidentType {
    /// Child sexual abuse material.
    AbuseMaterial,
    /// Trafficking of a child for sexual exploitation.
    Trafficking,
    /// Sexual exploitation of children in travel and tourism.
    TravelExploitation,
    /// Sexual abuse with contact.
    ContactAbuse,
    /// A misleading domain name.
    MisleadingDomainName,
    /// Misleading words or pictures.
    MisleadingWordsOrImages,
    /// Grooming.
    Grooming,
    /// Obscene material sent to a child.
    UnsolicitedMaterialToChild,
}

impl IncidentType {
    /// All types, in the order of [`model::IncidentKind::CYBERTIPLINE`].
    pub const ALL: [Self; 8] = [
        Self::AbuseMaterial,
        Self::Trafficking,
        Self::TravelExploitation,
        Self::ContactAbuse,
        Self::MisleadingDomainName,
        Self::MisleadingWordsOrImages,
        Self::Grooming,
        Self::UnsolicitedMaterialToChild,
    ];

    /// The format's own words, which appear on no screen without the format's name.
    pub const fn text(self) -> &'static str {
        model::IncidentKind::CYBERTIPLINE[self as usize].0
    }

    /// The kind in the field's terms.
    pub const fn kind(self) -> model::IncidentKind {
        model::IncidentKind::CYBERTIPLINE[self as usize].1
    }

    /// Reads the format's own words, without regard to case.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.text().eq_ignore_ascii_case(text.trim()))
    }
}

impl Value for IncidentType {
    const EXPECTED: &'static str = "one of the eight incident types";
    fn put(&self, out: &mut String) -> bool {
        out.push_str(self.text());
        true
    }
    fn parse(text: &str) -> Option<Self> {
        Self::from_text(text)
    }
}
elements!(IncidentType);
