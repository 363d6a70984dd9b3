//! One's own account: password and authenticator, passkeys, sessions, leave, languages and places.
//!
//! What changes a way to sign in asks that the session be young: a desk left open must not become somebody else's account.

use super::{
    invitations::{self, ChoiceError},
    user_of,
};
use crate::{
    Actor, ResponseError,
    desk::Service,
    linking::language,
    policy::{Permit, act},
    sign_in::{self, SignInError},
};
use model::{Country, Instant, RegionCode, SessionId, User};
use std::collections::BTreeSet;
use store::{Absence, Area, By, PasskeyRow, Session, Store};
use zeroize::Zeroizing;

/// A session is young for this long, in seconds.
pub const YOUNG_SECONDS: i64 = 10 * 60;
/// The longest leave, in seconds: half a year.
pub const LEAVE_LONGEST: i64 = 183 * 86_400;

/// Most languages, countries and regions that somebody names, each.
const NAMED: usize = 50;

/// How somebody signs in.
pub struct Ways {
    /// Whether there is a password.
    pub password: bool,
    /// Whether an agency's directory is tied to the account.
    pub directory: bool,
    /// The passkeys.
    pub passkeys: Vec<PasskeyRow>,
}

/// Whether a way to sign in may be changed in this session.
pub fn is_young(store: &Store, session: &Session) -> bool {
    store.clock().now().seconds_since(session.created_at) <= YOUNG_SECONDS
}

/// How one signs in.
pub async fn ways(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
) -> Result<Ways, ResponseError> {
    let user = user_of(actor)?;
    let record = store.user_by_id(user.id).await?.ok_or(ResponseError::NotFound)?;
    Ok(Ways {
        password: !store.secrets_of(&record).await?.password_hash.is_empty(),
        directory: store.is_bound(user.id).await?,
        passkeys: store.passkeys_of(user.id).await?,
    })
}

/// A new password and authenticator, with what proves that the person may choose them.
pub struct NewPassword<'a> {
    /// The password so far; not looked at where there was none.
    pub current: &'a str,
    /// The new password.
    pub password: &'a str,
    /// The secret of the authenticator, base 32.
    pub totp_secret: &'a str,
    /// A code of it.
    pub code: &'a str,
}

/// Changes password and authenticator. Other sessions end; this one goes on.
pub async fn change_password(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    session: &Session,
    new: NewPassword<'_>,
) -> Result<(), ResponseError> {
    let user = user_of(actor)?;
    young(store, session)?;
    let record = store.user_by_id(user.id).await?.ok_or(ResponseError::NotFound)?;
    let secrets = store.secrets_of(&record).await?;
    if !secrets.password_hash.is_empty() {
        confirm(store, permit.by(), user, new.current, &secrets.password_hash).await?;
    }
    let secrets = invitations::secrets(store, &user.name, new.password, new.totp_secret, new.code).await?;
    Ok(store.change_secrets(permit.by(), user.id, &secrets, Some(session.id)).await?)
}

/// Looks at the password so far, as slowly after failures as the sign-in.
async fn confirm(
    store: &Store,
    by: &By,
    user: &User,
    password: &str,
    hash: &str,
) -> Result<(), ResponseError> {
    let now = store.clock().now();
    let throttle = store.throttle(&user.name).await?;
    let wait = (throttle.not_before - now.micros() + 999_999) / 1_000_000;
    if wait > 0 {
        return Err(SignInError::Wait { seconds: wait }.into());
    }
    if sign_in::check_password(Zeroizing::new(password.to_owned()), hash.to_owned()).await? {
        return Ok(());
    }
    let not_before = now.plus_seconds(sign_in::wait_seconds(throttle.failures + 1));
    store.note_failed_sign_in(by, &user.name, Some(user.id), "password", not_before).await?;
    Err(SignInError::Wrong.into())
}

fn young(store: &Store, session: &Session) -> Result<(), ResponseError> {
    if is_young(store, session) { Ok(()) } else { Err(ChoiceError::Old.into()) }
}

/// Adds a passkey.
pub async fn add_passkey(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    session: &Session,
    desk: &super::DeskAddress,
    made: super::passkeys::Made<'_>,
) -> Result<bool, ResponseError> {
    young(store, session)?;
    super::passkeys::add(store, permit, actor, desk, made).await
}

/// Takes one of one's own passkeys away; the last way to sign in stays.
pub async fn remove_passkey(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    session: &Session,
    key: [u8; 32],
) -> Result<(), ResponseError> {
    let user = user_of(actor)?;
    young(store, session)?;
    let ways = ways(store, permit, actor).await?;
    if !ways.passkeys.iter().any(|row| row.key == key) {
        return Err(ResponseError::NotFound);
    }
    if ways.passkeys.len() == 1 && !ways.password && !ways.directory {
        return Err(ChoiceError::Last.into());
    }
    Ok(store.remove_passkey(permit.by(), user.id, key).await?)
}

/// One's own sessions, the last used first.
pub async fn sessions(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
) -> Result<Vec<Session>, ResponseError> {
    Ok(store.sessions_of(user_of(actor)?.id).await?)
}

/// Ends one of one's own sessions.
pub async fn end_session(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    session: SessionId,
) -> Result<bool, ResponseError> {
    Ok(store.end_session_of(permit.by(), user_of(actor)?.id, session).await?)
}

/// One's own absence, while it lasts.
pub async fn leave(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
) -> Result<Option<Absence>, ResponseError> {
    Ok(store.absence(user_of(actor)?.id).await?)
}

/// Who may stand in: active people of the same agency and role, not away themselves.
pub async fn deputies(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
) -> Result<Vec<User>, ResponseError> {
    let me = user_of(actor)?;
    let away = store.absences().await?;
    Ok(store
        .users_of_agency(me.agency)
        .await?
        .into_iter()
        .filter(|record| record.active && record.user.role == me.role && record.user.id != me.id)
        .filter(|record| !away.iter().any(|absence| absence.user == record.user.id))
        .map(|record| record.user)
        .collect())
}

/// Goes on leave until an instant; somebody stands in where there is anybody.
pub async fn go_on_leave(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    until: Instant,
    deputy: Option<&str>,
) -> Result<(), ResponseError> {
    let me = user_of(actor)?;
    let now = store.clock().now();
    if until <= now || until > now.plus_seconds(LEAVE_LONGEST) {
        return Err(ResponseError::Form("a leave ends within half a year from now".into()));
    }
    let deputy = match deputy {
        None => None,
        Some(name) => {
            let found =
                deputies(store, permit, actor).await?.into_iter().find(|user| user.name.as_str() == name);
            Some(found.ok_or(ResponseError::NotFound)?.id)
        }
    };
    Ok(store.set_leave(permit.by(), me.id, Some(until), deputy).await?)
}

/// Comes back before the leave is over.
pub async fn come_back(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
) -> Result<(), ResponseError> {
    Ok(store.set_leave(permit.by(), user_of(actor)?.id, None, None).await?)
}

/// What one says of one's languages and places; what the server's table says where one says nothing.
pub async fn area(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    service: &Service,
) -> Result<Area, ResponseError> {
    let me = user_of(actor)?;
    let said = store.areas().await?.remove(&me.id);
    Ok(said.or_else(|| service.area(&me.name)).unwrap_or_default())
}

/// Says which languages one reads and where one works, each a list of codes with blanks or commas between them. All empty:
/// what the server's table says counts again.
pub async fn set_area(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    [languages, countries, regions]: [&str; 3],
) -> Result<(), ResponseError> {
    let me = user_of(actor)?;
    let codes = |text: &str| {
        let parts = text.split(|letter: char| letter == ',' || letter.is_whitespace());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let wrong = |what: &str| ResponseError::Form(format!("a code of a {what} is none"));
    let languages = codes(languages).into_iter().map(|tag| language(&tag).ok_or_else(|| wrong("language")));
    let countries = codes(countries).into_iter().map(|code| code.parse().map_err(|_| wrong("country")));
    let area = Area {
        languages: languages.collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect(),
        countries: countries.collect::<Result<BTreeSet<Country>, _>>()?.into_iter().collect(),
        regions: RegionCode::list(regions).map_err(|_| wrong("region"))?,
    };
    if [area.languages.len(), area.countries.len(), area.regions.len()].iter().any(|many| *many > NAMED) {
        return Err(ResponseError::Form(format!("at most {NAMED} of a kind are named")));
    }
    Ok(store.set_area(permit.by(), me.id, &area).await?)
}
