//! Payments a report mentions.

use crate::{Identifier, When};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// An amount of money in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The amount in units of the currency, exact.
    pub value: Decimal,
    /// ISO 4217 code in capitals; unknown where the source gives a bare number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an amount such as 1500.00 and a currency as three letters such as PHP")]
pub struct AmountError;

impl Amount {
    /// Reads `1,500.00` and an optional three-letter code.
    pub fn parse(value: &str, currency: Option<&str>) -> Result<Self, AmountError> {
        let value: String = value.chars().filter(|c| *c != ',' && !c.is_whitespace()).collect();
        let value = Decimal::from_str(&value).map_err(|_| AmountError)?;
        let currency = currency.map(|code| code.trim().to_ascii_uppercase()).filter(|code| !code.is_empty());
        if currency
            .as_ref()
            .is_some_and(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()))
        {
            return Err(AmountError);
        }
        Ok(Self { value, currency })
    }
}

/// A payment as a report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// Through which firm or wallet, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// Who paid, by position in the report's mentions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<usize>,
    /// Who was paid, by position in the report's mentions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<usize>,
    /// Wallets, accounts and references of the payment itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}
