//! Exact windows over the events of one key, in event time.

mod aggregates;
mod bag;
mod entry;
mod facet;
mod kept;
pub mod measures;
mod ordered;
mod plain;
mod view;

pub use aggregates::Aggregates;
pub use bag::Pair;
pub(crate) use bag::{Fold, Table};
pub use entry::{ENTRY_BYTES, Entry, Marks};
pub use facet::{Field, Of, Pick};
pub(crate) use kept::Kept;
pub(crate) use view::{Cursor, look, walk};
pub use view::{Span, View, Window};
