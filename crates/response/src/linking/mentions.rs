//! What linking looks at: one row of columns for each mention, made of the mention and of the report around it.

use super::{
    model::Party,
    names::{Names, plain},
};
use linkage::index::Cell;
use model::{
    Age, BirthDate, Channel, Identifier, IdentifierKind, IncidentKind, Mention, MentionRole, Place,
    PlaceRole, Report, When,
};
use std::collections::BTreeSet;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// Everything a model of mentions may ask for, by the name of its input column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Column { $($(#[$doc])* $name),* }

        impl Column {
            /// All columns.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The name by which the model asks for it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            /// Reads the name.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|column| column.code() == code)
            }
        }
    };
}

columns! {
    /// Number of the report: two mentions of one report are seldom one person.
    Report = "report",
    /// `child`, `adult` or `unknown`.
    Party = "party",
    /// Code of the role in the report.
    Role = "role",
    /// The role where the source knows of parts: a platform knows accounts, and whoever it reports may stand at either end.
    Part = "part",
    /// Given names; of a whole name its first word.
    Given = "given",
    /// Middle names; of a whole name the words between.
    Middle = "middle",
    /// Family names; of a whole name its last word.
    Family = "family",
    /// Whole names: given and family name put together, whichever stands first.
    Full = "full",
    /// All words of all names, nicknames included.
    Words = "words",
    /// Nicknames and names shown by platforms.
    Alias = "alias",
    /// Date of birth.
    Born = "born",
    /// Year of birth: of the date, or of the incident less the age.
    BirthYear = "birth_year",
    /// Sex.
    Sex = "sex",
    /// Nationality; of a suspect without one, the country that the report gives for suspects.
    Country = "country",
    /// City or municipality that the report gives for such a person.
    City = "city",
    /// Cities or municipalities that the report names, whoever is there: a suspect abroad is known by the towns in which
    /// children are harmed for them.
    Where = "where",
    /// Each word of the name with each of these towns: a common name is a rare one within a town.
    NameThere = "name_there",
    /// The first letters of each word of the name with each of these towns: what people are called for short mostly begins
    /// as the name does, and so does a name mistyped.
    BeginningThere = "beginning_there",
    /// Each word of the name with each word of the names of the others: two first names that stand together in two reports
    /// are seldom two other people.
    Together = "together",
    /// Telephone numbers.
    Phone = "phone",
    /// E-mail addresses.
    Email = "email",
    /// Names of accounts.
    Account = "account",
    /// Numbers that platforms give accounts.
    AccountId = "account_id",
    /// E-wallets.
    Wallet = "wallet",
    /// Bank accounts.
    Bank = "bank",
    /// Numbers of devices.
    Device = "device",
    /// Numbers of documents.
    Document = "document",
    /// Net addresses.
    Ip = "ip",
    /// Postal addresses.
    Address = "address",
    /// Identifiers of the others in the report, and of its payments: who appears in the same company.
    Around = "around",
    /// Whole names of the others in the report.
    AroundNames = "around_names",
    /// Files of the report, by their hashes.
    Files = "files",
    /// Day of the incident.
    Day = "day",
    /// Day of the incident, or where it is not told the day on which the source heard of it.
    Heard = "heard",
    /// Kinds of what happened, as far as they tell the manner of it: a source that says `other`, or that only saw payments,
    /// says nothing of it.
    Kind = "kind",
    /// Each of these kinds with the day of the incident.
    KindDay = "kind_day",
    /// The manner of these kinds: whether a child was recorded, or written to.
    Manner = "manner",
    /// How the person stands to the child.
    Relation = "relation",
    /// Groups that stand beside in any report: known only once mentions are gathered.
    Company = "company",
    /// How many mentions speak with this voice: known only once mentions are gathered.
    Mentions = "mentions",
    /// `often` where so many mentions speak that joining it with another such group wrongly would do great harm: known
    /// only once mentions are gathered.
    Often = "often",
}

/// The party of a mention: whether it is a child, by role or by age.
pub fn party_of(mention: &Mention, report: &Report) -> Party {
    match mention.role {
        MentionRole::Child => Party::Child,
        MentionRole::Suspect | MentionRole::Facilitator | MentionRole::Witness | MentionRole::Reporter => {
            Party::Adult
        }
        MentionRole::Other | MentionRole::Unknown => match years(mention, report) {
            Some(years) if years < 18 => Party::Child,
            Some(years) if years >= 21 => Party::Adult,
            _ => Party::Unknown,
        },
    }
}

/// Age in years where the mention says anything of it.
fn years(mention: &Mention, report: &Report) -> Option<i32> {
    match (mention.age, mention.born) {
        (Some(age), _) => Some(i32::from(middle(age))),
        (None, Some(born)) => Some(year_of_incident(report)? - year_of(born)),
        (None, None) => None,
    }
}

fn middle(age: Age) -> u8 {
    match age {
        Age::Years(years) | Age::About(years) => years,
        Age::Between(from, to) => from.midpoint(to),
    }
}

fn year_of(born: BirthDate) -> i32 {
    match born {
        BirthDate::Day(day) => day.year(),
        BirthDate::Year(year) => i32::from(year),
    }
}

fn day_of_incident(report: &Report) -> Option<time::Date> {
    let occurred = report.occurred.as_ref().map(|occurred| occurred.from);
    occurred.or(report.received_by_source).map(When::day)
}

fn year_of_incident(report: &Report) -> Option<i32> {
    Some(day_of_incident(report)?.year())
}

/// Year of birth, with its part of a year where only an age is known: 2010.3 is somebody who was about that old.
fn birth_year(mention: &Mention, report: &Report) -> Option<f64> {
    if let Some(born) = mention.born {
        return Some(match born {
            BirthDate::Day(day) => f64::from(day.year()) + f64::from(day.ordinal()) / 366.0,
            BirthDate::Year(year) => f64::from(year) + 0.5,
        });
    }
    let age = mention.age?;
    let day = day_of_incident(report)?;
    // Somebody of so many years was born between so many and one year more ago: half a year more on average.
    let at = f64::from(day.year()) + f64::from(day.ordinal()) / 366.0;
    Some(match age {
        Age::Years(years) | Age::About(years) => at - f64::from(years) - 0.5,
        Age::Between(from, to) => at - f64::midpoint(f64::from(from), f64::from(to)) - 0.5,
    })
}

fn many(values: impl IntoIterator<Item = String>) -> Cell {
    let values: BTreeSet<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    match values.len() {
        0 => Cell::Missing,
        1 => values.into_iter().next().map_or(Cell::Missing, Cell::One),
        _ => Cell::Many(values.into_iter().collect()),
    }
}

fn one(value: Option<String>) -> Cell {
    value.map_or(Cell::Missing, Cell::One)
}

/// Letters with which a word begins.
const BEGINNING: usize = 3;
/// Between two things that are compared as one.
const WITH: char = '@';
/// Most such pairs of one mention: who is named in a crowd is not told by it.
const MOST_PAIRS: usize = 64;

/// Each word with each other thing, as one value.
fn each_with_each(words: &[String], others: &BTreeSet<String>) -> Cell {
    if words.len().saturating_mul(others.len()) > MOST_PAIRS {
        return Cell::Missing;
    }
    many(words.iter().flat_map(|word| others.iter().map(move |other| format!("{word}{WITH}{other}"))))
}

/// What identifiers are compared by: the scope is left out, as in the search, because sources name the same platform
/// in many ways.
fn values(identifiers: &[Identifier], kind: IdentifierKind) -> Cell {
    let fitting = identifiers.iter().filter(|identifier| identifier.kind == kind && identifier.valid);
    many(fitting.map(|identifier| identifier.value.reveal().to_owned()))
}

/// Kinds that mostly belong to one person or one payment: what may tell company.
const fn tells_company(kind: IdentifierKind) -> bool {
    matches!(
        kind,
        IdentifierKind::Phone
            | IdentifierKind::Email
            | IdentifierKind::Account
            | IdentifierKind::AccountId
            | IdentifierKind::Wallet
            | IdentifierKind::BankAccount
            | IdentifierKind::DocumentNumber
            | IdentifierKind::RemittanceReference
    )
}

/// What the report says of where such a person is.
fn place<'a>(mention: &Mention, report: &'a Report) -> Option<&'a Place> {
    let wanted = |role: PlaceRole| match mention.role {
        MentionRole::Suspect => role == PlaceRole::Suspect,
        MentionRole::Child => matches!(role, PlaceRole::Child | PlaceRole::Incident | PlaceRole::Unknown),
        MentionRole::Facilitator => {
            matches!(
                role,
                PlaceRole::Facilitator | PlaceRole::Child | PlaceRole::Incident | PlaceRole::Unknown
            )
        }
        _ => false,
    };
    report.places.iter().find(|place| wanted(place.role) && place.city.is_some())
}

/// The country in which the report has its suspect, where it has one.
fn country_of_suspect(mention: &Mention, report: &Report) -> Option<model::Country> {
    let suspects = || report.mentions.iter().filter(|other| other.role == MentionRole::Suspect);
    if mention.role != MentionRole::Suspect || suspects().count() != 1 {
        return None;
    }
    report.places.iter().filter(|place| place.role == PlaceRole::Suspect).find_map(|place| place.country)
}

/// Towns that the report names.
fn towns(report: &Report) -> BTreeSet<String> {
    let cities = report.places.iter().filter_map(|place| place.city.as_ref());
    cities.filter_map(|city| plain(city.reveal())).collect()
}

/// The value of one column for the mention at `position` of the report in row `no`.
pub fn cell(no: i64, report: &Report, position: usize, column: Column) -> Cell {
    let Some(mention) = report.mentions.get(position) else { return Cell::Missing };
    let identifiers = |kind| values(&mention.identifiers, kind);
    let names = || Names::of(mention);
    let others = || report.mentions.iter().enumerate().filter(move |(at, _)| *at != position);
    match column {
        Column::Report => one(Some(no.to_string())),
        Column::Party => one(Some(party_of(mention, report).code().to_owned())),
        Column::Role => one(Some(mention.role.code().to_owned())),
        Column::Part => {
            let told = !matches!(report.channel, Channel::Platform | Channel::ClearingHouse);
            let known = told && !matches!(mention.role, MentionRole::Unknown | MentionRole::Other);
            one(known.then(|| mention.role.code().to_owned()))
        }
        Column::Given => many(names().given),
        Column::Middle => many(names().middle),
        Column::Family => many(names().family),
        Column::Full => many(names().full),
        Column::Words => many(names().words()),
        Column::Alias => many(names().alias),
        Column::Born => one(match mention.born {
            Some(BirthDate::Day(day)) => Some(When::Day(day).to_string()),
            _ => None,
        }),
        Column::BirthYear => one(birth_year(mention, report).map(|year| format!("{year:.2}"))),
        Column::Sex => one(mention.sex.map(|sex| sex.code().to_owned())),
        Column::Country => one(mention
            .nationality
            .or_else(|| country_of_suspect(mention, report))
            .map(|country| country.to_string())),
        Column::City => one(place(mention, report)
            .and_then(|place| place.city.as_ref())
            .and_then(|city| plain(city.reveal()))),
        Column::Where => many(towns(report)),
        Column::NameThere => each_with_each(&names().words(), &towns(report)),
        Column::BeginningThere => {
            let beginning = |word: String| {
                let letters: String = word.chars().take(BEGINNING).collect();
                (letters.chars().count() == BEGINNING).then_some(letters)
            };
            let beginnings: Vec<String> = names().words().into_iter().filter_map(beginning).collect();
            each_with_each(&beginnings, &towns(report))
        }
        Column::Together => {
            let told = others().filter(|(_, other)| other.role != MentionRole::Reporter);
            each_with_each(&names().words(), &told.flat_map(|(_, other)| Names::of(other).words()).collect())
        }
        // A wallet is mostly opened with a telephone number, and one report gives it as the one, another as the other.
        Column::Phone => {
            let numbers = mention.identifiers.iter().filter(|identifier| {
                let value = || identifier.value.reveal();
                let number = identifier.kind == IdentifierKind::Phone
                    || identifier.kind == IdentifierKind::Wallet && value().starts_with('+');
                number && identifier.valid
            });
            many(numbers.map(|identifier| identifier.value.reveal().to_owned()))
        }
        Column::Email => identifiers(IdentifierKind::Email),
        Column::Account => identifiers(IdentifierKind::Account),
        Column::AccountId => identifiers(IdentifierKind::AccountId),
        Column::Wallet => identifiers(IdentifierKind::Wallet),
        Column::Bank => identifiers(IdentifierKind::BankAccount),
        Column::Device => identifiers(IdentifierKind::Device),
        Column::Document => identifiers(IdentifierKind::DocumentNumber),
        Column::Ip => identifiers(IdentifierKind::IpAddress),
        Column::Address => identifiers(IdentifierKind::PostalAddress),
        Column::Around => many(
            others()
                .filter(|(_, other)| other.role != MentionRole::Reporter)
                .flat_map(|(_, other)| &other.identifiers)
                .chain(report.payments.iter().flat_map(|payment| &payment.identifiers))
                .filter(|identifier| identifier.valid && tells_company(identifier.kind))
                .map(Identifier::lookup_key),
        ),
        Column::AroundNames => many(
            others()
                .filter(|(_, other)| other.role != MentionRole::Reporter)
                .flat_map(|(_, other)| Names::of(other).full),
        ),
        Column::Files => {
            let hashes = report.files.iter().flat_map(|file| &file.hashes);
            many(hashes.map(|hash| hash.hex().to_owned()))
        }
        Column::Day => {
            one(report.occurred.as_ref().map(|occurred| When::Day(occurred.from.day()).to_string()))
        }
        Column::Heard => one(day_of_incident(report).map(|day| When::Day(day).to_string())),
        Column::Kind => many(kinds(report).map(|(kind, _)| kind.code().to_owned())),
        Column::KindDay => {
            let day = report.occurred.as_ref().map(|occurred| When::Day(occurred.from.day()));
            many(
                day.into_iter().flat_map(|day| {
                    kinds(report).map(move |(kind, _)| format!("{}{WITH}{day}", kind.code()))
                }),
            )
        }
        Column::Manner => many(kinds(report).map(|(_, manner)| manner.to_owned())),
        Column::Relation => one(mention.relation_to_child.map(|relation| relation.code().to_owned())),
        Column::Company | Column::Mentions | Column::Often => Cell::Missing,
    }
}

/// What the report says happened, as far as it tells the manner, with the manner.
fn kinds(report: &Report) -> impl Iterator<Item = (IncidentKind, &'static str)> {
    report.incidents.iter().filter_map(|incident| Some((incident.kind, manner(incident.kind)?)))
}

/// Whether a child was recorded, or written to. No finer: lists of kinds that sources write by have no word for live
/// streaming or for extortion, and put the one under material, the other under enticement.
const fn manner(kind: IncidentKind) -> Option<&'static str> {
    use model::OsecForm::{AbuseMaterial, Grooming, LiveStreaming, SexualExtortion};
    match (kind, kind.form()) {
        (IncidentKind::Trafficking, _) | (_, Some(AbuseMaterial | LiveStreaming)) => Some("recorded"),
        (_, Some(Grooming | SexualExtortion)) => Some("written to"),
        (_, None) => None,
    }
}

#[cfg(test)]
#[path = "mentions_tests.rs"]
mod tests;
