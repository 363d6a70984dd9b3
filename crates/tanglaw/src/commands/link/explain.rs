//! `tanglaw link explain`

use super::{Steps, data_of, model_of, parameters_of, write_whole};
use crate::{Ending, cli};
use anyhow::Context;
use linkage::BarKind;

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
    let found = linkage::explain(&data, &parameters, left, right)?;
    steps.finish();
    if let Some(path) = &options.svg {
        write_whole(path, &found.to_svg(&format!("{} and {}", options.left, options.right)))?;
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&found)?);
        return Ok(Ending::Done);
    }
    for bar in &found.bars {
        let level = match bar.kind {
            BarKind::Prior => "before anything is compared",
            BarKind::Rarity => "how rare the value is",
            BarKind::Correction => "learned from decisions",
            BarKind::Column | BarKind::Context => &bar.level,
        };
        println!(
            "{:>+9.4}  {:<24} {level:<28} {} | {}",
            bar.weight,
            bar.name,
            bar.left.join(", "),
            bar.right.join(", ")
        );
    }
    println!("{:>+9.4}  bits in all; the model joins from {} on", found.total, model.clusters.threshold);
    for words in found.in_words() {
        println!("{words}");
    }
    Ok(Ending::Done)
}
