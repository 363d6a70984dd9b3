//! One file a door: a telling becomes a record of the format that door hands over.

mod lines;
mod platform;

use crate::{SyntheticError, figures::Door, telling::Telling};
use lines::Lines;
use model::Instant;
use platform::Platform;
use std::path::Path;

/// The reports of one door, and those handed over again.
///
/// Reports handed over again stand in files of their own, whose names sort behind, as a later delivery would.
pub(crate) trait Writer {
    /// Writes one record.
    fn write(&mut self, telling: &Telling, reference: &str, again: bool) -> Result<(), SyntheticError>;
    /// Closes the files and says how many bytes they have.
    fn finish(self: Box<Self>) -> Result<u64, SyntheticError>;
}

/// Stem of the names of files with first deliveries.
pub(crate) const FIRST: &str = "reports";
/// Stem of the names of files with second deliveries; sorts behind [`FIRST`].
pub(crate) const AGAIN: &str = "resent";

/// The writer of a door.
pub(crate) fn writer(
    door: Door,
    out: &Path,
    seed: u64,
    now: Instant,
) -> Result<Box<dyn Writer>, SyntheticError> {
    let folder = out.join(door.folder());
    Ok(match door {
        Door::Financial | Door::Public => Box::new(Lines::new(folder)),
        Door::Platform => Box::new(Platform::new(folder, seed, now)),
        _ => Box::new(Lines::new(folder)),
    })
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
