//! Text about a person, as a type that cannot slip into a log.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroize;

/// Text that tells something about a person: a name, a number, words of a report.
///
/// It has no `Display`, and its `Debug` shows only the length, so that it cannot reach a log line, an error message or
/// a panic by accident (DESIGN, rule 6). Whoever needs the words says so with [`Personal::reveal`], a word that can
/// be searched for in review. The memory is wiped when the value is dropped.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Wraps the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words themselves. Never pass them to a log, a URL, an error or a metric.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `true` where no character is held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personal({} bytes)", self.0.len())
    }
}

impl Drop for Personal {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_words() {
        let shown = format!("{:?}", Some(Personal::new("Maria")));
        assert!(!shown.contains("Maria"), "{shown}");
        assert!(shown.contains("5 bytes"));
    }
}
