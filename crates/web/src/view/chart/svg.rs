//! The drawing itself. Colours and letters come from the style sheet; shapes and words carry the meaning.

use super::{Drawn, Line, Shape};
use crate::view::escaped;
use std::fmt::Write as _;

/// Width of the drawing in its own units, which are pixels where nobody has zoomed.
const WIDTH: f64 = 860.0;
const NODE_WIDTH: f64 = 190.0;
const NODE_HEIGHT: f64 = 44.0;
const ROW: f64 = 58.0;
/// Height of the heads of the columns.
const HEAD: f64 = 34.0;
const MARGIN: f64 = 8.0;
/// Letters that fit into a node.
const LETTERS: usize = 24;

/// Draws nodes in the order of their columns. Links stand in the drawing, so its role is that of a group: as an image its
/// links would be lost to whoever listens.
pub(super) fn draw(
    title: &str,
    description: &str,
    heads: &[String; 3],
    nodes: &[Drawn],
    lines: &[Line],
    columns: &[Vec<usize>],
) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a number of nodes")]
    let height = HEAD + ROW * columns.iter().map(Vec::len).max().unwrap_or(0) as f64 + MARGIN;
    let places = places(nodes.len(), columns, height);
    let mut svg = format!(
        "<svg id=\"chart\" class=\"chart\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" width=\"{WIDTH:.0}\" \
         height=\"{height:.0}\" role=\"group\" aria-labelledby=\"chart-title\" aria-describedby=\"chart-desc\">\n\
         <title id=\"chart-title\">{}</title>\n<desc id=\"chart-desc\">{}</desc>\n",
        escaped(title),
        escaped(description)
    );
    for (column, head) in heads.iter().enumerate() {
        if columns.get(column).is_some_and(|nodes| !nodes.is_empty()) {
            let x = left(column) + NODE_WIDTH / 2.0;
            let _ = writeln!(
                svg,
                "<text class=\"head\" x=\"{x:.0}\" y=\"20\" text-anchor=\"middle\">{}</text>",
                escaped(head)
            );
        }
    }
    for line in lines {
        let ((from_x, from_y), (to_x, to_y)) = (places[line.from], places[line.to]);
        let (start, end) = (from_x + NODE_WIDTH, to_x);
        let half = (end - start) / 2.0;
        let _ = writeln!(
            svg,
            "<path class=\"{}\" d=\"M{start:.0} {from_y:.0}C{:.0} {from_y:.0} {:.0} {to_y:.0} {end:.0} {to_y:.0}\"/>",
            line.class,
            start + half,
            end - half
        );
    }
    for column in columns {
        for at in column {
            nodes[*at].draw(&mut svg, places[*at]);
        }
    }
    svg.push_str("</svg>");
    svg
}

fn left(column: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "one of three")]
    let column = column as f64;
    MARGIN + column * (WIDTH - 2.0 * MARGIN - NODE_WIDTH) / 2.0
}

/// Left edge and middle height of each node; a short column stands in the middle.
fn places(count: usize, columns: &[Vec<usize>], height: f64) -> Vec<(f64, f64)> {
    let mut places = vec![(0.0, 0.0); count];
    for (column, nodes) in columns.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a number of nodes")]
        let row = (height - HEAD - MARGIN) / (nodes.len().max(1) as f64);
        for (place, node) in nodes.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a number of nodes")]
            let middle = HEAD + row * (place as f64 + 0.5);
            places[*node] = (left(column), middle);
        }
    }
    places
}

impl Drawn {
    fn draw(&self, svg: &mut String, (x, middle): (f64, f64)) {
        let y = middle - NODE_HEIGHT / 2.0;
        let (open, close) = match &self.link {
            Some(link) => (format!("<a href=\"{}\">", escaped(link)), "</a>"),
            None => ("<g>".to_owned(), "</g>"),
        };
        let label = format!("{} {}", self.what, self.name);
        let _ = write!(svg, "{open}<title>{}</title>", escaped(&label));
        let rect = |svg: &mut String, inset: f64, round: f64, class: &str| {
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.0}\"/>",
                x + inset,
                y + inset,
                NODE_WIDTH - 2.0 * inset,
                NODE_HEIGHT - 2.0 * inset
            );
        };
        match self.shape {
            Shape::Report => {
                // A sheet with a folded corner.
                let (right, bottom, fold) = (x + NODE_WIDTH, y + NODE_HEIGHT, 11.0);
                let _ = write!(
                    svg,
                    "<path class=\"node report\" d=\"M{x:.1} {y:.1}H{:.1}L{right:.1} {:.1}V{bottom:.1}H{x:.1}Z\"/>\
                     <path class=\"fold\" d=\"M{:.1} {y:.1}V{:.1}H{right:.1}\"/>",
                    right - fold,
                    y + fold,
                    right - fold,
                    y + fold
                );
            }
            Shape::Child => {
                rect(svg, 0.0, 22.0, "node child");
                rect(svg, 4.0, 18.0, "inner child");
            }
            Shape::Adult => rect(svg, 0.0, 22.0, "node adult"),
            Shape::Unknown => rect(svg, 0.0, 22.0, "node unknown"),
            Shape::Identifier => {
                let (right, bottom, tip) = (x + NODE_WIDTH, y + NODE_HEIGHT, 16.0);
                let _ = write!(
                    svg,
                    "<path class=\"node identifier\" d=\"M{x:.1} {middle:.1}L{:.1} {y:.1}H{:.1}L{right:.1} {middle:.1}L{:.1} {bottom:.1}H{:.1}Z\"/>",
                    x + tip,
                    right - tip,
                    right - tip,
                    x + tip
                );
            }
        }
        let centre = x + NODE_WIDTH / 2.0;
        let _ = writeln!(
            svg,
            "<text class=\"what\" x=\"{centre:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
             <text class=\"name\" x=\"{centre:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>{close}",
            middle - 3.0,
            escaped(&short(&self.what)),
            middle + 13.0,
            escaped(&short(&self.name))
        );
    }
}

/// The first letters, with a mark where something is left out.
fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS - 1).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(shape: Shape, link: Option<&str>) -> Drawn {
        Drawn {
            shape,
            what: "<b>\"what\"</b>".into(),
            name: "TNG-2026-7K3F-9.2".into(),
            link: link.map(str::to_owned),
        }
    }

    #[test]
    fn the_drawing_is_sound_and_escapes_its_words() {
        let shapes = [Shape::Report, Shape::Child, Shape::Adult, Shape::Unknown, Shape::Identifier];
        let nodes: Vec<Drawn> = shapes
            .iter()
            .map(|shape| node(*shape, (*shape != Shape::Identifier).then_some("/x\"y")))
            .collect();
        let lines = [Line { from: 0, to: 1, class: "names" }, Line { from: 0, to: 4, class: "tie" }];
        let heads = ["Reports".to_owned(), "Persons".to_owned(), "Identifiers".to_owned()];
        let columns = [vec![0], vec![1, 2, 3], vec![4]];
        let svg = draw("A <title>", "what & why", &heads, &nodes, &lines, &columns);
        for needed in [
            "<title id=\"chart-title\">A &#60;title&#62;",
            "what &#38; why",
            "href=\"/x&#34;y\"",
            "class=\"names\"",
        ] {
            assert!(svg.contains(needed), "{needed}\n{svg}");
        }
        for forbidden in ["<b>", "style=", "NaN", "<script"] {
            assert!(!svg.contains(forbidden), "{forbidden}\n{svg}");
        }
        assert_eq!(svg.matches("<a ").count(), 4);
        assert_eq!(svg.matches("<path class=\"names\"").count(), 1);
        assert_eq!(short(&"x".repeat(40)).chars().count(), LETTERS);
    }

    #[test]
    fn nodes_of_a_column_do_not_overlap() {
        let columns = [(0..20).collect::<Vec<_>>(), vec![20, 21], vec![]];
        let places = places(22, &columns, HEAD + ROW * 20.0 + MARGIN);
        for pair in columns[0].windows(2) {
            assert!(places[pair[1]].1 - places[pair[0]].1 >= NODE_HEIGHT, "{pair:?}");
        }
        assert!(places[20].0 > places[0].0 + NODE_WIDTH);
    }
}
