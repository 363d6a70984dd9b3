//! What stands on the page of an alert about reports, persons and sessions of the rest of the house.

use crate::{
    view::{TimeView, chart::party, grouped},
    words::Words,
};
use response::alerts::{BeforeSession, Edges, Naming};

/// A person whose number it is.
pub(crate) struct PersonLine {
    pub(crate) reference: String,
    pub(crate) party: String,
}

/// A number, the reports that name it and the persons whose it is.
pub(crate) struct NamingLine {
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) own: bool,
    /// References of reports that may be opened.
    pub(crate) reports: Vec<String>,
    pub(crate) persons: Vec<PersonLine>,
}

/// A payment minutes before a session.
pub(crate) struct SessionLine {
    pub(crate) paid: TimeView,
    pub(crate) began: TimeView,
    pub(crate) gap: String,
    pub(crate) what: String,
    pub(crate) keys: String,
    pub(crate) payment: String,
    pub(crate) report: String,
}

/// All of them.
#[derive(Default)]
pub(crate) struct EdgeLines {
    pub(crate) naming: Vec<NamingLine>,
    pub(crate) sessions: Vec<SessionLine>,
    /// How many more sessions there are.
    pub(crate) more: Option<String>,
    /// How many times could not be compared.
    pub(crate) unclear: Option<String>,
    /// Whether persons are still being put together.
    pub(crate) linking: bool,
}

fn counted(words: Words, key: &str, count: usize) -> Option<String> {
    (count > 0).then(|| words.fill(key, "count", &grouped(i64::try_from(count).unwrap_or(i64::MAX))))
}

impl EdgeLines {
    /// The lines of these edges.
    pub(crate) fn of(words: Words, edges: &Edges) -> Self {
        let naming = |one: &Naming| NamingLine {
            key: one.key.clone(),
            kind: words.say(&format!("identifier-{}", one.kind.code())),
            own: one.own,
            reports: one.reports.iter().map(ToString::to_string).collect(),
            persons: one
                .persons
                .iter()
                .map(|person| PersonLine {
                    reference: person.person.to_string(),
                    party: party(words, person.party),
                })
                .collect(),
        };
        let session = |one: &BeforeSession| {
            let what = words.say(&format!("alert-session-{}", one.session.code()));
            SessionLine {
                paid: TimeView::exact(one.paid),
                began: TimeView::exact(one.began),
                gap: words.fill("alert-session-minutes", "count", &one.minutes()),
                what: if one.about { format!("{what} ({})", words.say("alert-session-about")) } else { what },
                keys: one.keys.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
                payment: one.payment.clone(),
                report: one.report.to_string(),
            }
        };
        Self {
            naming: edges.naming.iter().map(naming).collect(),
            sessions: edges.sessions.iter().map(session).collect(),
            more: counted(words, "alert-sessions-more", edges.more_sessions),
            unclear: counted(words, "alert-sessions-unclear", edges.times_unclear),
            linking: edges.linking,
        }
    }
}
