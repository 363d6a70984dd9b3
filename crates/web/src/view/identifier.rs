//! Identifiers on the page of a report.

use super::{TimeView, terms};
use crate::words::Words;
use model::{Identifier, Sighting};
use response::reading::Shared;

/// Sightings shown at once; the rest unfold.
const SEEN_SHOWN: usize = 3;

/// One identifier. Web addresses are text, not links: nobody gets there by a slip of the hand.
pub(crate) struct IdentifierView {
    pub(crate) kind: String,
    pub(crate) scope: Option<String>,
    pub(crate) value: String,
    /// As the source wrote it, where that differs.
    pub(crate) written: Option<String>,
    /// Remarks: the source's label, verified or not, failed its check.
    pub(crate) notes: Vec<String>,
    pub(crate) invalid: bool,
    pub(crate) seen: Vec<SightingView>,
    pub(crate) seen_more: Vec<SightingView>,
    pub(crate) seen_more_label: String,
    /// Place on this page of the other reports that carry it, and how many.
    pub(crate) shared: Option<(String, String)>,
}

/// One time an identifier was seen.
pub(crate) struct SightingView {
    pub(crate) at: Option<TimeView>,
    pub(crate) notes: Vec<String>,
}

impl SightingView {
    fn of(words: Words, sighting: &Sighting) -> Self {
        let port = sighting.port.map(|port| words.fill("identifier-port", "port", &port));
        let proxy = sighting.possible_proxy.filter(|proxy| *proxy).map(|_| words.say("identifier-proxy"));
        Self {
            at: sighting.at.map(|at| TimeView::of(words, at)),
            notes: sighting.event.clone().into_iter().chain(port).chain(proxy).collect(),
        }
    }
}

impl IdentifierView {
    /// One identifier of a report; `shared` are those that other reports carry too.
    pub(super) fn of(words: Words, identifier: &Identifier, shared: &[Shared]) -> Self {
        let key = identifier.lookup_key();
        let verified = identifier.verified.map(|verified| {
            words.say(if verified { "identifier-verified" } else { "identifier-unverified" })
        });
        let invalid = (!identifier.valid).then(|| words.say("identifier-invalid"));
        let mut seen: Vec<_> =
            identifier.sightings.iter().map(|sighting| SightingView::of(words, sighting)).collect();
        let seen_more = seen.split_off(seen.len().min(SEEN_SHOWN));
        Self {
            kind: words.say(&terms::identifier(identifier.kind)),
            scope: identifier.scope.clone(),
            value: identifier.value.reveal().to_owned(),
            written: identifier.written.as_ref().map(|written| written.reveal().to_owned()),
            invalid: invalid.is_some(),
            notes: identifier.label.clone().into_iter().chain(verified).chain(invalid).collect(),
            seen_more_label: words.fill("identifier-seen-more", "count", &seen_more.len()),
            seen,
            seen_more,
            shared: shared.iter().position(|shared| shared.identifier.lookup_key() == key).map(|at| {
                (format!("shared-{}", at + 1), words.fill("identifier-shared", "count", &shared[at].count))
            }),
        }
    }

    /// All identifiers of a part of a report.
    pub(super) fn all(words: Words, identifiers: &[Identifier], shared: &[Shared]) -> Vec<Self> {
        identifiers.iter().map(|identifier| Self::of(words, identifier, shared)).collect()
    }
}
