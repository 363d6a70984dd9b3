//! From an expression over one record (`LOWER("email_l")`) to a column of the model.

use super::sql::{Side, Sql};
use crate::model::{ColumnKind, ColumnSpec, Step};
use std::collections::{BTreeMap, BTreeSet};

/// The user's part of an address, as Splink's `EmailComparison` takes it.
const USER: &str = "^[^@]+";

/// Columns of the model as they come to be needed.
#[derive(Default)]
pub(super) struct Columns {
    specs: BTreeMap<String, ColumnSpec>,
    /// Names of the input that the model uses as they are.
    plain: BTreeSet<String>,
    /// Columns that hold lists.
    lists: BTreeSet<String>,
    /// Columns of which whole values are compared.
    whole: BTreeSet<String>,
}

impl Columns {
    /// The model's columns; a column whose whole lists would have to be compared is a problem.
    pub(super) fn finish(self) -> Result<BTreeMap<String, ColumnSpec>, String> {
        match self.lists.intersection(&self.whole).next() {
            Some(column) => Err(format!("{column:?} holds lists, and whole lists cannot be compared with =")),
            None => Ok(self.specs),
        }
    }

    /// As nothing, but knowing which names of the input were used before: no derived column takes one of them.
    pub(super) fn knowing(&self) -> Self {
        Self { plain: self.plain.clone(), ..Self::default() }
    }

    /// The column of the model for an expression over one record, and which record it is.
    pub(super) fn of(&mut self, sql: &Sql) -> Result<(String, Side), String> {
        let (spec, suffix, side) = spec_of(sql)?;
        Ok((self.name(spec, suffix), side))
    }

    /// The column of the model for two expressions that are the same over each record of a pair.
    pub(super) fn pair(&mut self, a: &Sql, b: &Sql) -> Result<String, String> {
        let ((first, one), (second, other)) = (self.of(a)?, self.of(b)?);
        if first != second {
            return Err(format!("it compares {first:?} with {second:?}"));
        }
        if one == other {
            return Err("both sides are the same record".into());
        }
        Ok(first)
    }

    /// As [`Columns::pair`], of another kind.
    pub(super) fn pair_of(&mut self, a: &Sql, b: &Sql, kind: ColumnKind) -> Result<String, String> {
        let ((mut first, mut suffix, one), (second, _, other)) = (spec_of(a)?, spec_of(b)?);
        if first != second || one == other {
            return Err("it does not compare the same column of both records".into());
        }
        if first.kind != kind {
            suffix = match kind {
                ColumnKind::Date => "_date",
                ColumnKind::Number => "_number",
                _ => suffix,
            };
            first.kind = kind;
        }
        Ok(self.name(first, suffix))
    }

    /// As [`Columns::pair`], for a column of lists.
    pub(super) fn pair_of_lists(&mut self, a: &Sql, b: &Sql) -> Result<String, String> {
        let name = self.pair(a, b)?;
        self.lists.insert(name.clone());
        Ok(name)
    }

    /// Remembers that whole values of a column are compared.
    pub(super) fn compares_whole(&mut self, name: &str) {
        self.whole.insert(name.to_owned());
    }

    /// A column of the input as it is.
    pub(super) fn input(&mut self, name: &str) -> String {
        self.name(ColumnSpec { from: vec![name.to_owned()], ..ColumnSpec::default() }, "")
    }

    /// A column made of several of the input.
    pub(super) fn joined(
        &mut self,
        from: &[String],
        kind: ColumnKind,
        steps: &[Step],
        suffix: &'static str,
    ) -> String {
        self.name(
            ColumnSpec { from: from.to_vec(), kind, steps: steps.to_vec(), ..ColumnSpec::default() },
            suffix,
        )
    }

    fn name(&mut self, spec: ColumnSpec, suffix: &'static str) -> String {
        let base = spec.from.join("_");
        if let [only] = spec.from.as_slice() {
            let as_it_is = ColumnSpec { from: spec.from.clone(), ..ColumnSpec::default() };
            if spec == as_it_is && is_word(only) {
                self.plain.insert(only.clone());
                return only.clone();
            }
        }
        if let Some((name, _)) = self.specs.iter().find(|(_, known)| **known == spec) {
            return name.clone();
        }
        let mut letters: String =
            base.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
        letters.push_str(suffix);
        let taken = |name: &str| self.plain.contains(name) || self.specs.contains_key(name);
        let name = std::iter::once(letters.clone())
            .chain((2..1_000_u32).map(|number| format!("{letters}_{number}")))
            .find(|name| !taken(name))
            .unwrap_or_default();
        self.specs.insert(name.clone(), spec);
        name
    }
}

/// Whether the language of conditions can name it.
fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// What an expression over one record makes of its column, how to call it, and which record it is.
fn spec_of(sql: &Sql) -> Result<(ColumnSpec, &'static str, Side), String> {
    match sql {
        Sql::Column(name, side) => {
            Ok((ColumnSpec { from: vec![name.clone()], ..ColumnSpec::default() }, "", *side))
        }
        Sql::Call(function, arguments) => call(function, arguments),
        _ => Err("it compares something that is no column of one record".into()),
    }
}

fn call(function: &str, arguments: &[Sql]) -> Result<(ColumnSpec, &'static str, Side), String> {
    let stepped = |inner: &Sql, step: Step, suffix: &'static str| {
        let (mut spec, _, side) = spec_of(inner)?;
        if spec.kind != ColumnKind::Text {
            return Err(format!("{function} of a date or number is not known"));
        }
        spec.steps.push(step);
        Ok((spec, suffix, side))
    };
    match (function, arguments) {
        ("lower", [inner]) => stepped(inner, Step::Lower, "_lower"),
        ("substring" | "substr", [inner, Sql::Number(from), Sql::Number(length)])
            if *from <= 1.0 && (1.0..=1_000.0).contains(length) =>
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 1,000")]
            stepped(inner, Step::First(*length as u16), "_start")
        }
        ("left", [inner, Sql::Number(length)]) if (1.0..=1_000.0).contains(length) =>
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 1,000")]
            stepped(inner, Step::First(*length as u16), "_start")
        }
        // An empty text is a missing value anyway.
        ("nullif", [inner, Sql::Text(text)]) if text.is_empty() => spec_of(inner),
        ("nullif", [inner, Sql::Text(text)]) => stepped(inner, Step::Nothing(vec![text.clone()]), "_known"),
        ("regexp_extract", [inner, Sql::Text(pattern), rest @ ..])
            if rest.is_empty() || matches!(rest, [Sql::Number(0.0)]) =>
        {
            match pattern.as_str() {
                USER => stepped(inner, Step::Before("@".into()), "_user"),
                _ => stepped(inner, Step::Matching(pattern.clone()), "_part"),
            }
        }
        ("cast", [inner, Sql::Name(kind)]) if matches!(kind.as_str(), "text" | "varchar" | "string") => {
            spec_of(inner)
        }
        ("cast", [inner, Sql::Name(kind)]) if kind == "date" => {
            let (mut spec, _, side) = spec_of(inner)?;
            spec.kind = ColumnKind::Date;
            Ok((spec, "_date", side))
        }
        ("try_strptime" | "strptime", [inner, Sql::Text(format)]) => {
            let (mut spec, _, side) = spec_of(inner)?;
            spec.kind = ColumnKind::Date;
            spec.format = Some(date_format(format)?);
            Ok((spec, "_date", side))
        }
        _ => Err(format!("what {function}(…) makes of a column is not known")),
    }
}

/// A form of dates as the `time` crate says it.
fn date_format(text: &str) -> Result<String, String> {
    let mut format = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '[' || letter == ']' || letter == '\\' {
            return Err(format!("the form of dates {text:?} is not known"));
        }
        if letter != '%' {
            format.push(letter);
            continue;
        }
        let mut kind = letters.next();
        if kind == Some('-') {
            kind = letters.next();
        }
        format.push_str(match kind {
            Some('Y') => "[year]",
            Some('m') => "[month padding:none]",
            Some('d') => "[day padding:none]",
            Some('b') => "[month repr:short]",
            Some('B') => "[month repr:long]",
            Some('H' | 'M' | 'S' | 'f' | 'z' | 'Z' | 'p' | 'I') => {
                return Err(format!("the form {text:?} has a time of day, and only whole days are compared"));
            }
            _ => return Err(format!("the form of dates {text:?} is not known")),
        });
    }
    // Without marks between them, digits must be counted.
    if !text.contains(['-', '/', '.', ' ', ',']) {
        format = format.replace(" padding:none", "");
    }
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::{super::sql::parse, *};

    #[test]
    fn each_expression_once() {
        let mut columns = Columns::default();
        let mut pair = |a: &str, b: &str| columns.pair(&parse(a).unwrap(), &parse(b).unwrap());
        assert_eq!(pair("a_l", "a_r").unwrap(), "a");
        assert_eq!(pair("\"b c_l\"", "\"b c_r\"").unwrap(), "b_c");
        assert_eq!(pair("lower(a_l)", "lower(a_r)").unwrap(), "a_lower");
        assert_eq!(pair("lower(a_l)", "lower(a_r)").unwrap(), "a_lower");
        assert_eq!(pair("substring(lower(a_l), 1, 2)", "substring(lower(a_r), 1, 2)").unwrap(), "a_start");
        assert_eq!(pair("substr(a_l, 1, 3)", "substr(a_r, 1, 3)").unwrap(), "a_start_2");
        assert!(pair("lower(a_l)", "a_r").unwrap_err().contains("compares"));
        assert!(pair("a_l", "a_l").unwrap_err().contains("same record"));
        assert!(pair("soundex(a_l)", "soundex(a_r)").unwrap_err().contains("soundex"));
        let specs = columns.finish().unwrap();
        assert_eq!(specs["b_c"].from, ["b c"]);
        assert_eq!(specs["a_start"].steps, [Step::Lower, Step::First(2)]);
    }

    #[test]
    fn forms_of_dates() {
        assert_eq!(date_format("%Y%m%d").unwrap(), "[year][month][day]");
        assert_eq!(date_format("%d/%m/%Y").unwrap(), "[day padding:none]/[month padding:none]/[year]");
        assert!(date_format("%Y-%m-%dT%H").unwrap_err().contains("time of day"));
        assert!(date_format("%y").unwrap_err().contains("not known"));
    }
}
