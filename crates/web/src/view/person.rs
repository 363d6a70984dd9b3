//! A person as one report names them.

use super::{DetailView, Fact, Shown, identifier::IdentifierView, terms};
use crate::words::Words;
use model::{Age, Mention, PersonName};
use response::reading::Shared;

/// A person on the page of a report.
pub(crate) struct PersonView {
    /// `Person 1`.
    pub(crate) title: String,
    /// Place on the page.
    pub(crate) anchor: String,
    pub(crate) role: String,
    pub(crate) role_class: &'static str,
    /// The likeliest name, in large letters.
    pub(crate) name: Option<String>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) identifiers: Vec<IdentifierView>,
    pub(crate) details: Vec<DetailView>,
    /// Address of the person with what other reports say, and how many mentions there are.
    pub(crate) linked: Option<(String, String)>,
}

impl PersonView {
    /// The person at a position (from 0) of a list whose anchors begin with `list`.
    pub(super) fn of(
        words: Words,
        list: &str,
        position: usize,
        person: &Mention,
        shared: &[Shared],
        reveal: bool,
    ) -> Self {
        let mut facts = Vec::new();
        for name in person.names.iter().skip(1) {
            if let Some(text) = name_text(name) {
                facts.push(Fact::one(words.say(terms::name_kind(name.kind)), Shown::Text(text)));
            }
        }
        let mut add = |label: &str, value: Option<String>| {
            if let Some(value) = value {
                facts.push(Fact::one(words.say(label), Shown::Text(value)));
            }
        };
        add("person-age", person.age.map(|age| age_text(words, age)));
        add("person-born", person.born.map(|born| born.to_string()));
        add("person-sex", person.sex.map(|sex| words.say(terms::sex(sex))));
        add("person-nationality", person.nationality.map(country_text));
        add("person-relation", person.relation_to_child.map(|relation| words.say(terms::relation(relation))));
        if let Some(fact) = super::given("person-access", words, person.access_to_child) {
            facts.push(fact);
        }
        Self {
            title: words.fill("person-number", "number", &(position + 1)),
            anchor: format!("{list}-{}", position + 1),
            role: words.say(terms::role(person.role)),
            role_class: terms::role_class(person.role),
            name: person.names.first().and_then(name_text),
            facts,
            identifiers: IdentifierView::all(words, &person.identifiers, shared),
            details: DetailView::all(&person.details, reveal),
            linked: None,
        }
    }
}

/// A country as people and machines know it.
pub(super) fn country_text(country: model::Country) -> String {
    // ISO 3166 writes "Philippines (the)"; the article belongs to sentences.
    let name = country.name();
    format!("{} ({country})", name.strip_suffix(" (the)").unwrap_or(name))
}

fn name_text(name: &PersonName) -> Option<String> {
    if let Some(full) = &name.full {
        return Some(full.reveal().to_owned());
    }
    let parts: Vec<&str> = [&name.given, &name.middle, &name.family]
        .into_iter()
        .flatten()
        .map(model::Personal::reveal)
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn age_text(words: Words, age: Age) -> String {
    match age {
        Age::Years(years) => years.to_string(),
        Age::About(years) => words.fill("age-about", "years", &years),
        Age::Between(from, to) => words.fill("age-between", "range", &format!("{from}\u{2013}{to}")),
    }
}
