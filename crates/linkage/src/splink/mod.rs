//! Models of Splink: a settings file (JSON, dialect `DuckDB`, Splink 3 to 5) becomes a model and its figures, so that the
//! same pairs get the same weights.
//!
//! Conditions are SQL there; those that Splink's own comparison library writes are read, anything else is refused with the
//! level and its SQL. What differs by nature: an empty text or list is a missing value here.
//!
//! Weights follow Splink's documentation ("The Fellegi-Sunter model", "Term frequency adjustments"): the prior and for
//! each comparison log2(m / u), and where term frequencies count, `weight` × log2(u of the exact match / the larger
//! frequency of both values, at least `tf_minimum_u_value`).

mod blocks;
mod columns;
mod levels;
mod meaning;
mod settings;
mod sql;

use crate::{
    LinkageError,
    model::{Block, Clustering, Comparison, Joining, LinkType, MODEL_VERSION, Model, Training},
    parameters::{ComparisonFigures, PARAMETERS_VERSION, Parameters, SegmentFigures},
};
use columns::Columns;
use settings::Settings;

/// A settings file that cannot become a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SplinkError {
    /// It is no settings file.
    #[error("this is no model of Splink: {0}. Save one with linker.misc.save_model_to_json")]
    Json(String),
    /// It is for another database.
    #[error(
        "the model is written for {0}; only the dialect duckdb can be read. Save it from a linker on DuckDB"
    )]
    Dialect(String),
    /// A level cannot be said in the language of conditions.
    #[error("comparison {comparison:?}, level {level:?} cannot be read: {problem}. Its SQL: {sql}")]
    Level {
        /// The comparison.
        comparison: String,
        /// The level.
        level: String,
        /// Its condition.
        sql: String,
        /// What is the matter with it.
        problem: String,
    },
    /// A comparison cannot be read.
    #[error("comparison {comparison:?} cannot be read: {problem}")]
    Comparison {
        /// The comparison.
        comparison: String,
        /// What is the matter with it.
        problem: String,
    },
    /// A blocking rule cannot be read.
    #[error("blocking rule {number} cannot be read: {problem}. Its SQL: {sql}")]
    Block {
        /// Its position, from 1.
        number: usize,
        /// The rule.
        sql: String,
        /// What is the matter with it.
        problem: String,
    },
    /// What came out is no model that works.
    #[error(transparent)]
    Model(#[from] LinkageError),
}

/// Longest settings file.
const LONGEST: usize = 16 << 20;

/// Reads a settings file that Splink saved.
///
/// Learned figures that the file lacks are those that Splink itself takes then. Pairs are joined as Splink joins them:
/// everything that hangs together.
pub fn read(json: &str) -> Result<(Model, Parameters), SplinkError> {
    if json.len() > LONGEST {
        return Err(SplinkError::Json(format!("it is longer than {LONGEST} bytes")));
    }
    let settings: Settings =
        serde_json::from_str(json).map_err(|error| SplinkError::Json(error.to_string()))?;
    if let Some(dialect) = settings.dialect().filter(|dialect| *dialect != "duckdb") {
        return Err(SplinkError::Dialect(dialect.to_owned()));
    }
    let first = parts(&settings, Columns::default())?;
    let Parts { columns, comparisons, figures, blocks } = parts(&settings, first.columns.knowing())?;
    let specs = columns.finish().map_err(|problem| SplinkError::Model(LinkageError::BadModel(problem)))?;
    let model = Model {
        version: MODEL_VERSION,
        name: "from Splink".into(),
        id: settings.unique_id_column_name.clone(),
        link: if settings.link_type == "link_only" { LinkType::Across } else { LinkType::Dedupe },
        columns: specs,
        comparisons,
        blocks,
        segments: None,
        contexts: Vec::new(),
        training: Training::default(),
        clusters: Clustering { joining: Joining::Connected, ..Clustering::default() },
    };
    model.check()?;
    let parameters = Parameters {
        version: PARAMETERS_VERSION,
        model: model.fingerprint(),
        records: 0,
        segments: vec![SegmentFigures {
            name: "all".into(),
            prior: settings.probability_two_random_records_match,
            comparisons: figures,
            contexts: Vec::new(),
            corrections: Vec::new(),
        }],
        frequencies: std::collections::HashMap::default(),
    };
    Ok((model, parameters))
}

/// What the settings say, before it is a model.
struct Parts {
    columns: Columns,
    comparisons: Vec<Comparison>,
    figures: Vec<ComparisonFigures>,
    blocks: Vec<Block>,
}

fn parts(settings: &Settings, columns: Columns) -> Result<Parts, SplinkError> {
    let mut parts = Parts { columns, comparisons: Vec::new(), figures: Vec::new(), blocks: Vec::new() };
    for comparison in &settings.comparisons {
        let (read, learned) =
            levels::comparison(comparison, &settings.unique_id_column_name, &mut parts.columns)?;
        parts.comparisons.push(read);
        parts.figures.push(learned);
    }
    for (position, rule) in settings.blocking_rules_to_generate_predictions.iter().enumerate() {
        let block = blocks::block(rule, &mut parts.columns).map_err(|problem| SplinkError::Block {
            number: position + 1,
            sql: rule.sql().to_owned(),
            problem,
        })?;
        parts.blocks.push(block);
    }
    Ok(parts)
}
