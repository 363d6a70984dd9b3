//! Forms: read with a bound, wiped after use, and proven to come from our own page.

use crate::failure::Failure;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, header},
};
use subtle::ConstantTimeEq;
use url::form_urlencoded;
use zeroize::Zeroizing;

/// Most bytes of a form of the desk.
/// (A reason of two thousand letters, each of four bytes and percent-encoded, and the choice of many mentions.)
pub(crate) const MOST_BYTES: usize = 32 * 1_024;
/// Most bytes of a form into which people write at length: every answer of the report form at its greatest length.
pub(crate) const LONG_BYTES: usize = 256 * 1_024;
/// Most bytes of a form to sign in: it may carry words whose session ended.
pub(crate) const CARRYING_BYTES: usize = 96 * 1_024;
/// Name of the hidden field that every form of a session carries.
pub(crate) const TOKEN: &str = "csrf_token";

/// The fields of a form. They may be a password or a telephone number: no `Debug`, wiped when dropped.
#[derive(Default)]
pub(crate) struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    /// Reads a form of the body, of at most this many bytes.
    pub(crate) async fn read(headers: &HeaderMap, body: Body, most_bytes: usize) -> Result<Self, Failure> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let announced = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > most_bytes) {
            return Err(Failure::TooLarge);
        }
        let bytes = Zeroizing::new(to_bytes(body, most_bytes).await.map_err(|_| Failure::TooLarge)?.to_vec());
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Ok(Self::default());
        }
        Ok(Self::parsed(&bytes))
    }

    /// The fields of a form that was kept.
    pub(crate) fn of_words(words: &str) -> Self {
        Self::parsed(words.as_bytes())
    }

    fn parsed(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes);
        Self(pairs.map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned()))).collect())
    }

    /// The text of a field; empty where it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// The texts of all fields of this name.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Every field with its text, in the order in which they were sent.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the form carries the token of its session, compared in constant time.
    pub(crate) fn carries(&self, token: &[u8]) -> bool {
        !token.is_empty() && bool::from(written(token).as_bytes().ct_eq(self.text(TOKEN).as_bytes()))
    }
}

/// A form token as the hidden field holds it.
pub(crate) fn written(token: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(token)
}

/// Whether a form sent without a session comes from our own page: what browsers say of it themselves
/// (`Sec-Fetch-Site`), else the origin they name. A client that says neither is no browser and carries no cookies.
pub(crate) fn from_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        // `none`: the person itself sent it (a reload), no page did.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_site_is_told() {
        for (pairs, own) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://desk:1"), ("host", "desk:1")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://desk:1"), ("host", "desk:1")], true),
            (&[("origin", "http://desk:2"), ("host", "desk:1")], false),
            (&[("origin", "null"), ("host", "desk:1")], false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(from_own_page(&headers), own, "{pairs:?}");
        }
    }

    #[test]
    fn an_empty_token_is_never_right() {
        let form = Form(vec![(TOKEN.into(), Zeroizing::new(String::new()))]);
        assert!(!form.carries(&[]));
        assert!(!form.carries(&[1; 32]));
        let form = Form(vec![(TOKEN.into(), Zeroizing::new(written(&[1; 32])))]);
        assert!(form.carries(&[1; 32]));
        assert!(!form.carries(&[2; 32]));
    }
}
