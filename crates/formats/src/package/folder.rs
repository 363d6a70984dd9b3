//! A package in a folder.

use super::bounded::Bounded;
use super::tree::{Entry, Refused, Tree};
use crate::document::io_problem;
use crate::progress::Counted;
use crate::{Limits, Problem};
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

pub(super) struct Folder {
    entries: Vec<Entry>,
    refused: Vec<Refused>,
    /// Where each entry lies; taken when it is opened.
    paths: Vec<PathBuf>,
    limits: Limits,
    left: u64,
    progress: Option<Arc<AtomicU64>>,
}

impl Folder {
    /// Lists the folder and all below it. Fails where the folder itself cannot be listed or holds too much.
    pub(super) fn open(
        path: &Path,
        limits: Limits,
        progress: Option<Arc<AtomicU64>>,
    ) -> Result<Self, Problem> {
        let left = limits.file_bytes;
        let mut folder =
            Self { entries: Vec::new(), refused: Vec::new(), paths: Vec::new(), limits, left, progress };
        folder.list(path, "", limits.depth)?;
        Ok(folder)
    }

    fn list(&mut self, folder: &Path, within: &str, depth: usize) -> Result<(), Problem> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Problem::Limit { limit: self.limits.depth as u64, unit: "nested folders" });
        };
        for found in fs::read_dir(folder).map_err(|error| io_problem(&error))? {
            let found = found.map_err(|error| io_problem(&error))?;
            let path = format!("{within}{}", found.file_name().to_string_lossy());
            if self.entries.len() + self.refused.len() >= self.limits.archive_entries {
                let limit = self.limits.archive_entries as u64;
                return Err(Problem::Limit { limit, unit: "files in one package" });
            }
            // The kind of the entry itself: a link is not followed to what it points at.
            let refuse = |problem| Refused { path: path.clone(), problem };
            match found.metadata() {
                Err(error) => self.refused.push(refuse(io_problem(&error))),
                Ok(data) if data.is_dir() => {
                    if let Err(problem) = self.list(&found.path(), &format!("{path}/"), depth) {
                        match problem {
                            Problem::Io(_) => self.refused.push(refuse(problem)),
                            limit => return Err(limit),
                        }
                    }
                }
                Ok(data) if data.is_file() => {
                    let id = self.paths.len();
                    self.paths.push(found.path());
                    self.entries.push(Entry { path, size: data.len(), id });
                }
                Ok(data) if data.is_symlink() => {
                    self.refused.push(refuse(Problem::Hostile("a symbolic link")));
                }
                Ok(_) => self.refused.push(refuse(Problem::Hostile("neither a file nor a folder"))),
            }
        }
        Ok(())
    }
}

impl Tree for Folder {
    fn take_entries(&mut self) -> (Vec<Entry>, Vec<Refused>) {
        (std::mem::take(&mut self.entries), std::mem::take(&mut self.refused))
    }

    fn open(&mut self, id: usize) -> Result<Box<dyn Read + '_>, Problem> {
        let path = self.paths.get(id).ok_or_else(|| Problem::Io("no such entry".into()))?;
        let file = File::open(path).map_err(|error| io_problem(&error))?;
        let counted = Counted::new(file, self.progress.clone());
        let problem = Problem::Limit { limit: self.limits.file_bytes, unit: "bytes of one package" };
        Ok(Box::new(Bounded::new(counted, u64::MAX, &mut self.left, problem)))
    }
}
