//! Files of payments: which there are, what each is, and how it is opened.

use anyhow::Context;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// How deep folders may lie in folders.
const DEEPEST: usize = 16;

/// Most bytes that are taken through a pipe.
const MOST_PIPED: u64 = 4 << 30;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Parquet,
    Pacs008,
    Pacs002,
    Mt103,
    Csv,
}

/// What came through pipes, by their names.
static PIPED: Mutex<BTreeMap<PathBuf, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// Whether a file can be read once only: standard input (`-`), or a pipe.
fn is_piped(path: &Path) -> bool {
    path == Path::new("-") || fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// Opens a file. It is looked at more than once, so that what comes through a pipe is held in memory: payments of people are put on
/// no disk that nobody named.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    let told = || path.display().to_string();
    if !is_piped(path) {
        return Ok(Box::new(File::open(path).with_context(told)?));
    }
    let mut piped = PIPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = piped.get(path) {
        return Ok(Box::new(Cursor::new(Arc::clone(known))));
    }
    let mut bytes = Vec::new();
    let from: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).with_context(told)?)
    };
    from.take(MOST_PIPED + 1).read_to_end(&mut bytes).with_context(told)?;
    anyhow::ensure!(
        bytes.len() as u64 <= MOST_PIPED,
        "{}: more than 4 GiB through a pipe; give it as a file",
        path.display()
    );
    let bytes: Arc<[u8]> = bytes.into();
    piped.insert(path.to_owned(), Arc::clone(&bytes));
    Ok(Box::new(Cursor::new(bytes)))
}

/// Looks at the beginning of a file.
pub(super) fn kind(path: &Path) -> anyhow::Result<FileKind> {
    let mut start = Vec::new();
    open(path)?.take(4_096).read_to_end(&mut start).with_context(|| path.display().to_string())?;
    let text = String::from_utf8_lossy(&start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    Ok(if start.starts_with(b"PAR1") {
        anyhow::ensure!(
            !is_piped(path),
            "{}: Parquet has its index at its end and cannot be read from a pipe; name the file",
            path.display()
        );
        FileKind::Parquet
    } else if text.starts_with("{1:") {
        FileKind::Mt103
    } else if text.starts_with('<') && text.contains("pacs.002") {
        FileKind::Pacs002
    } else if text.starts_with('<') {
        FileKind::Pacs008
    } else {
        FileKind::Csv
    })
}

/// Files in the place of folders, in order of their names: whatever is below, but for hidden files and settings.
pub(super) fn expanded(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        expand(path, DEEPEST, &mut files)?;
    }
    anyhow::ensure!(!files.is_empty(), "there is no file of payments in what was named");
    Ok(files)
}

fn expand(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    anyhow::ensure!(depth > 0, "{}: folders are nested too deeply", path.display());
    let mut below = Vec::new();
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let entry = entry.with_context(|| path.display().to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_settings =
            Path::new(&name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let aside = name.starts_with('.') || name.starts_with("README") || is_settings;
        if !aside && !entry.file_type()?.is_symlink() {
            below.push(entry.path());
        }
    }
    below.sort();
    below.iter().try_for_each(|path| expand(path, depth - 1, files))
}
