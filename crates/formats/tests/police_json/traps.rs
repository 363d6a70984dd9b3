//! Every trap that the parsers of working investigators document, one sample each (reference `tips-and-hashes.md` 1.2).

use super::{one, read, sample};
use model::{
    Detail, FileAnnotation, Identifier, IdentifierKind, IncidentKind, MentionRole, Personal, Relation, Report,
};

fn unread(report: &Report) -> Vec<(&str, &str)> {
    report.unread.iter().map(|item| (item.path.as_str(), item.value.reveal())).collect()
}

fn shown(identifiers: &[Identifier]) -> Vec<(IdentifierKind, &str)> {
    identifiers.iter().map(|identifier| (identifier.kind, identifier.value.reveal())).collect()
}

fn details(details: &[Detail]) -> Vec<(&str, &str)> {
    details.iter().map(|detail| (detail.name.as_str(), detail.value.reveal())).collect()
}

fn given(report: &Report) -> Vec<&str> {
    report
        .mentions
        .iter()
        .flat_map(|m| &m.names)
        .filter_map(|n| n.given.as_ref())
        .map(Personal::reveal)
        .collect()
}

#[test]
fn the_sample_report_becomes_this() {
    let report = one(sample("report.json"));
    assert!(report.unread.is_empty(), "{:?}", unread(&report));
    insta::assert_snapshot!("police_json_report", serde_json::to_string_pretty(&report).unwrap());
    let suspect = &report.mentions[0];
    assert_eq!((suspect.role, suspect.relation_to_child), (MentionRole::Suspect, Some(Relation::Relative)));
    assert_eq!(suspect.access_to_child, Some(true));
    assert_eq!(report.mentions[1].role, MentionRole::Child, "an intended recipient of 13 to 15 years");
    assert_eq!(report.files[0].hashes[0].hex(), "00112233445566778899aabbccddeeff");
    assert!(report.has_kind(IncidentKind::SelfGeneratedMaterial));
}

#[test]
fn a_byte_order_mark_stands_in_front() {
    let bytes = sample("trap_bom.json");
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let all = read(bytes.clone());
    let record = all[0].as_ref().unwrap();
    assert_eq!(record.report.source_reference.as_deref(), Some("1"));
    assert_eq!(
        (record.document.bytes.as_slice(), record.document.name.as_str()),
        (bytes.as_slice(), "1.json")
    );
}

#[test]
fn lists_come_doubly_nested_bare_or_not_at_all() {
    let report = one(sample("trap_lists.json"));
    assert!(report.unread.is_empty(), "{:?}", unread(&report));
    assert_eq!(
        shown(&report.mentions[0].identifiers),
        [
            (IdentifierKind::Account, "a"),
            (IdentifierKind::Account, "b"),
            (IdentifierKind::Email, "one@example.org"),
            (IdentifierKind::Phone, "+639170000001"),
            (IdentifierKind::IpAddress, "192.0.2.1"),
            (IdentifierKind::IpAddress, "192.0.2.2"),
            (IdentifierKind::IpAddress, "192.0.2.3"),
        ]
    );
    assert_eq!(
        details(&report.mentions[0].details),
        [("languages", "fil"), ("languages", "en"), ("additionalInformations", "Placeholder narrative 25.")]
    );
    assert_eq!(
        shown(&report.mentions[1].identifiers),
        [(IdentifierKind::Email, "two@example.org"), (IdentifierKind::Phone, "+639170000002")]
    );
    assert_eq!(report.mentions[1].details.len(), 3);
    assert_eq!(report.files[0].annotations, [FileAnnotation::Infant]);
    assert_eq!(details(&report.files[0].details), [("ncmecTags", "Infant"), ("espMetadata:a", "1")]);
    assert!(report.has_kind(IncidentKind::TravelExploitation));
    assert_eq!(report.handlers.len(), 1);
}

#[test]
fn no_answer_is_unknown_wherever_it_stands() {
    let report = one(sample("trap_no_answer.json"));
    assert_eq!(report.source_reference.as_deref(), Some("3"));
    let bare = model::Report {
        source_reference: Some("3".into()),
        ..model::Report::new(report.source.clone(), report.channel)
    };
    assert_eq!(report, bare);
}

#[test]
fn whether_the_platform_looked_is_yes_no_or_not_known() {
    let report = one(sample("trap_viewed.json"));
    let viewed: Vec<_> = report.files.iter().map(|file| file.viewed_by_platform).collect();
    assert_eq!(viewed, [Some(true), Some(false), None, Some(true), None, None, None]);
    assert_eq!(
        unread(&report),
        [("/reportedInformation/uploadedFiles/uploadedFiles/viewedByEsp", "\"perhaps\"")]
    );
}

#[test]
fn a_product_in_the_family_name_is_no_person() {
    let report = one(sample("trap_microsoft.json"));
    let desk = &report.handlers[0];
    assert_eq!(desk.names.len(), 1);
    assert_eq!(details(&desk.details), [("service", "Microsoft BingImage")]);
}

#[test]
fn numbers_keep_all_their_digits_and_may_be_text() {
    let report = one(sample("trap_numbers.json"));
    assert!(report.unread.is_empty(), "{:?}", unread(&report));
    assert_eq!(report.source_reference.as_deref(), Some("123456789012345678901234567890"));
    let mention = &report.mentions[0];
    assert_eq!(mention.identifiers[0].value.reveal(), "98765432109876543210");
    let ports: Vec<_> = mention.identifiers.iter().flat_map(|i| &i.sightings).map(|s| s.port).collect();
    assert_eq!(ports, [Some(443), Some(80)]);
    assert_eq!(mention.age, Some(model::Age::About(41)));
    assert_eq!(given(&report), ["7"]);
}

#[test]
fn members_named_twice_lose_nothing() {
    let report = one(sample("trap_duplicate_keys.json"));
    assert_eq!(report.source_reference.as_deref(), Some("6"));
    assert_eq!(given(&report), ["A", "C"]);
    assert_eq!(report.narratives.len(), 1);
    assert_eq!(
        unread(&report),
        [("/reportId", "\"7\""), ("/reportedInformation/reportedPeople/reportedPersons/firstName", "\"B\"")]
    );
}

#[test]
fn unknown_members_and_bad_values_are_kept_with_their_path() {
    let report = one(sample("trap_unknown_fields.json"));
    let people = "/reportedInformation/reportedPeople";
    assert_eq!(
        unread(&report),
        [
            ("/newField", "{\"a\": [1, 2]}"),
            (format!("{people}/count").as_str(), "2"),
            (format!("{people}/reportedPersons/shoeSize").as_str(), "44"),
            (format!("{people}/reportedPersons/emails/emails/kind").as_str(), "\"home\""),
            (format!("{people}/reportedPersons/shoeSize").as_str(), "\"45\""),
            ("/reportedInformation/incidentSummary/incidentDateTime", "\"2026-02-30T00:00:00Z\""),
            ("/half", "\"\\ud800\""),
        ]
    );
    assert_eq!(given(&report), ["A", "B", "C"]);
    // A kind that is not on the list is some kind all the same, under the source's words.
    assert_eq!(report.incidents[0].kind, IncidentKind::Other);
    assert_eq!(report.incidents[0].source_code.as_deref(), Some("Something Unheard Of"));
    // A bare text in a file's place is its name.
    assert_eq!(report.files[0].name.as_ref().map(Personal::reveal), Some("no list"));
}

#[test]
fn thread_numbers_of_meta_are_shown_and_the_words_kept() {
    let report = one(sample("trap_meta.json"));
    assert_eq!(details(&report.details), [("Thread ID", "100000000000001")]);
    assert_eq!(shown(&report.identifiers), [(IdentifierKind::Url, "https://example.org/t/100000000000001")]);
    assert!(report.narratives[0].words.reveal().starts_with("Placeholder narrative 29."));
}

#[test]
fn json_of_whatsapp_within_words_is_opened() {
    let report = one(sample("trap_whatsapp.json"));
    let shown = details(&report.mentions[0].details);
    for fact in [("report_surface", "group"), ("members", "3"), ("flags/forwarded", "true")] {
        assert!(shown.contains(&fact), "{fact:?}");
    }
    assert_eq!(shown.len(), 4, "and the words themselves");
}

#[test]
fn mail_headers_of_yahoo_are_read() {
    let report = one(sample("trap_yahoo.json"));
    let file = &report.files[0];
    assert_eq!(shown(&file.identifiers), [(IdentifierKind::Email, "suspect.one@example.org")]);
    assert_eq!(file.identifiers[0].label.as_deref(), Some("From"));
    let shown = details(&file.details);
    assert_eq!(shown[0], ("Sent Date", "Sun, 01 Mar 2026 10:00:00 +0000"));
    assert_eq!(shown[1], ("X-Ymail-Msg-Id", "AAAA-0001"));
    assert!(shown[2].1.contains("Subject: placeholder"));
}

#[test]
fn logs_of_meetme_give_addresses_with_their_times() {
    let report = one(sample("trap_meetme.json"));
    let identifiers = &report.mentions[0].identifiers;
    assert_eq!(
        shown(identifiers),
        [(IdentifierKind::IpAddress, "192.0.2.7"), (IdentifierKind::IpAddress, "192.0.2.8")],
        "a version number is no address"
    );
    let at: Vec<_> = identifiers[0].sightings.iter().map(|s| s.at.unwrap().to_string()).collect();
    assert_eq!(at, ["2026-03-01T10:00:00", "2026-03-01T11:00:00"]);
}

#[test]
fn the_upload_time_of_dropbox_is_found() {
    let report = one(sample("trap_dropbox.json"));
    assert_eq!(report.files[0].uploaded_at.unwrap().to_string(), "2026-03-01T10:00:00Z");
    assert_eq!(report.files[0].details.len(), 2);
}
