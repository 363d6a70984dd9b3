//! From events about people and agencies to tables. Called by [`crate::apply`] alone.

use crate::{
    StoreError,
    database::{Unit, on},
    event::Event,
    sql, tables,
};
use model::{Country, Instant, OverrideState, RegionCode};

/// Regions as their column holds them.
pub(crate) fn joined(regions: &[RegionCode]) -> String {
    regions.iter().map(RegionCode::as_str).collect::<Vec<_>>().join(" ")
}

/// Takes one event in; the events here are few, so each is written by itself.
pub(crate) async fn apply(unit: &mut Unit, event: &Event, seq: i64, at: Instant) -> Result<(), StoreError> {
    match event {
        Event::AgencyChanged { id, name, kind, country, regions } => {
            on!(unit, c => sqlx::query(sql::CHANGE_AGENCY).bind(id.as_bytes().as_slice()).bind(name.as_str())
                .bind(kind.code()).bind(country.map(|country| country.to_string())).bind(joined(regions))
                .execute(c).await?.rows_affected());
        }
        Event::AgencyClosed { id } => {
            for (text, number) in [
                (sql::CLOSE_AGENCY, Some(seq)),
                (sql::END_DIRECTORY, None),
                (sql::END_INVITATIONS_OF_AGENCY, None),
            ] {
                on!(&mut *unit, c => {
                    let query = sqlx::query(text).bind(id.as_bytes().as_slice());
                    match number {
                        Some(number) => query.bind(number).execute(c).await?.rows_affected(),
                        None => query.execute(c).await?.rows_affected(),
                    }
                });
            }
        }
        Event::DirectorySet { agency, issuer, client_id } => {
            on!(unit, c => sqlx::query(sql::SET_DIRECTORY).bind(agency.as_bytes().as_slice()).bind(issuer.as_str())
                .bind(client_id.as_str()).bind(seq).execute(c).await?.rows_affected());
        }
        Event::DirectoryEnded { agency } => {
            on!(unit, c => sqlx::query(sql::END_DIRECTORY).bind(agency.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        Event::UserInvited { id, user, name, agency, role, secret, expires_at } => {
            let row = vec![
                id.as_bytes().as_slice().into(),
                secret.0.as_slice().into(),
                user.map(|user| user.as_bytes().to_vec()).into(),
                name.as_str().into(),
                agency.as_bytes().as_slice().into(),
                role.code().into(),
                expires_at.micros().into(),
                seq.into(),
                None::<i64>.into(),
            ];
            unit.insert_rows(&tables::INVITATION, &[row]).await?;
        }
        Event::InvitationUsed { id, .. } | Event::InvitationWithdrawn { id } => {
            on!(unit, c => sqlx::query(sql::END_INVITATION).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        Event::InvitationExpired { id } => {
            on!(unit, c => sqlx::query(sql::EXPIRE_INVITATION).bind(id.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
        }
        Event::UserMoved { id, from_agency, role, agency, .. } => {
            on!(&mut *unit, c => sqlx::query(sql::MOVE_USER).bind(id.as_bytes().as_slice()).bind(role.code())
                .bind(agency.as_bytes().as_slice()).execute(c).await?.rows_affected());
            unit.insert_rows(&tables::USER_MOVE, &[vec![seq.into(), id.as_bytes().as_slice().into()]])
                .await?;
            for text in [sql::END_STANDING_IN, sql::END_OVERRIDES_OF_USER, sql::END_INVITATIONS_OF_USER] {
                on!(&mut *unit, c => sqlx::query(text).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
            // The directory of an agency says who is of that agency.
            if from_agency != agency {
                on!(&mut *unit, c => sqlx::query(sql::END_BOUND).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
        }
        Event::UserOffboarded { id } => {
            on!(&mut *unit, c => sqlx::query(sql::OFFBOARD_USER).bind(id.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
            for text in [
                sql::END_PASSKEYS_OF_USER,
                sql::END_BOUND,
                sql::END_ABSENCE,
                sql::END_AREA,
                sql::END_OVERRIDES_OF_USER,
                sql::END_INVITATIONS_OF_USER,
            ] {
                on!(&mut *unit, c => sqlx::query(text).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
        }
        Event::SecretsChanged { id } => {
            on!(unit, c => sqlx::query(sql::SET_USER_ENTRY).bind(id.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
        }
        Event::PasskeyAdded { user, credential } => {
            let row = vec![credential.0.as_slice().into(), user.as_bytes().as_slice().into(), seq.into()];
            unit.insert_rows(&tables::PASSKEY, &[row]).await?;
        }
        Event::PasskeyRemoved { user, credential } => {
            on!(unit, c => sqlx::query(sql::END_PASSKEY).bind(credential.0.as_slice()).bind(user.as_bytes().as_slice())
                .execute(c).await?.rows_affected());
        }
        Event::DirectoryBound { user, subject } => {
            let row = vec![subject.0.as_slice().into(), user.as_bytes().as_slice().into()];
            unit.insert_rows(&tables::DIRECTORY_USER, &[row]).await?;
        }
        Event::DirectoryUnbound { user } => {
            on!(unit, c => sqlx::query(sql::END_BOUND).bind(user.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        Event::LeaveSet { user, until: Some(until), deputy } => {
            on!(unit, c => sqlx::query(sql::SET_ABSENCE).bind(user.as_bytes().as_slice()).bind(until.micros())
                .bind(deputy.map(|deputy| deputy.as_bytes().to_vec())).execute(c).await?.rows_affected());
        }
        Event::LeaveSet { user, until: None, .. } => {
            on!(unit, c => sqlx::query(sql::END_ABSENCE).bind(user.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        Event::AreaSet { user, languages, countries, regions } => {
            let id = user.as_bytes().as_slice();
            if languages.is_empty() && countries.is_empty() && regions.is_empty() {
                on!(unit, c => sqlx::query(sql::END_AREA).bind(id).execute(c).await?.rows_affected());
            } else {
                let countries: Vec<&str> = countries.iter().map(Country::code).collect();
                on!(unit, c => sqlx::query(sql::SET_AREA).bind(id).bind(languages.join(" ")).bind(countries.join(" "))
                    .bind(joined(regions)).execute(c).await?.rows_affected());
            }
        }
        Event::OverrideAsked { id, user, agency, compartment, record } => {
            let row = vec![
                id.as_bytes().as_slice().into(),
                user.as_bytes().as_slice().into(),
                agency.as_bytes().as_slice().into(),
                compartment.code().into(),
                record.to_string().into(),
                at.micros().into(),
                OverrideState::Asked.code().into(),
                None::<Vec<u8>>.into(),
                None::<i64>.into(),
                seq.into(),
            ];
            unit.insert_rows(&tables::OVERRIDE_REQUEST, &[row]).await?;
        }
        Event::OverrideDecided { id, by, approved, until } => {
            let state = if *approved { OverrideState::Approved } else { OverrideState::Declined };
            on!(unit, c => sqlx::query(sql::DECIDE_OVERRIDE).bind(id.as_bytes().as_slice()).bind(state.code())
                .bind(by.as_bytes().as_slice()).bind(until.map(Instant::micros)).execute(c).await?.rows_affected());
        }
        Event::OverrideEnded { id } => {
            on!(unit, c => sqlx::query(sql::END_OVERRIDE).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        // Every other event has its place in `apply`.
        _ => {}
    }
    Ok(())
}
