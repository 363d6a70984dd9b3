//! `GET /review`: uncertain links, those first whose decision would change most. No word about people is on it.

use super::Frame;
use crate::{edge, failure::Failure, view::link::UncertainLine, visit::Visit};
use askama::Template;
use axum::response::Response;
use response::{persons, policy::act};

/// Links shown at once. Each decision changes the list; nobody works through more before looking again.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "review.html")]
pub(crate) struct ReviewPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<UncertainLine>,
    pub(crate) limit: Option<usize>,
}

/// Shows the list.
pub(crate) async fn show(visit: Visit<act::SeePersons>) -> Result<Response, Failure> {
    let desk = &visit.desk;
    let found =
        persons::review(&desk.store, &desk.linker, &visit.right.permit, &visit.sight().await?, SHOWN).await?;
    let words = visit.look.words;
    let page = ReviewPage {
        frame: Frame::of(&visit, "review", words.say("review-title")),
        limit: (found.len() >= SHOWN).then_some(SHOWN),
        lines: found.iter().map(|line| UncertainLine::of(words, line)).collect(),
    };
    Ok(edge::html(page.render()?))
}
