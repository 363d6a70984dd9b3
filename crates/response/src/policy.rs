//! Who may do what: one table, deny by default.
//!
//! A use-case asks for a `Permit<A>`; only [`Actor::permit`] makes one, after looking at the table. The type of the
//! permit names the action, so a use-case cannot be called with the permit of another.
//!
//! A line of the table reads: the action, its code, the roles that may do it, whoever else may (`or`), the compartment it
//! opens (`in`), and whether an override may open it to somebody whose role does not (`by a_second_person`). Two keys turn
//! a lock: a role opens a compartment only where both the line of the action and the line of the compartment name it.

use model::{Compartment, OverrideId, PartnerId, Reference, Role, User};
use std::marker::PhantomData;
use store::By;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $code:literal : [$($role:ident),*] $(or $outside:ident)? $(in $compartment:ident)?
        $(by $second:ident)?;)*) => {
        /// Everything that needs a permit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Act { $($(#[$doc])* $name),* }

        impl Act {
            /// All actions.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The stable code, as the journal names it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            /// The roles that may do it. Whoever is not named may not.
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),*]),* }
            }
            /// Who outside the staff may do it.
            pub const fn outside(self) -> &'static [Outside] {
                match self { $(Self::$name => &[$(Outside::$outside)?]),* }
            }
            /// The compartment that it opens.
            pub const fn compartment(self) -> Option<Compartment> {
                let compartments: &[Compartment] = match self { $(Self::$name => &[$(Compartment::$compartment)?]),* };
                if compartments.is_empty() { None } else { Some(compartments[0]) }
            }
            /// Whether an override opens it.
            pub const fn opens(self) -> bool {
                match self { $(Self::$name => !(&[$(stringify!($second))?] as &[&str]).is_empty()),* }
            }
        }

        /// The actions as types, for [`Permit`].
        pub mod act {
            $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub enum $name {}
            impl super::Action for $name { const ACT: super::Act = super::Act::$name; })*
        }
    };
}

acts! {
    /// Hand files of reports in.
    ReceiveReports = "receive_reports": [IntakeOfficer];
    /// See the queue: references, kinds, reasons; no word about people.
    SeeQueue = "see_queue": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst] in Report;
    /// Search by reference or identifier.
    Search = "search": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst] in Report;
    /// Open a report.
    ReadReport = "read_report": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst] in Report by a_second_person;
    /// Ask for the sensitive words of a report.
    RevealWords = "reveal_words": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker] in Report by a_second_person;
    /// See persons, leads and the list of uncertain links; the reports that mention a person are opened for it.
    SeePersons = "see_persons": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst] in Report;
    /// Confirm, forbid, split or release links between mentions.
    DecideLinks = "decide_links": [Analyst, Supervisor] in Report;
    /// See the journal of a record: who did what and when; no words.
    SeeJournal = "see_journal": [Analyst, Auditor, Supervisor];
    /// Add and change users.
    KeepAccounts = "keep_accounts": [Administrator];
    /// Tell of something at the public door.
    TellReport = "tell_report": [] or Visitor;
    /// Use the conversation of a code.
    UseInbox = "use_inbox": [] or Visitor;
    /// Hand a report over by machine.
    HandOver = "hand_over": [] or Partner;
    /// Write down what somebody tells the hotline, and count contacts that are no report.
    TakeContacts = "take_contacts": [HotlineOperator];
    /// Read and answer conversations with people who reported without a name.
    AnswerReporters = "answer_reporters": [Analyst, HotlineOperator, Supervisor] in Report;
    /// Let the reports of a burst into the queue.
    ReleaseBursts = "release_bursts": [Analyst, Supervisor] in Report;
    /// See what campaigns brought.
    SeeCampaigns = "see_campaigns": [Administrator, Analyst, HotlineOperator];
    /// Add and end campaigns.
    KeepCampaigns = "keep_campaigns": [Administrator];
    /// Add partners and change their keys.
    KeepPartners = "keep_partners": [Administrator];

    // The desk. With which records is the matter of `sight`.
    /// Use the desk: one's own drafts, filters and day.
    UseDesk = "use_desk": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst];
    /// Decide about leads: assign, accept, no concern, ask for more, reorder, reopen.
    DecideLeads = "decide_leads": [Analyst, Supervisor];
    /// See the referrals to and from one's own agency.
    SeeReferrals = "see_referrals": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst];
    /// Hand a lead to another agency.
    SendReferrals = "send_referrals": [Analyst, Supervisor];
    /// Accept, decline, give back, end or take back a referral of one's own agency.
    AnswerReferrals = "answer_referrals": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst];
    /// Hand on a part of what one's own agency accepted.
    HandOnReferrals = "hand_on_referrals": [Analyst, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst];
    /// See what the points ranked and what people did.
    SeeFigures = "see_figures": [Analyst, Supervisor];
    /// See how much the people of one's own agency read today.
    LookAfterStaff = "look_after_staff": [Supervisor];
    // People and agencies.
    /// One's own account: password, passkeys, sessions, leave.
    KeepOwnAccount = "keep_own_account": [
        Administrator, IntakeOfficer, Analyst, Auditor, HotlineOperator, Supervisor, Investigator, Prosecutor,
        SocialWorker, FinancialAnalyst
    ];
    /// Be told what happened to one's own work.
    SeeNotices = "see_notices": [
        Administrator, IntakeOfficer, Analyst, Auditor, HotlineOperator, Supervisor, Investigator, Prosecutor,
        SocialWorker, FinancialAnalyst
    ];
    /// Read the journal of everybody: by person, action and time; no words about people.
    Audit = "audit": [Auditor];
    /// Ask for one record that one's role does not open.
    AskOverride = "ask_override": [
        Analyst, HotlineOperator, Supervisor, Investigator, Prosecutor, SocialWorker, FinancialAnalyst
    ];
    /// Be the second person of an override: of the same agency, and not oneself.
    DecideOverride = "decide_override": [Supervisor];
    // Payments: a compartment of its own. Whoever is not named here does not learn that an alert exists.
    /// Hand alerts of a scan in.
    RaisePaymentAlerts = "raise_payment_alerts": [FinancialAnalyst] in Payments;
    /// See alerts about payments, and open them.
    SeePaymentAlerts = "see_payment_alerts": [FinancialAnalyst] in Payments;
    /// Decide about an alert.
    DecidePaymentAlerts = "decide_payment_alerts": [FinancialAnalyst] in Payments;
    /// Write the report on an alert out.
    ExportPaymentReports = "export_payment_reports": [FinancialAnalyst] in Payments;
}

/// Somebody who is not of the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Anybody at the public door.
    Visitor,
    /// A partner's machine.
    Partner,
}

/// An action as a type.
pub trait Action {
    /// The action as a value.
    const ACT: Act;
}

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever has the command line of the machine, and with it the key file: may do everything there, and every
    /// entry says so.
    Operator,
    /// A signed-in user.
    User(User),
    /// Anybody at the public door: without a name, and nothing of them is recorded.
    Visitor,
    /// A partner's machine.
    Partner(PartnerId),
}

/// The right to do one thing, with a purpose. Only [`Actor::permit`] and `Actor::permit_over` make one.
#[derive(Clone, Debug)]
pub struct Permit<A> {
    by: By,
    /// The one record it is good for, where it stands on an override.
    only: Option<Reference>,
    act: PhantomData<A>,
}

/// An override that was granted, as the policy looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The request it came from.
    pub id: OverrideId,
    /// Who asked.
    pub user: model::UserId,
    /// Who granted it.
    pub granted_by: model::UserId,
    /// Of which compartment.
    pub compartment: Compartment,
    /// Of which record.
    pub record: Reference,
    /// Until when.
    pub until: model::Instant,
}

/// One line of the table, as data: checks take it as an argument, so that they can be tried on tables with a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The action.
    pub act: Act,
    /// The roles that may do it.
    pub roles: Vec<Role>,
    /// Who outside the staff may.
    pub outside: Vec<Outside>,
    /// The compartment that it opens.
    pub compartment: Option<Compartment>,
    /// Whether an override opens it.
    pub opens: bool,
}

/// Who works in a compartment. Nobody else is let in by any line of the table.
pub const WORKS_IN: [(Compartment, &[Role]); 5] = [
    (
        Compartment::Report,
        &[
            Role::Analyst,
            Role::HotlineOperator,
            Role::Supervisor,
            Role::Investigator,
            Role::Prosecutor,
            Role::SocialWorker,
            Role::FinancialAnalyst,
        ],
    ),
    (Compartment::Investigation, &[Role::Supervisor, Role::Investigator, Role::Prosecutor]),
    (Compartment::Court, &[Role::Investigator, Role::Prosecutor]),
    (Compartment::Care, &[Role::SocialWorker]),
    (Compartment::Payments, &[Role::Investigator, Role::FinancialAnalyst]),
];

/// A whole policy: the lines of actions, and who works in which compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// One line an action. An action without a line is nobody's.
    pub lines: Vec<Line>,
    /// One line a compartment.
    pub works_in: Vec<(Compartment, Vec<Role>)>,
}

impl Policy {
    /// The policy of the house.
    pub fn of_the_house() -> Self {
        let line = |act: &Act| Line {
            act: *act,
            roles: act.roles().to_vec(),
            outside: act.outside().to_vec(),
            compartment: act.compartment(),
            opens: act.opens(),
        };
        Self {
            lines: Act::ALL.iter().map(line).collect(),
            works_in: WORKS_IN.iter().map(|(compartment, roles)| (*compartment, roles.to_vec())).collect(),
        }
    }

    /// Whether a role works in a compartment.
    pub fn works_in(&self, role: Role, compartment: Compartment) -> bool {
        self.works_in.iter().any(|(known, roles)| *known == compartment && roles.contains(&role))
    }

    fn line(&self, act: Act) -> Option<&Line> {
        self.lines.iter().find(|line| line.act == act)
    }

    /// Whether a role may do something.
    pub fn role_may(&self, role: Role, act: Act) -> bool {
        self.line(act).is_some_and(|line| {
            line.roles.contains(&role)
                && line.compartment.is_none_or(|compartment| self.works_in(role, compartment))
        })
    }

    /// Whether somebody outside the staff may do something. No compartment is open to them.
    pub fn outside_may(&self, outside: Outside, act: Act) -> bool {
        self.line(act).is_some_and(|line| line.outside.contains(&outside) && line.compartment.is_none())
    }

    /// Whether an override lets a user do something with a record now: it is theirs, granted by somebody else, of this
    /// record and of the compartment that the action opens, not over, and the role may ask for overrides at all.
    pub fn override_opens(
        &self,
        user: &User,
        act: Act,
        record: Reference,
        over: &Override,
        now: model::Instant,
    ) -> bool {
        self.line(act).is_some_and(|line| {
            line.opens
                && line.compartment == Some(over.compartment)
                && over.record == record
                && over.user == user.id
                && over.granted_by != user.id
                && now < over.until
                && self.role_may(user.role, Act::AskOverride)
        })
    }
}

/// The policy of the house, made once.
static HOUSE: std::sync::LazyLock<Policy> = std::sync::LazyLock::new(Policy::of_the_house);

/// A session of this role ends when it was not used for this long, in seconds: sooner for whoever works in a compartment
/// past the reports.
pub fn idle_seconds(role: Role) -> i64 {
    let sensitive =
        |compartment: &Compartment| *compartment != Compartment::Report && HOUSE.works_in(role, *compartment);
    if Compartment::ALL.iter().any(sensitive) { 15 * 60 } else { 30 * 60 }
}

/// The policy does not allow it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("your role does not include this")]
pub struct Refused {
    /// What was asked for.
    pub act: Act,
    /// Who asked, for the journal.
    pub by: By,
}

impl Actor {
    /// Who this is, with a purpose, as the journal names it.
    pub fn by(&self, purpose: &str) -> By {
        match self {
            Self::Operator => By { actor: "operator".into(), agency: None, purpose: purpose.into() },
            Self::User(user) => {
                By { actor: user.name.to_string(), agency: Some(user.agency), purpose: purpose.into() }
            }
            Self::Visitor => By { actor: "visitor".into(), agency: None, purpose: purpose.into() },
            Self::Partner(id) => By { actor: format!("partner:{id}"), agency: None, purpose: purpose.into() },
        }
    }

    /// Looks the action up in the table.
    pub fn may(&self, act: Act) -> bool {
        match self {
            Self::Operator => true,
            Self::User(user) => HOUSE.role_may(user.role, act),
            Self::Visitor => HOUSE.outside_may(Outside::Visitor, act),
            Self::Partner(_) => HOUSE.outside_may(Outside::Partner, act),
        }
    }

    /// A permit for one action, or a refusal, which the caller journals with `Store::note_refusal`.
    pub fn permit<A: Action>(&self, purpose: &str) -> Result<Permit<A>, Refused> {
        let by = self.by(purpose);
        if self.may(A::ACT) {
            Ok(Permit { by, only: None, act: PhantomData })
        } else {
            Err(Refused { act: A::ACT, by })
        }
    }

    /// A permit that stands on an override: for one record, its purpose saying so in every entry of the journal.
    pub(crate) fn permit_over<A: Action>(
        &self,
        purpose: &str,
        record: Reference,
        over: &Override,
        now: model::Instant,
    ) -> Option<Permit<A>> {
        let Self::User(user) = self else { return None };
        HOUSE.override_opens(user, A::ACT, record, over, now).then(|| Permit {
            by: self.by(&format!("{purpose} (override {})", over.id)),
            only: Some(record),
            act: PhantomData,
        })
    }
}

impl<A> Permit<A> {
    /// Who acts and what for.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// Whether it is good for a record: always, but where it stands on an override for another.
    pub fn covers(&self, record: Reference) -> bool {
        self.only.is_none_or(|only| only == record)
    }

    /// Whether it stands on an override.
    pub fn is_override(&self) -> bool {
        self.only.is_some()
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
