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

/// Makes a file, which must not be there yet, in a folder, which is made where it is missing.
pub(crate) fn create(folder: &Path, name: &str) -> Result<BufWriter<File>, SyntheticError> {
    let path = folder.join(name);
    fs::create_dir_all(folder).map_err(|source| SyntheticError::io(folder, source))?;
    let file = File::create_new(&path).map_err(|source| SyntheticError::io(&path, source))?;
    Ok(BufWriter::with_capacity(1 << 17, file))
}

/// What a file of a run is written through.
pub(crate) type Sink = Counted<BufWriter<File>>;

/// A run of files `reports-00001.xml`, `reports-00002.xml` … with a bounded number of records in each.
pub(crate) struct Run<T> {
    folder: PathBuf,
    stem: &'static str,
    extension: &'static str,
    per_file: u64,
    records: u64,
    files: u64,
    open: Option<T>,
    bytes: u64,
    begin: Box<dyn Fn(Sink) -> io::Result<T>>,
    end: fn(T) -> io::Result<Sink>,
}

impl<T> Run<T> {
    /// A run. `begin` puts a writer of the format on a new file and `end` takes it off again.
    pub(crate) fn new(
        folder: &Path,
        (stem, extension): (&'static str, &'static str),
        per_file: u64,
        begin: Box<dyn Fn(Sink) -> io::Result<T>>,
        end: fn(T) -> io::Result<Sink>,
    ) -> Self {
        let folder = folder.to_owned();
        Self { folder, stem, extension, per_file, records: 0, files: 0, open: None, bytes: 0, begin, end }
    }

    /// Adds one record, which `write` puts through the writer of the file whose turn it is.
    pub(crate) fn record(
        &mut self,
        write: impl FnOnce(&mut T) -> io::Result<()>,
    ) -> Result<(), SyntheticError> {
        if self.records.is_multiple_of(self.per_file) {
            self.close()?;
        }
        self.records += 1;
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.next()?,
        };
        write(&mut open).map_err(|source| SyntheticError::io(&self.path(), source))?;
        self.open = Some(open);
        Ok(())
    }

    fn next(&mut self) -> Result<T, SyntheticError> {
        self.files += 1;
        let file = create(&self.folder, &self.name())?;
        (self.begin)(Counted::new(file)).map_err(|source| SyntheticError::io(&self.path(), source))
    }

    fn name(&self) -> String {
        format!("{}-{:05}.{}", self.stem, self.files, self.extension)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.name())
    }

    fn close(&mut self) -> Result<(), SyntheticError> {
        if let Some(open) = self.open.take() {
            let ended = (self.end)(open).and_then(|mut sink| sink.flush().map(|()| sink.bytes));
            self.bytes += ended.map_err(|source| SyntheticError::io(&self.path(), source))?;
        }
        Ok(())
    }

    /// Closes the last file and says how many bytes the run has.
    pub(crate) fn finish(mut self) -> Result<u64, SyntheticError> {
        self.close()?;
        Ok(self.bytes)
    }
}
