//! Regular expressions, compiled once for each thread.

use regex::Regex;
use std::{cell::RefCell, collections::HashMap};

/// Longest expression.
const LONGEST: usize = 1_000;
/// Most expressions kept compiled.
const KEPT: usize = 64;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// Says what is wrong with an expression.
pub(crate) fn check_pattern(pattern: &str) -> Result<(), String> {
    if pattern.len() > LONGEST {
        return Err(format!("a regular expression is longer than {LONGEST} letters"));
    }
    Regex::new(pattern).map(|_| ()).map_err(|error| error.to_string())
}

/// The first part of a text that fits; empty where none does.
pub(crate) fn first_match(pattern: &str, text: &str) -> String {
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT && !compiled.contains_key(pattern) {
            compiled.clear();
        }
        let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).ok());
        regex
            .as_ref()
            .and_then(|regex| regex.find(text))
            .map_or_else(String::new, |found| found.as_str().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_that_fits() {
        let district = "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?";
        assert_eq!(first_match(district, "SW1A 2AA"), "SW1A");
        assert_eq!(first_match(district, "12345"), "");
        assert_eq!(first_match("[", "a"), "");
    }

    #[test]
    fn an_expression_that_is_none_is_told() {
        assert!(check_pattern("^[a-z]+$").is_ok());
        assert!(check_pattern("[a-z").is_err());
        assert!(check_pattern(&"a".repeat(2_000)).unwrap_err().contains("longer"));
    }
}
