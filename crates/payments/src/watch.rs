//! Alerts of a stream: those that a scan over the same payments gives, told as they come about.
//!
//! What fired at a payment may change for as long as payments may come late. So every party stands twice: by what is settled,
//! and as of now; what is open is joined anew, by the code of a scan ([`crate::subject`]), where a late, corrected or
//! withdrawn payment changed it. A payment that is the newest of its party and recipient, as nearly all are, only adds to what
//! stands.

mod save;

use crate::{
    Engine, Taken, Verdict,
    pack::{Fired, Pack, Reason, Score},
    payment::Payment,
    scan::Alert,
    subject::{Hit, Joined, Side, Subject, Suspects, parties, payer_and_recipient, together},
};
use std::collections::{BTreeMap, BTreeSet};

/// An alert that stands is told again when its score rises by so many points, as the desk opens it again.
const RISE: f64 = 1.0;

/// A party in its role.
type Party = (Side, u32);
/// Events in order of time; of one instant in order of arrival.
type Place = (i64, u32);

/// A subject, and the payment with its best score.
#[derive(Clone, Debug)]
struct Standing {
    subject: Subject,
    payment: u64,
    at: i64,
    best: Fired,
}

impl Standing {
    fn take(standing: &mut Option<Self>, one: &Joined, id: u64, pack: &Pack) {
        let standing = standing.get_or_insert_with(|| Self {
            subject: Subject::new(one.side, one.party, one.sequence),
            payment: id,
            at: one.at,
            best: Fired::default(),
        });
        let before = standing.subject.score.points;
        standing.subject.take(one, pack, pack.alert_from);
        if standing.subject.score.points > before {
            (standing.payment, standing.at, standing.best) = (id, one.at, one.all);
        }
    }
}

/// An event at which something fired and that may still change.
#[derive(Debug)]
struct Open {
    id: u64,
    hits: Vec<Hit>,
    all: Fired,
}

impl Open {
    fn recipient(&self) -> Option<u32> {
        payer_and_recipient(&self.hits).map(|(_, recipient)| recipient)
    }

    fn parties(&self) -> Vec<Party> {
        let mut found = Vec::new();
        parties(&self.hits, self.all, |one| found.push((one.side, one.party)));
        found
    }

    fn of(&self, party: Party) -> Option<Joined> {
        let mut found = None;
        parties(&self.hits, self.all, |one| {
            if (one.side, one.party) == party {
                found = Some(one);
            }
        });
        found
    }
}

/// How parties stand, and who was suspect to whom.
#[derive(Debug, Default)]
struct Known {
    parties: BTreeMap<Party, Standing>,
    suspects: BTreeMap<u32, Suspects>,
}

/// What was last told of a party.
#[derive(Clone, Copy, Debug)]
struct Told {
    points: f64,
    counted: Fired,
}

/// What is new.
#[derive(Clone, Debug)]
pub enum News {
    /// A party is to be looked at, or there is more to say of it, or less.
    Alert(Box<Alert>),
    /// The alert of a party falls away: payments that it rested on were corrected or taken back.
    Retracted(Side, u32),
}

/// The alerts of a stream.
#[derive(Debug, Default)]
pub struct Watch {
    settled: Known,
    live: Known,
    open: BTreeMap<Place, Open>,
    by_id: BTreeMap<u64, Place>,
    by_recipient: BTreeMap<u32, BTreeSet<Place>>,
    by_party: BTreeMap<Party, BTreeSet<Place>>,
    told: BTreeMap<Party, Told>,
}

/// What has to be joined anew, and whose news is to be told.
#[derive(Debug, Default)]
struct Changed {
    recipients: BTreeSet<u32>,
    parties: BTreeSet<Party>,
    touched: BTreeSet<Party>,
}

impl Watch {
    /// Hands a payment to the stream, whose judge is the pack, and tells what is new by it, with reasons of this moment.
    pub fn accept(
        &mut self,
        engine: &mut Engine<Pack>,
        pack: &Pack,
        payment: &Payment,
        news: &mut impl FnMut(News),
    ) -> Taken {
        let mut verdicts = Vec::new();
        let taken = engine.accept(payment, &mut |verdict: &Verdict<Fired>| verdicts.push(*verdict));
        let mut changed = Changed::default();
        if matches!(taken, Taken::Withdrawn(_) | Taken::Corrected(_)) {
            self.remove(payment.id, &mut changed);
        }
        self.take(engine, pack, &verdicts, changed, news);
        taken
    }

    /// Alerts as they stand, the highest score first, as a scan orders them: subject, payment with the best score.
    pub fn alerts(&self) -> Vec<(Subject, u64)> {
        let standing = self.live.parties.values().filter(|standing| standing.subject.alerts.is_some());
        let mut found: Vec<_> =
            standing.map(|standing| (standing.subject.clone(), standing.payment)).collect();
        found.sort_by(|(one, _), (other, _)| {
            let by_points = other.score.points.total_cmp(&one.score.points);
            by_points.then_with(|| (one.side, one.party).cmp(&(other.side, other.party)))
        });
        found
    }

    fn take(
        &mut self,
        engine: &mut Engine<Pack>,
        pack: &Pack,
        verdicts: &[Verdict<Fired>],
        mut changed: Changed,
        news: &mut impl FnMut(News),
    ) {
        for verdict in verdicts {
            let hits = verdict.hits();
            let known = self.by_id.get(&verdict.id).and_then(|place| self.open.get(place));
            if known.map_or(hits.is_empty(), |known| known.hits == hits) {
                continue;
            }
            self.remove(verdict.id, &mut changed);
            if !hits.is_empty() {
                self.put(pack, verdict, hits, &mut changed);
            }
        }
        self.join(pack, &mut changed);
        self.settle(pack, engine.newest() - pack.plan().lateness);
        for party in changed.touched {
            self.tell(engine, pack, party, news);
        }
    }

    fn remove(&mut self, id: u64, changed: &mut Changed) {
        let Some(place) = self.by_id.remove(&id) else { return };
        let Some(open) = self.open.remove(&place) else { return };
        if let Some(recipient) = open.recipient() {
            taken_from(&mut self.by_recipient, &recipient, place);
            changed.recipients.insert(recipient);
        }
        for party in open.parties() {
            taken_from(&mut self.by_party, &party, place);
            changed.parties.insert(party);
        }
    }

    fn put(&mut self, pack: &Pack, verdict: &Verdict<Fired>, hits: Vec<Hit>, changed: &mut Changed) {
        let place = (verdict.at, verdict.sequence);
        let own = together(&hits);
        let mut open = Open { id: verdict.id, hits, all: own };
        let is_last = |places: Option<&BTreeSet<Place>>| places.and_then(BTreeSet::last) < Some(&place);
        if let Some((payer, recipient)) = payer_and_recipient(&open.hits) {
            if is_last(self.by_recipient.get(&recipient)) && !changed.recipients.contains(&recipient) {
                let suspects = self.live.suspects.entry(recipient).or_default();
                open.all = suspects.take(pack, payer, verdict.at, own);
            } else {
                changed.recipients.insert(recipient);
            }
            self.by_recipient.entry(recipient).or_default().insert(place);
        }
        parties(&open.hits, open.all, |one| {
            let party = (one.side, one.party);
            if is_last(self.by_party.get(&party)) && !changed.parties.contains(&party) {
                let mut standing = self.live.parties.remove(&party);
                Standing::take(&mut standing, &one, open.id, pack);
                self.live.parties.extend(standing.map(|standing| (party, standing)));
            } else {
                changed.parties.insert(party);
            }
            changed.touched.insert(party);
            self.by_party.entry(party).or_default().insert(place);
        });
        self.by_id.insert(verdict.id, place);
        self.open.insert(place, open);
    }

    /// Joins what is open anew, from what is settled.
    fn join(&mut self, pack: &Pack, changed: &mut Changed) {
        for recipient in &changed.recipients {
            let mut suspects = self.settled.suspects.get(recipient).cloned().unwrap_or_default();
            for place in self.by_recipient.get(recipient).into_iter().flatten() {
                let Some(open) = self.open.get_mut(place) else { continue };
                let Some((payer, _)) = payer_and_recipient(&open.hits) else { continue };
                let all = suspects.take(pack, payer, place.0, together(&open.hits));
                if all != open.all {
                    open.all = all;
                    changed.parties.extend(open.parties());
                }
            }
            self.live.suspects.insert(*recipient, suspects);
        }
        for party in &changed.parties {
            let mut standing = self.settled.parties.get(party).cloned();
            for place in self.by_party.get(party).into_iter().flatten() {
                let Some(open) = self.open.get(place) else { continue };
                if let Some(one) = open.of(*party) {
                    Standing::take(&mut standing, &one, open.id, pack);
                }
            }
            match standing {
                Some(standing) => self.live.parties.insert(*party, standing),
                None => self.live.parties.remove(party),
            };
        }
        changed.touched.append(&mut changed.parties);
    }

    /// Settles what no payment can change any more.
    fn settle(&mut self, pack: &Pack, before: i64) {
        while let Some(entry) = self.open.first_entry().filter(|entry| entry.key().0 < before) {
            let (place, open) = entry.remove_entry();
            self.by_id.remove(&open.id);
            if let Some((payer, recipient)) = payer_and_recipient(&open.hits) {
                taken_from(&mut self.by_recipient, &recipient, place);
                let suspects = self.settled.suspects.entry(recipient).or_default();
                suspects.take(pack, payer, place.0, together(&open.hits));
            }
            parties(&open.hits, open.all, |one| {
                let party = (one.side, one.party);
                taken_from(&mut self.by_party, &party, place);
                let mut standing = self.settled.parties.remove(&party);
                Standing::take(&mut standing, &one, open.id, pack);
                self.settled.parties.extend(standing.map(|standing| (party, standing)));
            });
        }
    }

    /// Tells of a party where there is anything new.
    fn tell(&mut self, engine: &mut Engine<Pack>, pack: &Pack, party: Party, news: &mut impl FnMut(News)) {
        let told = self.told.get(&party).copied();
        let standing = self.live.parties.get(&party).filter(|standing| standing.subject.alerts.is_some());
        let Some(standing) = standing else {
            if self.told.remove(&party).is_some() {
                news(News::Retracted(party.0, party.1));
            }
            return;
        };
        let Score { points, counted, .. } = standing.subject.score;
        let new = |told: &Told| {
            counted.with(told.counted) != told.counted || points < told.points || points >= told.points + RISE
        };
        if told.as_ref().is_none_or(new) {
            self.told.insert(party, Told { points, counted });
            let reasons = reasons(engine, pack, standing.payment);
            let (subject, payment, at) = (standing.subject.clone(), standing.payment, standing.at);
            news(News::Alert(Box::new(Alert::new(pack, subject, reasons, payment, at))));
        }
    }
}

fn taken_from<K: Ord>(index: &mut BTreeMap<K, BTreeSet<Place>>, key: &K, place: Place) {
    if let Some(places) = index.get_mut(key) {
        places.remove(&place);
        if places.is_empty() {
            index.remove(key);
        }
    }
}

/// Why, in the windows of a payment as they are now.
fn reasons(engine: &mut Engine<Pack>, pack: &Pack, payment: u64) -> Vec<Reason> {
    let Some(verdict) = engine.answers(payment) else { return Vec::new() };
    let found = verdict.answers().filter_map(|(scope, key, fired)| {
        engine.look(payment, scope, key, |view| {
            fired.positions().filter_map(|at| pack.reason(at, view)).collect::<Vec<_>>()
        })
    });
    found.flatten().collect()
}
