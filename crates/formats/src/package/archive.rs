//! A package in a ZIP archive.

use super::bounded::Bounded;
use super::tree::{Entry, Refused, Tree};
use crate::document::io_problem;
use crate::{Limits, Problem};
use std::{
    collections::HashMap,
    io::{Read, Seek, SeekFrom},
};
use zip::{ZipReadOptions, read::Config, read::ZipFileEntry, result::ZipError, unstable::read::ZipIterable};

/// An entry below this size is never called a bomb: a page of blanks packs a thousand to one.
const HARMLESS: u64 = 1 << 20;

pub(super) struct Archive<R> {
    zip: ZipIterable<R>,
    entries: Vec<Entry>,
    refused: Vec<Refused>,
    /// The directory's entry of each; taken when it is opened.
    found: Vec<Option<ZipFileEntry<'static>>>,
    limits: Limits,
    /// How much all entries together may still give. Entries may share their packed bytes, so that a bound on each of
    /// them is not enough.
    left: u64,
}

impl<R: Read + Seek + Send> Archive<R> {
    /// Reads the archive's directory. Fails where it is broken or names too many entries.
    pub(super) fn open(mut input: R, limits: Limits) -> Result<Self, Problem> {
        let size = input.seek(SeekFrom::End(0)).map_err(|error| io_problem(&error))?;
        if size > limits.file_bytes {
            return Err(Problem::Limit { limit: limits.file_bytes, unit: "bytes of one file" });
        }
        let zip = ZipIterable::try_new(input, Config::default()).map_err(zip_problem)?;
        if zip.len() > limits.archive_entries {
            return Err(Problem::Limit {
                limit: limits.archive_entries as u64,
                unit: "entries of an archive",
            });
        }
        let left = size.saturating_mul(limits.expansion).max(HARMLESS).min(limits.file_bytes);
        let mut archive =
            Self { zip, entries: Vec::new(), refused: Vec::new(), found: Vec::new(), limits, left };
        archive.list()?;
        Ok(archive)
    }

    fn list(&mut self) -> Result<(), Problem> {
        let mut names: HashMap<String, usize> = HashMap::new();
        for found in self.zip.files().map_err(zip_problem)? {
            let found = found.map_err(zip_problem)?;
            let shown = String::from_utf8_lossy(found.name_raw()).into_owned();
            let path = match safe_path(found.name_raw(), &found.name().unwrap_or_default()) {
                Ok(path) => path,
                Err(problem) => {
                    self.refused.push(Refused { path: shown, problem });
                    continue;
                }
            };
            if found.is_dir() {
                continue;
            }
            let problem = if found.is_symlink() {
                Some(Problem::Hostile("a symbolic link"))
            } else if found.encrypted() {
                let detail = "the entry is encrypted: unpack it with its password first".to_owned();
                Some(Problem::Syntax { format: "ZIP", detail })
            } else {
                None
            };
            if let Some(problem) = problem {
                self.refused.push(Refused { path, problem });
                continue;
            }
            *names.entry(path.clone()).or_default() += 1;
            self.entries.push(Entry { path, size: found.size(), id: self.found.len() });
            self.found.push(Some(found));
        }
        // Of two entries of one name nobody can say which is meant, and programs differ in which they show.
        let (entries, doubled) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|entry| names.get(&entry.path).is_none_or(|times| *times == 1));
        self.entries = entries;
        self.refused.extend(doubled.into_iter().map(|entry: Entry| Refused {
            path: entry.path,
            problem: Problem::Hostile("several entries of one name"),
        }));
        Ok(())
    }
}

impl<R: Read + Seek + Send> Tree for Archive<R> {
    fn take_entries(&mut self) -> (Vec<Entry>, Vec<Refused>) {
        (std::mem::take(&mut self.entries), std::mem::take(&mut self.refused))
    }

    fn open(&mut self, id: usize) -> Result<Box<dyn Read + '_>, Problem> {
        let entry = self.found.get_mut(id).and_then(Option::take);
        let entry = entry.ok_or_else(|| Problem::Io("no such entry".into()))?;
        let expansion = self.limits.expansion;
        let most = entry.compressed_size().saturating_mul(expansion).max(HARMLESS);
        let input = self.zip.files().map_err(zip_problem)?.reader_mut();
        let reader = entry.with_reader(input, ZipReadOptions::new()).map_err(zip_problem)?;
        let problem =
            Problem::Limit { limit: expansion, unit: "times the packed size: this looks like a bomb" };
        Ok(Box::new(Bounded::new(reader, most, &mut self.left, problem)))
    }
}

/// The entry's path, if it stays within the archive on every system.
fn safe_path(raw: &[u8], name: &str) -> Result<String, Problem> {
    if raw.iter().chain(name.as_bytes()).any(|byte| byte.is_ascii_control() || *byte == b'\\') {
        return Err(Problem::Hostile("a backslash or control character in the entry's name"));
    }
    let drive = |name: &[u8]| name.get(1) == Some(&b':');
    if name.starts_with('/') || drive(raw) || drive(name.as_bytes()) {
        return Err(Problem::Hostile("an absolute path as the entry's name"));
    }
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            ".." => return Err(Problem::Hostile("a path that leads out of the archive")),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    if parts.is_empty() {
        return Err(Problem::Hostile("an entry without a name"));
    }
    Ok(parts.join("/"))
}

fn zip_problem(error: ZipError) -> Problem {
    let detail = match error {
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            return Problem::Truncated { expected: "the rest of the archive".into() };
        }
        ZipError::Io(error) => return io_problem(&error),
        ZipError::CompressionMethodNotSupported(method) => {
            format!("packed by method {method}, which is not read here; stored and deflate are")
        }
        ZipError::UnsupportedArchive(why) => why.to_lowercase(),
        _ => "the archive's directory is damaged or cut off".into(),
    };
    Problem::Syntax { format: "ZIP", detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_refused() {
        let path = |name: &str| safe_path(name.as_bytes(), name);
        assert_eq!(path("1/./files//a.jpg").as_deref(), Ok("1/files/a.jpg"));
        assert_eq!(path("..a/b..").as_deref(), Ok("..a/b.."));
        for bad in ["../a", "a/../../b", "/etc/a", "C:\\a", "C:a", "a\\b", "a\0b", "", "/", "./", "a/.."] {
            assert!(matches!(path(bad), Err(Problem::Hostile(_))), "{bad:?}");
        }
    }
}
