//! `/leads/{reference}/refer`: hands a lead to another agency, with purpose, ground, scope and message.

use super::{
    Choice, Frame, choice,
    lead_form::{Amiss, end_of, family, words_of},
};
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, chart::roles_text, desk::StepView},
    visit::{Need, Visit},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use model::{LeadReason, LeadStep, LegalBasis, PersonReference, ReferralPart, ReferralPurpose};
use response::{
    Permit, ResponseError, Sight,
    desk::{self, Draft, MESSAGE_LONGEST, RunOut},
    leads,
    policy::act,
};

#[derive(Template)]
#[template(path = "refer.html")]
pub(crate) struct ReferPage {
    pub(crate) frame: Frame,
    pub(crate) reference: String,
    pub(crate) version: i64,
    pub(crate) agencies: Vec<Choice>,
    pub(crate) purposes: Vec<Choice>,
    pub(crate) bases: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    pub(crate) compartments: Vec<Choice>,
    pub(crate) persons: Vec<Choice>,
    pub(crate) until: String,
    pub(crate) deadline: String,
    pub(crate) message: String,
    pub(crate) longest: usize,
    pub(crate) reports: String,
    pub(crate) problem: Option<String>,
    pub(crate) theirs: Vec<StepView>,
    pub(crate) draft_of: Option<TimeView>,
    pub(crate) kept: bool,
}

/// What was chosen and typed.
struct Typed {
    to: String,
    purpose: String,
    basis: String,
    reason: String,
    compartments: Vec<String>,
    persons: Vec<String>,
    until: String,
    deadline: String,
    message: String,
}

fn form_name(lead: i64) -> String {
    format!("refer:{lead}")
}

fn typed<N: Need>(visit: &Visit<N>) -> Typed {
    let text = |name: &str| visit.form.text(name).to_owned();
    let texts = |name: &str| visit.form.texts(name).map(str::to_owned).collect();
    Typed {
        to: text("to"),
        purpose: text("purpose"),
        basis: text("basis"),
        reason: text("reason"),
        compartments: texts("compartment"),
        persons: texts("person"),
        until: text("until"),
        deadline: text("deadline"),
        message: text("message"),
    }
}

/// What a lead is handed over for; a question is asked on a page of its own.
fn purposes() -> Vec<ReferralPurpose> {
    ReferralPurpose::ALL.iter().copied().filter(|one| *one != ReferralPurpose::Inform).collect()
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SendReferrals>,
    sight: &Sight,
    typed: Typed,
    amiss: Option<Amiss>,
) -> Result<Response, Failure> {
    let (site, words, user) = (&visit.desk, visit.look.words, visit.user()?);
    let (store, reference) = (&site.store, visit.reference()?);
    let see = visit.also::<act::SeePersons>("choose what to hand over").await?;
    let view = leads::lead(store, &site.linker, &see, sight, &site.factors, reference).await?;
    let decides = visit.also::<act::DecideLeads>("hand a lead over").await?;
    let desk = desk::lead_desk(store, &decides, sight, &site.service, reference).await?;
    let agencies = desk::to_whom(store, permit, user).await?;
    let own = visit.also::<act::UseDesk>("open one's own draft").await?;
    let draft = desk::draft(store, &own, user, &form_name(desk.lead)).await?;
    let (draft_of, message) = words_of(draft, &typed.message);
    let mut frame = Frame::of(visit, "referrals", words.fill("refer-title", "reference", &reference))
        .linking_to(&format!("/leads/{reference}/refer"));
    frame.drafts = true;
    let page = ReferPage {
        frame,
        reference: reference.to_string(),
        version: desk.work.version,
        agencies: agencies
            .iter()
            .map(|agency| {
                let value = agency.id.to_string();
                let label = match agency.country {
                    Some(country) => format!("{} ({country})", agency.name),
                    None => agency.name.clone(),
                };
                Choice { chosen: typed.to == value, value, label }
            })
            .collect(),
        purposes: family(words, "purpose", &purposes(), ReferralPurpose::code, &typed.purpose),
        bases: family(words, "basis", LegalBasis::ALL, LegalBasis::code, &typed.basis),
        reasons: family(words, "leadreason", LeadStep::Refer.reasons(), LeadReason::code, &typed.reason),
        compartments: ReferralPart::ALL
            .iter()
            .skip(1)
            .map(|one| {
                let chosen = typed.compartments.iter().any(|code| code == one.code());
                choice(words, "referral-part", one.code(), one.code(), chosen)
            })
            .collect(),
        persons: view
            .persons
            .iter()
            .map(|person| {
                let value = person.person.to_string();
                let roles = roles_text(words, &person.roles, person.party);
                Choice { chosen: typed.persons.contains(&value), label: format!("{value} · {roles}"), value }
            })
            .collect(),
        until: typed.until,
        deadline: typed.deadline,
        message,
        longest: MESSAGE_LONGEST,
        reports: words.fill("lead-reports", "count", &view.line.lead.reports),
        theirs: StepView::all(words, amiss.as_ref().map_or(&[], |amiss| &amiss.theirs), &desk),
        kept: visit.asked("done") == Some("kept"),
        draft_of,
        problem: amiss.as_ref().map(|amiss| words.say(amiss.key)),
    };
    let status = amiss.map_or(StatusCode::OK, |amiss| amiss.status);
    Ok((status, edge::html(page.render()?)).into_response())
}

/// Shows the form.
pub(crate) async fn show(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let sight = visit.sight().await?;
    if !sight.is_whole() {
        return Err(Failure::NotFound);
    }
    let times = visit.desk.service.referral;
    let now = visit.desk.store.clock().now();
    let empty = Typed {
        to: String::new(),
        purpose: ReferralPurpose::Protect.code().into(),
        basis: LegalBasis::ChildProtection.code().into(),
        reason: LeadReason::ChildAtRisk.code().into(),
        compartments: Vec::new(),
        persons: Vec::new(),
        until: TimeView::day(now.plus_seconds(times.holds_days.saturating_mul(86_400))),
        deadline: TimeView::day(now.plus_seconds(times.answer_hours.saturating_mul(3_600))),
        message: String::new(),
    };
    page(&visit, &visit.right.permit, &sight, empty, None).await
}

/// Hands the lead over.
pub(crate) async fn send(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let (site, user, permit) = (&visit.desk, visit.user()?, &visit.right.permit);
    let sight = visit.sight().await?;
    let reference = visit.reference()?;
    let typed = typed(&visit);
    let lead = site.store.find_reference(reference).await?.filter(|row| sight.report(row.no));
    let lead = lead.ok_or(Failure::NotFound)?.no;
    let lead = site.store.lead_of_report(lead).await?.ok_or(Failure::NotFound)?.no;
    let own = visit.also::<act::UseDesk>("keep one's own draft").await?;
    desk::keep_draft(&site.store, &own, user, &form_name(lead), &typed.message).await?;
    if visit.form.text("keep") == "yes" {
        return edge::redirect(&format!("/leads/{reference}/refer?done=kept"));
    }
    let persons: Vec<PersonReference> = typed.persons.iter().filter_map(|text| text.parse().ok()).collect();
    let mut compartments: Vec<ReferralPart> =
        typed.compartments.iter().filter_map(|code| ReferralPart::from_code(code)).collect();
    compartments.push(ReferralPart::Report);
    // A day that cannot be read is not taken for none.
    let day = |text: &str| if text.is_empty() { Some(None) } else { end_of(text).map(Some) };
    let parts = (
        typed.to.parse().ok(),
        ReferralPurpose::from_code(&typed.purpose),
        LegalBasis::from_code(&typed.basis),
        LeadReason::from_code(&typed.reason),
        visit.form.text("seen").parse().ok(),
        day(&typed.until),
        day(&typed.deadline),
    );
    let (Some(to), Some(purpose), Some(basis), Some(reason), Some(seen), Some(until), Some(deadline)) = parts
    else {
        return page(&visit, permit, &sight, typed, Some(Amiss::wrong("refer-wrong"))).await;
    };
    let draft = Draft {
        lead: reference,
        seen,
        to,
        purpose,
        basis,
        reason,
        compartments,
        persons,
        until,
        deadline,
        message: typed.message.clone(),
    };
    let amiss = match desk::refer(&site.store, &site.linker, permit, &sight, user, &draft).await {
        Ok(RunOut::Done(_)) => {
            desk::drop_draft(&site.store, &own, user, &form_name(lead)).await?;
            return edge::redirect(&format!("/leads/{reference}?done=referred"));
        }
        Ok(RunOut::Conflict(conflict)) => Amiss::conflict(conflict.steps),
        Ok(RunOut::Illegal(_)) => Amiss::illegal("refer-illegal"),
        Err(ResponseError::Form(_)) => Amiss::wrong("refer-wrong"),
        Err(error) => return Err(error.into()),
    };
    page(&visit, permit, &sight, typed, Some(amiss)).await
}
