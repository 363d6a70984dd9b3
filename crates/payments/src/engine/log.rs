//! Which payments the stream knows: to tell new from again, and to find what a correction changes.

use crate::{
    payment::{Kind, Payment},
    window::Table,
};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;

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
pub(super) fn fingerprint(payment: &Payment) -> u32 {
    use std::hash::Hasher;
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
    places: Table<u64, u32>,
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
        self.places.get(&id).copied()
    }

    /// Remembers a payment, in place of an earlier version of it.
    pub(super) fn push(&mut self, known: Known) -> u32 {
        let sequence = self.next();
        self.places.insert(known.id, sequence);
        self.known.push_back(known);
        sequence
    }

    /// Remembers a new payment unless its id is known; gives its number, or where the id stands.
    #[inline]
    pub(super) fn admit(&mut self, payment: &Payment) -> Result<u32, u32> {
        let sequence = self.next();
        match self.places.entry(payment.id) {
            hashbrown::hash_map::Entry::Occupied(place) => Err(*place.get()),
            hashbrown::hash_map::Entry::Vacant(place) => {
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
            if first.state != State::Replaced {
                self.places.remove(&first.id);
            }
            self.base = self.base.wrapping_add(1);
            self.known.pop_front();
        }
    }

    /// Builds the index of ids anew, after a state was read.
    pub(super) fn index(&mut self) {
        self.places.clear();
        let base = self.base;
        for (at, known) in (0_u32..).zip(&self.known) {
            if known.state != State::Replaced {
                self.places.insert(known.id, base.wrapping_add(at));
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
