//! Who may do what: one table, deny by default.
//!
//! A use-case asks for a `Permit<A>`; only [`Actor::permit`] makes one, after looking at the table. The type of the
//! permit names the action, so a use-case cannot be called with the permit of another.

use model::{PartnerId, Role, User};
use std::marker::PhantomData;
use store::By;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $code:literal : [$($role:ident),*] $(or $outside:ident)?;)*) => {
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
    SeeQueue = "see_queue": [Analyst];
    /// Search by reference or identifier.
    Search = "search": [Analyst];
    /// Open a report.
    ReadReport = "read_report": [Analyst];
    /// Ask for the sensitive words of a report.
    RevealWords = "reveal_words": [Analyst];
    /// See persons, leads and the list of uncertain links; the reports that mention a person are opened for it.
    SeePersons = "see_persons": [Analyst];
    /// Confirm, forbid, split or release links between mentions.
    DecideLinks = "decide_links": [Analyst];
    /// See the journal of a record: who did what and when; no words.
    SeeJournal = "see_journal": [Analyst, Auditor];
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
    AnswerReporters = "answer_reporters": [Analyst, HotlineOperator];
    /// Let the reports of a burst into the queue.
    ReleaseBursts = "release_bursts": [Analyst];
    /// See what campaigns brought.
    SeeCampaigns = "see_campaigns": [Administrator, Analyst, HotlineOperator];
    /// Add and end campaigns.
    KeepCampaigns = "keep_campaigns": [Administrator];
    /// Add partners and change their keys.
    KeepPartners = "keep_partners": [Administrator];

    // Payments: a compartment of its own. Whoever is not named here does not learn that an alert exists.
    /// Hand alerts of a scan in.
    RaisePaymentAlerts = "raise_payment_alerts": [FinancialAnalyst];
    /// See alerts about payments, and open them.
    SeePaymentAlerts = "see_payment_alerts": [FinancialAnalyst];
    /// Decide about an alert.
    DecidePaymentAlerts = "decide_payment_alerts": [FinancialAnalyst];
    /// Write the report on an alert out.
    ExportPaymentReports = "export_payment_reports": [FinancialAnalyst];
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

/// The right to do one thing, with a purpose. Only [`Actor::permit`] makes one.
#[derive(Clone, Debug)]
pub struct Permit<A> {
    by: By,
    act: PhantomData<A>,
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
            Self::User(user) => act.roles().contains(&user.role),
            Self::Visitor => act.outside().contains(&Outside::Visitor),
            Self::Partner(_) => act.outside().contains(&Outside::Partner),
        }
    }

    /// A permit for one action, or a refusal, which the caller journals with `Store::note_refusal`.
    pub fn permit<A: Action>(&self, purpose: &str) -> Result<Permit<A>, Refused> {
        let by = self.by(purpose);
        if self.may(A::ACT) { Ok(Permit { by, act: PhantomData }) } else { Err(Refused { act: A::ACT, by }) }
    }
}

impl<A> Permit<A> {
    /// Who acts and what for.
    pub fn by(&self) -> &By {
        &self.by
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole policy as one picture: a change of it must be seen in review.
    #[test]
    fn the_table_is_as_agreed() {
        let table: Vec<String> = Act::ALL
            .iter()
            .map(|act| {
                let roles: Vec<_> = Role::ALL
                    .iter()
                    .filter(|role| act.roles().contains(role))
                    .map(|role| role.code())
                    .collect();
                match act.outside() {
                    [] => format!("{}: {}", act.code(), roles.join(", ")),
                    outside => format!("{}: {} | {outside:?}", act.code(), roles.join(", ")),
                }
            })
            .collect();
        assert_eq!(
            table,
            [
                "receive_reports: intake_officer",
                "see_queue: analyst",
                "search: analyst",
                "read_report: analyst",
                "reveal_words: analyst",
                "see_persons: analyst",
                "decide_links: analyst",
                "see_journal: analyst, auditor",
                "keep_accounts: administrator",
                "tell_report:  | [Visitor]",
                "use_inbox:  | [Visitor]",
                "hand_over:  | [Partner]",
                "take_contacts: hotline_operator",
                "answer_reporters: analyst, hotline_operator",
                "release_bursts: analyst",
                "see_campaigns: administrator, analyst, hotline_operator",
                "keep_campaigns: administrator",
                "keep_partners: administrator",
                "raise_payment_alerts: financial_analyst",
                "see_payment_alerts: financial_analyst",
                "decide_payment_alerts: financial_analyst",
                "export_payment_reports: financial_analyst",
            ]
        );
    }

    /// Whoever comes from outside may do what the table opens to them and nothing else.
    #[test]
    fn outsiders_do_only_what_is_theirs() {
        let may = |actor: &Actor| Act::ALL.iter().copied().filter(|act| actor.may(*act)).collect::<Vec<_>>();
        assert_eq!(may(&Actor::Visitor), [Act::TellReport, Act::UseInbox]);
        let partner: PartnerId = "01980000-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(may(&Actor::Partner(partner)), [Act::HandOver]);
    }

    #[test]
    fn an_administrator_reads_no_record() {
        for act in [
            Act::ReadReport,
            Act::RevealWords,
            Act::Search,
            Act::SeeQueue,
            Act::SeePersons,
            Act::DecideLinks,
            Act::AnswerReporters,
        ] {
            assert!(!act.roles().contains(&Role::Administrator), "{act:?}");
        }
    }
}
