//! Figures of a segment become weights; figures of another model are refused.

use super::{ContextWeights, SegmentWeights, bits, rounded};
use crate::{
    LinkageError,
    parameters::{Parameters, SegmentFigures},
    plan::Plan,
};

/// The figures of a digit; `None` for a missing value.
pub(crate) fn level(
    segment: &SegmentFigures,
    comparison: usize,
    digit: usize,
    digits: usize,
) -> Option<&crate::parameters::LevelFigures> {
    // Levels stand strongest first, digits the other way round.
    segment.comparisons.get(comparison)?.levels.get(digits.checked_sub(digit + 1).filter(|_| digit > 0)?)
}

pub(super) fn segment(plan: &Plan, number: usize, figures: &SegmentFigures) -> SegmentWeights {
    let mut digits = Vec::new();
    for (at, comparison) in plan.comparisons.iter().enumerate() {
        let size = comparison.digits();
        digits.push(
            (0..size)
                .map(|digit| {
                    match (comparison.fixed.get(digit).copied().flatten(), level(figures, at, digit, size)) {
                        (Some(fixed), _) => rounded(fixed),
                        (None, Some(level)) => bits(level.m, level.u),
                        (None, None) => 0.0,
                    }
                })
                .collect(),
        );
    }
    let contexts = plan
        .contexts
        .iter()
        .map(|context| ContextWeights {
            changes: context
                .changes
                .iter()
                .filter_map(|at| {
                    let comparison = plan.comparisons.get(*at)?;
                    let known = figures.contexts.iter().find(|known| known.name == context.name)?;
                    let changed = known.changes.iter().find(|changed| changed.name == comparison.name)?;
                    let size = comparison.digits();
                    let bits = (0..size)
                        .map(|digit| match level(figures, *at, digit, size) {
                            Some(level) if comparison.fixed.get(digit).copied().flatten().is_none() => {
                                let within = changed.u.get(size - 1 - digit).copied().unwrap_or(level.u);
                                bits(level.u, within).min(0.0)
                            }
                            _ => 0.0,
                        })
                        .collect();
                    Some((*at, bits))
                })
                .collect(),
        })
        .collect();
    let corrections = figures
        .corrections
        .iter()
        .filter_map(|correction| {
            Some((plan.radix.read(&correction.pattern, number)?, rounded(correction.bits)))
        })
        .collect();
    let prior = figures.prior.clamp(1e-300, 1.0 - 1e-15);
    SegmentWeights { prior: rounded((prior / (1.0 - prior)).log2()), digits, contexts, corrections }
}

/// Refuses figures that do not belong to the model.
pub(super) fn check(plan: &Plan, parameters: &Parameters) -> Result<(), LinkageError> {
    let bad = |problem: String| Err(LinkageError::BadParameters(problem));
    let names = plan.segment_names();
    if parameters.model != plan.model.fingerprint() {
        return bad("they were learned for another model, or the model's columns or comparisons changed since; train again".into());
    }
    if parameters.segments.len() != names.len() {
        return bad(format!("{} segments, the model has {}", parameters.segments.len(), names.len()));
    }
    for (segment, name) in parameters.segments.iter().zip(&names) {
        if segment.name != *name {
            return bad(format!("segment {:?} stands where the model has {name:?}", segment.name));
        }
        let fits = segment.comparisons.len() == plan.comparisons.len()
            && segment.comparisons.iter().zip(&plan.comparisons).all(|(figures, comparison)| {
                figures.name == comparison.name && figures.levels.len() + 1 == comparison.digits()
            });
        if !fits {
            return bad(format!("segment {name:?}: comparisons or levels differ from the model's"));
        }
        let sound = |p: f64| (0.0..=1.0).contains(&p);
        let all_sound = segment.comparisons.iter().flat_map(|c| &c.levels).all(|l| sound(l.m) && sound(l.u));
        if !all_sound || !sound(segment.prior) {
            return bad(format!("segment {name:?}: a probability is not between 0 and 1"));
        }
    }
    Ok(())
}
