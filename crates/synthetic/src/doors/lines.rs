//! Doors that hand over Tanglaw's own JSON Lines: remittance firms and the public page.

use super::{Deliveries, Writer};
use crate::{
    output::{Run, Sink},
    report::{self, Shape},
};
use std::{io, path::Path};

const PER_FILE: u64 = 10_000;

pub(super) fn lines(folder: &Path) -> impl Writer + use<> {
    let run = |stem| Run::<Sink>::new(folder, (stem, "jsonl"), PER_FILE, Box::new(Ok), Ok);
    Deliveries::new(
        run,
        Box::new(|out, telling, reference| {
            let report =
                report::report(telling, reference, Shape::Whole).ok_or(io::ErrorKind::InvalidInput)?;
            formats::jsonl::write(&report, out)
        }),
    )
}
