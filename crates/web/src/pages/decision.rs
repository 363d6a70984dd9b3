//! What the forms of decisions have in common: the reason, what is wrong with it, and where the browser goes on to.

use super::{Choice, choice};
use crate::{
    drafts::Kept,
    edge,
    failure::Failure,
    view::TimeView,
    visit::{Need, Visit},
    words::Words,
};
use axum::{http::StatusCode, response::Response};
use model::{LinkReason, Verdict};
use response::{Act, Sight, persons::REASON_LONGEST};

/// What was sent, to be mended, and what is wrong with it. Empty for a page that was only asked for.
#[derive(Default)]
pub(crate) struct Sent {
    /// The form it came with: `split`, `pair`, or the decision to be taken back.
    pub(crate) form: String,
    pub(crate) reason: String,
    /// The reason from the list, as it was chosen.
    pub(crate) because: String,
    /// What is wrong, in the visitor's language.
    pub(crate) problem: Option<String>,
    /// Whether it is the reason that is wrong, and not what was chosen.
    pub(crate) of_reason: bool,
    /// When it was kept, where it is a draft.
    pub(crate) draft_of: Option<TimeView>,
}

/// What decisions about links go by, beside what the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Ground {
    /// The last entry of the journal that the page has seen: it shows what the linker has taken in.
    pub(crate) seen: i64,
    /// Whether whoever looks decides: of those whose role does, who sees every record.
    pub(crate) may_decide: bool,
}

impl Ground {
    /// Looked at before what is shown: what is decided while the page is made is not passed over.
    pub(crate) fn of<N: Need>(visit: &Visit<N>, sight: &Sight) -> Result<Self, Failure> {
        let may = visit.signed().is_some_and(|signed| signed.actor.may(Act::DecideLinks));
        Ok(Self { seen: visit.desk.linker.taken_in()?, may_decide: may && sight.is_whole() })
    }
}

impl Sent {
    /// What came with a form, its reason looked at.
    pub(crate) fn read(words: Words, form: &str, reason: &str) -> Self {
        let problem = match reason.trim().chars().count() {
            0 => Some(words.say("reason-missing")),
            1..=REASON_LONGEST => None,
            _ => Some(words.fill("reason-long", "count", &REASON_LONGEST)),
        };
        let of_reason = problem.is_some();
        Self { form: form.to_owned(), reason: reason.to_owned(), problem, of_reason, ..Self::default() }
    }

    /// The same with what was chosen from the list of reasons.
    #[must_use]
    pub(crate) fn because(self, chosen: &str) -> Self {
        Self { because: chosen.to_owned(), ..self }
    }

    /// The reason from the list; where none was chosen, the words say it alone.
    pub(crate) fn link_reason(&self) -> Option<LinkReason> {
        if self.because.is_empty() { Some(LinkReason::Other) } else { LinkReason::from_code(&self.because) }
    }

    /// The reasons of a list, as choices.
    pub(crate) fn reasons(&self, words: Words, form: &str, verdicts: &[Verdict]) -> Vec<Choice> {
        let mut of: Vec<LinkReason> = Vec::new();
        for reason in verdicts.iter().flat_map(|verdict| LinkReason::of(*verdict)) {
            if !of.contains(reason) && *reason != LinkReason::Other {
                of.push(*reason);
            }
        }
        of.push(LinkReason::Other);
        let chosen = if self.form == form { self.because.as_str() } else { "" };
        of.iter()
            .map(|one| choice(words, "linkreason", one.code(), one.code(), one.code() == chosen))
            .collect()
    }

    /// What a draft kept of a form.
    pub(crate) fn of_draft(form: &str, kept: Kept) -> Self {
        let text = |name: &str| kept.form.text(name).to_owned();
        let (reason, because) = (text("reason"), text("because"));
        Self { form: form.to_owned(), reason, because, draft_of: Some(kept.at), ..Self::default() }
    }

    /// The same with something else wrong.
    #[must_use]
    pub(crate) fn wrong(self, words: Words, key: &str) -> Self {
        Self { problem: Some(words.say(key)), of_reason: false, ..self }
    }

    /// What is wrong with a form, where it is this one.
    pub(crate) fn problem_of(&self, form: &str) -> Option<&str> {
        self.problem.as_deref().filter(|_| self.form == form)
    }

    /// The reason that was typed into a form.
    pub(crate) fn reason_of(&self, form: &str) -> &str {
        if self.form == form { &self.reason } else { "" }
    }
}

/// The words that tell what was just done; the address says which.
pub(crate) fn told(words: Words, done: Option<&str>) -> Option<String> {
    let key = match done? {
        "same" => "done-same",
        "different" => "done-different",
        "split" => "done-split",
        "withdrawn" => "done-withdrawn",
        _ => return None,
    };
    Some(words.say(key))
}

/// A page with a form to be mended.
pub(crate) fn to_mend(body: String) -> Response {
    let mut response = edge::html(body);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// The page again, because somebody else was quicker: what they did is on it beside what was typed.
pub(crate) fn quicker(body: String) -> Response {
    let mut response = edge::html(body);
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

/// On to an address, which is told what was done.
pub(crate) fn on_to(address: &str, done: &str) -> Result<Response, Failure> {
    edge::redirect(&format!("{address}?done={done}"))
}
