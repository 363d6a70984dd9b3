//! `tanglaw link evaluate`

use super::{Steps, grouped};
use crate::{Ending, cli};
use linkage::Truth;
use serde_json::json;

pub(super) fn run(options: &cli::link::Evaluate) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    steps.step("reading");
    let truth =
        Truth::read(&options.truth, &options.id_column, &options.truth_column, options.across.as_deref())?;
    let pairs = options.pairs.as_deref().map(|path| truth.pairs(path)).transpose()?;
    let clusters = options.clusters.as_deref().map(|path| truth.clusters(path)).transpose()?;
    steps.finish();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&json!({ "pairs": pairs, "clusters": clusters }))?);
        return Ok(Ending::Done);
    }
    if let Some(pairs) = pairs {
        println!(
            "{} pairs are the same in truth; {:.2} of 100 of them are among the {} scored pairs",
            grouped(pairs.true_pairs),
            pairs.found * 100.0,
            grouped(pairs.scored_pairs)
        );
        println!("{:>10} {:>10} {:>10} {:>10}", "bits", "precision", "recall", "F1");
        let line = |quality: &linkage::Quality, words: &str| {
            println!(
                "{:>10.2} {:>10.4} {:>10.4} {:>10.4}  {words}",
                quality.threshold, quality.precision, quality.recall, quality.f1
            );
        };
        for quality in &pairs.curve {
            line(quality, "");
        }
        line(&pairs.best, "best");
    }
    if let Some(found) = clusters {
        println!("{} clusters, the largest of {} records", grouped(found.clusters), grouped(found.largest));
        println!(
            "pairs in clusters: precision {:.4}, recall {:.4}, F1 {:.4}",
            found.precision, found.recall, found.f1
        );
        println!(
            "B-cubed:           precision {:.4}, recall {:.4}, F1 {:.4}",
            found.bcubed_precision, found.bcubed_recall, found.bcubed_f1
        );
    }
    Ok(Ending::Done)
}
