//! `tanglaw payments windows`.

use super::{input, show};
use crate::{Ending, cli::payments::Windows};
use anyhow::Context;
use formats::table::guard;
use payments::table::WindowTable;
use std::{fs::File, io::BufWriter};

pub(super) fn run(typed: &Windows) -> anyhow::Result<Ending> {
    let bar = crate::progress::uncounted("reading");
    let mut read = input::table(&typed.input, true)?;
    let aside = std::mem::take(&mut read.aside);
    let mut pack = input::pack(&typed.input, &input::Among::Rows(&read.rows), |key| read.meant(key))?;
    if typed.input.separate_numbers {
        pack = pack.with_separate_numbers();
    }
    crate::progress::next_step(&bar, "looking at every payment", 0);
    let table = WindowTable::of(&read.rows, &pack, input::threads(typed.input.threads))?;
    crate::progress::next_step(&bar, "writing", 0);
    let file = File::create_new(&typed.out).with_context(|| typed.out.display().to_string())?;
    let mut out = csv::Writer::from_writer(BufWriter::with_capacity(1 << 17, file));
    let ids = pack.indicators.iter().map(|indicator| indicator.id.clone());
    let head = ["reference", "at"].map(str::to_owned).into_iter().chain(table.names()).chain(ids);
    out.write_record(head.chain(["points".to_owned()]))?;
    let mut written = 0_u64;
    for (at, (payment, named)) in read.rows.iter().zip(&read.named).enumerate() {
        let Some((cells, fired)) = table.row(at) else { continue };
        out.write_field(guard(&named.reference).as_bytes())?;
        out.write_field(show::instant(payment.at))?;
        for cell in cells {
            out.write_field(cell.map(|value| value.to_string()).unwrap_or_default())?;
        }
        for place in 0..pack.indicators.len() {
            out.write_field(if fired.has(place) { "1" } else { "0" })?;
        }
        out.write_record([format!("{:.2}", pack.score(fired).points)])?;
        written += 1;
    }
    let whole = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    whole.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    bar.finish_and_clear();
    aside.tell(&typed.input)?;
    println!(
        "{written} payments with {} figures and {} indicators of {}; {} rows set aside, {} handed over again or withdrawn.",
        table.names().count(),
        pack.indicators.len(),
        pack.names.join(", "),
        aside.count(),
        read.rows.len() as u64 - written
    );
    Ok(aside.ending())
}
