//! Points from what fired: sums, with reasons. A score orders work; it decides nothing.

use super::{Fired, Indicator, file::Source};

/// What fired, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Points for, less points against; never below zero.
    pub points: f64,
    /// Points against, as a positive number: what the score would be higher by without them.
    pub against: f64,
    /// What counted.
    pub counted: Fired,
    /// An indicator that may raise an alert is among them.
    pub triggered: bool,
    /// Somebody may be a victim: safeguarding is offered.
    pub safeguard: bool,
}

/// Why: one indicator with its figures, its sentence and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Short name of the indicator.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its points; below zero where it speaks against.
    pub points: f64,
    /// A plain sentence.
    pub sentence: String,
    /// The figure of each condition.
    pub figures: Vec<String>,
    /// Where it comes from.
    pub source: Vec<Source>,
}

#[derive(Clone, Debug, Default)]
struct Weight {
    points: f64,
    with: u64,
    trigger: bool,
    safeguard: bool,
}

/// Weights by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Weights(Vec<Weight>);

impl Weights {
    pub(super) fn new(indicators: &[Indicator]) -> Result<Self, String> {
        let position = |of: &Indicator, id: &String| {
            indicators
                .iter()
                .position(|indicator| indicator.id == *id)
                .ok_or_else(|| format!("{} counts beside {id:?}, which there is not", of.id))
        };
        let mut weights = Vec::new();
        for indicator in indicators {
            let mut with = 0;
            for id in &indicator.with {
                with |= 1_u64 << position(indicator, id)?;
            }
            weights.push(Weight {
                points: indicator.weight,
                with,
                trigger: indicator.trigger,
                safeguard: indicator.safeguard,
            });
        }
        Ok(Self(weights))
    }

    pub(super) fn score(&self, fired: Fired) -> Score {
        let mut score = Score::default();
        let mut left = fired.0;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some(weight) = self.0.get(at) else { break };
            if weight.with != 0 && weight.with & fired.0 == 0 {
                continue;
            }
            score.counted.0 |= 1 << at;
            score.points += weight.points;
            score.against -= weight.points.min(0.0);
            score.triggered |= weight.trigger;
            score.safeguard |= weight.safeguard;
        }
        score.points = score.points.max(0.0);
        score
    }
}
