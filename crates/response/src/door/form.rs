//! The form: which questions there are, who is asked them, and what an answer must be.
//!
//! The definition is data (`door/form.toml`). The engine decides on the server what is shown, what is valid and where
//! an answer goes; a browser decides nothing (finding 1 of the audits in the reference of the field). A field that the
//! form does not know is refused; an answer that fails its check is kept and marked.

use crate::ResponseError;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

const BUILT_IN: &str = include_str!("../../door/form.toml");

/// Through which of the two doors somebody tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// It happens or happened to them.
    Me,
    /// They saw or know something.
    #[default]
    Saw,
}

impl Telling {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Saw => "saw",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Me, Self::Saw].into_iter().find(|door| door.code() == code)
    }
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One of the options.
    One,
    /// Any of the options.
    Many,
    /// A line.
    Text,
    /// Several sentences.
    Long,
    /// Several things, one a line.
    Lines,
    /// A country, by its ISO 3166 code.
    Country,
    /// A day.
    Date,
}

/// What of a report an answer becomes; see [`super::telling`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fills {
    /// Whether a child is in danger now.
    Danger,
    /// What happened, in their words.
    Account,
    /// The child's age.
    ChildAge,
    /// The child's sex.
    ChildSex,
    /// The child's name.
    ChildName,
    /// How many children.
    Children,
    /// How the reporter stands to the child.
    ReporterRelation,
    /// Country of the child.
    Country,
    /// Where the child is.
    Place,
    /// What happens, by kind.
    Forms,
    /// When it last happened.
    LastTime,
    /// Whether it goes on.
    Ongoing,
    /// For when something is planned.
    PlannedFor,
    /// On which apps.
    Apps,
    /// Names or numbers of accounts.
    Accounts,
    /// Addresses of pages.
    Links,
    /// Hashes of files, computed on the device.
    Hashes,
    /// Who arranges it, by kind.
    Arranger,
    /// Who arranges it, by name.
    ArrangerName,
    /// Who watches, asks or pays.
    Viewer,
    /// Whether money was paid.
    Paid,
    /// How it was paid.
    PaidHow,
    /// What is known of payments.
    PaidDetails,
    /// How the reporter may be reached.
    ContactWay,
    /// Where.
    ContactWhere,
    /// When it is safe.
    ContactWhen,
    /// The reporter's name.
    ReporterName,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name: the name of the field, and part of the keys of its words.
    pub id: String,
    /// What an answer is.
    pub kind: Kind,
    /// What an answer becomes.
    pub fills: Fills,
    /// Options of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// Most characters of a text or a line; a longer one is kept and marked.
    #[serde(default)]
    pub longest: usize,
    /// Most lines; more are kept and marked.
    #[serde(default)]
    pub most: usize,
    /// Whether the two doors ask in different words.
    #[serde(default)]
    pub by_door: bool,
    /// Whether a line of help stands under it.
    #[serde(default)]
    pub hint: bool,
    /// Whether it is of use only with a script: hidden until the script shows it.
    #[serde(default)]
    pub needs_script: bool,
    /// Asked at one door only.
    #[serde(default)]
    pub only_door: Option<Telling>,
    /// Asked only where another question has one of these answers.
    #[serde(default)]
    pub only_if: BTreeMap<String, Vec<String>>,
}

/// One screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Its name.
    pub id: String,
    /// Its questions.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// The whole form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Version of the form, kept with every report.
    pub version: String,
    /// The screens, in order.
    #[serde(rename = "screen")]
    pub screens: Vec<Screen>,
}

/// Most screens of a form (minimum standard of the report flow, point 2).
const MOST_SCREENS: usize = 6;

impl Form {
    /// The form that ships with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        Self::from_toml(BUILT_IN)
    }

    /// Reads a form and checks that it is sound: names and uses once each, choices with options, conditions that name an
    /// earlier choice and options it has.
    pub fn from_toml(text: &str) -> Result<Self, ResponseError> {
        let form: Self =
            toml::from_str(text).map_err(|error| ResponseError::Table(format!("form: {error}")))?;
        let wrong =
            |question: &str, what: &str| Err(ResponseError::Table(format!("form: {question}: {what}")));
        if form.screens.is_empty() || form.screens.len() > MOST_SCREENS {
            return wrong("screens", "a form has one to six screens");
        }
        let (mut names, mut uses): (HashSet<&str>, HashSet<Fills>) = (HashSet::new(), HashSet::new());
        for question in form.questions() {
            if question.id.is_empty() || !question.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                return wrong(&question.id, "a name is lower-case letters and underscores");
            }
            for (other, wanted) in &question.only_if {
                let Some(other) = form.questions().find(|q| q.id == *other && names.contains(q.id.as_str()))
                else {
                    return wrong(&question.id, "only_if names a question that does not come before it");
                };
                if !wanted.iter().all(|option| other.options.contains(option)) {
                    return wrong(
                        &question.id,
                        "only_if names an option that the other question does not have",
                    );
                }
            }
            if !names.insert(&question.id) || !uses.insert(question.fills) {
                return wrong(&question.id, "its name or its use occurs twice");
            }
            let choice = matches!(question.kind, Kind::One | Kind::Many);
            let bounded = matches!(question.kind, Kind::Text | Kind::Long | Kind::Lines);
            if choice == question.options.is_empty() || bounded != (question.longest > 0) {
                return wrong(&question.id, "a choice needs options, a text its greatest length");
            }
            if (question.kind == Kind::Lines) != (question.most > 0) {
                return wrong(&question.id, "lines need the most there may be");
            }
        }
        Ok(form)
    }

    /// All questions in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.screens.iter().flat_map(|screen| &screen.questions)
    }

    /// The question of this name.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// Takes from what a browser sent what the form knows. Order and doubles do not matter; empty answers are none.
    pub fn answers<'a>(
        &self,
        telling: Telling,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Answers {
        let mut answers = Answers { telling, given: BTreeMap::new() };
        for (name, value) in pairs {
            let Some(question) = self.question(name) else { continue };
            // Browsers send line ends as CR LF.
            let value = value.replace("\r\n", "\n");
            let value = value.trim();
            let given = answers.given.entry(question.id.clone()).or_default();
            if !value.is_empty() && given.len() < MOST_VALUES && !given.iter().any(|known| known == value) {
                given.push(value.to_owned());
            }
        }
        answers.given.retain(|_, values| !values.is_empty());
        answers
    }

    /// Checks every answer: what is right, and what is kept with a mark.
    pub fn check(&self, answers: &Answers) -> Checked {
        let mut checked = Checked { telling: answers.telling, right: BTreeMap::new(), marked: Vec::new() };
        for question in self.questions() {
            let Some(values) = answers.given.get(&question.id) else { continue };
            if !question.asked(answers) {
                checked.mark(question, Problem::NotAsked, values);
                continue;
            }
            let (right, wrong) = question.sort(values);
            for (problem, value) in wrong {
                checked.mark(question, problem, &[value]);
            }
            if !right.is_empty() {
                checked.right.insert(question.id.clone(), right);
            }
        }
        checked
    }
}

/// Most values of one field; a form has no more boxes than that.
const MOST_VALUES: usize = 64;

impl Question {
    /// Whether this question is asked, given the other answers.
    pub fn asked(&self, answers: &Answers) -> bool {
        self.only_door.is_none_or(|door| door == answers.telling)
            && self.only_if.iter().all(|(other, wanted)| {
                answers.values(other).iter().any(|given| wanted.iter().any(|option| option == given))
            })
    }

    /// Key of its words at a door.
    pub fn key(&self, telling: Telling) -> String {
        if self.by_door { format!("ask-{}-{}", self.id, telling.code()) } else { format!("ask-{}", self.id) }
    }

    /// Sorts values into those that are right and those that are not, with what is wrong. What is wrong about a text or
    /// its length does not make it less of an answer: it counts as right and is marked besides.
    fn sort(&self, values: &[String]) -> (Vec<String>, Vec<(Problem, String)>) {
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        let first = values.first().cloned().unwrap_or_default();
        match self.kind {
            Kind::One | Kind::Many => {
                for value in values {
                    if self.options.contains(value) && (self.kind == Kind::Many || right.is_empty()) {
                        right.push(value.clone());
                    } else {
                        wrong.push((Problem::NotAnOption, value.clone()));
                    }
                }
            }
            Kind::Text | Kind::Long => {
                if first.chars().count() > self.longest {
                    wrong.push((Problem::Long, String::new()));
                }
                right.push(first);
            }
            Kind::Lines => {
                for line in values.iter().flat_map(|value| value.lines()).map(str::trim) {
                    if line.is_empty() || right.iter().any(|known| known == line) {
                    } else if right.len() >= self.most || line.chars().count() > self.longest {
                        wrong.push((Problem::Long, line.to_owned()));
                    } else {
                        right.push(line.to_owned());
                    }
                }
            }
            Kind::Country => match first.parse::<model::Country>() {
                Ok(country) => right.push(country.to_string()),
                Err(_) => wrong.push((Problem::NotAnOption, first)),
            },
            Kind::Date => match first.parse::<model::When>() {
                Ok(_) => right.push(first),
                Err(_) => wrong.push((Problem::NotADay, first)),
            },
        }
        if matches!(self.kind, Kind::Text | Kind::Long | Kind::Country | Kind::Date) {
            wrong.extend(values.iter().skip(1).map(|value| (Problem::Twice, value.clone())));
        }
        (right, wrong)
    }
}

/// What somebody has answered so far, as it was given. Words about people: no `Debug`.
#[derive(Clone, Default)]
pub struct Answers {
    /// Through which door.
    pub telling: Telling,
    given: BTreeMap<String, Vec<String>>,
}

impl Answers {
    /// The values of a question; none where it was not answered.
    pub fn values(&self, question: &str) -> &[String] {
        self.given.get(question).map_or(&[], Vec::as_slice)
    }

    /// The first value of a question; empty where there is none.
    pub fn first(&self, question: &str) -> &str {
        self.values(question).first().map_or("", String::as_str)
    }

    /// Whether nothing at all was answered.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Every answer with its question, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given
            .iter()
            .flat_map(|(id, values)| values.iter().map(move |value| (id.as_str(), value.as_str())))
    }

    /// The answers as the report keeps them beside what was understood: one JSON object.
    pub(crate) fn document(&self) -> Vec<u8> {
        serde_json::to_vec(&(self.telling.code(), &self.given)).unwrap_or_default()
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The question is not asked at this door or with these answers.
    NotAsked,
    /// None of the options.
    NotAnOption,
    /// No day.
    NotADay,
    /// Longer, or more, than asked for.
    Long,
    /// A second answer where one was asked for.
    Twice,
}

impl Problem {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::NotAnOption => "not_an_option",
            Self::NotADay => "not_a_day",
            Self::Long => "longer_than_asked",
            Self::Twice => "second_answer",
        }
    }
}

/// Answers after their check.
pub struct Checked {
    /// Through which door.
    pub telling: Telling,
    right: BTreeMap<String, Vec<String>>,
    /// What is kept with a mark: question, problem, value.
    pub marked: Vec<(String, Problem, String)>,
}

impl Checked {
    fn mark(&mut self, question: &Question, problem: Problem, values: &[String]) {
        self.marked.extend(values.iter().map(|value| (question.id.clone(), problem, value.clone())));
    }

    /// The right values of the question that fills this part of a report.
    pub(crate) fn values<'a>(&'a self, form: &Form, fills: Fills) -> &'a [String] {
        form.questions()
            .find(|question| question.fills == fills)
            .and_then(|question| self.right.get(&question.id))
            .map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
