//! One request on its way to its handler: who asks, with which right.
//!
//! A handler takes a [`Visit`] of what it needs and nothing else, and only [`admit`] makes one. What is needed is a
//! type, so that a handler which reads a report cannot be put into the table under a weaker need.

use crate::{Desk, cookies, drafts, failure::Failure, form, form::Form, look::Look, routes::Needed};
use axum::{
    extract::{RawPathParams, Request},
    http::{Method, request::Parts},
};
use model::{PersonReference, Reference};
use response::{
    Actor, Permit, Refused, ResponseError,
    desk::count_notices,
    door::inbox,
    overrides,
    policy::{Action, act},
    sight::{self, Sight},
    sign_in,
};
use store::Session;
use tokio::sync::OnceCell;
use url::form_urlencoded;
use zeroize::Zeroizing;

/// Somebody who is signed in.
pub(crate) struct Signed {
    pub(crate) actor: Actor,
    pub(crate) session: Session,
    pub(crate) token: Zeroizing<Vec<u8>>,
    /// How many conversations wait for an answer, for those who may answer: the head of every page shows it.
    pub(crate) waiting: Option<i64>,
    /// How much happened to their work that they have not seen: the head of every page shows it.
    pub(crate) news: i64,
    /// What the forms of their pages are marked with, so that words outlive the session.
    pub(crate) mark: String,
    /// What they see, once it was asked for: one request looks once.
    sight: OnceCell<Sight>,
    /// The overrides they have, once it was asked for.
    overrides: OnceCell<overrides::Running>,
}

impl Signed {
    /// A right over an override that runs for this record.
    async fn over<A: Action>(
        &self,
        desk: &Desk,
        purpose: &str,
        record: Reference,
    ) -> Result<Option<Permit<A>>, ResponseError> {
        if !A::ACT.opens() {
            return Ok(None);
        }
        let look = async || overrides::running(&desk.store, &self.actor).await;
        let running = self.overrides.get_or_try_init(look).await?;
        overrides::permit_on(&desk.store, &self.actor, running, purpose, record).await
    }

    /// What they see at the moment of this request.
    async fn sight(&self, desk: &Desk) -> Result<Sight, Failure> {
        let look = async || sight::of(&desk.store, &self.actor).await;
        Ok(self.sight.get_or_try_init(look).await?.clone())
    }

    /// The user; the operator of the command line never comes through the web.
    pub(crate) fn user(&self) -> Option<&model::User> {
        match &self.actor {
            Actor::User(user) => Some(user),
            Actor::Operator | Actor::Visitor | Actor::Partner(_) => None,
        }
    }
}

/// Somebody who is signed in and may do one thing.
pub(crate) struct Allowed<A> {
    pub(crate) signed: Signed,
    pub(crate) permit: Permit<A>,
}

/// Why a right is not given.
pub(crate) enum Denied {
    /// Nobody is signed in.
    SignIn,
    /// The role does not include it.
    Role(Box<Refused>, Box<Signed>),
}

/// What a route needs, as a type.
pub(crate) trait Need: Send + Sync + 'static {
    /// The need as a value.
    const NEEDED: Needed;
    /// What a handler is given once the need is met.
    type Right: Send;
    /// Looks whether the need is met.
    fn right(signed: Option<Signed>, purpose: &str) -> Result<Self::Right, Denied>;
    /// Looks whether an override meets it, for one record: the right, or who asked.
    fn overridden(
        _desk: &Desk,
        signed: Box<Signed>,
        _purpose: &str,
        _record: Reference,
    ) -> impl Future<Output = Result<Result<Self::Right, Box<Signed>>, Failure>> + Send {
        async move { Ok(Err(signed)) }
    }
    /// Who is signed in.
    fn signed(right: &Self::Right) -> Option<&Signed>;
}

/// Anybody may come.
pub(crate) enum Open {}
/// Any user who is signed in.
pub(crate) enum AnyUser {}

impl Need for Open {
    const NEEDED: Needed = Needed::Nothing;
    type Right = Option<Signed>;
    fn right(signed: Option<Signed>, _: &str) -> Result<Option<Signed>, Denied> {
        Ok(signed)
    }
    fn signed(right: &Option<Signed>) -> Option<&Signed> {
        right.as_ref()
    }
}

impl Need for AnyUser {
    const NEEDED: Needed = Needed::SignedIn;
    type Right = Signed;
    fn right(signed: Option<Signed>, _: &str) -> Result<Signed, Denied> {
        signed.ok_or(Denied::SignIn)
    }
    fn signed(right: &Signed) -> Option<&Signed> {
        Some(right)
    }
}

impl<A: Action + Send + Sync + 'static> Need for A {
    const NEEDED: Needed = Needed::May(A::ACT);
    type Right = Allowed<A>;
    fn right(signed: Option<Signed>, purpose: &str) -> Result<Allowed<A>, Denied> {
        let signed = signed.ok_or(Denied::SignIn)?;
        match signed.actor.permit(purpose) {
            Ok(permit) => Ok(Allowed { signed, permit }),
            Err(refused) => Err(Denied::Role(Box::new(refused), Box::new(signed))),
        }
    }
    async fn overridden(
        desk: &Desk,
        signed: Box<Signed>,
        purpose: &str,
        record: Reference,
    ) -> Result<Result<Allowed<A>, Box<Signed>>, Failure> {
        Ok(match signed.over::<A>(desk, purpose, record).await? {
            Some(permit) => Ok(Allowed { signed: *signed, permit }),
            None => Err(signed),
        })
    }
    fn signed(right: &Allowed<A>) -> Option<&Signed> {
        Some(&right.signed)
    }
}

/// A request whose need is met.
pub(crate) struct Visit<N: Need> {
    pub(crate) desk: Desk,
    pub(crate) look: Look,
    pub(crate) right: N::Right,
    pub(crate) form: Form,
    /// Whether the request sent a form.
    pub(crate) posts: bool,
    /// The address that was asked for, without its query.
    pub(crate) address: String,
    accepts_encoding: Option<String>,
    /// The cookie of somebody who comes back from an agency's directory.
    pub(crate) directory_cookie: Option<Zeroizing<Vec<u8>>>,
    query: Vec<(String, String)>,
    path: Vec<(String, String)>,
}

impl<N: Need> Visit<N> {
    /// Who is signed in.
    pub(crate) fn signed(&self) -> Option<&Signed> {
        N::signed(&self.right)
    }

    /// A value of the query; `None` where it is missing or empty.
    pub(crate) fn asked(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// How the browser takes packed answers.
    pub(crate) fn accepts_encoding(&self) -> Option<&str> {
        self.accepts_encoding.as_deref()
    }

    /// The last entry of the journal that the page of a form had seen. What is no number is that of nothing: whatever anybody
    /// did is a conflict then, and nothing is overwritten.
    pub(crate) fn seen(&self) -> i64 {
        self.form.text("seen").parse().unwrap_or(-1)
    }

    /// A part of the path.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// All parts of the path, by their names.
    pub(crate) fn parts(&self) -> &[(String, String)] {
        &self.path
    }

    /// The reference of the path. One that is mistyped names no report.
    pub(crate) fn reference(&self) -> Result<Reference, Failure> {
        self.part("reference").parse().map_err(|_| Failure::NotFound)
    }

    /// The person of the path. One that is mistyped names nobody.
    pub(crate) fn person(&self, part: &str) -> Result<PersonReference, Failure> {
        self.part(part).parse().map_err(|_| Failure::NotFound)
    }

    /// What whoever is signed in sees at this moment.
    pub(crate) async fn sight(&self) -> Result<Sight, Failure> {
        self.signed().ok_or(Failure::SignIn)?.sight(&self.desk).await
    }

    /// The user who is signed in.
    pub(crate) fn user(&self) -> Result<&model::User, Failure> {
        self.signed().and_then(Signed::user).ok_or(Failure::SignIn)
    }

    /// A further right that only part of the handler needs; a refusal is journaled.
    pub(crate) async fn also<A: Action>(&self, purpose: &str) -> Result<Permit<A>, Failure> {
        let signed = self.signed().ok_or(Failure::SignIn)?;
        if let Ok(record) = self.reference()
            && let Some(permit) = signed.over(&self.desk, purpose, record).await?
        {
            return Ok(permit);
        }
        match signed.actor.permit(purpose) {
            Ok(permit) => Ok(permit),
            Err(refused) => {
                self.desk.store.note_refusal(&refused.by, refused.act.code()).await?;
                Err(Failure::NotFound)
            }
        }
    }
}

/// What came of asking to be let in: the visit, or why not and who asked.
pub(crate) type Admission<N> = Result<Visit<N>, (Failure, Option<Box<Signed>>)>;

/// Lets a request in where its need is met: session, then role, then (for what changes something) the form's origin.
/// Each refusal of a signed-in user is journaled.
pub(crate) async fn admit<N: Need>(
    desk: Desk,
    look: Look,
    path: Option<RawPathParams>,
    purpose: &str,
    most_bytes: usize,
    request: Request,
) -> Admission<N> {
    let (parts, body) = request.into_parts();
    let signed = resume(&desk, &parts).await.map_err(|failure| (failure, None))?;
    let right = match over::<N>(&desk, path.as_ref(), purpose, signed).await.map_err(|f| (f, None))? {
        Ok(right) => right,
        Err(signed) => match N::right(signed, purpose) {
            Ok(right) => right,
            Err(Denied::SignIn) => {
                let words = saved(&desk, &parts, body, most_bytes, None).await;
                return Err((words.unwrap_or(Failure::SignIn), None));
            }
            Err(Denied::Role(refused, signed)) => {
                let noted = desk.store.note_refusal(&refused.by, refused.act.code()).await;
                if let Err(error) = noted {
                    return Err((error.into(), Some(signed)));
                }
                let words = saved(&desk, &parts, body, most_bytes, Some(&signed)).await;
                return Err((words.unwrap_or(Failure::NotFound), Some(signed)));
            }
        },
    };
    let mut form = Form::default();
    if parts.method == Method::POST {
        // What anybody may do carries no token (the sign-in itself): there the browser must say that it is our own page.
        let open = N::NEEDED == Needed::Nothing;
        if open && !form::from_own_page(&parts.headers) {
            return Err((Failure::Form, None));
        }
        form = Form::read(&parts.headers, body, most_bytes).await.map_err(|failure| (failure, None))?;
        if let Some(signed) = N::signed(&right).filter(|_| !open)
            && !form.carries(&signed.session.form_token)
        {
            // Of an older session of the same person: their words are kept, and nothing else is done.
            let words = drafts::rescue(&desk, &parts, &form, Some(signed)).await;
            if let Some(kept @ Failure::Kept(_)) = words {
                return Err((kept, None));
            }
            let noted = desk.store.note_refusal(&signed.actor.by(purpose), "form_token").await;
            return Err((noted.map_or_else(Failure::from, |()| words.unwrap_or(Failure::Form)), None));
        }
    }
    let accepts_encoding = crate::assets::accepts_encoding(&parts.headers);
    let query =
        form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let path = path
        .iter()
        .flat_map(|path| path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect();
    let directory_cookie = cookies::directory(&parts.headers, desk.secure_cookie);
    let (posts, address) = (parts.method == Method::POST, parts.uri.path().to_owned());
    Ok(Visit { desk, look, right, form, posts, address, accepts_encoding, directory_cookie, query, path })
}

/// What is done for the words of a form that is not taken: nobody is signed in, or somebody whose role does not include it.
async fn saved(
    desk: &Desk,
    parts: &Parts,
    body: axum::body::Body,
    most_bytes: usize,
    signed: Option<&Signed>,
) -> Option<Failure> {
    if parts.method != Method::POST || !form::from_own_page(&parts.headers) {
        return None;
    }
    drafts::Place::of(parts.uri.path())?;
    let form = Form::read(&parts.headers, body, most_bytes).await.ok()?;
    drafts::rescue(desk, parts, &form, signed).await
}

/// The right over an override that runs, where the address names its record; else who asked. It is looked for before the
/// right of the role: a role may open reports and this one be closed to it.
async fn over<N: Need>(
    desk: &Desk,
    path: Option<&RawPathParams>,
    purpose: &str,
    signed: Option<Signed>,
) -> Result<Result<N::Right, Option<Signed>>, Failure> {
    let named = path.and_then(|path| path.iter().find(|(name, _)| *name == "reference"));
    match (signed, named.and_then(|(_, value)| value.parse().ok())) {
        (Some(signed), Some(record)) => {
            let over = N::overridden(desk, Box::new(signed), purpose, record).await?;
            Ok(over.map_err(|signed| Some(*signed)))
        }
        (signed, _) => Ok(Err(signed)),
    }
}

/// Who holds the token of the session cookie.
async fn resume(desk: &Desk, parts: &Parts) -> Result<Option<Signed>, Failure> {
    let Some(token) = cookies::session(&parts.headers, desk.secure_cookie) else { return Ok(None) };
    let Some((actor, session)) = sign_in::resume(&desk.store, &token).await? else { return Ok(None) };
    let mark = match &actor {
        Actor::User(user) => response::desk::mark(&desk.store, user.id),
        _ => String::new(),
    };
    let mut signed = Signed {
        actor,
        session,
        token,
        waiting: None,
        news: 0,
        mark,
        sight: OnceCell::new(),
        overrides: OnceCell::new(),
    };
    if let Ok(permit) = signed.actor.permit::<act::AnswerReporters>("say how many conversations wait") {
        let sight = signed.sight(desk).await?;
        signed.waiting = Some(inbox::count_waiting(&desk.store, &permit, &sight).await?);
    }
    if let Ok(permit) = signed.actor.permit::<act::SeeNotices>("say how much is new") {
        signed.news = count_notices(&desk.store, &permit, &desk.service, &signed.actor).await?;
    }
    Ok(Some(signed))
}
