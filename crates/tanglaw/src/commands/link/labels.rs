//! Pairs that people decided: read to learn from, and suggested for deciding.

use super::{Steps, data_of, grouped, model_of, parameters_of, write_whole};
use crate::{Ending, cli::link::Suggest};
use anyhow::Context;
use linkage::{Dataset, Label};
use std::{collections::HashMap, path::Path};

/// Most decided pairs that are read.
const MOST: usize = 1_000_000;

/// Reads `rec_id_l`, `rec_id_r`, `same` (yes or no) from CSV. Lines without a decision are passed over.
pub(super) fn read(path: &Path, data: &Dataset) -> anyhow::Result<Vec<Label>> {
    let ids = data.id_texts();
    let places: HashMap<&str, u32> = ids.iter().map(String::as_str).zip(0_u32..).collect();
    let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
    let heads = reader.headers().with_context(|| path.display().to_string())?.clone();
    let column = |name: &str| {
        heads.iter().position(|head| head.trim() == name).with_context(|| {
            format!(
                "{}: there is no column {name:?}; rec_id_l, rec_id_r and same are expected",
                path.display()
            )
        })
    };
    let (left, right, same) = (column("rec_id_l")?, column("rec_id_r")?, column("same")?);
    let mut labels = Vec::new();
    for (line, row) in (2..).zip(reader.records()) {
        let row = row.with_context(|| format!("{}, line {line}", path.display()))?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let same = match cell(same).to_lowercase().as_str() {
            "" => continue,
            "yes" | "y" | "true" | "1" => true,
            "no" | "n" | "false" | "0" => false,
            _ => anyhow::bail!("{}, line {line}, same: yes or no is expected", path.display()),
        };
        let place = |at: usize| {
            places.get(cell(at)).copied().with_context(|| {
                format!("{}, line {line}: no record has the id in column {:?}", path.display(), &heads[at])
            })
        };
        labels.push(Label { left: place(left)?, right: place(right)?, same });
        anyhow::ensure!(labels.len() <= MOST, "{}: more than {MOST} decided pairs", path.display());
    }
    anyhow::ensure!(
        !labels.is_empty(),
        "{}: no pair is decided; write yes or no into the column same",
        path.display()
    );
    Ok(labels)
}

/// `tanglaw link suggest`
pub(super) fn suggest(options: &Suggest) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let data = data_of(&options.sources, &model, &steps)?;
    let parameters = parameters_of(&options.parameters)?;
    steps.step("choosing pairs");
    let pairs = linkage::suggest_labels(&data, &parameters, options.count, options.seed)?;
    let ids = data.id_texts();
    let id = |place: u32| ids.get(place as usize).map(String::as_str).unwrap_or_default();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["rec_id_l", "rec_id_r", "match_weight", "same"])?;
    for pair in &pairs {
        out.write_record([id(pair.left), id(pair.right), &format!("{:.2}", pair.weight), ""])?;
    }
    write_whole(&options.out, &String::from_utf8(out.into_inner()?)?)?;
    steps.finish();
    println!(
        "{} pairs to decide, in {}: write yes or no into the column same, then give the file to --labels",
        grouped(pairs.len() as u64),
        options.out.display()
    );
    Ok(Ending::Done)
}
