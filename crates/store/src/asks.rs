//! Questions about a lead. The step of the lead, the question on its way and who is asked until when are one unit of work;
//! so is an answer with what it does to the lead.

use crate::{
    By, LeadChange, NewReferral, Stepped, StoreError,
    database::{Store, Unit, on},
    desk::{lead_now, report_of, step_ending, step_in, work_in},
    event::Event,
    journal::Pending,
    many::{at_once, bound},
    sql,
};
use model::{
    AskEnd, AskedOf, InboxId, Instant, LeadReason, LeadState, LeadStep, ReferralId, ReferralStep, ReportId,
    Side, UserId,
};
use sqlx::Row as _;
use std::collections::{HashMap, HashSet};

/// A question that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its entry.
    pub entry: i64,
    /// Of what kind of person or body.
    pub of: AskedOf,
    /// The conversation in which the reporter is asked.
    pub inbox: Option<InboxId>,
    /// The source that is asked.
    pub source: Option<String>,
    /// The referral by which an agency is asked.
    pub referral: Option<ReferralId>,
    /// Who asked.
    pub user: Option<UserId>,
    /// Until when.
    pub until: Instant,
    /// The report that named the lead then.
    pub(crate) lead: i64,
}

/// Of whom.
#[derive(Clone, Debug)]
pub enum NewAsk<'a> {
    /// Of the reporter, in this conversation: the question is sent there.
    Reporter(InboxId),
    /// Of the source: the question is a note that people send.
    Source(&'a str),
    /// Of an agency: the question is the message of this referral. Its `seen` and `reason` are those of the step.
    Agency(&'a NewReferral<'a>),
}

/// Questions about leads that wait for an answer, the newest first, by lead.
pub(crate) async fn open_asks(
    unit: &mut Unit,
    leads: &[i64],
) -> Result<HashMap<i64, Vec<Asked>>, StoreError> {
    let mut asks: HashMap<i64, Vec<Asked>> = HashMap::new();
    for some in at_once(leads) {
        on!(&mut *unit, c => for row in bound(sqlx::query(sql::ASKS_OF_LEADS), some).fetch_all(c).await? {
            let changed = || StoreError::Tampered("a row of the table of questions".into());
            let kind: String = row.try_get(2)?;
            let id = |place: usize| -> Result<Option<Vec<u8>>, StoreError> { Ok(row.try_get(place)?) };
            asks.entry(row.try_get(0)?).or_default().push(Asked {
                entry: row.try_get(1)?,
                of: AskedOf::from_code(&kind).ok_or_else(changed)?,
                inbox: id(3)?.as_deref().and_then(InboxId::from_slice),
                source: row.try_get(4)?,
                referral: id(5)?.as_deref().and_then(ReferralId::from_slice),
                user: id(6)?.as_deref().and_then(UserId::from_slice),
                until: Instant::from_micros(row.try_get(7)?),
                lead: row.try_get(8)?,
            });
        });
    }
    Ok(asks)
}

/// Ends the questions about a lead with a step that decides: the one that was answered in its way, all others as taken
/// back, with the referrals that carried them.
pub(crate) async fn end_all(
    pending: &mut Pending<'_>,
    lead: i64,
    report: ReportId,
    answered: Option<(i64, AskEnd)>,
) -> Result<(), StoreError> {
    let asks = open_asks(&mut pending.unit, &[lead]).await?.remove(&lead).unwrap_or_default();
    for ask in asks {
        let own = answered.filter(|(entry, _)| *entry == ask.entry);
        let how = own.map_or(AskEnd::Withdrawn, |(_, how)| how);
        pending.record(Event::LeadAskEnded { report, lead: ask.lead, ask: ask.entry, how }, None);
        // The referral of the one that was answered has taken its own step.
        let Some(id) = ask.referral.filter(|_| own.is_none()) else { continue };
        let row = crate::referrals::referral_in(&mut pending.unit, id).await?;
        if let Some(state) = row.and_then(|row| row.state.after(ReferralStep::Revoke)) {
            let reason = Some(model::ReferralReason::Fulfilled);
            pending.record(Event::ReferralStepped { id, step: ReferralStep::Revoke, state, reason }, None);
        }
    }
    Ok(())
}

/// What an answer came by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AnsweredBy<'a> {
    /// A message in a conversation.
    Inbox(InboxId),
    /// A step of a referral.
    Referral(ReferralId),
    /// Another version of a report, from its source.
    Report(ReportId, &'a str),
    /// The clock: the question of this entry.
    Clock(i64),
}

/// The question that is answered by this: its entry, and the report that named its lead.
async fn asked(unit: &mut Unit, by: &AnsweredBy<'_>) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(on!(unit, c => match by {
        AnsweredBy::Inbox(id) => sqlx::query_as(sql::ASKS_OF_INBOX).bind(id.as_bytes().as_slice()),
        AnsweredBy::Referral(id) => sqlx::query_as(sql::ASKS_OF_REFERRAL).bind(id.as_bytes().as_slice()),
        AnsweredBy::Report(id, source) => {
            sqlx::query_as(sql::ASKS_OF_REPORT).bind(id.as_bytes().as_slice()).bind(*source)
        }
        AnsweredBy::Clock(entry) => sqlx::query_as(sql::OPEN_ASK).bind(*entry),
    }.fetch_optional(c).await?))
}

/// Ends the question that is answered by this, if one is, and brings its lead back. Returns whether there was one.
pub(crate) async fn answer_in(
    store: &Store,
    pending: &mut Pending<'_>,
    by: AnsweredBy<'_>,
    how: AskEnd,
    reason: LeadReason,
) -> Result<bool, StoreError> {
    let Some((entry, named)) = asked(&mut pending.unit, &by).await? else { return Ok(false) };
    let lead = lead_now(&mut pending.unit, named).await?.unwrap_or(named);
    end_one(store, pending, (entry, named, lead), how, reason).await?;
    Ok(true)
}

async fn end_one(
    store: &Store,
    pending: &mut Pending<'_>,
    (entry, named, lead): (i64, i64, i64),
    how: AskEnd,
    reason: LeadReason,
) -> Result<(), StoreError> {
    let (work, _) = work_in(&mut pending.unit, lead).await?;
    if work.state != LeadState::Waiting {
        let report = report_of(&mut pending.unit, named).await?;
        pending.record(Event::LeadAskEnded { report, lead: named, ask: entry, how }, None);
        return Ok(());
    }
    let change = LeadChange {
        lead,
        seen: work.version,
        step: LeadStep::Reopen,
        reason,
        note: "",
        user: None,
        team: None,
        urgency: None,
        agency: None,
    };
    step_ending(store, pending, &change, Some((entry, how))).await?;
    Ok(())
}

/// Ends the questions to sources that other versions of their reports answer; each lead comes back once.
pub(crate) async fn answered_by(
    store: &Store,
    pending: &mut Pending<'_>,
    revised: &[(ReportId, String)],
) -> Result<(), StoreError> {
    if revised.is_empty() {
        return Ok(());
    }
    let any: Option<i64> =
        on!(&mut pending.unit, c => sqlx::query_scalar(sql::ANY_SOURCE_ASKED).fetch_optional(c).await?);
    if any.is_none() {
        return Ok(());
    }
    let mut back = HashSet::new();
    for (report, source) in revised {
        let by = AnsweredBy::Report(*report, source);
        let Some((entry, named)) = asked(&mut pending.unit, &by).await? else { continue };
        let lead = lead_now(&mut pending.unit, named).await?.unwrap_or(named);
        if back.insert(lead) {
            let (how, reason) = (AskEnd::Answered, LeadReason::Answered);
            end_one(store, pending, (entry, named, lead), how, reason).await?;
        }
    }
    Ok(())
}

impl Store {
    /// Asks about a lead, unless somebody else did something with it after it was looked at. The question is the note of
    /// the step. `back` is the instant since which the lead counts as waiting when no answer comes.
    pub async fn ask_more(
        &self,
        by: &By,
        change: &LeadChange<'_>,
        of: NewAsk<'_>,
        (until, back): (Instant, Instant),
        user: UserId,
    ) -> Result<Stepped, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if let NewAsk::Agency(new) = &of
            && !crate::agencies::takes_part(&mut pending.unit, new.to).await?
        {
            return Ok(Stepped::Gone);
        }
        let stepped = step_in(self, &mut pending, change).await?;
        if !matches!(stepped, Stepped::Done(_)) {
            return Ok(stepped);
        }
        let (mut inbox, mut source, mut referral) = (None, None, None);
        let kind = match of {
            NewAsk::Reporter(id) => {
                if !crate::inbox::message_in(self, &mut pending, id, Side::Staff, change.note).await? {
                    return Ok(Stepped::Gone);
                }
                inbox = Some(id);
                AskedOf::Reporter
            }
            NewAsk::Source(name) => {
                source = Some(name.to_owned());
                AskedOf::Source
            }
            NewAsk::Agency(new) => {
                referral = Some(self.send_in(&mut pending, new, None).await?);
                AskedOf::Agency
            }
        };
        let report = report_of(&mut pending.unit, change.lead).await?;
        let (lead, user) = (change.lead, Some(user));
        pending.record(
            Event::LeadAsked { report, lead, of: kind, inbox, source, referral, user, until, back },
            None,
        );
        pending.save().await?;
        Ok(stepped)
    }

    /// Brings leads back whose questions were not answered by their day; returns how many.
    pub async fn end_asks_past(&self, by: &By, limit: i64) -> Result<usize, StoreError> {
        let now = self.clock().now().micros();
        let past: Vec<i64> = {
            let mut unit = self.look().await?;
            on!(&mut unit, c => sqlx::query_scalar(sql::ASKS_PAST).bind(now).bind(limit).fetch_all(c).await?)
        };
        for entry in &past {
            let mut pending = Pending::begin(self, by).await?;
            let clock = AnsweredBy::Clock(*entry);
            if answer_in(self, &mut pending, clock, AskEnd::Lapsed, LeadReason::NoAnswer).await? {
                pending.save().await?;
            }
        }
        Ok(past.len())
    }
}
