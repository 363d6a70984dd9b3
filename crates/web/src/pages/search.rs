//! `POST /search`: by reference, by the source's number, or by identifier. What is typed may be personal: it is in the
//! body of the request and on the page, and nowhere else.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    view::{LineView, grouped},
    visit::Visit,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use response::{
    ResponseError,
    persons::{self, NamedPersons},
    policy::{Act, act},
    queue,
};

#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    pub(crate) frame: Frame,
    pub(crate) problem: bool,
    pub(crate) count: String,
    pub(crate) by_reference: bool,
    pub(crate) limit: Option<i64>,
    pub(crate) lines: Vec<LineView>,
    /// Persons of a like name, each with a report that names them so.
    pub(crate) named: Vec<(String, LineView)>,
    /// Whether more persons are called so than are shown.
    pub(crate) more_named: bool,
}

/// Shows what a search found.
pub(crate) async fn show(visit: Visit<act::Search>) -> Result<Response, Failure> {
    let desk = &visit.desk;
    let text = visit.form.text("text");
    let sight = visit.sight().await?;
    let (store, permit) = (&desk.store, &visit.right.permit);
    let found = queue::search(store, permit, &sight, &desk.factors, text, desk.default_country).await;
    // While persons are still being put together, the rest is found all the same.
    let named = match persons::named(store, &desk.linker, permit, &sight, &desk.factors, text).await {
        Ok(named) if visit.right.signed.actor.may(Act::SeePersons) => named,
        Ok(_) | Err(ResponseError::Linking { .. }) => NamedPersons::default(),
        Err(error) => return Err(error.into()),
    };
    let words = visit.look.words;
    let mut frame = Frame::of(&visit, "search", words.say("search-title")).linking_to("/queue");
    let found = match found {
        Ok(found) => found,
        Err(ResponseError::Form(_)) => {
            let page = SearchPage {
                frame,
                problem: true,
                count: grouped(0),
                by_reference: false,
                limit: None,
                lines: Vec::new(),
                named: Vec::new(),
                more_named: false,
            };
            let mut response = edge::html(page.render()?);
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    };
    text.trim().clone_into(&mut frame.searched);
    let now = desk.store.clock().now();
    let count = i64::try_from(found.lines.len()).unwrap_or(i64::MAX);
    let page = SearchPage {
        frame,
        problem: false,
        count: grouped(count),
        by_reference: found.by_reference,
        limit: (count >= queue::SEARCH_LIMIT).then_some(count),
        lines: found.lines.iter().map(|line| LineView::of(words, line, now)).collect(),
        more_named: named.more,
        named: named
            .persons
            .iter()
            .map(|one| (one.person.to_string(), LineView::of(words, &one.line, now)))
            .collect(),
    };
    Ok(edge::html(page.render()?))
}
