//! Persons, accounts and what was seen of them.

use super::document::{Address, Contact, Person, SourceCapture};
use super::prose;
use super::schema::yes_or_no;
use super::to_report::note;
use crate::cybertipline::EventName;
use model::{
    Age, Country, Detail, Identifier, Mention, MentionRole, NameKind, PersonName, Personal, Place, PlaceRole,
    Relation, Report, Sex, Sighting,
};
use std::net::IpAddr;

/// Whether the age that is given makes the person a child (under 18 years).
pub(super) fn is_child(person: &Person) -> bool {
    let age = person.approximate_age.as_ref().and_then(|text| age(text.reveal()));
    matches!(age, Some(Age::Years(years) | Age::About(years) | Age::Between(_, years)) if years < 18)
}

/// `34` or `13-15`.
fn age(text: &str) -> Option<Age> {
    if let Some((from, to)) = text.split_once('-') {
        return Some(Age::Between(from.trim().parse().ok()?, to.trim().parse().ok()?));
    }
    text.trim().parse().ok().map(Age::About)
}

fn sex(text: &str) -> Option<Sex> {
    match text.trim().to_ascii_lowercase().as_str() {
        "female" | "f" => Some(Sex::Female),
        "male" | "m" => Some(Sex::Male),
        "other" | "non-binary" | "nonbinary" => Some(Sex::Other),
        _ => None,
    }
}

/// The relation that the source's word names without doubt.
fn relation(text: &str) -> Option<Relation> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "parent" | "mother" | "father" | "mom" | "mum" | "dad" | "biological parent" => Relation::Parent,
        "sibling" | "sister" | "brother" => Relation::Sibling,
        "relative" | "other relative" | "family member" | "aunt" | "uncle" | "cousin" | "grandparent"
        | "grandmother" | "grandfather" => Relation::Relative,
        "stepparent"
        | "step-parent"
        | "stepfather"
        | "stepmother"
        | "parent's partner"
        | "mother's boyfriend"
        | "father's girlfriend" => Relation::ParentPartner,
        "neighbor" | "neighbour" | "family friend" => Relation::Neighbour,
        "teacher" | "coach" | "clergy" | "employer" | "babysitter" | "caregiver" => Relation::PersonOfTrust,
        "friend" | "classmate" | "peer" | "boyfriend" | "girlfriend" => Relation::Peer,
        "online acquaintance" | "online friend" | "met online" | "online" => Relation::KnownOnline,
        "stranger" => Relation::Stranger,
        "self" => Relation::Child,
        "other" => Relation::Other,
        _ => return None,
    })
}

/// Adds a person with the role that the document gives it.
pub(super) fn add(from: Person, role: MentionRole, country: Option<Country>, out: &mut Report) {
    let Person {
        first_name,
        middle_name,
        last_name,
        preferred_name,
        gender,
        preferred_pronouns,
        date_of_birth,
        approximate_age,
        physical_description,
        vehicle_description,
        vehicle_tag_number,
        occupation,
        esp_service,
        esp_user_id,
        ip_addresses,
        relationship_to_reporter,
        relationship_to_child,
        access_to_child,
        access_to_children,
        access_to_firearms,
        convicted_sex_offender,
        aware_of_report,
        gang_affiliation,
        screen_names,
        emails,
        phones,
        addresses,
        languages,
        races,
        disabilities,
        additional_contact,
        additional_disability,
        captures,
        additional,
    } = from;
    let mut mention = Mention { role, born: date_of_birth, ..Mention::default() };
    if first_name.is_some() || middle_name.is_some() || last_name.is_some() {
        mention.names.push(PersonName {
            given: first_name,
            middle: middle_name,
            family: last_name,
            ..PersonName::default()
        });
    }
    mention.names.extend(preferred_name.map(|name| PersonName {
        kind: NameKind::Alias,
        full: Some(name),
        ..PersonName::default()
    }));
    mention.age = approximate_age.as_ref().and_then(|text| age(text.reveal()));
    mention.sex = gender.as_ref().and_then(|text| sex(text.reveal()));
    mention.relation_to_child = relationship_to_child.as_ref().and_then(|text| relation(text.reveal()));
    let access = [&access_to_child, &access_to_children]
        .map(|answer| answer.as_ref().and_then(|text| yes_or_no(text.reveal())));
    mention.access_to_child = match access {
        [Some(true), _] | [_, Some(true)] => Some(true),
        [one, other] => one.or(other),
    };
    let scope = esp_service.as_deref();
    let accounts = screen_names.iter().map(|name| Identifier::account(scope, name.reveal()));
    mention.identifiers.extend(accounts);
    mention.identifiers.extend(esp_user_id.iter().map(|id| Identifier::account_id(scope, id.reveal())));
    contacts(emails, Identifier::email, &mut mention);
    contacts(phones, |text| Identifier::phone(text, country), &mut mention);
    for address in addresses {
        place(address, &mut mention, &mut out.places);
    }
    for address in ip_addresses {
        seen(Identifier::ip(address.reveal()), Sighting::default(), &mut mention.identifiers);
    }
    for item in captures {
        capture(item, &mut mention.identifiers, &mut mention.details);
    }
    let details = &mut mention.details;
    // The source's own words stay beside what was read from them.
    for (name, value) in [
        ("gender", gender),
        ("preferredPronouns", preferred_pronouns),
        ("approximateAge", approximate_age),
        ("physicalDescription", physical_description),
        ("vehicleDescription", vehicle_description),
        ("vehicleTagNumber", vehicle_tag_number),
        ("occupation", occupation),
        ("espService", esp_service.map(Personal::from)),
        ("relationshipToReporter", relationship_to_reporter),
        ("relationshipToChildVictim", relationship_to_child),
        ("accessToChildVictim", access_to_child),
        ("accessToChildren", access_to_children),
        ("accessToFirearms", access_to_firearms),
        ("convictedSexOffender", convicted_sex_offender),
        ("awareOfReport", aware_of_report),
        ("gangAffiliation", gang_affiliation),
    ] {
        note(details, name, value);
    }
    for (name, values) in [
        ("languages", languages),
        ("races", races),
        ("disabilities", disabilities),
        ("additionalContactInformation", additional_contact),
        ("additionalDisabilityInformation", additional_disability),
    ] {
        details.extend(values.into_iter().map(|value| Detail::new(name, value)));
    }
    for words in additional {
        prose::sift(words.reveal(), &mut mention.identifiers, &mut mention.details);
        mention.details.push(Detail::new("additionalInformations", words));
    }
    out.mentions.push(mention);
}

fn contacts(from: Vec<Contact>, make: impl Fn(&str) -> Identifier, mention: &mut Mention) {
    for Contact { value, verified } in from {
        if let Some(value) = value {
            mention.identifiers.push(make(value.reveal()).verified(verified));
        } else {
            let words = verified.map(|yes| Personal::from(if yes { "true" } else { "false" }));
            note(&mut mention.details, "verified", words);
        }
    }
}

fn place(from: Address, mention: &mut Mention, places: &mut Vec<Place>) {
    let Address { street1, street2, city, state, postal_code, country } = from;
    let words = [
        street1.as_ref().map(Personal::reveal),
        street2.as_ref().map(Personal::reveal),
        city.as_ref().map(Personal::reveal),
        state.as_deref(),
        postal_code.as_ref().map(Personal::reveal),
        country.as_deref(),
    ];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
    mention.identifiers.push(Identifier::postal_address(&words));
    places.push(Place {
        role: match mention.role {
            MentionRole::Suspect => PlaceRole::Suspect,
            MentionRole::Child => PlaceRole::Child,
            _ => PlaceRole::Unknown,
        },
        country: country.as_deref().and_then(|text| text.parse().ok()),
        region: state,
        city,
        words: Some(words.into()),
        position: None,
    });
}

/// Adds something that was seen: an address of the net, a page, a device, or words where its kind is not known.
pub(super) fn capture(from: SourceCapture, identifiers: &mut Vec<Identifier>, details: &mut Vec<Detail>) {
    let SourceCapture { capture_type, value, date_time, event_name, port } = from;
    // The event comes in capitals (UPLOAD); it is one word with the platform's own form (Upload).
    let event =
        event_name.map(|name| EventName::from_text(&name).map_or(name, |known| known.text().to_owned()));
    let sighting = Sighting { at: date_time, port, event, possible_proxy: None };
    let kind = capture_type.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
    let identifier = value.as_ref().map(Personal::reveal).and_then(|text| {
        if kind.contains("ip address") || kind == "ip" || text.parse::<IpAddr>().is_ok() {
            // The plain type says no more than the kind of the identifier does.
            let said = ["ip address", "ip"].contains(&kind.as_str());
            Some(Identifier::ip(text).labelled(capture_type.as_deref().filter(|_| !said)))
        } else if kind.contains("url") || text.starts_with("http://") || text.starts_with("https://") {
            Some(Identifier::url(text).labelled(capture_type.as_deref()))
        } else if kind.contains("email") || kind.contains("e-mail") {
            Some(Identifier::email(text).labelled(capture_type.as_deref()))
        } else if kind.contains("device") {
            Some(Identifier::device(None, text).labelled(capture_type.as_deref()))
        } else {
            None
        }
    });
    let Some(identifier) = identifier else {
        note(details, "sourceCaptures/captureType", capture_type.map(Personal::from));
        note(details, "sourceCaptures/value", value);
        note(details, "sourceCaptures/dateTime", sighting.at.map(|at| at.to_string().into()));
        note(details, "sourceCaptures/eventName", sighting.event.map(Personal::from));
        note(details, "sourceCaptures/port", sighting.port.map(|port| port.to_string().into()));
        return;
    };
    seen(identifier, sighting, identifiers);
}

/// Adds an identifier, or its sighting to the same identifier.
pub(super) fn seen(identifier: Identifier, sighting: Sighting, identifiers: &mut Vec<Identifier>) {
    let same = identifiers.iter_mut().find(|known| {
        known.kind == identifier.kind
            && known.value == identifier.value
            && known.written == identifier.written
            && known.label == identifier.label
    });
    match same {
        Some(known) if sighting != Sighting::default() => known.sightings.push(sighting),
        Some(_) => {}
        None => identifiers.push(identifier.seen(sighting)),
    }
}
