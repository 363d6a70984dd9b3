//! One report into one row.

use super::columns::{Column, ColumnMap};
use super::field::{Fact, Field, PaymentPart, PersonPart, PlacePart};
use super::{cell, row};
use model::{Identifier, IdentifierKind, Mention, NameKind, PersonName, Personal, Place, Report, Sex};
use serde::Serialize;
use std::io::{self, Write};

/// Writes reports as a table: the first row with the map's columns at once, then a row for each report.
///
/// A table holds what its map names and nothing else. What is read back is what was written as far as the map goes.
/// Cells that a spreadsheet program would run as a formula begin with an apostrophe.
pub struct Writer<W: Write> {
    out: W,
    columns: ColumnMap,
}

impl<W: Write> Writer<W> {
    /// Writes the first row.
    pub fn new(out: W, columns: ColumnMap) -> io::Result<Self> {
        let mut writer = Self { out, columns };
        let names: Vec<String> = writer.columns.columns().iter().map(|column| column.name.clone()).collect();
        writer.row(&names)?;
        Ok(writer)
    }

    /// Writes one report. Fails with [`io::ErrorKind::InvalidData`] where the map's encoding lacks a character.
    pub fn write(&mut self, report: &Report) -> io::Result<()> {
        let cells = Cells::new(report, &self.columns).all();
        self.row(&cells)
    }

    /// Hands back what was written to.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let mut row = csv::WriterBuilder::new()
            .delimiter(self.columns.delimiter())
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        row.write_record(cells.iter().map(|cell| cell::guard(cell).into_owned()))?;
        let row = row.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let text = String::from_utf8_lossy(&row);
        let lacks = || {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "the table's encoding lacks a character of this report",
            )
        };
        self.out.write_all(&self.columns.encoding().encode(&text).ok_or_else(lacks)?)
    }
}

/// The cells of one report; what has been set into a cell is not set again.
struct Cells<'a> {
    report: &'a Report,
    map: &'a ColumnMap,
    persons: Vec<(u8, Option<&'a Mention>)>,
    used: Vec<*const ()>,
}

impl<'a> Cells<'a> {
    fn new(report: &'a Report, map: &'a ColumnMap) -> Self {
        let mut left: Vec<&Mention> = report.mentions.iter().collect();
        let any_role = |number| {
            let own = Field::Person(number, PersonPart::Role);
            map.columns().iter().any(|column| column.field == own)
        };
        let persons = row::persons_of(map)
            .into_iter()
            .map(|(number, role)| {
                let at = left.iter().position(|person| person.role == role || any_role(number));
                (number, at.map(|at| left.remove(at)))
            })
            .collect();
        Self { report, map, persons, used: Vec::new() }
    }

    fn all(mut self) -> Vec<String> {
        let map = self.map;
        map.columns().iter().map(|column| self.cell(column)).collect()
    }

    fn cell(&mut self, column: &Column) -> String {
        let mut values = self.values(column);
        // A value that did not fit its field when it was read goes back into its own cell.
        let odd = self.report.unread.iter().filter(|unread| unread.path == column.name);
        match &column.split {
            Some(by) => {
                values.extend(odd.map(|unread| unread.value.reveal().to_owned()));
                values.join(by)
            }
            None => values
                .into_iter()
                .next()
                .or_else(|| odd.map(|unread| unread.value.reveal().to_owned()).next())
                .unwrap_or_default(),
        }
    }

    /// Takes those of the things that no cell has yet: one, or all of them where the column's cells are split.
    fn next<T>(&mut self, column: &Column, things: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
        let most = if column.split.is_some() { usize::MAX } else { 1 };
        let mut taken = Vec::new();
        for thing in things {
            let address = std::ptr::from_ref(thing).cast::<()>();
            if taken.len() < most && !self.used.contains(&address) {
                self.used.push(address);
                taken.push(thing);
            }
        }
        taken
    }

    fn values(&mut self, column: &Column) -> Vec<String> {
        let report = self.report;
        let urgency = &report.urgency;
        let one = |text: Option<String>| text.into_iter().collect::<Vec<_>>();
        let yes_no = |answer: Option<bool>| {
            one(answer.map(|yes| column.word_of(if yes { "yes" } else { "no" }).into()))
        };
        match column.field {
            Field::SourceReference => one(report.source_reference.clone()),
            Field::Received => one(report.received_by_source.map(|when| when.to_string())),
            Field::OccurredFrom => one(report.occurred.as_ref().map(|occurred| occurred.from.to_string())),
            Field::OccurredUntil => one(report
                .occurred
                .as_ref()
                .and_then(|occurred| occurred.until)
                .map(|until| until.to_string())),
            Field::Incident => {
                let word = |incident: &model::Incident| {
                    let own = incident.source_code.as_deref();
                    let own = own.filter(|word| cell::incident(column.code_of(word)) == Some(incident.kind));
                    // Without words of the source the code itself, so that none are made up for it.
                    own.unwrap_or(incident.kind.code()).to_owned()
                };
                self.next(column, report.incidents.iter()).into_iter().map(word).collect()
            }
            Field::Narrative => {
                self.next(column, report.narratives.iter()).into_iter().map(|n| text(&n.words)).collect()
            }
            Field::Urgency(Fact::ImmediateDanger) => yes_no(urgency.immediate_danger),
            Field::Urgency(Fact::Ongoing) => yes_no(urgency.ongoing),
            Field::Urgency(Fact::Commercial) => yes_no(urgency.commercial),
            Field::Urgency(Fact::SelfHarmRisk) => yes_no(urgency.self_harm_risk),
            Field::Url => {
                let pages = report.identifiers.iter().filter(|of| of.kind == IdentifierKind::Url);
                self.next(column, pages).into_iter().map(as_written).collect()
            }
            Field::Detail => one(report
                .details
                .iter()
                .find(|detail| detail.name == column.name)
                .map(|detail| text(&detail.value))),
            Field::Ignore => Vec::new(),
            Field::Place(part) => {
                let place = report.places.iter().find(|place| place.role == column.place_role);
                one(place.and_then(|place| place_part(place, part, column)))
            }
            Field::Payment(part) => one(self.payment(part)),
            Field::Person(number, part) => {
                let person =
                    self.persons.iter().find(|(other, _)| *other == number).and_then(|(_, person)| *person);
                person.map_or_else(Vec::new, |person| self.person(person, part, column))
            }
        }
    }

    fn payment(&self, part: PaymentPart) -> Option<String> {
        let payment = self.report.payments.first()?;
        match part {
            PaymentPart::Amount => payment.amount.as_ref().map(|amount| {
                let digits = amount.value.to_string();
                if self.map.decimal_comma() { digits.replace('.', ",") } else { digits }
            }),
            PaymentPart::Currency => payment.amount.as_ref().and_then(|amount| amount.currency.clone()),
            PaymentPart::At => payment.at.map(|at| at.to_string()),
            PaymentPart::Through => payment.through.clone(),
            PaymentPart::Reference => {
                let own = |of: &&Identifier| of.kind == IdentifierKind::RemittanceReference;
                payment.identifiers.iter().find(own).map(as_written)
            }
        }
    }

    fn person(&mut self, person: &'a Mention, part: PersonPart, column: &Column) -> Vec<String> {
        let stated = person.names.iter().find(|name| name.kind == NameKind::Stated);
        let stated =
            |of: fn(&PersonName) -> &Option<Personal>| stated.and_then(|name| of(name).as_ref()).map(text);
        let one = match part {
            PersonPart::Role => coded(&person.role, column),
            PersonPart::Given => stated(|name| &name.given),
            PersonPart::Family => stated(|name| &name.family),
            PersonPart::Full => stated(|name| &name.full),
            PersonPart::Alias => {
                let other = person.names.iter().filter(|name| name.kind != NameKind::Stated);
                return self
                    .next(column, other)
                    .into_iter()
                    .filter_map(|name| name.full.as_ref().map(text))
                    .collect();
            }
            PersonPart::Age => person.age.map(cell::age_text),
            PersonPart::Born => person.born.map(|born| born.to_string()),
            PersonPart::Sex => person.sex.and_then(|sex: Sex| coded(&sex, column)),
            PersonPart::Nationality => {
                person.nationality.map(|country| column.word_of(country.code()).to_owned())
            }
            PersonPart::Relation => person.relation_to_child.and_then(|relation| coded(&relation, column)),
            PersonPart::AccessToChild => {
                person.access_to_child.map(|yes| column.word_of(if yes { "yes" } else { "no" }).to_owned())
            }
            PersonPart::Identifier(kind) => {
                let own = person.identifiers.iter().filter(|of| of.kind == kind && of.scope == column.scope);
                return self.next(column, own).into_iter().map(as_written).collect();
            }
        };
        one.into_iter().collect()
    }
}

fn text(personal: &Personal) -> String {
    personal.reveal().to_owned()
}

/// What the source wrote, from which the reader makes the same identifier again.
fn as_written(identifier: &Identifier) -> String {
    text(identifier.written.as_ref().unwrap_or(&identifier.value))
}

/// The column's word for a code of the model; nothing for *unknown*, which is an empty cell.
fn coded<T: Serialize>(value: &T, column: &Column) -> Option<String> {
    let code = serde_json::to_value(value).ok()?;
    code.as_str().filter(|code| *code != "unknown").map(|code| column.word_of(code).to_owned())
}

fn place_part(place: &Place, part: PlacePart, column: &Column) -> Option<String> {
    match part {
        PlacePart::Country => place.country.map(|country| column.word_of(country.code()).to_owned()),
        PlacePart::Region => place.region.clone(),
        PlacePart::City => place.city.as_ref().map(text),
        PlacePart::Words => place.words.as_ref().map(text),
    }
}
