//! Style, script and pictures: our own, in the binary, named after their content so that browsers may keep them for good.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use data_encoding::HEXLOWER;
use std::{io::Write as _, sync::LazyLock};

/// One file.
pub(crate) struct Asset {
    /// Name within `/assets/`, with part of its hash.
    pub(crate) name: String,
    /// Media type.
    pub(crate) media_type: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
    /// The same, packed (gzip): nothing secret is in it, so that packing gives nothing away.
    packed: Vec<u8>,
}

/// The style of the public door. It stands in every page: one answer less to wait for on a slow line, nothing left in the
/// browser's cache.
pub(crate) const DOOR_STYLE: &str = include_str!("../assets/door.css");

/// The source of that style, as a content policy names it.
pub(crate) static DOOR_STYLE_HASH: LazyLock<String> = LazyLock::new(|| {
    format!("'sha256-{}'", data_encoding::BASE64.encode(&store::keys::sha256(DOOR_STYLE.as_bytes())))
});

/// All files.
pub(crate) struct Assets {
    pub(crate) style: Asset,
    pub(crate) keys: Asset,
    pub(crate) chart: Asset,
    /// The browser's dialog for passkeys.
    pub(crate) passkey: Asset,
    pub(crate) icon: Asset,
    /// The quick way out, and sending over a bad line.
    pub(crate) door: Asset,
    /// Keeps what is typed at the desk.
    pub(crate) draft: Asset,
    /// Hashes of files, computed on the device; work in the background.
    pub(crate) hash: Asset,
    /// A plain square: the public door shows no mark of the house in a tab.
    pub(crate) plain: Asset,
}

pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: asset("desk", "css", "text/css; charset=utf-8", include_bytes!("../assets/desk.css")),
    keys: asset("keys", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/keys.js")),
    chart: asset("chart", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/chart.js")),
    passkey: asset("passkey", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/passkey.js")),
    icon: asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    door: asset("door", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/door.js")),
    draft: asset("draft", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/draft.js")),
    hash: asset("hash", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/hash.js")),
    plain: asset("plain", "svg", "image/svg+xml", include_bytes!("../assets/plain.svg")),
});

fn asset(stem: &str, ending: &str, media_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = HEXLOWER.encode(&store::keys::sha256(bytes)[..8]);
    Asset { name: format!("{stem}-{hash}.{ending}"), media_type, bytes, packed: pack(bytes) }
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing into memory does not fail; were it to, the file would go out as it is.
    match packer.write_all(bytes).and_then(|()| packer.finish()) {
        Ok(packed) if packed.len() < bytes.len() => packed,
        _ => Vec::new(),
    }
}

impl Assets {
    /// The file of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Asset> {
        [
            &self.style,
            &self.keys,
            &self.chart,
            &self.passkey,
            &self.icon,
            &self.door,
            &self.draft,
            &self.hash,
            &self.plain,
        ]
        .into_iter()
        .find(|asset| asset.name == name)
    }
}

impl Asset {
    /// The file as an answer, kept by browsers as `cache` says; packed where the browser takes that.
    pub(crate) fn answer(&self, accepts: Option<&str>, cache: &'static str) -> Response {
        let takes_gzip = accepts.is_some_and(|accepts| accepts.contains("gzip")) && !self.packed.is_empty();
        let body = if takes_gzip { Body::from(self.packed.clone()) } else { Body::from(self.bytes) };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if takes_gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

/// What a browser says of packed answers.
pub(crate) fn accepts_encoding(headers: &HeaderMap) -> Option<String> {
    headers.get(header::ACCEPT_ENCODING)?.to_str().ok().map(str::to_owned)
}
