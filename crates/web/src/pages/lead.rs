//! `GET /leads/{reference}`: one lead, by the reference of any of its reports. No word about people is on it.

use super::Frame;
use crate::{edge, failure::Failure, view::lead::LeadPageView, visit::Visit};
use askama::Template;
use axum::response::Response;
use response::{leads, policy::act};

#[derive(Template)]
#[template(path = "lead.html")]
pub(crate) struct LeadPage {
    pub(crate) frame: Frame,
    pub(crate) lead: LeadPageView,
}

/// Shows one lead.
pub(crate) async fn show(visit: Visit<act::SeePersons>) -> Result<Response, Failure> {
    let reference = visit.reference()?;
    let desk = &visit.desk;
    let sight = visit.sight().await?;
    let permit = &visit.right.permit;
    let view = leads::lead(&desk.store, &desk.linker, permit, &sight, &desk.factors, reference).await?;
    let words = visit.look.words;
    let lead = LeadPageView::of(words, &view, desk.store.clock().now());
    let mut frame = Frame::of(&visit, "queue", words.fill("lead-title", "reference", &view.line.reference));
    frame.chart = lead.chart.is_some();
    Ok(edge::html(LeadPage { frame, lead }.render()?))
}
