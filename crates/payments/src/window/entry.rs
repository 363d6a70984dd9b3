//! What a window keeps of an event: 24 bytes.

use crate::payment::Land;

/// Bits of an event that a window can count, decided once when the event comes in ([`crate::Plan::mark`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u32);

impl Marks {
    /// Nothing that a window counts.
    pub const NONE: Self = Self(0);
    /// Everything that there is.
    pub const ALL: Self = Self((1 << Self::BITS) - 1);
    /// Money from one party to another.
    pub const TRANSFER: Self = Self(1);
    /// A transfer of a small sum within the corridors: what most indicators count.
    pub const RELEVANT: Self = Self(1 << 1);
    /// An even sum in sent or landed currency.
    pub const EVEN: Self = Self(1 << 2);
    /// At night where the sender is.
    pub const NIGHT: Self = Self(1 << 3);
    /// The sender is young.
    pub const YOUNG: Self = Self(1 << 4);
    /// The text is of a class that is used as a cover.
    pub const COVER: Self = Self(1 << 5);
    /// The sender is a new customer of the institution.
    pub const NEW: Self = Self(1 << 6);
    /// Cash paid in.
    pub const CASH_IN: Self = Self(1 << 7);
    /// Cash taken out.
    pub const CASH_OUT: Self = Self(1 << 8);
    /// A purchase that goes with the abuse.
    pub const COMPANION: Self = Self(1 << 9);
    /// Card or cash used in a corridor country.
    pub const TRAVEL: Self = Self(1 << 10);
    /// Same or similar surname.
    pub const SURNAME: Self = Self(1 << 11);
    /// A declared or known tie.
    pub const TIE: Self = Self(1 << 12);
    /// The recipient is an institution.
    pub const INSTITUTION: Self = Self(1 << 13);
    /// The counterpart is a confirmed node.
    pub const KNOWN: Self = Self(1 << 14);
    /// The counterpart is a neighbour of a confirmed node by shared payers.
    pub const NEAR: Self = Self(1 << 15);
    /// A transfer of a very small sum.
    pub const MICRO: Self = Self(1 << 16);
    /// A transfer that came in from another party of the same e-wallet.
    pub const INCOMING: Self = Self(1 << 17);
    /// It is known what the sender's clock showed: others say nothing of night.
    pub const TIMED: Self = Self(1 << 18);
    /// The sender is in the upper age band of the pack (calibration only).
    pub const PRIOR: Self = Self(1 << 19);

    /// A transfer of any sum within the corridors.
    pub const REACHING: Self = Self(1 << 20);
    /// A transfer that was paid out in a country of neither party.
    pub const THIRD_COUNTRY: Self = Self(1 << 21);

    pub(crate) const BITS: u32 = 22;

    /// Whether all bits of `other` are set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any bit of `other` is set.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These, and `other` where the condition holds.
    #[must_use]
    pub const fn with_if(self, condition: bool, other: Self) -> Self {
        Self(self.0 | (other.0 * condition as u32))
    }

    pub(crate) const fn bits(self) -> u32 {
        self.0
    }
}

/// One event in the window of one key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Milliseconds since 1970 in the upper 42 bits, [`Marks`] in the lower 22.
    when: u64,
    /// Number of the event in order of arrival.
    pub sequence: u32,
    /// Minor units of the reference currency.
    pub amount: u32,
    /// The other party.
    pub counterpart: u32,
    /// Country of the other end, as [`Land::number`].
    country: u16,
    /// Institution.
    pub institution: u16,
}

/// Bytes of an [`Entry`], in memory and in a saved state.
pub const ENTRY_BYTES: usize = 24;
const _: () = assert!(size_of::<Entry>() == ENTRY_BYTES);

impl Entry {
    /// Puts an entry together. `at` is milliseconds since 1970 and is taken modulo 2^42.
    pub const fn new(
        at: i64,
        marks: Marks,
        sequence: u32,
        amount: u32,
        counterpart: u32,
        (country, institution): (Land, u16),
    ) -> Self {
        let when = (at.cast_unsigned() << Marks::BITS) | marks.bits() as u64;
        Self { when, sequence, amount, counterpart, country: country.number(), institution }
    }

    /// Milliseconds since 1970, UTC.
    pub const fn at(&self) -> i64 {
        (self.when >> Marks::BITS).cast_signed()
    }

    /// What events of one key are ordered by: instant, then content, so that events of the same instant stand in the same
    /// order however they arrived. (Two of the same content are the same to every question.)
    #[inline]
    pub const fn order(&self) -> (u64, u32, u32, u16, u16) {
        (self.when, self.amount, self.counterpart, self.country, self.institution)
    }

    /// Whether it may stand before the other.
    #[inline]
    pub fn before(&self, other: &Self) -> bool {
        self.when < other.when || self.order() <= other.order()
    }

    /// Its marks.
    #[expect(clippy::cast_possible_truncation, reason = "the lower 22 bits are what is meant")]
    pub const fn marks(&self) -> Marks {
        Marks(self.when as u32 & ((1 << Marks::BITS) - 1))
    }

    /// Whether it has all these marks.
    pub const fn is(&self, marks: Marks) -> bool {
        self.marks().has(marks)
    }

    /// Country of the other end.
    pub const fn country(&self) -> Land {
        Land::from_number(self.country)
    }

    pub(crate) fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..8].copy_from_slice(&self.when.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.sequence.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.amount.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.counterpart.to_le_bytes());
        bytes[20..22].copy_from_slice(&self.country.to_le_bytes());
        bytes[22..].copy_from_slice(&self.institution.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; ENTRY_BYTES]) -> Self {
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let four = |from: usize| u32::try_from(number(from, from + 4)).unwrap_or(0);
        let two = |from: usize| u16::try_from(number(from, from + 2)).unwrap_or(0);
        Self {
            when: number(0, 8),
            sequence: four(8),
            amount: four(12),
            counterpart: four(16),
            country: two(20),
            institution: two(22),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_back_what_was_put_in() {
        let marks = Marks::TRANSFER.with(Marks::THIRD_COUNTRY);
        let at = crate::payment::LAST_INSTANT;
        let land = Land::from_letters(b"PH").unwrap();
        let entry = Entry::new(at, marks, 7, 8, 9, (land, 10));
        assert_eq!((entry.at(), entry.marks(), entry.country()), (at, marks, land));
        assert!(entry.is(Marks::TRANSFER) && !entry.is(Marks::NIGHT));
        assert_eq!(Entry::from_bytes(entry.to_bytes()), entry);
    }
}
