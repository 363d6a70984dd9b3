//! The names of a mention, taken apart as they are compared.

use model::{IdentifierKind, Mention, NameKind};

/// Letters of the shortest word of an e-mail address that is taken for a name.
const SHORTEST_NAME: usize = 3;

/// In small letters, with single spaces; nothing where it says nothing.
pub(super) fn plain(text: &str) -> Option<String> {
    let text = model::known(text)?;
    let folded: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    Some(folded.join(" "))
}

/// The names of a mention, taken apart.
#[derive(Default)]
pub(super) struct Names {
    pub(super) given: Vec<String>,
    pub(super) middle: Vec<String>,
    pub(super) family: Vec<String>,
    pub(super) full: Vec<String>,
    pub(super) alias: Vec<String>,
    /// Words of e-mail addresses: most are made of the name of whoever opened them.
    mail: Vec<String>,
}

/// Given and family name in the order of letters: which of the two stands first differs from form to form.
fn in_any_order(given: &str, family: &str) -> String {
    let (first, last) = (given.min(family), given.max(family));
    format!("{first} {last}")
}

impl Names {
    /// Of all that a mention is called by.
    pub(super) fn of(mention: &Mention) -> Self {
        let mut names = Self::default();
        for name in &mention.names {
            let [given, middle, family, full] = [&name.given, &name.middle, &name.family, &name.full]
                .map(|part| part.as_ref().and_then(|part| plain(part.reveal())));
            if name.kind != NameKind::Stated {
                names.alias.extend(full.or(given));
                continue;
            }
            if let Some(full) = full {
                names.whole(&full);
            }
            if let (Some(given), Some(family)) = (&given, &family) {
                names.full.push(in_any_order(given, family));
            }
            names.given.extend(given);
            names.middle.extend(middle);
            names.family.extend(family);
        }
        for identifier in mention.identifiers.iter().filter(|it| it.kind == IdentifierKind::Email && it.valid)
        {
            names.mail(identifier.value.reveal());
        }
        names
    }

    /// The words before the `@`, where they may be names; of two the whole name.
    fn mail(&mut self, address: &str) {
        let Some((local, _)) = address.split_once('@') else { return };
        let words = local.split(|letter: char| !letter.is_alphabetic());
        let words: Vec<&str> = words.filter(|word| word.chars().count() >= SHORTEST_NAME).collect();
        if let [first, last] = words.as_slice() {
            self.full.push(in_any_order(first, last));
        }
        self.mail.extend(words.into_iter().map(str::to_owned));
    }

    /// Every word of every name.
    pub(super) fn words(&self) -> Vec<String> {
        let parts = [&self.given, &self.middle, &self.family, &self.alias, &self.mail];
        parts.into_iter().flatten().flat_map(|part| part.split(' ').map(str::to_owned)).collect()
    }

    /// A whole name, whose parts nobody told apart: first word, words between, last word. A single word is taken for
    /// a given name, by which people are spoken of.
    fn whole(&mut self, full: &str) {
        let words: Vec<&str> = full.split(' ').collect();
        match words.as_slice() {
            [] => {}
            [single] => self.given.push((*single).to_owned()),
            [first, between @ .., last] => {
                self.given.push((*first).to_owned());
                self.family.push((*last).to_owned());
                self.full.push(in_any_order(first, last));
                if !between.is_empty() {
                    self.middle.push(between.join(" "));
                }
            }
        }
    }
}
