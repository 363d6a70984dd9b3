//! What a centre is handed: report documents with the papers and the uploaded files that belong to them, in a folder or a
//! ZIP archive.
//!
//! Layouts that are read (reference `tips-and-hashes.md` 1.0 and 1.2):
//!
//! - one report: `123.json`, `123.pdf` and the files beside them or in folders below;
//! - many reports, each in a folder of its own: `123/123.json`, `123/123.pdf`, `123/files/…`;
//! - many reports in one folder: `123.json`, `123.pdf` and `123/…`, or files that the reports name.
//!
//! The report document (`.json` of the police form or `.xml` of the `CyberTipline`) is kept byte for byte. Papers (PDF,
//! text, HTML) directly beside it are kept with the record. Every other file is read once from beginning to end for its
//! hashes, where it lies: it is never copied, unpacked to disk, decoded or shown, and an archive among them is a file like
//! any other. What is found is told of in the report's [`model::FileRecord`]s: added to the one that the document itself
//! lists, or as a new one.

mod archive;
mod bounded;
mod folder;
mod group;
mod hashing;
mod merge;
mod reader;
mod tree;

use crate::{Limits, Outcome, Problem};
use model::Source;
use std::{
    io::{Read, Seek},
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};

pub(crate) use group::{is_document, stem_of};

/// Reads a package in a folder; `file` is the name shown in locations. Symbolic links are not followed.
///
/// `progress`, where given, counts the bytes read. Entries that cannot be read, and files that belong to no report, are
/// set aside by name, and the rest goes on.
pub fn read_folder(
    path: &Path,
    file: &str,
    source: &Source,
    limits: Limits,
    progress: Option<Arc<AtomicU64>>,
) -> Result<impl Iterator<Item = Outcome> + Send + use<>, Problem> {
    let tree = folder::Folder::open(path, limits, progress)?;
    Ok(reader::Reader::new(tree, format!("{}/", file.trim_end_matches('/')), source, limits))
}

/// Reads a package in a ZIP archive; `file` is the name shown in locations (`file!entry`).
///
/// Entries whose names lead out of the archive, symbolic links, encrypted and damaged entries, several entries of one
/// name, and entries that grow past [`Limits::expansion`] are set aside by name, and the rest goes on.
pub fn read_zip<R: Read + Seek + Send + 'static>(
    input: R,
    file: &str,
    source: &Source,
    limits: Limits,
) -> Result<impl Iterator<Item = Outcome> + Send + use<R>, Problem> {
    let tree = archive::Archive::open(input, limits)?;
    Ok(reader::Reader::new(tree, format!("{file}!"), source, limits))
}
