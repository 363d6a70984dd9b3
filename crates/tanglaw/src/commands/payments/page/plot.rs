//! Pictures of the page: SVG made here, of shapes and words only. Each has a title and a sentence that says what is to be seen; its
//! table stands below it and says more.

use super::escaped;
use std::fmt::Write as _;

/// Units of all pictures from left to right. They are drawn at this size on a small telephone's screen and somewhat larger elsewhere.
const WIDTH: f64 = 480.0;
/// Room for the figure beside the longest bar.
const FIGURE: f64 = 84.0;
const BAR: f64 = 13.0;
const NAME: f64 = 19.0;
const GAP: f64 = 9.0;
/// Edges of the field of a curve.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 470.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 230.0;

/// What a picture is called and says.
pub(super) struct Picture<'a> {
    /// Its id on the page.
    pub(super) id: &'a str,
    /// What it shows.
    pub(super) title: &'a str,
    /// What is to be seen, in a sentence, for whoever does not see it.
    pub(super) said: &'a str,
}

impl Picture<'_> {
    fn open(&self, height: f64) -> String {
        let Self { id, title, said } = self;
        let (title, said) = (escaped(title), escaped(said));
        format!(
            "<svg id=\"{id}\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-labelledby=\"{id}-title {id}-said\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-said\">{said}</desc>\n"
        )
    }
}

/// A name with one bar, or with two to be compared.
pub(super) struct Bar {
    pub(super) name: String,
    /// How long, and what is written beside it.
    pub(super) values: Vec<(f64, String)>,
}

/// Bars from the left, with the name above each; below zero they go the other way.
pub(super) fn bars(picture: &Picture<'_>, all: &[Bar]) -> String {
    let values = || all.iter().flat_map(|bar| bar.values.iter().map(|(value, _)| *value));
    let (least, most) =
        values().fold((0.0, 0.0), |(least, most): (f64, f64), value| (least.min(value), most.max(value)));
    let span = if most > least { most - least } else { 1.0 };
    let place = |value: f64| (value - least) / span * (WIDTH - FIGURE);
    let height: f64 = all.iter().map(|bar| tall(bar.values.len())).sum();
    let mut svg = picture.open(height);
    let zero = place(0.0);
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M{zero:.1} 0V{height:.0}\"/>");
    let mut top = 0.0;
    for bar in all {
        let _ = writeln!(svg, "<text x=\"0\" y=\"{:.0}\">{}</text>", top + NAME - 5.0, escaped(&bar.name));
        for ((at, class), (value, shown)) in (0_u8..).zip(["one", "two"]).zip(&bar.values) {
            let end = place(*value);
            let (left, right, y) = (zero.min(end), zero.max(end), top + NAME + f64::from(at) * BAR);
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"{:.0}\"/>\
                 <text class=\"figure\" x=\"{:.1}\" y=\"{:.0}\">{}</text>",
                right - left,
                BAR - 2.0,
                right + 5.0,
                y + BAR - 3.0,
                escaped(shown)
            );
        }
        top += tall(bar.values.len());
    }
    svg + "</svg>"
}

#[expect(clippy::cast_precision_loss, reason = "one bar or two")]
fn tall(bars: usize) -> f64 {
    (bars as f64).mul_add(BAR, NAME) + GAP
}

/// A curve over an even scale from left to right and a tenfold one upwards, with a dashed line at `bound`. What is zero has no place on
/// such a scale and is left out; nothing at all is drawn where nothing is above zero.
pub(super) fn curve(
    picture: &Picture<'_>,
    names: (&str, &str),
    points: &[(f64, f64)],
    bound: f64,
) -> Option<String> {
    let points: Vec<(f64, f64)> = points.iter().copied().filter(|(_, value)| *value > 0.0).collect();
    let (first, last) = (points.first()?.0, points.last()?.0);
    let values = points.iter().map(|(_, value)| *value).chain((bound > 0.0).then_some(bound));
    let (least, most) =
        values.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)));
    let floor = least.log10().floor();
    let ceiling = most.log10().ceil().max(floor + 1.0);
    let x = |at: f64| LEFT + (at - first) / (last - first).max(f64::EPSILON) * (RIGHT - LEFT);
    let y = |value: f64| BOTTOM - (value.log10() - floor) / (ceiling - floor) * (BOTTOM - TOP);
    let mut svg = picture.open(BOTTOM + 42.0);
    let mut power = floor;
    while power <= ceiling {
        let (value, at) = (10_f64.powf(power), y(10_f64.powf(power)));
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{RIGHT}\"/><text class=\"end\" x=\"{:.0}\" y=\"{:.1}\">{}</text>",
            LEFT - 6.0,
            at + 5.0,
            if power < 0.0 { format!("{value:.*}", decimals(power)) } else { format!("{value:.0}") }
        );
        power += 1.0;
    }
    let mut tick = first.ceil();
    while tick <= last {
        let _ = writeln!(
            svg,
            "<text class=\"middle\" x=\"{:.1}\" y=\"{:.0}\">{tick:.0}</text>",
            x(tick),
            BOTTOM + 18.0
        );
        tick += 1.0;
    }
    let _ = writeln!(svg, "<text x=\"0\" y=\"14\">{}</text>", escaped(names.1));
    let _ = writeln!(
        svg,
        "<text class=\"end\" x=\"{RIGHT}\" y=\"{:.0}\">{}</text>",
        BOTTOM + 36.0,
        escaped(names.0)
    );
    if bound > 0.0 {
        let _ = writeln!(svg, "<path class=\"bound\" d=\"M{LEFT} {0:.1}H{RIGHT}\"/>", y(bound));
    }
    let line: Vec<String> =
        points.iter().map(|(at, value)| format!("{:.1} {:.1}", x(*at), y(*value))).collect();
    let _ = writeln!(svg, "<path class=\"curve\" d=\"M{}\"/>", line.join("L"));
    for (at, value) in &points {
        let _ =
            writeln!(svg, "<circle class=\"one\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\"/>", x(*at), y(*value));
    }
    Some(svg + "</svg>")
}

/// Decimals that a power of ten below one needs.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small whole number below zero"
)]
fn decimals(power: f64) -> usize {
    -power as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Picture<'static> = Picture { id: "p", title: "a <b>", said: "more & less" };

    #[test]
    fn bars_stay_within_the_picture_on_both_sides_of_zero() {
        let bar =
            |name: &str, value: f64| Bar { name: name.into(), values: vec![(value, value.to_string())] };
        let svg = bars(&PICTURE, &[bar("up", 30.0), bar("<down>", -10.0), bar("none", 0.0)]);
        assert!(
            svg.contains("a &lt;b&gt;") && svg.contains("more &amp; less") && svg.contains("&lt;down&gt;")
        );
        // A quarter of the room is left of zero.
        assert!(svg.contains("x=\"99.0\" y=\"19\" width=\"297.0\""), "{svg}");
        assert!(svg.contains("x=\"0.0\" y=\"60\" width=\"99.0\""), "{svg}");
        assert!(bars(&PICTURE, &[bar("alone", 0.0)]).contains("width=\"0.0\""));
    }

    #[test]
    fn a_curve_leaves_out_what_is_zero() {
        let svg = curve(&PICTURE, ("x", "y"), &[(1.0, 1_000.0), (2.0, 10.0), (3.0, 0.1), (4.0, 0.0)], 50.0)
            .unwrap();
        assert_eq!((svg.matches("<circle").count(), svg.matches("class=\"bound\"").count()), (3, 1));
        assert!(svg.contains(">0.1</text>") && svg.contains(">1000</text>"), "{svg}");
        assert!(
            svg.contains("cx=\"58.0\" cy=\"28.0\"") && svg.contains("cx=\"470.0\" cy=\"230.0\""),
            "{svg}"
        );
        assert!(curve(&PICTURE, ("x", "y"), &[(1.0, 0.0)], 50.0).is_none());
        assert!(curve(&PICTURE, ("x", "y"), &[(1.0, 1.0)], 0.0).is_some_and(|svg| !svg.contains("NaN")));
    }
}
