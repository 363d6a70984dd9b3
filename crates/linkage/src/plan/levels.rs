//! Comparisons: levels become steps.

use super::{Check, Columns, MOST, PlanColumn, bad};
use crate::{
    LinkageError,
    kernel::Reach,
    model::{ColumnKind, Condition, Measure},
};

/// Part of a comparison: levels that one look at the values decides.
pub(crate) enum Step {
    /// The same value.
    Exact { column: usize, digit: u8 },
    /// Similarity of two texts: bounds descending, each with the digit it gives.
    Similar { column: usize, winkler: bool, bounds: Vec<(f64, u8)>, reach: Reach },
    /// Edits between two texts: bounds ascending.
    Edits { column: usize, damerau: bool, bounds: Vec<(u32, u8)>, reach: Reach },
    /// Days between two dates: bounds ascending.
    Days { column: usize, bounds: Vec<(f64, u8)> },
    /// What the values in common are, how many, and how many carry them: checks with the digits they give, the strongest
    /// first, over few columns.
    Common { columns: Vec<usize>, levels: Vec<(Check, u8)> },
    /// Anything else.
    Other { check: Check, digit: u8 },
}

/// Most columns of a step that looks at values in common.
pub(crate) const COMMON_COLUMNS: usize = 4;

impl Step {
    /// The strongest digit that a step gives which is worth avoiding.
    pub(crate) fn first_costly_digit(&self) -> Option<u8> {
        match self {
            Self::Exact { .. } | Self::Days { .. } => None,
            Self::Similar { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
            Self::Edits { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
            Self::Common { levels, .. } => levels.first().map(|(_, digit)| *digit),
            Self::Other { digit, .. } => Some(*digit),
        }
    }

    /// Whether it looks at pairs one by one, wherever their values stand.
    pub(crate) const fn is_costly(&self) -> bool {
        matches!(self, Self::Common { .. } | Self::Other { .. })
    }

    /// The checks that are looked at as they are written.
    pub(crate) fn checks(&self) -> impl Iterator<Item = &Check> {
        let (one, several) = match self {
            Self::Other { check, .. } => (Some(check), &[][..]),
            Self::Common { levels, .. } => (None, levels.as_slice()),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(several.iter().map(|(check, _)| check))
    }

    /// Counts out what texts need to reach the weakest of the bounds.
    fn count_out(&mut self) {
        match self {
            Self::Similar { winkler, bounds, reach, .. } => {
                let least = bounds.iter().map(|(bound, _)| *bound).fold(f64::INFINITY, f64::min);
                *reach = Reach::similarity(*winkler, least);
            }
            Self::Edits { bounds, reach, .. } => {
                *reach = Reach::edits(bounds.iter().map(|(bound, _)| *bound).max().unwrap_or(0));
            }
            _ => {}
        }
    }

    /// What a look costs, roughly in nanoseconds.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Self::Exact { .. } => 1,
            Self::Days { .. } => 2,
            Self::Edits { .. } => 5,
            Self::Similar { .. } => 15,
            Self::Common { columns, .. } => 30 * u32::try_from(columns.len()).unwrap_or(1),
            Self::Other { .. } => 100,
        }
    }
}

/// A comparison of the plan.
pub(crate) struct PlanComparison {
    pub(crate) name: String,
    /// Columns without which nothing is compared.
    pub(crate) missing: Vec<usize>,
    pub(crate) steps: Vec<Step>,
    /// For each digit the column whose rarity counts; digit 0 is a missing value.
    pub(crate) rare: Vec<Option<usize>>,
    /// Names of the levels by digit; digit 0 is a missing value.
    pub(crate) levels: Vec<String>,
    /// Fixed weights by digit.
    pub(crate) fixed: Vec<Option<f64>>,
    /// Every column it looks at.
    pub(crate) columns: Vec<usize>,
    /// For each digit, the column of which it says no more than that the values are the same.
    pub(crate) exact: Vec<Option<usize>>,
}

impl PlanComparison {
    /// How many digits there are: levels, and the missing value.
    pub(crate) fn digits(&self) -> usize {
        self.levels.len()
    }
}

/// Makes a comparison ready.
pub(super) fn plan(
    columns: &mut Columns<'_>,
    comparison: &crate::model::Comparison,
) -> Result<PlanComparison, LinkageError> {
    let name = &comparison.name;
    let count = comparison.levels.len();
    if !(2..=MOST).contains(&count) {
        return Err(bad(format!("comparison {name:?} has {count} levels; it needs 2 to {MOST}")));
    }
    let mut plan = PlanComparison {
        name: name.clone(),
        missing: Vec::new(),
        steps: Vec::new(),
        rare: vec![None],
        levels: vec!["missing".into()],
        fixed: vec![None],
        columns: Vec::new(),
        exact: vec![None],
    };
    for (position, level) in comparison.levels.iter().enumerate() {
        // The last level has digit 1, the strongest the highest.
        let digit = u8::try_from(count - position).unwrap_or(u8::MAX);
        if level.weight.is_some_and(|weight| !weight.is_finite() || weight.abs() > 1_000.0) {
            return Err(bad(format!(
                "comparison {name:?}, level {:?}: a weight is within 1000 bits",
                level.name
            )));
        }
        match (&level.when, position + 1 == count) {
            (None, true) => {}
            (Some(condition), false) => {
                let check = Check::new(condition, &mut |column| columns.number(column))?;
                check_kinds(&check, &columns.list, name)?;
                check.columns(&mut |column| {
                    if !plan.columns.contains(&column) {
                        plan.columns.push(column);
                    }
                });
                add_step(&mut plan.steps, check, digit);
            }
            (None, false) => {
                return Err(bad(format!("comparison {name:?}: only the last level may have no condition")));
            }
            (Some(_), true) => {
                return Err(bad(format!(
                    "comparison {name:?}: the last level has a condition; add a last one without, for everything else"
                )));
            }
        }
    }
    plan.steps.iter_mut().for_each(Step::count_out);
    for level in comparison.levels.iter().rev() {
        plan.levels.push(level.name.clone());
        plan.fixed.push(level.weight);
        plan.rare.push(level.rare.as_deref().map(|column| columns.number(column)).transpose()?);
        plan.exact.push(match &level.when {
            Some(Condition::Is { measure: Measure::Exact, columns: named, .. }) => {
                named.first().map(|column| columns.number(column)).transpose()?
            }
            _ => None,
        });
    }
    plan.missing = if comparison.missing.is_empty() {
        plan.columns.iter().copied().take(1).collect()
    } else {
        comparison.missing.iter().map(|column| columns.number(column)).collect::<Result<_, _>>()?
    };
    Ok(plan)
}

/// Days need dates, kilometres places: a measure of another kind would never hold and never say why.
fn check_kinds(check: &Check, columns: &[PlanColumn], comparison: &str) -> Result<(), LinkageError> {
    let mut problem = None;
    check.measures(&mut |measure, column| {
        let needed = match measure {
            Measure::Days | Measure::Transposed => ColumnKind::Date,
            Measure::Difference | Measure::Ratio => ColumnKind::Number,
            Measure::Km => ColumnKind::Place,
            _ => return,
        };
        if let Some(column) = columns.get(column).filter(|column| column.spec.kind != needed) {
            let kind = format!("{needed:?}").to_lowercase();
            problem = Some(bad(format!(
                "comparison {comparison:?}: {} needs a column of kind {kind:?}; set [columns.{}] kind = \"{kind}\"",
                measure.word(),
                column.name
            )));
        }
    });
    problem.map_or(Ok(()), Err)
}

/// Adds a level to the steps; levels that one measure decides share a step.
fn add_step(steps: &mut Vec<Step>, check: Check, digit: u8) {
    let Check::Is { measure, columns, bound } = &check else {
        add_other(steps, check, digit);
        return;
    };
    let (column, bound) = (columns[0], *bound);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edits are counted; clamped to u32"
    )]
    let edits = bound.clamp(0.0, 4e9) as u32;
    match (measure, steps.last_mut()) {
        (Measure::Exact, Some(Step::Common { .. })) => add_other(steps, check, digit),
        (Measure::Exact, _) => steps.push(Step::Exact { column, digit }),
        (Measure::Jaro | Measure::JaroWinkler, Some(Step::Similar { column: same, winkler, bounds, .. }))
            if *same == column && *winkler == (*measure == Measure::JaroWinkler) =>
        {
            bounds.push((bound, digit));
        }
        (Measure::Jaro | Measure::JaroWinkler, _) => steps.push(Step::Similar {
            column,
            winkler: *measure == Measure::JaroWinkler,
            bounds: vec![(bound, digit)],
            reach: Reach::default(),
        }),
        (
            Measure::Levenshtein | Measure::Damerau,
            Some(Step::Edits { column: same, damerau, bounds, .. }),
        ) if *same == column && *damerau == (*measure == Measure::Damerau) => {
            bounds.push((edits, digit));
        }
        (Measure::Levenshtein | Measure::Damerau, _) => steps.push(Step::Edits {
            column,
            damerau: *measure == Measure::Damerau,
            bounds: vec![(edits, digit)],
            reach: Reach::default(),
        }),
        (Measure::Days, Some(Step::Days { column: same, bounds })) if *same == column => {
            bounds.push((bound, digit));
        }
        (Measure::Days, _) => steps.push(Step::Days { column, bounds: vec![(bound, digit)] }),
        _ => add_other(steps, check, digit),
    }
}

/// Adds a level that is no fast step by itself; those that ask for values in common share a step.
fn add_other(steps: &mut Vec<Step>, check: Check, digit: u8) {
    let (mut common, mut asked) = (true, Vec::new());
    check.measures(&mut |measure, column| {
        common &= matches!(measure, Measure::Exact | Measure::Shared | Measure::Degree);
        if !asked.contains(&column) {
            asked.push(column);
        }
    });
    if !common || asked.len() > COMMON_COLUMNS {
        steps.push(Step::Other { check, digit });
        return;
    }
    if let Some(Step::Common { columns, levels }) = steps.last_mut() {
        let new: Vec<usize> = asked.iter().copied().filter(|column| !columns.contains(column)).collect();
        if columns.len() + new.len() <= COMMON_COLUMNS {
            columns.extend(new);
            levels.push((check, digit));
            return;
        }
    }
    steps.push(Step::Common { columns: asked, levels: vec![(check, digit)] });
}
