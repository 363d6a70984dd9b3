//! What was learned for a model: how common matches are, and how often each level holds among matches and among others.
//! A TOML file beside the model; how rare values are stands in a Parquet file of its own.

use crate::LinkageError;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The only version of the file's form so far.
pub const PARAMETERS_VERSION: u32 = 1;

/// The figures of one level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelFigures {
    /// Its name in the model.
    pub name: String,
    /// Probability that the level holds for two records of the same thing, where both have a value.
    pub m: f64,
    /// Probability that the level holds for two records of different things, where both have a value.
    pub u: f64,
}

/// The figures of one comparison, level by level as in the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonFigures {
    /// Its name in the model.
    pub name: String,
    /// Levels in the order of the model.
    pub levels: Vec<LevelFigures>,
    /// How strongly rarity counts, 0 (not) to 1 (fully).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rarity: f64,
    /// Frequencies below this count as this one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub least_frequency: f64,
}

fn one() -> f64 {
    1.0
}
#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::float_cmp,
    reason = "serde's signature; the default itself"
)]
fn is_one(value: &f64) -> bool {
    *value == 1.0
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

/// How often levels hold among different things within a context of the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextFigures {
    /// Its name in the model.
    pub name: String,
    /// For each comparison that changes: u of each level within the context, in the order of the model.
    pub changes: Vec<ChangedFigures>,
}

/// u of a comparison within a context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedFigures {
    /// The comparison.
    pub name: String,
    /// Probability of each level, where both have a value.
    pub u: Vec<f64>,
}

/// The figures of one segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentFigures {
    /// Its name in the model; `all` where the model has no segments.
    pub name: String,
    /// Probability that two records drawn at random are the same.
    pub prior: f64,
    /// Comparisons in the order of the model.
    pub comparisons: Vec<ComparisonFigures>,
    /// Contexts in the order of the model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<ContextFigures>,
    /// Corrections of single patterns learned from labels, in bits, by the pattern's digits (`4 3 . 0`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// What labels taught about one pattern beyond the sum of its columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The pattern as digits.
    pub pattern: String,
    /// Bits to add.
    pub bits: f64,
}

/// How often values of a column occur. Values stand as 64-bit hashes, so that the file holds no words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frequencies {
    /// Records with a value.
    pub total: u64,
    /// Records with this value, where more than one has it.
    pub counts: HashMap<u64, u32>,
}

/// Learned figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Version of the file's form: [`PARAMETERS_VERSION`].
    pub version: u32,
    /// Fingerprint of the model they belong to.
    pub model: String,
    /// How many records they were learned from.
    pub records: u64,
    /// Segments in the order of the model.
    pub segments: Vec<SegmentFigures>,
    /// How often values occur, by column; where a column is not here, values of the data at hand are counted.
    #[serde(skip)]
    pub frequencies: HashMap<String, Frequencies>,
}

impl Parameters {
    /// Reads the file of parameters (without frequencies).
    pub fn from_toml(text: &str) -> Result<Self, LinkageError> {
        let read: Self =
            toml::from_str(text).map_err(|error| LinkageError::BadParameters(error.to_string()))?;
        if read.version != PARAMETERS_VERSION {
            return Err(LinkageError::BadParameters(format!(
                "version {} of the form is not known; this program reads version {PARAMETERS_VERSION}",
                read.version
            )));
        }
        Ok(read)
    }

    /// Writes the file of parameters (without frequencies).
    pub fn to_toml(&self) -> String {
        // These types hold text, numbers and lists only: they can always be written.
        toml::to_string(self).unwrap_or_default()
    }
}
