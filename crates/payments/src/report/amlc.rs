//! CSV records for the Philippine Anti-Money Laundering Council. The order of fields is the unit's to change (AMLC, ARRG
//! 2021, Annex A; Regulatory Issuance 2 of 2024 for `GoTRACS`), so it is a layout, not code. The file is to be encrypted for
//! the portal with the unit's own key before it leaves the house; that is done outside this program.

use super::{
    Standing,
    case::{self, Case, CasePayment, Original},
};
use crate::{PaymentsError, payment::Land};
use model::Personal;
use serde::Deserialize;

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// A fixed text of the layout.
    Fixed(String),
    /// Reference of the report.
    CaseReference,
    /// Date of the report, `YYYYMMDD`.
    ReportDate,
    /// Payments of the report.
    Count,
    /// Their sum.
    Total,
    /// Reference of the payment.
    Reference,
    /// Date and time of the payment, `YYYYMMDDhhmmss`, UTC.
    At,
    /// The institution that made the payment.
    Institution,
    /// Amount in local currency.
    Amount,
    /// What was sent, where that was another currency.
    SentAmount,
    /// That currency.
    SentCurrency,
    /// Key of the payer.
    FromKey,
    /// Last name of the payer.
    FromLastName,
    /// First name of the payer.
    FromFirstName,
    /// Country of the payer.
    FromCountry,
    /// What part the payer plays: suspected, possible victim, role not known.
    FromRole,
    /// Key of the recipient.
    ToKey,
    /// Last name of the recipient.
    ToLastName,
    /// First name of the recipient.
    ToFirstName,
    /// Country of the recipient.
    ToCountry,
    /// What part the recipient plays.
    ToRole,
    /// Indicators of the payment, joined by blanks.
    Indicators,
    /// The grounds, with line ends as blanks.
    Grounds,
}

/// Fields of each kind of record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmlcLayout {
    /// First record.
    pub header: Vec<Field>,
    /// One record a payment.
    pub detail: Vec<Field>,
    /// Last record.
    pub trailer: Vec<Field>,
}

impl AmlcLayout {
    /// A layout with header, detail and trailer; to be compared with the unit's current annex before use.
    pub const DEFAULT: &'static str = include_str!("../../profiles/amlc.toml");

    /// Reads a layout.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        crate::settings::read(text, name)
    }
}

fn cell(case: &Case, payment: Option<&CasePayment>, field: &Field) -> String {
    let of = |read: &dyn Fn(&CasePayment) -> String| payment.map(read).unwrap_or_default();
    let digits = |at: i64, most: usize| {
        case::date_time(at).chars().filter(char::is_ascii_digit).take(most).collect::<String>()
    };
    let land = |land: Land| if land == Land::UNKNOWN { String::new() } else { land.letters() };
    match field {
        Field::Fixed(text) => text.clone(),
        Field::CaseReference => case.reference.clone(),
        Field::ReportDate => digits(case.reported_at, 8),
        Field::Count => case.payments.len().to_string(),
        Field::Total => case::decimal(case.payments.iter().map(|payment| payment.hundredths).sum()),
        Field::Reference => of(&|payment| payment.reference.clone()),
        Field::At => of(&|payment| digits(payment.at, 14)),
        Field::Amount => of(&|payment| case::decimal(payment.hundredths)),
        Field::Institution => of(&|payment| payment.institution.clone()),
        Field::SentAmount => of(&|payment| {
            payment.original.as_ref().map(|sent| case::decimal(sent.hundredths)).unwrap_or_default()
        }),
        Field::SentCurrency => {
            of(&|payment| payment.original.as_ref().map(|sent| sent.currency.clone()).unwrap_or_default())
        }
        Field::FromKey => of(&|payment| payment.from.key.reveal().to_owned()),
        Field::FromLastName => of(&|payment| payment.from.last_name.reveal().to_owned()),
        Field::FromFirstName => of(&|payment| payment.from.first_name.reveal().to_owned()),
        Field::FromCountry => of(&|payment| land(payment.from.country)),
        Field::FromRole => of(&|payment| payment.from.standing.code().to_owned()),
        Field::ToRole => of(&|payment| payment.to.standing.code().to_owned()),
        Field::ToKey => of(&|payment| payment.to.key.reveal().to_owned()),
        Field::ToLastName => of(&|payment| payment.to.last_name.reveal().to_owned()),
        Field::ToFirstName => of(&|payment| payment.to.first_name.reveal().to_owned()),
        Field::ToCountry => of(&|payment| land(payment.to.country)),
        Field::Indicators => of(&|payment| payment.fired.join(" ")),
        Field::Grounds => case.grounds.reveal().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Writes a case. A cell that a spreadsheet program would run as a formula is given an apostrophe (OWASP, CSV injection).
pub fn write(case: &Case, layout: &AmlcLayout) -> Result<String, PaymentsError> {
    case.check()?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| PaymentsError::Incomplete(error.to_string());
    let mut put = |fields: &[Field], payment: Option<&CasePayment>| {
        let cells = fields.iter().map(|field| {
            let text = cell(case, payment, field);
            if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{text}") } else { text }
        });
        writer.write_record(cells).map_err(|error| failed(&error))
    };
    put(&layout.header, None)?;
    for payment in &case.payments {
        put(&layout.detail, Some(payment))?;
    }
    put(&layout.trailer, None)?;
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// Reads the payments of a file that [`write()`] wrote under the same layout.
pub fn read(text: &str, layout: &AmlcLayout, name: &str) -> Result<Vec<CasePayment>, PaymentsError> {
    let fail = |line: usize, problem: &str| PaymentsError::File {
        path: name.to_owned(),
        problem: format!("record {line}: {problem}"),
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = Vec::new();
    for (line, record) in (1..).zip(reader.records()) {
        records.push(record.map_err(|error| fail(line, &error.to_string()))?);
    }
    if records.len() < 2 {
        return Err(fail(records.len(), "header or trailer is missing"));
    }
    let mut payments = Vec::new();
    for (line, record) in (2..).zip(&records[1..records.len() - 1]) {
        let get = |field: &Field| {
            let at = layout.detail.iter().position(|known| known == field);
            let text = at.and_then(|at| record.get(at)).unwrap_or_default();
            text.strip_prefix('\'').unwrap_or(text).to_owned()
        };
        let digits = get(&Field::At);
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or("0").to_owned();
        let stamp = format!(
            "{}-{}-{}T{}:{}:{}",
            part(0, 4),
            part(4, 6),
            part(6, 8),
            part(8, 10),
            part(10, 12),
            part(12, 14)
        );
        let party = |key, last, first, land, role| super::CaseParty {
            key: Personal::new(get(&key)),
            last_name: Personal::new(get(&last)),
            first_name: Personal::new(get(&first)),
            country: Land::from_letters(get(&land).as_bytes()).unwrap_or_default(),
            standing: Standing::read(&get(&role)).unwrap_or_default(),
        };
        payments.push(CasePayment {
            reference: get(&Field::Reference),
            institution: get(&Field::Institution),
            original: match get(&Field::SentAmount) {
                none if none.is_empty() => None,
                sent => Some(Original {
                    hundredths: crate::read::amount(&sent, false)
                        .ok_or_else(|| fail(line, "the amount sent is none"))?,
                    currency: get(&Field::SentCurrency),
                }),
            },
            at: case::instant(&stamp).ok_or_else(|| fail(line, "its date is none"))?,
            hundredths: crate::read::amount(&get(&Field::Amount), false)
                .ok_or_else(|| fail(line, "its amount is none"))?,
            from: party(
                Field::FromKey,
                Field::FromLastName,
                Field::FromFirstName,
                Field::FromCountry,
                Field::FromRole,
            ),
            to: party(Field::ToKey, Field::ToLastName, Field::ToFirstName, Field::ToCountry, Field::ToRole),
            fired: get(&Field::Indicators).split_whitespace().map(str::to_owned).collect(),
        });
    }
    Ok(payments)
}
