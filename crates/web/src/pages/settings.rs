//! `/settings`: one's own account: passkeys, password and authenticator, sessions, language, leave.

use super::{
    Frame,
    account_view::{AuthenticatorView, SessionView, day, problem},
    decision::{on_to, to_mend},
};
use crate::{edge, failure::Failure, view::TimeView, visit::Visit};
use askama::Template;
use axum::response::Response;
use data_encoding::HEXLOWER;
use model::{Country, RegionCode, When};
use response::{
    ResponseError,
    people::{
        invitations,
        own::{self, NewPassword},
        passkeys::{self, Made},
    },
    policy::act,
};

/// Names of the fields of languages and places.
const AREA: [&str; 3] = ["languages", "countries", "regions"];

/// A passkey of the list.
pub(crate) struct PasskeyView {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) added: String,
}

/// The form that makes a passkey.
pub(crate) struct PasskeyForm {
    pub(crate) origin: String,
    pub(crate) challenge: String,
    /// What the browser is asked with, JSON.
    pub(crate) options: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
pub(crate) struct SettingsPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    /// Which form is to be mended, and what is wrong with it.
    pub(crate) problem: Option<(&'static str, String)>,
    pub(crate) young: bool,
    pub(crate) has_password: bool,
    pub(crate) has_directory: bool,
    pub(crate) passkeys: Vec<PasskeyView>,
    pub(crate) make: Option<PasskeyForm>,
    pub(crate) authenticator: AuthenticatorView,
    pub(crate) sessions: Vec<SessionView>,
    /// Languages, countries and regions, as they stand in the fields.
    pub(crate) area: [String; 3],
    pub(crate) away_until: Option<String>,
    pub(crate) deputy: Option<String>,
    pub(crate) deputies: Vec<String>,
}

impl SettingsPage {
    /// What is wrong with a form, where it is this one.
    fn problem_of(&self, form: &str) -> Option<&str> {
        self.problem.as_ref().filter(|(of, _)| *of == form).map(|(_, text)| text.as_str())
    }
}

type Own = Visit<act::KeepOwnAccount>;

/// What a page gives the browser to make a passkey with.
pub(crate) fn passkey_form(origin: &str, options: &serde_json::Value) -> PasskeyForm {
    PasskeyForm {
        origin: origin.to_owned(),
        challenge: options["challenge"].as_str().unwrap_or_default().to_owned(),
        options: options.to_string(),
    }
}

async fn page(visit: &Own, problem: Option<(&'static str, String)>) -> Result<String, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let (signed, permit) = (&visit.right.signed, &visit.right.permit);
    let user = signed.user().ok_or(Failure::NotFound)?;
    let ways = own::ways(&desk.store, permit, &signed.actor).await?;
    let absence = own::leave(&desk.store, permit, &signed.actor).await?;
    let deputies = own::deputies(&desk.store, permit, &signed.actor).await?;
    let deputy = match absence.and_then(|absence| absence.deputy) {
        Some(id) => desk.store.user_by_id(id).await?.map(|record| record.user.name.to_string()),
        None => None,
    };
    // What is to be mended stays as it was typed.
    let area = if let Some(("area", _)) = &problem {
        AREA.map(|name| visit.form.text(name).to_owned())
    } else {
        let area = own::area(&desk.store, permit, &signed.actor, &desk.service).await?;
        let countries: Vec<&str> = area.countries.iter().map(Country::code).collect();
        let regions: Vec<&str> = area.regions.iter().map(RegionCode::as_str).collect();
        [area.languages.join(" "), countries.join(" "), regions.join(" ")]
    };
    let sessions = own::sessions(&desk.store, permit, &signed.actor).await?;
    // The secret that was shown stays while a form is mended, so that the app need not be set up twice.
    let secret = visit.form.text("totp_secret");
    let fresh = invitations::new_totp_secret(&desk.store);
    let secret = if secret.len() == 32 { secret } else { &fresh };
    let mut frame = Frame::of(visit, "settings", words.say("settings-title")).linking_to("/settings");
    frame.passkey = true;
    let page = SettingsPage {
        frame,
        done: visit.asked("done").and_then(|done| match done {
            "password" => Some(words.say("settings-done-password")),
            "passkey" => Some(words.say("settings-done-passkey")),
            "removed" => Some(words.say("settings-done-removed")),
            "session" => Some(words.say("settings-done-session")),
            "leave" => Some(words.say("settings-done-leave")),
            "area" => Some(words.say("settings-done-area")),
            "back" => Some(words.say("settings-done-back")),
            _ => None,
        }),
        problem,
        young: own::is_young(&desk.store, &signed.session),
        has_password: ways.password,
        has_directory: ways.directory,
        make: desk.desk_address.as_ref().map(|address| {
            let bound = user.id.as_bytes();
            let options =
                passkeys::options_to_make(&desk.store, address, "own", bound, &user.name, &ways.passkeys);
            passkey_form(address.origin(), &options)
        }),
        passkeys: ways
            .passkeys
            .iter()
            .map(|row| PasskeyView {
                key: HEXLOWER.encode(&row.key),
                label: row.passkey.label.clone(),
                added: TimeView::day(row.added_at),
            })
            .collect(),
        authenticator: AuthenticatorView::of(words, &user.name, secret),
        sessions: sessions
            .iter()
            .map(|session| SessionView::of(words, session, Some(signed.session.id)))
            .collect(),
        area,
        away_until: day(absence.map(|absence| absence.until)),
        deputy,
        deputies: deputies.iter().map(|user| user.name.to_string()).collect(),
    };
    Ok(page.render()?)
}

/// On, or back to the form with what is wrong.
async fn done(
    visit: &Own,
    form: &'static str,
    result: Result<&'static str, ResponseError>,
) -> Result<Response, Failure> {
    match result {
        Ok(done) => on_to("/settings", &format!("{done}#content")),
        Err(error) => match problem(visit.look.words, &error) {
            Some(text) => Ok(to_mend(page(visit, Some((form, text))).await?)),
            None => Err(error.into()),
        },
    }
}

/// `GET /settings`.
pub(crate) async fn show(visit: Own) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, None).await?))
}

/// `POST /settings/password`.
pub(crate) async fn password(visit: Own) -> Result<Response, Failure> {
    let (form, right) = (&visit.form, &visit.right);
    let new = NewPassword {
        current: form.text("current"),
        password: form.text("password"),
        totp_secret: form.text("totp_secret"),
        code: form.text("code"),
    };
    let (store, actor) = (&visit.desk.store, &right.signed.actor);
    let changed = own::change_password(store, &right.permit, actor, &right.signed.session, new).await;
    done(&visit, "password", changed.map(|()| "password")).await
}

/// `POST /settings/passkeys`: adds one.
pub(crate) async fn add_passkey(visit: Own) -> Result<Response, Failure> {
    let (form, right) = (&visit.form, &visit.right);
    let desk = visit.desk.desk_address.as_ref().ok_or(Failure::NotFound)?;
    let made =
        Made { challenge: form.text("challenge"), answer: form.text("answer"), label: form.text("label") };
    let (store, signed) = (&visit.desk.store, &right.signed);
    let added = own::add_passkey(store, &right.permit, &signed.actor, &signed.session, desk, made).await;
    let added = match added {
        Ok(true) => Ok("passkey"),
        Ok(false) => Err(invitations::ChoiceError::Passkey.into()),
        Err(error) => Err(error),
    };
    done(&visit, "passkey", added).await
}

/// `POST /settings/passkeys/{key}/remove`.
pub(crate) async fn remove_passkey(visit: Own) -> Result<Response, Failure> {
    let key = HEXLOWER.decode(visit.part("key").as_bytes()).ok().and_then(|key| key.try_into().ok());
    let (key, right) = (key.ok_or(Failure::NotFound)?, &visit.right);
    let (store, signed) = (&visit.desk.store, &right.signed);
    let removed = own::remove_passkey(store, &right.permit, &signed.actor, &signed.session, key).await;
    done(&visit, "passkey", removed.map(|()| "removed")).await
}

/// `POST /settings/sessions/{session}/end`.
pub(crate) async fn end_session(visit: Own) -> Result<Response, Failure> {
    let id = visit.part("session").parse().map_err(|_| Failure::NotFound)?;
    let right = &visit.right;
    if own::end_session(&visit.desk.store, &right.permit, &right.signed.actor, id).await? {
        on_to("/settings", "session#content")
    } else {
        Err(Failure::NotFound)
    }
}

/// `POST /settings/leave`: goes on leave.
pub(crate) async fn leave(visit: Own) -> Result<Response, Failure> {
    let (form, right) = (&visit.form, &visit.right);
    let deputy = Some(form.text("deputy")).filter(|name| !name.is_empty());
    let gone = match form.text("until").trim().parse::<When>() {
        Ok(until) => {
            let (store, actor) = (&visit.desk.store, &right.signed.actor);
            own::go_on_leave(store, &right.permit, actor, until.sort_instant(), deputy).await
        }
        Err(error) => Err(ResponseError::Form(error.to_string())),
    };
    done(&visit, "leave", gone.map(|()| "leave")).await
}

/// `POST /settings/back`: comes back from leave.
pub(crate) async fn back(visit: Own) -> Result<Response, Failure> {
    let right = &visit.right;
    own::come_back(&visit.desk.store, &right.permit, &right.signed.actor).await?;
    on_to("/settings", "back#content")
}

/// `POST /settings/area`: which languages one reads and where one works.
pub(crate) async fn area(visit: Own) -> Result<Response, Failure> {
    let (right, texts) = (&visit.right, AREA.map(|name| visit.form.text(name)));
    let said = own::set_area(&visit.desk.store, &right.permit, &right.signed.actor, texts).await;
    done(&visit, "area", said.map(|()| "area")).await
}
