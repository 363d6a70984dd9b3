//! Another role or agency for somebody who stays, and the work that goes back when somebody may hold it no more.

use crate::{
    By, LeadChange, Stepped, StoreError, UserRecord,
    database::{Store, Unit, on},
    desk::{step_in, work_in},
    event::Event,
    intake::record_key,
    journal::Pending,
    sql,
};
use model::{AgencyId, Instant, LeadReason, LeadStep, Role, UserId};
use sqlx::Row as _;
use zeroize::Zeroizing;

/// Another role or agency for somebody.
#[derive(Clone, Debug)]
pub struct NewStanding<'a> {
    /// Who.
    pub user: UserId,
    /// The version that whoever changes it has seen: the entry of the last change, 0 before the first.
    pub seen: i64,
    /// The role from now on.
    pub role: Role,
    /// The agency from now on.
    pub agency: AgencyId,
    /// Why; sealed.
    pub reason: &'a str,
    /// Whether leads that they hold go back.
    pub leads_back: bool,
    /// Whether referrals that they look after go back.
    pub referrals_back: bool,
}

/// What came of it, or of off-boarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Done; so much work went back.
    Changed(usize),
    /// It was changed by somebody else meanwhile, or they left.
    Conflict,
    /// They are the last administrator.
    Last,
}

/// A change of role or agency, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRow {
    /// Its entry.
    pub entry: i64,
    /// When.
    pub at: Instant,
    /// Who changed it.
    pub actor: String,
    /// The role and agency before.
    pub from: (Role, AgencyId),
    /// The role and agency from then on.
    pub to: (Role, AgencyId),
    /// Why; nothing where it was erased.
    pub reason: Option<String>,
}

fn reason_context(user: UserId, seen: i64) -> String {
    format!("tanglaw/user-move/1/{user}/{seen}")
}

/// Gives what somebody has back to their team: leads, referrals on either side, or both. Returns how many.
pub(crate) async fn release_in(
    store: &Store,
    pending: &mut Pending<'_>,
    user: UserId,
    (leads, referrals): (bool, bool),
) -> Result<usize, StoreError> {
    let mut held: Vec<i64> = if leads {
        on!(&mut pending.unit, c => sqlx::query_scalar(sql::WORK_OF_USER)
            .bind(user.as_bytes().as_slice()).fetch_all(c).await?)
    } else {
        Vec::new()
    };
    held.sort_unstable();
    held.dedup();
    let mut released = 0;
    for lead in held {
        let (work, _) = work_in(&mut pending.unit, lead).await?;
        // Of leads that came together, the newest work says whose it is.
        if work.user != Some(user) {
            continue;
        }
        let change = LeadChange {
            lead,
            seen: work.version,
            step: LeadStep::Release,
            reason: LeadReason::Away,
            note: "",
            user: Some(None),
            team: None,
            urgency: None,
            agency: None,
        };
        if matches!(step_in(store, pending, &change).await?, Stepped::Done(_)) {
            released += 1;
        }
    }
    if referrals {
        released += crate::referrals::release_in(pending, user).await?;
    }
    Ok(released)
}

/// Whether somebody is the last administrator, without whom nobody could invite anybody.
pub(crate) async fn is_last(unit: &mut Unit, record: &UserRecord) -> Result<bool, StoreError> {
    if !record.active || record.user.role != Role::Administrator {
        return Ok(false);
    }
    let others: i64 = on!(unit, c => sqlx::query_scalar(sql::COUNT_OTHERS_OF_ROLE)
        .bind(Role::Administrator.code()).bind(record.user.id.as_bytes().as_slice()).fetch_one(c).await?);
    Ok(others == 0)
}

async fn last_move(unit: &mut Unit, user: UserId) -> Result<i64, StoreError> {
    Ok(
        on!(unit, c => sqlx::query_scalar(sql::LAST_MOVE).bind(user.as_bytes().as_slice()).fetch_one(c).await?),
    )
}

impl Store {
    /// Gives somebody another role or agency: sessions, overrides and open invitations end, with the agency the tie to its
    /// directory too, and what they may not hold any more goes back. All of it or nothing.
    pub async fn change_standing(&self, by: &By, new: &NewStanding<'_>) -> Result<Standing, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let found = crate::users::user_in(&mut pending.unit, new.user).await?;
        let seen = last_move(&mut pending.unit, new.user).await?;
        let Some(record) = found.filter(|record| record.active && seen == new.seen) else {
            return Ok(Standing::Conflict);
        };
        if is_last(&mut pending.unit, &record).await? {
            return Ok(Standing::Last);
        }
        let key = record_key(&mut pending.unit, self.keys(), new.user.as_bytes())
            .await?
            .ok_or(StoreError::Erased)?;
        let back = release_in(self, &mut pending, new.user, (new.leads_back, new.referrals_back)).await?;
        let context = reason_context(new.user, new.seen);
        let sealed = key.seal(&context, new.reason.as_bytes(), &mut self.fork_rng());
        let event = Event::UserMoved {
            id: new.user,
            from_role: record.user.role,
            from_agency: record.user.agency,
            role: new.role,
            agency: new.agency,
            seen: new.seen,
        };
        on!(&mut pending.unit, c => sqlx::query(sql::END_SESSIONS_OF_USER)
            .bind(new.user.as_bytes().as_slice()).execute(c).await?.rows_affected());
        pending.record(event, Some(sealed));
        pending.save().await?;
        Ok(Standing::Changed(back))
    }

    /// Changes of somebody's role and agency with their reasons, the latest first. The first entry is the version.
    pub async fn moves_of(&self, user: UserId) -> Result<Vec<MoveRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let key = record_key(&mut unit, self.keys(), user.as_bytes()).await?;
        let mut moves = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::MOVES_OF_USER).bind(user.as_bytes().as_slice())
            .bind(50_i64).fetch_all(c).await? {
            let entry: i64 = row.try_get(0)?;
            let (facts, sealed): (String, Option<Vec<u8>>) = (row.try_get(3)?, row.try_get(4)?);
            let bad = |detail: String| StoreError::BadEntry { seq: entry, detail };
            let event = Event::read("user_moved", &facts).map_err(|error| bad(error.to_string()))?;
            let Event::UserMoved { from_role, from_agency, role, agency, seen, .. } = event else {
                return Err(bad("another event".into()));
            };
            let reason = match (&key, sealed) {
                (Some(key), Some(sealed)) => {
                    let plain: Zeroizing<Vec<u8>> = key.open(&reason_context(user, seen), &sealed)
                        .ok_or_else(|| StoreError::Tampered(format!("journal entry {entry}")))?;
                    Some(String::from_utf8_lossy(&plain).into_owned())
                }
                _ => None,
            };
            moves.push(MoveRow {
                entry,
                at: Instant::from_micros(row.try_get(1)?),
                actor: row.try_get(2)?,
                from: (from_role, from_agency),
                to: (role, agency),
                reason,
            });
        });
        Ok(moves)
    }
}
