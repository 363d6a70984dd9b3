//! goAML XML (UNODC), schema 5.0.1 and 5.0.2, by a country profile. The schema itself is not part of this software: whoever
//! reports has it from their unit, and validates with it.

use super::{
    Standing,
    case::{self, Case, CaseParty, CasePayment, Crime, Original, cut},
    tree::Tree,
};
use crate::{PaymentsError, payment::Land};
use model::Personal;
use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Begins the description of a payment.
const INDICATORS: &str = "Indicators: ";

/// What differs from country to country: codes, and what the unit demands beyond the generic schema.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoamlProfile {
    /// Version of the schema, as the unit names it.
    pub schema_version: String,
    /// Number of the reporting entity at the unit.
    pub rentity_id: u32,
    /// Its branch.
    pub rentity_branch: String,
    /// `E` for electronic, or the unit's own.
    pub submission_code: String,
    /// `STR`, `SAR` or the unit's own.
    pub report_code: String,
    /// Code of the user who reports, at least four characters.
    pub reporting_user_code: String,
    /// How the payment was conducted.
    pub transmode_code: String,
    /// A comment to it, where the unit demands one.
    #[serde(default)]
    pub transmode_comment: String,
    /// Kind of funds.
    pub funds_code: String,
    /// Code of each indicator; `*` is for all that have none of their own.
    pub indicators: std::collections::BTreeMap<String, String>,
    /// Names are written in plain letters only; the name as it is stands in `full_name_frn`.
    #[serde(default)]
    pub plain_names: bool,
    /// What stands for a name that is not known.
    pub unknown_name: String,
    /// Address of the reporting office.
    pub location: Location,
}

/// Address of the reporting office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Kind of address, in the unit's code.
    pub address_type: String,
    /// Street.
    pub address: String,
    /// City.
    pub city: String,
    /// Country, two letters.
    pub country_code: String,
    /// State or province.
    pub state: String,
}

impl GoamlProfile {
    /// A profile for the generic schema 5.0.1, to fill in: what is the reporting office's own is empty.
    pub const GENERIC_5_0_1: &'static str = include_str!("../../profiles/goaml-5.0.1.toml");
    /// The same for schema 5.0.2 with code lists of its own.
    pub const EXTENDED_5_0_2: &'static str = include_str!("../../profiles/goaml-5.0.2.toml");

    /// Reads a profile.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        let bad = |problem: String| PaymentsError::BadSettings { name: name.to_owned(), problem };
        let profile: Self = crate::settings::read(text, name)?;
        if !profile.indicators.contains_key("*") {
            return Err(bad("indicators need a code for \"*\": what all others are reported as".into()));
        }
        Ok(profile)
    }

    /// What is the reporting office's own must be filled in: no value is made up.
    pub fn check(&self) -> Result<(), PaymentsError> {
        let place = &self.location;
        let remedy = "fill it in in the profile of your office (--profile, at the desk goaml.toml)";
        let missing =
            |field: &str| PaymentsError::Field { field: field.to_owned(), remedy: remedy.to_owned() };
        if self.rentity_id == 0 {
            return Err(missing("rentity_id"));
        }
        for (field, value) in [
            ("rentity_branch", &self.rentity_branch),
            ("location.address", &place.address),
            ("location.city", &place.city),
            ("location.country_code", &place.country_code),
            ("location.state", &place.state),
        ] {
            if value.trim().is_empty() {
                return Err(missing(field));
            }
        }
        let code = self.reporting_user_code.chars().count();
        if (4..=50).contains(&code) { Ok(()) } else { Err(missing("reporting_user_code")) }
    }

    fn indicator(&self, id: &str) -> Option<&String> {
        self.indicators.get(id).or_else(|| self.indicators.get("*"))
    }

    fn name(&self, name: &str) -> String {
        let name = if self.plain_names {
            let plain = name.nfd().filter(|c| !is_combining_mark(*c));
            plain.map(|c| if c.is_ascii_alphanumeric() || " .'-".contains(c) { c } else { ' ' }).collect()
        } else {
            name.to_owned()
        };
        let name = cut(name.trim(), 100);
        if name.is_empty() { self.unknown_name.clone() } else { name }
    }

    fn person(&self, name: &str, party: &CaseParty) -> Tree {
        let (first, last) = (party.first_name.reveal(), party.last_name.reveal());
        let full = [first, last].join("\u{1f}");
        Tree::new(name)
            .with("first_name", self.name(first))
            .with("last_name", self.name(last))
            .with("full_name_frn", cut(full.replace('\u{1f}', " | ").as_str(), 255))
            .with("id_number", cut(party.key.reveal(), 255))
            .with("comments", party.standing.words())
    }
}

/// Writes a case. Whoever is not suspected is not marked so, and the remark on the person says what is known of their part.
pub fn write(case: &Case, profile: &GoamlProfile) -> Result<String, PaymentsError> {
    case.check()?;
    profile.check()?;
    let place = &profile.location;
    let mut report = Tree::new("report")
        .with("schema_version", &profile.schema_version)
        .with("rentity_id", profile.rentity_id.to_string())
        .with("rentity_branch", &profile.rentity_branch)
        .with("submission_code", &profile.submission_code)
        .with("report_code", &profile.report_code)
        .with("entity_reference", cut(&case.reference, 255))
        .with("submission_date", case::date_time(case.reported_at))
        .with("currency_code_local", &case.currency)
        .with("reporting_user_code", &profile.reporting_user_code)
        .child(
            Tree::new("location")
                .with("address_type", &place.address_type)
                .with("address", &place.address)
                .with("city", &place.city)
                .with("country_code", &place.country_code)
                .with("state", &place.state),
        )
        .with("reason", cut(case.grounds.reveal(), case::MOST_GROUNDS))
        .with_some("action", &cut(&case.action, case::MOST_GROUNDS));
    for payment in &case.payments {
        report = report.child(transaction(payment, profile));
    }
    let mut codes: Vec<&String> = Vec::new();
    for id in case.payments.iter().flat_map(|payment| &payment.fired) {
        if let Some(code) = profile.indicator(id)
            && !codes.contains(&code)
        {
            codes.push(code);
        }
    }
    if codes.is_empty() {
        codes.extend(profile.indicators.get("*"));
    }
    let list =
        codes.into_iter().fold(Tree::new("report_indicators"), |list, code| list.with("indicator", code));
    report.child(list).write()
}

fn transaction(payment: &CasePayment, profile: &GoamlProfile) -> Tree {
    let side = |word: &str, party: &CaseParty| {
        let mut side =
            Tree::new(&format!("t_{word}")).with(&format!("{word}_funds_code"), &profile.funds_code);
        if let Some(original) = payment.original.as_ref().filter(|_| word == "from") {
            side = side.child(
                Tree::new("from_foreign_currency")
                    .with("foreign_currency_code", &original.currency)
                    .with("foreign_amount", case::decimal(original.hundredths))
                    .with("foreign_exchange_rate", rate(payment.hundredths, original.hundredths)),
            );
        }
        side.with(&format!("{word}_is_suspected"), (party.standing == Standing::Suspected).to_string())
            .child(profile.person(&format!("{word}_person"), party))
            .with(
                &format!("{word}_country"),
                if party.country == Land::UNKNOWN { "-".into() } else { party.country.letters() },
            )
    };
    Tree::new("transaction")
        .with("transactionnumber", cut(&payment.reference, 100))
        .with("transaction_is_suspicious", payment.is_suspicious().to_string())
        .with("transaction_location", cut(&payment.institution, 255))
        .with("transaction_description", format!("{INDICATORS}{}", payment.fired.join(", ")))
        .with("date_transaction", case::date_time(payment.at))
        .with("transmode_code", &profile.transmode_code)
        .with_some("transmode_comment", &profile.transmode_comment)
        .with("amount_local", case::decimal(payment.hundredths))
        .child(side("from", &payment.from))
        .child(side("to", &payment.to))
}

/// Units of the local currency for one of the other, with eight digits.
fn rate(local: u64, foreign: u64) -> String {
    let scaled = u128::from(local) * 100_000_000 / u128::from(foreign.max(1));
    format!("{}.{:08}", scaled / 100_000_000, scaled % 100_000_000)
}

/// Reads a report that [`write()`] wrote.
pub fn read(text: &str, name: &str) -> Result<Case, PaymentsError> {
    let fail = |problem: &str| PaymentsError::File { path: name.to_owned(), problem: problem.to_owned() };
    let report = Tree::read(text, name)?;
    if report.name != "report" {
        return Err(fail("its first element is no goAML report"));
    }
    let mut payments = Vec::new();
    for transaction in report.all("transaction") {
        let side = |word: &str| -> Option<CaseParty> {
            let tree = transaction.find(&format!("t_{word}"))?;
            let person = tree.find(&format!("{word}_person"))?;
            let (first, last) = person.text_of("full_name_frn").split_once(" | ")?;
            Some(CaseParty {
                key: Personal::new(person.text_of("id_number")),
                first_name: Personal::new(first),
                last_name: Personal::new(last),
                country: Land::from_letters(tree.text_of(&format!("{word}_country")).as_bytes())
                    .unwrap_or_default(),
                standing: Standing::read(person.text_of("comments"))?,
            })
        };
        let original = transaction
            .find("t_from")
            .and_then(|from| from.find("from_foreign_currency"))
            .map(|foreign| {
                let hundredths = crate::read::amount(foreign.text_of("foreign_amount"), false)
                    .ok_or_else(|| fail("an amount is none"))?;
                Ok(Original { hundredths, currency: foreign.text_of("foreign_currency_code").to_owned() })
            })
            .transpose()?;
        let (Some(from), Some(to)) = (side("from"), side("to")) else {
            return Err(fail("a transaction lacks a person, or what is known of their part"));
        };
        let fired =
            transaction.text_of("transaction_description").trim_start_matches(INDICATORS.trim_end()).trim();
        payments.push(CasePayment {
            reference: transaction.text_of("transactionnumber").to_owned(),
            institution: transaction.text_of("transaction_location").to_owned(),
            original,
            at: case::instant(transaction.text_of("date_transaction"))
                .ok_or_else(|| fail("a date is none"))?,
            hundredths: crate::read::amount(transaction.text_of("amount_local"), false)
                .ok_or_else(|| fail("an amount is none"))?,
            from,
            to,
            fired: fired.split(", ").filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        });
    }
    Ok(Case {
        reference: report.text_of("entity_reference").to_owned(),
        reported_at: case::instant(report.text_of("submission_date"))
            .ok_or_else(|| fail("its date is none"))?,
        currency: report.text_of("currency_code_local").to_owned(),
        crime: Crime::of_grounds(report.text_of("reason")),
        grounds: Personal::new(report.text_of("reason")),
        action: report.text_of("action").to_owned(),
        payments,
    })
}
