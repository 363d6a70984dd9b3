//! What is written is read back; what the rules forbid is not written.

use super::dice::{Dice, dice};
use super::make;
use formats::Limits;
use formats::cybertipline::{self, *};
use model::Instant;
use proptest::prelude::*;

/// Past every time that the dice give.
const LATE: Instant = Instant::from_micros(8_000_000_000_000_000);

fn written(submission: &Submission) -> Vec<u8> {
    let mut bytes = Vec::new();
    cybertipline::write(std::slice::from_ref(submission), LATE, &mut bytes).unwrap();
    bytes
}

/// The record's own line of the envelope.
fn record(bytes: &[u8]) -> &[u8] {
    let text = std::str::from_utf8(bytes).unwrap();
    let from = text.find("<submission ").or(text.find("<submission>")).unwrap();
    let until = text.rfind("</submission>").unwrap() + "</submission>".len();
    &bytes[from..until]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_written_is_read_back(bytes in dice()) {
        let submission = make::submission(&mut Dice::new(bytes));
        let xml = written(&submission);
        let (back, unread) = cybertipline::parse(record(&xml), "x.xml", &Limits::default()).unwrap();
        prop_assert_eq!(&back, &submission);
        prop_assert!(unread.is_empty(), "{:?}", unread);
        // And through the reader of whole files: one record, nothing set aside.
        let all = super::read(xml);
        prop_assert_eq!(all.len(), 1);
        prop_assert!(all[0].is_ok());
    }

    #[test]
    fn a_bare_report_is_read_back(bytes in dice()) {
        let report = make::report(&mut Dice::new(bytes));
        let mut xml = Vec::new();
        write_report(&report, LATE, &mut xml).unwrap();
        let (back, unread) = cybertipline::parse(&xml, "x.xml", &Limits::default()).unwrap();
        prop_assert_eq!(back.report, report);
        prop_assert!(unread.is_empty());
    }
}

#[test]
fn the_full_document_is_read_back_without_anything_unread() {
    let submission = make::submission(&mut Dice::full());
    let xml = written(&submission);
    let (back, unread) = cybertipline::parse(record(&xml), "x.xml", &Limits::default()).unwrap();
    assert!(unread.is_empty(), "{unread:?}");
    assert_eq!(back, submission);
}

fn refused(change: impl FnOnce(&mut Submission)) -> String {
    let mut submission = Submission::default();
    submission.report.incident.incident_type = Some(IncidentType::Grooming);
    change(&mut submission);
    let mut out = Vec::new();
    let mut writer = SubmissionWriter::new(&mut out, LATE).unwrap();
    let error = writer.write(&submission).unwrap_err();
    writer.finish().unwrap();
    assert!(!String::from_utf8(out).unwrap().contains("<submission>"), "nothing is left half written");
    error.to_string()
}

fn file() -> FileDetails {
    FileDetails { report_id: "1".into(), file_id: "f".into(), ..FileDetails::default() }
}

#[test]
fn what_the_rules_forbid_is_refused_with_its_place() {
    assert_eq!(
        refused(|s| s.report.incident.incident_type = None),
        "/report/incidentSummary/incidentType must be given"
    );
    let escalate = |words: &str| {
        let words = words.to_owned();
        refused(|s| s.report.incident.escalate_to_high_priority = Some(words.into()))
    };
    assert!(escalate("  ").contains("escalateToHighPriority: its presence asks for haste"));
    assert!(escalate(&"w".repeat(3_001)).contains("3,000 characters"));
    let supplemental = |change: fn(&mut FileDetails)| {
        refused(|s| {
            let mut file = FileDetails { relevance: Some(FileRelevance::Supplemental), ..file() };
            change(&mut file);
            s.files.push(file);
        })
    };
    assert!(
        supplemental(|f| f.industry_classification = Some(IndustryClassification::A1))
            .contains("no industryClassification")
    );
    assert!(supplemental(|f| f.potential_meme = true).contains("no potentialMeme"));
    assert!(
        supplemental(|f| {
            f.annotations = Some(FileAnnotations { potential_meme: true, ..FileAnnotations::default() });
        })
        .contains("no potentialMeme")
    );
    let both = FileDetails { potential_meme: true, annotations: Some(FileAnnotations::default()), ..file() };
    assert!(refused(|s| s.files.push(both)).contains("exclude each other"));
    assert!(
        refused(|s| s.files.push(FileDetails { file_id: String::new(), ..file() }))
            .ends_with("/fileDetails/fileId must be given")
    );
    assert!(
        refused(|s| s.report.law_enforcement = Some(LawEnforcement::default()))
            .ends_with("/report/lawEnforcement/agencyName must be given")
    );
    assert!(refused(|s| s.report.additional_info = Some("a\u{1}b".into())).contains("control character"));
    assert!(
        refused(|s| s.report.incident.incident_date_time = "2026-03-01".parse().ok())
            .contains("expected a date and time")
    );
    let phone = Phone { country_calling_code: Some(CallingCode(1_000)), ..Phone::default() };
    assert!(
        refused(|s| s.report.reporter.person.phones.push(phone)).contains("calling code of 1 to 3 digits")
    );
}

#[test]
fn elements_come_in_the_order_of_the_schema() {
    let submission = make::submission(&mut Dice::full());
    let xml = String::from_utf8(written(&submission)).unwrap();
    let order = [
        "<batchedReport",
        "<incidentSummary>",
        "<incidentType>",
        "<platform>",
        "<escalateToHighPriority>",
        "<reportAnnotations>",
        "<sextortion>true</sextortion>",
        "<incidentDateTime>",
        "<incidentDateTimeDescription>",
        "<internetDetails>",
        "<lawEnforcement>",
        "<agencyName>",
        "<caseNumber>",
        "<officerContact>",
        "<reportedToLe>",
        "<servedLegalProcessDomestic>",
        "<servedLegalProcessInternational",
        "<reporter>",
        "<reportingPerson>",
        "<contactPerson>",
        "<companyTemplate>",
        "<termsOfService>",
        "<legalURL>",
        "<personOrUserReported>",
        "<personOrUserReportedPerson>",
        "<vehicleDescription>",
        "<espIdentifier>",
        "<espService>",
        "<compromisedAccount>",
        "<screenName>",
        "<displayName>",
        "<profileUrl>",
        "<profileBio>",
        "<ipCaptureEvent>",
        "<deviceId>",
        "<thirdPartyUserReported>",
        "<priorCTReports>",
        "<groupIdentifier>",
        "<accountTemporarilyDisabled",
        "<accountPermanentlyDisabled",
        "<estimatedLocation",
        "<allEmailsReported>",
        "<associatedAccount",
        "<intendedRecipient>",
        "<victim>",
        "<victimPerson>",
        "<schoolName>",
        "</victim><additionalInfo>",
        "</report><fileDetails>",
        "<reportId>",
        "<fileId>",
        "<fileName>",
        "<originalFileName>",
        "<uploadedToEspTimestamp>",
        "<locationOfFile>",
        "<fileViewedByEsp>",
        "<exifViewedByEsp>",
        "<publiclyAvailable>",
        "<fileRelevance>",
        "<fileAnnotations>",
        "<infant>true</infant>",
        "<originalFileHash",
        "<ipCaptureEvent>",
        "<deviceId>",
        "<details",
        "<nameValuePair><name>",
        "<additionalInfo>",
    ];
    let mut from = 0;
    for tag in order {
        let found = xml[from..].find(tag);
        from += found.unwrap_or_else(|| panic!("{tag} does not follow the one before it"));
    }
}

#[test]
fn a_time_in_the_future_is_moved_to_the_present() {
    let now: Instant = "2026-03-01T10:00:00Z".parse().map(|when: model::When| when.sort_instant()).unwrap();
    for (given, expected) in [
        ("2026-03-01T18:00:01+08:00", "2026-03-01T10:00:00Z"),
        ("2026-03-01T17:59:59+08:00", "2026-03-01T17:59:59+08:00"),
        ("2027-01-01T00:00:00", "2026-03-01T10:00:00Z"),
        ("2026-03-01T09:00:00", "2026-03-01T09:00:00"),
    ] {
        let mut report = Report::default();
        report.incident.incident_type = Some(IncidentType::Grooming);
        report.incident.incident_date_time = given.parse().ok();
        let mut xml = Vec::new();
        write_report(&report, now, &mut xml).unwrap();
        let xml = String::from_utf8(xml).unwrap();
        assert!(xml.contains(&format!("<incidentDateTime>{expected}</incidentDateTime>")), "{given}: {xml}");
    }
}

#[test]
fn personal_text_does_not_show_in_debug() {
    let mut report = Report::default();
    report.reported.push(PersonOrUserReported {
        account: Account { screen_name: Some("sunny_day".into()), ..Account::default() },
        ..PersonOrUserReported::default()
    });
    assert!(!format!("{report:?}").contains("sunny"));
}
