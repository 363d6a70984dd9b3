//! Sign-in over an agency's own directory (OpenID Connect Core 1.0): code flow with PKCE, state and nonce.
//!
//! Somebody is known by issuer and subject, tied to an account when they first came with an invitation; an e-mail address
//! or a name of the directory ties nobody. Nothing is kept between going and coming back: the state is signed and bound to
//! a cookie of the browser, verifier and nonce follow from it, and it works once.

use super::{DeskAddress, invitations};
use crate::{
    ResponseError,
    sign_in::{self, SignInError, SignedIn},
};
use data_encoding::BASE64URL_NOPAD;
use model::{AgencyId, Instant, InvitationId};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
};
use rand::Rng;
use std::{sync::Arc, time::Duration};
use store::{By, DirectoryRow, Store};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Where a directory sends the browser back to.
pub const CALLBACK: &str = "/sign-in/directory";
/// How long somebody may take at the directory, in seconds.
pub const LASTS_SECONDS: i64 = 15 * 60;
/// Agency, invitation, random bytes, end.
const STATE: usize = 16 + 16 + 16 + 8;
/// Most bytes that are read of an answer of a directory.
const MOST_BYTES: u64 = 1 << 20;

/// Why a directory did not answer as it should. The words hold nothing that it said of a person.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The address of the issuer is none.
    #[error("the issuer of a directory is an https address (http only for this machine)")]
    Issuer,
    /// It cannot be reached, or answers with what is no answer.
    #[error("the directory did not answer as OpenID Connect asks")]
    Answer,
}

/// Where to send the browser, and the cookie that it must come back with.
pub struct Begun {
    /// The directory's address with the question.
    pub location: String,
    /// The cookie.
    pub cookie: Zeroizing<[u8; 32]>,
}

/// A question to a directory that did not succeed.
#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error("the connection failed")]
    Connection(#[from] ureq::Error),
    #[error("the answer is malformed")]
    Malformed(#[from] ureq::http::Error),
}

/// Reads the address of an issuer: encrypted, but on this machine.
pub(crate) fn issuer(text: &str) -> Result<IssuerUrl, ResponseError> {
    let url = url::Url::parse(text.trim()).map_err(|_| DirectoryError::Issuer)?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let secure = url.scheme() == "https" || (url.scheme() == "http" && here);
    if !secure || !url.username().is_empty() || url.query().is_some() || url.fragment().is_some() {
        return Err(DirectoryError::Issuer.into());
    }
    IssuerUrl::new(text.trim().to_owned()).map_err(|_| DirectoryError::Issuer.into())
}

/// One question over the net: no redirect is followed, nothing takes long, no answer is large.
fn ask(request: openidconnect::HttpRequest) -> Result<openidconnect::HttpResponse, AskError> {
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder()
            .tls_config(tls)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(8)))
            .build(),
    );
    let answer = agent.run(request)?;
    let (parts, mut body) = answer.into_parts();
    let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
    let mut builder = ureq::http::Response::builder().status(parts.status);
    for (name, value) in &parts.headers {
        builder = builder.header(name, value);
    }
    Ok(builder.body(bytes)?)
}

/// Anybody can make the sign-in page ask a directory: a few questions at once, so that nobody makes of it a flood.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// Work with a directory on a thread of its own: it waits for another machine.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DirectoryError> + Send + 'static,
) -> Result<T, ResponseError> {
    let turn = TURNS.acquire().await.map_err(|_| DirectoryError::Answer)?;
    let work = move || {
        let _turn = turn;
        work()
    };
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|_| DirectoryError::Answer)??)
}

/// Asks a directory who it is.
pub(crate) async fn discover(issuer: &IssuerUrl) -> Result<CoreProviderMetadata, ResponseError> {
    let issuer = issuer.clone();
    apart(move || CoreProviderMetadata::discover(&issuer, &ask).map_err(|_| DirectoryError::Answer)).await
}

/// A directory that the sign-in page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The agency.
    pub agency: AgencyId,
    /// What it is called.
    pub name: String,
}

/// The agencies whose people sign in with a directory: what the sign-in page offers to everybody.
pub async fn offered(store: &Store) -> Result<Vec<Offered>, ResponseError> {
    let rows = store.directories().await?;
    Ok(rows.into_iter().map(|DirectoryRow { agency, name, .. }| Offered { agency, name }).collect())
}

fn mark(store: &Store, cookie: &[u8], body: &[u8]) -> [u8; 32] {
    store.keyed("directory state", &[cookie, body])
}

fn derived(store: &Store, purpose: &str, cookie: &[u8], state: &str) -> String {
    BASE64URL_NOPAD.encode(&store.keyed(purpose, &[cookie, state.as_bytes()]))
}

/// What the state that came back says; nothing where it is not ours, not of this browser, or over.
fn read_state(
    store: &Store,
    cookie: &[u8],
    state: &str,
) -> Option<(AgencyId, Option<InvitationId>, Vec<u8>, Instant)> {
    let token = BASE64URL_NOPAD.decode(state.as_bytes()).ok()?;
    let (body, found) = token.split_at_checked(STATE)?;
    if !bool::from(mark(store, cookie, body).ct_eq(found)) {
        return None;
    }
    let agency = AgencyId::from_slice(body.get(..16)?)?;
    let invitation = body.get(16..32)?;
    let invitation = if invitation == [0; 16] { None } else { InvitationId::from_slice(invitation) };
    let until = Instant::from_micros(i64::from_be_bytes(body.get(48..)?.try_into().ok()?));
    (store.clock().now() < until).then_some((agency, invitation, token, until))
}

/// Sends somebody to the directory of an agency; with the code of an invitation, to be tied to the account it makes.
pub async fn begin(
    store: &Store,
    desk: &DeskAddress,
    agency: AgencyId,
    invitation: Option<&str>,
) -> Result<Begun, ResponseError> {
    let invitation = match invitation {
        Some(code) => {
            let welcome = invitations::welcome(store, code).await?;
            if welcome.invitation.agency != agency {
                return Err(SignInError::Wrong.into());
            }
            Some(welcome.invitation.id)
        }
        None => None,
    };
    let (row, secret) = store.directory(agency).await?.ok_or(ResponseError::NotFound)?;
    let metadata = discover(&issuer(&row.issuer)?).await?;
    let mut rng = store.fork_rng();
    let mut cookie = Zeroizing::new([0; 32]);
    rng.fill_bytes(cookie.as_mut());
    let mut body = Vec::with_capacity(STATE + 32);
    body.extend_from_slice(agency.as_bytes());
    body.extend_from_slice(invitation.as_ref().map_or(&[0; 16][..], |id| id.as_bytes().as_slice()));
    let mut random = [0; 16];
    rng.fill_bytes(&mut random);
    body.extend_from_slice(&random);
    let until = store.clock().now().plus_seconds(LASTS_SECONDS);
    body.extend_from_slice(&until.micros().to_be_bytes());
    let mark = mark(store, cookie.as_ref(), &body);
    body.extend_from_slice(&mark);
    let state = BASE64URL_NOPAD.encode(&body);
    let verifier = PkceCodeVerifier::new(derived(store, "directory verifier", cookie.as_ref(), &state));
    let nonce = derived(store, "directory nonce", cookie.as_ref(), &state);
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(row.client_id),
        Some(ClientSecret::new(secret.to_string())),
    )
    .set_redirect_uri(redirect(desk)?);
    let (url, ..) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .url();
    Ok(Begun { location: url.to_string(), cookie })
}

fn redirect(desk: &DeskAddress) -> Result<RedirectUrl, DirectoryError> {
    RedirectUrl::new(format!("{}{CALLBACK}", desk.origin())).map_err(|_| DirectoryError::Issuer)
}

/// Lets somebody in who comes back from a directory. Every way of being wrong answers alike.
pub async fn finish(
    store: &Store,
    desk: &DeskAddress,
    cookie: &[u8],
    state: &str,
    code: &str,
) -> Result<SignedIn, ResponseError> {
    let wrong = || ResponseError::from(SignInError::Wrong);
    let (agency, invitation, token, until) = read_state(store, cookie, state).ok_or_else(wrong)?;
    if !store.spend_token(&token, until).await? {
        return Err(wrong());
    }
    let (row, secret) = store.directory(agency).await?.ok_or_else(wrong)?;
    let verifier = derived(store, "directory verifier", cookie, state);
    let nonce = Nonce::new(derived(store, "directory nonce", cookie, state));
    let (issuer, redirect) = (issuer(&row.issuer)?, redirect(desk)?);
    let (client_id, code) = (row.client_id.clone(), code.to_owned());
    let now = store.clock().now().micros();
    let subject = apart(move || {
        let failed = || DirectoryError::Answer;
        let metadata = CoreProviderMetadata::discover(&issuer, &ask).map_err(|_| failed())?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(client_id),
            Some(ClientSecret::new(secret.to_string())),
        )
        .set_redirect_uri(redirect);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| failed())?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request(&ask)
            .map_err(|_| failed())?;
        // Signature, issuer, audience, end and nonce; the end by the clock of the house.
        let clock = move || chrono::DateTime::from_timestamp_micros(now).unwrap_or_default();
        let verifier = client.id_token_verifier().set_time_fn(clock);
        let claims = tokens.id_token().ok_or_else(failed)?.claims(&verifier, &nonce).map_err(|_| failed())?;
        Ok(claims.subject().to_string())
    })
    .await?;
    let user = match (store.user_of_subject(&row.issuer, &subject).await?, invitation) {
        (Some(user), None) => user,
        (tied, Some(id)) => {
            let invitation = invitations::welcome_again(store, id).await?.invitation;
            // An account of its own for everybody: whoever is tied to one cannot be tied to another, but to the same anew.
            let another = tied.is_some_and(|tied| invitation.user != Some(tied));
            if invitation.agency != agency || another {
                return Err(wrong());
            }
            let by = invitations::by(&invitation);
            let tie = Some((row.issuer.as_str(), subject.as_str()));
            let none = invitations::no_secrets();
            store.use_invitation(&by, &invitation, &none, None, tie).await?.ok_or_else(wrong)?
        }
        (None, None) => {
            let by = By { actor: "sign-in".into(), agency: None, purpose: "sign in over a directory".into() };
            store.note_refused_sign_in(&by, None, "not tied to an account").await?;
            return Err(wrong());
        }
    };
    let record = store.user_by_id(user).await?.filter(|record| record.active).ok_or_else(wrong)?;
    if record.user.agency != agency {
        return Err(wrong());
    }
    sign_in::begin(store, record.user, "directory").await
}
