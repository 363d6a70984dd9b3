//! Where in a report a column's cells go.

use model::IdentifierKind;
use serde::Deserialize;
use std::str::FromStr;

/// A yes, no or unknown of [`model::Urgency`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// `immediate_danger`
    ImmediateDanger,
    /// `ongoing`
    Ongoing,
    /// `commercial`
    Commercial,
    /// `self_harm_risk`
    SelfHarmRisk,
}

/// A part of a place. Columns of the same role make one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlacePart {
    /// `place.country`
    Country,
    /// `place.region`
    Region,
    /// `place.city`
    City,
    /// `place.words`
    Words,
}

/// A part of a person. Columns of the same number make one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonPart {
    /// `person.1.role`
    Role,
    /// `person.1.given`
    Given,
    /// `person.1.family`
    Family,
    /// `person.1.full`
    Full,
    /// `person.1.alias`
    Alias,
    /// `person.1.age`
    Age,
    /// `person.1.born`
    Born,
    /// `person.1.sex`
    Sex,
    /// `person.1.nationality`
    Nationality,
    /// `person.1.relation`
    Relation,
    /// `person.1.access_to_child`
    AccessToChild,
    /// `person.1.phone` and the other kinds of identifier
    Identifier(IdentifierKind),
}

/// A part of the row's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentPart {
    /// `payment.amount`
    Amount,
    /// `payment.currency`
    Currency,
    /// `payment.at`
    At,
    /// `payment.through`
    Through,
    /// `payment.reference`
    Reference,
}

/// Where in a report a column's cells go; read from its name in the column map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Field {
    /// `source_reference`: the source's own number.
    SourceReference,
    /// `received`: when the source got it.
    Received,
    /// `occurred_from`: when it happened, or began.
    OccurredFrom,
    /// `occurred_until`: when it ended.
    OccurredUntil,
    /// `incident`: what happened.
    Incident,
    /// `narrative`: words.
    Narrative,
    /// `immediate_danger`, `ongoing`, `commercial`, `self_harm_risk`
    Urgency(Fact),
    /// `place.country` …
    Place(PlacePart),
    /// `person.<n>.role` …; the number is 1 to 20 and only ties columns together.
    Person(u8, PersonPart),
    /// `payment.amount` …
    Payment(PaymentPart),
    /// `url`: a page of the incident.
    Url,
    /// `detail`: kept under the column's name.
    Detail,
    /// `ignore`: not taken over (the row itself is still kept, byte for byte).
    Ignore,
}

impl Field {
    /// The name by which a column map calls the field.
    pub fn name(self) -> String {
        let fixed = match self {
            Self::SourceReference => "source_reference",
            Self::Received => "received",
            Self::OccurredFrom => "occurred_from",
            Self::OccurredUntil => "occurred_until",
            Self::Incident => "incident",
            Self::Narrative => "narrative",
            Self::Urgency(Fact::ImmediateDanger) => "immediate_danger",
            Self::Urgency(Fact::Ongoing) => "ongoing",
            Self::Urgency(Fact::Commercial) => "commercial",
            Self::Urgency(Fact::SelfHarmRisk) => "self_harm_risk",
            Self::Place(PlacePart::Country) => "place.country",
            Self::Place(PlacePart::Region) => "place.region",
            Self::Place(PlacePart::City) => "place.city",
            Self::Place(PlacePart::Words) => "place.words",
            Self::Payment(PaymentPart::Amount) => "payment.amount",
            Self::Payment(PaymentPart::Currency) => "payment.currency",
            Self::Payment(PaymentPart::At) => "payment.at",
            Self::Payment(PaymentPart::Through) => "payment.through",
            Self::Payment(PaymentPart::Reference) => "payment.reference",
            Self::Url => "url",
            Self::Detail => "detail",
            Self::Ignore => "ignore",
            Self::Person(number, part) => return format!("person.{number}.{}", part.name()),
        };
        fixed.to_owned()
    }

    /// Whether several columns of one map may go here.
    pub(super) fn repeats(self) -> bool {
        matches!(
            self,
            Self::Incident
                | Self::Narrative
                | Self::Url
                | Self::Detail
                | Self::Ignore
                | Self::Place(_)
                | Self::Person(_, PersonPart::Alias | PersonPart::Identifier(_))
        )
    }

    /// Whether a cell may hold several values with something between them.
    pub(super) fn splits(self) -> bool {
        matches!(
            self,
            Self::Incident | Self::Url | Self::Person(_, PersonPart::Alias | PersonPart::Identifier(_))
        )
    }
}

impl PersonPart {
    const PLAIN: [(&'static str, Self); 11] = [
        ("role", Self::Role),
        ("given", Self::Given),
        ("family", Self::Family),
        ("full", Self::Full),
        ("alias", Self::Alias),
        ("age", Self::Age),
        ("born", Self::Born),
        ("sex", Self::Sex),
        ("nationality", Self::Nationality),
        ("relation", Self::Relation),
        ("access_to_child", Self::AccessToChild),
    ];

    /// The short names of column maps; the kinds' own codes are taken too.
    const SHORT: [(&'static str, IdentifierKind); 4] = [
        ("ip", IdentifierKind::IpAddress),
        ("address", IdentifierKind::PostalAddress),
        ("document", IdentifierKind::DocumentNumber),
        ("remittance", IdentifierKind::RemittanceReference),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Identifier(kind) => {
                Self::SHORT.iter().find(|(_, of)| *of == kind).map_or(kind.code(), |(name, _)| name)
            }
            plain => Self::PLAIN.iter().find(|(_, of)| *of == plain).map_or("", |(name, _)| name),
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let plain = Self::PLAIN.iter().find(|(of, _)| *of == name).map(|(_, part)| *part);
        let short = || Self::SHORT.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind);
        plain.or_else(|| short().or_else(|| IdentifierKind::from_code(name)).map(Self::Identifier))
    }
}

/// Names of fields with no number in them, for reading and for the list in an error.
const FIXED: [Field; 22] = [
    Field::SourceReference,
    Field::Received,
    Field::OccurredFrom,
    Field::OccurredUntil,
    Field::Incident,
    Field::Narrative,
    Field::Urgency(Fact::ImmediateDanger),
    Field::Urgency(Fact::Ongoing),
    Field::Urgency(Fact::Commercial),
    Field::Urgency(Fact::SelfHarmRisk),
    Field::Place(PlacePart::Country),
    Field::Place(PlacePart::Region),
    Field::Place(PlacePart::City),
    Field::Place(PlacePart::Words),
    Field::Payment(PaymentPart::Amount),
    Field::Payment(PaymentPart::Currency),
    Field::Payment(PaymentPart::At),
    Field::Payment(PaymentPart::Through),
    Field::Payment(PaymentPart::Reference),
    Field::Url,
    Field::Detail,
    Field::Ignore,
];

impl FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if let Some(field) = FIXED.into_iter().find(|field| field.name() == name) {
            return Ok(field);
        }
        let person = name.strip_prefix("person.").and_then(|rest| rest.split_once('.'));
        let Some((number, part)) = person else {
            let names: Vec<_> = FIXED.into_iter().map(Field::name).collect();
            return Err(format!(
                "no field is called {name:?}; there are {} and person.<n>.…",
                names.join(", ")
            ));
        };
        let number = number.parse().ok().filter(|number| (1..=20).contains(number));
        let number = number.ok_or("a person's number is 1 to 20, as in person.1.given")?;
        let part = PersonPart::from_name(part).ok_or_else(|| {
            let plain = PersonPart::PLAIN.iter().map(|(name, _)| *name);
            let short = PersonPart::SHORT.iter().map(|(name, _)| *name);
            let kinds = IdentifierKind::ALL.iter().map(|kind| kind.code());
            let names: Vec<_> = plain.chain(short).chain(kinds).collect();
            format!("a person has no {part:?}; there are {}", names.join(", "))
        })?;
        Ok(Self::Person(number, part))
    }
}

impl TryFrom<String> for Field {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_by_its_name() {
        let persons = PersonPart::PLAIN.iter().map(|(_, part)| *part);
        let kinds = IdentifierKind::ALL.iter().map(|kind| PersonPart::Identifier(*kind));
        let persons = persons.chain(kinds).map(|part| Field::Person(20, part));
        for field in FIXED.into_iter().chain(persons) {
            assert_eq!(field.name().parse(), Ok(field));
        }
        for wrong in
            ["", "person", "person.0.age", "person.21.age", "person.x.age", "person.1.shoe", "Narrative"]
        {
            assert!(wrong.parse::<Field>().is_err(), "{wrong}");
        }
    }
}
