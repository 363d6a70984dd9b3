//! From a value as it stands in the input to the value that is compared.

use crate::{
    kernel,
    model::{ColumnKind, ColumnSpec, Step},
};
use std::borrow::Cow;
use time::{Date, Month, format_description};

/// Longest value that is kept; what is longer is cut. No name, number or address is longer, and a hostile one must not
/// make comparisons slow.
const LONGEST: usize = 512;

/// A value without what is too long of it.
pub(crate) fn cut(raw: &str) -> &str {
    let mut end = raw.len().min(LONGEST);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    raw.get(..end).unwrap_or_default()
}

/// Prepares one value; an empty result is a missing value.
pub(crate) fn prepare<'t>(spec: &ColumnSpec, raw: &'t str) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(cut(raw));
    for step in &spec.steps {
        text = apply(step, text);
    }
    match spec.kind {
        ColumnKind::Text => text,
        ColumnKind::Number => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => number.to_string().into(),
            _ => Cow::default(),
        },
        ColumnKind::Date => as_day(spec.format.as_deref(), text.trim()).unwrap_or_default().into(),
        ColumnKind::Place => {
            let (Some(_), text) = (place(&text), text) else { return Cow::default() };
            text
        }
    }
}

/// A part of a text; what was borrowed stays borrowed.
fn part(text: Cow<'_, str>, of: impl Fn(&str) -> &str) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(of(text)),
        Cow::Owned(text) => Cow::Owned(of(&text).to_owned()),
    }
}

fn apply<'t>(step: &Step, text: Cow<'t, str>) -> Cow<'t, str> {
    match step {
        Step::Lower => text.to_lowercase().into(),
        Step::Trim => text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
        Step::Alphanumeric => text.chars().filter(|c| c.is_alphanumeric()).collect(),
        Step::Digits => text.chars().filter(char::is_ascii_digit).collect(),
        Step::Plain => kernel::plain(&text).into(),
        Step::Before(mark) => {
            part(text, |text| text.split_once(mark.as_str()).map_or(text, |(before, _)| before))
        }
        Step::After(mark) => {
            part(text, |text| text.rsplit_once(mark.as_str()).map_or(text, |(_, after)| after))
        }
        Step::Matching(pattern) => super::pattern::first_match(pattern, &text).into(),
        Step::First(count) => part(text, |text| {
            let end = text.char_indices().nth(usize::from(*count)).map_or(text.len(), |(end, _)| end);
            text.get(..end).unwrap_or(text)
        }),
        Step::SortedWords => {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            words.sort_unstable();
            words.join(" ").into()
        }
        Step::Soundex => kernel::soundex(&text).into(),
        Step::Metaphone => kernel::metaphone(&text).into(),
        Step::Nothing(values) if values.iter().any(|value| *value == *text) => Cow::default(),
        Step::Nothing(_) => text,
    }
}

/// The day in ISO 8601.
fn as_day(format: Option<&str>, text: &str) -> Option<String> {
    let day = match format {
        None => return day_number(text.get(..10)?).map(|_| text.get(..10).unwrap_or_default().to_owned()),
        Some(format) => {
            let form = format_description::parse_borrowed::<2>(format).ok()?;
            Date::parse(text, &form).ok()?
        }
    };
    Some(format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day()))
}

/// Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// Days since 1970-01-01 of `2014-05-09`.
pub(crate) fn day_number(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let month = Month::try_from(text.get(5..7)?.parse::<u8>().ok()?).ok()?;
    let day = Date::from_calendar_date(year, month, text.get(8..)?.parse().ok()?).ok()?;
    Some(day.to_julian_day() - EPOCH)
}

/// Latitude and longitude in degrees.
pub(crate) fn place(text: &str) -> Option<(f64, f64)> {
    let mut parts = text.split([' ', ',', ';']).filter(|part| !part.is_empty());
    let latitude: f64 = parts.next()?.parse().ok()?;
    let longitude: f64 = parts.next()?.parse().ok()?;
    let fits = parts.next().is_none() && latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    fits.then_some((latitude, longitude))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spec(kind: ColumnKind, steps: &[Step]) -> ColumnSpec {
        ColumnSpec { kind, steps: steps.to_vec(), ..ColumnSpec::default() }
    }

    #[test]
    fn steps_do_what_they_say() {
        for (step, before, after) in [
            (Step::Lower, "ÑOA", "ñoa"),
            (Step::Trim, "  a   b ", "a b"),
            (Step::Alphanumeric, "a-1 b.2", "a1b2"),
            (Step::Digits, "+63 (917) x", "63917"),
            (Step::Before("@".into()), "ana@example.org", "ana"),
            (Step::After("@".into()), "ana@example.org", "example.org"),
            (Step::Before("@".into()), "ana", "ana"),
            (Step::First(2), "ñoa", "ño"),
            (Step::SortedWords, "maria cruz", "cruz maria"),
            (Step::Nothing(vec!["n/a".into()]), "n/a", ""),
        ] {
            assert_eq!(
                prepare(&spec(ColumnKind::Text, std::slice::from_ref(&step)), before),
                after,
                "{step:?}"
            );
        }
    }

    #[test]
    fn days_in_other_forms() {
        let mut day = spec(ColumnKind::Date, &[]);
        assert_eq!(prepare(&day, "2014-05-09T10:00:00"), "2014-05-09");
        assert_eq!(prepare(&day, "2014-02-30"), "");
        day.format = Some("[year][month][day]".into());
        assert_eq!(prepare(&day, "20140509"), "2014-05-09");
        assert_eq!(prepare(&day, "0"), "");
    }

    #[test]
    fn places_within_the_globe() {
        assert_eq!(place("10.3 123.9"), Some((10.3, 123.9)));
        assert_eq!((place("91 0"), place("1"), place("1 2 3")), (None, None, None));
    }

    proptest! {
        #[test]
        fn never_panics(text in ".*") {
            for kind in [ColumnKind::Text, ColumnKind::Date, ColumnKind::Number, ColumnKind::Place] {
                let _ = prepare(&spec(kind, &[Step::Trim, Step::Lower, Step::Plain, Step::First(3), Step::Soundex]), &text);
            }
        }
    }
}
