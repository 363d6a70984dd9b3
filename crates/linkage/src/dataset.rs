//! Records read in and made ready for every step.

use crate::{
    Frequencies, LinkageError, Model,
    block::Blocks,
    column::{Table, TableBuilder},
    compare::Rows,
    plan::Plan,
    weights::stable_hash,
};
use arrow::array::{ArrayRef, RecordBatch};
use std::{collections::HashMap, sync::OnceLock};

/// Records of one or more inputs under a model, in memory.
pub struct Dataset {
    pub(crate) plan: Plan,
    pub(crate) table: Table,
    pub(crate) rows: Rows,
    pub(crate) ids: ArrayRef,
    /// Made when they are first needed; training and scoring look at the same ones.
    blocks: OnceLock<Blocks>,
}

impl Dataset {
    /// Reads batches, each with the number of the input it belongs to. Batches are not kept.
    pub fn read<E: From<LinkageError>>(
        model: &Model,
        batches: impl IntoIterator<Item = Result<(u16, RecordBatch), E>>,
    ) -> Result<Self, E> {
        Self::read_expecting(0, model, batches)
    }

    /// The same where it is told how many records may come: room for them is set aside at once, so that no array is moved
    /// as it grows. Any number will do.
    pub fn read_expecting<E: From<LinkageError>>(
        records: usize,
        model: &Model,
        batches: impl IntoIterator<Item = Result<(u16, RecordBatch), E>>,
    ) -> Result<Self, E> {
        model.check()?;
        let plan = Plan::new(model)?;
        let mut builder = TableBuilder::new(&plan, records);
        for batch in batches {
            let (source, batch) = batch?;
            builder.push(&batch, source)?;
        }
        let (table, ids) = builder.finish()?;
        let rows = Rows::new(&plan, Some(&table));
        Ok(Self { plan, table, rows, ids, blocks: OnceLock::new() })
    }

    pub(crate) fn blocks(&self) -> &Blocks {
        self.blocks.get_or_init(|| Blocks::new(&self.plan.blocks, &self.table))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.table.rows()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Ids of the records, in their order: texts or whole numbers.
    pub fn ids(&self) -> &ArrayRef {
        &self.ids
    }
    /// Ids as texts, in the order of the records.
    pub fn id_texts(&self) -> Vec<String> {
        let texts = arrow::compute::cast(&self.ids, &arrow::datatypes::DataType::Utf8);
        let texts = texts.unwrap_or_else(|_| self.ids.clone());
        let texts = arrow::array::AsArray::as_string_opt::<i32>(&texts);
        texts
            .map(|texts| texts.iter().map(|id| id.unwrap_or_default().to_owned()).collect())
            .unwrap_or_default()
    }
    /// The model.
    pub fn model(&self) -> &Model {
        &self.plan.model
    }

    /// Columns of the model that have no value in any record: nothing can be learned from them.
    pub fn empty_columns(&self) -> Vec<&str> {
        self.plan
            .columns
            .iter()
            .zip(&self.table.columns)
            .filter(|(_, column)| column.present() == 0)
            .map(|(plan, _)| plan.name.as_str())
            .collect()
    }

    /// How often values occur in the columns whose rarity the model counts: what an index needs of the data that its
    /// parameters were learned from.
    pub fn frequencies(&self) -> HashMap<String, Frequencies> {
        let rare = self.plan.comparisons.iter().flat_map(|comparison| &comparison.rare).flatten();
        rare.filter_map(|number| {
            let (plan, column) = (self.plan.columns.get(*number)?, self.table.columns.get(*number)?);
            let words = &column.dictionary;
            let codes = (1..words.codes()).filter_map(|code| u32::try_from(code).ok());
            let counts = codes
                .filter(|code| words.count(*code) > 1)
                .map(|code| (stable_hash(words.text(code)), words.count(code)))
                .collect();
            Some((plan.name.clone(), Frequencies { total: column.present() as u64, counts }))
        })
        .collect()
    }

    /// How many pairs of records may be the same.
    #[expect(clippy::cast_precision_loss, reason = "counts of records")]
    pub(crate) fn all_pairs(&self) -> f64 {
        let n = self.len() as f64;
        let all = n * (n - 1.0) / 2.0;
        if !self.plan.across() {
            return all;
        }
        let mut by_source: HashMap<u16, f64> = HashMap::new();
        for source in &self.table.sources {
            *by_source.entry(*source).or_default() += 1.0;
        }
        all - by_source.values().map(|n| n * (n - 1.0) / 2.0).sum::<f64>()
    }
}
