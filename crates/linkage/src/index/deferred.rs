//! Many records at once: they come in without being compared, and then all are compared, each pair once, by all cores.
//!
//! One by one, a record that makes a block outgrow its cap has the whole block looked at again, and each record has its
//! cluster solved again. Whoever reads a million records at start needs none of that on the way: what comes of it is the
//! same (`tests/increments.rs`), because what an index holds does not depend on the order in which it was told.

use super::{Finder, Index, Memory};
use crate::{
    LinkageError, Progress,
    column::Table,
    compare::{Bound, Rows},
    plan::{Pattern, Plan},
    weights::Weights,
};
use rayon::prelude::*;

/// Records that one task compares with those before them.
const SHARE: usize = 256;
/// Shares that are compared before their pairs are kept: bounds the memory of pairs.
const WAVE: usize = 256 * SHARE;

/// Everything that comparing one record with those beside it reads.
pub(super) struct Beside<'a> {
    pub(super) plan: &'a Plan,
    pub(super) table: &'a Table,
    pub(super) rows: &'a Rows,
    pub(super) finder: &'a Finder,
    pub(super) weights: &'a Weights,
    pub(super) bound: &'a Bound,
}

impl Beside<'_> {
    /// Places, weights and patterns from the model's floor on, of all records that share a key with this one, or of those
    /// at places before `before`.
    pub(super) fn score(
        &self,
        memory: &mut Memory,
        place: u32,
        before: Option<u32>,
    ) -> Vec<(u32, f64, Pattern)> {
        let Memory { scratch, batch, pairs, patterns, candidates } = memory;
        self.finder.candidates(self.table, place, before, candidates);
        if self.plan.across() {
            let sources = &self.table.sources;
            let mine = sources.get(place as usize);
            candidates.retain(|other| sources.get(*other as usize) != mine);
        }
        candidates.insert(0, place);
        batch.gather(self.rows, candidates);
        pairs.clear();
        pairs.extend((1..u32::try_from(candidates.len()).unwrap_or(u32::MAX)).map(|other| [0, other]));
        scratch.compare(self.plan, self.table, self.rows, batch, pairs, patterns, Some(self.bound));
        let floor = self.plan.model.clusters.floor;
        pairs
            .iter()
            .zip(patterns.iter())
            .filter_map(|([_, other], pattern)| {
                let other = candidates.get(*other as usize).copied()?;
                let weight = self.weights.pair(self.plan, self.table, place, other, *pattern);
                (weight >= floor).then_some((other, weight, *pattern))
            })
            .collect()
    }
}

impl Index {
    /// From now on records come in and go out, and decisions are noted, without a comparison, until
    /// [`Self::compare_deferred`]: for many records at once. Meanwhile every record stands alone, and each step tells of no
    /// change. An index that holds records already cannot begin so.
    pub fn defer(&mut self) -> Result<(), LinkageError> {
        if !self.is_empty() {
            return Err(LinkageError::NotThere(
                "only an empty index can take records in without comparing them".into(),
            ));
        }
        self.deferred = true;
        Ok(())
    }

    /// Whether records come in without being compared.
    pub const fn is_deferred(&self) -> bool {
        self.deferred
    }

    /// Compares all records that came since [`Self::defer`], each pair once, on all cores, and makes the clusters. Does
    /// nothing where nothing was deferred.
    pub fn compare_deferred(&mut self, progress: &dyn Progress) {
        if !std::mem::take(&mut self.deferred) {
            return;
        }
        let mut all: Vec<u32> = self.places.values().copied().collect();
        all.sort_unstable();
        progress.begin("pairs", all.len() as u64);
        let Self { plan, table, rows, finder, weights, bound, links, .. } = self;
        let beside = Beside { plan, table, rows, finder, weights, bound };
        for wave in all.chunks(WAVE) {
            let found: Vec<Vec<(u32, u32, f64, Pattern)>> = wave
                .par_chunks(SHARE)
                .map_init(
                    || Memory::new(plan, rows),
                    |memory, places| {
                        let mut found = Vec::new();
                        for place in places {
                            let linked = beside.score(memory, *place, Some(*place));
                            found.extend(
                                linked
                                    .into_iter()
                                    .map(|(other, weight, pattern)| (*place, other, weight, pattern)),
                            );
                        }
                        progress.advance(places.len() as u64);
                        found
                    },
                )
                .collect();
            for (place, other, weight, pattern) in found.into_iter().flatten() {
                links.add(place, other, weight, pattern);
            }
        }
        self.restored();
    }

    /// Takes a record out that nothing was compared with yet.
    pub(super) fn forget(&mut self, key: u64) {
        let Some(place) = self.places.remove(&key) else { return };
        self.finder.take(&self.table, place, &mut Vec::new());
        self.degrees.take(&self.table, place);
        self.clear(place);
    }
}
