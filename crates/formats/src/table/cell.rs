//! What people write into a cell.

use model::{Age, IncidentKind};
use std::borrow::Cow;

/// Takes off what stands around a cell for the sake of a spreadsheet program: the apostrophe that [`guard`] sets, and
/// the `="…"` by which people keep a program from changing a long number.
pub(super) fn bare(cell: &str) -> &str {
    if is_guarded(cell) {
        return &cell[1..];
    }
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// Whether a spreadsheet program would run the text as a formula (OWASP, "CSV Injection"): these beginnings do.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn is_guarded(text: &str) -> bool {
    text.starts_with('\'') && is_formula(text.trim_start_matches('\''))
}

/// Sets an apostrophe before what would be run as a formula. `bare` takes exactly that off again.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_formula(text) || is_guarded(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Yes or no in English and Filipino.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["yes", "y", "true", "1", "x", "oo", "opo"]) {
        Some(true)
    } else if is(&["no", "n", "false", "0", "hindi"]) {
        Some(false)
    } else {
        None
    }
}

/// An age: `14`, `14 years`, `about 14`, `~14`, `13-15`, `13 to 15`. Above 120 it is none.
pub(super) fn age(text: &str) -> Option<Age> {
    let text = text.trim().to_lowercase();
    let text = ["years old", "years", "yrs", "yr", "yo", "y/o", "taong gulang"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(&text)
        .trim();
    let about = ["about", "approximately", "approx.", "approx", "around", "circa", "ca.", "c.", "~", "mga"];
    if let Some(rest) = about.iter().find_map(|word| text.strip_prefix(word)) {
        return years(rest).map(Age::About);
    }
    for between in ["-", "–", " to ", " or "] {
        if let Some((from, to)) = text.split_once(between) {
            return Some(Age::Between(years(from)?, years(to)?));
        }
    }
    years(text).map(Age::Years)
}

fn years(text: &str) -> Option<u8> {
    let text = text.trim();
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|years| digits && *years <= 120)
}

pub(super) fn age_text(age: Age) -> String {
    match age {
        Age::Years(years) => years.to_string(),
        Age::About(years) => format!("about {years}"),
        Age::Between(from, to) => format!("{from}-{to}"),
    }
}

/// An amount's digits in plain form (`1500.00`), where the marks between them can only mean one thing: `1,500` in a table
/// that writes decimals with a comma is no amount rather than a guess.
pub(super) fn amount(text: &str, decimal_comma: bool) -> Option<String> {
    let (group, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, cents) =
        digits.split_once(point).map_or((digits, None), |(whole, cents)| (whole, Some(cents)));
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(group);
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits = plain(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && plain(group))
        && cents.is_none_or(plain);
    let whole = whole.replace(group, "");
    fits.then(|| cents.map_or_else(|| format!("{sign}{whole}"), |cents| format!("{sign}{whole}.{cents}")))
}

/// A kind of incident by its code.
pub(super) fn incident(code: &str) -> Option<IncidentKind> {
    IncidentKind::from_code(&code.to_ascii_lowercase().replace([' ', '-'], "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ages_as_people_write_them() {
        assert_eq!(age("14"), Some(Age::Years(14)));
        assert_eq!(age(" 14 yrs"), Some(Age::Years(14)));
        assert_eq!(age("About 9"), Some(Age::About(9)));
        assert_eq!(age("~9"), Some(Age::About(9)));
        assert_eq!(age("13-15"), Some(Age::Between(13, 15)));
        assert_eq!(age("13 to 15 years old"), Some(Age::Between(13, 15)));
        for wrong in ["nine", "121", "-3", "13-", "", "+4", "1.5"] {
            assert_eq!(age(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_read_or_not_but_never_guessed() {
        assert_eq!(amount("1,500.00", false).as_deref(), Some("1500.00"));
        assert_eq!(amount("-1 500", false).as_deref(), Some("-1500"));
        assert_eq!(amount("1.500,00", true).as_deref(), Some("1500.00"));
        for wrong in ["1.500,00", "1500,50", "1,50", "", "12a", "1,,000", ".5", "1.", "1.2.3", "--1"] {
            assert_eq!(amount(wrong, false), None, "{wrong}");
        }
    }

    #[test]
    fn what_a_spreadsheet_wraps_is_unwrapped() {
        assert_eq!(bare("=\"0917\""), "0917");
        assert_eq!(bare("'+63 917"), "+63 917");
        assert_eq!(bare("'tis"), "'tis");
        assert_eq!(bare("=1+1"), "=1+1");
    }

    proptest! {
        #[test]
        fn a_guarded_cell_is_no_formula_and_is_read_back(text in "['=+@\t\r\"a-]{0,6}") {
            let guarded = guard(&text);
            prop_assert!(!is_formula(&guarded));
            prop_assert_eq!(bare(&guarded), text.as_str());
        }

        #[test]
        fn ages_are_read_back(from in 0_u8..=120, to in 0_u8..=120) {
            for one in [Age::Years(from), Age::About(from), Age::Between(from, to)] {
                prop_assert_eq!(age(&age_text(one)), Some(one));
            }
        }
    }
}
