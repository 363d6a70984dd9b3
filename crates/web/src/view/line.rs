//! One line of a list: no word about people.

use super::{TimeView, grouped, time::ago};
use crate::words::Words;
use model::{IncidentKinds, Instant};
use response::{
    queue::QueueLine,
    triage::{Priority, Reason},
};
use store::QueueRow;

/// Reasons shown in a list; the rest are counted.
const REASONS_SHOWN: usize = 3;

/// One line.
pub(crate) struct LineView {
    pub(crate) reference: String,
    pub(crate) points: String,
    /// Comes before all others.
    pub(crate) first: bool,
    /// Class that colours the points: the number stands in it.
    pub(crate) class: &'static str,
    pub(crate) kinds: Vec<String>,
    pub(crate) reasons: Vec<ReasonView>,
    pub(crate) more: Option<String>,
    pub(crate) channel: String,
    pub(crate) source: String,
    pub(crate) their_number: Option<String>,
    pub(crate) received: TimeView,
    pub(crate) ago: String,
    pub(crate) version: Option<String>,
    pub(crate) deliveries: Option<String>,
}

/// One reason.
pub(crate) struct ReasonView {
    pub(crate) text: String,
    /// With its sign: `+30`.
    pub(crate) points: String,
}

impl ReasonView {
    /// In the visitor's language; a factor that a centre added itself is shown in the words of its table.
    pub(crate) fn of(words: Words, reason: &Reason) -> Self {
        let text = words.known(&format!("factor-{}", reason.factor)).unwrap_or_else(|| reason.reason.clone());
        let sign = if reason.points > 0 { "+" } else { "" };
        Self { text, points: format!("{sign}{}", grouped(i64::from(reason.points))) }
    }
}

/// The names of a set of kinds.
pub(super) fn kind_names(words: Words, kinds: IncidentKinds) -> Vec<String> {
    kinds.iter().map(|kind| words.say(&format!("kind-{}", kind.code()))).collect()
}

/// How strongly the points are coloured. The steps only serve the eye.
pub(super) fn class_of(first: bool, points: i32) -> &'static str {
    match (first, points) {
        (true, _) => "first",
        (_, 90..) => "high",
        (_, 45..) => "middle",
        _ => "low",
    }
}

impl LineView {
    /// A line of a list of reports.
    pub(crate) fn of(words: Words, line: &QueueLine, now: Instant) -> Self {
        Self::with(words, &line.row, &line.priority, now)
    }

    /// A report with another priority than its own: that of its lead.
    pub(crate) fn with(words: Words, row: &QueueRow, priority: &Priority, now: Instant) -> Self {
        let several = |key, count: i64| (count > 1).then(|| words.fill(key, "count", &count));
        let more = priority.reasons.len().saturating_sub(REASONS_SHOWN);
        Self {
            reference: row.reference.to_string(),
            points: grouped(i64::from(priority.points)),
            first: priority.first,
            class: class_of(priority.first, priority.points),
            kinds: kind_names(words, row.facts.kinds),
            reasons: priority
                .reasons
                .iter()
                .take(REASONS_SHOWN)
                .map(|reason| ReasonView::of(words, reason))
                .collect(),
            more: (more > 0).then(|| words.fill("line-more", "count", &more)),
            channel: words.say(&format!("channel-{}", row.facts.channel.code())),
            source: row.source.clone(),
            their_number: row.source_reference.clone(),
            received: TimeView::exact(row.received_at),
            ago: ago(words, row.received_at, now),
            version: several("line-version", row.version),
            deliveries: several("line-deliveries", row.deliveries),
        }
    }
}
