//! The normalised event: one movement of money, in the few fields that indicators look at.
//!
//! Names, numbers and words of people are not in it: parties are numbers given by a [`crate::Parties`] dictionary, and
//! what was compared of names (a shared surname) is a yes or no.

use model::Country;

/// No device, no institution, no counterpart is known.
pub const NONE: u32 = u32::MAX;

/// Largest amount of one event: minor units of the reference currency (42,949,672.95 units). A larger one is refused by
/// the readers, with its reason; no indicator of this crate looks at sums of that size.
pub const LARGEST_AMOUNT: u32 = u32::MAX;

/// Last instant an event may have: milliseconds since 1970 in 42 bits, on 2109-05-15.
pub const LAST_INSTANT: i64 = (1 << 42) - 1;

/// A country in two letters, packed; [`Land::UNKNOWN`] where the source does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Land(u16);

impl Land {
    /// The source does not say.
    pub const UNKNOWN: Self = Self(0);

    /// Packs two capital letters (ISO 3166-1 alpha-2, or the user-assigned codes of test data such as `X1`).
    pub fn from_letters(letters: &[u8]) -> Option<Self> {
        match letters {
            [a, b] if a.is_ascii_uppercase() && (b.is_ascii_uppercase() || b.is_ascii_digit()) => {
                Some(Self(u16::from_be_bytes([*a, *b])))
            }
            _ => None,
        }
    }

    /// The two letters; `??` where unknown.
    pub fn letters(self) -> String {
        if self == Self::UNKNOWN {
            return "??".into();
        }
        self.0.to_be_bytes().map(char::from).iter().collect()
    }

    /// The packed number, for tables.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The country of a packed number.
    pub const fn from_number(number: u16) -> Self {
        Self(number)
    }
}

impl From<Country> for Land {
    fn from(country: Country) -> Self {
        Self::from_letters(country.code().as_bytes()).unwrap_or_default()
    }
}

macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $item:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { #[default] $($(#[$what])* $item,)+ }
        impl $name {
            /// All values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];
            /// The word for it in files.
            pub const fn code(self) -> &'static str { match self { $(Self::$item => $code,)+ } }
            /// Reads the word, without regard to case.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.code().eq_ignore_ascii_case(code.trim()))
            }
            /// Its place in [`Self::ALL`].
            pub const fn number(self) -> u8 { self as u8 }
            /// The value at a place.
            pub fn from_number(number: u8) -> Option<Self> { Self::ALL.get(usize::from(number)).copied() }
        }
    };
}

coded! {
    /// What kind of movement it is. Windows count transfers; the others stand beside them.
    Kind {
        /// Money from one party to another.
        Transfer = "transfer",
        /// Cash paid into the party's own wallet or account.
        CashIn = "cash-in",
        /// Cash taken out by the party.
        CashOut = "cash-out",
        /// A purchase that goes with the abuse: anonymity services, screen capture, webcam platforms (FINTRAC 2020).
        Companion = "companion-purchase",
        /// A card or cash used by the party in a corridor country (FINTRAC 2025).
        Travel = "travel",
        /// A payment that was taken back or never settled: it counts nowhere.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// The rail the money takes.
    Channel {
        /// The source does not say.
        Unknown = "unknown",
        /// A remittance firm (money service business).
        Remittance = "remittance",
        /// A bank.
        Bank = "bank",
        /// An e-wallet.
        Wallet = "wallet",
        /// A card.
        Card = "card",
        /// A virtual asset.
        VirtualAsset = "virtual-asset",
    }
}

coded! {
    /// What class of words the payer wrote, by the vocabulary of the pack. The words themselves are not kept.
    Words {
        /// None, or none that the vocabulary knows.
        None = "none",
        /// Household, family support.
        Household = "household",
        /// Medical bills.
        Medical = "medical",
        /// School, uniform, education.
        School = "school",
        /// Gift, treat, birthday.
        Gift = "gift",
        /// Accommodation.
        Accommodation = "accommodation",
        /// Invoice, expenses, fees.
        Fees = "fees",
        /// A handle of a social medium.
        Handle = "handle",
    }
}

coded! {
    /// What the payer declared of the relation, or what the profile shows.
    Tie {
        /// Nothing is known.
        Unknown = "unknown",
        /// A relative.
        Family = "family",
        /// The payer's own account.
        Own = "own",
        /// A tie to the country (born there, national of it).
        Diaspora = "diaspora",
        /// The recipient is an institution: a school, a hospital, a firm, a charity.
        Institution = "institution",
    }
}

/// One movement of money. Minor units are hundredths of the reference currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Payment {
    /// Institution and its reference, as one number ([`crate::payment_id`]): the same payment has the same.
    pub id: u64,
    /// Higher where the source corrects what it said before under the same `id`.
    pub version: u16,
    /// Milliseconds since 1970, UTC: when it was ordered.
    pub at: i64,
    /// Who pays.
    pub sender: u32,
    /// Who is paid; [`NONE`] where nobody is (cash, purchases).
    pub recipient: u32,
    /// Device or network address, as a number; [`NONE`] where unknown.
    pub device: u32,
    /// Minor units of the reference currency, at the rate of the day.
    pub amount: u32,
    /// Where it was sent from.
    pub sender_country: Land,
    /// Where it lands.
    pub recipient_country: Land,
    /// Institution, as a number.
    pub institution: u16,
    /// Minute of the sender's local day, 0 to 1,439; [`Payment::NO_MINUTE`] where the zone is unknown, [`Payment::DAY_ONLY`]
    /// where the source has no time of the day.
    pub local_minute: u16,
    /// Largest of 0, 1, 5, 10, 50, 100, 500, 1,000 whole units of the sent currency that divides the amount.
    pub sent_step: u16,
    /// The same of the landed currency.
    pub landed_step: u16,
    /// What it is.
    pub kind: Kind,
    /// The rail.
    pub channel: Channel,
    /// Class of the text.
    pub words: Words,
    /// Declared or known relation.
    pub tie: Tie,
    /// Age of the sender in years; 0 where unknown.
    pub sender_age: u8,
    /// Days for which the sender had been a customer of the institution, at most 254; [`Payment::NO_DAYS`] where unknown.
    pub customer_days: u8,
    /// Sender and recipient have the same or nearly the same surname.
    pub same_surname: bool,
    /// It was paid out in a country that is neither the sender's nor the recipient's.
    pub by_third_country: bool,
}

impl Payment {
    /// [`Payment::local_minute`] where the zone is unknown.
    pub const NO_MINUTE: u16 = u16::MAX;

    /// [`Payment::local_minute`] where the source tells the day alone: `at` is then noon of that day, and neither night nor
    /// minutes can be told by it.
    pub const DAY_ONLY: u16 = u16::MAX - 1;

    /// [`Payment::customer_days`] where it is not known since when the sender has been a customer.
    pub const NO_DAYS: u8 = u8::MAX;

    /// Whether it is known what the sender's clock showed. Where it is not, the payment is no evidence of night or day.
    pub const fn has_local_time(&self) -> bool {
        self.local_minute < 1_440
    }

    /// A transfer of which only this much is known.
    pub const fn transfer(id: u64, at: i64, sender: u32, recipient: u32, amount: u32) -> Self {
        Self {
            id,
            version: 0,
            at,
            sender,
            recipient,
            device: NONE,
            amount,
            sender_country: Land::UNKNOWN,
            recipient_country: Land::UNKNOWN,
            institution: 0,
            local_minute: Self::NO_MINUTE,
            sent_step: even_step(amount as u64),
            landed_step: 0,
            kind: Kind::Transfer,
            channel: Channel::Unknown,
            words: Words::None,
            tie: Tie::Unknown,
            sender_age: 0,
            customer_days: Self::NO_DAYS,
            same_surname: false,
            by_third_country: false,
        }
    }
}

/// The largest of 1,000, 500, 100, 50, 10, 5, 1 whole units that divides an amount in minor units (hundredths); 0 where
/// it is no whole number of units, or nothing.
pub const fn even_step(minor: u64) -> u16 {
    if minor == 0 || !minor.is_multiple_of(100) {
        return 0;
    }
    if !minor.is_multiple_of(500) {
        return 1;
    }
    if !minor.is_multiple_of(1_000) {
        return 5;
    }
    if !minor.is_multiple_of(5_000) {
        return 10;
    }
    if !minor.is_multiple_of(10_000) {
        return 50;
    }
    if !minor.is_multiple_of(50_000) {
        return 100;
    }
    if minor.is_multiple_of(100_000) { 1_000 } else { 500 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_steps() {
        let steps = [0, 99, 100, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000, 150_000].map(even_step);
        assert_eq!(steps, [0, 0, 1, 5, 10, 5, 50, 100, 500, 1_000, 500]);
    }

    #[test]
    fn countries_are_two_letters() {
        assert_eq!(Land::from(Country::PHILIPPINES).letters(), "PH");
        assert_eq!(Land::from_letters(b"ph"), None);
        assert_eq!(Land::default().letters(), "??");
        assert_eq!(Kind::from_code("CASH-IN"), Some(Kind::CashIn));
        assert!(Words::ALL.iter().all(|words| Words::from_number(words.number()) == Some(*words)));
    }
}
