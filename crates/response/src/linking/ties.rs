//! Which reports make one lead.
//!
//! Reports are tied by persons, and by strong identifiers that few persons carry. Where every tie counted, a few busy
//! suspects would tie half the country together, and nobody could work on the whole. So it goes in two steps:
//!
//! 1. *Families.* Reports that name the same child or the same facilitator, or carry the same strong identifier, belong
//!    together.
//! 2. *Suspects.* Whoever is named with at most [`FAMILIES_OF_A_SUSPECT`] families ties all their reports to them.
//!    Whoever is named with more ties only those reports that name no child and no facilitator; the families stay leads
//!    of their own, and each shows the others that name the same suspect.
//!
//! Nothing that is in more than [`REPORTS_OF_A_TIE`] reports ties anything. What comes out depends on what is known and
//! not on the order in which it came; a lead is named after its earliest report.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// A suspect named with more families than this does not make one lead of them (judgement of the house, see the
/// documentation for analysts).
pub const FAMILIES_OF_A_SUSPECT: usize = 1;
/// An identifier carried by more persons than this ties nothing: it is shared, or passed on.
pub const PERSONS_OF_AN_IDENTIFIER: usize = 3;
/// A person or identifier in more reports than this ties nothing.
pub const REPORTS_OF_A_TIE: usize = 500;

/// What the reports say, as the two steps need it.
pub(crate) trait Reports {
    /// Persons of a report who are a child or a facilitator anywhere.
    fn anchors(&self, report: i64) -> Vec<u64>;
    /// The other persons of a report, reporters left out.
    fn suspects(&self, report: i64) -> Vec<u64>;
    /// Identifiers of a report that tie.
    fn identifiers(&self, report: i64) -> Vec<u64>;
    /// Reports that name a person.
    fn of_person(&self, person: u64) -> Vec<i64>;
    /// Reports that carry an identifier.
    fn of_identifier(&self, token: u64) -> Vec<i64>;
}

/// Families and leads, kept up to date.
#[derive(Default)]
pub(crate) struct Ties {
    family: HashMap<i64, i64>,
    families: HashMap<i64, Vec<i64>>,
    /// Families that name neither child nor facilitator.
    bare: HashSet<i64>,
    lead: HashMap<i64, i64>,
    leads: HashMap<i64, Vec<i64>>,
    /// Suspects of each report when it was last looked at: who is named no more counts no more.
    suspects: HashMap<i64, Vec<u64>>,
    /// Suspects named with more families than tie.
    busy: HashSet<u64>,
}

/// Takes everything reachable from `starts`, group by group.
fn groups(starts: &BTreeSet<i64>, mut beside: impl FnMut(i64) -> Vec<i64>) -> Vec<Vec<i64>> {
    let mut seen = HashSet::new();
    let mut groups = Vec::new();
    for start in starts {
        if !seen.insert(*start) {
            continue;
        }
        let (mut group, mut waiting) = (Vec::new(), VecDeque::from([*start]));
        while let Some(report) = waiting.pop_front() {
            group.push(report);
            waiting.extend(beside(report).into_iter().filter(|next| seen.insert(*next)));
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Puts new groups in the place of old ones.
fn regroup(of: &mut HashMap<i64, i64>, members: &mut HashMap<i64, Vec<i64>>, groups: &[Vec<i64>]) {
    for report in groups.iter().flatten() {
        if let Some(old) = of.remove(report) {
            members.remove(&old);
        }
    }
    for group in groups {
        let Some(first) = group.first() else { continue };
        of.extend(group.iter().map(|report| (*report, *first)));
        members.insert(*first, group.clone());
    }
}

impl Ties {
    /// Reports of the lead that a report is in.
    pub(crate) fn lead_of(&self, report: i64) -> Option<(i64, &[i64])> {
        let lead = *self.lead.get(&report)?;
        Some((lead, self.leads.get(&lead)?))
    }

    /// How many leads there are.
    pub(crate) fn len(&self) -> usize {
        self.leads.len()
    }

    /// Whether a person is named with so many families that they do not make one lead.
    pub(crate) fn is_busy(&self, person: u64) -> bool {
        self.busy.contains(&person)
    }

    /// Takes in that the persons or identifiers of these reports, or what ties, have changed. Returns every report whose
    /// lead was looked at, and the leads that were there before.
    pub(crate) fn update(
        &mut self,
        reports: &impl Reports,
        changed: &BTreeSet<i64>,
    ) -> (BTreeSet<i64>, BTreeSet<i64>) {
        let starts = self.with_old(changed, |ties, report| {
            ties.family.get(&report).and_then(|old| ties.families.get(old))
        });
        let families = groups(&starts, |report| {
            let of_anchors = reports.anchors(report).into_iter().map(|person| reports.of_person(person));
            let of_identifiers =
                reports.identifiers(report).into_iter().map(|token| reports.of_identifier(token));
            of_anchors.chain(of_identifiers).filter(|all| all.len() <= REPORTS_OF_A_TIE).flatten().collect()
        });
        for report in families.iter().flatten() {
            if let Some(old) = self.family.get(report) {
                self.bare.remove(old);
            }
        }
        regroup(&mut self.family, &mut self.families, &families);
        for family in &families {
            if let (Some(first), true) =
                (family.first(), family.iter().all(|report| reports.anchors(*report).is_empty()))
            {
                self.bare.insert(*first);
            }
        }
        let looked_at: BTreeSet<i64> = families.into_iter().flatten().collect();

        // Suspects of any of these reports may now be named with more or fewer families.
        let mut suspects = BTreeSet::new();
        for report in &looked_at {
            let now = reports.suspects(*report);
            suspects.extend(&now);
            let before = if now.is_empty() {
                self.suspects.remove(report)
            } else {
                self.suspects.insert(*report, now)
            };
            suspects.extend(before.unwrap_or_default());
        }
        let mut changed = looked_at;
        for suspect in suspects {
            let named: Vec<i64> = reports.of_person(suspect);
            let families: HashSet<i64> = named
                .iter()
                .filter(|report| !self.is_bare(**report))
                .filter_map(|report| self.family.get(report).copied())
                .collect();
            let busy = families.len() > FAMILIES_OF_A_SUSPECT;
            let turned = if busy { self.busy.insert(suspect) } else { self.busy.remove(&suspect) };
            if turned {
                changed.extend(named);
            }
        }
        let mut starts = self
            .with_old(&changed, |ties, report| ties.lead.get(&report).and_then(|old| ties.leads.get(old)));
        // A family is never divided.
        let whole: Vec<i64> = starts
            .iter()
            .filter_map(|report| self.families.get(self.family.get(report)?))
            .flatten()
            .copied()
            .collect();
        starts.extend(whole);
        let mut before: BTreeSet<i64> =
            starts.iter().filter_map(|report| self.lead.get(report).copied()).collect();
        let leads = groups(&starts, |report| self.beside(reports, report));
        before.extend(leads.iter().flatten().filter_map(|report| self.lead.get(report).copied()));
        regroup(&mut self.lead, &mut self.leads, &leads);
        (leads.into_iter().flatten().collect(), before)
    }

    fn with_old<'a>(
        &'a self,
        changed: &BTreeSet<i64>,
        old: impl Fn(&'a Self, i64) -> Option<&'a Vec<i64>>,
    ) -> BTreeSet<i64> {
        changed
            .iter()
            .copied()
            .chain(changed.iter().filter_map(|report| old(self, *report)).flatten().copied())
            .collect()
    }

    /// Whether the family of a report names neither child nor facilitator.
    fn is_bare(&self, report: i64) -> bool {
        self.family.get(&report).is_none_or(|family| self.bare.contains(family))
    }

    fn beside(&self, reports: &impl Reports, report: i64) -> Vec<i64> {
        let mut beside: Vec<i64> = self
            .family
            .get(&report)
            .and_then(|family| self.families.get(family))
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for suspect in reports.suspects(report) {
            let named = reports.of_person(suspect);
            if named.len() > REPORTS_OF_A_TIE {
                continue;
            }
            if !self.is_busy(suspect) {
                beside.extend(named);
            } else if self.is_bare(report) {
                beside.extend(named.into_iter().filter(|other| self.is_bare(*other)));
            }
        }
        beside
    }

    #[cfg(test)]
    fn all(&self) -> BTreeSet<Vec<i64>> {
        self.leads.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reports as lists: anchors, suspects, identifiers.
    #[derive(Clone, Debug, Default)]
    struct Made(Vec<(Vec<u64>, Vec<u64>, Vec<u64>)>);

    impl Made {
        fn at(&self, report: i64) -> (Vec<u64>, Vec<u64>, Vec<u64>) {
            usize::try_from(report).ok().and_then(|at| self.0.get(at)).cloned().unwrap_or_default()
        }
        fn with(&self, has: impl Fn(&(Vec<u64>, Vec<u64>, Vec<u64>)) -> bool) -> Vec<i64> {
            (0..).zip(&self.0).filter(|(_, report)| has(report)).map(|(no, _)| no).collect()
        }
    }

    impl Reports for Made {
        fn anchors(&self, report: i64) -> Vec<u64> {
            self.at(report).0
        }
        fn suspects(&self, report: i64) -> Vec<u64> {
            self.at(report).1
        }
        fn identifiers(&self, report: i64) -> Vec<u64> {
            self.at(report).2
        }
        fn of_person(&self, person: u64) -> Vec<i64> {
            self.with(|report| report.0.contains(&person) || report.1.contains(&person))
        }
        fn of_identifier(&self, token: u64) -> Vec<i64> {
            self.with(|report| report.2.contains(&token))
        }
    }

    fn leads(made: &Made) -> BTreeSet<Vec<i64>> {
        let mut ties = Ties::default();
        ties.update(made, &(0..i64::try_from(made.0.len()).unwrap()).collect());
        ties.all()
    }

    #[test]
    fn a_suspect_of_many_families_does_not_make_one_lead_of_them() {
        // Reports 0 to 2 name a family each and suspect 50; 3 and 4 name the suspect alone.
        let mut made = Made((0..3).map(|child| (vec![child], vec![50], vec![])).collect());
        made.0.extend([(vec![], vec![50], vec![]), (vec![], vec![50], vec![])]);
        assert_eq!(leads(&made), BTreeSet::from([vec![0], vec![1], vec![2], vec![3, 4]]));
        // With one family only, the suspect ties all.
        made.0.drain(..2);
        assert_eq!(leads(&made), BTreeSet::from([vec![0, 1, 2]]));
    }

    #[test]
    fn what_thousands_carry_ties_nothing() {
        let made = Made((0..=REPORTS_OF_A_TIE).map(|_| (vec![], vec![], vec![7])).collect());
        assert_eq!(leads(&made).len(), REPORTS_OF_A_TIE + 1);
    }

    fn report() -> impl Strategy<Value = (Vec<u64>, Vec<u64>, Vec<u64>)> {
        let few = |from: u64| proptest::collection::vec(from..from + 12, 0..2);
        (few(0), few(100), few(200))
    }

    proptest! {
        #[test]
        fn step_by_step_gives_the_same_leads_as_at_once(
            reports in proptest::collection::vec(report(), 1..24),
            changes in proptest::collection::vec((0_usize..24, report()), 0..12),
            step in 1_usize..6,
        ) {
            let made = Made(reports);
            let mut ties = Ties::default();
            let all: Vec<i64> = (0..i64::try_from(made.0.len()).unwrap()).collect();
            // Reports come in stretches; those that have not come yet are not there.
            let whole = made;
            let mut come = Made::default();
            for stretch in all.chunks(step) {
                for no in stretch {
                    come.0.push(whole.at(*no));
                }
                ties.update(&come, &stretch.iter().copied().collect());
            }
            prop_assert_eq!(ties.all(), leads(&whole));
            let mut now = whole;
            for (at, report) in changes {
                let at = at % now.0.len();
                now.0[at] = report;
                ties.update(&now, &BTreeSet::from([i64::try_from(at).unwrap()]));
                prop_assert_eq!(ties.all(), leads(&now));
            }
        }
    }
}
