//! A model made ready: names become numbers, levels become steps, and what cannot work is refused.

mod condition;
mod layout;

pub(crate) use condition::{Check, holds, in_common, measured};
pub(crate) use layout::{Pattern, Radix};

use crate::{
    LinkageError,
    model::{ColumnKind, ColumnSpec, Condition, LinkType, Measure, Model},
};
use std::collections::HashMap;

/// A column of the plan.
pub(crate) struct PlanColumn {
    pub(crate) name: String,
    pub(crate) spec: ColumnSpec,
    /// Positions in [`Plan::inputs`].
    pub(crate) inputs: Vec<usize>,
}

/// Part of a comparison: levels that one look at the values decides.
pub(crate) enum Step {
    /// The same value.
    Exact { column: usize, digit: u8 },
    /// Similarity of two texts: bounds descending, each with the digit it gives.
    Similar { column: usize, winkler: bool, bounds: Vec<(f64, u8)> },
    /// Edits between two texts: bounds ascending.
    Edits { column: usize, damerau: bool, bounds: Vec<(u32, u8)> },
    /// Days between two dates: bounds ascending.
    Days { column: usize, bounds: Vec<(f64, u8)> },
    /// Anything else.
    Other { check: Check, digit: u8 },
}

impl Step {
    /// The strongest digit that a step gives which is worth avoiding.
    pub(crate) fn first_costly_digit(&self) -> Option<u8> {
        match self {
            Self::Exact { .. } | Self::Days { .. } => None,
            Self::Similar { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
            Self::Edits { bounds, .. } => bounds.first().map(|(_, digit)| *digit),
            Self::Other { digit, .. } => Some(*digit),
        }
    }

    /// What a look costs, roughly in nanoseconds.
    fn cost(&self) -> u32 {
        match self {
            Self::Exact { .. } => 1,
            Self::Days { .. } => 2,
            Self::Edits { .. } => 5,
            Self::Similar { .. } => 15,
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

/// A block of the plan: columns with the number of letters that count.
pub(crate) struct PlanBlock {
    pub(crate) name: String,
    pub(crate) parts: Vec<usize>,
    pub(crate) cap: Option<u32>,
    pub(crate) divide: Vec<usize>,
    /// Model columns behind the parts that agree fully within the block.
    pub(crate) whole: Vec<usize>,
}

/// A context of the plan, by numbers of comparisons.
pub(crate) struct PlanContext {
    pub(crate) name: String,
    pub(crate) agree: Vec<usize>,
    pub(crate) changes: Vec<usize>,
}

/// Segments of the plan.
pub(crate) struct PlanSegments {
    pub(crate) column: usize,
    /// The values that the segments name; their codes are their positions, from 1.
    pub(crate) values: Vec<String>,
    /// Segment by the codes of both values.
    matrix: Vec<Option<usize>>,
}

impl PlanSegments {
    /// The segment of a pair whose column has these codes.
    pub(crate) fn of(&self, left: u32, right: u32) -> Option<usize> {
        let size = self.values.len() + 1;
        let (left, right) = (left as usize, right as usize);
        if left >= size || right >= size {
            return None;
        }
        self.matrix.get(left * size + right).copied().flatten()
    }

    fn new(column: usize, pairs: &[String]) -> Self {
        let split = |pair: &str| {
            let (left, right) = pair.split_once('+').unwrap_or((pair, pair));
            (left.trim().to_owned(), right.trim().to_owned())
        };
        let mut values: Vec<String> = Vec::new();
        for pair in pairs {
            let (left, right) = split(pair);
            for value in [left, right] {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        let size = values.len() + 1;
        let mut matrix = vec![None; size * size];
        for (number, pair) in pairs.iter().enumerate() {
            let (left, right) = split(pair);
            let at = |value: &str| values.iter().position(|known| known == value).unwrap_or(0) + 1;
            for (a, b) in [(at(&left), at(&right)), (at(&right), at(&left))] {
                if let Some(place) = matrix.get_mut(a * size + b) {
                    *place = Some(number);
                }
            }
        }
        Self { column, values, matrix }
    }
}

/// A model made ready.
pub(crate) struct Plan {
    pub(crate) model: Model,
    pub(crate) inputs: Vec<String>,
    pub(crate) columns: Vec<PlanColumn>,
    pub(crate) comparisons: Vec<PlanComparison>,
    pub(crate) blocks: Vec<PlanBlock>,
    /// Comparisons whose full agreement makes a set of pairs to learn from.
    pub(crate) training: Vec<Vec<usize>>,
    pub(crate) contexts: Vec<PlanContext>,
    /// Blocks that all but prove a match.
    pub(crate) certain: Vec<PlanBlock>,
    pub(crate) segments: Option<PlanSegments>,
    pub(crate) radix: Radix,
    /// Comparisons in the order in which they are made: the cheap ones first.
    pub(crate) order: Vec<usize>,
}

/// Most comparisons, blocks and levels of a model.
const MOST: usize = 64;

fn bad(problem: impl Into<String>) -> LinkageError {
    LinkageError::BadModel(problem.into())
}

struct Columns<'a> {
    model: &'a Model,
    inputs: Vec<String>,
    list: Vec<PlanColumn>,
    by_name: HashMap<String, usize>,
}

impl Columns<'_> {
    fn input(&mut self, name: &str) -> usize {
        self.inputs.iter().position(|known| known == name).unwrap_or_else(|| {
            self.inputs.push(name.to_owned());
            self.inputs.len() - 1
        })
    }

    /// The number of a column, by its name in the model or of the input.
    fn number(&mut self, name: &str) -> Result<usize, LinkageError> {
        if name.is_empty() {
            return Err(bad("a column has an empty name"));
        }
        if let Some(number) = self.by_name.get(name) {
            return Ok(*number);
        }
        let spec = self.model.columns.get(name).cloned().unwrap_or_default();
        for step in &spec.steps {
            if let crate::model::Step::Matching(pattern) = step {
                crate::column::check_pattern(pattern)
                    .map_err(|problem| bad(format!("column {name:?}: {problem}")))?;
            }
        }
        Ok(self.add(name, name, spec))
    }

    fn add(&mut self, name: &str, input: &str, spec: ColumnSpec) -> usize {
        let inputs = if spec.from.is_empty() {
            vec![self.input(input)]
        } else {
            spec.from.clone().iter().map(|from| self.input(from)).collect()
        };
        self.list.push(PlanColumn { name: name.to_owned(), spec, inputs });
        self.by_name.insert(name.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    /// The number of `name` or `name:3`, and of the whole column where no letters are cut off.
    fn part(&mut self, text: &str) -> Result<(usize, Option<usize>), LinkageError> {
        let Some((name, letters)) = text.split_once(':') else {
            let number = self.number(text)?;
            return Ok((number, Some(number)));
        };
        if let Some(number) = self.by_name.get(text) {
            return Ok((*number, None));
        }
        let letters: u16 =
            letters.trim().parse().ok().filter(|n| (1..=256).contains(n)).ok_or_else(|| {
                bad(format!("{text:?}: after the colon stands a number of letters, 1 to 256"))
            })?;
        self.number(name.trim())?;
        let mut spec = self.model.columns.get(name.trim()).cloned().unwrap_or_default();
        if spec.kind == ColumnKind::Date {
            // Letters of a date are those of its ISO form; other kinds have no letters to cut.
            spec.steps.retain(|_| spec.format.is_none());
        } else if spec.kind != ColumnKind::Text {
            return Err(bad(format!("{text:?}: only texts and dates can be cut")));
        }
        if spec.format.is_some() {
            return Err(bad(format!(
                "{text:?}: a date with a form of its own cannot be cut; make a text column for it"
            )));
        }
        spec.kind = ColumnKind::Text;
        spec.steps.push(crate::model::Step::First(letters));
        Ok((self.add(text, name.trim(), spec), None))
    }

    fn block(&mut self, on: &[String]) -> Result<PlanBlock, LinkageError> {
        if on.is_empty() {
            return Err(bad("a block names no column: it would pair every record with every other"));
        }
        let (mut parts, mut whole) = (Vec::new(), Vec::new());
        for text in on {
            let (number, full) = self.part(text)?;
            parts.push(number);
            whole.extend(full);
        }
        Ok(PlanBlock { name: on.join(" + "), parts, cap: None, divide: Vec::new(), whole })
    }
}

impl Plan {
    /// Makes a model ready.
    pub(crate) fn new(model: &Model) -> Result<Self, LinkageError> {
        let mut columns = Columns { model, inputs: Vec::new(), list: Vec::new(), by_name: HashMap::new() };
        for (count, what) in [
            (model.comparisons.len(), "comparisons"),
            (model.blocks.len(), "blocks"),
            (model.training.on.len(), "training blocks"),
            (model.training.certain.len(), "certain agreements"),
        ] {
            if count > MOST {
                return Err(bad(format!("{count} {what}; at most {MOST} are possible")));
            }
        }
        if model.comparisons.is_empty() {
            return Err(bad("it has no comparison"));
        }
        if model.blocks.is_empty() {
            return Err(bad("it has no block, so no pair would be looked at"));
        }
        let mut comparisons: Vec<PlanComparison> = Vec::new();
        for comparison in &model.comparisons {
            if comparisons.iter().any(|known| known.name == comparison.name) {
                return Err(bad(format!("comparison {:?} stands twice", comparison.name)));
            }
            comparisons.push(plan_comparison(&mut columns, comparison)?);
        }
        let mut blocks = Vec::new();
        for block in &model.blocks {
            let mut plan = columns.block(&block.on)?;
            plan.cap = block.cap;
            for part in &block.divide {
                plan.divide.push(columns.part(part)?.0);
            }
            blocks.push(plan);
        }
        let by_name = |names: &[String], what: &str| -> Result<Vec<usize>, LinkageError> {
            let find = |name: &String| comparisons.iter().position(|comparison| comparison.name == *name);
            let all = names.iter().map(|name| {
                find(name).ok_or_else(|| bad(format!("{what} names {name:?}, which is no comparison")))
            });
            all.collect()
        };
        let mut training = Vec::new();
        for on in &model.training.on {
            training.push(by_name(on, "training.on")?);
        }
        if training.is_empty() {
            // Blocks of whole columns, each the strongest agreement of a comparison.
            let strongest = |column: &usize| {
                comparisons.iter().position(|comparison| comparison.exact.last() == Some(&Some(*column)))
            };
            let whole = blocks.iter().filter(|block: &&PlanBlock| block.whole.len() == block.parts.len());
            training = whole.filter_map(|block| block.whole.iter().map(strongest).collect()).collect();
        }
        let mut contexts = Vec::new();
        for context in &model.contexts {
            let what = format!("context {:?}", context.name);
            let (agree, changes) = (by_name(&context.agree, &what)?, by_name(&context.changes, &what)?);
            if agree.is_empty() || changes.is_empty() || agree.iter().any(|at| changes.contains(at)) {
                return Err(bad(format!("{what} needs comparisons that agree, and others that change")));
            }
            contexts.push(PlanContext { name: context.name.clone(), agree, changes });
        }
        let mut certain = Vec::new();
        for on in &model.training.certain {
            certain.push(columns.block(on)?);
        }
        let segments = match &model.segments {
            None => None,
            Some(segments) => {
                if segments.pairs.is_empty() || segments.pairs.len() > MOST {
                    return Err(bad(format!("segments: name 1 to {MOST} pairs")));
                }
                Some(PlanSegments::new(columns.number(&segments.column)?, &segments.pairs))
            }
        };
        let mut order: Vec<usize> = (0..comparisons.len()).collect();
        order.sort_by_key(|at| {
            comparisons.get(*at).map(|comparison| comparison.steps.iter().map(Step::cost).sum::<u32>())
        });
        let sizes: Vec<usize> = comparisons.iter().map(PlanComparison::digits).collect();
        let radix = Radix::new(&sizes, model.segments.as_ref().map_or(1, |segments| segments.pairs.len()))
            .ok_or_else(|| bad("its comparisons have more combinations of levels than 64 bits can number"))?;
        let Columns { inputs, list: columns, .. } = columns;
        Ok(Self {
            model: model.clone(),
            inputs,
            columns,
            comparisons,
            blocks,
            training,
            contexts,
            certain,
            segments,
            radix,
            order,
        })
    }

    /// Names of the segments; `all` where there are none.
    pub(crate) fn segment_names(&self) -> Vec<String> {
        match &self.model.segments {
            None => vec!["all".into()],
            Some(segments) => segments.pairs.clone(),
        }
    }

    /// Whether comparisons are at their strongest level.
    pub(crate) fn at_strongest(&self, pattern: Pattern, comparisons: &[usize]) -> bool {
        comparisons.iter().all(|at| {
            self.comparisons
                .get(*at)
                .is_some_and(|comparison| self.radix.digit(pattern, *at) + 1 == comparison.digits())
        })
    }

    /// Whether only records of different inputs are paired.
    pub(crate) fn across(&self) -> bool {
        self.model.link == LinkType::Across
    }
}

fn plan_comparison(
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
        steps.push(Step::Other { check, digit });
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
        (Measure::Exact, _) => steps.push(Step::Exact { column, digit }),
        (Measure::Jaro | Measure::JaroWinkler, Some(Step::Similar { column: same, winkler, bounds }))
            if *same == column && *winkler == (*measure == Measure::JaroWinkler) =>
        {
            bounds.push((bound, digit));
        }
        (Measure::Jaro | Measure::JaroWinkler, _) => steps.push(Step::Similar {
            column,
            winkler: *measure == Measure::JaroWinkler,
            bounds: vec![(bound, digit)],
        }),
        (Measure::Levenshtein | Measure::Damerau, Some(Step::Edits { column: same, damerau, bounds }))
            if *same == column && *damerau == (*measure == Measure::Damerau) =>
        {
            bounds.push((edits, digit));
        }
        (Measure::Levenshtein | Measure::Damerau, _) => steps.push(Step::Edits {
            column,
            damerau: *measure == Measure::Damerau,
            bounds: vec![(edits, digit)],
        }),
        (Measure::Days, Some(Step::Days { column: same, bounds })) if *same == column => {
            bounds.push((bound, digit))
        }
        (Measure::Days, _) => steps.push(Step::Days { column, bounds: vec![(bound, digit)] }),
        _ => steps.push(Step::Other { check, digit }),
    }
}
