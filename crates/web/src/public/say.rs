//! Words of the public door in four languages. Kept apart from those of the desk: other readers, another tone.

use crate::words::{Language, bundle, tell_from};
use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use std::{fmt::Display, sync::LazyLock};

/// The words of a language.
pub(crate) const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../locales/door/en.ftl"),
        Language::Filipino => include_str!("../../locales/door/fil.ftl"),
        Language::Cebuano => include_str!("../../locales/door/ceb.ftl"),
        Language::Indonesian => include_str!("../../locales/door/id.ftl"),
    }
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> =
    LazyLock::new(|| Language::ALL.map(|language| bundle(language, source(language))));

/// Says things in one language; mirrored for trying the layout from right to left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Say {
    pub(crate) language: Language,
    pub(crate) mirrored: bool,
}

impl Say {
    /// The words of a key. A key that is nowhere shows itself in brackets, which a test looks for on every page.
    pub(crate) fn say(self, key: &str) -> String {
        self.tell(key, &[])
    }

    /// The words of a key with one value filled in.
    pub(crate) fn fill(self, key: &str, name: &str, value: &dyn Display) -> String {
        self.tell(key, &[(name, value)])
    }

    /// The words of a key with values filled in.
    pub(crate) fn tell(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let words = tell_from(&BUNDLES, self.language, key, values)
            .unwrap_or_else(|| format!("\u{27e6}{key}\u{27e7}"));
        // A pseudo-locale: every word is shown from right to left, so that what is not translated or not mirrored stands out.
        if self.mirrored { format!("\u{202e}{words}\u{202c}") } else { words }
    }

    /// Which way the page runs.
    pub(crate) fn direction(self) -> &'static str {
        if self.mirrored { "rtl" } else { "ltr" }
    }
}

#[cfg(test)]
#[path = "say_tests.rs"]
mod tests;
