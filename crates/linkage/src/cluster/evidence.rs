//! Weights of pairs within one component, each asked for once.

use super::{Caution, Edge};
use hashbrown::HashMap;

/// Components of at most so many records have a place for every pair.
const DENSE: usize = 256;
/// Most pairs that are remembered in larger components.
const REMEMBERED: usize = 1 << 20;

/// What the pairs across two groups say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Support {
    /// Mean weight, each clamped.
    pub(super) mean: f64,
    /// The lightest pair, in places within the component.
    pub(super) against: (u32, u32, f64),
}

/// Weights that are known. Records are places within the component.
#[derive(Default)]
pub(super) struct Evidence {
    count: usize,
    dense: Vec<f64>,
    sparse: HashMap<(u32, u32), f64>,
}

impl Evidence {
    pub(super) fn reset(&mut self, count: usize) {
        self.count = count;
        self.dense.clear();
        self.sparse.clear();
        if count <= DENSE {
            self.dense.resize(count * count, f64::NAN);
        }
    }

    /// Keeps what is known of a pair; of several weights, the greatest.
    pub(super) fn know(&mut self, left: u32, right: u32, weight: f64) {
        let pair = (left.min(right), left.max(right));
        if let Some(known) = self.dense.get_mut(pair.0 as usize * self.count + pair.1 as usize) {
            // The greatest; NaN, where nothing is known, gives way.
            *known = known.max(weight);
        } else {
            self.sparse.entry(pair).and_modify(|known| *known = known.max(weight)).or_insert(weight);
        }
    }

    fn weight(&mut self, left: u32, right: u32, score: &mut impl FnMut(u32, u32) -> f64) -> f64 {
        let pair = (left.min(right), left.max(right));
        if let Some(known) = self.dense.get_mut(pair.0 as usize * self.count + pair.1 as usize) {
            if known.is_nan() {
                *known = or_nothing(score(pair.0, pair.1));
            }
            return *known;
        }
        if let Some(known) = self.sparse.get(&pair) {
            return *known;
        }
        let weight = or_nothing(score(pair.0, pair.1));
        if self.sparse.len() < REMEMBERED {
            self.sparse.insert(pair, weight);
        }
        weight
    }

    /// What the pairs across two groups say; neither is empty.
    pub(super) fn across(
        &mut self,
        left: &[u32],
        right: &[u32],
        caution: &Caution,
        score: &mut impl FnMut(u32, u32) -> f64,
    ) -> Support {
        let (mut sum, mut count) = (0.0, 0.0);
        let mut against = (0, 0, f64::INFINITY);
        for a in left {
            for b in right {
                let weight = self.weight(*a, *b, score);
                sum += weight.max(-caution.clamp).min(caution.clamp);
                count += 1.0;
                if weight < against.2 {
                    against = (*a, *b, weight);
                }
            }
        }
        Support { mean: if count > 0.0 { sum / count } else { 0.0 }, against }
    }
}

/// A weight that is no number says nothing.
fn or_nothing(weight: f64) -> f64 {
    if weight.is_nan() { 0.0 } else { weight }
}

/// The members that speak for two groups: all, or those with most edges where there are too many pairs.
pub(super) fn speakers(left: &mut Vec<u32>, right: &mut Vec<u32>, degrees: &[u32], most_pairs: usize) {
    let most = most_pairs.max(1);
    if left.len().saturating_mul(right.len()) <= most {
        return;
    }
    let each = most.isqrt().max(1);
    let (from_left, from_right) = if left.len() <= each {
        (left.len(), most / left.len())
    } else if right.len() <= each {
        (most / right.len(), right.len())
    } else {
        (each, each)
    };
    for (group, count) in [(left, from_left), (right, from_right)] {
        group.sort_unstable_by_key(|place| {
            (std::cmp::Reverse(degrees.get(*place as usize).copied().unwrap_or(0)), *place)
        });
        group.truncate(count.max(1));
        group.sort_unstable();
    }
}

impl Support {
    /// The pair that speaks most against a join, by its records.
    pub(super) fn against(&self, members: &[u32]) -> Edge {
        let record = |place: u32| members.get(place as usize).copied().unwrap_or(place);
        Edge { left: record(self.against.0), right: record(self.against.1), weight: self.against.2 }
            .in_order()
    }
}
