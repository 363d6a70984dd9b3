//! Users: adding them, and the first administrator of a new server.

use crate::{
    ResponseError,
    policy::{Actor, Permit, act},
    sign_in,
};
use data_encoding::BASE32_NOPAD;
use model::{Agency, AgencyId, AgencyKind, Role, UserId, UserName, new_id};
use rand::Rng;
use store::{Secrets, Store};
use zeroize::Zeroizing;

/// What a new user is told once, on the terminal: never stored, logged or mailed.
pub struct Credentials {
    /// The user.
    pub id: UserId,
    /// Name to sign in with.
    pub name: UserName,
    /// The password.
    pub password: Zeroizing<String>,
    /// Secret for the authenticator app, base 32.
    pub totp_secret: Zeroizing<String>,
}

impl Credentials {
    /// The one-time code of a base-32 secret at an instant; `None` where it is no such secret.
    pub fn code_of(totp_secret: &str, at: model::Instant) -> Option<String> {
        sign_in::code_at(&BASE32_NOPAD.decode(totp_secret.as_bytes()).ok()?, at)
    }

    /// The address that authenticator apps read (Key URI format).
    pub fn otpauth(&self) -> Zeroizing<String> {
        let (name, secret) = (&self.name, &*self.totp_secret);
        Zeroizing::new(format!(
            "otpauth://totp/Tanglaw:{name}?secret={secret}&issuer=Tanglaw&algorithm=SHA1&digits=6&period=30"
        ))
    }
}

/// Letters and digits that cannot be taken for one another.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password of five groups of four, 99 bits.
fn new_password(rng: &mut impl Rng) -> Zeroizing<String> {
    let mut password = Zeroizing::new(String::with_capacity(24));
    for place in 0..20 {
        if place > 0 && place % 4 == 0 {
            password.push('-');
        }
        // Bytes past the last whole multiple of 31 are drawn again, so that every letter is as likely.
        let letter = loop {
            let byte = rng.next_u32().to_le_bytes()[0];
            if byte < 248 {
                break LETTERS[usize::from(byte % 31)];
            }
        };
        password.push(char::from(letter));
    }
    password
}

/// Adds a user with a new password and authenticator secret.
pub async fn add_user(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    name: UserName,
    role: Role,
) -> Result<Credentials, ResponseError> {
    let agency = own_agency(store, permit).await?;
    add_user_of(store, permit, name, agency, role).await
}

/// The same in an agency that is there already.
pub async fn add_user_of(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    name: UserName,
    agency: AgencyId,
    role: Role,
) -> Result<Credentials, ResponseError> {
    let mut rng = store.fork_rng();
    let password = new_password(&mut rng);
    let mut totp = Zeroizing::new(vec![0; 20]);
    rng.fill_bytes(&mut totp);
    let password_hash = sign_in::hash_password(&password, &mut rng).await?;
    let secrets = Secrets { password_hash, totp_secret: totp.to_vec() };
    let id = store.add_user(permit.by(), name.clone(), agency, role, &secrets).await?;
    Ok(Credentials { id, name, password, totp_secret: Zeroizing::new(BASE32_NOPAD.encode(&totp)) })
}

/// The agency that runs the server, made where there is none yet.
pub async fn own_agency(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
) -> Result<AgencyId, ResponseError> {
    match store.first_agency().await? {
        Some(agency) => Ok(agency),
        None => add_own_agency(store, permit).await,
    }
}

/// The agency that runs the server: every user needs one.
async fn add_own_agency(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
) -> Result<AgencyId, ResponseError> {
    let agency = Agency {
        id: new_id(store.clock(), &mut store.fork_rng()),
        name: "National centre".into(),
        kind: AgencyKind::NationalCentre,
        country: None,
    };
    store.add_agency(permit.by(), &agency).await?;
    Ok(agency.id)
}

/// On first start, makes the first administrator; `None` where there are users already.
pub async fn first_administrator(store: &Store) -> Result<Option<Credentials>, ResponseError> {
    if store.count_users().await? > 0 {
        return Ok(None);
    }
    let permit = Actor::Operator.permit("first start")?;
    let name = "admin".parse().map_err(|_| ResponseError::NotFound)?;
    Ok(Some(add_user(store, &permit, name, Role::Administrator).await?))
}
