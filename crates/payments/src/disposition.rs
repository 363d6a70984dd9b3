//! What may be done with an alert.
//!
//! A payer or a recipient may be a child, or a relative under pressure: most reports of the Philippine AMLC show the payer
//! dealing with the victim or a relative directly. So safeguarding is a way of its own beside the report, and nothing is
//! blocked by itself: a blocked account tells whoever controls it that somebody looks.

use crate::subject::{Side, Subject};

/// What a person decides about an alert. There is no value for blocking: no program of this house blocks anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// Somebody may be a victim: to those who protect, without blocking and without a word to the account holder.
    Safeguard,
    /// A report to the financial intelligence unit.
    Report,
    /// Look again when more is there.
    Watch,
    /// Explained; with a reason that is kept.
    Dismiss,
}

impl Disposition {
    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Safeguard => "safeguard",
            Self::Report => "report",
            Self::Watch => "watch",
            Self::Dismiss => "dismiss",
        }
    }

    /// What it means, for the person who decides.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Safeguard => {
                "may be a victim: refer for protection; do not block, do not alert the account holder"
            }
            Self::Report => "report to the financial intelligence unit",
            Self::Watch => "keep watching",
            Self::Dismiss => "dismiss, with a reason",
        }
    }
}

/// Which dispositions to offer, in order. A person decides.
pub fn offered(subject: &Subject, alert_from: f64) -> Vec<Disposition> {
    let raised = subject.score.points >= alert_from && subject.score.triggered;
    let mut offered = Vec::new();
    // A coerced payer is first of all to be protected; a recipient can be the child or be under somebody's hand.
    if subject.score.safeguard || (raised && subject.side == Side::Payee) {
        offered.push(Disposition::Safeguard);
    }
    if raised {
        offered.push(Disposition::Report);
    }
    offered.push(Disposition::Watch);
    offered.push(Disposition::Dismiss);
    offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Fired, Score};

    fn subject(side: Side, points: f64, safeguard: bool) -> Subject {
        let score = Score { points, triggered: true, safeguard, ..Score::default() };
        Subject { side, party: 1, score, at_event: 0, alerts: None, events: 1, fired: Fired(1) }
    }

    #[test]
    fn who_may_be_a_victim_is_offered_safeguarding_first() {
        use Disposition::{Dismiss, Report, Safeguard, Watch};
        assert_eq!(offered(&subject(Side::Payer, 7.0, true), 6.0), [Safeguard, Report, Watch, Dismiss]);
        assert_eq!(offered(&subject(Side::Payee, 7.0, false), 6.0), [Safeguard, Report, Watch, Dismiss]);
        assert_eq!(offered(&subject(Side::Payer, 7.0, false), 6.0), [Report, Watch, Dismiss]);
        assert_eq!(offered(&subject(Side::Payer, 3.0, true), 6.0), [Safeguard, Watch, Dismiss]);
    }
}
