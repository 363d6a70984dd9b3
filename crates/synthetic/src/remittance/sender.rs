//! One sender's payments while they are made.

use crate::dice::Dice;

const DAY: i64 = 86_400_000;
/// Start of the year: 2025-01-01T00:00:00Z, milliseconds.
const START: i64 = 1_735_689_600_000;
/// Days of the year.
pub(super) const DAYS: u32 = 365;
/// Own recipients of one sender.
const OWN_RECIPIENTS: u32 = 8;

/// One remittance, with what an institution knows of it. Amounts are hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remittance {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// Number of the sender.
    pub sender: u32,
    /// Number of the recipient; none for a purchase or cash.
    pub recipient: Option<u32>,
    /// Hundredths of a dollar sent.
    pub cents: u32,
    /// Hundredths of the landed currency (pesos).
    pub landed: u64,
    /// Country it is sent from.
    pub from: [u8; 2],
    /// Country it lands in.
    pub to: [u8; 2],
    /// Institution.
    pub institution: u16,
    /// Minute of the sender's day.
    pub local_minute: u16,
    /// `transfer`, `companion-purchase`, `travel` or `cash-out`.
    pub kind: &'static str,
    /// `remittance`, `bank` or `wallet`.
    pub channel: &'static str,
    /// Class of the text.
    pub words: &'static str,
    /// Relation that is known.
    pub tie: &'static str,
    /// Age of the sender; 0 where the institution does not know.
    pub age: u8,
    /// The surnames agree.
    pub same_surname: bool,
}

/// What all payments of one sender have in common, and the payments.
pub(super) struct Ledger {
    pub(super) base: Remittance,
    zone: i64,
    first_own: u32,
    shared: [Option<u32>; OWN_RECIPIENTS as usize],
    rows: Vec<Remittance>,
}

/// Hours by which a country's clocks are ahead of UTC (its largest zone, winter).
fn zone(country: [u8; 2]) -> i64 {
    match &country {
        b"US" | b"CA" => -5,
        b"GB" => 0,
        b"DE" | b"SE" | b"NO" => 1,
        b"SA" => 3,
        b"AE" => 4,
        b"JP" => 9,
        b"AU" => 10,
        _ => 8,
    }
}

/// Two letters of a code.
pub(super) fn letters(code: &str) -> [u8; 2] {
    code.as_bytes().try_into().unwrap_or(*b"??")
}

impl Ledger {
    /// `shared` recipients come before those of single senders.
    pub(super) fn new(sender: u32, shared: u32) -> Self {
        let base = Remittance {
            at: START,
            sender,
            recipient: None,
            cents: 0,
            landed: 0,
            from: *b"??",
            to: *b"??",
            institution: 0,
            local_minute: 0,
            kind: "transfer",
            channel: "remittance",
            words: "none",
            tie: "unknown",
            age: 0,
            same_surname: false,
        };
        let first_own = shared + sender.saturating_mul(OWN_RECIPIENTS);
        Self { base, zone: 0, first_own, shared: [None; OWN_RECIPIENTS as usize], rows: Vec::new() }
    }

    /// Some of the sender's recipients are supported by others too: they are drawn from `family` numbers from `first` on,
    /// of the same country (large countries have more of them).
    pub(super) fn shares(&mut self, dice: &mut Dice, first: u32, family: u32) {
        let mut before = 0;
        for (code, share) in super::figures::ORDINARY_TO.shares {
            if letters(code) == self.base.to {
                let (from, length) = (family * before / 1_000, (family * share / 1_000).max(1));
                for place in &mut self.shared {
                    let drawn = first + from + dice.below(length);
                    *place = dice.chance(super::figures::SHARED_RECIPIENT).then_some(drawn);
                }
            }
            before += share;
        }
    }

    /// Every payment so far, to be changed.
    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut Remittance> {
        self.rows.iter_mut()
    }

    /// Sets where the sender lives and pays to.
    pub(super) fn lives(&mut self, from: &str, to: &str) {
        (self.base.from, self.base.to) = (letters(from), letters(to));
        self.zone = zone(self.base.from);
    }

    /// The sender's own recipient of this number; a few are somebody else's too.
    pub(super) fn own(&self, number: u32) -> u32 {
        let number = number % OWN_RECIPIENTS;
        self.shared[number as usize].unwrap_or(self.first_own + number)
    }

    /// Adds a payment of so many cents on a day, at a minute of the sender's day.
    pub(super) fn pay(
        &mut self,
        day: u32,
        minute: u32,
        recipient: Option<u32>,
        cents: u32,
    ) -> &mut Remittance {
        let day = i64::from(day.min(DAYS - 1));
        let at = START + day * DAY + i64::from(minute) * 60_000 - self.zone * 3_600_000;
        // What lands is the sum at the rate of the year, in whole pesos as counters round it.
        let pesos = u64::from(cents) * u64::from(super::figures::PESOS_PER_DOLLAR) / 100;
        let row = Remittance {
            at,
            recipient,
            cents: cents.max(1),
            landed: pesos * 100,
            local_minute: u16::try_from(minute % 1_440).unwrap_or(0),
            ..self.base
        };
        self.rows.push(row);
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    pub(super) fn give(mut self, give: &mut dyn FnMut(&Remittance)) {
        self.rows.sort_by_key(|row| row.at);
        self.rows.iter().for_each(give);
    }
}

/// A minute by day: mostly between 8 and 22 o'clock.
pub(super) fn by_day(dice: &mut Dice) -> u32 {
    if dice.chance(930) { dice.between(8 * 60, 22 * 60 - 1) } else { at_night(dice) }
}

/// A minute between 22 and 5 o'clock.
pub(super) fn at_night(dice: &mut Dice) -> u32 {
    (22 * 60 + dice.below(7 * 60)) % 1_440
}

/// A sum in cents around a median: the median times two to the power of a number spread around zero (sum of three even
/// draws, within one and a half doublings either way).
pub(super) fn around(dice: &mut Dice, median_cents: u32, even: u32) -> u32 {
    let spread: u32 = (0..3).map(|_| dice.below(1_001)).sum();
    // 2^(x/1000 - 1.5) by linear steps within each doubling.
    let (doublings, rest) = (spread / 1_000, spread % 1_000);
    let scaled = (u64::from(median_cents) << doublings) * u64::from(1_000 + rest) * 1_000 / (1_000 * 2_828);
    let cents = u32::try_from(scaled).unwrap_or(u32::MAX).max(100);
    if dice.chance(even) {
        let step = if cents < 20_000 { 500 } else { 5_000 };
        (cents / step * step).max(step)
    } else {
        cents
    }
}
