//! Partners that hand reports over by machine. A key is shown once; the store keeps its SHA-256.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::{Event, Hex},
    keys::sha256,
    sql,
};
use model::{Channel, PartnerId, Source, new_id};
use sqlx::Row;

/// A partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerRow {
    /// The partner.
    pub id: PartnerId,
    /// Its name, for staff.
    pub name: String,
    /// The source that its reports come from, with its kind of door and the country of its telephone numbers.
    pub source: Source,
    /// What its key is good for.
    pub scopes: Vec<String>,
    /// Whether it has a key.
    pub active: bool,
}

macro_rules! partner_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the partner table".into());
        let id: Vec<u8> = row.try_get(0)?;
        let (source, scopes): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        let secret: Option<Vec<u8>> = row.try_get(4)?;
        let (channel, country): (String, Option<String>) = (row.try_get(5)?, row.try_get(6)?);
        PartnerRow {
            id: PartnerId::from_slice(&id).ok_or_else(changed)?,
            name: row.try_get(1)?,
            source: Source {
                id: source.parse().map_err(|_| changed())?,
                channel: Channel::from_code(&channel).ok_or_else(changed)?,
                country: country.map(|code| code.parse().map_err(|_| changed())).transpose()?,
            },
            scopes: scopes.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            active: secret.is_some(),
        }
    }};
}

impl Store {
    /// Adds a partner with a key that the caller made.
    pub async fn add_partner(
        &self,
        by: &By,
        name: &str,
        source: &Source,
        scopes: &[String],
        key: &[u8],
    ) -> Result<PartnerId, StoreError> {
        let id: PartnerId = new_id(self.clock(), &mut self.fork_rng());
        let event = Event::PartnerAdded {
            id,
            name: name.to_owned(),
            source: source.id.to_string(),
            channel: source.channel,
            country: source.country,
            scopes: scopes.to_vec(),
            secret: Hex(sha256(key)),
        };
        self.record(by, event).await?;
        Ok(id)
    }

    /// Gives a partner another key, or takes its key away.
    pub async fn change_partner_key(
        &self,
        by: &By,
        id: PartnerId,
        key: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        self.record(by, Event::PartnerKeyChanged { id, secret: key.map(|key| Hex(sha256(key))) }).await
    }

    /// The partner whose key this is.
    pub async fn partner_of_key(&self, key: &[u8]) -> Result<Option<PartnerRow>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::PARTNER_OF_SECRET).bind(sha256(key).as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(partner_row!(&row))),
            None => Ok(None),
        })
    }

    /// A partner by id.
    pub async fn partner(&self, id: PartnerId) -> Result<Option<PartnerRow>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::PARTNER).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(partner_row!(&row))),
            None => Ok(None),
        })
    }

    /// All partners by name.
    pub async fn partners(&self) -> Result<Vec<PartnerRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::PARTNERS).fetch_all(c).await? {
            rows.push(partner_row!(&row));
        });
        Ok(rows)
    }
}
