//! What one source said once.

use crate::{
    Channel, FileRecord, Identifier, Incident, IncidentKind, IncidentKinds, Mention, Occurrence, Payment,
    Personal, Place, SourceId, When,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One field of the source that has no field of its own here, under the source's name for it.
///
/// Understood and worth showing, unlike [`Unread`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// The source's field name, such as `vehicleDescription`.
    pub name: String,
    /// What it says.
    pub value: Personal,
}

impl Detail {
    /// A detail from its parts.
    pub fn new(name: impl Into<String>, value: impl Into<Personal>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// A place in the source's document that the reader did not understand: kept with the report, never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// Path without positions in lists, so that the same path counts once: `/report/victim/newField`.
    pub path: String,
    /// What stands there, as text of the format.
    pub value: Personal,
}

/// What a narrative tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NarrativeKind {
    /// What happened.
    #[default]
    Account,
    /// Words of a chat or message.
    Conversation,
    /// A remark of the source about its report.
    Remark,
}

/// Words of a report. Sealed; collapsed on screen until asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Narrative {
    /// What it tells of.
    #[serde(default)]
    pub kind: NarrativeKind,
    /// Language as BCP 47 tag, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The words.
    pub words: Personal,
}

/// What triage needs to know at once. Each is yes, no, or not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Urgency {
    /// A child is in danger now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immediate_danger: Option<bool>,
    /// The abuse goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ongoing: Option<bool>,
    /// A live stream or a meeting is planned for this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<When>,
    /// The child speaks of taking their life or harming themself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_harm_risk: Option<bool>,
    /// Money was paid or asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commercial: Option<bool>,
    /// The source asks for haste; its words, where it gives any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged_by_source: Option<Personal>,
    /// The source says that many reported the same file and that it means no harm by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widely_shared: Option<bool>,
    /// The source takes the account for a sender of mass messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spam: Option<bool>,
}

/// What one source said once.
///
/// Made by a reader of `formats`; never changed afterwards (a changed re-delivery is a new version beside it).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Who handed it over.
    pub source: SourceId,
    /// Through which kind of door.
    pub channel: Channel,
    /// The source's own number for it; a report without one is known again by its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_reference: Option<String>,
    /// When the source itself got it. (When the house got it is the store's to say.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by_source: Option<When>,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<Occurrence>,
    /// What happened, in kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Incident>,
    /// What triage needs at once.
    #[serde(default)]
    pub urgency: Urgency,
    /// Words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narratives: Vec<Narrative>,
    /// Persons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// Identifiers that belong to no person of the report: pages, chat rooms, groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Files, as hashes and facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRecord>,
    /// Payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Officials and offices that dealt with it before (the platform's desk, an officer): not part of the incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handlers: Vec<Mention>,
    /// What else the source says, under its own field names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// What the reader did not understand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

impl Report {
    /// A report of which nothing is known but where it came from.
    pub fn new(source: SourceId, channel: Channel) -> Self {
        Self {
            source,
            channel,
            source_reference: None,
            received_by_source: None,
            occurred: None,
            incidents: Vec::new(),
            urgency: Urgency::default(),
            narratives: Vec::new(),
            mentions: Vec::new(),
            identifiers: Vec::new(),
            files: Vec::new(),
            payments: Vec::new(),
            places: Vec::new(),
            handlers: Vec::new(),
            details: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// The kinds of incident as a set.
    pub fn kinds(&self) -> IncidentKinds {
        self.incidents.iter().map(|incident| incident.kind).collect()
    }

    /// Whether the report names this kind of incident.
    pub fn has_kind(&self, kind: IncidentKind) -> bool {
        self.incidents.iter().any(|incident| incident.kind == kind)
    }

    /// Every identifier by which the report can be found again: of its persons, files, payments and its own.
    /// Handlers are left out: an officer's number ties nothing together.
    pub fn all_identifiers(&self) -> impl Iterator<Item = &Identifier> {
        self.identifiers
            .iter()
            .chain(self.mentions.iter().flat_map(|mention| &mention.identifiers))
            .chain(self.files.iter().flat_map(|file| &file.identifiers))
            .chain(self.payments.iter().flat_map(|payment| &payment.identifiers))
    }

    /// Adds a kind of incident unless the report already names it.
    pub fn add_incident(&mut self, kind: IncidentKind, source_code: Option<&str>) {
        let incident = Incident { kind, source_code: source_code.map(str::to_owned) };
        if !self.incidents.contains(&incident) {
            self.incidents.push(incident);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldClass;

    #[test]
    fn every_field_of_a_report_has_a_class() {
        let schema = schemars::schema_for!(Report);
        let fields = schema.get("properties").and_then(|p| p.as_object()).unwrap();
        for field in fields.keys() {
            assert!(FieldClass::of_report_field(field).is_some(), "{field} has no class in field_class.rs");
        }
    }

    #[test]
    fn a_bare_report_survives_json() {
        let report = Report::new("ncmec".parse().unwrap(), Channel::ClearingHouse);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}
