//! Around one node: who pays it, whom else they pay, and how far one may look without exposing too many people.

use crate::{
    payment::{Kind, Land, NONE, Payment},
    settled::settled,
    window::Table,
};
use std::collections::BTreeMap;

/// Who paid whom, each pair once with what it adds up to.
#[derive(Debug, Default)]
pub struct Around {
    /// By recipient: payer and pair.
    payers: Table<u32, Vec<u32>>,
    /// By payer: recipients.
    recipients: Table<u32, Vec<u32>>,
    fan_in: Table<u32, FanIn>,
}

/// How money comes in to one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FanIn {
    /// Payments.
    pub payments: u64,
    /// Minor units.
    pub sum: u64,
    /// Payments by country of the payer.
    pub by_country: BTreeMap<Land, u64>,
    /// Payments by institution.
    pub by_institution: BTreeMap<u16, u64>,
}

/// A recipient who shares payers with another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Number.
    pub recipient: u32,
    /// Payers that both have.
    pub shared: usize,
    /// Jaccard's coefficient of both sets of payers.
    pub jaccard: f64,
}

/// What an expansion from a confirmed node may reveal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// People in all, payers and recipients; the expansion stops before it would show more.
    pub people: usize,
    /// Shared payers that make a neighbour (AIC's method and AUSTRAC name the pattern; two is a default of this project).
    pub shared: usize,
    /// Recipients with more payers than this are not passed through: sellers, charities, billers.
    pub busiest: usize,
}

impl Default for Bound {
    fn default() -> Self {
        Self { people: 200, shared: 2, busiest: 500 }
    }
}

/// People found around confirmed nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expansion {
    /// Payers of confirmed nodes.
    pub payers: Vec<u32>,
    /// Neighbours, the closest first.
    pub neighbours: Vec<Neighbour>,
    /// Whether the bound cut something off: the rest is not told.
    pub cut: bool,
}

impl Around {
    /// Takes the transfers of a year in, each once and as it is now.
    pub fn new(payments: &[Payment]) -> Self {
        let mut around = Self::default();
        settled(payments).for_each(|(_, payment)| around.take(payment));
        around.ready()
    }

    /// Takes one payment in: where they are not held in memory. [`Self::ready`] ends it.
    pub fn take(&mut self, payment: &Payment) {
        if payment.kind != Kind::Transfer || payment.recipient == NONE {
            return;
        }
        self.pair(payment.sender, payment.recipient);
        let fan = self.fan_in.entry(payment.recipient).or_default();
        fan.payments += 1;
        fan.sum += u64::from(payment.amount);
        *fan.by_country.entry(payment.sender_country).or_default() += 1;
        *fan.by_institution.entry(payment.institution).or_default() += 1;
    }

    /// Takes in that one paid the other: where that is all that is known. [`Self::ready`] ends it.
    pub fn pair(&mut self, sender: u32, recipient: u32) {
        self.payers.entry(recipient).or_default().push(sender);
        self.recipients.entry(sender).or_default().push(recipient);
    }

    /// Each pair once, after the last payment.
    #[must_use]
    pub fn ready(mut self) -> Self {
        for list in self.payers.values_mut().chain(self.recipients.values_mut()) {
            list.sort_unstable();
            list.dedup();
        }
        self
    }

    /// How money comes in to a recipient.
    pub fn fan_in(&self, recipient: u32) -> Option<&FanIn> {
        self.fan_in.get(&recipient)
    }

    /// Payers of a recipient, in order.
    pub fn payers(&self, recipient: u32) -> &[u32] {
        self.payers.get(&recipient).map_or(&[], Vec::as_slice)
    }

    /// Recipients that share at least so many payers with one, the closest first.
    pub fn neighbours(&self, recipient: u32, bound: Bound) -> Vec<Neighbour> {
        let payers = self.payers(recipient);
        if payers.len() > bound.busiest {
            return Vec::new();
        }
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for payer in payers {
            for other in self.recipients.get(payer).map_or(&[][..], Vec::as_slice) {
                if *other != recipient {
                    *shared.entry(*other).or_default() += 1;
                }
            }
        }
        let mut found: Vec<Neighbour> = shared
            .into_iter()
            .filter(|(other, count)| *count >= bound.shared && self.payers(*other).len() <= bound.busiest)
            .map(|(other, count)| {
                let all = payers.len() + self.payers(other).len() - count;
                #[expect(clippy::cast_precision_loss, reason = "counts of people")]
                let jaccard = count as f64 / all as f64;
                Neighbour { recipient: other, shared: count, jaccard }
            })
            .collect();
        found.sort_by(|one, other| {
            other.jaccard.total_cmp(&one.jaccard).then_with(|| one.recipient.cmp(&other.recipient))
        });
        found
    }

    /// Expands from confirmed recipients: neighbours first, then payers, and no more people than the bound allows.
    pub fn expand(&self, confirmed: &[u32], bound: Bound) -> Expansion {
        let mut out = Expansion::default();
        let mut all: Vec<Neighbour> =
            confirmed.iter().flat_map(|recipient| self.neighbours(*recipient, bound)).collect();
        all.retain(|neighbour| !confirmed.contains(&neighbour.recipient));
        all.sort_by(|one, other| {
            one.recipient.cmp(&other.recipient).then_with(|| other.jaccard.total_cmp(&one.jaccard))
        });
        all.dedup_by_key(|neighbour| neighbour.recipient);
        all.sort_by(|one, other| {
            other.jaccard.total_cmp(&one.jaccard).then_with(|| one.recipient.cmp(&other.recipient))
        });
        let mut payers: Vec<u32> =
            confirmed.iter().flat_map(|recipient| self.payers(*recipient)).copied().collect();
        payers.sort_unstable();
        payers.dedup();
        let room = bound.people.saturating_sub(confirmed.len());
        out.cut = all.len() + payers.len() > room;
        all.truncate(room);
        payers.truncate(room - all.len());
        (out.neighbours, out.payers) = (all, payers);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payments(pairs: &[(u32, u32)]) -> Vec<Payment> {
        (0_u32..)
            .zip(pairs)
            .map(|(number, (from, to))| Payment {
                sender_country: Land::from_letters(if from % 2 == 0 { b"AU" } else { b"US" }).unwrap(),
                ..Payment::transfer(u64::from(number), i64::from(number), *from, *to, 5_000)
            })
            .collect()
    }

    #[test]
    fn neighbours_share_payers() {
        // Recipient 10 is confirmed; 11 shares two payers, 12 one; 13 is a shop that everybody pays.
        let mut pairs = vec![(1, 10), (2, 10), (3, 10), (1, 11), (2, 11), (3, 12), (1, 10)];
        pairs.extend((1..700).map(|payer| (payer, 13)));
        let around = Around::new(&payments(&pairs));
        let fan = around.fan_in(10).unwrap();
        assert_eq!((fan.payments, fan.sum, fan.by_country.len()), (4, 20_000, 2));
        let found = around.neighbours(10, Bound::default());
        assert_eq!(found, [Neighbour { recipient: 11, shared: 2, jaccard: 2.0 / 3.0 }]);
        let whole = around.expand(&[10], Bound::default());
        assert_eq!((whole.payers.as_slice(), whole.neighbours.len(), whole.cut), (&[1, 2, 3][..], 1, false));
        let little = around.expand(&[10], Bound { people: 3, ..Bound::default() });
        assert_eq!((little.payers.as_slice(), little.neighbours.len(), little.cut), (&[1][..], 1, true));
        assert!(around.neighbours(13, Bound::default()).is_empty(), "a shop is not passed through");
    }
}
