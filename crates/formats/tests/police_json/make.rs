//! Whole documents from [`Dice`].

use super::dice::Dice;
use formats::police_json::*;

/// Something that is not empty: an empty object says nothing and is not read back.
fn some<T: Default + PartialEq>(d: &mut Dice, make: impl Fn(&mut Dice) -> T) -> Vec<T> {
    d.many(make).into_iter().filter(|item| *item != T::default()).collect()
}

pub(crate) fn document(d: &mut Dice) -> Document {
    Document {
        report_id: Some(d.text()),
        date_received: d.maybe(Dice::when),
        information: Information {
            reporting_esp: ReportingEsp {
                name: d.maybe(Dice::text),
                first_name: d.maybe(Dice::personal),
                last_name: d.maybe(Dice::personal),
            },
            incident: IncidentSummary {
                incident_type: d.maybe(Dice::text),
                date_time: d.maybe(Dice::when),
                date_time_description: d.maybe(Dice::personal),
            },
            details: IncidentDetails {
                web_pages: some(d, place),
                emails: some(d, place),
                newsgroups: some(d, place),
                chats: some(d, place),
                games: some(d, place),
                cell_phones: some(d, place),
                outside: some(d, place),
                peer2peer: some(d, place),
            },
            additional: d.many(Dice::personal),
            reported_persons: some(d, person),
            intended_recipients: some(d, person),
            files: some(d, file),
        },
    }
}

fn place(d: &mut Dice) -> IncidentPlace {
    IncidentPlace {
        captures: some(d, capture),
        contents: d.many(Dice::personal),
        additional: d.many(Dice::personal),
    }
}

fn capture(d: &mut Dice) -> SourceCapture {
    SourceCapture {
        capture_type: d
            .maybe(|d| d.pick(&["IP Address", "URL", "Profile URL", "Device ID", "Cookie"]).to_owned()),
        value: d.maybe(Dice::personal),
        date_time: d.maybe(Dice::when),
        event_name: d.maybe(|d| d.pick(&["UPLOAD", "LOGIN", "SOMETHING"]).to_owned()),
        port: d.maybe(|d| u16::try_from(d.number(65_536)).unwrap()),
    }
}

fn contact(d: &mut Dice) -> Contact {
    Contact { value: d.maybe(Dice::personal), verified: d.maybe(Dice::flag) }
}

fn address(d: &mut Dice) -> Address {
    Address {
        street1: d.maybe(Dice::personal),
        street2: d.maybe(Dice::personal),
        city: d.maybe(Dice::personal),
        state: d.maybe(Dice::text),
        postal_code: d.maybe(Dice::personal),
        country: d.maybe(Dice::text),
    }
}

fn person(d: &mut Dice) -> Person {
    Person {
        first_name: d.maybe(Dice::personal),
        middle_name: d.maybe(Dice::personal),
        last_name: d.maybe(Dice::personal),
        preferred_name: d.maybe(Dice::personal),
        gender: d.maybe(Dice::personal),
        preferred_pronouns: d.maybe(Dice::personal),
        date_of_birth: d.maybe(Dice::birthday),
        approximate_age: d.maybe(Dice::personal),
        physical_description: d.maybe(Dice::personal),
        vehicle_description: d.maybe(Dice::personal),
        vehicle_tag_number: d.maybe(Dice::personal),
        occupation: d.maybe(Dice::personal),
        esp_service: d.maybe(Dice::text),
        esp_user_id: d.maybe(Dice::personal),
        ip_addresses: d.many(Dice::personal),
        relationship_to_reporter: d.maybe(Dice::personal),
        relationship_to_child: d.maybe(Dice::personal),
        access_to_child: d.maybe(Dice::personal),
        access_to_children: d.maybe(Dice::personal),
        access_to_firearms: d.maybe(Dice::personal),
        convicted_sex_offender: d.maybe(Dice::personal),
        aware_of_report: d.maybe(Dice::personal),
        gang_affiliation: d.maybe(Dice::personal),
        screen_names: d.many(Dice::personal),
        emails: some(d, contact),
        phones: some(d, contact),
        addresses: some(d, address),
        languages: d.many(Dice::personal),
        races: d.many(Dice::personal),
        disabilities: d.many(Dice::personal),
        additional_contact: d.many(Dice::personal),
        additional_disability: d.many(Dice::personal),
        captures: some(d, capture),
        additional: d.many(Dice::personal),
    }
}

fn file(d: &mut Dice) -> UploadedFile {
    UploadedFile {
        filename: d.maybe(Dice::personal),
        original_filename: d.maybe(Dice::personal),
        submittal_id: d.maybe(Dice::text),
        verification_hash: d.maybe(Dice::text),
        viewed_by_esp: d.maybe(Dice::flag),
        industry_classification: d.maybe(Dice::text),
        captures: some(d, capture),
        tag_groups: some(d, |d| TagGroup { tags: d.many(Dice::personal) }),
        metadata: some(d, |d| Metadata { name: d.maybe(Dice::text), value: d.maybe(Dice::personal) }),
        additional: d.many(Dice::personal),
    }
}
