//! Signing in: password (Argon2id) and one-time code (TOTP), slowed after failures, never blocked.

use crate::{
    ResponseError,
    policy::{self, Actor},
    slow_hash::{PASSWORDS, hasher},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use model::{Instant, User, UserName};
use rand::Rng;
use std::sync::LazyLock;
use store::{By, Session, Store};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A session ends when it was not used for this long, in seconds; sooner for some roles (`policy::idle_seconds`).
pub const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends this long after it began, in seconds.
pub const LONGEST_SECONDS: i64 = 12 * 3_600;
/// Seconds of a one-time code (RFC 6238, section 5.2).
const STEP: i64 = 30;

/// A hash of no password, checked where there is no such user, so that both take the same work.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let salt = [7; 16];
    hasher()
        .ok()
        .and_then(|hasher| hasher.hash_password_with_salt(b"nobody", &salt).ok())
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

/// Why a sign-in did not succeed. The words do not tell which part was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Name, password or code is wrong.
    #[error("the name, the password or the code is not right")]
    Wrong,
    /// Too soon after failures.
    #[error("after failed attempts each new one waits: try again in {seconds} seconds")]
    Wait {
        /// Seconds to wait.
        seconds: i64,
    },
}

/// A signed-in user with the secrets of the session: the token for the cookie and the one every form carries.
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// Goes into the cookie; the server keeps its hash only.
    pub token: Zeroizing<[u8; 32]>,
}

/// Hashes a password with a new salt, on a thread for it.
pub(crate) async fn hash_password(password: &str, rng: &mut impl Rng) -> Result<String, ResponseError> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let password = Zeroizing::new(password.to_owned());
    let hash = move || {
        hasher()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|error| ResponseError::Form(error.to_string()))
    };
    PASSWORDS.run(hash).await?
}

/// Checks a password against a hash, on a thread for it.
pub(crate) async fn check_password(password: Zeroizing<String>, hash: String) -> Result<bool, ResponseError> {
    let check = move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    PASSWORDS.run(check).await
}

/// The one-time code of a secret at an instant.
pub fn code_at(secret: &[u8], at: Instant) -> Option<String> {
    let totp = totp_rs::Builder::new().with_secret(secret.to_vec()).build().ok()?;
    Some(totp.generate(u64::try_from(at.micros() / 1_000_000).ok()?).to_string())
}

/// The time step whose code was given: this one, the one before or the one after (RFC 6238, section 5.2).
pub(crate) fn matching_step(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let current = now.micros() / 1_000_000 / STEP;
    [current, current - 1, current + 1].into_iter().find(|step| {
        code_at(secret, Instant::from_micros(step * STEP * 1_000_000))
            .is_some_and(|right| bool::from(right.as_bytes().ct_eq(code.as_bytes())))
    })
}

/// How long the next attempt waits after this many failures: nothing for three, then doubling to half a minute. A
/// stranger who guesses can slow the right person down, never shut them out.
pub(crate) fn wait_seconds(failures: i64) -> i64 {
    match failures {
        ..3 => 0,
        3..8 => 1 << (failures - 3),
        _ => 30,
    }
}

/// Signs in with name, password and one-time code.
pub async fn sign_in(
    store: &Store,
    name: &str,
    password: &str,
    code: &str,
) -> Result<SignedIn, ResponseError> {
    let now = store.clock().now();
    let by = By { actor: "sign-in".into(), agency: None, purpose: "sign in".into() };
    let password = Zeroizing::new(password.to_owned());
    let Ok(name) = name.parse::<UserName>() else {
        // Same work as for a real name.
        check_password(password, NOBODY.clone()).await?;
        return Err(SignInError::Wrong.into());
    };
    let throttle = store.throttle(&name).await?;
    let wait = (throttle.not_before - now.micros() + 999_999) / 1_000_000;
    if wait > 0 {
        return Err(SignInError::Wait { seconds: wait }.into());
    }
    let record = store.user_by_name(&name).await?.filter(|record| record.active);
    let secrets = match &record {
        Some(record) => Some(store.secrets_of(record).await?),
        None => None,
    };
    let hash = secrets.as_ref().map_or_else(|| NOBODY.clone(), |secrets| secrets.password_hash.clone());
    let password_fits = check_password(password, hash).await?;
    // Somebody who signs in with a passkey or over a directory has neither password nor secret: nothing fits.
    let complete = |secrets: &&store::Secrets| !secrets.totp_secret.is_empty();
    let step =
        secrets.as_ref().filter(complete).and_then(|secrets| matching_step(&secrets.totp_secret, code, now));
    let reason = match (&record, password_fits, step) {
        (Some(record), true, Some(step)) => {
            if store.use_code(&name, step).await? {
                return begin(store, record.user.clone(), "password").await;
            }
            "one-time code used before"
        }
        (None, ..) => "no such user",
        (_, false, _) => "password",
        (_, _, None) => "one-time code",
    };
    let not_before = now.plus_seconds(wait_seconds(throttle.failures + 1));
    store.note_failed_sign_in(&by, &name, record.map(|record| record.user.id), reason, not_before).await?;
    Err(SignInError::Wrong.into())
}

/// Begins a session for somebody who has proven who they are, by this way.
pub(crate) async fn begin(store: &Store, user: User, way: &str) -> Result<SignedIn, ResponseError> {
    let mut rng = store.fork_rng();
    let (mut token, mut form_token) = (Zeroizing::new([0; 32]), [0; 32]);
    rng.fill_bytes(token.as_mut());
    rng.fill_bytes(&mut form_token);
    let by = Actor::User(user.clone()).by("sign in");
    store.begin_session(&by, user.id, token.as_ref(), &form_token, way).await?;
    Ok(SignedIn { user, token })
}

/// Who holds this token, where the session still runs and the user may still sign in.
pub async fn resume(store: &Store, token: &[u8]) -> Result<Option<(Actor, Session)>, ResponseError> {
    let now = store.clock().now();
    let found = store.session(token).await?;
    let Some((session, record)) = found.filter(|(_, record)| record.active) else { return Ok(None) };
    let over = now.seconds_since(session.seen_at) > policy::idle_seconds(record.user.role)
        || now.seconds_since(session.created_at) > LONGEST_SECONDS;
    if over {
        return Ok(None);
    }
    // Written once a minute at most: a read of a page need not be a write to the disk.
    if now.seconds_since(session.seen_at) >= 60 {
        store.touch_session(token).await?;
    }
    Ok(Some((Actor::User(record.user), session)))
}

/// Ends a session.
pub async fn sign_out(
    store: &Store,
    actor: &Actor,
    token: &[u8],
    session: &Session,
) -> Result<(), ResponseError> {
    Ok(store.end_session(&actor.by("sign out"), token, session).await?)
}

/// Ends sessions that are over; returns how many.
pub async fn end_old_sessions(store: &Store) -> Result<usize, ResponseError> {
    let now = store.clock().now();
    let by = crate::desk::by_the_clock("end sessions that are over");
    let (idle, begun) = (now.plus_seconds(-IDLE_SECONDS), now.plus_seconds(-LONGEST_SECONDS));
    Ok(store.end_old_sessions(&by, idle, begun).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, shortened to six digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(secret, Instant::from_micros(seconds * 1_000_000)).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_code_holds_one_step_to_either_side() {
        let secret = b"12345678901234567890";
        let now = Instant::from_micros(1_700_000_000_000_000);
        let code = code_at(secret, now).unwrap();
        for (offset, fits) in [(-60, false), (-30, true), (0, true), (30, true), (61, false)] {
            assert_eq!(matching_step(secret, &code, now.plus_seconds(offset)).is_some(), fits, "{offset}");
        }
        assert_eq!(matching_step(secret, "", now), None);
    }

    #[test]
    fn waiting_grows_and_stays_bearable() {
        let waits: Vec<i64> = (0..12).map(wait_seconds).collect();
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
    }
}
