//! From events that fired to people to look at: one subject a party and role, with what speaks for and against.

use crate::{
    pack::{Fired, Pack, Score},
    payment::NONE,
    plan::Scope,
    window::{Table, View},
};

/// Something fired at an event, in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the event.
    pub sequence: u32,
    /// Where.
    pub scope: Scope,
    /// Whose window.
    pub key: u32,
    /// When, milliseconds.
    pub at: i64,
    /// Minor units.
    pub amount: u32,
    /// The other party of the event.
    pub counterpart: u32,
    /// What.
    pub fired: Fired,
}

impl Hit {
    /// What fired at the event that a view shows.
    pub fn of(scope: Scope, key: u32, view: &View<'_>, fired: Fired) -> Self {
        let entry = view.current();
        Self {
            sequence: entry.sequence,
            scope,
            key,
            at: entry.at(),
            amount: entry.amount,
            counterpart: entry.counterpart,
            fired,
        }
    }
}

/// What role a party has in its payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// It pays.
    Payer,
    /// It is paid.
    Payee,
}

/// A party that an analyst should look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Role.
    pub side: Side,
    /// Number of the party.
    pub party: u32,
    /// The best score at one event.
    pub score: Score,
    /// The event with the best score.
    pub at_event: u32,
    /// First and last instant at which its score reached the pack's bound.
    pub alerts: Option<(i64, i64)>,
    /// First event at which it did.
    pub first_alert: Option<u32>,
    /// Events at which something fired for it.
    pub events: u32,
    /// Everything that fired.
    pub fired: Fired,
}

/// One step of a subject's score above the bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raised {
    /// Role.
    pub side: Side,
    /// Party.
    pub party: u32,
    /// Event.
    pub sequence: u32,
    /// Instant.
    pub at: i64,
    /// Score at the event.
    pub score: Score,
}

/// Points that a party's own windows must show before a trigger on the other side of the payment concerns it too.
const OWN_SHARE: f64 = 1.0;

/// Suspect payers kept for one recipient: the latest. Where there are more, every bound of a pack is long reached.
const SUSPECTS_KEPT: usize = 16;

/// Who was suspect for payments to whom: what makes a payment more telling because of what others paid the same recipient.
/// It is told payments in order of time.
#[derive(Debug, Default)]
pub struct Collective {
    by_recipient: Table<u32, Vec<(u32, i64)>>,
}

impl Collective {
    /// What counts at a payment because of other payers of the same recipient before it.
    pub fn look(&self, pack: &Pack, payer: u32, recipient: u32, at: i64) -> Fired {
        let Some(known) = self.by_recipient.get(&recipient) else { return Fired::default() };
        let mut fired = Fired::default();
        for (place, least, window) in pack.collective() {
            let others = known.iter().filter(|(other, when)| *other != payer && at - when <= window);
            if i64::try_from(others.count()).unwrap_or(i64::MAX) >= least {
                fired.0 |= 1 << place;
            }
        }
        fired
    }

    /// Notes a payment whose own windows made its payer suspect.
    pub fn note(&mut self, payer: u32, recipient: u32, at: i64) {
        let known = self.by_recipient.entry(recipient).or_default();
        known.retain(|(other, _)| *other != payer);
        if known.len() >= SUSPECTS_KEPT {
            known.remove(0);
        }
        known.push((payer, at));
    }
}

/// One party at one event, with what fired there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Event.
    pub sequence: u32,
    /// Instant.
    pub at: i64,
    /// Role.
    pub side: Side,
    /// Party.
    pub party: u32,
    /// What fired in all windows of the event, and because of other payers.
    pub all: Fired,
    /// What fired in the party's own window.
    pub own: Fired,
}

impl Joined {
    /// Whether the party is a subject here: for what its own windows show, not only for whom it pays or who pays it.
    pub fn concerns(&self, pack: &Pack) -> bool {
        let own = pack.score(self.own);
        own.triggered || own.points >= OWN_SHARE
    }
}

/// Joins the hits of both sides of each event, in order of time. Deterministic: hits are put in order first.
pub fn join(mut hits: Vec<Hit>, pack: &Pack, mut told: impl FnMut(Joined)) {
    hits.sort_unstable_by_key(|hit| (hit.at, hit.sequence, hit.scope, hit.key));
    let mut collective = Collective::default();
    let asked = pack.collective().next().is_some();
    for event in hits.chunk_by(|one, other| one.sequence == other.sequence) {
        let mut all = event.iter().fold(Fired::default(), |all, hit| all.with(hit.fired));
        if asked
            && let Some((payer, recipient)) = event.iter().find_map(|hit| match hit.scope {
                Scope::Sender => Some((hit.key, hit.counterpart)),
                Scope::Recipient => Some((hit.counterpart, hit.key)),
                Scope::Device | Scope::Institution => None,
            })
            && payer != NONE
            && recipient != NONE
            && let Some(first) = event.first()
        {
            let points = pack.score(all).points;
            all = all.with(collective.look(pack, payer, recipient, first.at));
            if points >= pack.suspect_from {
                collective.note(payer, recipient, first.at);
            }
        }
        for (number, hit) in event.iter().enumerate() {
            let side = match hit.scope {
                Scope::Sender => Side::Payer,
                Scope::Recipient => Side::Payee,
                Scope::Device | Scope::Institution => continue,
            };
            // A party can stand in two windows of one event; it is one subject all the same.
            if event[..number].iter().any(|other| (other.scope, other.key) == (hit.scope, hit.key)) {
                continue;
            }
            told(Joined { sequence: hit.sequence, at: hit.at, side, party: hit.key, all, own: hit.fired });
        }
    }
}

/// Scores and gathers by subject.
/// `raised` is told of every event at which a subject stands at or above `bound` points with an indicator that may raise.
pub fn gather(hits: Vec<Hit>, pack: &Pack, bound: f64, mut raised: impl FnMut(Raised)) -> Vec<Subject> {
    let mut places: Table<u64, u32> = Table::default();
    let mut subjects: Vec<Subject> = Vec::new();
    join(hits, pack, |one| {
        let score = pack.score(one.all);
        let key = u64::from(one.party) << 1 | u64::from(one.side == Side::Payee);
        let place = *places.entry(key).or_insert_with(|| {
            subjects.push(Subject {
                side: one.side,
                party: one.party,
                score: Score::default(),
                at_event: one.sequence,
                alerts: None,
                first_alert: None,
                events: 0,
                fired: Fired::default(),
            });
            u32::try_from(subjects.len() - 1).unwrap_or(u32::MAX)
        });
        let Some(subject) = subjects.get_mut(place as usize) else { return };
        subject.events += 1;
        subject.fired = subject.fired.with(one.all);
        if !one.concerns(pack) {
            return;
        }
        if score.points > subject.score.points {
            (subject.score, subject.at_event) = (score, one.sequence);
        }
        if score.triggered && score.points >= bound {
            let (first, last) = subject.alerts.unwrap_or((one.at, one.at));
            subject.alerts = Some((first.min(one.at), last.max(one.at)));
            subject.first_alert.get_or_insert(one.sequence);
            raised(Raised { side: one.side, party: one.party, sequence: one.sequence, at: one.at, score });
        }
    });
    subjects
}
