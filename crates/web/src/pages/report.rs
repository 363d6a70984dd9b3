//! `GET /reports/{reference}`: one report. Its sensitive words are on the page only when they were asked for.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    view::{Shown, report::ReportFactsView},
    visit::Visit,
};
use askama::Template;
use axum::response::Response;
use response::{policy::act, reading};

#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct ReportPage {
    pub(crate) frame: Frame,
    pub(crate) report: ReportFactsView,
    pub(crate) may_journal: bool,
}

/// Shows one report. The opening is journaled, and so is the asking for words, before anything is shown.
pub(crate) async fn show(visit: Visit<act::ReadReport>) -> Result<Response, Failure> {
    let reference = visit.reference()?;
    let desk = &visit.desk;
    let asked = visit.asked("words") == Some("shown");
    let may_show =
        if asked { Some(visit.also::<act::RevealWords>("show the words at the desk").await?) } else { None };
    let view = reading::open_report(&desk.store, &visit.right.permit, &desk.factors, reference).await?;
    if let Some(permit) = &may_show {
        reading::reveal_words(&desk.store, permit, view.opened.row.id).await?;
    }
    let words = visit.look.words;
    let now = desk.store.clock().now();
    let report = ReportFactsView::of(words, &view, &desk.factors.version, now, may_show.is_some());
    let frame = Frame::of(&visit, "queue", report.reference.clone());
    let may_journal = frame.user.as_ref().is_some_and(|user| user.may_journal);
    Ok(edge::html(ReportPage { frame, report, may_journal }.render()?))
}
