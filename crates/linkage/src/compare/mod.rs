//! Pairs of records: levels of every comparison, as pattern numbers.
//!
//! The same code serves the batch (the pairs of some blocks) and the index (a new record and all that share a key with
//! it), so both give the same scores.

mod batch;
mod look;
mod rows;
mod scratch;

pub(crate) use batch::Batch;
pub(crate) use rows::Rows;
pub(crate) use scratch::{Bound, Pair, Scratch};
