//! `/accounts`: users, invitations, sessions, off-boarding. The administrator sees accounts, never records.

use super::{
    Choice, Frame, UserBox,
    account_view::{MoveView, SessionView, problem},
    decision::{on_to, to_mend},
};
use crate::{drafts, edge, failure::Failure, view::TimeView, visit::Visit};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::{Role, UserId};
use response::{
    ResponseError,
    people::{
        self, Account, agencies, invitations,
        invitations::Invited,
        leaving::{self, Leaving},
        moving::{self, Moved},
    },
    policy::act,
};

/// A user of the list.
pub(crate) struct AccountLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) agency: String,
    pub(crate) standing: String,
}

/// An open invitation of the list.
pub(crate) struct InvitationLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) agency: String,
    pub(crate) until: String,
    pub(crate) over: bool,
}

#[derive(Template)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) accounts: Vec<AccountLine>,
    pub(crate) invitations: Vec<InvitationLine>,
    pub(crate) name: String,
    pub(crate) roles: Vec<Choice>,
    pub(crate) agencies: Vec<Choice>,
}

/// The code of an invitation: the one time it is shown.
#[derive(Template)]
#[template(path = "invited.html")]
pub(crate) struct InvitedPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) until: String,
    /// Where to type it.
    pub(crate) address: String,
}

#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    pub(crate) account: AccountLine,
    pub(crate) active: bool,
    pub(crate) oneself: bool,
    pub(crate) sessions: Vec<SessionView>,
    /// Whether the button was pressed once and asks again.
    pub(crate) sure: bool,
    /// What somebody who has just left or moved held.
    pub(crate) held: usize,
    pub(crate) roles: Vec<Choice>,
    pub(crate) agencies: Vec<Choice>,
    /// The version that a change of role or agency brings back.
    pub(crate) version: i64,
    pub(crate) reason: String,
    pub(crate) draft_of: Option<TimeView>,
    pub(crate) longest: usize,
    pub(crate) problem: Option<String>,
    pub(crate) moves: Vec<MoveView>,
}

/// What the page of an account says of what was just done.
#[derive(Default)]
struct After {
    /// Whether off-boarding was asked for once.
    sure: bool,
    /// What was held and went back.
    held: usize,
    /// What was done, by its key.
    done: Option<&'static str>,
    /// What is wrong with a change of role or agency, by its key.
    problem: Option<&'static str>,
}

type Keeper = Visit<act::KeepAccounts>;

fn line(visit: &Keeper, account: &Account) -> AccountLine {
    let words = visit.look.words;
    let user = &account.record.user;
    let standing = match (account.record.active, account.absence) {
        (false, _) => words.say("account-inactive"),
        (true, Some(absence)) => words.fill("account-away", "day", &TimeView::day(absence.until)),
        (true, None) => words.say("account-active"),
    };
    AccountLine {
        id: user.id.to_string(),
        name: user.name.to_string(),
        role: words.say(&format!("role-{}", user.role.code())),
        agency: account.agency.clone(),
        standing,
    }
}

async fn page(visit: &Keeper, problem: Option<String>) -> Result<String, Failure> {
    let (desk, words, permit) = (&visit.desk, visit.look.words, &visit.right.permit);
    let accounts = people::accounts(&desk.store, permit).await?;
    let open = agencies::all(&desk.store, permit).await?;
    let named = |id| {
        open.iter().find(|record| record.agency.id == id).map_or_else(String::new, |r| r.agency.name.clone())
    };
    let now = desk.store.clock().now();
    let invitations = invitations::open(&desk.store, permit).await?;
    let page = AccountsPage {
        frame: Frame::of(visit, "accounts", words.say("accounts-title")).linking_to("/accounts"),
        done: visit
            .asked("done")
            .and_then(|done| (done == "withdrawn").then(|| words.say("invitation-withdrawn"))),
        problem,
        accounts: accounts.iter().map(|account| line(visit, account)).collect(),
        invitations: invitations
            .iter()
            .map(|row| InvitationLine {
                id: row.id.to_string(),
                name: row.name.to_string(),
                role: words.say(&format!("role-{}", row.role.code())),
                agency: named(row.agency),
                until: TimeView::day(row.expires_at),
                over: row.expires_at <= now,
            })
            .collect(),
        name: visit.form.text("name").to_owned(),
        roles: Role::ALL
            .iter()
            .map(|role| {
                super::choice(words, "role", role.code(), role.code(), visit.form.text("role") == role.code())
            })
            .collect(),
        agencies: open
            .iter()
            .filter(|record| !record.closed)
            .map(|record| Choice {
                value: record.agency.id.to_string(),
                label: record.agency.name.clone(),
                chosen: visit.form.text("agency") == record.agency.id.to_string(),
            })
            .collect(),
    };
    Ok(page.render()?)
}

/// `GET /accounts`.
pub(crate) async fn show(visit: Keeper) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, None).await?))
}

fn invited(visit: &Keeper, invited: &Invited) -> Result<Response, Failure> {
    let words = visit.look.words;
    let origin = visit.desk.desk_address.as_ref().map_or("", |address| address.origin());
    let page = InvitedPage {
        frame: Frame::new(&visit.look, UserBox::of(visit.signed()), "accounts", words.say("invited-title"))
            .linking_to("/accounts"),
        name: invited.name.to_string(),
        code: invited.code.to_string(),
        until: TimeView::day(invited.expires_at),
        address: format!("{origin}/invitation"),
    };
    Ok(edge::html(page.render()?))
}

/// `POST /accounts/invite`.
pub(crate) async fn invite(visit: Keeper) -> Result<Response, Failure> {
    let form = &visit.form;
    let made =
        match (form.text("name").parse(), Role::from_code(form.text("role")), form.text("agency").parse()) {
            (Ok(name), Some(role), Ok(agency)) => {
                invitations::invite(&visit.desk.store, &visit.right.permit, name, agency, role).await
            }
            _ => Err(ResponseError::Form("name, role or agency".into())),
        };
    match made {
        Ok(made) => invited(&visit, &made),
        Err(error) => match problem(visit.look.words, &error) {
            Some(text) => Ok(to_mend(page(&visit, Some(text)).await?)),
            None => Err(error.into()),
        },
    }
}

/// `POST /accounts/invitations/{id}/withdraw`.
pub(crate) async fn withdraw(visit: Keeper) -> Result<Response, Failure> {
    let id = visit.part("id").parse().map_err(|_| Failure::NotFound)?;
    if invitations::withdraw(&visit.desk.store, &visit.right.permit, id).await? {
        on_to("/accounts", "withdrawn#content")
    } else {
        Err(Failure::NotFound)
    }
}

fn user(visit: &Keeper) -> Result<UserId, Failure> {
    visit.part("user").parse().map_err(|_| Failure::NotFound)
}

async fn account(visit: &Keeper, after: After) -> Result<Response, Failure> {
    let (desk, words, permit) = (&visit.desk, visit.look.words, &visit.right.permit);
    let id = user(visit)?;
    let accounts = people::accounts(&desk.store, permit).await?;
    let found = accounts.iter().find(|one| one.record.user.id == id).ok_or(Failure::NotFound)?;
    let sessions = people::sessions_of(&desk.store, permit, id).await?;
    let own = visit.right.signed.session.id;
    let done = match visit.asked("done") {
        _ if after.done.is_some() => after.done.map(|key| words.say(key)),
        Some("session") => Some(words.say("settings-done-session")),
        _ => None,
    };
    let agencies = agencies::all(&desk.store, permit).await?;
    let moves = moving::moves(&desk.store, permit, id).await?;
    let (role, agency) = (found.record.user.role, found.record.user.agency);
    // What was chosen stays chosen where the form is to be mended.
    let kept = drafts::kept(visit, &format!("/accounts/{id}/move")).await?;
    let typed = drafts::typed(visit, kept.as_ref());
    let mends = (after.problem.is_some() && !visit.form.text("seen").is_empty()) || kept.is_some();
    let role = if mends { typed.text("role") } else { role.code() };
    let agency = if mends { typed.text("agency").to_owned() } else { agency.to_string() };
    let page = AccountPage {
        roles: Role::ALL
            .iter()
            .map(|one| super::choice(words, "role", one.code(), one.code(), one.code() == role))
            .collect(),
        agencies: agencies
            .iter()
            .filter(|record| !record.closed)
            .map(|record| {
                let value = record.agency.id.to_string();
                Choice { chosen: value == agency, label: record.agency.name.clone(), value }
            })
            .collect(),
        version: moves.first().map_or(0, |row| row.entry),
        reason: if mends { typed.text("reason").to_owned() } else { String::new() },
        draft_of: kept.as_ref().map(|kept| kept.at.clone()),
        longest: moving::REASON_LONGEST,
        problem: after.problem.map(|key| words.say(key)),
        moves: moves.iter().map(|row| MoveView::of(words, row, &agencies)).collect(),
        frame: Frame::of(visit, "accounts", found.record.user.name.to_string())
            .linking_to(&format!("/accounts/{id}"))
            .drafting(),
        done,
        account: line(visit, found),
        active: found.record.active,
        oneself: visit.right.signed.user().is_some_and(|user| user.id == id),
        sessions: sessions.iter().map(|session| SessionView::of(words, session, Some(own))).collect(),
        sure: after.sure,
        held: after.held,
    };
    Ok(edge::html(page.render()?))
}

/// `GET /accounts/{user}`.
pub(crate) async fn show_one(visit: Keeper) -> Result<Response, Failure> {
    account(&visit, After::default()).await
}

/// `POST /accounts/{user}/move`: another role or agency, with a reason.
pub(crate) async fn move_on(visit: Keeper) -> Result<Response, Failure> {
    let (id, form) = (user(&visit)?, &visit.form);
    let parts = (
        Role::from_code(form.text("role")),
        form.text("agency").parse().ok(),
        form.text("seen").parse().ok(),
    );
    let moved = match parts {
        (Some(role), Some(agency), Some(seen)) => {
            let reason = form.text("reason").to_owned();
            let change = moving::Move { user: id, seen, role, agency, reason };
            let own = visit.user()?.id;
            moving::change(&visit.desk.store, &visit.right.permit, own, &change).await
        }
        _ => Err(ResponseError::Form("role, agency or version".into())),
    };
    let (status, problem) = match moved {
        Ok(Moved::Done(held)) => {
            return account(&visit, After { held, done: Some("account-moved"), ..After::default() }).await;
        }
        Ok(Moved::Conflict) => (StatusCode::CONFLICT, "account-move-conflict"),
        Ok(Moved::Last) => (StatusCode::CONFLICT, "account-move-last"),
        Err(ResponseError::Form(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "account-move-wrong"),
        Err(error) => return Err(error.into()),
    };
    let mut response = account(&visit, After { problem: Some(problem), ..After::default() }).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /accounts/{user}/renew`: an invitation to choose new ways to sign in.
pub(crate) async fn renew(visit: Keeper) -> Result<Response, Failure> {
    let made = invitations::renew(&visit.desk.store, &visit.right.permit, user(&visit)?).await?;
    invited(&visit, &made)
}

/// `POST /accounts/{user}/offboard`: asks once more, then ends all access. Nobody off-boards themselves: the last
/// administrator would leave nobody who could invite.
pub(crate) async fn offboard(visit: Keeper) -> Result<Response, Failure> {
    let id = user(&visit)?;
    if visit.right.signed.user().is_none_or(|user| user.id == id) {
        return Err(Failure::NotFound);
    }
    if visit.form.text("sure") != "yes" {
        return account(&visit, After { sure: true, ..After::default() }).await;
    }
    match leaving::offboard(&visit.desk.store, &visit.right.permit, id).await? {
        Leaving::Done(left) => {
            account(&visit, After { held: left.held, done: Some("account-left"), ..After::default() }).await
        }
        Leaving::Last => {
            let after = After { problem: Some("account-move-last"), ..After::default() };
            let mut response = account(&visit, after).await?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

/// `POST /accounts/{user}/sessions/{session}/end`.
pub(crate) async fn end_session(visit: Keeper) -> Result<Response, Failure> {
    let (id, session) = (user(&visit)?, visit.part("session").parse().map_err(|_| Failure::NotFound)?);
    if people::end_session_of(&visit.desk.store, &visit.right.permit, id, session).await? {
        on_to(&format!("/accounts/{id}"), "session#content")
    } else {
        Err(Failure::NotFound)
    }
}
