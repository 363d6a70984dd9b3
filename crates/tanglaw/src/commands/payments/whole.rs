//! Files that are written whole or not at all, and never over another.

use anyhow::Context;
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
};

/// A file beside the one to be written, with all of its text on the disk. It is gone again unless it is kept.
pub(super) struct Draft {
    file: tempfile::NamedTempFile,
    out: PathBuf,
}

/// Says early that a file is there already: before an hour of work, and not after it.
pub(super) fn is_free(out: &Path) -> anyhow::Result<()> {
    if out.try_exists().with_context(|| out.display().to_string())? {
        anyhow::bail!("{} is there already: it is never written over", out.display());
    }
    Ok(())
}

impl Draft {
    /// Writes the text into a file of its own in the same folder.
    pub(super) fn write(out: &Path, text: &str) -> anyhow::Result<Self> {
        is_free(out)?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let told = || format!("{} cannot be made", out.display());
        let mut file = tempfile::Builder::new().prefix(".tanglaw-").tempfile_in(folder).with_context(told)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).with_context(told)?;
        Ok(Self { file, out: out.to_owned() })
    }

    /// Where the text stands until it is kept.
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Gives the file its name.
    pub(super) fn keep(self) -> anyhow::Result<()> {
        let Self { file, out } = self;
        let kept: Result<File, _> = file.persist_noclobber(&out);
        kept.with_context(|| format!("{} cannot be made (it is never written over)", out.display()))?;
        Ok(())
    }
}
