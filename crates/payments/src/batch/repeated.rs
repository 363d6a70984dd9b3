//! Payments that were handed over more than once: the highest version counts, once.

use super::partition::{Collector, Ids};

/// Rows that do not count, one bit each.
#[derive(Debug, Default)]
pub(crate) struct Dropped {
    bits: Vec<u64>,
    /// Handed over again unchanged, or in a version that a later one replaced.
    pub(super) repeated: u64,
}

impl Dropped {
    #[inline]
    pub(crate) fn has(&self, row: u32) -> bool {
        self.bits.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.repeated == 0
    }
}

/// Ids are looked at in sixteen shares, so that what is sorted at once stays small.
const SHARES: u64 = 16;

/// Whether ids rise strictly over all collectors: then nothing is repeated, and nothing needs to be sorted.
fn rises(collectors: &[Collector<'_>]) -> bool {
    let mut before = None;
    collectors.iter().all(|collector| match &collector.ids {
        Ids::Rows => true,
        Ids::Given { ids, .. } => ids.iter().all(|id| {
            let higher = before.is_none_or(|before| before < *id);
            before = Some(*id);
            higher
        }),
    })
}

/// Finds the rows that do not count. Of one id the highest version stays, of one version the row that came first.
pub(super) fn find(collectors: &[Collector<'_>]) -> Dropped {
    if rises(collectors) {
        return Dropped::default();
    }
    let rows = collectors.iter().map(|one| one.first as usize + one.rows as usize).max().unwrap_or(0);
    drop_repeated(rows, || {
        collectors.iter().flat_map(|collector| {
            let (ids, versions) = match &collector.ids {
                Ids::Given { ids, versions, .. } => (ids.as_slice(), versions.as_slice()),
                Ids::Rows => (&[][..], &[][..]),
            };
            let version = |at: usize| versions.get(at).copied().unwrap_or(0);
            (collector.first..).zip(ids).enumerate().map(move |(at, (row, id))| (*id, version(at), row))
        })
    })
}

/// The same of rows that are told with their id and version, as often as asked for.
pub(crate) fn drop_repeated<I: Iterator<Item = (u64, u16, u32)>>(
    rows: usize,
    told: impl Fn() -> I,
) -> Dropped {
    let mut dropped = Dropped { bits: vec![0; rows.div_ceil(64)], repeated: 0 };
    let mut share: Vec<(u64, u16, u32)> = Vec::new();
    for number in 0..SHARES {
        share.clear();
        // Highest version first within an id.
        let own = told().filter(|(id, ..)| id % SHARES == number);
        share.extend(own.map(|(id, version, row)| (id, u16::MAX - version, row)));
        share.sort_unstable();
        for two in share.windows(2) {
            if two[0].0 == two[1].0 {
                let row = two[1].2 as usize;
                dropped.bits[row / 64] |= 1 << (row % 64);
                dropped.repeated += 1;
            }
        }
    }
    dropped
}
