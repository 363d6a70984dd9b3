//! What the tests of the readers share: any report at all, as a proptest strategy.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::allow_attributes,
    reason = "each test file uses its own part"
)]

use model::*;
use proptest::{collection::vec, option::of, prelude::*, sample::select};
use std::{fs, path::PathBuf};
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Path of a committed sample.
pub fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// Bytes of a committed sample.
pub fn sample_bytes(name: &str) -> Vec<u8> {
    fs::read(sample(name)).unwrap_or_else(|error| panic!("sample {name}: {error}"))
}

/// Text as people and machines write it: letters of several scripts, quotes, line breaks, control characters.
pub fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9 .,;:'\"@+-]{0,24}",
        2 => "\\PC{0,16}",
        1 => any::<String>().prop_map(|text| text.chars().take(16).collect()),
    ]
}

fn personal() -> impl Strategy<Value = Personal> {
    words().prop_map(Personal::new)
}

fn country() -> impl Strategy<Value = Country> {
    select(vec!["PH", "GB", "US", "AU", "DE", "KR", "SE"]).prop_map(|code| code.parse().unwrap())
}

pub fn when() -> impl Strategy<Value = When> {
    let micros = -62_000_000_000_000_000_i64..250_000_000_000_000_000;
    (micros, -12_i8..=14, select(vec![0_i8, 30, 45]), 0_u8..3)
        .prop_map(|(micros, hours, minutes, form)| {
            let minutes = if hours < 0 { -minutes } else { minutes };
            let offset = UtcOffset::from_hms(hours, minutes, 0).unwrap();
            let at: OffsetDateTime = Instant::from_micros(micros).to_utc().to_offset(offset);
            match form {
                0 => When::Zoned(at),
                1 => When::Unzoned(PrimitiveDateTime::new(at.date(), at.time())),
                _ => When::Day(at.date()),
            }
        })
        .prop_filter("four-digit years", |when| (0..=9999).contains(&when.day().year()))
}

fn day() -> impl Strategy<Value = Date> {
    when().prop_map(When::day)
}

fn kind() -> impl Strategy<Value = IncidentKind> {
    select(IncidentKind::ALL)
}

fn sighting() -> impl Strategy<Value = Sighting> {
    (of(when()), of(any::<u16>()), of(words()), of(any::<bool>()))
        .prop_map(|(at, port, event, possible_proxy)| Sighting { at, port, event, possible_proxy })
}

pub fn identifier() -> impl Strategy<Value = Identifier> {
    let head = (select(IdentifierKind::ALL), of(words()), personal(), of(personal()));
    let tail = (any::<bool>(), of(any::<bool>()), of(words()), vec(sighting(), 0..3));
    (head, tail).prop_map(|((kind, scope, value, written), (valid, verified, label, sightings))| Identifier {
        kind,
        scope,
        value,
        written,
        valid,
        verified,
        label,
        sightings,
    })
}

fn detail() -> impl Strategy<Value = Detail> {
    (words(), personal()).prop_map(|(name, value)| Detail { name, value })
}

fn name() -> impl Strategy<Value = PersonName> {
    let kind = select(vec![NameKind::Stated, NameKind::Alias, NameKind::Display]);
    (kind, of(personal()), of(personal()), of(personal()), of(personal()))
        .prop_map(|(kind, given, middle, family, full)| PersonName { kind, given, middle, family, full })
}

fn age() -> impl Strategy<Value = Age> {
    prop_oneof![
        any::<u8>().prop_map(Age::Years),
        any::<u8>().prop_map(Age::About),
        any::<(u8, u8)>().prop_map(|(from, to)| Age::Between(from, to)),
    ]
}

fn birth() -> impl Strategy<Value = BirthDate> {
    prop_oneof![day().prop_map(BirthDate::Day), (0_i16..=9999).prop_map(BirthDate::Year)]
}

pub const ROLES: [MentionRole; 7] = [
    MentionRole::Child,
    MentionRole::Suspect,
    MentionRole::Facilitator,
    MentionRole::Reporter,
    MentionRole::Witness,
    MentionRole::Other,
    MentionRole::Unknown,
];

pub const RELATIONS: [Relation; 11] = [
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
];

pub fn mention() -> impl Strategy<Value = Mention> {
    let head = (select(&ROLES[..]), vec(name(), 0..3), of(age()), of(birth()));
    let sex = select(vec![Sex::Female, Sex::Male, Sex::Other]);
    let middle = (of(sex), of(country()), of(select(&RELATIONS[..])), of(any::<bool>()));
    let tail = (vec(identifier(), 0..3), vec(detail(), 0..2));
    (head, middle, tail).prop_map(|(head, middle, (identifiers, details))| Mention {
        role: head.0,
        names: head.1,
        age: head.2,
        born: head.3,
        sex: middle.0,
        nationality: middle.1,
        relation_to_child: middle.2,
        access_to_child: middle.3,
        identifiers,
        details,
    })
}

fn hash() -> impl Strategy<Value = FileHash> {
    use HashAlgorithm::{Md5, Pdq, PhotoDna, Sha1, Sha256};
    (select(vec![Md5, Sha1, Sha256, Pdq, PhotoDna]), any::<u8>()).prop_map(|(algorithm, byte)| {
        FileHash::new(algorithm, &format!("{byte:02x}").repeat(algorithm.bytes())).unwrap()
    })
}

const ANNOTATIONS: [FileAnnotation; 10] = [
    FileAnnotation::Drawing,
    FileAnnotation::PotentialMeme,
    FileAnnotation::Viral,
    FileAnnotation::PossibleSelfProduction,
    FileAnnotation::PhysicalHarm,
    FileAnnotation::Violence,
    FileAnnotation::Animal,
    FileAnnotation::LiveStreaming,
    FileAnnotation::Infant,
    FileAnnotation::GenerativeAi,
];

pub fn file() -> impl Strategy<Value = FileRecord> {
    let head =
        (of(words()), of(personal()), of(personal()), of(any::<u64>()), of(words()), vec(hash(), 0..4));
    let flags = (of(any::<bool>()), of(any::<bool>()), of(any::<bool>()));
    let relevance = of(select(vec![FileRelevance::Reported, FileRelevance::Supplemental]));
    let label = (words(), words()).prop_map(|(scheme, label)| Classification { scheme, label });
    let tail = (relevance, of(when()), vec(label, 0..2), vec(select(&ANNOTATIONS[..]), 0..3));
    (head, flags, tail, vec(identifier(), 0..2), vec(detail(), 0..2)).prop_map(
        |(head, flags, tail, identifiers, details)| FileRecord {
            source_id: head.0,
            name: head.1,
            original_name: head.2,
            size: head.3,
            media_type: head.4,
            hashes: head.5,
            viewed_by_platform: flags.0,
            metadata_viewed_by_platform: flags.1,
            publicly_available: flags.2,
            relevance: tail.0,
            uploaded_at: tail.1,
            classifications: tail.2,
            annotations: tail.3,
            identifiers,
            details,
        },
    )
}

pub fn amount() -> impl Strategy<Value = Amount> {
    (any::<i64>(), 0_usize..9, of(select(vec!["PHP", "USD", "EUR"])))
        .prop_map(|(units, cents, currency)| Amount::parse(&format!("{units}.{cents:02}"), currency).unwrap())
}

fn payment() -> impl Strategy<Value = Payment> {
    (of(amount()), of(when()), of(words()), of(0_usize..9), of(0_usize..9), vec(identifier(), 0..2)).prop_map(
        |(amount, at, through, payer, payee, identifiers)| Payment {
            amount,
            at,
            through,
            payer,
            payee,
            identifiers,
        },
    )
}

fn place() -> impl Strategy<Value = Place> {
    let role = select(vec![
        PlaceRole::Child,
        PlaceRole::Suspect,
        PlaceRole::Facilitator,
        PlaceRole::Incident,
        PlaceRole::Unknown,
    ]);
    let position = (-90.0..90.0, -180.0..180.0)
        .prop_map(|(north, east)| Coordinates::from_degrees(north, east).unwrap());
    (role, of(country()), of(words()), of(personal()), of(personal()), of(position)).prop_map(
        |(role, country, region, city, words, position)| Place {
            role,
            country,
            region,
            city,
            words,
            position,
        },
    )
}

fn urgency() -> impl Strategy<Value = Urgency> {
    let yes_no = || of(any::<bool>());
    (yes_no(), yes_no(), of(when()), yes_no(), yes_no(), of(personal()), yes_no(), yes_no()).prop_map(
        |(
            immediate_danger,
            ongoing,
            planned_for,
            self_harm_risk,
            commercial,
            flagged_by_source,
            widely_shared,
            spam,
        )| {
            Urgency {
                immediate_danger,
                ongoing,
                planned_for,
                self_harm_risk,
                commercial,
                flagged_by_source,
                widely_shared,
                spam,
            }
        },
    )
}

fn narrative() -> impl Strategy<Value = Narrative> {
    let kind = select(vec![NarrativeKind::Account, NarrativeKind::Conversation, NarrativeKind::Remark]);
    (kind, of(words()), personal()).prop_map(|(kind, language, words)| Narrative { kind, language, words })
}

fn occurrence() -> impl Strategy<Value = Occurrence> {
    let certainty = select(vec![Certainty::Exact, Certainty::Approximate, Certainty::Unknown]);
    (when(), of(when()), certainty, of(personal())).prop_map(|(from, until, certainty, words)| Occurrence {
        from,
        until,
        certainty,
        words,
    })
}

/// Any report that the model can hold.
pub fn report() -> impl Strategy<Value = Report> {
    let head = (
        select(vec!["ncmec", "hotline-1343", "a"]),
        select(&Channel::ALL[..]),
        of(words()),
        of(when()),
        of(occurrence()),
        vec((kind(), of(words())).prop_map(|(kind, source_code)| Incident { kind, source_code }), 0..3),
    );
    let middle =
        (urgency(), vec(narrative(), 0..2), vec(mention(), 0..3), vec(identifier(), 0..2), vec(file(), 0..2));
    let unread = (words(), personal()).prop_map(|(path, value)| Unread { path, value });
    let tail = (
        vec(payment(), 0..2),
        vec(place(), 0..2),
        vec(mention(), 0..1),
        vec(detail(), 0..2),
        vec(unread, 0..2),
    );
    (head, middle, tail).prop_map(|(head, middle, tail)| Report {
        source: head.0.parse().unwrap(),
        channel: head.1,
        source_reference: head.2,
        received_by_source: head.3,
        occurred: head.4,
        incidents: head.5,
        urgency: middle.0,
        narratives: middle.1,
        mentions: middle.2,
        identifiers: middle.3,
        files: middle.4,
        payments: tail.0,
        places: tail.1,
        handlers: tail.2,
        details: tail.3,
        unread: tail.4,
    })
}
