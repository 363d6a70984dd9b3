//! Records as codes, packed: the codes of one record stand side by side, so that looking at a record costs one visit to
//! memory. What texts and days need for their comparison stands once a distinct value, where the values of a block soon
//! are in the processor's cache.

use crate::{
    column::{Column, Dictionary, MISSING, Table},
    kernel::Sketch,
    plan::{Plan, Step},
};
use rayon::prelude::*;

/// What is packed of one column.
pub(crate) struct Slot {
    pub(crate) column: usize,
    /// By code, where texts are compared.
    sketches: Option<Vec<Sketch>>,
    /// Day numbers by code, where dates are.
    days: Option<Vec<i32>>,
}

/// Codes that stand together in memory: no record begins in one line of the processor's cache and ends in the next.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Line([u32; LINE]);

/// Codes of a line.
const LINE: usize = 8;
const EMPTY: Line = Line([MISSING; LINE]);

/// Packed records.
pub(crate) struct Rows {
    slots: Vec<Slot>,
    /// Record by record, slot by slot, as many lines as the slots fill.
    lines: Vec<Line>,
}

/// The slot of a column, a new one where it has none.
fn slot(slots: &mut Vec<Slot>, column: usize) -> &mut Slot {
    let at = slots.iter().position(|slot| slot.column == column).unwrap_or(slots.len());
    if at == slots.len() {
        slots.push(Slot { column, sketches: None, days: None });
    }
    &mut slots[at]
}

/// Records that one thread packs at a time.
const AT_ONCE: usize = 1 << 14;

impl Rows {
    /// How records of this plan are packed; the records of the table, where there is one.
    pub(crate) fn new(plan: &Plan, table: Option<&Table>) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        for comparison in &plan.comparisons {
            for step in &comparison.steps {
                match step {
                    Step::Exact { column, .. } => {
                        slot(&mut slots, *column);
                    }
                    Step::Similar { column, .. } | Step::Edits { column, .. } => {
                        slot(&mut slots, *column).sketches.get_or_insert_default();
                    }
                    Step::Days { column, .. } => {
                        slot(&mut slots, *column).days.get_or_insert_default();
                    }
                    Step::Common { columns, .. } => {
                        for column in columns {
                            slot(&mut slots, *column);
                        }
                    }
                    Step::Other { .. } => {}
                }
            }
            for column in &comparison.missing {
                slot(&mut slots, *column);
            }
        }
        if let Some(segments) = &plan.segments {
            slot(&mut slots, segments.column);
        }
        let mut rows = Self { slots, lines: Vec::new() };
        if let Some(table) = table {
            rows.pack_all(table);
        }
        rows
    }

    fn pack_all(&mut self, table: &Table) {
        self.slots.par_iter_mut().for_each(|slot| slot.learn(table));
        let columns: Vec<&[u32]> = self
            .slots
            .iter()
            .map(|slot| {
                table.columns.get(slot.column).map(|column| column.codes.as_slice()).unwrap_or_default()
            })
            .collect();
        let width = self.lines_of_one();
        self.lines = vec![EMPTY; table.rows() * width];
        self.lines.par_chunks_mut(AT_ONCE * width).enumerate().for_each(|(part, lines)| {
            for (slot, column) in columns.iter().enumerate() {
                let column = column.get(part * AT_ONCE..).unwrap_or_default();
                for (row, code) in lines.chunks_exact_mut(width).zip(column) {
                    if let Some(line) = row.get_mut(slot / LINE) {
                        line.0[slot % LINE] = *code;
                    }
                }
            }
        });
    }

    fn lines_of_one(&self) -> usize {
        self.slots.len().div_ceil(LINE).max(1)
    }

    /// Packs one record more; it must be the next.
    pub(crate) fn push(&mut self, table: &Table, record: u32) {
        self.lines.resize(self.lines.len() + self.lines_of_one(), EMPTY);
        self.pack(table, record);
    }

    /// Packs a record anew.
    pub(crate) fn pack(&mut self, table: &Table, record: u32) {
        let width = self.lines_of_one();
        let start = record as usize * width;
        let Some(row) = self.lines.get_mut(start..start + width) else { return };
        for (slot, place) in self.slots.iter_mut().zip(row.iter_mut().flat_map(|line| &mut line.0)) {
            slot.learn(table);
            let column = table.columns.get(slot.column);
            *place = column.and_then(|column| column.codes.get(record as usize)).copied().unwrap_or(MISSING);
        }
    }

    /// How many columns are packed.
    pub(crate) fn width(&self) -> usize {
        self.slots.len()
    }

    /// Where a column stands among the packed ones.
    pub(crate) fn slot_of(&self, column: usize) -> Option<usize> {
        self.slots.iter().position(|slot| slot.column == column)
    }

    /// The codes of a record, slot by slot.
    #[inline]
    pub(crate) fn row(&self, record: u32) -> impl Iterator<Item = u32> {
        let width = self.lines_of_one();
        let start = record as usize * width;
        let lines = self.lines.get(start..start + width).unwrap_or_default();
        lines.iter().flat_map(|line| line.0).take(self.slots.len())
    }

    /// The code of a column in a packed record; none where the column is not packed.
    #[inline]
    pub(crate) fn code(&self, column: usize, record: u32) -> Option<u32> {
        let slot = self.slot_of(column)?;
        let line = self.lines.get(record as usize * self.lines_of_one() + slot / LINE)?;
        Some(line.0[slot % LINE])
    }

    /// What is known of each value of a text slot, by code.
    #[inline]
    pub(crate) fn sketches(&self, slot: usize) -> &[Sketch] {
        self.slots.get(slot).and_then(|slot| slot.sketches.as_deref()).unwrap_or_default()
    }

    /// The day of each value of a slot of dates, by code.
    #[inline]
    pub(crate) fn days(&self, slot: usize) -> &[i32] {
        self.slots.get(slot).and_then(|slot| slot.days.as_deref()).unwrap_or_default()
    }

    /// The symbols of a value of a text slot, wherever they stand.
    #[inline]
    pub(crate) fn symbols<'a>(&'a self, table: &'a Table, slot: usize, code: u32) -> &'a [u8] {
        let Some(slot) = self.slots.get(slot) else { return &[] };
        let sketch = slot.sketches.as_ref().and_then(|sketches| sketches.get(code as usize));
        match sketch.and_then(Sketch::whole) {
            Some(symbols) => symbols,
            None => table.columns.get(slot.column).map_or(&[], |column| column.dictionary.symbols(code)),
        }
    }
}

impl Slot {
    /// Takes values in that came since the last time.
    #[inline]
    fn learn(&mut self, table: &Table) {
        let Some(Column { dictionary, .. }) = table.columns.get(self.column) else { return };
        let new = |from: usize| (from..dictionary.codes()).map(|code| u32::try_from(code).unwrap_or(MISSING));
        if let Some(sketches) = &mut self.sketches {
            sketches.extend(new(sketches.len()).map(|code| Sketch::of(dictionary.symbols(code))));
        }
        if let Some(days) = &mut self.days {
            days.extend(new(days.len()).map(|code| day(dictionary, code)));
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "day numbers came from i32")]
fn day(dictionary: &Dictionary, code: u32) -> i32 {
    dictionary.number(code) as i32
}
