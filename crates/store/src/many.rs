//! Statements that take many numbers at once: what a list needs of its lines is asked for of all of them together.

use crate::sql;
use sqlx::{Database, Encode, Type, query::Query};

/// Many numbers, in parts of as many as a statement of many takes.
pub(crate) fn at_once(numbers: &[i64]) -> impl Iterator<Item = &[i64]> {
    numbers.chunks(sql::AT_ONCE)
}

/// A statement of many with the numbers of one part. What is missing is filled up with the last, which it names then
/// several times.
pub(crate) fn bound<'q, D: Database>(
    statement: Query<'q, D, D::Arguments>,
    numbers: &[i64],
) -> Query<'q, D, D::Arguments>
where
    i64: Encode<'q, D> + Type<D>,
{
    let last = numbers.last().copied().into_iter().cycle();
    numbers.iter().copied().chain(last).take(sql::AT_ONCE).fold(statement, Query::bind)
}
