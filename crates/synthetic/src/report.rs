//! A telling as a report in the model's words, for doors whose writers take one.

use crate::{
    figures::Rail,
    firms,
    noise::WrittenName,
    places,
    telling::{Telling, Told, ToldPayment},
};
use model::{
    Age, Amount, BirthDate, Country, Detail, Identifier, Instant, Mention, MentionRole, NameKind, Narrative,
    NarrativeKind, Occurrence, Payment, PersonName, Personal, Place, PlaceRole, Report, When,
};
use time::PrimitiveDateTime;

/// A country by its code.
pub(crate) fn country(code: &str) -> Option<Country> {
    code.parse().ok()
}

/// Words that stand for words: nothing of an event is told.
pub(crate) fn placeholder(telling: &Telling) -> String {
    let number = telling.incident % 1_000;
    match telling.language {
        "fil" => format!("Pansamantalang salaysay {number}: may inilahad na alalahanin ang nag-ulat."),
        "ceb" => format!("Temporaryong asoy {number}: adunay gipadayag nga kabalaka ang nag-report."),
        "id" => format!("Narasi sementara {number}: pelapor menyampaikan suatu kekhawatiran."),
        _ => format!("Placeholder narrative {number}: the reporter describes a concern."),
    }
}

/// The remark that a changed delivery adds.
pub(crate) const ADDED: &str = "Placeholder remark: the source added to its report.";

/// What a source writes that asks for haste.
pub(crate) const FLAG: &str = "Placeholder: the source asks for priority.";

/// How much of a telling a door's form has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Everything: Tanglaw's own lines.
    Whole,
    /// The columns of the hotline's sheet: whole names, wall-clock times.
    Hotline,
    /// The columns of the police referral sheet: days, names in parts for suspect and child.
    Police,
}

/// The country's clocks are eight hours ahead of UTC.
const AHEAD: i64 = 8 * 3_600;

impl Shape {
    fn when(self, at: Instant) -> When {
        match self {
            Self::Whole => When::from(at),
            Self::Hotline => {
                let wall = at.plus_seconds(AHEAD - at.micros().div_euclid(1_000_000).rem_euclid(60)).to_utc();
                When::Unzoned(PrimitiveDateTime::new(wall.date(), wall.time()))
            }
            Self::Police => When::Day(at.to_utc().date()),
        }
    }

    /// Whether the form has one cell for the person's whole name.
    fn whole_name(self, role: MentionRole) -> bool {
        match self {
            Self::Whole => false,
            Self::Hotline => true,
            Self::Police => role == MentionRole::Facilitator,
        }
    }

    /// Whose place the form asks for.
    const fn place(self) -> PlaceRole {
        match self {
            Self::Whole => PlaceRole::Incident,
            Self::Hotline | Self::Police => PlaceRole::Child,
        }
    }
}

/// The report in the model's words, with room for what `shape` has room for; `None` only where a name of this crate is
/// no name of the model's, which a test rules out.
pub(crate) fn report(telling: &Telling, reference: &str, shape: Shape) -> Option<Report> {
    let mut report = Report::new(telling.door.source().parse().ok()?, telling.door.channel());
    report.source_reference = Some(reference.to_owned());
    report.received_by_source = Some(shape.when(telling.received));
    report.occurred = telling.occurred.map(|(at, certainty)| Occurrence {
        from: shape.when(at),
        until: None,
        certainty,
        words: None,
    });
    for kind in &telling.kinds {
        report.add_incident(*kind, None);
    }
    let told = &telling.urgency;
    report.urgency.immediate_danger = told.immediate_danger;
    report.urgency.ongoing = told.ongoing;
    report.urgency.planned_for = told.planned_for.map(When::from);
    report.urgency.self_harm_risk = told.self_harm;
    report.urgency.commercial = told.commercial;
    report.urgency.flagged_by_source = told.flagged.then(|| Personal::new(FLAG));
    report.narratives.push(Narrative {
        kind: NarrativeKind::Account,
        language: Some(telling.language.to_owned()),
        words: Personal::new(words(telling)),
    });
    report.mentions = telling.people.iter().map(|told| mention(told, shape)).collect();
    report.payments = telling.payments.iter().map(|told| payment(told, shape)).collect();
    if let Some(city) = telling.city {
        report.places.push(Place {
            role: shape.place(),
            country: country(places::COUNTRY),
            region: Some(city.province()),
            city: Some(Personal::new(city.name())),
            ..Place::default()
        });
    }
    match shape {
        Shape::Whole => {}
        Shape::Hotline => {
            report.details.push(Detail::new("How the caller knows", "Placeholder: the caller says how."));
        }
        Shape::Police => {
            let country = country(telling.force);
            report.places.push(Place { role: PlaceRole::Suspect, country, ..Place::default() });
            report.details.push(Detail::new("Investigating unit", firms::police_force(telling.force)));
        }
    }
    Some(report)
}

/// The words of a report, and what a later delivery adds.
pub(crate) fn words(telling: &Telling) -> String {
    let mut words = placeholder(telling);
    if telling.changed {
        words.push(' ');
        words.push_str(ADDED);
    }
    words
}

fn name(told: &Told, shape: Shape) -> Option<PersonName> {
    let WrittenName { given, middle, family, .. } = &told.name;
    if given.is_none() && family.is_none() {
        return None;
    }
    if shape.whole_name(told.role) {
        let parts: Vec<&str> = [given, middle, family].into_iter().flatten().map(String::as_str).collect();
        return Some(PersonName { full: Some(Personal::new(parts.join(" "))), ..PersonName::default() });
    }
    // In a sheet somebody writes something into an empty cell, or leaves it empty.
    let cell = |part: &Option<String>| {
        let empty = (shape == Shape::Police && !told.no_answer.is_empty()).then(|| told.no_answer.to_owned());
        part.clone().or(empty).map(Personal::new)
    };
    Some(PersonName {
        given: cell(given),
        middle: middle.clone().map(Personal::new),
        family: cell(family),
        ..PersonName::default()
    })
}

fn mention(told: &Told, shape: Shape) -> Mention {
    let home = country(places::COUNTRY);
    let mut names: Vec<PersonName> = name(told, shape).into_iter().collect();
    if let Some(alias) = &told.name.alias {
        let full = Some(Personal::new(alias.clone()));
        names.push(PersonName { kind: NameKind::Alias, full, ..PersonName::default() });
    }
    // A sheet's column does not say of which platform or firm a number is.
    let scope = |scope| if shape == Shape::Whole { Some(scope) } else { None };
    let mut identifiers = Vec::new();
    identifiers.extend(told.phone.as_ref().map(|phone| Identifier::phone(phone, home)));
    identifiers.extend(told.email.as_ref().map(|email| Identifier::email(email)));
    if let Some(account) = &told.account {
        identifiers.push(Identifier::account(scope(firms::PLATFORMS[account.platform]), &account.screen));
    }
    identifiers
        .extend(told.wallet.as_ref().map(|(firm, number)| Identifier::wallet(scope(firm), number, home)));
    if let (Some(street), Some(city)) = (&told.street, told.city) {
        let address = format!("{street}, {}, {}, {}", city.name(), city.province(), places::NAME);
        identifiers.push(Identifier::postal_address(&address));
    }
    Mention {
        role: told.role,
        names,
        age: told.age.map(|(years, guessed)| if guessed { Age::About(years) } else { Age::Years(years) }),
        born: told.born.map(BirthDate::Day),
        sex: told.sex,
        nationality: told.country.and_then(country),
        relation_to_child: told.relation,
        access_to_child: told.access,
        identifiers,
        details: Vec::new(),
    }
}

fn payment(told: &ToldPayment, shape: Shape) -> Payment {
    let reference = match told.rail {
        Rail::Bank if shape == Shape::Whole => Identifier::bank_account(Some(told.firm), &told.reference),
        _ => Identifier::remittance((shape == Shape::Whole).then_some(told.firm), &told.reference),
    };
    Payment {
        amount: Amount::parse(&told.pesos.to_string(), Some("PHP")).ok(),
        at: Some(shape.when(told.at)),
        through: Some(told.firm.to_lowercase()),
        payer: told.payer,
        payee: told.payee,
        identifiers: vec![reference],
    }
}

/// The report as the source hands it over later: words added, and haste asked for where there is cause.
pub(crate) fn changed(mut telling: Telling) -> Telling {
    telling.changed = true;
    telling.urgency.flagged |= telling.level >= 2;
    if telling.level == 3 && telling.urgency.immediate_danger.is_none() {
        telling.urgency.immediate_danger = Some(true);
    }
    telling
}
