//! What templates show, as plain typed values: every word is translated and every choice made before a template runs.

pub(crate) mod bars;
pub(crate) mod chart;
pub(crate) mod desk;
mod file;
mod identifier;
pub(crate) mod lead;
pub(crate) mod line;
pub(crate) mod link;
mod person;
pub(crate) mod qr;
pub(crate) mod report;
pub(crate) mod sides;
mod terms;
mod time;
pub(crate) mod timeline;

pub(crate) use line::LineView;
pub(crate) use time::{TimeView, ago};

use crate::words::Words;
use askama::filters::{Escaper as _, Html};
use model::Detail;

/// Text as it may stand in a picture's marks and attributes. (What stands in a page is escaped by its template.)
pub(crate) fn escaped(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut out = String::with_capacity(text.len());
    // Writing into a string does not fail.
    let _ = Html.write_escaped_str(&mut out, &text);
    out
}

/// A number with its thousands set apart by a thin space that does not break (ISO 80000-1).
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    if number < 0 {
        text.push('\u{2212}');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// One value as it is shown.
pub(crate) enum Shown {
    /// Words.
    Text(String),
    /// An answer that was not given.
    Unknown(String),
    /// An answer that raises the priority.
    Strong(String),
    /// Something to be copied letter by letter.
    Code(String),
    /// A time.
    Time(TimeView),
    /// A place on this page.
    Link { to: String, text: String },
}

/// A label with its values.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) values: Vec<Shown>,
}

impl Fact {
    /// A label with one value.
    pub(crate) fn one(label: String, value: Shown) -> Self {
        Self { label, values: vec![value] }
    }
}

/// A field of the source; its value is there only where words are shown.
pub(crate) struct DetailView {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
}

impl DetailView {
    fn all(details: &[Detail], reveal: bool) -> Vec<Self> {
        details
            .iter()
            .map(|detail| Self {
                name: detail.name.clone(),
                value: reveal.then(|| detail.value.reveal().to_owned()),
            })
            .collect()
    }
}

/// Yes, no, or not known.
fn answer(words: Words, answer: Option<bool>) -> Shown {
    match answer {
        Some(true) => Shown::Text(words.say("yes")),
        Some(false) => Shown::Text(words.say("no")),
        None => Shown::Unknown(words.say("not-known")),
    }
}

/// A fact for an answer that was given; nothing where it was not.
fn given(label: &str, words: Words, value: Option<bool>) -> Option<Fact> {
    value.map(|value| Fact::one(words.say(label), answer(words, Some(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1\u{202f}000");
        assert_eq!(grouped(-1_234_567), "\u{2212}1\u{202f}234\u{202f}567");
    }
}
