//! Who is suspected, who may be a victim, and of whom the part is not known: decided here for every form, and nowhere else.
//!
//! Sextortion of children is paid for by the children, and live-streamed abuse is paid for by the offender: the same payment
//! means the opposite, and which of both it is follows from the indicators that fired (`FinCEN`, FIN-2025-NTC2, against FATF,
//! March 2025, and FIN-2021-NTC3). The recipient of a purchase is in most reports a relative of the child, or the child
//! (AMLC studies of 2020 to 2026), and is never named as a suspect by a payment alone.

use super::{CasePayment, Evidence};
use crate::pack::Extortion;
use model::Personal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What part a party plays, as far as the payments tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A party of interest whose part is not known: no suspect.
    #[default]
    Unknown,
    /// May be a victim: no suspect.
    MayBeVictim,
    /// What fired concerns this party's own doing.
    Suspected,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::MayBeVictim, Self::Suspected];

    /// The word for it in records.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "role not known",
            Self::MayBeVictim => "possible victim",
            Self::Suspected => "suspected",
        }
    }

    /// What a report says of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unknown => "Party to the payments; role not known. Not named as a suspect.",
            Self::MayBeVictim => "Party to the payments; may be a victim. Not suspected of anything.",
            Self::Suspected => "Suspected.",
        }
    }

    /// Reads what [`Standing::code`] or [`Standing::words`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == text || one.words() == text)
    }
}

/// What a payment tells of the parts of its parties. No age and no name stands in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// The payer is young, by the pack.
    pub payer_young: bool,
    /// Both are relatives, a couple, or the same, as declared or by their surname; or an institution is paid.
    pub tied: bool,
    /// The payer raises an alert by what they do themselves, indicators of extortion aside.
    pub payer_raised: bool,
    /// What indicators of extortion show.
    #[serde(default)]
    pub extortion: Extorted,
}

/// Whom indicators of extortion that fired at a payment show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extorted {
    /// Who pays under it.
    pub coerced: bool,
    /// Who collects by it.
    pub collected: bool,
}

/// Decides the standing of every party over all payments of a case.
pub(super) fn decide(told: &mut [Told]) {
    let mut all: BTreeMap<Personal, Seen> = BTreeMap::new();
    for Told { signs, payer, payee, .. } in &*told {
        let Extorted { coerced, collected } = signs.extortion;
        let paying = match (signs.payer_young || coerced, signs.payer_raised && !signs.tied, collected) {
            (true, ..) => Seen::Child,
            (_, true, _) => Seen::Acts,
            (.., true) => Seen::Extorted,
            _ => Seen::Nothing,
        };
        let collects = collected || (coerced && !signs.tied);
        let paid = if collects { Seen::Acts } else { Seen::Nothing };
        for (party, seen) in [(payer, paying), (payee, paid)] {
            let known = all.entry(party.clone()).or_default();
            *known = (*known).max(seen);
        }
    }
    let standing = |party: &Personal| all.get(party).map(|seen| seen.standing()).unwrap_or_default();
    for Told { payment, payer, payee, .. } in told {
        payment.from.standing = standing(payer);
        payment.to.standing = standing(payee);
    }
}

/// What payments say of a party, by how much it weighs: whoever may be a child is no suspect, whatever else they are seen to do,
/// because children under extortion are made to collect.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    #[default]
    Nothing,
    /// Pays somebody who collects from children.
    Extorted,
    /// Pays somebody without a tie and raises an alert by it, or collects from children.
    Acts,
    /// Pays and is young, or pays under extortion.
    Child,
}

impl Seen {
    const fn standing(self) -> Standing {
        match self {
            Self::Child | Self::Extorted => Standing::MayBeVictim,
            Self::Acts => Standing::Suspected,
            Self::Nothing => Standing::Unknown,
        }
    }
}

/// A payment with what it tells of its parties.
#[derive(Clone, Debug)]
pub struct Told {
    /// The payment; the standing of its parties is decided later.
    pub payment: CasePayment,
    /// What it tells.
    pub signs: Signs,
    /// What tells the payer from all others: the same for every payment of theirs.
    pub payer: Personal,
    /// The same of who is paid.
    pub payee: Personal,
}

impl Evidence {
    /// What the payment of a row tells of the parts of its parties.
    pub fn signs(&self, row: u32, payment: &crate::Payment) -> Signs {
        use crate::Tie;
        Signs {
            payer_young: payment.sender_age > 0 && payment.sender_age < self.young_below,
            tied: payment.same_surname || matches!(payment.tie, Tie::Family | Tie::Own | Tie::Institution),
            payer_raised: self.raised.contains(&payment.sender),
            extortion: Extorted {
                coerced: self.shows(row, Extortion::Coerced),
                collected: self.shows(row, Extortion::Collector),
            },
        }
    }
}
