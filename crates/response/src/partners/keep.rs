//! Adding partners, changing their keys, ending them.

use super::Scope;
use crate::{
    ResponseError,
    door::{contacts::HOTLINE_SOURCE, tell::PUBLIC_SOURCE},
    policy::{Permit, act},
};
use data_encoding::BASE32_NOPAD;
use model::{PartnerId, Source};
use rand::Rng;
use store::{PartnerRow, Store};
use zeroize::Zeroizing;

/// What every key begins with, so that one that was left in a file or a log is found by whoever looks for it.
const PREFIX: &str = "tgl_";

/// Most letters of a partner's name.
const LONGEST_NAME: usize = 100;

/// A partner to be added.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// Its name, for staff.
    pub name: String,
    /// The source that its reports come from.
    pub source: Source,
    /// What its key is good for.
    pub scopes: Vec<Scope>,
}

/// A key, told once: never stored, logged or mailed.
pub struct NewKey {
    /// Whose it is.
    pub partner: PartnerId,
    /// The key.
    pub key: Zeroizing<String>,
}

/// 256 random bits in base 32, in lower case behind the prefix.
fn make_key(rng: &mut impl Rng) -> Zeroizing<String> {
    let mut bits = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *bits);
    let text = Zeroizing::new(BASE32_NOPAD.encode(&*bits));
    Zeroizing::new(format!("{PREFIX}{}", text.to_ascii_lowercase()))
}

/// Adds a partner with a new key.
///
/// One source is one partner: whose report it is follows from its source, and so does what a partner may ask about. The
/// sources of the house's own doors are nobody's.
pub async fn add(
    store: &Store,
    permit: &Permit<act::KeepPartners>,
    partner: NewPartner,
) -> Result<NewKey, ResponseError> {
    let NewPartner { name, source, mut scopes } = partner;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ResponseError::Form(format!(
            "a partner's name has 1 to {LONGEST_NAME} letters on one line"
        )));
    }
    if [PUBLIC_SOURCE, HOTLINE_SOURCE].contains(&source.id.as_str()) {
        return Err(ResponseError::Form(format!(
            "{} is a door of this house: choose another source for the partner",
            source.id
        )));
    }
    let all = store.partners().await?;
    if let Some(other) = all.iter().find(|other| other.active && other.source.id == source.id) {
        return Err(ResponseError::Form(format!(
            "the source {} is already that of the partner {:?}: give it a new key, or end it first (id {})",
            source.id, other.name, other.id
        )));
    }
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(ResponseError::Form("a key without a scope opens nothing: name at least one".into()));
    }
    let codes: Vec<String> = scopes.iter().map(|scope| scope.code().to_owned()).collect();
    let key = make_key(&mut store.fork_rng());
    let partner = store.add_partner(permit.by(), name, &source, &codes, key.as_bytes()).await?;
    Ok(NewKey { partner, key })
}

/// Gives a partner another key; the one it had is worth nothing from this moment.
pub async fn new_key(
    store: &Store,
    permit: &Permit<act::KeepPartners>,
    id: PartnerId,
) -> Result<NewKey, ResponseError> {
    let partner = known(store, id).await?;
    let all = store.partners().await?;
    let taken = |other: &&PartnerRow| other.active && other.id != id && other.source.id == partner.source.id;
    if let Some(other) = all.iter().find(taken) {
        return Err(ResponseError::Form(format!(
            "the source {} now is that of the partner {:?} (id {})",
            partner.source.id, other.name, other.id
        )));
    }
    let key = make_key(&mut store.fork_rng());
    store.change_partner_key(permit.by(), id, Some(key.as_bytes())).await?;
    Ok(NewKey { partner: id, key })
}

/// Takes a partner's key away. Its reports stay.
pub async fn end(
    store: &Store,
    permit: &Permit<act::KeepPartners>,
    id: PartnerId,
) -> Result<PartnerRow, ResponseError> {
    let partner = known(store, id).await?;
    if partner.active {
        store.change_partner_key(permit.by(), id, None).await?;
    }
    Ok(partner)
}

/// All partners, by name.
pub async fn list(
    store: &Store,
    _permit: &Permit<act::KeepPartners>,
) -> Result<Vec<PartnerRow>, ResponseError> {
    Ok(store.partners().await?)
}

async fn known(store: &Store, id: PartnerId) -> Result<PartnerRow, ResponseError> {
    let unknown = || ResponseError::Form("there is no partner of this id".into());
    store.partner(id).await?.ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    #[test]
    fn a_key_holds_256_bits_and_shows_what_it_is() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let (one, two) = (make_key(&mut rng), make_key(&mut rng));
        assert_ne!(*one, *two);
        let letters = one.strip_prefix("tgl_").unwrap();
        assert_eq!(letters.len(), 52, "52 letters of 5 bits hold 256");
        assert!(letters.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b)));
    }
}
