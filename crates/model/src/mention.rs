//! A person as one report names them.

use crate::{Country, Detail, Identifier, Personal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

/// The part a person has in what is reported.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MentionRole {
    /// A child who is or may be a victim.
    Child,
    /// A person said to have done, paid for, watched or asked for it.
    Suspect,
    /// A person said to arrange the abuse where the child is.
    Facilitator,
    /// Who told.
    Reporter,
    /// Who saw or knows something.
    Witness,
    /// Another part, such as a parent who knew nothing.
    Other,
    /// The report does not say.
    #[default]
    Unknown,
}

impl MentionRole {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Suspect => "suspect",
            Self::Facilitator => "facilitator",
            Self::Reporter => "reporter",
            Self::Witness => "witness",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// What a name is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The name in law or in daily life.
    #[default]
    Stated,
    /// A nickname or alias.
    Alias,
    /// A name shown by a platform.
    Display,
}

/// One name of a person; what is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// What the name is.
    #[serde(default)]
    pub kind: NameKind,
    /// Given name or names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Personal>,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<Personal>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Personal>,
    /// The whole name, where its parts were not told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<Personal>,
}

/// A person's age in years at the time of the incident, as precisely as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// An age in years.
    Years(u8),
    /// About this age.
    About(u8),
    /// From the first to the second, both included.
    Between(u8, u8),
}

impl Age {
    /// The youngest age the words can mean (an estimate is taken to be right within two years).
    pub fn youngest(self) -> u8 {
        match self {
            Self::Years(years) => years,
            Self::About(years) => years.saturating_sub(2),
            Self::Between(from, to) => from.min(to),
        }
    }
}

/// A date of birth, or the year alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDate {
    /// The day.
    Day(Date),
    /// Only the year.
    Year(i16),
}

/// A person's sex as the source gives it; `None` in a mention where it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another answer.
    Other,
}

impl Sex {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// How a person stands to the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Mother or father.
    Parent,
    /// Sister or brother.
    Sibling,
    /// Another relative.
    Relative,
    /// The partner of a parent.
    ParentPartner,
    /// A neighbour or family friend.
    Neighbour,
    /// Teacher, coach, cleric, employer or another person of trust.
    PersonOfTrust,
    /// Another child or young person known to the child.
    Peer,
    /// Known only online.
    KnownOnline,
    /// Not known to the child before.
    Stranger,
    /// The child themself.
    Child,
    /// Another relation.
    Other,
}

impl Relation {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Sibling => "sibling",
            Self::Relative => "relative",
            Self::ParentPartner => "parent_partner",
            Self::Neighbour => "neighbour",
            Self::PersonOfTrust => "person_of_trust",
            Self::Peer => "peer",
            Self::KnownOnline => "known_online",
            Self::Stranger => "stranger",
            Self::Child => "child",
            Self::Other => "other",
        }
    }
}

/// A person as one report names them. Every answer can be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// The part the person has.
    #[serde(default)]
    pub role: MentionRole,
    /// Names, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<PersonName>,
    /// Age at the time of the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<Age>,
    /// Date or year of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<BirthDate>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Nationality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<Country>,
    /// How the person stands to the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation_to_child: Option<Relation>,
    /// Whether the person can get at a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_to_child: Option<bool>,
    /// Numbers, accounts and addresses of the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// What else the source says of the person, under the source's own field names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

mod birth_date_text {
    //! As text: `2014-05-09` or `2014`.
    use super::BirthDate;
    use crate::When;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
    use std::{borrow::Cow, fmt, str::FromStr};

    impl FromStr for BirthDate {
        type Err = crate::WhenError;
        /// Reads `2014-05-09` or `2014`.
        fn from_str(text: &str) -> Result<Self, Self::Err> {
            let text = text.trim();
            if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
                return text.parse().map(Self::Year).map_err(|_| crate::WhenError);
            }
            Ok(Self::Day(text.parse::<When>()?.day()))
        }
    }
    impl fmt::Display for BirthDate {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Self::Day(day) => When::Day(*day).fmt(f),
                Self::Year(year) => write!(f, "{year:04}"),
            }
        }
    }
    impl Serialize for BirthDate {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }
    impl<'de> Deserialize<'de> for BirthDate {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
        }
    }
    impl JsonSchema for BirthDate {
        fn schema_name() -> Cow<'static, str> {
            "BirthDate".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "pattern": r"^\d{4}(-\d{2}-\d{2})?$", "description": "A day or a year of birth." })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;

    /// What a code is read as, where it is what serialisation writes.
    fn read<T: Serialize + DeserializeOwned>(code: &str) -> T {
        let value: T = serde_json::from_value(code.into()).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), code);
        value
    }

    #[test]
    fn codes_are_those_of_the_json_form() {
        use MentionRole::{Child, Facilitator, Other, Reporter, Suspect, Unknown, Witness};
        for role in [Child, Suspect, Facilitator, Reporter, Witness, Other, Unknown] {
            assert_eq!(read::<MentionRole>(role.code()), role);
        }
        for sex in [Sex::Female, Sex::Male, Sex::Other] {
            assert_eq!(read::<Sex>(sex.code()), sex);
        }
        for relation in [
            Relation::Parent,
            Relation::Sibling,
            Relation::Relative,
            Relation::ParentPartner,
            Relation::Neighbour,
            Relation::PersonOfTrust,
            Relation::Peer,
            Relation::KnownOnline,
            Relation::Stranger,
            Relation::Child,
            Relation::Other,
        ] {
            assert_eq!(read::<Relation>(relation.code()), relation);
        }
    }
}
