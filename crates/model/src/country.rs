//! Countries: ISO 3166-1 alpha-2.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// A country by its ISO 3166-1 alpha-2 code, such as `PH`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text names no country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a country as ISO 3166 code (PH, PHL) or English name (Philippines)")]
pub struct CountryError;

impl Country {
    /// The Philippines, where the house was first built for.
    pub const PHILIPPINES: Self = Self(*b"PH");

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// The English short name of ISO 3166-1.
    pub fn name(&self) -> &'static str {
        rust_iso3166::from_alpha2(self.code()).map_or("?", |country| country.name)
    }
}

impl FromStr for Country {
    type Err = CountryError;

    /// Reads a two- or three-letter code or an English name, without regard to case.
    fn from_str(text: &str) -> Result<Self, CountryError> {
        let text = text.trim();
        let upper = text.to_ascii_uppercase();
        let found = match upper.len() {
            2 => rust_iso3166::from_alpha2(&upper),
            3 => rust_iso3166::from_alpha3(&upper),
            4..=64 => rust_iso3166::ALL.iter().find(|country| same_name(country.name, text)).copied(),
            _ => None,
        };
        // Names in daily use that differ from the ISO short name.
        let found = found.or_else(|| {
            let code = match upper.as_str() {
                "UK" | "GREAT BRITAIN" | "ENGLAND" | "SCOTLAND" | "WALES" | "UNITED KINGDOM" => "GB",
                "USA" | "U.S." | "U.S.A." | "UNITED STATES" | "UNITED STATES OF AMERICA" => "US",
                "SOUTH KOREA" => "KR",
                "RUSSIA" => "RU",
                "VIETNAM" => "VN",
                "TAIWAN" => "TW",
                _ => return None,
            };
            rust_iso3166::from_alpha2(code)
        });
        let code = found.ok_or(CountryError)?.alpha2.as_bytes();
        Ok(Self([code[0], code[1]]))
    }
}

/// ISO writes "Philippines (the)"; people do not.
fn same_name(iso: &str, given: &str) -> bool {
    let bare = iso.split(" (").next().unwrap_or(iso);
    let given = given.strip_prefix("The ").or_else(|| given.strip_prefix("the ")).unwrap_or(given);
    bare.eq_ignore_ascii_case(given) || iso.eq_ignore_ascii_case(given)
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_read() {
        for text in ["PH", "ph", "PHL", "Philippines", "the Philippines"] {
            assert_eq!(text.parse::<Country>(), Ok(Country::PHILIPPINES), "{text}");
        }
        assert_eq!("United Kingdom".parse::<Country>().map(|c| c.to_string()), Ok("GB".into()));
        assert_eq!("Atlantis".parse::<Country>(), Err(CountryError));
        assert_eq!("".parse::<Country>(), Err(CountryError));
    }
}
