//! What is counted of a window as events enter and leave it.

use super::{
    bag::{Bag, Pair},
    entry::{Entry, Marks},
};

/// Counts over one window. Events come in by `enter` and go by `leave`; live, replayed and
/// in batch alike. Only transfers are counted; the other kinds are found in the entries of the view.
#[derive(Debug, Default)]
pub struct Aggregates {
    /// Transfers.
    pub transfers: u32,
    /// Relevant transfers: small, and within the corridors.
    pub relevant: u32,
    /// Sum of the relevant ones, minor units.
    pub relevant_sum: u64,
    /// Relevant ones of an even sum.
    pub even: u32,
    /// Relevant ones of which it is known what the sender's clock showed.
    pub timed: u32,
    /// Relevant ones at night where the sender is.
    pub night: u32,
    /// Relevant ones of a young sender.
    pub young: u32,
    /// Counterparts of relevant transfers.
    pub relevant_counterparts: u32,
    /// Countries of the other end, of all transfers.
    pub countries: u32,
    /// The same of relevant transfers.
    pub relevant_countries: u32,
    bag: Bag,
    by_country: Vec<(u16, Pair)>,
}

const fn bit(entry: &Entry, mark: Marks) -> u32 {
    entry.is(mark) as u32
}

impl Aggregates {
    /// Empties it and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.bag.clear();
        self.by_country.clear();
        self.transfers = 0;
        self.relevant = 0;
        self.relevant_sum = 0;
        self.even = 0;
        self.timed = 0;
        self.night = 0;
        self.young = 0;
        self.relevant_counterparts = 0;
        self.countries = 0;
        self.relevant_countries = 0;
    }

    /// Different counterparts of all transfers.
    #[inline]
    pub fn counterparts(&self) -> usize {
        self.bag.len()
    }

    /// Transfers with this counterpart.
    #[inline]
    pub fn pair(&self, counterpart: u32) -> Pair {
        self.bag.get(counterpart)
    }

    #[inline]
    pub(crate) fn enter(&mut self, entry: &Entry) {
        if !entry.is(Marks::TRANSFER) {
            return;
        }
        let relevant = bit(entry, Marks::RELEVANT);
        self.transfers += 1;
        let pair = self.bag.add(entry.counterpart, relevant);
        let country = entry.country().number();
        let at = self.by_country.iter().position(|(known, _)| *known == country).unwrap_or_else(|| {
            self.countries += 1;
            self.by_country.push((country, Pair::default()));
            self.by_country.len() - 1
        });
        let found = &mut self.by_country[at].1;
        found.transfers += 1;
        found.relevant += relevant;
        if relevant == 1 {
            self.relevant_counterparts += u32::from(pair.relevant == 1);
            self.relevant_countries += u32::from(found.relevant == 1);
            self.relevant += 1;
            self.relevant_sum += u64::from(entry.amount);
            self.even += bit(entry, Marks::EVEN);
            self.timed += bit(entry, Marks::TIMED);
            self.night += bit(entry, Marks::NIGHT);
            self.young += bit(entry, Marks::YOUNG);
        }
    }

    #[inline]
    pub(crate) fn leave(&mut self, entry: &Entry) {
        if !entry.is(Marks::TRANSFER) {
            return;
        }
        let relevant = bit(entry, Marks::RELEVANT);
        self.transfers -= 1;
        let pair = self.bag.remove(entry.counterpart, relevant);
        let country = entry.country().number();
        let Some(at) = self.by_country.iter().position(|(known, _)| *known == country) else { return };
        let found = &mut self.by_country[at].1;
        found.transfers -= 1;
        found.relevant -= relevant;
        if relevant == 1 {
            self.relevant_counterparts -= u32::from(pair.relevant == 0);
            self.relevant_countries -= u32::from(found.relevant == 0);
            self.relevant -= 1;
            self.relevant_sum -= u64::from(entry.amount);
            self.even -= bit(entry, Marks::EVEN);
            self.timed -= bit(entry, Marks::TIMED);
            self.night -= bit(entry, Marks::NIGHT);
            self.young -= bit(entry, Marks::YOUNG);
        }
        if found.transfers == 0 {
            self.countries -= 1;
            self.by_country.swap_remove(at);
        }
    }
}
