//! Pairs become clusters.
//!
//! Everything here works on numbers of records and on weights of pairs, and depends on nothing else: not on the order of
//! the pairs, not on the number of threads. Decisions of analysts come first: what was said to be different never stands
//! in one cluster.

mod cautious;
mod components;
mod evidence;
mod whole;

pub use cautious::{Solved, Solver, cautious};
pub use components::Components;
pub use whole::{Clusters, Summary, Task, Weakest, clusters};

/// A pair of records with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Weight in bits.
    pub weight: f64,
}

impl Edge {
    /// With the smaller number at the left.
    #[must_use]
    fn in_order(self) -> Self {
        Self { left: self.left.min(self.right), right: self.left.max(self.right), weight: self.weight }
    }

    /// The heaviest first; the same weight by numbers.
    fn rank(&self, other: &Self) -> std::cmp::Ordering {
        other
            .weight
            .total_cmp(&self.weight)
            .then_with(|| (self.left, self.right).cmp(&(other.left, other.right)))
    }
}

/// What an analyst said about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constraint {
    /// They are the same.
    Same,
    /// They are not.
    Different,
}

/// A pair of records that an analyst decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decision {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// What was said.
    pub constraint: Constraint,
}

/// How cautious the cautious way is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caution {
    /// No pair counts for more bits than this, for or against: one pair cannot outvote all others.
    pub clamp: f64,
    /// Two groups of which one has several records are joined where the mean weight of all pairs across is at least this
    /// share of the threshold.
    pub support: f64,
    /// Most pairs that are looked at for one join; of larger groups, the records with most edges speak for all.
    pub most_pairs: usize,
}

impl Default for Caution {
    fn default() -> Self {
        Self { clamp: 20.0, support: 0.5, most_pairs: 4_096 }
    }
}

/// Records that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Ascending.
    pub members: Vec<u32>,
    /// The edge without which the group would fall apart first: the lightest of its maximum spanning tree. None where it
    /// has one record, or where only decisions hold it together.
    pub weakest: Option<Edge>,
}

/// A join that was refused, by the strongest edge between the two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// The edge.
    pub edge: Edge,
    /// Records in the group of its left record and in that of its right one.
    pub sizes: [u32; 2],
    /// Why.
    pub reason: HeldReason,
}

/// Why a join was refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HeldReason {
    /// The groups do not agree as a whole.
    LittleSupport {
        /// Mean weight of the pairs across, each clamped.
        mean: f64,
        /// The pair that speaks most against it.
        against: Edge,
    },
    /// An analyst said that these two are not the same.
    Different {
        /// A record of one group.
        left: u32,
        /// A record of the other.
        right: u32,
    },
}

/// A decision that these are the same, which would join what was said to be different. It was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The records said to be the same.
    pub same: [u32; 2],
    /// The records said to be different.
    pub different: [u32; 2],
}

#[cfg(test)]
mod tests;
