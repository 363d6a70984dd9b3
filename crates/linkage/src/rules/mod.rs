//! Which block rules would do: what each costs in pairs, and which share of the matches it should find.
//!
//! Costs are counted exactly from how often keys occur; no pair is made. What a rule finds is estimated from m: the chance
//! that two records of the same thing agree on a column, times the chance that both have a value. Comparisons are taken as
//! independent given a match, as everywhere in the model (Fellegi and Sunter 1969). Real records are not: one that
//! lost a name is likelier to have lost more. Estimates are therefore too high, those of a set more than those of one
//! rule (on the synthetic persons of bench/linkage by 0.02 for a rule and by 0.03 to 0.04 for a set); ask for more than
//! you need. Cheapest sets are found greedily, by matches won for each pair (Michelson and Knoblock 2006, AAAI, learn
//! block rules in this way).

mod count;

#[cfg(test)]
mod tests;

use crate::{Parameters, dataset::Dataset, model::ColumnKind, plan::PlanComparison};
use count::{Keys, count};
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

/// One block rule, and what it would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleEstimate {
    /// The rule as it stands in a model: `on = ["surname:3", "city"]`.
    pub on: Vec<String>,
    /// Pairs it makes; a pair that shares several keys is counted by each.
    pub pairs: u64,
    /// Records of its largest block.
    pub largest: u64,
    /// Different keys.
    pub keys: u64,
    /// Share of the records that have a key at all.
    pub filled: f64,
    /// Estimated share of all matches that it finds.
    pub recall: f64,
}

/// Block rules to choose from, and a choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleAdvice {
    /// Every rule that was looked at, those that find most for their pairs first.
    pub rules: Vec<RuleEstimate>,
    /// A cheap set of rules that should find the wanted share within the budget, or as much as the budget allows.
    pub chosen: Vec<RuleEstimate>,
    /// Pairs of the chosen rules together; those of several rules are counted by each.
    pub pairs: u64,
    /// Estimated share of all matches that the chosen rules find together.
    pub recall: f64,
    /// Whether the wanted share is reached.
    pub reached: bool,
}

/// Without parameters: how often records of the same thing agree on a column.
const AGREE: f64 = 0.9;
/// Share of the levels between the strongest and the last in which the first letters are the same: a guess, a little above
/// what the synthetic persons of bench/linkage show for names.
const NEAR: f64 = 0.4;
/// Matches that are drawn to tell what rules find together.
const DRAWS: usize = 8_192;
/// A rule that adds less than this share of matches is not worth a rule.
const LEAST: f64 = 0.000_5;

/// One part of a rule.
struct Atom {
    name: String,
    comparison: usize,
    /// Chance that two records of the same thing agree on it, values missing or not.
    agree: f64,
    keys: Keys,
}

/// A rule with the draws that it finds.
struct Candidate {
    estimate: RuleEstimate,
    found: Vec<u64>,
}

/// Estimates block rules of one and of two columns of the model, whole or by their first letters, and chooses a set that
/// should find `wanted` (a share) of all matches with at most `budget` pairs.
pub fn advise_rules(data: &Dataset, parameters: Option<&Parameters>, wanted: f64, budget: u64) -> RuleAdvice {
    let atoms = atoms(data, parameters);
    let draws = draws(data.plan.comparisons.len());
    let mut wanted_atoms: Vec<Vec<usize>> = (0..atoms.len()).map(|at| vec![at]).collect();
    for (a, left) in atoms.iter().enumerate() {
        let others =
            atoms.iter().enumerate().skip(a + 1).filter(|(_, right)| right.comparison != left.comparison);
        wanted_atoms.extend(others.map(|(b, _)| vec![a, b]));
    }
    let mut candidates: Vec<Candidate> = wanted_atoms
        .par_iter()
        .map(|parts| {
            let parts: Vec<&Atom> = parts.iter().filter_map(|at| atoms.get(*at)).collect();
            candidate(data, &parts, &draws)
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let worth = |rule: &RuleEstimate| rule.recall / (rule.pairs as f64 + 1.0);
    candidates.sort_by(|a, b| {
        worth(&b.estimate).total_cmp(&worth(&a.estimate)).then_with(|| a.estimate.on.cmp(&b.estimate.on))
    });
    let chosen = choose(&candidates, data.len() as u64, wanted, budget);
    let recall = share(&together(&candidates, &chosen));
    let chosen: Vec<RuleEstimate> = chosen
        .iter()
        .filter_map(|at| candidates.get(*at))
        .map(|candidate| candidate.estimate.clone())
        .collect();
    RuleAdvice {
        pairs: chosen.iter().map(|rule| rule.pairs).sum(),
        recall,
        reached: recall >= wanted,
        chosen,
        rules: candidates.into_iter().map(|candidate| candidate.estimate).collect(),
    }
}

/// Whole columns and their first letters.
fn atoms(data: &Dataset, parameters: Option<&Parameters>) -> Vec<Atom> {
    let plan = &data.plan;
    let mut atoms: Vec<Atom> = Vec::new();
    for (number, comparison) in plan.comparisons.iter().enumerate() {
        let mut inputs_seen = Vec::new();
        for at in &comparison.columns {
            let (Some(column), Some(values)) = (plan.columns.get(*at), data.table.columns.get(*at)) else {
                continue;
            };
            // The same input prepared in no other way says the same (a date beside its text).
            let as_it_is = column.spec.steps.is_empty() && inputs_seen.contains(&&column.inputs);
            let known = atoms.iter().any(|atom| atom.name == column.name);
            if as_it_is || known || matches!(column.spec.kind, ColumnKind::Number | ColumnKind::Place) {
                continue;
            }
            inputs_seen.push(&column.inputs);
            let letters: &[usize] = match (column.spec.kind, &column.spec.format) {
                (ColumnKind::Text, _) => &[3, 4],
                (ColumnKind::Date, None) => &[4, 7],
                _ => &[],
            };
            let filled = portion(values.present(), data.len());
            let (whole, near) = agreement(comparison, number, *at, parameters);
            let mut add = |name: String, keys: Keys, agree: f64| {
                atoms.push(Atom { name, comparison: number, agree: agree * filled * filled, keys });
            };
            add(column.name.clone(), Keys::whole(values), whole);
            for letters in letters {
                add(format!("{}:{letters}", column.name), Keys::first(values, *letters), near);
            }
        }
    }
    atoms
}

/// Chance that two values of the same thing are the same, and that their first letters are.
fn agreement(
    comparison: &PlanComparison,
    number: usize,
    column: usize,
    parameters: Option<&Parameters>,
) -> (f64, f64) {
    let segments = parameters.map(|parameters| parameters.segments.as_slice()).unwrap_or_default();
    let levels: Vec<_> = segments.iter().filter_map(|segment| segment.comparisons.get(number)).collect();
    let digits = comparison.digits();
    // Digits from which on the column agrees: where a level says so, or else the strongest alone.
    let from =
        comparison.exact.iter().position(|exact| *exact == Some(column)).unwrap_or(digits.saturating_sub(1));
    if levels.is_empty() {
        return (AGREE, AGREE + (1.0 - AGREE) * NEAR);
    }
    // Levels stand strongest first, digits the other way round.
    let sum = |digits_of: std::ops::Range<usize>| {
        let of = |digit: usize| {
            let m = levels
                .iter()
                .filter_map(|figures| figures.levels.get(digits.checked_sub(digit + 1)?))
                .map(|l| l.m);
            m.sum::<f64>() / f64::from(u32::try_from(levels.len()).unwrap_or(u32::MAX))
        };
        digits_of.map(of).sum::<f64>()
    };
    let whole = sum(from..digits).clamp(0.0, 1.0);
    (whole, (whole + NEAR * sum(2..from.max(2))).clamp(0.0, 1.0))
}

/// Matches: for each comparison how well they agree, 0 best. The same every time.
fn draws(comparisons: usize) -> Vec<Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    (0..DRAWS).map(|_| (0..comparisons).map(|_| rng.random::<f64>()).collect()).collect()
}

fn candidate(data: &Dataset, parts: &[&Atom], draws: &[Vec<f64>]) -> Candidate {
    let keys: Vec<&Keys> = parts.iter().map(|part| &part.keys).collect();
    let sources = data.plan.across().then_some(data.table.sources.as_slice());
    let counted = count(&keys, data.len(), sources);
    let mut found = vec![0_u64; draws.len().div_ceil(64)];
    for (number, draw) in draws.iter().enumerate() {
        // Agreement on a whole column is agreement on its first letters too: one draw decides both.
        let agrees = |part: &&Atom| draw.get(part.comparison).is_some_and(|drawn| *drawn < part.agree);
        if parts.iter().all(agrees)
            && let Some(word) = found.get_mut(number / 64)
        {
            *word |= 1 << (number % 64);
        }
    }
    Candidate {
        estimate: RuleEstimate {
            on: parts.iter().map(|part| part.name.clone()).collect(),
            pairs: counted.pairs,
            largest: counted.largest,
            keys: counted.keys,
            filled: portion(counted.records, data.len()),
            recall: parts.iter().map(|part| part.agree).product(),
        },
        found,
    }
}

/// What some candidates find together.
fn together(candidates: &[Candidate], chosen: &[usize]) -> Vec<u64> {
    let mut all = vec![0_u64; DRAWS.div_ceil(64)];
    for candidate in chosen.iter().filter_map(|at| candidates.get(*at)) {
        all.iter_mut().zip(&candidate.found).for_each(|(all, found)| *all |= found);
    }
    all
}

fn share(found: &[u64]) -> f64 {
    portion(found.iter().map(|word| word.count_ones() as usize).sum(), DRAWS)
}

/// Greedily takes the rule that wins most matches for its pairs; then drops what the later ones made needless.
fn choose(candidates: &[Candidate], records: u64, wanted: f64, budget: u64) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut pairs = 0_u64;
    loop {
        let so_far = together(candidates, &chosen);
        let recall = share(&so_far);
        if recall >= wanted {
            break;
        }
        // Sorting records into blocks costs something too, though they make no pair.
        let worth = |candidate: &Candidate| {
            let both: Vec<u64> = so_far.iter().zip(&candidate.found).map(|(a, b)| a | b).collect();
            let won = share(&both) - recall;
            #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
            let cost = (candidate.estimate.pairs + records / 10 + 1) as f64;
            (won >= LEAST).then_some(won / cost)
        };
        let best = candidates
            .iter()
            .enumerate()
            .filter(|(at, candidate)| {
                !chosen.contains(at) && pairs.saturating_add(candidate.estimate.pairs) <= budget
            })
            .filter_map(|(at, candidate)| Some((at, worth(candidate)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let Some((best, _)) = best else { break };
        pairs += candidates.get(best).map_or(0, |candidate| candidate.estimate.pairs);
        chosen.push(best);
    }
    let reached = share(&together(candidates, &chosen)).min(wanted);
    let cost = |at: &usize| candidates.get(*at).map_or(0, |candidate| candidate.estimate.pairs);
    let mut dear = chosen.clone();
    dear.sort_by_key(|at| std::cmp::Reverse(cost(at)));
    for at in dear {
        let without: Vec<usize> = chosen.iter().copied().filter(|other| *other != at).collect();
        if share(&together(candidates, &without)) >= reached {
            chosen = without;
        }
    }
    chosen
}

#[expect(clippy::cast_precision_loss, reason = "counts of records")]
fn portion(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
