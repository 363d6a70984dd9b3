//! Weights learnt from payments whose truth is known: log-likelihoods, so that indicators that go together are not counted
//! twice. What comes out is data for a pack: a person reads it, and it stands in the pack with where it was learnt.
//!
//! A subject is judged by the event at which it looks worst. So that is what is learnt from: the events are chosen with the
//! weights so far, weights are fitted to them, and again. An indicator for never gets points below zero and one against
//! never above: a pack must not say the opposite of its sentence.

use crate::{
    backtest::Truth,
    pack::{Fired, Pack},
    subject::{HitsInOrder, Joined, Side, join},
    window::Table,
};
use std::collections::BTreeMap;

/// How often events are chosen anew.
const ROUNDS: usize = 8;
/// Sweeps over all weights in one fit.
const SWEEPS: usize = 60;
/// Pull towards zero: as if each indicator had been seen this much without telling anything.
const PULL: f64 = 1.0;
/// Largest weight, points.
const MOST: f64 = 6.0;
/// Least say of an indicator for which the pack states none: a public source states the pattern, and other payments than
/// those learnt from may show it alone.
const LEAST: f64 = 0.1;

/// Subjects that look alike: what counted, and how many of them are involved and not.
type Pattern = (u64, f64, f64);

/// Weights by position of the pack's indicators, and the bound of points above which a subject of the training set is as
/// likely involved as `odds` to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnt {
    /// Points of each indicator.
    pub weights: Vec<f64>,
    /// Subjects that were involved.
    pub involved: u64,
    /// Subjects that were not.
    pub others: u64,
}

/// Learns from the hits of a pack over payments of known truth. Positions in `kept` keep the weight they have.
pub fn learn(hits: &HitsInOrder, pack: &Pack, truth: &dyn Truth, kept: &dyn Fn(&str) -> bool) -> Learnt {
    let mut weights: Vec<f64> = pack.indicators.iter().map(|indicator| indicator.weight).collect();
    let mut learnt = Learnt { weights: Vec::new(), involved: 0, others: 0 };
    for _ in 0..ROUNDS {
        let now = pack.clone().with_weights(&weights);
        let mut worst: Table<u64, (f64, Joined)> = Table::default();
        join(hits, &now, Fired::ALL, |one| {
            let points = raw(&now, &weights, one.all.0);
            let key = u64::from(one.party) << 1 | u64::from(one.side == Side::Payee);
            let place = worst.entry(key).or_insert((points, one));
            if points > place.0 {
                *place = (points, one);
            }
        });
        let mut patterns: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
        (learnt.involved, learnt.others) = (0, 0);
        for (_, one) in worst.values() {
            let counted = now.score(one.all).counted.0;
            let place = patterns.entry(counted).or_default();
            if truth.is_involved(one.side, one.party) {
                place.0 += 1.0;
                learnt.involved += 1;
            } else {
                place.1 += 1.0;
                learnt.others += 1;
            }
        }
        let patterns: Vec<Pattern> = patterns.into_iter().map(|(mask, (yes, no))| (mask, yes, no)).collect();
        let least = |at: usize| {
            pack.indicators.get(at).and_then(|indicator| indicator.least).unwrap_or(LEAST).clamp(0.0, MOST)
        };
        weights = fit(
            &patterns,
            &weights,
            |at| pack.indicators.get(at).is_some_and(|indicator| kept(&indicator.id)),
            |at| pack.indicators.get(at).is_some_and(|indicator| indicator.weight < 0.0),
            least,
        );
    }
    learnt.weights = weights;
    learnt
}

/// Points without the floor at zero.
fn raw(pack: &Pack, weights: &[f64], mask: u64) -> f64 {
    let counted = pack.score(Fired(mask)).counted;
    counted.positions().filter_map(|at| weights.get(at)).sum()
}

/// Logistic regression by Newton's steps, one weight after the other, within the bounds of its sign.
fn fit(
    patterns: &[Pattern],
    from: &[f64],
    kept: impl Fn(usize) -> bool,
    against: impl Fn(usize) -> bool,
    least: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let mut weights = from.to_vec();
    let (yes, no) = patterns.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.1, sum.1 + one.2));
    let bias = ((yes + 0.5_f64) / (no + 0.5)).ln();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); weights.len()];
    let mut sums: Vec<f64> = Vec::new();
    for (number, (mask, _, _)) in patterns.iter().enumerate() {
        let mut sum = bias;
        for (at, weight) in weights.iter().enumerate() {
            if mask >> at & 1 == 1 {
                places[at].push(number);
                sum += weight;
            }
        }
        sums.push(sum);
    }
    let step = |sums: &[f64], places: &mut dyn Iterator<Item = usize>| {
        let (mut slope, mut bend) = (0.0, 1e-9);
        for number in places {
            let (_, yes, no) = patterns[number];
            let chance = 1.0 / (1.0 + (-sums[number]).exp());
            slope += yes - (yes + no) * chance;
            bend += (yes + no) * chance * (1.0 - chance);
        }
        (slope, bend)
    };
    for _ in 0..SWEEPS {
        let (slope, bend) = step(&sums, &mut (0..patterns.len()));
        let change = (slope / bend).clamp(-1.0, 1.0);
        for sum in &mut sums {
            *sum += change;
        }
        for at in 0..weights.len() {
            if kept(at) || places[at].is_empty() {
                continue;
            }
            let (slope, bend) = step(&sums, &mut places[at].iter().copied());
            let wanted = weights[at] + ((slope - PULL * weights[at]) / (bend + PULL)).clamp(-1.0, 1.0);
            let bounded =
                if against(at) { wanted.clamp(-MOST, -least(at)) } else { wanted.clamp(least(at), MOST) };
            let change = bounded - weights[at];
            weights[at] = bounded;
            for number in &places[at] {
                sums[*number] += change;
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_the_log_of_how_much_likelier_it_is() {
        // Bit 0: nine of ten involved, one of ten others. Bit 1 says nothing. Bit 2 speaks against.
        let mut patterns = Vec::new();
        for bit in 0..2 {
            for against in 0..2 {
                let share = if against == 1 { (0.2, 0.6) } else { (0.8, 0.4) };
                patterns.push((1 | bit << 1 | against << 2, 9_000.0 * share.0, 1_000.0 * share.1));
                patterns.push((bit << 1 | against << 2, 1_000.0 * share.0, 9_000.0 * share.1));
            }
        }
        let weights = fit(&patterns, &[1.0, 1.0, -1.0], |_| false, |at| at == 2, |_| LEAST);
        assert!((weights[0] - 81.0_f64.ln()).abs() < 0.05, "{weights:?}");
        assert!(weights[1] < LEAST + 0.05, "{weights:?}");
        assert!((weights[2] - (0.5_f64 / 3.0).ln()).abs() < 0.05, "{weights:?}");
        let kept = fit(&patterns, &[1.0, 1.0, -1.0], |at| at == 0, |at| at == 2, |_| LEAST);
        assert!((kept[0] - 1.0).abs() < 1e-9);
        // The sign is that of the sentence, whatever the figures say.
        let turned = fit(
            &patterns,
            &[-1.0, 1.0, 1.0],
            |_| false,
            |at| at == 0,
            |at| if at == 1 { 0.7 } else { LEAST },
        );
        assert!(turned[0] < 0.0 && turned[2] >= LEAST, "{turned:?}");
        assert!(
            (turned[1] - 0.7).abs() < 0.05,
            "nor does it lose the say that the pack leaves it: {turned:?}"
        );
    }
}
