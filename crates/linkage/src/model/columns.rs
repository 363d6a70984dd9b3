//! Columns: where their values come from and how they are prepared, once for each distinct value.

use serde::{Deserialize, Serialize};

/// What the values of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Text.
    #[default]
    Text,
    /// A day, `2014-05-09`; what is no day is missing.
    Date,
    /// A number; what is no number is missing.
    Number,
    /// A place as `latitude longitude` in degrees; what is no place is missing.
    Place,
}

/// One step of preparation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Lower case.
    Lower,
    /// Without blanks at both ends, and with single blanks inside.
    Trim,
    /// Only letters and digits.
    Alphanumeric,
    /// Only digits.
    Digits,
    /// Without accents where a plain letter stands for it (`ñ` as `n`).
    Plain,
    /// What stands before the first of this text.
    Before(String),
    /// What stands after the last of this text.
    After(String),
    /// The first letters.
    First(u16),
    /// The first part that fits this regular expression (syntax of the `regex` crate); what has none is missing.
    Matching(String),
    /// Words in alphabetical order: `cruz maria` for `maria cruz`.
    SortedWords,
    /// How it sounds: Soundex (US National Archives, 2007) of the first word.
    Soundex,
    /// How it sounds: Metaphone (Lawrence Philips, 1990), which tells more apart than Soundex.
    Metaphone,
    /// These values say nothing (`n/a`, `1900-01-01`): they are missing.
    Nothing(Vec<String>),
}

/// A column of the model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnSpec {
    /// Input columns; several are joined with a blank. Left out: the input column of the same name.
    pub from: Vec<String>,
    /// What its values are.
    pub kind: ColumnKind,
    /// The form of dates in the input, as in the `time` crate's format description (`[year][month][day]`); left out:
    /// ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Text that separates several values of one record (a list column needs none).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// Preparation, in this order.
    pub steps: Vec<Step>,
}
