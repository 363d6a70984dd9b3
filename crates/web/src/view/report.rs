//! The whole of a report for its page, in the order in which an analyst asks: why is it here, how urgent, what
//! happened, who, what ties it to others, then the rest.

use super::{
    DetailView, Fact, LineView, Shown, TimeView, answer,
    file::FileView,
    grouped,
    identifier::IdentifierView,
    line::{ReasonView, class_of, kind_names},
    person::{PersonView, country_text},
    terms,
    time::ago,
};
use crate::words::Words;
use model::{Instant, Payment, Place, Reference, Report};
use response::{reading::ReportView, triage::Reason};

/// A reason with the place on the page where it was seen.
pub(crate) struct SeenReason {
    pub(crate) reason: ReasonView,
    pub(crate) evidence: Option<(String, String)>,
}

/// Other reports that carry one identifier.
pub(crate) struct SharedView {
    pub(crate) anchor: String,
    pub(crate) identifier: IdentifierView,
    pub(crate) count: String,
    pub(crate) more: bool,
    pub(crate) lines: Vec<LineView>,
}

/// A place.
pub(crate) struct PlaceView {
    pub(crate) role: String,
    pub(crate) text: String,
    pub(crate) position: Option<String>,
}

/// A payment.
pub(crate) struct PaymentView {
    pub(crate) title: String,
    pub(crate) anchor: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) identifiers: Vec<IdentifierView>,
}

/// Words of the report; absent from the page until asked for.
pub(crate) struct NarrativeView {
    pub(crate) kind: String,
    pub(crate) language: Option<String>,
    pub(crate) words: Option<String>,
}

/// A document as it came.
pub(crate) struct PaperView {
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) size: String,
    pub(crate) sha256: String,
}

/// Everything on the page.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the page")]
pub(crate) struct ReportFactsView {
    pub(crate) reference: String,
    pub(crate) first: bool,
    pub(crate) points: String,
    pub(crate) class: &'static str,
    pub(crate) kinds: Vec<String>,
    pub(crate) channel: String,
    pub(crate) source: String,
    pub(crate) received: TimeView,
    pub(crate) ago: String,
    pub(crate) reasons: Vec<SeenReason>,
    pub(crate) table: String,
    pub(crate) urgency: Vec<Fact>,
    pub(crate) incident: Vec<Fact>,
    pub(crate) persons: Vec<PersonView>,
    pub(crate) identifiers: Vec<IdentifierView>,
    pub(crate) shared: Vec<SharedView>,
    pub(crate) places: Vec<PlaceView>,
    pub(crate) payments: Vec<PaymentView>,
    pub(crate) files: Vec<FileView>,
    pub(crate) narratives: Vec<NarrativeView>,
    pub(crate) details: Vec<DetailView>,
    pub(crate) handlers: Vec<PersonView>,
    pub(crate) record: Vec<Fact>,
    pub(crate) papers: Vec<PaperView>,
    /// Whether words and document are not handed over to whoever looks.
    pub(crate) words_closed: bool,
    pub(crate) unread: Vec<DetailView>,
    /// Address of the lead, and how many reports it has.
    pub(crate) lead: Option<(String, String)>,
    /// Whether words are shown.
    pub(crate) reveal: bool,
    /// Whether there are words to ask for.
    pub(crate) has_words: bool,
}

impl ReportFactsView {
    /// The page of an opened report. `reveal` puts the sensitive words on it: only after the asking was journaled.
    pub(crate) fn of(words: Words, view: &ReportView, table: &str, now: Instant, reveal: bool) -> Self {
        let (opened, priority, shared) = (&view.opened, &view.priority, &view.shared);
        let (row, report) = (&opened.row, &opened.report);
        let person = |list: &'static str| {
            move |(at, person): (usize, &model::Mention)| {
                PersonView::of(words, list, at, person, shared, reveal)
            }
        };
        let channel = words.say(&format!("channel-{}", row.facts.channel.code()));
        Self {
            reference: row.reference.to_string(),
            first: priority.first,
            points: grouped(i64::from(priority.points)),
            class: class_of(priority.first, priority.points),
            kinds: kind_names(words, row.facts.kinds),
            channel: channel.clone(),
            source: row.source.clone(),
            received: TimeView::exact(row.received_at),
            ago: ago(words, row.received_at, now),
            reasons: priority.reasons.iter().map(|reason| seen(words, reason)).collect(),
            table: words.fill("table-version", "version", &table),
            urgency: urgency(words, report),
            incident: incident(words, report, reveal),
            persons: report.mentions.iter().enumerate().map(person("person")).collect(),
            identifiers: IdentifierView::all(words, &report.identifiers, shared),
            shared: shared.iter().enumerate().map(|(at, one)| shared_view(words, at, one, now)).collect(),
            places: report.places.iter().map(|place| place_view(words, place)).collect(),
            payments: report
                .payments
                .iter()
                .enumerate()
                .map(|(at, one)| payment(words, at, one, view))
                .collect(),
            files: report
                .files
                .iter()
                .enumerate()
                .map(|(at, file)| FileView::of(words, at, file, shared, reveal))
                .collect(),
            narratives: narratives(words, report, reveal),
            details: DetailView::all(&report.details, reveal),
            handlers: report.handlers.iter().enumerate().map(person("official")).collect(),
            record: record(words, view, channel),
            papers: papers(words, view),
            words_closed: view.words_closed,
            unread: report
                .unread
                .iter()
                .map(|unread| DetailView {
                    name: unread.path.clone(),
                    value: reveal.then(|| unread.value.reveal().to_owned()),
                })
                .collect(),
            lead: None,
            reveal,
            has_words: holds_words(report),
        }
    }
}

impl ReportFactsView {
    /// Says of each person how many mentions there are (`counts`, by position), and of the report which lead it is in.
    pub(crate) fn tie(&mut self, words: Words, counts: &[Option<i64>], lead: Option<(Reference, i64)>) {
        let report = &self.reference;
        for (at, (person, count)) in self.persons.iter_mut().zip(counts).enumerate() {
            person.linked = count.map(|count| {
                let text = match count {
                    ..=1 => words.say("person-alone"),
                    _ => words.fill("person-one-of", "count", &grouped(count)),
                };
                (format!("/persons/{report}.{}", at + 1), text)
            });
        }
        self.lead = lead.map(|(reference, reports)| {
            let text = match reports {
                ..=1 => words.say("lead-alone"),
                _ => words.fill("lead-of", "count", &grouped(reports)),
            };
            (format!("/leads/{reference}"), text)
        });
    }
}

/// Whether there is anything on the page that must be asked for.
fn holds_words(report: &Report) -> bool {
    let of_person = |person: &model::Mention| !person.details.is_empty();
    !report.narratives.is_empty()
        || report.urgency.flagged_by_source.is_some()
        || report.occurred.as_ref().is_some_and(|occurred| occurred.words.is_some())
        || !report.details.is_empty()
        || !report.unread.is_empty()
        || report.mentions.iter().chain(&report.handlers).any(of_person)
        || report
            .files
            .iter()
            .any(|file| file.name.is_some() || file.original_name.is_some() || !file.details.is_empty())
}

/// A reason with a link to where it was seen: evidence paths are codes and positions (`/mentions/0/age`).
fn seen(words: Words, reason: &Reason) -> SeenReason {
    let mut parts = reason.evidence.trim_start_matches('/').split('/');
    let list = parts.next().unwrap_or_default();
    let number = parts.next().and_then(|at| at.parse::<usize>().ok()).map(|at| at + 1);
    let numbered = |key: &str, anchor: &str| {
        number.map(|number| (format!("{anchor}-{number}"), words.fill(key, "number", &number)))
    };
    let evidence = match list {
        "mentions" => numbered("person-number", "person"),
        "files" => numbered("file-number", "file"),
        "payments" => numbered("payment-number", "payment"),
        "urgency" => Some(("urgency".into(), words.say("section-urgency"))),
        "incidents" | "occurred" => Some(("incident".into(), words.say("section-incident"))),
        "received" => Some(("record".into(), words.say("evidence-received"))),
        _ => None,
    };
    SeenReason { reason: ReasonView::of(words, reason), evidence }
}

/// Each question of triage with its answer, the unanswered too: what is not known is to be found out.
fn urgency(words: Words, report: &Report) -> Vec<Fact> {
    let urgency = &report.urgency;
    let strong = |value: Option<bool>| match value {
        Some(true) => Shown::Strong(words.say("yes")),
        other => answer(words, other),
    };
    let mut facts = vec![
        Fact::one(words.say("urgency-immediate"), strong(urgency.immediate_danger)),
        Fact::one(words.say("urgency-self-harm"), strong(urgency.self_harm_risk)),
        Fact::one(words.say("urgency-ongoing"), strong(urgency.ongoing)),
        Fact::one(
            words.say("urgency-planned"),
            urgency
                .planned_for
                .map_or_else(|| answer(words, None), |at| Shown::Time(TimeView::of(words, at))),
        ),
        Fact::one(words.say("urgency-commercial"), answer(words, urgency.commercial)),
        Fact::one(words.say("urgency-flagged"), strong(urgency.flagged_by_source.as_ref().map(|_| true))),
    ];
    facts.extend(super::given("urgency-shared", words, urgency.widely_shared));
    facts.extend(super::given("urgency-spam", words, urgency.spam));
    facts
}

fn incident(words: Words, report: &Report, reveal: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    if report.incidents.is_empty() {
        facts.push(Fact::one(words.say("incident-kinds"), answer(words, None)));
    } else {
        let kind =
            |incident: &model::Incident| Shown::Text(words.say(&format!("kind-{}", incident.kind.code())));
        facts.push(Fact {
            label: words.say("incident-kinds"),
            values: report.incidents.iter().map(kind).collect(),
        });
    }
    let Some(occurred) = &report.occurred else {
        facts.push(Fact::one(words.say("incident-occurred"), answer(words, None)));
        return facts;
    };
    let from = Shown::Time(TimeView::of(words, occurred.from));
    facts.push(Fact::one(words.say("incident-occurred"), from));
    if let Some(until) = occurred.until {
        facts.push(Fact::one(words.say("incident-until"), Shown::Time(TimeView::of(words, until))));
    }
    if let Some(key) = terms::certainty(occurred.certainty) {
        facts.push(Fact::one(words.say("incident-certainty"), Shown::Text(words.say(key))));
    }
    if let Some(said) = &occurred.words {
        let said = if reveal {
            Shown::Text(said.reveal().to_owned())
        } else {
            Shown::Unknown(words.say("words-hidden"))
        };
        facts.push(Fact::one(words.say("incident-time-words"), said));
    }
    facts
}

fn shared_view(words: Words, at: usize, shared: &response::reading::Shared, now: Instant) -> SharedView {
    let shown = i64::try_from(shared.lines.len()).unwrap_or(i64::MAX);
    SharedView {
        anchor: format!("shared-{}", at + 1),
        identifier: IdentifierView::of(words, &shared.identifier, &[]),
        count: words.fill("shared-count", "count", &grouped(shared.count)),
        more: shared.count > shown,
        lines: shared.lines.iter().map(|line| LineView::of(words, line, now)).collect(),
    }
}

fn place_view(words: Words, place: &Place) -> PlaceView {
    let personal = |text: &Option<model::Personal>| text.as_ref().map(|text| text.reveal().to_owned());
    let country = place.country.map(country_text);
    let parts: Vec<String> = [personal(&place.words), personal(&place.city), place.region.clone(), country]
        .into_iter()
        .flatten()
        .collect();
    let degrees = |e6: i32| format!("{:.5}", f64::from(e6) / 1e6);
    PlaceView {
        role: words.say(terms::place(place.role)),
        text: if parts.is_empty() { words.say("not-known") } else { parts.join(", ") },
        position: place
            .position
            .map(|at| format!("{}, {}", degrees(at.latitude_e6), degrees(at.longitude_e6))),
    }
}

fn payment(words: Words, position: usize, payment: &Payment, view: &ReportView) -> PaymentView {
    let mentions = &view.opened.report.mentions;
    let person = |at: usize| {
        let person = mentions.get(at)?;
        let text = format!(
            "{}, {}",
            words.fill("person-number", "number", &(at + 1)),
            words.say(terms::role(person.role))
        );
        Some(Shown::Link { to: format!("person-{}", at + 1), text })
    };
    let mut facts = Vec::new();
    if let Some(amount) = &payment.amount {
        let currency =
            amount.currency.clone().unwrap_or_else(|| format!("({})", words.say("payment-no-currency")));
        facts.push(Fact::one(
            words.say("payment-amount"),
            Shown::Text(format!("{} {currency}", amount.value)),
        ));
    }
    if let Some(at) = payment.at {
        facts.push(Fact::one(words.say("payment-at"), Shown::Time(TimeView::of(words, at))));
    }
    if let Some(through) = &payment.through {
        facts.push(Fact::one(words.say("payment-through"), Shown::Text(through.clone())));
    }
    for (label, who) in [("payment-payer", payment.payer), ("payment-payee", payment.payee)] {
        if let Some(link) = who.and_then(person) {
            facts.push(Fact::one(words.say(label), link));
        }
    }
    PaymentView {
        title: words.fill("payment-number", "number", &(position + 1)),
        anchor: format!("payment-{}", position + 1),
        facts,
        identifiers: IdentifierView::all(words, &payment.identifiers, &view.shared),
    }
}

fn narratives(words: Words, report: &Report, reveal: bool) -> Vec<NarrativeView> {
    let shown = |text: &model::Personal| reveal.then(|| text.reveal().to_owned());
    let flagged = report
        .urgency
        .flagged_by_source
        .as_ref()
        .filter(|text| !text.is_empty())
        .map(|text| NarrativeView { kind: words.say("words-flagged"), language: None, words: shown(text) });
    let told = report.narratives.iter().map(|narrative| NarrativeView {
        kind: words.say(terms::narrative(narrative.kind)),
        language: narrative.language.clone(),
        words: shown(&narrative.words),
    });
    flagged.into_iter().chain(told).collect()
}

fn record(words: Words, view: &ReportView, channel: String) -> Vec<Fact> {
    let (row, report) = (&view.opened.row, &view.opened.report);
    let mut facts = vec![
        Fact::one(words.say("record-received"), Shown::Time(TimeView::exact(row.received_at))),
        Fact::one(words.say("record-channel"), Shown::Text(channel)),
        Fact::one(words.say("record-source"), Shown::Text(row.source.clone())),
    ];
    if let Some(number) = &row.source_reference {
        facts.push(Fact::one(words.say("record-their-number"), Shown::Code(number.clone())));
    }
    if let Some(at) = report.received_by_source {
        facts.push(Fact::one(words.say("record-received-by-source"), Shown::Time(TimeView::of(words, at))));
    }
    let codes: Vec<Shown> = report
        .incidents
        .iter()
        .filter_map(|incident| incident.source_code.as_deref())
        .map(source_code)
        .map(Shown::Code)
        .collect();
    if !codes.is_empty() {
        facts.push(Fact { label: words.say("incident-source-code"), values: codes });
    }
    facts.push(Fact::one(words.say("record-version"), Shown::Text(grouped(row.version))));
    facts.push(Fact::one(words.say("record-deliveries"), Shown::Text(grouped(row.deliveries))));
    facts.push(Fact::one(words.say("record-place"), Shown::Text(view.opened.place.clone())));
    facts
}

/// A code of the source's own list. The words of the `CyberTipline` list are the format's and appear on no screen: its
/// values are shown by their number.
fn source_code(code: &str) -> String {
    let position =
        model::IncidentKind::CYBERTIPLINE.iter().position(|(text, _)| text.eq_ignore_ascii_case(code.trim()));
    match position {
        Some(at) => format!("CyberTipline incidentType {}", at + 1),
        None => code.to_owned(),
    }
}

fn papers(words: Words, view: &ReportView) -> Vec<PaperView> {
    if view.words_closed {
        return Vec::new();
    }
    let opened = &view.opened;
    let size = |bytes: i64| words.fill("file-bytes", "count", &grouped(bytes));
    let document = PaperView {
        title: words.say("paper-document"),
        name: opened.document.name.clone(),
        media_type: opened.document.media_type.clone(),
        size: size(i64::try_from(opened.document.bytes.len()).unwrap_or(i64::MAX)),
        sha256: opened.document_sha256.clone(),
    };
    let further = opened.papers.iter().map(|(name, media_type, bytes, sha256)| PaperView {
        title: words.say("paper-other"),
        name: name.clone(),
        media_type: media_type.clone(),
        size: size(*bytes),
        sha256: sha256.clone(),
    });
    std::iter::once(document).chain(further).collect()
}
