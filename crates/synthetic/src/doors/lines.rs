//! Doors that hand over Tanglaw's own JSON Lines: remittance firms and the public page.

use super::{AGAIN, FIRST, Writer};
use crate::{SyntheticError, output::Run, report, telling::Telling};
use std::{io, path::PathBuf};

const PER_FILE: u64 = 10_000;

pub(super) struct Lines {
    first: Run,
    again: Run,
}

impl Lines {
    pub(super) fn new(folder: PathBuf) -> Self {
        let run = |stem| Run::new(folder.clone(), stem, "jsonl", PER_FILE, b"", b"");
        Self { first: run(FIRST), again: run(AGAIN) }
    }
}

impl Writer for Lines {
    fn write(&mut self, telling: &Telling, reference: &str, again: bool) -> Result<(), SyntheticError> {
        let run = if again { &mut self.again } else { &mut self.first };
        run.record(|mut out| {
            let report = report::report(telling, reference).ok_or(io::ErrorKind::InvalidInput)?;
            formats::jsonl::write(&report, &mut out)
        })
    }

    fn finish(self: Box<Self>) -> Result<u64, SyntheticError> {
        Ok(self.first.finish()? + self.again.finish()?)
    }
}
