//! Every trap that the format's readers document, one sample each (reference `tips-and-hashes.md` 1.1).

use super::{one, sample};
use model::{FileAnnotation, IdentifierKind, IncidentKind, MentionRole, Personal, Report, When};

fn unread(report: &Report) -> Vec<(&str, &str)> {
    report.unread.iter().map(|item| (item.path.as_str(), item.value.reveal())).collect()
}

fn detail<'a>(details: &'a [model::Detail], name: &str) -> Vec<&'a str> {
    details.iter().filter(|detail| detail.name == name).map(|detail| detail.value.reveal()).collect()
}

#[test]
fn a_flag_is_raised_by_the_empty_element_and_by_true() {
    let report = one(sample("trap_flags.xml"));
    for kind in [
        IncidentKind::SexualExtortion,
        IncidentKind::AbuseMaterialSolicitation,
        IncidentKind::SadisticExploitation,
        IncidentKind::LiveStreaming,
        IncidentKind::GeneratedMaterial,
        IncidentKind::SelfGeneratedMaterial,
        IncidentKind::UnsolicitedMaterialToChild,
    ] {
        assert!(report.has_kind(kind), "{kind:?}");
    }
    assert_eq!(report.urgency.spam, Some(true));
    assert!(detail(&report.details, "minorToMinorInteraction").is_empty());
    assert_eq!(
        report.files[0].annotations,
        [
            FileAnnotation::PossibleSelfProduction,
            FileAnnotation::LiveStreaming,
            FileAnnotation::Infant,
            FileAnnotation::GenerativeAi
        ]
    );
    assert!(report.unread.is_empty());
}

#[test]
fn a_time_keeps_its_offset_or_that_it_has_none() {
    let report = one(sample("trap_times.xml"));
    assert!(matches!(report.occurred.unwrap().from, When::Unzoned(_)));
    let seen: Vec<_> = report.mentions[0]
        .identifiers
        .iter()
        .flat_map(|identifier| &identifier.sightings)
        .map(|sighting| sighting.at.unwrap().to_string())
        .collect();
    assert_eq!(seen, ["2026-03-01T10:00:00.5-05:30", "2026-03-01T10:00:00Z"]);
    assert_eq!(report.mentions[0].identifiers[0].value.reveal(), "2001:db8::1");
}

#[test]
fn an_ip_address_that_is_none_is_kept() {
    let report = one(sample("trap_not_an_address.xml"));
    let kept = &report.mentions[0].identifiers[0];
    assert_eq!((kept.kind, kept.valid), (IdentifierKind::IpAddress, false));
    assert_eq!(kept.value.reveal(), "not logged for this event");
    assert_eq!(kept.sightings[0].event.as_deref(), Some("Upload"));
}

#[test]
fn third_party_hosted_content_is_an_attribute() {
    let report = one(sample("trap_hosted_elsewhere.xml"));
    assert_eq!(detail(&report.details, "webPageIncident@thirdPartyHostedContent"), ["true"]);
    // As an element it is not of the schema: kept, not taken for the attribute.
    assert_eq!(
        unread(&report),
        [(
            "/report/internetDetails/webPageIncident/thirdPartyHostedContent",
            "<thirdPartyHostedContent>true</thirdPartyHostedContent>"
        )]
    );
    assert_eq!(report.identifiers.len(), 2);
}

#[test]
fn whether_the_platform_looked_is_yes_no_or_not_known() {
    let report = one(sample("trap_not_viewed.xml"));
    let viewed: Vec<_> = report.files.iter().map(|file| file.viewed_by_platform).collect();
    assert_eq!(viewed, [None, None, Some(false), Some(true)]);
}

#[test]
fn the_order_of_elements_is_not_asked_for() {
    let report = one(sample("trap_order.xml"));
    assert!(report.unread.is_empty());
    assert_eq!(report.incidents[0].kind, IncidentKind::MisleadingContent);
    assert_eq!(report.mentions[0].names[0].given.as_ref().map(Personal::reveal), Some("A"));
}

#[test]
fn unknown_elements_attributes_and_words_are_kept_with_their_path() {
    let report = one(sample("trap_unknown_fields.xml"));
    assert_eq!(
        unread(&report),
        [
            ("/report/@colour", "blue"),
            ("/report/incidentSummary/newField", "<newField kind=\"a\"><deep>x &amp; y</deep></newField>"),
            ("/report/victim/victimPerson/firstName/@lang", "fil"),
            ("/report/victim/newField", "<newField>1</newField>"),
            ("/report/victim/newField", "<newField>2</newField>"),
            ("/report/text()", "stray words"),
        ]
    );
    assert_eq!(report.mentions[0].names[0].given.as_ref().map(Personal::reveal), Some("A"));
}

#[test]
fn a_bad_value_costs_its_field_only() {
    let report = one(sample("trap_bad_values.xml"));
    let person = "/report/personOrUserReported/personOrUserReportedPerson";
    assert_eq!(
        unread(&report),
        [
            ("/report/incidentSummary/incidentType", "Something Unheard Of"),
            ("/report/incidentSummary/incidentDateTime", "2026-02-30T10:00:00Z"),
            (format!("{person}/phone/@type").as_str(), "Satellite"),
            (format!("{person}/phone/@countryCallingCode").as_str(), "sixty-three"),
            (format!("{person}/age").as_str(), "forty"),
            ("/report/personOrUserReported/ipCaptureEvent/port", "70000"),
            ("/report/personOrUserReported/priorCTReports", "12a"),
        ]
    );
    let mention = &report.mentions[0];
    assert_eq!(mention.born.unwrap().to_string(), "1985-05-09");
    assert_eq!(mention.identifiers[0].value.reveal(), "+639170000002");
    assert!(mention.identifiers.iter().any(|identifier| identifier.value.reveal() == "still_here"));
    assert!(report.incidents.is_empty() && report.occurred.is_none());
}

#[test]
fn no_answer_is_unknown_in_every_spelling() {
    let report = one(sample("trap_no_answer.xml"));
    assert!(report.unread.is_empty(), "{:?}", report.unread);
    assert_eq!(report.urgency.flagged_by_source, None);
    assert!(report.narratives.is_empty() && report.details.is_empty());
    assert_eq!(report.mentions, [model::Mention { role: MentionRole::Suspect, ..model::Mention::default() }]);
}

#[test]
fn what_stands_twice_is_kept_twice() {
    let report = one(sample("trap_twice.xml"));
    assert_eq!(
        unread(&report),
        [
            ("/report/victim/victimPerson/firstName", "<firstName>B</firstName>"),
            ("/report/victim/screenName", "<screenName>two</screenName>"),
            (
                "/report/internetDetails/chatImIncident",
                "<chatImIncident><chatClient>Sample Chat</chatClient></chatImIncident>"
            ),
        ]
    );
}

#[test]
fn references_and_cdata_are_text_and_an_undeclared_entity_is_not() {
    let report = one(sample("trap_text.xml"));
    assert_eq!(report.narratives[0].words.reveal(), "<b> & ñ \u{1f5ff} <raw> & end");
    assert_eq!(unread(&report), [("/report/victim/victimPerson/firstName", "A&undeclared;B")]);
    assert_eq!(report.mentions[0].names[0].family.as_ref().map(Personal::reveal), Some("C"));
}
