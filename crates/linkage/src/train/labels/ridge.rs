//! Logistic regression with normal priors and a random intercept for each group, by Newton's method (iteratively
//! reweighted least squares; `McCullagh` and Nelder 1989, 2.5).
//!
//! Every observation is in one group, so that the part of the curvature that belongs to the intercepts is diagonal: they
//! are eliminated, and only a system as large as the number of features is solved (Schur complement).

use crate::plan::Pattern;
use std::collections::BTreeMap;

/// One label.
pub(super) struct Observation {
    /// Features that are not 0, with their places.
    pub(super) features: Vec<(usize, f64)>,
    pub(super) group: Pattern,
    /// The logit before anything is learned.
    pub(super) offset: f64,
    pub(super) same: bool,
}

/// The priors.
pub(super) struct Ridge {
    /// Standard deviation of each coefficient.
    pub(super) spread: Vec<f64>,
    /// Standard deviation of the intercepts.
    pub(super) group: f64,
    /// Sums of coefficients that stay near 0.
    pub(super) still: Vec<Vec<(usize, f64)>>,
    /// How firmly: the inverse of their variance.
    pub(super) firm: f64,
}

const ROUNDS: usize = 60;
const STILL: f64 = 1e-9;

impl Ridge {
    /// Coefficients, and the intercept of each group, where their posterior density is highest.
    pub(super) fn fit(&self, observations: &[Observation]) -> (Vec<f64>, Vec<(Pattern, f64)>) {
        let mut numbers: BTreeMap<Pattern, usize> = BTreeMap::new();
        for seen in observations {
            numbers.entry(seen.group).or_default();
        }
        numbers.values_mut().enumerate().for_each(|(number, place)| *place = number);
        let group = |seen: &Observation| numbers.get(&seen.group).copied().unwrap_or(0);
        let groups: Vec<usize> = observations.iter().map(group).collect();
        let mut at = (vec![0.0; self.spread.len()], vec![0.0; numbers.len()]);
        let mut height = self.height(observations, &groups, &at);
        for _ in 0..ROUNDS {
            let Some(step) = self.step(observations, &groups, &at) else { break };
            // The density has one summit; a step that goes too far is halved.
            let mut length = 1.0;
            let next = loop {
                let walk =
                    |from: &[f64], by: &[f64]| from.iter().zip(by).map(|(a, b)| a + length * b).collect();
                let next: (Vec<f64>, Vec<f64>) = (walk(&at.0, &step.0), walk(&at.1, &step.1));
                let now = self.height(observations, &groups, &next);
                if now >= height {
                    height = now;
                    break Some(next);
                }
                length /= 2.0;
                if length < 1e-6 {
                    break None;
                }
            };
            let Some(next) = next else { break };
            at = next;
            if step.0.iter().chain(&step.1).all(|step| step.abs() < STILL) {
                break;
            }
        }
        (at.0, numbers.into_keys().zip(at.1).collect())
    }

    /// The logarithm of the posterior density, but for a constant.
    fn height(&self, observations: &[Observation], groups: &[usize], at: &(Vec<f64>, Vec<f64>)) -> f64 {
        let likelihood: f64 = observations
            .iter()
            .zip(groups)
            .map(|(seen, group)| {
                let logit = logit(seen, *group, at);
                let toward = if seen.same { logit } else { -logit };
                // ln(1 / (1 + exp(-toward))), for large values too
                toward.min(0.0) - (-toward.abs()).exp().ln_1p()
            })
            .sum();
        let ridge: f64 = at.0.iter().zip(&self.spread).map(|(b, spread)| (b / spread).powi(2)).sum();
        let intercepts: f64 = at.1.iter().map(|b| (b / self.group).powi(2)).sum();
        let still: f64 = self.still.iter().map(|still| sum(still, &at.0).powi(2)).sum();
        likelihood - 0.5 * (ridge + intercepts + self.firm * still)
    }

    /// One step of Newton's method.
    fn step(
        &self,
        observations: &[Observation],
        groups: &[usize],
        at: &(Vec<f64>, Vec<f64>),
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let size = self.spread.len();
        let mut matrix = vec![0.0; size * size];
        let mut slope: Vec<f64> =
            at.0.iter().zip(&self.spread).map(|(b, spread)| -b / (spread * spread)).collect();
        let add = |matrix: &mut [f64], row: usize, column: usize, amount: f64| {
            if let Some(place) = matrix.get_mut(row * size + column) {
                *place += amount;
            }
        };
        for (at, spread) in self.spread.iter().enumerate() {
            add(&mut matrix, at, at, 1.0 / (spread * spread));
        }
        for still in &self.still {
            let sum = sum(still, &at.0);
            for (row, a) in still {
                lift(&mut slope, *row, -self.firm * sum * a);
                for (column, b) in still {
                    add(&mut matrix, *row, *column, self.firm * a * b);
                }
            }
        }
        let own = 1.0 / (self.group * self.group);
        let mut group_slope: Vec<f64> = at.1.iter().map(|b| -b * own).collect();
        let mut group_curve = vec![own; at.1.len()];
        let mut cross: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); at.1.len()];
        for (seen, group) in observations.iter().zip(groups) {
            let p = 1.0 / (1.0 + (-logit(seen, *group, at)).exp());
            let (error, curve) = (f64::from(u8::from(seen.same)) - p, p * (1.0 - p));
            lift(&mut group_slope, *group, error);
            lift(&mut group_curve, *group, curve);
            for (row, a) in &seen.features {
                lift(&mut slope, *row, error * a);
                if let Some(cross) = cross.get_mut(*group) {
                    *cross.entry(*row).or_default() += curve * a;
                }
                for (column, b) in &seen.features {
                    add(&mut matrix, *row, *column, curve * a * b);
                }
            }
        }
        for ((cross, curve), error) in cross.iter().zip(&group_curve).zip(&group_slope) {
            for (row, a) in cross {
                lift(&mut slope, *row, -a * error / curve);
                for (column, b) in cross {
                    add(&mut matrix, *row, *column, -a * b / curve);
                }
            }
        }
        let step = solve(&mut matrix, slope)?;
        let intercepts = cross
            .iter()
            .zip(&group_curve)
            .zip(&group_slope)
            .map(|((cross, curve), error)| {
                let known: f64 =
                    cross.iter().map(|(row, a)| a * step.get(*row).copied().unwrap_or(0.0)).sum();
                (error - known) / curve
            })
            .collect();
        Some((step, intercepts))
    }
}

fn lift(values: &mut [f64], at: usize, amount: f64) {
    if let Some(place) = values.get_mut(at) {
        *place += amount;
    }
}

fn sum(parts: &[(usize, f64)], values: &[f64]) -> f64 {
    parts.iter().map(|(at, factor)| factor * values.get(*at).copied().unwrap_or(0.0)).sum()
}

fn logit(seen: &Observation, group: usize, at: &(Vec<f64>, Vec<f64>)) -> f64 {
    seen.offset + sum(&seen.features, &at.0) + at.1.get(group).copied().unwrap_or(0.0)
}

/// Solves a symmetric positive system by Cholesky's method; none where it is not positive.
fn solve(matrix: &mut [f64], mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for row in 0..size {
        for column in 0..=row {
            let mut rest = *matrix.get(row * size + column)?;
            for k in 0..column {
                rest -= matrix.get(row * size + k)? * matrix.get(column * size + k)?;
            }
            let value = if row == column {
                if rest <= 0.0 || rest.is_nan() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / matrix.get(column * size + column)?
            };
            *matrix.get_mut(row * size + column)? = value;
        }
    }
    for row in 0..size {
        let mut rest = *right.get(row)?;
        for k in 0..row {
            rest -= matrix.get(row * size + k)? * right.get(k)?;
        }
        *right.get_mut(row)? = rest / matrix.get(row * size + row)?;
    }
    for row in (0..size).rev() {
        let mut rest = *right.get(row)?;
        for k in row + 1..size {
            rest -= matrix.get(k * size + row)? * right.get(k)?;
        }
        *right.get_mut(row)? = rest / matrix.get(row * size + row)?;
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let mut matrix = vec![4.0, 2.0, 0.0, 2.0, 5.0, 1.0, 0.0, 1.0, 3.0];
        let found = solve(&mut matrix, vec![8.0, 15.0, 11.0]).unwrap();
        for (found, wanted) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
        assert!(solve(&mut [0.0], vec![1.0]).is_none());
    }

    #[test]
    fn the_summit_is_where_the_slope_is_nothing() {
        let ridge =
            Ridge { spread: vec![0.5, 2.0], group: 0.8, still: vec![vec![(0, 1.0), (1, 0.2)]], firm: 3.0 };
        let observations: Vec<Observation> = (0..60_u32)
            .map(|at| Observation {
                features: vec![(0, f64::from(at % 3) - 1.0), (1, 1.0)],
                group: u64::from(at % 7),
                offset: f64::from(at % 11) - 5.0,
                same: at % 5 < 2,
            })
            .collect();
        let groups: Vec<usize> = (0..60).map(|at| at % 7).collect();
        let (coefficients, intercepts) = ridge.fit(&observations);
        let at = (coefficients, intercepts.iter().map(|(_, b)| *b).collect::<Vec<_>>());
        let top = ridge.height(&observations, &groups, &at);
        for place in 0..9 {
            for step in [-1e-3, 1e-3] {
                let mut other = at.clone();
                if place < 2 {
                    other.0[place] += step;
                } else {
                    other.1[place - 2] += step;
                }
                assert!(ridge.height(&observations, &groups, &other) < top, "{place}");
            }
        }
    }
}
