//! People and agencies: who takes part, how they come, sign in, are away and leave.

pub mod agencies;
pub mod directory;
pub mod invitations;
pub mod leaving;
pub mod moving;
pub mod own;
pub mod passkeys;
mod standing_in;

pub use standing_in::Absent;
pub(crate) use standing_in::Away;

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{SessionId, User, UserId};
use store::{Absence, Session, Store, UserRecord};

/// Where browsers reach the desk: what passkeys and directories are tied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskAddress {
    /// The origin, as browsers name it: `https://desk.example.org`, with a port where it is not the usual one.
    origin: String,
    /// The host alone.
    host: String,
}

impl DeskAddress {
    /// Reads an address. Passkeys need a name and encryption: an address of numbers has none, and plain HTTP is for the
    /// machine itself (`localhost`).
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong =
            || "write it as https://desk.example.org (plain http only for http://localhost)".to_owned();
        let url = url::Url::parse(text.trim()).map_err(|_| wrong())?;
        let host = url.domain().ok_or_else(wrong)?.to_owned();
        let secure = url.scheme() == "https" || (url.scheme() == "http" && host == "localhost");
        let plain = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !secure || !plain || !url.username().is_empty() {
            return Err(wrong());
        }
        Ok(Self { origin: url.origin().ascii_serialization(), host })
    }

    /// The origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// An account as the administrator sees it: never a record.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user.
    pub record: UserRecord,
    /// What their agency is called.
    pub agency: String,
    /// Their absence, while it lasts.
    pub absence: Option<Absence>,
}

/// All accounts by name.
pub async fn accounts(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
) -> Result<Vec<Account>, ResponseError> {
    let (agencies, absences) = (store.agencies().await?, store.absences().await?);
    let of = |record: UserRecord| Account {
        agency: agencies
            .iter()
            .find(|agency| agency.agency.id == record.user.agency)
            .map_or_else(String::new, |agency| agency.agency.name.clone()),
        absence: absences.iter().find(|absence| absence.user == record.user.id).copied(),
        record,
    };
    Ok(store.users().await?.into_iter().map(of).collect())
}

/// The sessions of a user, for the administrator.
pub async fn sessions_of(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<Vec<Session>, ResponseError> {
    Ok(store.sessions_of(user).await?)
}

/// Ends one session of a user, by the administrator.
pub async fn end_session_of(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
    session: SessionId,
) -> Result<bool, ResponseError> {
    Ok(store.end_session_of(permit.by(), user, session).await?)
}

/// The user of an actor who is one.
pub(crate) fn user_of(actor: &crate::Actor) -> Result<&User, ResponseError> {
    match actor {
        crate::Actor::User(user) => Ok(user),
        _ => Err(ResponseError::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::DeskAddress;

    #[test]
    fn an_address_has_a_name_and_encryption() {
        for (text, origin) in [
            ("https://desk.example.org/", "https://desk.example.org"),
            ("https://desk.example.org:8443", "https://desk.example.org:8443"),
            (" http://localhost:8080 ", "http://localhost:8080"),
        ] {
            assert_eq!(DeskAddress::read(text).unwrap().origin(), origin);
        }
        for wrong in [
            "",
            "desk.example.org",
            "http://desk.example.org",
            "https://127.0.0.1",
            "https://[::1]:8080",
            "https://a@desk.example.org",
            "https://desk.example.org/x",
            "https://desk.example.org/?q",
        ] {
            assert!(DeskAddress::read(wrong).is_err(), "{wrong}");
        }
    }
}
