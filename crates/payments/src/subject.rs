//! From events that fired to people to look at: one subject a party and role, with what speaks for and against.

use crate::{
    batch::Sink,
    pack::{Fired, Pack, Score},
    payment::NONE,
    plan::Scope,
    window::{Entry, Table, View},
};
use smallvec::SmallVec;
use std::thread;

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
        Self::at(scope, key, view.current(), fired)
    }

    /// What fired at an event.
    pub(crate) const fn at(scope: Scope, key: u32, entry: &Entry, fired: Fired) -> Self {
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

/// Keeps what fired, on one thread of a batch.
#[derive(Debug, Default)]
pub struct Hits(pub Vec<Hit>);

impl Sink<Fired> for Hits {
    #[inline]
    fn take(&mut self, scope: Scope, key: u32, view: &View<'_>, fired: Fired) {
        if !fired.is_none() {
            self.0.push(Hit::of(scope, key, view, fired));
        }
    }
}

/// What fired, in order of time, hits of one event side by side: put in order once, and gathered as often as one likes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitsInOrder(Vec<Hit>);

impl HitsInOrder {
    /// Of hits in any order.
    pub fn new(mut hits: Vec<Hit>) -> Self {
        hits.sort_unstable_by_key(Self::order);
        Self(hits)
    }

    /// Of what several threads found, each part put in order on a thread of its own. The same hits stand in the same order
    /// however they were parted.
    pub fn of(parts: impl IntoIterator<Item = Vec<Hit>>) -> Self {
        let mut parts: Vec<Vec<Hit>> = parts.into_iter().collect();
        thread::scope(|scope| {
            for part in &mut parts {
                scope.spawn(|| part.sort_unstable_by_key(Self::order));
            }
        });
        let mut hits = parts.concat();
        // A stable sort finds parts that are in order already, and merges them.
        hits.sort_by_key(Self::order);
        Self(hits)
    }

    const fn order(hit: &Hit) -> (i64, u32, Scope, u32) {
        (hit.at, hit.sequence, hit.scope, hit.key)
    }

    /// The hits.
    pub fn as_slice(&self) -> &[Hit] {
        &self.0
    }

    /// Calls with the hits of one event after the other; what is not `among` what is looked at did not fire.
    fn events(&self, among: Fired, mut told: impl FnMut(&[Hit])) {
        for event in self.0.chunk_by(|one, other| one.sequence == other.sequence) {
            if among == Fired::ALL {
                told(event);
                continue;
            }
            let looked = event.iter().map(|hit| Hit { fired: hit.fired.among(among), ..*hit });
            let left: SmallVec<[Hit; 6]> = looked.filter(|hit| !hit.fired.is_none()).collect();
            if !left.is_empty() {
                told(&left);
            }
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

/// Who was suspect for payments to one recipient: what makes a payment more telling because of what others paid the same
/// recipient. It is told payments in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suspects(pub(crate) Vec<(u32, i64)>);

impl Suspects {
    /// What fired at a payment in all, with what counts because of other payers of the same recipient before it; notes the
    /// payer where the payment's own windows make them suspect.
    pub(crate) fn take(&mut self, pack: &Pack, payer: u32, at: i64, own: Fired) -> Fired {
        let mut all = own;
        for one in pack.collective() {
            let others = self.0.iter().filter(|(other, when)| *other != payer && at - when <= one.window);
            if i64::try_from(others.count()).unwrap_or(i64::MAX) >= one.least {
                all.0 |= 1 << one.at;
            }
        }
        if pack.score(own).points >= pack.suspect_from {
            self.0.retain(|(other, _)| *other != payer);
            if self.0.len() >= SUSPECTS_KEPT {
                self.0.remove(0);
            }
            self.0.push((payer, at));
        }
        all
    }
}

/// Everything that fired at one event, in its windows.
pub(crate) fn together(event: &[Hit]) -> Fired {
    event.iter().fold(Fired::default(), |all, hit| all.with(hit.fired))
}

/// Payer and recipient of an event whose windows show both.
pub(crate) fn payer_and_recipient(event: &[Hit]) -> Option<(u32, u32)> {
    let both = event.iter().find_map(|hit| match hit.scope {
        Scope::Sender => Some((hit.key, hit.counterpart)),
        Scope::Recipient => Some((hit.counterpart, hit.key)),
        Scope::Device | Scope::Institution => None,
    })?;
    (both.0 != NONE && both.1 != NONE).then_some(both)
}

/// Whose the windows are in which something fired. What the windows of a device show concerns who pays by it, what those of an
/// institution show who is paid through it: neither is a party itself.
pub(crate) fn party(hit: &Hit) -> (Side, u32) {
    match hit.scope {
        Scope::Sender => (Side::Payer, hit.key),
        Scope::Recipient => (Side::Payee, hit.key),
        Scope::Device => (Side::Payer, hit.counterpart),
        Scope::Institution => (Side::Payee, hit.counterpart),
    }
}

/// The parties of an event, each once, with what fired at it in all.
pub(crate) fn parties(event: &[Hit], all: Fired, mut told: impl FnMut(Joined)) {
    for (number, hit) in event.iter().enumerate() {
        let (side, key) = party(hit);
        if key == NONE || event[..number].iter().any(|other| party(other) == (side, key)) {
            continue;
        }
        let own = event.iter().filter(|other| party(other) == (side, key));
        let own = own.fold(Fired::default(), |own, hit| own.with(hit.fired));
        told(Joined { sequence: hit.sequence, at: hit.at, side, party: key, all, own });
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

/// Joins the hits of both sides of each event, in order of time, as if the pack had only the indicators `among` it.
pub fn join(hits: &HitsInOrder, pack: &Pack, among: Fired, mut told: impl FnMut(Joined)) {
    let mut suspects: Table<u32, Suspects> = Table::default();
    let asked = !pack.collective().is_empty();
    hits.events(among, |event| {
        let own = together(event);
        let all = match (payer_and_recipient(event), event.first()) {
            (Some((payer, recipient)), Some(first)) if asked => {
                suspects.entry(recipient).or_default().take(pack, payer, first.at, own).among(among)
            }
            _ => own,
        };
        parties(event, all, &mut told);
    });
}

impl Subject {
    /// Nothing is known yet but an event.
    pub(crate) fn new(side: Side, party: u32, sequence: u32) -> Self {
        Self {
            side,
            party,
            score: Score::default(),
            at_event: sequence,
            alerts: None,
            events: 0,
            fired: Fired::default(),
        }
    }

    /// Takes a further event of the party, in order of time; tells its score where it stands at or above the bound with an
    /// indicator that may raise.
    pub(crate) fn take(&mut self, one: &Joined, pack: &Pack, bound: f64) -> Option<Score> {
        let score = pack.score(one.all);
        self.events += 1;
        self.fired = self.fired.with(one.all);
        if !one.concerns(pack) {
            return None;
        }
        if score.points > self.score.points {
            (self.score, self.at_event) = (score, one.sequence);
        }
        if !score.triggered || score.points < bound {
            return None;
        }
        let (first, last) = self.alerts.unwrap_or((one.at, one.at));
        self.alerts = Some((first.min(one.at), last.max(one.at)));
        Some(score)
    }
}

/// Scores and gathers by subject, by all indicators of a pack.
pub fn gather(hits: &HitsInOrder, pack: &Pack) -> Vec<Subject> {
    gather_among(hits, pack, Fired::ALL, pack.alert_from, |_| {})
}

/// Scores and gathers by subject, as if the pack had only the indicators `among` it.
/// `raised` is told of every event at which a subject stands at or above `bound` points with an indicator that may raise.
pub fn gather_among(
    hits: &HitsInOrder,
    pack: &Pack,
    among: Fired,
    bound: f64,
    mut raised: impl FnMut(Raised),
) -> Vec<Subject> {
    let mut places: Table<u64, u32> = Table::default();
    let mut subjects: Vec<Subject> = Vec::new();
    join(hits, pack, among, |one| {
        let key = u64::from(one.party) << 1 | u64::from(one.side == Side::Payee);
        let place = *places.entry(key).or_insert_with(|| {
            subjects.push(Subject::new(one.side, one.party, one.sequence));
            u32::try_from(subjects.len() - 1).unwrap_or(u32::MAX)
        });
        let Some(subject) = subjects.get_mut(place as usize) else { return };
        if let Some(score) = subject.take(&one, pack, bound) {
            raised(Raised { side: one.side, party: one.party, sequence: one.sequence, at: one.at, score });
        }
    });
    subjects
}
