//! `tanglaw link`: all steps in one go.

use super::{Steps, cluster, data_of, folder, grouped, model_of, parameters_of, predict, train, write_whole};
use crate::{
    Ending,
    cli::link::{Sources, Whole},
    machine::SystemClock,
};
use linkage::{Dataset, Parameters, Scored, ScoredPair, Scorer, cluster::Clusters, files::PairFile};
use model::Clock;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What was typed, with what must be there.
struct Typed {
    sources: Sources,
    out: PathBuf,
    more: Whole,
}

pub(super) fn run(mut typed: Whole) -> anyhow::Result<Ending> {
    let (Some(model), Some(out)) = (typed.model.take(), typed.out.take()) else {
        anyhow::bail!("--model and --out are needed; see tanglaw link --help");
    };
    let sources = Sources { model, inputs: std::mem::take(&mut typed.inputs) };
    let options = &Typed { sources, out, more: typed };
    let began = SystemClock.now();
    let steps = Steps::new();
    let mut model = model_of(&options.sources.model)?;
    if let Some(threshold) = options.more.threshold {
        anyhow::ensure!(threshold.is_finite(), "--threshold is a number of bits");
        model.clusters.threshold = threshold;
        model.clusters.floor = model.clusters.floor.min(threshold);
    }
    let known = options.more.parameters.as_deref().map(parameters_of).transpose()?;
    let data = data_of(&options.sources, &model, &steps)?;
    folder(&options.out)?;
    let learned = known.is_none();
    let parameters = match known {
        Some(parameters) => parameters,
        None if data.len() < 2 => return few(options, &data),
        None => train::learn(&data, options.more.labels.as_deref(), &steps)?,
    };
    let mut file = PairFile::create(&options.out.join("pairs.parquet"), &data)?;
    let mut pairs: Vec<ScoredPair> = Vec::new();
    let (floor, threshold) = (model.clusters.floor, model.clusters.threshold);
    let scored = linkage::score(&data, &parameters, floor, None, &steps, &mut |found| {
        pairs.extend(found.iter().filter(|pair| pair.weight >= floor.max(0.0).min(threshold)));
        file.write(found)
    })?;
    file.finish()?;
    steps.step("clusters");
    let clusters = Scorer::new(&data, &parameters)?.clusters(&pairs, &[], None);
    steps.step("writing");
    cluster::write(&options.out, &data, &clusters, options.more.csv)?;
    write_whole(&options.out.join("parameters.toml"), &parameters.to_toml())?;
    let seconds = steps.finish();
    let done =
        Done { options, data: &data, parameters: &parameters, learned, scored: &scored, clusters: &clusters };
    let manifest = done.manifest(&began.to_string(), &seconds);
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    write_whole(&options.out.join("run.json"), &text)?;
    if options.more.json {
        print!("{text}");
    } else {
        done.tell();
    }
    Ok(Ending::Done)
}

/// Nothing can be learned from fewer than two records, and nothing needs to be: each is alone.
fn few(options: &Typed, data: &Dataset) -> anyhow::Result<Ending> {
    let alone: Vec<u32> = (0..u32::try_from(data.len()).unwrap_or(0)).collect();
    PairFile::create(&options.out.join("pairs.parquet"), data)?.finish()?;
    cluster::write(&options.out, data, &Clusters { of: alone, ..Clusters::default() }, options.more.csv)?;
    let manifest = json!({ "program": program(), "records": data.len(), "pairs": { "looked_at": 0, "kept": 0 }, "clusters": { "clusters": data.len() } });
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    write_whole(&options.out.join("run.json"), &text)?;
    if options.more.json {
        print!("{text}");
    } else {
        println!("{} record: nothing to link, in {}", data.len(), options.out.display());
    }
    Ok(Ending::Done)
}

fn program() -> String {
    format!("tanglaw {}", env!("CARGO_PKG_VERSION"))
}

/// What came out.
struct Done<'a> {
    options: &'a Typed,
    data: &'a Dataset,
    parameters: &'a Parameters,
    learned: bool,
    scored: &'a Scored,
    clusters: &'a Clusters,
}

impl Done<'_> {
    /// What was done with what, to do it again and to compare runs.
    fn manifest(&self, began: &str, seconds: &[(String, f64)]) -> Value {
        let model = self.data.model();
        let inputs: Vec<Value> = self.options.sources.inputs.iter().map(|path| file(path)).collect();
        let priors: serde_json::Map<String, Value> = self
            .parameters
            .segments
            .iter()
            .map(|segment| (segment.name.clone(), json!(segment.prior)))
            .collect();
        let seconds: serde_json::Map<String, Value> = seconds
            .iter()
            .map(|(step, seconds)| (step.clone(), json!((seconds * 1e3).round() / 1e3)))
            .collect();
        let summary = &self.clusters.summary;
        json!({
            "program": program(),
            "began": began,
            "model": { "name": model.name, "fingerprint": model.fingerprint(), "file": self.options.sources.model },
            "inputs": inputs,
            "records": self.data.len(),
            "empty_columns": self.data.empty_columns(),
            "parameters": { "learned": self.learned, "records": self.parameters.records, "priors": priors },
            "threshold": model.clusters.threshold,
            "floor": model.clusters.floor,
            "pairs": { "looked_at": self.scored.looked_at, "kept": self.scored.kept },
            "cuts": self.scored.cuts,
            "clusters": {
                "clusters": summary.clusters, "several": summary.several, "largest": summary.largest,
                "components": summary.components, "refused": summary.held,
            },
            "seconds": seconds,
        })
    }

    fn tell(&self) {
        let out = &self.options.out;
        println!("{} records read", grouped(self.data.len() as u64));
        println!(
            "{} pairs looked at, {} from the floor on, in {}",
            grouped(self.scored.looked_at),
            grouped(self.scored.kept),
            out.join("pairs.parquet").display()
        );
        predict::tell_cuts(self.scored);
        cluster::tell(self.clusters, out);
        println!("What was done with what is in {}", out.join("run.json").display());
    }
}

fn file(path: &Path) -> Value {
    json!({ "file": path, "bytes": fs::metadata(path).map_or(0, |data| data.len()) })
}
