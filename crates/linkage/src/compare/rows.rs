//! Records packed for comparison: codes and short texts of one record side by side, so that looking at a record costs
//! one visit to memory and not one for each column.

use crate::{
    column::{Column, MISSING, SEVERAL, Table},
    kernel::Sketch,
    plan::{Plan, Step},
};

/// What stands of one column in a packed record.
pub(crate) struct Slot {
    pub(crate) column: usize,
    /// Where the code stands.
    at: usize,
    /// Where sketch and letters stand, and room for how many letters.
    text: Option<(usize, usize)>,
    /// Where the day number stands.
    day: Option<usize>,
}

/// Packed records.
pub(crate) struct Rows {
    pub(crate) slots: Vec<Slot>,
    stride: usize,
    data: Vec<u8>,
}

/// Room for letters where nothing is known of the column.
const ROOM: usize = 24;

impl Rows {
    /// How records of this plan are packed. With a table, room is made for nearly all of its texts.
    pub(crate) fn new(plan: &Plan, table: Option<&Table>) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        let (mut texts, mut days, mut order) = (Vec::new(), Vec::new(), Vec::new());
        for comparison in &plan.comparisons {
            for step in &comparison.steps {
                match step {
                    Step::Exact { column, .. } => order.push(*column),
                    Step::Similar { column, .. } | Step::Edits { column, .. } => {
                        order.push(*column);
                        texts.push(*column);
                    }
                    Step::Days { column, .. } => {
                        order.push(*column);
                        days.push(*column);
                    }
                    Step::Other { .. } => {}
                }
            }
            order.extend(&comparison.missing);
        }
        if let Some(segments) = &plan.segments {
            order.push(segments.column);
        }
        let mut stride = 0;
        let mut take = |bytes: usize| {
            stride += bytes;
            stride - bytes
        };
        for column in order {
            if slots.iter().any(|slot| slot.column == column) {
                continue;
            }
            let room = || table.and_then(|table| table.columns.get(column)).map_or(ROOM, room_for);
            let at = take(4);
            let text = texts.contains(&column).then(|| {
                let room = room();
                (take(Sketch::SIZE + room), room)
            });
            let day = days.contains(&column).then(|| take(4));
            slots.push(Slot { column, at, text, day });
        }
        let mut rows = Self { slots, stride, data: Vec::new() };
        if let Some(table) = table {
            rows.data.reserve_exact(table.rows() * stride);
            for record in 0..table.rows() {
                // Records are numbered in 31 bits.
                rows.push(table, u32::try_from(record).unwrap_or(u32::MAX));
            }
        }
        rows
    }

    /// Packs one record more; it must be the next.
    pub(crate) fn push(&mut self, table: &Table, record: u32) {
        let start = self.data.len();
        self.data.resize(start + self.stride, 0);
        self.pack(table, record);
    }

    /// Packs a record anew.
    pub(crate) fn pack(&mut self, table: &Table, record: u32) {
        let start = record as usize * self.stride;
        let Some(row) = self.data.get_mut(start..start + self.stride) else { return };
        for slot in &self.slots {
            let Some(column) = table.columns.get(slot.column) else { continue };
            let code = column.codes.get(record as usize).copied().unwrap_or(MISSING);
            put(row, slot.at, &code.to_le_bytes());
            if code == MISSING || code & SEVERAL != 0 {
                continue;
            }
            if let Some((at, room)) = slot.text {
                let symbols = column.dictionary.symbols(code);
                put(row, at, &Sketch::of(symbols).to_bytes());
                if symbols.len() <= room {
                    put(row, at + Sketch::SIZE, symbols);
                }
            }
            if let Some(at) = slot.day {
                #[expect(clippy::cast_possible_truncation, reason = "day numbers came from i32")]
                let day = column.dictionary.number(code) as i32;
                put(row, at, &day.to_le_bytes());
            }
        }
    }

    /// The code of a column in a packed record; none where the column is not packed.
    #[inline]
    pub(crate) fn code(&self, column: usize, record: u32) -> Option<u32> {
        let slot = self.slots.iter().find(|slot| slot.column == column)?;
        Some(slot.code(self.row(record)))
    }

    /// The packed record.
    #[inline]
    pub(crate) fn row(&self, record: u32) -> &[u8] {
        let start = record as usize * self.stride;
        self.data.get(start..start + self.stride).unwrap_or_default()
    }

    /// The symbols of a text slot of a packed record, wherever they stand.
    #[inline]
    pub(crate) fn symbols<'a>(&'a self, table: &'a Table, slot: &Slot, record: u32) -> &'a [u8] {
        let (row, Some((at, room))) = (self.row(record), slot.text) else { return &[] };
        // The length is the last byte of the sketch.
        let length = row.get(at + Sketch::SIZE - 1).map_or(0, |length| usize::from(*length));
        if length <= room {
            return row.get(at + Sketch::SIZE..at + Sketch::SIZE + length).unwrap_or_default();
        }
        table.columns.get(slot.column).map_or(&[], |column| column.dictionary.symbols(slot.code(row)))
    }
}

impl Slot {
    #[inline]
    pub(crate) fn code(&self, row: &[u8]) -> u32 {
        word(row, self.at)
    }
    #[inline]
    pub(crate) fn sketch(&self, row: &[u8]) -> Option<Sketch> {
        row.get(self.text?.0..)?.first_chunk().map(Sketch::from_bytes)
    }
    #[inline]
    pub(crate) fn day(&self, row: &[u8]) -> i32 {
        self.day.map_or(0, |at| word(row, at).cast_signed())
    }
    pub(crate) fn has_day(&self) -> bool {
        self.day.is_some()
    }
}

#[inline]
fn word(row: &[u8], at: usize) -> u32 {
    row.get(at..).and_then(<[u8]>::first_chunk::<4>).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn put(row: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = row.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// Room for 98 of 100 distinct texts, at most 40 letters.
fn room_for(column: &Column) -> usize {
    let words = &column.dictionary;
    let step = (words.codes() / 10_000).max(1);
    let mut lengths: Vec<usize> = (1..words.codes())
        .step_by(step)
        .map(|code| words.symbols(u32::try_from(code).unwrap_or(0)).len())
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 98 / 100).copied().unwrap_or(ROOM).clamp(4, 40)
}
