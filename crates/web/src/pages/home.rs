//! `GET /`: the desk or the contacts for those who have them, a plain page for the others.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    visit::{AnyUser, Visit},
};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    pub(crate) role: String,
    pub(crate) does: String,
    pub(crate) may_journal: bool,
    pub(crate) may_campaigns: bool,
}

/// Leads on to where the role works, or says what it does.
pub(crate) async fn show(visit: Visit<AnyUser>) -> Result<Response, Failure> {
    let words = visit.look.words;
    let frame = Frame::of(&visit, "home", words.say("home-title"));
    let Some(user) = frame.user.clone() else { return Err(Failure::SignIn) };
    if user.may_desk() {
        return edge::redirect("/desk");
    }
    if user.may_contacts() {
        return edge::redirect("/contacts");
    }
    if user.may_alerts() {
        return edge::redirect("/alerts");
    }
    let (role, does) = (words.say(&user.role_key()), words.say(&format!("{}-does", user.role_key())));
    let (may_journal, may_campaigns) = (user.may_journal(), user.may_campaigns());
    Ok(edge::html(HomePage { frame, role, does, may_journal, may_campaigns }.render()?))
}
