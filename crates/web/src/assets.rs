//! Style, script and pictures: our own, in the binary, named after their content so that browsers may keep them for good.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use data_encoding::HEXLOWER;
use std::sync::LazyLock;

/// One file.
pub(crate) struct Asset {
    /// Name within `/assets/`, with part of its hash.
    pub(crate) name: String,
    /// Media type.
    pub(crate) media_type: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
}

/// All files.
pub(crate) struct Assets {
    pub(crate) style: Asset,
    pub(crate) keys: Asset,
    pub(crate) chart: Asset,
    pub(crate) icon: Asset,
    /// Style of the public door.
    pub(crate) door_style: Asset,
    /// The quick way out, and sending over a bad line.
    pub(crate) door: Asset,
    /// Hashes of files, computed on the device; work in the background.
    pub(crate) hash: Asset,
    /// A plain square: the public door shows no mark of the house in a tab.
    pub(crate) plain: Asset,
}

pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: asset("desk", "css", "text/css; charset=utf-8", include_bytes!("../assets/desk.css")),
    keys: asset("keys", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/keys.js")),
    chart: asset("chart", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/chart.js")),
    icon: asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    door_style: asset("door", "css", "text/css; charset=utf-8", include_bytes!("../assets/door.css")),
    door: asset("door", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/door.js")),
    hash: asset("hash", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/hash.js")),
    plain: asset("plain", "svg", "image/svg+xml", include_bytes!("../assets/plain.svg")),
});

fn asset(stem: &str, ending: &str, media_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = HEXLOWER.encode(&store::keys::sha256(bytes)[..8]);
    Asset { name: format!("{stem}-{hash}.{ending}"), media_type, bytes }
}

impl Assets {
    /// The file of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Asset> {
        [
            &self.style,
            &self.keys,
            &self.chart,
            &self.icon,
            &self.door_style,
            &self.door,
            &self.hash,
            &self.plain,
        ]
        .into_iter()
        .find(|asset| asset.name == name)
    }
}

impl Asset {
    /// The file as an answer, kept by browsers as `cache` says.
    pub(crate) fn answer(&self, cache: &'static str) -> Response {
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        response
    }
}
