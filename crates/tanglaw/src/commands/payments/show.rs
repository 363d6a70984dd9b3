//! Alerts as people and programs read them.

use payments::{scan::Alert, subject::Side};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Payer => "payer",
        Side::Payee => "payee",
    }
}

/// `2026-03-01 10:00 UTC` of milliseconds.
pub(super) fn instant(at: i64) -> String {
    model::Instant::from_micros(at.saturating_mul(1_000)).to_string()
}

pub(super) fn json(alert: &Alert, party: &str) -> Value {
    let reasons: Vec<Value> = alert
        .reasons
        .iter()
        .map(|reason| {
            let sources: Vec<Value> = reason
                .source
                .iter()
                .map(|source| json!({ "document": source.document, "section": source.section }))
                .collect();
            json!({ "indicator": reason.id, "name": reason.name, "points": reason.points,
                "sentence": reason.sentence, "figures": reason.figures, "sources": sources })
        })
        .collect();
    let subject = &alert.subject;
    json!({
        "side": side(subject.side),
        "party": party,
        "points": subject.score.points,
        "points_against": subject.score.against,
        "payment": alert.payment,
        "at": instant(alert.at),
        "events": subject.events,
        "first_alert": subject.alerts.map(|(first, _)| instant(first)),
        "last_alert": subject.alerts.map(|(_, last)| instant(last)),
        "reasons": reasons,
        "offered": alert.offered.iter().map(|one| one.code()).collect::<Vec<_>>(),
    })
}

pub(super) fn people(out: &mut impl Write, alert: &Alert, party: &str) -> io::Result<()> {
    let subject = &alert.subject;
    let (points, at) = (subject.score.points, instant(alert.at));
    writeln!(out, "{} {party}: {points:.1} points, at {at}", side(subject.side))?;
    for reason in &alert.reasons {
        writeln!(out, "  {:+.1}  {:<5} {}", reason.points, reason.id, reason.sentence)?;
    }
    let offered: Vec<&str> = alert.offered.iter().map(|one| one.code()).collect();
    writeln!(out, "  offered: {}\n", offered.join(", "))
}
