//! Persons: what several mentions say of one human being, and how people name them.

use crate::{Reference, ReferenceError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One mention: a report by its row number, and the position in [`crate::Report::mentions`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MentionRef {
    /// Row number of the report in the store, from 1.
    pub report_no: i64,
    /// Position in the report, from 0.
    pub position: u16,
}

impl MentionRef {
    /// A mention by report and position; `None` for positions that no report has.
    pub fn new(report_no: i64, position: usize) -> Option<Self> {
        // Row numbers beyond 2^47 would not fit a key; no store has as many reports.
        let fits = (0..1 << 47).contains(&report_no);
        Some(Self { report_no, position: u16::try_from(position).ok().filter(|_| fits)? })
    }

    /// The mention as one number: later reports have higher ones, and within a report later positions.
    pub const fn key(self) -> u64 {
        (self.report_no.unsigned_abs() << 16) | self.position as u64
    }

    /// The mention of a key.
    pub const fn of_key(key: u64) -> Self {
        Self { report_no: (key >> 16).cast_signed(), position: (key & 0xffff) as u16 }
    }
}

/// How people name a person: the reference of the first report that mentions them, and the place among its persons,
/// counted from 1, such as `TNG-2026-7K3F-9.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct PersonReference {
    /// The report.
    pub report: Reference,
    /// Position in the report, from 0 (shown from 1).
    pub position: u16,
}

/// The text is no reference of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonReferenceError {
    /// Not of the form `TNG-2026-7K3F-9.2`.
    #[error(
        "expected a person such as TNG-2026-7K3F-9.2: the reference of a report, a dot, and a number from 1"
    )]
    Form,
    /// The reference of the report is wrong.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
}

impl fmt::Display for PersonReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.report, u32::from(self.position) + 1)
    }
}

impl FromStr for PersonReference {
    type Err = PersonReferenceError;

    /// Reads what is shown; the report in any of the forms that [`Reference`] reads.
    fn from_str(text: &str) -> Result<Self, PersonReferenceError> {
        let (report, place) = text.trim().rsplit_once('.').ok_or(PersonReferenceError::Form)?;
        let digits = !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit());
        let place: u32 = place.parse().ok().filter(|_| digits).ok_or(PersonReferenceError::Form)?;
        let position = place.checked_sub(1).and_then(|position| u16::try_from(position).ok());
        Ok(Self { report: report.parse()?, position: position.ok_or(PersonReferenceError::Form)? })
    }
}

impl TryFrom<String> for PersonReference {
    type Error = PersonReferenceError;
    fn try_from(text: String) -> Result<Self, PersonReferenceError> {
        text.parse()
    }
}

impl From<PersonReference> for String {
    fn from(reference: PersonReference) -> Self {
        reference.to_string()
    }
}

/// What an analyst says of two mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are one person.
    Same,
    /// They are two persons.
    Different,
}

impl Verdict {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }
    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Same, Self::Different].into_iter().find(|verdict| verdict.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_named_after_the_first_report() {
        let person = PersonReference { report: Reference::new(2026, 7), position: 1 };
        assert_eq!(person.to_string(), format!("{}.2", Reference::new(2026, 7)));
        for bad in [
            "",
            "TNG",
            "TNG-2026-7K3F-9",
            "x.1",
            &format!("{}.0", person.report),
            &format!("{}.+1", person.report),
        ] {
            assert!(bad.parse::<PersonReference>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(year in 1990_u16..2200, number in 0_u64..(1 << 40), position: u16) {
            let person = PersonReference { report: Reference::new(year, number), position };
            prop_assert_eq!(person.to_string().parse::<PersonReference>(), Ok(person));
        }

        #[test]
        fn a_key_names_its_mention(report_no in 0_i64..(1 << 47), position: u16) {
            let mention = MentionRef::new(report_no, usize::from(position)).unwrap();
            prop_assert_eq!(MentionRef::of_key(mention.key()), mention);
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".{0,40}") {
            let _ = text.parse::<PersonReference>();
        }
    }
}
