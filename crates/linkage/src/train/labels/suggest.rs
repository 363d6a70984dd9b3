//! Which pairs to label.

use crate::{LinkageError, Parameters, Quiet, dataset::Dataset, score::ScoredPair};
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

/// Pairs below this weight are never suggested: hardly one in a million of them is the same.
const FLOOR: f64 = -20.0;
/// How much pairs count that a model with a wrong prior would hold for uncertain.
const FAR: f64 = 0.01;

/// A pair with its key; greater keys are drawn first.
struct Drawn {
    key: f64,
    pair: ScoredPair,
}

impl Ord for Drawn {
    fn cmp(&self, other: &Self) -> Ordering {
        let pair = |drawn: &Self| (drawn.pair.left, drawn.pair.right);
        self.key.total_cmp(&other.key).then_with(|| pair(other).cmp(&pair(self)))
    }
}
impl PartialOrd for Drawn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Drawn {}

/// Pairs of which a label teaches most: drawn from all that the blocks find, each with the chance `p (1 - p)` of the model
/// being wrong about it, so that patterns come in proportion to how many uncertain pairs they hold (uncertainty sampling;
/// Lewis and Gale 1994). The same data, figures and seed give the same pairs on any machine; the first half of the list is
/// as good a draw as the whole.
///
/// Weighted drawing without replacement in one pass: the greatest keys `ln(random) / chance` (Efraimidis and Spirakis
/// 2006, Inf. Process. Lett. 97:181).
pub fn suggest_labels(
    data: &Dataset,
    parameters: &Parameters,
    count: usize,
    seed: u64,
) -> Result<Vec<ScoredPair>, LinkageError> {
    let mut kept: BinaryHeap<Reverse<Drawn>> = BinaryHeap::with_capacity(count.min(1 << 20) + 1);
    crate::score(data, parameters, FLOOR, None, &Quiet, &mut |pairs| {
        for pair in pairs {
            let key = random(seed, pair.left, pair.right).ln() / chance(pair.weight);
            if kept.len() < count {
                kept.push(Reverse(Drawn { key, pair: *pair }));
            } else if let Some(mut least) = kept.peek_mut()
                && least.0.key < key
            {
                *least = Reverse(Drawn { key, pair: *pair });
            }
        }
        Ok::<_, LinkageError>(())
    })?;
    let drawn = kept.into_sorted_vec();
    Ok(drawn.into_iter().map(|Reverse(drawn)| drawn.pair).collect())
}

/// How much a label of a pair of this weight teaches.
fn chance(weight: f64) -> f64 {
    let unsure = |weight: f64| {
        let p = 1.0 / (1.0 + (-weight).exp2());
        p * (1.0 - p)
    };
    (unsure(weight) + FAR * unsure(weight / 3.0)).max(1e-12)
}

/// A number above 0 and below 1 for a pair (`SplitMix64`; Steele, Lea and Flood 2014).
fn random(seed: u64, left: u32, right: u32) -> f64 {
    let step = |state: u64| {
        let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let bits = step(step(seed) ^ (u64::from(left) << 32 | u64::from(right)));
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let number = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    number
}
