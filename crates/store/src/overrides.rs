//! Overrides of the policy: asked for with a reason, decided by a second person, over at an hour.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::Event,
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
};
use model::{
    AgencyId, Compartment, Instant, OverrideId, OverrideState, Reference, Role, UserId, UserName, new_id,
};
use sqlx::Row;
use zeroize::Zeroizing;

/// A request for an override.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideRow {
    /// The request.
    pub id: OverrideId,
    /// Who asked.
    pub user: UserId,
    /// Their name.
    pub name: UserName,
    /// Their role.
    pub role: Role,
    /// Their agency when they asked.
    pub agency: AgencyId,
    /// Of which compartment.
    pub compartment: Compartment,
    /// Of which record.
    pub record: Reference,
    /// When they asked.
    pub asked_at: Instant,
    /// How it stands.
    pub state: OverrideState,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// Until when it holds.
    pub until: Option<Instant>,
    /// Why; nothing where it was erased.
    pub reason: Option<String>,
}

struct Closed {
    row: OverrideRow,
    sealed: Option<Vec<u8>>,
}

macro_rules! override_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the table of overrides".into());
        let (id, user, agency): (Vec<u8>, Vec<u8>, Vec<u8>) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
        let (name, role, compartment): (String, String, String) =
            (row.try_get(2)?, row.try_get(3)?, row.try_get(5)?);
        let (record, state): (String, String) = (row.try_get(6)?, row.try_get(8)?);
        let (decided_by, until): (Option<Vec<u8>>, Option<i64>) = (row.try_get(9)?, row.try_get(10)?);
        Closed {
            row: OverrideRow {
                id: OverrideId::from_slice(&id).ok_or_else(changed)?,
                user: UserId::from_slice(&user).ok_or_else(changed)?,
                name: name.parse().map_err(|_| changed())?,
                role: Role::from_code(&role).ok_or_else(changed)?,
                agency: AgencyId::from_slice(&agency).ok_or_else(changed)?,
                compartment: Compartment::from_code(&compartment).ok_or_else(changed)?,
                record: record.parse().map_err(|_| changed())?,
                asked_at: Instant::from_micros(row.try_get(7)?),
                state: OverrideState::from_code(&state).ok_or_else(changed)?,
                decided_by: decided_by.as_deref().and_then(UserId::from_slice),
                until: until.map(Instant::from_micros),
                reason: None,
            },
            sealed: row.try_get(12)?,
        }
    }};
}

fn reason_context(id: OverrideId) -> String {
    format!("tanglaw/override/1/{id}")
}

impl Store {
    /// Asks for an override; the reason is sealed under a key of its own.
    pub async fn ask_override(
        &self,
        by: &By,
        user: UserId,
        agency: AgencyId,
        compartment: Compartment,
        record: Reference,
        reason: &str,
    ) -> Result<OverrideId, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let id: OverrideId = new_id(self.clock(), &mut rng);
        let key = RecordKey::generate(&mut rng);
        let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        let sealed = key.seal(&reason_context(id), reason.as_bytes(), &mut rng);
        pending.record(Event::OverrideAsked { id, user, agency, compartment, record }, Some(sealed));
        pending.save().await?;
        Ok(id)
    }

    /// Decides about a request that nobody has decided about; `false` where somebody has. Granted where
    /// there is an hour until which it holds.
    pub async fn decide_override(
        &self,
        by: &By,
        id: OverrideId,
        decided_by: UserId,
        until: Option<Instant>,
    ) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if state_of(&mut pending, id).await? != Some(OverrideState::Asked) {
            return Ok(false);
        }
        let approved = until.is_some();
        pending.record(Event::OverrideDecided { id, by: decided_by, approved, until }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Ends an override before its time, or takes a request back; `false` where there is nothing to end.
    pub async fn end_override(&self, by: &By, id: OverrideId) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let ends = state_of(&mut pending, id)
            .await?
            .is_some_and(|state| state.next().contains(&OverrideState::Ended));
        if !ends {
            return Ok(false);
        }
        pending.record(Event::OverrideEnded { id }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Journals that an override opened something.
    pub async fn note_override(&self, by: &By, id: OverrideId, act: &str) -> Result<(), StoreError> {
        self.record(by, Event::OverrideUsed { id, act: act.to_owned() }).await
    }

    /// A request by id.
    pub async fn override_by_id(&self, id: OverrideId) -> Result<Option<OverrideRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found = on!(&mut unit, c => match sqlx::query(sql::OVERRIDE).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Some(override_row!(&row)),
            None => None,
        });
        match found {
            Some(sealed) => self.opened(&mut unit, sealed).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a user asked for, the latest first.
    pub async fn overrides_of(&self, user: UserId, limit: i64) -> Result<Vec<OverrideRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::OVERRIDES_OF_USER).bind(user.as_bytes().as_slice()).bind(limit).fetch_all(c).await? {
            rows.push(override_row!(&row));
        });
        self.all_opened(&mut unit, rows).await
    }

    /// The overrides of a user that hold now. Reasons are not opened: every request of a page asks this.
    pub async fn overrides_running(&self, user: UserId) -> Result<Vec<OverrideRow>, StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::OVERRIDES_RUNNING).bind(user.as_bytes().as_slice()).bind(now).fetch_all(c).await? {
            rows.push(override_row!(&row).row);
        });
        Ok(rows)
    }

    /// Requests of an agency's people that nobody has decided about, the oldest first.
    pub async fn overrides_waiting(&self, agency: AgencyId) -> Result<Vec<OverrideRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::OVERRIDES_WAITING).bind(agency.as_bytes().as_slice()).bind(200_i64).fetch_all(c).await? {
            rows.push(override_row!(&row));
        });
        self.all_opened(&mut unit, rows).await
    }

    /// The latest requests of everybody, for the auditor.
    pub async fn overrides_latest(&self, limit: i64) -> Result<Vec<OverrideRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::OVERRIDES_LATEST).bind(limit).fetch_all(c).await? {
            rows.push(override_row!(&row));
        });
        self.all_opened(&mut unit, rows).await
    }

    async fn all_opened(
        &self,
        unit: &mut crate::database::Unit,
        rows: Vec<Closed>,
    ) -> Result<Vec<OverrideRow>, StoreError> {
        let mut opened = Vec::with_capacity(rows.len());
        for row in rows {
            opened.push(self.opened(unit, row).await?);
        }
        Ok(opened)
    }

    async fn opened(
        &self,
        unit: &mut crate::database::Unit,
        Closed { row, sealed }: Closed,
    ) -> Result<OverrideRow, StoreError> {
        let Some(key) = record_key(unit, self.keys(), row.id.as_bytes()).await? else { return Ok(row) };
        let tampered = || StoreError::Tampered("the reason of an override".into());
        let plain = key
            .open(&reason_context(row.id), &sealed.unwrap_or_default())
            .map(|plain| Zeroizing::new(plain.to_vec()))
            .ok_or_else(tampered)?;
        let reason = std::str::from_utf8(&plain).map_err(|_| tampered())?.to_owned();
        Ok(OverrideRow { reason: Some(reason), ..row })
    }
}

async fn state_of(pending: &mut Pending<'_>, id: OverrideId) -> Result<Option<OverrideState>, StoreError> {
    let state: Option<String> = on!(&mut pending.unit, c => match sqlx::query(sql::OVERRIDE)
        .bind(id.as_bytes().as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(8)?), None => None });
    Ok(state.as_deref().and_then(OverrideState::from_code))
}
