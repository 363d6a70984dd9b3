//! `/notifications`: what happened to one's own work. References and what happened, no name and no word of a record.

use super::Frame;
use crate::{edge, failure::Failure, view::TimeView, visit::Visit, words::Words};
use askama::Template;
use axum::response::Response;
use response::{
    desk::{self, About, Notice},
    policy::act,
};
use store::SeenUntil;

/// One line.
pub(crate) struct NoticeView {
    pub(crate) what: String,
    pub(crate) reference: Option<String>,
    pub(crate) link: String,
    pub(crate) at: TimeView,
    pub(crate) fresh: bool,
}

impl NoticeView {
    fn of(words: Words, one: &Notice) -> Self {
        let reference = one.reference.map(|reference| reference.to_string());
        let link = match (one.about, &reference) {
            (About::Referral(id), _) => format!("/referrals/{id}"),
            (About::Conversation(id), _) => format!("/conversations/{id}"),
            (About::Account(id), _) => format!("/accounts/{id}"),
            (About::Lead, Some(reference)) => format!("/leads/{reference}"),
            (About::Lead, None) => "/queue".to_owned(),
            (About::Overrides, _) => "/overrides".to_owned(),
        };
        let mut what = words.say(&format!("notice-{}", one.kind.code()));
        if let Some(name) = &one.stands_in {
            what.push_str(" · ");
            what.push_str(&words.fill("stands-in-for", "name", name));
        }
        Self { what, reference, link, at: TimeView::exact(one.at), fresh: one.fresh }
    }
}

#[derive(Template)]
#[template(path = "notifications.html")]
pub(crate) struct NotificationsPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<NoticeView>,
    /// Up to where this is all, as the form sends it back; nothing where nothing is new.
    pub(crate) until: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) next: Option<String>,
}

fn written(until: SeenUntil) -> String {
    format!("{}.{}.{}", until.entry, until.turn, until.at)
}

fn read(text: &str) -> Option<SeenUntil> {
    let mut parts = text.split('.').map(|part| part.parse::<i64>().ok().filter(|number| *number >= 0));
    let until = SeenUntil { entry: parts.next()??, turn: parts.next()??, at: parts.next()?? };
    parts.next().is_none().then_some(until)
}

/// `GET /notifications`.
pub(crate) async fn show(visit: Visit<act::SeeNotices>) -> Result<Response, Failure> {
    let (site, words) = (&visit.desk, visit.look.words);
    let sight = visit.sight().await?;
    let page = visit.asked("page").and_then(|page| page.parse().ok()).unwrap_or(0);
    let actor = &visit.right.signed.actor;
    let (store, permit, service) = (&site.store, &visit.right.permit, &site.service);
    let found = desk::notices(store, permit, &sight, service, actor, page).await?;
    let page = NotificationsPage {
        lines: found.lines.iter().map(|one| NoticeView::of(words, one)).collect(),
        until: (found.fresh > 0).then(|| written(found.until)),
        done: (visit.asked("done") == Some("seen")).then(|| words.say("notices-seen-done")),
        start: (found.page > 0).then(|| "/notifications".to_owned()),
        next: found.more.then(|| format!("/notifications?page={}", found.page + 1)),
        frame: Frame::of(&visit, "notifications", words.say("notices-title")),
    };
    Ok(edge::html(page.render()?))
}

/// `POST /notifications/seen`: everything that the page showed was seen. What came since stays new.
pub(crate) async fn seen(visit: Visit<act::SeeNotices>) -> Result<Response, Failure> {
    let until = read(visit.form.text("until")).ok_or(Failure::NotFound)?;
    desk::see_notices(&visit.desk.store, &visit.right.permit, visit.user()?, until).await?;
    edge::redirect("/notifications?done=seen")
}
