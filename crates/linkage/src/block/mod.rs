//! Which pairs are looked at: records that share a key. Pairs of several blocks are looked at once, in the first of them.

mod keys;
mod pairs;

pub use keys::Cut;
pub(crate) use keys::{Blocks, keys_of, pairs_of};
pub(crate) use pairs::Pairs;
