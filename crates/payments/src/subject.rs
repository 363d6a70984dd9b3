//! From events that fired to people to look at: one subject a party and role, with what speaks for and against.

use crate::{
    pack::{Fired, Pack, Score},
    plan::Scope,
    window::Table,
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
    /// What.
    pub fired: Fired,
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

/// Joins the hits of both sides of each event, scores, and gathers by subject. Deterministic: hits are put in order first.
/// `raised` is told of every event at which a subject stands at or above `bound` points with an indicator that may raise.
pub fn gather(mut hits: Vec<Hit>, pack: &Pack, bound: f64, mut raised: impl FnMut(Raised)) -> Vec<Subject> {
    hits.sort_unstable_by_key(|hit| (hit.sequence, hit.scope, hit.key));
    let mut places: Table<u64, u32> = Table::default();
    let mut subjects: Vec<Subject> = Vec::new();
    for event in hits.chunk_by(|one, other| one.sequence == other.sequence) {
        let all = event.iter().fold(Fired::default(), |all, hit| all.with(hit.fired));
        let score = pack.score(all);
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
            let own = pack.score(hit.fired);
            let place = *places
                .entry(u64::from(hit.key) << 1 | u64::from(side == Side::Payee))
                .or_insert_with(|| {
                    subjects.push(Subject {
                        side,
                        party: hit.key,
                        score: Score::default(),
                        at_event: hit.sequence,
                        alerts: None,
                        first_alert: None,
                        events: 0,
                        fired: Fired::default(),
                    });
                    u32::try_from(subjects.len() - 1).unwrap_or(u32::MAX)
                });
            let Some(subject) = subjects.get_mut(place as usize) else { continue };
            subject.events += 1;
            subject.fired = subject.fired.with(all);
            // A party is a subject for what its own windows show, not for whom it pays or who pays it alone.
            if !own.triggered && own.points < OWN_SHARE {
                continue;
            }
            if score.points > subject.score.points {
                (subject.score, subject.at_event) = (score, hit.sequence);
            }
            if score.triggered && score.points >= bound {
                let (first, last) = subject.alerts.unwrap_or((hit.at, hit.at));
                subject.alerts = Some((first.min(hit.at), last.max(hit.at)));
                subject.first_alert.get_or_insert(hit.sequence);
                raised(Raised { side, party: hit.key, sequence: hit.sequence, at: hit.at, score });
            }
        }
    }
    subjects
}
