//! Scoring: every pair that the blocks find, streamed in a fixed order; only pairs from a floor on are told.

use crate::{
    LinkageError, Parameters, Progress,
    block::{Cut, Pairs},
    dataset::Dataset,
    weights::Weights,
};
use rayon::prelude::*;

/// A pair from the floor on. Records are positions in the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredPair {
    /// The record that came first.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Weight in bits.
    pub weight: f64,
    /// The pattern of agreement; [`pattern_words`] writes it out.
    pub pattern: u64,
}

/// A share of the work, for several machines: part `number` (from 0) of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Which part, from 0.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

/// What scoring did.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// Pairs that were looked at.
    pub looked_at: u64,
    /// Pairs from the floor on.
    pub kept: u64,
    /// What caps cut, one entry a block rule that cut anything.
    pub cuts: Vec<Cut>,
}

/// Units of work that are scored before their pairs are handed on: bounds the memory of pairs.
const WAVE: usize = 128;

/// The pattern as people read it: one figure a comparison, the strongest level highest, `.` where a value is missing.
pub fn pattern_words(data: &Dataset, pattern: u64) -> String {
    data.plan.radix.words(pattern)
}

/// Scores all pairs that the model's blocks find, or a share of them, and hands those from `floor` on to `sink`, in an
/// order that does not depend on the number of threads.
pub fn score<E: From<LinkageError>>(
    data: &Dataset,
    parameters: &Parameters,
    floor: f64,
    chunk: Option<Chunk>,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(&[ScoredPair]) -> Result<(), E>,
) -> Result<Scored, E> {
    let weights = Weights::new(&data.plan, parameters, &data.table)?;
    let bound = weights.bound(&data.plan, floor);
    progress.begin("blocks", 0);
    let blocks = data.blocks();
    let pairs = Pairs { plan: &data.plan, table: &data.table, rows: &data.rows, blocks };
    let mut units = pairs.units();
    if let Some(Chunk { number, of }) = chunk {
        let mut at = 0;
        units.retain(|_| {
            at += 1;
            (at - 1) % of.max(1) == number
        });
    }
    progress.begin("pairs", units.iter().map(|unit| unit.pairs).sum());
    let mut scored = Scored {
        cuts: blocks.rules.iter().map(|rule| rule.cut.clone()).filter(|cut| cut.large > 0).collect(),
        ..Scored::default()
    };
    for wave in units.chunks(WAVE) {
        let found: Vec<(u64, Vec<ScoredPair>)> = wave
            .par_iter()
            .map_init(
                || pairs.walker(),
                |walker, unit| {
                    let mut found = Vec::new();
                    let looked = pairs.walk(walker, unit, Some(&bound), &mut |left, right, pattern| {
                        let weight =
                            weights.pair_packed((&data.plan, &data.table, &data.rows), left, right, pattern);
                        if weight >= floor {
                            found.push(ScoredPair { left, right, weight, pattern });
                        }
                    });
                    progress.advance(unit.pairs);
                    (looked, found)
                },
            )
            .collect();
        for (looked, found) in found {
            scored.looked_at += looked;
            scored.kept += found.len() as u64;
            sink(&found)?;
        }
    }
    Ok(scored)
}
