//! The clearing house: packages as a centre downloads them. Each ZIP holds a folder for each report with the police-side
//! JSON, a PDF and the files.

use super::{Deliveries, Writer, platform::incident_type};
use crate::{
    content, firms,
    output::{Run, Sink},
    pdf, places,
    report::{FLAG, words},
    telling::{Capture, Telling, Told},
};
use formats::police_json::{
    Address, Contact, Document, IncidentDetails, IncidentPlace, IncidentSummary, Information, Person,
    ReportingEsp, SourceCapture, TagGroup, UploadedFile,
};
use model::{BirthDate, MentionRole, Personal, Sex, When};
use std::{
    io::{self, Cursor, Write},
    path::Path,
};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const PER_FILE: u64 = 1_000;

/// A ZIP put together in memory (a few megabytes), because its writer goes back to fill in sizes.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sink: Sink,
}

impl Package {
    fn end(self) -> io::Result<Sink> {
        let Self { zip, mut sink } = self;
        let bytes = zip.finish().map_err(io::Error::other)?.into_inner();
        sink.write_all(&bytes)?;
        Ok(sink)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Stored and undated: cheap to make, and the same bytes each time.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::DEFAULT);
        self.zip.start_file(name, options).map_err(io::Error::other)?;
        self.zip.write_all(bytes)
    }
}

/// ZIPs of about a thousand reports each.
pub(super) fn packages(folder: &Path, seed: u64) -> impl Writer + use<> {
    let run = |stem| {
        Run::new(
            folder,
            (stem, "zip"),
            PER_FILE,
            Box::new(|sink| Ok(Package { zip: ZipWriter::new(Cursor::new(Vec::new())), sink })),
            Package::end,
        )
    };
    Deliveries::new(run, Box::new(move |package, telling, reference| put(package, telling, reference, seed)))
}

fn put(package: &mut Package, telling: &Telling, reference: &str, seed: u64) -> io::Result<()> {
    let mut json = Vec::with_capacity(4_096);
    let mut document = document(telling, reference);
    let files: Vec<Vec<u8>> = telling.files.iter().map(|number| content::bytes(seed, *number)).collect();
    document.information.files =
        files.iter().enumerate().map(|(at, bytes)| uploaded(telling, at, bytes)).collect();
    formats::police_json::write(&document, &mut json)?;
    package.add(&format!("{reference}/{reference}.json"), &json)?;
    package.add(&format!("{reference}/{reference}.pdf"), &pdf::page(reference))?;
    for (at, bytes) in files.iter().enumerate() {
        package.add(&format!("{reference}/{}", file_name(at)), bytes)?;
    }
    Ok(())
}

fn file_name(at: usize) -> String {
    format!("file-{}.bin", at + 1)
}

fn document(telling: &Telling, reference: &str) -> Document {
    let platform = firms::PLATFORMS[telling.platform];
    let mut information = Information {
        reporting_esp: ReportingEsp { name: Some(platform.to_owned()), ..ReportingEsp::default() },
        incident: IncidentSummary {
            incident_type: Some(incident_type(telling).text().to_owned()),
            date_time: telling.occurred.map(|(at, _)| When::from(at)),
            date_time_description: None,
        },
        details: details(telling, platform),
        additional: vec![Personal::new(words(telling))],
        ..Information::default()
    };
    if telling.urgency.flagged {
        information.additional.push(Personal::new(FLAG));
    }
    for told in &telling.people {
        let person = person(told, platform);
        if told.role == MentionRole::Suspect {
            information.reported_persons.push(person);
        } else {
            information.intended_recipients.push(person);
        }
    }
    Document {
        report_id: Some(reference.to_owned()),
        date_received: Some(When::from(telling.received)),
        information,
    }
}

fn details(telling: &Telling, platform: &str) -> IncidentDetails {
    let place = IncidentPlace {
        captures: vec![SourceCapture {
            capture_type: Some("URL".to_owned()),
            value: Some(Personal::new(format!(
                "https://{}.example.com/post/{}",
                platform.to_lowercase(),
                telling.incident
            ))),
            ..SourceCapture::default()
        }],
        ..IncidentPlace::default()
    };
    if telling.incident.is_multiple_of(4) {
        IncidentDetails { web_pages: vec![place], ..IncidentDetails::default() }
    } else {
        IncidentDetails::default()
    }
}

fn person(told: &Told, platform: &str) -> Person {
    let text = |text: &Option<String>| text.clone().map(Personal::new);
    let mut person = Person {
        // What people leave out, this format's senders fill with "N/A".
        first_name: text(&told.name.given).or_else(|| no_answer(told)),
        middle_name: text(&told.name.middle),
        last_name: text(&told.name.family).or_else(|| no_answer(told)),
        preferred_name: text(&told.name.alias),
        gender: told.sex.map(|sex| Personal::new(if sex == Sex::Male { "Male" } else { "Female" })),
        date_of_birth: told.born.map(BirthDate::Day),
        approximate_age: told.age.map(|(years, _)| Personal::new(years.to_string())),
        relationship_to_child: told.relation.map(|relation| Personal::new(relation.code())),
        emails: told.email.iter().map(|address| contact(address, told.verified)).collect(),
        phones: told.phone.iter().map(|number| contact(number, told.verified)).collect(),
        captures: told.captures.iter().map(capture).collect(),
        ..Person::default()
    };
    if let Some(account) = &told.account {
        person.esp_service = Some(platform.to_owned());
        person.esp_user_id = Some(Personal::new(account.id.clone()));
        person.screen_names = vec![Personal::new(account.screen.clone())];
    }
    if let (Some(street), Some(city)) = (&told.street, told.city) {
        person.addresses = vec![Address {
            street1: Some(Personal::new(street.clone())),
            city: Some(Personal::new(city.name())),
            state: Some(city.province()),
            country: Some(places::COUNTRY.to_owned()),
            ..Address::default()
        }];
    }
    person
}

fn no_answer(told: &Told) -> Option<Personal> {
    (!told.no_answer.is_empty()).then(|| Personal::new(told.no_answer))
}

fn contact(value: &str, verified: Option<bool>) -> Contact {
    Contact { value: Some(Personal::new(value)), verified }
}

fn capture(seen: &Capture) -> SourceCapture {
    SourceCapture {
        capture_type: Some("IP Address".to_owned()),
        value: Some(Personal::new(seen.address.clone())),
        date_time: Some(When::from(seen.at)),
        // In capitals, as the format has it.
        event_name: Some(seen.event.to_uppercase()),
        port: seen.port,
    }
}

fn uploaded(telling: &Telling, at: usize, bytes: &[u8]) -> UploadedFile {
    let number = telling.files[at];
    UploadedFile {
        filename: Some(Personal::new(file_name(at))),
        original_filename: Some(Personal::new(format!("upload_{:06}.bin", number % 1_000_000))),
        submittal_id: Some(format!("{number:016x}")),
        verification_hash: Some(content::md5(bytes)),
        viewed_by_esp: match number % 3 {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        },
        tag_groups: if telling.widely_shared {
            vec![TagGroup { tags: vec![Personal::new("Viral")] }]
        } else {
            Vec::new()
        },
        ..UploadedFile::default()
    }
}
