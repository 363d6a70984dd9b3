//! Files of records, one after the other, with the bytes counted.

use crate::SyntheticError;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// What counts the bytes that pass.
pub(crate) struct Counted<W> {
    inner: W,
    pub(crate) bytes: u64,
}

impl<W: Write> Counted<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: io::Seek> io::Seek for Counted<W> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Makes a file, which must not be there yet, in a folder, which is made where it is missing.
pub(crate) fn create(folder: &Path, name: &str) -> Result<BufWriter<File>, SyntheticError> {
    let path = folder.join(name);
    fs::create_dir_all(folder).map_err(|source| SyntheticError::io(folder, source))?;
    let file = File::create_new(&path).map_err(|source| SyntheticError::io(&path, source))?;
    Ok(BufWriter::with_capacity(1 << 17, file))
}

/// A run of files `reports-00001.xml`, `reports-00002.xml` … with a bounded number of records in each.
pub(crate) struct Run {
    folder: PathBuf,
    stem: &'static str,
    extension: &'static str,
    per_file: u64,
    head: &'static [u8],
    tail: &'static [u8],
    records: u64,
    files: u64,
    open: Option<Counted<BufWriter<File>>>,
    bytes: u64,
}

impl Run {
    /// A run whose files begin with `head` and end with `tail`.
    pub(crate) fn new(
        folder: PathBuf,
        stem: &'static str,
        extension: &'static str,
        per_file: u64,
        head: &'static [u8],
        tail: &'static [u8],
    ) -> Self {
        Self { folder, stem, extension, per_file, head, tail, records: 0, files: 0, open: None, bytes: 0 }
    }

    /// Adds one record, whose bytes `write` puts into the file of its turn.
    pub(crate) fn record(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), SyntheticError> {
        if self.open.is_some() && self.records.is_multiple_of(self.per_file) {
            self.close()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => {
                self.files += 1;
                let mut open = Counted::new(create(&self.folder, &self.name())?);
                open.write_all(self.head).map_err(|source| SyntheticError::io(&self.folder, source))?;
                open
            }
        };
        write(&mut open).map_err(|source| SyntheticError::io(&self.folder, source))?;
        self.records += 1;
        self.open = Some(open);
        Ok(())
    }

    fn name(&self) -> String {
        format!("{}-{:05}.{}", self.stem, self.files, self.extension)
    }

    fn close(&mut self) -> Result<(), SyntheticError> {
        if let Some(mut open) = self.open.take() {
            open.write_all(self.tail)
                .and_then(|()| open.flush())
                .map_err(|source| SyntheticError::io(&self.folder, source))?;
            self.bytes += open.bytes;
        }
        Ok(())
    }

    /// Closes the last file and says how many bytes the run has.
    pub(crate) fn finish(mut self) -> Result<u64, SyntheticError> {
        self.close()?;
        Ok(self.bytes)
    }
}
