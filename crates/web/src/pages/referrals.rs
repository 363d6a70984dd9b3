//! `/referrals`: to whoever looks, to their team, from their team; and one referral with its words and steps.

use super::{Choice, Frame, choice};
use crate::{
    drafts, edge,
    failure::Failure,
    view::{
        TimeView,
        desk::{BelowView, HistoryView, ReferralLineView, absent},
    },
    visit::{Need, Visit},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use model::{ReferralId, ReferralReason, ReferralSide, ReferralStep};
use response::{
    Permit, ResponseError,
    desk::{self, NOTE_LONGEST, ReferralLine, ReferralView},
    policy::{Act, act},
};

/// One of the views, with the way to the rest of it.
pub(crate) struct ReferralsView {
    pub(crate) code: &'static str,
    pub(crate) title: String,
    pub(crate) lines: Vec<ReferralLineView>,
    pub(crate) next: Option<String>,
}

#[derive(Template)]
#[template(path = "referrals.html")]
pub(crate) struct ReferralsPage {
    pub(crate) frame: Frame,
    pub(crate) views: Vec<ReferralsView>,
    /// The way back to all views, from a later page of one.
    pub(crate) start: Option<String>,
}

/// Shows the three views and what has ended; or one of them from a place on.
pub(crate) async fn list(visit: Visit<act::SeeReferrals>) -> Result<Response, Failure> {
    let (words, user) = (visit.look.words, visit.user()?);
    let place = |text: &str| {
        let (first, second) = text.split_once('.')?;
        Some((first.parse().ok()?, second.parse().ok()?))
    };
    let asked = visit.asked("view").and_then(ReferralView::from_code);
    let after = asked.and(visit.asked("after")).and_then(place);
    let mut views = Vec::new();
    for view in ReferralView::ALL.into_iter().filter(|view| asked.is_none_or(|asked| asked == *view)) {
        let found = desk::referrals(&visit.desk.store, &visit.right.permit, user, view, after).await?;
        let line = |line: &ReferralLine| ReferralLineView::of(words, line, line.row.to == user.agency);
        views.push(ReferralsView {
            code: view.code(),
            title: words.say(&format!("referrals-{}", view.code())),
            lines: found.lines.iter().map(line).collect(),
            next: found
                .next
                .map(|(first, second)| format!("/referrals?view={}&after={first}.{second}", view.code())),
        });
    }
    let page = ReferralsPage {
        views,
        start: asked.map(|_| "/referrals".to_owned()),
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
    /// Where the sender adds them, if they may.
    pub(crate) widen: Option<String>,
    /// Whether it was itself handed on.
    pub(crate) from_another: bool,
    /// What was handed on from it.
    pub(crate) handed_on: Vec<BelowView>,
    pub(crate) may_hand_on: bool,
    pub(crate) history: Vec<HistoryView>,
    /// Each step with its reasons.
    pub(crate) steps: Vec<(Choice, Vec<Choice>)>,
    pub(crate) colleagues: Vec<Choice>,
    /// Who is away and therefore not among them.
    pub(crate) away: Vec<String>,
    pub(crate) ended: Option<String>,
    pub(crate) note: String,
    /// Whether the note has no form to stand in any more: the referral went on meanwhile.
    pub(crate) note_alone: bool,
    pub(crate) draft_of: Option<TimeView>,
    pub(crate) longest: usize,
    pub(crate) problem: Option<String>,
    pub(crate) done: Option<String>,
}

pub(super) fn id<N: Need>(visit: &Visit<N>) -> Result<ReferralId, Failure> {
    visit.part("referral").parse().map_err(|_| Failure::NotFound)
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
    let address = format!("/referrals/{}", row.id);
    let kept = drafts::kept(visit, &address).await?;
    // What was typed, or what a draft kept: the words, and what they were about.
    let typed = drafts::typed(visit, kept.as_ref());
    let (step_of, reason_of) = (typed.text("step"), typed.text("reason"));
    let steps = view.steps.iter().map(|step| {
        let chosen = step.code() == step_of;
        let reason = |one: &ReferralReason| {
            choice(words, "refreason", one.code(), one.code(), chosen && one.code() == reason_of)
        };
        (
            choice(words, "refstep", step.code(), step.code(), chosen),
            step.reasons().iter().map(reason).collect(),
        )
    });
    let steps: Vec<(Choice, Vec<Choice>)> = steps.collect();
    let note = typed.text("note").to_owned();
    let chain = desk::chain(&visit.desk.store, permit, user, row.id).await?;
    let may = |act: Act| visit.signed().is_some_and(|signed| signed.actor.may(act));
    let (widens, at) =
        if chain.from_another { (Act::HandOnReferrals, "/on/widen") } else { (Act::SendReferrals, "/widen") };
    let title = words.fill("referral-title", "reference", &view.line.reference);
    let frame = Frame::of(visit, "referrals", title).linking_to(&address).drafting();
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
        widen: may(widens).then(|| format!("/referrals/{}{at}", row.id)),
        from_another: chain.from_another,
        handed_on: chain.below.iter().map(|one| BelowView::of(words, one)).collect(),
        may_hand_on: chain.may && may(Act::HandOnReferrals),
        history: view.history.iter().map(|one| HistoryView::of(words, one)).collect(),
        note_alone: !note.trim().is_empty() && steps.iter().all(|(_, reasons)| reasons.is_empty()),
        steps,
        colleagues: if row.state.is_active() { colleagues } else { Vec::new() },
        away: absent(words, &view.away),
        ended: row.reason.map(|reason| words.say(&format!("refreason-{}", reason.code()))),
        note,
        draft_of: kept.map(|kept| kept.at),
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

pub(super) async fn on<N: Need>(
    visit: &Visit<N>,
    done: Result<bool, ResponseError>,
) -> Result<Response, Failure> {
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
    let named = (id(&visit)?, visit.seen());
    let note = visit.form.text("note");
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    let done = desk::step(store, permit, visit.user()?, named, step, reason, note).await;
    on(&visit, done).await
}

/// `POST /referrals/{referral}/give`: to somebody of one's own agency, or back to the team.
pub(crate) async fn give(visit: Visit<act::AnswerReferrals>) -> Result<Response, Failure> {
    let to = visit.form.text("to");
    let to = if to.is_empty() { None } else { Some(to.parse().map_err(|_| Failure::NotFound)?) };
    let named = (id(&visit)?, visit.seen());
    let done = desk::give(&visit.desk.store, &visit.right.permit, visit.user()?, named, to).await;
    on(&visit, done).await
}

/// `POST /referrals/{referral}/widen`: hands over what came later.
pub(crate) async fn widen(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let sight = visit.sight().await?;
    let named = (id(&visit)?, visit.seen());
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    let done = desk::widen(store, permit, &sight, visit.user()?, named).await;
    on(&visit, done.map(|count| count.is_some())).await
}
