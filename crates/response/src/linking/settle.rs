//! Bringing persons and leads up to date, and gathering what the tables need for it.

use super::{
    model::Party,
    state::{PersonState, State, Written, is_anchor, ties_reports},
    ties::{PERSONS_OF_AN_IDENTIFIER, REPORTS_OF_A_TIE},
};
use linkage::index::Cluster;
use model::{Instant, MentionRef, MentionRole};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{LeadRow, LinkWrite, PersonRow, TurnKind};

impl State {
    /// Brings persons and leads up to date with the index and gathers what the tables need.
    pub(crate) fn settle(
        &mut self,
        cluster_of: impl Fn(u64) -> Option<Cluster>,
        written: &Written,
    ) -> LinkWrite {
        let mut write = LinkWrite::default();
        let mut before: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for (mention, person) in std::mem::take(&mut self.gone) {
            if let Some(person) = person {
                write.gone_mentions.push(mention);
                before.entry(person).or_default();
            }
            self.persons.remove(&mention);
        }
        let mut seen = HashSet::new();
        let touched: BTreeSet<u64> = std::mem::take(&mut self.touched).into_iter().collect();
        for key in touched {
            let Some(cluster) = (!seen.contains(&key)).then(|| cluster_of(key)).flatten() else { continue };
            seen.extend(cluster.members.iter().copied());
            self.take_cluster(&cluster, &mut write, &mut before);
        }
        write.persons.retain(|person| written.persons.get(&person.id) != Some(person));
        for person in written.persons.keys() {
            before.entry(*person).or_default();
        }
        for (person, now) in &before {
            let stands = self.person_of(*person) == Some(*person);
            if !stands {
                write.gone_persons.push(*person);
                self.persons.remove(person);
            }
            // Told only of persons that were written, so that it does not depend on how much came at once.
            match now.len() {
                0 => {}
                1 => write.turns.extend(
                    now.iter().filter(|into| *into != person).map(|into| (TurnKind::Merged, *person, *into)),
                ),
                _ => write.turns.extend(
                    now.iter().filter(|into| *into != person).map(|into| (TurnKind::Split, *person, *into)),
                ),
            }
        }
        write.gone_mentions.sort_unstable();
        write.mentions.sort_unstable();
        self.settle_leads(&mut write, written);
        write
    }

    /// Takes one cluster over, and notes where its mentions were before.
    fn take_cluster(
        &mut self,
        cluster: &Cluster,
        write: &mut LinkWrite,
        before: &mut BTreeMap<u64, BTreeSet<u64>>,
    ) {
        let mut reports = BTreeSet::new();
        let mut anchor = false;
        for member in &cluster.members {
            reports.insert(MentionRef::of_key(*member).report_no);
            let Some(mention) = self.mentions.get_mut(member) else { continue };
            anchor |= is_anchor(mention);
            mention.person = Some(cluster.id);
            if let Some(written) = mention.written {
                before.entry(written).or_default().insert(cluster.id);
            }
            if mention.written != Some(cluster.id) {
                write.mentions.push((*member, cluster.id));
                mention.written = Some(cluster.id);
            }
            if *member != cluster.id {
                self.persons.remove(member);
            }
        }
        if cluster.members.len() > 1 {
            self.persons.insert(cluster.id, PersonState { members: cluster.members.clone(), anchor });
        } else {
            self.persons.remove(&cluster.id);
        }
        write.persons.push(PersonRow {
            id: cluster.id,
            party: self.party(cluster.id).code().to_owned(),
            mentions: i64::try_from(cluster.members.len()).unwrap_or(i64::MAX),
            reports: i64::try_from(reports.len()).unwrap_or(i64::MAX),
            weakest: cluster.weakest.map(|(.., weight)| thousandths(weight)),
        });
        // Other reports may be tied by this person now, or by an identifier that fewer or more persons carry.
        self.changed.extend(reports);
    }

    fn settle_leads(&mut self, write: &mut LinkWrite, written: &Written) {
        let mut changed = std::mem::take(&mut self.changed);
        let tokens: HashSet<u64> = changed
            .iter()
            .filter_map(|no| self.reports.get(no))
            .flat_map(|report| report.carried.iter().filter(|carried| ties_reports(carried.kind)))
            .map(|carried| carried.token)
            .collect();
        for token in tokens {
            let Some(identifier) = self.identifiers.get(&token) else { continue };
            let ties = identifier.carriers.len() <= REPORTS_OF_A_TIE
                && self.carriers(identifier) <= PERSONS_OF_AN_IDENTIFIER;
            if ties != identifier.ties {
                changed.extend(identifier.carriers.iter().map(|(report, _)| *report));
                if let Some(identifier) = self.identifiers.get_mut(&token) {
                    identifier.ties = ties;
                }
            }
        }
        let mut ties = std::mem::take(&mut self.ties);
        let (looked_at, before) = ties.update(&*self, &changed);
        self.ties = ties;
        let mut leads = BTreeSet::new();
        for report in &looked_at {
            let Some((lead, _)) = self.ties.lead_of(*report) else { continue };
            leads.insert(lead);
            if let Some(state) = self.reports.get_mut(report)
                && state.written != lead
            {
                write.lead_reports.push((*report, lead));
                // What a lead was is no lead any more, unless another report names it below.
                let old = std::mem::replace(&mut state.written, lead);
                if self.ties.lead_of(old).is_none_or(|(now, _)| now != old) {
                    write.gone_leads.push(old);
                }
            }
        }
        let stale = |lead: &&i64| {
            self.reports.contains_key(lead) && self.ties.lead_of(**lead).is_none_or(|(now, _)| now != **lead)
        };
        write.gone_leads.extend(written.leads.keys().filter(stale));
        write.gone_leads.extend(before.into_iter().filter(|old| !leads.contains(old)));
        write.gone_leads.sort_unstable();
        write.gone_leads.dedup();
        for old in &write.gone_leads {
            self.written_leads.remove(old);
        }
        for lead in leads {
            let Some(row) = self.lead_row(lead) else { continue };
            if self.written_leads.insert(lead, row) != Some(row) {
                write.leads.push(row);
            }
        }
    }

    fn lead_row(&self, lead: i64) -> Option<LeadRow> {
        let (_, reports) = self.ties.lead_of(lead)?;
        let mut row = LeadRow {
            no: lead,
            rank: 0,
            kinds: 0,
            channels: 0,
            reports: i64::try_from(reports.len()).unwrap_or(i64::MAX),
            persons: 0,
            children: 0,
            suspects: 0,
            first_received: Instant::from_micros(i64::MAX),
            last_received: Instant::from_micros(i64::MIN),
        };
        let mut persons = BTreeSet::new();
        for no in reports {
            let report = self.reports.get(no)?;
            row.kinds |= report.kinds;
            row.channels |= report.channel;
            row.first_received = row.first_received.min(report.received);
            row.last_received = row.last_received.max(report.received);
            persons.extend(self.persons_of(*no));
        }
        for person in persons {
            row.persons += 1;
            let child = self.party(person) == Party::Child;
            let suspect = self
                .roles(person)
                .iter()
                .any(|role| matches!(role, MentionRole::Suspect | MentionRole::Facilitator));
            row.children += i64::from(child);
            row.suspects += i64::from(suspect);
        }
        Some(row)
    }
}

/// A weight in thousandths of a bit.
fn thousandths(weight: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "bounded to what a weight can be")]
    let whole = (weight.clamp(-1e9, 1e9) * 1_000.0).round() as i64;
    whole
}
