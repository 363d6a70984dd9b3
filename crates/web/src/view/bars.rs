//! Bars: a length beside a number in a table, and a small chart over days. The numbers stand beside them as text.

use super::escaped;
use std::fmt::Write as _;

/// A bar for a table cell: its length in thousandths of the longest. An ornament: the number stands beside it.
pub(crate) fn bar(thousandths: u32) -> String {
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <rect class=\"ground\" width=\"1000\" height=\"10\"/><rect class=\"length\" width=\"{}\" height=\"10\"/></svg>",
        thousandths.min(1_000)
    )
}

/// A count as a share of the greatest, in thousandths; what is there at all is seen.
pub(crate) fn share(count: i64, greatest: i64) -> u32 {
    if count <= 0 || greatest <= 0 {
        return 0;
    }
    u32::try_from(count.saturating_mul(1_000) / greatest).unwrap_or(1_000).max(8)
}

/// What a day shows of one count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Nobody.
    Empty,
    /// Somebody, too few to be shown: a hatched stub of one height for all.
    Few,
    /// This many.
    Full(i64),
}

/// One row of the chart: a name and a column for each day.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

const LEFT: usize = 8;
const HEAD: usize = 24;
const HEIGHT: usize = 72;
const STEP: usize = 12;
const WIDEST: usize = 9;
const STUB: usize = 6;

/// The hatching of what is `few`: too few to be shown, or at night.
pub(super) const HATCH: &str = "<defs><pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" \
    patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"4\" height=\"4\"/>\
    <rect class=\"hatch-line\" width=\"2\" height=\"4\"/></pattern></defs>";

/// Rows of columns over the same days, first day left. Each row has a scale of its own, and says its greatest column.
pub(crate) fn days(title: &str, rows: &[Row], first_day: &str, last_day: &str) -> String {
    let count = rows.iter().map(|row| row.columns.len()).max().unwrap_or(0);
    let width = (2 * LEFT + count * STEP).max(320);
    let height = rows.len() * (HEAD + HEIGHT) + 26;
    let mut svg = format!(
        "<svg class=\"days\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"days-title\">\n<title id=\"days-title\">{}</title>\n{HATCH}\n",
        escaped(title)
    );
    for (at, row) in rows.iter().enumerate() {
        let (top, bottom) = (at * (HEAD + HEIGHT), (at + 1) * (HEAD + HEIGHT));
        let greatest = row
            .columns
            .iter()
            .filter_map(|column| if let Column::Full(count) = column { Some(*count) } else { None })
            .max()
            .unwrap_or(0);
        let most = if greatest > 0 { format!(" \u{b7} {greatest}") } else { String::new() };
        let _ = writeln!(
            svg,
            "<text class=\"head\" x=\"{LEFT}\" y=\"{}\">{}{most}</text>\
             <path class=\"axis\" d=\"M{LEFT} {bottom}H{}\"/>",
            top + 17,
            escaped(&row.name),
            width - LEFT
        );
        for (day, column) in row.columns.iter().enumerate() {
            let (class, tall) = match column {
                Column::Empty => continue,
                Column::Few => ("few", STUB),
                Column::Full(count) => ("full", tall(*count, greatest)),
            };
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{WIDEST}\" height=\"{tall}\"/>",
                LEFT + day * STEP,
                bottom - tall
            );
        }
    }
    let _ = write!(
        svg,
        "<text class=\"day\" x=\"{LEFT}\" y=\"{0}\">{1}</text><text class=\"day\" x=\"{2}\" y=\"{0}\" text-anchor=\"end\">{3}</text></svg>",
        height - 6,
        escaped(first_day),
        width - LEFT,
        escaped(last_day)
    );
    svg
}

fn tall(count: i64, greatest: i64) -> usize {
    let full = i64::try_from(HEIGHT - 8).unwrap_or(64);
    usize::try_from(count.saturating_mul(full) / greatest.max(1)).unwrap_or(0).max(STUB + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_seen_and_nothing_is_too_long() {
        assert_eq!(
            [share(0, 9), share(1, 1_000), share(9, 9), share(3, 0), share(20, 10)],
            [0, 8, 1_000, 0, 2_000]
        );
        assert!(bar(2_000).contains("width=\"1000\" height=\"10\"/></svg>"));
    }

    #[test]
    fn small_counts_look_all_the_same() {
        let row = |columns| [Row { name: "Came".into(), columns }];
        let svg =
            days("Days", &row(vec![Column::Few, Column::Empty, Column::Few, Column::Full(40)]), "a", "b<c");
        let stub = format!("width=\"{WIDEST}\" height=\"{STUB}\"");
        assert_eq!((svg.matches("class=\"few\"").count(), svg.matches(&stub).count()), (2, 2));
        assert_eq!(svg.matches("class=\"full\"").count(), 1);
        assert!(svg.contains("b&#60;c") && svg.contains("Came \u{b7} 40"));
    }
}
