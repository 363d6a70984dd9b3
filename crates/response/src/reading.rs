//! Opening one report, its words, its relations and its journal.

use crate::{
    Actor, ResponseError, Sight,
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use model::{Identifier, MentionRef, Reference, ReferralPart};
use store::{JournalLine, OpenedReport, Store};

/// An opened report with its priority and what it shares with others.
pub struct ReportView {
    /// The report and its words.
    pub opened: OpenedReport,
    /// Priority at this moment.
    pub priority: crate::triage::Priority,
    /// Other reports that carry one of its identifiers.
    pub shared: Vec<Shared>,
    /// Whether the words and the original document are left out, because they are not handed over.
    pub words_closed: bool,
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
    sight: &Sight,
    factors: &Factors,
    reference: Reference,
) -> Result<ReportView, ResponseError> {
    if !permit.covers(reference) {
        return Err(ResponseError::NotFound);
    }
    // An override opens what a second person agreed to, whatever one sees besides.
    let sight = sight.under(permit);
    seen(store, &sight, reference).await?;
    let mut opened = store.open_report(permit.by(), reference).await?.ok_or(ResponseError::NotFound)?;
    let no = opened.row.no;
    sight.narrow(no, &mut opened.report);
    let words_closed = !sight.opens(no, ReferralPart::Words);
    if words_closed {
        opened.document.bytes = Vec::new();
        opened.papers = Vec::new();
    }
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
            let (mut first, mut count) = (related.first, related.count);
            if !sight.is_whole() {
                // How many there are that one may not see is not for the count to tell.
                first.retain(|row| sight.whole_report(row.no));
                count = i64::try_from(first.len()).unwrap_or(i64::MAX);
            }
            (!first.is_empty()).then(|| Shared {
                identifier,
                count,
                lines: with_priority(store, factors, first),
            })
        })
        .collect();
    Ok(ReportView { opened, priority, shared, words_closed })
}

/// The report of a reference, where it is seen.
pub(crate) async fn seen(
    store: &Store,
    sight: &Sight,
    reference: Reference,
) -> Result<store::QueueRow, ResponseError> {
    let row = store.find_reference(reference).await?;
    row.filter(|row| sight.report(row.no)).ok_or(ResponseError::NotFound)
}

/// What a report belongs to, as far as it is seen.
pub struct Belongs {
    /// For each mention, how many mentions its person has; nothing for one that is not linked or not seen.
    pub mentions: Vec<Option<i64>>,
    /// The lead by its name, and how many reports it has.
    pub lead: Option<(Reference, i64)>,
}

/// Which persons and which lead a report belongs to, as the tables have them: also while the linker still reads.
pub async fn belongs(
    store: &Store,
    _permit: &Permit<act::SeePersons>,
    sight: &Sight,
    view: &ReportView,
) -> Result<Belongs, ResponseError> {
    let no = view.opened.row.no;
    let mut mentions = Vec::with_capacity(view.opened.report.mentions.len());
    for position in 0..view.opened.report.mentions.len() {
        let mention = MentionRef::new(no, position).filter(|mention| sight.mention(*mention));
        let person = match mention {
            Some(mention) => store.person_of(mention).await?,
            None => None,
        };
        mentions.push(match person {
            Some(person) if sight.is_whole() => Some(person.mentions),
            Some(person) => {
                let of_person = store.mentions_of_person(person.id, 10_000).await?;
                let seen = of_person.into_iter().filter(|mention| sight.mention(*mention)).count();
                Some(i64::try_from(seen).unwrap_or(i64::MAX))
            }
            None => None,
        });
    }
    let Some(lead) = store.lead_of_report(no).await? else { return Ok(Belongs { mentions, lead: None }) };
    let (name, reports) = if sight.is_whole() {
        (lead.no, lead.reports)
    } else {
        let mut numbers = store.numbers_of_lead(lead.no).await?;
        numbers.retain(|no| sight.report(*no));
        // Nothing of the lead is seen: the report itself is open over an override.
        let Some(first) = numbers.first() else { return Ok(Belongs { mentions, lead: None }) };
        (*first, i64::try_from(numbers.len()).unwrap_or(i64::MAX))
    };
    let named = store.report_rows(&[name]).await?;
    Ok(Belongs { mentions, lead: named.first().map(|row| (row.reference, reports)) })
}

/// Notes that somebody asked for the sensitive words of a report; call it before showing them.
pub async fn reveal_words(
    store: &Store,
    permit: &Permit<act::RevealWords>,
    sight: &Sight,
    reference: Reference,
) -> Result<(), ResponseError> {
    if !permit.covers(reference) {
        return Err(ResponseError::NotFound);
    }
    let sight = sight.under(permit);
    let row = seen(store, &sight, reference).await?;
    if !sight.opens(row.no, ReferralPart::Words) {
        return Err(ResponseError::NotFound);
    }
    Ok(store.note_words_revealed(permit.by(), row.id).await?)
}

/// Most lines of a record's journal shown at once.
pub const JOURNAL_SHOWN: i64 = 500;

/// Whether there is a report of this reference whose journal is shown to whoever asks.
pub async fn has_journal(
    store: &Store,
    _permit: &Permit<act::SeeJournal>,
    sight: &Sight,
    reference: Reference,
) -> Result<bool, ResponseError> {
    Ok(sight.is_whole() && store.find_reference(reference).await?.is_some())
}

/// The journal of one report and of its conversations, oldest first. That a reporter came to read is nobody's business
/// but theirs, and the key of a deleted conversation is no erased report: both are left out here.
pub async fn journal_of(
    store: &Store,
    _permit: &Permit<act::SeeJournal>,
    sight: &Sight,
    reference: Reference,
) -> Result<Vec<JournalLine>, ResponseError> {
    // Who did what at the centre is not handed over with a report.
    sight.whole()?;
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
