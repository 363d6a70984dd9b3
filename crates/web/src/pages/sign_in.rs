//! Signing in and out.

use super::Frame;
use crate::{
    cookies, edge,
    failure::Failure,
    visit::{AnyUser, Open, Visit},
};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use response::{
    ResponseError,
    sign_in::{self as response_sign_in, SignInError},
};

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    /// What the visitor must know: that it did not succeed, or how long to wait.
    pub(crate) problem: Option<String>,
    /// That the sign-out succeeded.
    pub(crate) signed_out: bool,
}

/// `GET /sign-in`.
pub(crate) async fn show(visit: Visit<Open>) -> Result<Response, Failure> {
    let signed_out = visit.asked("signed-out").is_some();
    page(&visit, None, signed_out)
}

fn page(visit: &Visit<Open>, problem: Option<String>, signed_out: bool) -> Result<Response, Failure> {
    let frame = Frame::of(visit, "sign-in", visit.look.words.say("sign-in-title")).linking_to("/sign-in");
    let mut response = edge::html(SignInPage { frame, problem, signed_out }.render()?);
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
            let mut response = page(&visit, Some(words.say("sign-in-wrong")), false)?;
            *response.status_mut() = StatusCode::FORBIDDEN;
            return Ok(response);
        }
        Err(ResponseError::SignIn(SignInError::Wait { seconds })) => {
            let mut response = page(&visit, Some(words.fill("sign-in-wait", "seconds", &seconds)), false)?;
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    };
    // A session that this browser already had ends: one browser, one session.
    if let Some(old) = &visit.right {
        response_sign_in::sign_out(store, &old.actor, &old.token, &old.session).await?;
    }
    let mut response = edge::redirect("/")?;
    if let Some(cookie) = cookies::set_session(&signed_in.token, visit.desk.secure_cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
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
