//! The conversation: with the code the reporter reads what became of the report, answers, adds, and deletes.

use super::leave::FORGET;
use crate::{
    cookies, edge,
    failure::Failure,
    public::{
        frame::PublicFrame,
        visit::{Opened, Visit},
    },
    view::TimeView,
};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::Response,
};
use model::Side;
use response::{
    ResponseError,
    door::{
        code::{CodeError, WORDS},
        inbox::{self, Conversation, EnterError, MESSAGE_LONGEST},
    },
    policy::act,
};

const PURPOSE: &str = "conversation of a code";

#[derive(Template)]
#[template(path = "public/read.html")]
struct ReadPage {
    frame: PublicFrame,
    problem: Option<String>,
    done: Option<String>,
}

struct MessageView {
    ours: bool,
    at: TimeView,
    words: String,
}

#[derive(Template)]
#[template(path = "public/letters.html")]
struct LettersPage {
    frame: PublicFrame,
    form_token: String,
    status: String,
    next: Option<String>,
    messages: Vec<MessageView>,
    longest: usize,
    done: Option<String>,
    problem: Option<String>,
    /// A new code, shown once.
    code: Option<Vec<String>>,
    /// Whether somebody else has seen the code: first it must be replaced.
    handed: bool,
    /// Whether deleting is asked once more.
    sure: bool,
}

/// `GET /read`: asks for the code.
pub(crate) async fn ask(visit: Visit) -> Result<Response, Failure> {
    if visit.opened.is_some() {
        return edge::redirect(&visit.look.link("/letters"));
    }
    let done = match visit.asked("done") {
        "deleted" => Some("door-letters-deleted"),
        _ => None,
    };
    let done = done.map(|key| visit.say().say(key));
    Ok(edge::html(ReadPage { frame: PublicFrame::new(&visit.look), problem: None, done }.render()?))
}

/// `POST /read`: opens the conversation of a code.
pub(crate) async fn enter(visit: Visit) -> Result<Response, Failure> {
    // Nobody is led into a conversation of somebody else by a form of another site.
    if !visit.own_page || !visit.has_our_token() {
        return Err(Failure::Form);
    }
    let (say, desk) = (visit.say(), &visit.site.desk);
    let permit = Visit::permit::<act::UseInbox>(PURPOSE)?;
    let problem = match inbox::enter(&desk.store, &permit, &desk.door, visit.form.text("words")).await {
        Ok(entered) => {
            let mut response = edge::redirect(&visit.look.link("/letters"))?;
            let cookie = cookies::set_reporter(&entered.token, desk.secure_cookie);
            response.headers_mut().extend(cookie.map(|line| (header::SET_COOKIE, line)));
            return Ok(response);
        }
        Err(EnterError::Response(error)) => return Err(error.into()),
        Err(EnterError::Unknown) => say.say("door-read-unknown"),
        Err(EnterError::Mistyped(CodeError::Count(count))) => {
            say.tell("door-read-count", &[("count", &count), ("all", &WORDS)])
        }
        Err(EnterError::Mistyped(CodeError::Unknown { place, meant: None })) => {
            say.fill("door-read-word", "place", &place)
        }
        Err(EnterError::Mistyped(CodeError::Unknown { place, meant: Some(meant) })) => {
            say.tell("door-read-word-meant", &[("place", &place), ("meant", &meant)])
        }
        Err(EnterError::Mistyped(CodeError::Check)) => say.say("door-read-check"),
    };
    let mut look = visit.look();
    look.here = Some("/read".into());
    // What was typed is not shown again: the code stands nowhere but on the reporter's paper.
    let page = ReadPage { frame: PublicFrame::new(&look), problem: Some(problem), done: None };
    let mut response = edge::html(page.render()?);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// What is shown besides the conversation.
#[derive(Default)]
struct Besides {
    done: Option<String>,
    problem: Option<String>,
    code: Option<Vec<String>>,
    sure: bool,
}

fn opened(visit: &Visit) -> Result<&Opened, Failure> {
    visit.opened.as_ref().ok_or(Failure::SignIn)
}

async fn page(visit: &Visit, besides: Besides) -> Result<Response, Failure> {
    let (say, desk, opened) = (visit.say(), &visit.site.desk, opened(visit)?);
    let permit = Visit::permit::<act::UseInbox>(PURPOSE)?;
    let Conversation { row, messages } = match inbox::read(&desk.store, &permit, opened.id).await {
        // Deleted in another browser meanwhile.
        Err(ResponseError::NotFound) => return Err(Failure::SignIn),
        other => other?,
    };
    let handed = row.handed && besides.code.is_none();
    let messages = if handed { Vec::new() } else { messages };
    let mut look = visit.look();
    look.here = Some("/letters".into());
    let page = LettersPage {
        frame: PublicFrame::new(&look),
        form_token: crate::form::written(&opened.form_token),
        status: say.say(&format!("door-status-{}", row.status.code())),
        next: row.next_at.map(|at| say.fill("door-letters-next", "date", &TimeView::day(at))),
        messages: messages
            .iter()
            .map(|message| MessageView {
                ours: message.side == Side::Staff,
                at: TimeView::exact(message.at),
                words: message.words.to_string(),
            })
            .collect(),
        longest: MESSAGE_LONGEST,
        done: besides.done,
        problem: besides.problem,
        code: besides.code,
        handed,
        sure: besides.sure,
    };
    Ok(edge::html(page.render()?))
}

/// `GET /letters`.
pub(crate) async fn show(visit: Visit) -> Result<Response, Failure> {
    let done = (visit.asked("done") == "sent").then(|| visit.say().say("door-letters-sent"));
    page(&visit, Besides { done, ..Besides::default() }).await
}

/// `POST /letters`: adds a message.
pub(crate) async fn say(visit: Visit) -> Result<Response, Failure> {
    let id = opened(&visit)?.id;
    let permit = Visit::permit::<act::UseInbox>(PURPOSE)?;
    match inbox::say(&visit.site.desk.store, &permit, id, visit.form.text("words")).await {
        Ok(()) => {
            let link = visit.look.link("/letters");
            let mark = if link.contains('?') { '&' } else { '?' };
            edge::redirect(&format!("{link}{mark}done=sent"))
        }
        Err(ResponseError::Form(_)) => {
            let problem = Some(visit.say().say("door-letters-empty"));
            let mut response = page(&visit, Besides { problem, ..Besides::default() }).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(ResponseError::NotFound) => Err(Failure::SignIn),
        Err(error) => Err(error.into()),
    }
}

/// `POST /letters/code`: another code, for whoever thinks that somebody else knows this one.
pub(crate) async fn replace_code(visit: Visit) -> Result<Response, Failure> {
    let (desk, id) = (&visit.site.desk, opened(&visit)?.id);
    let permit = Visit::permit::<act::UseInbox>(PURPOSE)?;
    let language = visit.say().language.code();
    let code = inbox::replace_code(&desk.store, &permit, &desk.door, id, language).await?;
    let code = Some(code.split(' ').map(str::to_owned).collect());
    page(&visit, Besides { code, ..Besides::default() }).await
}

/// `POST /letters/delete`: asks once more, then deletes the conversation.
pub(crate) async fn delete(visit: Visit) -> Result<Response, Failure> {
    if visit.form.text("sure") != "yes" {
        return page(&visit, Besides { sure: true, ..Besides::default() }).await;
    }
    let (desk, id) = (&visit.site.desk, opened(&visit)?.id);
    let permit = Visit::permit::<act::UseInbox>(PURPOSE)?;
    inbox::delete(&desk.store, &permit, &desk.door, id).await?;
    let link = visit.look.link("/read");
    let mark = if link.contains('?') { '&' } else { '?' };
    let mut response = edge::redirect(&format!("{link}{mark}done=deleted"))?;
    let headers = response.headers_mut();
    headers.insert(FORGET.0, FORGET.1);
    headers.extend(cookies::end_reporter(desk.secure_cookie).map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}
