//! Writing the canonical form: only what is known, lists always as lists.

use super::document::Document;
use super::schema::{Out, put_object};
use std::io;

/// Writes one document as a file of its own.
pub fn write(document: &Document, mut out: impl io::Write) -> io::Result<()> {
    let mut json = Out::default();
    put_object(document, &mut json);
    out.write_all(json.into_text().as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Writes many documents as one list, one document a line.
pub struct DocumentWriter<W: io::Write> {
    out: W,
    first: bool,
}

impl<W: io::Write> DocumentWriter<W> {
    /// Begins the list.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self { out, first: true })
    }

    /// Writes one document.
    pub fn write(&mut self, document: &Document) -> io::Result<()> {
        let mut json = Out::default();
        put_object(document, &mut json);
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        self.out.write_all(json.into_text().as_bytes())
    }

    /// Ends the list and hands the target back. Without it the list is cut off.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}
