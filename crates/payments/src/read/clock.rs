//! Times as files write them, and what the payer's clock showed.

use crate::payment::Land;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    fmt::{
        strtime,
        temporal::{Pieces, PiecesOffset},
    },
    tz::{Offset, TimeZone},
};
use std::collections::BTreeMap;

/// Days from 1970-01-01 to a day; below zero before.
pub(super) fn day_number(day: Date) -> i32 {
    day.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// Zones by country; what is in it and what is not stands at its head.
const ZONES: &str = include_str!("zones.txt");

/// A date with as much of a time as was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) date: Date,
    /// None where only the day was written: midnight would be a claim about the night.
    pub(super) time: Option<Time>,
    pub(super) stands: Stands,
}

/// Where a written time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Nothing says so.
    Unsaid,
    /// In UTC, as `Z` or `-00:00`: the instant is known, and nothing is said of anybody's clock (RFC 9557, 2.2).
    Utc,
    /// At this offset, which is somebody's clock.
    At(Offset),
}

impl Written {
    /// Reads ISO 8601, or else the first of these forms (strftime) that fits.
    pub(super) fn read(text: &str, forms: &[String]) -> Option<Self> {
        Self::iso(text).or_else(|| forms.iter().find_map(|form| Self::of_form(text, form)))
    }

    fn iso(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        let stands = match pieces.offset() {
            Some(PiecesOffset::Numeric(offset))
                if !(offset.offset() == Offset::UTC && offset.is_negative()) =>
            {
                Stands::At(offset.offset())
            }
            Some(_) => Stands::Utc,
            // A name of a zone without an offset would have to be looked up: no file of payments was seen that writes so.
            None if pieces.time_zone_annotation().is_some() => return None,
            None => Stands::Unsaid,
        };
        Some(Self { date: pieces.date(), time: pieces.time(), stands })
    }

    fn of_form(text: &str, form: &str) -> Option<Self> {
        let parts = strtime::parse(form, text).ok()?;
        let time = if parts.hour().is_some() { Some(parts.to_time().ok()?) } else { None };
        let stands = parts.offset().map_or(Stands::Unsaid, Stands::At);
        Some(Self { date: parts.to_date().ok()?, time, stands })
    }

    /// Instant and offset, of what was written whole.
    pub(super) fn instant(self) -> Option<(Timestamp, Option<Offset>)> {
        let local = self.date.to_datetime(self.time?);
        match self.stands {
            Stands::Unsaid => None,
            Stands::Utc => Some((Offset::UTC.to_timestamp(local).ok()?, None)),
            Stands::At(offset) => Some((offset.to_timestamp(local).ok()?, Some(offset))),
        }
    }
}

/// What clocks show, by zone and by country.
#[derive(Debug)]
pub(super) struct Clocks {
    known: BTreeMap<String, TimeZone>,
    by_country: BTreeMap<Land, Vec<&'static str>>,
    declared: BTreeMap<Land, TimeZone>,
}

impl Default for Clocks {
    fn default() -> Self {
        let by_country = ZONES.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((Land::from_letters(words.next()?.as_bytes())?, words.collect()))
        });
        Self { known: BTreeMap::new(), by_country: by_country.collect(), declared: BTreeMap::new() }
    }
}

impl Clocks {
    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        if let Some(zone) = self.known.get(name) {
            return Some(zone.clone());
        }
        let zone = TimeZone::get(name).ok()?;
        self.known.insert(name.to_owned(), zone.clone());
        Some(zone)
    }

    /// States where payers of a country with several zones live; whether the database knows the zone.
    pub(super) fn declare(&mut self, land: Land, zone: &str) -> bool {
        let zone = self.zone(zone);
        zone.map(|zone| self.declared.insert(land, zone)).is_some()
    }

    /// Offset of the payer's clock, where it is truly known: in order
    ///
    /// 1. where the file's times are the payers' own (`own`), the offset written, or that of the file's zone;
    /// 2. in a country whose zones all show the same time at this instant, that time, whatever a head office elsewhere wrote;
    /// 3. in a country of several times, the offset written where it is one of them, or else that of the declared zone;
    /// 4. where the country is not known, the offset written, unless it is that of UTC, which says nothing.
    pub(super) fn offset(
        &mut self,
        at: Timestamp,
        written: Option<Offset>,
        own: Option<&str>,
        land: Land,
    ) -> Option<Offset> {
        if let Some(name) = own {
            return written.or_else(|| self.zone(name).map(|zone| zone.to_offset(at)));
        }
        let names = self.by_country.get(&land).cloned().unwrap_or_default();
        let shown: Vec<Offset> =
            names.iter().filter_map(|name| Some(self.zone(name)?.to_offset(at))).collect();
        let declared = self.declared.get(&land).map(|zone| zone.to_offset(at));
        match shown.as_slice() {
            [] => written.filter(|offset| *offset != Offset::UTC).or(declared),
            [first, rest @ ..] if rest.iter().all(|other| other == first) => Some(*first),
            several => written.filter(|offset| several.contains(offset)).or(declared),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_one_of_the_database() {
        let mut clocks = Clocks::default();
        assert!(clocks.by_country.len() > 240);
        let names: Vec<&str> = clocks.by_country.values().flatten().copied().collect();
        assert_eq!(names.iter().find(|name| clocks.zone(name).is_none()), None);
    }

    #[test]
    fn a_day_alone_has_no_time_in_either_form() {
        let form = ["%d/%m/%Y".to_owned(), "%d/%m/%Y %H:%M".to_owned(), "%d/%m/%Y %H:%M %z".to_owned()];
        let time = |text: &str| Written::read(text, &form).map(|written| written.time.is_some());
        assert_eq!(time("2026-03-01"), Some(false));
        assert_eq!(time("01/03/2026"), Some(false));
        assert_eq!(time("2026-03-01T00:00:00"), Some(true));
        assert_eq!(time("01/03/2026 00:00"), Some(true));
        assert_eq!(time("yesterday"), None);
        let stands = |text: &str| Written::read(text, &form).unwrap().stands;
        let west = Stands::At(Offset::from_seconds(-5 * 3_600).unwrap());
        assert_eq!(stands("01/03/2026 23:30 -0500"), west);
        assert_eq!(stands("2026-03-01T23:30-05:00"), west);
        assert_eq!(stands("2026-03-01T23:30Z"), Stands::Utc);
        assert_eq!(stands("2026-03-01T23:30-00:00"), Stands::Utc);
        assert_eq!(stands("2026-03-01T23:30"), Stands::Unsaid);
    }

    #[test]
    fn the_clock_of_the_payer_is_known_or_it_is_not() {
        let mut clocks = Clocks::default();
        let land = |code: &[u8]| Land::from_letters(code).unwrap();
        let hours = |hours: i32| Offset::from_seconds(hours * 3_600).unwrap();
        let at: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let mut offset = |written: Option<i32>, code: &[u8]| {
            clocks.offset(at, written.map(hours), None, Land::from_letters(code).unwrap_or_default())
        };
        assert_eq!(offset(None, b"NZ"), Some(hours(13)));
        assert_eq!(offset(Some(8), b"GB"), Some(hours(0)), "a head office in Manila moves nobody in London");
        assert_eq!(offset(None, b"US"), None, "several times");
        assert_eq!(offset(Some(-5), b"US"), Some(hours(-5)));
        assert_eq!(offset(Some(8), b"US"), None, "nobody's clock in that country");
        assert_eq!(offset(None, b"AR"), Some(hours(-3)), "several zones, one time");
        assert_eq!((offset(Some(-5), b""), offset(Some(0), b"")), (Some(hours(-5)), None));
        assert!(clocks.declare(land(b"US"), "America/Chicago") && !clocks.declare(land(b"US"), "Chicago"));
        assert_eq!(clocks.offset(at, None, None, land(b"US")), Some(hours(-6)));
        assert_eq!(clocks.offset(at, Some(hours(-8)), None, land(b"US")), Some(hours(-8)));
        assert_eq!(clocks.offset(at, None, Some("Asia/Manila"), land(b"US")), Some(hours(8)));
    }
}
