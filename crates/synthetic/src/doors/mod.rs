//! One file a door: a telling becomes a record of the format that door hands over.

mod clearing_house;
mod lines;
mod platform;
mod sheets;

use crate::{SyntheticError, figures::Door, output::Run, telling::Telling};
use model::Instant;
use std::{io, path::Path};

/// The reports of one door, and those handed over again.
///
/// Reports handed over again stand in files of their own, whose names sort behind, as a later delivery would.
pub(crate) trait Writer {
    /// Writes one record.
    fn write(&mut self, telling: &Telling, reference: &str, again: bool) -> Result<(), SyntheticError>;
    /// Closes the files and says how many bytes they have.
    fn finish(self: Box<Self>) -> Result<u64, SyntheticError>;
}

/// The writer of a door.
pub(crate) fn writer(door: Door, out: &Path, seed: u64, now: Instant) -> Box<dyn Writer> {
    let folder = out.join(door.folder());
    match door {
        Door::ClearingHouse => Box::new(clearing_house::packages(&folder, seed)),
        Door::Platform => Box::new(platform::submissions(&folder, seed, now)),
        Door::ForeignPolice => Box::new(sheets::police(&folder)),
        Door::Hotline => Box::new(sheets::hotline(&folder)),
        Door::Financial | Door::Public => Box::new(lines::lines(&folder)),
    }
}

/// The source's own number of the `n`-th report of a door, from 1.
pub(crate) fn reference(door: Door, n: u64) -> String {
    match door {
        Door::ClearingHouse => format!("{}", 180_000_000 + n),
        Door::Platform => format!("{}", 770_000_000 + n),
        Door::ForeignPolice => format!("FP-{n:08}"),
        Door::Hotline => format!("HL-{n:08}"),
        Door::Financial => format!("STR-{n:08}"),
        Door::Public => format!("PUB-{n:08}"),
    }
}

/// How a door turns a telling into a record.
type Render<T> = Box<dyn Fn(&mut T, &Telling, &str) -> io::Result<()>>;

/// First and second deliveries of a door, each a run of files.
struct Deliveries<T> {
    first: Run<T>,
    again: Run<T>,
    render: Render<T>,
}

impl<T> Deliveries<T> {
    /// `run` makes a run from the stem of its files' names. `resent` sorts behind `reports`.
    fn new(run: impl Fn(&'static str) -> Run<T>, render: Render<T>) -> Self {
        Self { first: run("reports"), again: run("resent"), render }
    }
}

impl<T> Writer for Deliveries<T> {
    fn write(&mut self, telling: &Telling, reference: &str, again: bool) -> Result<(), SyntheticError> {
        let run = if again { &mut self.again } else { &mut self.first };
        run.record(|open| (self.render)(open, telling, reference))
    }

    fn finish(self: Box<Self>) -> Result<u64, SyntheticError> {
        Ok(self.first.finish()? + self.again.finish()?)
    }
}
