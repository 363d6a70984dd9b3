//! Style, script and pictures: our own, in the binary, named after their content so that browsers may keep them for good.

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
}

pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: asset("desk", "css", "text/css; charset=utf-8", include_bytes!("../assets/desk.css")),
    keys: asset("keys", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/keys.js")),
    chart: asset("chart", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/chart.js")),
    icon: asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
});

fn asset(stem: &str, ending: &str, media_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = HEXLOWER.encode(&store::keys::sha256(bytes)[..8]);
    Asset { name: format!("{stem}-{hash}.{ending}"), media_type, bytes }
}

impl Assets {
    /// The file of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Asset> {
        [&self.style, &self.keys, &self.chart, &self.icon].into_iter().find(|asset| asset.name == name)
    }
}
