//! Words of access: compartments, regions of agencies, overrides of the policy and their states.

use crate::Country;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    str::FromStr,
    sync::LazyLock,
};
use unicode_normalization::UnicodeNormalization as _;

/// A part of what is known that is closed by itself: whoever works in one sees nothing of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compartment {
    /// What was reported, and the leads made of it.
    Report,
    /// What an investigation found.
    Investigation,
    /// What goes before a court.
    Court,
    /// How a child is cared for. Closed to investigators, and theirs to carers.
    Care,
    /// Payments and their reports.
    Payments,
}

impl Compartment {
    /// All compartments.
    pub const ALL: [Self; 5] = [Self::Report, Self::Investigation, Self::Court, Self::Care, Self::Payments];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Investigation => "investigation",
            Self::Court => "court",
            Self::Care => "care",
            Self::Payments => "payments",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|compartment| compartment.code() == code)
    }
}

/// A region in which an agency works, as a code of ISO 3166-2 (`PH-CEB`) or of the country's own (`0722`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

/// The text is no code of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a code of a region: 1 to 16 letters, digits or hyphens, as PH-CEB")]
pub struct RegionCodeError;

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region that a report names, of this country: by a code of ISO 3166-2, whole or without the country, or by the
    /// name that the standard gives it.
    pub fn named(country: Country, text: &str) -> Option<Self> {
        let text = text.trim();
        let whole = text.to_ascii_uppercase();
        let short = format!("{country}-{whole}");
        let known = |code: &str| rust_iso3166::iso3166_2::from_code(code).map(|found| found.code);
        let by_code = known(&whole).filter(|code| code.starts_with(country.code())).or_else(|| known(&short));
        let by_name = || NAMES.get(&(country, folded(text))).copied();
        Some(Self(by_code.or_else(by_name)?.to_owned()))
    }

    /// Reads a list with blanks or commas between the codes; sorted, each once.
    pub fn list(text: &str) -> Result<Vec<Self>, RegionCodeError> {
        let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
        let mut codes = parts.map(str::parse).collect::<Result<Vec<Self>, _>>()?;
        codes.sort_unstable();
        codes.dedup();
        Ok(codes)
    }
}

/// Codes of the regions of all countries by their names. Where a country has two of one name, it has no code here.
static NAMES: LazyLock<HashMap<(Country, String), &'static str>> = LazyLock::new(|| {
    let mut names: HashMap<_, Option<&'static str>> = HashMap::new();
    for region in rust_iso3166::iso3166_2::SUBDIVISION_MAP.values() {
        let Ok(country) = region.country_code.parse::<Country>() else { continue };
        let same = |code: &mut Option<&'static str>| *code = code.filter(|code| *code == region.code);
        for name in BTreeSet::from([folded(region.name), folded(bare(region.name))]) {
            names.entry((country, name)).and_modify(same).or_insert(Some(region.code));
        }
    }
    names.into_iter().filter_map(|(name, code)| Some((name, code?))).collect()
});

/// A name without what stands in brackets behind it.
fn bare(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

/// A name without accents, capitals and what the kind of a region adds.
fn folded(name: &str) -> String {
    let plain: String =
        name.nfd().filter(|letter| letter.is_alphanumeric() || " -".contains(*letter)).collect();
    let lower = plain.to_lowercase();
    let words = lower
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .filter(|word| !matches!(*word, "province" | "of" | "the" | "region"));
    words.collect::<Vec<_>>().join(" ")
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;
    fn from_str(text: &str) -> Result<Self, RegionCodeError> {
        let code = text.trim().to_ascii_uppercase();
        let fits = (1..=16).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && code.bytes().any(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(code)) } else { Err(RegionCodeError) }
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionCodeError;
    fn try_from(text: String) -> Result<Self, RegionCodeError> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an override of the policy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OverrideState {
    /// Asked for; nobody has decided.
    Asked,
    /// Granted by a second person, until its hour.
    Approved,
    /// Not granted.
    Declined,
    /// Given back, or taken away before its hour.
    Ended,
}

impl OverrideState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Approved, Self::Declined, Self::Ended];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Where it may go from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Asked => &[Self::Approved, Self::Declined, Self::Ended],
            Self::Approved => &[Self::Ended],
            Self::Declined | Self::Ended => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for compartment in Compartment::ALL {
            assert_eq!(Compartment::from_code(compartment.code()), Some(compartment));
            assert_eq!(serde_json::to_value(compartment).unwrap(), compartment.code());
        }
        for state in OverrideState::ALL {
            assert_eq!(OverrideState::from_code(state.code()), Some(state));
        }
    }

    #[test]
    fn a_region_is_known_by_code_and_by_name() {
        let named =
            |text: &str| RegionCode::named(Country::PHILIPPINES, text).map(|code| code.as_str().to_owned());
        for text in ["PH-CEB", "ceb", "Cebu", " province of CEBU "] {
            assert_eq!(named(text).as_deref(), Some("PH-CEB"), "{text}");
        }
        assert_eq!(named("Central Visayas").as_deref(), Some("PH-07"));
        for text in ["ID-JK", "Jawa Timur", "somewhere", ""] {
            assert_eq!(named(text), None, "{text}");
        }
        let paris = RegionCode::named("FR".parse().unwrap(), "Ile de France");
        assert_eq!(paris, Some(RegionCode("FR-IDF".into())), "without accent and hyphens");
    }

    #[test]
    fn regions_are_codes_and_each_stands_once() {
        let regions = RegionCode::list(" ph-ceb, PH-MNL  ph-ceb ").unwrap();
        assert_eq!(regions.iter().map(RegionCode::as_str).collect::<Vec<_>>(), ["PH-CEB", "PH-MNL"]);
        assert_eq!(RegionCode::list(""), Ok(Vec::new()));
        for wrong in ["PH_CEB", "Cebu é", "-", "ABCDEFGHIJKLMNOPQ"] {
            assert!(wrong.parse::<RegionCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_decided_twice_and_nothing_comes_back() {
        for from in OverrideState::ALL {
            assert!(!from.next().contains(&OverrideState::Asked));
            assert!(!from.next().contains(&from));
        }
        assert!(!OverrideState::Declined.next().contains(&OverrideState::Approved));
    }
}
