//! What the report asks of the institution itself.

use crate::PaymentsError;
use serde::Deserialize;

/// Values of the institution, in AUSTRAC's codes. All of it is the institution's to say: an empty value is told by its
/// name when a report needs it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AustracProfile {
    /// Number of the reporting entity.
    pub entity_number: String,
    /// Branch where the matter was found.
    pub branch_name: String,
    /// Its identifier; empty where it has none.
    #[serde(default)]
    pub branch_id: String,
    /// Its time zone (IANA): the report carries days.
    pub time_zone: String,
    /// Designated services (`designatedSvc`).
    pub designated_services: Vec<String>,
    /// Reasons (`suspReason`).
    pub reasons: Vec<String>,
    /// Kind of account that the keys of parties are (`SMRAccountType`).
    pub account_type: String,
    /// Kinds of payments.
    pub transaction_types: TransactionTypes,
}

/// Kind of a payment (`txnType`), by where it goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionTypes {
    /// From Australia to another country.
    #[serde(default)]
    pub out_of_australia: String,
    /// From another country to Australia.
    #[serde(default)]
    pub into_australia: String,
    /// Within Australia.
    #[serde(default)]
    pub within_australia: String,
    /// Between other countries, or where a country is not known.
    #[serde(default)]
    pub elsewhere: String,
}

/// `DesignatedSvc` of SMR 2.0a.
const SERVICES: &[&str] = &[
    "ACC_DEP", "AFSL_ARR", "BET_ACC", "BULSER", "BUS_LOAN", "BUS_RSA", "CHQACCSS", "CRDACCSS", "CUR_EXCH",
    "CUST_DEP", "DCE", "DEBTINST", "FIN_EFT", "GAMCHSKL", "GAM_BETT", "GAM_EXCH", "GAM_MACH", "LEASING",
    "LIFE_INS", "PAYORDRS", "PAYROLL", "PENSIONS", "RS", "SECURITY", "SUPERANN", "TRAVLCHQ", "VALCARDS",
];
/// Most designated services of a report.
const MOST_SERVICES: usize = 26;
/// `SuspReason` of SMR 2.0a.
const REASONS: &[&str] = &[
    "AF", "AT", "AV", "CI", "CC", "CR", "CF", "CL", "CB", "DW", "FN", "IR", "IC", "IF", "NS", "OW", "PH",
    "RI", "SS", "SC", "SB", "UN", "UA", "UF", "UG", "UU", "UC", "UX", "UT",
];
/// `SMRAccountType` of SMR 2.0a.
const ACCOUNTS: &[&str] = &[
    "BETTING", "BULLION", "CHEQUE", "CREDIT", "CUSTODY", "FCUR", "INS", "INVEST", "HIRE", "LOAN", "REMIT",
    "VALCARD", "SUPER", "TRADE",
];
/// `TransactionType` of SMR 2.0a.
const TRANSACTIONS: &[&str] = &[
    "AN", "AD", "CW", "IV", "TV", "WV", "IQ", "EC", "IC", "CB", "ID", "CD", "IM", "CM", "DA", "DC", "IT",
    "IF", "EA", "DE", "DS", "DB", "EF", "SF", "PF", "ST", "PT", "SB", "PB", "LA", "LR", "LD", "HP", "IL",
    "AC", "BP", "RL", "RV", "IH", "CC", "BE", "BI", "WC", "MP", "SS", "PS", "TS", "TT", "DD", "AQ", "TE",
    "TF", "IN", "CN", "TN", "TU",
];

impl AustracProfile {
    /// The profile to fill in: what is the institution's own is empty.
    pub const TO_FILL_IN: &'static str = include_str!("../../../profiles/austrac.toml");

    /// Reads a profile. Codes that the schema does not know are refused here; what is empty is asked for by [`write()`].
    ///
    /// [`write()`]: super::write()
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        let bad = |problem: String| PaymentsError::BadSettings { name: name.to_owned(), problem };
        let profile: Self = crate::settings::read(text, name)?;
        let types = &profile.transaction_types;
        let all = |codes: &[String]| codes.join(" ");
        for (field, codes, known) in [
            ("designated_services", all(&profile.designated_services), SERVICES),
            ("reasons", all(&profile.reasons), REASONS),
            ("account_type", profile.account_type.clone(), ACCOUNTS),
            ("transaction_types.out_of_australia", types.out_of_australia.clone(), TRANSACTIONS),
            ("transaction_types.into_australia", types.into_australia.clone(), TRANSACTIONS),
            ("transaction_types.within_australia", types.within_australia.clone(), TRANSACTIONS),
            ("transaction_types.elsewhere", types.elsewhere.clone(), TRANSACTIONS),
        ] {
            if let Some(code) = codes.split(' ').find(|code| !code.is_empty() && !known.contains(code)) {
                return Err(bad(format!(
                    "{field}: {code:?} is no code of SMR 2.0a; it has {}",
                    known.join(", ")
                )));
            }
        }
        Ok(profile)
    }

    /// What every report needs of it, and its time zone.
    pub(super) fn check(&self) -> Result<jiff::tz::TimeZone, PaymentsError> {
        let digits = self.entity_number.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !(1..=7).contains(&self.entity_number.len()) {
            return Err(missing(
                "entity_number",
                "give the number of the reporting entity at AUSTRAC, 1 to 7 digits, in the profile or with --entity",
            ));
        }
        required("branch_name", &self.branch_name, 120)?;
        if self.branch_id.chars().count() > 35 {
            return Err(missing("branch_id", "it has more than 35 characters: shorten it in the profile"));
        }
        for (field, codes, most) in [
            ("designated_services", &self.designated_services, MOST_SERVICES),
            ("reasons", &self.reasons, REASONS.len()),
        ] {
            if codes.is_empty() || codes.len() > most || codes.iter().any(String::is_empty) {
                return Err(missing(field, &format!("name from 1 to {most} codes in the profile")));
            }
        }
        required("account_type", &self.account_type, 20)?;
        required("time_zone", &self.time_zone, 64)?;
        jiff::tz::TimeZone::get(&self.time_zone).map_err(|_| {
            missing("time_zone", "it is no zone: write it as \"Australia/Sydney\" in the profile")
        })
    }
}

/// A value of the profile or the case that the report cannot do without.
pub(super) fn missing(field: &str, remedy: &str) -> PaymentsError {
    PaymentsError::Field { field: field.to_owned(), remedy: remedy.to_owned() }
}

fn required(field: &str, value: &str, most: usize) -> Result<(), PaymentsError> {
    let fits = (1..=most).contains(&value.chars().count()) && !value.trim().is_empty();
    if fits {
        return Ok(());
    }
    Err(missing(field, &format!("fill it in in the profile, with at most {most} characters")))
}
