//! Blocking rules.

use super::{
    columns::Columns,
    settings::Rule,
    sql::{Sql, parse},
};
use crate::model::{Block, ColumnKind, Step};

/// A rule as a block: columns that must be equal.
pub(super) fn block(rule: &Rule, columns: &mut Columns) -> Result<Block, String> {
    let sql = parse(rule.sql())?;
    let mut parts = Vec::new();
    flatten(&sql, &mut parts);
    if let Some((one, other)) = crossed(&parts) {
        // Names that changed places: both as a set of words. It finds those that did not change places too.
        return Ok(Block {
            on: vec![columns.joined(&[one, other], ColumnKind::Text, &[Step::SortedWords], "_sorted")],
            cap: None,
            divide: Vec::new(),
        });
    }
    let mut on = Vec::new();
    for part in parts {
        let Sql::Binary("=", left, right) = part else {
            return Err("a rule may only ask for columns to be equal, with AND between them".into());
        };
        let name = match start_of(left).zip(start_of(right)) {
            Some(((a, one), (b, other))) if one == other => format!("{}:{one}", columns.pair(a, b)?),
            _ => columns.pair(left, right)?,
        };
        on.push(name);
    }
    for list in rule.lists() {
        columns.pair_of_lists(
            &Sql::Column(list.clone(), super::sql::Side::Left),
            &Sql::Column(list.clone(), super::sql::Side::Right),
        )?;
    }
    Ok(Block { on, cap: None, divide: Vec::new() })
}

fn flatten<'a>(sql: &'a Sql, parts: &mut Vec<&'a Sql>) {
    match sql {
        Sql::Binary("and", left, right) => {
            flatten(left, parts);
            flatten(right, parts);
        }
        other => parts.push(other),
    }
}

/// The column and number of letters of `substring(column, 1, n)`.
fn start_of(sql: &Sql) -> Option<(&Sql, u32)> {
    let Sql::Call(name, arguments) = sql else { return None };
    let (inner, length) = match (name.as_str(), arguments.as_slice()) {
        ("substring" | "substr", [inner, Sql::Number(from), Sql::Number(length)]) if *from <= 1.0 => {
            (inner, *length)
        }
        ("left", [inner, Sql::Number(length)]) => (inner, *length),
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 1,000")]
    let length = (1.0..=1_000.0).contains(&length).then_some(length as u32)?;
    Some((inner, length))
}

/// `l.a = r.b and l.b = r.a`
fn crossed(parts: &[&Sql]) -> Option<(String, String)> {
    let [Sql::Binary("=", a, b), Sql::Binary("=", c, d)] = parts else { return None };
    let name = |sql: &Sql| match sql {
        Sql::Column(name, side) => Some((name.clone(), *side)),
        _ => None,
    };
    let (a, b, c, d) = (name(a)?, name(b)?, name(c)?, name(d)?);
    let turned = |one: &(String, super::sql::Side), other: &(String, super::sql::Side)| {
        one.0 == other.0 && one.1 != other.1
    };
    let crosses = a.0 != b.0
        && a.1 != b.1
        && ((turned(&a, &d) && turned(&b, &c)) || (turned(&a, &c) && turned(&b, &d)));
    crosses.then_some((a.0, b.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Result<Vec<String>, String> {
        block(&Rule::Plain(sql.into()), &mut Columns::default()).map(|block| block.on)
    }

    #[test]
    fn rules_become_columns() {
        assert_eq!(read("l.\"a\" = r.\"a\"").unwrap(), ["a"]);
        assert_eq!(
            read("(SUBSTRING(l.a, 1, 3) = SUBSTRING(r.a, 1, 3)) AND (l.\"b\" = r.\"b\")").unwrap(),
            ["a:3", "b"]
        );
        assert_eq!(read("l.a = r.b and l.b = r.a").unwrap(), ["a_b_sorted"]);
        assert_eq!(read("l.a = r.b and r.a = l.b").unwrap(), ["a_b_sorted"]);
        assert_eq!(read("lower(l.a) = lower(r.a)").unwrap(), ["a_lower"]);
    }

    #[test]
    fn other_rules_are_refused() {
        for (sql, words) in [
            ("l.a = r.a or l.b = r.b", "only ask for columns to be equal"),
            ("levenshtein(l.a, r.a) < 2", "only ask for columns to be equal"),
            ("l.a = r.b", "compares"),
            ("1=1", "no column"),
        ] {
            let problem = read(sql).unwrap_err();
            assert!(problem.contains(words), "{sql}: {problem}");
        }
    }
}
