//! m: how often levels hold between records of the same thing, by expectation and maximisation over pairs that share a
//! key. What the key itself compares tells nothing there and is left out; several keys together teach every comparison.

use super::Counts;
use crate::{
    Progress,
    block::{Blocks, Pairs},
    dataset::Dataset,
    plan::Plan,
};
use rayon::prelude::*;

/// Pairs of one key that are looked at: more do not change the figures.
const PAIRS: u64 = 3_000_000;
/// Most rounds.
const ROUNDS: usize = 200;
/// Rounds end when no figure moves more.
const STILL: f64 = 1e-6;

/// What was seen under one key.
pub(crate) struct Session {
    counts: Vec<(u64, u64)>,
    /// Comparisons that the key does not decide.
    free: Vec<bool>,
}

/// Counts patterns under each training key.
pub(crate) fn sessions(data: &Dataset, progress: &dyn Progress) -> Vec<Session> {
    let plan = &data.plan;
    let rules = if plan.training.is_empty() { &plan.blocks } else { &plan.training };
    let blocks = Blocks::new(rules, &data.table);
    let pairs = Pairs { plan, table: &data.table, rows: &data.rows, blocks: &blocks };
    let mut sessions = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let units: Vec<_> = pairs.units().into_iter().filter(|unit| unit.rule == number).collect();
        let total: u64 = units.iter().map(|unit| unit.pairs).sum();
        // Evenly spread over the key's blocks, the same ones every time.
        let step = usize::try_from(total.div_ceil(PAIRS).max(1)).unwrap_or(usize::MAX);
        let chosen: Vec<_> = units.iter().step_by(step).collect();
        progress.begin("pairs that share a key", chosen.iter().map(|unit| unit.pairs).sum());
        let counts = chosen
            .par_iter()
            .fold(
                || (pairs.walker(), Counts::new(&plan.radix)),
                |(mut walker, mut counts), unit| {
                    pairs.walk_all(&mut walker, unit, &mut |_, _, pattern| counts.add(pattern, 1));
                    progress.advance(unit.pairs);
                    (walker, counts)
                },
            )
            .map(|(_, counts)| counts.list())
            .reduce(Vec::new, |mut a, mut b| {
                a.append(&mut b);
                a
            });
        let mut whole = Counts::new(&plan.radix);
        counts.iter().for_each(|(pattern, count)| whole.add(*pattern, *count));
        let free = plan
            .comparisons
            .iter()
            .map(|comparison| !comparison.columns.iter().any(|column| decided(plan, rule, *column)))
            .collect();
        sessions.push(Session { counts: whole.list(), free });
    }
    sessions
}

/// Whether a key holds anything of the input that a column is made from.
fn decided(plan: &Plan, rule: &crate::plan::PlanBlock, column: usize) -> bool {
    let inputs = |column: usize| plan.columns.get(column).map(|column| column.inputs.as_slice()).unwrap_or_default();
    rule.parts.iter().any(|part| inputs(*part).iter().any(|input| inputs(column).contains(input)))
}

/// Learns m by comparison and digit.
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub(crate) fn learn(plan: &Plan, sessions: &[Session], segment: usize, u: &[Vec<f64>], prior: f64) -> Vec<Vec<f64>> {
    let mut m: Vec<Vec<f64>> = plan.comparisons.iter().map(|comparison| begin(comparison.digits())).collect();
    let seen: Vec<Vec<(Vec<usize>, f64)>> = sessions
        .iter()
        .map(|session| {
            let of = session.counts.iter().filter(|(pattern, _)| plan.radix.segment_of(*pattern) == segment);
            of.map(|(pattern, count)| (plan.radix.digits(*pattern), *count as f64)).collect()
        })
        .collect();
    let mut shares: Vec<f64> = sessions.iter().map(|session| first_share(session, u, &m, prior)).collect();
    for _ in 0..ROUNDS {
        let mut held: Vec<Vec<f64>> = m.iter().map(|m| vec![0.0; m.len()]).collect();
        let mut moved = 0.0_f64;
        for ((session, seen), share) in sessions.iter().zip(&seen).zip(&mut shares) {
            let (mut same, mut all) = (0.0, 0.0);
            for (digits, count) in seen {
                let mut odds = *share / (1.0 - *share);
                for (at, digit) in digits.iter().enumerate() {
                    if *digit > 0 && session.free.get(at) == Some(&true) {
                        odds *= value(&m, at, *digit) / value(u, at, *digit);
                    }
                }
                let expected = count * odds / (1.0 + odds);
                same += expected;
                all += count;
                for (at, digit) in digits.iter().enumerate() {
                    if session.free.get(at) == Some(&true)
                        && let Some(place) = held.get_mut(at).and_then(|held| held.get_mut(*digit))
                    {
                        *place += expected;
                    }
                }
            }
            if all > 0.0 {
                let now = (same / all).clamp(1e-9, 1.0 - 1e-9);
                moved = moved.max((now - *share).abs());
                *share = now;
            }
        }
        for (held, m) in held.iter().zip(&mut m) {
            let sum: f64 = held.iter().skip(1).sum();
            if sum < 1.0 {
                continue;
            }
            for (held, m) in held.iter().zip(m.iter_mut()).skip(1) {
                // Half a pair for what was never seen.
                let now = (held + 0.5) / (sum + 0.5 * (u.len() as f64));
                moved = moved.max((now - *m).abs());
                *m = now;
            }
        }
        if moved < STILL {
            break;
        }
    }
    m
}

fn value(figures: &[Vec<f64>], comparison: usize, digit: usize) -> f64 {
    figures.get(comparison).and_then(|figures| figures.get(digit)).copied().unwrap_or(1.0).max(1e-12)
}

/// Where m begins: the same thing mostly agrees.
#[expect(clippy::cast_precision_loss, reason = "a number of levels")]
fn begin(digits: usize) -> Vec<f64> {
    let levels = digits - 1;
    let rest = 0.1 / (levels.max(2) - 1) as f64;
    (0..digits).map(|digit| if digit == 0 { 0.0 } else if digit == levels { 0.9 } else { rest }).collect()
}

/// The share of matches under a key, before the first round: Bayes with the comparisons that the key decides.
fn first_share(session: &Session, u: &[Vec<f64>], m: &[Vec<f64>], prior: f64) -> f64 {
    let mut odds = prior / (1.0 - prior);
    for (at, free) in session.free.iter().enumerate() {
        if !free {
            let last = u.get(at).map_or(0, |u| u.len().saturating_sub(1));
            odds *= value(m, at, last) / value(u, at, last);
        }
    }
    (odds / (1.0 + odds)).clamp(1e-4, 0.5)
}
