//! Comparisons with their levels and figures.

use super::{
    SplinkError,
    columns::Columns,
    meaning::{Meaning, meaning},
    settings::{ComparisonSettings, LevelSettings},
    sql::{Sql, parse},
};
use crate::{
    model::{ColumnKind, Comparison, Condition, Level},
    parameters::{ComparisonFigures, LevelFigures},
};

/// Splink's floor for probabilities.
const LEAST: f64 = 1e-300;

/// A comparison as it stands in the model, and its figures.
pub(super) fn comparison(
    settings: &ComparisonSettings,
    id: &str,
    columns: &mut Columns,
) -> Result<(Comparison, ComparisonFigures), SplinkError> {
    let name = settings.output_column_name.clone().unwrap_or_else(|| "comparison".into());
    let whole = |problem: &str| SplinkError::Comparison { comparison: name.clone(), problem: problem.into() };
    let level_error = |level: &LevelSettings, problem: String| SplinkError::Level {
        comparison: name.clone(),
        level: label(level),
        sql: one_line(&level.sql_condition),
        problem,
    };
    let (nulls, rest) = match settings.comparison_levels.split_first() {
        Some((first, rest)) if first.is_null_level => (Some(first), rest),
        _ => (None, settings.comparison_levels.as_slice()),
    };
    if rest.iter().any(|level| level.is_null_level) {
        return Err(whole("its null level is not the first"));
    }
    let Some((last, above)) = rest.split_last().filter(|(last, _)| is_else(last)) else {
        return Err(whole("its last level is not ELSE"));
    };
    // Every level is read before any column is derived for missing values, so that inputs keep their names.
    let mut levels = Vec::new();
    for settings in above {
        let read =
            condition(&settings.sql_condition, columns).map_err(|problem| level_error(settings, problem))?;
        let rare = settings.tf_adjustment_column.as_deref().map(|column| columns.input(&unquoted(column)));
        levels.push(Level { name: label(settings), when: Some(read), rare, weight: None });
    }
    levels.push(Level { name: label(last), when: None, rare: None, weight: None });
    let mut figures = learned(rest);
    let (missing, extra) = match nulls {
        // Without a level for them, missing values are judged by ELSE: only a column that never lacks may be asked for.
        None => (vec![columns.input(id)], None),
        Some(level) => missing(level, columns).map_err(|problem| level_error(level, problem))?,
    };
    if let Some(extra) = extra {
        levels.insert(0, Level { name: "missing".into(), when: Some(extra), rare: None, weight: Some(0.0) });
        figures.insert(0, LevelFigures { name: "missing".into(), m: 1.0, u: 1.0 });
    }
    let (rarity, least_frequency) = term_frequencies(rest).map_err(|problem| whole(&problem))?;
    distinct(&mut levels);
    for (figures, level) in figures.iter_mut().zip(&levels) {
        figures.name.clone_from(&level.name);
    }
    Ok((
        Comparison { name: name.clone(), levels, missing },
        ComparisonFigures { name, levels: figures, rarity, least_frequency },
    ))
}

fn condition(sql: &str, columns: &mut Columns) -> Result<Condition, String> {
    meaning(&parse(sql)?, columns)?.condition()?.ok_or_else(|| "it never holds".into())
}

/// Columns without which nothing is compared, and where those do not say it all, the condition of a level without weight.
type Missing = (Vec<String>, Option<Condition>);

fn missing(level: &LevelSettings, columns: &mut Columns) -> Result<Missing, String> {
    let read = meaning(&parse(&level.sql_condition)?, columns)?;
    let parts = match read {
        Meaning::Any(parts) => parts,
        other => vec![other],
    };
    let parts: Vec<Meaning> = parts.into_iter().filter(|part| *part != Meaning::Never).collect();
    let names: Option<Vec<String>> = parts
        .iter()
        .map(|part| match part {
            Meaning::Missing(column) => Some(column.clone()),
            _ => None,
        })
        .collect();
    if let Some(names) = names {
        return Ok((names, None));
    }
    // All of several columns are missing: where a record has none of them, that is so, and else a level says it.
    match parts.as_slice() {
        [Meaning::All(inner)] => {
            let names: Option<Vec<String>> = inner
                .iter()
                .map(|part| match part {
                    Meaning::Missing(column) => Some(column.clone()),
                    _ => None,
                })
                .collect();
            let names = names.ok_or("this way of missing is not known")?;
            let joined = columns.joined(&names, ColumnKind::Text, &[], "_any");
            let extra = Meaning::All(inner.clone()).condition()?;
            Ok((vec![joined], extra))
        }
        _ => Err("this way of missing is not known".into()),
    }
}

fn is_else(level: &LevelSettings) -> bool {
    level.sql_condition.trim().eq_ignore_ascii_case("else")
}

fn label(level: &LevelSettings) -> String {
    level.label_for_charts.clone().unwrap_or_else(|| one_line(&level.sql_condition))
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unquoted(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

/// Names of levels tell them apart.
fn distinct(levels: &mut [Level]) {
    for at in 1..levels.len() {
        let (before, rest) = levels.split_at_mut(at);
        let Some(level) = rest.first_mut() else { continue };
        let taken = |name: &str| before.iter().any(|level| level.name == name);
        if taken(&level.name) {
            let name =
                (2..1_000_u32).map(|number| format!("{} ({number})", level.name)).find(|name| !taken(name));
            level.name = name.unwrap_or_default();
        }
    }
}

/// m and u of each level; what was not learned is what Splink takes then.
fn learned(levels: &[LevelSettings]) -> Vec<LevelFigures> {
    let count = levels.len();
    levels
        .iter()
        .enumerate()
        .map(|(position, level)| {
            let (m, u) = usual(count, count - 1 - position);
            let m = level.m_probability.unwrap_or(m).max(LEAST);
            let u = level.u_probability.unwrap_or(u).max(LEAST);
            // Splink's usual figures of low levels are more than 1, which no probability is; the weight is what counts.
            let most = u.max(1.0);
            LevelFigures { name: label(level), m: m / most, u: u / most }
        })
        .collect()
}

/// What Splink takes for a level that nothing was learned of: 95 of 100 matches are on the highest level, and weights rise
/// evenly from -5 to 3 bits below it, which has 10.
#[expect(clippy::cast_precision_loss, reason = "numbers of levels")]
fn usual(count: usize, value: usize) -> (f64, f64) {
    let others = count.saturating_sub(1).max(1) as f64;
    if value + 1 == count {
        return (0.95, 0.95 / 2_f64.powi(10));
    }
    let m = (1.0 - 0.95) / others;
    let weight = if count <= 2 { -5.0 } else { -5.0 + 8.0 * value as f64 / (others - 1.0) };
    (m, m / weight.exp2())
}

/// How much term frequencies count, and the least frequency, which the model says once for a comparison.
fn term_frequencies(settings: &[LevelSettings]) -> Result<(f64, f64), String> {
    let mut found: Option<(f64, f64)> = None;
    for level in settings.iter().filter(|level| level.tf_adjustment_column.is_some() && !is_else(level)) {
        let column = unquoted(level.tf_adjustment_column.as_deref().unwrap_or_default());
        if level.disable_tf_exact_match_detection {
            return Err(format!(
                "level {:?} takes term frequencies by its own u, which is not known here",
                label(level)
            ));
        }
        let exact = settings.iter().any(|level| {
            matches!(parse(&level.sql_condition), Ok(Sql::Binary("=", a, b))
                if matches!((a.as_ref(), b.as_ref()), (Sql::Column(one, _), Sql::Column(two, _)) if *one == column && *two == column))
        });
        if !exact {
            return Err(format!("term frequencies of {column:?} need a level of its exact match"));
        }
        let these = (level.tf_adjustment_weight, level.tf_minimum_u_value);
        if found.is_some_and(|those| those != these) {
            return Err(
                "its levels count term frequencies differently, and the model says it once for all".into()
            );
        }
        found = Some(these);
    }
    Ok(found.unwrap_or((1.0, 0.0)))
}
