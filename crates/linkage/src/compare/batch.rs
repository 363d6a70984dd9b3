//! Records that are compared with each other, gathered column by column.

use super::Rows;
use crate::kernel::Sketch;

/// Gathered records. Reused from block to block.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) records: Vec<u32>,
    /// Codes of the first slot of [`Rows`] for all records, then those of the next.
    codes: Vec<u32>,
}

impl Batch {
    /// Gathers these records.
    pub(crate) fn gather(&mut self, rows: &Rows, records: &[u32]) {
        self.records.clear();
        self.records.extend_from_slice(records);
        let count = records.len();
        self.codes.clear();
        self.codes.resize(count * rows.width(), 0);
        for (position, record) in records.iter().enumerate() {
            for (slot, code) in rows.row(*record).enumerate() {
                if let Some(place) = self.codes.get_mut(slot * count + position) {
                    *place = code;
                }
            }
        }
        for slot in 0..rows.width() {
            touch(rows.sketches(slot), self.lane(Some(slot)));
        }
    }

    /// Codes of all gathered records in one slot; nothing where there is no such slot.
    #[inline]
    pub(crate) fn lane(&self, slot: Option<usize>) -> &[u32] {
        let count = self.records.len();
        slot.and_then(|slot| self.codes.get(slot * count..(slot + 1) * count)).unwrap_or_default()
    }
}

/// Looks at the sketches of these codes, so that they are on their way into the processor's cache: it waits for many of
/// them at once here, where a comparison would wait for one after the other.
fn touch(sketches: &[Sketch], codes: &[u32]) {
    let lengths = codes.iter().map(|code| sketches.get(*code as usize).map_or(0, Sketch::length));
    std::hint::black_box(lengths.fold(0, |all, length| all | length));
}
