//! `tanglaw synth`

use crate::{Ending, cli, progress};
use std::path::Path;
use synthetic::{Options, Summary};

pub(crate) fn run(synth: &cli::Synth) -> anyhow::Result<Ending> {
    let options = Options { reports: synth.reports, seed: synth.seed, now: synth.until.0 };
    let summary = write(&options, &synth.out)?;
    println!("{} reports of {} incidents in {}", summary.reports, summary.incidents, synth.out.display());
    println!("The truth is in {}.", synth.out.join("truth").display());
    Ok(Ending::Done)
}

/// Writes the country, with a bar.
pub(crate) fn write(options: &Options, out: &Path) -> anyhow::Result<Summary> {
    let bar = progress::counted("writing", options.reports);
    let summary = synthetic::generate(options, out, &mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    Ok(summary)
}
