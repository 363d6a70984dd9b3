//! One row into one report.

use super::columns::{Column, ColumnMap, code, same_name};
use super::field::{Fact, Field, PaymentPart, PersonPart, PlacePart};
use super::{cell, unread};
use crate::Problem;
use model::{
    Amount, BirthDate, Certainty, Country, Detail, Identifier, Mention, MentionRole, NameKind, Narrative,
    NarrativeKind, Occurrence, Payment, PersonName, Personal, Place, PlaceRole, Report, Sex, Source, When,
    known,
};
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// What each column of one file is.
pub(super) struct Plan {
    /// The names in the file's first row.
    names: Vec<String>,
    /// For each column of the file its place in the map, where the map names it.
    mapped: Vec<Option<usize>>,
    /// The numbers of persons, in order, with the role that the map gives each.
    persons: Vec<(u8, MentionRole)>,
    /// The roles of places, in order.
    places: Vec<PlaceRole>,
}

/// The persons of a map: number and role, in the order of their numbers.
pub(super) fn persons_of(map: &ColumnMap) -> Vec<(u8, MentionRole)> {
    let mut persons: Vec<(u8, MentionRole)> = Vec::new();
    for column in map.columns() {
        if let Field::Person(number, _) = column.field {
            match persons.iter_mut().find(|(other, _)| *other == number) {
                Some((_, role)) if *role == MentionRole::Unknown => *role = column.person_role,
                Some(_) => {}
                None => persons.push((number, column.person_role)),
            }
        }
    }
    persons.sort_unstable_by_key(|(number, _)| *number);
    persons
}

/// The places of a map by their role, in the order of their first columns.
pub(super) fn places_of(map: &ColumnMap) -> Vec<PlaceRole> {
    let mut roles = Vec::new();
    for column in map.columns() {
        if matches!(column.field, Field::Place(_)) && !roles.contains(&column.place_role) {
            roles.push(column.place_role);
        }
    }
    roles
}

impl Plan {
    /// Finds the map's columns in the file's first row.
    pub(super) fn new(names: Vec<String>, map: &ColumnMap) -> Result<Self, Problem> {
        let mapped: Vec<_> = names
            .iter()
            .map(|name| map.columns().iter().position(|column| same_name(&column.name, name)))
            .collect();
        for (at, column) in map.columns().iter().enumerate() {
            let found = mapped.iter().filter(|mapped| **mapped == Some(at)).count();
            if found > 1 {
                let expected = format!("one column {:?}", column.name);
                return Err(Problem::Field { expected, found: format!("{found} of this name") });
            }
        }
        let missing: Vec<_> = (0..map.columns().len())
            .filter(|at| !mapped.contains(&Some(*at)))
            .filter_map(|at| map.columns().get(at))
            .filter(|column| column.field != Field::Ignore)
            .map(|column| format!("{:?}", column.name))
            .collect();
        if !missing.is_empty() {
            return Err(missing_columns(&missing, &names, &mapped));
        }
        Ok(Self { mapped, persons: persons_of(map), places: places_of(map), names })
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// Name of a column of the file.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.names.get(at).cloned()
    }

    /// Makes the report of a row, whose cells are as many as the columns.
    pub(super) fn report(&self, cells: &[Cow<'_, str>], map: &ColumnMap, source: &Source) -> Report {
        let mut draft = Draft {
            report: Report::new(source.id.clone(), map.channel().unwrap_or(source.channel)),
            source,
            map,
            persons: vec![None; self.persons.len()],
            places: vec![None; self.places.len()],
            payment: None,
            until: None,
            amount: None,
            currency: None,
        };
        for ((cell, name), mapped) in cells.iter().zip(&self.names).zip(&self.mapped) {
            let Some(column) = mapped.and_then(|at| map.columns().get(at)) else {
                if !cell.trim().is_empty() {
                    draft.report.unread.push(unread(name, cell));
                }
                continue;
            };
            let text = cell::bare(cell);
            let parts = column
                .split
                .as_deref()
                .map_or_else(|| Parts::One(Some(text)), |by| Parts::Many(text.split(by)));
            for part in parts {
                if let Some(answer) = known(part)
                    && draft.take(self, column, answer).is_none()
                {
                    draft.report.unread.push(unread(&column.name, part));
                }
            }
        }
        draft.finish()
    }
}

/// The values of a cell.
enum Parts<'a> {
    One(Option<&'a str>),
    Many(std::str::Split<'a, &'a str>),
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> {
        match self {
            Self::One(text) => text.take(),
            Self::Many(texts) => texts.next(),
        }
    }
}

fn missing_columns(missing: &[String], names: &[String], mapped: &[Option<usize>]) -> Problem {
    let expected = format!("a first row with the columns {}", missing.join(", "));
    let (there, other): (Vec<_>, Vec<_>) = names.iter().zip(mapped).partition(|(_, mapped)| mapped.is_some());
    let list = |names: Vec<(&String, &Option<usize>)>| {
        names.iter().map(|(name, _)| format!("{name:?}")).collect::<Vec<_>>().join(", ")
    };
    // A file without a header shows its first person here: names are shown only where the row plainly is a header.
    let found = if there.len() * 2 >= names.len() && !there.is_empty() {
        format!(
            "{}; not in the map: {}",
            list(there),
            if other.is_empty() { "none".into() } else { list(other) }
        )
    } else {
        format!(
            "{} columns, {} of them in the map (is there a first row with names?)",
            names.len(),
            there.len()
        )
    };
    Problem::Field { expected, found }
}

/// A report being made from a row.
struct Draft<'a> {
    report: Report,
    source: &'a Source,
    map: &'a ColumnMap,
    persons: Vec<Option<Mention>>,
    places: Vec<Option<Place>>,
    payment: Option<Payment>,
    until: Option<(&'a Column, String, When)>,
    amount: Option<(&'a Column, String)>,
    currency: Option<(&'a Column, String)>,
}

/// A code as people write it: in any case, with spaces for underscores.
fn coded<T: DeserializeOwned>(word: &str) -> Option<T> {
    code(&word.to_lowercase().replace([' ', '-'], "_")).ok()
}

fn sex(word: &str) -> Option<Sex> {
    match word.to_lowercase().as_str() {
        "female" | "f" | "girl" | "woman" | "babae" => Some(Sex::Female),
        "male" | "m" | "boy" | "man" | "lalaki" => Some(Sex::Male),
        "other" => Some(Sex::Other),
        _ => None,
    }
}

impl<'a> Draft<'a> {
    /// Puts one answer where its column says; `None` where the field does not take it.
    fn take(&mut self, plan: &Plan, column: &'a Column, answer: &str) -> Option<()> {
        let report = &mut self.report;
        match column.field {
            Field::SourceReference => report.source_reference = Some(answer.to_owned()),
            Field::Received => report.received_by_source = Some(self.map.when(answer)?),
            Field::OccurredFrom => {
                let from = self.map.when(answer)?;
                report.occurred =
                    Some(Occurrence { from, until: None, certainty: Certainty::default(), words: None });
            }
            Field::OccurredUntil => self.until = Some((column, answer.to_owned(), self.map.when(answer)?)),
            Field::Incident => {
                let code = column.code_of(answer);
                let kind = cell::incident(code)?;
                // Words that are not the kind's own code are the source's, and are kept.
                report.add_incident(kind, (code != answer).then_some(answer));
            }
            Field::Narrative => report.narratives.push(Narrative {
                kind: NarrativeKind::Account,
                language: None,
                words: Personal::from(answer),
            }),
            Field::Urgency(fact) => {
                let answer = answer_of(column, answer)?;
                let urgency = &mut report.urgency;
                *(match fact {
                    Fact::ImmediateDanger => &mut urgency.immediate_danger,
                    Fact::Ongoing => &mut urgency.ongoing,
                    Fact::Commercial => &mut urgency.commercial,
                    Fact::SelfHarmRisk => &mut urgency.self_harm_risk,
                }) = answer;
            }
            Field::Url => report.identifiers.push(Identifier::url(answer)),
            Field::Detail => report.details.push(Detail::new(column.name.as_str(), answer)),
            Field::Ignore => {}
            Field::Place(part) => return self.take_place(plan, part, column, answer),
            Field::Person(number, part) => return self.take_person(plan, number, part, column, answer),
            Field::Payment(part) => return self.take_payment(part, column, answer),
        }
        Some(())
    }

    fn take_place(&mut self, plan: &Plan, part: PlacePart, column: &Column, answer: &str) -> Option<()> {
        let country: Option<Country> = match part {
            PlacePart::Country => Some(column.code_of(answer).parse().ok()?),
            _ => None,
        };
        let at = plan.places.iter().position(|role| *role == column.place_role)?;
        let place = self.places.get_mut(at)?;
        let place = place.get_or_insert_with(|| Place { role: column.place_role, ..Place::default() });
        match part {
            PlacePart::Country => place.country = country,
            PlacePart::Region => place.region = Some(answer.to_owned()),
            PlacePart::City => place.city = Some(answer.into()),
            PlacePart::Words => place.words = Some(answer.into()),
        }
        Some(())
    }

    fn take_person(
        &mut self,
        plan: &Plan,
        number: u8,
        part: PersonPart,
        column: &Column,
        answer: &str,
    ) -> Option<()> {
        let at = plan.persons.iter().position(|(other, _)| *other == number)?;
        let role = plan.persons.get(at).map_or(MentionRole::Unknown, |(_, role)| *role);
        // Made first and put in only once the answer is known to fit: a wrong age makes no person.
        let slot = self.persons.get_mut(at)?;
        let mut person = slot.take().unwrap_or_else(|| Mention { role, ..Mention::default() });
        let new = person == Mention { role, ..Mention::default() };
        let taken = person_part(&mut person, part, column, answer, self.map, self.source);
        if taken.is_some() || !new {
            *slot = Some(person);
        }
        taken
    }

    fn take_payment(&mut self, part: PaymentPart, column: &'a Column, answer: &str) -> Option<()> {
        match part {
            PaymentPart::Amount => {
                self.amount = Some((column, cell::amount(answer, self.map.decimal_comma())?));
                return Some(());
            }
            PaymentPart::Currency => {
                Amount::parse("0", Some(answer)).ok()?;
                self.currency = Some((column, answer.to_owned()));
                return Some(());
            }
            _ => {}
        }
        let at = if part == PaymentPart::At { Some(self.map.when(answer)?) } else { None };
        let payment = self.payment.get_or_insert_default();
        match part {
            PaymentPart::Through => payment.through = Some(answer.to_lowercase()),
            PaymentPart::Reference => {
                payment.identifiers.push(Identifier::remittance(column.scope.as_deref(), answer));
            }
            _ => payment.at = at,
        }
        Some(())
    }

    fn finish(mut self) -> Report {
        if let Some((column, written, until)) = self.until {
            match &mut self.report.occurred {
                Some(occurred) => occurred.until = Some(until),
                // An end without a beginning has no field of its own.
                None => self.report.unread.push(unread(&column.name, &written)),
            }
        }
        let currency = self.currency.as_ref().map(|(_, code)| code.as_str());
        let amount = self.amount.as_ref().map(|(_, digits)| Amount::parse(digits, currency));
        if let Some(Ok(amount)) = amount {
            self.payment.get_or_insert_default().amount = Some(amount);
        } else {
            // More digits than any amount has, or a currency of no amount.
            let left = self.amount.take().into_iter().chain(self.currency.take());
            self.report.unread.extend(left.map(|(column, text)| unread(&column.name, &text)));
        }
        self.report.payments.extend(self.payment);
        self.report.mentions.extend(self.persons.into_iter().flatten());
        self.report.places.extend(self.places.into_iter().flatten());
        self.report
    }
}

/// Yes, no, or unknown where the map says that the word means so.
#[expect(clippy::option_option, reason = "a word that is no answer differs from the answer unknown")]
fn answer_of(column: &Column, answer: &str) -> Option<Option<bool>> {
    match column.code_of(answer) {
        "unknown" => Some(None),
        word => cell::yes_no(word).map(Some),
    }
}

fn person_part(
    person: &mut Mention,
    part: PersonPart,
    column: &Column,
    answer: &str,
    map: &ColumnMap,
    source: &Source,
) -> Option<()> {
    match part {
        PersonPart::Role => person.role = coded(column.code_of(answer))?,
        PersonPart::Given => stated_name(person).given = Some(answer.into()),
        PersonPart::Family => stated_name(person).family = Some(answer.into()),
        PersonPart::Full => stated_name(person).full = Some(answer.into()),
        PersonPart::Alias => {
            let name =
                PersonName { kind: NameKind::Alias, full: Some(answer.into()), ..PersonName::default() };
            person.names.push(name);
        }
        PersonPart::Age => person.age = Some(cell::age(answer)?),
        PersonPart::Born => {
            let year = answer.len() == 4;
            let day = if year { None } else { map.when(answer).map(|when| BirthDate::Day(when.day())) };
            person.born = Some(day.or_else(|| answer.parse().ok())?);
        }
        PersonPart::Sex => person.sex = Some(sex(column.code_of(answer))?),
        PersonPart::Nationality => person.nationality = Some(column.code_of(answer).parse().ok()?),
        PersonPart::Relation => person.relation_to_child = Some(coded(column.code_of(answer))?),
        PersonPart::AccessToChild => person.access_to_child = answer_of(column, answer)?,
        PersonPart::Identifier(kind) => {
            person.identifiers.push(Identifier::of(kind, column.scope.as_deref(), answer, source.country));
        }
    }
    Some(())
}

/// The person's stated name, which stands first.
fn stated_name(person: &mut Mention) -> &mut PersonName {
    if person.names.first().is_none_or(|name| name.kind != NameKind::Stated) {
        person.names.insert(0, PersonName::default());
    }
    &mut person.names[0]
}
