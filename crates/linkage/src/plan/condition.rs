//! Conditions with numbers for columns, and whether one holds between two records, by the plain way.

use crate::{
    LinkageError,
    column::{Column, Table},
    kernel,
    model::{Condition, Measure},
};

/// A condition made ready.
pub(crate) enum Check {
    Is { measure: Measure, columns: [usize; 2], bound: f64 },
    All(Vec<Check>),
    Any(Vec<Check>),
    Not(Box<Check>),
}

impl Check {
    pub(crate) fn new(
        condition: &Condition,
        number: &mut impl FnMut(&str) -> Result<usize, LinkageError>,
    ) -> Result<Self, LinkageError> {
        Ok(match condition {
            Condition::Is { measure, columns, bound } => {
                let first = number(columns.first().map(String::as_str).unwrap_or_default())?;
                let second = columns.get(1).map_or(Ok(first), |column| number(column))?;
                Self::Is { measure: *measure, columns: [first, second], bound: *bound }
            }
            Condition::All(parts) => {
                Self::All(parts.iter().map(|part| Self::new(part, number)).collect::<Result<_, _>>()?)
            }
            Condition::Any(parts) => {
                Self::Any(parts.iter().map(|part| Self::new(part, number)).collect::<Result<_, _>>()?)
            }
            Condition::Not(part) => Self::Not(Box::new(Self::new(part, number)?)),
        })
    }

    /// Every measure with its first column.
    pub(crate) fn measures(&self, see: &mut impl FnMut(Measure, usize)) {
        match self {
            Self::Is { measure, columns, .. } => see(*measure, columns[0]),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.measures(see)),
            Self::Not(part) => part.measures(see),
        }
    }

    /// Every column it names.
    pub(crate) fn columns(&self, see: &mut impl FnMut(usize)) {
        match self {
            Self::Is { columns, .. } => columns.iter().for_each(|column| see(*column)),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.columns(see)),
            Self::Not(part) => part.columns(see),
        }
    }

    /// Columns whose live count decides: [`Measure::Degree`], with the bound.
    pub(crate) fn degrees(&self, see: &mut impl FnMut(usize, f64)) {
        match self {
            Self::Is { measure: Measure::Degree, columns, bound } => see(columns[0], *bound),
            Self::Is { .. } => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.degrees(see)),
            Self::Not(part) => part.degrees(see),
        }
    }
}

/// What two records have in common in one column.
#[derive(Clone, Copy, Default)]
pub(crate) struct Common {
    /// How many values.
    values: u32,
    /// How many records carry the rarest of them; nothing where there is none.
    rarest: u32,
}

impl Common {
    /// Of the values of two records, ascending.
    pub(crate) fn of(column: &Column, left: &[u32], right: &[u32]) -> Self {
        in_common(left, right).fold(Self::default(), |common, code| {
            let carried = column.dictionary.count(code);
            let rarest = if common.values == 0 { carried } else { common.rarest.min(carried) };
            Self { values: common.values + 1, rarest }
        })
    }

    /// Whether a measure of values in common reaches its bound: [`Measure::Shared`], [`Measure::Degree`], or else that
    /// there is any.
    pub(crate) fn reaches(self, measure: Measure, bound: f64) -> bool {
        match measure {
            Measure::Shared => f64::from(self.values) >= bound,
            Measure::Degree => self.values > 0 && f64::from(self.rarest) <= bound,
            _ => self.values > 0,
        }
    }
}

impl Check {
    /// Whether it holds, where `one` tells it of each measure with its columns and its bound.
    pub(crate) fn holds_by(&self, one: &mut impl FnMut(Measure, [usize; 2], f64) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds_by(one)),
            Self::Any(parts) => parts.iter().any(|part| part.holds_by(one)),
            Self::Not(part) => !part.holds_by(one),
            Self::Is { measure, columns, bound } => one(*measure, *columns, *bound),
        }
    }
}

/// Whether a condition holds between two records. Of several values the best pair counts.
pub(crate) fn holds(check: &Check, table: &Table, left: u32, right: u32) -> bool {
    let column = |number: usize| table.columns.get(number);
    check.holds_by(&mut |measure, [first, second], bound| match (measure, column(first), column(second)) {
        (Measure::Swapped, Some(first), Some(second)) => {
            texts_cross(first, second, left, right) && texts_cross(second, first, left, right)
        }
        (_, Some(first), _) => measured(measure, bound, first, left, right),
        (_, None, _) => false,
    })
}

/// Whether a value of `left` in one column is a value of `right` in another.
fn texts_cross(first: &Column, second: &Column, left: u32, right: u32) -> bool {
    first.values(left).iter().any(|a| {
        let text = first.dictionary.text(*a);
        second.values(right).iter().any(|b| second.dictionary.text(*b) == text)
    })
}

/// The values that both records carry.
pub(crate) fn in_common<'a>(left: &'a [u32], right: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut right = right.iter().copied().peekable();
    left.iter().copied().filter(move |value| {
        while right.next_if(|other| other < value).is_some() {}
        right.next_if_eq(value).is_some()
    })
}

/// Whether one measure of one column reaches its bound.
#[expect(clippy::cast_precision_loss, reason = "counts of values in one record")]
pub(crate) fn measured(measure: Measure, bound: f64, column: &Column, left: u32, right: u32) -> bool {
    let (a, b) = (column.values(left), column.values(right));
    let words = &column.dictionary;
    let any = |test: &dyn Fn(u32, u32) -> bool| a.iter().any(|a| b.iter().any(|b| test(*a, *b)));
    match measure {
        Measure::Exact => in_common(a, b).next().is_some(),
        Measure::Shared | Measure::Degree => Common::of(column, a, b).reaches(measure, bound),
        Measure::Jaccard => {
            let shared = in_common(a, b).count();
            let all = a.len() + b.len() - shared;
            all > 0 && shared as f64 / all as f64 >= bound
        }
        Measure::Jaro | Measure::JaroWinkler => any(&|a, b| {
            kernel::similarity(measure == Measure::JaroWinkler, words.symbols(a), words.symbols(b)) >= bound
        }),
        Measure::Levenshtein | Measure::Damerau => any(&|a, b| {
            f64::from(kernel::edits(measure == Measure::Damerau, words.symbols(a), words.symbols(b))) <= bound
        }),
        Measure::Days | Measure::Difference => {
            any(&|a, b| (words.number(a) - words.number(b)).abs() <= bound)
        }
        Measure::Ratio => any(&|a, b| {
            let (a, b) = (words.number(a), words.number(b));
            (a - b).abs() <= bound * a.abs().max(b.abs())
        }),
        Measure::Transposed => any(&|a, b| kernel::transposed(words.text(a), words.text(b))),
        Measure::Sounds => any(&|a, b| {
            let (a, b) = (kernel::soundex(words.text(a)), kernel::soundex(words.text(b)));
            !a.is_empty() && a == b
        }),
        Measure::Km => any(&|a, b| kernel::kilometres(words.place(a), words.place(b)) <= bound),
        Measure::Prefix => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of letters"
            )]
            let letters = bound.clamp(1.0, 512.0) as usize;
            any(&|a, b| {
                let (a, b) = (words.symbols(a), words.symbols(b));
                a.get(..letters).is_some_and(|start| b.get(..letters) == Some(start))
            })
        }
        Measure::Contained => any(&|a, b| {
            let (a, b) = (words.symbols(a), words.symbols(b));
            a.starts_with(b) || b.starts_with(a)
        }),
        // Looked at by the caller, which has both columns.
        Measure::Swapped => false,
    }
}
