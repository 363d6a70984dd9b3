//! Alerts about payments, as the desk of financial analysts keeps them.

use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which people are shown them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// Which part a party has in its payments.
    PaymentSide {
        /// It pays.
        Payer = "payer",
        /// It is paid.
        Payee = "payee",
    }
}

coded! {
    /// Where an alert stands.
    AlertState {
        /// Nobody has decided yet.
        Open = "open",
        /// Somebody may be a victim: referred to those who protect.
        Safeguarded = "safeguarded",
        /// Reported to the financial intelligence unit.
        Reported = "reported",
        /// Looked at; to be looked at again when more is there.
        Watched = "watched",
        /// Explained.
        Dismissed = "dismissed",
    }
}

coded! {
    /// What a person decides about an alert. There is no word for blocking: nothing here blocks anybody.
    AlertDecision {
        /// To those who protect, without blocking and without a word to the account holder.
        Safeguard = "safeguard",
        /// To the financial intelligence unit.
        Report = "report",
        /// Look again when more is there.
        Watch = "watch",
        /// Explained, with a reason.
        Dismiss = "dismiss",
    }
}

impl AlertState {
    /// Where a decision leads; `None` where it is not open from here. What was reported or referred for protection is not
    /// taken back by a later doubt: the other unit has it.
    pub const fn after(self, decision: AlertDecision) -> Option<Self> {
        use AlertDecision::{Dismiss, Report, Safeguard, Watch};
        match (self, decision) {
            (Self::Open | Self::Watched, Dismiss) => Some(Self::Dismissed),
            (Self::Open, Watch) => Some(Self::Watched),
            (Self::Open | Self::Watched | Self::Reported | Self::Dismissed, Safeguard) => {
                Some(Self::Safeguarded)
            }
            (Self::Open | Self::Watched | Self::Safeguarded | Self::Dismissed, Report) => {
                Some(Self::Reported)
            }
            _ => None,
        }
    }

    /// The decisions that are open from here.
    pub fn decisions(self) -> impl Iterator<Item = AlertDecision> {
        AlertDecision::ALL.iter().copied().filter(move |decision| self.after(*decision).is_some())
    }

    /// Whether somebody has to look at it.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table as one picture.
    #[test]
    fn what_leads_where_is_as_agreed() {
        let table: Vec<String> = AlertState::ALL
            .iter()
            .map(|state| {
                let ways: Vec<String> = state
                    .decisions()
                    .filter_map(|one| Some(format!("{} -> {}", one.code(), state.after(one)?.code())))
                    .collect();
                format!("{}: {}", state.code(), ways.join(", "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "open: safeguard -> safeguarded, report -> reported, watch -> watched, dismiss -> dismissed",
                "safeguarded: report -> reported",
                "reported: safeguard -> safeguarded",
                "watched: safeguard -> safeguarded, report -> reported, dismiss -> dismissed",
                "dismissed: safeguard -> safeguarded, report -> reported",
            ]
        );
        assert!(AlertState::ALL.iter().all(|state| AlertState::from_code(state.code()) == Some(*state)));
        assert!(AlertDecision::ALL.iter().all(|one| !one.code().contains("block")));
    }
}
