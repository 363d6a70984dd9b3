//! Arrow batches to payments: each column is turned into plain numbers once a batch.

use crate::{
    PaymentsError,
    payment::{Channel, Kind, Land, NONE, Payment, Tie, Words, even_step},
};
use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    compute::cast,
    datatypes::{
        DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMillisecondType,
        UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use serde::Deserialize;

/// Which column of a table holds what. A column that the table lacks may be left out, but for those that are no options.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// Instant of the order: a timestamp, or milliseconds since 1970.
    pub at: String,
    /// Number of the sender, 0 to 16,777,215.
    pub sender: String,
    /// Number of the recipient.
    pub recipient: String,
    /// Amount in minor units (hundredths) of the reference currency, a whole number.
    pub minor_units: String,
    /// A number that tells payments apart; without it each row is a payment of its own.
    pub id: Option<String>,
    /// Version of the payment.
    pub version: Option<String>,
    /// Country of the sender, two letters.
    pub sender_country: Option<String>,
    /// Country of the recipient, two letters.
    pub recipient_country: Option<String>,
    /// Number of the institution.
    pub institution: Option<String>,
    /// Number of the device.
    pub device: Option<String>,
    /// Minute of the sender's local day.
    pub local_minute: Option<String>,
    /// Amount in hundredths of the sent currency; without it the reference amount is taken for it.
    pub sent_minor_units: Option<String>,
    /// Amount in hundredths of the landed currency.
    pub landed_minor_units: Option<String>,
    /// Kind, as a word of [`Kind`].
    pub kind: Option<String>,
    /// Rail, as a word of [`Channel`].
    pub channel: Option<String>,
    /// Class of the text, as a word of [`Words`].
    pub words: Option<String>,
    /// Relation, as a word of [`Tie`].
    pub tie: Option<String>,
    /// Age of the sender in years.
    pub sender_age: Option<String>,
    /// Whether the surnames agree, `true` or `false`.
    pub same_surname: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        let name = |name: &str| Some(name.to_owned());
        Self {
            at: "at".into(),
            sender: "sender".into(),
            recipient: "recipient".into(),
            minor_units: "minor_units".into(),
            id: name("id"),
            version: name("version"),
            sender_country: name("sender_country"),
            recipient_country: name("recipient_country"),
            institution: name("institution"),
            device: name("device"),
            local_minute: name("local_minute"),
            sent_minor_units: name("sent_minor_units"),
            landed_minor_units: name("landed_minor_units"),
            kind: name("kind"),
            channel: name("channel"),
            words: name("words"),
            tie: name("tie"),
            sender_age: name("sender_age"),
            same_surname: name("same_surname"),
        }
    }
}

impl Columns {
    /// All names, and whether a table may lack the column.
    pub fn names(&self) -> Vec<(&str, bool)> {
        let must = [&self.at, &self.sender, &self.recipient, &self.minor_units];
        let may = [
            &self.id,
            &self.version,
            &self.sender_country,
            &self.recipient_country,
            &self.institution,
            &self.device,
            &self.local_minute,
            &self.sent_minor_units,
            &self.landed_minor_units,
            &self.kind,
            &self.channel,
            &self.words,
            &self.tie,
            &self.sender_age,
            &self.same_surname,
        ];
        let must = must.into_iter().map(|name| (name.as_str(), false));
        must.chain(may.into_iter().flatten().map(|name| (name.as_str(), true))).collect()
    }
}

/// A batch as plain numbers; empty where the table lacks the column.
#[derive(Debug, Default)]
struct Plain {
    at: Vec<i64>,
    sender: Vec<u32>,
    recipient: Vec<u32>,
    amount: Vec<u64>,
    id: Vec<u64>,
    version: Vec<u32>,
    sender_country: Vec<Land>,
    recipient_country: Vec<Land>,
    institution: Vec<u32>,
    device: Vec<u32>,
    minute: Vec<u32>,
    sent: Vec<u64>,
    landed: Vec<u64>,
    kind: Vec<Kind>,
    channel: Vec<Channel>,
    words: Vec<Words>,
    tie: Vec<Tie>,
    age: Vec<u32>,
    surname: Vec<bool>,
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Row of the table, from 1.
    pub row: u64,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// Turns batches into payments.
#[derive(Debug)]
pub struct Rows<'c> {
    columns: &'c Columns,
    path: String,
    plain: Plain,
}

impl<'c> Rows<'c> {
    /// For the batches of one table; `path` is what errors name.
    pub fn new(columns: &'c Columns, path: String) -> Self {
        Self { columns, path, plain: Plain::default() }
    }

    /// Gives every row of a batch out, `first` being the number of its first row from 0; a row that cannot be taken is
    /// given out as a bad one.
    pub fn read(
        &mut self,
        batch: &RecordBatch,
        first: u64,
        take: &mut impl FnMut(Result<Payment, BadRow>),
    ) -> Result<(), PaymentsError> {
        self.fill(batch)?;
        let plain = &self.plain;
        for row in 0..batch.num_rows() {
            let given = payment(plain, row, first + row as u64);
            take(given.map_err(|problem| BadRow { row: first + row as u64 + 1, problem }));
        }
        Ok(())
    }

    fn fill(&mut self, batch: &RecordBatch) -> Result<(), PaymentsError> {
        let (columns, path) = (self.columns, &self.path);
        let find = |name: &str| batch.column_by_name(name);
        let must = |name: &str| {
            find(name).ok_or_else(|| PaymentsError::NoSuchColumn {
                path: path.clone(),
                missing: name.to_owned(),
                present: batch
                    .schema()
                    .fields()
                    .iter()
                    .map(|field| field.name().clone())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
        };
        let unfit = |name: &str, array: &ArrayRef, wanted: &str| PaymentsError::UnfitColumn {
            path: path.clone(),
            column: name.to_owned(),
            found: array.data_type().to_string(),
            wanted: wanted.to_owned(),
        };
        let plain = &mut self.plain;
        instants(must(&columns.at)?, &mut plain.at).ok_or_else(|| {
            unfit(&columns.at, &batch.columns()[0], "a timestamp or milliseconds since 1970")
        })?;
        let whole = "whole numbers";
        for (name, into) in [(&columns.sender, &mut plain.sender), (&columns.recipient, &mut plain.recipient)]
        {
            let array = must(name)?;
            numbers(array, into).ok_or_else(|| unfit(name, array, whole))?;
        }
        let array = must(&columns.minor_units)?;
        large(array, &mut plain.amount).ok_or_else(|| unfit(&columns.minor_units, array, whole))?;
        let may = |name: &Option<String>| {
            name.as_deref().and_then(|name| find(name).map(|array| (name.to_owned(), array)))
        };
        for (name, into) in [
            (&columns.id, &mut plain.id),
            (&columns.sent_minor_units, &mut plain.sent),
            (&columns.landed_minor_units, &mut plain.landed),
        ] {
            into.clear();
            if let Some((name, array)) = may(name) {
                large(array, into).ok_or_else(|| unfit(&name, array, whole))?;
            }
        }
        for (name, into) in [
            (&columns.version, &mut plain.version),
            (&columns.institution, &mut plain.institution),
            (&columns.device, &mut plain.device),
            (&columns.local_minute, &mut plain.minute),
            (&columns.sender_age, &mut plain.age),
        ] {
            into.clear();
            if let Some((name, array)) = may(name) {
                numbers(array, into).ok_or_else(|| unfit(&name, array, whole))?;
            }
        }
        for (name, into) in [
            (&columns.sender_country, &mut plain.sender_country),
            (&columns.recipient_country, &mut plain.recipient_country),
        ] {
            into.clear();
            if let Some((name, array)) = may(name) {
                let land = |text: Option<&str>| {
                    text.and_then(|text| Land::from_letters(text.as_bytes())).unwrap_or_default()
                };
                texts(array, into, &land).ok_or_else(|| unfit(&name, array, "text"))?;
            }
        }
        macro_rules! coded {
            ($($field:ident: $kind:ty,)+) => {$(
                plain.$field.clear();
                if let Some((name, array)) = may(&columns.$field) {
                    let read = |text: Option<&str>| text.and_then(<$kind>::from_code).unwrap_or_default();
                    texts(array, &mut plain.$field, &read).ok_or_else(|| unfit(&name, array, "text"))?;
                }
            )+};
        }
        coded! { kind: Kind, channel: Channel, words: Words, tie: Tie, }
        plain.surname.clear();
        if let Some((name, array)) = may(&columns.same_surname) {
            let array = array.as_boolean_opt().ok_or_else(|| unfit(&name, array, "true or false"))?;
            plain.surname.extend((0..array.len()).map(|row| array.is_valid(row) && array.value(row)));
        }
        Ok(())
    }
}

/// Marks a cell that holds nothing, or a number that no party can have.
const BAD: u32 = u32::MAX - 1;

#[inline]
fn payment(plain: &Plain, row: usize, number: u64) -> Result<Payment, &'static str> {
    let at = plain.at[row];
    if !(0..=crate::payment::LAST_INSTANT).contains(&at) {
        return Err("its instant is missing or lies before 1970 or after 2527");
    }
    let (sender, recipient) = (plain.sender[row], plain.recipient[row]);
    let kind = plain.kind.get(row).copied().unwrap_or_default();
    if sender >= BAD || (recipient >= BAD && kind == Kind::Transfer) {
        return Err("its sender or recipient is missing or no number below 16,777,216");
    }
    let amount =
        u32::try_from(plain.amount[row]).map_err(|_| "its amount is missing or above 42,949,672.95")?;
    let or = |list: &[u32], other: u32| list.get(row).copied().unwrap_or(other);
    let none = |number: u32| if number >= BAD { NONE } else { number };
    let sent = plain.sent.get(row).copied().unwrap_or(u64::from(amount));
    Ok(Payment {
        id: plain.id.get(row).copied().unwrap_or(number),
        version: u16::try_from(or(&plain.version, 0)).unwrap_or(0),
        at,
        sender,
        recipient: none(recipient),
        device: none(or(&plain.device, NONE)),
        amount,
        sender_country: plain.sender_country.get(row).copied().unwrap_or_default(),
        recipient_country: plain.recipient_country.get(row).copied().unwrap_or_default(),
        institution: u16::try_from(or(&plain.institution, 0)).unwrap_or(u16::MAX),
        local_minute: u16::try_from(or(&plain.minute, u32::MAX))
            .ok()
            .filter(|minute| *minute < 1_440)
            .unwrap_or(Payment::NO_MINUTE),
        sent_step: even_step(sent),
        landed_step: plain
            .landed
            .get(row)
            .map_or(0, |minor| if *minor == u64::MAX { 0 } else { even_step(*minor) }),
        kind,
        channel: plain.channel.get(row).copied().unwrap_or_default(),
        words: plain.words.get(row).copied().unwrap_or_default(),
        tie: plain.tie.get(row).copied().unwrap_or_default(),
        sender_age: u8::try_from(or(&plain.age, 0)).unwrap_or(0),
        same_surname: plain.surname.get(row).copied().unwrap_or(false),
    })
}

fn instants(array: &ArrayRef, into: &mut Vec<i64>) -> Option<()> {
    into.clear();
    let milliseconds = match array.data_type() {
        DataType::Timestamp(TimeUnit::Millisecond, _) | DataType::Int64 => array.clone(),
        DataType::Timestamp(_, zone) => {
            cast(array, &DataType::Timestamp(TimeUnit::Millisecond, zone.clone())).ok()?
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            into.extend(days.iter().map(|day| day.map_or(-1, |day| i64::from(day) * 86_400_000)));
            return Some(());
        }
        _ => return None,
    };
    let values = match milliseconds.data_type() {
        DataType::Int64 => milliseconds.as_primitive::<Int64Type>().values(),
        _ => milliseconds.as_primitive::<TimestampMillisecondType>().values(),
    };
    into.extend_from_slice(values);
    if milliseconds.null_count() > 0 {
        for (row, value) in into.iter_mut().enumerate().filter(|(row, _)| milliseconds.is_null(*row)) {
            let _: usize = row;
            *value = -1;
        }
    }
    Some(())
}

fn blank<T: Copy>(array: &ArrayRef, into: &mut [T], value: T) {
    if array.null_count() > 0 {
        for (row, place) in into.iter_mut().enumerate() {
            if array.is_null(row) {
                *place = value;
            }
        }
    }
}

/// Whole numbers below [`BAD`]; what is missing, negative or larger becomes [`BAD`].
fn numbers(array: &ArrayRef, into: &mut Vec<u32>) -> Option<()> {
    into.clear();
    match array.data_type() {
        DataType::UInt32 => into.extend_from_slice(array.as_primitive::<UInt32Type>().values()),
        DataType::UInt16 => {
            into.extend(array.as_primitive::<UInt16Type>().values().iter().map(|n| u32::from(*n)));
        }
        DataType::UInt8 => {
            into.extend(array.as_primitive::<UInt8Type>().values().iter().map(|n| u32::from(*n)));
        }
        DataType::Int32 => into.extend(
            array.as_primitive::<Int32Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::Int64 => into.extend(
            array.as_primitive::<Int64Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::UInt64 => into.extend(
            array.as_primitive::<UInt64Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::Int8 | DataType::Int16 => {
            let wide = cast(array, &DataType::Int32).ok()?;
            return numbers(&wide, into);
        }
        _ => return None,
    }
    blank(array, into, BAD);
    Some(())
}

/// Whole numbers; what is missing or negative becomes the largest there is.
fn large(array: &ArrayRef, into: &mut Vec<u64>) -> Option<()> {
    into.clear();
    match array.data_type() {
        DataType::UInt64 => into.extend_from_slice(array.as_primitive::<UInt64Type>().values()),
        DataType::UInt32 => {
            into.extend(array.as_primitive::<UInt32Type>().values().iter().map(|n| u64::from(*n)));
        }
        DataType::Int64 => into.extend(
            array.as_primitive::<Int64Type>().values().iter().map(|n| u64::try_from(*n).unwrap_or(u64::MAX)),
        ),
        DataType::Int32 | DataType::UInt16 | DataType::Int16 | DataType::UInt8 | DataType::Int8 => {
            let wide = cast(array, &DataType::Int64).ok()?;
            return large(&wide, into);
        }
        DataType::Float64 => {
            // Whole numbers that a spreadsheet or a data frame stored as floating point.
            for value in array.as_primitive::<Float64Type>().values() {
                let fits = value.fract() == 0.0 && (0.0..9e15).contains(value);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "checked before"
                )]
                into.push(if fits { *value as u64 } else { u64::MAX });
            }
        }
        _ => return None,
    }
    blank(array, into, u64::MAX);
    Some(())
}

fn texts<T: Copy>(array: &ArrayRef, into: &mut Vec<T>, read: &dyn Fn(Option<&str>) -> T) -> Option<()> {
    match array.data_type() {
        DataType::Utf8 => into.extend(array.as_string::<i32>().iter().map(read)),
        DataType::LargeUtf8 => into.extend(array.as_string::<i64>().iter().map(read)),
        DataType::Utf8View => into.extend(array.as_string_view().iter().map(read)),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let mut values = Vec::new();
            texts(dictionary.values(), &mut values, read)?;
            let missing = read(None);
            let keys = dictionary.normalized_keys();
            into.extend(keys.into_iter().map(|key| values.get(key).copied().unwrap_or(missing)));
            blank(array, into, missing);
        }
        _ => return None,
    }
    Some(())
}

impl Columns {
    /// Reads names of columns from TOML; an error names its line.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        crate::settings::read(text, name)
    }
}
