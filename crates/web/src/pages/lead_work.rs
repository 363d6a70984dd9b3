//! `/leads/{reference}`: what is decided about a lead. Nobody's words are lost: where somebody else was quicker, both are
//! shown; what was typed is kept as a draft beyond the session (`drafts`).

use super::{Choice, Frame, lead};
use crate::{
    drafts, edge,
    failure::Failure,
    form::Form,
    view::{
        TimeView,
        desk::{AskedView, BelowView, DueView, ReferralLineView, StepView, absent, moved, state},
    },
    visit::{Need, Visit},
    words::Words,
};
use axum::{http::StatusCode, response::Response};
use model::{LeadReason, LeadStep, Override};
use response::{
    Permit, ResponseError, Sight,
    desk::{self, Decided, Decision, Holder, LeadDesk, NOTE_LONGEST},
    policy::act,
};

/// The work on a lead, on its page.
pub(crate) struct LeadWorkView {
    pub(crate) state: String,
    pub(crate) reopened: Option<String>,
    pub(crate) holder: Option<String>,
    pub(crate) moved: Option<String>,
    pub(crate) due: Option<DueView>,
    pub(crate) version: i64,
    /// Steps with their reasons, as groups of choices.
    pub(crate) decisions: Vec<(String, Vec<Choice>)>,
    pub(crate) holders: Vec<Choice>,
    /// Who is away and therefore not among them.
    pub(crate) away: Vec<String>,
    pub(crate) may_refer: bool,
    pub(crate) may_ask: bool,
    /// Who is asked and has not answered, with the way there and until when.
    pub(crate) asked: Option<AskedView>,
    pub(crate) steps: Vec<StepView>,
    pub(crate) referrals: Vec<ReferralLineView>,
    /// What other agencies handed on, and where it stands.
    pub(crate) handed_on: Vec<BelowView>,
    pub(crate) longest: usize,
    pub(crate) typed: Typed,
    pub(crate) problem: Option<String>,
    /// What somebody else did meanwhile.
    pub(crate) theirs: Vec<StepView>,
    pub(crate) draft_of: Option<TimeView>,
    pub(crate) done: Option<String>,
}

/// What somebody typed or chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) decision: String,
    pub(crate) to: String,
    pub(crate) note: String,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        Self { decision: text("decision"), to: text("to"), note: text("note") }
    }
}

/// The work on the lead of a visit, where whoever looks decides about leads.
pub(crate) async fn view<N: Need>(visit: &Visit<N>, sight: &Sight) -> Result<Option<LeadWorkView>, Failure> {
    let may = visit.signed().is_some_and(|signed| signed.actor.may(response::Act::DecideLeads));
    if !may || !sight.is_whole() {
        return Ok(None);
    }
    let permit = visit.also::<act::DecideLeads>("look at the work on a lead").await?;
    let desk = open(visit, &permit, sight).await?;
    let user = visit.user()?;
    let kept = drafts::kept(visit, &format!("/leads/{}/decide", visit.reference()?)).await?;
    let typed = kept.as_ref().map(|kept| Typed::read(&kept.form)).unwrap_or_default();
    let words = visit.look.words;
    let see = visit.also("see referrals of a lead").await?;
    let lines = desk::referrals_of_lead(&visit.desk.store, &see, user, desk.lead).await?;
    let mut shown = of(words, &desk, typed, user);
    shown.referrals = lines.iter().map(|line| ReferralLineView::of(words, line, false)).collect();
    let below = desk::handed_on_of_lead(&visit.desk.store, &see, user, desk.lead).await?;
    shown.handed_on = below.iter().map(|one| BelowView::of(words, one)).collect();
    shown.draft_of = kept.map(|kept| kept.at);
    shown.done = match visit.asked("done") {
        Some("decided") => Some(words.say("lead-decided")),
        Some("asked") => Some(words.say("ask-done")),
        Some("asked-source") => Some(words.say("ask-done-source")),
        Some("referred") => Some(words.say("lead-referred")),
        _ => None,
    };
    Ok(Some(shown))
}

async fn open<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::DecideLeads>,
    sight: &Sight,
) -> Result<LeadDesk, Failure> {
    let site = &visit.desk;
    let reference = visit.reference()?;
    Ok(desk::lead_desk(&site.store, &site.linker, permit, sight, &site.service, reference).await?)
}

fn of(words: Words, desk: &LeadDesk, typed: Typed, user: &model::User) -> LeadWorkView {
    let from = desk.work.effective();
    let step_choices = |step: &LeadStep| {
        let reasons = step.reasons().iter().map(|reason| {
            let value = format!("{}.{}", step.code(), reason.code());
            let chosen = typed.decision == value;
            Choice { label: words.say(&format!("leadreason-{}", reason.code())), value, chosen }
        });
        (words.say(&format!("leadstep-{}", step.code())), reasons.collect::<Vec<_>>())
    };
    let offered = LeadStep::ALL
        .iter()
        .filter(|step| !matches!(step, LeadStep::AskMore | LeadStep::Refer | LeadStep::HandBack))
        .filter(|step| from.after(**step).is_some())
        .filter(|step| **step != LeadStep::Release || desk.work.user.is_some());
    let mut holders = vec![Choice {
        value: format!("user:{}", user.id),
        label: words.say("assign-me"),
        chosen: typed.to == format!("user:{}", user.id),
    }];
    holders.extend(desk.suggestions.iter().filter(|one| one.user != user.id).map(|one| {
        let value = format!("user:{}", one.user);
        let mut label = words.tell("assign-other", &[("name", &one.name), ("count", &one.load)]);
        for (fits, key) in [(one.language, "assign-language"), (one.territory, "assign-territory")] {
            if fits {
                label.push_str(" · ");
                label.push_str(&words.say(key));
            }
        }
        Choice { chosen: typed.to == value, value, label }
    }));
    let team = format!("team:{}", user.agency);
    holders.push(Choice { chosen: typed.to == team, label: words.say("assign-team"), value: team });
    let holder = desk.work.user.and_then(|id| desk.users.get(&id));
    let holder = holder.or_else(|| desk.work.team.and_then(|id| desk.agencies.get(&id)));
    LeadWorkView {
        state: state(words, desk.work.state),
        reopened: desk.work.is_reopened().then(|| words.fill("lead-newer", "count", &desk.work.newer)),
        holder: holder.cloned(),
        moved: moved(words, desk.work.urgency),
        due: desk.due.as_ref().map(DueView::of),
        version: desk.work.version,
        decisions: offered.map(step_choices).collect(),
        holders,
        away: absent(words, &desk.away),
        may_ask: from.after(LeadStep::AskMore).is_some(),
        asked: desk.work.asked.as_ref().map(|asked| AskedView::of(words, asked)),
        may_refer: from.after(LeadStep::Refer).is_some(),
        steps: StepView::all(words, &desk.steps, desk),
        referrals: Vec::new(),
        handed_on: Vec::new(),
        longest: NOTE_LONGEST,
        typed,
        problem: None,
        theirs: Vec::new(),
        draft_of: None,
        done: None,
    }
}

/// Shows the lead again with what is wrong, and what was typed.
async fn mend(
    visit: &Visit<act::DecideLeads>,
    sight: &Sight,
    status: StatusCode,
    typed: Typed,
    problem: String,
    theirs: &[store::StepRow],
) -> Result<Response, Failure> {
    let words = visit.look.words;
    let desk = open(visit, &visit.right.permit, sight).await?;
    let user = visit.user()?;
    let mut work = of(words, &desk, typed, user);
    work.problem = Some(problem);
    work.theirs = StepView::all(words, theirs, &desk);
    let permit = visit.also::<act::SeePersons>("mend a decision about a lead").await?;
    let title = words.fill("lead-title", "reference", &visit.reference()?);
    let frame = Frame::of(visit, "queue", title).linking_to(&format!("/leads/{}", visit.reference()?));
    let mut response = lead::page(visit, &permit, sight, frame, Some(work)).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /leads/{reference}/decide`.
pub(crate) async fn decide(visit: Visit<act::DecideLeads>) -> Result<Response, Failure> {
    let words = visit.look.words;
    let sight = visit.sight().await?;
    let typed = Typed::read(&visit.form);
    let reference = visit.reference()?;
    let chosen = typed
        .decision
        .split_once('.')
        .and_then(|(step, reason)| Some((LeadStep::from_code(step)?, LeadReason::from_code(reason)?)));
    let (Some((step, reason)), Ok(seen)) = (chosen, visit.form.text("seen").parse()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return mend(&visit, &sight, status, typed, words.say("lead-choose"), &[]).await;
    };
    let to = match typed.to.split_once(':') {
        Some(("user", id)) => id.parse().ok().map(Holder::User),
        Some(("team", id)) => id.parse().ok().map(Holder::Team),
        _ => None,
    };
    // Whoever says why it should stand elsewhere has said where.
    let urgency = (step == LeadStep::Reorder).then_some(match reason {
        LeadReason::MoreUrgent => Override::Sooner,
        LeadReason::LessUrgent => Override::Later,
        _ => Override::AsScored,
    });
    let note = typed.note.clone();
    let decision = Decision { lead: reference, seen, step, reason, note, to, urgency };
    let store = &visit.desk.store;
    match desk::decide(store, &visit.right.permit, &sight, &decision).await {
        Ok(Decided::Done) => edge::redirect(&format!("/leads/{reference}?done=decided")),
        Ok(Decided::Conflict(conflict)) => {
            let problem = words.say("lead-conflict");
            mend(&visit, &sight, StatusCode::CONFLICT, typed, problem, &conflict.steps).await
        }
        Ok(Decided::Illegal(from)) => {
            let problem = words.fill("lead-illegal", "state", &state(words, from));
            mend(&visit, &sight, StatusCode::CONFLICT, typed, problem, &[]).await
        }
        Err(ResponseError::Form(_)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            mend(&visit, &sight, status, typed, words.say("lead-wrong"), &[]).await
        }
        Err(error) => Err(error.into()),
    }
}
