//! Payments in CSV with a saved column map. Every row that cannot be taken is told with its line and column; the rest go in.

use super::{
    clock::Written,
    draft::{Draft, Reject, money},
};
use crate::{
    PaymentsError,
    payment::{Channel, Kind, Tie},
};
use jiff::{
    civil::Time,
    tz::{Disambiguation, Offset, TimeZone},
};
use model::{Country, Personal};
use serde::Deserialize;
use std::io::Read;

/// Longest row.
const MOST_ROW_BYTES: usize = 64 << 10;

/// Which column of a file holds what; read from TOML and kept with the institution's settings.
///
/// ```toml
/// institution = "Harbor Remit"
/// zone = "Asia/Manila"              # of the times in the file: they are written without one
/// dates = ["%d/%m/%Y %H:%M"]        # beside ISO 8601
/// delimiter = ";"
/// decimal_comma = true
/// currency = "PHP"                  # where no column says
/// [columns]
/// reference = "Ref no."
/// at = "Date"
/// sender = "Sender ID"
/// recipient = "Receiver mobile"
/// amount = "Amount"
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvMap {
    /// Name of the institution: with the reference it tells payments apart.
    pub institution: String,
    /// IANA zone of times that are written without one.
    pub zone: String,
    /// Further forms of dates (strftime).
    #[serde(default)]
    pub dates: Vec<String>,
    /// One ASCII character.
    #[serde(default = "comma")]
    pub delimiter: String,
    /// Decimals are written with a comma.
    #[serde(default)]
    pub decimal_comma: bool,
    /// Currency of amounts where no column says.
    pub currency: Option<String>,
    /// Currency of landed amounts where no column says.
    pub landed_currency: Option<String>,
    /// Country of all senders where no column says.
    pub sender_country: Option<Country>,
    /// Country of all recipients where no column says.
    pub recipient_country: Option<Country>,
    /// Rail of all payments where no column says.
    pub channel: Option<String>,
    /// The times of the file are the sender's local times: the zone is the sender's too.
    #[serde(default)]
    pub zone_is_senders: bool,
    /// The columns.
    pub columns: CsvColumns,
}

fn comma() -> String {
    ",".into()
}

/// Names of the columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvColumns {
    /// Reference of the institution.
    pub reference: String,
    /// Date and time.
    pub at: String,
    /// Key of the sender.
    pub sender: String,
    /// Key of the recipient.
    pub recipient: String,
    /// Amount sent.
    pub amount: String,
    /// Version of the payment.
    pub version: Option<String>,
    /// Currency sent.
    pub currency: Option<String>,
    /// Amount landed.
    pub landed_amount: Option<String>,
    /// Currency landed.
    pub landed_currency: Option<String>,
    /// Country of the sender.
    pub sender_country: Option<String>,
    /// Country of the recipient.
    pub recipient_country: Option<String>,
    /// Name of the sender.
    pub sender_name: Option<String>,
    /// Name of the recipient.
    pub recipient_name: Option<String>,
    /// Words of the payer.
    pub text: Option<String>,
    /// Device or address.
    pub device: Option<String>,
    /// Age of the sender.
    pub sender_age: Option<String>,
    /// The day since which the sender has been a customer.
    pub customer_since: Option<String>,
    /// Country in which it was paid out, where that may be another than the recipient's.
    pub paid_out_in: Option<String>,
    /// What it is (transfer, cash-in, cash-out, companion-purchase, travel, withdrawn).
    pub kind: Option<String>,
    /// Rail (remittance, bank, wallet, card, virtual-asset).
    pub channel: Option<String>,
    /// Relation (family, own, diaspora, institution).
    pub tie: Option<String>,
}

/// A column map that was checked.
#[derive(Clone, Debug)]
pub struct CsvReader {
    map: CsvMap,
    zone: TimeZone,
    delimiter: u8,
}

/// Positions of the columns in one file.
struct Places(Vec<(&'static str, Option<usize>)>);

impl Places {
    fn cell<'r>(&self, row: &'r csv::StringRecord, name: &str) -> &'r str {
        let place = self.0.iter().find(|(known, _)| *known == name).and_then(|(_, place)| *place);
        place.and_then(|at| row.get(at)).unwrap_or_default().trim()
    }
}

impl CsvReader {
    /// Reads a map; an error names line and key.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        let bad = |problem: String| PaymentsError::BadSettings { name: name.to_owned(), problem };
        let map: CsvMap = crate::settings::read(text, name)?;
        let zone = TimeZone::get(&map.zone).map_err(|_| {
            bad(format!("zone: {:?} is no zone of the IANA database, such as Asia/Manila", map.zone))
        })?;
        let delimiter = match map.delimiter.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => *byte,
            _ => return Err(bad("delimiter: expected one ASCII character, such as \",\" or \";\"".into())),
        };
        if map.institution.trim().is_empty() {
            return Err(bad("institution: a name is needed to tell its references from others'".into()));
        }
        if let Some(channel) = map.channel.as_deref().filter(|code| Channel::from_code(code).is_none()) {
            return Err(bad(format!(
                "channel: {channel:?} is no rail, such as \"remittance\" or \"wallet\""
            )));
        }
        Ok(Self { map, zone, delimiter })
    }

    /// The map.
    pub const fn map(&self) -> &CsvMap {
        &self.map
    }

    fn columns(&self) -> [(&'static str, Option<&String>, bool); 21] {
        let c = &self.map.columns;
        [
            ("reference", Some(&c.reference), true),
            ("at", Some(&c.at), true),
            ("sender", Some(&c.sender), true),
            ("recipient", Some(&c.recipient), true),
            ("amount", Some(&c.amount), true),
            ("version", c.version.as_ref(), false),
            ("currency", c.currency.as_ref(), false),
            ("landed_amount", c.landed_amount.as_ref(), false),
            ("landed_currency", c.landed_currency.as_ref(), false),
            ("sender_country", c.sender_country.as_ref(), false),
            ("recipient_country", c.recipient_country.as_ref(), false),
            ("sender_name", c.sender_name.as_ref(), false),
            ("recipient_name", c.recipient_name.as_ref(), false),
            ("text", c.text.as_ref(), false),
            ("device", c.device.as_ref(), false),
            ("sender_age", c.sender_age.as_ref(), false),
            ("customer_since", c.customer_since.as_ref(), false),
            ("paid_out_in", c.paid_out_in.as_ref(), false),
            ("kind", c.kind.as_ref(), false),
            ("channel", c.channel.as_ref(), false),
            ("tie", c.tie.as_ref(), false),
        ]
    }

    /// Gives every row out, as a draft with its line or as a reject. Fails only where the file as a whole cannot be read.
    pub fn read(
        &self,
        from: impl Read,
        name: &str,
        take: &mut impl FnMut(Result<(u64, Draft), Reject>),
    ) -> Result<(), PaymentsError> {
        let fail = |problem: String| PaymentsError::File { path: name.to_owned(), problem };
        let mut reader = csv::ReaderBuilder::new().delimiter(self.delimiter).flexible(true).from_reader(from);
        let head = reader.byte_headers().map_err(|error| fail(error.to_string()))?.clone();
        let head: Vec<String> = head
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        let mut places = Vec::new();
        for (field, column, must) in self.columns() {
            let place = column.and_then(|column| {
                let column = column.trim().to_lowercase();
                head.iter().position(|known| *known == column)
            });
            if place.is_none() && (must || column.is_some()) {
                return Err(PaymentsError::NoSuchColumn {
                    path: name.to_owned(),
                    missing: column.cloned().unwrap_or_else(|| field.to_owned()),
                    present: head.join(", "),
                });
            }
            places.push((field, place));
        }
        let places = Places(places);
        let mut row = csv::ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut row) {
                Ok(false) => return Ok(()),
                Err(error) => return Err(fail(error.to_string())),
                Ok(true) => {}
            }
            let line = row.position().map_or(0, csv::Position::line);
            let reject = |column: &str, problem: &str| Reject {
                line,
                column: column.to_owned(),
                problem: problem.to_owned(),
            };
            if row.len() != head.len() {
                let problem = format!("it has {} cells, the head has {}", row.len(), head.len());
                take(Err(reject("the whole row", &problem)));
            } else if row.as_slice().len() > MOST_ROW_BYTES {
                take(Err(reject("the whole row", "it is longer than 64 KiB")));
            } else if let Ok(text) = csv::StringRecord::from_byte_record(row.clone()) {
                let drafted = self.draft(&places, &text);
                take(drafted.map(|draft| (line, draft)).map_err(|(field, problem)| {
                    let columns = self.columns();
                    let column =
                        columns.iter().find(|(known, ..)| *known == field).and_then(|(_, column, _)| *column);
                    reject(column.map_or(field, String::as_str), &problem)
                }));
            } else {
                take(Err(reject("the whole row", "it is not written in UTF-8")));
            }
        }
    }

    fn draft(&self, places: &Places, row: &csv::StringRecord) -> Result<Draft, (&'static str, String)> {
        let map = &self.map;
        let cell = |name: &str| places.cell(row, name);
        let coded = |name: &'static str, known: bool| {
            if known {
                Ok(())
            } else {
                Err((name, "it is none of the words that this column may hold".to_owned()))
            }
        };
        let or = |cell: &str, other: Option<&String>| {
            if cell.is_empty() { other.cloned().unwrap_or_default() } else { cell.to_owned() }
        };
        let country = |name: &'static str, other: Option<Country>| match cell(name) {
            "" => Ok(other),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| (name, "it is no country (PH, PHL or Philippines)".to_owned())),
        };
        let sent = money(cell("amount"), &or(cell("currency"), map.currency.as_ref()), map.decimal_comma)
            .map_err(|problem| ("amount", problem))?;
        let landed = match cell("landed_amount") {
            "" => None,
            text => {
                let currency = or(cell("landed_currency"), map.landed_currency.as_ref());
                Some(
                    money(text, &currency, map.decimal_comma)
                        .map_err(|problem| ("landed_amount", problem))?,
                )
            }
        };
        let (kind, tie) = (cell("kind"), cell("tie"));
        let channel = &or(cell("channel"), map.channel.as_ref());
        coded("kind", kind.is_empty() || Kind::from_code(kind).is_some())?;
        coded("channel", channel.is_empty() || Channel::from_code(channel).is_some())?;
        coded("tie", tie.is_empty() || Tie::from_code(tie).is_some())?;
        let whole = |name: &'static str, most: u16| match cell(name) {
            "" => Ok(0),
            text => text
                .parse::<u16>()
                .ok()
                .filter(|number| *number <= most)
                .ok_or((name, format!("it is no whole number up to {most}"))),
        };
        let customer_since = match cell("customer_since") {
            "" => None,
            text => Some(
                Written::read(text, &map.dates)
                    .map(|written| written.date)
                    .ok_or_else(|| ("customer_since", "it is no date of this file".to_owned()))?,
            ),
        };
        let when =
            self.when(cell("at")).ok_or_else(|| ("at", "it is no date and time of this file".to_owned()))?;
        Ok(Draft {
            reference: cell("reference").to_owned(),
            institution: map.institution.clone(),
            recipient_institution: String::new(),
            version: whole("version", u16::MAX)?,
            at: when.at,
            day_only: when.day_only,
            offset: when.offset,
            sender: Personal::new(cell("sender")),
            recipient: Personal::new(cell("recipient")),
            sender_name: Personal::new(cell("sender_name")),
            recipient_name: Personal::new(cell("recipient_name")),
            sent: Some(sent),
            landed,
            sender_country: country("sender_country", map.sender_country)?,
            recipient_country: country("recipient_country", map.recipient_country)?,
            text: Personal::new(cell("text")),
            device: Personal::new(cell("device")),
            sender_age: u8::try_from(whole("sender_age", 120)?).unwrap_or(0),
            customer_since,
            paid_out_in: country("paid_out_in", None)?,
            kind: Kind::from_code(kind).unwrap_or_default(),
            channel: Channel::from_code(channel).unwrap_or_default(),
            tie: Tie::from_code(tie).unwrap_or_default(),
            zone: map.zone_is_senders.then(|| map.zone.clone()),
            ..Draft::default()
        })
    }

    /// An instant: with an offset as it stands; without one in the declared zone. A local time that a clock change gives
    /// twice is the earlier one, one that it leaves out is moved on by the change (RFC 5545, 3.3.5). A day alone is its noon.
    fn when(&self, text: &str) -> Option<When> {
        let written = Written::read(text, &self.map.dates)?;
        if let Some((at, offset)) = written.instant() {
            return Some(When { at: at.as_millisecond(), offset, day_only: false });
        }
        let local = written.date.to_datetime(written.time.unwrap_or(Time::constant(12, 0, 0, 0)));
        let zoned = self.zone.to_ambiguous_zoned(local).disambiguate(Disambiguation::Compatible).ok()?;
        let at = zoned.timestamp().as_millisecond();
        Some(When { at, offset: None, day_only: written.time.is_none() })
    }
}

/// When a row says that it was paid.
struct When {
    at: i64,
    offset: Option<Offset>,
    day_only: bool,
}
