//! Agencies and users. Secrets are sealed under the user's own key, in the journal entry of their last change.

use crate::{
    By, StoreError,
    agencies::takes_part,
    database::{Store, Unit, on},
    event::Event,
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
};
use model::{Agency, AgencyId, Role, User, UserId, UserName, new_id};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What a user proves themself with. Has neither `Debug` nor `Display`.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Secrets {
    /// Argon2id hash of the password, PHC string.
    pub password_hash: String,
    /// TOTP secret (RFC 6238), bytes.
    pub totp_secret: Vec<u8>,
}

/// A user as the store knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// Id, name, agency, role.
    pub user: User,
    /// Whether the user may sign in.
    pub active: bool,
    pub(crate) entry: i64,
}

pub(crate) fn secrets_context(id: UserId) -> String {
    format!("tanglaw/user-secrets/1/{id}")
}

macro_rules! user_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the user table".into());
        let (id, agency): (Vec<u8>, Vec<u8>) = (row.try_get(0)?, row.try_get(2)?);
        let (name, role): (String, String) = (row.try_get(1)?, row.try_get(3)?);
        let active: i64 = row.try_get(4)?;
        $crate::UserRecord {
            user: model::User {
                id: model::UserId::from_slice(&id).ok_or_else(changed)?,
                name: name.parse().map_err(|_| changed())?,
                agency: model::AgencyId::from_slice(&agency).ok_or_else(changed)?,
                role: model::Role::from_code(&role).ok_or_else(changed)?,
            },
            active: active != 0,
            entry: row.try_get(5)?,
        }
    }};
}
pub(crate) use user_row;

/// Whether work may be given to these: whoever left takes nothing, nor does an agency that was removed.
pub(crate) async fn may_take(
    unit: &mut Unit,
    user: Option<UserId>,
    team: Option<AgencyId>,
) -> Result<bool, StoreError> {
    let user = match user {
        Some(user) => user_in(unit, user).await?.is_some_and(|record| record.active),
        None => true,
    };
    let team = match team {
        Some(team) => takes_part(unit, team).await?,
        None => true,
    };
    Ok(user && team)
}

/// The user of an id, in a unit of work.
pub(crate) async fn user_in(unit: &mut Unit, id: UserId) -> Result<Option<UserRecord>, StoreError> {
    on!(unit, c => match sqlx::query(sql::USER_BY_ID).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
        Some(row) => Ok(Some(user_row!(&row))),
        None => Ok(None),
    })
}

impl Store {
    /// Adds an agency.
    pub async fn add_agency(&self, by: &By, agency: &Agency) -> Result<(), StoreError> {
        let Agency { id, name, kind, country } = agency.clone();
        self.record(by, Event::AgencyAdded { id, name, kind, country }).await
    }

    /// The agency that was added first: the one that runs the server.
    pub async fn first_agency(&self) -> Result<Option<AgencyId>, StoreError> {
        let mut unit = self.look().await?;
        let id: Option<Vec<u8>> =
            on!(&mut unit, c => sqlx::query_scalar(sql::FIRST_AGENCY).fetch_optional(c).await?);
        Ok(id.as_deref().and_then(AgencyId::from_slice))
    }

    /// Adds a user with their secrets.
    pub async fn add_user(
        &self,
        by: &By,
        name: UserName,
        agency: AgencyId,
        role: Role,
        secrets: &Secrets,
    ) -> Result<UserId, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let taken: Option<Vec<u8>> = on!(&mut pending.unit, c => match sqlx::query(sql::USER_BY_NAME)
            .bind(name.as_str()).fetch_optional(c).await? { Some(row) => Some(row.try_get(0)?), None => None });
        if taken.is_some() {
            return Err(StoreError::NameTaken);
        }
        let id: UserId = new_id(self.clock(), &mut rng);
        let key = RecordKey::generate(&mut rng);
        let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        let plain = Zeroizing::new(serde_json::to_vec(secrets).unwrap_or_default());
        let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
        pending.record(Event::UserAdded { id, name, agency, role }, Some(sealed));
        pending.save().await?;
        Ok(id)
    }

    /// Changes a user's secrets, role or standing, and ends their sessions.
    pub async fn change_user(
        &self,
        by: &By,
        id: UserId,
        role: Role,
        active: bool,
        secrets: &Secrets,
    ) -> Result<(), StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let key =
            record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let plain = Zeroizing::new(serde_json::to_vec(secrets).unwrap_or_default());
        let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
        pending.record(Event::UserChanged { id, role, active }, Some(sealed));
        on!(&mut pending.unit, c => sqlx::query(sql::END_SESSIONS_OF_USER).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        pending.save().await
    }

    /// The user of this name.
    pub async fn user_by_name(&self, name: &UserName) -> Result<Option<UserRecord>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::USER_BY_NAME).bind(name.as_str()).fetch_optional(c).await? {
            Some(row) => Ok(Some(user_row!(&row))),
            None => Ok(None),
        })
    }

    /// The user of this id.
    pub async fn user_by_id(&self, id: UserId) -> Result<Option<UserRecord>, StoreError> {
        user_in(&mut self.look().await?, id).await
    }

    /// All users by name.
    pub async fn users(&self) -> Result<Vec<UserRecord>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let mut users = Vec::new();
            for row in sqlx::query(sql::USERS).fetch_all(c).await? {
                users.push(user_row!(&row));
            }
            Ok(users)
        })
    }

    /// How many users there are.
    pub async fn count_users(&self) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_USERS).fetch_one(c).await?))
    }

    /// A user's secrets, to check a sign-in against.
    pub async fn secrets_of(&self, user: &UserRecord) -> Result<Secrets, StoreError> {
        let mut unit = self.snapshot().await?;
        let key =
            record_key(&mut unit, self.keys(), user.user.id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let sealed: Option<Vec<u8>> = on!(&mut unit, c => sqlx::query(sql::JOURNAL_ENTRY).bind(user.entry).fetch_one(c).await?.try_get(1)?);
        let tampered = || StoreError::Tampered(format!("journal entry {}", user.entry));
        let plain =
            key.open(&secrets_context(user.user.id), &sealed.unwrap_or_default()).ok_or_else(tampered)?;
        serde_json::from_slice(&plain).map_err(|_| tampered())
    }
}
