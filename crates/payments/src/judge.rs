//! What is asked at every event.

use crate::{
    plan::Scope,
    window::{Marks, View},
};

/// Answers a question at every event of a window. The same judge serves live, replay and batch.
pub trait Judge: Sync {
    /// The answer for one event in one scope.
    type Answer: Copy + PartialEq + Send + std::fmt::Debug;

    /// Answers. It sees nothing but the event and its window: the same view gives the same answer.
    fn judge(&self, scope: Scope, view: &View<'_>) -> Self::Answer;
}

/// The plain figures of a window, as an analyst asks for them: who pays how many, who is paid by whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Questions;

/// Answer of [`Questions`]: figures of the main window at one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Transfers.
    pub transfers: u32,
    /// Different counterparts of transfers.
    pub counterparts: u32,
    /// Different countries of the other end.
    pub countries: u32,
    /// Relevant transfers.
    pub relevant: u32,
    /// Sum of the relevant ones, minor units.
    pub relevant_sum: u64,
    /// Relevant ones of an even sum.
    pub even: u32,
    /// Relevant ones between this key and the event's counterpart.
    pub pair_relevant: u32,
}

impl Judge for Questions {
    type Answer = Figures;

    #[inline]
    fn judge(&self, scope: Scope, view: &View<'_>) -> Figures {
        let counts = view.counts();
        let pair_relevant = match scope {
            Scope::Sender if view.current().is(Marks::TRANSFER) => view.pair().relevant,
            _ => 0,
        };
        Figures {
            transfers: counts.transfers,
            counterparts: u32::try_from(counts.counterparts()).unwrap_or(u32::MAX),
            countries: counts.countries,
            relevant: counts.relevant,
            relevant_sum: counts.relevant_sum,
            even: counts.even,
            pair_relevant,
        }
    }
}

/// Sums over all events of the four questions that the project measures itself by (bench/payments): what the same
/// questions in SQL give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Q1: different recipients of the sender, and how often there are four or more.
    pub q1: [u64; 2],
    /// Q2: small payments of the sender, their sum in minor units, the even ones among them.
    pub q2: [u128; 3],
    /// Q3: different senders and countries of the recipient, payments, and how often five senders of three countries.
    pub q3: [u64; 4],
    /// Q4: small payments of the pair.
    pub q4: u64,
}

impl Sums {
    /// Adds the answer for one event in one scope.
    #[inline]
    pub fn add(&mut self, scope: Scope, figures: &Figures) {
        match scope {
            Scope::Sender => {
                self.q1[0] += u64::from(figures.counterparts);
                self.q1[1] += u64::from(figures.counterparts >= 4);
                self.q2[0] += u128::from(figures.relevant);
                self.q2[1] += u128::from(figures.relevant_sum);
                self.q2[2] += u128::from(figures.even);
                self.q4 += u64::from(figures.pair_relevant);
            }
            Scope::Recipient => {
                self.q3[0] += u64::from(figures.counterparts);
                self.q3[1] += u64::from(figures.countries);
                self.q3[2] += u64::from(figures.transfers);
                self.q3[3] += u64::from(figures.counterparts >= 5 && figures.countries >= 3);
            }
            Scope::Device | Scope::Institution => {}
        }
    }

    /// Adds the sums of another part.
    pub fn merge(&mut self, other: &Self) {
        for (one, other) in self.q1.iter_mut().zip(other.q1) {
            *one += other;
        }
        for (one, other) in self.q2.iter_mut().zip(other.q2) {
            *one += other;
        }
        for (one, other) in self.q3.iter_mut().zip(other.q3) {
            *one += other;
        }
        self.q4 += other.q4;
    }
}
