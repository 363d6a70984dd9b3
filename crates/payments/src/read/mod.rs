//! Payments from files of others.

mod columns;
mod parquet;

pub use columns::{BadRow, Columns, Rows};
pub use parquet::PaymentFile;
