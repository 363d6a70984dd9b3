//! The desk: what is decided about a lead, and what follows. Every state is an enum, every way from one to the next a
//! line of a table.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $type:ident { $($(#[$variant:meta])* $name:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$variant])* $name),* }

        impl $type {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    )*};
}
pub(crate) use codes;

codes! {
    /// Where the work on a lead stands. Who has it is another matter: an open lead may be somebody's or nobody's.
    LeadState {
        /// Waits for a decision.
        Open = "open",
        /// Something was asked; the answer is awaited.
        Waiting = "waiting",
        /// Handed to another agency, which has not said yet whether it takes it.
        Referred = "referred",
        /// An agency works on it.
        Accepted = "accepted",
        /// Looked at, and no matter for the centre.
        NoConcern = "no_concern",
    }

    /// What people do with a lead.
    LeadStep {
        /// Give it to somebody or to a team.
        Assign = "assign",
        /// Take it from whoever has it, back to the team.
        Release = "release",
        /// Ask the reporter or the source for more.
        AskMore = "ask_more",
        /// Hand it to another agency.
        Refer = "refer",
        /// An agency takes it.
        Accept = "accept",
        /// It is no matter for the centre.
        NoConcern = "no_concern",
        /// The other agency does not work on it any more.
        HandBack = "hand_back",
        /// Look at it again.
        Reopen = "reopen",
        /// Put it before or behind where the points put it.
        Reorder = "reorder",
    }

    /// Of whom more is asked about a lead.
    AskedOf {
        /// Of whoever reported, in the conversation.
        Reporter = "reporter",
        /// Of the source that handed a report in.
        Source = "source",
        /// Of another agency, by a referral.
        Agency = "agency",
    }

    /// What became of a question.
    AskEnd {
        /// It was answered.
        Answered = "answered",
        /// Whoever was asked does not answer.
        Declined = "declined",
        /// Its day passed.
        Lapsed = "lapsed",
        /// It was taken back, or something else was decided.
        Withdrawn = "withdrawn",
    }

    /// Where people put a lead, against its points.
    Override {
        /// Before all others that are not in danger now.
        Sooner = "sooner",
        /// Behind, within those that are in danger now or those that are not.
        Later = "later",
        /// Where the points put it.
        AsScored = "as_scored",
    }

    /// Why something was decided about a lead.
    LeadReason {
        /// It happens where this team works.
        Territory = "territory",
        /// Somebody there reads the language.
        Language = "language",
        /// Others have more than they can do.
        Load = "load",
        /// Somebody knows the persons of the lead already.
        KnowsPersons = "knows_persons",
        /// It cannot wait for whoever has it.
        CannotWait = "cannot_wait",
        /// Whoever had it is away or has left.
        Away = "away",
        /// Who the child is, is not known.
        WhoIsTheChild = "who_is_the_child",
        /// Where it happens is not known.
        Where = "where",
        /// When it happened or will happen is not known.
        When = "when",
        /// An account, number or address is missing.
        WhichAccount = "which_account",
        /// A child must be made safe.
        ChildAtRisk = "child_at_risk",
        /// Somebody must investigate.
        NeedsInvestigation = "needs_investigation",
        /// A child needs care.
        NeedsCare = "needs_care",
        /// Another authority is competent.
        OtherCompetence = "other_competence",
        /// It is within our task.
        OurTask = "our_task",
        /// We work on the same persons already.
        AlreadyOurs = "already_ours",
        /// What is described is no exploitation of a child.
        NoExploitation = "no_exploitation",
        /// No child is concerned.
        NoChild = "no_child",
        /// It is known and dealt with.
        KnownAlready = "known_already",
        /// It was a test, an advertisement or a joke.
        NotMeant = "not_meant",
        /// There is too little to go on, and nobody to ask.
        TooLittle = "too_little",
        /// The other agency declined.
        Declined = "declined",
        /// The other agency gave it back.
        Returned = "returned",
        /// The referral was taken back.
        Revoked = "revoked",
        /// The referral expired.
        Expired = "expired",
        /// The other agency is done.
        Done = "done",
        /// The agency that had it takes part no more.
        AgencyGone = "agency_gone",
        /// Something new is known.
        NewKnowledge = "new_knowledge",
        /// It was decided too soon or by mistake.
        Mistake = "mistake",
        /// The answer came.
        Answered = "answered",
        /// The day passed without an answer.
        NoAnswer = "no_answer",
        /// It is more urgent than its points say.
        MoreUrgent = "more_urgent",
        /// It is less urgent than its points say.
        LessUrgent = "less_urgent",
        /// What the points follow from is wrong.
        WrongData = "wrong_data",
        /// Something else, told in the note.
        Other = "other",
    }
}

impl LeadState {
    /// Whether the lead stands in the queue of what waits for a decision.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Waiting)
    }

    /// The table of legal transitions: where a step leads from here; nothing where it cannot be done.
    pub const fn after(self, step: LeadStep) -> Option<Self> {
        use LeadState::{Accepted, NoConcern, Open, Referred, Waiting};
        match (self, step) {
            (Open | Waiting | Referred | Accepted, LeadStep::Assign)
            | (_, LeadStep::Release)
            | (Open | Waiting, LeadStep::Reorder) => Some(self),
            (Open | Waiting, LeadStep::AskMore) => Some(Waiting),
            (Open | Waiting | Referred, LeadStep::Refer) => Some(Referred),
            // A second agency beside the one that works on it: it stays accepted.
            (Accepted, LeadStep::Refer) | (Open | Waiting | Referred | Accepted, LeadStep::Accept) => {
                Some(Accepted)
            }
            (Open | Waiting, LeadStep::NoConcern) => Some(NoConcern),
            (Referred | Accepted, LeadStep::HandBack)
            | (Waiting | Accepted | NoConcern, LeadStep::Reopen) => Some(Open),
            _ => None,
        }
    }
}

impl LeadStep {
    /// The step that takes this one back.
    #[must_use]
    pub const fn reverse(self) -> Self {
        match self {
            Self::Assign => Self::Release,
            Self::Release => Self::Assign,
            Self::Refer => Self::HandBack,
            Self::HandBack => Self::Refer,
            Self::AskMore | Self::Accept | Self::NoConcern => Self::Reopen,
            Self::Reopen => Self::NoConcern,
            Self::Reorder => Self::Reorder,
        }
    }

    /// The reasons that fit the step, in the order in which they are offered.
    pub const fn reasons(self) -> &'static [LeadReason] {
        use LeadReason::{
            AgencyGone, AlreadyOurs, Answered, Away, CannotWait, ChildAtRisk, Declined, Done, Expired,
            KnownAlready, KnowsPersons, Language, LessUrgent, Load, Mistake, MoreUrgent, NeedsCare,
            NeedsInvestigation, NewKnowledge, NoAnswer, NoChild, NoExploitation, NotMeant, Other,
            OtherCompetence, OurTask, Returned, Revoked, Territory, TooLittle, When, Where, WhichAccount,
            WhoIsTheChild, WrongData,
        };
        match self {
            Self::Assign => &[OurTask, Territory, Language, Load, KnowsPersons, CannotWait, Away, Other],
            Self::Release => &[Away, Load, Mistake, Other],
            Self::AskMore => &[WhoIsTheChild, Where, When, WhichAccount, Other],
            Self::Refer => &[ChildAtRisk, NeedsInvestigation, NeedsCare, OtherCompetence, Territory, Other],
            Self::Accept => &[OurTask, AlreadyOurs, ChildAtRisk, Other],
            Self::NoConcern => &[NoExploitation, NoChild, KnownAlready, NotMeant, TooLittle, Other],
            Self::HandBack => &[Declined, Returned, Revoked, Expired, Done, AgencyGone],
            Self::Reopen => &[NewKnowledge, Answered, NoAnswer, Mistake, Other],
            Self::Reorder => &[MoreUrgent, LessUrgent, WrongData, Other],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table as one picture: a change of it must be seen in review.
    #[test]
    fn the_table_of_transitions_is_as_agreed() {
        let lines: Vec<String> = LeadState::ALL
            .iter()
            .map(|from| {
                let ways = LeadStep::ALL
                    .iter()
                    .filter_map(|step| Some(format!("{}→{}", step.code(), from.after(*step)?.code())));
                format!("{}: {}", from.code(), ways.collect::<Vec<_>>().join(", "))
            })
            .collect();
        assert_eq!(
            lines,
            [
                "open: assign→open, release→open, ask_more→waiting, refer→referred, accept→accepted, no_concern→no_concern, reorder→open",
                "waiting: assign→waiting, release→waiting, ask_more→waiting, refer→referred, accept→accepted, no_concern→no_concern, reopen→open, reorder→waiting",
                "referred: assign→referred, release→referred, refer→referred, accept→accepted, hand_back→open",
                "accepted: assign→accepted, release→accepted, refer→accepted, accept→accepted, hand_back→open, reopen→open",
                "no_concern: release→no_concern, reopen→open",
            ]
        );
    }

    /// Whatever was decided can be taken back: by the step that says so where it changed the state, else by the same.
    #[test]
    fn every_decision_can_be_taken_back() {
        for from in LeadState::ALL {
            for step in LeadStep::ALL {
                let Some(to) = from.after(*step) else { continue };
                assert!(
                    to == *from || to.is_open() || to.after(step.reverse()).is_some_and(LeadState::is_open),
                    "{from:?} {step:?}"
                );
            }
        }
    }

    #[test]
    fn every_step_has_reasons_and_every_code_is_read_back() {
        assert!(LeadStep::ALL.iter().all(|step| !step.reasons().is_empty()));
        assert!(LeadReason::ALL.iter().all(|one| LeadReason::from_code(one.code()) == Some(*one)));
        let used: Vec<_> = LeadStep::ALL.iter().flat_map(|step| step.reasons()).collect();
        assert!(LeadReason::ALL.iter().all(|one| used.contains(&one)), "a reason that nobody can give");
    }
}
