//! `tanglaw link cluster`

use super::{Steps, data_of, folder, grouped, model_of, parameters_of};
use crate::{Ending, cli};
use anyhow::{Context, bail};
use linkage::{
    Dataset, ScoredPair, Scorer,
    cluster::Clusters,
    files::{read_pairs, write_clusters, write_clusters_csv},
};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

pub(super) fn run(options: &cli::link::Cluster) -> anyhow::Result<Ending> {
    let steps = Steps::new();
    let model = model_of(&options.sources.model)?;
    let parameters = parameters_of(&options.parameters)?;
    let data = data_of(&options.sources, &model, &steps)?;
    steps.step("reading pairs");
    let pairs = pairs_of(&options.pairs, &data)?;
    steps.step("clusters");
    let found = Scorer::new(&data, &parameters)?.clusters(&pairs, &[], options.threshold);
    folder(&options.out)?;
    write(&options.out, &data, &found, options.csv)?;
    steps.finish();
    tell(&found, &options.out);
    Ok(Ending::Done)
}

/// Writes `clusters.parquet`, and `clusters.csv` where it is wanted.
pub(super) fn write(out: &Path, data: &Dataset, found: &Clusters, csv: bool) -> anyhow::Result<()> {
    write_clusters(&out.join("clusters.parquet"), data, &found.of)?;
    if csv {
        write_clusters_csv(&out.join("clusters.csv"), data, &found.of)?;
    }
    Ok(())
}

pub(super) fn tell(found: &Clusters, out: &Path) {
    let summary = &found.summary;
    println!(
        "{} clusters, {} of several records, the largest of {}; {} joins refused as too weak, in {}",
        grouped(summary.clusters.into()),
        grouped(summary.several.into()),
        grouped(summary.largest.into()),
        grouped(summary.held.into()),
        out.join("clusters.parquet").display()
    );
}

/// Reads pairs back, from one file or from all parts in a folder.
fn pairs_of(path: &Path, data: &Dataset) -> anyhow::Result<Vec<ScoredPair>> {
    let ids = data.id_texts();
    let places: HashMap<&str, u32> = (0..).zip(&ids).map(|(place, id)| (id.as_str(), place)).collect();
    let mut pairs = Vec::new();
    for file in parts(path)? {
        let mut unknown = None;
        read_pairs(
            &file,
            &mut |row| match (places.get(row.left.as_str()), places.get(row.right.as_str())) {
                (Some(left), Some(right)) => {
                    pairs.push(ScoredPair { left: *left, right: *right, weight: row.weight, pattern: 0 });
                }
                (None, _) => unknown = Some(row.left),
                (_, None) => unknown = Some(row.right),
            },
        )?;
        if let Some(id) = unknown {
            bail!(
                "{}: no record has the id {id:?}. Give the inputs that the pairs were made from",
                file.display()
            );
        }
    }
    Ok(pairs)
}

/// The file itself, or all parts `pairs-I-of-N.parquet` of a folder, which must be there from 1 to N.
fn parts(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found: Vec<(u32, u32, PathBuf)> = Vec::new();
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let numbers = name.strip_prefix("pairs-").and_then(|rest| rest.strip_suffix(".parquet"));
        let numbers = numbers.and_then(|rest| rest.split_once("-of-"));
        if let Some((Ok(number), Ok(of))) = numbers.map(|(number, of)| (number.parse(), of.parse())) {
            found.push((number, of, file));
        }
    }
    found.sort_unstable();
    let Some((_, of, _)) = found.first().cloned() else {
        bail!(
            "{}: there are no parts (pairs-I-of-N.parquet); make them with tanglaw link score",
            path.display()
        );
    };
    if found.iter().any(|(_, other, _)| *other != of) {
        bail!("{}: parts of different runs lie there; keep those of one run only", path.display());
    }
    let missing: Vec<String> = (1..=of)
        .filter(|number| !found.iter().any(|(known, ..)| known == number))
        .map(|number| format!("{number}/{of}"))
        .collect();
    if !missing.is_empty() {
        bail!(
            "{}: parts are missing: {}. Run tanglaw link score for them",
            path.display(),
            missing.join(", ")
        );
    }
    Ok(found.into_iter().map(|(.., file)| file).collect())
}
