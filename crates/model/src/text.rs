//! The one place that knows what "no answer" looks like.

/// Trims the text and tells a given answer from a missing one.
///
/// Empty text and the ways in which people and programs write "no answer" (`N/A`, `null`, `unknown`, `-` …) are
/// `None`. The list is that of the police-side JSON parsers (reference `tips-and-hashes.md` 1.2) and of the paper forms
/// of hotlines; it is compared without regard to case.
pub fn known(text: &str) -> Option<&str> {
    const MISSING: [&str; 13] = [
        "n/a",
        "na",
        "n.a.",
        "null",
        "nil",
        "none",
        "unknown",
        "unk",
        "not known",
        "not provided",
        "-",
        "--",
        "?",
    ];
    let text = text.trim().trim_matches('\u{feff}').trim();
    if text.is_empty() || MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing)) {
        None
    } else {
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn no_answer_is_none_and_an_answer_is_trimmed() {
        for missing in ["", "  ", "N/A", "n/a ", "NULL", "Unknown", "\u{feff}", "-"] {
            assert_eq!(known(missing), None, "{missing:?}");
        }
        assert_eq!(known("  Nadia "), Some("Nadia"));
        assert_eq!(known("0"), Some("0"));
    }
}
