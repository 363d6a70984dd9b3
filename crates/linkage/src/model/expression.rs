//! The small language in which a level says when it holds: `exact(dob)`, `jaro_winkler(surname) >= 0.92`,
//! `shared(phones) >= 1 and degree(phones) <= 4`.
//!
//! Measures are listed at [`Measure`]; a measure of similarity is compared with `>=`, one of distance with `<=`.
//! `and` binds closer than `or`; `not` closer than both; parentheses as usual.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $word:literal / $arguments:literal $test:ident),* $(,)?) => {
        /// What can be measured between two values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Measure { $($(#[$doc])* $name),* }
        impl Measure {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The word for it.
            pub const fn word(self) -> &'static str { match self { $(Self::$name => $word),* } }
            /// How many columns it looks at.
            pub const fn arguments(self) -> usize { match self { $(Self::$name => $arguments),* } }
            /// How it is tested.
            pub const fn test(self) -> Test { match self { $(Self::$name => Test::$test),* } }
        }
    };
}

/// How a measure becomes a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// It holds or not.
    Holds,
    /// It holds from a value on (`>=`).
    AtLeast,
    /// It holds up to a value (`<=`).
    AtMost,
    /// It takes a number in its parentheses.
    WithNumber,
}

measures! {
    /// The same value; of several values, one in common.
    Exact = "exact" / 1 Holds,
    /// Jaro's similarity, 0 to 1 (Jaro 1989, J. Am. Stat. Assoc. 84:414).
    Jaro = "jaro" / 1 AtLeast,
    /// Jaro–Winkler similarity, 0 to 1 (Winkler 1990): prefix of at most 4, scale 0.1, only above 0.7.
    JaroWinkler = "jaro_winkler" / 1 AtLeast,
    /// Levenshtein's distance: insertions, deletions, changes.
    Levenshtein = "levenshtein" / 1 AtMost,
    /// Damerau–Levenshtein distance: as before, and neighbours that changed places.
    Damerau = "damerau" / 1 AtMost,
    /// Days between two dates.
    Days = "days" / 1 AtMost,
    /// Two dates with day and month exchanged.
    Transposed = "transposed" / 1 Holds,
    /// Difference of two numbers.
    Difference = "difference" / 1 AtMost,
    /// Difference of two numbers as a share of the larger one.
    Ratio = "ratio" / 1 AtMost,
    /// The same sound (Soundex).
    Sounds = "sounds" / 1 Holds,
    /// How many values are in common.
    Shared = "shared" / 1 AtLeast,
    /// Values in common as a share of all values of both (Jaccard 1901).
    Jaccard = "jaccard" / 1 AtLeast,
    /// The least number of records that carry one of the values in common.
    Degree = "degree" / 1 AtMost,
    /// Distance in kilometres on the sphere.
    Km = "km" / 1 AtMost,
    /// The first column of each is the second of the other.
    Swapped = "swapped" / 2 Holds,
    /// The same first letters.
    Prefix = "prefix" / 1 WithNumber,
    /// One text begins with the other.
    Contained = "contained" / 1 Holds,
}

/// When a level holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A measure of one or two columns, with its bound (0 for measures that hold or not).
    Is {
        /// What is measured.
        measure: Measure,
        /// The columns.
        columns: Vec<String>,
        /// The bound.
        bound: f64,
    },
    /// All hold.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// The text is no condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("condition {text:?}, at letter {at}: {problem}")]
pub struct ConditionError {
    text: String,
    at: usize,
    problem: String,
}

/// Deepest nesting of a condition.
const DEEPEST: usize = 32;
/// Longest text of a condition.
const LONGEST: usize = 4_000;

impl Condition {
    /// `exact(column)`.
    pub fn exact(column: &str) -> Self {
        Self::Is { measure: Measure::Exact, columns: vec![column.to_owned()], bound: 0.0 }
    }

    /// Every column it names, in the order of naming, each once.
    pub fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |columns| {
            for column in columns {
                if !found.contains(&column.as_str()) {
                    found.push(column.as_str());
                }
            }
        });
        found
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a [String])) {
        match self {
            Self::Is { columns, .. } => see(columns),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Not(part) => part.visit(see),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    write!(f, " {word} ")?;
                }
                match part {
                    Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::Is { measure, columns, bound } => {
                let columns = columns.join(", ");
                match measure.test() {
                    Test::Holds => write!(f, "{}({columns})", measure.word()),
                    Test::AtLeast => write!(f, "{}({columns}) >= {bound}", measure.word()),
                    Test::AtMost => write!(f, "{}({columns}) <= {bound}", measure.word()),
                    Test::WithNumber => write!(f, "{}({columns}, {bound})", measure.word()),
                }
            }
            Self::All(parts) => joined(f, parts, "and"),
            Self::Any(parts) => joined(f, parts, "or"),
            Self::Not(part) => match **part {
                Self::Is { .. } => write!(f, "not {part}"),
                _ => write!(f, "not ({part})"),
            },
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl FromStr for Condition {
    type Err = ConditionError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        if text.len() > LONGEST {
            return Err(ConditionError {
                text: text.chars().take(40).collect(),
                at: LONGEST,
                problem: format!("longer than {LONGEST} letters"),
            });
        }
        let condition = reader.any()?;
        reader.blanks();
        if reader.at < text.len() {
            return Err(reader.problem("nothing more was expected here"));
        }
        Ok(condition)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn problem(&self, problem: impl Into<String>) -> ConditionError {
        ConditionError { text: self.text.to_owned(), at: self.at + 1, problem: problem.into() }
    }
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }
    fn take(&mut self, mark: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }
    fn expect(&mut self, mark: &str) -> Result<(), ConditionError> {
        if self.take(mark) { Ok(()) } else { Err(self.problem(format!("expected {mark:?}"))) }
    }
    /// The word that stands next, without taking it.
    fn word(&mut self) -> &'a str {
        self.blanks();
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }
    fn take_word(&mut self, word: &str) -> bool {
        let found = self.word() == word;
        self.at += if found { word.len() } else { 0 };
        found
    }
    fn number(&mut self) -> Result<f64, ConditionError> {
        self.blanks();
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
        let number =
            rest.get(..end).unwrap_or_default().parse().map_err(|_| self.problem("expected a number"))?;
        self.at += end;
        Ok(number)
    }

    fn any(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }
    fn all(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.one()?];
        while self.take_word("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }
    fn one(&mut self) -> Result<Condition, ConditionError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.problem(format!("nested deeper than {DEEPEST}")));
        }
        let found = if self.take_word("not") {
            Condition::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.any()?;
            self.expect(")")?;
            inner
        } else {
            self.measure()?
        };
        self.depth -= 1;
        Ok(found)
    }
    fn measure(&mut self) -> Result<Condition, ConditionError> {
        let word = self.word();
        let Some(measure) = Measure::ALL.iter().copied().find(|measure| measure.word() == word) else {
            let known: Vec<_> = Measure::ALL.iter().map(|measure| measure.word()).collect();
            return Err(self.problem(format!("expected one of {}", known.join(", "))));
        };
        self.at += word.len();
        self.expect("(")?;
        let (mut columns, mut bound) = (Vec::new(), 0.0);
        for position in 0..measure.arguments() {
            if position > 0 {
                self.expect(",")?;
            }
            let column = self.word();
            if column.is_empty() {
                return Err(self.problem("expected the name of a column"));
            }
            self.at += column.len();
            columns.push(column.to_owned());
        }
        if measure.test() == Test::WithNumber {
            self.expect(",")?;
            bound = self.number()?;
        }
        self.expect(")")?;
        match measure.test() {
            Test::AtLeast => {
                self.expect(">=")?;
                bound = self.number()?;
            }
            Test::AtMost => {
                self.expect("<=")?;
                bound = self.number()?;
            }
            Test::Holds | Test::WithNumber => {}
        }
        Ok(Condition::Is { measure, columns, bound })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_itself_again() {
        for text in [
            "exact(dob)",
            "jaro_winkler(surname) >= 0.92",
            "levenshtein(phone) <= 1 or (damerau(phone) <= 2 and not exact(city))",
            "shared(ids) >= 1 and degree(ids) <= 4",
            "swapped(given, family)",
            "prefix(given, 3)",
            "not (exact(a) or exact(b))",
        ] {
            assert_eq!(text.parse::<Condition>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn says_where_it_went_wrong() {
        for (text, words) in [
            ("", "at letter 1"),
            ("exakt(a)", "expected one of exact"),
            ("exact(a", "expected \")\""),
            ("jaro(a) > 1", "expected \">=\""),
            ("exact(a) exact(b)", "nothing more"),
            ("days(a) <= many", "expected a number"),
        ] {
            let error = text.parse::<Condition>().unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        let deep = "(".repeat(1_000);
        assert!(deep.parse::<Condition>().unwrap_err().to_string().contains("deeper"));
    }

    #[test]
    fn names_its_columns_once() {
        let condition: Condition = "exact(a) and (exact(b) or not exact(a))".parse().unwrap();
        assert_eq!(condition.columns(), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,80}") {
            let _ = text.parse::<Condition>();
        }
    }
}
