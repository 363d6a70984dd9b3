//! `tanglaw link import-splink`

use super::{folder, text_of, write_whole};
use crate::{Ending, cli::link::ImportSplink};
use anyhow::Context;

pub(super) fn run(options: &ImportSplink) -> anyhow::Result<Ending> {
    let text = text_of(&options.settings)?;
    let (model, parameters) =
        linkage::splink::read(&text).with_context(|| options.settings.display().to_string())?;
    folder(&options.out)?;
    let (model_file, parameters_file) = (options.out.join("model.toml"), options.out.join("parameters.toml"));
    write_whole(&model_file, &model.to_toml())?;
    write_whole(&parameters_file, &parameters.to_toml())?;
    println!(
        "{} comparisons and {} blocking rules read, in {} and {}",
        model.comparisons.len(),
        model.blocks.len(),
        model_file.display(),
        parameters_file.display()
    );
    println!(
        "Pairs join at {} bits, and from {} bits on they are kept: set both in the model.",
        model.clusters.threshold, model.clusters.floor
    );
    Ok(Ending::Done)
}
