//! `/invitation`: somebody types the code of their invitation and chooses how they will sign in.

use super::{
    Frame,
    account_view::{AuthenticatorView, problem},
    settings::{PasskeyForm, passkey_form},
};
use crate::{
    cookies, edge,
    failure::Failure,
    visit::{Open, Visit},
};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use response::{
    ResponseError,
    people::{
        directory,
        invitations::{self, Chosen, PASSWORD_SHORTEST, Welcome},
        passkeys::{self, Made},
    },
};

#[derive(Template)]
#[template(path = "invitation.html")]
pub(crate) struct InvitationPage {
    pub(crate) frame: Frame,
    pub(crate) problem: Option<String>,
}

#[derive(Template)]
#[template(path = "invitation_choose.html")]
pub(crate) struct ChoosePage {
    pub(crate) frame: Frame,
    pub(crate) problem: Option<String>,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) agency: String,
    pub(crate) least: usize,
    pub(crate) authenticator: AuthenticatorView,
    pub(crate) make: Option<PasskeyForm>,
    /// Whether the agency has a directory to sign in with.
    pub(crate) directory: bool,
}

/// On to another place, by a page of our own: where the browser came from another site, or goes to one.
#[derive(Template)]
#[template(path = "onward.html")]
pub(crate) struct OnwardPage {
    pub(crate) frame: Frame,
    pub(crate) lead: String,
    pub(crate) to: String,
}

/// The forms of these pages are checked by their origin, which browsers leave out under `no-referrer`.
fn of_own_origin(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn ask(visit: &Visit<Open>, problem: Option<String>) -> Result<Response, Failure> {
    let title = visit.look.words.say("invitation-title");
    let frame = Frame::new(&visit.look, None, "invitation", title).linking_to("/invitation");
    let wrong = problem.is_some();
    let mut response = edge::html(InvitationPage { frame, problem }.render()?);
    if wrong {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    Ok(of_own_origin(response))
}

/// `GET /invitation`: asks for the code.
pub(crate) async fn show(visit: Visit<Open>) -> Result<Response, Failure> {
    ask(&visit, None)
}

/// A code that opens nothing, however it is wrong.
fn refused(visit: &Visit<Open>, error: ResponseError) -> Result<Response, Failure> {
    match error {
        ResponseError::SignIn(_) => ask(visit, Some(visit.look.words.say("invitation-wrong"))),
        other => Err(other.into()),
    }
}

async fn choose(
    visit: &Visit<Open>,
    welcome: &Welcome,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let invitation = &welcome.invitation;
    let typed = visit.form.text("totp_secret");
    let fresh = invitations::new_totp_secret(&desk.store);
    let secret = if typed.len() == 32 { typed } else { &fresh };
    let title = words.fill("invitation-welcome", "agency", &welcome.agency);
    let mut frame = Frame::new(&visit.look, None, "invitation", title).linking_to("/invitation");
    frame.passkey = true;
    let offered = directory::offered(&desk.store).await?;
    let mends = problem.is_some();
    let page = ChoosePage {
        frame,
        problem,
        code: visit.form.text("code").to_owned(),
        name: invitation.name.to_string(),
        role: words.say(&format!("role-{}", invitation.role.code())),
        agency: welcome.agency.clone(),
        least: PASSWORD_SHORTEST,
        authenticator: AuthenticatorView::of(words, &invitation.name, secret),
        make: desk.desk_address.as_ref().map(|address| {
            let bound = invitation.id.as_bytes();
            let options =
                passkeys::options_to_make(&desk.store, address, "invitation", bound, &invitation.name, &[]);
            passkey_form(address.origin(), &options)
        }),
        directory: desk.desk_address.is_some()
            && offered.iter().any(|offered| offered.agency == invitation.agency),
    };
    let mut response = edge::html(page.render()?);
    if mends {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(of_own_origin(response))
}

/// `POST /invitation`: what the invitation says, and the ways to sign in.
pub(crate) async fn open(visit: Visit<Open>) -> Result<Response, Failure> {
    match invitations::welcome(&visit.desk.store, visit.form.text("code")).await {
        Ok(welcome) => choose(&visit, &welcome, None).await,
        Err(error) => refused(&visit, error),
    }
}

/// `POST /invitation/accept`: the person has chosen, and is signed in.
pub(crate) async fn accept(visit: Visit<Open>) -> Result<Response, Failure> {
    let (desk, form, words) = (&visit.desk, &visit.form, visit.look.words);
    let welcome = match invitations::welcome(&desk.store, form.text("code")).await {
        Ok(welcome) => welcome,
        Err(error) => return refused(&visit, error),
    };
    let chosen = if form.text("answer").is_empty() {
        if form.text("password") != form.text("again") {
            return choose(&visit, &welcome, Some(words.say("problem-again"))).await;
        }
        Chosen::Password {
            password: form.text("password"),
            totp_secret: form.text("totp_secret"),
            code: form.text("totp"),
        }
    } else {
        let (challenge, answer, label) = (form.text("challenge"), form.text("answer"), form.text("label"));
        Chosen::Passkey { made: Made { challenge, answer, label } }
    };
    let accepted =
        invitations::accept(&desk.store, desk.desk_address.as_ref(), form.text("code"), chosen).await;
    match accepted {
        Ok(signed_in) => {
            let mut response = edge::redirect("/")?;
            let cookie = cookies::set_session(&signed_in.token, desk.secure_cookie);
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(error @ ResponseError::SignIn(_)) => refused(&visit, error),
        Err(error) => match problem(words, &error) {
            Some(text) => choose(&visit, &welcome, Some(text)).await,
            None => Err(error.into()),
        },
    }
}

/// `POST /invitation/directory`: on to the agency's directory, to be tied to the account there.
pub(crate) async fn to_directory(visit: Visit<Open>) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let code = visit.form.text("code");
    let welcome = match invitations::welcome(&desk.store, code).await {
        Ok(welcome) => welcome,
        Err(error) => return refused(&visit, error),
    };
    let address = desk.desk_address.as_ref().ok_or(Failure::NotFound)?;
    match directory::begin(&desk.store, address, welcome.invitation.agency, Some(code)).await {
        Ok(begun) => {
            // A form may lead to our own pages only (content policy): from here a link leads on.
            let lead = words.fill("onward-directory", "agency", &welcome.agency);
            let mut response = onward(&visit, lead, begun.location)?;
            let cookie = cookies::set_directory(&begun.cookie, desk.secure_cookie);
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(error) => match problem(words, &error) {
            Some(text) => choose(&visit, &welcome, Some(text)).await,
            None => Err(error.into()),
        },
    }
}

/// A page that leads on, by itself too.
pub(crate) fn onward(visit: &Visit<Open>, lead: String, to: String) -> Result<Response, Failure> {
    let frame =
        Frame::new(&visit.look, None, "sign-in", visit.look.words.say("onward-title")).linking_to("/sign-in");
    let refresh = HeaderValue::from_str(&format!("0; url={to}")).map_err(|_| Failure::NotFound)?;
    let mut response = edge::html(OnwardPage { frame, lead, to }.render()?);
    response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    Ok(response)
}
