//! The settings file as Splink writes it; what is not needed is passed over.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Settings {
    pub(super) link_type: String,
    #[serde(default = "usual_prior")]
    pub(super) probability_two_random_records_match: f64,
    pub(super) comparisons: Vec<ComparisonSettings>,
    #[serde(default)]
    pub(super) blocking_rules_to_generate_predictions: Vec<Rule>,
    #[serde(default = "usual_id")]
    pub(super) unique_id_column_name: String,
    #[serde(default)]
    sql_dialect: Option<String>,
}

impl Settings {
    /// The dialect, wherever it stands.
    pub(super) fn dialect(&self) -> Option<&str> {
        let of_rules = self.blocking_rules_to_generate_predictions.iter().find_map(|rule| match rule {
            Rule::Full { sql_dialect, .. } => sql_dialect.as_deref(),
            Rule::Plain(_) => None,
        });
        self.sql_dialect.as_deref().or(of_rules)
    }
}

/// What Splink takes where nothing was learned.
fn usual_prior() -> f64 {
    0.0001
}
fn usual_id() -> String {
    "unique_id".into()
}

#[derive(Deserialize)]
pub(super) struct ComparisonSettings {
    #[serde(default)]
    pub(super) output_column_name: Option<String>,
    pub(super) comparison_levels: Vec<LevelSettings>,
}

#[derive(Deserialize)]
pub(super) struct LevelSettings {
    pub(super) sql_condition: String,
    #[serde(default)]
    pub(super) label_for_charts: Option<String>,
    #[serde(default)]
    pub(super) m_probability: Option<f64>,
    #[serde(default)]
    pub(super) u_probability: Option<f64>,
    #[serde(default)]
    pub(super) tf_adjustment_column: Option<String>,
    #[serde(default = "one")]
    pub(super) tf_adjustment_weight: f64,
    #[serde(default)]
    pub(super) tf_minimum_u_value: f64,
    #[serde(default)]
    pub(super) disable_tf_exact_match_detection: bool,
    #[serde(default)]
    pub(super) is_null_level: bool,
}

fn one() -> f64 {
    1.0
}

/// A blocking rule: SQL, alone (Splink 3) or with what belongs to it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Rule {
    Plain(String),
    Full {
        blocking_rule: String,
        #[serde(default)]
        sql_dialect: Option<String>,
        #[serde(default)]
        arrays_to_explode: Option<Vec<String>>,
    },
}

impl Rule {
    pub(super) fn sql(&self) -> &str {
        match self {
            Self::Plain(sql) | Self::Full { blocking_rule: sql, .. } => sql,
        }
    }

    /// Columns of lists by each of whose values pairs are found.
    pub(super) fn lists(&self) -> &[String] {
        match self {
            Self::Full { arrays_to_explode: Some(lists), .. } => lists,
            _ => &[],
        }
    }
}
