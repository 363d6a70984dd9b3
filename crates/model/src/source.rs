//! Who hands reports over, and through which kind of door.

use crate::Country;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The kind of door a report came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A clearing house of platform reports (NCMEC's `CyberTipline` and its like).
    ClearingHouse,
    /// Police or another authority of another country.
    ForeignPolice,
    /// Police of this country.
    Police,
    /// A hotline or helpline.
    Hotline,
    /// A platform directly.
    Platform,
    /// A remittance firm, e-wallet, bank or financial intelligence unit.
    Financial,
    /// The public page.
    Public,
    /// Any other door, or not known.
    Other,
}

impl Channel {
    /// All channels in the order in which people are shown them.
    pub const ALL: [Self; 8] = [
        Self::ClearingHouse,
        Self::ForeignPolice,
        Self::Police,
        Self::Hotline,
        Self::Platform,
        Self::Financial,
        Self::Public,
        Self::Other,
    ];

    /// The stable code, as files, database and command line write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ClearingHouse => "clearing_house",
            Self::ForeignPolice => "foreign_police",
            Self::Police => "police",
            Self::Hotline => "hotline",
            Self::Platform => "platform",
            Self::Financial => "financial",
            Self::Public => "public",
            Self::Other => "other",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// The channel's bit in a set of channels.
    pub const fn bit(self) -> i64 {
        1 << self as u8
    }

    /// The channels of a set of bits.
    pub fn of_bits(bits: i64) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |channel| bits & channel.bit() != 0)
    }
}

/// The short name of a source: lower-case letters, digits and hyphens, such as `ncmec` or `hotline-1343`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

/// The text is no short name of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the short name of a source: 1 to 40 lower-case letters, digits and hyphens, such as ncmec")]
pub struct SourceIdError;

impl SourceId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SourceId {
    type Err = SourceIdError;
    fn from_str(text: &str) -> Result<Self, SourceIdError> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits { Ok(Self(text.into())) } else { Err(SourceIdError) }
    }
}

impl TryFrom<String> for SourceId {
    type Error = SourceIdError;
    fn try_from(text: String) -> Result<Self, SourceIdError> {
        text.parse()
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who hands reports over: its short name, its door, and the country in which its telephone numbers are written
/// when they carry no country code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The short name.
    pub id: SourceId,
    /// The door.
    pub channel: Channel,
    /// The default country of national telephone numbers; unknown leaves such numbers as they were written.
    #[serde(default)]
    pub country: Option<Country>,
}
