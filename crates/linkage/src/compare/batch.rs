//! Records that are compared with each other, gathered column by column.

use super::Rows;
use crate::{column::Table, kernel::Sketch};

/// One column of the gathered records.
#[derive(Default)]
pub(crate) struct Lane {
    pub(crate) codes: Vec<u32>,
    pub(crate) sketches: Vec<Sketch>,
    pub(crate) days: Vec<i32>,
}

/// Gathered records. Reused from block to block.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) records: Vec<u32>,
    /// In the order of [`Rows::slots`].
    pub(crate) lanes: Vec<Lane>,
}

impl Batch {
    /// Gathers these records.
    pub(crate) fn gather(&mut self, rows: &Rows, records: &[u32]) {
        self.records.clear();
        self.records.extend_from_slice(records);
        self.lanes.resize_with(rows.slots.len(), Lane::default);
        for lane in &mut self.lanes {
            lane.codes.clear();
            lane.sketches.clear();
            lane.days.clear();
        }
        for record in records {
            let row = rows.row(*record);
            for (slot, lane) in rows.slots.iter().zip(&mut self.lanes) {
                lane.codes.push(slot.code(row));
                if let Some(sketch) = slot.sketch(row) {
                    lane.sketches.push(sketch);
                }
                if slot.has_day() {
                    lane.days.push(slot.day(row));
                }
            }
        }
    }

    /// The symbols of a text slot of a gathered record.
    #[inline]
    pub(crate) fn symbols<'a>(
        &self,
        rows: &'a Rows,
        table: &'a Table,
        slot: usize,
        position: usize,
    ) -> &'a [u8] {
        match (rows.slots.get(slot), self.records.get(position)) {
            (Some(slot), Some(record)) => rows.symbols(table, slot, *record),
            _ => &[],
        }
    }
}
