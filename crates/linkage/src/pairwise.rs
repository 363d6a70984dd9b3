//! Single pairs, whether a block finds them or not: their weight, and clusters that ask for it.

use crate::{
    LinkageError, Parameters,
    cluster::{self, Caution, Clusters, Decision, Edge, Task},
    compare::{Batch, Pair, Scratch},
    dataset::Dataset,
    model::Joining,
    plan::Pattern,
    score::ScoredPair,
    weights::Weights,
};

/// What tells the weight of any two records.
pub struct Scorer<'a> {
    data: &'a Dataset,
    weights: Weights,
}

/// Working memory of one thread.
struct Memory {
    scratch: Scratch,
    batch: Batch,
    pairs: Vec<Pair>,
    patterns: Vec<Pattern>,
}

/// The weight of records that the segments do not compare: nothing speaks for them, all against.
pub(crate) const NOT_COMPARED: f64 = -1_000.0;

impl<'a> Scorer<'a> {
    /// With these figures.
    pub fn new(data: &'a Dataset, parameters: &Parameters) -> Result<Self, LinkageError> {
        Ok(Self { data, weights: Weights::new(&data.plan, parameters, &data.table)? })
    }

    fn memory(&self) -> Memory {
        let scratch = Scratch::new(&self.data.plan, &self.data.rows);
        Memory { scratch, batch: Batch::default(), pairs: Vec::new(), patterns: Vec::new() }
    }

    /// Pattern and weight of two records by position; none where the segments do not compare them.
    fn pair(&self, memory: &mut Memory, left: u32, right: u32) -> Option<ScoredPair> {
        let (left, right) = (left.min(right), left.max(right));
        let Dataset { plan, table, rows, .. } = self.data;
        if right as usize >= table.rows() {
            return None;
        }
        let Memory { scratch, batch, pairs, patterns } = memory;
        batch.gather(rows, &[left, right]);
        pairs.clear();
        pairs.push([0, 1]);
        scratch.compare(plan, table, rows, batch, pairs, patterns, None);
        let pattern = *patterns.first()?;
        let weight = self.weights.pair(plan, table, left, right, pattern);
        Some(ScoredPair { left, right, weight, pattern })
    }

    /// The weight of two records by position; none where the segments do not compare them or one is not there.
    pub fn weigh(&self, left: u32, right: u32) -> Option<ScoredPair> {
        self.pair(&mut self.memory(), left, right)
    }

    /// Joins pairs to clusters as the model says; `threshold` instead of the model's where it is given. Pairs below it may
    /// be given too: they save asking.
    pub fn clusters(&self, pairs: &[ScoredPair], decisions: &[Decision], threshold: Option<f64>) -> Clusters {
        let edges: Vec<Edge> = pairs
            .iter()
            .map(|pair| Edge { left: pair.left, right: pair.right, weight: pair.weight })
            .collect();
        let model = self.data.model();
        let task = Task {
            // Records are numbered in 31 bits.
            records: u32::try_from(self.data.len()).unwrap_or(u32::MAX),
            edges: &edges,
            decisions,
            threshold: threshold.unwrap_or(model.clusters.threshold),
            caution: (model.clusters.joining == Joining::Cautious).then(Caution::default),
        };
        cluster::clusters(&task, || {
            let mut memory = self.memory();
            move |left, right| self.pair(&mut memory, left, right).map_or(NOT_COMPARED, |pair| pair.weight)
        })
    }
}
