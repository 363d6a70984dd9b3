//! `GET /reports/{reference}`: one report. Its sensitive words are on the page only when they were asked for.

use super::{Frame, conversations::language_name};
use crate::{
    edge,
    failure::Failure,
    view::{Shown, TimeView, report::ReportFactsView},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use response::{
    door::inbox,
    policy::{Act, act},
    reading,
};
use store::InboxRow;

#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct ReportPage {
    pub(crate) frame: Frame,
    pub(crate) report: ReportFactsView,
    pub(crate) may_journal: bool,
    pub(crate) conversations: Vec<ReportConversation>,
}

/// A conversation about the report: no words.
pub(crate) struct ReportConversation {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) language: String,
    pub(crate) began: TimeView,
    pub(crate) waits: bool,
    pub(crate) deleted: bool,
}

/// Shows one report. The opening is journaled, and so is the asking for words, before anything is shown.
pub(crate) async fn show(visit: Visit<act::ReadReport>) -> Result<Response, Failure> {
    let reference = visit.reference()?;
    let desk = &visit.desk;
    let asked = visit.asked("words") == Some("shown");
    let may_show =
        if asked { Some(visit.also::<act::RevealWords>("show the words at the desk").await?) } else { None };
    let sight = visit.sight().await?;
    if let Some(permit) = &may_show {
        reading::reveal_words(&desk.store, permit, &sight, reference).await?;
    }
    let view =
        reading::open_report(&desk.store, &visit.right.permit, &sight, &desk.factors, reference).await?;
    let words = visit.look.words;
    let now = desk.store.clock().now();
    let mut report = ReportFactsView::of(words, &view, &desk.factors.version, now, may_show.is_some());
    let may = &visit.right.signed.actor;
    let persons = if may.may(Act::SeePersons) {
        Some(visit.also::<act::SeePersons>("say what a report belongs to").await?)
    } else {
        None
    };
    let reporters = if may.may(Act::AnswerReporters) {
        Some(visit.also::<act::AnswerReporters>("look for conversations about a report").await?)
    } else {
        None
    };
    // What is read from here on is no word about people, and all of one state; nothing else may be asked of the store while
    // that is held.
    let store = desk.store.reading().await?;
    if let Some(permit) = persons {
        let reading::Belongs { mentions, lead } = reading::belongs(&store, &permit, &sight, &view).await?;
        report.tie(words, &mentions, lead);
    }
    let conversations = match reporters {
        Some(permit) => conversations(words, &inbox::of_report(&store, &permit, &sight, reference).await?),
        None => Vec::new(),
    };
    drop(store);
    let frame = Frame::of(&visit, "queue", report.reference.clone());
    let may_journal = frame.user.as_ref().is_some_and(super::UserBox::may_journal);
    Ok(edge::html(ReportPage { frame, report, may_journal, conversations }.render()?))
}

/// The conversations about the report, with what the reporter was told. Opening the report changes nothing of that.
fn conversations(words: Words, rows: &[InboxRow]) -> Vec<ReportConversation> {
    let view = |row: &InboxRow| ReportConversation {
        id: row.id.to_string(),
        status: words.say(&format!("status-{}", row.status.code())),
        language: language_name(words, &row.language),
        began: TimeView::exact(row.opened_at),
        waits: row.waiting_since.is_some(),
        deleted: row.deleted,
    };
    rows.iter().map(view).collect()
}
