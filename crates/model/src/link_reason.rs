//! Why an analyst says that two mentions are one person, or are not: from a list, beside their own words.

use crate::{Verdict, desk::codes};
use serde::{Deserialize, Serialize};

codes! {
    /// Why two mentions are one person, or are not.
    LinkReason {
        /// The same number, account or address, which nobody else has.
        SameIdentifier = "same_identifier",
        /// Name, age and place fit.
        SameDetails = "same_details",
        /// A report, or whoever was asked, says so.
        SaidSo = "said_so",
        /// Several people use the number, account or address.
        SharedIdentifier = "shared_identifier",
        /// Age, place or time cannot be one person's.
        DetailsConflict = "details_conflict",
        /// What was put down is wrong.
        WrongData = "wrong_data",
        /// Something else; the words say what.
        Other = "other",
    }
}

impl LinkReason {
    /// The reasons that fit a verdict, in the order in which they are offered.
    pub const fn of(verdict: Verdict) -> &'static [Self] {
        match verdict {
            Verdict::Same => {
                &[Self::SameIdentifier, Self::SameDetails, Self::SaidSo, Self::WrongData, Self::Other]
            }
            Verdict::Different => {
                &[Self::SharedIdentifier, Self::DetailsConflict, Self::SaidSo, Self::WrongData, Self::Other]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_a_verdict_and_each_verdict_has_another() {
        let of = |verdict| LinkReason::of(verdict);
        for reason in LinkReason::ALL {
            assert!(of(Verdict::Same).contains(reason) || of(Verdict::Different).contains(reason));
            assert_eq!(LinkReason::from_code(reason.code()), Some(*reason));
        }
        for verdict in [Verdict::Same, Verdict::Different] {
            assert_eq!(of(verdict).last(), Some(&LinkReason::Other));
        }
    }
}
