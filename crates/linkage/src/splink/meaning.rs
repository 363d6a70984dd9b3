//! What a condition in SQL means, in the terms of the model.
//!
//! SQL knows three truths; a comparison with a missing value is neither true nor false, and a level holds only where its
//! condition is true. Negations are therefore taken down to single measures, where they ask for both values to be there.

use super::{
    columns::Columns,
    sql::{Side, Sql, parse},
};
use crate::model::{ColumnKind, Condition, Measure};
use std::collections::BTreeMap;

/// More edits than any two values are apart: `levenshtein(c) <= 1000` holds wherever both have a value.
const ANY_DISTANCE: f64 = 1_000.0;
const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// Part of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// It never holds.
    Never,
    /// The value is missing in one record.
    Null(String, Side),
    /// The value is there in one record.
    There(String, Side),
    /// The value is missing in one record at least.
    Missing(String),
    /// Both records have a value.
    Present(String),
    /// A column of the left record is another of the right one.
    Cross(String, String),
    Is(Condition),
    All(Vec<Meaning>),
    Any(Vec<Meaning>),
}

impl Meaning {
    /// As a condition of the model; none where it never holds.
    pub(super) fn condition(self) -> Result<Option<Condition>, String> {
        let present = |column: String| Condition::Is {
            measure: Measure::Levenshtein,
            columns: vec![column],
            bound: ANY_DISTANCE,
        };
        let parts = |parts: Vec<Self>| parts.into_iter().map(Self::condition).collect::<Result<Vec<_>, _>>();
        Ok(match self {
            Self::Never => None,
            Self::Null(column, _) | Self::There(column, _) => {
                return Err(format!("it asks of one record only whether {column:?} is there"));
            }
            Self::Cross(one, other) => {
                return Err(format!("it compares {one:?} with {other:?} in one direction only"));
            }
            Self::Missing(column) => Some(Condition::Not(Box::new(present(column)))),
            Self::Present(column) => Some(present(column)),
            Self::Is(condition) => Some(condition),
            Self::All(inner) => {
                let inner: Option<Vec<_>> = parts(inner)?.into_iter().collect();
                inner.map(|mut inner| if inner.len() == 1 { inner.remove(0) } else { Condition::All(inner) })
            }
            Self::Any(inner) => {
                let mut inner: Vec<_> = parts(inner)?.into_iter().flatten().collect();
                match inner.len() {
                    0 => None,
                    1 => Some(inner.remove(0)),
                    _ => Some(Condition::Any(inner)),
                }
            }
        })
    }
}

/// What a condition means.
pub(super) fn meaning(sql: &Sql, columns: &mut Columns) -> Result<Meaning, String> {
    read(sql, false, columns)
}

fn read(sql: &Sql, negated: bool, columns: &mut Columns) -> Result<Meaning, String> {
    match sql {
        Sql::Not(inner) => read(inner, !negated, columns),
        Sql::Binary(operator @ ("and" | "or"), left, right) => {
            let mut parts = Vec::new();
            for part in [left, right] {
                match (read(part, negated, columns)?, (*operator == "and") != negated) {
                    (Meaning::All(inner), true) | (Meaning::Any(inner), false) => parts.extend(inner),
                    (other, _) => parts.push(other),
                }
            }
            Ok(if (*operator == "and") == negated { any(parts) } else { all(parts) })
        }
        Sql::Null(inner, null) => {
            let (column, side) = columns.of(inner)?;
            Ok(if *null == negated { Meaning::There(column, side) } else { Meaning::Null(column, side) })
        }
        Sql::Binary(operator, left, right) => {
            let found = compared(operator, left, right, columns)?;
            match found {
                found if !negated => Ok(found),
                Meaning::Is(condition) => Ok(but(condition)),
                _ => Err("what it denies is not known".into()),
            }
        }
        _ => Err("it is no comparison".into()),
    }
}

/// Both values are there, and the condition does not hold.
fn but(condition: Condition) -> Meaning {
    let mut parts: Vec<Meaning> =
        condition.columns().into_iter().map(|column| Meaning::Present(column.to_owned())).collect();
    parts.push(Meaning::Is(Condition::Not(Box::new(condition))));
    Meaning::All(parts)
}

/// Joins what is said of each record to what is said of the pair.
fn all(mut parts: Vec<Meaning>) -> Meaning {
    let mut joined = Vec::new();
    while let Some(part) = (!parts.is_empty()).then(|| parts.remove(0)) {
        let (partner, whole) = match &part {
            Meaning::There(column, side) => {
                (Meaning::There(column.clone(), other(*side)), Meaning::Present(column.clone()))
            }
            Meaning::Cross(one, two) => (
                Meaning::Cross(two.clone(), one.clone()),
                Meaning::Is(Condition::Is {
                    measure: Measure::Swapped,
                    columns: vec![one.clone(), two.clone()],
                    bound: 0.0,
                }),
            ),
            _ => {
                joined.push(part);
                continue;
            }
        };
        take(&mut parts, &mut joined, part, &partner, whole);
    }
    if joined.len() == 1 { joined.remove(0) } else { Meaning::All(joined) }
}

fn any(mut parts: Vec<Meaning>) -> Meaning {
    let mut joined = Vec::new();
    while let Some(part) = (!parts.is_empty()).then(|| parts.remove(0)) {
        let Meaning::Null(column, side) = &part else {
            joined.push(part);
            continue;
        };
        let (partner, whole) =
            (Meaning::Null(column.clone(), other(*side)), Meaning::Missing(column.clone()));
        take(&mut parts, &mut joined, part, &partner, whole);
    }
    if joined.len() == 1 { joined.remove(0) } else { Meaning::Any(joined) }
}

/// Puts the whole for a part whose partner is there, else the part.
fn take(
    parts: &mut Vec<Meaning>,
    joined: &mut Vec<Meaning>,
    part: Meaning,
    partner: &Meaning,
    whole: Meaning,
) {
    match parts.iter().position(|candidate| candidate == partner) {
        Some(at) => {
            parts.remove(at);
            joined.push(whole);
        }
        None => joined.push(part),
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Left => Side::Right,
        Side::Right => Side::Left,
    }
}

fn compared(operator: &str, left: &Sql, right: &Sql, columns: &mut Columns) -> Result<Meaning, String> {
    match (operator, left, right) {
        // The same the other way round.
        (_, Sql::Number(_), _) if !matches!(right, Sql::Number(_)) => {
            let turned = match operator {
                "<=" => ">=",
                ">=" => "<=",
                "<" => ">",
                ">" => "<",
                same => same,
            };
            compared(turned, right, left, columns)
        }
        // Splink's advice for speed: a function is called first where it cannot be so (`jaro_winkler_similarity(…) = -100`).
        ("=", Sql::Call(..), Sql::Number(number)) if *number < 0.0 => Ok(Meaning::Never),
        ("=", _, fixed) if is_fixed(fixed) => Err("it compares with a fixed value".into()),
        ("=", ..) => {
            let ((one, side), (two, other)) = (columns.of(left)?, columns.of(right)?);
            match (side, other) {
                _ if side == other => Err("both sides are the same record".into()),
                _ if one == two => {
                    columns.compares_whole(&one);
                    Ok(Meaning::Is(Condition::exact(&one)))
                }
                (Side::Left, _) => Ok(Meaning::Cross(one, two)),
                (Side::Right, _) => Ok(Meaning::Cross(two, one)),
            }
        }
        ("<=" | "<" | ">=" | ">", _, Sql::Number(bound)) => measured(operator, left, *bound, columns),
        _ => Err(format!("a comparison with {operator} is not known there")),
    }
}

fn is_fixed(sql: &Sql) -> bool {
    match sql {
        Sql::Number(_) | Sql::Text(_) => true,
        Sql::Call(function, arguments) => function == "cast" && arguments.first().is_some_and(is_fixed),
        _ => false,
    }
}

/// A measure against its bound.
fn measured(operator: &str, left: &Sql, bound: f64, columns: &mut Columns) -> Result<Meaning, String> {
    let (measure, column, unit) = measure_of(left, columns)?;
    let bound = bound / unit;
    let at_least = matches!(measure, Measure::Jaro | Measure::JaroWinkler | Measure::Shared);
    let is = |bound: f64| Condition::Is { measure, columns: vec![column.clone()], bound };
    Ok(match (operator, at_least) {
        (">=", true) | ("<=", false) => Meaning::Is(is(bound)),
        (">", true) => Meaning::Is(is(bound.next_up())),
        ("<", false) => Meaning::Is(is(bound.next_down())),
        ("<", true) | (">", false) => but(is(bound)),
        ("<=", true) => but(is(bound.next_up())),
        _ => but(is(bound.next_down())),
    })
}

/// The measure, its column, and the unit of its bound.
fn measure_of(sql: &Sql, columns: &mut Columns) -> Result<(Measure, String, f64), String> {
    if let Some((function, list)) = best_pair(sql)? {
        columns.pair_of_lists(&list.0, &list.1)?;
        return Ok((function, columns.pair(&list.0, &list.1)?, 1.0));
    }
    if let Some((latitude, longitude)) = kilometres(sql)? {
        let column = columns.joined(&[latitude, longitude], ColumnKind::Place, &[], "");
        return Ok((Measure::Km, column, 1.0));
    }
    let Sql::Call(function, arguments) = sql else {
        return match sql {
            Sql::Binary("/", share, larger) if is_larger(larger) => match share.as_ref() {
                Sql::Call(abs, difference) if abs == "abs" => {
                    let (a, b) = difference_of(difference)?;
                    Ok((Measure::Ratio, columns.pair_of(a, b, ColumnKind::Number)?, 1.0))
                }
                _ => Err("this calculation is not known".into()),
            },
            _ => Err("this calculation is not known".into()),
        };
    };
    match (function.as_str(), arguments.as_slice()) {
        ("abs", difference) => match difference_of(difference)? {
            (Sql::Call(one, a), Sql::Call(two, b)) if one == "epoch" && two == "epoch" => {
                match (a.as_slice(), b.as_slice()) {
                    ([a], [b]) => {
                        Ok((Measure::Days, columns.pair_of(a, b, ColumnKind::Date)?, SECONDS_OF_A_DAY))
                    }
                    _ => Err("epoch takes one date".into()),
                }
            }
            (a, b) => Ok((Measure::Difference, columns.pair_of(a, b, ColumnKind::Number)?, 1.0)),
        },
        ("array_length" | "len" | "length", [Sql::Call(shared, lists)]) if is_intersection(shared) => {
            match lists.as_slice() {
                [a, b] => Ok((Measure::Shared, columns.pair_of_lists(a, b)?, 1.0)),
                _ => Err(format!("{shared} takes two lists")),
            }
        }
        (name, [a, b]) => match edits_or_similarity(name) {
            Some(measure) => Ok((measure, columns.pair(a, b)?, 1.0)),
            None if name == "jaccard" => {
                Err("jaccard there compares letters, and the model's jaccard compares sets of values".into())
            }
            None => Err(format!("the function {name} is not known")),
        },
        (name, _) => Err(format!("the function {name} is not known")),
    }
}

fn edits_or_similarity(name: &str) -> Option<Measure> {
    Some(match name {
        "levenshtein" | "editdist3" => Measure::Levenshtein,
        "damerau_levenshtein" => Measure::Damerau,
        "jaro_similarity" => Measure::Jaro,
        "jaro_winkler_similarity" => Measure::JaroWinkler,
        _ => return None,
    })
}

fn is_intersection(name: &str) -> bool {
    matches!(name, "list_intersect" | "array_intersect")
}

fn difference_of(arguments: &[Sql]) -> Result<(&Sql, &Sql), String> {
    match arguments {
        [Sql::Binary("-", a, b)] => Ok((a.as_ref(), b.as_ref())),
        _ => Err("abs there is no difference of two values".into()),
    }
}

/// Whether it is the larger of two values of a column.
fn is_larger(sql: &Sql) -> bool {
    [
        "case when n_r > n_l then n_r else n_l end",
        "case when n_l > n_r then n_l else n_r end",
        "greatest(n_l, n_r)",
    ]
    .iter()
    .any(|form| parse(form).is_ok_and(|form| fits(&form, sql, &mut BTreeMap::new())))
}

/// A measure, and the columns of both records.
type OfLists = (Measure, (Sql, Sql));

/// The best pair of two lists, as `PairwiseStringDistanceFunctionLevel` writes it.
fn best_pair(sql: &Sql) -> Result<Option<OfLists>, String> {
    let Sql::Call(best, _) = sql else { return Ok(None) };
    for (function, of) in [
        ("jaro_winkler_similarity", "list_max"),
        ("jaro_similarity", "list_max"),
        ("levenshtein", "list_min"),
        ("damerau_levenshtein", "list_min"),
    ] {
        let form = parse(&format!(
            "{of}(list_transform(flatten(list_transform(a_l, x -> list_transform(a_r, y -> [x, y]))), \
             pair -> {function}(pair[1], pair[2])))"
        ))?;
        let mut names = BTreeMap::new();
        if best == of && fits(&form, sql, &mut names) {
            let name = names.remove("a").unwrap_or_default();
            let pair = (Sql::Column(name.clone(), Side::Left), Sql::Column(name, Side::Right));
            return Ok(edits_or_similarity(function).map(|measure| (measure, pair)));
        }
    }
    Ok(None)
}

/// Latitude and longitude, as `DistanceInKMLevel` writes the distance on the sphere.
fn kilometres(sql: &Sql) -> Result<Option<(String, String)>, String> {
    let cosine = "(sin(radians(lat_l)) * sin(radians(lat_r)) + cos(radians(lat_l)) * cos(radians(lat_r)) \
                  * cos(radians(long_r - long_l)))";
    let form = parse(&format!(
        "cast(acos(case when {cosine} > 1 then 1 when {cosine} < -1 then -1 else {cosine} end) * 6371 as float)"
    ))?;
    let mut names = BTreeMap::new();
    if !fits(&form, sql, &mut names) {
        return Ok(None);
    }
    Ok(names.remove("lat").zip(names.remove("long")))
}

/// Whether an expression has this form; `names` says what stands for the columns of the form.
fn fits(form: &Sql, sql: &Sql, names: &mut BTreeMap<String, String>) -> bool {
    match (form, sql) {
        (Sql::Column(form, one), Sql::Column(name, two)) => {
            one == two && names.entry(form.clone()).or_insert_with(|| name.clone()) == name
        }
        (Sql::Call(form, one), Sql::Call(name, two)) => {
            form == name
                && one.len() == two.len()
                && one.iter().zip(two).all(|(form, sql)| fits(form, sql, names))
        }
        (Sql::Binary(form, a, b), Sql::Binary(name, c, d)) => {
            form == name && fits(a, c, names) && fits(b, d, names)
        }
        (form, sql) => form == sql,
    }
}
