//! Typed edges from the parties of an alert to the rest of the house: reports that name one of their numbers, persons whose number
//! it is, and sessions of which the reports tell, with the payments that came minutes before.
//!
//! Each kind of edge needs a right of its own, and each end of one is shown only as far as it is seen:
//!
//! - that a report names a number is found by the blind index; nothing is opened for it where the reader sees the whole report, and
//!   where they see a part, only what that part says counts. Of every other report nothing is said, not even that there is one;
//! - a person is named where the reader may see persons, and only by mentions that are seen;
//! - times are compared only of reports that the reader may open: the journal says so under each of them. It is no
//!   reading: nobody sees more of the report than a time that agreed.
//!
//! None of them leads back: nothing of an alert stands beside a report or a person.

use super::{AlertDetail, Flow, instant};
use crate::{
    ResponseError, Sight,
    desk::PaymentTimes,
    linking::Linker,
    persons::{Carrying, carrying},
    policy::{Permit, act},
};
use model::{Certainty, Country, Identifier, IdentifierKind, Instant, Reference, ReferralPart, Report, When};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Store;

/// Most people around a party whose reports are looked for.
const MOST_AROUND: usize = 40;
/// Reports of one number that are looked at, where the reader sees all of them.
const REPORTS_LOOKED_AT: i64 = 50;
/// Reports of one number that are looked at to find those that the reader sees, where that is not every one: what they do not see
/// must not crowd out what they do. The index itself looks at no more of a number.
const REPORTS_LOOKED_THROUGH: i64 = 2_000;
/// Most reports shown for one number.
const REPORTS_SHOWN: usize = 5;
/// Most persons shown for one number.
const PERSONS_SHOWN: usize = 5;
/// Most reports that are opened to compare times.
const REPORTS_OPENED: usize = 20;
/// Most payments before sessions that are shown.
const SESSIONS_SHOWN: usize = 50;

/// With which rights, and by which settings, an alert is looked at from the rest of the house.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Which records the reader sees.
    pub sight: &'a Sight,
    /// Whether they may open reports.
    pub read: Option<&'a Permit<act::ReadReport>>,
    /// Whether they may see persons.
    pub persons: Option<(&'a Linker, &'a Permit<act::SeePersons>)>,
    /// Country of numbers that carry none.
    pub default_country: Option<Country>,
    /// How long before a session a payment is told.
    pub times: PaymentTimes,
}

/// A number of a party of the alert, with the reports that name it and the persons whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The key as the institution writes it.
    pub key: String,
    /// What kind of identifier the reports know it as.
    pub kind: IdentifierKind,
    /// Whether it is the party of the alert itself.
    pub own: bool,
    /// Reports that the reader may open and that, as far as they see them, name it: the most urgent first.
    pub reports: Vec<Reference>,
    /// Persons, as far as they are seen.
    pub persons: Vec<Carrying>,
}

/// What a report tells of the time of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionKind {
    /// What is reported happened then.
    Happened,
    /// A stream or a meeting was planned for then.
    Planned,
    /// An account or an address of the report was in use then.
    InUse,
}

impl SessionKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Happened, Self::Planned, Self::InUse];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::Planned => "planned",
            Self::InUse => "in-use",
        }
    }
}

/// A payment that came shortly before a session of which a report tells that names who paid or who was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeSession {
    /// The numbers that the report names.
    pub keys: BTreeSet<String>,
    /// The institution's reference of the payment.
    pub payment: String,
    /// When it was paid.
    pub paid: Instant,
    /// When the session began.
    pub began: Instant,
    /// What the report tells of that time.
    pub session: SessionKind,
    /// Whether the source says that the time is about right only.
    pub about: bool,
    /// The report.
    pub report: Reference,
}

impl BeforeSession {
    /// Whole minutes from the payment to the session.
    pub fn minutes(&self) -> i64 {
        self.began.seconds_since(self.paid) / 60
    }
}

/// All edges of an alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// Numbers with a report or a person that the reader sees. A number with neither does not stand here.
    pub naming: Vec<Naming>,
    /// Payments minutes before a session, the latest first.
    pub sessions: Vec<BeforeSession>,
    /// How many more there are than are shown.
    pub more_sessions: usize,
    /// Times of reports that have no zone or no hour: nothing can be said of minutes before them.
    pub times_unclear: usize,
    /// Whether persons are still being put together after a start, and so are not named.
    pub linking: bool,
}

/// A report that names a number and that the reader may open.
struct Candidate {
    /// Its row number.
    no: i64,
    reference: Reference,
    /// Whether they see all of it that can name a number.
    whole: bool,
}

/// A number with what was found for it.
struct Found {
    naming: Naming,
    identifier: Identifier,
    /// The most urgent first.
    candidates: Vec<Candidate>,
}

/// Looks for the edges of an alert.
pub(super) async fn around(
    store: &Store,
    with: Around<'_>,
    detail: &AlertDetail,
    counterparts: &[Flow],
) -> Result<Edges, ResponseError> {
    let keys = std::iter::once((detail.party.key.as_str(), true))
        .chain(counterparts.iter().take(MOST_AROUND).map(|flow| (flow.name.as_str(), false)));
    let mut found: Vec<Found> = Vec::new();
    for (key, own) in keys {
        found.extend(known_as(key, own, with.default_country));
    }
    let mut edges = Edges::default();
    if let Some((linker, permit)) = with.persons {
        let identifiers: Vec<&Identifier> = found.iter().map(|one| &one.identifier).collect();
        match carrying(store, linker, permit, with.sight, &identifiers, PERSONS_SHOWN).await {
            Ok(persons) => {
                for (one, persons) in found.iter_mut().zip(persons) {
                    one.naming.persons = persons;
                }
            }
            Err(ResponseError::Linking { .. }) => edges.linking = true,
            Err(error) => return Err(error),
        }
    }
    if let Some(permit) = with.read {
        for one in &mut found {
            one.candidates = candidates(store, with.sight, &one.identifier).await?;
        }
        let compared = before_sessions(store, with, permit, detail, &found, &mut edges).await?;
        for one in &mut found {
            let token = one.identifier.lookup_key();
            let names = |report: &&Candidate| {
                report.whole || compared.get(&report.no).is_some_and(|named| named.contains(&token))
            };
            let named = one.candidates.iter().filter(names).map(|report| report.reference);
            one.naming.reports = named.take(REPORTS_SHOWN).collect();
        }
    }
    let naming = found.into_iter().map(|one| one.naming);
    edges.naming = naming.filter(|one| !one.reports.is_empty() || !one.persons.is_empty()).collect();
    Ok(edges)
}

/// A key as each kind of identifier that it can be.
fn known_as(key: &str, own: bool, default_country: Option<Country>) -> impl Iterator<Item = Found> + use<'_> {
    [
        Identifier::wallet(None, key, default_country),
        Identifier::bank_account(None, key),
        Identifier::phone(key, default_country),
        Identifier::document(None, key),
    ]
    .into_iter()
    // What has no normal form is found by nothing.
    .filter(|one| one.value.reveal().chars().filter(char::is_ascii_alphanumeric).count() >= 5)
    .map(move |identifier| {
        let (reports, persons) = (Vec::new(), Vec::new());
        let naming = Naming { key: key.to_owned(), kind: identifier.kind, own, reports, persons };
        Found { naming, identifier, candidates: Vec::new() }
    })
}

/// Reports that name an identifier and that the reader may open. Found by the blind index: nothing is opened.
async fn candidates(
    store: &Store,
    sight: &Sight,
    identifier: &Identifier,
) -> Result<Vec<Candidate>, ResponseError> {
    let limit = if sight.is_whole() { REPORTS_LOOKED_AT } else { REPORTS_LOOKED_THROUGH };
    let rows = store.reports_naming(identifier, limit).await?;
    let seen = rows.into_iter().filter(|row| sight.report(row.no));
    let seen = seen.map(|row| Candidate {
        no: row.no,
        reference: row.reference,
        // A payment of the report can name a number too.
        whole: sight.whole_report(row.no) && sight.opens(row.no, ReferralPart::Payments),
    });
    Ok(seen.collect())
}

/// A time of which a report tells.
struct Told {
    began: Instant,
    session: SessionKind,
    about: bool,
}

/// The times of a report, and how many of them say nothing of minutes.
fn times(report: &Report) -> (Vec<Told>, usize) {
    let happened = report
        .occurred
        .iter()
        .map(|one| (one.from, SessionKind::Happened, one.certainty == Certainty::Approximate));
    let planned = report.urgency.planned_for.iter().map(|at| (*at, SessionKind::Planned, false));
    let of_mentions = report.mentions.iter().flat_map(|mention| &mention.identifiers);
    let used = report
        .identifiers
        .iter()
        .chain(of_mentions)
        .flat_map(|identifier| identifier.sightings.iter().filter_map(|one| one.at))
        .map(|at| (at, SessionKind::InUse, false));
    let (mut told, mut unclear) = (Vec::new(), 0);
    for (when, session, about) in happened.chain(planned).chain(used) {
        match when {
            When::Zoned(at) => told.push(Told { began: at.into(), session, about }),
            // The house never guesses a zone: such a time may lie a day off.
            When::Unzoned(_) | When::Day(_) => unclear += 1,
        }
    }
    (told, unclear)
}

/// Compares the times of the reports that the reader may open with the payments of whom they name. Returns what each of those that
/// were looked at names, as far as the reader sees it.
async fn before_sessions(
    store: &Store,
    with: Around<'_>,
    permit: &Permit<act::ReadReport>,
    detail: &AlertDetail,
    found: &[Found],
    edges: &mut Edges,
) -> Result<HashMap<i64, BTreeSet<String>>, ResponseError> {
    let mut numbers: Vec<i64> = Vec::new();
    // Each number's most urgent reports are looked at before the second most urgent of any.
    let longest = found.iter().map(|one| one.candidates.len()).max().unwrap_or(0);
    for no in (0..longest).flat_map(|at| found.iter().filter_map(move |one| Some(one.candidates.get(at)?.no)))
    {
        if numbers.len() == REPORTS_OPENED {
            break;
        }
        if !numbers.contains(&no) {
            numbers.push(no);
        }
    }
    let mut compared = HashMap::new();
    let mut before: BTreeMap<(Instant, usize, SessionKind, i64), BeforeSession> = BTreeMap::new();
    for mut opened in store.compare_reports(permit.by(), &numbers).await? {
        let (no, reference) = (opened.row.no, opened.row.reference);
        let Some(report) = &mut opened.report else { continue };
        with.sight.narrow(no, report);
        let named: BTreeSet<String> = report.all_identifiers().map(Identifier::lookup_key).collect();
        // Where all that names the number is closed to the reader, nothing is said of it.
        let keys = found.iter().filter(|one| named.contains(&one.identifier.lookup_key()));
        let keys: BTreeMap<&str, bool> = keys.map(|one| (one.naming.key.as_str(), one.naming.own)).collect();
        compared.insert(no, named);
        if keys.is_empty() {
            continue;
        }
        let (told, unclear) = times(report);
        edges.times_unclear += unclear;
        for (at, payment) in detail.payments.iter().enumerate().filter(|(_, payment)| !payment.day_only) {
            let concerned = keys
                .iter()
                .filter(|(key, own)| **own || payment.from.key == **key || payment.to.key == **key);
            let concerned: BTreeSet<String> = concerned.map(|(key, _)| (*key).to_owned()).collect();
            if concerned.is_empty() {
                continue;
            }
            let paid = instant(payment.at);
            let until = paid.plus_seconds(with.times.minutes_before_session.saturating_mul(60));
            for one in told.iter().filter(|one| (paid..=until).contains(&one.began)) {
                before.entry((one.began, at, one.session, no)).or_insert_with(|| BeforeSession {
                    keys: concerned.clone(),
                    payment: payment.reference.clone(),
                    paid,
                    began: one.began,
                    session: one.session,
                    about: one.about,
                    report: reference,
                });
            }
        }
    }
    edges.more_sessions = before.len().saturating_sub(SESSIONS_SHOWN);
    edges.sessions = before.into_values().rev().take(SESSIONS_SHOWN).collect();
    Ok(compared)
}
