//! The end of somebody's access, and of an agency's: in the same unit of work what they held goes back to where it came
//! from, so that nothing is lost, whatever happens to this program meanwhile.

use crate::{
    By, LeadChange, Secrets, Standing, StoreError, UserRecord,
    agencies::takes_part,
    database::{Store, Unit, on},
    desk::{step_in, work_in},
    event::Event,
    intake::record_key,
    journal::Pending,
    moves::{is_last, release_in},
    referrals::{referral_in, running_in},
    sql,
    users::{secrets_context, user_in, user_row},
};
use model::{AgencyId, LeadReason, LeadState, LeadStep, ReferralReason, ReferralStep, Role, UserId};
use sqlx::Row as _;
use zeroize::Zeroizing;

/// What came of removing an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgencyEnd {
    /// It is removed; so many leads and referrals went back.
    Closed(usize),
    /// There is none, or it was removed before.
    Gone,
    /// The last administrator is one of its people: nobody could invite anybody any more.
    Last,
}

impl Store {
    /// Off-boards a user: sessions, passkeys, ties to a directory, leave, overrides and open invitations end, the secrets
    /// are replaced by none, the user is inactive, and what they held goes back to their team. All of it or nothing.
    pub async fn offboard(&self, by: &By, id: UserId) -> Result<Standing, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let Some(record) = user_in(&mut pending.unit, id).await? else { return Ok(Standing::Conflict) };
        if is_last(&mut pending.unit, &record).await? {
            return Ok(Standing::Last);
        }
        let key =
            record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let none = Secrets { password_hash: String::new(), totp_secret: Vec::new() };
        let plain = Zeroizing::new(serde_json::to_vec(&none).unwrap_or_default());
        let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
        let back = release_in(self, &mut pending, id, (true, true)).await?;
        on!(&mut pending.unit, c => sqlx::query(sql::END_SESSIONS_OF_USER).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        pending.record(Event::UserOffboarded { id }, Some(sealed));
        pending.save().await?;
        Ok(Standing::Changed(back))
    }

    /// Removes an agency: its people's sessions end, its directory and open invitations too. Referrals to and from it are
    /// taken back, and leads that it or its people had return to the queue. All of it or nothing.
    pub async fn close_agency(&self, by: &By, id: AgencyId) -> Result<AgencyEnd, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if !takes_part(&mut pending.unit, id).await? {
            return Ok(AgencyEnd::Gone);
        }
        let people = people_of(&mut pending.unit, id).await?;
        if has_last(&mut pending.unit, id, &people).await? {
            return Ok(AgencyEnd::Last);
        }
        let mut back = 0;
        for known in running_in(&mut pending.unit, id).await? {
            let step = ReferralStep::Revoke;
            // What came of the ones before may have ended this one.
            let row = referral_in(&mut pending.unit, known.id).await?.unwrap_or(known);
            let Some(state) = row.state.after(step) else { continue };
            let reason = Some(ReferralReason::AgencyGone);
            pending.record(Event::ReferralStepped { id: row.id, step, state, reason }, None);
            crate::handed_on::end_below(&mut pending, row.id).await?;
            // Two referrals may be of one lead: the second must find what came of the first.
            pending.put().await?;
            self.follow(&mut pending, &row, step, Some(LeadReason::AgencyGone)).await?;
            pending.put().await?;
            back += 1;
        }
        for record in &people {
            back += release_in(self, &mut pending, record.user.id, (true, true)).await?;
            pending.put().await?;
        }
        back += self.release_team(&mut pending, id).await?;
        on!(&mut pending.unit, c => sqlx::query(sql::END_SESSIONS_OF_AGENCY).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        pending.record(Event::AgencyClosed { id }, None);
        pending.save().await?;
        Ok(AgencyEnd::Closed(back))
    }

    /// Takes a team's name off its leads. What the team itself had accepted stands open again: nobody works on it.
    async fn release_team(&self, pending: &mut Pending<'_>, team: AgencyId) -> Result<usize, StoreError> {
        let mut held: Vec<i64> = on!(&mut pending.unit, c => sqlx::query_scalar(sql::WORK_OF_TEAM)
            .bind(team.as_bytes().as_slice()).fetch_all(c).await?);
        held.sort_unstable();
        held.dedup();
        let mut released = 0;
        for lead in held {
            let (work, _) = work_in(&mut pending.unit, lead).await?;
            if work.team != Some(team) {
                continue;
            }
            let step = match work.state {
                LeadState::Accepted | LeadState::Referred
                    if !self.is_held(pending, lead, work.state, None).await? =>
                {
                    LeadStep::HandBack
                }
                _ => LeadStep::Release,
            };
            let change = LeadChange {
                lead,
                seen: work.version,
                step,
                reason: LeadReason::AgencyGone,
                note: "",
                user: Some(None),
                team: Some(None),
                urgency: None,
                agency: Some(team),
            };
            step_in(self, pending, &change).await?;
            pending.put().await?;
            released += 1;
        }
        Ok(released)
    }
}

async fn people_of(unit: &mut Unit, agency: AgencyId) -> Result<Vec<UserRecord>, StoreError> {
    let mut people = Vec::new();
    on!(unit, c => for row in sqlx::query(sql::USERS_OF_AGENCY).bind(agency.as_bytes().as_slice()).fetch_all(c).await? {
        people.push(user_row!(&row));
    });
    Ok(people)
}

/// Whether all administrators there are are people of an agency.
async fn has_last(unit: &mut Unit, agency: AgencyId, people: &[UserRecord]) -> Result<bool, StoreError> {
    let keeps = |record: &UserRecord| record.active && record.user.role == Role::Administrator;
    if !people.iter().any(keeps) {
        return Ok(false);
    }
    let elsewhere: i64 = on!(unit, c => sqlx::query_scalar(sql::COUNT_ROLE_ELSEWHERE)
        .bind(Role::Administrator.code()).bind(agency.as_bytes().as_slice()).fetch_one(c).await?);
    Ok(elsewhere == 0)
}
