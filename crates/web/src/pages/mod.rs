//! The handlers, one file a page, and the frame that is round every page.

mod account_view;
pub(crate) mod accounts;
pub(crate) mod agencies;
pub(crate) mod alert;
mod alert_edges;
pub(crate) mod alerts;
pub(crate) mod ask_more;
pub(crate) mod asset;
pub(crate) mod audit;
pub(crate) mod burst;
pub(crate) mod campaign;
pub(crate) mod campaigns;
pub(crate) mod contact_new;
pub(crate) mod contacts;
pub(crate) mod conversation;
pub(crate) mod conversations;
mod decision;
pub(crate) mod desk;
pub(crate) mod error;
pub(crate) mod figures;
pub(crate) mod hand_on;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod journal;
pub(crate) mod lead;
mod lead_form;
pub(crate) mod lead_work;
pub(crate) mod notifications;
pub(crate) mod overrides;
pub(crate) mod pair;
pub(crate) mod person;
pub(crate) mod queue;
pub(crate) mod refer;
pub(crate) mod referrals;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod sign_in;

use crate::{
    assets::{ASSETS, Assets},
    form,
    look::Look,
    view::grouped,
    visit::{Need, Signed, Visit},
    words::{Language, Words},
};
use model::Role;
use response::{Act, Actor};

/// Who is signed in, as the head of a page shows it.
#[derive(Clone)]
pub(crate) struct UserBox {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) form_token: String,
    /// What forms that are kept are marked with.
    pub(crate) mark: String,
    /// How many conversations wait for an answer, for those who may answer.
    pub(crate) waiting: Option<i64>,
    /// How much happened to their work that they have not seen.
    pub(crate) news: i64,
    /// What the policy allows.
    acts: Vec<Act>,
}

impl UserBox {
    /// The user of a session.
    pub(crate) fn of(signed: Option<&Signed>) -> Option<Self> {
        let signed = signed?;
        let user = signed.user()?;
        let may = |act: &Act| Actor::may(&signed.actor, *act);
        Some(Self {
            name: user.name.to_string(),
            role: user.role,
            form_token: form::written(&signed.session.form_token),
            mark: signed.mark.clone(),
            waiting: signed.waiting,
            news: signed.news,
            acts: Act::ALL.iter().copied().filter(may).collect(),
        })
    }

    pub(crate) fn may_queue(&self) -> bool {
        self.acts.contains(&Act::SeeQueue)
    }

    pub(crate) fn may_desk(&self) -> bool {
        self.acts.contains(&Act::UseDesk)
    }

    pub(crate) fn may_review(&self) -> bool {
        self.acts.contains(&Act::SeePersons)
    }

    pub(crate) fn may_search(&self) -> bool {
        self.acts.contains(&Act::Search)
    }

    pub(crate) fn may_journal(&self) -> bool {
        self.acts.contains(&Act::SeeJournal)
    }

    pub(crate) fn may_contacts(&self) -> bool {
        self.acts.contains(&Act::TakeContacts)
    }

    pub(crate) fn may_answer(&self) -> bool {
        self.acts.contains(&Act::AnswerReporters)
    }

    pub(crate) fn may_campaigns(&self) -> bool {
        self.acts.contains(&Act::SeeCampaigns)
    }

    pub(crate) fn may_accounts(&self) -> bool {
        self.acts.contains(&Act::KeepAccounts)
    }

    pub(crate) fn may_audit(&self) -> bool {
        self.acts.contains(&Act::Audit)
    }

    pub(crate) fn may_override(&self) -> bool {
        self.acts.contains(&Act::AskOverride)
    }

    pub(crate) fn may_alerts(&self) -> bool {
        self.acts.contains(&Act::SeePaymentAlerts)
    }

    /// How many conversations wait, where any does.
    pub(crate) fn waits(&self) -> Option<String> {
        self.waiting.filter(|count| *count > 0).map(grouped)
    }

    /// How much happened that they have not seen, where anything did; counted up to a hundred.
    pub(crate) fn unseen(&self) -> Option<String> {
        (self.news > 0).then(|| if self.news >= 100 { "99+".to_owned() } else { grouped(self.news) })
    }

    /// Key of the role's name.
    pub(crate) fn role_key(&self) -> String {
        format!("role-{}", self.role.code())
    }
}

/// One language in the picker.
pub(crate) struct LanguageLink {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// What is round every page.
#[expect(clippy::struct_excessive_bools, reason = "each says whether one thing is on the page")]
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) title: String,
    pub(crate) user: Option<UserBox>,
    /// Which part of the navigation this is.
    pub(crate) part: &'static str,
    /// What was searched for, to be mended in the box.
    pub(crate) searched: String,
    pub(crate) keys: bool,
    /// Whether the script of the chart is on the page.
    pub(crate) chart: bool,
    /// Whether the script that keeps drafts is on the page.
    pub(crate) drafts: bool,
    /// Whether a form of the page was just kept as a draft.
    pub(crate) kept: bool,
    /// Whether the script of passkeys is on the page.
    pub(crate) passkey: bool,
    pub(crate) assets: &'static Assets,
    here: String,
}

impl Frame {
    /// The frame of a page.
    pub(crate) fn new(look: &Look, user: Option<UserBox>, part: &'static str, title: String) -> Self {
        Self {
            words: look.words,
            title,
            user,
            part,
            searched: String::new(),
            assets: &ASSETS,
            keys: look.keys,
            chart: false,
            drafts: false,
            kept: false,
            passkey: false,
            here: look.here.clone(),
        }
    }

    /// The frame of a visitor's page.
    pub(crate) fn of<N: Need>(visit: &Visit<N>, part: &'static str, title: String) -> Self {
        let kept = visit.asked("done") == Some("kept");
        Self { kept, ..Self::new(&visit.look, UserBox::of(visit.signed()), part, title) }
    }

    /// Links of this page lead to `here` with a preference added: for pages that cannot be loaded again (a found list)
    /// or that should all look the same (errors).
    #[must_use]
    pub(crate) fn linking_to(mut self, here: &str) -> Self {
        self.here = format!("{here}?");
        self
    }

    /// With the script that keeps what is typed.
    #[must_use]
    pub(crate) fn drafting(mut self) -> Self {
        self.drafts = true;
        self
    }

    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    fn code(&self) -> &'static str {
        self.words.0.code()
    }

    /// Whether there is something to walk through by keyboard, and the visitor wants to.
    fn shortcuts(&self) -> bool {
        self.keys && self.user.as_ref().is_some_and(UserBox::may_queue)
    }

    fn languages(&self) -> [LanguageLink; 4] {
        Language::ALL.map(|language| LanguageLink {
            code: language.code(),
            name: language.own_name(),
            href: format!("{}lang={}", self.here, language.code()),
            current: language == self.words.0,
        })
    }

    fn keys_link(&self) -> String {
        format!("{}keys={}", self.here, if self.keys { "off" } else { "on" })
    }
}

/// One choice of a list.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// A choice in the words of a family of codes.
pub(crate) fn choice(words: Words, family: &str, code: &str, value: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: words.say(&format!("{family}-{code}")), chosen }
}
