//! Arrow batches to payments: each column is turned into plain numbers once a batch.

use super::{
    arrays::{BAD, instants, large, numbers, texts},
    draft::Reject,
};
use crate::{
    PaymentsError,
    payment::{Channel, Kind, Land, NONE, Payment, Tie, Words, even_step},
};
use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    datatypes::DataType,
};
use model::Country;
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
    /// Days for which the sender had been a customer.
    pub customer_days: Option<String>,
    /// Whether it was paid out in a country of neither party, `true` or `false`.
    pub by_third_country: Option<String>,
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
            customer_days: name("customer_days"),
            by_third_country: name("by_third_country"),
            same_surname: name("same_surname"),
        }
    }
}

impl Columns {
    /// All names, and whether a table may lack the column: what was named otherwise than usual is there, or the name is mistyped.
    pub fn names(&self) -> Vec<(&str, bool)> {
        let usual = Self::default();
        let must = [&self.at, &self.sender, &self.recipient, &self.minor_units];
        let must = must.into_iter().map(|name| (name.as_str(), false));
        let may = self.may().into_iter().zip(usual.may()).filter_map(|((_, name), (_, usual))| {
            let name = name.as_ref()?;
            Some((name.as_str(), Some(name) == usual.as_ref()))
        });
        must.chain(may).collect()
    }

    /// Fields whose column a table may lack, and the names of these.
    const fn may(&self) -> [(&'static str, &Option<String>); 17] {
        [
            ("id", &self.id),
            ("version", &self.version),
            ("sender_country", &self.sender_country),
            ("recipient_country", &self.recipient_country),
            ("institution", &self.institution),
            ("device", &self.device),
            ("local_minute", &self.local_minute),
            ("sent_minor_units", &self.sent_minor_units),
            ("landed_minor_units", &self.landed_minor_units),
            ("kind", &self.kind),
            ("channel", &self.channel),
            ("words", &self.words),
            ("tie", &self.tie),
            ("sender_age", &self.sender_age),
            ("customer_days", &self.customer_days),
            ("by_third_country", &self.by_third_country),
            ("same_surname", &self.same_surname),
        ]
    }

    /// A bad row as it is told, with the name that the table has for the column.
    pub fn reject(&self, bad: BadRow) -> Reject {
        let must = [
            ("at", &self.at),
            ("sender", &self.sender),
            ("recipient", &self.recipient),
            ("minor_units", &self.minor_units),
        ];
        let may = self.may().into_iter().filter_map(|(field, name)| Some((field, name.as_ref()?)));
        let name = must.into_iter().chain(may).find(|(field, _)| *field == bad.field);
        Reject {
            line: bad.row,
            column: name.map_or(bad.field, |(_, name)| name).to_owned(),
            problem: bad.problem.to_owned(),
        }
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
    // Of what is read from words: none where the word is not known.
    sender_country: Vec<Option<Land>>,
    recipient_country: Vec<Option<Land>>,
    institution: Vec<u32>,
    device: Vec<u32>,
    minute: Vec<u32>,
    /// `at` holds days without a time.
    days: bool,
    sent: Vec<u64>,
    landed: Vec<u64>,
    kind: Vec<Option<Kind>>,
    channel: Vec<Option<Channel>>,
    words: Vec<Option<Words>>,
    tie: Vec<Option<Tie>>,
    age: Vec<u32>,
    customer_days: Vec<u32>,
    third_country: Vec<bool>,
    surname: Vec<bool>,
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Row of the table, from 1.
    pub row: u64,
    /// The field at fault, as [`Columns`] calls it.
    pub field: &'static str,
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
            take(given.map_err(|(field, problem)| BadRow { row: first + row as u64 + 1, field, problem }));
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
        let array = must(&columns.at)?;
        instants(array, &mut plain.at)
            .ok_or_else(|| unfit(&columns.at, array, "a timestamp or milliseconds since 1970"))?;
        plain.days = array.data_type() == &DataType::Date32;
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
            (&columns.customer_days, &mut plain.customer_days),
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
                texts(array, into, &land).ok_or_else(|| unfit(&name, array, "text"))?;
            }
        }
        macro_rules! coded {
            ($($field:ident: $kind:ty,)+) => {$(
                plain.$field.clear();
                if let Some((name, array)) = may(&columns.$field) {
                    let read = |text: Option<&str>| match text.map(str::trim) {
                        None | Some("") => Some(<$kind>::default()),
                        Some(text) => <$kind>::from_code(text),
                    };
                    texts(array, &mut plain.$field, &read).ok_or_else(|| unfit(&name, array, "text"))?;
                }
            )+};
        }
        coded! { kind: Kind, channel: Channel, words: Words, tie: Tie, }
        for (name, into) in [
            (&columns.same_surname, &mut plain.surname),
            (&columns.by_third_country, &mut plain.third_country),
        ] {
            into.clear();
            if let Some((name, array)) = may(name) {
                let array = array.as_boolean_opt().ok_or_else(|| unfit(&name, array, "true or false"))?;
                into.extend((0..array.len()).map(|row| array.is_valid(row) && array.value(row)));
            }
        }
        Ok(())
    }
}

const NO_PARTY: &str = "it is missing or no number below 16,777,216";

/// What a word of a row says; what is usual where the table lacks the column.
#[inline]
fn known<T: Copy + Default>(
    list: &[Option<T>],
    row: usize,
    field: &'static str,
) -> Result<T, (&'static str, &'static str)> {
    match list.get(row) {
        None => Ok(T::default()),
        Some(word) => word.ok_or((field, "it is none of the words that this column may hold")),
    }
}

/// A country as others write it; unknown where nothing, or `??`, is written.
fn land(text: Option<&str>) -> Option<Land> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() || text == "??" {
        return Some(Land::UNKNOWN);
    }
    let letters = || Land::from_letters(text.to_ascii_uppercase().as_bytes());
    Land::from_letters(text.as_bytes())
        .or_else(letters)
        .or_else(|| text.parse::<Country>().ok().map(Land::from))
}

#[inline]
fn payment(plain: &Plain, row: usize, number: u64) -> Result<Payment, (&'static str, &'static str)> {
    let at = plain.at[row];
    if !(0..=crate::payment::LAST_INSTANT).contains(&at) {
        return Err(("at", "its instant is missing or lies before 1970 or after 2109-05-15"));
    }
    let (sender, recipient) = (plain.sender[row], plain.recipient[row]);
    let kind = known(&plain.kind, row, "kind")?;
    if sender >= BAD {
        return Err(("sender", NO_PARTY));
    }
    if recipient >= BAD && kind == Kind::Transfer {
        return Err(("recipient", NO_PARTY));
    }
    let amount = u32::try_from(plain.amount[row])
        .map_err(|_| ("minor_units", "its amount is missing or above 42,949,672.95"))?;
    if plain.id.get(row) == Some(&u64::MAX) {
        return Err(("id", "it is missing or no whole number: the payment cannot be told from another"));
    }
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
        sender_country: known(&plain.sender_country, row, "sender_country")?,
        recipient_country: known(&plain.recipient_country, row, "recipient_country")?,
        institution: u16::try_from(or(&plain.institution, 0)).unwrap_or(u16::MAX),
        local_minute: u16::try_from(or(&plain.minute, u32::MAX))
            .ok()
            .filter(|minute| *minute < 1_440)
            .unwrap_or(if plain.days { Payment::DAY_ONLY } else { Payment::NO_MINUTE }),
        sent_step: even_step(sent),
        landed_step: plain
            .landed
            .get(row)
            .map_or(0, |minor| if *minor == u64::MAX { 0 } else { even_step(*minor) }),
        kind,
        channel: known(&plain.channel, row, "channel")?,
        words: known(&plain.words, row, "words")?,
        tie: known(&plain.tie, row, "tie")?,
        sender_age: u8::try_from(or(&plain.age, 0)).unwrap_or(0),
        customer_days: match or(&plain.customer_days, BAD) {
            days if days >= BAD => Payment::NO_DAYS,
            days => u8::try_from(days).unwrap_or(u8::MAX).min(Payment::NO_DAYS - 1),
        },
        same_surname: plain.surname.get(row).copied().unwrap_or(false),
        by_third_country: plain.third_country.get(row).copied().unwrap_or(false),
    })
}

impl Columns {
    /// Reads names of columns from TOML; an error names its line.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        crate::settings::read(text, name)
    }
}
