//! Referrals: a lead handed to another agency. Its words are sealed under a key of its own; what the receiver may see
//! stands in its scope, report by report.

use crate::{
    By, LeadChange, Stepped, StoreError,
    agencies::takes_part,
    database::{Store, Unit, on},
    desk::{lead_now, step_in, work_in},
    event::Event,
    handed_on::{end_below, may_open, parent_of},
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
    users::may_take,
};
use model::{
    AgencyId, Instant, LeadReason, LeadStep, LegalBasis, MentionRef, ReferralId, ReferralParts,
    ReferralPurpose, ReferralReason, ReferralScope, ReferralState, ReferralStep, UserId, new_id,
};
use sqlx::Row as _;

/// A referral as the tables have it: no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralRow {
    /// The referral.
    pub id: ReferralId,
    /// The report that named the lead when it was sent.
    pub lead: i64,
    /// The entry that sent it.
    pub sent: i64,
    /// Entry of the last change: what a form must bring back.
    pub version: i64,
    /// Where it stands.
    pub state: ReferralState,
    /// Which agency sent it.
    pub from: AgencyId,
    /// Who there looks after it.
    pub from_user: Option<UserId>,
    /// Which agency has it.
    pub to: AgencyId,
    /// Who there has it; nobody means the team.
    pub to_user: Option<UserId>,
    /// What for.
    pub purpose: ReferralPurpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Which compartments it opens.
    pub compartments: ReferralParts,
    /// Whether it opens some persons only.
    pub some_persons: bool,
    /// When it was sent.
    pub sent_at: Instant,
    /// Until when it holds.
    pub until: Option<Instant>,
    /// By when the receiver is to say whether it takes it.
    pub deadline: Option<Instant>,
    /// Why it ended.
    pub reason: Option<ReferralReason>,
}

impl ReferralRow {
    /// By when it is to be answered, as long as it is not.
    pub fn due(&self) -> Option<Instant> {
        let waits = matches!(self.state, ReferralState::Sent | ReferralState::Seen);
        self.deadline.filter(|_| waits)
    }
    /// Whether it opens anything at an instant.
    pub fn holds(&self, now: Instant) -> bool {
        self.state.is_active() && self.until.is_none_or(|until| until > now)
    }
}

/// A referral to be sent.
#[derive(Clone, Debug)]
pub struct NewReferral<'a> {
    /// The lead as it is called now.
    pub lead: i64,
    /// The entry of the lead that whoever sends it has seen last.
    pub seen: i64,
    /// Which agency sends.
    pub from: AgencyId,
    /// Who there looks after it.
    pub from_user: Option<UserId>,
    /// To which agency.
    pub to: AgencyId,
    /// To whom there; nobody means the team.
    pub to_user: Option<UserId>,
    /// What for.
    pub purpose: ReferralPurpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Why the lead is handed over.
    pub reason: LeadReason,
    /// What is handed over.
    pub scope: ReferralScope,
    /// By when the receiver is to say whether it takes it.
    pub deadline: Option<Instant>,
    /// Words to the receiver.
    pub message: &'a str,
}

/// What came of sending a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is sent.
    Done(ReferralId),
    /// Not: the lead says why.
    Not(Stepped),
}

/// Which referrals a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferralList {
    /// To somebody.
    ToUser(UserId),
    /// To an agency, and not to this one there.
    ToOthers(AgencyId, UserId),
    /// From somebody.
    FromUser(UserId),
    /// From an agency.
    FromAgency(AgencyId),
    /// To an agency and not to this one there, neither taken nor declined.
    UnansweredTo(AgencyId, UserId),
    /// From an agency, neither taken nor declined at the instant by when it should have been.
    LateFrom(AgencyId, Instant),
    /// To an agency, ended.
    EndedTo(AgencyId),
    /// From an agency, ended.
    EndedFrom(AgencyId),
}

impl ReferralList {
    /// Where a referral stands in the order of a list: what the next page begins after. What goes on stands in the order in
    /// which it is to be answered, what has ended the latest first.
    pub fn place_of(self, row: &ReferralRow) -> (i64, i64) {
        match self {
            Self::EndedTo(_) | Self::EndedFrom(_) => (row.sent, 0),
            _ => (row.due().map_or(i64::MAX, Instant::micros), row.sent),
        }
    }
}

/// What an active referral opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The referral.
    pub row: ReferralRow,
    /// Its reports.
    pub reports: Vec<i64>,
    /// Only these mentions, where it is so.
    pub persons: Option<Vec<MentionRef>>,
}

pub(crate) fn message_context(id: ReferralId) -> String {
    format!("tanglaw/referral/1/{id}")
}
// A referral takes each step once at most, so that the step names its note.
pub(crate) fn note_context(id: ReferralId, step: ReferralStep) -> String {
    format!("tanglaw/referral-note/1/{id}/{}", step.code())
}

macro_rules! referral_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the table of referrals".into());
        let id = |place: usize| -> Result<Option<Vec<u8>>, StoreError> { Ok(row.try_get(place)?) };
        let text = |place: usize| -> Result<String, StoreError> { Ok(row.try_get(place)?) };
        let (until, deadline): (Option<i64>, Option<i64>) = (row.try_get(14)?, row.try_get(15)?);
        let reason: Option<String> = row.try_get(16)?;
        let agency = |place: usize| id(place)?.as_deref().and_then(AgencyId::from_slice).ok_or_else(changed);
        let some_persons: i64 = row.try_get(12)?;
        ReferralRow {
            id: id(0)?.as_deref().and_then(ReferralId::from_slice).ok_or_else(changed)?,
            lead: row.try_get(1)?,
            sent: row.try_get(2)?,
            version: row.try_get(3)?,
            state: ReferralState::from_code(&text(4)?).ok_or_else(changed)?,
            from: agency(5)?,
            from_user: id(6)?.as_deref().and_then(UserId::from_slice),
            to: agency(7)?,
            to_user: id(8)?.as_deref().and_then(UserId::from_slice),
            purpose: ReferralPurpose::from_code(&text(9)?).ok_or_else(changed)?,
            basis: LegalBasis::from_code(&text(10)?).ok_or_else(changed)?,
            compartments: ReferralParts::from_bits(row.try_get(11)?),
            some_persons: some_persons != 0,
            sent_at: Instant::from_micros(row.try_get(13)?),
            until: until.map(Instant::from_micros),
            deadline: deadline.map(Instant::from_micros),
            reason: reason.as_deref().and_then(ReferralReason::from_code),
        }
    }};
}

pub(crate) use referral_row;

pub(crate) async fn referral_in(unit: &mut Unit, id: ReferralId) -> Result<Option<ReferralRow>, StoreError> {
    on!(unit, c => match sqlx::query(sql::REFERRAL).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
        Some(row) => Ok(Some(referral_row!(&row))),
        None => Ok(None),
    })
}

pub(crate) async fn scope_in(
    unit: &mut Unit,
    row: &ReferralRow,
) -> Result<(Vec<i64>, Option<Vec<MentionRef>>), StoreError> {
    let id = row.id;
    let reports: Vec<i64> = on!(&mut *unit, c => sqlx::query_scalar(sql::REPORTS_OF_REFERRAL)
        .bind(id.as_bytes().as_slice()).fetch_all(c).await?);
    if !row.some_persons {
        return Ok((reports, None));
    }
    let persons: Vec<i64> = on!(&mut *unit, c => sqlx::query_scalar(sql::PERSONS_OF_REFERRAL)
        .bind(id.as_bytes().as_slice()).fetch_all(c).await?);
    let persons = persons.into_iter().map(|key| MentionRef::of_key(key.cast_unsigned())).collect();
    Ok((reports, Some(persons)))
}

/// The referrals to and from an agency that go on, the oldest first.
pub(crate) async fn running_in(unit: &mut Unit, agency: AgencyId) -> Result<Vec<ReferralRow>, StoreError> {
    let mut rows = Vec::new();
    for text in [sql::REFERRALS_TO_AGENCY, sql::REFERRALS_FROM_AGENCY] {
        on!(&mut *unit, c => for row in sqlx::query(text).bind(agency.as_bytes().as_slice()).fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
    }
    Ok(rows)
}

/// Takes somebody's name off every referral that goes on; it stays with the team. Returns how many.
pub(crate) async fn release_in(pending: &mut Pending<'_>, user: UserId) -> Result<usize, StoreError> {
    let mut rows: Vec<ReferralRow> = Vec::new();
    for text in [sql::REFERRALS_TO_USER, sql::REFERRALS_FROM_USER] {
        on!(&mut pending.unit, c => for row in sqlx::query(text).bind(user.as_bytes().as_slice()).bind(1_i64)
            .bind(i64::MAX).fetch_all(c).await? {
            let row = referral_row!(&row);
            if !rows.iter().any(|known| known.id == row.id) {
                rows.push(row);
            }
        });
    }
    let count = rows.len();
    for row in rows {
        let not = |one: Option<UserId>| one.filter(|one| *one != user);
        let event =
            Event::ReferralGiven { id: row.id, from_user: not(row.from_user), to_user: not(row.to_user) };
        pending.record(event, None);
    }
    Ok(count)
}

impl Store {
    /// Hands a lead to another agency: the referral and the step of the lead are one unit of work.
    pub async fn send_referral(&self, by: &By, new: &NewReferral<'_>) -> Result<Sent, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if !takes_part(&mut pending.unit, new.to).await? {
            return Ok(Sent::Not(Stepped::Gone));
        }
        let change = LeadChange {
            lead: new.lead,
            seen: new.seen,
            step: LeadStep::Refer,
            reason: new.reason,
            note: "",
            user: None,
            team: None,
            urgency: None,
            agency: Some(new.to),
        };
        let stepped = step_in(self, &mut pending, &change).await?;
        if !matches!(stepped, Stepped::Done(_)) {
            return Ok(Sent::Not(stepped));
        }
        let id = self.send_in(&mut pending, new, None).await?;
        pending.save().await?;
        Ok(Sent::Done(id))
    }

    /// Records a referral in a unit of work that holds the journal already, handed on from another or not; what it means for
    /// the lead is the caller's.
    pub(crate) async fn send_in(
        &self,
        pending: &mut Pending<'_>,
        new: &NewReferral<'_>,
        parent: Option<ReferralId>,
    ) -> Result<ReferralId, StoreError> {
        let mut rng = self.fork_rng();
        let id: ReferralId = new_id(self.clock(), &mut rng);
        let key = RecordKey::generate(&mut rng);
        let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        let sealed = key.seal(&message_context(id), new.message.as_bytes(), &mut rng);
        let event = Event::ReferralSent {
            id,
            lead: new.lead,
            from: new.from,
            from_user: new.from_user,
            to: new.to,
            to_user: new.to_user,
            purpose: new.purpose,
            basis: new.basis,
            compartments: new.scope.compartments.bits(),
            reports: new.scope.reports.clone(),
            persons: new.scope.persons.clone(),
            until: new.scope.until,
            deadline: new.deadline,
            parent,
        };
        pending.record(event, Some(sealed));
        Ok(id)
    }

    /// Takes a referral one step on, with what follows for its lead, unless somebody else did meanwhile.
    pub async fn step_referral(
        &self,
        by: &By,
        id: ReferralId,
        seen: Option<i64>,
        step: ReferralStep,
        reason: Option<ReferralReason>,
        note: &str,
    ) -> Result<Option<ReferralState>, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let Some(row) = referral_in(&mut pending.unit, id).await? else { return Ok(None) };
        let Some(state) = row.state.after(step).filter(|_| seen.is_none_or(|seen| seen == row.version))
        else {
            return Ok(None);
        };
        let key = record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?;
        let sealed = match key {
            Some(key) if !note.is_empty() => {
                Some(key.seal(&note_context(id, step), note.as_bytes(), &mut rng))
            }
            _ => None,
        };
        pending.record(Event::ReferralStepped { id, step, state, reason }, sealed);
        if !state.is_active() {
            end_below(&mut pending, id).await?;
        }
        self.follow(&mut pending, &row, step, None).await?;
        pending.save().await?;
        Ok(Some(state))
    }

    pub(crate) async fn referrals_in(
        &self,
        unit: &mut Unit,
        lead: i64,
    ) -> Result<Vec<ReferralRow>, StoreError> {
        let mut rows = Vec::new();
        on!(unit, c => for row in sqlx::query(sql::REFERRALS_OF_LEAD).bind(lead).bind(200_i64).fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
        Ok(rows)
    }

    /// Adds the reports that the lead has now and the referral does not open yet; the lead's step of it is recorded too. To
    /// what was handed on those of what it was handed on from are added.
    /// Returns how many; nothing where the referral has ended or was changed meanwhile.
    pub async fn widen_referral(
        &self,
        by: &By,
        id: ReferralId,
        seen: i64,
    ) -> Result<Option<usize>, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let row = referral_in(&mut pending.unit, id).await?;
        let Some(row) = row.filter(|row| row.state.is_active() && row.version == seen) else {
            return Ok(None);
        };
        let Some(lead) = lead_now(&mut pending.unit, row.lead).await? else { return Ok(None) };
        let (known, _) = scope_in(&mut pending.unit, &row).await?;
        let parent = parent_of(&mut pending.unit, id).await?;
        let now = may_open(&mut pending.unit, lead, parent).await?;
        let reports: Vec<i64> = now.into_iter().filter(|no| !known.contains(no)).collect();
        let count = reports.len();
        if count > 0 {
            pending.record(Event::ReferralWidened { id, reports }, None);
            let (work, _) = work_in(&mut pending.unit, lead).await?;
            let leads_on = parent.is_none() && row.purpose != ReferralPurpose::Inform;
            if leads_on && work.effective().after(LeadStep::Refer).is_some() {
                let change = LeadChange {
                    lead,
                    seen: work.version,
                    step: LeadStep::Refer,
                    reason: LeadReason::Other,
                    note: "",
                    user: None,
                    team: None,
                    urgency: None,
                    agency: Some(row.to),
                };
                step_in(self, &mut pending, &change).await?;
            }
            pending.save().await?;
        }
        Ok(Some(count))
    }

    /// Says who has a referral on either side, unless it was changed meanwhile or has ended.
    pub async fn give_referral(
        &self,
        by: &By,
        id: ReferralId,
        seen: i64,
        from_user: Option<UserId>,
        to_user: Option<UserId>,
    ) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let row = referral_in(&mut pending.unit, id).await?;
        if row.is_none_or(|row| !row.state.is_active() || row.version != seen) {
            return Ok(false);
        }
        // Whoever left meanwhile is given nothing.
        for user in [from_user, to_user].into_iter().flatten() {
            if !may_take(&mut pending.unit, Some(user), None).await? {
                return Ok(false);
            }
        }
        pending.record(Event::ReferralGiven { id, from_user, to_user }, None);
        pending.save().await?;
        Ok(true)
    }
}
