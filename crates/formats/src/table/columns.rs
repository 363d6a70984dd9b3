//! The saved map from a table's columns to the fields of a report.

use super::cell;
use super::field::{Field, PaymentPart, PersonPart, PlacePart};
use crate::Problem;
use encoding_rs::{UTF_8, WINDOWS_1252};
use model::{Channel, Country, IncidentKind, MentionRole, PlaceRole, Relation, Sex, When};
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap};
use time::{Date, PrimitiveDateTime, UtcOffset, format_description::OwnedFormatItem};
use toml::Spanned;

/// How a table's columns become fields: read from TOML and kept with the source's settings.
///
/// ```toml
/// delimiter = ";"              # one ASCII character; default ","
/// encoding = "windows-1252"    # default "utf-8"
/// dates = ["DD/MM/YYYY hh:mm", "DD/MM/YYYY"]   # beside ISO 8601, which is always read
/// zone = "+08:00"              # default: none, times stay without a zone
/// decimal = ","                # default "."
/// channel = "hotline"          # default: the source's
///
/// [[column]]
/// name = "Case no."
/// field = "source_reference"
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMap {
    delimiter: u8,
    encoding: Encoding,
    dates: Vec<DateFormat>,
    zone: Option<UtcOffset>,
    decimal_comma: bool,
    channel: Option<Channel>,
    columns: Vec<Column>,
}

/// One column of a [`ColumnMap`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name in the first row, compared without regard to case and white space.
    pub name: String,
    /// Where its cells go.
    pub field: Field,
    /// Platform, firm, bank or kind of document of an identifier.
    pub scope: Option<String>,
    /// The part that the person has, where no column of its own says so.
    pub person_role: MentionRole,
    /// What the place is.
    pub place_role: PlaceRole,
    /// Words of the table, in lower case, with the code that each stands for.
    pub values: BTreeMap<String, String>,
    /// What stands between several values of one cell.
    pub split: Option<String>,
}

/// What is wrong with a column map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column map, line {line}, {key}: {problem}")]
pub struct ColumnMapError {
    /// Line of the map, from 1.
    pub line: usize,
    /// The key or table there.
    pub key: String,
    /// What is wrong and what to write instead.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMap {
    delimiter: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    #[serde(default)]
    dates: Vec<Spanned<String>>,
    zone: Option<Spanned<String>>,
    decimal: Option<Spanned<String>>,
    channel: Option<Channel>,
    #[serde(default, rename = "column")]
    columns: Vec<RawColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    name: Spanned<String>,
    field: Spanned<Field>,
    scope: Option<Spanned<String>>,
    role: Option<Spanned<String>>,
    #[serde(default)]
    values: BTreeMap<Spanned<String>, Spanned<String>>,
    split: Option<Spanned<String>>,
}

impl ColumnMap {
    /// The text of [`ColumnMap::hotline`], for whoever hands a table over with its map beside it.
    pub const HOTLINE: &'static str = include_str!("../../maps/hotline.toml");

    /// The text of [`ColumnMap::police_referral`].
    pub const POLICE_REFERRAL: &'static str = include_str!("../../maps/police-referral.toml");

    /// The map of the form that hotlines are offered (`maps/hotline.toml`).
    pub fn hotline() -> Self {
        Self::built_in(Self::HOTLINE)
    }

    /// The map of the referral sheet that police offices are offered (`maps/police-referral.toml`).
    pub fn police_referral() -> Self {
        Self::built_in(Self::POLICE_REFERRAL)
    }

    /// The text of [`ColumnMap::suspicious_payments`].
    pub const SUSPICIOUS_PAYMENTS: &'static str = include_str!("../../maps/suspicious-payments.toml");

    /// The map of the sheet in which remittance firms and e-wallets hand suspicious payments on, one row a payment
    /// (`maps/suspicious-payments.toml`).
    pub fn suspicious_payments() -> Self {
        Self::built_in(Self::SUSPICIOUS_PAYMENTS)
    }

    #[expect(clippy::expect_used, reason = "a test reads every map of this crate")]
    fn built_in(text: &str) -> Self {
        Self::from_toml(text).expect("a map of this crate")
    }

    /// Reads a map; an error names line and key.
    pub fn from_toml(text: &str) -> Result<Self, ColumnMapError> {
        let raw: RawMap = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            ColumnMapError::at(text, at, error.message().to_owned())
        })?;
        Self::check(raw).map_err(|(at, problem)| ColumnMapError::at(text, at, problem))
    }

    fn check(raw: RawMap) -> Result<Self, (usize, String)> {
        let wrong = |at: &Spanned<String>, problem: &str| (at.span().start, problem.to_owned());
        let delimiter = match &raw.delimiter {
            None => b',',
            Some(given) => match given.get_ref().as_bytes() {
                [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => *byte,
                _ => {
                    return Err(wrong(
                        given,
                        "expected one ASCII character, such as \",\", \";\" or \"\\t\"",
                    ));
                }
            },
        };
        let encoding = match &raw.encoding {
            None => Encoding(UTF_8),
            Some(given) => Encoding::from_label(given.get_ref()).ok_or_else(|| {
                wrong(given, "expected utf-8, windows-1252 or another single-byte encoding")
            })?,
        };
        let mut dates = Vec::new();
        for given in &raw.dates {
            dates.push(DateFormat::new(given.get_ref()).map_err(|problem| wrong(given, &problem))?);
        }
        let zone = match &raw.zone {
            None => None,
            Some(given) if given.get_ref() == "none" => None,
            Some(given) => Some(
                zone(given.get_ref())
                    .ok_or_else(|| wrong(given, "expected an offset such as \"+08:00\", or \"none\""))?,
            ),
        };
        let decimal_comma = match &raw.decimal {
            None => false,
            Some(given) => match given.get_ref().as_str() {
                "." => false,
                "," => true,
                _ => return Err(wrong(given, "expected \".\" or \",\"")),
            },
        };
        if raw.columns.is_empty() {
            return Err((0, "no [[column]] is given: name at least one".to_owned()));
        }
        let mut columns: Vec<Column> = Vec::new();
        for column in raw.columns {
            let (name_at, field_at) = (column.name.span().start, column.field.span().start);
            let column = Column::check(column)?;
            if columns.iter().any(|other| same_name(&other.name, &column.name)) {
                return Err((name_at, "a column of this name stands in the map already".to_owned()));
            }
            if !column.field.repeats() && columns.iter().any(|other| other.field == column.field) {
                return Err((field_at, format!("another column goes to {} already", column.field.name())));
            }
            columns.push(column);
        }
        Ok(Self { delimiter, encoding, dates, zone, decimal_comma, channel: raw.channel, columns })
    }

    /// The columns, in the order in which the writer sets them.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The byte between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The encoding of the table.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The door that the table's reports came through, where the map says so.
    pub fn channel(&self) -> Option<Channel> {
        self.channel
    }

    /// Whether amounts are written `1.500,00`.
    pub fn decimal_comma(&self) -> bool {
        self.decimal_comma
    }

    /// Reads a time by the map's formats, then as ISO 8601; the map's zone is given to a time that has none.
    pub fn when(&self, text: &str) -> Option<When> {
        let text = text.trim();
        let read = self.dates.iter().find_map(|format| format.read(text)).or_else(|| text.parse().ok())?;
        // A format's year takes a sign; the years of ISO 8601's four digits are those that can be written down again.
        if !(0..=9999).contains(&read.day().year()) {
            return None;
        }
        Some(match (read, self.zone) {
            (When::Unzoned(wall), Some(zone)) => When::Zoned(wall.assume_offset(zone)),
            (other, _) => other,
        })
    }
}

impl Column {
    fn check(raw: RawColumn) -> Result<Self, (usize, String)> {
        let field = *raw.field.get_ref();
        let mut column = Self {
            name: raw.name.get_ref().trim().to_owned(),
            field,
            scope: raw.scope.as_ref().map(|scope| scope.get_ref().trim().to_lowercase()),
            person_role: MentionRole::Unknown,
            place_role: PlaceRole::Unknown,
            values: BTreeMap::new(),
            split: raw.split.as_ref().map(|split| split.get_ref().clone()),
        };
        if column.name.is_empty() {
            return Err((raw.name.span().start, "the name of a column is empty".to_owned()));
        }
        if let Some(role) = &raw.role {
            let at = role.span().start;
            match field {
                Field::Person(..) => {
                    column.person_role = code(role.get_ref()).map_err(|problem| (at, problem))?;
                }

                Field::Place(_) => {
                    column.place_role = code(role.get_ref()).map_err(|problem| (at, problem))?;
                }

                _ => return Err((at, "only columns of a person or a place have a role".to_owned())),
            }
        }
        if let Some(scope) = &raw.scope {
            let fits = matches!(
                field,
                Field::Person(_, PersonPart::Identifier(_)) | Field::Payment(PaymentPart::Reference)
            );
            if !fits {
                return Err((scope.span().start, "only columns of identifiers have a scope".to_owned()));
            }
        }
        if let Some(split) = &raw.split
            && (split.get_ref().is_empty() || !field.splits())
        {
            return Err((split.span().start, format!("cells of {} are not split", field.name())));
        }
        for (word, target) in raw.values {
            check_code(field, target.get_ref()).map_err(|problem| (target.span().start, problem))?;
            let at = word.span().start;
            let word = word.get_ref().trim().to_lowercase();
            if column.values.insert(word, target.into_inner()).is_some() {
                return Err((at, "this word stands twice".to_owned()));
            }
        }
        Ok(column)
    }

    /// The code that a cell's word stands for, or the word itself.
    pub(super) fn code_of<'a>(&'a self, word: &'a str) -> &'a str {
        if self.values.is_empty() {
            return word;
        }
        self.values.get(&word.to_lowercase()).map_or(word, String::as_str)
    }

    /// The word of the table for a code, or the code itself.
    pub(super) fn word_of<'a>(&'a self, code: &'a str) -> &'a str {
        if self.values.get(code).is_some_and(|target| target == code) {
            return code;
        }
        self.values.iter().find(|(_, target)| *target == code).map_or(code, |(word, _)| word)
    }
}

/// Checks that a word of the table stands for something that the field takes.
fn check_code(field: Field, target: &str) -> Result<(), String> {
    match field {
        Field::Incident => {
            let codes: Vec<_> = IncidentKind::ALL.iter().map(|kind| kind.code()).collect();
            let known = IncidentKind::from_code(target).is_some();
            known
                .then_some(())
                .ok_or_else(|| format!("no kind of incident is called so; there are {}", codes.join(", ")))
        }
        Field::Urgency(_) | Field::Person(_, PersonPart::AccessToChild) => {
            let known = cell::yes_no(target).is_some() || target == "unknown";
            known.then_some(()).ok_or_else(|| "expected \"yes\", \"no\" or \"unknown\"".to_owned())
        }
        Field::Person(_, PersonPart::Nationality) | Field::Place(PlacePart::Country) => {
            target.parse::<Country>().map(|_| ()).map_err(|error| error.to_string())
        }
        Field::Person(_, PersonPart::Role) => code::<MentionRole>(target).map(|_| ()),
        Field::Person(_, PersonPart::Sex) => code::<Sex>(target).map(|_| ()),
        Field::Person(_, PersonPart::Relation) => code::<Relation>(target).map(|_| ()),
        _ => Err(format!("cells of {} are not looked up in a list of values", field.name())),
    }
}

/// Reads a code of one of the model's enums; the error lists all of them.
pub(super) fn code<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    T::deserialize(serde::de::value::BorrowedStrDeserializer::<serde::de::value::Error>::new(text))
        .map_err(|error| error.to_string())
}

fn zone(text: &str) -> Option<UtcOffset> {
    // The model reads offsets; a whole time is put around this one.
    match format!("2000-01-01T00:00:00{text}").parse() {
        Ok(When::Zoned(at)) => Some(at.offset()),
        _ => None,
    }
}

/// Whether two names of columns are the same to a person.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let fold = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    fold(one) == fold(other)
}

impl ColumnMapError {
    fn at(text: &str, offset: usize, problem: String) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let content = text.lines().nth(line - 1).unwrap_or_default().trim();
        let key = match content.split_once('=') {
            Some((key, _)) => format!("key {}", key.trim()),
            None if content.is_empty() => "the map".to_owned(),
            None => content.chars().take(40).collect(),
        };
        Self { line, key, problem }
    }
}

/// The encoding of a table: UTF-8, or one of the single-byte encodings of the WHATWG standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// Reads a label such as `utf-8`, `windows-1252` or `latin1`. Others than UTF-8 and single-byte encodings are not
    /// read: in them the byte of a delimiter may be half of a letter.
    pub fn from_label(label: &str) -> Option<Self> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
        (encoding == UTF_8 || encoding.is_single_byte()).then_some(Self(encoding))
    }

    pub(super) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
        if self.0 == UTF_8 {
            let text = std::str::from_utf8(bytes).map_err(|_| Problem::Encoding { encoding: "UTF-8" })?;
            return Ok(Cow::Borrowed(text));
        }
        self.0
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(Problem::Encoding { encoding: self.0.name() })
    }

    /// The bytes of a text; `None` where the encoding lacks one of its characters.
    pub(super) fn encode(self, text: &str) -> Option<Cow<'_, [u8]>> {
        let (bytes, _, lost) = self.0.encode(text);
        (!lost).then_some(bytes)
    }
}

impl Default for Encoding {
    fn default() -> Self {
        Self(UTF_8)
    }
}

impl Encoding {
    /// Windows code page 1252, which most spreadsheet programs of western systems save.
    pub const WINDOWS_1252: Self = Self(WINDOWS_1252);
}

/// A way to write dates, such as `DD/MM/YYYY hh:mm`.
#[derive(Clone, Debug, PartialEq)]
pub struct DateFormat {
    item: OwnedFormatItem,
    has_time: bool,
}

impl DateFormat {
    /// Reads a pattern of `YYYY`, `MM` or `M`, `DD` or `D`, and for a time `hh` or `h`, `mm` and perhaps `ss`, with
    /// any signs between them.
    pub fn new(pattern: &str) -> Result<Self, String> {
        const TOKENS: [(&str, &str); 9] = [
            ("YYYY", "[year]"),
            ("MM", "[month]"),
            ("M", "[month padding:none]"),
            ("DD", "[day]"),
            ("D", "[day padding:none]"),
            ("hh", "[hour]"),
            ("h", "[hour padding:none]"),
            ("mm", "[minute]"),
            ("ss", "[second]"),
        ];
        let (mut rest, mut description, mut seen) = (pattern, String::new(), String::new());
        while let Some(next) = rest.chars().next() {
            if let Some((token, item)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
                description.push_str(item);
                seen.push(next);
                rest = &rest[token.len()..];
            } else if next.is_alphanumeric() || matches!(next, '[' | ']' | '\\') {
                return Err(format!(
                    "{next:?} means nothing in a date: expected a pattern such as DD/MM/YYYY hh:mm"
                ));
            } else {
                description.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        let count = |token: char| seen.chars().filter(|seen| *seen == token).count();
        let has_time = count('h') == 1;
        let complete = ['Y', 'M', 'D'].iter().all(|part| count(*part) == 1)
            && count('m') == usize::from(has_time)
            && count('s') <= usize::from(has_time);
        if !complete {
            return Err("a date needs year, month and day once each, a time hours and minutes".to_owned());
        }
        let item =
            time::format_description::parse_owned::<2>(&description).map_err(|error| error.to_string())?;
        Ok(Self { item, has_time })
    }

    /// Reads a text; `None` where it is another form or no real date.
    pub fn read(&self, text: &str) -> Option<When> {
        if self.has_time {
            PrimitiveDateTime::parse(text, &self.item).ok().map(When::Unzoned)
        } else {
            Date::parse(text, &self.item).ok().map(When::Day)
        }
    }
}
