//! `tanglaw link train`

use super::{Steps, data_of, grouped, labels, model_of, write_whole};
use crate::{Ending, cli::link::Train};
use linkage::{Dataset, Parameters};
use std::path::Path;

pub(super) fn run(options: &Train) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let data = data_of(&options.sources, &model, &steps)?;
    let parameters = learn(&data, options.labels.as_deref(), &steps)?;
    write_whole(&options.out, &parameters.to_toml())?;
    steps.finish();
    println!("Learned from {} records, in {}", grouped(parameters.records), options.out.display());
    for segment in &parameters.segments {
        println!(
            "{}: one pair in {:.0} is a match",
            segment.name,
            1.0 / segment.prior.max(f64::MIN_POSITIVE)
        );
        for comparison in &segment.comparisons {
            for level in &comparison.levels {
                println!(
                    "  {:<20} {:<28} {:>8.2} bits   m {:.6}   u {:.9}",
                    comparison.name,
                    level.name,
                    (level.m.max(1e-300) / level.u.max(1e-300)).log2(),
                    level.m,
                    level.u
                );
            }
        }
    }
    Ok(Ending::Done)
}

/// Learns, with the decisions of people where there are some.
pub(super) fn learn(data: &Dataset, labels: Option<&Path>, steps: &Steps) -> anyhow::Result<Parameters> {
    anyhow::ensure!(
        data.len() > 1,
        "there {} record{}: nothing can be learned. Give --parameters that were learned before",
        if data.len() == 1 { "is 1" } else { "are 0" },
        if data.len() == 1 { "" } else { "s" }
    );
    // Read before the long work: a mistake in it is told at once.
    let labels = labels.map(|path| labels::read(path, data)).transpose()?;
    let learned = linkage::train(data, steps)?;
    Ok(match labels {
        Some(labels) => linkage::train_with_labels(data, &learned, &labels, steps)?,
        None => learned,
    })
}
