//! `GET /conversations`: those in which a reporter waits for an answer, longest first. No word of them is on the page.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, ago, grouped},
    visit::Visit,
    words::{Language, Words},
};
use askama::Template;
use axum::response::Response;
use model::Instant;
use response::{
    door::inbox::{self, WaitingLine},
    policy::{Act, act},
};

/// One conversation of the list.
pub(crate) struct ConversationLine {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) language: String,
    pub(crate) since: TimeView,
    pub(crate) ago: String,
    pub(crate) status: String,
}

impl ConversationLine {
    fn of(words: Words, line: &WaitingLine, now: Instant) -> Self {
        let since = line.row.waiting_since.unwrap_or(line.row.opened_at);
        Self {
            id: line.row.id.to_string(),
            reference: line.reference.to_string(),
            language: language_name(words, &line.row.language),
            since: TimeView::exact(since),
            ago: ago(words, since, now),
            status: words.say(&format!("status-{}", line.row.status.code())),
        }
    }
}

/// What a reporter's language is called, where it is one of the house; else its tag.
pub(crate) fn language_name(words: Words, tag: &str) -> String {
    match Language::from_code(tag) {
        Some(language) => language.own_name().to_owned(),
        None if tag == "und" => words.say("language-other"),
        None => tag.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "conversations.html")]
pub(crate) struct ConversationsPage {
    pub(crate) frame: Frame,
    pub(crate) count: String,
    pub(crate) lines: Vec<ConversationLine>,
    /// How many are shown, where there are more.
    pub(crate) limit: Option<usize>,
    pub(crate) may_read: bool,
}

/// Shows the list.
pub(crate) async fn show(visit: Visit<act::AnswerReporters>) -> Result<Response, Failure> {
    let store = &visit.desk.store;
    let (found, count) = inbox::waiting(store, &visit.right.permit, &visit.sight().await?).await?;
    let (words, now) = (visit.look.words, store.clock().now());
    let page = ConversationsPage {
        frame: Frame::of(&visit, "conversations", words.say("conversations-title")),
        count: grouped(count),
        limit: i64::try_from(found.len()).is_ok_and(|shown| shown < count).then_some(found.len()),
        lines: found.iter().map(|line| ConversationLine::of(words, line, now)).collect(),
        may_read: visit.right.signed.actor.may(Act::ReadReport),
    };
    Ok(edge::html(page.render()?))
}
