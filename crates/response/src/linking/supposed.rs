//! Leads as they would be, were persons these: for measurements, where it is known who is who. What differs from the leads
//! that stand is the fault of persons; what differs from somebody's idea of a lead is the rule's.

use super::{
    state::{Carried, State, is_anchor, ties_reports},
    ties::{PERSONS_OF_AN_IDENTIFIER, REPORTS_OF_A_TIE, Reports, Ties},
};
use model::{MentionRef, MentionRole};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A state in which other persons stand.
struct Supposed<'a> {
    state: &'a State,
    person_of: HashMap<u64, u64>,
    reports_of: HashMap<u64, BTreeSet<i64>>,
    anchors: HashSet<u64>,
    /// Identifiers that tie.
    ties: HashSet<u64>,
}

/// The lead of each report, by its earliest report, were the persons of these mentions these.
pub(super) fn leads(state: &State, persons: &HashMap<u64, u64>) -> HashMap<i64, i64> {
    let supposed = Supposed::new(state, persons);
    let mut ties = Ties::default();
    ties.update(&supposed, &state.reports.keys().copied().collect());
    let lead = |report: &i64| Some((*report, ties.lead_of(*report)?.0));
    state.reports.keys().filter_map(lead).collect()
}

impl<'a> Supposed<'a> {
    fn new(state: &'a State, persons: &HashMap<u64, u64>) -> Self {
        // A person is called by their earliest mention, as everywhere.
        let mut first: HashMap<u64, u64> = HashMap::new();
        for (mention, person) in persons {
            first.entry(*person).and_modify(|known| *known = (*known).min(*mention)).or_insert(*mention);
        }
        let linked = state.mentions.iter().filter(|(_, mention)| mention.role != MentionRole::Reporter);
        let (mut person_of, mut anchors) = (HashMap::new(), HashSet::new());
        let mut reports_of: HashMap<u64, BTreeSet<i64>> = HashMap::new();
        for (key, mention) in linked {
            let person = persons.get(key).and_then(|person| first.get(person)).copied().unwrap_or(*key);
            person_of.insert(*key, person);
            reports_of.entry(person).or_default().insert(MentionRef::of_key(*key).report_no);
            if is_anchor(mention) {
                anchors.insert(person);
            }
        }
        let mut supposed = Self { state, person_of, reports_of, anchors, ties: HashSet::new() };
        supposed.ties = supposed.tying();
        supposed
    }

    fn tying(&self) -> HashSet<u64> {
        let carriers = |carriers: &BTreeSet<(i64, Option<u64>)>| {
            let person = |(report, mention): &(i64, Option<u64>)| {
                let person = mention.and_then(|key| self.person_of.get(&key)).copied();
                person.unwrap_or(report.unsigned_abs() << 16)
            };
            carriers.iter().map(person).collect::<HashSet<u64>>().len()
        };
        let all = self.state.identifiers.iter().filter(|(_, identifier)| {
            identifier.carriers.len() <= REPORTS_OF_A_TIE
                && carriers(&identifier.carriers) <= PERSONS_OF_AN_IDENTIFIER
        });
        all.map(|(token, _)| *token).collect()
    }

    fn persons(&self, report: i64, anchors: bool) -> Vec<u64> {
        let mentions = self.state.reports.get(&report).map_or(0, |report| report.mentions);
        (0..mentions)
            .filter_map(|position| {
                self.person_of.get(&MentionRef { report_no: report, position }.key()).copied()
            })
            .filter(|person| self.anchors.contains(person) == anchors)
            .collect()
    }
}

impl Reports for Supposed<'_> {
    fn anchors(&self, report: i64) -> Vec<u64> {
        self.persons(report, true)
    }
    fn suspects(&self, report: i64) -> Vec<u64> {
        self.persons(report, false)
    }
    fn identifiers(&self, report: i64) -> Vec<u64> {
        let carried = self.state.reports.get(&report).map(|report| report.carried.as_slice());
        let ties = |carried: &&Carried| ties_reports(carried.kind) && self.ties.contains(&carried.token);
        carried.unwrap_or_default().iter().filter(ties).map(|carried| carried.token).collect()
    }
    fn of_person(&self, person: u64) -> Vec<i64> {
        self.reports_of.get(&person).into_iter().flatten().copied().collect()
    }
    fn of_identifier(&self, token: u64) -> Vec<i64> {
        self.state.of_identifier(token)
    }
}
