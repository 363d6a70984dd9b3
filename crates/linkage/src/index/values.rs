//! Values of one record, and live counts of those whose number of carriers decides a level.

use crate::{
    column::{Column, MOST_VALUES, Table, parts, prepare},
    plan::{Plan, PlanColumn, Step},
};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// One value of an input column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing is known.
    #[default]
    Missing,
    /// One value.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

impl Cell {
    fn texts(&self) -> &[String] {
        match self {
            Self::Missing => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts.get(..texts.len().min(MOST_VALUES)).unwrap_or_default(),
        }
    }
}

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its key, unique in the index.
    pub key: u64,
    /// Which input it belongs to; counts only where the model pairs records of different inputs.
    #[serde(default)]
    pub source: u16,
    /// Cells in the order of the index's inputs.
    pub cells: Vec<Cell>,
}

/// Cells in one piece of memory: an index keeps millions.
#[derive(Default)]
pub(crate) struct CompactCells(Box<[u8]>);

impl CompactCells {
    pub(crate) fn new(cells: &[Cell]) -> Self {
        // These types can always be written.
        Self(serde_json::to_vec(cells).unwrap_or_default().into())
    }
    pub(crate) fn open(&self) -> Vec<Cell> {
        serde_json::from_slice(&self.0).unwrap_or_default()
    }
}

/// The codes of a record's values in one column, as the batch would make them.
pub(crate) fn read_values(plan: &PlanColumn, record: &Record, column: &mut Column, values: &mut Vec<u32>) {
    values.clear();
    let texts = |input: &usize| record.cells.get(*input).map(Cell::texts).unwrap_or_default();
    let mut take = |text: &str| {
        for part in parts(&plan.spec, text) {
            if values.len() < MOST_VALUES {
                values.push(column.dictionary.intern(&prepare(&plan.spec, part)));
            }
        }
    };
    if let [input] = plan.inputs.as_slice() {
        for text in texts(input) {
            take(text);
        }
    } else {
        let all: Vec<&str> =
            plan.inputs.iter().flat_map(texts).map(String::as_str).filter(|text| !text.is_empty()).collect();
        take(&all.join(" "));
    }
}

/// Who carries each value of the columns whose counts decide levels.
pub(crate) struct Degrees {
    columns: Vec<Watched>,
}

struct Watched {
    column: usize,
    /// Counts at which a level changes.
    bounds: Vec<u32>,
    holders: HashMap<u32, Vec<u32>>,
}

impl Degrees {
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut columns: Vec<Watched> = Vec::new();
        let steps = plan.comparisons.iter().flat_map(|comparison| &comparison.steps);
        for check in steps.flat_map(Step::checks) {
            check.degrees(&mut |column, bound| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count; clamped to u32"
                )]
                let bound = bound.clamp(0.0, 4e9) as u32;
                match columns.iter_mut().find(|watched| watched.column == column) {
                    Some(watched) => watched.bounds.push(bound),
                    None => columns.push(Watched { column, bounds: vec![bound], holders: HashMap::new() }),
                }
            });
        }
        Self { columns }
    }

    /// A record carries its values from now on; returns the carriers of values whose count crossed a bound.
    pub(crate) fn add(&mut self, table: &Table, record: u32) -> Vec<Vec<u32>> {
        let mut moved = Vec::new();
        for watched in &mut self.columns {
            let values =
                table.columns.get(watched.column).map(|column| column.values(record)).unwrap_or_default();
            for value in values {
                let holders = watched.holders.entry(*value).or_default();
                holders.push(record);
                let count = u32::try_from(holders.len()).unwrap_or(u32::MAX);
                if watched.bounds.iter().any(|bound| count == bound.saturating_add(1)) {
                    moved.push(holders.clone());
                }
            }
        }
        moved
    }

    /// A record that still stands in the table carries its values no more.
    pub(crate) fn take(&mut self, table: &Table, record: u32) -> Vec<Vec<u32>> {
        let mut moved = Vec::new();
        for watched in &mut self.columns {
            let values =
                table.columns.get(watched.column).map(|column| column.values(record)).unwrap_or_default();
            for value in values {
                let Some(holders) = watched.holders.get_mut(value) else { continue };
                holders.retain(|other| *other != record);
                let count = u32::try_from(holders.len()).unwrap_or(u32::MAX);
                if watched.bounds.contains(&count) {
                    moved.push(holders.clone());
                }
                if holders.is_empty() {
                    watched.holders.remove(value);
                }
            }
        }
        moved
    }
}
