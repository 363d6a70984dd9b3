//! What is true, written beside the reports: for tests of linkage and of ranking, never for a desk.

use crate::{
    SyntheticError,
    circle::Circle,
    figures::Door,
    lead::{Incident, Lead},
    output::{Counted, create},
    person::Person,
    telling::Telling,
};
use model::OsecForm;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

const README: &str = "\
Truth of a synthetic country. Nothing here is real: no person, account, number or event.

mentions.csv   one row a mention: source, source_reference, mention (position in the report, from 0), person_id,
               role (as the report has it), true_role
reports.csv    one row a report: source, source_reference, channel, incident_id, lead_id, form, first_report,
               urgency_level (0 can wait .. 3 today), truly_urgent, delivered_again (no, same, changed)
incidents.csv  one row an incident with at least one report: incident_id, lead_id, form, widely_shared, commercial,
               first_door, facilitator_relation (of the first facilitator), children, offender_country, at,
               immediate_danger, ongoing, planned_for, self_harm, facilitator_in_household, youngest (years),
               urgency_level (from these and the time since), truly_urgent
persons.csv    one row a person some report mentions: person_id, role, household_id, names, born, sex, country, city

A report handed over twice has the same reference and the same mentions in the same order. Rows are in the order of
the reports; asking for more reports with the same seed and the same instant gives the same reports first.
";

type Table = csv::Writer<Counted<BufWriter<File>>>;

/// The files of truth.
pub(crate) struct TruthFiles {
    folder: PathBuf,
    mentions: Table,
    reports: Table,
    incidents: Table,
    persons: Table,
    bytes: u64,
}

pub(crate) const fn form_code(form: OsecForm) -> &'static str {
    match form {
        OsecForm::AbuseMaterial => "abuse_material",
        OsecForm::Grooming => "grooming",
        OsecForm::LiveStreaming => "live_streaming",
        OsecForm::SexualExtortion => "sexual_extortion",
    }
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// Whether and how a report was handed over a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    No,
    Same,
    Changed,
}

impl TruthFiles {
    pub(crate) fn create(out: &Path) -> Result<Self, SyntheticError> {
        let folder = out.join("truth");
        let mut readme = create(&folder, "README.txt")?;
        let written = readme.write_all(README.as_bytes()).and_then(|()| readme.flush());
        written.map_err(|source| SyntheticError::io(&folder, source))?;
        let table = |name: &str, columns: &[&str]| {
            let mut table = csv::Writer::from_writer(Counted::new(create(&folder, name)?));
            table.write_record(columns).map_err(|source| SyntheticError::csv(&folder, source))?;
            Ok(table)
        };
        Ok(Self {
            mentions: table(
                "mentions.csv",
                &["source", "source_reference", "mention", "person_id", "role", "true_role"],
            )?,
            reports: table(
                "reports.csv",
                &[
                    "source",
                    "source_reference",
                    "channel",
                    "incident_id",
                    "lead_id",
                    "form",
                    "first_report",
                    "urgency_level",
                    "truly_urgent",
                    "delivered_again",
                ],
            )?,
            incidents: table(
                "incidents.csv",
                &[
                    "incident_id",
                    "lead_id",
                    "form",
                    "widely_shared",
                    "commercial",
                    "first_door",
                    "facilitator_relation",
                    "children",
                    "offender_country",
                    "at",
                    "immediate_danger",
                    "ongoing",
                    "planned_for",
                    "self_harm",
                    "facilitator_in_household",
                    "youngest",
                    "urgency_level",
                    "truly_urgent",
                ],
            )?,
            persons: table(
                "persons.csv",
                &[
                    "person_id",
                    "role",
                    "household_id",
                    "given",
                    "middle",
                    "family",
                    "nickname",
                    "born",
                    "sex",
                    "country",
                    "city",
                ],
            )?,
            folder,
            bytes: README.len() as u64,
        })
    }

    /// One report with its mentions.
    pub(crate) fn report(
        &mut self,
        telling: &Telling,
        reference: &str,
        first: bool,
        again: Again,
    ) -> Result<(), SyntheticError> {
        let source = telling.door.source();
        let row = [
            source,
            reference,
            telling.door.channel().code(),
            &incident_id(telling.incident),
            &lead_id(telling.lead),
            form_code(telling.form),
            yes(first),
            &telling.level.to_string(),
            yes(telling.urgent),
            match again {
                Again::No => "no",
                Again::Same => "same",
                Again::Changed => "changed",
            },
        ];
        self.reports.write_record(row).map_err(|source| SyntheticError::csv(&self.folder, source))?;
        for (position, told) in telling.people.iter().enumerate() {
            let row = [
                source,
                reference,
                &position.to_string(),
                &person_id(told.person),
                told.role.code(),
                told.part.code(),
            ];
            self.mentions.write_record(row).map_err(|source| SyntheticError::csv(&self.folder, source))?;
        }
        Ok(())
    }

    /// One incident.
    pub(crate) fn incident(
        &mut self,
        circle: &Circle,
        lead: &Lead,
        incident: &Incident,
        first_door: Door,
    ) -> Result<(), SyntheticError> {
        let truth = incident.truth;
        let row: [&str; 18] = [
            &incident_id(incident.id),
            &lead_id(lead.id),
            form_code(lead.form),
            yes(lead.widely_shared),
            yes(lead.commercial),
            first_door.folder(),
            lead.facilitators.first().map_or("", |facilitator| facilitator.relation.code()),
            &lead.children.len().to_string(),
            circle.people[lead.offenders[0]].country,
            &incident.at.to_string(),
            yes(truth.immediate_danger),
            yes(truth.ongoing),
            &truth.planned_for.map(|at| at.to_string()).unwrap_or_default(),
            yes(truth.self_harm),
            yes(truth.facilitator_in_household),
            &truth.youngest.map(|years| years.to_string()).unwrap_or_default(),
            &truth.level.to_string(),
            yes(truth.urgent()),
        ];
        self.incidents.write_record(row).map_err(|source| SyntheticError::csv(&self.folder, source))
    }

    /// One person.
    pub(crate) fn person(&mut self, person: &Person) -> Result<(), SyntheticError> {
        let household =
            if person.household == 0 { String::new() } else { format!("h{:012}", person.household) };
        let row: [&str; 11] = [
            &person_id(person.id),
            person.part.code(),
            &household,
            &person.given,
            person.middle.as_deref().unwrap_or_default(),
            &person.family,
            &person.nickname,
            &model::When::Day(person.born).to_string(),
            person.sex.code(),
            person.country,
            &person.city.map(crate::places::City::name).unwrap_or_default(),
        ];
        self.persons.write_record(row).map_err(|source| SyntheticError::csv(&self.folder, source))
    }

    /// Closes the files and says how many bytes they have.
    pub(crate) fn finish(mut self) -> Result<u64, SyntheticError> {
        for table in [self.mentions, self.reports, self.incidents, self.persons] {
            let mut file =
                table.into_inner().map_err(|error| SyntheticError::io(&self.folder, error.into_error()))?;
            file.flush().map_err(|source| SyntheticError::io(&self.folder, source))?;
            self.bytes += file.bytes;
        }
        Ok(self.bytes)
    }
}

fn person_id(number: u64) -> String {
    format!("p{number:012}")
}

fn lead_id(number: u64) -> String {
    format!("l{number:012}")
}

fn incident_id(number: u64) -> String {
    format!("i{number:012}")
}
