//! An explanation as short sentences. They name columns and levels, never a value of a record.

use super::{Bar, BarKind, Explanation};

impl Explanation {
    /// One sentence a bar, in their order, and one for the total.
    pub fn in_words(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self.bars.iter().map(Bar::in_words).collect();
        sentences.push(format!("Together: {}. {}", bits(self.total), odds(self.total)));
        sentences
    }
}

impl Bar {
    /// The bar as a sentence.
    pub fn in_words(&self) -> String {
        let bits = bits(self.weight);
        let name = plain(&self.name);
        match self.kind {
            BarKind::Prior => format!("Before anything is compared, {}: {bits}.", share(self.weight)),
            BarKind::Column => match standing(&name, &self.level) {
                Some(sentence) => format!("{sentence}: {bits}."),
                None => format!("The {name}, \u{201c}{}\u{201d}: {bits}.", self.level),
            },
            BarKind::Rarity if self.weight >= 0.0 => format!("This {name} is rare: {bits}."),
            BarKind::Rarity => format!("This {name} is frequent: {bits}."),
            BarKind::Context => {
                format!("That the {name} agrees counts less here ({}): {bits}.", plain(&self.level))
            }
            BarKind::Correction => format!("Labelled pairs that agree like this one: {bits}."),
        }
    }

    /// A short name, for a chart.
    pub(super) fn in_short(&self) -> String {
        let name = plain(&self.name);
        match self.kind {
            BarKind::Prior if self.name == "all" || self.name.is_empty() => "before comparing".into(),
            BarKind::Prior => format!("before comparing ({name})"),
            BarKind::Column => format!("{name}: {}", self.level),
            BarKind::Rarity if self.weight >= 0.0 => format!("{name}: rare"),
            BarKind::Rarity => format!("{name}: frequent"),
            BarKind::Context => format!("{name}: less here ({})", plain(&self.level)),
            BarKind::Correction => "learned from labels".into(),
        }
    }
}

/// A column's name as people write it.
fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// `The surname is the same`, where the level has one of the usual names.
fn standing(name: &str, level: &str) -> Option<String> {
    let several = name.ends_with('s') && !["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    let is = if several { "are" } else { "is" };
    let usual =
        ["nearly", "almost", "close", "a little", "alike", "similar", "very", "the same", "different"];
    match level {
        "missing" => Some(format!("The {name} {is} missing in one of them")),
        "same" => Some(format!("The {name} {is} the same")),
        "other" | "else" => Some(format!("The {name} {is} different")),
        level if usual.iter().any(|start| level.starts_with(start)) => {
            Some(format!("The {name} {is} {level}"))
        }
        _ => None,
    }
}

/// Bits with their sign, to one place: `+9.2 bits`.
pub(super) fn bits(weight: f64) -> String {
    format!("{} bits", signed(weight))
}

/// A weight with its sign, to one place.
pub(super) fn signed(weight: f64) -> String {
    // What rounds to nothing has no sign.
    if weight.abs() < 0.05 { "0.0".into() } else { format!("{weight:+.1}") }
}

/// How common matches are: `about 1 pair in 3 million is the same`.
fn share(weight: f64) -> String {
    match weight {
        w if w >= 0.0 => "half of all pairs or more are the same".into(),
        w => format!("about 1 pair in {} is the same", count(1.0 + (-w).exp2())),
    }
}

/// A weight as odds.
fn odds(weight: f64) -> String {
    let ratio = weight.abs().exp2();
    match weight {
        w if w.abs() < 0.25 => "It is as likely that they are the same as that they are not.".into(),
        w if w > 0.0 => format!("The odds are about {} to 1 that they are the same.", count(ratio)),
        _ => format!("The odds are about {} to 1 that they are not the same.", count(ratio)),
    }
}

/// A count as people say it: two figures, and words for what is large.
fn count(number: f64) -> String {
    const STEPS: [(f64, &str); 3] = [(1e9, " billion"), (1e6, " million"), (1e3, " thousand")];
    if number >= 9.95e11 {
        return "more than a thousand billion".into();
    }
    // From 995 on it reads as one thousand.
    let (size, word) = STEPS.iter().copied().find(|(size, _)| number >= size * 0.995).unwrap_or((1.0, ""));
    let figure = number / size;
    let figure = if figure >= 99.5 {
        format!("{:.0}", (figure / 10.0).round() * 10.0)
    } else if figure >= 9.95 {
        format!("{figure:.0}")
    } else {
        format!("{figure:.1}").trim_end_matches(".0").to_owned()
    };
    format!("{figure}{word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(kind: BarKind, name: &str, level: &str, weight: f64) -> Bar {
        Bar { name: name.into(), level: level.into(), weight, left: Vec::new(), right: Vec::new(), kind }
    }

    #[test]
    fn sentences_are_plain() {
        let explanation = Explanation {
            total: 7.25,
            bars: vec![
                bar(BarKind::Prior, "all", "", -21.5),
                bar(BarKind::Column, "first_name", "same", 9.2),
                bar(BarKind::Rarity, "surname", "same", 3.1),
                bar(BarKind::Rarity, "surname", "same", -3.1),
                bar(BarKind::Context, "email", "namesakes", -4.0),
                bar(BarKind::Column, "phones", "missing", 0.0),
                bar(BarKind::Column, "dob", "one slip", 4.0),
                bar(BarKind::Column, "address", "other", -1.0),
                bar(BarKind::Correction, "", "", 1.5),
            ],
        };
        assert_eq!(
            explanation.in_words(),
            [
                "Before anything is compared, about 1 pair in 3 million is the same: -21.5 bits.",
                "The first name is the same: +9.2 bits.",
                "This surname is rare: +3.1 bits.",
                "This surname is frequent: -3.1 bits.",
                "That the email agrees counts less here (namesakes): -4.0 bits.",
                "The phones are missing in one of them: 0.0 bits.",
                "The dob, \u{201c}one slip\u{201d}: +4.0 bits.",
                "The address is different: -1.0 bits.",
                "Labelled pairs that agree like this one: +1.5 bits.",
                "Together: +7.2 bits. The odds are about 150 to 1 that they are the same.",
            ]
        );
    }

    #[test]
    fn counts_are_round() {
        for (number, words) in [
            (1.0, "1"),
            (1.41, "1.4"),
            (9.96, "10"),
            (99.7, "100"),
            (512.0, "510"),
            (996.0, "1 thousand"),
            (1_048_576.0, "1 million"),
            (4.7e11, "470 billion"),
            (1e30, "more than a thousand billion"),
        ] {
            assert_eq!(count(number), words);
        }
        assert!(odds(0.0).starts_with("It is as likely"));
        assert!(odds(-3.0).contains("8 to 1 that they are not"));
        assert_eq!(signed(-0.001), "0.0");
    }
}
