//! What a run counts: windows, floors, corridors, hours. Parameters, never constants: a pack gives them with a source.

use crate::{
    payment::{Channel, Kind, Land, NONE, Payment, Tie, Words},
    window::{Entry, Marks},
};
use sha2::{Digest, Sha256};
use std::ops::RangeInclusive;

/// One day in milliseconds.
const DAY: i64 = 86_400_000;

/// What events are gathered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Who pays. Pairs are looked at here: a pair's window is the part of the sender's with one counterpart.
    Sender,
    /// Who is paid.
    Recipient,
    /// The device or network address; counterparts are its senders.
    Device,
    /// The institution; counterparts are its recipients.
    Institution,
}

impl Scope {
    /// All scopes, in the order of [`Scope::number`].
    pub const ALL: [Self; 4] = [Self::Sender, Self::Recipient, Self::Device, Self::Institution];

    /// Its place in [`Scope::ALL`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Device => "device",
            Self::Institution => "institution",
        }
    }
}

/// A set of countries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lands(Vec<u64>);

impl Lands {
    /// Whether the set names no country.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it holds the country.
    #[inline]
    pub fn has(&self, land: Land) -> bool {
        let number = usize::from(land.number());
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}

impl FromIterator<Land> for Lands {
    fn from_iter<I: IntoIterator<Item = Land>>(lands: I) -> Self {
        let mut words = Vec::new();
        for land in lands {
            let number = usize::from(land.number());
            if words.is_empty() {
                words = vec![0_u64; 1024];
            }
            words[number / 64] |= 1 << (number % 64);
        }
        Self(words)
    }
}

/// Windows and bounds of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which scopes are kept, by [`Scope::number`].
    pub scopes: [bool; 4],
    /// The main window in milliseconds, both edges included.
    pub window: i64,
    /// The longest window that is asked for, by scope, milliseconds; at least the main window.
    pub longest: [i64; 4],
    /// How late an event may come, milliseconds.
    pub lateness: i64,
    /// Small sums, minor units of the reference currency.
    pub small: RangeInclusive<u32>,
    /// Very small sums: up to this, minor units.
    pub micro: u32,
    /// Countries of destination; empty: all.
    pub corridors: Lands,
    /// Only payments that cross a border are relevant (where both countries are known).
    pub across: bool,
    /// Night at the sender, minutes of the day, from and to (the second not included); may pass midnight.
    pub night: (u16, u16),
    /// Below this age a sender is young.
    pub young_below: u8,
    /// For so many days a customer is new.
    pub new_days: u8,
    /// Ages of the calibrating prior.
    pub prior_ages: RangeInclusive<u8>,
    /// A sum is even from this step of the sent currency on, whole units.
    pub even_sent: u16,
    /// The same of the landed currency; 0: the landed sum is not looked at.
    pub even_landed: u16,
    /// Classes of text that are used as a cover.
    pub cover: Vec<Words>,
    /// Transfers between e-wallets also stand in the window of who receives, as incoming.
    pub incoming: bool,
    /// Confirmed recipients, in order.
    pub known: Vec<u32>,
    /// Neighbours of confirmed recipients by shared payers, in order.
    pub near: Vec<u32>,
}

impl Default for Plan {
    /// Thirty days, 10 to 200 units, all countries, night from 22 to 5 o'clock, 72 hours of lateness.
    fn default() -> Self {
        Self {
            scopes: [true, true, false, false],
            window: 30 * DAY,
            longest: [30 * DAY; 4],
            lateness: 3 * DAY,
            small: 1_000..=20_000,
            micro: 200,
            corridors: Lands::default(),
            across: false,
            night: (22 * 60, 5 * 60),
            young_below: 25,
            new_days: 30,
            prior_ages: 45..=69,
            even_sent: 5,
            even_landed: 0,
            cover: Vec::new(),
            incoming: false,
            known: Vec::new(),
            near: Vec::new(),
        }
    }
}

impl Plan {
    /// How long a scope keeps an event, milliseconds: what the longest window of the latest possible event reaches.
    pub const fn kept(&self, scope: Scope) -> i64 {
        self.longest[scope.number()] + self.lateness
    }

    /// SHA-256 over all parameters and the meaning of the marks: a state is resumed only under the plan that made it. Who is
    /// confirmed is no part of it: that grows from day to day, and says something of the payments that come, not of those that came.
    pub fn fingerprint(&self) -> [u8; 32] {
        let lasting = Self { known: Vec::new(), near: Vec::new(), ..self.clone() };
        Sha256::digest(format!("plan 3 {lasting:?}").as_bytes()).into()
    }

    fn is_night(&self, minute: u16) -> bool {
        let (from, to) = self.night;
        if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    }

    /// What the windows can count of an event.
    #[inline]
    pub fn mark(&self, payment: &Payment) -> Marks {
        let transfer = payment.kind == Kind::Transfer;
        let small = self.small.contains(&payment.amount);
        let (from, to) = (payment.sender_country, payment.recipient_country);
        let inland = self.across && from == to && from != Land::UNKNOWN;
        let reached = self.corridors.is_empty() || self.corridors.has(to);
        let step = |given: u16, least: u16| least > 0 && given >= least;
        let reaching = transfer && reached && !inland;
        let young = payment.sender_age > 0 && payment.sender_age < self.young_below;
        let prior = self.prior_ages.contains(&payment.sender_age);
        let is = |kind: Kind| payment.kind == kind;
        let known = |list: &[u32]| !list.is_empty() && list.binary_search(&payment.recipient).is_ok();
        Marks::default()
            .with_if(transfer, Marks::TRANSFER)
            .with_if(reaching && small, Marks::RELEVANT)
            .with_if(reaching, Marks::REACHING)
            .with_if(transfer && payment.by_third_country, Marks::THIRD_COUNTRY)
            .with_if(transfer && payment.amount <= self.micro, Marks::MICRO)
            .with_if(
                step(payment.sent_step, self.even_sent) || step(payment.landed_step, self.even_landed),
                Marks::EVEN,
            )
            .with_if(payment.has_local_time(), Marks::TIMED)
            .with_if(payment.has_local_time() && self.is_night(payment.local_minute), Marks::NIGHT)
            .with_if(young, Marks::YOUNG)
            .with_if(prior, Marks::PRIOR)
            .with_if(payment.words != Words::None && self.cover.contains(&payment.words), Marks::COVER)
            .with_if(
                payment.customer_days <= self.new_days && payment.customer_days != Payment::NO_DAYS,
                Marks::NEW,
            )
            .with_if(is(Kind::CashIn), Marks::CASH_IN)
            .with_if(is(Kind::CashOut), Marks::CASH_OUT)
            .with_if(is(Kind::Companion), Marks::COMPANION)
            .with_if(is(Kind::Travel) && (self.corridors.is_empty() || self.corridors.has(to)), Marks::TRAVEL)
            .with_if(payment.same_surname, Marks::SURNAME)
            .with_if(matches!(payment.tie, Tie::Family | Tie::Own | Tie::Diaspora), Marks::TIE)
            .with_if(payment.tie == Tie::Institution, Marks::INSTITUTION)
            .with_if(known(&self.known), Marks::KNOWN)
            .with_if(known(&self.near), Marks::NEAR)
    }

    /// Gives the event to every window it stands in: scope, key, entry.
    #[inline]
    pub fn route(&self, payment: &Payment, sequence: u32, mut give: impl FnMut(Scope, u32, Entry)) {
        if payment.kind == Kind::Withdrawn {
            return;
        }
        let marks = self.mark(payment);
        let entry = |marks: Marks, counterpart: u32, land: Land| {
            Entry::new(payment.at, marks, sequence, payment.amount, counterpart, (land, payment.institution))
        };
        let transfer = payment.kind == Kind::Transfer;
        let (from, to) = (payment.sender_country, payment.recipient_country);
        let kept = |scope: Scope| self.scopes[scope.number()];
        if kept(Scope::Sender) && payment.sender != NONE {
            give(Scope::Sender, payment.sender, entry(marks, payment.recipient, to));
        }
        if kept(Scope::Recipient) {
            if transfer && payment.recipient != NONE {
                give(Scope::Recipient, payment.recipient, entry(marks, payment.sender, from));
            } else if payment.kind == Kind::CashOut && payment.sender != NONE {
                // Money that a recipient takes out again stands beside what they received.
                give(Scope::Recipient, payment.sender, entry(marks, NONE, from));
            }
        }
        if kept(Scope::Device) && transfer && payment.device != NONE {
            give(Scope::Device, payment.device, entry(marks, payment.sender, from));
        }
        if kept(Scope::Institution) && transfer {
            give(Scope::Institution, u32::from(payment.institution), entry(marks, payment.recipient, to));
        }
        let wallet = self.incoming && payment.channel == Channel::Wallet;
        if wallet
            && transfer
            && kept(Scope::Sender)
            && payment.recipient != NONE
            && payment.recipient != payment.sender
        {
            give(Scope::Sender, payment.recipient, entry(Marks::INCOMING, payment.sender, from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn land(code: [u8; 2]) -> Land {
        Land::from_letters(&code).unwrap()
    }

    #[test]
    fn what_is_relevant_is_small_and_within_the_corridors() {
        let plan = Plan { corridors: [land(*b"PH")].into_iter().collect(), across: true, ..Plan::default() };
        let mut payment = Payment {
            sender_country: land(*b"AU"),
            recipient_country: land(*b"PH"),
            local_minute: 23 * 60,
            ..Payment::transfer(1, 0, 2, 3, 5_000)
        };
        let marks = plan.mark(&payment);
        assert!(marks.has(Marks::RELEVANT.with(Marks::EVEN).with(Marks::NIGHT)));
        payment.sender_country = land(*b"PH");
        assert!(!plan.mark(&payment).has(Marks::RELEVANT), "within one country");
        payment.sender_country = Land::UNKNOWN;
        assert!(plan.mark(&payment).has(Marks::RELEVANT), "unknown is not the same");
        payment.amount = 20_001;
        assert!(!plan.mark(&payment).has(Marks::RELEVANT));
        assert!(plan.mark(&payment).has(Marks::TRANSFER.with(Marks::REACHING)));
        payment.recipient_country = land(*b"FR");
        assert!(!plan.mark(&payment).has(Marks::REACHING));
    }

    #[test]
    fn nights_may_pass_midnight() {
        let plan = Plan::default();
        assert_eq!(
            [21 * 60 + 59, 22 * 60, 0, 299, 300].map(|minute| plan.is_night(minute)),
            [false, true, true, true, false]
        );
        for unknown in [Payment::NO_MINUTE, Payment::DAY_ONLY] {
            let marks = plan.mark(&Payment { local_minute: unknown, ..Payment::transfer(1, 0, 2, 3, 5_000) });
            assert!(!marks.has(Marks::NIGHT) && !marks.has(Marks::TIMED));
        }
    }

    #[test]
    fn a_withdrawn_payment_stands_in_no_window_and_cash_out_in_the_recipients() {
        let plan = Plan::default();
        let payment = Payment::transfer(1, 0, 2, 3, 5_000);
        let places = |payment: &Payment| {
            let mut found = Vec::new();
            plan.route(payment, 0, |scope, key, entry| found.push((scope, key, entry.counterpart)));
            found
        };
        assert_eq!(places(&payment), [(Scope::Sender, 2, 3), (Scope::Recipient, 3, 2)]);
        assert!(places(&Payment { kind: Kind::Withdrawn, ..payment }).is_empty());
        let out = Payment { kind: Kind::CashOut, recipient: NONE, ..payment };
        assert_eq!(places(&out), [(Scope::Sender, 2, NONE), (Scope::Recipient, 2, NONE)]);
    }
}
