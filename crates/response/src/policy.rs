//! Who may do what: one table, deny by default.
//!
//! A use-case asks for a `Permit<A>`; only [`Actor::permit`] makes one, after looking at the table. The type of the
//! permit names the action, so a use-case cannot be called with the permit of another.

use model::{Role, User};
use std::marker::PhantomData;
use store::By;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $code:literal : [$($role:ident),*];)*) => {
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
        }
    }

    /// Looks the action up in the table.
    pub fn may(&self, act: Act) -> bool {
        match self {
            Self::Operator => true,
            Self::User(user) => act.roles().contains(&user.role),
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
                format!("{}: {}", act.code(), roles.join(", "))
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
            ]
        );
    }

    #[test]
    fn an_administrator_reads_no_record() {
        for act in
            [Act::ReadReport, Act::RevealWords, Act::Search, Act::SeeQueue, Act::SeePersons, Act::DecideLinks]
        {
            assert!(!act.roles().contains(&Role::Administrator), "{act:?}");
        }
    }
}
