//! Typed, normalised identifiers: what a person or a thing can be found again by.

use crate::{Country, Personal, When, phone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// What an identifier is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum IdentifierKind { $($(#[$doc])* $name),* }

        impl IdentifierKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    /// A telephone number, E.164.
    Phone = "phone",
    /// An e-mail address.
    Email = "email",
    /// A screen or user name at a platform; the scope is the platform.
    Account = "account",
    /// The number or token a platform itself gives an account; the scope is the platform.
    AccountId = "account_id",
    /// An e-wallet; the scope is the firm.
    Wallet = "wallet",
    /// A bank account; the scope is the bank.
    BankAccount = "bank_account",
    /// The reference of one remittance; the scope is the firm.
    RemittanceReference = "remittance_reference",
    /// An IP address; time and port are in the sightings.
    IpAddress = "ip_address",
    /// A device; the scope is the kind of number (IMEI, advertising id …).
    Device = "device",
    /// A web address.
    Url = "url",
    /// The number of a passport or another document; the scope is its kind.
    DocumentNumber = "document_number",
    /// A postal address.
    PostalAddress = "postal_address",
}

/// One time an identifier was seen in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// The source port, without which an address behind carrier-grade translation names thousands of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What happened then, in the source's word (`Login`, `Upload`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Whether the source takes the address for a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_proxy: Option<bool>,
}

/// Something a person or a thing can be found again by.
///
/// Made by the constructors below, which normalise. What fails the check of its kind is kept as it was written with
/// `valid: false`: a mistyped number is still a fact of the report (DESIGN, rule 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// Within what it is unique: platform, firm, bank or document kind, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The normalised value, or the value as written where `valid` is false.
    pub value: Personal,
    /// The value as the source wrote it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Personal>,
    /// Whether the value passed the check of its kind; no where nobody checked it.
    #[serde(default)]
    pub valid: bool,
    /// Whether the source verified it (sent a code and had it back); unknown where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The source's label (`Mobile`, `Billing`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it was seen in use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
}

impl Identifier {
    fn build(kind: IdentifierKind, scope: Option<&str>, written: &str, normal: Option<String>) -> Self {
        let written = written.trim();
        let valid = normal.is_some();
        let value = normal.unwrap_or_else(|| written.to_owned());
        let written = (value != written).then(|| Personal::new(written));
        let scope = scope.map(|scope| scope.trim().to_lowercase()).filter(|scope| !scope.is_empty());
        Self {
            kind,
            scope,
            value: value.into(),
            written,
            valid,
            verified: None,
            label: None,
            sightings: Vec::new(),
        }
    }

    /// A telephone number, normalised to E.164. `default_country` is the country of the source, used for numbers
    /// that carry no country code.
    pub fn phone(written: &str, default_country: Option<Country>) -> Self {
        Self::build(IdentifierKind::Phone, None, written, phone::to_e164(written, default_country))
    }

    /// An e-mail address: the domain in lower case and in its ASCII form, the local part in lower case (mail
    /// providers that tell cases apart are not seen in practice, and an address typed in capitals must be found).
    pub fn email(written: &str) -> Self {
        let text = written.trim();
        let normal = text.rsplit_once('@').and_then(|(local, domain)| {
            let fits = !local.is_empty()
                && local.len() <= 64
                && !local
                    .chars()
                    .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','));
            let host = url::Host::parse(domain).ok()?.to_string();
            (fits && host.contains('.')).then(|| format!("{}@{host}", local.to_lowercase()))
        });
        Self::build(IdentifierKind::Email, None, written, normal)
    }

    /// A screen or user name at a platform, in lower case and without a leading `@`.
    pub fn account(platform: Option<&str>, written: &str) -> Self {
        let name = written.trim().trim_start_matches(|c: char| c == '@' || c.is_whitespace());
        let normal = (!name.is_empty()).then(|| name.to_lowercase());
        Self::build(IdentifierKind::Account, platform, written, normal)
    }

    /// The number or token that a platform itself gives an account. Tokens tell cases apart: kept as written.
    pub fn account_id(platform: Option<&str>, written: &str) -> Self {
        let id = written.trim();
        Self::build(IdentifierKind::AccountId, platform, written, (!id.is_empty()).then(|| id.to_owned()))
    }

    /// An e-wallet. Most wallets of the region are telephone numbers: such a number is normalised like one.
    pub fn wallet(firm: Option<&str>, written: &str, default_country: Option<Country>) -> Self {
        // Letters make it an account's name: the numbering plans would read them as the keys of a telephone.
        let number = |text: &str| {
            let spelt = text.chars().any(char::is_alphabetic);
            if spelt { None } else { phone::to_e164(text, default_country) }
        };
        let plain = compact(written);
        let normal = number(written).or_else(|| plain.as_deref().and_then(number)).or(plain);
        Self::build(IdentifierKind::Wallet, firm, written, normal)
    }

    /// A bank account: letters and digits only, in capitals (so that an IBAN reads the same with or without spaces).
    pub fn bank_account(bank: Option<&str>, written: &str) -> Self {
        Self::build(IdentifierKind::BankAccount, bank, written, compact(written))
    }

    /// The reference of one remittance: letters and digits only, in capitals.
    pub fn remittance(firm: Option<&str>, written: &str) -> Self {
        Self::build(IdentifierKind::RemittanceReference, firm, written, compact(written))
    }

    /// An IP address in its canonical form (RFC 5952 for version 6; version 4 in version 6 is unwrapped).
    pub fn ip(written: &str) -> Self {
        let text = written.trim().trim_start_matches('[').trim_end_matches(']');
        let normal = text.parse::<IpAddr>().ok().map(|address| address.to_canonical().to_string());
        Self::build(IdentifierKind::IpAddress, None, written, normal)
    }

    /// A device by a number of the given kind (`IMEI`, `IDFA` …): letters and digits only, in capitals.
    pub fn device(kind: Option<&str>, written: &str) -> Self {
        Self::build(IdentifierKind::Device, kind, written, compact(written))
    }

    /// A web address: scheme and host in lower case, no fragment, no default port; without a scheme `https` is added.
    pub fn url(written: &str) -> Self {
        let text = written.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        // A word or a number alone would make a host too; those that people mean have a dot in them.
        let meant = |host: &str| host.contains('.') || host.starts_with('[');
        let normal = url::Url::parse(&with_scheme)
            .ok()
            .filter(|url| text.contains(['.', '[']) && url.host_str().is_some_and(meant));
        let normal = normal.map(|mut url| {
            url.set_fragment(None);
            url.to_string()
        });
        Self::build(IdentifierKind::Url, None, written, normal)
    }

    /// The number of a document of the given kind (`passport` …): letters and digits only, in capitals.
    pub fn document(kind: Option<&str>, written: &str) -> Self {
        Self::build(IdentifierKind::DocumentNumber, kind, written, compact(written))
    }

    /// A postal address: white space folded, in lower case.
    pub fn postal_address(written: &str) -> Self {
        let folded = written.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Self::build(IdentifierKind::PostalAddress, None, written, (!folded.is_empty()).then_some(folded))
    }

    /// An identifier of any kind from text, as a search box or a column map gives it.
    pub fn of(
        kind: IdentifierKind,
        scope: Option<&str>,
        written: &str,
        default_country: Option<Country>,
    ) -> Self {
        match kind {
            IdentifierKind::Phone => Self::phone(written, default_country),
            IdentifierKind::Email => Self::email(written),
            IdentifierKind::Account => Self::account(scope, written),
            IdentifierKind::AccountId => Self::account_id(scope, written),
            IdentifierKind::Wallet => Self::wallet(scope, written, default_country),
            IdentifierKind::BankAccount => Self::bank_account(scope, written),
            IdentifierKind::RemittanceReference => Self::remittance(scope, written),
            IdentifierKind::IpAddress => Self::ip(written),
            IdentifierKind::Device => Self::device(scope, written),
            IdentifierKind::Url => Self::url(written),
            IdentifierKind::DocumentNumber => Self::document(scope, written),
            IdentifierKind::PostalAddress => Self::postal_address(written),
        }
    }

    /// The text under which the store can find it again: kind and normalised value.
    ///
    /// The scope is left out on purpose: sources name the same platform in many ways ("Facebook", "Facebook, Inc."),
    /// and whoever searches seldom knows it. That two people on two platforms may share a name is for linkage to weigh.
    pub fn lookup_key(&self) -> String {
        format!("{}\u{1f}{}", self.kind.code(), self.value.reveal())
    }

    /// Adds where the source says whether it verified the value.
    #[must_use]
    pub fn verified(mut self, verified: Option<bool>) -> Self {
        self.verified = verified;
        self
    }

    /// Adds the source's label.
    #[must_use]
    pub fn labelled(mut self, label: Option<&str>) -> Self {
        self.label = label.map(str::to_owned);
        self
    }

    /// Adds one sighting.
    #[must_use]
    pub fn seen(mut self, sighting: Sighting) -> Self {
        if sighting != Sighting::default() {
            self.sightings.push(sighting);
        }
        self
    }
}

/// Letters and digits only, in capitals; `None` where none is left.
fn compact(written: &str) -> Option<String> {
    let text: String =
        written.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(identifier: &Identifier) -> (&str, bool) {
        (identifier.value.reveal(), identifier.valid)
    }

    #[test]
    fn each_kind_is_normalised() {
        let ph = Some(Country::PHILIPPINES);
        assert_eq!(value(&Identifier::phone("0917 123 4567", ph)), ("+639171234567", true));
        assert_eq!(value(&Identifier::phone("+44 7700 900123", ph)), ("+447700900123", true));
        assert_eq!(value(&Identifier::phone("0917 123 4567", None)), ("0917 123 4567", false));
        assert_eq!(value(&Identifier::phone("Tel. 02 8123 4567, ext. 12", ph)), ("+63281234567", true));
        assert_eq!(value(&Identifier::phone("rip0002ip-0917", ph)), ("rip0002ip-0917", false));
        assert_eq!(value(&Identifier::email(" Maria@Example.ORG")), ("maria@example.org", true));
        assert_eq!(value(&Identifier::email("not an address")), ("not an address", false));
        assert_eq!(value(&Identifier::account(Some("Skype"), "@Sunny_Day")), ("sunny_day", true));
        assert_eq!(value(&Identifier::ip("2001:DB8::0:1")), ("2001:db8::1", true));
        assert_eq!(value(&Identifier::ip("::ffff:192.0.2.1")), ("192.0.2.1", true));
        assert_eq!(value(&Identifier::ip("not logged")), ("not logged", false));
        assert_eq!(value(&Identifier::url("HTTPS://Example.com:443/a#b")), ("https://example.com/a", true));
        assert_eq!(value(&Identifier::account(None, "@@ x")), ("x", true));
        assert_eq!(value(&Identifier::url("na/.")), ("na/.", false));
        assert_eq!(value(&Identifier::bank_account(None, "gb33 bukb 2020")), ("GB33BUKB2020", true));
        assert_eq!(value(&Identifier::wallet(Some("gcash"), "09171234567", ph)), ("+639171234567", true));
        assert_eq!(value(&Identifier::wallet(None, "2001:db8::1", ph)), ("2001DB81", true));
        assert_eq!(value(&Identifier::postal_address("12  Sample St\nTown")), ("12 sample st town", true));
    }

    #[test]
    fn what_was_written_is_kept() {
        let phone = Identifier::phone("0917 123 4567", Some(Country::PHILIPPINES));
        assert_eq!(phone.written.as_ref().map(Personal::reveal), Some("0917 123 4567"));
        assert_eq!(Identifier::ip("192.0.2.1").written, None);
    }

    proptest! {
        #[test]
        fn any_text_gives_an_identifier_and_normalising_twice_changes_nothing(text in "\\PC{0,60}", kind in 0..IdentifierKind::ALL.len()) {
            let kind = IdentifierKind::ALL[kind];
            let once = Identifier::of(kind, Some("x"), &text, Some(Country::PHILIPPINES));
            if once.valid {
                let twice = Identifier::of(kind, Some("x"), once.value.reveal(), Some(Country::PHILIPPINES));
                prop_assert_eq!(once.value.reveal(), twice.value.reveal());
            }
        }
    }
}
