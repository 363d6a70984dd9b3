//! Words that were typed and not sent. Every form into which people write at length is known here by its address: what it
//! holds is kept as a draft with its button, by the script, where the form comes back with something wrong, and where the
//! session has ended meanwhile. In the last case nothing is written until its owner has signed in again: the page to sign in
//! carries the words, sealed.

use crate::{
    Desk, edge,
    failure::Failure,
    form::{self, Form},
    view::TimeView,
    visit::{Need, Signed, Visit},
};
use axum::{
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse as _, Response},
};
use model::{AlertId, InboxId, PersonReference, Reference, ReferralId, User, UserId};
use response::{
    Actor,
    desk::{self, Carried},
    policy::act,
};
use url::form_urlencoded;
use zeroize::Zeroizing;

/// Fields of a form that are no words of whoever wrote it.
const NOT_KEPT: [&str; 5] = [form::TOKEN, MARK, KEEP, "seen", "token"];
/// Fields of a form without one field for words that are set whether or not anybody wrote: alone they are not kept.
const ALWAYS_SET: [&str; 6] = ["way", "door", "category", "language", "code", "go"];
/// The field with the mark of whom the page was made for.
const MARK: &str = "by";
/// The field that asks to keep a form and not to send it.
const KEEP: &str = "keep";
/// The field in which the page to sign in carries words.
pub(crate) const CARRIED: &str = "carried";

/// A form into which people write, by the address it is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    kind: &'static str,
    /// What it is about, beside the lead.
    about: String,
    /// The lead, by a report of it: kept under the number of the lead, whichever of its reports names it.
    lead: Option<Reference>,
    /// The page it stands on.
    page: String,
    /// The field into which words go: a form without any is not kept. `None` where nearly every field may hold some.
    prose: Option<&'static str>,
}

impl Place {
    /// The form of an address; `None` where nobody writes at length.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let parts: Vec<&str> = address.strip_prefix('/')?.split('/').collect();
        let at = |kind, about: String, page: String, prose: &'static str| {
            Some(Self { kind, about, lead: None, page: format!("/{page}"), prose: Some(prose) })
        };
        match parts[..] {
            ["leads", report, act @ ("decide" | "refer" | "ask")] => {
                let lead: Reference = report.parse().ok()?;
                let (kind, page, prose) = match act {
                    "decide" => ("decide", format!("/leads/{lead}"), "note"),
                    "refer" => ("refer", format!("/leads/{lead}/refer"), "message"),
                    _ => ("ask", format!("/leads/{lead}/ask"), "question"),
                };
                Some(Self { kind, about: String::new(), lead: Some(lead), page, prose: Some(prose) })
            }
            ["referrals", id] => {
                let id: ReferralId = id.parse().ok()?;
                at("referral", id.to_string(), format!("referrals/{id}"), "note")
            }
            ["referrals", id, "on"] => {
                let id: ReferralId = id.parse().ok()?;
                at("hand_on", id.to_string(), format!("referrals/{id}/on"), "message")
            }
            ["conversations", id] => {
                let id: InboxId = id.parse().ok()?;
                at("conversation", id.to_string(), format!("conversations/{id}"), "answer")
            }
            ["pairs", left, right] => {
                let (left, right): (PersonReference, PersonReference) =
                    (left.parse().ok()?, right.parse().ok()?);
                at("pair", format!("{left}:{right}"), format!("pairs/{left}/{right}"), "reason")
            }
            ["persons", person, act @ ("split" | "withdraw")] => {
                let person: PersonReference = person.parse().ok()?;
                let kind = if act == "split" { "split" } else { "withdraw" };
                at(kind, person.to_string(), format!("persons/{person}"), "reason")
            }
            ["accounts", user, "move"] => {
                let user: UserId = user.parse().ok()?;
                at("move", user.to_string(), format!("accounts/{user}"), "reason")
            }
            ["alerts", id] => {
                let id: AlertId = id.parse().ok()?;
                at("alert", id.to_string(), format!("alerts/{id}"), "reason")
            }
            ["overrides"] => at("override", String::new(), "overrides".into(), "reason"),
            ["contacts", "new"] => {
                Some(Self { prose: None, ..at("contact", String::new(), "contacts/new".into(), "")? })
            }
            _ => None,
        }
    }

    /// What the store calls it: made of codes and numbers.
    async fn name(&self, desk: &Desk) -> Result<String, Failure> {
        let Some(reference) = self.lead else { return Ok(format!("{}:{}", self.kind, self.about)) };
        let lead = match desk.store.find_reference(reference).await? {
            Some(row) => desk.store.lead_of_report(row.no).await?,
            None => None,
        };
        let about = lead.map_or_else(|| reference.to_string(), |lead| lead.no.to_string());
        Ok(format!("{}:{about}", self.kind))
    }

    /// The fields of a form as they are kept; empty where nobody wrote anything.
    fn written(&self, form: &Form) -> Zeroizing<String> {
        let blank = |text: &str| text.trim().is_empty();
        let wrote = match self.prose {
            Some(field) => !blank(form.text(field)),
            None => form
                .pairs()
                .any(|(name, text)| !NOT_KEPT.contains(&name) && !ALWAYS_SET.contains(&name) && !blank(text)),
        };
        if !wrote {
            return Zeroizing::new(String::new());
        }
        let kept = form.pairs().filter(|(name, text)| !NOT_KEPT.contains(name) && !blank(text));
        Zeroizing::new(form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish())
    }

    async fn keep(&self, desk: &Desk, user: &User, words: &str) -> Result<(), Failure> {
        let actor = Actor::User(user.clone());
        let Ok(permit) = actor.permit::<act::KeepOwnAccount>("keep one's own draft") else { return Ok(()) };
        Ok(desk::keep_draft(&desk.store, &permit, user, &self.name(desk).await?, words).await?)
    }
}

/// What was typed into a form and not sent.
pub(crate) struct Kept {
    /// When.
    pub(crate) at: TimeView,
    /// Its fields.
    pub(crate) form: Form,
}

/// What somebody typed into the form that is sent to this address, and did not send. `None` where the visit is that form:
/// then what came with it counts.
pub(crate) async fn kept<N: Need>(visit: &Visit<N>, address: &str) -> Result<Option<Kept>, Failure> {
    let Some(place) =
        Place::of(address).filter(|place| !visit.posts || Place::of(&visit.address) != Some(place.clone()))
    else {
        return Ok(None);
    };
    let (desk, user) = (&visit.desk, visit.user()?);
    let permit = visit.also::<act::KeepOwnAccount>("open one's own draft").await?;
    let draft = desk::draft(&desk.store, &permit, user, &place.name(desk).await?).await?;
    Ok(draft.map(|(at, words)| Kept { at: TimeView::exact(at), form: Form::of_words(&words) }))
}

/// What stands in a form: what a draft kept of it, or what came with the visit.
pub(crate) fn typed<'a, N: Need>(visit: &'a Visit<N>, kept: Option<&'a Kept>) -> &'a Form {
    kept.map_or(&visit.form, |kept| &kept.form)
}

/// Marks an answer that took nothing of the form, though nothing was wrong with it: what was typed stays kept.
#[derive(Clone, Copy)]
pub(crate) struct Unsent;

/// What came with a form that somebody who is signed in sent, before anything is done with it.
pub(crate) struct Typed {
    desk: Desk,
    user: User,
    place: Place,
    words: Zeroizing<String>,
    /// `yes` by the button, `quiet` by the script.
    keep: String,
}

impl Typed {
    /// Of a visit; `None` where its form is none of those that are kept.
    pub(crate) fn of<N: Need>(visit: &Visit<N>) -> Option<Self> {
        let place = Place::of(&visit.address).filter(|_| visit.posts)?;
        Some(Self {
            desk: visit.desk.clone(),
            user: visit.user().ok()?.clone(),
            words: place.written(&visit.form),
            keep: visit.form.text(KEEP).to_owned(),
            place,
        })
    }

    /// Keeps the form and answers, where that is all that was asked.
    pub(crate) async fn only_keep(&self) -> Option<Result<Response, Failure>> {
        let quiet = match self.keep.as_str() {
            "yes" => false,
            "quiet" => true,
            _ => return None,
        };
        if let Err(failure) = self.place.keep(&self.desk, &self.user, &self.words).await {
            return Some(Err(failure));
        }
        Some(if quiet { Ok(StatusCode::NO_CONTENT.into_response()) } else { edge::redirect(&self.there()) })
    }

    fn there(&self) -> String {
        let page = &self.place.page;
        if self.words.is_empty() { page.clone() } else { format!("{page}?done=kept") }
    }

    /// After the form was answered: done, there is nothing to keep; otherwise the words are kept, whatever was wrong.
    pub(crate) async fn settle(self, done: bool) {
        let words = if done { "" } else { self.words.as_str() };
        if self.place.keep(&self.desk, &self.user, words).await.is_err() {
            tracing::warn!("a draft could not be kept");
        }
    }
}

/// What to do with a form whose session is gone or is another: where it is marked as somebody's words they are kept (their
/// owner is signed in again), or carried (nobody is, or somebody else).
pub(crate) async fn rescue(
    desk: &Desk,
    parts: &Parts,
    form: &Form,
    signed: Option<&Signed>,
) -> Option<Failure> {
    let address = parts.uri.path();
    let place = Place::of(address).filter(|_| parts.method == Method::POST)?;
    let user = desk::of_mark(&desk.store, form.text(MARK))?;
    let words = place.written(form);
    let quiet = form.text(KEEP) == "quiet";
    if let Some(own) = signed.and_then(Signed::user).filter(|own| own.id == user) {
        return Some(match place.keep(desk, own, &words).await {
            Ok(()) => Failure::Kept((!quiet).then(|| format!("{}?done=kept", place.page))),
            Err(failure) => failure,
        });
    }
    // The script is told that nobody is signed in; what it sent stays on its page.
    if quiet || words.is_empty() {
        return None;
    }
    let carried = Carried { user, address: address.to_owned(), words };
    desk::carry(&desk.store, &carried).map(Failure::Carried)
}

/// Where somebody who has just signed in goes on: to the page of the words that they brought along, kept as their draft; to
/// the start page where there are none, or where they are another's.
pub(crate) async fn land(desk: &Desk, user: &User, carried: &str) -> Result<String, Failure> {
    let brought = desk::carried(&desk.store, carried).filter(|brought| brought.user == user.id);
    let Some((place, brought)) = brought.and_then(|brought| Some((Place::of(&brought.address)?, brought)))
    else {
        return Ok("/".into());
    };
    place.keep(desk, user, &brought.words).await?;
    Ok(format!("{}?done=kept", place.page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::routes;

    /// Every form that is kept is one of a route, and the name of its draft holds no words.
    #[test]
    fn places_are_routes_and_nothing_else() {
        const ID: &str = "01980000-0000-7000-8000-000000000001";
        let filled = |path: &str| {
            let part = |part: &str| {
                match part {
                    "{reference}" => "TNG-2026-0000-Q",
                    "{person}" | "{left}" | "{right}" => "TNG-2026-0000-Q.1",
                    part if part.starts_with('{') => ID,
                    part => part,
                }
                .to_owned()
            };
            path.split('/').map(part).collect::<Vec<_>>().join("/")
        };
        let posted = routes().into_iter().filter(|route| route.method == Method::POST);
        let places = posted.filter_map(|route| Place::of(&filled(route.path)));
        let kinds: std::collections::BTreeSet<_> = places.map(|place| place.kind).collect();
        let known = [
            "alert",
            "ask",
            "contact",
            "conversation",
            "decide",
            "hand_on",
            "move",
            "override",
            "pair",
            "refer",
            "referral",
            "split",
            "withdraw",
        ];
        assert!(kinds.iter().eq(known.iter()), "{kinds:?}");
        assert_eq!(Place::of("/queue"), None);
        assert_eq!(Place::of("/leads/somebody's name/refer"), None);
        assert_eq!(Place::of("/conversations/words"), None);
    }
}
