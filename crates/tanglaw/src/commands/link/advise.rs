//! `tanglaw link advise`

use super::{Steps, data_of, grouped, model_of};
use crate::{Ending, cli};

pub(super) fn run(options: &cli::link::Advise) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let data = data_of(&options.sources, &model, &steps)?;
    steps.step("looking");
    let advice = linkage::advise(&data);
    steps.finish();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&advice)?);
        return Ok(Ending::Done);
    }
    println!("{} records", grouped(advice.records));
    println!("{:<28} {:>13} {:>13} {:>18}", "column", "filled", "different", "most have the same");
    for column in &advice.columns {
        println!(
            "{:<28} {:>13} {:>13} {:>18}",
            column.name,
            grouped(column.filled),
            grouped(column.distinct),
            grouped(column.commonest_records)
        );
    }
    println!("{:<36} {:>13} {:>9} {:>15}", "block", "blocks", "largest", "pairs");
    for block in &advice.blocks {
        println!(
            "{:<36} {:>13} {:>9} {:>15}",
            block.rule,
            grouped(block.blocks),
            grouped(block.largest),
            grouped(block.pairs)
        );
    }
    if advice.remarks.is_empty() {
        println!("Nothing to remark.");
    }
    for remark in &advice.remarks {
        println!("- {remark}");
    }
    Ok(Ending::Done)
}
