//! The frame of every public page: a neutral title, the way out, the languages.

use super::{say::Say, visit::PublicLook};
use crate::{
    assets::{ASSETS, Assets, DOOR_STYLE},
    words::Language,
};

/// One language in the picker.
pub(crate) struct LanguageChoice {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// Where a link leads, on pages that can be asked for again; else the form of the page is sent with the language.
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// What is round every page.
pub(crate) struct PublicFrame {
    pub(crate) look: PublicLook,
    pub(crate) assets: &'static Assets,
    /// The style, which stands in the page.
    pub(crate) style: &'static str,
    /// Whether the script that computes hashes, or does work, is on the page.
    pub(crate) hashes: bool,
    /// The form that the language buttons send, where the page is made from one.
    pub(crate) form: Option<&'static str>,
}

impl PublicFrame {
    pub(crate) fn new(look: &PublicLook) -> Self {
        Self { look: look.clone(), assets: &ASSETS, style: DOOR_STYLE, hashes: false, form: None }
    }

    pub(crate) fn say(&self, key: &str) -> String {
        self.look.say.say(key)
    }

    pub(crate) fn words(&self) -> Say {
        self.look.say
    }

    pub(crate) fn link(&self, path: &str) -> String {
        self.look.link(path)
    }

    /// The languages; none where the page can neither be asked for again nor sent again.
    pub(crate) fn languages(&self) -> Vec<LanguageChoice> {
        if self.look.here.is_none() && self.form.is_none() {
            return Vec::new();
        }
        let here = self.look.here.as_deref().unwrap_or("/");
        Language::ALL
            .map(|language| LanguageChoice {
                code: language.code(),
                name: language.own_name(),
                href: self.look.link_in(here, Some(language)),
                current: language == self.look.say.language,
            })
            .into()
    }

    /// What every form carries along.
    pub(crate) fn carried(&self) -> Vec<(&'static str, String)> {
        let language = self.look.chosen.map(|language| ("l", language.code().to_owned()));
        let campaign = self.look.campaign.clone().map(|slug| ("c", slug));
        let token = ("token", self.look.token.text().to_string());
        language.into_iter().chain(campaign).chain([token]).collect()
    }
}
