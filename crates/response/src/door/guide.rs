//! The guide: who reads, which signs there are, and what belongs to each form of exploitation. Data (`door/guide.toml`);
//! the words are the face's.

use super::form::{Form, Telling};
use crate::ResponseError;
use serde::Deserialize;
use std::collections::BTreeMap;

const BUILT_IN: &str = include_str!("../../door/guide.toml");

/// How signs and advice are phrased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// To the child.
    Me,
    /// About a child.
    Child,
}

impl Voice {
    /// The stable code, as the keys of words end.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Child => "child",
        }
    }
}

/// Who reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// Name.
    pub id: String,
    /// The door of the form that the guide leads to.
    pub door: Telling,
    /// How they are spoken to.
    pub voice: Voice,
}

/// Something that somebody may notice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Name.
    pub id: String,
    /// The forms it points to.
    pub forms: Vec<String>,
    /// What it fills into the form.
    #[serde(default)]
    pub answers: BTreeMap<String, Vec<String>>,
    /// Who is asked it.
    pub readers: Vec<String>,
}

/// One of the four forms, with what to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAdvice {
    /// Name.
    pub id: String,
    /// What to do now.
    #[serde(rename = "do")]
    pub now: Vec<String>,
    /// What to keep.
    pub keep: Vec<String>,
    /// What not to do.
    pub dont: Vec<String>,
}

/// The guide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Version.
    pub version: String,
    /// Readers.
    #[serde(rename = "reader")]
    pub readers: Vec<Reader>,
    /// Signs.
    #[serde(rename = "sign")]
    pub signs: Vec<Sign>,
    /// Forms.
    #[serde(rename = "form")]
    pub forms: Vec<FormAdvice>,
}

impl Guide {
    /// The guide that ships with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        Self::from_toml(BUILT_IN, &Form::built_in()?)
    }

    /// Reads a guide; signs name readers and forms of it, and answers that the form takes.
    pub fn from_toml(text: &str, form: &Form) -> Result<Self, ResponseError> {
        let guide: Self =
            toml::from_str(text).map_err(|error| ResponseError::Table(format!("guide: {error}")))?;
        for sign in &guide.signs {
            let known_readers =
                sign.readers.iter().all(|id| guide.readers.iter().any(|reader| reader.id == *id));
            let known_forms = sign.forms.iter().all(|id| guide.forms.iter().any(|form| form.id == *id));
            let known_answers = sign.answers.iter().all(|(id, values)| {
                form.question(id)
                    .is_some_and(|question| values.iter().all(|value| question.options.contains(value)))
            });
            if !known_readers || !known_forms || !known_answers {
                return Err(ResponseError::Table(format!(
                    "guide: sign {}: names a reader, a form or an answer that does not exist",
                    sign.id
                )));
            }
        }
        Ok(guide)
    }

    /// A reader by name.
    pub fn reader(&self, id: &str) -> Option<&Reader> {
        self.readers.iter().find(|reader| reader.id == id)
    }

    /// The signs that a reader is asked.
    pub fn signs_for<'a>(&'a self, reader: &'a Reader) -> impl Iterator<Item = &'a Sign> {
        self.signs.iter().filter(|sign| sign.readers.contains(&reader.id))
    }

    /// The forms that ticked signs point to, the most often named first, then in the order of the guide.
    pub fn forms_of(&self, ticked: &[&Sign]) -> Vec<&FormAdvice> {
        let mut found: Vec<(usize, &FormAdvice)> = self
            .forms
            .iter()
            .map(|form| (ticked.iter().filter(|sign| sign.forms.contains(&form.id)).count(), form))
            .filter(|(count, _)| *count > 0)
            .collect();
        found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        found.into_iter().map(|(_, form)| form).collect()
    }

    /// What ticked signs fill into the form: each answer once.
    pub fn answers_of(ticked: &[&Sign]) -> Vec<(String, String)> {
        let mut answers = Vec::new();
        for (id, values) in ticked.iter().flat_map(|sign| &sign.answers) {
            for value in values {
                let answer = (id.clone(), value.clone());
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            }
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_can_find_every_form() {
        let guide = Guide::built_in().unwrap();
        assert_eq!((guide.readers.len(), guide.forms.len()), (3, 4));
        for reader in &guide.readers {
            let signs: Vec<&Sign> = guide.signs_for(reader).collect();
            assert!((6..=12).contains(&signs.len()), "{}: {} signs", reader.id, signs.len());
            assert_eq!(guide.forms_of(&signs).len(), 4, "{}", reader.id);
        }
        for form in &guide.forms {
            assert!(!form.now.is_empty() && !form.keep.is_empty() && !form.dont.is_empty(), "{}", form.id);
        }
    }
}
