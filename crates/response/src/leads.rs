//! A lead: the reports that belong together, who is in them and what ties them. Lists and a chart without a word about
//! people: references, roles, kinds and counts. Whoever wants to read opens a report or a person.

use crate::{
    ResponseError, Sight,
    linking::{Inside, Linker, PERSONS_OF_AN_IDENTIFIER, Party},
    persons::Names,
    policy::{Permit, act},
    queue::{LeadLine, QueueLine, lead_line, seen_line, with_priority},
    triage::Factors,
};
use model::{IdentifierKind, MentionRef, MentionRole, PersonReference, Reference};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Page, Store};

/// Most reports of a lead that are shown at once.
pub const REPORTS_SHOWN: i64 = 60;
/// Most persons of a lead that are shown at once.
pub const PERSONS_SHOWN: usize = 80;
/// Most identifiers of a lead that are shown at once.
pub const IDENTIFIERS_SHOWN: usize = 60;
/// Most other leads named with a person.
const OTHER_LEADS_SHOWN: usize = 12;

/// A lead with its reports, and the chart of what ties them.
pub struct LeadView {
    /// The lead as in the list.
    pub line: LeadLine,
    /// Its reports, the most urgent first, up to [`REPORTS_SHOWN`].
    pub reports: Vec<QueueLine>,
    /// Reports that are not shown.
    pub more_reports: i64,
    /// Persons of the reports shown: children first, then those in most reports.
    pub persons: Vec<LeadPerson>,
    /// Persons that are not shown.
    pub more_persons: usize,
    /// Identifiers that several of the persons and reports shown carry.
    pub identifiers: Vec<LeadIdentifier>,
    /// What is tied to what.
    pub edges: Vec<ChartEdge>,
    /// Whether the chart leaves something out.
    pub cut: bool,
}

/// A person of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadPerson {
    /// How people name them.
    pub person: PersonReference,
    /// Whether they are a child.
    pub party: Party,
    /// Their roles in all reports.
    pub roles: Vec<MentionRole>,
    /// Mentions in all reports.
    pub mentions: usize,
    /// Reports of this lead that mention them.
    pub reports: usize,
    /// Other leads that mention them: a suspect of many families ties them to no single lead.
    pub other_leads: Vec<Reference>,
}

/// An identifier of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadIdentifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// How many persons of the whole store carry it.
    pub carriers: usize,
    /// Whether it ties reports: few carry it.
    pub ties: bool,
}

/// Something on the chart, by its position in the lists of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// In [`LeadView::reports`].
    Report(usize),
    /// In [`LeadView::persons`].
    Person(usize),
    /// In [`LeadView::identifiers`].
    Identifier(usize),
}

/// A line of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartEdge {
    /// A report, or a person who carries an identifier.
    pub from: Node,
    /// A person or an identifier.
    pub to: Node,
    /// From a report to a person: the role there.
    pub role: Option<MentionRole>,
}

/// The lead of a report, by the reference of any of its reports.
pub async fn lead(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::SeePersons>,
    sight: &Sight,
    factors: &Factors,
    reference: Reference,
) -> Result<LeadView, ResponseError> {
    let store = &store.reading().await?;
    let row = crate::reading::seen(store, sight, reference).await?;
    let (lead, line, rows) = if sight.is_whole() {
        let listed = store.listed_lead(row.no).await?.ok_or(ResponseError::NotFound)?;
        let lead = listed.lead;
        let rows = store.reports_of_lead(lead.no, Page { after: None, limit: REPORTS_SHOWN }).await?;
        (lead, Some(lead_line(store, factors, listed)), rows)
    } else {
        let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?;
        let mut numbers = store.numbers_of_lead(lead.no).await?;
        numbers.retain(|no| sight.report(*no));
        let mut rows = store.report_rows(&numbers).await?;
        let line = seen_line(store, factors, lead.no, &rows);
        rows.sort_by_key(|row| (row.rank, row.no));
        rows.truncate(usize::try_from(REPORTS_SHOWN).unwrap_or(usize::MAX));
        (lead, line, rows)
    };
    let mut line = line.ok_or(ResponseError::NotFound)?;
    let more_reports = line.lead.reports.saturating_sub(i64::try_from(rows.len()).unwrap_or(0)).max(0);
    let numbers: Vec<i64> = rows.iter().map(|row| row.no).collect();
    let chart = {
        let inside = linker.look()?;
        Chart::of(&inside, sight, lead.no, &numbers)
    };
    if !sight.is_whole() {
        chart.count_into(&mut line.lead);
    }
    let wanted = chart.persons.iter().map(|drawn| drawn.name);
    let names = Names::of(store, wanted.chain(chart.other_leads())).await?;
    let persons = chart.persons.iter().filter_map(|drawn| drawn.view(&names)).collect();
    Ok(LeadView {
        line,
        reports: with_priority(store, factors, rows),
        more_reports,
        persons,
        more_persons: chart.more_persons,
        identifiers: chart.identifiers,
        edges: chart.edges,
        cut: chart.cut || more_reports > 0,
    })
}

/// A person before they are named.
struct Drawn {
    person: u64,
    /// The earliest of their mentions that is seen: what they are called.
    name: u64,
    party: Party,
    roles: Vec<MentionRole>,
    mentions: usize,
    reports: usize,
    other_leads: Vec<i64>,
}

impl Drawn {
    fn view(&self, names: &Names) -> Option<LeadPerson> {
        Some(LeadPerson {
            person: names.person(self.name)?,
            party: self.party,
            roles: self.roles.clone(),
            mentions: self.mentions,
            reports: self.reports,
            other_leads: self.other_leads.iter().filter_map(|lead| names.report(*lead)).collect(),
        })
    }
}

#[derive(Default)]
struct Chart {
    persons: Vec<Drawn>,
    more_persons: usize,
    identifiers: Vec<LeadIdentifier>,
    edges: Vec<ChartEdge>,
    cut: bool,
}

/// First mention of a report: names it where mentions are named.
fn first_of(report: i64) -> u64 {
    MentionRef { report_no: report, position: 0 }.key()
}

impl Chart {
    fn of(inside: &Inside, sight: &Sight, lead: i64, reports: &[i64]) -> Self {
        let mut chart = Self::default();
        chart.draw_persons(inside, sight, lead, reports);
        chart.draw_identifiers(inside, sight, reports);
        chart
    }

    /// The counts of a lead, of nothing but what is drawn.
    fn count_into(&self, lead: &mut store::LeadRow) {
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        lead.persons = whole(self.persons.len().saturating_add(self.more_persons));
        lead.children = whole(self.persons.iter().filter(|drawn| drawn.party == Party::Child).count());
        let suspect = |role: &MentionRole| matches!(role, MentionRole::Suspect | MentionRole::Facilitator);
        lead.suspects = whole(self.persons.iter().filter(|drawn| drawn.roles.iter().any(suspect)).count());
    }

    fn other_leads(&self) -> impl Iterator<Item = u64> {
        self.persons.iter().flat_map(|drawn| &drawn.other_leads).map(|lead| first_of(*lead))
    }

    fn draw_persons(&mut self, inside: &Inside, sight: &Sight, lead: i64, reports: &[i64]) {
        let state = &inside.state;
        let mut found: BTreeMap<u64, BTreeSet<i64>> = BTreeMap::new();
        for report in reports {
            for person in state.persons_of(*report) {
                found.entry(person).or_default().insert(*report);
            }
        }
        let mut persons: Vec<Drawn> = found
            .iter()
            .filter_map(|(person, within)| {
                let mut members = state.members(*person);
                members.retain(|key| sight.key(*key));
                let name = *members.first()?;
                let within = within.iter().filter(|report| {
                    members.iter().any(|key| MentionRef::of_key(*key).report_no == **report)
                });
                let leads: BTreeSet<i64> = members
                    .iter()
                    .filter_map(|key| {
                        let report = MentionRef::of_key(*key).report_no;
                        let lead = state.ties.lead_of(report)?.0;
                        // A lead is called by a report that is seen.
                        Some(if sight.report(lead) { lead } else { report })
                    })
                    .filter(|other| state.ties.lead_of(*other).is_some_and(|(other, ..)| other != lead))
                    .collect();
                let said = members.iter().filter_map(|key| state.mentions.get(key));
                let roles: BTreeSet<MentionRole> = said.clone().map(|mention| mention.role).collect();
                Some(Drawn {
                    person: *person,
                    name,
                    party: said.map(|mention| mention.party).min().unwrap_or(Party::Unknown),
                    roles: roles.into_iter().collect(),
                    mentions: members.len(),
                    reports: within.count(),
                    other_leads: leads.into_iter().take(OTHER_LEADS_SHOWN).collect(),
                })
            })
            .collect();
        persons.sort_by_key(|drawn| (drawn.party, std::cmp::Reverse(drawn.reports), drawn.person));
        self.more_persons = persons.len().saturating_sub(PERSONS_SHOWN);
        self.cut |= self.more_persons > 0;
        persons.truncate(PERSONS_SHOWN);
        for (at, drawn) in persons.iter().enumerate() {
            for key in state.members(drawn.person).into_iter().filter(|key| sight.key(*key)) {
                let report = MentionRef::of_key(key).report_no;
                let Some(from) = reports.iter().position(|shown| *shown == report) else { continue };
                let role = state.mentions.get(&key).map(|mention| mention.role);
                self.edges.push(ChartEdge { from: Node::Report(from), to: Node::Person(at), role });
            }
        }
        self.persons = persons;
    }

    fn draw_identifiers(&mut self, inside: &Inside, sight: &Sight, reports: &[i64]) {
        let state = &inside.state;
        let place: HashMap<u64, usize> =
            self.persons.iter().enumerate().map(|(at, drawn)| (drawn.person, at)).collect();
        // Who carries what, each once.
        let mut carried: BTreeMap<u64, (IdentifierKind, BTreeSet<Node>)> = BTreeMap::new();
        for (at, report) in reports.iter().enumerate() {
            for item in state.reports.get(report).into_iter().flat_map(|report| &report.carried) {
                let seen = match item.mention {
                    Some(key) => sight.key(key),
                    None => sight.whole_report(*report),
                };
                if !seen {
                    continue;
                }
                let person = item.mention.and_then(|key| state.person_of(key));
                let node = match person {
                    Some(person) => place.get(&person).map(|at| Node::Person(*at)),
                    None => Some(Node::Report(at)),
                };
                let entry = carried.entry(item.token).or_insert_with(|| (item.kind, BTreeSet::new()));
                entry.1.extend(node);
            }
        }
        // What one alone carries ties nothing here.
        let mut shared: Vec<_> = carried.into_iter().filter(|(_, (_, nodes))| nodes.len() > 1).collect();
        shared.sort_by_key(|(token, (_, nodes))| (std::cmp::Reverse(nodes.len()), *token));
        self.cut |= shared.len() > IDENTIFIERS_SHOWN;
        for (token, (kind, nodes)) in shared.into_iter().take(IDENTIFIERS_SHOWN) {
            let Some(identifier) = state.identifiers.get(&token) else { continue };
            let carriers = if sight.is_whole() { state.carriers(identifier) } else { nodes.len() };
            let ties = identifier.ties && carriers <= PERSONS_OF_AN_IDENTIFIER;
            let to = Node::Identifier(self.identifiers.len());
            self.identifiers.push(LeadIdentifier { kind, carriers, ties });
            self.edges.extend(nodes.into_iter().map(|from| ChartEdge { from, to, role: None }));
        }
    }
}
