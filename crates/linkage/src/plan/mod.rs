//! A model made ready: names become numbers, levels become steps, and what cannot work is refused.

mod condition;
mod layout;
mod levels;
mod segments;

pub(crate) use condition::{Check, Common, holds, in_common, measured};
pub(crate) use layout::{Pattern, Radix};
pub(crate) use levels::{COMMON_COLUMNS, PlanComparison, Step};
pub(crate) use segments::PlanSegments;

use crate::{
    LinkageError,
    model::{ColumnKind, ColumnSpec, LinkType, Model},
};
use std::collections::HashMap;

/// A column of the plan.
pub(crate) struct PlanColumn {
    pub(crate) name: String,
    pub(crate) spec: ColumnSpec,
    /// Positions in [`Plan::inputs`].
    pub(crate) inputs: Vec<usize>,
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
    /// Those whose levels are looked at pair by pair.
    pub(crate) costly: Vec<usize>,
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
            comparisons.push(levels::plan(&mut columns, comparison)?);
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
        let costly = |at: &usize| {
            comparisons.get(*at).is_some_and(|comparison| comparison.steps.iter().any(Step::is_costly))
        };
        let costly = order.iter().copied().filter(costly).collect();
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
            costly,
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
