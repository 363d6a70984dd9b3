//! The part of SQL in which Splink writes conditions: read into a tree, never run.

use std::fmt;

/// Which record of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sql {
    /// A column of one record of the pair: `"dob_l"`, `l."dob"`.
    Column(String, Side),
    /// A name that is no such column.
    Name(String),
    Text(String),
    Number(f64),
    /// A function, in lower case, with its arguments; also `array` (`[x, y]`), `index` (`x[1]`), `cast` and `case`.
    Call(String, Vec<Sql>),
    /// An operator, in lower case.
    Binary(&'static str, Box<Sql>, Box<Sql>),
    Not(Box<Sql>),
    /// `IS NULL`, or `IS NOT NULL` where the flag is not set.
    Null(Box<Sql>, bool),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Text(String),
    Number(f64),
    Mark(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) | Self::Quoted(word) => write!(f, "{word:?}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Mark(mark) => write!(f, "{mark:?}"),
        }
    }
}

const MARKS: [&str; 20] = [
    "<=", ">=", "<>", "!=", "->", "::", "==", "||", "=", "<", ">", "(", ")", "[", "]", ",", "+", "-", "*",
    "/",
];
/// Longest condition.
const LONGEST: usize = 20_000;
/// Deepest nesting.
const DEEPEST: u32 = 64;

/// Reads one expression.
pub(super) fn parse(text: &str) -> Result<Sql, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} letters"));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let read = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(read),
        Some(token) => Err(format!("{token} was not expected there")),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first == '\'' || first == '"' {
            let (content, length) = quoted(rest, first)?;
            (if first == '"' { Token::Quoted(content) } else { Token::Text(content) }, length)
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
            // An exponent, as Python writes small numbers.
            let length = exponent(rest, length);
            let number = rest.get(..length).unwrap_or_default();
            (Token::Number(number.parse().map_err(|_| format!("{number} is no number"))?), length)
        } else if first.is_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.' || c == '$'))
                .unwrap_or(rest.len());
            (Token::Word(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Token::Mark(mark), mark.len())
        } else {
            return Err(format!("the sign {first:?} is not known"));
        };
        found.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(found)
}

/// What stands between quotes, and how long it is with them; a doubled quote is one.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), String> {
    let mut content = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            content.push(letter);
        } else if letters.next_if(|(_, next)| *next == quote).is_some() {
            content.push(quote);
        } else {
            return Ok((content, at + 1));
        }
    }
    Err(format!("a {quote} is not closed"))
}

fn exponent(rest: &str, length: usize) -> usize {
    let tail = rest.get(length..).unwrap_or_default();
    let Some(power) = tail.strip_prefix(['e', 'E']) else { return length };
    let digits = power.strip_prefix(['-', '+']).unwrap_or(power);
    let count = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if count == 0 { length } else { length + tail.len() - digits.len() + count }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }
    fn mark(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(next)) if *next == mark);
        self.at += usize::from(found);
        found
    }
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }
    fn need(&mut self, mark: &str) -> Result<(), String> {
        if self.mark(mark) { Ok(()) } else { Err(format!("{mark:?} is missing{}", self.before())) }
    }
    fn need_word(&mut self, word: &str) -> Result<(), String> {
        if self.word(word) { Ok(()) } else { Err(format!("{word:?} is missing{}", self.before())) }
    }
    fn before(&self) -> String {
        self.peek().map_or_else(|| " at the end".to_owned(), |token| format!(" before {token}"))
    }

    fn any(&mut self) -> Result<Sql, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST}"));
        }
        let mut left = self.all()?;
        while self.word("or") {
            left = Sql::Binary("or", Box::new(left), Box::new(self.all()?));
        }
        // `x -> …`: the body of a function of its own.
        if self.mark("->") {
            left = Sql::Binary("->", Box::new(left), Box::new(self.any()?));
        }
        self.depth -= 1;
        Ok(left)
    }
    fn all(&mut self) -> Result<Sql, String> {
        let mut left = self.not()?;
        while self.word("and") {
            left = Sql::Binary("and", Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }
    fn not(&mut self) -> Result<Sql, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST}"));
        }
        let found = if self.word("not") { Sql::Not(Box::new(self.not()?)) } else { self.compared()? };
        self.depth -= 1;
        Ok(found)
    }
    fn compared(&mut self) -> Result<Sql, String> {
        let mut left = self.sum()?;
        loop {
            if self.word("is") {
                let null = !self.word("not");
                self.need_word("null")?;
                left = Sql::Null(Box::new(left), null);
                continue;
            }
            let operators = [
                ("<=", "<="),
                (">=", ">="),
                ("<>", "<>"),
                ("!=", "<>"),
                ("==", "="),
                ("=", "="),
                ("<", "<"),
                (">", ">"),
            ];
            let Some((_, operator)) = operators.into_iter().find(|(mark, _)| self.mark(mark)) else {
                return Ok(left);
            };
            left = Sql::Binary(operator, Box::new(left), Box::new(self.sum()?));
        }
    }
    fn sum(&mut self) -> Result<Sql, String> {
        let mut left = self.product()?;
        while let Some(operator) = ["+", "-", "||"].into_iter().find(|mark| self.mark(mark)) {
            left = Sql::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }
    fn product(&mut self) -> Result<Sql, String> {
        let mut left = self.unary()?;
        while let Some(operator) = ["*", "/"].into_iter().find(|mark| self.mark(mark)) {
            left = Sql::Binary(operator, Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }
    fn unary(&mut self) -> Result<Sql, String> {
        if self.mark("-") {
            return match self.peek() {
                Some(Token::Number(number)) => {
                    let number = -number;
                    self.at += 1;
                    Ok(Sql::Number(number))
                }
                _ => Err(format!("a number is missing{}", self.before())),
            };
        }
        let mut found = self.one()?;
        loop {
            if self.mark("[") {
                let index = self.any()?;
                self.need("]")?;
                found = Sql::Call("index".into(), vec![found, index]);
            } else if self.mark("::") {
                let kind = self.kind()?;
                found = Sql::Call("cast".into(), vec![found, Sql::Name(kind)]);
            } else {
                return Ok(found);
            }
        }
    }
    fn one(&mut self) -> Result<Sql, String> {
        let Some(token) = self.peek().cloned() else { return Err("it ends too early".into()) };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Sql::Number(number)),
            Token::Text(text) => Ok(Sql::Text(text)),
            Token::Mark("(") => {
                let inner = self.any()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Mark("[") => Ok(Sql::Call("array".into(), self.list("]")?)),
            Token::Quoted(name) => Ok(column(name)),
            Token::Word(word) => self.named(word),
            Token::Mark(mark) => Err(format!("{mark:?} was not expected there")),
        }
    }
    fn named(&mut self, word: String) -> Result<Sql, String> {
        let lower = word.to_lowercase();
        // `l."dob"` comes as the word `l.` and a quoted name.
        if let Some(side) = side_of(&lower, "l.", "r.") {
            if let Some(Token::Quoted(name)) = self.peek().cloned().filter(|_| lower.len() == 2) {
                self.at += 1;
                return Ok(Sql::Column(name, side));
            }
            return Ok(Sql::Column(word.get(2..).unwrap_or_default().to_owned(), side));
        }
        if lower == "case" {
            return self.case();
        }
        if !self.mark("(") {
            return Ok(column(word));
        }
        if lower == "cast" || lower == "try_cast" {
            let inner = self.any()?;
            self.need_word("as")?;
            let kind = self.kind()?;
            self.need(")")?;
            return Ok(Sql::Call("cast".into(), vec![inner, Sql::Name(kind)]));
        }
        Ok(Sql::Call(lower, self.list(")")?))
    }
    fn kind(&mut self) -> Result<String, String> {
        match self.peek().cloned() {
            Some(Token::Word(kind)) => {
                self.at += 1;
                Ok(kind.to_lowercase())
            }
            _ => Err(format!("a type is missing{}", self.before())),
        }
    }
    fn list(&mut self, end: &str) -> Result<Vec<Sql>, String> {
        let mut items = Vec::new();
        if self.mark(end) {
            return Ok(items);
        }
        loop {
            items.push(self.any()?);
            if self.mark(end) {
                return Ok(items);
            }
            self.need(",")?;
        }
    }
    /// Conditions and values of a `CASE` in their order, then the value of its `ELSE`.
    fn case(&mut self) -> Result<Sql, String> {
        let mut parts = Vec::new();
        while self.word("when") {
            parts.push(self.any()?);
            self.need_word("then")?;
            parts.push(self.any()?);
        }
        self.need_word("else")?;
        parts.push(self.any()?);
        self.need_word("end")?;
        Ok(Sql::Call("case".into(), parts))
    }
}

fn side_of(text: &str, left: &str, right: &str) -> Option<Side> {
    if text.starts_with(left) { Some(Side::Left) } else { text.starts_with(right).then_some(Side::Right) }
}

/// `dob_l` is the column `dob` of the left record.
fn column(name: String) -> Sql {
    let lower = name.to_lowercase();
    let side = if lower.ends_with("_l") { Side::Left } else { Side::Right };
    if (lower.ends_with("_l") || lower.ends_with("_r")) && name.len() > 2 {
        Sql::Column(name.get(..name.len() - 2).unwrap_or_default().to_owned(), side)
    } else {
        Sql::Name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_splink_writes() {
        let left = |name: &str| Box::new(Sql::Column(name.into(), Side::Left));
        let right = |name: &str| Box::new(Sql::Column(name.into(), Side::Right));
        assert_eq!(parse("\"a_l\" = \"a_r\"").unwrap(), Sql::Binary("=", left("a"), right("a")));
        assert_eq!(parse("l.\"a\" = r.a").unwrap(), Sql::Binary("=", left("a"), right("a")));
        assert_eq!(parse("\"first name_l\"").unwrap(), *left("first name"));
        assert_eq!(
            parse("jaccard(a_l, a_r) >= 1e-3").unwrap(),
            Sql::Binary(
                ">=",
                Box::new(Sql::Call("jaccard".into(), vec![*left("a"), *right("a")])),
                Box::new(Sql::Number(1e-3))
            )
        );
        assert!(parse("case when a_l > 1 then 1 else cast(a_r as float) end is not null").is_ok());
        assert!(parse("list_transform(a_l, x -> [x, pair[1]])").is_ok());
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, words) in [
            ("a_l =", "too early"),
            ("(a_l", "\")\" is missing at the end"),
            ("a_l ; b", "';' is not known"),
            ("'a", "not closed"),
            ("a_l b_r", "\"b_r\" was not expected"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains(words), "{text}: {problem}");
        }
        assert!(parse(&"(".repeat(5_000)).unwrap_err().contains("deeper"));
        assert!(parse(&"not ".repeat(4_000)).unwrap_err().contains("deeper"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-z_lr\"'().,0-9<>=\\-\\[\\] ]{0,60}") {
            let _ = parse(&text);
        }
    }
}
