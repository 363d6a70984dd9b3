//! `/conversations/{id}`: one conversation with somebody who reported without a name. Its words are on the page only when
//! they were asked for; answering and saying what became of the report need no look at them.

use super::{
    Choice, Frame, choice,
    conversations::language_name,
    decision::{on_to, quicker, to_mend},
};
use crate::{
    drafts, edge,
    failure::Failure,
    public::say::Say,
    view::{TimeView, ago},
    visit::Visit,
    words::{Language, Words},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::{InboxId, InboxStatus, Instant, Side, When};
use response::{
    ResponseError,
    door::{
        inbox::{self, ClosedConversation, MESSAGE_LONGEST},
        token::FormToken,
    },
    policy::{Act, act},
};
use zeroize::Zeroizing;

/// One message; its words are there only where they were asked for.
pub(crate) struct MessageView {
    pub(crate) who: String,
    pub(crate) ours: bool,
    pub(crate) at: TimeView,
    pub(crate) words: Option<Zeroizing<String>>,
}

/// A status, and what the reporter reads of it.
pub(crate) struct StatusView {
    pub(crate) choice: Choice,
    pub(crate) says: String,
}

#[derive(Template)]
#[template(path = "conversation.html")]
pub(crate) struct ConversationPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    /// Address of the report, for those who may read it.
    pub(crate) report: Option<String>,
    /// Address of its journal, for those who may see it.
    pub(crate) journal: Option<String>,
    pub(crate) deleted: bool,
    /// Whether the caller has not replaced the code of the hotline yet.
    pub(crate) handed: bool,
    pub(crate) language: String,
    pub(crate) opened: TimeView,
    pub(crate) status: String,
    pub(crate) waiting: Option<(TimeView, String)>,
    pub(crate) messages: Vec<MessageView>,
    /// How many of the newest are shown, where there are more.
    pub(crate) limit: Option<usize>,
    pub(crate) shown: bool,
    /// What makes sending the answer twice one answer.
    pub(crate) token: String,
    pub(crate) sent: Sent,
    pub(crate) longest: usize,
    pub(crate) statuses: Vec<StatusView>,
    /// The day of the next contact as the field holds it.
    pub(crate) next: String,
    /// What the reporter reads now, in their language.
    pub(crate) preview: Vec<String>,
    pub(crate) preview_language: &'static str,
    pub(crate) done: Option<String>,
    pub(crate) draft_of: Option<TimeView>,
    /// The last entry of the journal that this page has seen.
    pub(crate) seen: i64,
    /// The day of the next contact as it stands, where there is one.
    pub(crate) next_stands: Option<String>,
}

/// What came with a form, to be mended, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Sent {
    /// The answer as it was typed.
    pub(crate) answer: Zeroizing<String>,
    /// What is wrong with the answer.
    pub(crate) answer_problem: Option<String>,
    /// What is wrong with the status or its day.
    pub(crate) status_problem: Option<String>,
    /// Status and day as they were chosen.
    chosen: Option<(String, String)>,
    /// Whether somebody else set the status meanwhile.
    pub(crate) theirs: bool,
}

fn id_of(visit: &Visit<act::AnswerReporters>) -> Result<InboxId, Failure> {
    visit.part("id").parse().map_err(|_| Failure::NotFound)
}

/// `GET /conversations/{id}`; with `words=shown` its words too, once the asking is in the journal.
pub(crate) async fn show(visit: Visit<act::AnswerReporters>) -> Result<Response, Failure> {
    let shown = visit.asked("words") == Some("shown");
    Ok(edge::html(page(&visit, id_of(&visit)?, shown, Sent::default()).await?))
}

async fn page(
    visit: &Visit<act::AnswerReporters>,
    id: InboxId,
    asked: bool,
    mut sent: Sent,
) -> Result<String, Failure> {
    let (store, permit, words) = (&visit.desk.store, &visit.right.permit, visit.look.words);
    let seen = store.last_entry().await?;
    let ClosedConversation { row, reference, heads } =
        inbox::look(store, permit, &visit.sight().await?, id).await?;
    let shown = asked && !row.deleted && !heads.is_empty();
    let messages: Vec<MessageView> = if shown {
        let opened = inbox::open(store, permit, &visit.sight().await?, id).await?;
        opened.into_iter().map(|one| message(words, one.side, one.at, Some(one.words))).collect()
    } else {
        heads.iter().map(|(side, at)| message(words, *side, *at, None)).collect()
    };
    let kept = drafts::kept(visit, &format!("/conversations/{id}")).await?;
    if let Some(kept) = &kept {
        sent.answer = Zeroizing::new(kept.form.text("answer").to_owned());
    }
    let title = words.fill("conversation-title", "reference", &reference);
    let (chosen, next) = sent.chosen.clone().unwrap_or_else(|| {
        (row.status.code().to_owned(), row.next_at.map(TimeView::day).unwrap_or_default())
    });
    let of_reporter =
        Say { language: Language::from_code(&row.language).unwrap_or_default(), mirrored: false };
    let of_desk = Say { language: words.0, mirrored: false };
    let says = |say: Say, status: InboxStatus| say.say(&format!("door-status-{}", status.code()));
    let status = |one: &InboxStatus| StatusView {
        choice: choice(words, "status", one.code(), one.code(), one.code() == chosen),
        says: says(of_desk, *one),
    };
    let preview = std::iter::once(says(of_reporter, row.status))
        .chain(row.next_at.map(|at| of_reporter.fill("door-letters-next", "date", &TimeView::day(at))))
        .collect();
    let now = store.clock().now();
    let actor = &visit.right.signed.actor;
    let page = ConversationPage {
        frame: Frame::of(visit, "conversations", title)
            .linking_to(&format!("/conversations/{id}"))
            .drafting(),
        draft_of: kept.map(|kept| kept.at),
        seen,
        next_stands: row.next_at.map(TimeView::day),
        id: id.to_string(),
        report: actor.may(Act::ReadReport).then(|| format!("/reports/{reference}")),
        journal: actor.may(Act::SeeJournal).then(|| format!("/reports/{reference}/journal")),
        deleted: row.deleted,
        handed: row.handed,
        language: language_name(words, &row.language),
        opened: TimeView::exact(row.opened_at),
        status: words.say(&format!("status-{}", row.status.code())),
        waiting: row.waiting_since.map(|since| (TimeView::exact(since), ago(words, since, now))),
        limit: i64::try_from(messages.len()).is_ok_and(|here| here < row.messages).then_some(messages.len()),
        messages,
        shown,
        token: FormToken::new(store).text().to_string(),
        longest: MESSAGE_LONGEST,
        statuses: InboxStatus::ALL.iter().map(status).collect(),
        next,
        preview,
        preview_language: of_reporter.language.code(),
        sent,
        done: visit.asked("done").and_then(|done| match done {
            "answered" => Some(words.say("conversation-answered")),
            "told" => Some(words.say("conversation-told")),
            _ => None,
        }),
    };
    Ok(page.render()?)
}

fn message(words: Words, side: Side, at: Instant, told: Option<Zeroizing<String>>) -> MessageView {
    let ours = side == Side::Staff;
    let who = words.say(if ours { "message-from-staff" } else { "message-from-reporter" });
    MessageView { who, ours, at: TimeView::exact(at), words: told }
}

/// Whether the words were on the page that a form came from.
fn was_shown(visit: &Visit<act::AnswerReporters>) -> bool {
    visit.form.text("words") == "shown"
}

/// Back to the page, as closed or open as it was.
fn back(visit: &Visit<act::AnswerReporters>, id: InboxId, done: &str) -> Result<Response, Failure> {
    let address = format!("/conversations/{id}");
    let words = if was_shown(visit) { "&words=shown" } else { "" };
    // The forms lead to their own place on the page, for what is to be mended; what is done is said at its top.
    on_to(&address, &format!("{done}{words}#content"))
}

/// The page once more, because the reporter deleted the conversation meanwhile.
async fn gone(visit: &Visit<act::AnswerReporters>, id: InboxId) -> Result<Response, Failure> {
    let mut response = edge::html(page(visit, id, false, Sent::default()).await?);
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

/// `POST /conversations/{id}`: an answer.
pub(crate) async fn answer(visit: Visit<act::AnswerReporters>) -> Result<Response, Failure> {
    let (desk, words, id) = (&visit.desk, visit.look.words, id_of(&visit)?);
    let typed = visit.form.text("answer");
    let token = visit.form.text("token");
    let sight = visit.sight().await?;
    match inbox::answer(&desk.store, &visit.right.permit, &sight, &desk.door, id, typed, token).await {
        Ok(()) => back(&visit, id, "answered"),
        Err(ResponseError::NotFound) => gone(&visit, id).await,
        Err(ResponseError::Form(_)) => {
            let problem = if typed.trim().is_empty() {
                words.say("answer-missing")
            } else {
                words.fill("answer-long", "count", &MESSAGE_LONGEST)
            };
            let answer = Zeroizing::new(typed.to_owned());
            let sent = Sent { answer, answer_problem: Some(problem), ..Sent::default() };
            Ok(to_mend(page(&visit, id, was_shown(&visit), sent).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /conversations/{id}/status`: what the reporter is told, and when they hear again.
pub(crate) async fn set_status(visit: Visit<act::AnswerReporters>) -> Result<Response, Failure> {
    let (desk, words, id) = (&visit.desk, visit.look.words, id_of(&visit)?);
    let (chosen, day) = (visit.form.text("status"), visit.form.text("next").trim());
    let next = match (day.is_empty(), day.parse::<When>()) {
        (true, _) => Ok(None),
        (false, Ok(When::Day(day))) => Ok(Some(When::Day(day).sort_instant())),
        (false, _) => Err("status-no-day"),
    };
    let mut theirs = false;
    let problem = match (InboxStatus::from_code(chosen), next) {
        (None, _) => "status-missing",
        (_, Err(problem)) => problem,
        (Some(status), Ok(next)) => {
            let sight = visit.sight().await?;
            let (store, permit, next) = (&desk.store, &visit.right.permit, (next, visit.seen()));
            match inbox::set_status(store, permit, &sight, id, status, next).await {
                Ok(()) => return back(&visit, id, "told"),
                Err(ResponseError::Changed) => {
                    theirs = true;
                    "changed-meanwhile"
                }
                Err(ResponseError::NotFound) => return gone(&visit, id).await,
                Err(ResponseError::Form(_)) => "status-past-day",
                Err(error) => return Err(error.into()),
            }
        }
    };
    let chosen = Some((chosen.to_owned(), day.to_owned()));
    let sent = Sent { status_problem: Some(words.say(problem)), chosen, theirs, ..Sent::default() };
    let body = page(&visit, id, was_shown(&visit), sent).await?;
    Ok(if theirs { quicker(body) } else { to_mend(body) })
}
