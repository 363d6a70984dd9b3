//! The model of a linkage: what is compared, how, and which pairs are looked at. A TOML file, written by people.
//!
//! What is learned from data (`Parameters`) stands in a file beside it and names the fingerprint of the model that it was
//! learned for.

mod expression;

mod check;
mod columns;

pub use columns::{ColumnKind, ColumnSpec, Step};
pub use expression::{Condition, Measure};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The only version of the file's form so far.
pub const MODEL_VERSION: u32 = 1;

/// Which pairs of records may be the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkType {
    /// Any two records: inputs are put together and may hold the same thing several times.
    #[default]
    Dedupe,
    /// Only records of different inputs: each input holds each thing once.
    Across,
}

/// One level of agreement of a comparison, the strongest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// What people call it (`same`, `nearly the same`).
    pub name: String,
    /// When it holds; the first level that holds counts. The last level has none: it holds where no other did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// A column whose shared value makes agreement weigh more where it is rare (term frequency adjustment).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rare: Option<String>,
    /// A fixed weight in bits, never learned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// One comparison: its levels are exclusive, and missing values are no evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Its name, unique in the model.
    pub name: String,
    /// Levels, the strongest first.
    pub levels: Vec<Level>,
    /// Where one of these columns is missing on either side, nothing is compared. Left out: the first column that the
    /// first level names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// One way to find pairs: records that agree on all of `on`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Columns, each as `name` or `name:n` for its first `n` letters. A record with several values is found by each.
    pub on: Vec<String>,
    /// Most records in one block; a larger block is divided by `divide` or, where that is not enough, left out and told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<u32>,
    /// Columns that are added to the key of a block that is too large.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divide: Vec<String>,
}

/// Agreement that goes together without being the same thing: a household shares surname, city and telephone; an e-mail
/// address is made of a name.
///
/// Among different things that agree fully on `agree`, the comparisons of `changes` agree more often than among any two.
/// How much more is learned; agreement on them then counts less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// What people call it.
    pub name: String,
    /// Comparisons that are at their strongest level.
    pub agree: Vec<String>,
    /// Comparisons that then agree more often.
    pub changes: Vec<String>,
}

/// Kinds of record that are weighed by their own figures: a value of `column` on either side picks the segment of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segments {
    /// The column that tells kinds of record apart.
    pub column: String,
    /// Segment of a pair by its two values, as `a` (both are `a`) or `a+b`; pairs of other values are not compared.
    pub pairs: Vec<String>,
}

/// How figures are learned where there are no labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// Sets of columns whose full agreement all but proves a match; they tell how common matches are.
    pub certain: Vec<Vec<String>>,
    /// The share of all matches that `certain` finds.
    pub recall: f64,
    /// Comparisons whose full agreement makes a set of pairs in which the others can be learned; left out: each block of
    /// the model that is made of such comparisons.
    pub on: Vec<Vec<String>>,
    /// Pairs drawn at random to learn u.
    pub random_pairs: u64,
    /// Seed of every draw.
    pub seed: u64,
}

impl Default for Training {
    fn default() -> Self {
        Self { certain: Vec::new(), recall: 0.7, on: Vec::new(), random_pairs: 10_000_000, seed: 1 }
    }
}

/// How pairs become clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// Everything that hangs together at the threshold.
    Connected,
    /// Two clusters are joined only where their records agree as a whole, not on one weak edge.
    #[default]
    Cautious,
}

/// Clustering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Clustering {
    /// Weight in bits from which a pair is taken for the same.
    pub threshold: f64,
    /// Weight in bits from which a pair is kept at all, for review and for the file of pairs.
    pub floor: f64,
    /// How.
    pub joining: Joining,
}

impl Default for Clustering {
    fn default() -> Self {
        Self { threshold: 6.0, floor: 0.0, joining: Joining::Cautious }
    }
}

/// A model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Version of the file's form: [`MODEL_VERSION`].
    pub version: u32,
    /// Its name.
    pub name: String,
    /// The input column that names a record; its values must be unique.
    pub id: String,
    /// Which pairs may be the same.
    #[serde(default)]
    pub link: LinkType,
    /// Columns by name. A column that is named nowhere here is a text column of the input, as it is.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnSpec>,
    /// Comparisons.
    pub comparisons: Vec<Comparison>,
    /// Blocks; a pair that any of them finds is looked at once.
    pub blocks: Vec<Block>,
    /// Kinds of record with figures of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Segments>,
    /// Agreement that goes together without being the same thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<Context>,
    /// Learning without labels.
    #[serde(default)]
    pub training: Training,
    /// Clusters.
    #[serde(default)]
    pub clusters: Clustering,
}
