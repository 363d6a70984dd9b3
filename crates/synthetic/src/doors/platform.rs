//! A platform that reports to the centre itself, in the clearing house's reporting schema.

use super::{Deliveries, Writer};
use crate::{
    content, firms,
    output::{Run, Sink},
    report::{FLAG, words},
    telling::{Capture, Telling, Told},
};
use formats::cybertipline::{
    Account, BatchReason, BatchedReport, ChatImIncident, DeviceId, Email, EventName, FileAnnotations,
    FileDetails, FileRelevance, IncidentSummary, IncidentType, IntendedRecipient, InternetDetails,
    IpCaptureEvent, OriginalFileHash, Person, PersonOrUserReported, Phone, PhoneKind, Report,
    ReportAnnotations, Reporter, Submission, SubmissionWriter, Victim, WebPageIncident, WriteError,
};
use model::{BirthDate, IncidentKind, Instant, MentionRole, OsecForm, Personal, When};
use std::{io, path::Path};

const PER_FILE: u64 = 5_000;

/// Files of many submissions each.
pub(super) fn submissions(folder: &Path, seed: u64, now: Instant) -> impl Writer + use<> {
    let run = |stem| {
        Run::new(
            folder,
            (stem, "xml"),
            PER_FILE,
            Box::new(move |sink| SubmissionWriter::new(sink, now).map_err(refused)),
            |writer: SubmissionWriter<Sink>| writer.finish().map_err(refused),
        )
    };
    Deliveries::new(
        run,
        Box::new(move |writer, telling, reference| {
            writer.write(&submission(telling, reference, seed)).map_err(refused)
        }),
    )
}

fn refused(error: WriteError) -> io::Error {
    match error {
        WriteError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other),
    }
}

/// The type in the format's list that a form comes under.
pub(super) fn incident_type(telling: &Telling) -> IncidentType {
    match telling.form {
        OsecForm::LiveStreaming if telling.incident.is_multiple_of(3) => IncidentType::Trafficking,
        OsecForm::AbuseMaterial | OsecForm::LiveStreaming => IncidentType::AbuseMaterial,
        OsecForm::Grooming if telling.kinds.contains(&IncidentKind::UnsolicitedMaterialToChild) => {
            IncidentType::UnsolicitedMaterialToChild
        }
        OsecForm::Grooming | OsecForm::SexualExtortion => IncidentType::Grooming,
    }
}

fn submission(telling: &Telling, reference: &str, seed: u64) -> Submission {
    let platform = firms::PLATFORMS[telling.platform];
    let mut report = Report {
        batched: telling
            .widely_shared
            .then_some(BatchedReport { reason: Some(BatchReason::ViralPotentialMeme) }),
        incident: IncidentSummary {
            incident_type: Some(incident_type(telling)),
            platform: Some(platform.to_owned()),
            escalate_to_high_priority: telling.urgency.flagged.then(|| Personal::new(FLAG)),
            annotations: annotations(telling),
            incident_date_time: telling.occurred.map(|(at, _)| When::from(at)),
            incident_date_time_description: None,
        },
        internet_details: vec![place(telling, platform)],
        reporter: Reporter {
            person: Person {
                first_name: Some(Personal::new(format!("{platform} Safety Desk"))),
                ..Person::default()
            },
            ..Reporter::default()
        },
        additional_info: Some(Personal::new(words(telling))),
        ..Report::default()
    };
    for told in &telling.people {
        match told.role {
            MentionRole::Child => report.victims.push(Victim {
                person: person(told).unwrap_or_default(),
                account: account(told, platform),
                ..Victim::default()
            }),
            MentionRole::Suspect => report.reported.push(PersonOrUserReported {
                person: person(told),
                account: account(told, platform),
                ..PersonOrUserReported::default()
            }),
            _ => report.intended_recipients.push(IntendedRecipient {
                person: person(told),
                account: account(told, platform),
                ..IntendedRecipient::default()
            }),
        }
    }
    Submission {
        report_id: Some(reference.to_owned()),
        received: Some(When::from(telling.received)),
        report,
        files: telling.files.iter().map(|number| file(telling, reference, seed, *number)).collect(),
    }
}

fn annotations(telling: &Telling) -> Option<ReportAnnotations> {
    let flags = ReportAnnotations {
        sextortion: telling.form == OsecForm::SexualExtortion,
        csam_solicitation: telling.kinds.contains(&IncidentKind::AbuseMaterialSolicitation),
        ..ReportAnnotations::default()
    };
    (flags != ReportAnnotations::default()).then_some(flags)
}

fn place(telling: &Telling, platform: &str) -> InternetDetails {
    if telling.form == OsecForm::AbuseMaterial && telling.incident.is_multiple_of(2) {
        let url = format!("https://{}.example.com/post/{}", platform.to_lowercase(), telling.incident);
        return InternetDetails::WebPage(WebPageIncident {
            urls: vec![Personal::new(url)],
            ..WebPageIncident::default()
        });
    }
    InternetDetails::ChatIm(ChatImIncident {
        chat_client: Some(platform.to_owned()),
        ..ChatImIncident::default()
    })
}

fn person(told: &Told) -> Option<Person> {
    let person = Person {
        first_name: told.name.given.clone().map(Personal::new),
        last_name: told.name.family.clone().map(Personal::new),
        phones: told.phone.iter().map(|number| phone(number, told.verified)).collect(),
        emails: told.email.iter().map(|address| email(address, told.verified)).collect(),
        addresses: Vec::new(),
        age: told.age.map(|(years, _)| years),
        date_of_birth: told.born.map(BirthDate::Day),
    };
    (person != Person::default()).then_some(person)
}

fn phone(number: &str, verified: Option<bool>) -> Phone {
    Phone { number: Personal::new(number), kind: Some(PhoneKind::Mobile), verified, ..Phone::default() }
}

fn email(address: &str, verified: Option<bool>) -> Email {
    Email { address: Personal::new(address), verified, ..Email::default() }
}

fn account(told: &Told, platform: &str) -> Account {
    let mut account = Account {
        ip_captures: told.captures.iter().map(capture).collect(),
        device_ids: told
            .device
            .iter()
            .map(|number| DeviceId {
                id_type: Some("IMEI".to_owned()),
                id_value: Some(Personal::new(number.clone())),
                ..DeviceId::default()
            })
            .collect(),
        ..Account::default()
    };
    if let Some(known) = &told.account {
        account.esp_identifier = Some(Personal::new(known.id.clone()));
        account.esp_service = Some(platform.to_owned());
        account.screen_name = Some(Personal::new(known.screen.clone()));
        account.display_names = told.name.alias.iter().map(|alias| Personal::new(alias.clone())).collect();
    }
    account
}

fn capture(seen: &Capture) -> IpCaptureEvent {
    IpCaptureEvent {
        ip_address: Some(Personal::new(seen.address.clone())),
        event_name: Some(match seen.event {
            "Login" => EventName::Login,
            "Upload" => EventName::Upload,
            _ => EventName::Other,
        }),
        date_time: Some(When::from(seen.at)),
        port: seen.port,
        ..IpCaptureEvent::default()
    }
}

fn file(telling: &Telling, reference: &str, seed: u64, number: u64) -> FileDetails {
    let bytes = content::bytes(seed, number);
    let viral = FileAnnotations { viral: true, potential_meme: true, ..FileAnnotations::default() };
    FileDetails {
        report_id: reference.to_owned(),
        file_id: format!("{number:016x}"),
        file_name: Some(Personal::new(format!("file-{}.bin", number % 8 + 1))),
        viewed_by_esp: match number % 3 {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        },
        relevance: Some(FileRelevance::Reported),
        annotations: telling.widely_shared.then_some(viral),
        original_hashes: vec![OriginalFileHash { value: content::md5(&bytes), hash_type: "MD5".to_owned() }],
        ..FileDetails::default()
    }
}
