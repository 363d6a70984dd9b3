//! Links between mentions: how strong, what an analyst decided, what became of a person.

use super::{TimeView, chart::party, grouped};
use crate::words::Words;
use linkage::{Bar, BarKind, Explanation};
use model::{PersonReference, Verdict};
use response::persons::{DecisionView, EdgeView, ReviewLine, TurnView};
use store::TurnKind;

/// A weight in words and bits: ten bits more are a thousand times as likely.
pub(crate) struct WeightView {
    pub(crate) word: String,
    pub(crate) bits: String,
    /// Class of the meter beside it.
    pub(crate) class: &'static str,
}

impl WeightView {
    /// A weight; none of a pair that an analyst tied stands for certainty and is shown as a decision.
    pub(crate) fn of(words: Words, weight: f64) -> Self {
        let (key, class) = match weight {
            w if w >= 25.0 => ("strength-very-strong", "four"),
            w if w >= 15.0 => ("strength-strong", "three"),
            w if w >= 5.0 => ("strength-fair", "two"),
            w if w >= 0.0 => ("strength-weak", "one"),
            _ => ("strength-against", "none"),
        };
        Self { word: words.say(key), bits: words.fill("bits", "bits", &signed(weight)), class }
    }
}

/// A weight with its sign, to one place.
pub(crate) fn signed(weight: f64) -> String {
    // What rounds to nothing has no sign.
    if weight.abs() < 0.05 {
        return "0.0".into();
    }
    let sign = if weight < 0.0 { '\u{2212}' } else { '+' };
    format!("{sign}{:.1}", weight.abs())
}

/// Address of the page of two mentions.
pub(crate) fn pair_address(left: PersonReference, right: PersonReference) -> String {
    format!("/pairs/{left}/{right}")
}

/// A link between two mentions of a person.
pub(crate) struct EdgeLine {
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) address: String,
    pub(crate) weight: WeightView,
}

impl EdgeLine {
    pub(crate) fn of(words: Words, edge: &EdgeView) -> Self {
        Self {
            left: edge.left.to_string(),
            right: edge.right.to_string(),
            address: pair_address(edge.left, edge.right),
            weight: WeightView::of(words, edge.weight),
        }
    }
}

/// A merge or split.
pub(crate) struct TurnLine {
    pub(crate) at: TimeView,
    pub(crate) what: String,
}

impl TurnLine {
    pub(crate) fn of(words: Words, turn: &TurnView) -> Self {
        let key = if turn.kind == TurnKind::Merged { "turn-merged" } else { "turn-split" };
        Self {
            at: TimeView::exact(turn.at),
            what: words.tell(key, &[("from", &turn.from), ("into", &turn.into)]),
        }
    }
}

/// A decision of an analyst.
pub(crate) struct DecisionLine {
    pub(crate) id: String,
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) verdict: String,
    /// Sign of the verdict beside its word.
    pub(crate) mark: &'static str,
    pub(crate) left: Vec<String>,
    pub(crate) right: Vec<String>,
    /// The reason from the list.
    pub(crate) because: Option<String>,
    pub(crate) reason: Option<String>,
    /// Taken back.
    pub(crate) ended: bool,
}

impl DecisionLine {
    pub(crate) fn of(words: Words, decision: &DecisionView) -> Self {
        let record = &decision.record;
        let (key, mark) = match record.verdict {
            Verdict::Same => ("verdict-same", "="),
            Verdict::Different => ("verdict-different", "\u{2260}"),
        };
        let names = |list: &[PersonReference]| list.iter().map(ToString::to_string).collect();
        Self {
            id: record.id.to_string(),
            at: TimeView::exact(record.at),
            who: record.actor.clone(),
            verdict: words.say(key),
            mark,
            left: names(&decision.left),
            right: names(&decision.right),
            because: record.because.map(|because| words.say(&format!("linkreason-{}", because.code()))),
            reason: record.reason.clone(),
            ended: record.ended.is_some(),
        }
    }
}

/// An uncertain link.
pub(crate) struct UncertainLine {
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) left_party: String,
    pub(crate) right_party: String,
    pub(crate) left_person: String,
    pub(crate) right_person: String,
    pub(crate) address: String,
    pub(crate) weight: WeightView,
    pub(crate) changes: String,
    /// Why somebody should look.
    pub(crate) why: String,
}

impl UncertainLine {
    pub(crate) fn of(words: Words, line: &ReviewLine) -> Self {
        let why = match (line.together, line.held) {
            (true, _) => "review-together",
            (false, true) => "review-held",
            (false, false) => "review-uncertain",
        };
        let key = if line.together { "review-parts" } else { "review-joins" };
        let changes = grouped(i64::try_from(line.changes).unwrap_or(i64::MAX));
        Self {
            left: line.left.to_string(),
            right: line.right.to_string(),
            left_party: party(words, line.left_party),
            right_party: party(words, line.right_party),
            left_person: line.left_person.to_string(),
            right_person: line.right_person.to_string(),
            address: pair_address(line.left, line.right),
            weight: WeightView::of(words, line.weight),
            changes: words.fill(key, "count", &changes),
            why: words.say(why),
        }
    }
}

/// A bar of an explanation as a row of a table.
pub(crate) struct BarLine {
    pub(crate) what: String,
    pub(crate) level: String,
    pub(crate) bits: String,
    /// For, against, or neither.
    pub(crate) side: String,
    pub(crate) mark: &'static str,
}

/// Why two mentions have their weight.
pub(crate) struct WhyView {
    pub(crate) total: WeightView,
    pub(crate) bars: Vec<BarLine>,
    /// What one of the two says nothing of; such parts weigh nothing and are not drawn.
    pub(crate) missing: Option<String>,
    /// The chart: it escapes its texts itself. Its words are English, as its model's are.
    pub(crate) svg: String,
    pub(crate) sentences: Vec<String>,
}

impl WhyView {
    /// No value of a person is in it: columns, levels and bits only.
    pub(crate) fn of(words: Words, explanation: &Explanation, title: &str) -> Self {
        let silent = |bar: &Bar| bar.level == "missing" && bar.weight.abs() < 0.05;
        let (missing, bars): (Vec<Bar>, Vec<Bar>) = explanation.bars.iter().cloned().partition(silent);
        let names: Vec<String> = missing.iter().map(|bar| column(words, bar)).collect();
        let explanation = &Explanation { bars, ..explanation.clone() };
        Self {
            missing: (!names.is_empty()).then(|| words.fill("bar-missing", "names", &names.join(", "))),
            total: WeightView::of(words, explanation.total),
            bars: explanation.bars.iter().map(|bar| bar_line(words, bar)).collect(),
            svg: explanation.to_svg(title),
            sentences: explanation.in_words(),
        }
    }
}

/// A column that a centre added to its own model is shown by the name it has there.
fn column(words: Words, bar: &Bar) -> String {
    words.known(&format!("column-{}", bar.name)).unwrap_or_else(|| bar.name.replace('_', " "))
}

fn bar_line(words: Words, bar: &Bar) -> BarLine {
    let (what, level) = match bar.kind {
        BarKind::Prior => (words.say("bar-prior"), String::new()),
        BarKind::Column => (column(words, bar), level(words, &bar.level)),
        BarKind::Rarity if bar.weight >= 0.0 => (column(words, bar), words.say("bar-rare")),
        BarKind::Rarity => (column(words, bar), words.say("bar-frequent")),
        BarKind::Context => (column(words, bar), words.say("bar-context")),
        BarKind::Correction => (words.say("bar-correction"), String::new()),
    };
    let (side, mark) = match bar.weight {
        w if w >= 0.05 => ("speaks-for", "\u{25b2}"),
        w if w <= -0.05 => ("speaks-against", "\u{25bc}"),
        _ => ("speaks-neither", "\u{2013}"),
    };
    BarLine { what, level, bits: signed(bar.weight), side: words.say(side), mark }
}

/// The words of a level; those of a centre's own model stay as they are.
fn level(words: Words, level: &str) -> String {
    words.known(&level_key(level)).unwrap_or_else(|| level.to_owned())
}

/// `same, few carry it` as `level-same-few-carry-it`.
fn level_key(level: &str) -> String {
    format!("level-{}", level.replace(", ", "-").replace([' ', '\''], "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_said_in_words_and_bits() {
        let view = |weight| {
            let view = WeightView::of(Words::default(), weight);
            (view.word, view.bits, view.class)
        };
        assert_eq!(view(31.24), ("very strong".to_owned(), "+31.2 bits".to_owned(), "four"));
        assert_eq!(view(5.0).0, "fair");
        assert_eq!(view(-3.0), ("speaks against".to_owned(), "\u{2212}3.0 bits".to_owned(), "none"));
        assert_eq!(signed(-0.01), "0.0");
    }

    /// The models that ship are told in every language: each of their columns and levels has words.
    #[test]
    fn the_columns_and_levels_of_the_models_have_words() {
        let models = response::linking::LinkModel::built_in().unwrap();
        let words = Words::default();
        for comparison in models.model.comparisons.iter().chain(&models.persons.comparisons) {
            assert!(
                words.known(&format!("column-{}", comparison.name)).is_some(),
                "column-{}",
                comparison.name
            );
            for one in comparison.levels.iter().map(|level| level.name.as_str()).chain(["missing"]) {
                assert!(
                    words.known(&level_key(one)).is_some(),
                    "{one}: add it to locales as {}",
                    level_key(one)
                );
            }
        }
    }
}
