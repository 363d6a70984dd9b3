//! Times on a page: UTC with its zone named, and machine-readable beside it.

use crate::words::Words;
use model::{Instant, When};

/// A time as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimeView {
    /// For `<time datetime>`.
    pub(crate) machine: String,
    /// For people.
    pub(crate) text: String,
    /// How the source wrote it, where that differs, or that it gave no zone.
    pub(crate) note: Option<String>,
}

/// `2026-03-01T10:00:00Z` as `2026-03-01 10:00 UTC`.
fn people(instant: Instant) -> String {
    let text = instant.to_string();
    let (day, rest) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", rest.get(..5).unwrap_or_default())
}

impl TimeView {
    /// An instant of the house.
    pub(crate) fn exact(instant: Instant) -> Self {
        Self { machine: instant.to_string(), text: people(instant), note: None }
    }

    /// The day of an instant, in UTC.
    pub(crate) fn day(instant: Instant) -> String {
        instant.to_string().get(..10).unwrap_or_default().to_owned()
    }

    /// A time as a source gave it. A time without a zone is shown as it is: the house never guesses a zone.
    pub(crate) fn of(words: Words, when: When) -> Self {
        let written = when.to_string();
        match when {
            When::Zoned(at) => {
                let instant = Instant::from(at);
                let note =
                    (!written.ends_with('Z')).then(|| format!("{}: {written}", words.say("as-written")));
                Self { machine: instant.to_string(), text: people(instant), note }
            }
            When::Unzoned(_) => {
                let text = written.replacen('T', " ", 1).get(..16).unwrap_or_default().to_owned();
                Self { machine: written, text, note: Some(words.say("no-zone")) }
            }
            When::Day(_) => Self { machine: written.clone(), text: written, note: None },
        }
    }
}

/// How long ago, roughly.
pub(crate) fn ago(words: Words, then: Instant, now: Instant) -> String {
    let minutes = now.seconds_since(then) / 60;
    match minutes {
        ..1 => words.say("ago-now"),
        1..60 => words.fill("ago-minutes", "count", &minutes),
        60..2_880 => words.fill("ago-hours", "count", &(minutes / 60)),
        _ => words.fill("ago-days", "count", &(minutes / 1_440)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_say_their_zone_or_that_there_is_none() {
        let view = |text: &str| {
            let view = TimeView::of(Words::default(), text.parse().unwrap());
            (view.machine, view.text, view.note.unwrap_or_default())
        };
        let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(view("2026-03-01T10:00:00Z"), row("2026-03-01T10:00:00Z", "2026-03-01 10:00 UTC", ""));
        assert_eq!(
            view("2026-03-01T10:00:00+08:00"),
            row("2026-03-01T02:00:00Z", "2026-03-01 02:00 UTC", "as written: 2026-03-01T10:00:00+08:00")
        );
        assert_eq!(
            view("2026-03-01T10:00:00"),
            row("2026-03-01T10:00:00", "2026-03-01 10:00", "no time zone given")
        );
        assert_eq!(view("2026-03-01"), row("2026-03-01", "2026-03-01", ""));
    }

    #[test]
    fn ages_are_rough() {
        let now = Instant::from_micros(1_700_000_000_000_000);
        let ago = |seconds: i64| ago(Words::default(), now.plus_seconds(-seconds), now);
        assert_eq!(ago(-5), "just now");
        assert_eq!(ago(59), "just now");
        assert_eq!(ago(3_599), "59 min ago");
        assert_eq!(ago(47 * 3_600), "47 h ago");
        assert_eq!(ago(49 * 3_600), "2 d ago");
    }
}
