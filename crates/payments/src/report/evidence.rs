//! What fired at which payment of a report, and who raises an alert by their own payments.

use crate::{
    Kind, Marks, Payment,
    pack::{Extortion, Fired, Pack},
    plan::Scope,
    settled::settled,
    subject::{HitsInOrder, Side, gather_among},
};
use std::collections::{HashMap, HashSet};

/// What a scan says of single payments.
#[derive(Debug, Default)]
pub struct Evidence {
    fired: HashMap<u32, Vec<String>>,
    /// Rows at which an indicator of extortion fired, and whom it shows.
    extortion: HashSet<(u32, Extortion)>,
    /// Payers with an alert of their own, indicators of extortion aside.
    pub(super) raised: HashSet<u32>,
    pub(super) young_below: u8,
}

/// An indicator that fired at an event which is no payment between two parties: at whose, back to when, where it stands.
struct Elsewhere {
    at: i64,
    from: i64,
    place: usize,
}

impl Evidence {
    /// Of all rows of a scan and everything that fired in it.
    pub fn of(rows: &[Payment], hits: &HitsInOrder, pack: &Pack) -> Self {
        let mut all: HashMap<u32, Fired> = HashMap::new();
        for hit in hits.as_slice() {
            let known = all.entry(hit.sequence).or_default();
            *known = known.with(hit.fired);
        }
        let speaks = |fired: Fired| {
            let places = pack.score(fired).counted.positions();
            places.filter(move |at| pack.indicators.get(*at).is_some_and(|one| one.weight > 0.0))
        };
        let mut places: HashMap<u32, Vec<usize>> =
            all.iter().map(|(row, fired)| (*row, speaks(*fired).collect())).collect();
        // Cash taken out and purchases are no payments between two parties, and stand in no form. What fired there is told
        // at the payments that its window counted.
        let mut elsewhere: HashMap<(Side, u32), Vec<Elsewhere>> = HashMap::new();
        for hit in hits.as_slice() {
            let side = match hit.scope {
                Scope::Sender => Side::Payer,
                Scope::Recipient => Side::Payee,
                Scope::Device | Scope::Institution => continue,
            };
            if rows.get(hit.sequence as usize).is_none_or(|row| row.kind == Kind::Transfer) {
                continue;
            }
            let counted = all.get(&hit.sequence).copied().unwrap_or_default();
            for place in speaks(counted).filter(|place| hit.fired.has(*place)) {
                let from = hit.at - pack.reach(place);
                elsewhere.entry((side, hit.key)).or_default().push(Elsewhere { at: hit.at, from, place });
            }
        }
        let young_below = pack.plan().young_below;
        if !elsewhere.is_empty() {
            for (row, payment) in settled(rows) {
                if payment.kind != Kind::Transfer || !pack.plan().mark(payment).has(Marks::RELEVANT) {
                    continue;
                }
                let young = payment.sender_age > 0 && payment.sender_age < young_below;
                for key in [(Side::Payer, payment.sender), (Side::Payee, payment.recipient)] {
                    for one in elsewhere.get(&key).into_iter().flatten() {
                        let extortion = pack.indicators.get(one.place).is_some_and(|i| i.extortion.is_some());
                        let known = places.entry(row).or_default();
                        if (one.from..=one.at).contains(&payment.at)
                            && (young || !extortion)
                            && !known.contains(&one.place)
                        {
                            known.push(one.place);
                        }
                    }
                }
            }
        }
        let mut extortion = HashSet::new();
        let fired = places.into_iter().map(|(row, mut places)| {
            places.sort_unstable();
            let shown = places.iter().filter_map(|at| pack.indicators.get(*at)?.extortion);
            extortion.extend(shown.map(|whom| (row, whom)));
            let ids = places.into_iter().filter_map(|at| pack.indicators.get(at));
            (row, ids.map(|one| one.id.clone()).collect())
        });
        Self { fired: fired.collect(), extortion, raised: raised(hits, pack), young_below }
    }

    /// Whether an indicator of extortion that shows this party fired at a row.
    pub(super) fn shows(&self, row: u32, whom: Extortion) -> bool {
        self.extortion.contains(&(row, whom))
    }

    /// Short names of the indicators that speak for suspicion at a row.
    pub fn fired(&self, row: u32) -> Vec<String> {
        self.fired.get(&row).cloned().unwrap_or_default()
    }
}

/// Payers who raise an alert where nothing of extortion is looked at: whoever only pays a collector of children's money is none.
fn raised(hits: &HitsInOrder, pack: &Pack) -> HashSet<u32> {
    let among = pack.all_but(|one| one.extortion.is_some());
    let subjects = gather_among(hits, pack, among, pack.alert_from, |_| {}).into_iter();
    subjects.filter(|one| one.side == Side::Payer && one.alerts.is_some()).map(|one| one.party).collect()
}
