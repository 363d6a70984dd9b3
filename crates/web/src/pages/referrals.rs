//! `/referrals`: to whoever looks, to their team, from their team; and one referral with its words and steps.

use super::{Choice, Frame, choice};
use crate::{
    edge,
    failure::Failure,
    view::{
        TimeView,
        desk::{HistoryView, ReferralLineView},
    },
    visit::{Need, Visit},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::{ReferralId, ReferralReason, ReferralSide, ReferralStep};
use response::{
    Permit, ResponseError,
    desk::{self, NOTE_LONGEST},
    policy::{Act, act},
};

#[derive(Template)]
#[template(path = "referrals.html")]
pub(crate) struct ReferralsPage {
    pub(crate) frame: Frame,
    pub(crate) to_me: Vec<ReferralLineView>,
    pub(crate) to_team: Vec<ReferralLineView>,
    pub(crate) from_team: Vec<ReferralLineView>,
    pub(crate) ended: Vec<ReferralLineView>,
}

/// Shows the three views.
pub(crate) async fn list(visit: Visit<act::SeeReferrals>) -> Result<Response, Failure> {
    let (words, user) = (visit.look.words, visit.user()?);
    let all = desk::referrals(&visit.desk.store, &visit.right.permit, user).await?;
    let lines = |list: &[desk::ReferralLine]| {
        list.iter()
            .map(|line| ReferralLineView::of(words, line, line.row.to == user.agency))
            .collect::<Vec<_>>()
    };
    let page = ReferralsPage {
        to_me: lines(&all.to_me),
        to_team: lines(&all.to_team),
        from_team: lines(&all.from_team),
        ended: lines(&all.ended),
        frame: Frame::of(&visit, "referrals", words.say("referrals-title")),
    };
    Ok(edge::html(page.render()?))
}

#[derive(Template)]
#[template(path = "referral.html")]
pub(crate) struct ReferralPage {
    pub(crate) frame: Frame,
    pub(crate) line: ReferralLineView,
    pub(crate) version: i64,
    pub(crate) basis: String,
    pub(crate) compartments: Vec<String>,
    pub(crate) reports: Vec<String>,
    pub(crate) persons: Option<Vec<String>>,
    pub(crate) until: Option<TimeView>,
    pub(crate) newer: Option<String>,
    pub(crate) may_widen: bool,
    pub(crate) history: Vec<HistoryView>,
    /// Each step with its reasons.
    pub(crate) steps: Vec<(Choice, Vec<Choice>)>,
    pub(crate) colleagues: Vec<Choice>,
    pub(crate) ended: Option<String>,
    pub(crate) note: String,
    pub(crate) longest: usize,
    pub(crate) problem: Option<String>,
    pub(crate) done: Option<String>,
}

fn id<N: Need>(visit: &Visit<N>) -> Result<ReferralId, Failure> {
    visit.part("referral").parse().map_err(|_| Failure::NotFound)
}

fn seen<N: Need>(visit: &Visit<N>) -> i64 {
    // What is no version is that of nothing: a conflict, and nothing is written.
    visit.form.text("seen").parse().unwrap_or(-1)
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeeReferrals>,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let (words, user) = (visit.look.words, visit.user()?);
    let view = desk::referral(&visit.desk.store, permit, user, id(visit)?).await?;
    let receiving = view.side == ReferralSide::Receiver;
    let row = &view.line.row;
    let holder = if receiving { row.to_user } else { row.from_user };
    let mut colleagues =
        vec![Choice { value: String::new(), label: words.say("assign-team"), chosen: holder.is_none() }];
    colleagues.extend(view.colleagues.iter().map(|(id, name)| Choice {
        value: id.to_string(),
        label: name.clone(),
        chosen: holder == Some(*id),
    }));
    let steps = view.steps.iter().map(|step| {
        let reasons = step.reasons().iter();
        let reasons = reasons.map(|one| choice(words, "refreason", one.code(), one.code(), false)).collect();
        (choice(words, "refstep", step.code(), step.code(), false), reasons)
    });
    let title = words.fill("referral-title", "reference", &view.line.reference);
    let frame = Frame::of(visit, "referrals", title).linking_to(&format!("/referrals/{}", row.id));
    let page = ReferralPage {
        frame,
        version: row.version,
        basis: words.say(&format!("basis-{}", row.basis.code())),
        compartments: view
            .compartments
            .iter()
            .map(|one| words.say(&format!("referral-part-{}", one.code())))
            .collect(),
        reports: view.reports.iter().map(ToString::to_string).collect(),
        persons: view.persons.as_ref().map(|all| all.iter().map(ToString::to_string).collect()),
        until: row.until.map(TimeView::exact),
        newer: (view.newer > 0).then(|| words.fill("referral-newer", "count", &view.newer)),
        may_widen: visit.signed().is_some_and(|signed| signed.actor.may(Act::SendReferrals)),
        history: view.history.iter().map(|one| HistoryView::of(words, one)).collect(),
        steps: steps.collect(),
        colleagues: if row.state.is_active() { colleagues } else { Vec::new() },
        ended: row.reason.map(|reason| words.say(&format!("refreason-{}", reason.code()))),
        note: if problem.is_some() { visit.form.text("note").to_owned() } else { String::new() },
        longest: NOTE_LONGEST,
        problem,
        done: (visit.asked("done") == Some("step")).then(|| words.say("referral-done")),
        line: ReferralLineView::of(words, &view.line, receiving),
    };
    Ok(edge::html(page.render()?))
}

/// Shows one referral.
pub(crate) async fn show(visit: Visit<act::SeeReferrals>) -> Result<Response, Failure> {
    page(&visit, &visit.right.permit, None).await
}

/// Shows it again with what is wrong; the note that was typed stays.
async fn mend<N: Need>(visit: &Visit<N>, status: StatusCode, key: &str) -> Result<Response, Failure> {
    let permit = visit.also::<act::SeeReferrals>("mend a step of a referral").await?;
    let mut response = page(visit, &permit, Some(visit.look.words.say(key))).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn on<N: Need>(visit: &Visit<N>, done: Result<bool, ResponseError>) -> Result<Response, Failure> {
    match done {
        Ok(true) => edge::redirect(&format!("/referrals/{}?done=step", id(visit)?)),
        Ok(false) => mend(visit, StatusCode::CONFLICT, "referral-conflict").await,
        Err(ResponseError::Form(_)) => mend(visit, StatusCode::UNPROCESSABLE_ENTITY, "referral-wrong").await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /referrals/{referral}`: accepts, declines, gives back, ends, takes back.
pub(crate) async fn step(visit: Visit<act::AnswerReferrals>) -> Result<Response, Failure> {
    let Some(step) = ReferralStep::from_code(visit.form.text("step")) else {
        return mend(&visit, StatusCode::UNPROCESSABLE_ENTITY, "referral-wrong").await;
    };
    let reason = ReferralReason::from_code(visit.form.text("reason"));
    let named = (id(&visit)?, seen(&visit));
    let note = visit.form.text("note");
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    let done = desk::step(store, permit, visit.user()?, named, step, reason, note).await;
    on(&visit, done).await
}

/// `POST /referrals/{referral}/give`: to somebody of one's own agency, or back to the team.
pub(crate) async fn give(visit: Visit<act::AnswerReferrals>) -> Result<Response, Failure> {
    let to = visit.form.text("to");
    let to = if to.is_empty() { None } else { Some(to.parse().map_err(|_| Failure::NotFound)?) };
    let named = (id(&visit)?, seen(&visit));
    let done = desk::give(&visit.desk.store, &visit.right.permit, visit.user()?, named, to).await;
    on(&visit, done).await
}

/// `POST /referrals/{referral}/widen`: hands over what came later.
pub(crate) async fn widen(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let sight = visit.sight().await?;
    let named = (id(&visit)?, seen(&visit));
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    let done = desk::widen(store, permit, &sight, visit.user()?, named).await;
    on(&visit, done.map(|count| count.is_some())).await
}
