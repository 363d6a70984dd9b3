//! `/leads/{reference}/refer`: hands a lead to another agency, with purpose, ground, scope and message.

use super::{
    Choice, Frame, choice,
    lead_form::{Amiss, end_of, family},
};
use crate::{
    drafts, edge,
    failure::Failure,
    form::Form,
    view::{TimeView, chart::roles_text, desk::StepView},
    visit::{Need, Visit},
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{
    Agency, AgencyId, Instant, LeadReason, LeadStep, LegalBasis, PersonReference, ReferralPart,
    ReferralPurpose,
};
use response::{
    Permit, ResponseError, Sight,
    desk::{self, Draft, MESSAGE_LONGEST, Receiver, RunOut},
    leads::{self, LeadPerson},
    linking::Fit,
    policy::act,
};

#[derive(Template)]
#[template(path = "refer.html")]
pub(crate) struct ReferPage {
    pub(crate) frame: Frame,
    /// Where the form is sent to.
    pub(crate) action: String,
    /// What it means, in a sentence.
    pub(crate) meaning: String,
    /// What the button says.
    pub(crate) button: String,
    /// The way back, and what it says.
    pub(crate) back: String,
    pub(crate) back_words: String,
    pub(crate) version: i64,
    pub(crate) agencies: Vec<Choice>,
    pub(crate) purposes: Vec<Choice>,
    pub(crate) bases: Vec<Choice>,
    /// Why the lead is handed over; none where it is not the lead that changes.
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
}

/// What was chosen and typed.
pub(super) struct Typed {
    pub(super) to: String,
    pub(super) purpose: String,
    pub(super) basis: String,
    pub(super) reason: String,
    pub(super) compartments: Vec<String>,
    pub(super) persons: Vec<String>,
    pub(super) until: String,
    pub(super) deadline: String,
    pub(super) message: String,
}

/// What is handed over and how, as a form says it.
pub(super) struct Scope {
    pub(super) to: AgencyId,
    pub(super) purpose: ReferralPurpose,
    pub(super) basis: LegalBasis,
    pub(super) compartments: Vec<ReferralPart>,
    pub(super) persons: Vec<PersonReference>,
    pub(super) until: Option<Instant>,
    pub(super) deadline: Option<Instant>,
}

impl Typed {
    /// What is handed over; nothing where something of it cannot be read. A day that cannot be read is not taken for none, and
    /// without the persons that are named all would be opened.
    pub(super) fn scope(&self) -> Option<Scope> {
        let day = |text: &str| if text.is_empty() { Some(None) } else { end_of(text).map(Some) };
        let parts = self.compartments.iter().map(|code| ReferralPart::from_code(code));
        let mut compartments = parts.collect::<Option<Vec<_>>>()?;
        compartments.push(ReferralPart::Report);
        Some(Scope {
            to: self.to.parse().ok()?,
            purpose: ReferralPurpose::from_code(&self.purpose)?,
            basis: LegalBasis::from_code(&self.basis)?,
            compartments,
            persons: self.persons.iter().map(|text| text.parse().ok()).collect::<Option<_>>()?,
            until: day(&self.until)?,
            deadline: day(&self.deadline)?,
        })
    }
}

pub(super) fn typed(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    let texts = |name: &str| form.texts(name).map(str::to_owned).collect();
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

/// An agency, as a choice.
pub(super) fn agency_choice(agency: &Agency, chosen: &str) -> Choice {
    let value = agency.id.to_string();
    let label = match agency.country {
        Some(country) => format!("{} ({country})", agency.name),
        None => agency.name.clone(),
    };
    Choice { chosen: chosen == value, value, label }
}

/// Parts that are opened only where they are chosen, as choices: what was reported is always handed over.
fn part_choices(words: Words, parts: &[ReferralPart], chosen: &[String]) -> Vec<Choice> {
    let extra = parts.iter().filter(|one| **one != ReferralPart::Report);
    extra
        .map(|one| {
            let chosen = chosen.iter().any(|code| code == one.code());
            choice(words, "referral-part", one.code(), one.code(), chosen)
        })
        .collect()
}

/// Persons, as choices.
fn person_choices(words: Words, persons: &[LeadPerson], chosen: &[String]) -> Vec<Choice> {
    let one = |person: &LeadPerson| {
        let value = person.person.to_string();
        let roles = roles_text(words, &person.roles, person.party);
        Choice { chosen: chosen.contains(&value), label: format!("{value} · {roles}"), value }
    };
    persons.iter().map(one).collect()
}

/// What a lead is handed over for; a question is asked on a page of its own.
fn purposes() -> Vec<ReferralPurpose> {
    ReferralPurpose::ALL.iter().copied().filter(|one| *one != ReferralPurpose::Inform).collect()
}

/// What a form of a referral is about.
pub(super) struct About {
    /// Its address, and the page that it leads back to.
    pub(super) action: String,
    pub(super) back: String,
    /// Keys of what it means, of its button, and of the way back.
    pub(super) words: [&'static str; 3],
    pub(super) version: i64,
    pub(super) agencies: Vec<Choice>,
    pub(super) reasons: Vec<Choice>,
    /// What can be opened.
    pub(super) parts: Vec<ReferralPart>,
    pub(super) persons: Vec<LeadPerson>,
    pub(super) reports: String,
    pub(super) theirs: Vec<StepView>,
}

impl ReferPage {
    /// The form with what was typed.
    pub(super) fn of<N: Need>(
        visit: &Visit<N>,
        title: String,
        about: About,
        typed: Typed,
        draft_of: Option<TimeView>,
        amiss: Option<&Amiss>,
    ) -> Self {
        let words = visit.look.words;
        let [meaning, button, back_words] = about.words.map(|key| words.say(key));
        Self {
            frame: Frame::of(visit, "referrals", title).linking_to(&about.action).drafting(),
            action: about.action,
            meaning,
            button,
            back: about.back,
            back_words,
            version: about.version,
            agencies: about.agencies,
            purposes: family(words, "purpose", &purposes(), ReferralPurpose::code, &typed.purpose),
            bases: family(words, "basis", LegalBasis::ALL, LegalBasis::code, &typed.basis),
            reasons: about.reasons,
            compartments: part_choices(words, &about.parts, &typed.compartments),
            persons: person_choices(words, &about.persons, &typed.persons),
            until: typed.until,
            deadline: typed.deadline,
            message: typed.message,
            longest: MESSAGE_LONGEST,
            reports: about.reports,
            theirs: about.theirs,
            draft_of,
            problem: amiss.map(|amiss| words.say(amiss.key)),
        }
    }
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SendReferrals>,
    sight: &Sight,
    typed: Typed,
    draft_of: Option<TimeView>,
    amiss: Option<Amiss>,
) -> Result<Response, Failure> {
    let (site, words, user) = (&visit.desk, visit.look.words, visit.user()?);
    let (store, reference) = (&site.store, visit.reference()?);
    let see = visit.also::<act::SeePersons>("choose what to hand over").await?;
    let view = leads::lead(store, &site.linker, &see, sight, &site.factors, reference).await?;
    let decides = visit.also::<act::DecideLeads>("hand a lead over").await?;
    let desk = desk::lead_desk(store, &site.linker, &decides, sight, &site.service, reference).await?;
    let agencies =
        desk::to_whom(store, &site.linker, permit, sight, &site.service, (user, reference)).await?;
    let agencies = agencies.iter().map(|Receiver { agency, fit }| {
        let mut choice = agency_choice(agency, &typed.to);
        if *fit >= Fit::WholeCountry {
            choice.label.push_str(" · ");
            choice.label.push_str(&words.say("assign-territory"));
        }
        choice
    });
    let about = About {
        action: format!("/leads/{reference}/refer"),
        back: format!("/leads/{reference}"),
        words: ["refer-lead", "refer-send", "refer-back"],
        version: desk.work.version,
        agencies: agencies.collect(),
        reasons: family(words, "leadreason", LeadStep::Refer.reasons(), LeadReason::code, &typed.reason),
        parts: ReferralPart::ALL.to_vec(),
        persons: view.persons,
        reports: words.fill("lead-reports", "count", &view.line.lead.reports),
        theirs: StepView::all(words, amiss.as_ref().map_or(&[], |amiss| &amiss.theirs), &desk),
    };
    let title = words.fill("refer-title", "reference", &reference);
    let page = ReferPage::of(visit, title, about, typed, draft_of, amiss.as_ref());
    Ok(Amiss::answer(amiss, page.render()?))
}

/// What is seen, where that is every lead: for all others there is no such form.
async fn whole(visit: &Visit<act::SendReferrals>) -> Result<Sight, Failure> {
    let sight = visit.sight().await?;
    if sight.is_whole() { Ok(sight) } else { Err(Failure::NotFound) }
}

/// Shows the form.
pub(crate) async fn show(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let sight = whole(&visit).await?;
    let kept = drafts::kept(&visit, &format!("/leads/{}/refer", visit.reference()?)).await?;
    if let Some(kept) = kept {
        let typed = typed(&kept.form);
        return page(&visit, &visit.right.permit, &sight, typed, Some(kept.at), None).await;
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
    page(&visit, &visit.right.permit, &sight, empty, None, None).await
}

/// Hands the lead over.
pub(crate) async fn send(visit: Visit<act::SendReferrals>) -> Result<Response, Failure> {
    let (site, user, permit) = (&visit.desk, visit.user()?, &visit.right.permit);
    let sight = whole(&visit).await?;
    let reference = visit.reference()?;
    let typed = typed(&visit.form);
    let parts = (typed.scope(), LeadReason::from_code(&typed.reason), visit.form.text("seen").parse().ok());
    let (Some(scope), Some(reason), Some(seen)) = parts else {
        return page(&visit, permit, &sight, typed, None, Some(Amiss::wrong("refer-wrong"))).await;
    };
    let draft = Draft {
        lead: reference,
        seen,
        to: scope.to,
        purpose: scope.purpose,
        basis: scope.basis,
        reason,
        compartments: scope.compartments,
        persons: scope.persons,
        until: scope.until,
        deadline: scope.deadline,
        message: typed.message.clone(),
    };
    let amiss = match desk::refer(&site.store, &site.linker, permit, &sight, user, &draft).await {
        Ok(RunOut::Done(_)) => return edge::redirect(&format!("/leads/{reference}?done=referred")),
        Ok(RunOut::Conflict(conflict)) => Amiss::conflict(conflict.steps),
        Ok(RunOut::Illegal(_)) => Amiss::illegal("refer-illegal"),
        Err(ResponseError::Form(_)) => Amiss::wrong("refer-wrong"),
        Err(error) => return Err(error.into()),
    };
    page(&visit, permit, &sight, typed, None, Some(amiss)).await
}
