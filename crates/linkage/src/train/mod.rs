//! Learning how common matches are and what each level is worth, without labels and with them.
//!
//! The way of Fellegi and Sunter with the estimates of Winkler (1988) and, in the order of its steps, of Splink:
//! how common matches are from rules that all but prove one; u from pairs drawn at random; m by expectation and
//! maximisation (Dempster, Laird and Rubin 1977) over the pairs that the blocks find. All of it runs on counts of patterns:
//! millions of pairs show a few thousand patterns.

mod candidates;
mod counts;
mod expectation;
mod labels;
mod prior;
mod random;

pub(crate) use counts::Counts;
pub use labels::{Label, suggest_labels, train_with_labels};

use crate::{
    LinkageError, Progress,
    dataset::Dataset,
    parameters::{
        ChangedFigures, ComparisonFigures, ContextFigures, LevelFigures, PARAMETERS_VERSION, Parameters,
        SegmentFigures,
    },
};
use std::collections::HashMap;

/// Learns the figures of a model from data, without labels.
pub fn train(data: &Dataset, progress: &dyn Progress) -> Result<Parameters, LinkageError> {
    let plan = &data.plan;
    let rows = data.table.rows();
    progress.begin("how common matches are", 0);
    let prior = prior::estimate(data);
    let random = random::draw(data, progress);
    let segments = plan.segment_names();
    let mut figures: Vec<SegmentFigures> = Vec::new();
    let seen = candidates::count(data, progress);
    for (number, name) in segments.iter().enumerate() {
        let u = random.levels(plan, &data.table, number, segments.len() == 1);
        let m = expectation::learn(plan, &seen, number, &u, prior);
        let contexts = plan
            .contexts
            .iter()
            .map(|context| {
                let within = expectation::within(plan, &seen, number, &context.agree, (&m, &u), prior);
                let changed = |at: &usize| {
                    let comparison = plan.comparisons.get(*at)?;
                    // Levels stand strongest first, digits the other way round; digit 0 is no level.
                    let u = within.get(*at)?.iter().skip(1).rev().copied().collect();
                    Some(ChangedFigures { name: comparison.name.clone(), u })
                };
                let changes = context.changes.iter().filter_map(changed).collect();
                ContextFigures { name: context.name.clone(), changes }
            })
            .collect();
        let comparisons = plan
            .comparisons
            .iter()
            .enumerate()
            .map(|(at, comparison)| {
                let digits = comparison.digits();
                let levels = (1..digits)
                    .rev()
                    .map(|digit| LevelFigures {
                        name: comparison.levels.get(digit).cloned().unwrap_or_default(),
                        m: m.get(at).and_then(|m| m.get(digit)).copied().unwrap_or(0.5),
                        u: u.get(at).and_then(|u| u.get(digit)).copied().unwrap_or(0.5),
                    })
                    .collect();
                ComparisonFigures { name: comparison.name.clone(), levels, rarity: 1.0, least_frequency: 0.0 }
            })
            .collect();
        figures.push(SegmentFigures {
            name: name.clone(),
            prior,
            comparisons,
            contexts,
            corrections: Vec::new(),
        });
    }
    Ok(Parameters {
        version: PARAMETERS_VERSION,
        model: plan.model.fingerprint(),
        records: rows as u64,
        segments: figures,
        frequencies: HashMap::new(),
    })
}
