//! `/bursts/{no}`: reports that came too many at once and are held behind the queue, page by page, and the way to let them
//! in. No word about people.

use super::{Frame, decision::on_to};
use crate::{
    edge,
    failure::Failure,
    view::{LineView, TimeView, grouped},
    visit::{Need, Visit},
    words::Words,
};
use askama::Template;
use axum::response::Response;
use response::{
    Permit,
    bursts::{self, SHOWN},
    policy::{Act, act},
};
use store::BurstRow;

/// A burst that is held, as one line.
pub(crate) struct BurstLine {
    pub(crate) no: i64,
    pub(crate) began: TimeView,
    pub(crate) last: TimeView,
    pub(crate) reports: String,
    /// How many say that a child is in danger now, where any does.
    pub(crate) urgent: Option<String>,
}

impl BurstLine {
    pub(crate) fn of(words: Words, row: &BurstRow) -> Self {
        Self {
            no: row.no,
            began: TimeView::exact(row.began_at),
            last: TimeView::exact(row.last_at),
            reports: words.fill("burst-reports", "count", &grouped(row.reports)),
            urgent: (row.urgent > 0).then(|| words.fill("burst-urgent", "count", &grouped(row.urgent))),
        }
    }
}

#[derive(Template)]
#[template(path = "burst.html")]
pub(crate) struct BurstPage {
    pub(crate) frame: Frame,
    pub(crate) burst: BurstLine,
    pub(crate) lines: Vec<LineView>,
    pub(crate) next: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) may_release: bool,
    /// Whether the button was pressed once and asks again.
    pub(crate) sure: bool,
}

fn number<N: Need>(visit: &Visit<N>) -> Result<i64, Failure> {
    visit.part("no").parse().map_err(|_| Failure::NotFound)
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeeQueue>,
    no: i64,
    sure: bool,
) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let sight = visit.sight().await?;
    let row = bursts::held_one(&desk.store, permit, &sight, no).await?;
    let after = visit.asked("after").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let lines = bursts::reports(&desk.store, permit, &sight, &desk.factors, no, after).await?;
    let last = lines.iter().map(|line| line.row.no).max().unwrap_or(after);
    let more = i64::try_from(lines.len()).is_ok_and(|count| count >= SHOWN)
        && !bursts::reports(&desk.store, permit, &sight, &desk.factors, no, last).await?.is_empty();
    let now = desk.store.clock().now();
    let page = BurstPage {
        frame: Frame::of(visit, "queue", words.say("burst-title")).linking_to(&format!("/bursts/{no}")),
        burst: BurstLine::of(words, &row),
        next: more.then(|| format!("/bursts/{no}?after={last}")),
        start: (after > 0).then(|| format!("/bursts/{no}")),
        lines: lines.iter().map(|line| LineView::of(words, line, now)).collect(),
        may_release: visit.signed().is_some_and(|signed| signed.actor.may(Act::ReleaseBursts)),
        sure,
    };
    Ok(edge::html(page.render()?))
}

/// `GET /bursts/{no}`.
pub(crate) async fn show(visit: Visit<act::SeeQueue>) -> Result<Response, Failure> {
    page(&visit, &visit.right.permit, number(&visit)?, false).await
}

/// `POST /bursts/{no}`: asks once more, then lets the reports in.
pub(crate) async fn release(visit: Visit<act::ReleaseBursts>) -> Result<Response, Failure> {
    let no = number(&visit)?;
    if visit.form.text("sure") != "yes" {
        let permit = visit.also::<act::SeeQueue>("look at a burst").await?;
        return page(&visit, &permit, no, true).await;
    }
    bursts::release(&visit.desk.store, &visit.right.permit, &visit.sight().await?, no).await?;
    on_to("/queue", "released")
}
