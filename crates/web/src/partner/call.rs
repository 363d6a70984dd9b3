//! One request of a partner on its way to its handler: with which key, for what, and its body within bounds.

use super::problem::Refusal;
use crate::{Desk, routes::Params};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
};
use futures_util::StreamExt as _;
use response::partners::{self, Admitted, IdempotencyKey, LARGEST, Scope};
use std::marker::PhantomData;

/// What a route needs, as a type.
pub(super) trait Need: Send + Sync + 'static {
    /// The need as a value.
    const NEEDED: Option<Scope>;
    /// What a handler is given once the need is met.
    type Right: Send;
    /// Looks whether the need is met.
    fn right(
        desk: &Desk,
        headers: &HeaderMap,
        purpose: &str,
    ) -> impl Future<Output = Result<Self::Right, Refusal>> + Send;
}

/// Anybody may come.
pub(super) enum Anybody {}

/// A partner whose key has this scope.
pub(super) struct Scoped<S>(PhantomData<S>);

impl Need for Anybody {
    const NEEDED: Option<Scope> = None;
    type Right = ();
    async fn right(_: &Desk, _: &HeaderMap, _: &str) -> Result<(), Refusal> {
        Ok(())
    }
}

impl<S: partners::Scoped> Need for Scoped<S> {
    const NEEDED: Option<Scope> = Some(S::SCOPE);
    type Right = Admitted<S>;
    async fn right(desk: &Desk, headers: &HeaderMap, purpose: &str) -> Result<Admitted<S>, Refusal> {
        let key = bearer(headers).ok_or(Refusal::NoKey)?;
        Ok(partners::admit::<S>(&desk.store, key, purpose).await?)
    }
}

/// The key of `Authorization: Bearer KEY` (RFC 6750, section 2.1); `None` where there is none, or more than one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(one), None) = (given.next(), given.next()) else { return None };
    let (scheme, key) = one.to_str().ok()?.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

/// A request that was admitted.
pub(super) struct Call<N: Need> {
    /// Where it came.
    pub(super) desk: Desk,
    /// What it may do.
    pub(super) right: N::Right,
    params: Vec<(String, String)>,
    headers: HeaderMap,
    body: Body,
}

impl<N: Need> Call<N> {
    /// Admits a request. The body of one that is refused is read to its end, within bounds, so that the answer is not
    /// lost with a connection that breaks off.
    pub(super) async fn admit(
        desk: Desk,
        params: Option<Params>,
        purpose: &'static str,
        request: Request,
    ) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let headers = parts.headers;
        match N::right(&desk, &headers, purpose).await {
            Ok(right) => {
                let params = params.map(Params::into_pairs).unwrap_or_default();
                Ok(Self { desk, right, params, headers, body })
            }
            Err(refusal) => {
                drain(&headers, body).await;
                Err(refusal)
            }
        }
    }

    /// A variable part of the address.
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// What the sender calls this delivery.
    pub(super) fn idempotency_key(&self) -> IdempotencyKey {
        let values = self.headers.get_all("idempotency-key").iter();
        IdempotencyKey::read(&values.map(HeaderValue::as_bytes).collect::<Vec<_>>())
    }

    /// The body, where it says that it is JSON and is not too large; with the right to do something with it.
    pub(super) async fn into_json(self) -> Result<(Desk, N::Right, Vec<u8>), Refusal> {
        let Self { desk, right, headers, body, .. } = self;
        let refusal = if !is_json(&headers) {
            Refusal::MediaType
        } else if announced(&headers).is_some_and(|length| length > LARGEST as u64) {
            Refusal::TooLarge
        } else {
            return Ok((desk, right, read(&headers, body).await?));
        };
        drain(&headers, body).await;
        Err(refusal)
    }
}

/// Whether the headers name JSON in UTF-8 as it is: `application/json` or another type of its syntax (RFC 6839).
fn is_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim());
    let coded = text(header::CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    let Some(named) = text(header::CONTENT_TYPE) else { return false };
    let mut parts = named.split(';').map(|part| part.trim().to_ascii_lowercase());
    let kind = parts.next().unwrap_or_default();
    let json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    let utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some(("charset", charset)) => matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"),
        _ => true,
    });
    json && utf8 && !coded
}

/// How many bytes the sender says will come.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads the body, of at most [`LARGEST`] bytes.
async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Refusal::Body)?;
        if bytes.len() + piece.len() > LARGEST {
            drain(headers, Body::from_stream(stream)).await;
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// What is read of a body that is not wanted.
const DRAINED: usize = 8 * LARGEST;

/// Reads a body to its end and forgets it. A sender that waits for leave to send (`Expect: 100-continue`) is spared it.
pub(super) async fn drain(headers: &HeaderMap, body: Body) {
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let mut stream = body.into_data_stream();
    let mut left = DRAINED;
    while let Some(Ok(piece)) = stream.next().await {
        match left.checked_sub(piece.len()) {
            Some(rest) => left = rest,
            None => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect::<Vec<_>>()
            .into_iter()
            .fold(HeaderMap::new(), |mut all, (name, value)| {
                all.append(name, value);
                all
            })
    }

    #[test]
    fn a_key_is_found_in_one_header_only() {
        let key = |lines: &[(&'static str, &'static str)]| bearer(&headers(lines)).map(str::to_owned);
        assert_eq!(key(&[("authorization", "Bearer tgl_x")]).as_deref(), Some("tgl_x"));
        assert_eq!(key(&[("authorization", "bearer  tgl_x ")]).as_deref(), Some("tgl_x"));
        for wrong in ["", "Bearer", "Bearer ", "Basic tgl_x", "tgl_x"] {
            assert_eq!(key(&[("authorization", wrong)]), None, "{wrong:?}");
        }
        assert_eq!(key(&[("authorization", "Bearer a"), ("authorization", "Bearer b")]), None);
    }

    #[test]
    fn json_is_named_in_many_ways() {
        for named in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"; profile=x",
            "application/vnd.example+json",
        ] {
            assert!(is_json(&headers(&[("content-type", named)])), "{named}");
        }
        for other in
            ["", "text/json", "application/xml", "application/json; charset=utf-16", "text/plain", "json"]
        {
            assert!(!is_json(&headers(&[("content-type", other)])), "{other}");
        }
        assert!(!is_json(&headers(&[])));
        let coded = |coding| headers(&[("content-type", "application/json"), ("content-encoding", coding)]);
        assert!(is_json(&coded("identity")) && !is_json(&coded("gzip")));
    }
}
