//! `GET /alerts`: alerts about payments by where they stand, the most points first. No word about anybody is on the page.

use super::{Choice, Frame, choice};
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, grouped},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::AlertState;
use response::{alerts, policy::act};
use store::AlertRow;

/// One alert of the list.
pub(crate) struct AlertLine {
    pub(crate) id: String,
    /// What people call it: the end of its id.
    pub(crate) name: String,
    pub(crate) side: String,
    pub(crate) points: String,
    pub(crate) safeguard: bool,
    pub(crate) fired: String,
    pub(crate) raised: TimeView,
    pub(crate) changed: TimeView,
}

impl AlertLine {
    pub(super) fn of(words: Words, row: &AlertRow) -> Self {
        let id = row.id.to_string();
        Self {
            name: short(&id),
            id,
            side: words.say(&format!("payment-side-{}", row.facts.side.code())),
            points: points(row.facts.points),
            safeguard: row.facts.safeguard,
            fired: row.facts.fired.join(" "),
            raised: TimeView::exact(row.raised_at),
            changed: TimeView::exact(row.changed_at),
        }
    }
}

/// The last twelve signs of an id.
fn short(id: &str) -> String {
    id.get(id.len().saturating_sub(12)..).unwrap_or(id).to_owned()
}

/// Hundredths of points for people.
fn points(hundredths: i64) -> String {
    format!("{}.{}", hundredths / 100, hundredths % 100 / 10)
}

#[derive(Template)]
#[template(path = "alerts.html")]
pub(crate) struct AlertsPage {
    pub(crate) frame: Frame,
    pub(crate) states: Vec<Choice>,
    pub(crate) count: String,
    pub(crate) lines: Vec<AlertLine>,
    pub(crate) limit: Option<usize>,
}

/// Shows the list.
pub(crate) async fn show(visit: Visit<act::SeePaymentAlerts>) -> Result<Response, Failure> {
    let state = visit.asked("state").and_then(AlertState::from_code).unwrap_or(AlertState::Open);
    let (rows, count) = alerts::list(&visit.desk.store, &visit.right.permit, state).await?;
    let words = visit.look.words;
    let states = AlertState::ALL
        .iter()
        .map(|one| choice(words, "alert-state", one.code(), one.code(), *one == state))
        .collect();
    let page = AlertsPage {
        frame: Frame::of(&visit, "alerts", words.say("alerts-title")),
        states,
        count: grouped(count),
        limit: i64::try_from(rows.len()).is_ok_and(|shown| shown < count).then_some(rows.len()),
        lines: rows.iter().map(|row| AlertLine::of(words, row)).collect(),
    };
    Ok(edge::html(page.render()?))
}
