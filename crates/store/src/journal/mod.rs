//! The journal: a hash-chained, signed list of everything that happened.

mod chain;
mod checkpoint;
mod replay;
mod verify;

pub(crate) use chain::{Entry, Head, Pending};
pub use checkpoint::CheckpointLine;
pub use replay::ReplaySummary;
pub(crate) use replay::copy_table;
pub use verify::{Finding, Verification};
