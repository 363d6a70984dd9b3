//! A platform that reports to the centre itself, in the clearing house's reporting schema.

use super::{AGAIN, FIRST, Writer};
use crate::{
    SyntheticError, content, firms,
    output::{Counted, create},
    report::{ADDED, FLAG, placeholder},
    telling::{Capture, Telling, Told},
};
use formats::cybertipline::{
    Account, BatchReason, BatchedReport, ChatImIncident, DeviceId, Email, EventName, FileAnnotations,
    FileDetails, FileRelevance, IncidentSummary, IncidentType, IntendedRecipient, InternetDetails,
    IpCaptureEvent, OriginalFileHash, Person, PersonOrUserReported, Phone, PhoneKind, Report,
    ReportAnnotations, Reporter, Submission, SubmissionWriter, Victim, WebPageIncident, WriteError,
};
use model::{BirthDate, IncidentKind, Instant, MentionRole, OsecForm, Personal, When};
use std::{fs::File, io::BufWriter, path::PathBuf};

const PER_FILE: u64 = 5_000;

type Open = SubmissionWriter<Counted<BufWriter<File>>>;

pub(super) struct Platform {
    folder: PathBuf,
    seed: u64,
    now: Instant,
    first: Files,
    again: Files,
}

struct Files {
    stem: &'static str,
    open: Option<Open>,
    records: u64,
    files: u64,
    bytes: u64,
}

impl Files {
    fn new(stem: &'static str) -> Self {
        Self { stem, open: None, records: 0, files: 0, bytes: 0 }
    }

    fn close(&mut self) -> Result<(), WriteError> {
        if let Some(open) = self.open.take() {
            self.bytes += open.finish()?.bytes;
        }
        Ok(())
    }
}

impl Platform {
    pub(super) fn new(folder: PathBuf, seed: u64, now: Instant) -> Self {
        Self { folder, seed, now, first: Files::new(FIRST), again: Files::new(AGAIN) }
    }

    fn refused(&self, error: WriteError) -> SyntheticError {
        SyntheticError::Format { folder: self.folder.clone(), why: error.to_string() }
    }
}

impl Writer for Platform {
    fn write(&mut self, telling: &Telling, reference: &str, again: bool) -> Result<(), SyntheticError> {
        let submission = submission(telling, reference, self.seed);
        let files = if again { &mut self.again } else { &mut self.first };
        let written = (|| {
            if files.records.is_multiple_of(PER_FILE) {
                files.close()?;
            }
            files.records += 1;
            let mut open = match files.open.take() {
                Some(open) => open,
                None => {
                    files.files += 1;
                    let name = format!("{}-{:05}.xml", files.stem, files.files);
                    let file =
                        create(&self.folder, &name).map_err(|error| WriteError::Io(error.into_io()))?;
                    SubmissionWriter::new(Counted::new(file), self.now)?
                }
            };
            open.write(&submission)?;
            files.open = Some(open);
            Ok(())
        })();
        written.map_err(|error| self.refused(error))
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SyntheticError> {
        let closed = self.first.close().and_then(|()| self.again.close());
        closed.map_err(|error| self.refused(error))?;
        Ok(self.first.bytes + self.again.bytes)
    }
}

/// The type in the format's list that a form comes under.
pub(super) fn incident_type(telling: &Telling) -> IncidentType {
    match telling.form {
        OsecForm::AbuseMaterial => IncidentType::AbuseMaterial,
        OsecForm::LiveStreaming if telling.incident % 3 == 0 => IncidentType::Trafficking,
        OsecForm::LiveStreaming => IncidentType::AbuseMaterial,
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
        additional_info: Some(Personal::new(if telling.changed {
            format!("{} {ADDED}", placeholder(telling))
        } else {
            placeholder(telling)
        })),
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
    if telling.form == OsecForm::AbuseMaterial && telling.incident % 2 == 0 {
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
        phones: told.phone.iter().map(|number| phone(number)).collect(),
        emails: told.email.iter().map(|address| email(address)).collect(),
        addresses: Vec::new(),
        age: told.age.map(|(years, _)| years),
        date_of_birth: told.born.map(BirthDate::Day),
    };
    (person != Person::default()).then_some(person)
}

fn phone(number: &str) -> Phone {
    Phone {
        number: Personal::new(number),
        kind: Some(PhoneKind::Mobile),
        verified: (number.len() % 3 != 0).then_some(number.len() % 2 == 0),
        ..Phone::default()
    }
}

fn email(address: &str) -> Email {
    Email {
        address: Personal::new(address),
        verified: (address.len() % 3 != 0).then_some(address.len() % 2 == 0),
        ..Email::default()
    }
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
