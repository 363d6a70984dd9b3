//! `/overrides`: asking for one record past one's role, and being the second person.

use super::{
    Choice, Frame,
    account_view::problem,
    decision::{on_to, to_mend},
};
use crate::{drafts, edge, failure::Failure, view::TimeView, visit::Visit, words::Words};
use askama::Template;
use axum::response::Response;
use model::{Compartment, Instant, OverrideState};
use response::{
    ResponseError,
    overrides::{self, LASTS_SECONDS, WAITS_SECONDS},
    policy::{Act, act},
};
use store::OverrideRow;

/// A request.
pub(crate) struct OverrideView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) compartment: String,
    pub(crate) record: String,
    pub(crate) reason: String,
    pub(crate) asked: TimeView,
    pub(crate) state: String,
    pub(crate) until: Option<TimeView>,
    /// Whether it opens something now.
    pub(crate) runs: bool,
    /// Whether it waits for a second person.
    pub(crate) waits: bool,
    /// Whether its record has a page to open.
    pub(crate) is_report: bool,
}

impl OverrideView {
    pub(crate) fn of(words: Words, row: &OverrideRow, now: Instant) -> Self {
        let runs = row.state == OverrideState::Approved && row.until.is_some_and(|until| now < until);
        let waits = row.state == OverrideState::Asked && now.seconds_since(row.asked_at) <= WAITS_SECONDS;
        let over = matches!(row.state, OverrideState::Approved | OverrideState::Asked) && !runs && !waits;
        Self {
            id: row.id.to_string(),
            name: row.name.to_string(),
            role: words.say(&format!("role-{}", row.role.code())),
            compartment: words.say(&format!("compartment-{}", row.compartment.code())),
            record: row.record.to_string(),
            reason: row.reason.clone().unwrap_or_default(),
            asked: TimeView::exact(row.asked_at),
            state: if over {
                words.say("override-over")
            } else {
                words.say(&format!("override-{}", row.state.code()))
            },
            until: row.until.map(TimeView::exact),
            runs,
            waits,
            is_report: row.compartment == Compartment::Report,
        }
    }
}

#[derive(Template)]
#[template(path = "overrides.html")]
pub(crate) struct OverridesPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) hours: i64,
    pub(crate) mine: Vec<OverrideView>,
    /// What waits for this person, where they may decide.
    pub(crate) waiting: Option<Vec<OverrideView>>,
    pub(crate) compartments: Vec<Choice>,
    pub(crate) record: String,
    pub(crate) reason: String,
    pub(crate) draft_of: Option<TimeView>,
}

type Asks = Visit<act::AskOverride>;

async fn page(visit: &Asks, problem: Option<String>) -> Result<String, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let (signed, permit) = (&visit.right.signed, &visit.right.permit);
    let now = desk.store.clock().now();
    let views = |rows: Vec<OverrideRow>| rows.iter().map(|row| OverrideView::of(words, row, now)).collect();
    let waiting = if signed.actor.may(Act::DecideOverride) {
        let permit = visit.also::<act::DecideOverride>("look at requests for overrides").await?;
        Some(views(overrides::waiting(&desk.store, &permit, &signed.actor).await?))
    } else {
        None
    };
    let kept = drafts::kept(visit, "/overrides").await?;
    let typed = drafts::typed(visit, kept.as_ref());
    let chosen = typed.text("compartment");
    let page = OverridesPage {
        frame: Frame::of(visit, "overrides", words.say("overrides-title"))
            .linking_to("/overrides")
            .drafting(),
        done: visit.asked("done").and_then(|done| match done {
            "asked" => Some(words.say("overrides-done-asked")),
            "granted" => Some(words.say("overrides-done-granted")),
            "declined" => Some(words.say("overrides-done-declined")),
            "ended" => Some(words.say("overrides-done-ended")),
            _ => None,
        }),
        problem,
        hours: LASTS_SECONDS / 3_600,
        mine: views(overrides::mine(&desk.store, permit, &signed.actor).await?),
        waiting,
        compartments: Compartment::ALL
            .iter()
            .map(|one| super::choice(words, "compartment", one.code(), one.code(), one.code() == chosen))
            .collect(),
        record: typed.text("record").to_owned(),
        reason: typed.text("reason").to_owned(),
        draft_of: kept.as_ref().map(|kept| kept.at.clone()),
    };
    Ok(page.render()?)
}

/// `GET /overrides`.
pub(crate) async fn show(visit: Asks) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, None).await?))
}

/// `POST /overrides`: asks.
pub(crate) async fn ask(visit: Asks) -> Result<Response, Failure> {
    let (form, right) = (&visit.form, &visit.right);
    let asked = match (Compartment::from_code(form.text("compartment")), form.text("record").trim().parse()) {
        (Some(compartment), Ok(record)) => {
            let (store, actor) = (&visit.desk.store, &right.signed.actor);
            overrides::ask(store, &right.permit, actor, compartment, record, form.text("reason")).await
        }
        _ => Err(ResponseError::Form("compartment or record".into())),
    };
    match asked {
        Ok(_) => on_to("/overrides", "asked#content"),
        Err(error) => match problem(visit.look.words, &error) {
            Some(text) => Ok(to_mend(page(&visit, Some(text)).await?)),
            None => Err(error.into()),
        },
    }
}

/// `POST /overrides/{id}/decide`: the second person says yes or no.
pub(crate) async fn decide(visit: Visit<act::DecideOverride>) -> Result<Response, Failure> {
    let id = visit.part("id").parse().map_err(|_| Failure::NotFound)?;
    let granted = match visit.form.text("answer") {
        "grant" => true,
        "decline" => false,
        _ => return Err(Failure::NotFound),
    };
    let right = &visit.right;
    if !overrides::decide(&visit.desk.store, &right.permit, &right.signed.actor, id, granted).await? {
        return Err(Failure::NotFound);
    }
    on_to("/overrides", if granted { "granted#content" } else { "declined#content" })
}

/// `POST /overrides/{id}/give-back`: the one who asked needs it no more.
pub(crate) async fn give_back(visit: Asks) -> Result<Response, Failure> {
    let id = visit.part("id").parse().map_err(|_| Failure::NotFound)?;
    let right = &visit.right;
    if !overrides::give_back(&visit.desk.store, &right.permit, &right.signed.actor, id).await? {
        return Err(Failure::NotFound);
    }
    on_to("/overrides", "ended#content")
}
