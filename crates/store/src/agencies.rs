//! Agencies: where they work, the directory they sign their people in with, and their end.

use crate::{
    By, StoreError, UserRecord,
    database::{Store, Unit, on},
    event::Event,
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
    unseen::Changed,
    users::user_row,
};
use model::{Agency, AgencyId, AgencyKind, RegionCode};
use sqlx::Row;
use zeroize::Zeroizing;

/// An agency as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRecord {
    /// Id, name, kind, country.
    pub agency: Agency,
    /// The regions in which it works; everywhere in its country where none is named.
    pub regions: Vec<RegionCode>,
    /// Whether it was removed: none of its people has access.
    pub closed: bool,
}

/// The directory that an agency signs its people in with (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow {
    /// The agency.
    pub agency: AgencyId,
    /// What it is called.
    pub name: String,
    /// The issuer, as its tokens name it.
    pub issuer: String,
    /// What the directory calls this server.
    pub client_id: String,
    entry: i64,
}

macro_rules! agency_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the agency table".into());
        let id: Vec<u8> = row.try_get(0)?;
        let (kind, country, regions): (String, Option<String>, String) =
            (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
        let closed: Option<i64> = row.try_get(5)?;
        AgencyRecord {
            agency: Agency {
                id: AgencyId::from_slice(&id).ok_or_else(changed)?,
                name: row.try_get(1)?,
                kind: AgencyKind::from_code(&kind).ok_or_else(changed)?,
                country: country.map(|code| code.parse().map_err(|_| changed())).transpose()?,
            },
            regions: RegionCode::list(&regions).map_err(|_| changed())?,
            closed: closed.is_some(),
        }
    }};
}

macro_rules! directory_row {
    ($row:expr) => {{
        let row = $row;
        let agency: Vec<u8> = row.try_get(0)?;
        DirectoryRow {
            agency: AgencyId::from_slice(&agency)
                .ok_or_else(|| StoreError::Tampered("a row of the table of directories".into()))?,
            name: row.try_get(1)?,
            issuer: row.try_get(2)?,
            client_id: row.try_get(3)?,
            entry: row.try_get(4)?,
        }
    }};
}

fn secret_context(agency: AgencyId) -> String {
    format!("tanglaw/directory-secret/1/{agency}")
}

fn changed(agency: &Agency, regions: &[RegionCode]) -> Event {
    let Agency { id, name, kind, country } = agency.clone();
    Event::AgencyChanged { id, name, kind, country, regions: regions.to_vec() }
}

/// Whether an agency takes part: it is known and was not removed.
pub(crate) async fn takes_part(unit: &mut Unit, id: AgencyId) -> Result<bool, StoreError> {
    let closed: Option<Option<i64>> = on!(unit, c => match sqlx::query(sql::AGENCY)
        .bind(id.as_bytes().as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(5)?), None => None });
    Ok(closed == Some(None))
}

impl Store {
    /// Adds an agency with the regions in which it works.
    pub async fn add_agency_in(
        &self,
        by: &By,
        agency: &Agency,
        regions: &[RegionCode],
    ) -> Result<(), StoreError> {
        let Agency { id, name, kind, country } = agency.clone();
        let mut pending = Pending::begin(self, by).await?;
        pending.record(Event::AgencyAdded { id, name, kind, country }, None);
        if !regions.is_empty() {
            pending.record(changed(agency, regions), None);
        }
        pending.save().await
    }

    /// Changes what an agency is called, is there for and where it works; `false` where somebody else did after what was seen.
    pub async fn change_agency(
        &self,
        by: &By,
        agency: &Agency,
        regions: &[RegionCode],
        seen: i64,
    ) -> Result<bool, StoreError> {
        self.record_unless(by, Changed::Agency, agency.id.as_bytes(), seen, changed(agency, regions)).await
    }

    /// All agencies by name.
    pub async fn agencies(&self) -> Result<Vec<AgencyRecord>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::AGENCIES).fetch_all(c).await? {
            rows.push(agency_row!(&row));
        });
        Ok(rows)
    }

    /// An agency by id.
    pub async fn agency(&self, id: AgencyId) -> Result<Option<AgencyRecord>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::AGENCY).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(agency_row!(&row))),
            None => Ok(None),
        })
    }

    /// The people of an agency by name.
    pub async fn users_of_agency(&self, id: AgencyId) -> Result<Vec<UserRecord>, StoreError> {
        let mut unit = self.look().await?;
        let mut users = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::USERS_OF_AGENCY).bind(id.as_bytes().as_slice()).fetch_all(c).await? {
            users.push(user_row!(&row));
        });
        Ok(users)
    }

    /// Sets the directory of an agency; the client's secret is sealed. `false` where somebody else did after what was seen.
    pub async fn set_directory(
        &self,
        by: &By,
        agency: AgencyId,
        (issuer, client_id, secret): (&str, &str, &str),
        seen: i64,
    ) -> Result<bool, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        if Changed::Directory.since(&mut pending.unit, agency.as_bytes(), seen).await? {
            return Ok(false);
        }
        let known = record_key(&mut pending.unit, self.keys(), agency.as_bytes()).await?;
        let key = if let Some(key) = known {
            key
        } else {
            let key = RecordKey::generate(&mut rng);
            let wrapped = self.keys().wrap(agency.as_bytes(), &key, &mut rng);
            let row = vec![agency.as_bytes().as_slice().into(), wrapped.into()];
            pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
            key
        };
        let sealed = key.seal(&secret_context(agency), secret.as_bytes(), &mut rng);
        let (issuer, client_id) = (issuer.to_owned(), client_id.to_owned());
        pending.record(Event::DirectorySet { agency, issuer, client_id }, Some(sealed));
        pending.save().await?;
        Ok(true)
    }

    /// The people of an agency no longer sign in with its directory; `false` where somebody set it after what was seen.
    pub async fn end_directory(&self, by: &By, agency: AgencyId, seen: i64) -> Result<bool, StoreError> {
        let ended = Event::DirectoryEnded { agency };
        self.record_unless(by, Changed::Directory, agency.as_bytes(), seen, ended).await
    }

    /// The directories of agencies that take part.
    pub async fn directories(&self) -> Result<Vec<DirectoryRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::DIRECTORIES).fetch_all(c).await? {
            rows.push(directory_row!(&row));
        });
        Ok(rows)
    }

    /// The directory of an agency with the client's secret.
    pub async fn directory(
        &self,
        agency: AgencyId,
    ) -> Result<Option<(DirectoryRow, Zeroizing<String>)>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found = on!(&mut unit, c => match sqlx::query(sql::DIRECTORY).bind(agency.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Some(directory_row!(&row)),
            None => None,
        });
        let Some(row) = found else { return Ok(None) };
        let tampered = || StoreError::Tampered(format!("journal entry {}", row.entry));
        let key = record_key(&mut unit, self.keys(), agency.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let sealed: Option<Vec<u8>> = on!(&mut unit, c => sqlx::query(sql::JOURNAL_ENTRY).bind(row.entry).fetch_one(c).await?.try_get(1)?);
        let plain = key.open(&secret_context(agency), &sealed.unwrap_or_default()).ok_or_else(tampered)?;
        let secret = std::str::from_utf8(&plain).map_err(|_| tampered())?.to_owned();
        Ok(Some((row, Zeroizing::new(secret))))
    }
}
