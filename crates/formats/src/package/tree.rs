//! What folders and archives have in common: named entries that can be read once.

use crate::Problem;
use crate::document::io_problem;
use std::io::{self, Read};

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Path within the package, parts divided by `/`.
    pub(super) path: String,
    /// Size as the file system or the archive's directory claims it.
    pub(super) size: u64,
    /// The tree's own number for it.
    pub(super) id: usize,
}

/// An entry that is not read, with the reason.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) path: String,
    pub(super) problem: Problem,
}

/// The entries of a package.
pub(super) trait Tree: Send {
    /// All entries, each once.
    fn take_entries(&mut self) -> (Vec<Entry>, Vec<Refused>);

    /// Opens an entry; each can be opened once. Errors while reading carry their [`Problem`], see [`problem_of`].
    fn open(&mut self, id: usize) -> Result<Box<dyn Read + '_>, Problem>;
}

/// The name of an entry, without folders.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The reason behind an error of a tree's reader.
pub(super) fn problem_of(error: io::Error) -> Problem {
    let kind = io_problem(&error);
    error.into_inner().and_then(|inner| inner.downcast::<Problem>().ok()).map_or(kind, |problem| *problem)
}

/// Reads an entry whole, which must not be larger than `limit`. An error comes with what was read before it.
pub(super) fn read_whole(
    tree: &mut dyn Tree,
    entry: &Entry,
    limit: usize,
) -> Result<Vec<u8>, (Problem, Vec<u8>)> {
    let reader = tree.open(entry.id).map_err(|problem| (problem, Vec::new()))?;
    let mut bytes = Vec::new();
    match reader.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes) {
        Err(error) => Err((problem_of(error), bytes)),
        Ok(_) if bytes.len() > limit => {
            bytes.truncate(limit);
            Err((Problem::Limit { limit: limit as u64, unit: "bytes of one document" }, bytes))
        }
        Ok(_) => Ok(bytes),
    }
}
