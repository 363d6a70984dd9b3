//! Words of the pages in four languages (Project Fluent). English is the one the others are held to by a test.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{fmt::Display, sync::LazyLock};
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Filipino, the national language of the Philippines.
    Filipino,
    /// Cebuano (Binisaya).
    Cebuano,
    /// Indonesian.
    Indonesian,
}

impl Language {
    /// All languages in the order in which the picker shows them.
    pub const ALL: [Self; 4] = [Self::English, Self::Filipino, Self::Cebuano, Self::Indonesian];

    /// BCP 47 tag.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Filipino => "fil",
            Self::Cebuano => "ceb",
            Self::Indonesian => "id",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Filipino => "Filipino",
            Self::Cebuano => "Binisaya",
            Self::Indonesian => "Bahasa Indonesia",
        }
    }

    /// Reads a tag; Tagalog (`tl`), which browsers still send, is taken for Filipino.
    pub fn from_code(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let primary = if primary == "tl" { "fil" } else { &primary };
        Self::ALL.into_iter().find(|language| language.code() == primary)
    }

    /// The language a browser asks for most (RFC 9110, section 12.5.4); English where it asks for none of ours.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for range in accept_language.split(',').take(20) {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let quality =
                parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok()).unwrap_or(0.0);
            let Some(language) = Self::from_code(tag) else { continue };
            if quality > 0.0 && best.is_none_or(|(other, _)| quality > other) {
                best = Some((quality, language));
            }
        }
        best.map_or(Self::English, |(_, language)| language)
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en.ftl"),
            Self::Filipino => include_str!("../locales/fil.ftl"),
            Self::Cebuano => include_str!("../locales/ceb.ftl"),
            Self::Indonesian => include_str!("../locales/id.ftl"),
        }
    }
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> =
    LazyLock::new(|| Language::ALL.map(|language| bundle(language, language.source())));

/// A test holds that the files parse; what does parse is used either way.
pub(crate) fn bundle(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // All four are written from left to right, and the marks of isolation would end up in copied references.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// Says things in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// The words of a key. A key that is nowhere shows itself in brackets, which a test looks for on every page.
    pub(crate) fn say(self, key: &str) -> String {
        self.known(key).unwrap_or_else(|| format!("\u{27e6}{key}\u{27e7}"))
    }

    /// The words of a key with one value filled in.
    pub(crate) fn fill(self, key: &str, name: &str, value: &dyn Display) -> String {
        self.tell(key, &[(name, value)])
    }

    /// The words of a key with several values filled in.
    pub(crate) fn tell(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        tell_from(&BUNDLES, self.0, key, values).unwrap_or_else(|| format!("\u{27e6}{key}\u{27e7}"))
    }

    /// The words of a key, where there are any: in this language, else in English.
    pub(crate) fn known(self, key: &str) -> Option<String> {
        tell_from(&BUNDLES, self.0, key, &[])
    }
}

/// The words of a key with values filled in, where there are any: in this language, else in English.
pub(crate) fn tell_from(
    bundles: &[FluentBundle<FluentResource>; 4],
    language: Language,
    key: &str,
    values: &[(&str, &dyn Display)],
) -> Option<String> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        arguments.set(*name, FluentValue::from(value.to_string()));
    }
    [language, Language::English].into_iter().find_map(|language| {
        let bundle = &bundles[language as usize];
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    })
}

#[cfg(test)]
#[path = "words_tests.rs"]
pub(crate) mod tests;
