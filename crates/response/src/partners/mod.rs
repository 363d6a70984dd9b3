//! Partners: platforms, hotlines and offices that hand reports over by machine.
//!
//! A partner is one source. It has a key, of which the store keeps the SHA-256, and scopes that say what the key is good
//! for. A face shows the key to [`admit`] and gets an [`Admitted`] of one scope; every use-case here takes one, so that a
//! forgotten check does not compile. What is handed over goes in by the same intake as every other report, and nothing
//! that comes with a good key is refused for what it says ([`hand_over`]).

mod hand_over;
mod keep;
mod receipt;

pub use hand_over::{IdempotencyKey, LARGEST, ReportStatus, hand_over, status};
pub use keep::{NewKey, NewPartner, add, end, list, new_key};
pub use receipt::{NotUnderstood, PartnerOutcome, PartnerReceipt, Unreadable};

use crate::{
    ResponseError,
    policy::{Actor, Permit, act},
};
use model::PartnerId;
use std::marker::PhantomData;
use store::{By, PartnerRow, Store};

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// What a key is good for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Scope { $($(#[$doc])* $name),* }

        impl Scope {
            /// All scopes.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The stable code, as the command line and the store write it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|scope| scope.code() == code)
            }
        }

        /// The scopes as types, for [`Admitted`].
        pub mod scope {
            $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub enum $name {}
            impl super::Scoped for $name { const SCOPE: super::Scope = super::Scope::$name; })*
        }
    };
}

scopes! {
    /// Hand reports over.
    WriteReports = "reports:write",
    /// Ask what became of reports that were handed over.
    ReadStatus = "reports:status",
}

/// A scope as a type.
pub trait Scoped: Send + Sync + 'static {
    /// The scope as a value.
    const SCOPE: Scope;
}

/// A partner whose key is good for one scope. Only [`admit`] makes one.
#[derive(Clone, Debug)]
pub struct Admitted<S> {
    partner: PartnerRow,
    permit: Permit<act::HandOver>,
    scope: PhantomData<S>,
}

impl<S> Admitted<S> {
    /// The partner.
    pub fn partner(&self) -> PartnerId {
        self.partner.id
    }
    fn by(&self) -> &By {
        self.permit.by()
    }
}

/// Why a key is not admitted.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    /// It is nobody's key: never given, replaced, or taken back.
    #[error("the key is not known")]
    Key,
    /// It is not good for this. The refusal is in the journal.
    #[error("the key does not have the scope {}", .0.code())]
    Scope(Scope),
    /// It could not be found out.
    #[error(transparent)]
    Failed(#[from] ResponseError),
}

/// Admits a partner by its key. The key is looked up by its SHA-256, so that the time this takes tells nothing of how
/// near a wrong key is. A key without the scope is refused on record; an unknown key is not recorded, or anybody could
/// fill the journal.
pub async fn admit<S: Scoped>(store: &Store, key: &str, purpose: &str) -> Result<Admitted<S>, NotAdmitted> {
    let found = store.partner_of_key(key.as_bytes()).await.map_err(ResponseError::from)?;
    let partner = found.ok_or(NotAdmitted::Key)?;
    let actor = Actor::Partner(partner.id);
    let scope = S::SCOPE;
    if !partner.scopes.iter().any(|held| held == scope.code()) {
        let refused = format!("hand_over {}", scope.code());
        store.note_refusal(&actor.by(purpose), &refused).await.map_err(ResponseError::from)?;
        return Err(NotAdmitted::Scope(scope));
    }
    let permit = actor.permit(purpose).map_err(ResponseError::from)?;
    Ok(Admitted { partner, permit, scope: PhantomData })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_have_codes_that_come_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_code(scope.code()), Some(*scope));
        }
        assert_eq!(Scope::from_code("reports:read"), None);
    }
}
