//! Files in and out: Parquet and CSV.

mod frequencies;
mod read;
mod write;

pub(crate) use read::batches;
pub use frequencies::{read_frequencies, write_frequencies};
pub use read::{Input, read};
pub use write::{write_clusters, write_clusters_csv, ClusterRow, PairFile, read_pairs, PairRow};
