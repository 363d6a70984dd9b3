//! Agencies: added, changed, removed; the directory that one signs its people in with.

use super::directory;
use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{Agency, AgencyId, AgencyKind, Country, RegionCode, new_id};
use store::{AgencyEnd, AgencyRecord, DirectoryRow, Store};

/// Most letters of a name.
pub const NAME_LONGEST: usize = 120;

/// What an agency is to be.
#[derive(Clone, Debug)]
pub struct AgencyForm {
    /// Its name.
    pub name: String,
    /// What it is there for.
    pub kind: AgencyKind,
    /// The country it works in.
    pub country: Option<Country>,
    /// The regions it works in.
    pub regions: Vec<RegionCode>,
}

impl AgencyForm {
    fn checked(self) -> Result<Self, ResponseError> {
        let name = self.name.trim().to_owned();
        if !(1..=NAME_LONGEST).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(ResponseError::Form(format!("a name has 1 to {NAME_LONGEST} letters")));
        }
        Ok(Self { name, ..self })
    }
}

/// All agencies, those that were removed too.
pub async fn all(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
) -> Result<Vec<AgencyRecord>, ResponseError> {
    Ok(store.agencies().await?)
}

/// Adds an agency.
pub async fn add(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    form: AgencyForm,
) -> Result<AgencyId, ResponseError> {
    let AgencyForm { name, kind, country, regions } = form.checked()?;
    let id: AgencyId = new_id(store.clock(), &mut store.fork_rng());
    store.add_agency_in(permit.by(), &Agency { id, name, kind, country }, &regions).await?;
    Ok(id)
}

/// What a form that brings back what was seen is answered with where somebody else was quicker.
fn unless_changed(done: bool) -> Result<(), ResponseError> {
    if done { Ok(()) } else { Err(ResponseError::Changed) }
}

/// Changes an agency, where nobody else did after what was seen.
pub async fn change(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    id: AgencyId,
    form: AgencyForm,
    seen: i64,
) -> Result<(), ResponseError> {
    let AgencyForm { name, kind, country, regions } = form.checked()?;
    store.agency(id).await?.filter(|record| !record.closed).ok_or(ResponseError::NotFound)?;
    let agency = Agency { id, name, kind, country };
    unless_changed(store.change_agency(permit.by(), &agency, &regions, seen).await?)
}

/// Removes an agency: its people lose access at once, and all work that it had goes back, in one unit of work. The one
/// that runs the server cannot be removed.
pub async fn close(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    id: AgencyId,
) -> Result<AgencyRecord, ResponseError> {
    let record = store.agency(id).await?.filter(|record| !record.closed).ok_or(ResponseError::NotFound)?;
    if store.first_agency().await? == Some(id) {
        return Err(ResponseError::Form("the agency that runs the server cannot be removed".into()));
    }
    match store.close_agency(permit.by(), id).await? {
        AgencyEnd::Closed(_) => Ok(record),
        AgencyEnd::Gone => Err(ResponseError::NotFound),
        AgencyEnd::Last => Err(ResponseError::Form("the last administrator is one of its people".into())),
    }
}

/// Sets the directory of an agency, after asking the directory who it is.
pub async fn set_directory(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    agency: AgencyId,
    issuer: &str,
    client_id: &str,
    secret: &str,
    seen: i64,
) -> Result<(), ResponseError> {
    store.agency(agency).await?.filter(|record| !record.closed).ok_or(ResponseError::NotFound)?;
    let issuer = directory::issuer(issuer)?;
    if client_id.trim().is_empty() || secret.is_empty() {
        return Err(ResponseError::Form("a directory needs the id and the secret of this server".into()));
    }
    directory::discover(&issuer).await?;
    let said = (issuer.as_str(), client_id.trim(), secret);
    unless_changed(store.set_directory(permit.by(), agency, said, seen).await?)
}

/// The people of an agency no longer sign in with its directory.
pub async fn end_directory(
    store: &Store,
    permit: &Permit<act::KeepAccounts>,
    agency: AgencyId,
    seen: i64,
) -> Result<(), ResponseError> {
    unless_changed(store.end_directory(permit.by(), agency, seen).await?)
}

/// The directories there are, for the administrator.
pub async fn directories(
    store: &Store,
    _permit: &Permit<act::KeepAccounts>,
) -> Result<Vec<DirectoryRow>, ResponseError> {
    Ok(store.directories().await?)
}
