//! Four languages with the same keys and values; no key without a use, no use without a key.

use super::*;
use model::{
    Channel, ContactCategory, ContactOutcome, ContactWay, IdentifierKind, InboxStatus, IncidentKind,
    LeadReason, LeadState, LeadStep, LegalBasis, Override, ReferralPart, ReferralPurpose, ReferralReason,
    ReferralState, ReferralStep, Role,
};
use response::{
    desk::{ReferralView, Service, View},
    triage::Factors,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

#[test]
fn the_browser_is_answered_in_the_language_it_likes_best() {
    for (header, language) in [
        ("", Language::English),
        ("de-DE,de;q=0.9", Language::English),
        ("fil-PH,fil;q=0.9,en;q=0.8", Language::Filipino),
        ("en;q=0.5, id;q=0.9", Language::Indonesian),
        ("ceb", Language::Cebuano),
        ("tl-PH, en;q=0.9", Language::Filipino),
        ("id;q=0, en", Language::English),
        ("id;q=nonsense, ceb;q=0.1", Language::Cebuano),
    ] {
        assert_eq!(Language::negotiate(header), language, "{header}");
    }
}

/// Each key with the names of the values in its words. The files hold one message a line, which this checks too.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    messages_of(language, language.source())
}

/// The same of any file.
pub(crate) fn messages_of(language: Language, source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, words) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: {line}", language.code()));
        let values =
            words.split("{ $").skip(1).map(|rest| rest.split(" }").next().unwrap().to_owned()).collect();
        assert!(found.insert(key.to_owned(), values).is_none(), "{}: {key} stands twice", language.code());
    }
    found
}

#[test]
fn every_file_parses_and_says_every_key() {
    for language in Language::ALL {
        assert!(FluentResource::try_new(language.source().to_owned()).is_ok(), "{}", language.code());
        for key in messages(language).keys() {
            let own = BUNDLES[language as usize].get_message(key).and_then(|message| message.value());
            assert!(own.is_some(), "{}: {key}", language.code());
        }
    }
}

#[test]
fn all_languages_have_the_same_keys_and_values() {
    same_keys_and_values(messages);
}

/// Holds each language to English: the same keys, and in each the same values.
pub(crate) fn same_keys_and_values(messages: fn(Language) -> BTreeMap<String, BTreeSet<String>>) {
    let english = messages(Language::English);
    for language in Language::ALL {
        let own = messages(language);
        let keys =
            |messages: &BTreeMap<String, BTreeSet<String>>| messages.keys().cloned().collect::<BTreeSet<_>>();
        let difference: Vec<_> = keys(&english).symmetric_difference(&keys(&own)).cloned().collect();
        assert_eq!(difference, Vec::<String>::new(), "{}", language.code());
        for (key, values) in &english {
            assert_eq!(&own[key], values, "{}: {key}", language.code());
        }
    }
}

/// Keys made from codes: the family before the code, and every code there is.
fn families() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend(Channel::ALL.iter().map(|channel| format!("channel-{}", channel.code())));
    keys.extend(IncidentKind::ALL.iter().map(|kind| format!("kind-{}", kind.code())));
    keys.extend(IdentifierKind::ALL.iter().map(|kind| format!("identifier-{}", kind.code())));
    let table = Factors::built_in().unwrap();
    keys.extend(table.factors.iter().map(|factor| format!("factor-{}", factor.name)));
    keys.extend(table.of_leads.iter().map(|factor| format!("factor-{}", factor.name)));
    for role in Role::ALL {
        keys.insert(format!("role-{}", role.code()));
        keys.insert(format!("role-{}-does", role.code()));
    }
    for form in ["abuse_material", "grooming", "live_streaming", "sexual_extortion"] {
        keys.insert(format!("form-{form}"));
    }
    keys.extend(InboxStatus::ALL.iter().map(|status| format!("status-{}", status.code())));
    keys.extend(ContactWay::ALL.iter().map(|way| format!("way-{}", way.code())));
    keys.extend(ContactOutcome::ALL.iter().map(|outcome| format!("outcome-{}", outcome.code())));
    keys.extend(ContactCategory::ALL.iter().map(|category| format!("category-{}", category.code())));
    keys.extend(desk_families());
    keys.extend(model::AlertState::ALL.iter().map(|state| format!("alert-state-{}", state.code())));
    keys.extend(model::AlertDecision::ALL.iter().map(|one| format!("alert-decision-{}", one.code())));
    keys.extend(model::PaymentSide::ALL.iter().map(|side| format!("payment-side-{}", side.code())));
    keys.extend(
        response::alerts::SessionKind::ALL.iter().map(|kind| format!("alert-session-{}", kind.code())),
    );
    // In a count of categories: those that have none.
    keys.insert("category-none".into());
    for kind in model::AgencyKind::ALL {
        keys.insert(format!("agency-kind-{}", kind.code()));
    }
    keys.extend(model::Compartment::ALL.iter().map(|one| format!("compartment-{}", one.code())));
    keys.extend(model::OverrideState::ALL.iter().map(|state| format!("override-{}", state.code())));
    keys.extend(["password", "passkey", "directory", "invitation"].map(|way| format!("way-in-{way}")));
    keys.extend(store::LOUD.iter().map(|action| format!("action-{action}")));
    // The actions of journal entries that are about a report or its conversations (`store`'s events), and those of the
    // audit that have a name there; others show as another action.
    for action in [
        "report_received",
        "report_revised",
        "report_delivered_again",
        "paper_kept",
        "record_set_aside",
        "record_set_aside_again",
        "report_compared",
        "report_read",
        "person_read",
        "words_revealed",
        "key_destroyed",
        "report_held",
        "inbox_opened",
        "inbox_code_replaced",
        "inbox_read",
        "message_sent",
        "inbox_status_set",
        "inbox_deleted",
        "lead_stepped",
        "lead_asked",
        "lead_ask_ended",
        "referral_sent",
        "referral_widened",
        "referral_given",
        "record_refused",
        "session_ended",
        "invitation_expired",
    ] {
        keys.insert(format!("action-{action}"));
    }
    keys
}

/// The same of the desk.
fn desk_families() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut family = |name: &str, codes: &mut dyn Iterator<Item = &str>| {
        keys.extend(codes.map(|code| format!("{name}-{code}")));
    };
    family("leadstate", &mut LeadState::ALL.iter().map(|one| one.code()));
    family("leadstep", &mut LeadStep::ALL.iter().map(|one| one.code()));
    family("leadreason", &mut LeadReason::ALL.iter().map(|one| one.code()));
    family("override", &mut Override::ALL.iter().map(|one| one.code()));
    family("refstate", &mut ReferralState::ALL.iter().map(|one| one.code()));
    family("refstep", &mut ReferralStep::ALL.iter().map(|one| one.code()));
    family("refreason", &mut ReferralReason::ALL.iter().map(|one| one.code()));
    family("purpose", &mut ReferralPurpose::ALL.iter().map(|one| one.code()));
    family("basis", &mut LegalBasis::ALL.iter().map(|one| one.code()));
    family("referral-part", &mut ReferralPart::ALL.iter().map(|one| one.code()));
    family("view", &mut View::ALL.iter().map(|view| view.code()));
    family("asked", &mut model::AskedOf::ALL.iter().map(|one| one.code()));
    family("linkreason", &mut model::LinkReason::ALL.iter().map(|one| one.code()));
    family("referrals", &mut ReferralView::ALL.iter().map(|view| view.code()));
    family("notice", &mut model::NoticeKind::ALL.iter().map(|one| one.code()));
    family("group", &mut ["source", "language", "region"].into_iter());
    let service = Service::built_in().unwrap();
    family("tier", &mut service.tiers.iter().map(|tier| tier.name.as_str()));
    keys
}

fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.ends_with("public") {
            // The public door has words of its own, and a test of its own.
        } else if path.is_dir() {
            texts(&path, found);
        } else if !path.ends_with("words_tests.rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let mut sources = Vec::new();
    for folder in ["src", "templates"] {
        texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut sources);
    }
    let keys: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let families = families();
    let missing: Vec<_> = families.difference(&keys).collect();
    assert_eq!(missing, Vec::<&String>::new(), "codes without words");

    let literals: BTreeSet<&str> = sources.iter().flat_map(|text| text.split('"')).collect();
    // The model of mentions is data: words of what it no longer compares do no harm, and a test asks for the others.
    let known =
        |key: &String| families.contains(key) || key.starts_with("column-") || key.starts_with("level-");
    let unused: Vec<_> = keys.iter().filter(|key| !known(key) && !literals.contains(key.as_str())).collect();
    assert_eq!(unused, Vec::<&String>::new(), "words that nobody says");

    // What is said by name: say("key"), fill("key", …), known("key").
    let mut said = BTreeSet::new();
    for text in &sources {
        for call in ["say(\"", "fill(\"", "tell(\"", "known(\""] {
            said.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    assert!(said.len() > 100, "the pattern that looks for uses no longer finds them");
    // The desk shows what a reporter reads in the words of the public door.
    let unknown: Vec<_> = said.difference(&keys).filter(|key| !key.starts_with("door-")).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "words that are nowhere");
}

#[test]
fn a_factor_of_a_centres_own_table_is_shown_in_its_own_words() {
    let reason = response::triage::Reason {
        factor: "factor_of_a_centre".into(),
        points: 5,
        reason: "Words of the table".into(),
        evidence: String::new(),
    };
    let view = crate::view::line::ReasonView::of(Words(Language::Cebuano), &reason);
    assert_eq!((view.text.as_str(), view.points.as_str()), ("Words of the table", "+5"));
}

/// The table says a reason in English on the command line, the pages in every language: the English must be the same.
#[test]
fn the_english_words_of_factors_are_those_of_the_table() {
    let table = Factors::built_in().unwrap();
    let of_reports = table.factors.into_iter().map(|factor| (factor.name, factor.reason));
    let of_leads = table.of_leads.into_iter().map(|factor| (factor.name, factor.reason));
    for (name, reason) in of_reports.chain(of_leads) {
        let words = Words(Language::English).say(&format!("factor-{name}"));
        assert_eq!(words.replace('\u{2019}', "'"), reason.replace('\u{2019}', "'"));
    }
}

#[test]
fn values_are_filled_in_without_marks_around_them() {
    assert_eq!(Words(Language::English).fill("line-deliveries", "count", &3), "Delivered 3 times");
    assert_eq!(Words(Language::Indonesian).fill("ago-hours", "count", &3), "3 jam lalu");
    assert_eq!(Words(Language::English).say("no-such-key"), "\u{27e6}no-such-key\u{27e7}");
}
