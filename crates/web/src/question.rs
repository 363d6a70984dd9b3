//! A question of the report form as it is shown: at the public door and at the hotline desk alike, in the same words.

use crate::public::say::Say;
use model::Country;
use response::door::form::{Answers, Form, Kind, Question};

/// Countries to choose from: where most children and most who watch are, as the published figures name them. A country
/// that is not here is written in the place below.
const COUNTRIES: [&str; 40] = [
    "PH", "ID", "AU", "BD", "BR", "BN", "KH", "CA", "CN", "CO", "DO", "FR", "DE", "GH", "HK", "IN", "IE",
    "JP", "KE", "KW", "LA", "MY", "MX", "MM", "NP", "NL", "NZ", "NG", "PK", "QA", "RO", "SA", "SG", "KR",
    "LK", "TH", "AE", "GB", "US", "VN",
];

/// One option of a choice.
pub(crate) struct OptionView {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
    /// Whether it opens a question that is asked only then.
    pub(crate) opens: bool,
}

/// One question, as it is shown.
pub(crate) struct QuestionView {
    pub(crate) id: String,
    /// `one`, `many`, `text`, `long`, `lines`, `country`, `date`.
    pub(crate) kind: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) value: String,
    pub(crate) options: Vec<OptionView>,
    /// Whether it is asked only after another answer.
    pub(crate) conditional: bool,
    pub(crate) needs_script: bool,
}

/// A question with what was answered so far.
pub(crate) fn question_view(say: Say, form: &Form, question: &Question, answers: &Answers) -> QuestionView {
    let given = answers.values(&question.id);
    let opens = |option: &str| {
        form.questions().any(|other| {
            other.only_if.get(&question.id).is_some_and(|wanted| wanted.iter().any(|value| value == option))
        })
    };
    let option = |value: &str, label: String| OptionView {
        value: value.to_owned(),
        label,
        chosen: given.iter().any(|given| given == value),
        opens: opens(value),
    };
    let (kind, options) = match question.kind {
        Kind::One | Kind::Many => {
            let options = question.options.iter();
            let mut options: Vec<OptionView> = options
                .map(|value| option(value, say.say(&format!("answer-{}-{value}", question.id))))
                .collect();
            if question.kind == Kind::Many {
                ("many", options)
            } else {
                // Text browsers choose the first of several where none is chosen: an answer that nobody gave. So that one
                // is always chosen, no answer is a choice too; it also takes back an answer.
                let chosen = given.is_empty();
                let label = say.say("door-no-answer");
                options.push(OptionView { value: String::new(), label, chosen, opens: false });
                ("one", options)
            }
        }
        Kind::Country => {
            let named = COUNTRIES.iter().filter_map(|code| code.parse::<Country>().ok());
            ("country", named.map(|country| option(country.code(), country.name().to_owned())).collect())
        }
        Kind::Text => ("text", Vec::new()),
        Kind::Long => ("long", Vec::new()),
        Kind::Lines => ("lines", Vec::new()),
        Kind::Date => ("date", Vec::new()),
    };
    QuestionView {
        id: question.id.clone(),
        kind,
        label: say.say(&question.key(answers.telling)),
        hint: question.hint.then(|| say.say(&format!("hint-{}", question.id))),
        value: given.join("\n"),
        options,
        conditional: !question.only_if.is_empty(),
        needs_script: question.needs_script,
    }
}
