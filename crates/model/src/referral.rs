//! Referrals: a lead handed to another agency, with purpose, legal basis and scope.

use crate::{MentionRef, desk::codes};
use serde::{Deserialize, Serialize};

codes! {
    /// Where a referral stands.
    ReferralState {
        /// Handed over; nobody there has opened it.
        Sent = "sent",
        /// Opened by the receiving agency.
        Seen = "seen",
        /// The receiving agency works on it.
        Accepted = "accepted",
        /// The receiving agency does not take it.
        Declined = "declined",
        /// The receiving agency gave it back after having taken it.
        Returned = "returned",
        /// The receiving agency is done.
        Done = "done",
        /// The sending agency took it back.
        Revoked = "revoked",
        /// The day until which it held has passed.
        Expired = "expired",
    }

    /// What is done with a referral.
    ReferralStep {
        /// Somebody of the receiving agency opened it.
        See = "see",
        /// The receiving agency takes it.
        Accept = "accept",
        /// The receiving agency does not take it.
        Decline = "decline",
        /// The receiving agency gives it back.
        Return = "return",
        /// The receiving agency is done.
        Finish = "finish",
        /// The sending agency takes it back.
        Revoke = "revoke",
        /// Its day has passed.
        Expire = "expire",
    }

    /// What a referral is for.
    ReferralPurpose {
        /// To make a child safe.
        Protect = "protect",
        /// To investigate.
        Investigate = "investigate",
        /// To bring it to court.
        Prosecute = "prosecute",
        /// To care for a survivor.
        Care = "care",
        /// To follow payments.
        FollowPayments = "follow_payments",
        /// To answer a question about the lead, which stays where it is.
        Inform = "inform",
    }

    /// The ground in law on which a referral hands personal data over.
    LegalBasis {
        /// The law that protects children.
        ChildProtection = "child_protection",
        /// The law of criminal procedure.
        CriminalProcedure = "criminal_procedure",
        /// To protect somebody's life or body.
        VitalInterest = "vital_interest",
        /// Mutual assistance between states.
        MutualAssistance = "mutual_assistance",
        /// The law against the laundering of money.
        MoneyLaundering = "money_laundering",
        /// Consent of the child or of whoever has custody.
        Consent = "consent",
    }

    /// Why a referral ended.
    ReferralReason {
        /// It does not happen where we work.
        NotOurTerritory = "not_our_territory",
        /// It is not our task.
        NotOurTask = "not_our_task",
        /// We cannot do it in time.
        NoCapacity = "no_capacity",
        /// There is too little to go on.
        TooLittle = "too_little",
        /// We work on it already.
        AlreadyOurs = "already_ours",
        /// Another agency takes it.
        OtherAgency = "other_agency",
        /// It was handed over by mistake.
        Mistake = "mistake",
        /// The purpose is fulfilled.
        Fulfilled = "fulfilled",
        /// Its day has passed.
        DayPassed = "day_passed",
        /// One of the two agencies takes part no more.
        AgencyGone = "agency_gone",
        /// What it was handed on from has ended.
        ParentEnded = "parent_ended",
        /// Something else, told in the note.
        Other = "other",
    }

    /// A part of what is known that is closed to all others.
    ReferralPart {
        /// What was reported: who, where, when, and the identifiers.
        Report = "report",
        /// The words of the report and its original document.
        Words = "words",
        /// Payments of the report.
        Payments = "payments",
        /// The conversation with whoever reported.
        Conversation = "conversation",
    }
}

/// Which side of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSide {
    /// The agency that handed it over.
    Sender,
    /// The agency it was handed to.
    Receiver,
    /// The clock.
    Clock,
}

impl ReferralState {
    /// Whether the receiver sees what was handed over.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Sent | Self::Seen | Self::Accepted)
    }

    /// The table of legal transitions: where a step leads from here; nothing where it cannot be done.
    pub const fn after(self, step: ReferralStep) -> Option<Self> {
        use ReferralState::{Accepted, Declined, Done, Expired, Returned, Revoked, Seen, Sent};
        match (self, step) {
            (Sent, ReferralStep::See) => Some(Seen),
            (Sent | Seen, ReferralStep::Accept) => Some(Accepted),
            (Sent | Seen, ReferralStep::Decline) => Some(Declined),
            (Accepted, ReferralStep::Return) => Some(Returned),
            (Accepted, ReferralStep::Finish) => Some(Done),
            (Sent | Seen | Accepted, ReferralStep::Revoke) => Some(Revoked),
            (Sent | Seen | Accepted, ReferralStep::Expire) => Some(Expired),
            _ => None,
        }
    }
}

impl ReferralStep {
    /// Whose step it is.
    pub const fn side(self) -> ReferralSide {
        match self {
            Self::See | Self::Accept | Self::Decline | Self::Return | Self::Finish => ReferralSide::Receiver,
            Self::Revoke => ReferralSide::Sender,
            Self::Expire => ReferralSide::Clock,
        }
    }

    /// The reasons that fit the step; none where none is asked.
    pub const fn reasons(self) -> &'static [ReferralReason] {
        use ReferralReason::{
            AlreadyOurs, DayPassed, Fulfilled, Mistake, NoCapacity, NotOurTask, NotOurTerritory, Other,
            OtherAgency, TooLittle,
        };
        match self {
            Self::See | Self::Accept => &[],
            Self::Decline => {
                &[NotOurTerritory, NotOurTask, NoCapacity, TooLittle, AlreadyOurs, OtherAgency, Other]
            }
            Self::Return => &[NotOurTask, NoCapacity, TooLittle, OtherAgency, Other],
            Self::Finish => &[Fulfilled, Other],
            Self::Revoke => &[Mistake, OtherAgency, Fulfilled, Other],
            Self::Expire => &[DayPassed],
        }
    }
}

/// Parts of a referral as one number, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReferralParts(i64);

impl ReferralParts {
    /// All of them.
    pub const ALL: Self = Self(0b1111);

    /// From their number; unknown bits open nothing.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits & Self::ALL.0)
    }
    /// As a number.
    pub const fn bits(self) -> i64 {
        self.0
    }
    /// Whether this one is among them.
    pub const fn contains(self, one: ReferralPart) -> bool {
        self.0 & (1 << one as i64) != 0
    }
    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// Whether all of them are among those of another.
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
    /// Those of either.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<ReferralPart> for ReferralParts {
    fn from_iter<I: IntoIterator<Item = ReferralPart>>(all: I) -> Self {
        Self(all.into_iter().fold(0, |bits, one| bits | 1 << one as i64))
    }
}

/// What of a lead is handed over. Reports are named one by one, so that nobody is shown by a later merge what nobody
/// handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralScope {
    /// Which compartments.
    pub compartments: ReferralParts,
    /// Which reports, by their row numbers.
    pub reports: Vec<i64>,
    /// Only these mentions of persons; all of the reports where none are named.
    pub persons: Option<Vec<MentionRef>>,
    /// Until when.
    pub until: Option<crate::Instant>,
}

/// Most referrals of one chain, the first of them included: a lead that goes from hand to hand is nobody's.
pub const CHAIN_LONGEST: usize = 4;

impl ReferralScope {
    /// A part of it, to be handed on; nothing where something is asked for that it does not have. Where no persons are
    /// named, and no day, they stay its own.
    #[must_use]
    pub fn part(
        &self,
        compartments: ReferralParts,
        persons: Option<Vec<MentionRef>>,
        until: Option<crate::Instant>,
    ) -> Option<Self> {
        let persons = match persons {
            None => self.persons.clone(),
            Some(some) => {
                let has = |one: &MentionRef| {
                    self.reports.contains(&one.report_no)
                        && self.persons.as_ref().is_none_or(|own| own.contains(one))
                };
                Some(Some(some).filter(|some| !some.is_empty() && some.iter().all(has))?)
            }
        };
        let until = match (until, self.until) {
            (Some(day), Some(last)) if day > last => return None,
            (None, last) => last,
            (day, _) => day,
        };
        let fits = compartments.contains(ReferralPart::Report) && compartments.within(self.compartments);
        fits.then(|| Self { compartments, reports: self.reports.clone(), persons, until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_transitions_is_as_agreed() {
        let lines: Vec<String> = ReferralState::ALL
            .iter()
            .map(|from| {
                let ways = ReferralStep::ALL
                    .iter()
                    .filter_map(|step| Some(format!("{}→{}", step.code(), from.after(*step)?.code())));
                format!("{}: {}", from.code(), ways.collect::<Vec<_>>().join(", "))
            })
            .collect();
        assert_eq!(
            lines,
            [
                "sent: see→seen, accept→accepted, decline→declined, revoke→revoked, expire→expired",
                "seen: accept→accepted, decline→declined, revoke→revoked, expire→expired",
                "accepted: return→returned, finish→done, revoke→revoked, expire→expired",
                "declined: ",
                "returned: ",
                "done: ",
                "revoked: ",
                "expired: ",
            ]
        );
    }

    /// What has ended gives no sight and never comes back to life.
    #[test]
    fn only_what_goes_on_can_be_changed() {
        for state in ReferralState::ALL {
            let goes_on = ReferralStep::ALL.iter().any(|step| state.after(*step).is_some());
            assert_eq!(goes_on, state.is_active(), "{state:?}");
        }
    }

    /// Every way to ask for a part: what comes of it is never more than the whole.
    #[test]
    fn a_part_is_never_more_than_the_whole() {
        let mention = |report_no: i64, position: u16| MentionRef { report_no, position };
        let some = [None, Some(vec![]), Some(vec![mention(1, 0)]), Some(vec![mention(1, 0), mention(2, 1)])];
        let outside = Some(vec![mention(3, 0)]);
        let days = [None, Some(crate::Instant::from_micros(5)), Some(crate::Instant::from_micros(9))];
        let (mut given, mut refused) = (0, 0);
        for (whole_bits, bits) in (0..16).flat_map(|whole| (0..16).map(move |part| (whole, part))) {
            for (own, asked) in
                some.iter().flat_map(|own| some.iter().chain([&outside]).map(move |one| (own, one)))
            {
                for (last, day) in days.iter().flat_map(|last| days.iter().map(move |day| (*last, *day))) {
                    let whole = ReferralScope {
                        compartments: ReferralParts::from_bits(whole_bits),
                        reports: vec![1, 2],
                        persons: own.clone(),
                        until: last,
                    };
                    let Some(part) = whole.part(ReferralParts::from_bits(bits), asked.clone(), day) else {
                        refused += 1;
                        continue;
                    };
                    given += 1;
                    assert!(part.compartments.within(whole.compartments) && bits & !whole_bits == 0);
                    assert!(part.compartments.contains(ReferralPart::Report));
                    assert_eq!(part.reports, whole.reports);
                    if let Some(own) = &whole.persons {
                        assert!(part.persons.unwrap().iter().all(|one| own.contains(one)));
                    }
                    assert!(last.is_none_or(|last| part.until.is_some_and(|until| until <= last)));
                    assert!(asked != &outside && asked.as_ref().is_none_or(|some| !some.is_empty()));
                }
            }
        }
        assert!(given > 100 && refused > given);
    }

    #[test]
    fn compartments_are_one_bit_each() {
        for one in ReferralPart::ALL {
            let only: ReferralParts = std::iter::once(*one).collect();
            assert!(ReferralPart::ALL.iter().all(|other| only.contains(*other) == (one == other)));
            assert!(ReferralParts::ALL.contains(*one));
        }
        assert!(ReferralParts::from_bits(-1).bits() == ReferralParts::ALL.bits());
    }
}
