//! Passkeys (WebAuthn, level 3): made and used with a challenge that this instance can know again without keeping it.
//!
//! A challenge is random, says until when it holds, and is signed by a keyed hash over what it is for and whom it is bound
//! to. What was answered with it is noted, so that it works once. Signatures, origin and the authenticator's words are
//! checked by `passkey-auth`; user verification (a finger, a face, a PIN) is required, so that a passkey is two factors.

use super::{DeskAddress, invitations::ChoiceError, user_of};
use crate::{
    Actor, ResponseError,
    policy::{Permit, act},
    sign_in::{self, SignInError, SignedIn},
};
use data_encoding::BASE64URL_NOPAD;
use model::{Instant, UserName};
use passkey_auth::{
    AuthenticationResponse, AuthenticationState, Challenge, CosePublicKey, CredentialId, PasskeyCredential,
    RegistrationResponse, RegistrationState, Webauthn,
};
use rand::Rng;
use serde_json::{Value, json};
use store::{By, Passkey, PasskeyRow, Store};
use subtle::ConstantTimeEq;

/// A challenge holds for this long, in seconds. Long enough for a page that was left open over a phone call.
const LASTS_SECONDS: i64 = 15 * 60;
/// Most letters of the name that somebody gives a passkey.
pub const LABEL_LONGEST: usize = 60;
/// Most passkeys of one person.
pub const MOST: usize = 10;
const RANDOM: usize = 16;

/// What a browser answered when a passkey was made, as the form carries it.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    /// The challenge that the page was given.
    pub challenge: &'a str,
    /// The answer, JSON.
    pub answer: &'a str,
    /// What the owner calls it.
    pub label: &'a str,
}

/// A challenge for one purpose, bound to somebody.
fn challenge(store: &Store, purpose: &str, bound: &[u8]) -> Vec<u8> {
    let mut token = vec![0; RANDOM];
    store.fork_rng().fill_bytes(&mut token);
    let until = store.clock().now().plus_seconds(LASTS_SECONDS);
    token.extend_from_slice(&until.micros().to_be_bytes());
    let mark = mark(store, purpose, bound, &token);
    token.extend_from_slice(&mark);
    token
}

fn mark(store: &Store, purpose: &str, bound: &[u8], token: &[u8]) -> [u8; 32] {
    store.keyed("passkey challenge", &[purpose.as_bytes(), bound, token])
}

/// The challenge that a form brought back, with its end; nothing where it is not ours, for something else, or over.
fn known(store: &Store, purpose: &str, bound: &[u8], written: &str) -> Option<(Vec<u8>, Instant)> {
    let token = BASE64URL_NOPAD.decode(written.as_bytes()).ok()?;
    let (body, found) = token.split_at_checked(RANDOM + 8)?;
    if !bool::from(mark(store, purpose, bound, body).ct_eq(found)) {
        return None;
    }
    let until = Instant::from_micros(i64::from_be_bytes(body.get(RANDOM..)?.try_into().ok()?));
    (store.clock().now() < until).then_some((token, until))
}

fn webauthn(desk: &DeskAddress) -> Webauthn {
    Webauthn::new(&desk.host, "Tanglaw", &desk.origin)
        .require_user_verification(true)
        .require_user_handle(true)
        .strict_base64(true)
}

/// Whether the browser says that the page was inside a page of another site (`passkey-auth` does not look).
fn is_framed(client_data: &str) -> bool {
    let data = BASE64URL_NOPAD.decode(client_data.as_bytes()).unwrap_or_default();
    serde_json::from_slice::<Value>(&data).map_or(true, |data| data["crossOrigin"] == Value::Bool(true))
}

/// What a page gives the browser to make a passkey with (`PublicKeyCredentialCreationOptionsJSON`).
pub fn options_to_make(
    store: &Store,
    desk: &DeskAddress,
    purpose: &str,
    bound: &[u8],
    name: &UserName,
    known: &[PasskeyRow],
) -> Value {
    let exclude: Vec<Value> = known
        .iter()
        .map(|row| json!({ "type": "public-key", "id": BASE64URL_NOPAD.encode(&row.passkey.id) }))
        .collect();
    json!({
        "challenge": BASE64URL_NOPAD.encode(&challenge(store, purpose, bound)),
        "rp": { "id": desk.host, "name": "Tanglaw" },
        "user": { "id": BASE64URL_NOPAD.encode(&handle(store, name)), "name": name.as_str(), "displayName": name.as_str() },
        // ES256 and EdDSA, which are what `passkey-auth` checks.
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -8 }],
        "excludeCredentials": exclude,
        "timeout": 300_000,
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
        "attestation": "none",
    })
}

/// What authenticators know a person by: a keyed hash, because the specification forbids names there. It follows from the
/// name, which never changes, so that it is known before the account is.
fn handle(store: &Store, name: &UserName) -> [u8; 32] {
    store.keyed("passkey user", &[name.as_str().as_bytes()])
}

/// What the sign-in page gives the browser (`PublicKeyCredentialRequestOptionsJSON`): whoever has a passkey of this desk.
pub fn options_to_sign_in(store: &Store, desk: &DeskAddress) -> Value {
    json!({
        "challenge": BASE64URL_NOPAD.encode(&challenge(store, "sign-in", &[])),
        "rpId": desk.host,
        "timeout": 300_000,
        "userVerification": "required",
    })
}

/// Checks a passkey that was just made.
pub(crate) async fn check_made(
    store: &Store,
    desk: &DeskAddress,
    purpose: &str,
    bound: &[u8],
    made: &Made<'_>,
) -> Result<Passkey, ResponseError> {
    let (token, until) = known(store, purpose, bound, made.challenge).ok_or(ChoiceError::Passkey)?;
    let answer: RegistrationResponse = serde_json::from_str(made.answer).map_err(|_| ChoiceError::Passkey)?;
    if is_framed(&answer.client_data_json) {
        return Err(ChoiceError::Passkey.into());
    }
    // Its age is looked at above, by the clock of the house.
    let state = RegistrationState { challenge: Challenge(token.clone()), user_id: Vec::new(), created_at: 0 };
    let credential = webauthn(desk).finish_registration(&state, &answer).map_err(|_| ChoiceError::Passkey)?;
    if !store.spend_token(&token, until).await? {
        return Err(ChoiceError::Passkey.into());
    }
    let label = made.label.trim();
    let fits = (1..=LABEL_LONGEST).contains(&label.chars().count()) && !label.chars().any(char::is_control);
    Ok(Passkey {
        id: credential.id.0,
        public_key: credential.public_key_cose.0,
        counter: credential.counter,
        transports: credential.transports,
        label: if fits { label.to_owned() } else { "Passkey".to_owned() },
    })
}

/// Adds a passkey to one's own account. `false` where somebody has it already.
pub async fn add(
    store: &Store,
    permit: &Permit<act::KeepOwnAccount>,
    actor: &Actor,
    desk: &DeskAddress,
    made: Made<'_>,
) -> Result<bool, ResponseError> {
    let user = user_of(actor)?;
    if store.passkeys_of(user.id).await?.len() >= MOST {
        return Err(ChoiceError::Passkey.into());
    }
    let passkey = check_made(store, desk, "own", user.id.as_bytes(), &made).await?;
    Ok(store.add_passkey(permit.by(), user.id, &passkey).await?)
}

/// Signs in with a passkey. Every way of being wrong answers alike.
pub async fn sign_in(
    store: &Store,
    desk: &DeskAddress,
    challenge: &str,
    answer: &str,
) -> Result<SignedIn, ResponseError> {
    let wrong = || ResponseError::from(SignInError::Wrong);
    let (token, until) = known(store, "sign-in", &[], challenge).ok_or_else(wrong)?;
    let answer: AuthenticationResponse = serde_json::from_str(answer).map_err(|_| wrong())?;
    let id = BASE64URL_NOPAD.decode(answer.id.as_bytes()).map_err(|_| wrong())?;
    let row = store.passkey_of_id(&id).await?.ok_or_else(wrong)?;
    let record = store.user_by_id(row.user).await?.filter(|record| record.active).ok_or_else(wrong)?;
    let stored = PasskeyCredential {
        id: CredentialId(row.passkey.id.clone()),
        public_key_cose: CosePublicKey(row.passkey.public_key.clone()),
        counter: row.passkey.counter,
        transports: row.passkey.transports.clone(),
        aaguid: [0; 16],
    };
    let state = AuthenticationState {
        challenge: Challenge(token.clone()),
        allow_credentials: Vec::new(),
        created_at: 0,
        user_handle: Some(handle(store, &record.user.name).to_vec()),
    };
    let fits = !is_framed(&answer.client_data_json)
        && store.spend_token(&token, until).await?
        && match webauthn(desk).finish_authentication(&state, &answer, &stored) {
            Ok(success) => store.count_passkey(&row.key, success.new_counter).await?,
            Err(_) => false,
        };
    if fits {
        return sign_in::begin(store, record.user, "passkey").await;
    }
    let by = By { actor: "sign-in".into(), agency: None, purpose: "sign in".into() };
    store.note_refused_sign_in(&by, Some(record.user.id), "passkey").await?;
    Err(wrong())
}
