//! Asking for more about a lead: of the reporter, of the source, of another agency. The lead waits behind the others until
//! the answer comes or its day passes; then it is overdue. It is never out of sight.

use super::{Decided, NOTE_LONGEST, Service, decide::conflict};
use crate::{
    ResponseError, Sight,
    door::inbox,
    policy::{Permit, act},
    reading,
};
use model::{
    AgencyId, Channel, InboxId, Instant, LeadReason, LeadStep, LegalBasis, Reference, ReferralPart,
    ReferralPurpose, ReferralScope, User,
};
use store::{LeadChange, NewAsk, NewReferral, Stepped, Store};

/// An answer is waited for at most this many days.
const LONGEST_DAYS: i64 = 90;
/// Most questions that the clock ends at once.
const AT_ONCE: i64 = 200;

/// Of whom more is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Of the reporter, in this conversation.
    Reporter(InboxId),
    /// Of the source of this name: people send the question.
    Source(String),
    /// Of an agency, by a referral for this alone, on this ground.
    Agency(AgencyId, LegalBasis),
}

/// A question about a lead.
#[derive(Clone, Debug)]
pub struct Question {
    /// Any report of the lead.
    pub lead: Reference,
    /// The version that whoever asks has seen.
    pub seen: i64,
    /// Of whom.
    pub whom: Whom,
    /// What is not known, from the list.
    pub reason: LeadReason,
    /// The question.
    pub words: String,
    /// Until when an answer is waited for.
    pub until: Instant,
}

/// Whom a lead allows to be asked.
pub struct Askable {
    /// The lead as it is called now.
    pub lead: i64,
    /// What the form must bring back.
    pub version: i64,
    /// Whether the lead can be asked about from where it stands.
    pub may: bool,
    /// Conversations that are open, with the report and the language of each.
    pub reporters: Vec<(InboxId, Reference, String)>,
    /// Sources with the number that each gave its report, where it gave one.
    pub sources: Vec<(String, Option<String>)>,
    /// Other agencies that take part.
    pub agencies: Vec<model::Agency>,
    /// The day that the form offers.
    pub until: Instant,
}

/// The sources of a lead that can be asked: whoever told at the public door is asked in the conversation.
async fn sources(store: &Store, reports: &[i64]) -> Result<Vec<(String, Option<String>)>, ResponseError> {
    let mut sources: Vec<(String, Option<String>)> = Vec::new();
    for row in store.report_rows(reports).await? {
        let asked =
            row.facts.channel != Channel::Public && !sources.iter().any(|(known, _)| *known == row.source);
        if asked {
            sources.push((row.source, row.source_reference));
        }
    }
    Ok(sources)
}

/// Whom the lead allows to be asked.
pub async fn askable(
    store: &Store,
    _permit: &Permit<act::DecideLeads>,
    answers: &Permit<act::AnswerReporters>,
    sight: &Sight,
    service: &Service,
    user: &User,
    reference: Reference,
) -> Result<Askable, ResponseError> {
    sight.whole()?;
    let row = reading::seen(store, sight, reference).await?;
    let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?;
    let work = store.work_of_leads(&[lead.no]).await?.pop().ok_or(ResponseError::NotFound)?;
    let numbers = store.numbers_of_lead(lead.no).await?;
    let inboxes = inbox::open_of(store, answers, sight, &numbers).await?;
    let named = store.report_rows(&numbers).await?;
    let reporters = inboxes.into_iter().filter_map(|inbox| {
        let report = named.iter().find(|row| row.no == inbox.report_no)?;
        Some((inbox.id, report.reference, inbox.language))
    });
    let mut agencies = store.agencies_by_name().await?;
    agencies.retain(|agency| agency.id != user.agency);
    Ok(Askable {
        lead: lead.no,
        version: work.version,
        may: work.effective().after(LeadStep::AskMore).is_some(),
        reporters: reporters.collect(),
        sources: sources(store, &numbers).await?,
        agencies,
        until: store.clock().now().plus_seconds(service.question.answer_days.saturating_mul(86_400)),
    })
}

/// Asks for more about a lead. What was asked before and waits still is taken back. Three permits, because the question goes into
/// a conversation or hands the lead's reports over.
pub async fn ask(
    store: &Store,
    permit: &Permit<act::DecideLeads>,
    (answers, sends): (&Permit<act::AnswerReporters>, &Permit<act::SendReferrals>),
    sight: &Sight,
    service: &Service,
    user: &User,
    question: &Question,
) -> Result<Decided, ResponseError> {
    sight.whole()?;
    let wrong = |words: &str| Err(ResponseError::Form(words.into()));
    let row = reading::seen(store, sight, question.lead).await?;
    let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?;
    if !LeadStep::AskMore.reasons().contains(&question.reason) {
        return wrong("choose a reason from the list");
    }
    let words = question.words.trim();
    if words.is_empty() || words.chars().count() > NOTE_LONGEST {
        return wrong("a question needs words, and not too many");
    }
    let now = store.clock().now();
    if question.until <= now || question.until > now.plus_seconds(LONGEST_DAYS * 86_400) {
        return wrong("the day of the answer must be ahead, and not too far");
    }
    let numbers = store.numbers_of_lead(lead.no).await?;
    let change = LeadChange {
        lead: lead.no,
        seen: question.seen,
        step: LeadStep::AskMore,
        reason: question.reason,
        note: words,
        user: None,
        team: None,
        urgency: None,
        agency: match question.whom {
            Whom::Agency(to, _) => Some(to),
            Whom::Reporter(_) | Whom::Source(_) => None,
        },
    };
    let referral;
    let of = match &question.whom {
        Whom::Reporter(id) => {
            let open = inbox::open_of(store, answers, sight, &numbers).await?;
            if !open.iter().any(|row| row.id == *id) {
                return wrong("choose a conversation of the lead that is open");
            }
            inbox::to_send(store, answers, sight, *id, words).await?;
            NewAsk::Reporter(*id)
        }
        Whom::Source(name) => {
            if !sources(store, &numbers).await?.iter().any(|(known, _)| known == name) {
                return wrong("choose a source of the lead");
            }
            NewAsk::Source(name)
        }
        Whom::Agency(to, basis) => {
            let known = store.agency(*to).await?.is_some_and(|agency| !agency.closed);
            if !known || *to == user.agency {
                return wrong("choose another agency that takes part");
            }
            referral = NewReferral {
                lead: lead.no,
                seen: question.seen,
                from: user.agency,
                from_user: Some(user.id),
                to: *to,
                to_user: None,
                purpose: ReferralPurpose::Inform,
                basis: *basis,
                reason: question.reason,
                scope: ReferralScope {
                    compartments: std::iter::once(ReferralPart::Report).collect(),
                    reports: numbers,
                    persons: None,
                    until: Some(question.until),
                },
                deadline: Some(question.until),
                message: words,
            };
            NewAsk::Agency(&referral)
        }
    };
    let by = match &question.whom {
        Whom::Reporter(_) => answers.by(),
        Whom::Source(_) => permit.by(),
        Whom::Agency(..) => sends.by(),
    };
    let back = back(store, service, lead.no, lead.rank, question.until).await?;
    Ok(match store.ask_more(by, &change, of, (question.until, back), user.id).await? {
        Stepped::Done(_) => Decided::Done,
        Stepped::Gone => return Err(ResponseError::NotFound),
        Stepped::Illegal(state) => Decided::Illegal(state),
        Stepped::Conflict | Stepped::NoTaker => {
            Decided::Conflict(Box::new(conflict(store, lead.no, question.seen).await?))
        }
    })
}

/// Since when the lead counts as waiting, so that it is to be decided about on the day of the answer and not before.
async fn back(
    store: &Store,
    service: &Service,
    lead: i64,
    rank: i64,
    until: Instant,
) -> Result<Instant, ResponseError> {
    let work = store.work_of_leads(&[lead]).await?.pop().ok_or(ResponseError::NotFound)?;
    let hours = service.tier(store::rank_while_asked(rank, &work)).map_or(0, |tier| tier.decide_hours);
    Ok(until.plus_seconds(-hours.saturating_mul(3_600)))
}

/// Brings leads back whose question was not answered by its day.
pub async fn end_questions(store: &Store) -> Result<usize, ResponseError> {
    let by = super::by_the_clock("bring leads back whose question was not answered");
    Ok(store.end_asks_past(&by, AT_ONCE).await?)
}
