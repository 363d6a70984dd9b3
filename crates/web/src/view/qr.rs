//! A QR code as a picture, to be printed beside the address it holds.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// White around the code, in modules: readers need four (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of an address as SVG; `None` where the address is too long for one. Black on white whatever the colours of the
/// page are, because readers need that.
pub(crate) fn svg(address: &str, label: &str) -> Option<String> {
    // A quarter of the code may be dirty or torn: posters hang outside.
    let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let label = super::escaped(label);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
        let _ = write!(svg, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corners_and_its_quiet_zone() {
        let svg = svg("https://report.example.org/c/poster-cebu", "Code of \"Poster\"").unwrap();
        // The three finder patterns begin four modules from the edges.
        assert!(svg.contains("M4 4h1v1h-1z") && !svg.contains("M3 "), "{svg}");
        assert!(svg.contains("aria-label=\"Code of &#34;Poster&#34;\""));
        assert!(super::svg(&"x".repeat(10_000), "").is_none());
    }
}
