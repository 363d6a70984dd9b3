//! A telling as a report in the model's words, for doors that hand over Tanglaw's own JSON Lines.

use crate::{
    figures::Rail,
    places,
    telling::{Telling, Told, ToldPayment},
};
use model::{
    Age, Amount, BirthDate, Country, Identifier, Mention, NameKind, Narrative, NarrativeKind, Occurrence,
    Payment, PersonName, Personal, Place, PlaceRole, Report, When,
};

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

/// The report without source reference; `national` numbers are completed for the country.
pub(crate) fn report(telling: &Telling, reference: &str) -> Option<Report> {
    let mut report = Report::new(telling.door.source().parse().ok()?, telling.door.channel());
    report.source_reference = Some(reference.to_owned());
    report.received_by_source = Some(When::from(telling.received));
    report.occurred = telling.occurred.map(|(at, certainty)| Occurrence {
        from: When::from(at),
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
    let words = |kind, words: String| Narrative {
        kind,
        language: Some(telling.language.to_owned()),
        words: Personal::new(words),
    };
    report.narratives.push(words(NarrativeKind::Account, placeholder(telling)));
    if telling.changed {
        report.narratives.push(words(NarrativeKind::Remark, ADDED.to_owned()));
    }
    report.mentions = telling.people.iter().map(mention).collect();
    report.payments = telling.payments.iter().map(payment).collect();
    if let Some(city) = telling.city {
        report.places.push(Place {
            role: PlaceRole::Incident,
            country: country(places::COUNTRY),
            region: Some(city.province()),
            city: Some(Personal::new(city.name())),
            words: None,
            position: None,
        });
    }
    Some(report)
}

fn mention(told: &Told) -> Mention {
    let home = country(places::COUNTRY);
    let mut names = Vec::new();
    if told.name.given.is_some() || told.name.family.is_some() {
        names.push(PersonName {
            kind: NameKind::Stated,
            given: told.name.given.clone().map(Personal::new),
            middle: told.name.middle.clone().map(Personal::new),
            family: told.name.family.clone().map(Personal::new),
            full: None,
        });
    }
    if let Some(alias) = &told.name.alias {
        let given = Some(Personal::new(alias.clone()));
        names.push(PersonName { kind: NameKind::Alias, given, ..PersonName::default() });
    }
    let mut identifiers = Vec::new();
    identifiers.extend(told.phone.as_ref().map(|phone| Identifier::phone(phone, home)));
    identifiers.extend(told.email.as_ref().map(|email| Identifier::email(email)));
    if let Some(account) = &told.account {
        let platform = crate::firms::PLATFORMS[account.platform];
        identifiers.push(Identifier::account(Some(platform), &account.screen));
    }
    identifiers
        .extend(told.wallet.as_ref().map(|(firm, number)| Identifier::wallet(Some(firm), number, home)));
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

fn payment(told: &ToldPayment) -> Payment {
    let reference = match told.rail {
        Rail::Bank => Identifier::bank_account(Some(told.firm), &told.reference),
        Rail::Remittance | Rail::Wallet => Identifier::remittance(Some(told.firm), &told.reference),
    };
    Payment {
        amount: Amount::parse(&told.pesos.to_string(), Some("PHP")).ok(),
        at: Some(When::from(told.at)),
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
    telling
}
