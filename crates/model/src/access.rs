//! Words of access: compartments, regions of agencies, overrides of the policy and their states.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

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

    /// Reads a list with blanks or commas between the codes; sorted, each once.
    pub fn list(text: &str) -> Result<Vec<Self>, RegionCodeError> {
        let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
        let mut codes = parts.map(str::parse).collect::<Result<Vec<Self>, _>>()?;
        codes.sort_unstable();
        codes.dedup();
        Ok(codes)
    }
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
