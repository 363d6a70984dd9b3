//! An explanation as a waterfall chart: each bar begins where the one before it ended.
//!
//! The chart is for eyes, its description for ears: title and description say all that the bars show. What speaks for the
//! same is filled, what speaks against it is hatched, and both have their sign, so that nothing hangs on colour.

use super::{
    Explanation,
    words::{bits, signed},
};
use crate::weights::stable_hash;
use std::fmt::Write as _;

/// Width of the drawing in its own units: that of a small telephone.
const WIDTH: f64 = 360.0;
const MARGIN: f64 = 10.0;
/// Height of the title.
const HEAD: f64 = 30.0;
/// Height of one row: a line of text and a bar.
const ROW: f64 = 34.0;
/// Height of the line of values, where they are told.
const VALUES: f64 = 14.0;
const BAR: f64 = 11.0;
/// Letters that fit beside the bits.
const LABEL: usize = 44;
/// Letters that fit into the whole width.
const LINE: usize = 56;

struct Row {
    label: String,
    spoken: String,
    values: Option<String>,
    from: f64,
    to: f64,
    weight: f64,
    total: bool,
}

impl Explanation {
    /// The chart, with the names of columns and levels and the bits, and no value of a record. `title` is shown: it should
    /// name no person either.
    pub fn to_svg(&self, title: &str) -> String {
        self.draw(title, false)
    }

    /// The chart with the values of both records. They are personal: only for eyes that may see the records.
    pub fn to_svg_with_values(&self, title: &str) -> String {
        self.draw(title, true)
    }

    fn rows(&self, values: bool) -> Vec<Row> {
        let mut at = 0.0;
        let mut rows: Vec<Row> = Vec::new();
        for bar in &self.bars {
            let told = (values && !(bar.left.is_empty() && bar.right.is_empty())).then(|| {
                let side =
                    |values: &[String]| if values.is_empty() { "\u{2013}".into() } else { values.join(", ") };
                let (left, right) = (side(&bar.left), side(&bar.right));
                if left == right { left } else { format!("{left} | {right}") }
            });
            rows.push(Row {
                label: bar.in_short(),
                spoken: bar.in_words(),
                values: told,
                from: at,
                to: at + bar.weight,
                weight: bar.weight,
                total: false,
            });
            at += bar.weight;
        }
        rows.push(Row {
            label: "together".into(),
            spoken: format!("Together: {}.", bits(self.total)),
            values: None,
            from: 0.0,
            to: self.total,
            weight: self.total,
            total: true,
        });
        rows
    }

    fn draw(&self, title: &str, values: bool) -> String {
        let rows = self.rows(values);
        let ends = || rows.iter().flat_map(|row| [row.from, row.to]);
        let (least, most) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
        let scale = (WIDTH - 2.0 * MARGIN) / (most - least).max(1.0);
        let x = |weight: f64| MARGIN + (weight - least) * scale;
        let told: f64 = rows.iter().filter(|row| row.values.is_some()).map(|_| VALUES).sum();
        #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
        let height = HEAD + ROW * rows.len() as f64 + told + MARGIN;
        // Several charts may stand in one page: their parts need names of their own.
        let id = format!("w{:x}", stable_hash(&format!("{title}\n{:?}", self.bars)));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"system-ui, sans-serif\" font-size=\"11\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
            escaped(title),
            escaped(&self.in_words().join(" "))
        );
        let _ = write!(
            svg,
            "<defs><pattern id=\"{id}-against\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"#fff\"/>\
             <rect width=\"2\" height=\"5\" fill=\"#a03c00\"/></pattern></defs>\n\
             <rect width=\"{WIDTH:.0}\" height=\"{height:.0}\" fill=\"#fff\"/>\n\
             <text x=\"{MARGIN:.0}\" y=\"19\" font-size=\"13\" font-weight=\"bold\" fill=\"#111\">{}</text>\n",
            escaped(&short(title, LABEL))
        );
        let even = x(0.0);
        let _ = writeln!(
            svg,
            "<line x1=\"{even:.1}\" y1=\"{HEAD:.0}\" x2=\"{even:.1}\" y2=\"{:.1}\" stroke=\"#666\" \
             stroke-dasharray=\"2 3\"/>",
            height - MARGIN
        );
        let mut top = HEAD;
        for row in &rows {
            top += row.draw(&mut svg, &id, top, &x);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Row {
    /// Draws the row and returns its height.
    fn draw(&self, svg: &mut String, id: &str, top: f64, x: &impl Fn(f64) -> f64) -> f64 {
        let weight = if self.total { " font-weight=\"bold\"" } else { "" };
        let _ = write!(
            svg,
            "<g><title>{}</title>\
             <text x=\"{MARGIN:.0}\" y=\"{:.1}\" fill=\"#111\"{weight}>{}</text>\
             <text x=\"{:.0}\" y=\"{:.1}\" fill=\"#111\" text-anchor=\"end\"{weight}>{}</text>",
            escaped(&self.spoken),
            top + 12.0,
            escaped(&short(&self.label, LABEL)),
            WIDTH - MARGIN,
            top + 12.0,
            signed(self.weight)
        );
        let mut bar = top + 17.0;
        let mut height = ROW;
        if let Some(values) = &self.values {
            let _ = write!(
                svg,
                "<text x=\"{MARGIN:.0}\" y=\"{:.1}\" fill=\"#444\" font-size=\"10\">{}</text>",
                top + 25.0,
                escaped(&short(values, LINE))
            );
            bar += VALUES;
            height += VALUES;
        }
        let (from, to) = (x(self.from.min(self.to)), x(self.from.max(self.to)));
        let fill = match (self.total, self.weight < 0.0) {
            (true, _) => "#222".to_owned(),
            (false, true) => format!("url(#{id}-against)"),
            (false, false) => "#1b5e97".to_owned(),
        };
        let edge = match (self.total, self.weight < 0.0) {
            (true, _) => "#222",
            (false, true) => "#a03c00",
            (false, false) => "#1b5e97",
        };
        let _ = write!(
            svg,
            "<rect x=\"{from:.1}\" y=\"{bar:.1}\" width=\"{:.1}\" height=\"{BAR:.0}\" fill=\"{fill}\" stroke=\"{edge}\"/>",
            (to - from).max(0.6)
        );
        if !self.total {
            // Down to where the next bar begins.
            let end = x(self.to);
            let _ = write!(
                svg,
                "<line x1=\"{end:.1}\" y1=\"{:.1}\" x2=\"{end:.1}\" y2=\"{:.1}\" stroke=\"#999\" stroke-width=\"0.7\"/>",
                bar + BAR,
                top + height + 4.0
            );
        }
        svg.push_str("</g>\n");
        height
    }
}

/// The first letters, with a mark where something is left out.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['\u{2026}']).collect(),
    }
}

/// Text as XML 1.0 may hold it. Characters that it may not hold, and those that turn the direction of what follows, become
/// a replacement mark.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};

    fn sample() -> Explanation {
        let bar = |kind, name: &str, level: &str, weight, value: &str| Bar {
            name: name.into(),
            level: level.into(),
            weight,
            left: vec![value.into()],
            right: vec![value.into()],
            kind,
        };
        Explanation {
            total: 0.5,
            bars: vec![
                bar(BarKind::Prior, "all", "", -20.0, ""),
                bar(
                    BarKind::Column,
                    "<b>\"name\" & 'co'</b>\u{0}\u{202e}",
                    "same",
                    25.5,
                    "secret <i>value</i>",
                ),
                bar(BarKind::Column, &"long ".repeat(40), "other", -5.0, "another"),
            ],
        }
    }

    #[test]
    fn the_chart_is_sound_and_says_no_value() {
        let svg = sample().to_svg("Why <these> & those");
        for needed in [
            "role=\"img\"",
            "<title id=",
            "<desc id=",
            "viewBox=\"0 0 360 ",
            "&lt;these&gt; &amp;",
            "+25.5",
            "-5.0",
        ] {
            assert!(svg.contains(needed), "{needed}\n{svg}");
        }
        for forbidden in
            ["secret", "another", "<script", "<b>", "<i>", "\u{0}", "\u{202e}", "style=", "href", "onload"]
        {
            assert!(!svg.contains(forbidden), "{forbidden:?}");
        }
        let told = sample().to_svg_with_values("x");
        assert!(told.contains("secret &lt;i&gt;value&lt;/i&gt;") && !told.contains("<i>"));
    }

    #[test]
    fn bars_stay_within_the_drawing() {
        let svg = sample().to_svg("x");
        let number = |text: &str| text.split('"').next().and_then(|text| text.parse::<f64>().ok()).unwrap();
        let mut seen = 0;
        for rect in svg.split("<rect x=\"").skip(1) {
            let (x, width) = (number(rect), number(rect.split("width=\"").nth(1).unwrap()));
            assert!(x >= MARGIN - 0.1 && x + width <= WIDTH - MARGIN + 0.7, "{rect}");
            seen += 1;
        }
        assert_eq!(seen, 4);
        let nothing = Explanation { total: 0.0, bars: Vec::new() };
        assert!(!nothing.to_svg("x").contains("NaN"));
    }
}
