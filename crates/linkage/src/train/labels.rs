//! What some hundred pairs, told same or different by people, add to figures learned without them.
//!
//! The weight of the model is taken as it is and corrected by a logistic regression that is centred on it: with weights
//! `w` in bits, parts of the weight as in [`crate::weights`], and labels `y`,
//!
//! ```text
//! logit P(y) = ln 2 * (w + a[segment] + sum over comparisons of ( d[level] + r[comparison] * rarity )
//!                        + c * contexts + g[pattern])
//! ```
//!
//! Every correction has a normal prior around 0 (ridge; Hoerl and Kennard 1970, Technometrics 12:55; le Cessie and van
//! Houwelingen 1992, Appl. Stat. 41:191); that of a pattern is a random intercept, the Bayesian answer to "three labels
//! of this pattern, all different". Few labels move little. Which pairs are labelled may depend on their weight and
//! pattern, since the regression is conditional on both ([`suggest_labels`] does so); an even draw is not needed.
//!
//! The result is written into the figures: `a` into the prior, `d` into m (which stays a distribution: sum of m * d = 0 to
//! first order), `r` into the strength of rarity, `c` into u within contexts, `g` into corrections of patterns.

mod ridge;
mod suggest;

#[cfg(test)]
mod tests;

pub use suggest::suggest_labels;

use crate::{
    LinkageError, Parameters, Progress,
    compare::{Batch, Scratch},
    dataset::Dataset,
    parameters::{Correction, SegmentFigures},
    plan::{Pattern, Plan},
    weights::{PartKind, Weights, rounded},
};
use ridge::{Observation, Ridge};
use std::collections::{BTreeMap, BTreeSet};

/// A pair that people told apart or put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// One record, by position.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Whether they are the same.
    pub same: bool,
}

/// Standard deviations of the priors with very many labels, in units of the natural logarithm of odds (of a scale: as a
/// share). Chosen on the synthetic persons of bench/linkage, where half of them gives the same F1 within 0.001.
const SEGMENT: f64 = 1.0;
const LEVEL: f64 = 0.6;
const SCALE: f64 = 0.3;
const PATTERN: f64 = 0.8;
/// With so many labels the variances are half of that: what ten labels say of twenty levels is mostly chance.
const HALF: f64 = 100.0;
/// How firmly m stays a distribution.
const FIRM: f64 = 100.0;
/// Where nothing else tells m: how many same pairs the beginning is worth.
const BEGINNING: f64 = 10.0;

/// Corrects figures with labels; the figures may have been learned without any. Labels of pairs that the model's segments
/// do not compare are left out.
///
/// # Errors
/// Where the parameters belong to another model, or a label names a record that is not there or one record twice.
pub fn train_with_labels(
    data: &Dataset,
    parameters: &Parameters,
    labels: &[Label],
    progress: &dyn Progress,
) -> Result<Parameters, LinkageError> {
    progress.begin("labels", labels.len() as u64);
    let mut corrected = parameters.clone();
    let seen = patterns(data, labels)?;
    if data.plan.training.is_empty() {
        shares(&data.plan, &seen, &mut corrected);
    }
    let weights = Weights::new(&data.plan, &corrected, &data.table)?;
    let layout = Layout::new(&data.plan);
    let observations: Vec<Observation> = seen
        .iter()
        .map(|(label, pattern)| {
            progress.advance(1);
            layout.observe(data, &weights, *label, *pattern)
        })
        .collect();
    if observations.is_empty() {
        return Ok(corrected);
    }
    let ridge = layout.ridge(&data.plan, &corrected, observations.len());
    let (moves, intercepts) = ridge.fit(&observations);
    layout.write(&data.plan, &mut corrected, &moves, &intercepts);
    Ok(corrected)
}

/// Labels with their patterns, each once, in a fixed order.
fn patterns(data: &Dataset, labels: &[Label]) -> Result<Vec<(Label, Pattern)>, LinkageError> {
    let Dataset { plan, table, rows, .. } = data;
    let mut scratch = Scratch::new(plan, rows);
    let (mut batch, mut pairs, mut patterns) = (Batch::default(), Vec::new(), Vec::new());
    let mut each: BTreeSet<Label> = BTreeSet::new();
    for label in labels {
        let (left, right) = (label.left.min(label.right), label.left.max(label.right));
        if left == right || right as usize >= table.rows() {
            return Err(LinkageError::NotThere(format!(
                "a label names records {left} and {right}; it needs two different records of {}, numbered from 0",
                table.rows()
            )));
        }
        each.insert(Label { left, right, same: label.same });
    }
    let mut seen = Vec::with_capacity(each.len());
    for label in each {
        batch.gather(rows, &[label.left, label.right]);
        pairs.clear();
        pairs.push([0, 1]);
        scratch.compare(plan, table, rows, &batch, &mut pairs, &mut patterns, None);
        seen.extend(patterns.first().map(|pattern| (label, *pattern)));
    }
    Ok(seen)
}

/// m as shares of levels among pairs that are labelled as the same, for a model that has nothing else to learn m from.
fn shares(plan: &Plan, seen: &[(Label, Pattern)], parameters: &mut Parameters) {
    for (segment, figures) in parameters.segments.iter_mut().enumerate() {
        for (number, comparison) in figures.comparisons.iter_mut().enumerate() {
            let size = comparison.levels.len();
            let mut held = vec![0.0; size + 1];
            for (_, pattern) in seen.iter().filter(|(label, _)| label.same) {
                if plan.radix.segment_of(*pattern) == segment
                    && let Some(place) = held.get_mut(plan.radix.digit(*pattern, number))
                {
                    *place += 1.0;
                }
            }
            let sum: f64 = held.iter().skip(1).sum();
            // Levels stand strongest first, digits the other way round.
            for (level, held) in comparison.levels.iter_mut().zip(held.iter().skip(1).rev()) {
                level.m = (held + BEGINNING * level.m) / (sum + BEGINNING);
            }
        }
    }
}

/// Where each correction stands among the features.
struct Layout {
    segments: usize,
    /// For each comparison and digit, where its level stands; none for a missing value and a fixed weight.
    levels: Vec<Vec<Option<usize>>>,
    /// For each comparison, where its rarity stands.
    rarity: Vec<usize>,
    contexts: usize,
    size: usize,
}

impl Layout {
    fn new(plan: &Plan) -> Self {
        let segments = plan.segment_names().len();
        let mut next = segments;
        let mut take = || {
            next += 1;
            next - 1
        };
        let mut levels = Vec::new();
        for comparison in &plan.comparisons {
            let learned = |digit: &usize| comparison.fixed.get(*digit).copied().flatten().is_none();
            let place = |digit: usize| Some(digit).filter(|digit| *digit > 0).filter(learned).map(|_| take());
            levels.push((0..comparison.digits()).map(place).collect());
        }
        let rarity = plan.comparisons.iter().map(|_| take()).collect();
        let contexts = take();
        Self { segments, levels, rarity, contexts, size: next }
    }

    /// The features of a label.
    fn observe(&self, data: &Dataset, weights: &Weights, label: Label, pattern: Pattern) -> Observation {
        let mut features: BTreeMap<usize, f64> = BTreeMap::new();
        features.insert(data.plan.radix.segment_of(pattern), 1.0);
        let mut weight = 0.0;
        for part in weights.parts(&data.plan, &data.table, label.left, label.right, pattern) {
            weight += part.bits;
            let nats = part.bits * std::f64::consts::LN_2;
            match part.kind {
                PartKind::Comparison(number) => {
                    let digit = data.plan.radix.digit(pattern, number);
                    if let Some(at) =
                        self.levels.get(number).and_then(|levels| levels.get(digit)).copied().flatten()
                    {
                        features.insert(at, 1.0);
                    }
                }
                PartKind::Rarity(number) => {
                    if let Some(at) = self.rarity.get(number) {
                        features.insert(*at, nats);
                    }
                }
                PartKind::Context(..) => *features.entry(self.contexts).or_default() += nats,
                PartKind::Prior | PartKind::Correction => {}
            }
        }
        Observation {
            features: features.into_iter().collect(),
            group: pattern,
            offset: weight * std::f64::consts::LN_2,
            same: label.same,
        }
    }

    /// The priors of the corrections.
    #[expect(clippy::cast_precision_loss, reason = "a count of labels")]
    fn ridge(&self, plan: &Plan, parameters: &Parameters, labels: usize) -> Ridge {
        let trust = (labels as f64 / (labels as f64 + HALF)).sqrt();
        let mut spread = vec![SCALE * trust; self.size];
        for (at, spread) in spread.iter_mut().enumerate() {
            if at < self.segments {
                *spread = SEGMENT * trust;
            } else if self.levels.iter().flatten().flatten().any(|level| *level == at) {
                *spread = LEVEL * trust;
            }
        }
        // Along these, nothing moves: m summed over the levels of a comparison. The first segment stands for all.
        let mut still = Vec::new();
        for (number, places) in self.levels.iter().enumerate().take(plan.comparisons.len()) {
            let figures = parameters.segments.first().and_then(|segment| segment.comparisons.get(number));
            let Some(figures) = figures.filter(|_| places.iter().skip(1).all(Option::is_some)) else {
                continue;
            };
            let m = figures.levels.iter().rev().map(|level| level.m);
            still.push(places.iter().skip(1).copied().flatten().zip(m).collect());
        }
        Ridge { spread, group: PATTERN * trust, still, firm: FIRM }
    }

    /// Writes corrections into figures.
    fn write(&self, plan: &Plan, parameters: &mut Parameters, moves: &[f64], intercepts: &[(Pattern, f64)]) {
        let moved = |at: usize| moves.get(at).copied().unwrap_or(0.0);
        for (number, figures) in parameters.segments.iter_mut().enumerate() {
            let odds = figures.prior / (1.0 - figures.prior).max(1e-15) * moved(number).exp();
            figures.prior = (odds / (1.0 + odds)).clamp(1e-15, 1.0 - 1e-9);
            for (at, comparison) in figures.comparisons.iter_mut().enumerate() {
                let Some(places) = self.levels.get(at) else { continue };
                let rarity = self.rarity.get(at).map_or(0.0, |rarity| moved(*rarity));
                comparison.rarity = (comparison.rarity * (1.0 + rarity)).clamp(0.0, 1.0);
                for (level, place) in comparison.levels.iter_mut().zip(places.iter().skip(1).rev()) {
                    level.m *= place.map_or(1.0, |place| moved(place).exp());
                }
                let sum: f64 = comparison.levels.iter().map(|level| level.m).sum();
                comparison
                    .levels
                    .iter_mut()
                    .for_each(|level| level.m = (level.m / sum.max(1e-300)).clamp(0.0, 1.0));
            }
            scale_contexts(figures, 1.0 + moved(self.contexts));
            correct(plan, figures, number, intercepts);
        }
    }
}

/// Makes contexts take off so many times what they took off.
fn scale_contexts(figures: &mut SegmentFigures, scale: f64) {
    let SegmentFigures { comparisons, contexts, .. } = figures;
    for changed in contexts.iter_mut().flat_map(|context| &mut context.changes) {
        let Some(comparison) = comparisons.iter().find(|comparison| comparison.name == changed.name) else {
            continue;
        };
        for (within, level) in changed.u.iter_mut().zip(&comparison.levels) {
            if *within > level.u && level.u > 0.0 {
                *within = (level.u * (*within / level.u).powf(scale.max(0.0))).clamp(0.0, 1.0);
            }
        }
    }
}

/// Adds corrections of patterns to those that are there.
fn correct(plan: &Plan, figures: &mut SegmentFigures, segment: usize, intercepts: &[(Pattern, f64)]) {
    let known = figures.corrections.iter();
    let mut all: BTreeMap<Pattern, f64> =
        known.filter_map(|known| Some((plan.radix.read(&known.pattern, segment)?, known.bits))).collect();
    for (pattern, nats) in intercepts.iter().filter(|(pattern, _)| plan.radix.segment_of(*pattern) == segment)
    {
        *all.entry(*pattern).or_default() += nats / std::f64::consts::LN_2;
    }
    figures.corrections = all
        .into_iter()
        .map(|(pattern, bits)| Correction { pattern: plan.radix.words(pattern), bits: rounded(bits) })
        .collect();
}
