//! Record linkage: the same person, firm or vessel once, with reasons.
//!
//! Arrow record batches go in; scored pairs, explanations and clusters come out. The way of the data:
//!
//! ```text
//! Model (TOML) -> Plan
//! batches -> Dataset (each distinct value once, records packed)
//! Dataset -> train -> Parameters            how common matches are, what each level is worth
//! Dataset + Parameters -> score -> pairs    blocks -> patterns of agreement -> weights in bits
//! pairs -> cluster -> clusters              cautious: no join on one weak edge
//! ```
//!
//! Nothing here knows what the records are about.

mod advise;
mod block;
pub mod cluster;
mod column;
mod compare;
mod dataset;
mod error;
mod evaluate;
mod explain;
pub mod files;
pub mod index;
pub mod kernel;
mod model;
mod pairwise;
mod parameters;
mod plan;
mod progress;
mod rules;
mod score;
pub mod splink;
mod train;
mod weights;

pub use advise::{Advice, BlockAdvice, ColumnAdvice, advise};
pub use block::Cut;
pub use dataset::Dataset;
pub use error::LinkageError;
pub use evaluate::{ClusterQuality, PairQuality, Quality, Truth};
pub use explain::{Bar, BarKind, Explainer, Explanation, explain};
pub use model::{
    Block, Clustering, ColumnKind, ColumnSpec, Comparison, Condition, Context, Joining, Level, LinkType,
    MODEL_VERSION, Measure, Model, Segments, Step, Training,
};
pub use pairwise::Scorer;
pub use parameters::{
    ChangedFigures, ComparisonFigures, ContextFigures, Correction, Frequencies, LevelFigures,
    PARAMETERS_VERSION, Parameters, SegmentFigures,
};
pub use progress::{Progress, Quiet};
pub use rules::{RuleAdvice, RuleEstimate, advise_rules};
pub use score::{Chunk, Scored, ScoredPair, pattern_words, score};
pub use train::{Label, suggest_labels, train, train_with_labels};
