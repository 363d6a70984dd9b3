//! The cookies. Of the desk: the session, the language, and whether keyboard shortcuts are off. Of the public door: one, and
//! only while a conversation is open. Nothing else is kept in the browser.

use axum::http::{HeaderMap, HeaderValue, header};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

/// Name of the cookie that holds the language.
pub(crate) const LANGUAGE: &str = "tanglaw-language";
/// Name of the cookie that turns keyboard shortcuts off.
pub(crate) const KEYS: &str = "tanglaw-keys";

/// Name of the session cookie. The prefix makes browsers refuse it unless it is secure, for this host alone and for
/// every path (RFC 6265bis, section 4.1.3.2).
fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-tanglaw" } else { "tanglaw" }
}

/// The value of a cookie that the browser sent.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// The token of the session that the browser sent.
pub(crate) fn session(headers: &HeaderMap, secure: bool) -> Option<Zeroizing<Vec<u8>>> {
    let value = read(headers, session_name(secure))?;
    let token = BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
    (token.len() == 32).then(|| Zeroizing::new(token))
}

/// Sets the session cookie. It ends with the browser; the server ends it earlier (`response::sign_in`).
pub(crate) fn set_session(token: &[u8; 32], secure: bool) -> Option<HeaderValue> {
    line(session_name(secure), &BASE64URL_NOPAD.encode(token), None, secure)
}

/// Takes the session cookie away.
pub(crate) fn end_session(secure: bool) -> Option<HeaderValue> {
    line(session_name(secure), "", Some(0), secure)
}

/// Name of the cookie of an open conversation: a letter that says nothing.
fn reporter_name(secure: bool) -> &'static str {
    if secure { "__Host-s" } else { "s" }
}

/// The token of the open conversation that the browser sent.
pub(crate) fn reporter(headers: &HeaderMap, secure: bool) -> Option<Zeroizing<Vec<u8>>> {
    let token = BASE64URL_NOPAD.decode(read(headers, reporter_name(secure))?.as_bytes()).ok()?;
    (token.len() == 32).then(|| Zeroizing::new(token))
}

/// Sets the cookie of an open conversation. It ends with the browser.
pub(crate) fn set_reporter(token: &[u8; 32], secure: bool) -> Option<HeaderValue> {
    line(reporter_name(secure), &BASE64URL_NOPAD.encode(token), None, secure)
}

/// Takes the cookie of a conversation away.
pub(crate) fn end_reporter(secure: bool) -> Option<HeaderValue> {
    line(reporter_name(secure), "", Some(0), secure)
}

/// Name of the cookie of somebody who is at an agency's directory.
fn directory_name(secure: bool) -> &'static str {
    if secure { "__Host-tanglaw-directory" } else { "tanglaw-directory" }
}

/// The token of somebody who comes back from a directory.
pub(crate) fn directory(headers: &HeaderMap, secure: bool) -> Option<Zeroizing<Vec<u8>>> {
    let token = BASE64URL_NOPAD.decode(read(headers, directory_name(secure))?.as_bytes()).ok()?;
    (token.len() == 32).then(|| Zeroizing::new(token))
}

/// Sets the cookie of somebody who goes to a directory. They come back from another site, so that `Strict` would keep it
/// from us; it opens nothing by itself and holds for a quarter of an hour.
pub(crate) fn set_directory(token: &[u8; 32], secure: bool) -> Option<HeaderValue> {
    let strict = line(directory_name(secure), &BASE64URL_NOPAD.encode(token), Some(15 * 60), secure)?;
    HeaderValue::from_str(&strict.to_str().ok()?.replace("SameSite=Strict", "SameSite=Lax")).ok()
}

/// Keeps a preference for a year.
pub(crate) fn keep(name: &str, value: &str, secure: bool) -> Option<HeaderValue> {
    line(name, value, Some(365 * 86_400), secure)
}

fn line(name: &str, value: &str, seconds: Option<u32>, secure: bool) -> Option<HeaderValue> {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{secure}")).ok()
}
