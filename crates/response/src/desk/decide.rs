//! Decisions about a lead, each with a reason, each reversible, none over another's head.

use super::{Due, Service, setting};
use crate::{
    ResponseError, Sight,
    linking::{Fit, Linker},
    people::{Absent, Away},
    policy::{Act, Permit, act},
    reading,
};
use model::{
    AgencyId, AgencyKind, LeadReason, LeadState, LeadStep, Override, Reference, ReferralPurpose, User, UserId,
};
use std::collections::BTreeMap;
use store::{LeadChange, LeadWork, ListedLead, StepRow, Stepped, Store};

/// Longest note, in characters.
pub const NOTE_LONGEST: usize = 4_000;
/// Most steps shown.
const STEPS_SHOWN: i64 = 200;

/// Whose a lead is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Somebody's.
    User(UserId),
    /// A team's.
    Team(AgencyId),
}

/// What somebody decides about a lead.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Any report of the lead.
    pub lead: Reference,
    /// The version that whoever decides has seen.
    pub seen: i64,
    /// What.
    pub step: LeadStep,
    /// Why, from the list.
    pub reason: LeadReason,
    /// More words; empty for none.
    pub note: String,
    /// To whom it is given.
    pub to: Option<Holder>,
    /// Where it is put.
    pub urgency: Option<Override>,
}

/// What came of it.
#[derive(Debug)]
pub enum Decided {
    /// Done.
    Done,
    /// Somebody else was quicker: what they did. Nothing was written; what was typed is the caller's to show again.
    Conflict(Box<Conflict>),
    /// Cannot be done from where the lead stands.
    Illegal(LeadState),
}

/// What somebody else did meanwhile.
#[derive(Debug)]
pub struct Conflict {
    /// The steps that whoever decides had not seen, the latest first.
    pub steps: Vec<StepRow>,
    /// Where the work stands now; its version is what the form must carry to be sent again.
    pub work: LeadWork,
}

/// A lead as the desk shows it beside its reports.
pub struct LeadDesk {
    /// The lead as it is called now.
    pub lead: i64,
    /// Where the work stands.
    pub work: LeadWork,
    /// By when it is to be decided about; nothing where it does not wait.
    pub due: Option<Due>,
    /// What was done, the latest first.
    pub steps: Vec<StepRow>,
    /// Whom it could be given to, the best first.
    pub suggestions: Vec<Suggestion>,
    /// Those it could be given to if they were not away.
    pub away: Vec<Absent>,
    /// Names of users by their ids.
    pub users: BTreeMap<UserId, String>,
    /// Names of agencies by their ids.
    pub agencies: BTreeMap<AgencyId, String>,
    /// Where the model has the lead.
    pub rank: i64,
}

/// Somebody whom a lead could be given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Open leads they have.
    pub load: i64,
    /// Whether they read a language of the lead.
    pub language: bool,
    /// Whether they work where it happens.
    pub territory: bool,
}

/// The names of everybody and every agency, for pages that show who did what.
pub(crate) async fn names(
    store: &Store,
) -> Result<(BTreeMap<UserId, String>, BTreeMap<AgencyId, String>), ResponseError> {
    let users = store.users().await?;
    let users = users.into_iter().map(|one| (one.user.id, one.user.name.to_string())).collect();
    // Those that were removed too: their names stay in what they did.
    let agencies = store.agencies().await?.into_iter().map(|one| (one.agency.id, one.agency.name)).collect();
    Ok((users, agencies))
}

/// The work on a lead. It is the centre's own: nobody else sees it.
pub async fn lead_desk(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::DecideLeads>,
    sight: &Sight,
    service: &Service,
    reference: Reference,
) -> Result<LeadDesk, ResponseError> {
    sight.whole()?;
    let store = &store.reading().await?;
    let row = reading::seen(store, sight, reference).await?;
    let ListedLead { lead, work, since, .. } =
        store.listed_lead(row.no).await?.ok_or(ResponseError::NotFound)?;
    let due = since.and_then(|since| service.due(lead.rank, since, store.clock().now()));
    let steps = store.steps_of_lead(lead.no, STEPS_SHOWN).await?;
    let takers = takers(store).await?;
    let (users, agencies) = names(store).await?;
    let told = |id: &UserId| takers.away.told(*id, |id| users.get(&id).cloned());
    let away = takers.absent.iter().filter_map(|user| told(&user.id)).collect();
    let suggestions = suggestions(store, linker, service, takers.free, lead.no).await?;
    Ok(LeadDesk { lead: lead.no, work, due, steps, suggestions, away, users, agencies, rank: lead.rank })
}

/// Those of the centre who decide about leads and take new ones today.
struct Takers {
    /// Those who are there, with how many open leads each has.
    free: Vec<(User, i64)>,
    /// Those who would, and are away.
    absent: Vec<User>,
    away: Away,
}

async fn takers(store: &Store) -> Result<Takers, ResponseError> {
    let today = store::day_of(store.clock().now());
    let away = Away::now(store).await?;
    let mut takers = Vec::new();
    for agency in store.agencies_by_name().await? {
        if agency.kind == AgencyKind::NationalCentre {
            takers.extend(store.staff(agency.id, today).await?.into_iter().filter(|one| {
                one.record.active && !one.heavy && Act::DecideLeads.roles().contains(&one.record.user.role)
            }));
        }
    }
    let (absent, free): (Vec<_>, Vec<_>) =
        takers.into_iter().partition(|one| away.is_away(one.record.user.id));
    Ok(Takers {
        free: free.into_iter().map(|one| (one.record.user, one.load)).collect(),
        absent: absent.into_iter().map(|one| one.record.user).collect(),
        away,
    })
}

/// Whom a lead could be given to: who reads its language, works where it happens, and has least to do.
async fn suggestions(
    store: &Store,
    linker: &Linker,
    service: &Service,
    takers: Vec<(User, i64)>,
    lead: i64,
) -> Result<Vec<Suggestion>, ResponseError> {
    let setting = setting::of_lead(store, linker, service, lead).await?;
    let mut areas = store.areas().await?;
    let mut found = Vec::new();
    for (user, load) in takers {
        let area = areas.remove(&user.id).or_else(|| service.area(&user.name));
        // Where the lead names no region of their country, everybody who works in the country works there.
        let least = if setting.regions.is_empty() { Fit::Country } else { Fit::WholeCountry };
        found.push(Suggestion {
            load,
            language: area.as_ref().is_some_and(|one| setting.is_read_in(&one.languages)),
            territory: area.is_some_and(|one| setting.fit(&one.countries, &one.regions) >= least),
            name: user.name.to_string(),
            user: user.id,
        });
    }
    found.sort_by(|a, b| {
        let fit = |one: &Suggestion| u8::from(one.language) + u8::from(one.territory);
        (fit(b), a.load, &a.name).cmp(&(fit(a), b.load, &b.name))
    });
    Ok(found)
}

/// The note as it is kept, or what is wrong with it.
pub(crate) fn note_of(note: &str, needed: bool) -> Result<&str, ResponseError> {
    let note = note.trim();
    if note.is_empty() && needed {
        return Err(ResponseError::Form("say in the note what the reason is".into()));
    }
    if note.chars().count() > NOTE_LONGEST {
        return Err(ResponseError::Form(format!("a note has at most {NOTE_LONGEST} characters")));
    }
    Ok(note)
}

/// Decides about a lead.
pub async fn decide(
    store: &Store,
    permit: &Permit<act::DecideLeads>,
    sight: &Sight,
    decision: &Decision,
) -> Result<Decided, ResponseError> {
    sight.whole()?;
    let row = reading::seen(store, sight, decision.lead).await?;
    let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?.no;
    if !decision.step.reasons().contains(&decision.reason) {
        return Err(ResponseError::Form("choose a reason from the list".into()));
    }
    let note = note_of(&decision.note, decision.reason == LeadReason::Other)?;
    let mut change = LeadChange {
        lead,
        seen: decision.seen,
        step: decision.step,
        reason: decision.reason,
        note,
        user: None,
        team: None,
        urgency: None,
        agency: None,
    };
    match decision.step {
        // A question is asked of somebody, until a day.
        LeadStep::AskMore => {
            return Err(ResponseError::Form("choose of whom more is asked".into()));
        }
        // A referral is more than a step: it has a receiver, a scope and an end of its own.
        LeadStep::Refer | LeadStep::HandBack => {
            return Err(ResponseError::Form("a lead is handed over and taken back by a referral".into()));
        }
        LeadStep::Assign => match decision.to {
            Some(Holder::User(id)) => {
                let takers = takers(store).await?;
                // Whoever is away is given nothing; what they take themselves is theirs to say.
                let own = takers.absent.iter().filter(|user| user.name.as_str() == permit.by().actor);
                let free = takers.free.iter().map(|(user, _)| user);
                let taker = free.chain(own).find(|user| user.id == id).ok_or_else(|| {
                    ResponseError::Form("choose somebody of the centre who takes new leads today".into())
                })?;
                (change.user, change.team) = (Some(Some(taker.id)), Some(Some(taker.agency)));
            }
            Some(Holder::Team(team)) => {
                if store.agency_kind(team).await? != Some(AgencyKind::NationalCentre) {
                    return Err(ResponseError::Form(
                        "a team of another agency is given a lead by a referral".into(),
                    ));
                }
                (change.user, change.team) = (Some(None), Some(Some(team)));
            }
            None => return Err(ResponseError::Form("choose to whom the lead is given".into())),
        },
        LeadStep::Release => change.user = Some(None),
        LeadStep::Reorder => {
            let urgency = decision.urgency;
            change.urgency =
                Some(urgency.ok_or_else(|| ResponseError::Form("choose where the lead is to stand".into()))?);
        }
        LeadStep::Accept => change.agency = permit.by().agency,
        LeadStep::Reopen => {
            let running = store.referrals_of_lead(lead).await?;
            // An agency that is only asked something does not have the lead.
            let has =
                |one: &store::ReferralRow| one.purpose != ReferralPurpose::Inform && one.state.is_active();
            if running.iter().any(has) {
                return Err(ResponseError::Form(
                    "another agency still has the lead: take the referral back first".into(),
                ));
            }
        }
        LeadStep::NoConcern => {}
    }
    Ok(match store.step_lead(permit.by(), &change).await? {
        Stepped::Done(_) => Decided::Done,
        Stepped::Gone => return Err(ResponseError::NotFound),
        Stepped::Illegal(state) => Decided::Illegal(state),
        Stepped::Conflict => Decided::Conflict(Box::new(conflict(store, lead, decision.seen).await?)),
        Stepped::NoTaker => {
            return Err(ResponseError::Form(
                "whoever was to have the lead has left: choose somebody else".into(),
            ));
        }
    })
}

/// What was done with a lead after a version.
pub(crate) async fn conflict(store: &Store, lead: i64, seen: i64) -> Result<Conflict, ResponseError> {
    let mut steps = store.steps_of_lead(lead, STEPS_SHOWN).await?;
    steps.retain(|step| step.entry > seen);
    let work = store.work_of_leads(&[lead]).await?.pop().ok_or(ResponseError::NotFound)?;
    Ok(Conflict { steps, work })
}
