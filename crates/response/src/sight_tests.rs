//! What is seen, as a picture that is agreed, and against faults: each question of `sight` is answered wrongly once each
//! way, and the picture must differ.

use super::{AgencyKind, Question, Reach, Role, Sight, is_all_seen};
use crate::{
    Actor, Permit,
    policy::{Override, act},
};
use model::{
    Amount, Certainty, Channel, Compartment, Detail, FileRecord, Identifier, Instant, Mention, MentionRef,
    MentionRole, Narrative, NarrativeKind, Occurrence, Payment, Place, Reference, ReferralPart, Report,
    Unread, User,
};
use std::{cell::Cell, fmt::Write as _, sync::Arc};
use store::{Opened, Openings};

thread_local! {
    /// The question that is answered wrongly on this thread, and how.
    static FAULT: Cell<Option<(Question, bool)>> = const { Cell::new(None) };
}

/// The answer as it was found, or the wrong one.
pub(super) fn told(question: Question, answer: bool) -> bool {
    match FAULT.get() {
        Some((wrong, said)) if wrong == question => said,
        _ => answer,
    }
}

/// Every question. That none is left out is counted against the file.
const QUESTIONS: [Question; 24] = [
    Question::Centre,
    Question::Role,
    Question::Whole,
    Question::Override,
    Question::Named,
    Question::Report,
    Question::Part,
    Question::PartOfReport,
    Question::PartOfAll,
    Question::WholePart,
    Question::WholePersons,
    Question::MentionPart,
    Question::MentionPerson,
    Question::KeepMention,
    Question::KeepIdentifiers,
    Question::KeepPlaces,
    Question::KeepFiles,
    Question::KeepHandlers,
    Question::KeepPayments,
    Question::KeepNarratives,
    Question::KeepHaste,
    Question::KeepTimeWords,
    Question::KeepDetails,
    Question::KeepUnread,
];

/// What is seen over these referrals: of report 1 everything, of 2 the report alone, of 3 the first person, of 4 the words of
/// the first person by one referral and the payments by another, of 5 words without the report, of 7 nothing.
const AGREED: &str = "\
who sees every lead: national_centre analyst auditor hotline_operator supervisor
with a right of the role: reports 1 2 3 4, not whole
1: seen report words payments conversation whole person1 person2
   keeps person1 person2 identifiers places files handlers payments narratives haste time details unread
   by 2
2: seen report whole person1 person2
   keeps person1 person2 identifiers places files handlers
   by 1
3: seen report person1
   keeps person1
   by 1
4: seen report payments whole person1 person2
   keeps person1 person2 identifiers places files handlers payments
   by 2
5:
   keeps
   by 1
7:
   keeps
   by 0
over an override: all reports, whole
7: seen report words payments conversation whole person1 person2
   keeps person1 person2 identifiers places files handlers payments narratives haste time details unread
   by 0
";

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
    format!("01980000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

fn opened(parts: &[ReferralPart], persons: Option<MentionRef>) -> Opened {
    let persons = persons.map(|one| Arc::new(std::iter::once(one.key()).collect()));
    Opened { referral: id(1), compartments: parts.iter().copied().collect(), persons }
}

/// What an agency has of six reports.
fn openings() -> Sight {
    use ReferralPart::{Payments, Report, Words};
    let all = ReferralPart::ALL;
    let first = |report_no| Some(MentionRef { report_no, position: 0 });
    let mut openings = Openings::default();
    // The same twice: more than one referral may open a report.
    openings.reports.insert(1, vec![opened(all, None), opened(&[Report], None)]);
    openings.reports.insert(2, vec![opened(&[Report], None)]);
    openings.reports.insert(3, vec![opened(all, first(3))]);
    openings.reports.insert(4, vec![opened(&[Report, Words], first(4)), opened(&[Report, Payments], None)]);
    openings.reports.insert(5, vec![opened(&[Words, Payments], None)]);
    Sight(Reach::Opened(Some(id(2)), Arc::new(openings)))
}

/// A report with something in every part that is closed to somebody.
fn report() -> Report {
    let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
    let person = |role| Mention { role, ..Mention::default() };
    report.mentions = vec![person(MentionRole::Child), person(MentionRole::Suspect)];
    report.handlers = vec![person(MentionRole::Other)];
    report.identifiers = vec![Identifier::url("https://chat.example.org/room")];
    report.places = vec![Place::default()];
    report.files = vec![FileRecord::default()];
    report.payments = vec![Payment { amount: Amount::parse("1.00", Some("PHP")).ok(), ..Payment::default() }];
    let words = "placeholder".into();
    report.narratives = vec![Narrative { kind: NarrativeKind::Account, language: None, words }];
    report.urgency.flagged_by_source = Some("placeholder: haste".into());
    report.occurred = Some(Occurrence {
        from: "2026-11-20".parse().unwrap(),
        until: None,
        certainty: Certainty::Exact,
        words: Some("placeholder: time".into()),
    });
    report.details = vec![Detail::new("field", "placeholder")];
    report.unread = vec![Unread { path: "field".into(), value: "placeholder".into() }];
    report
}

/// What is left of the report, by name. A part more in a report does not compile until somebody says whether it may stay.
fn kept(report: &Report) -> Vec<&'static str> {
    let Report {
        // Always part of what was reported.
        source: _,
        channel: _,
        source_reference: _,
        received_by_source: _,
        incidents: _,
        occurred,
        urgency,
        narratives,
        mentions,
        identifiers,
        files,
        payments,
        places,
        handlers,
        details,
        unread,
    } = report;
    let person = |at: usize| mentions[at] != Mention::default();
    let haste =
        urgency.flagged_by_source.as_ref().is_some_and(|words| words.reveal().starts_with("placeholder"));
    let time = occurred.as_ref().is_some_and(|occurred| occurred.words.is_some());
    [
        ("person1", person(0)),
        ("person2", person(1)),
        ("identifiers", !identifiers.is_empty()),
        ("places", !places.is_empty()),
        ("files", !files.is_empty()),
        ("handlers", !handlers.is_empty()),
        ("payments", !payments.is_empty()),
        ("narratives", !narratives.is_empty()),
        ("haste", haste),
        ("time", time),
        ("details", !details.is_empty()),
        ("unread", !unread.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, kept)| kept.then_some(name))
    .collect()
}

/// What a sight shows of one report.
fn picture_of(sight: &Sight, no: i64) -> String {
    let person = |position| sight.mention(MentionRef { report_no: no, position });
    let key = |position| sight.key(MentionRef { report_no: no, position }.key());
    // By its key a mention is seen alike.
    let torn = (person(0), person(1)) != (key(0), key(1));
    let mut seen = vec![("seen", sight.report(no))];
    seen.extend(ReferralPart::ALL.iter().map(|part| (part.code(), sight.opens(no, *part))));
    seen.extend([("whole", sight.whole_report(no)), ("person1", person(0)), ("person2", person(1))]);
    seen.push(("torn", torn));
    let seen: Vec<_> = seen.into_iter().filter_map(|(name, seen)| seen.then_some(name)).collect();
    let mut narrowed = report();
    sight.narrow(no, &mut narrowed);
    let line = |head: &str, names: &[&str]| {
        let mut line = head.to_owned();
        for name in names {
            line.push(' ');
            line.push_str(name);
        }
        line
    };
    let by = sight.referrals_of(no).len();
    format!("{}\n{}\n   by {by}\n", line(&format!("{no}:"), &seen), line("   keeps", &kept(&narrowed)))
}

/// All of it.
fn picture() -> String {
    let mut text = "who sees every lead:".to_owned();
    for kind in AgencyKind::ALL {
        let roles: Vec<_> =
            Role::ALL.iter().filter(|role| is_all_seen(kind, **role)).map(|role| role.code()).collect();
        if !roles.is_empty() {
            let _ = write!(text, " {} {}", kind.code(), roles.join(" "));
        }
    }
    let user = User { id: id(3), name: "ana".parse().unwrap(), agency: id(2), role: Role::Analyst };
    let actor = Actor::User(user.clone());
    let record = Reference::new(2026, 7);
    let over = Override {
        id: id(4),
        user: user.id,
        granted_by: id(5),
        compartment: Compartment::Report,
        record,
        until: Instant::from_micros(10),
    };
    let own: Permit<act::ReadReport> = actor.permit("test").unwrap();
    let over: Permit<act::ReadReport> =
        actor.permit_over("test", record, &over, Instant::from_micros(1)).unwrap();
    let before = openings();
    for (head, permit, shown) in
        [("with a right of the role", own, &[1, 2, 3, 4, 5, 7][..]), ("over an override", over, &[7])]
    {
        let sight = before.under(&permit);
        let reports = sight.reports().map_or_else(
            || "all reports".to_owned(),
            |all| all.iter().fold("reports".to_owned(), |text, no| format!("{text} {no}")),
        );
        let whole = match (sight.is_whole(), sight.whole().is_ok(), sight.agency()) {
            (true, true, None) => "whole",
            (false, false, Some(_)) => "not whole",
            _ => "torn",
        };
        let _ = writeln!(text, "\n{head}: {reports}, {whole}");
        for no in shown {
            text.push_str(&picture_of(&sight, *no));
        }
        text.truncate(text.trim_end().len());
    }
    text.push('\n');
    text
}

#[test]
fn what_is_seen_is_as_agreed() {
    assert_eq!(picture(), AGREED, "if this change is meant, write it here");
}

/// Each question answered wrongly, yes and no: the picture differs every time.
#[test]
fn every_fault_is_caught() {
    let mut survivors = Vec::new();
    for question in QUESTIONS {
        for said in [true, false] {
            FAULT.set(Some((question, said)));
            let seen = picture();
            FAULT.set(None);
            if seen == AGREED {
                survivors.push((question, said));
            }
        }
    }
    assert_eq!(survivors, Vec::new());
    assert_eq!(picture(), AGREED);
}

/// A question that the file asks is one of those that are tried; and what decides is asked as a question.
#[test]
fn no_question_is_left_out() {
    let file = include_str!("sight.rs");
    for question in QUESTIONS {
        assert!(file.contains(&format!("Question::{question:?},")), "{question:?} is asked nowhere");
    }
    let mut asked: Vec<&str> =
        file.split("Question::").skip(1).filter_map(|rest| rest.split([',', ')']).next()).collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), QUESTIONS.len(), "{asked:?}");
    for decides in [".contains(", ".is_none()", ".is_override()", "== AgencyKind"] {
        for (at, line) in file.lines().enumerate().filter(|(_, line)| line.contains(decides)) {
            // Where it is not itself a question, it has a name that is one.
            let named = line.contains("let of_all") || line.contains("let among");
            assert!(line.contains("told(Question::") || named, "line {}: {line}", at + 1);
        }
    }
}
