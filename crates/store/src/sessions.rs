//! Sessions and the slowing of guesses: passing state, on the server, revocable.

use crate::{
    By, StoreError, UserRecord,
    database::{Store, on},
    event::Event,
    keys::sha256,
    sql,
    users::user_row,
};
use model::{AgencyId, Instant, SessionId, UserId, UserName, new_id};
use sqlx::Row;

/// A session as the server knows it. The token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// How the journal names it.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What every form of the session must carry.
    pub form_token: Vec<u8>,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub seen_at: Instant,
    /// How it began: `password`, `passkey`, `directory` or `invitation`.
    pub way: String,
}

/// How sign-in stands for one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Failures since the last success.
    pub failures: i64,
    /// No attempt is looked at before this instant.
    pub not_before: i64,
    /// The last one-time code that was used, by its time step: it cannot be used again.
    pub last_step: i64,
}

impl Store {
    /// Begins a session for a token made by the caller; the store keeps its SHA-256 only.
    pub async fn begin_session(
        &self,
        by: &By,
        user: UserId,
        token: &[u8],
        form_token: &[u8],
        way: &str,
    ) -> Result<SessionId, StoreError> {
        let id: SessionId = new_id(self.clock(), &mut self.fork_rng());
        let mut pending = crate::journal::Pending::begin(self, by).await?;
        let now = pending.at().micros();
        on!(&mut pending.unit, c => sqlx::query(sql::ADD_SESSION)
            .bind(sha256(token).as_slice()).bind(id.as_bytes().as_slice()).bind(user.as_bytes().as_slice())
            .bind(form_token).bind(now).bind(way).execute(c).await?.rows_affected());
        pending.record(Event::SignedIn { user, session: id }, None);
        pending.save().await?;
        Ok(id)
    }

    /// The session of a token, with its user, who may have been closed since.
    pub async fn session(&self, token: &[u8]) -> Result<Option<(Session, UserRecord)>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let Some(row) = sqlx::query(sql::SESSION).bind(sha256(token).as_slice()).fetch_optional(c).await? else {
                return Ok(None);
            };
            let record = user_row!(&row);
            let id: Vec<u8> = row.try_get(6)?;
            let Some(id) = SessionId::from_slice(&id) else { return Ok(None) };
            let session = Session {
                id,
                user: record.user.id,
                form_token: row.try_get(7)?,
                created_at: Instant::from_micros(row.try_get(8)?),
                seen_at: Instant::from_micros(row.try_get(9)?),
                way: row.try_get(10)?,
            };
            Ok(Some((session, record)))
        })
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, token: &[u8]) -> Result<(), StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.unit().await?;
        on!(&mut unit, c => sqlx::query(sql::TOUCH_SESSION).bind(sha256(token).as_slice()).bind(now).execute(c).await?.rows_affected());
        unit.save().await
    }

    /// Ends a session.
    pub async fn end_session(&self, by: &By, token: &[u8], session: &Session) -> Result<(), StoreError> {
        let mut pending = crate::journal::Pending::begin(self, by).await?;
        on!(&mut pending.unit, c => sqlx::query(sql::END_SESSION).bind(sha256(token).as_slice()).execute(c).await?.rows_affected());
        pending.record(Event::SignedOut { user: session.user, session: session.id }, None);
        pending.save().await
    }

    /// Sessions not used since `idle_since` or begun before `created_before`, with their user and the user's agency.
    async fn old_sessions(
        &self,
        idle_since: Instant,
        created_before: Instant,
    ) -> Result<Vec<(SessionId, UserId, AgencyId)>, StoreError> {
        let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = {
            let mut unit = self.look().await?;
            on!(&mut unit, c => sqlx::query_as(sql::OLD_SESSIONS)
                .bind(idle_since.micros()).bind(created_before.micros()).bind(200_i64).fetch_all(c).await?)
        };
        let read = |(id, user, agency): &(Vec<u8>, Vec<u8>, Vec<u8>)| {
            Some((SessionId::from_slice(id)?, UserId::from_slice(user)?, AgencyId::from_slice(agency)?))
        };
        let changed = || StoreError::Tampered("a row of the session table".into());
        rows.iter().map(|row| read(row).ok_or_else(changed)).collect()
    }

    /// Ends sessions not used since `idle_since` or begun before `created_before`, some at a time, each with its entry
    /// under its user's agency. Returns how many. Where there are none, nothing is written.
    pub async fn end_old_sessions(
        &self,
        by: &By,
        idle_since: Instant,
        created_before: Instant,
    ) -> Result<usize, StoreError> {
        let old = self.old_sessions(idle_since, created_before).await?;
        let mut ended = 0;
        for (session, user, agency) in old {
            let by = By { agency: Some(agency), ..by.clone() };
            let mut pending = crate::journal::Pending::begin(self, &by).await?;
            let gone = on!(&mut pending.unit, c => sqlx::query(sql::END_OLD_SESSION)
                .bind(user.as_bytes().as_slice()).bind(session.as_bytes().as_slice())
                .bind(idle_since.micros()).bind(created_before.micros()).execute(c).await?.rows_affected());
            if gone == 1 {
                pending.record(Event::SessionEnded { user, session }, None);
                pending.save().await?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// Sessions of a user, the last used first.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let mut unit = self.look().await?;
        let mut sessions = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::SESSIONS_OF_USER).bind(user.as_bytes().as_slice()).bind(100_i64)
            .fetch_all(c).await? {
            let id: Vec<u8> = row.try_get(0)?;
            sessions.push(Session {
                id: SessionId::from_slice(&id).ok_or_else(|| StoreError::Tampered("a row of the session table".into()))?,
                user,
                form_token: row.try_get(2)?,
                created_at: Instant::from_micros(row.try_get(3)?),
                seen_at: Instant::from_micros(row.try_get(4)?),
                way: row.try_get(5)?,
            });
        });
        Ok(sessions)
    }

    /// Ends one session of a user from elsewhere; `false` where there is none.
    pub async fn end_session_of(&self, by: &By, user: UserId, id: SessionId) -> Result<bool, StoreError> {
        let mut pending = crate::journal::Pending::begin(self, by).await?;
        let ended = on!(&mut pending.unit, c => sqlx::query(sql::END_SESSION_OF_USER)
            .bind(user.as_bytes().as_slice()).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        if ended == 0 {
            return Ok(false);
        }
        pending.record(Event::SignedOut { user, session: id }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Notes that a token was used; `false` where it was used before. It is forgotten after `until`, when it would be
    /// over anyway.
    pub async fn spend_token(&self, token: &[u8], until: Instant) -> Result<bool, StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.unit().await?;
        on!(&mut unit, c => sqlx::query(sql::FORGET_TOKENS).bind(now).execute(c).await?.rows_affected());
        let spent = on!(&mut unit, c => sqlx::query(sql::SPEND_TOKEN).bind(sha256(token).as_slice()).bind(until.micros())
            .execute(c).await?.rows_affected());
        unit.save().await?;
        Ok(spent == 1)
    }

    fn attempts_key(&self, name: &UserName) -> [u8; 32] {
        self.keys().keyed_hash("sign-in name", &[name.as_str().as_bytes()])
    }

    /// How sign-in stands for a name, whether or not there is such a user.
    pub async fn throttle(&self, name: &UserName) -> Result<Throttle, StoreError> {
        let key = self.attempts_key(name);
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::ATTEMPTS).bind(key.as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Throttle { failures: row.try_get(0)?, not_before: row.try_get(1)?, last_step: row.try_get(2)? }),
            None => Ok(Throttle::default()),
        })
    }

    /// Notes a failed sign-in: no attempt for this name is looked at before `not_before`.
    pub async fn note_failed_sign_in(
        &self,
        by: &By,
        name: &UserName,
        user: Option<UserId>,
        reason: &str,
        not_before: Instant,
    ) -> Result<(), StoreError> {
        let key = self.attempts_key(name);
        let mut pending = crate::journal::Pending::begin(self, by).await?;
        on!(&mut pending.unit, c => sqlx::query(sql::FAILED).bind(key.as_slice()).bind(not_before.micros()).execute(c).await?.rows_affected());
        pending.record(Event::SignInRefused { user, reason: reason.to_owned() }, None);
        pending.save().await
    }

    /// Notes a sign-in that was refused without a password: there is nothing to guess at, so nothing waits.
    pub async fn note_refused_sign_in(
        &self,
        by: &By,
        user: Option<UserId>,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.record(by, Event::SignInRefused { user, reason: reason.to_owned() }).await
    }

    /// Notes that a one-time code was used; `false` where it (or a later one) was used before.
    pub async fn use_code(&self, name: &UserName, step: i64) -> Result<bool, StoreError> {
        let key = self.attempts_key(name);
        let mut unit = self.unit().await?;
        let changed = on!(&mut unit, c => sqlx::query(sql::SUCCEEDED).bind(key.as_slice()).bind(step).execute(c).await?.rows_affected());
        unit.save().await?;
        Ok(changed == 1)
    }
}
