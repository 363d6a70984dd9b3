//! `tanglaw link`: one file a step. Rules live in `linkage`; this reads files, shows how far the work is and tells what
//! came out.

mod advise;
mod cluster;
mod evaluate;
mod explain;
mod import_splink;
mod labels;
mod predict;
mod steps;
mod train;
mod whole;

use crate::{
    Ending,
    cli::link::{Link, LinkStep, Sources},
};
use anyhow::Context;
use linkage::{
    Dataset, Model, Parameters,
    files::{self, Input},
};
use std::{fs, path::Path};
use steps::Steps;

/// Runs what was typed after `tanglaw link`.
pub(crate) fn run(link: Link) -> anyhow::Result<Ending> {
    match link.step {
        None => whole::run(link.whole),
        Some(LinkStep::Train(options)) => train::run(&options),
        Some(LinkStep::Predict(options)) => predict::run(&options),
        Some(LinkStep::Score(options)) => predict::part(&options),
        Some(LinkStep::Cluster(options)) => cluster::run(&options),
        Some(LinkStep::Explain(options)) => explain::run(&options),
        Some(LinkStep::Advise(options)) => advise::run(&options),
        Some(LinkStep::Evaluate(options)) => evaluate::run(&options),
        Some(LinkStep::Suggest(options)) => labels::suggest(&options),
        Some(LinkStep::ImportSplink(options)) => import_splink::run(&options),
    }
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn model_of(path: &Path) -> anyhow::Result<Model> {
    Model::from_toml(&text_of(path)?).with_context(|| path.display().to_string())
}

/// Reads the model and the records, and says which columns are empty.
fn data_of(sources: &Sources, model: &Model, steps: &Steps) -> anyhow::Result<Dataset> {
    steps.step("reading");
    let inputs: Vec<Input> = sources.inputs.iter().map(|path| Input { path: path.clone() }).collect();
    let data = files::read(model, &inputs)?;
    for column in data.empty_columns() {
        steps.say(&format!("column {column:?} has no value in any record: nothing is compared by it"));
    }
    Ok(data)
}

fn parameters_of(path: &Path) -> anyhow::Result<Parameters> {
    Parameters::from_toml(&text_of(path)?).with_context(|| path.display().to_string())
}

/// The folder for results, made where it is not there.
fn folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))
}

/// Writes a text so that it is whole or not there.
fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut draft = path.file_name().unwrap_or_default().to_owned();
    draft.push(".part");
    let draft = path.with_file_name(draft);
    fs::write(&draft, text)
        .and_then(|()| fs::rename(&draft, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// A number as people read it: `27,232,278`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 27_232_278].map(grouped), ["0", "999", "1,000", "27,232,278"]);
    }
}
