//! Hand-made reports for tests and for `examples/desk.rs`. Nobody and nothing in them exists.

use formats::{Document, Location, Record};
use model::{
    Age, Amount, BirthDate, Certainty, Channel, Classification, Coordinates, Country, Detail, FileAnnotation,
    FileHash, FileRecord, FileRelevance, HashAlgorithm, Identifier, IncidentKind, Mention, MentionRole,
    NameKind, Narrative, NarrativeKind, Occurrence, Payment, PersonName, Place, PlaceRole, Relation, Report,
    Sex, Sighting, Unread, When,
};
use response::{Actor, intake, triage::Factors};
use store::{Receipt, Store};

/// A word that is in the sensitive part of the full report and nowhere else.
pub(crate) const SENSITIVE: &str = "Placeholder narrative 17: the reporter describes a concern.";
/// A name that is in the full report.
pub(crate) const NAME: &str = "Sample Person One";
/// A telephone number of the full report, as E.164.
pub(crate) const PHONE: &str = "+639170001234";

fn when(text: &str) -> When {
    text.parse().expect("a time of the samples")
}

fn country(code: &str) -> Option<Country> {
    code.parse().ok()
}

fn name(kind: NameKind, full: &str) -> PersonName {
    PersonName { kind, full: Some(full.into()), ..PersonName::default() }
}

/// A report in which every part of the page has something to show.
pub(crate) fn full() -> Report {
    let mut report = Report::new("ncmec".parse().expect("a source"), Channel::ClearingHouse);
    report.source_reference = Some("100000017".into());
    report.received_by_source = Some(when("2026-11-20T22:15:00-05:00"));
    report.occurred = Some(Occurrence {
        from: when("2026-11-20T21:00:00"),
        until: Some(when("2026-11-21")),
        certainty: Certainty::Approximate,
        words: Some("placeholder words about the time".into()),
    });
    report.add_incident(IncidentKind::LiveStreaming, Some("Online Enticement of Children for Sexual Acts"));
    report.add_incident(IncidentKind::AbuseMaterialProduction, Some("B-2"));
    report.urgency.immediate_danger = Some(true);
    report.urgency.ongoing = Some(true);
    report.urgency.self_harm_risk = Some(false);
    report.urgency.commercial = Some(true);
    report.urgency.planned_for = Some(when("2026-11-23T13:00:00+08:00"));
    report.urgency.flagged_by_source = Some("placeholder: the source asks for haste".into());
    let seen = |at: &str| Sighting {
        at: Some(when(at)),
        port: Some(49_152),
        event: Some("Login".into()),
        possible_proxy: Some(true),
    };
    let mut address = Identifier::ip("203.0.113.7");
    for hour in 10..16 {
        address = address.seen(seen(&format!("2026-11-20T{hour}:04:05Z")));
    }
    report.mentions = vec![
        Mention {
            role: MentionRole::Child,
            names: vec![name(NameKind::Stated, NAME), name(NameKind::Alias, "Sample Alias")],
            age: Some(Age::About(9)),
            born: Some(BirthDate::Year(2017)),
            sex: Some(Sex::Female),
            nationality: country("PH"),
            identifiers: vec![Identifier::account(Some("Example Chat"), "@sample.child")],
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Facilitator,
            names: vec![PersonName {
                given: Some("Sample".into()),
                family: Some("Facilitator".into()),
                ..PersonName::default()
            }],
            age: Some(Age::Between(30, 40)),
            sex: Some(Sex::Female),
            relation_to_child: Some(Relation::Relative),
            access_to_child: Some(true),
            identifiers: vec![
                Identifier::phone("0917 000 1234", Some(Country::PHILIPPINES))
                    .verified(Some(true))
                    .labelled(Some("Mobile")),
                Identifier::wallet(Some("Example Wallet"), "0917 000 1234", Some(Country::PHILIPPINES)),
            ],
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Suspect,
            names: vec![name(NameKind::Display, "Sample Viewer")],
            nationality: country("GB"),
            identifiers: vec![
                Identifier::email("Sample.Viewer@example.org").verified(Some(false)),
                address,
                Identifier::phone("12", None),
            ],
            details: vec![Detail::new("vehicleDescription", "placeholder vehicle")],
            ..Mention::default()
        },
        Mention { role: MentionRole::Reporter, ..Mention::default() },
    ];
    report.identifiers = vec![Identifier::url("https://chat.example.org/room/17")];
    report.places = vec![
        Place {
            role: PlaceRole::Child,
            country: country("PH"),
            region: Some("Sample Region".into()),
            city: Some("Sample City".into()),
            words: None,
            position: Coordinates::from_degrees(14.5, 121.0),
        },
        Place { role: PlaceRole::Suspect, country: country("GB"), ..Place::default() },
    ];
    report.payments = vec![Payment {
        amount: Amount::parse("1500.00", Some("PHP")).ok(),
        at: Some(when("2026-11-19")),
        through: Some("example remittance".into()),
        payer: Some(2),
        payee: Some(1),
        identifiers: vec![Identifier::remittance(Some("Example Remittance"), "REF-000-17")],
    }];
    report.files = vec![FileRecord {
        source_id: Some("f-1".into()),
        name: Some("placeholder-file-name.mp4".into()),
        size: Some(1_234_567),
        media_type: Some("video/mp4".into()),
        hashes: vec![
            FileHash::new(HashAlgorithm::Md5, &"0f".repeat(16)).expect("a hash"),
            FileHash::new(HashAlgorithm::Sha256, &"ab".repeat(32)).expect("a hash"),
        ],
        viewed_by_platform: Some(true),
        publicly_available: Some(false),
        relevance: Some(FileRelevance::Reported),
        uploaded_at: Some(when("2026-11-20T13:00:00Z")),
        classifications: vec![Classification { scheme: "industry".into(), label: "A1".into() }],
        annotations: vec![FileAnnotation::LiveStreaming],
        ..FileRecord::default()
    }];
    report.narratives = vec![
        Narrative { kind: NarrativeKind::Account, language: Some("en".into()), words: SENSITIVE.into() },
        Narrative {
            kind: NarrativeKind::Conversation,
            language: None,
            words: "Placeholder conversation.".into(),
        },
    ];
    report.handlers = vec![Mention {
        role: MentionRole::Other,
        names: vec![name(NameKind::Stated, "Sample Desk Officer")],
        identifiers: vec![Identifier::email("desk@example.org")],
        ..Mention::default()
    }];
    report.details =
        vec![Detail::new("internetDetails/webPageIncident/thirdPartyHostedContent", "placeholder")];
    report.unread = vec![Unread { path: "/report/newField".into(), value: "placeholder".into() }];
    report
}

/// A report of a numbered series: doors, kinds and facts go round.
pub(crate) fn numbered(number: usize) -> Report {
    let sources = [
        ("ncmec", Channel::ClearingHouse),
        ("hotline", Channel::Hotline),
        ("police", Channel::Police),
        ("foreign-police", Channel::ForeignPolice),
        ("platform-sample", Channel::Platform),
        ("remittance", Channel::Financial),
        ("public", Channel::Public),
    ];
    let (source, channel) = sources[number % sources.len()];
    let mut report = Report::new(source.parse().expect("a source"), channel);
    report.source_reference = Some(format!("S-{number:05}"));
    let kinds = [
        IncidentKind::LiveStreamFacilitation,
        IncidentKind::SexualExtortion,
        IncidentKind::Grooming,
        IncidentKind::AbuseMaterialDistribution,
        IncidentKind::AbuseMaterial,
        IncidentKind::SuspiciousPayments,
    ];
    report.add_incident(kinds[number % kinds.len()], None);
    if number.is_multiple_of(4) {
        report.add_incident(IncidentKind::AbuseMaterialProduction, None);
    }
    let day = 1 + number % 20;
    report.occurred = Some(Occurrence {
        from: when(&format!("2026-11-{day:02}T08:30:00+08:00")),
        until: None,
        certainty: Certainty::Exact,
        words: None,
    });
    report.urgency.self_harm_risk = number.is_multiple_of(17).then_some(true);
    report.urgency.ongoing = number.is_multiple_of(3).then_some(true);
    report.urgency.commercial = number.is_multiple_of(2).then_some(true);
    report.urgency.widely_shared = number.is_multiple_of(11).then_some(true);
    let age = u8::try_from(3 + number % 15).unwrap_or(9);
    report.mentions = vec![
        Mention {
            role: MentionRole::Child,
            age: Some(Age::Years(age)),
            sex: Some(Sex::Male),
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Suspect,
            names: vec![name(NameKind::Display, &format!("Sample Account {number}"))],
            relation_to_child: number.is_multiple_of(5).then_some(Relation::Parent),
            // One number that several reports share.
            identifiers: vec![
                Identifier::account(Some("Example Chat"), &format!("sample.{}", number % 9)),
                if number.is_multiple_of(7) {
                    Identifier::phone(PHONE, None)
                } else {
                    Identifier::phone(&format!("+63917000{number:04}"), None)
                },
            ],
            ..Mention::default()
        },
    ];
    report.narratives = vec![Narrative {
        kind: NarrativeKind::Account,
        language: Some("en".into()),
        words: format!("Placeholder narrative {number}: the reporter describes a concern.").into(),
    }];
    report
}

/// Takes one report in, as a door that hands over one at a time does.
pub(crate) async fn deliver(store: &Store, factors: &Factors, report: Report) -> Receipt {
    let permit = Actor::Operator.permit("samples").expect("the operator may");
    let name = format!("sample-{}.json", report.source_reference.as_deref().unwrap_or("none"));
    let bytes = format!("{{\"sample\":\"{name}\"}}").into_bytes();
    let record = Record {
        document: Document { name: name.clone(), media_type: "application/json", bytes },
        papers: vec![Document {
            name: "cover-page.pdf".into(),
            media_type: "application/pdf",
            bytes: b"%PDF sample".to_vec(),
        }],
        at: Location { file: name, record: Some(1), ..Location::default() },
        report,
    };
    intake::receive_one(store, &permit, factors, &mut store.preparer(), record)
        .await
        .expect("a sample goes in")
}

/// One of a series of reports about the same family: the child under two spellings, a facilitator with one number, and
/// a suspect with one account. The last two name a child about whom the model cannot be sure.
pub(crate) fn linked(number: usize) -> Report {
    let mut report = Report::new("hotline".parse().expect("a source"), Channel::Hotline);
    report.source_reference = Some(format!("L-{number:05}"));
    report.add_incident(IncidentKind::LiveStreaming, None);
    report.urgency.ongoing = Some(number == 1);
    let child = if number < 3 { ("Sampleta", "Exampleo") } else { ("Sampleta", "Examplea") };
    let whole = |given: &str, family: &str| PersonName {
        given: Some(given.into()),
        family: Some(family.into()),
        ..PersonName::default()
    };
    report.places = vec![Place {
        role: PlaceRole::Child,
        country: country("PH"),
        city: Some("Sample Town".into()),
        ..Place::default()
    }];
    report.mentions = vec![
        Mention {
            role: MentionRole::Child,
            names: vec![whole(child.0, child.1)],
            born: (number < 3).then_some(BirthDate::Year(2015)),
            sex: Some(Sex::Female),
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Facilitator,
            names: vec![whole("Samplena", "Exampleo")],
            sex: Some(Sex::Female),
            relation_to_child: Some(Relation::Parent),
            identifiers: vec![Identifier::phone("+639180004321", None)],
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Suspect,
            names: vec![name(NameKind::Display, "Sample Watcher")],
            identifiers: vec![Identifier::account(Some("Example Chat"), "sample.watcher")],
            ..Mention::default()
        },
    ];
    report
}

/// One of many reports about persons of their own, so that each is a lead of its own.
pub(crate) fn apart(number: usize) -> Report {
    let mut report = Report::new("hotline".parse().expect("a source"), Channel::Hotline);
    report.source_reference = Some(format!("A-{number:05}"));
    let kinds = [
        IncidentKind::Grooming,
        IncidentKind::LiveStreamFacilitation,
        IncidentKind::AbuseMaterialProduction,
        IncidentKind::SexualExtortion,
    ];
    report.add_incident(kinds[number % kinds.len()], None);
    report.urgency.ongoing = Some(number.is_multiple_of(3));
    report.urgency.immediate_danger = number.is_multiple_of(17).then_some(true);
    report.mentions = vec![model::Mention {
        role: model::MentionRole::Suspect,
        identifiers: vec![model::Identifier::of(
            model::IdentifierKind::Email,
            None,
            &format!("sample.{number}@example.org"),
            None,
        )],
        ..model::Mention::default()
    }];
    report
}
