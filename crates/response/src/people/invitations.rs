//! Invitations: a code that is shown once, holds for a week and works once. The code is the authority of whoever uses it,
//! so that looking at and using an invitation need no permit; making one does.

use super::passkeys::{self, Made};
use crate::{
    ResponseError,
    policy::{Permit, act},
    sign_in::{self, SignInError, SignedIn},
};
use data_encoding::{BASE32_NOPAD, Specification};
use model::{AgencyId, Instant, InvitationId, Role, UserId, UserName};
use rand::Rng;
use std::sync::LazyLock;
use store::{By, InvitationRow, NewInvitation, Secrets, Store};
use zeroize::Zeroizing;

/// An invitation holds for this long, in seconds.
pub const LASTS_SECONDS: i64 = 7 * 86_400;
/// Fewest letters of a password.
pub const PASSWORD_SHORTEST: usize = 12;
/// Most bytes of a password.
pub const PASSWORD_LONGEST: usize = 1_024;

/// An invitation with its code, which is shown once.
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// The name to sign in with.
    pub name: UserName,
    /// The code: eight groups of four.
    pub code: Zeroizing<String>,
    /// When it is over.
    pub expires_at: Instant,
}

/// What an invitation says to whoever holds its code.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// The invitation.
    pub invitation: InvitationRow,
    /// What the agency is called.
    pub agency: String,
}

/// How the invited person will sign in.
pub enum Chosen<'a> {
    /// A password and an authenticator app, whose code proves that it is set up.
    Password {
        /// The password.
        password: &'a str,
        /// The secret of the authenticator, base 32.
        totp_secret: &'a str,
        /// A code of it.
        code: &'a str,
    },
    /// A passkey, as the browser answered.
    Passkey {
        /// The answer.
        made: Made<'a>,
    },
}

/// What is wrong with what was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// The password is too short, too long, or the name.
    #[error("a password has at least {PASSWORD_SHORTEST} letters and is not the name")]
    Password,
    /// The code is not that of the authenticator.
    #[error("the code does not fit: look whether the clock of the phone is right")]
    Code,
    /// The session is not young enough for a way to sign in to be changed in it.
    #[error("sign in anew first: ways to sign in are changed within ten minutes of signing in")]
    Old,
    /// It is the last way to sign in.
    #[error("the last way to sign in cannot be taken away")]
    Last,
    /// The passkey could not be checked.
    #[error("the passkey could not be checked")]
    Passkey,
}

static CODES: LazyLock<Option<data_encoding::Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    // Letters and digits that cannot be taken for one another, 32 of them.
    specification.symbols.push_str("abcdefghjkmnpqrstuvwxyz023456789");
    specification.encoding().ok()
});

/// A code of 160 bits in groups of four.
fn written(bytes: &[u8; 20]) -> Zeroizing<String> {
    let plain = Zeroizing::new(CODES.as_ref().map_or_else(String::new, |codes| codes.encode(bytes)));
    let mut text = Zeroizing::new(String::with_capacity(40));
    for (place, letter) in plain.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// Reads a code as people type it: blanks, hyphens and capitals do not matter.
fn read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let letters: Zeroizing<String> = Zeroizing::new(
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect(),
    );
    let bytes = CODES.as_ref()?.decode(letters.as_bytes()).ok()?;
    (bytes.len() == 20).then(|| Zeroizing::new(bytes))
}

/// Whether a password will do.
pub fn is_password(name: &UserName, password: &str) -> bool {
    password.chars().count() >= PASSWORD_SHORTEST
        && password.len() <= PASSWORD_LONGEST
        && !password.to_lowercase().contains(name.as_str())
}

/// Invites a new user into an agency that takes part.
pub async fn invite(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    name: UserName,
    agency: AgencyId,
    role: Role,
) -> Result<Invited, ResponseError> {
    store.agency(agency).await?.filter(|record| !record.closed).ok_or(ResponseError::NotFound)?;
    make(store, permit, None, name, agency, role).await
}

/// Invites a user who lost their ways to sign in to choose new ones. What they had works until the invitation is used.
pub async fn renew(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: UserId,
) -> Result<Invited, ResponseError> {
    let record =
        store.user_by_id(user).await?.filter(|record| record.active).ok_or(ResponseError::NotFound)?;
    let user = record.user;
    make(store, permit, Some(user.id), user.name, user.agency, user.role).await
}

async fn make(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    user: Option<UserId>,
    name: UserName,
    agency: AgencyId,
    role: Role,
) -> Result<Invited, ResponseError> {
    let mut bytes = Zeroizing::new([0; 20]);
    store.fork_rng().fill_bytes(bytes.as_mut());
    let expires_at = store.clock().now().plus_seconds(LASTS_SECONDS);
    let new = NewInvitation { user, name: name.clone(), agency, role, expires_at };
    let id = store.invite(permit.by(), new, bytes.as_ref()).await?;
    Ok(Invited { id, name, code: written(&bytes), expires_at })
}

/// Invitations that are open, those whose time is over too.
pub async fn open(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
) -> Result<Vec<InvitationRow>, ResponseError> {
    Ok(store.invitations().await?)
}

/// Takes an invitation back.
pub async fn withdraw(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    id: InvitationId,
) -> Result<bool, ResponseError> {
    Ok(store.withdraw_invitation(permit.by(), id).await?)
}

/// Notes of invitations that their time is over; returns how many.
pub async fn note_expired(store: &Store) -> Result<usize, ResponseError> {
    Ok(store.expire_invitations(&crate::desk::by_the_clock("note invitations that are over")).await?)
}

/// What the invitation of a code says. A code that is mistyped, used, withdrawn or too old, or whose agency or user is gone, all answer
/// alike.
pub async fn welcome(store: &Store, code: &str) -> Result<Welcome, ResponseError> {
    let code = read(code).ok_or(SignInError::Wrong)?;
    let row = store.invitation_of_code(&code).await?.ok_or(SignInError::Wrong)?;
    still_good(store, row).await
}

/// The same for an invitation whose code was shown before, by its id.
pub(crate) async fn welcome_again(store: &Store, id: InvitationId) -> Result<Welcome, ResponseError> {
    let row = store.open_invitation(id).await?.ok_or(SignInError::Wrong)?;
    still_good(store, row).await
}

async fn still_good(store: &Store, invitation: InvitationRow) -> Result<Welcome, ResponseError> {
    if invitation.expires_at <= store.clock().now() {
        store.note_refused_sign_in(&by(&invitation), invitation.user, "invitation expired").await?;
        return Err(SignInError::Wrong.into());
    }
    let agency = store.agency(invitation.agency).await?.filter(|record| !record.closed);
    let agency = agency.ok_or(SignInError::Wrong)?.agency.name;
    if let Some(user) = invitation.user
        && !store.user_by_id(user).await?.is_some_and(|record| record.active)
    {
        return Err(SignInError::Wrong.into());
    }
    Ok(Welcome { invitation, agency })
}

/// A new secret for an authenticator app, base 32.
pub fn new_totp_secret(store: &Store) -> Zeroizing<String> {
    let mut secret = Zeroizing::new([0; 20]);
    store.fork_rng().fill_bytes(secret.as_mut());
    Zeroizing::new(BASE32_NOPAD.encode(secret.as_ref()))
}

/// The secrets of a password and an authenticator whose code fits now.
pub(crate) async fn secrets(
    store: &Store,
    name: &UserName,
    password: &str,
    totp_secret: &str,
    code: &str,
) -> Result<Secrets, ResponseError> {
    if !is_password(name, password) {
        return Err(ChoiceError::Password.into());
    }
    let secret = BASE32_NOPAD.decode(totp_secret.as_bytes()).map_err(|_| ChoiceError::Code)?;
    if secret.len() != 20 || sign_in::matching_step(&secret, code, store.clock().now()).is_none() {
        return Err(ChoiceError::Code.into());
    }
    let password_hash = sign_in::hash_password(password, &mut store.fork_rng()).await?;
    Ok(Secrets { password_hash, totp_secret: secret })
}

/// Nothing to sign in with but what stands beside it.
pub(crate) fn no_secrets() -> Secrets {
    Secrets { password_hash: String::new(), totp_secret: Vec::new() }
}

/// Uses an invitation: the person chose how they will sign in, and is signed in.
pub async fn accept(
    store: &Store,
    desk: Option<&super::DeskAddress>,
    code: &str,
    chosen: Chosen<'_>,
) -> Result<SignedIn, ResponseError> {
    let invitation = welcome(store, code).await?.invitation;
    let by = by(&invitation);
    let (secrets, passkey) = match chosen {
        Chosen::Password { password, totp_secret, code } => {
            (secrets(store, &invitation.name, password, totp_secret, code).await?, None)
        }
        Chosen::Passkey { made } => {
            let desk = desk.ok_or(ChoiceError::Passkey)?;
            let bound = invitation.id.as_bytes();
            (no_secrets(), Some(passkeys::check_made(store, desk, "invitation", bound, &made).await?))
        }
    };
    let user = store
        .use_invitation(&by, &invitation, &secrets, passkey.as_ref(), None)
        .await?
        .ok_or(SignInError::Wrong)?;
    let record = store.user_by_id(user).await?.ok_or(ResponseError::NotFound)?;
    sign_in::begin(store, record.user, "invitation").await
}

/// Who uses an invitation, for the journal.
pub(crate) fn by(invitation: &InvitationRow) -> By {
    By {
        actor: invitation.name.to_string(),
        agency: Some(invitation.agency),
        purpose: "use an invitation".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = written(&[0xa5; 20]);
        assert_eq!(code.len(), 39);
        assert_eq!(read(&code).unwrap().as_slice(), [0xa5; 20]);
        let typed = code.to_uppercase().replace('-', " ");
        assert_eq!(read(&format!(" {typed} ")).unwrap().as_slice(), [0xa5; 20]);
        for wrong in ["", "abcd", "l1o", &code[1..]] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_the_name() {
        let ana: UserName = "ana".parse().unwrap();
        assert!(is_password(&ana, "correct horse battery"));
        assert!(!is_password(&ana, "too short"));
        assert!(!is_password(&ana, "my name is ANA cruz"));
        assert!(!is_password(&ana, &"x".repeat(2_000)));
    }
}
