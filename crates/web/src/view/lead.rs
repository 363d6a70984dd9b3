//! Leads: a line of the queue, and one lead with its reports, persons and what ties them. No word about people.

use super::{
    LineView, TimeView,
    chart::{ChartView, roles_text},
    grouped,
    line::{ReasonView, kind_names},
    terms,
};
use crate::words::Words;
use model::{Channel, IncidentKinds, Instant};
use response::{
    leads::{LeadIdentifier, LeadPerson, LeadView},
    linking::Party,
    queue::LeadLine,
};

/// A line of the queue: a lead, as urgent as its most urgent report.
pub(crate) struct LeadLineView {
    pub(crate) reference: String,
    /// Where the line leads: to the lead, or to its only report.
    pub(crate) address: String,
    /// Whether several reports belong together.
    pub(crate) several: bool,
    /// The most urgent report, with the points and reasons of the lead.
    pub(crate) top: LineView,
    pub(crate) reports: String,
    /// How many children, suspects and persons, where there are any.
    pub(crate) persons: Vec<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) channels: String,
    pub(crate) first_received: TimeView,
    pub(crate) last_received: TimeView,
    /// Where the work stands, for those who do it.
    pub(crate) work: Option<super::desk::WorkTag>,
}

impl LeadLineView {
    pub(crate) fn of(words: Words, line: &LeadLine, now: Instant) -> Self {
        let lead = &line.lead;
        let several = lead.reports > 1;
        let reference = line.reference.to_string();
        let top = LineView::with(words, &line.top.row, &line.priority, now);
        let others = lead.persons - lead.children - lead.suspects;
        let counts =
            [("lead-children", lead.children), ("lead-suspects", lead.suspects), ("lead-others", others)];
        let channels: Vec<String> = Channel::of_bits(lead.channels)
            .map(|channel| words.say(&format!("channel-{}", channel.code())))
            .collect();
        Self {
            address: if several {
                format!("/leads/{reference}")
            } else {
                format!("/reports/{}", top.reference)
            },
            several,
            reports: words.fill("lead-reports", "count", &grouped(lead.reports)),
            persons: counts
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(key, count)| words.fill(key, "count", &grouped(count)))
                .collect(),
            kinds: kind_names(words, IncidentKinds::from_bits(lead.kinds)),
            channels: channels.join(", "),
            first_received: TimeView::exact(lead.first_received),
            last_received: TimeView::exact(lead.last_received),
            work: None,
            reference,
            top,
        }
    }
}

/// A person of a lead.
pub(crate) struct LeadPersonView {
    pub(crate) reference: String,
    pub(crate) roles: String,
    pub(crate) class: &'static str,
    pub(crate) mentions: String,
    pub(crate) reports: String,
    pub(crate) other_leads: Vec<String>,
}

impl LeadPersonView {
    fn of(words: Words, person: &LeadPerson) -> Self {
        let count = |count: usize| grouped(i64::try_from(count).unwrap_or(i64::MAX));
        let suspect = person.roles.iter().any(|role| terms::role_class(*role) == "suspect");
        Self {
            reference: person.person.to_string(),
            roles: roles_text(words, &person.roles, person.party),
            class: match (person.party, suspect) {
                (Party::Child, _) => "child",
                (_, true) => "suspect",
                _ => "plain",
            },
            mentions: count(person.mentions),
            reports: count(person.reports),
            other_leads: person.other_leads.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Identifiers of one kind that several carry.
pub(crate) struct SharedKind {
    pub(crate) kind: String,
    pub(crate) count: String,
    /// Most persons of the whole store that carry one of them.
    pub(crate) carriers: String,
    pub(crate) ties: bool,
}

/// Kinds with their counts, those that tie first.
fn shared_kinds(words: Words, identifiers: &[LeadIdentifier]) -> Vec<SharedKind> {
    let mut found: Vec<(model::IdentifierKind, bool, usize, usize)> = Vec::new();
    for one in identifiers {
        match found.iter_mut().find(|known| (known.0, known.1) == (one.kind, one.ties)) {
            Some(known) => {
                known.2 += 1;
                known.3 = known.3.max(one.carriers);
            }
            None => found.push((one.kind, one.ties, 1, one.carriers)),
        }
    }
    found.sort_by_key(|(kind, ties, count, _)| (!ties, std::cmp::Reverse(*count), *kind));
    found
        .into_iter()
        .map(|(kind, ties, count, carriers)| SharedKind {
            kind: words.say(&terms::identifier(kind)),
            count: count.to_string(),
            carriers: carriers.to_string(),
            ties,
        })
        .collect()
}

/// Everything on the page of a lead.
pub(crate) struct LeadPageView {
    pub(crate) line: LeadLineView,
    /// All of its reasons; the line names the first.
    pub(crate) reasons: Vec<ReasonView>,
    pub(crate) reports: Vec<LineView>,
    pub(crate) more_reports: Option<String>,
    pub(crate) persons: Vec<LeadPersonView>,
    pub(crate) more_persons: Option<String>,
    pub(crate) shared: Vec<SharedKind>,
    pub(crate) chart: Option<ChartView>,
}

impl LeadPageView {
    pub(crate) fn of(words: Words, view: &LeadView, now: Instant) -> Self {
        let more = |count: i64| (count > 0).then(|| words.fill("line-more", "count", &grouped(count)));
        Self {
            line: LeadLineView::of(words, &view.line, now),
            reasons: view.line.priority.reasons.iter().map(|reason| ReasonView::of(words, reason)).collect(),
            reports: view.reports.iter().map(|line| LineView::of(words, line, now)).collect(),
            more_reports: more(view.more_reports),
            persons: view.persons.iter().map(|person| LeadPersonView::of(words, person)).collect(),
            more_persons: more(i64::try_from(view.more_persons).unwrap_or(i64::MAX)),
            shared: shared_kinds(words, &view.identifiers),
            chart: ChartView::of(words, view),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::IdentifierKind;

    #[test]
    fn identifiers_are_counted_by_kind_and_never_named() {
        let one = |kind, carriers, ties| LeadIdentifier { kind, carriers, ties };
        let list = [
            one(IdentifierKind::Phone, 3, true),
            one(IdentifierKind::IpAddress, 400, false),
            one(IdentifierKind::Phone, 5, true),
        ];
        let found: Vec<_> = shared_kinds(Words::default(), &list)
            .into_iter()
            .map(|kind| (kind.kind, kind.count, kind.carriers, kind.ties))
            .collect();
        let row = |kind: &str, count: &str, carriers: &str, ties| {
            (kind.to_owned(), count.to_owned(), carriers.to_owned(), ties)
        };
        assert_eq!(found, [row("Telephone", "2", "5", true), row("IP address", "1", "400", false)]);
    }
}
