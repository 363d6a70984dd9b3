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
use model::MentionRef;
use response::{
    policy::{Act, act},
    reading::{self, ReportView},
};

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
    let mut report = ReportFactsView::of(words, &view, &desk.factors.version, now, may_show.is_some());
    if visit.right.signed.actor.may(Act::SeePersons) {
        tie(&visit, &view, &mut report).await?;
    }
    let frame = Frame::of(&visit, "queue", report.reference.clone());
    let may_journal = frame.user.as_ref().is_some_and(super::UserBox::may_journal);
    Ok(edge::html(ReportPage { frame, report, may_journal }.render()?))
}

/// Says which persons and which lead the report belongs to, as the tables have them: also while the linker still reads.
async fn tie(
    visit: &Visit<act::ReadReport>,
    view: &ReportView,
    report: &mut ReportFactsView,
) -> Result<(), Failure> {
    let store = &visit.desk.store;
    let no = view.opened.row.no;
    let mut counts = Vec::with_capacity(view.opened.report.mentions.len());
    for position in 0..view.opened.report.mentions.len() {
        let person = match MentionRef::new(no, position) {
            Some(mention) => store.person_of(mention).await?,
            None => None,
        };
        counts.push(person.map(|person| person.mentions));
    }
    let lead = match store.lead_of_report(no).await? {
        Some(lead) => {
            let named = store.report_rows(&[lead.no]).await?;
            named.first().map(|row| (row.reference, lead.reports))
        }
        None => None,
    };
    report.tie(visit.look.words, &counts, lead);
    Ok(())
}
