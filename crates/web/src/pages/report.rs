//! `GET /reports/{reference}`: one report. Its sensitive words are on the page only when they were asked for.

use super::{Frame, conversations::language_name};
use crate::{
    edge,
    failure::Failure,
    view::{Shown, TimeView, report::ReportFactsView},
    visit::Visit,
};
use askama::Template;
use axum::response::Response;
use response::{
    door::inbox,
    policy::{Act, act},
    reading::{self, ReportView},
};

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
    if visit.right.signed.actor.may(Act::SeePersons) {
        tie(&visit, &view, &mut report).await?;
    }
    let conversations = if visit.right.signed.actor.may(Act::AnswerReporters) {
        conversations(&visit).await?
    } else {
        Vec::new()
    };
    let frame = Frame::of(&visit, "queue", report.reference.clone());
    let may_journal = frame.user.as_ref().is_some_and(super::UserBox::may_journal);
    Ok(edge::html(ReportPage { frame, report, may_journal, conversations }.render()?))
}

/// The conversations about the report, with what the reporter was told. Opening the report changes nothing of that.
async fn conversations(visit: &Visit<act::ReadReport>) -> Result<Vec<ReportConversation>, Failure> {
    let permit = visit.also::<act::AnswerReporters>("look for conversations about a report").await?;
    let rows =
        inbox::of_report(&visit.desk.store, &permit, &visit.sight().await?, visit.reference()?).await?;
    let words = visit.look.words;
    let view = |row: &store::InboxRow| ReportConversation {
        id: row.id.to_string(),
        status: words.say(&format!("status-{}", row.status.code())),
        language: language_name(words, &row.language),
        began: TimeView::exact(row.opened_at),
        waits: row.waiting_since.is_some(),
        deleted: row.deleted,
    };
    Ok(rows.iter().map(view).collect())
}

/// Says which persons and which lead the report belongs to, as the tables have them: also while the linker still reads.
async fn tie(
    visit: &Visit<act::ReadReport>,
    view: &ReportView,
    report: &mut ReportFactsView,
) -> Result<(), Failure> {
    let permit = visit.also::<act::SeePersons>("say what a report belongs to").await?;
    let reading::Belongs { mentions, lead } =
        reading::belongs(&visit.desk.store, &permit, &visit.sight().await?, view).await?;
    report.tie(visit.look.words, &mentions, lead);
    Ok(())
}
