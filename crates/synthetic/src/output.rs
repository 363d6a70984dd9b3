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
    beside: Option<(&'static str, &'static str)>,
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
        Self {
            folder,
            stem,
            extension,
            per_file,
            records: 0,
            files: 0,
            open: None,
            bytes: 0,
            begin,
            end,
            beside: None,
        }
    }

    /// Puts a small file beside each file: `reports-00001` with this ending and these words.
    pub(crate) fn with_beside(mut self, ending: &'static str, words: &'static str) -> Self {
        self.beside = Some((ending, words));
        self
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
        if let Some((ending, words)) = self.beside {
            let mut beside = create(&self.folder, &self.name(ending))?;
            let written = beside.write_all(words.as_bytes()).and_then(|()| beside.flush());
            written.map_err(|source| SyntheticError::io(&self.folder, source))?;
            self.bytes += words.len() as u64;
        }
        let file = create(&self.folder, &self.name(self.extension))?;
        (self.begin)(Counted::new(file)).map_err(|source| SyntheticError::io(&self.path(), source))
    }

    fn name(&self, ending: &str) -> String {
        format!("{}-{:05}.{ending}", self.stem, self.files)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.name(self.extension))
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
