//! Payments on a line of time, as a picture. Its table stands beside it on the page: the picture says nothing more.

use std::fmt::Write as _;

const WIDTH: i64 = 640;
const LEFT: i64 = 8;
const HEAD: i64 = 24;
const HEIGHT: i64 = 96;
const BAR: i64 = 4;
const SHORTEST: i64 = 4;
const FOOT: i64 = 26;

/// One payment: when (milliseconds), how much (hundredths), and whether it was sent at night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) at: i64,
    pub(crate) hundredths: u64,
    pub(crate) night: bool,
}

/// A bar for each payment: as high as its sum, hatched where it was sent at night.
pub(crate) fn svg(title: &str, head: &str, marks: &[Mark], first_day: &str, last_day: &str) -> String {
    let (from, to) =
        marks.iter().fold((i64::MAX, i64::MIN), |(from, to), mark| (from.min(mark.at), to.max(mark.at)));
    let span = to.saturating_sub(from).max(1);
    let most = marks.iter().map(|mark| mark.hundredths).max().unwrap_or(0).max(1);
    let (bottom, height) = (HEAD + HEIGHT, HEAD + HEIGHT + FOOT);
    let mut svg = format!(
        "<svg class=\"days\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"timeline-title\">\n<title id=\"timeline-title\">{}</title>\n\
         <defs><pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"hatch-ground\" width=\"4\" height=\"4\"/><rect class=\"hatch-line\" width=\"2\" height=\"4\"/></pattern></defs>\n\
         <text class=\"head\" x=\"{LEFT}\" y=\"17\">{}</text><path class=\"axis\" d=\"M{LEFT} {bottom}H{}\"/>\n",
        escaped(title),
        escaped(head),
        WIDTH - LEFT
    );
    let room = i128::from(WIDTH - 2 * LEFT - BAR);
    for mark in marks {
        let done = i128::from(mark.at.saturating_sub(from)) * room / i128::from(span);
        let x = LEFT + i64::try_from(done).unwrap_or(0);
        let share = u128::from(mark.hundredths) * u128::from(HEIGHT.unsigned_abs()) / u128::from(most);
        let tall = i64::try_from(share).unwrap_or(HEIGHT).clamp(SHORTEST, HEIGHT);
        let class = if mark.night { "few" } else { "full" };
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{BAR}\" height=\"{tall}\"/>",
            bottom - tall
        );
    }
    let _ = write!(
        svg,
        "<text class=\"day\" x=\"{LEFT}\" y=\"{0}\">{1}</text><text class=\"day\" x=\"{2}\" y=\"{0}\" text-anchor=\"end\">{3}</text></svg>",
        height - 6,
        escaped(first_day),
        WIDTH - LEFT,
        escaped(last_day)
    );
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payment_is_a_bar_within_the_picture() {
        let mark = |at, hundredths, night| Mark { at, hundredths, night };
        let marks = [mark(0, 5_000, true), mark(500, 10_000, false), mark(1_000, 1, false)];
        let svg = svg("a <b>", "greatest", &marks, "2026-01-01", "2026-02-01");
        assert!(svg.contains("a &lt;b&gt;"));
        assert_eq!((svg.matches("class=\"few\"").count(), svg.matches("class=\"full\"").count()), (1, 2));
        assert!(svg.contains("x=\"8\" y=\"72\" width=\"4\" height=\"48\""), "half as high: {svg}");
        assert!(
            svg.contains("x=\"628\" y=\"116\" width=\"4\" height=\"4\""),
            "the least is still seen: {svg}"
        );
        // One payment alone, and the ends of what an instant can be, do not break it.
        for one in [&marks[..1], &[mark(i64::MIN, u64::MAX, true), mark(i64::MAX, 0, false)][..]] {
            assert!(super::svg("t", "h", one, "a", "b").ends_with("</svg>"));
        }
    }
}
