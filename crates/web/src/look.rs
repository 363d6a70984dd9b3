//! How the visitor wants the pages: language, and whether keyboard shortcuts are on.

use crate::{
    cookies,
    words::{Language, Words},
};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use url::form_urlencoded;

/// What the visitor wants, from a link (`?lang=fil`), a cookie, or the browser.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) words: Words,
    /// Whether the script for keyboard shortcuts is on the page: WCAG 2.2, criterion 2.1.4 asks for a way to turn
    /// shortcuts of one character off.
    pub(crate) keys: bool,
    /// Path and query of this page without the preferences, ready for another `name=value`.
    pub(crate) here: String,
    /// Whether the page may be asked for again by itself: nothing was sent with the request.
    pub(crate) repeatable: bool,
    /// Cookies to set: what a link has just asked for.
    pub(crate) cookies: Vec<HeaderValue>,
}

impl Look {
    /// Reads the wishes of a request.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap, secure: bool) -> Self {
        let mut asked_language = None;
        let mut asked_keys = None;
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match &*name {
                "lang" => asked_language = Language::from_code(&value),
                "keys" => asked_keys = Some(value != "off"),
                _ => {
                    rest.append_pair(&name, &value);
                }
            }
        }
        let language = asked_language
            .or_else(|| cookies::read(headers, cookies::LANGUAGE).and_then(Language::from_code))
            .or_else(|| headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(Language::negotiate))
            .unwrap_or_default();
        let keys = asked_keys.unwrap_or_else(|| cookies::read(headers, cookies::KEYS) != Some("off"));
        let set_language =
            asked_language.and_then(|set| cookies::keep(cookies::LANGUAGE, set.code(), secure));
        let set_keys =
            asked_keys.and_then(|on| cookies::keep(cookies::KEYS, if on { "on" } else { "off" }, secure));
        let rest = rest.finish();
        let here =
            if rest.is_empty() { format!("{}?", uri.path()) } else { format!("{}?{rest}&", uri.path()) };
        Self {
            words: Words(language),
            keys,
            here,
            repeatable: false,
            cookies: set_language.into_iter().chain(set_keys).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(uri: &str, cookie: &str, accept: &str) -> Look {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        Look::of(&uri.parse().unwrap(), &headers, true)
    }

    #[test]
    fn a_link_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        let language = |uri, cookie, accept| look(uri, cookie, accept).words.0;
        assert_eq!(language("/queue?lang=id", "tanglaw-language=ceb", "fil"), Language::Indonesian);
        assert_eq!(language("/queue", "a=b; tanglaw-language=ceb", "fil"), Language::Cebuano);
        assert_eq!(language("/queue?lang=xx", "", "fil"), Language::Filipino);
        assert_eq!(look("/queue", "", "fil").cookies.len(), 0);
        let kept = look("/queue?lang=id", "", "").cookies;
        assert!(
            kept[0]
                .to_str()
                .unwrap()
                .starts_with("tanglaw-language=id; Path=/; HttpOnly; SameSite=Strict; Max-Age=")
        );
    }

    #[test]
    fn links_keep_the_rest_of_the_query() {
        assert_eq!(look("/queue?lang=id", "", "").here, "/queue?");
        assert_eq!(
            look("/queue?kind=a%26b&lang=id&after=-1.2", "", "").here,
            "/queue?kind=a%26b&after=-1.2&"
        );
        assert!(!look("/queue?keys=off", "", "").keys);
        assert!(look("/queue?keys=on", "tanglaw-keys=off", "").keys);
        assert!(!look("/queue", "tanglaw-keys=off", "").keys);
    }
}
