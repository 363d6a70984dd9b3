//! `GET /leads/{reference}`: one lead, by the reference of any of its reports. No word about people is on it.

use super::{
    Frame,
    lead_work::{self, LeadWorkView},
};
use crate::{
    edge,
    failure::Failure,
    view::lead::LeadPageView,
    visit::{Need, Visit},
};
use askama::Template;
use axum::response::Response;
use response::{Permit, Sight, leads, policy::act};

#[derive(Template)]
#[template(path = "lead.html")]
pub(crate) struct LeadPage {
    pub(crate) frame: Frame,
    pub(crate) lead: LeadPageView,
    /// The work on it, for those who do it.
    pub(crate) work: Option<LeadWorkView>,
}

/// Shows one lead.
pub(crate) async fn show(visit: Visit<act::SeePersons>) -> Result<Response, Failure> {
    let sight = visit.sight().await?;
    let title = visit.look.words.fill("lead-title", "reference", &visit.reference()?);
    let frame = Frame::of(&visit, "queue", title);
    let work = lead_work::view(&visit, &sight).await?;
    page(&visit, &visit.right.permit, &sight, frame, work).await
}

/// The page from its parts.
pub(crate) async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeePersons>,
    sight: &Sight,
    mut frame: Frame,
    work: Option<LeadWorkView>,
) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let reference = visit.reference()?;
    let view = leads::lead(&desk.store, &desk.linker, permit, sight, &desk.factors, reference).await?;
    let lead = LeadPageView::of(words, &view, desk.store.clock().now());
    frame.title = words.fill("lead-title", "reference", &view.line.reference);
    frame.chart = lead.chart.is_some();
    frame.drafts = work.is_some();
    Ok(edge::html(LeadPage { frame, lead, work }.render()?))
}
