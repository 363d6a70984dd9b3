//! Tables of the page. What people read stands beside the exact figure (`<data value>`), so that nothing is lost by rounding and a
//! program, or a test, reads what the JSON says.

use super::escaped;

/// One cell.
pub(super) enum Cell {
    /// Words; in the first column the name of the row.
    Words(String),
    /// A figure as people read it, with the exact one.
    Figure { exact: f64, shown: String },
}

impl Cell {
    /// A name.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }
    /// Something counted.
    #[expect(clippy::cast_precision_loss, reason = "counts of one year")]
    pub(super) fn count(count: u64) -> Self {
        Self::Figure { exact: count as f64, shown: count.to_string() }
    }
    /// A figure with one decimal.
    pub(super) fn decimal(exact: f64) -> Self {
        Self::Figure { exact, shown: format!("{exact:.1}") }
    }
    /// A share of one, as a percentage.
    pub(super) fn share(exact: f64) -> Self {
        Self::Figure { exact, shown: percent(exact) }
    }
    /// More or fewer than elsewhere.
    #[expect(clippy::cast_precision_loss, reason = "counts of one year")]
    pub(super) fn difference(more: i64) -> Self {
        Self::Figure { exact: more as f64, shown: format!("{more:+}") }
    }

    fn html(&self, first: bool) -> String {
        match self {
            Self::Words(text) if first => format!("<th scope=\"row\">{}</th>", escaped(text)),
            Self::Words(text) => format!("<td>{}</td>", escaped(text)),
            Self::Figure { exact, shown } if first => {
                format!("<th scope=\"row\" class=\"number\"><data value=\"{exact}\">{shown}</data></th>")
            }
            Self::Figure { exact, shown } => {
                format!("<td class=\"number\"><data value=\"{exact}\">{shown}</data></td>")
            }
        }
    }
}

/// `12.3 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A table with its caption and a name for each column. It stands in a frame of its own that can be reached by the keyboard, so that
/// where letters are large it scrolls there and the page does not.
pub(super) fn table(id: &str, caption: &str, columns: &[&str], rows: &[Vec<Cell>]) -> String {
    let caption = escaped(caption);
    let mut html = format!(
        "<div class=\"frame\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\">\n\
         <table id=\"{id}\">\n<caption id=\"{id}-caption\">{caption}</caption>\n<thead><tr>"
    );
    html.extend(columns.iter().map(|name| format!("<th scope=\"col\">{}</th>", escaped(name))));
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        html.extend(row.iter().enumerate().map(|(at, cell)| cell.html(at == 0)));
        html.push_str("</tr>\n");
    }
    html + "</tbody>\n</table>\n</div>\n"
}
