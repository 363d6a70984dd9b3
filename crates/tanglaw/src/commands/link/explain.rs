//! `tanglaw link explain`

use super::{Steps, data_of, model_of, parameters_of};
use crate::{Ending, cli};
use anyhow::Context;
use linkage::Scorer;

pub(super) fn run(options: &cli::link::Explain) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let parameters = parameters_of(&options.parameters)?;
    let data = data_of(&options.sources, &model, &steps)?;
    let ids = data.id_texts();
    let place = |id: &String| {
        let place = ids.iter().position(|known| known == id).and_then(|place| u32::try_from(place).ok());
        place.with_context(|| format!("no record has the id {id:?}"))
    };
    let (left, right) = (place(&options.left)?, place(&options.right)?);
    anyhow::ensure!(left != right, "these are the same record: name two");
    let found = Scorer::new(&data, &parameters)?.weigh(left, right).context("these two kinds of record are not compared by the model")?;
    steps.finish();
    println!("{:.4} bits, pattern {}", found.weight, linkage::pattern_words(&data, found.pattern));
    Ok(Ending::Done)
}
