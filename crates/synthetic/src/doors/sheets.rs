//! Doors that hand over tables: police of other countries and the hotline, each in the sheet it is offered.

use super::{Deliveries, Writer};
use crate::{
    output::{Run, Sink},
    report::{self, Shape},
};
use formats::table::{self, ColumnMap};
use std::{io, path::Path};

const PER_FILE: u64 = 10_000;

/// The referral sheet of police.
pub(super) fn police(folder: &Path) -> impl Writer + use<> {
    sheets(folder, Shape::Police, ColumnMap::police_referral, ColumnMap::POLICE_REFERRAL)
}

/// The sheet of a hotline's calls.
pub(super) fn hotline(folder: &Path) -> impl Writer + use<> {
    sheets(folder, Shape::Hotline, ColumnMap::hotline, ColumnMap::HOTLINE)
}

/// Tables, each with its column map beside it, by which it is read without being told how.
fn sheets(
    folder: &Path,
    shape: Shape,
    map: fn() -> ColumnMap,
    text: &'static str,
) -> Deliveries<table::Writer<Sink>> {
    let run = |stem| {
        Run::new(
            folder,
            (stem, "csv"),
            PER_FILE,
            Box::new(move |sink| table::Writer::new(sink, map())),
            |writer: table::Writer<Sink>| Ok(writer.into_inner()),
        )
        .with_beside("columns.toml", text)
    };
    Deliveries::new(
        run,
        Box::new(move |writer, telling, reference| {
            let report = report::report(telling, reference, shape).ok_or(io::ErrorKind::InvalidInput)?;
            writer.write(&report)
        }),
    )
}
