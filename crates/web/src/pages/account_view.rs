//! What the pages of people and agencies have in common: what is wrong with a form, sessions, an authenticator to be set up.

use crate::{
    view::{TimeView, qr},
    words::Words,
};
use model::{AgencyId, Instant, Role, SessionId, UserName};
use response::{
    ResponseError,
    people::invitations::{ChoiceError, PASSWORD_SHORTEST},
    sign_in::SignInError,
};
use store::{AgencyRecord, MoveRow, Session, StoreError};

/// What is wrong with what was sent, in the visitor's language; nothing where it is no matter of the form.
pub(crate) fn problem(words: Words, error: &ResponseError) -> Option<String> {
    Some(match error {
        ResponseError::Choice(ChoiceError::Password) => {
            words.fill("problem-password", "count", &PASSWORD_SHORTEST)
        }
        ResponseError::Choice(ChoiceError::Code) => words.say("problem-code"),
        ResponseError::Choice(ChoiceError::Passkey) => words.say("problem-passkey"),
        ResponseError::Choice(ChoiceError::Old) => words.say("problem-old"),
        ResponseError::Choice(ChoiceError::Last) => words.say("problem-last"),
        ResponseError::SignIn(SignInError::Wrong) => words.say("problem-wrong"),
        ResponseError::SignIn(SignInError::Wait { seconds }) => {
            words.fill("sign-in-wait", "seconds", seconds)
        }
        ResponseError::Directory(_) => words.say("problem-directory"),
        ResponseError::Store(StoreError::NameTaken) => words.say("problem-name-taken"),
        ResponseError::Form(_) => words.say("problem-form"),
        ResponseError::Changed => words.say("changed-meanwhile"),
        _ => return None,
    })
}

/// A session of a list.
pub(crate) struct SessionView {
    pub(crate) id: String,
    pub(crate) began: TimeView,
    pub(crate) seen: TimeView,
    pub(crate) way: String,
    /// Whether it is the one in which the page is looked at.
    pub(crate) current: bool,
}

impl SessionView {
    pub(crate) fn of(words: Words, session: &Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.to_string(),
            began: TimeView::exact(session.created_at),
            seen: TimeView::exact(session.seen_at),
            way: words.say(&format!("way-in-{}", session.way)),
            current: current == Some(session.id),
        }
    }
}

/// An authenticator app to be set up.
pub(crate) struct AuthenticatorView {
    pub(crate) secret: String,
    /// The same as a QR code, safe to put into a page.
    pub(crate) code: Option<String>,
}

impl AuthenticatorView {
    pub(crate) fn of(words: Words, name: &UserName, secret: &str) -> Self {
        let address = format!(
            "otpauth://totp/Tanglaw:{name}?secret={secret}&issuer=Tanglaw&algorithm=SHA1&digits=6&period=30"
        );
        Self { secret: secret.to_owned(), code: qr::svg(&address, &words.say("authenticator-code")) }
    }
}

/// A change of role or agency, told.
pub(crate) struct MoveView {
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) reason: Option<String>,
}

impl MoveView {
    pub(crate) fn of(words: Words, row: &MoveRow, agencies: &[AgencyRecord]) -> Self {
        let standing = |(role, agency): (Role, AgencyId)| {
            let named = agencies.iter().find(|record| record.agency.id == agency);
            let agency = named.map_or("", |record| record.agency.name.as_str());
            format!("{} · {agency}", words.say(&format!("role-{}", role.code())))
        };
        Self {
            at: TimeView::exact(row.at),
            who: row.actor.clone(),
            from: standing(row.from),
            to: standing(row.to),
            reason: row.reason.clone(),
        }
    }
}

/// An instant, where there is one, as a day.
pub(crate) fn day(instant: Option<Instant>) -> Option<String> {
    instant.map(TimeView::day)
}
