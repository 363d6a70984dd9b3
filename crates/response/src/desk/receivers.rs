//! To which agencies a lead can be handed, those that work where it happens first.

use super::{Service, setting};
use crate::{
    ResponseError, Sight,
    linking::{Fit, Linker},
    policy::{Permit, act},
    reading,
};
use model::{Reference, User};
use store::Store;

/// An agency that a lead can be handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The agency.
    pub agency: model::Agency,
    /// How well the places where it works fit those of the lead.
    pub fit: Fit,
}

/// The agencies that the lead of a report can be handed to: first those that work in its region, then those that work in
/// the whole of its country, then those of other regions there, then the rest; each by name.
pub async fn to_whom(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::SendReferrals>,
    sight: &Sight,
    service: &Service,
    (user, lead): (&User, Reference),
) -> Result<Vec<Receiver>, ResponseError> {
    sight.whole()?;
    let row = reading::seen(store, sight, lead).await?;
    let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?.no;
    let setting = setting::of_lead(store, linker, service, lead).await?;
    let agencies = store.agencies().await?.into_iter();
    let mut receivers: Vec<Receiver> = agencies
        .filter(|one| !one.closed && one.agency.id != user.agency)
        .map(|one| Receiver {
            fit: setting.fit(one.agency.country.as_slice(), &one.regions),
            agency: one.agency,
        })
        .collect();
    // They come by name, and stay so among those that fit alike.
    receivers.sort_by_key(|one| std::cmp::Reverse(one.fit));
    Ok(receivers)
}
