//! `tanglaw link predict` and `tanglaw link score`

use super::{Steps, data_of, folder, grouped, model_of, parameters_of};
use crate::{
    Ending,
    cli::link::{Predict, Score},
};
use linkage::{Chunk, Dataset, LinkageError, Parameters, Scored, files::PairFile};
use std::path::Path;

pub(super) fn run(options: &Predict) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let parameters = parameters_of(&options.parameters)?;
    let data = data_of(&options.sources, &model, &steps)?;
    let scored = write_pairs(&data, &parameters, None, &options.out, &steps)?;
    steps.finish();
    tell(&scored, &options.out);
    Ok(Ending::Done)
}

pub(super) fn part(options: &Score) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let parameters = parameters_of(&options.parameters)?;
    let data = data_of(&options.sources, &model, &steps)?;
    folder(&options.out)?;
    let (number, of) = (options.chunk.number, options.chunk.of);
    let out = options.out.join(format!("pairs-{number}-of-{of}.parquet"));
    let scored = write_pairs(&data, &parameters, Some(Chunk { number: number - 1, of }), &out, &steps)?;
    steps.finish();
    tell(&scored, &out);
    Ok(Ending::Done)
}

/// Scores pairs straight into a file.
fn write_pairs(
    data: &Dataset,
    parameters: &Parameters,
    chunk: Option<Chunk>,
    out: &Path,
    steps: &Steps,
) -> Result<Scored, LinkageError> {
    let mut file = PairFile::create(out, data)?;
    let floor = data.model().clusters.floor;
    let scored = linkage::score(data, parameters, floor, chunk, steps, &mut |pairs| file.write(pairs))?;
    file.finish()?;
    Ok(scored)
}

fn tell(scored: &Scored, out: &Path) {
    println!(
        "{} pairs looked at, {} from the floor on, in {}",
        grouped(scored.looked_at),
        grouped(scored.kept),
        out.display()
    );
    tell_cuts(scored);
}

/// What caps cut must be seen: pairs that were not looked at are matches that may be missed.
pub(super) fn tell_cuts(scored: &Scored) {
    for cut in &scored.cuts {
        println!(
            "Block {}: {} blocks were larger than the cap (the largest has {} records); {} were left out, {} pairs not looked at by this rule",
            cut.rule,
            grouped(cut.large),
            grouped(cut.largest),
            grouped(cut.left_out),
            grouped(cut.pairs)
        );
    }
}
