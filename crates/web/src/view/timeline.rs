//! Payments on a line of time, as a picture. Its table stands beside it on the page: the picture says nothing more.

use super::{bars::HATCH, escaped};
use std::fmt::Write as _;

const WIDTH: i64 = 640;
const HEIGHT: i64 = 96;
const BAR: i64 = 4;
const SHORTEST: i64 = 4;

/// One payment: when (milliseconds), how much (hundredths), and whether it was sent at night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) at: i64,
    pub(crate) hundredths: u64,
    pub(crate) night: bool,
}

/// A bar for each payment: as high as its sum, hatched where it was sent at night. As wide as its place on the page, so that nobody
/// scrolls sideways; its words stand beside it, where they keep their size. `said` tells in a sentence what is to be seen.
pub(crate) fn svg(title: &str, said: &str, marks: &[Mark]) -> String {
    let (from, to) =
        marks.iter().fold((i64::MAX, i64::MIN), |(from, to), mark| (from.min(mark.at), to.max(mark.at)));
    let span = to.saturating_sub(from).max(1);
    let most = marks.iter().map(|mark| mark.hundredths).max().unwrap_or(0).max(1);
    let mut svg = format!(
        "<svg class=\"days timeline\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-labelledby=\"timeline-title\" aria-describedby=\"timeline-said\">\n<title id=\"timeline-title\">{}</title>\n\
         <desc id=\"timeline-said\">{}</desc>\n{HATCH}\n<path class=\"axis\" d=\"M0 {HEIGHT}H{WIDTH}\"/>\n",
        escaped(title),
        escaped(said),
    );
    let room = i128::from(WIDTH - BAR);
    for mark in marks {
        let done = i128::from(mark.at.saturating_sub(from)) * room / i128::from(span);
        let x = i64::try_from(done).unwrap_or(0);
        let share = u128::from(mark.hundredths) * u128::from(HEIGHT.unsigned_abs()) / u128::from(most);
        let tall = i64::try_from(share).unwrap_or(HEIGHT).clamp(SHORTEST, HEIGHT);
        let class = if mark.night { "few" } else { "full" };
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{BAR}\" height=\"{tall}\"/>",
            HEIGHT - tall
        );
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payment_is_a_bar_within_the_picture() {
        let mark = |at, hundredths, night| Mark { at, hundredths, night };
        let marks = [mark(0, 5_000, true), mark(500, 10_000, false), mark(1_000, 1, false)];
        let svg = svg("a <b>", "three & more", &marks);
        assert!(svg.contains("a &#60;b&#62;") && svg.contains("three &#38; more"));
        assert_eq!((svg.matches("class=\"few\"").count(), svg.matches("class=\"full\"").count()), (1, 2));
        assert!(svg.contains("x=\"0\" y=\"48\" width=\"4\" height=\"48\""), "half as high: {svg}");
        assert!(
            svg.contains("x=\"636\" y=\"92\" width=\"4\" height=\"4\""),
            "the least is still seen: {svg}"
        );
        // One payment alone, and the ends of what an instant can be, do not break it.
        for one in [&marks[..1], &[mark(i64::MIN, u64::MAX, true), mark(i64::MAX, 0, false)][..]] {
            assert!(super::svg("t", "s", one).ends_with("</svg>"));
        }
    }
}
