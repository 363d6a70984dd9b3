//! From checked answers to a report.
//!
//! Nothing is guessed: an answer that was not given stays unknown. What is the reporter's own (name, safe way to reach
//! them) is kept as details of the reporter, never as an identifier, so that no search finds a person who told.

use super::form::{Checked, Fills, Form, Telling};
use model::{
    Age, Certainty, Channel, Country, Detail, FileHash, FileRecord, HashAlgorithm, Identifier, IncidentKind,
    Instant, Mention, MentionRole, Narrative, NarrativeKind, Occurrence, PersonName, Place, PlaceRole,
    Relation, Report, Sex, SourceId, Unread, When,
};
use std::collections::BTreeSet;

/// What is known of a telling besides its answers.
pub struct Circumstances {
    /// The source that stands in the report.
    pub source: SourceId,
    /// The kind of door.
    pub channel: Channel,
    /// Language of the words, BCP 47.
    pub language: String,
    /// Where telephone numbers without a country code belong, where the answers do not say.
    pub default_country: Option<Country>,
    /// Now: `today` and `this week` are counted from it.
    pub now: Instant,
    /// How many fields the form does not know were sent, and refused.
    pub refused_fields: usize,
}

/// The report that the answers make.
pub fn report(form: &Form, checked: &Checked, circumstances: &Circumstances) -> Report {
    let mut report = Report::new(circumstances.source.clone(), circumstances.channel);
    let say = Reading { form, checked };
    report.details.push(Detail::new("form_version", form.version.as_str()));
    report.details.push(Detail::new("door", checked.telling.code()));
    urgency(&mut report, &say);
    report.occurred = occurred(&say, circumstances.now);
    if let Some(words) = say.one(Fills::Account) {
        report.narratives.push(Narrative {
            kind: NarrativeKind::Account,
            language: Some(circumstances.language.clone()),
            words: words.into(),
        });
    }
    for option in say.all(Fills::Forms) {
        report.add_incident(kind_of(option), Some(option));
    }
    let country = say.one(Fills::Country).and_then(|code| code.parse::<Country>().ok());
    let place = Place {
        role: PlaceRole::Child,
        country,
        words: say.one(Fills::Place).map(Into::into),
        ..Place::default()
    };
    if place.country.is_some() || place.words.is_some() {
        report.places.push(place);
    }
    persons(&mut report, &say);
    accounts(&mut report, &say, country.or(circumstances.default_country));
    report.files = files(&say, &mut report.unread);
    for (name, fills) in [
        ("children", Fills::Children),
        ("last_time", Fills::LastTime),
        ("again", Fills::Ongoing),
        ("app", Fills::Apps),
        ("paid", Fills::Paid),
        ("paid_how", Fills::PaidHow),
        ("paid_details", Fills::PaidDetails),
    ] {
        report.details.extend(say.all(fills).iter().map(|value| Detail::new(name, value.as_str())));
    }
    for (question, problem, value) in &checked.marked {
        let path = format!("/form/{question} ({})", problem.code());
        report.unread.push(Unread { path, value: value.as_str().into() });
    }
    if circumstances.refused_fields > 0 {
        let path = "/form (fields that the form does not have; refused)".to_owned();
        report.unread.push(Unread { path, value: circumstances.refused_fields.to_string().into() });
    }
    report
}

/// The right answers by what they fill.
struct Reading<'a> {
    form: &'a Form,
    checked: &'a Checked,
}

impl Reading<'_> {
    fn all(&self, fills: Fills) -> &[String] {
        self.checked.values(self.form, fills)
    }
    fn one(&self, fills: Fills) -> Option<&str> {
        self.all(fills).first().map(String::as_str)
    }
    fn yes_or_no(&self, fills: Fills) -> Option<bool> {
        match self.one(fills)? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

fn urgency(report: &mut Report, say: &Reading<'_>) {
    report.urgency.immediate_danger = say.yes_or_no(Fills::Danger).map(|safe| !safe);
    report.urgency.ongoing = say.yes_or_no(Fills::Ongoing);
    report.urgency.commercial = say.yes_or_no(Fills::Paid);
    report.urgency.planned_for = say.one(Fills::PlannedFor).and_then(|day| day.parse().ok());
}

fn occurred(say: &Reading<'_>, now: Instant) -> Option<Occurrence> {
    let days = match say.one(Fills::LastTime)? {
        "today" => 0,
        "week" => 7,
        "month" => 31,
        _ => return None,
    };
    let today = now.to_utc().date();
    let from = When::Day(now.plus_seconds(-days * 86_400).to_utc().date());
    let until = (days > 0).then_some(When::Day(today));
    Some(Occurrence { from, until, certainty: Certainty::Approximate, words: None })
}

fn kind_of(option: &str) -> IncidentKind {
    match option {
        // A live picture that others watch, in a stream or a call, is the same crime.
        "live" | "call" => IncidentKind::LiveStreaming,
        "pictures" => IncidentKind::AbuseMaterial,
        "chat" => IncidentKind::Grooming,
        "threats" => IncidentKind::SexualExtortion,
        "meeting" => IncidentKind::ContactAbuse,
        _ => IncidentKind::Other,
    }
}

fn named(name: &str) -> Vec<PersonName> {
    vec![PersonName { full: Some(name.into()), ..PersonName::default() }]
}

fn persons(report: &mut Report, say: &Reading<'_>) {
    let age = say.one(Fills::ChildAge).and_then(|option| match option {
        "under_13" => Some(Age::Between(0, 12)),
        "from_13_to_15" => Some(Age::Between(13, 15)),
        "from_16_to_17" => Some(Age::Between(16, 17)),
        "from_18" => Some(Age::Between(18, 99)),
        _ => None,
    });
    let sex = say.one(Fills::ChildSex).and_then(|option| match option {
        "girl" => Some(Sex::Female),
        "boy" => Some(Sex::Male),
        "other" => Some(Sex::Other),
        _ => None,
    });
    let names = say.one(Fills::ChildName).map(named).unwrap_or_default();
    let own = say.checked.telling == Telling::Me;
    if age.is_some() || sex.is_some() || !names.is_empty() || own {
        let mut child = Mention { role: MentionRole::Child, age, sex, names, ..Mention::default() };
        if own {
            child.details.push(Detail::new("reported_by", "self"));
        }
        report.mentions.push(child);
    }
    arranger(report, say);
    if let Some(viewer) = say.one(Fills::Viewer) {
        report.mentions.push(Mention {
            role: MentionRole::Suspect,
            names: named(viewer),
            ..Mention::default()
        });
    }
    reporter(report, say);
}

/// Who arranges it: somebody near the child is a facilitator, somebody from the net or unknown a suspect.
fn arranger(report: &mut Report, say: &Reading<'_>) {
    let options = say.all(Fills::Arranger);
    let relation = options.iter().find_map(|option| match option.as_str() {
        "parent" => Some(Relation::Parent),
        "relative" => Some(Relation::Relative),
        "neighbour" => Some(Relation::Neighbour),
        "friend" => Some(Relation::Peer),
        "teacher" => Some(Relation::PersonOfTrust),
        "met_online" => Some(Relation::KnownOnline),
        "stranger" => Some(Relation::Stranger),
        _ => None,
    });
    let name = say.one(Fills::ArrangerName);
    if relation.is_none() && name.is_none() {
        report.details.extend(options.iter().map(|option| Detail::new("arranger", option.as_str())));
        return;
    }
    let near = !matches!(relation, Some(Relation::KnownOnline | Relation::Stranger));
    let mut mention = Mention {
        role: if near { MentionRole::Facilitator } else { MentionRole::Suspect },
        names: name.map(named).unwrap_or_default(),
        relation_to_child: relation,
        access_to_child: (relation.is_some() && near).then_some(true),
        ..Mention::default()
    };
    mention.details.extend(options.iter().map(|option| Detail::new("arranger", option.as_str())));
    report.mentions.push(mention);
}

fn reporter(report: &mut Report, say: &Reading<'_>) {
    let relation = say.one(Fills::ReporterRelation);
    let mut details = Vec::new();
    for (name, fills) in [
        ("relation", Fills::ReporterRelation),
        ("contact_way", Fills::ContactWay),
        ("contact_where", Fills::ContactWhere),
        ("contact_when", Fills::ContactWhen),
    ] {
        details.extend(say.one(fills).map(|value| Detail::new(name, value)));
    }
    let names = say.one(Fills::ReporterName).map(named).unwrap_or_default();
    if details.is_empty() && names.is_empty() {
        return;
    }
    let relation_to_child = relation.map(|option| match option {
        "my_child" => Relation::Parent,
        "family" => Relation::Relative,
        "pupil" => Relation::PersonOfTrust,
        "neighbour" => Relation::Neighbour,
        "friend" => Relation::Peer,
        "online" => Relation::KnownOnline,
        _ => Relation::Stranger,
    });
    report.mentions.push(Mention {
        role: MentionRole::Reporter,
        names,
        relation_to_child,
        details,
        ..Mention::default()
    });
}

/// Accounts and addresses, each as what it looks like. They belong to no person of the report: the form does not ask
/// whose each one is.
fn accounts(report: &mut Report, say: &Reading<'_>, country: Option<Country>) {
    // The app of an account is known only where one app was named.
    let app = match say.all(Fills::Apps) {
        [app] if app != "other" => Some(app.as_str()),
        _ => None,
    };
    let mut seen = BTreeSet::new();
    let lines = say.all(Fills::Accounts).iter().map(|line| (line, false));
    for (line, link) in lines.chain(say.all(Fills::Links).iter().map(|line| (line, true))) {
        let identifier = identifier(line, link, app, country);
        if seen.insert(identifier.lookup_key()) {
            report.identifiers.push(identifier);
        }
    }
}

fn identifier(line: &str, link: bool, app: Option<&str>, country: Option<Country>) -> Identifier {
    if link || line.contains("://") || line.starts_with("www.") {
        return Identifier::url(line);
    }
    if line.contains('@') && !line.starts_with('@') {
        let email = Identifier::email(line);
        if email.valid {
            return email;
        }
    }
    let digits = line.chars().filter(char::is_ascii_digit).count();
    if digits >= 7 && line.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c)) {
        return Identifier::phone(line, country);
    }
    match line.split_once(':') {
        Some((platform, name)) if !platform.trim().is_empty() && !name.trim().is_empty() => {
            Identifier::account(Some(platform), name)
        }
        _ => Identifier::account(app, line),
    }
}

/// Files by the hashes that the reporter's device computed. A line `sha256:…` begins a file; what follows belongs to it.
fn files(say: &Reading<'_>, unread: &mut Vec<Unread>) -> Vec<FileRecord> {
    let mut files: Vec<FileRecord> = Vec::new();
    for line in say.all(Fills::Hashes) {
        let hash = line.split_once(':').and_then(|(name, hex)| {
            HashAlgorithm::from_name(name).and_then(|algorithm| FileHash::new(algorithm, hex).ok())
        });
        let Some(hash) = hash else {
            unread.push(Unread { path: "/form/hashes (no hash)".into(), value: line.as_str().into() });
            continue;
        };
        let new = hash.algorithm() == HashAlgorithm::Sha256
            || files
                .last()
                .is_none_or(|file| file.hashes.iter().any(|known| known.algorithm() == hash.algorithm()));
        if new {
            files.push(FileRecord::default());
        }
        if let Some(file) = files.last_mut() {
            file.hashes.push(hash);
        }
    }
    files
}
