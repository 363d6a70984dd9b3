//! Which payments the stream knows: to tell new from again, and to find what a correction changes.

use crate::payment::{Kind, Payment};
use hashbrown::{HashTable, hash_table::Entry};
use sha2::{Digest, Sha256};
use std::{collections::VecDeque, hash::Hasher as _};

/// What is remembered of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: u64,
    pub(super) at: i64,
    pub(super) sender: u32,
    pub(super) recipient: u32,
    pub(super) device: u32,
    /// Of its content, version apart.
    pub(super) fingerprint: u32,
    pub(super) institution: u16,
    pub(super) version: u16,
    pub(super) state: State,
}

/// How a remembered payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It stands in the windows; from a wallet (then also in the recipient's), or cash taken out.
    Counts,
    /// It was taken back.
    Withdrawn,
    /// A later version stands in its place.
    Replaced,
}

impl Known {
    // In place: built elsewhere and copied, it would wait until all that was written before has reached the cache.
    #[inline]
    pub(super) fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id,
            at: payment.at,
            sender: payment.sender,
            recipient: payment.recipient,
            device: payment.device,
            fingerprint: fingerprint(payment),
            institution: payment.institution,
            version: payment.version,
            state: if payment.kind == Kind::Withdrawn { State::Withdrawn } else { State::Counts },
        }
    }
}

/// A short hash of all that a payment says but its version.
#[inline]
pub(super) fn fingerprint(payment: &Payment) -> u32 {
    let two = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    let four = |of: [u16; 4]| of.iter().fold(0_u64, |sum, part| sum << 16 | u64::from(*part));
    let Payment { sender_country, recipient_country, institution, local_minute, sent_step, .. } = *payment;
    let codes =
        [payment.kind.number(), payment.channel.number(), payment.words.number(), payment.tie.number()];
    let mut fold = crate::window::Fold::default();
    fold.write_u64(payment.at.cast_unsigned());
    fold.write_u64(two(payment.sender, payment.recipient));
    fold.write_u64(two(payment.device, payment.amount));
    fold.write_u64(four([sender_country.number(), recipient_country.number(), institution, local_minute]));
    fold.write_u64(four([
        sent_step,
        payment.landed_step,
        u16::from_le_bytes([payment.sender_age, payment.customer_days]),
        u16::from(payment.same_surname) | u16::from(payment.by_third_country) << 1,
    ]));
    fold.write_u64(u64::from(u32::from_le_bytes(codes)));
    let whole = fold.finish();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are folded together")]
    let half = (whole ^ (whole >> 32)) as u32;
    half
}

/// Payments in order of arrival, and where each id stands.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) known: VecDeque<Known>,
    /// Number of the first that is still remembered.
    pub(super) base: u32,
    /// Numbers by the hash of their payment's id, which stands in `known`: four bytes each, so that more of the table is near.
    places: HashTable<u32>,
}

/// Bytes that the table of places takes for one payment, on average over how full it is.
pub(super) const PLACE_BYTES: usize = 8;

fn hash(id: u64) -> u64 {
    let mut fold = crate::window::Fold::default();
    fold.write_u64(id);
    fold.finish()
}

/// Id of a remembered payment.
fn id_of(known: &VecDeque<Known>, base: u32, sequence: u32) -> Option<u64> {
    known.get(sequence.wrapping_sub(base) as usize).map(|known| known.id)
}

impl Log {
    /// Number that the next payment is given. Numbers come round again after 4.29 billion payments; far fewer are
    /// remembered at once.
    #[expect(clippy::cast_possible_truncation, reason = "numbers come round again")]
    pub(super) fn next(&self) -> u32 {
        self.base.wrapping_add(self.known.len() as u32)
    }

    pub(super) fn get(&self, sequence: u32) -> Option<&Known> {
        self.known.get(sequence.wrapping_sub(self.base) as usize)
    }

    pub(super) fn get_mut(&mut self, sequence: u32) -> Option<&mut Known> {
        self.known.get_mut(sequence.wrapping_sub(self.base) as usize)
    }

    /// Where a payment of this id stands.
    pub(super) fn find(&self, id: u64) -> Option<u32> {
        let is_it = |sequence: &u32| id_of(&self.known, self.base, *sequence) == Some(id);
        self.places.find(hash(id), is_it).copied()
    }

    /// Remembers a payment, in place of an earlier version of it.
    pub(super) fn push(&mut self, known: Known) -> u32 {
        let sequence = self.next();
        self.put(known.id, sequence);
        self.known.push_back(known);
        sequence
    }

    fn put(&mut self, id: u64, sequence: u32) {
        match self.place(id) {
            Entry::Occupied(mut place) => *place.get_mut() = sequence,
            Entry::Vacant(place) => {
                place.insert(sequence);
            }
        }
    }

    /// The place of an id.
    #[inline]
    fn place(&mut self, id: u64) -> Entry<'_, u32> {
        let Self { known, base, places } = self;
        let is_it = |sequence: &u32| id_of(known, *base, *sequence) == Some(id);
        places.entry(hash(id), is_it, |sequence| id_of(known, *base, *sequence).map_or(0, hash))
    }

    /// Remembers a new payment unless its id is known; gives its number, or where the id stands.
    #[inline]
    pub(super) fn admit(&mut self, payment: &Payment) -> Result<u32, u32> {
        let sequence = self.next();
        match self.place(payment.id) {
            Entry::Occupied(place) => Err(*place.get()),
            Entry::Vacant(place) => {
                place.insert(sequence);
                self.known.push_back(Known::of(payment));
                Ok(sequence)
            }
        }
    }

    /// Reads where the ids of so many of the oldest payments stand: they are what is forgotten next.
    #[inline]
    pub(super) fn touch_oldest(&self, count: usize) -> u64 {
        let oldest = self.known.iter().take(count);
        oldest.fold(0, |seen, known| seen ^ u64::from(self.find(known.id).unwrap_or(0)))
    }

    /// Forgets payments before an instant, in order of arrival.
    #[inline]
    pub(super) fn expire(&mut self, before: i64) {
        while let Some(first) = self.known.front() {
            if first.at >= before {
                break;
            }
            // Known by its number alone.
            let is_it = |sequence: &u32| *sequence == self.base;
            if first.state != State::Replaced
                && let Ok(place) = self.places.find_entry(hash(first.id), is_it)
            {
                place.remove();
            }
            self.base = self.base.wrapping_add(1);
            self.known.pop_front();
        }
    }

    /// Builds the index of ids anew, after a state was read.
    pub(super) fn index(&mut self) {
        self.places.clear();
        let (base, count) = (self.base, u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        for sequence in (0..count).map(|at| base.wrapping_add(at)) {
            if let Some(known) = self.get(sequence).filter(|known| known.state != State::Replaced) {
                self.put(known.id, sequence);
            }
        }
    }
}

/// One number for a payment: the first eight bytes of SHA-256 over institution and reference, each with its length. Among
/// a million payments that are remembered at once, two different ones have the same number with a chance of 3 in 100
/// million.
pub fn payment_id(institution: &str, reference: &str) -> u64 {
    let mut hash = Sha256::new();
    for part in [institution, reference] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first)
}
