//! `/desk`: what somebody finds when they come to work; their own day and filters.

use super::Frame;
use crate::{
    edge,
    failure::Failure,
    view::{
        desk::{ReferralLineView, WorkTag},
        grouped,
        lead::LeadLineView,
    },
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::Role;
use response::{
    ResponseError,
    desk::{self, Day, TeamDay, WorkLine},
    policy::{Act, act},
};

#[derive(Template)]
#[template(path = "desk.html")]
pub(crate) struct DeskPage {
    pub(crate) frame: Frame,
    pub(crate) whole: bool,
    pub(crate) mine: Vec<LeadLineView>,
    pub(crate) team: Vec<LeadLineView>,
    pub(crate) overdue: Vec<LeadLineView>,
    pub(crate) escalated: Option<String>,
    pub(crate) handed: Vec<LeadLineView>,
    pub(crate) referrals: Vec<ReferralLineView>,
    pub(crate) more_referrals: bool,
    pub(crate) day: DayView,
    pub(crate) staff: Vec<(String, DayView, String)>,
    pub(crate) may_figures: bool,
    pub(crate) done: Option<String>,
}

/// How much somebody read today.
pub(crate) struct DayView {
    pub(crate) reads: String,
    pub(crate) reveals: String,
    pub(crate) rotate: bool,
    pub(crate) heavy: bool,
}

impl DayView {
    fn of(day: Day) -> Self {
        Self {
            reads: grouped(day.reads),
            reveals: grouped(day.reveals),
            rotate: day.rotate,
            heavy: day.heavy,
        }
    }
}

/// Lines of leads with the work on them.
pub(crate) fn lines(words: Words, list: &[WorkLine], now: model::Instant) -> Vec<LeadLineView> {
    list.iter()
        .map(|one| {
            let mut line = LeadLineView::of(words, &one.line, now);
            line.work = one.place.as_ref().map(|place| WorkTag::of(words, place));
            line
        })
        .collect()
}

/// Shows the desk.
pub(crate) async fn show(visit: Visit<act::UseDesk>) -> Result<Response, Failure> {
    let (site, words, user) = (&visit.desk, visit.look.words, visit.user()?);
    let sight = visit.sight().await?;
    let permit = visit.also::<act::SeeReferrals>("open the desk").await?;
    let tables = (&*site.factors, &*site.service);
    let home = desk::home(&site.store, &permit, &sight, tables, user).await?;
    let day = desk::own_day(&site.store, &visit.right.permit, &site.service, user).await?;
    let staff: Vec<TeamDay> = if user.role == Role::Supervisor {
        let permit = visit.also::<act::LookAfterStaff>("look after the staff").await?;
        desk::team_day(&site.store, &permit, &site.service, user).await?
    } else {
        Vec::new()
    };
    let now = site.store.clock().now();
    let page = DeskPage {
        whole: sight.is_whole(),
        mine: lines(words, &home.mine, now),
        team: lines(words, &home.team, now),
        overdue: lines(words, &home.overdue, now),
        escalated: (home.escalated > 0 && user.role == Role::Supervisor)
            .then(|| words.fill("desk-escalated", "count", &home.escalated)),
        handed: lines(words, &home.handed, now),
        referrals: home
            .referrals
            .iter()
            .map(|line| ReferralLineView::of(words, line, line.row.to == user.agency))
            .collect(),
        more_referrals: home.more_referrals,
        day: DayView::of(day),
        staff: staff.into_iter().map(|one| (one.name, DayView::of(one.day), grouped(one.load))).collect(),
        may_figures: visit.right.signed.actor.may(Act::SeeFigures) && sight.is_whole(),
        done: (visit.asked("done") == Some("day")).then(|| words.say("desk-day-set")),
        frame: Frame::of(&visit, "desk", words.say("desk-title")),
    };
    Ok(edge::html(page.render()?))
}

/// `POST /desk/day`: takes nothing new today, or does again.
pub(crate) async fn day(visit: Visit<act::UseDesk>) -> Result<Response, Failure> {
    let heavy = visit.form.text("heavy") == "yes";
    desk::heavy_day(&visit.desk.store, &visit.right.permit, visit.user()?, heavy).await?;
    edge::redirect("/desk?done=day")
}

/// `POST /desk/filters`: keeps or throws away a filter of the queue.
pub(crate) async fn filters(visit: Visit<act::UseDesk>) -> Result<Response, Failure> {
    let (store, permit, user) = (&visit.desk.store, &visit.right.permit, visit.user()?);
    if let Ok(no) = visit.form.text("drop").parse() {
        desk::drop_filter(store, permit, user, no).await?;
        return edge::redirect("/queue");
    }
    let query = super::queue::Asked::of_query(visit.form.text("query"));
    match desk::keep_filter(store, permit, user, visit.form.text("name"), &query.query()).await {
        Ok(()) => edge::redirect(&query.link(None)),
        Err(ResponseError::Form(_)) => edge::redirect("/queue?done=no-filter"),
        Err(error) => Err(error.into()),
    }
}
