//! Signing in and out.

use super::{
    Frame, UserBox,
    invitation::onward,
    settings::{PasskeyForm, passkey_form},
};
use crate::{
    Desk, cookies,
    drafts::{self, CARRIED},
    edge,
    failure::Failure,
    look::Look,
    visit::{AnyUser, Open, Signed, Visit},
};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use response::{
    ResponseError,
    people::{directory, passkeys},
    sign_in::{self as response_sign_in, SignInError, SignedIn},
};

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    /// What the visitor must know: that it did not succeed, or how long to wait.
    pub(crate) problem: Option<String>,
    /// That the sign-out succeeded.
    pub(crate) signed_out: bool,
    /// The form of passkeys, where the address of the desk is known.
    pub(crate) passkey: Option<PasskeyForm>,
    /// Agencies that sign their people in with a directory: id and name.
    pub(crate) directories: Vec<(String, String)>,
    /// Words whose session ended before they were sent, sealed.
    pub(crate) carried: String,
}

/// The page for whoever sent words when their session had ended: it carries them.
pub(crate) async fn carrying(desk: &Desk, look: &Look, words: &str) -> Result<Response, Failure> {
    let problem = look.words.say("sign-in-carried");
    let mut response = page(desk, look, None, Some(problem), false, words).await?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// `GET /sign-in`.
pub(crate) async fn show(visit: Visit<Open>) -> Result<Response, Failure> {
    let signed_out = visit.asked("signed-out").is_some();
    let problem = visit.asked("problem").map(|_| visit.look.words.say("problem-directory"));
    page(&visit.desk, &visit.look, UserBox::of(visit.signed()), problem, signed_out, "").await
}

/// The page again, with what was wrong; words that it carried, it carries on.
async fn wrong(visit: &Visit<Open>, status: StatusCode, problem: String) -> Result<Response, Failure> {
    let (desk, look, user) = (&visit.desk, &visit.look, UserBox::of(visit.signed()));
    let mut response = page(desk, look, user, Some(problem), false, visit.form.text(CARRIED)).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn page(
    desk: &Desk,
    look: &Look,
    user: Option<UserBox>,
    problem: Option<String>,
    signed_out: bool,
    carried: &str,
) -> Result<Response, Failure> {
    let passkey = desk
        .desk_address
        .as_ref()
        .map(|address| passkey_form(address.origin(), &passkeys::options_to_sign_in(&desk.store, address)));
    let directories = match &desk.desk_address {
        Some(_) => directory::offered(&desk.store).await?,
        None => Vec::new(),
    };
    let directories = directories.into_iter().map(|one| (one.agency.to_string(), one.name)).collect();
    let mut frame = Frame::new(look, user, "sign-in", look.words.say("sign-in-title")).linking_to("/sign-in");
    frame.passkey = passkey.is_some();
    let carried = carried.to_owned();
    let page = SignInPage { frame, problem, signed_out, passkey, directories, carried };
    let mut response = edge::html(page.render()?);
    // The one page whose form is checked by its origin (`form::from_own_page`): under `no-referrer` browsers would
    // send `Origin: null`. Other sites are told nothing either way.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    Ok(response)
}

/// `POST /sign-in`.
pub(crate) async fn sign_in(visit: Visit<Open>) -> Result<Response, Failure> {
    let (name, password, code) =
        (visit.form.text("name"), visit.form.text("password"), visit.form.text("code"));
    let words = visit.look.words;
    let store = &visit.desk.store;
    let signed_in = match response_sign_in::sign_in(store, name, password, code).await {
        Ok(signed_in) => signed_in,
        Err(ResponseError::SignIn(SignInError::Wrong)) => {
            return wrong(&visit, StatusCode::FORBIDDEN, words.say("sign-in-wrong")).await;
        }
        Err(ResponseError::SignIn(SignInError::Wait { seconds })) => {
            let problem = words.fill("sign-in-wait", "seconds", &seconds);
            let mut response = wrong(&visit, StatusCode::TOO_MANY_REQUESTS, problem).await?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    };
    land(&visit, &signed_in).await
}

/// On to the start page, or to the words that were brought along.
async fn land(visit: &Visit<Open>, signed_in: &SignedIn) -> Result<Response, Failure> {
    let to = drafts::land(&visit.desk, &signed_in.user, visit.form.text(CARRIED)).await?;
    entered(visit, signed_in, edge::redirect(&to)?).await
}

/// `POST /sign-in/again`: somebody signed in in another window (their agency's directory is a place of its own) and brings
/// the words that this one carries.
pub(crate) async fn again(visit: Visit<Open>) -> Result<Response, Failure> {
    let carried = visit.form.text(CARRIED);
    if let Some(user) = visit.signed().and_then(Signed::user) {
        let to = drafts::land(&visit.desk, user, carried).await?;
        if to != "/" {
            return edge::redirect(&to);
        }
    }
    carrying(&visit.desk, &visit.look, carried).await
}

/// Gives the browser its session. One that it already had ends: one browser, one session.
async fn entered(
    visit: &Visit<Open>,
    signed_in: &SignedIn,
    mut response: Response,
) -> Result<Response, Failure> {
    if let Some(old) = &visit.right {
        response_sign_in::sign_out(&visit.desk.store, &old.actor, &old.token, &old.session).await?;
    }
    if let Some(cookie) = cookies::set_session(&signed_in.token, visit.desk.secure_cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /sign-in/passkey`.
pub(crate) async fn passkey(visit: Visit<Open>) -> Result<Response, Failure> {
    let (form, words, desk) = (&visit.form, visit.look.words, &visit.desk);
    let answered = match &desk.desk_address {
        Some(address) => {
            passkeys::sign_in(&desk.store, address, form.text("challenge"), form.text("answer")).await
        }
        None => Err(SignInError::Wrong.into()),
    };
    match answered {
        Ok(signed_in) => land(&visit, &signed_in).await,
        Err(ResponseError::SignIn(_)) => {
            wrong(&visit, StatusCode::FORBIDDEN, words.say("problem-passkey")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the sign-in, which says that the directory did not work out. What was wrong is for nobody's eyes.
fn back() -> Result<Response, Failure> {
    edge::redirect("/sign-in?problem=directory")
}

/// `GET /sign-in/agency/{agency}`: on to the directory of an agency.
pub(crate) async fn to_directory(visit: Visit<Open>) -> Result<Response, Failure> {
    let desk = &visit.desk;
    let (Some(address), Ok(agency)) = (&desk.desk_address, visit.part("agency").parse()) else {
        return back();
    };
    match directory::begin(&desk.store, address, agency, None).await {
        Ok(begun) => {
            let mut response = edge::redirect(&begun.location)?;
            let cookie = cookies::set_directory(&begun.cookie, desk.secure_cookie);
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(ResponseError::Store(error)) => Err(error.into()),
        Err(_) => back(),
    }
}

/// `GET /sign-in/directory`: somebody comes back from a directory.
pub(crate) async fn from_directory(visit: Visit<Open>) -> Result<Response, Failure> {
    let desk = &visit.desk;
    let (Some(address), Some(cookie), Some(state), Some(code)) =
        (&desk.desk_address, &visit.directory_cookie, visit.asked("state"), visit.asked("code"))
    else {
        return back();
    };
    match directory::finish(&desk.store, address, cookie, state, code).await {
        Ok(signed_in) => {
            // The browser comes from another site, so that a `Strict` cookie would not be sent on a redirect: a page of
            // our own leads on.
            let lead = visit.look.words.say("onward-signed-in");
            let response = onward(&visit, lead, "/".to_owned())?;
            entered(&visit, &signed_in, response).await
        }
        Err(ResponseError::Store(error)) => Err(error.into()),
        Err(_) => back(),
    }
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(visit: Visit<AnyUser>) -> Result<Response, Failure> {
    let signed = &visit.right;
    response_sign_in::sign_out(&visit.desk.store, &signed.actor, &signed.token, &signed.session).await?;
    let mut response = edge::redirect("/sign-in?signed-out=1")?;
    if let Some(cookie) = cookies::end_session(visit.desk.secure_cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    // Pages that the browser kept to go back to are forgotten too (they carry `no-store` already).
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
