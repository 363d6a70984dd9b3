//! Why two records have their weight: one bar for every part, which sum to the weight exactly.

mod svg;
mod words;

#[cfg(test)]
mod tests;

use crate::{
    LinkageError, Parameters,
    column::Table,
    compare::{Batch, Rows, Scratch},
    dataset::Dataset,
    plan::{Pattern, Plan, in_common},
    weights::{PartKind, Weights},
};
use serde::Serialize;

/// Why a pair has its weight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The weight in bits: the sum of the bars, to the last digit.
    pub total: f64,
    /// The parts: the prior first, then column by column what the level, the rarity of the value and a context add or take
    /// off, and a correction learned from labels last.
    pub bars: Vec<Bar>,
}

/// One part of a weight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// The comparison; for the prior the segment, for a correction nothing.
    pub name: String,
    /// The level of agreement (`missing` where one record has no value); for a context its name.
    pub level: String,
    /// Bits: above 0 it speaks for the same, below 0 against.
    pub weight: f64,
    /// Values of the record that was named first. Personal: leave them out where they are not needed.
    pub left: Vec<String>,
    /// Values of the other.
    pub right: Vec<String>,
    /// What the part is.
    pub kind: BarKind,
}

/// What a part of a weight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BarKind {
    /// How common matches are before anything is compared.
    Prior,
    /// What the level of a comparison says.
    Column,
    /// What it adds or takes off that the value is rare or frequent.
    Rarity,
    /// What a context takes off: agreement that goes together without being the same.
    Context,
    /// What labels taught about this pattern as a whole.
    Correction,
}

/// Explains the weight of two records, by position, whether the blocks find the pair or not.
///
/// Weights are made anew for each call, which takes a while for millions of records; [`Explainer`] keeps them.
///
/// # Errors
/// Where the parameters belong to another model, where a record is not there, or where the model does not compare the two.
pub fn explain(
    data: &Dataset,
    parameters: &Parameters,
    left: u32,
    right: u32,
) -> Result<Explanation, LinkageError> {
    Explainer::new(data, parameters)?.explain(left, right)
}

/// Explains pair after pair with the same figures.
pub struct Explainer<'a> {
    data: &'a Dataset,
    weights: Weights,
}

impl<'a> Explainer<'a> {
    /// With these figures.
    pub fn new(data: &'a Dataset, parameters: &Parameters) -> Result<Self, LinkageError> {
        Ok(Self { data, weights: Weights::new(&data.plan, parameters, &data.table)? })
    }

    /// Explains the weight of two records, by position.
    pub fn explain(&self, left: u32, right: u32) -> Result<Explanation, LinkageError> {
        let Dataset { plan, table, rows, .. } = self.data;
        for record in [left, right] {
            if record as usize >= table.rows() {
                let count = table.rows();
                return Err(LinkageError::NotThere(format!(
                    "record number {record} is not there; the data has {count} records, numbered from 0"
                )));
            }
        }
        if left == right {
            return Err(LinkageError::NotThere(
                "a record is not compared with itself; name two records".into(),
            ));
        }
        if plan.across() && table.sources.get(left as usize) == table.sources.get(right as usize) {
            return Err(LinkageError::NotThere(
                "both records come from one input, and this model (link = \"across\") compares only records of different \
                 inputs"
                    .into(),
            ));
        }
        of_pair(plan, table, rows, &self.weights, left, right).ok_or_else(|| {
            let segments = plan.segments.as_ref();
            let column = segments.and_then(|segments| plan.columns.get(segments.column));
            let name = column.map(|column| column.name.as_str()).unwrap_or_default();
            let value = |record| segments.map(|segments| texts(table, segments.column, record).join(", "));
            LinkageError::NotThere(format!(
                "the model does not compare these two: their kinds in column {name:?} are {:?} and {:?}, and no segment names \
                 both. Add one under [segments] if they should be compared",
                value(left).unwrap_or_default(),
                value(right).unwrap_or_default()
            ))
        })
    }
}

/// Explains a pair of a table; none where the segments do not compare the two.
pub(crate) fn of_pair(
    plan: &Plan,
    table: &Table,
    rows: &Rows,
    weights: &Weights,
    left: u32,
    right: u32,
) -> Option<Explanation> {
    // Scoring compares the earlier record with the later one.
    let (first, second) = (left.min(right), left.max(right));
    let mut batch = Batch::default();
    batch.gather(rows, &[first, second]);
    let (mut pairs, mut patterns) = (vec![[0, 1]], Vec::new());
    Scratch::new(plan, rows).compare(plan, table, rows, &batch, &mut pairs, &mut patterns, None);
    let pattern = *patterns.first()?;
    let teller = Teller { plan, table, left, right, pattern };
    let mut bars: Vec<Bar> = Vec::new();
    for part in weights.parts(plan, table, first, second, pattern) {
        let bar = teller.bar(&part.kind, part.bits);
        // What a context takes off stands behind the column that it takes it from.
        let behind = match part.kind {
            PartKind::Context(..) => bars.iter().rposition(|other| {
                matches!(other.kind, BarKind::Column | BarKind::Rarity) && other.name == bar.name
            }),
            _ => None,
        };
        bars.insert(behind.map_or(bars.len(), |at| at + 1), bar);
    }
    Some(Explanation { total: weights.pair(plan, table, first, second, pattern), bars })
}

/// Names the parts of one pair.
struct Teller<'a> {
    plan: &'a Plan,
    table: &'a Table,
    left: u32,
    right: u32,
    pattern: Pattern,
}

impl Teller<'_> {
    fn bar(&self, part: &PartKind, weight: f64) -> Bar {
        let mut bar = Bar {
            name: String::new(),
            level: String::new(),
            weight,
            left: Vec::new(),
            right: Vec::new(),
            kind: BarKind::Prior,
        };
        match *part {
            PartKind::Prior => {
                let segment = self.plan.radix.segment_of(self.pattern);
                bar.name = self.plan.segment_names().get(segment).cloned().unwrap_or_default();
            }
            PartKind::Comparison(number) => {
                bar.kind = BarKind::Column;
                (bar.name, bar.level) = self.names(number);
                for column in self.told(number) {
                    bar.left.extend(texts(self.table, column, self.left));
                    bar.right.extend(texts(self.table, column, self.right));
                }
            }
            PartKind::Rarity(number) => {
                bar.kind = BarKind::Rarity;
                (bar.name, bar.level) = self.names(number);
                (bar.left, bar.right) = self.rare(number);
            }
            PartKind::Context(number, context) => {
                bar.kind = BarKind::Context;
                bar.name = self.names(number).0;
                bar.level =
                    self.plan.contexts.get(context).map(|context| context.name.clone()).unwrap_or_default();
            }
            PartKind::Correction => bar.kind = BarKind::Correction,
        }
        bar
    }

    /// Comparison and level.
    fn names(&self, number: usize) -> (String, String) {
        let Some(comparison) = self.plan.comparisons.get(number) else { return Default::default() };
        let digit = self.plan.radix.digit(self.pattern, number);
        (comparison.name.clone(), comparison.levels.get(digit).cloned().unwrap_or_default())
    }

    /// Columns of a comparison whose values are told: of several made of the same input, the first.
    fn told(&self, number: usize) -> Vec<usize> {
        let columns = self.plan.comparisons.get(number).map(|c| c.columns.as_slice()).unwrap_or_default();
        let inputs = |column: usize| self.plan.columns.get(column).map(|column| column.inputs.as_slice());
        let mut told: Vec<usize> = Vec::new();
        for column in columns {
            if !told.iter().any(|other| inputs(*other) == inputs(*column)) {
                told.push(*column);
            }
        }
        told
    }

    /// The values whose rarity counts: those in common, or all where there are none.
    fn rare(&self, number: usize) -> (Vec<String>, Vec<String>) {
        let digit = self.plan.radix.digit(self.pattern, number);
        let comparison = self.plan.comparisons.get(number);
        let Some(at) = comparison.and_then(|comparison| comparison.rare.get(digit).copied().flatten()) else {
            return Default::default();
        };
        let Some(column) = self.table.columns.get(at) else { return Default::default() };
        let shared: Vec<String> = in_common(column.values(self.left), column.values(self.right))
            .map(|code| column.dictionary.text(code).to_owned())
            .collect();
        if shared.is_empty() {
            (texts(self.table, at, self.left), texts(self.table, at, self.right))
        } else {
            (shared.clone(), shared)
        }
    }
}

/// The values of a record in one column.
fn texts(table: &Table, column: usize, record: u32) -> Vec<String> {
    let Some(column) = table.columns.get(column) else { return Vec::new() };
    column.values(record).iter().map(|code| column.dictionary.text(*code).to_owned()).collect()
}
