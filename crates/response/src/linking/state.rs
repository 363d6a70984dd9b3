//! What linking holds in memory beside the index: reports, who is in them, persons as the tables have them, and leads.

use super::{
    model::Party,
    ties::{PERSONS_OF_AN_IDENTIFIER, REPORTS_OF_A_TIE, Reports, Ties},
};
use linkage::index::Cluster;
use model::{Identifier, IdentifierKind, Instant, MentionRef, MentionRole, Report};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::{LeadRow, LinkReport, LinkWrite, PersonRow, TurnKind};

/// A mention as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MentionState {
    pub(crate) role: MentionRole,
    pub(crate) party: Party,
    /// The person as the index has them; none before the first settling, and for reporters, who are never linked.
    pub(crate) person: Option<u64>,
    /// The person as the tables have them.
    written: Option<u64>,
}

/// An identifier that may tie reports, with the mention that carries it; none where it is the report's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Carried {
    pub(crate) token: u64,
    pub(crate) kind: IdentifierKind,
    pub(crate) mention: Option<u64>,
}

/// A report as it stands.
#[derive(Debug)]
pub(crate) struct ReportState {
    pub(crate) mentions: u16,
    kinds: i64,
    channel: i64,
    received: Instant,
    pub(crate) carried: Vec<Carried>,
    /// The lead as the tables have it.
    written: i64,
}

/// A person of several mentions.
#[derive(Debug)]
pub(crate) struct PersonState {
    /// Keys of the mentions, ascending.
    pub(crate) members: Vec<u64>,
    anchor: bool,
}

/// An identifier and the reports that carry it.
#[derive(Debug, Default)]
pub(crate) struct IdentifierState {
    pub(crate) carriers: BTreeSet<(i64, Option<u64>)>,
    pub(crate) ties: bool,
}

/// What the tables hold, to be compared with what they should.
#[derive(Default)]
pub(crate) struct Written {
    /// Whether everything was read; else nothing is compared.
    pub(crate) all: bool,
    pub(crate) mentions: Vec<(u64, u64)>,
    pub(crate) persons: HashMap<u64, PersonRow>,
    pub(crate) reports: Vec<(i64, i64)>,
    pub(crate) leads: HashMap<i64, LeadRow>,
}

/// Everything but the index.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) reports: BTreeMap<i64, ReportState>,
    pub(crate) mentions: HashMap<u64, MentionState>,
    pub(crate) persons: HashMap<u64, PersonState>,
    pub(crate) identifiers: HashMap<u64, IdentifierState>,
    pub(crate) ties: Ties,
    written_leads: HashMap<i64, LeadRow>,
    /// Reports whose persons or identifiers have changed since the last settling.
    changed: BTreeSet<i64>,
    /// Mentions that are no more, with the person the tables have them in.
    gone: HashMap<u64, Option<u64>>,
    /// Mentions whose cluster may have changed.
    touched: HashSet<u64>,
}

/// Kinds of identifier by which reports belong together whoever carries them: given out once and not passed on.
/// Telephone numbers and what is made of them are recycled, devices and addresses shared.
const fn ties_reports(kind: IdentifierKind) -> bool {
    matches!(
        kind,
        IdentifierKind::Email
            | IdentifierKind::AccountId
            | IdentifierKind::Account
            | IdentifierKind::BankAccount
            | IdentifierKind::DocumentNumber
            | IdentifierKind::RemittanceReference
    )
}

/// Kinds shown on a lead's chart, whether they tie or not.
const fn shown_in_leads(kind: IdentifierKind) -> bool {
    ties_reports(kind)
        || matches!(kind, IdentifierKind::Phone | IdentifierKind::Wallet | IdentifierKind::Device)
}

/// A number for an identifier: 64 bits of SHA-256 of its lookup key. Only in memory; the index beside it holds the words.
fn token(identifier: &Identifier) -> u64 {
    let hash = store::keys::sha256(identifier.lookup_key().as_bytes());
    u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

fn carried(no: i64, report: &Report) -> Vec<Carried> {
    let of_mentions = report.mentions.iter().enumerate().flat_map(|(position, mention)| {
        let key = MentionRef::new(no, position).map(MentionRef::key);
        // Who told is not part of what is told.
        let told = mention.role == MentionRole::Reporter;
        mention.identifiers.iter().filter(move |_| !told).map(move |identifier| (identifier, key))
    });
    let own =
        report.identifiers.iter().chain(report.payments.iter().flat_map(|payment| &payment.identifiers));
    let mut carried: Vec<Carried> = of_mentions
        .chain(own.map(|identifier| (identifier, None)))
        .filter(|(identifier, _)| identifier.valid && shown_in_leads(identifier.kind))
        .map(|(identifier, mention)| Carried { token: token(identifier), kind: identifier.kind, mention })
        .collect();
    carried.sort_unstable_by_key(|carried| (carried.token, carried.mention));
    carried.dedup();
    carried
}

impl State {
    /// Takes a report in, instead of what it was before. Returns mentions to be taken out of the index.
    pub(crate) fn put(&mut self, taken: &LinkReport, parties: &[Party]) -> Vec<u64> {
        let no = taken.no;
        let gone = self.take_out(no);
        let written = self.reports.get(&no).map_or(no, |report| report.written);
        let carried = carried(no, &taken.report);
        for Carried { token, mention, .. } in &carried {
            self.identifiers.entry(*token).or_default().carriers.insert((no, *mention));
        }
        for (position, (mention, party)) in taken.report.mentions.iter().zip(parties).enumerate() {
            let Some(key) = MentionRef::new(no, position).map(MentionRef::key) else { continue };
            let written = self.gone.remove(&key).flatten();
            self.mentions
                .insert(key, MentionState { role: mention.role, party: *party, person: None, written });
        }
        let state = ReportState {
            mentions: u16::try_from(taken.report.mentions.len()).unwrap_or(u16::MAX),
            kinds: taken.kinds.bits(),
            channel: taken.channel.bit(),
            received: taken.received_at,
            carried,
            written,
        };
        self.reports.insert(no, state);
        self.changed.insert(no);
        gone
    }

    /// Forgets what an erased report said; the report stays, as a lead of its own.
    pub(crate) fn erase(&mut self, no: i64) -> Vec<u64> {
        let gone = self.take_out(no);
        if let Some(report) = self.reports.get_mut(&no) {
            (report.mentions, report.carried) = (0, Vec::new());
        }
        self.changed.insert(no);
        gone
    }

    fn take_out(&mut self, no: i64) -> Vec<u64> {
        let Some(report) = self.reports.get_mut(&no) else { return Vec::new() };
        let carried = std::mem::take(&mut report.carried);
        let keys: Vec<u64> =
            (0..report.mentions).map(|position| MentionRef { report_no: no, position }.key()).collect();
        for Carried { token, mention, .. } in carried {
            if let Some(identifier) = self.identifiers.get_mut(&token) {
                identifier.carriers.remove(&(no, mention));
                self.changed.extend(identifier.carriers.iter().map(|(report, _)| *report));
                if identifier.carriers.is_empty() {
                    self.identifiers.remove(&token);
                }
            }
        }
        for key in &keys {
            if let Some(mention) = self.mentions.remove(key) {
                self.gone.insert(*key, mention.written);
                // Whoever was with it is looked at again.
                if let Some(person) = mention.person {
                    let members = self.members(person);
                    self.touched.extend(members);
                }
            }
        }
        keys
    }

    /// Notes that these clusters may have changed.
    pub(crate) fn touch(&mut self, members: impl IntoIterator<Item = u64>) {
        self.touched.extend(members);
    }

    /// Notes what the tables hold; everything is compared with it at the next settling.
    pub(crate) fn note(&mut self, written: &Written) {
        for mention in self.mentions.values_mut() {
            mention.written = None;
        }
        self.gone.clear();
        for (mention, person) in &written.mentions {
            match self.mentions.get_mut(mention) {
                Some(state) => state.written = Some(*person),
                None => drop(self.gone.insert(*mention, Some(*person))),
            }
        }
        for report in self.reports.values_mut() {
            report.written = i64::MIN;
        }
        for (report, lead) in &written.reports {
            if let Some(state) = self.reports.get_mut(report) {
                state.written = *lead;
            }
        }
        self.written_leads.clone_from(&written.leads);
        self.changed.extend(self.reports.keys());
    }

    /// Mentions of a person, ascending.
    pub(crate) fn members(&self, person: u64) -> Vec<u64> {
        match self.persons.get(&person) {
            Some(state) => state.members.clone(),
            None => vec![person],
        }
    }

    /// The person of a mention.
    pub(crate) fn person_of(&self, mention: u64) -> Option<u64> {
        self.mentions.get(&mention)?.person
    }

    /// Whether a person is a child or a facilitator anywhere.
    fn is_anchor(&self, person: u64) -> bool {
        match self.persons.get(&person) {
            Some(state) => state.anchor,
            None => self.mentions.get(&person).is_some_and(is_anchor),
        }
    }

    /// The party of a person: a child where any report says so.
    pub(crate) fn party(&self, person: u64) -> Party {
        let parties = self.members(person).into_iter().filter_map(|key| Some(self.mentions.get(&key)?.party));
        parties.min().unwrap_or(Party::Unknown)
    }

    /// Roles of a person, each once.
    pub(crate) fn roles(&self, person: u64) -> Vec<MentionRole> {
        let roles = self.members(person).into_iter().filter_map(|key| Some(self.mentions.get(&key)?.role));
        roles.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Persons of a report, reporters left out.
    pub(crate) fn persons_of(&self, report: i64) -> impl Iterator<Item = u64> {
        let mentions = self.reports.get(&report).map_or(0, |report| report.mentions);
        (0..mentions)
            .filter_map(move |position| self.person_of(MentionRef { report_no: report, position }.key()))
    }

    /// Persons that carry an identifier; a report's own counts as one.
    pub(crate) fn carriers(&self, identifier: &IdentifierState) -> usize {
        let persons: HashSet<u64> = identifier
            .carriers
            .iter()
            .map(|(report, mention)| {
                mention.and_then(|key| self.person_of(key)).unwrap_or(report.unsigned_abs() << 16)
            })
            .collect();
        persons.len()
    }

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

fn is_anchor(mention: &MentionState) -> bool {
    mention.party == Party::Child || mention.role == MentionRole::Facilitator
}

/// A weight in thousandths of a bit.
fn thousandths(weight: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "bounded to what a weight can be")]
    let whole = (weight.clamp(-1e9, 1e9) * 1_000.0).round() as i64;
    whole
}

impl Reports for State {
    fn anchors(&self, report: i64) -> Vec<u64> {
        self.persons_of(report).filter(|person| self.is_anchor(*person)).collect()
    }
    fn suspects(&self, report: i64) -> Vec<u64> {
        self.persons_of(report).filter(|person| !self.is_anchor(*person)).collect()
    }
    fn identifiers(&self, report: i64) -> Vec<u64> {
        let carried = self.reports.get(&report).map(|report| report.carried.as_slice()).unwrap_or_default();
        let ties = |carried: &&Carried| {
            ties_reports(carried.kind)
                && self.identifiers.get(&carried.token).is_some_and(|identifier| identifier.ties)
        };
        carried.iter().filter(ties).map(|carried| carried.token).collect()
    }
    fn of_person(&self, person: u64) -> Vec<i64> {
        let mut reports: Vec<i64> =
            self.members(person).into_iter().map(|key| MentionRef::of_key(key).report_no).collect();
        reports.dedup();
        reports
    }
    fn of_identifier(&self, token: u64) -> Vec<i64> {
        let carriers = self.identifiers.get(&token).map(|identifier| &identifier.carriers);
        let mut reports: Vec<i64> = carriers.into_iter().flatten().map(|(report, _)| *report).collect();
        reports.dedup();
        reports
    }
}
