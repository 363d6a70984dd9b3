//! Payments from files of others.

mod arrays;
mod clock;
mod columns;
mod csv;
mod draft;
mod iso20022;
mod lines;
mod money;
mod mt103;
mod parquet;
mod status;

pub use columns::{BadRow, Columns, Rows};
pub use csv::{CsvColumns, CsvMap, CsvReader};
pub use draft::{Draft, Normaliser, Reject, Vocabulary, surnames_agree};
pub use iso20022::pacs008;
pub use money::{Currency, Money, Rates, amount};
pub use mt103::mt103;
pub use parquet::{PaymentFile, read_shares};
pub use status::{Originals, Settled, Statuses};
