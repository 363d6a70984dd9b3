//! What mentions say, kept small, so that the mentions of a group can speak with one voice.

use super::{
    mentions::{self, Column},
    model::Party,
};
use linkage::index::Cell;
use model::{MentionRef, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Between the columns of a mention.
const COLUMN_END: char = '\u{1d}';
/// A group of so many mentions is named often.
const OFTEN: usize = 8;
/// Between the values of a column.
const VALUE_END: char = '\u{1e}';

/// What each mention says in the columns that groups are compared by, and who stands beside whom.
pub(crate) struct Facts {
    columns: Vec<Column>,
    of: BTreeMap<u64, Box<str>>,
}

impl Facts {
    /// Nothing yet; groups are compared by these columns.
    pub(crate) const fn new(columns: Vec<Column>) -> Self {
        Self { columns, of: BTreeMap::new() }
    }

    /// Keeps what the mention at `position` of the report in row `no` says.
    pub(crate) fn put(&mut self, no: i64, report: &Report, position: usize) {
        let Some(key) = MentionRef::new(no, position).map(MentionRef::key) else { return };
        let mut text = String::new();
        for column in &self.columns {
            match mentions::cell(no, report, position, *column) {
                Cell::Missing => {}
                Cell::One(value) => push(&mut text, &value),
                Cell::Many(values) => {
                    for (at, value) in values.iter().enumerate() {
                        if at > 0 {
                            text.push(VALUE_END);
                        }
                        push(&mut text, value);
                    }
                }
            }
            text.push(COLUMN_END);
        }
        self.of.insert(key, text.into_boxed_str());
    }

    /// Forgets a mention.
    pub(crate) fn remove(&mut self, key: u64) {
        self.of.remove(&key);
    }

    /// The other mentions of the report that a mention is in, or was in; whoever told is none of them.
    pub(crate) fn beside(&self, key: u64) -> impl Iterator<Item = u64> {
        let report = key & !u64::from(u16::MAX);
        let all = self.of.range(report..=report | u64::from(u16::MAX));
        all.map(|(other, _)| *other).filter(move |other| *other != key)
    }

    /// The cells of a group: each value that any of its mentions gives, one year of birth, and the groups beside it.
    pub(crate) fn pooled(&self, members: &[u64], company: &BTreeSet<u64>) -> Vec<Cell> {
        let mut pools: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); self.columns.len()];
        for text in members.iter().filter_map(|member| self.of.get(member)) {
            for (pool, values) in pools.iter_mut().zip(text.split(COLUMN_END)) {
                pool.extend(values.split(VALUE_END).filter(|value| !value.is_empty()));
            }
        }
        let cell = |(column, pool): (&Column, BTreeSet<&str>)| match column {
            Column::Party => Cell::One(party(&pool).code().to_owned()),
            Column::Company => many(company.iter().map(u64::to_string)),
            Column::Mentions => Cell::One(members.len().to_string()),
            Column::BirthYear => self.middle_year(members).map_or(Cell::Missing, Cell::One),
            Column::Often if members.len() >= OFTEN => Cell::One("often".to_owned()),
            _ => many(pool.into_iter().map(str::to_owned)),
        };
        self.columns.iter().zip(pools).map(cell).collect()
    }

    /// The year of birth in the middle of what the mentions of a group say: of those that know the date, or else of all. A
    /// guess is off by a year or two, and of sixty guesses some are right for anybody; the middle one is right for few.
    fn middle_year(&self, members: &[u64]) -> Option<String> {
        let place = |wanted: Column| self.columns.iter().position(|column| *column == wanted);
        let (year_at, born_at) = (place(Column::BirthYear)?, place(Column::Born));
        let (mut known, mut guessed) = (Vec::new(), Vec::new());
        for text in members.iter().filter_map(|member| self.of.get(member)) {
            let value = |at: usize| text.split(COLUMN_END).nth(at).filter(|value| !value.is_empty());
            let Some(year) = value(year_at).and_then(|year| year.parse::<f64>().ok()) else { continue };
            let years = if born_at.and_then(value).is_some() { &mut known } else { &mut guessed };
            years.push(year);
        }
        let years = if known.is_empty() { &mut guessed } else { &mut known };
        years.sort_by(f64::total_cmp);
        // The lower one of two in the middle.
        let middle = years.get(years.len().checked_sub(1)? / 2)?;
        Some(format!("{middle:.2}"))
    }
}

/// A separator inside a value would take the columns apart.
fn push(text: &mut String, value: &str) {
    text.extend(value.chars().filter(|letter| ![COLUMN_END, VALUE_END].contains(letter)));
}

/// A child where any mention says so, as for a person.
fn party(codes: &BTreeSet<&str>) -> Party {
    let said = |party: Party| codes.contains(party.code()).then_some(party);
    said(Party::Child).or_else(|| said(Party::Adult)).unwrap_or(Party::Unknown)
}

fn many(values: impl ExactSizeIterator<Item = String>) -> Cell {
    let mut values: Vec<String> = values.collect();
    match values.len() {
        0 => Cell::Missing,
        1 => values.pop().map_or(Cell::Missing, Cell::One),
        _ => Cell::Many(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Age, Channel, Identifier, Mention, MentionRole};

    #[test]
    fn a_group_says_what_any_of_its_mentions_says() {
        let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
        let mention = |role, phone: &str, age| Mention {
            role,
            age,
            identifiers: vec![Identifier::phone(phone, None)],
            ..Mention::default()
        };
        report.mentions.push(mention(MentionRole::Unknown, "+639170000001", Some(Age::Years(9))));
        report.mentions.push(mention(MentionRole::Unknown, "+639170000002", None));
        report.mentions.push(mention(MentionRole::Suspect, "+639170000003", None));
        let mut facts = Facts::new(vec![Column::Phone, Column::Party, Column::Company, Column::Email]);
        for position in 0..3 {
            facts.put(1, &report, position);
        }
        let key = |position: u16| MentionRef { report_no: 1, position }.key();
        let cells = facts.pooled(&[key(0), key(1)], &BTreeSet::from([7, 8]));
        let several = |values: [&str; 2]| Cell::Many(values.map(str::to_owned).to_vec());
        assert_eq!(
            cells,
            [
                several(["+639170000001", "+639170000002"]),
                Cell::One("child".into()),
                several(["7", "8"]),
                Cell::Missing
            ]
        );
        assert_eq!(facts.beside(key(1)).collect::<Vec<_>>(), [key(0), key(2)]);
        facts.remove(key(2));
        assert_eq!(facts.beside(key(2)).collect::<Vec<_>>(), [key(0), key(1)], "who was beside them");
    }

    #[test]
    fn a_group_was_born_in_the_year_in_the_middle() {
        let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
        report.received_by_source = Some("2026-01-01".parse().unwrap());
        let mention = |age| Mention { age: Some(Age::About(age)), ..Mention::default() };
        report.mentions.extend([30, 31, 31, 60].map(mention));
        let born = "1990-07-01".parse::<model::When>().unwrap().day();
        report.mentions.push(Mention { born: Some(model::BirthDate::Day(born)), ..Mention::default() });
        let mut facts = Facts::new(vec![Column::Born, Column::BirthYear]);
        for position in 0..5 {
            facts.put(1, &report, position);
        }
        let keys: Vec<u64> = (0..5).map(|position| MentionRef { report_no: 1, position }.key()).collect();
        let year = |members: &[u64]| facts.pooled(members, &BTreeSet::new()).remove(1);
        assert_eq!(year(&keys[..4]), Cell::One("1994.50".into()), "of guesses the one in the middle");
        assert_eq!(year(&keys), Cell::One("1990.50".into()), "a date is no guess");
        assert_eq!(year(&[]), Cell::Missing);
    }
}
