//! Times as sources give them, and instants as the house keeps them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};
use time::{
    Date, OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::well_known::Iso8601,
    format_description::well_known::Rfc3339, macros::format_description,
};

/// A point in time as the house keeps it: microseconds since 1970-01-01T00:00:00Z.
///
/// Both databases store it as a 64-bit integer, so that it sorts and compares the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since the epoch, UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since the epoch, UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// The instant this many seconds later (or earlier, when negative); saturates at the ends of time.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// Whole seconds from `earlier` to this instant; negative where `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }
    /// The same instant in the `time` crate's type, UTC. Instants outside its range are moved to its nearest end.
    pub fn to_utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000).unwrap_or(if self.0 < 0 {
            PrimitiveDateTime::MIN.assume_utc()
        } else {
            PrimitiveDateTime::MAX.assume_utc()
        })
    }
}

impl From<OffsetDateTime> for Instant {
    fn from(at: OffsetDateTime) -> Self {
        Self(i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339, UTC, to the second: `2026-03-01T10:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self
            .to_utc()
            .format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z"))
            .map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

/// Where the house asks for the time. Tests hold a [`FixedClock`]; only the binary holds the machine's clock.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// A clock that always shows the same instant.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Instant);

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        self.0
    }
}

/// A time as a source wrote it, with just the certainty the source gave.
///
/// A time without a zone is kept as such: the house never guesses a zone. As text it is ISO 8601 and its form tells
/// which it is: `2026-03-01T10:00:00+08:00` (zoned), `2026-03-01T10:00:00` (no zone given), `2026-03-01` (a day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Date, time and offset were given.
    Zoned(OffsetDateTime),
    /// Date and time were given, no zone.
    Unzoned(PrimitiveDateTime),
    /// Only the day was given.
    Day(Date),
}

/// The text is not a time in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a real date, or a date and time, as 2026-03-01, 2026-03-01T10:00:00 or 2026-03-01T10:00:00+08:00"
)]
pub struct WhenError;

impl When {
    /// The earliest and the latest instant that the words can mean.
    ///
    /// A time without a zone may lie 14 hours before to 12 hours after the same wall time in UTC (the offsets in use
    /// on Earth); a day lasts from its first to its last moment over all those zones.
    pub fn bounds(self) -> (Instant, Instant) {
        const EAST: i64 = 14 * 3_600;
        const WEST: i64 = 12 * 3_600;
        match self {
            Self::Zoned(at) => (at.into(), at.into()),
            Self::Unzoned(wall) => {
                let utc = Instant::from(wall.assume_utc());
                (utc.plus_seconds(-EAST), utc.plus_seconds(WEST))
            }
            Self::Day(day) => {
                let start = Instant::from(day.midnight().assume_utc());
                (start.plus_seconds(-EAST), start.plus_seconds(86_399 + WEST))
            }
        }
    }

    /// A single instant for sorting and for age: the exact one where a zone was given, otherwise the wall time read
    /// as UTC. Never show it as if the source had said it.
    pub fn sort_instant(self) -> Instant {
        match self {
            Self::Zoned(at) => at.into(),
            Self::Unzoned(wall) => wall.assume_utc().into(),
            Self::Day(day) => day.midnight().assume_utc().into(),
        }
    }

    /// The calendar day as the source wrote it.
    pub fn day(self) -> Date {
        match self {
            Self::Zoned(at) => at.date(),
            Self::Unzoned(wall) => wall.date(),
            Self::Day(day) => day,
        }
    }
}

impl From<Instant> for When {
    fn from(at: Instant) -> Self {
        Self::Zoned(at.to_utc())
    }
}

impl FromStr for When {
    type Err = WhenError;

    /// Reads ISO 8601: `T` or a space between date and time, `Z`, `+08:00` or `+0800` as zone, seconds and their
    /// fraction optional. Impossible dates (30 February) are refused.
    fn from_str(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        if !text.is_ascii() || text.len() > 40 {
            return Err(WhenError);
        }
        let day_format = format_description!("[year]-[month]-[day]");
        if text.len() == 10 {
            return Date::parse(text, day_format).map(Self::Day).map_err(|_| WhenError);
        }
        let (day, rest) = text.split_at_checked(10).ok_or(WhenError)?;
        let mut text = String::with_capacity(32);
        text.push_str(day);
        text.push('T');
        text.push_str(rest.strip_prefix(['T', 't', ' ']).ok_or(WhenError)?);
        if text.ends_with('z') {
            text.pop();
            text.push('Z');
        }
        // Some exporters write a zone without its colon (+0800), which RFC 3339 does not allow and ISO 8601 does only
        // in its basic form: give it the colon.
        let tail = text.len().saturating_sub(5);
        if tail > 10 && matches!(text.as_bytes()[tail], b'+' | b'-') && !text[tail..].contains(':') {
            text.insert(tail + 3, ':');
        }
        if let Ok(at) = OffsetDateTime::parse(&text, &Rfc3339) {
            return Ok(Self::Zoned(at));
        }
        if let Ok(wall) = PrimitiveDateTime::parse(&text, &Iso8601::PARSING) {
            // The parser takes a trailing zone and drops it, which would lose what the source said.
            let has_zone = text[11..].contains(['Z', '+', '-']);
            return if has_zone {
                OffsetDateTime::parse(&text, &Iso8601::PARSING).map(Self::Zoned).map_err(|_| WhenError)
            } else {
                Ok(Self::Unzoned(wall))
            };
        }
        Err(WhenError)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn date(f: &mut fmt::Formatter<'_>, day: Date) -> fmt::Result {
            write!(f, "{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
        }
        fn clock(f: &mut fmt::Formatter<'_>, at: time::Time) -> fmt::Result {
            write!(f, "T{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())?;
            if at.nanosecond() != 0 {
                let digits = format!("{:09}", at.nanosecond());
                write!(f, ".{}", digits.trim_end_matches('0'))?;
            }
            Ok(())
        }
        match self {
            Self::Day(day) => date(f, *day),
            Self::Unzoned(wall) => {
                date(f, wall.date())?;
                clock(f, wall.time())
            }
            Self::Zoned(at) => {
                date(f, at.date())?;
                clock(f, at.time())?;
                if at.offset() == UtcOffset::UTC {
                    return f.write_str("Z");
                }
                let (hours, minutes, _) = at.offset().as_hms();
                let sign = if at.offset().is_negative() { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
            }
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "ISO 8601: with a zone (2026-03-01T10:00:00+08:00), without one (2026-03-01T10:00:00: no zone was given) or a day (2026-03-01).",
            "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$"
        })
    }
}

/// How sure the source is of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Recorded by a machine or stated without doubt.
    Exact,
    /// "About", "around", an estimate.
    Approximate,
    /// The source does not say.
    #[default]
    Unknown,
}

/// When something happened: a moment or a span, with its certainty and the source's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Occurrence {
    /// The moment, or the beginning of the span.
    pub from: When,
    /// The end of the span, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// How sure the source is.
    #[serde(default)]
    pub certainty: Certainty,
    /// What the source says about the time in its own words ("last upload", "time of the tip").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<crate::Personal>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_form_of_the_text_tells_what_was_given() {
        assert!(matches!("2026-03-01T10:00:00+08:00".parse(), Ok(When::Zoned(_))));
        assert!(matches!("2026-03-01T10:00:00".parse(), Ok(When::Unzoned(_))));
        assert!(matches!("2026-03-01 10:00".parse(), Ok(When::Unzoned(_))));
        assert!(matches!("2026-03-01".parse(), Ok(When::Day(_))));
        assert_eq!(
            "2026-03-01T10:00:00+0800".parse::<When>().unwrap().to_string(),
            "2026-03-01T10:00:00+08:00"
        );
        assert_eq!("2026-03-01T10:00Z".parse::<When>().unwrap().to_string(), "2026-03-01T10:00:00Z");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for bad in [
            "2026-02-30",
            "2026-13-01T00:00:00Z",
            "2026-03-01T25:00:00",
            "yesterday",
            "",
            "2026-03-01T10:00:00+99:00",
            "2026-03-01Tä",
        ] {
            assert_eq!(bad.parse::<When>(), Err(WhenError), "{bad}");
        }
    }

    #[test]
    fn a_time_without_zone_spans_all_zones() {
        let (from, to) = "2026-03-01T10:00:00".parse::<When>().unwrap().bounds();
        assert_eq!(to.seconds_since(from), 26 * 3_600);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(micros in -62_000_000_000_000_000_i64..250_000_000_000_000_000, offset in -12_i8..=14, form in 0_u8..3) {
            let utc = Instant::from_micros(micros).to_utc();
            let at = utc.to_offset(UtcOffset::from_hms(offset, 0, 0).unwrap());
            prop_assume!((0..=9999).contains(&at.year()));
            let when = match form { 0 => When::Zoned(at), 1 => When::Unzoned(PrimitiveDateTime::new(at.date(), at.time())), _ => When::Day(at.date()) };
            prop_assert_eq!(when.to_string().parse::<When>(), Ok(when));
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".{0,48}") {
            let _ = text.parse::<When>();
        }
    }
}
