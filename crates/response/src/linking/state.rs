//! What linking holds in memory beside the index: reports, who is in them, persons as the tables have them, and leads.

use super::{
    model::Party,
    setting::{Setting, Settings},
    ties::{Reports, Ties},
};
use model::{Identifier, IdentifierKind, Instant, MentionRef, MentionRole, Report};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::{LeadRow, LinkReport, PersonRow};

/// A mention as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MentionState {
    pub(crate) role: MentionRole,
    pub(crate) party: Party,
    /// The person as the index has them; none before the first settling, and for reporters, who are never linked.
    pub(crate) person: Option<u64>,
    /// The person as the tables have them.
    pub(super) written: Option<u64>,
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
    pub(super) kinds: i64,
    pub(super) channel: i64,
    pub(super) received: Instant,
    pub(crate) carried: Vec<Carried>,
    /// The number of what it says of where it happens and in which language it speaks.
    setting: Option<u32>,
    /// The lead as the tables have it.
    pub(super) written: i64,
}

/// A person of several mentions.
#[derive(Debug)]
pub(crate) struct PersonState {
    /// Keys of the mentions, ascending.
    pub(crate) members: Vec<u64>,
    pub(super) anchor: bool,
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
    settings: Settings,
    pub(super) written_leads: HashMap<i64, LeadRow>,
    /// Reports whose persons or identifiers have changed since the last settling.
    pub(super) changed: BTreeSet<i64>,
    /// Mentions that are no more, with the person the tables have them in.
    pub(super) gone: HashMap<u64, Option<u64>>,
    /// Mentions whose cluster may have changed.
    pub(super) touched: HashSet<u64>,
}

/// Kinds of identifier by which reports belong together whoever carries them: given out once and not passed on.
/// Telephone numbers and what is made of them are recycled, devices and addresses shared.
pub(super) const fn ties_reports(kind: IdentifierKind) -> bool {
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
            setting: self.settings.number(Setting::of(&taken.report)),
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
            (report.mentions, report.carried, report.setting) = (0, Vec::new(), None);
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

    /// Mentions whose cluster may have changed since this was asked last.
    pub(crate) fn take_touched(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.touched).into_iter().collect()
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

    /// Mentions that carry an identifier, ascending; those of whoever told are left out, and so is what is a report's own.
    pub(crate) fn mentions_carrying(&self, identifier: &Identifier) -> Vec<u64> {
        let carriers = self.identifiers.get(&token(identifier)).map(|known| &known.carriers);
        carriers.into_iter().flatten().filter_map(|(_, mention)| *mention).collect()
    }

    /// Where a report happens and in which languages it speaks; nothing where it says neither.
    pub(crate) fn setting(&self, report: i64) -> Option<&Setting> {
        self.settings.get(self.reports.get(&report)?.setting?)
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

    /// Pairs of mentions with a strong identifier in common that one report calls a child and another an adult. The model
    /// never compares the two: whoever looks decides.
    pub(crate) fn conflicts(&self, token: u64) -> Option<(u64, u64)> {
        let identifier = self.identifiers.get(&token).filter(|identifier| identifier.ties)?;
        let carriers = || identifier.carriers.iter().filter_map(|(_, mention)| *mention);
        let party = |key: u64| self.person_of(key).map(|person| self.party(person));
        let child = carriers().find(|key| party(*key) == Some(Party::Child))?;
        let adult = carriers().find(|key| party(*key) == Some(Party::Adult))?;
        // Two mentions of one report are two persons who use one thing.
        (MentionRef::of_key(child).report_no != MentionRef::of_key(adult).report_no)
            .then_some((child.min(adult), child.max(adult)))
    }
}

pub(super) fn is_anchor(mention: &MentionState) -> bool {
    mention.party == Party::Child || mention.role == MentionRole::Facilitator
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
