//! The coming and going of people: invitations, leave, off-boarding.

use crate::{
    By, Secrets, StoreError,
    credentials::{Passkey, add_passkey},
    database::{Store, on},
    event::{Event, Hex},
    intake::record_key,
    journal::Pending,
    keys::{RecordKey, sha256},
    sql, tables,
    users::secrets_context,
};
use model::{
    AgencyId, Country, Instant, InvitationId, RegionCode, Role, SessionId, UserId, UserName, new_id,
};
use sqlx::Row;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// An invitation that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// The user who is to choose new ways to sign in; nobody where a new user is invited.
    pub user: Option<UserId>,
    /// The name to sign in with.
    pub name: UserName,
    /// The agency.
    pub agency: AgencyId,
    /// The role.
    pub role: Role,
    /// When it is over.
    pub expires_at: Instant,
}

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The user who is to choose new ways to sign in; nobody where a new user is invited.
    pub user: Option<UserId>,
    /// The name to sign in with.
    pub name: UserName,
    /// The agency.
    pub agency: AgencyId,
    /// The role.
    pub role: Role,
    /// When it is over.
    pub expires_at: Instant,
}

/// Somebody's absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who is away.
    pub user: UserId,
    /// Until when.
    pub until: Instant,
    /// Who stands in.
    pub deputy: Option<UserId>,
}

/// Which languages somebody reads and where they work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Languages, BCP 47.
    pub languages: Vec<String>,
    /// Countries.
    pub countries: Vec<Country>,
    /// Regions of these countries, where it is not the whole of them.
    pub regions: Vec<RegionCode>,
}

macro_rules! invitation_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the table of invitations".into());
        let (id, user, agency): (Vec<u8>, Option<Vec<u8>>, Vec<u8>) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
        let (name, role): (String, String) = (row.try_get(2)?, row.try_get(4)?);
        InvitationRow {
            id: InvitationId::from_slice(&id).ok_or_else(changed)?,
            user: user.map(|id| UserId::from_slice(&id).ok_or_else(changed)).transpose()?,
            name: name.parse().map_err(|_| changed())?,
            agency: AgencyId::from_slice(&agency).ok_or_else(changed)?,
            role: Role::from_code(&role).ok_or_else(changed)?,
            expires_at: Instant::from_micros(row.try_get(5)?),
        }
    }};
}

macro_rules! absence_row {
    ($row:expr, $user:expr, $from:literal) => {{
        let deputy: Option<Vec<u8>> = $row.try_get($from + 1)?;
        Absence {
            user: $user,
            until: Instant::from_micros($row.try_get($from)?),
            deputy: deputy.as_deref().and_then(UserId::from_slice),
        }
    }};
}

impl Store {
    /// Invites somebody with a code that the caller made; the store keeps its SHA-256 only. An earlier invitation of this
    /// name ends. `NameTaken` where a new user is invited and the name is a user's.
    pub async fn invite(&self, by: &By, new: NewInvitation, code: &[u8]) -> Result<InvitationId, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let taken: Option<Vec<u8>> = on!(&mut pending.unit, c => match sqlx::query(sql::USER_BY_NAME)
            .bind(new.name.as_str()).fetch_optional(c).await? { Some(row) => Some(row.try_get(0)?), None => None });
        if taken.as_deref().and_then(UserId::from_slice) != new.user {
            return Err(StoreError::NameTaken);
        }
        let earlier: Vec<InvitationRow> = {
            let mut rows = Vec::new();
            on!(&mut pending.unit, c => for row in sqlx::query(sql::INVITATION_OF_NAME).bind(new.name.as_str()).fetch_all(c).await? {
                rows.push(invitation_row!(&row));
            });
            rows
        };
        for row in earlier {
            pending.record(Event::InvitationWithdrawn { id: row.id }, None);
        }
        let id: InvitationId = new_id(self.clock(), &mut self.fork_rng());
        let NewInvitation { user, name, agency, role, expires_at } = new;
        let secret = Hex(sha256(code));
        pending.record(Event::UserInvited { id, user, name, agency, role, secret, expires_at }, None);
        pending.save().await?;
        Ok(id)
    }

    /// The open invitation of a code, whether or not its time is over.
    pub async fn invitation_of_code(&self, code: &[u8]) -> Result<Option<InvitationRow>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::INVITATION_OF_SECRET).bind(sha256(code).as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(invitation_row!(&row))),
            None => Ok(None),
        })
    }

    /// An invitation that is open, by id.
    pub async fn open_invitation(&self, id: InvitationId) -> Result<Option<InvitationRow>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::INVITATION).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) if row.try_get::<Option<Vec<u8>>, _>(7)?.is_some() => Ok(Some(invitation_row!(&row))),
            _ => Ok(None),
        })
    }

    /// Open invitations, the newest first.
    pub async fn invitations(&self) -> Result<Vec<InvitationRow>, StoreError> {
        let mut unit = self.look().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::INVITATIONS_OPEN).bind(500_i64).fetch_all(c).await? {
            rows.push(invitation_row!(&row));
        });
        Ok(rows)
    }

    /// Takes an invitation back; `false` where it is not open.
    pub async fn withdraw_invitation(&self, by: &By, id: InvitationId) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if !is_open(&mut pending, id).await? {
            return Ok(false);
        }
        pending.record(Event::InvitationWithdrawn { id }, None);
        pending.save().await?;
        Ok(true)
    }

    /// Invitations whose time is over and of which nobody has noted it, with their agencies.
    async fn past_invitations(&self) -> Result<Vec<(InvitationId, AgencyId)>, StoreError> {
        let now = self.clock().now().micros();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = {
            let mut unit = self.look().await?;
            on!(&mut unit, c => sqlx::query_as(sql::INVITATIONS_PAST).bind(now).bind(200_i64).fetch_all(c).await?)
        };
        let changed = || StoreError::Tampered("a row of the table of invitations".into());
        let read = |(id, agency): &(Vec<u8>, Vec<u8>)| {
            InvitationId::from_slice(id).zip(AgencyId::from_slice(agency)).ok_or_else(changed)
        };
        rows.iter().map(read).collect()
    }

    /// Notes of invitations that their time is over, some at a time, each under its agency. Returns how many. Their codes
    /// stay known, so that whoever comes with one is noticed.
    pub async fn expire_invitations(&self, by: &By) -> Result<usize, StoreError> {
        let mut noted = 0;
        for (id, agency) in self.past_invitations().await? {
            let by = By { agency: Some(agency), ..by.clone() };
            let mut pending = Pending::begin(self, &by).await?;
            let open = on!(&mut pending.unit, c => sqlx::query(sql::INVITATION_NOT_NOTED)
                .bind(id.as_bytes().as_slice()).fetch_optional(c).await?.is_some());
            if open {
                pending.record(Event::InvitationExpired { id }, None);
                pending.save().await?;
                noted += 1;
            }
        }
        Ok(noted)
    }

    /// Uses an invitation, once: adds the user (or gives the one who is there new secrets, without the passkeys and
    /// sessions they had), with a passkey and a tie to a directory where those were chosen. `None` where it is not open
    /// any more.
    pub async fn use_invitation(
        &self,
        by: &By,
        invitation: &InvitationRow,
        secrets: &Secrets,
        passkey: Option<&Passkey>,
        subject: Option<(&str, &str)>,
    ) -> Result<Option<UserId>, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        if !is_open(&mut pending, invitation.id).await? {
            return Ok(None);
        }
        let plain = Zeroizing::new(serde_json::to_vec(secrets).unwrap_or_default());
        let InvitationRow { id: used, name, agency, role, .. } = invitation.clone();
        let (id, key) = if let Some(id) = invitation.user {
            let key =
                record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
            let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
            let old: Vec<Vec<u8>> = on!(&mut pending.unit, c => {
                let rows = sqlx::query(sql::PASSKEYS_OF_USER).bind(id.as_bytes().as_slice()).fetch_all(c).await?;
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
            });
            for credential in old.into_iter().filter_map(|old| <[u8; 32]>::try_from(old).ok()) {
                pending.record(Event::PasskeyRemoved { user: id, credential: Hex(credential) }, None);
            }
            on!(&mut pending.unit, c => sqlx::query(sql::END_SESSIONS_OF_USER).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            pending.record(Event::DirectoryUnbound { user: id }, None);
            pending.record(Event::SecretsChanged { id }, Some(sealed));
            (id, key)
        } else {
            let taken = on!(&mut pending.unit, c => sqlx::query(sql::USER_BY_NAME).bind(name.as_str()).fetch_optional(c).await?.is_some());
            if taken {
                return Err(StoreError::NameTaken);
            }
            let id: UserId = new_id(self.clock(), &mut rng);
            let key = RecordKey::generate(&mut rng);
            let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
            let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
            pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
            let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
            pending.record(Event::UserAdded { id, name, agency, role }, Some(sealed));
            (id, key)
        };
        pending.record(Event::InvitationUsed { id: used, user: id }, None);
        if let Some(passkey) = passkey {
            add_passkey(self, &mut pending, &key, id, passkey, &mut rng);
        }
        if let Some((issuer, subject)) = subject {
            pending.record(
                Event::DirectoryBound { user: id, subject: Hex(self.subject_key(issuer, subject)) },
                None,
            );
        }
        pending.save().await?;
        Ok(Some(id))
    }

    /// Changes a user's own secrets; their other sessions end, the one they did it in goes on.
    pub async fn change_secrets(
        &self,
        by: &By,
        id: UserId,
        secrets: &Secrets,
        keep: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let key =
            record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let plain = Zeroizing::new(serde_json::to_vec(secrets).unwrap_or_default());
        let sealed = key.seal(&secrets_context(id), &plain, &mut rng);
        pending.record(Event::SecretsChanged { id }, Some(sealed));
        on!(&mut pending.unit, c => {
            let user = id.as_bytes().as_slice();
            match keep {
                Some(keep) => sqlx::query(sql::END_OTHER_SESSIONS).bind(user).bind(keep.as_bytes().as_slice()).execute(c).await?,
                None => sqlx::query(sql::END_SESSIONS_OF_USER).bind(user).execute(c).await?,
            };
        });
        pending.save().await
    }

    /// Notes that a user is away until an instant with somebody who stands in, or is back.
    pub async fn set_leave(
        &self,
        by: &By,
        user: UserId,
        until: Option<Instant>,
        deputy: Option<UserId>,
    ) -> Result<(), StoreError> {
        self.record(by, Event::LeaveSet { user, until, deputy }).await
    }

    /// Notes which languages a user reads and where they work; takes it back where it says nothing.
    pub async fn set_area(&self, by: &By, user: UserId, area: &Area) -> Result<(), StoreError> {
        let Area { languages, countries, regions } = area.clone();
        self.record(by, Event::AreaSet { user, languages, countries, regions }).await
    }

    /// What everybody says of it who says anything.
    pub async fn areas(&self) -> Result<HashMap<UserId, Area>, StoreError> {
        let changed = || StoreError::Tampered("a row of the table of areas".into());
        let mut unit = self.look().await?;
        let mut areas = HashMap::new();
        on!(&mut unit, c => for row in sqlx::query(sql::AREAS).fetch_all(c).await? {
            let user: Vec<u8> = row.try_get(0)?;
            let (languages, countries, regions): (String, String, String) =
                (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let countries: Result<Vec<Country>, _> = countries.split(' ').filter(|code| !code.is_empty()).map(str::parse).collect();
            let area = Area {
                languages: languages.split(' ').filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
                countries: countries.map_err(|_| changed())?,
                regions: RegionCode::list(&regions).map_err(|_| changed())?,
            };
            areas.insert(UserId::from_slice(&user).ok_or_else(changed)?, area);
        });
        Ok(areas)
    }

    /// A user's absence, while it lasts.
    pub async fn absence(&self, user: UserId) -> Result<Option<Absence>, StoreError> {
        let now = self.clock().now();
        let mut unit = self.look().await?;
        let found = on!(&mut unit, c => match sqlx::query(sql::ABSENCE).bind(user.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Some(absence_row!(&row, user, 0)),
            None => None,
        });
        Ok(found.filter(|absence| absence.until > now))
    }

    /// Everybody who is away now.
    pub async fn absences(&self) -> Result<Vec<Absence>, StoreError> {
        let now = self.clock().now();
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::ABSENCES).bind(now.micros()).fetch_all(c).await? {
            let user: Vec<u8> = row.try_get(0)?;
            let user = UserId::from_slice(&user).ok_or_else(|| StoreError::Tampered("a row of the table of absences".into()))?;
            rows.push(absence_row!(&row, user, 1));
        });
        Ok(rows)
    }

    /// The keyed hash of who somebody is in a directory.
    pub(crate) fn subject_key(&self, issuer: &str, subject: &str) -> [u8; 32] {
        self.keys().keyed_hash("directory subject", &[issuer.as_bytes(), subject.as_bytes()])
    }
}

async fn is_open(pending: &mut Pending<'_>, id: InvitationId) -> Result<bool, StoreError> {
    let secret: Option<Option<Vec<u8>>> = on!(&mut pending.unit, c => match sqlx::query(sql::INVITATION)
        .bind(id.as_bytes().as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(7)?), None => None });
    Ok(secret.flatten().is_some())
}
