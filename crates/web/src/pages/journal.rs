//! The journal of one report, and the way to it for those who see no queue.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, grouped},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::Reference;
use response::{
    policy::{Act, act},
    reading,
};
use store::JournalLine;

/// One entry.
pub(crate) struct EntryView {
    pub(crate) seq: String,
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) what: String,
    /// In the words of the program that wrote it: the journal is not translated.
    pub(crate) why: String,
}

impl EntryView {
    pub(crate) fn of(words: Words, line: &JournalLine) -> Self {
        Self {
            seq: grouped(line.seq),
            at: TimeView::exact(line.at),
            who: line.actor.clone(),
            what: words
                .known(&format!("action-{}", line.action))
                .unwrap_or_else(|| words.say("action-other")),
            why: line.purpose.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "journal.html")]
pub(crate) struct JournalPage {
    pub(crate) frame: Frame,
    pub(crate) reference: String,
    pub(crate) may_read: bool,
    pub(crate) entries: Vec<EntryView>,
    pub(crate) limit: Option<i64>,
}

#[derive(Template)]
#[template(path = "journal_find.html")]
pub(crate) struct JournalFindPage {
    pub(crate) frame: Frame,
    pub(crate) typed: String,
    pub(crate) wrong: bool,
}

/// `GET /reports/{reference}/journal`.
pub(crate) async fn show(visit: Visit<act::SeeJournal>) -> Result<Response, Failure> {
    let reference = visit.reference()?;
    let sight = visit.sight().await?;
    let lines = reading::journal_of(&visit.desk.store, &visit.right.permit, &sight, reference).await?;
    let words = visit.look.words;
    let reference = reference.to_string();
    let page = JournalPage {
        frame: Frame::of(&visit, "journal", words.fill("journal-of", "reference", &reference)),
        reference,
        may_read: visit.right.signed.actor.may(Act::ReadReport),
        limit: (lines.len() >= usize::try_from(reading::JOURNAL_SHOWN).unwrap_or(usize::MAX))
            .then_some(reading::JOURNAL_SHOWN),
        entries: lines.iter().map(|line| EntryView::of(words, line)).collect(),
    };
    Ok(edge::html(page.render()?))
}

/// `GET /journal`: asks for a reference.
pub(crate) async fn ask(visit: Visit<act::SeeJournal>) -> Result<Response, Failure> {
    find_page(&visit, String::new(), false)
}

/// `POST /journal`: leads on to the journal of a report. A form and not a link, because anything may be typed here and
/// an address is remembered by browsers.
pub(crate) async fn find(visit: Visit<act::SeeJournal>) -> Result<Response, Failure> {
    let typed = visit.form.text("reference").trim();
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    if let Ok(reference) = typed.parse::<Reference>()
        && reading::has_journal(store, permit, &visit.sight().await?, reference).await?
    {
        return edge::redirect(&format!("/reports/{reference}/journal"));
    }
    let mut response = find_page(&visit, typed.to_owned(), true)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn find_page(visit: &Visit<act::SeeJournal>, typed: String, wrong: bool) -> Result<Response, Failure> {
    let frame = Frame::of(visit, "journal", visit.look.words.say("journal-title")).linking_to("/journal");
    Ok(edge::html(JournalFindPage { frame, typed, wrong }.render()?))
}
