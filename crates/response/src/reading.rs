//! Opening one report, its words, its relations and its journal.

use crate::{
    Actor, ResponseError,
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use model::{Identifier, Reference, ReportId};
use store::{JournalLine, OpenedReport, Store};

/// An opened report with its priority and what it shares with others.
pub struct ReportView {
    /// The report and its words.
    pub opened: OpenedReport,
    /// Priority at this moment.
    pub priority: crate::triage::Priority,
    /// Other reports that carry one of its identifiers.
    pub shared: Vec<Shared>,
}

/// An identifier that other reports carry too.
pub struct Shared {
    /// The identifier.
    pub identifier: Identifier,
    /// How many other reports carry it (counted up to a thousand).
    pub count: i64,
    /// The most urgent of them.
    pub lines: Vec<QueueLine>,
}

/// How many other reports are shown for one identifier.
const SHARED_SHOWN: i64 = 10;

/// Opens a report. The read is journaled with its purpose before anything is returned.
pub async fn open_report(
    store: &Store,
    permit: &Permit<act::ReadReport>,
    factors: &Factors,
    reference: Reference,
) -> Result<ReportView, ResponseError> {
    if !permit.covers(reference) {
        return Err(ResponseError::NotFound);
    }
    let opened = store.open_report(permit.by(), reference).await?.ok_or(ResponseError::NotFound)?;
    let priority = factors.priority(&opened.row.facts, opened.row.received_at, store.clock().now());
    // An override is for one record: what others share with it stays closed.
    let related = if permit.is_override() {
        Vec::new()
    } else {
        store.related(opened.row.no, &opened.report, SHARED_SHOWN).await?
    };
    let identifiers: Vec<&Identifier> = opened.report.all_identifiers().collect();
    let shared = related
        .into_iter()
        .filter_map(|related| {
            let identifier = (*identifiers.get(related.position)?).clone();
            Some(Shared {
                identifier,
                count: related.count,
                lines: with_priority(store, factors, related.first),
            })
        })
        .collect();
    Ok(ReportView { opened, priority, shared })
}

/// Notes that somebody asked for the sensitive words of a report; call it before showing them.
pub async fn reveal_words(
    store: &Store,
    permit: &Permit<act::RevealWords>,
    id: ReportId,
) -> Result<(), ResponseError> {
    Ok(store.note_words_revealed(permit.by(), id).await?)
}

/// Most lines of a record's journal shown at once.
pub const JOURNAL_SHOWN: i64 = 500;

/// The journal of one report and of its conversations, oldest first. That a reporter came to read is nobody's business
/// but theirs, and the key of a deleted conversation is no erased report: both are left out here.
pub async fn journal_of(
    store: &Store,
    _permit: &Permit<act::SeeJournal>,
    reference: Reference,
) -> Result<Vec<JournalLine>, ResponseError> {
    let row = store.find_reference(reference).await?.ok_or(ResponseError::NotFound)?;
    let mut lines = store.journal_of(row.id.as_bytes(), JOURNAL_SHOWN).await?;
    let visitor = Actor::Visitor.by("").actor;
    for inbox in store.inboxes_of_report(row.no).await? {
        let of_inbox = store.journal_of(inbox.id.as_bytes(), JOURNAL_SHOWN).await?;
        lines.extend(of_inbox.into_iter().filter(|line| {
            line.action != "key_destroyed" && !(line.action == "inbox_read" && line.actor == visitor)
        }));
    }
    lines.sort_by_key(|line| line.seq);
    lines.truncate(usize::try_from(JOURNAL_SHOWN).unwrap_or(usize::MAX));
    Ok(lines)
}
