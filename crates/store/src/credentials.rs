//! Passkeys, and ties to an agency's directory. A passkey is found by the keyed hash of its id; the public key and the
//! name that somebody gave it are sealed under the user's key.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::{Event, Hex},
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql,
};
use model::{Instant, UserId};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use zeroize::Zeroizing;

/// A passkey, as its owner's authenticator made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key (COSE).
    pub public_key: Vec<u8>,
    /// The counter it began with.
    pub counter: u32,
    /// How it is reached, as the browser says.
    pub transports: Vec<String>,
    /// What its owner calls it.
    pub label: String,
}

/// A passkey as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Whose it is.
    pub user: UserId,
    /// What it was made as; its counter is the last that was seen.
    pub passkey: Passkey,
    /// When it was added.
    pub added_at: Instant,
    /// How it is named in addresses and the journal: the keyed hash of its id.
    pub key: [u8; 32],
}

/// A row before it is opened.
struct Closed {
    credential: Vec<u8>,
    user: UserId,
    entry: i64,
    sealed: Option<Vec<u8>>,
    at: i64,
    counter: i64,
}

macro_rules! sealed_row {
    ($row:expr) => {{
        let row = $row;
        let user: Vec<u8> = row.try_get(1)?;
        Closed {
            credential: row.try_get(0)?,
            user: UserId::from_slice(&user)
                .ok_or_else(|| StoreError::Tampered("a row of the table of passkeys".into()))?,
            entry: row.try_get(2)?,
            sealed: row.try_get(3)?,
            at: row.try_get(4)?,
            counter: row.try_get(5)?,
        }
    }};
}

fn passkey_context(user: UserId, key: &[u8]) -> String {
    format!("tanglaw/passkey/1/{user}/{}", data_encoding::HEXLOWER.encode(key))
}

/// Seals a passkey and appends its event to a unit of work.
pub(crate) fn add_passkey(
    store: &Store,
    pending: &mut Pending<'_>,
    key: &RecordKey,
    user: UserId,
    passkey: &Passkey,
    rng: &mut ChaCha20Rng,
) {
    let credential = store.passkey_key(&passkey.id);
    let plain = Zeroizing::new(serde_json::to_vec(passkey).unwrap_or_default());
    let sealed = key.seal(&passkey_context(user, &credential), &plain, rng);
    pending.record(Event::PasskeyAdded { user, credential: Hex(credential) }, Some(sealed));
}

fn open(key: &RecordKey, row: Closed) -> Result<PasskeyRow, StoreError> {
    let tampered = || StoreError::Tampered(format!("journal entry {}", row.entry));
    let plain = key
        .open(&passkey_context(row.user, &row.credential), row.sealed.as_deref().unwrap_or_default())
        .ok_or_else(tampered)?;
    let mut passkey: Passkey = serde_json::from_slice(&plain).map_err(|_| tampered())?;
    passkey.counter = passkey.counter.max(u32::try_from(row.counter).unwrap_or(u32::MAX));
    Ok(PasskeyRow {
        user: row.user,
        passkey,
        added_at: Instant::from_micros(row.at),
        key: row.credential.try_into().map_err(|_| tampered())?,
    })
}

impl Store {
    fn passkey_key(&self, id: &[u8]) -> [u8; 32] {
        self.keys().keyed_hash("passkey", &[id])
    }

    /// Adds a passkey; `false` where somebody has it already.
    pub async fn add_passkey(&self, by: &By, user: UserId, passkey: &Passkey) -> Result<bool, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let credential = self.passkey_key(&passkey.id);
        let known = on!(&mut pending.unit, c => sqlx::query(sql::PASSKEY).bind(credential.as_slice()).fetch_optional(c).await?.is_some());
        if known {
            return Ok(false);
        }
        let key =
            record_key(&mut pending.unit, self.keys(), user.as_bytes()).await?.ok_or(StoreError::Erased)?;
        add_passkey(self, &mut pending, &key, user, passkey, &mut rng);
        pending.save().await?;
        Ok(true)
    }

    /// Takes a passkey away from its owner.
    pub async fn remove_passkey(&self, by: &By, user: UserId, key: [u8; 32]) -> Result<(), StoreError> {
        self.record(by, Event::PasskeyRemoved { user, credential: Hex(key) }).await
    }

    /// A user's passkeys, in the order in which they were added.
    pub async fn passkeys_of(&self, user: UserId) -> Result<Vec<PasskeyRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::PASSKEYS_OF_USER).bind(user.as_bytes().as_slice()).fetch_all(c).await? {
            rows.push(sealed_row!(&row));
        });
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = record_key(&mut unit, self.keys(), user.as_bytes()).await?.ok_or(StoreError::Erased)?;
        rows.into_iter().map(|row| open(&key, row)).collect()
    }

    /// The passkey of this id, whoever has it.
    pub async fn passkey_of_id(&self, id: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found = on!(&mut unit, c => match sqlx::query(sql::PASSKEY).bind(self.passkey_key(id).as_slice()).fetch_optional(c).await? {
            Some(row) => Some(sealed_row!(&row)),
            None => None,
        });
        let Some(row) = found else { return Ok(None) };
        let key = record_key(&mut unit, self.keys(), row.user.as_bytes()).await?.ok_or(StoreError::Erased)?;
        open(&key, row).map(Some)
    }

    /// Notes the counter of a passkey that was just used; `false` where a later one was seen: the authenticator was
    /// copied. One that does not count always says nought.
    pub async fn count_passkey(&self, key: &[u8; 32], counter: u32) -> Result<bool, StoreError> {
        if counter == 0 {
            return Ok(true);
        }
        let mut unit = self.unit().await?;
        let counted = on!(&mut unit, c => sqlx::query(sql::COUNT_PASSKEY).bind(key.as_slice()).bind(i64::from(counter))
            .execute(c).await?.rows_affected());
        unit.save().await?;
        Ok(counted == 1)
    }

    /// The user who is tied to this subject of a directory.
    pub async fn user_of_subject(&self, issuer: &str, subject: &str) -> Result<Option<UserId>, StoreError> {
        let key = self.subject_key(issuer, subject);
        let mut unit = self.look().await?;
        let id: Option<Vec<u8>> = on!(&mut unit, c => sqlx::query_scalar(sql::DIRECTORY_USER).bind(key.as_slice()).fetch_optional(c).await?);
        Ok(id.as_deref().and_then(UserId::from_slice))
    }

    /// Whether a user is tied to a directory.
    pub async fn is_bound(&self, user: UserId) -> Result<bool, StoreError> {
        let mut unit = self.look().await?;
        let count: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_BOUND).bind(user.as_bytes().as_slice()).fetch_one(c).await?);
        Ok(count > 0)
    }
}
