//! One record against many: levels of every comparison, as pattern numbers.
//!
//! The same code serves the batch (a record of a block against those after it) and the index (a new record against all
//! that share a key), so both give the same scores.

mod batch;
mod rows;
mod scratch;

pub(crate) use batch::Batch;
pub(crate) use rows::Rows;
pub(crate) use scratch::{Bound, Scratch};
