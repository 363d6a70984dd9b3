//! Files in and out: Parquet and CSV.

mod frequencies;
mod read;
mod write;

pub use frequencies::{read_frequencies, write_frequencies};
pub(crate) use read::batches;
pub use read::{Input, read};
pub use write::{ClusterRow, PairFile, PairRow, read_pairs, write_clusters, write_clusters_csv};
