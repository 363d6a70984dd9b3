//! What can be typed after `tanglaw link`.

use clap::{Args, Subcommand};
use std::{path::PathBuf, str::FromStr};

const ALL_STEPS: &str = "Examples:\n  tanglaw link --model person.toml --input a.parquet --input b.csv --out result/\n  tanglaw link --model person.toml --input a.parquet --out result/ --threshold 9 --csv\n  tanglaw link train --model person.toml --input a.parquet --out parameters.toml\n  tanglaw link score --model person.toml --input a.parquet --parameters parameters.toml --chunk 1/8 --out pairs/\n  tanglaw link cluster --model person.toml --input a.parquet --parameters parameters.toml --pairs pairs/ --out result/\n  tanglaw link explain --model person.toml --input a.parquet --parameters parameters.toml 17 4711\n\nWithout a step it does all of them: learns (or takes --parameters), scores, clusters, and writes into --out:\n  parameters.toml    what was learned\n  pairs.parquet      rec_id_l, rec_id_r, match_weight (bits), pattern\n  clusters.parquet   rec_id, cluster_id\n  run.json           what was done with what, to do it again\nThe model file says what is compared; inputs are Parquet or CSV with a head line.";

/// `tanglaw link`: one step, or all in one go.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true,
    after_help = ALL_STEPS
)]
pub(crate) struct Link {
    #[command(subcommand)]
    pub(crate) step: Option<LinkStep>,
    #[command(flatten)]
    pub(crate) whole: Whole,
}

/// Model and records, which nearly every step needs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Sources {
    /// Model: what is compared, how, and which pairs are looked at (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) model: PathBuf,
    /// Records, Parquet or CSV; each --input is one source
    #[arg(long = "input", required = true, value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,
}

/// All steps in one go.
#[derive(Args, Debug)]
pub(crate) struct Whole {
    /// Model: what is compared, how, and which pairs are looked at (TOML)
    #[arg(long, required = true, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Records, Parquet or CSV; each --input is one source
    #[arg(long = "input", required = true, value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the results; made where it is not there
    #[arg(long, required = true, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Weight in bits from which two records are the same, instead of the model's
    #[arg(long, value_name = "BITS", allow_hyphen_values = true)]
    pub(crate) threshold: Option<f64>,
    /// Figures learned before, instead of learning
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// Pairs that people decided (`rec_id_l`, `rec_id_r`, `same`), to learn from as well
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: Option<PathBuf>,
    /// Write clusters.csv too
    #[arg(long)]
    pub(crate) csv: bool,
    /// Print the manifest as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// One step.
#[derive(Subcommand, Debug)]
pub(crate) enum LinkStep {
    /// Learn how common matches are and what each level is worth
    #[command(
        after_help = "Example:\n  tanglaw link train --model person.toml --input a.parquet --out parameters.toml"
    )]
    Train(Train),
    /// Score pairs and write those from the model's floor on
    #[command(
        after_help = "Example:\n  tanglaw link predict --model person.toml --input a.parquet --parameters parameters.toml --out pairs.parquet"
    )]
    Predict(Predict),
    /// Score one part of the pairs, for several machines that read the same files
    #[command(
        after_help = "Example (part 3 of 8, on any machine):\n  tanglaw link score --model person.toml --input a.parquet --parameters parameters.toml --chunk 3/8 --out pairs/\n\nAll parts together are the pairs of `predict`, each once. A part is whole or not there: run a failed part again."
    )]
    Score(Score),
    /// Join scored pairs to clusters
    #[command(
        after_help = "Example:\n  tanglaw link cluster --model person.toml --input a.parquet --parameters parameters.toml --pairs pairs/ --out result/"
    )]
    Cluster(Cluster),
    /// Say why two records are the same or not: weights that sum to the score
    #[command(
        after_help = "Example:\n  tanglaw link explain --model person.toml --input a.parquet --parameters parameters.toml 17 4711 --svg why.svg"
    )]
    Explain(Explain),
    /// Look at records and blocks before the work, and say what would go wrong or take long
    #[command(after_help = "Example:\n  tanglaw link advise --model person.toml --input a.parquet")]
    Advise(Advise),
    /// Compare pairs or clusters with the truth
    #[command(
        after_help = "Examples:\n  tanglaw link evaluate --truth records.parquet --truth-column person --pairs pairs.parquet\n  tanglaw link evaluate --truth records.parquet --truth-column person --clusters clusters.parquet\n\nPairs that were never looked at count as missed."
    )]
    Evaluate(Evaluate),
    /// Choose the pairs whose decision by a person teaches most
    #[command(
        after_help = "Example:\n  tanglaw link suggest --model person.toml --input a.parquet --parameters parameters.toml --count 500 --out labels.csv\n  tanglaw link train --model person.toml --input a.parquet --labels labels.csv --out better.toml"
    )]
    Suggest(Suggest),
    /// Read a model that Splink saved: the same levels, the same weights
    #[command(
        after_help = "Example:\n  tanglaw link import-splink settings.json --out model/\n\nWrites model.toml and parameters.toml. Conditions of Splink's comparison library for DuckDB are read; any other SQL is\nnamed and refused."
    )]
    ImportSplink(ImportSplink),
}

#[derive(Args, Debug)]
pub(crate) struct Train {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Pairs that people decided (`rec_id_l`, `rec_id_r`, `same`), to learn from as well
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Suggest {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Learned figures
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// How many pairs
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) count: usize,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// CSV to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Predict {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Learned figures
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Score {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Learned figures
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// Which part of how many
    #[arg(long, value_name = "I/N")]
    pub(crate) chunk: Part,
    /// Folder to write pairs-I-of-N.parquet into
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Cluster {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Pairs: a file, or a folder with all parts
    #[arg(long, value_name = "PATH")]
    pub(crate) pairs: PathBuf,
    /// Weight in bits from which two records are the same, instead of the model's
    #[arg(long, value_name = "BITS", allow_hyphen_values = true)]
    pub(crate) threshold: Option<f64>,
    /// Learned figures: joining asks for pairs that no block found
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// Folder for clusters.parquet
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write clusters.csv too
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Learned figures
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// Id of one record
    pub(crate) left: String,
    /// Id of the other
    pub(crate) right: String,
    /// Write a waterfall chart
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Advise {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Evaluate {
    /// Records with the truth, Parquet or CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: PathBuf,
    /// Column that says which records are the same
    #[arg(long, default_value = "true_cluster", value_name = "COLUMN")]
    pub(crate) truth_column: String,
    /// Column of ids
    #[arg(long, default_value = "rec_id", value_name = "COLUMN")]
    pub(crate) id_column: String,
    /// Column that tells inputs apart; with it only pairs across inputs count
    #[arg(long, value_name = "COLUMN")]
    pub(crate) across: Option<String>,
    /// Scored pairs
    #[arg(long, value_name = "FILE", required_unless_present = "clusters")]
    pub(crate) pairs: Option<PathBuf>,
    /// Clusters
    #[arg(long, value_name = "FILE")]
    pub(crate) clusters: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ImportSplink {
    /// Settings saved with `linker.misc.save_model_to_json`
    #[arg(value_name = "FILE")]
    pub(crate) settings: PathBuf,
    /// Folder for model.toml and parameters.toml
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// Part `number` (from 1) of `of`, typed as `3/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) number: u32,
    pub(crate) of: u32,
}

impl FromStr for Part {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let read =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match read {
            Some((number, of)) if (1..=of).contains(&number) && of <= 100_000 => Ok(Self { number, of }),
            _ => Err("say which part of how many, as 3/8: from 1/8 to 8/8".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!("3/8".parse(), Ok(Part { number: 3, of: 8 }));
        for wrong in ["0/8", "9/8", "3", "a/b", "3/", "-1/8", "1/0"] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }
}
