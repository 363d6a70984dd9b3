//! From figures to weights in bits.
//!
//! The weight of a pair is the logarithm (base 2) of the odds that it is the same thing (Fellegi and Sunter 1969, J. Am.
//! Stat. Assoc. 64:1183; the form in bits follows Winkler 2000 and Splink):
//!
//! ```text
//! weight = log2(prior / (1 - prior)) + sum over comparisons of [ log2(m / u) + rarity + context ] + correction
//! rarity = strength * log2(u of the exact level / frequency of the value)      (Winkler 1989; Splink, term frequencies)
//! context = -log2(u within the context / u), where that is below 0 and a context of the model holds; the lowest counts
//! ```
//!
//! Every part is rounded to a multiple of 2^-40 bits. Sums of such parts are exact in 64-bit floats as long as they stay
//! below 4,096 bits, in any order: the weights of the columns sum to the score exactly, on any machine.

mod figures;

pub(crate) use figures::level;

use crate::{
    LinkageError,
    column::{MISSING, SEVERAL, Table},
    compare::{Bound, Rows},
    parameters::{Parameters, SegmentFigures},
    plan::{Pattern, Plan, in_common},
};
use std::collections::HashMap;

/// 2^40: weights are multiples of its inverse.
const STEPS: f64 = 1_099_511_627_776.0;
/// The most one part can weigh, in bits.
const MOST: f64 = 1_000.0;
/// Models with at most so many patterns keep the weight of each.
const TABLED: u64 = 1 << 20;

/// Rounds to the steps in which weights are counted.
pub(crate) fn rounded(bits: f64) -> f64 {
    if bits.is_nan() { 0.0 } else { (bits.clamp(-MOST, MOST) * STEPS).round() / STEPS }
}

/// The weight in bits of a probability among the same against one among others.
pub(crate) fn bits(m: f64, u: f64) -> f64 {
    rounded((m.max(1e-300) / u.max(1e-300)).log2())
}

/// A context, made ready: what it takes off, by comparison and digit.
struct ContextWeights {
    changes: Vec<(usize, Vec<f64>)>,
}

struct SegmentWeights {
    prior: f64,
    digits: Vec<Vec<f64>>,
    contexts: Vec<ContextWeights>,
    corrections: HashMap<Pattern, f64>,
}

/// How rarity counts for one digit of one comparison.
struct Rare {
    column: usize,
    strength: f64,
    least: f64,
    /// u of the exact level, by segment.
    exact: Vec<f64>,
    /// What each value adds, by segment, by code.
    bits: Vec<Vec<f64>>,
}

impl Rare {
    /// Reckons what values add that came since the last time.
    fn extend(&mut self, frequency: &Frequency) {
        for (bits, exact) in self.bits.iter_mut().zip(&self.exact) {
            for frequency in frequency.by_code.iter().skip(bits.len()) {
                let ratio = exact.max(1e-300) / frequency.max(self.least).max(1e-300);
                bits.push(rounded(self.strength * ratio.log2()));
            }
        }
    }

    /// What a value adds.
    #[inline]
    fn of(&self, segment: usize, code: u32) -> f64 {
        self.bits.get(segment).and_then(|bits| bits.get(code as usize)).copied().unwrap_or(0.0)
    }
}

/// Weights of a plan.
pub(crate) struct Weights {
    segments: Vec<SegmentWeights>,
    /// For each comparison, by digit.
    rare: Vec<Vec<Option<Rare>>>,
    /// Whether any digit counts rarity.
    any_rare: bool,
    /// Frequencies of values, by column, by code.
    frequencies: HashMap<usize, Frequency>,
    table: Vec<f64>,
    /// For patterns of the table: which comparisons count rarity, one bit each.
    rare_of: Vec<u64>,
}

/// How often each value of a column occurs.
struct Frequency {
    known: Option<crate::parameters::Frequencies>,
    total: f64,
    by_code: Vec<f64>,
}

/// One part of a weight.
pub(crate) struct Part {
    pub(crate) kind: PartKind,
    pub(crate) bits: f64,
}

/// What a part of a weight is.
pub(crate) enum PartKind {
    Prior,
    Comparison(usize),
    Rarity(usize),
    /// What a context takes off a comparison: the comparison, the context.
    Context(usize, usize),
    Correction,
}

impl Weights {
    /// Weights of these figures; values are counted in the table where the parameters hold no frequencies.
    pub(crate) fn new(plan: &Plan, parameters: &Parameters, table: &Table) -> Result<Self, LinkageError> {
        figures::check(plan, parameters)?;
        let segments = parameters
            .segments
            .iter()
            .enumerate()
            .map(|(at, figures)| figures::segment(plan, at, figures))
            .collect();
        let mut rare: Vec<Vec<Option<Rare>>> = Vec::new();
        let mut frequencies = HashMap::new();
        for (number, comparison) in plan.comparisons.iter().enumerate() {
            let mut by_digit = Vec::new();
            for column in &comparison.rare {
                by_digit.push(column.map(|column| {
                    frequencies
                        .entry(column)
                        .or_insert_with(|| Frequency::new(plan, parameters, table, column));
                    let figures = |segment: &SegmentFigures| segment.comparisons.get(number).cloned();
                    let first = parameters.segments.first().and_then(figures);
                    let exact = comparison.exact.iter().rposition(|exact| *exact == Some(column));
                    let exact = exact.unwrap_or(comparison.digits() - 1);
                    Rare {
                        column,
                        strength: first.as_ref().map_or(1.0, |figures| figures.rarity),
                        least: first.as_ref().map_or(0.0, |figures| figures.least_frequency),
                        exact: parameters
                            .segments
                            .iter()
                            .map(|segment| {
                                level(segment, number, exact, comparison.digits()).map_or(1.0, |l| l.u)
                            })
                            .collect(),
                        bits: vec![Vec::new(); parameters.segments.len()],
                    }
                }));
            }
            rare.push(by_digit);
        }
        let any_rare = rare.iter().flatten().any(Option::is_some);
        let mut weights =
            Self { segments, rare, any_rare, frequencies, table: Vec::new(), rare_of: Vec::new() };
        weights.reckon_rarity();
        if plan.radix.total <= TABLED {
            weights.table = (0..plan.radix.total).map(|pattern| weights.summed(plan, pattern)).collect();
            weights.rare_of = (0..plan.radix.total).map(|pattern| weights.rare_mask(plan, pattern)).collect();
        }
        Ok(weights)
    }

    /// Counts values that came after the weights were made.
    pub(crate) fn extend(&mut self, table: &Table) {
        for (column, frequency) in &mut self.frequencies {
            if let Some(column) = table.columns.get(*column) {
                frequency.extend(column, 1);
            }
        }
        self.reckon_rarity();
    }

    fn reckon_rarity(&mut self) {
        for rare in self.rare.iter_mut().flatten().flatten() {
            if let Some(frequency) = self.frequencies.get(&rare.column) {
                rare.extend(frequency);
            }
        }
    }

    /// The weight of a pattern, without rarity.
    #[inline]
    pub(crate) fn of(&self, plan: &Plan, pattern: Pattern) -> f64 {
        match usize::try_from(pattern).ok().and_then(|at| self.table.get(at)) {
            Some(weight) => *weight,
            None => self.summed(plan, pattern),
        }
    }

    fn summed(&self, plan: &Plan, pattern: Pattern) -> f64 {
        let Some(segment) = self.segments.get(plan.radix.segment_of(pattern)) else { return -MOST };
        let mut sum = segment.prior;
        for (number, digits) in segment.digits.iter().enumerate() {
            sum += digits.get(plan.radix.digit(pattern, number)).copied().unwrap_or(0.0);
        }
        let contexts: f64 = segment.context_bits(plan, pattern).map(|(_, _, bits)| bits).sum();
        sum + contexts + segment.corrections.get(&pattern).copied().unwrap_or(0.0)
    }

    /// The weight of a pair.
    #[inline]
    pub(crate) fn pair(&self, plan: &Plan, table: &Table, left: u32, right: u32, pattern: Pattern) -> f64 {
        let mut weight = self.of(plan, pattern);
        let mut rare = self.rare_in(plan, pattern);
        while rare != 0 {
            weight += self.rarity(plan, table, left, right, pattern, rare.trailing_zeros() as usize);
            rare &= rare - 1;
        }
        weight
    }

    /// The weight of a pair, as [`Self::pair`]; values are looked up in the packed records, which comparing them has just
    /// brought into the processor's cache.
    #[inline]
    pub(crate) fn pair_packed(
        &self,
        (plan, table, rows): (&Plan, &Table, &Rows),
        left: u32,
        right: u32,
        pattern: Pattern,
    ) -> f64 {
        let mut weight = self.of(plan, pattern);
        let mut rare = self.rare_in(plan, pattern);
        while rare != 0 {
            let number = rare.trailing_zeros() as usize;
            let digit = plan.radix.digit(pattern, number);
            let same =
                self.rare.get(number).and_then(|digits| digits.get(digit)?.as_ref()).and_then(|rare| {
                    let (one, other) = (rows.code(rare.column, left)?, rows.code(rare.column, right)?);
                    // The code of a missing value is 0, that of several has its highest bit.
                    (one == other && one != MISSING && one & SEVERAL == 0)
                        .then(|| rare.of(plan.radix.segment_of(pattern), one))
                });
            weight += same.unwrap_or_else(|| self.rarity(plan, table, left, right, pattern, number));
            rare &= rare - 1;
        }
        weight
    }

    /// Comparisons that count rarity at this pattern, one bit each.
    #[inline]
    fn rare_in(&self, plan: &Plan, pattern: Pattern) -> u64 {
        match usize::try_from(pattern).ok().and_then(|at| self.rare_of.get(at)) {
            Some(mask) => *mask,
            None if self.any_rare => self.rare_mask(plan, pattern),
            None => 0,
        }
    }

    fn rare_mask(&self, plan: &Plan, pattern: Pattern) -> u64 {
        let counts = |(number, digits): &(usize, &Vec<Option<Rare>>)| {
            digits.get(plan.radix.digit(pattern, *number)).is_some_and(Option::is_some)
        };
        // A model has at most 64 comparisons.
        self.rare.iter().enumerate().filter(counts).map(|(number, _)| 1 << number).sum()
    }

    /// What the rarity of a value adds in one comparison.
    fn rarity(
        &self,
        plan: &Plan,
        table: &Table,
        left: u32,
        right: u32,
        pattern: Pattern,
        number: usize,
    ) -> f64 {
        let digit = plan.radix.digit(pattern, number);
        let Some(Some(rare)) = self.rare.get(number).and_then(|digits| digits.get(digit)) else { return 0.0 };
        let Some(column) = table.columns.get(rare.column) else { return 0.0 };
        let segment = plan.radix.segment_of(pattern);
        let (a, b) = (column.values(left), column.values(right));
        if let ([one], [other]) = (a, b)
            && one == other
        {
            return rare.of(segment, *one);
        }
        // The rarest value in common; where there is none (a level of near agreement), the more frequent of the two.
        let most = |codes: &mut dyn Iterator<Item = u32>| {
            codes.map(|code| rare.of(segment, code)).fold(f64::NEG_INFINITY, f64::max)
        };
        let shared = most(&mut in_common(a, b));
        let bits = if shared.is_finite() {
            shared
        } else {
            most(&mut a.iter().copied()).min(most(&mut b.iter().copied()))
        };
        if bits.is_finite() { bits } else { 0.0 }
    }

    /// Every part of a pair's weight, in order; they sum to [`Self::pair`] exactly.
    pub(crate) fn parts(
        &self,
        plan: &Plan,
        table: &Table,
        left: u32,
        right: u32,
        pattern: Pattern,
    ) -> Vec<Part> {
        let Some(segment) = self.segments.get(plan.radix.segment_of(pattern)) else { return Vec::new() };
        let mut parts = vec![Part { kind: PartKind::Prior, bits: segment.prior }];
        for (number, digits) in segment.digits.iter().enumerate() {
            let bits = digits.get(plan.radix.digit(pattern, number)).copied().unwrap_or(0.0);
            parts.push(Part { kind: PartKind::Comparison(number), bits });
            let bits = self.rarity(plan, table, left, right, pattern, number);
            if bits != 0.0 {
                parts.push(Part { kind: PartKind::Rarity(number), bits });
            }
        }
        for (comparison, context, bits) in segment.context_bits(plan, pattern) {
            parts.push(Part { kind: PartKind::Context(comparison, context), bits });
        }
        if let Some(bits) = segment.corrections.get(&pattern) {
            parts.push(Part { kind: PartKind::Correction, bits: *bits });
        }
        parts
    }

    /// What lets comparisons stop early at a floor.
    pub(crate) fn bound(&self, plan: &Plan, floor: f64) -> Bound {
        let best = |bits: &mut dyn Iterator<Item = f64>| bits.fold(f64::NEG_INFINITY, f64::max);
        let mut most: Vec<Vec<f64>> = Vec::new();
        for (number, comparison) in plan.comparisons.iter().enumerate() {
            let by_digit = (0..comparison.digits())
                .map(|digit| {
                    let plain = best(&mut self.segments.iter().map(|segment| {
                        segment.digits.get(number).and_then(|d| d.get(digit)).copied().unwrap_or(0.0)
                    }));
                    let rare = match self.rare.get(number).and_then(|digits| digits.get(digit)) {
                        Some(Some(rare)) => {
                            let least = self
                                .frequencies
                                .get(&rare.column)
                                .map_or(1.0, Frequency::least)
                                .max(rare.least);
                            let exact = best(&mut rare.exact.iter().copied());
                            rounded((rare.strength * (exact.max(1e-300) / least.max(1e-300)).log2()).max(0.0))
                        }
                        _ => 0.0,
                    };
                    plain + rare
                })
                .collect::<Vec<_>>();
            most.push(by_digit);
        }
        let bests: Vec<f64> = most.iter().map(|digits| best(&mut digits.iter().copied())).collect();
        let correction =
            best(&mut self.segments.iter().flat_map(|s| s.corrections.values().copied())).max(0.0);
        let prior = best(&mut self.segments.iter().map(|segment| segment.prior));
        for (digits, best) in most.iter_mut().zip(&bests) {
            for bits in digits.iter_mut() {
                *bits -= best;
            }
        }
        Bound { falls: most, floor, most: prior + correction + bests.iter().sum::<f64>() }
    }
}

impl SegmentWeights {
    /// What contexts take off: comparison, context, bits. Of several contexts that change one comparison, the one that
    /// takes off most counts.
    fn context_bits<'a>(
        &'a self,
        plan: &'a Plan,
        pattern: Pattern,
    ) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
        let holding = move || {
            let contexts = self.contexts.iter().zip(&plan.contexts).enumerate();
            contexts.filter(move |(_, (_, context))| plan.at_strongest(pattern, &context.agree))
        };
        let comparisons = if self.contexts.is_empty() { 0 } else { plan.comparisons.len() };
        (0..comparisons).filter_map(move |comparison| {
            let digit = plan.radix.digit(pattern, comparison);
            holding()
                .filter_map(|(number, (weights, _))| {
                    let (_, bits) = weights.changes.iter().find(|(changed, _)| *changed == comparison)?;
                    Some((comparison, number, bits.get(digit).copied()?))
                })
                .filter(|(_, _, bits)| *bits < 0.0)
                .min_by(|a, b| a.2.total_cmp(&b.2))
        })
    }
}

impl Frequency {
    fn new(plan: &Plan, parameters: &Parameters, table: &Table, number: usize) -> Self {
        let known =
            plan.columns.get(number).and_then(|column| parameters.frequencies.get(&column.name)).cloned();
        let column = table.columns.get(number);
        #[expect(clippy::cast_precision_loss, reason = "counts of records")]
        let total = match &known {
            Some(known) => known.total as f64,
            None => column.map_or(0, crate::column::Column::present) as f64,
        };
        let mut frequency = Self { known, total: total.max(1.0), by_code: Vec::new() };
        if let Some(column) = column {
            frequency.extend(column, 0);
        }
        frequency
    }

    fn extend(&mut self, column: &crate::column::Column, least: u32) {
        let words = &column.dictionary;
        for code in self.by_code.len()..words.codes() {
            let code = u32::try_from(code).unwrap_or(MISSING);
            let count = match &self.known {
                Some(known) => known.counts.get(&stable_hash(words.text(code))).copied().unwrap_or(1),
                None => words.count(code).max(least),
            };
            self.by_code.push(f64::from(count.max(1)) / self.total);
        }
    }

    fn least(&self) -> f64 {
        self.by_code.iter().skip(1).copied().fold(1.0 / self.total, f64::min)
    }
}

/// The hash under which a value stands in a file of frequencies: FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923).
pub(crate) fn stable_hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
