//! Platforms, firms and police forces, all invented.

/// Platforms; the first are the largest.
pub(crate) const PLATFORMS: [&str; 8] =
    ["Chatterbird", "Fotonest", "Kwento", "Streamleaf", "Pingmango", "Vidharbor", "Gamegrove", "Cloudshelf"];

/// Remittance firms.
pub(crate) const REMITTERS: [&str; 4] =
    ["Padala Star", "Harbor Remit", "Kaibigan Express", "Blue Ferry Transfer"];

/// Banks.
pub(crate) const BANKS: [&str; 3] = ["Bangko Lumaya", "First Island Bank", "Provincial Savings Bank"];

/// E-wallets.
pub(crate) const WALLETS: [&str; 3] = ["Perapouch", "Mangopay Lumaya", "Salapi"];

/// The police force of a country that refers cases, invented.
pub(crate) fn police_force(country: &str) -> String {
    format!("National Police Unit {country} (invented)")
}
