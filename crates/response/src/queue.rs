//! The queue: most urgent first, with reasons, never stale.

use crate::{
    ResponseError,
    policy::{Permit, act},
    triage::{FIRST_BEFORE, Factors, Priority},
};
use model::{Identifier, IdentifierKind, Reference};
use store::{LeadRow, Page, QueueFilter, QueueRow, Store};

/// One line of the queue with its priority at the moment of looking.
#[derive(Clone, Debug)]
pub struct QueueLine {
    /// What is in a list.
    pub row: QueueRow,
    /// Priority and reasons.
    pub priority: Priority,
}

/// Makes the queue follow this table of factors; call it at start, before [`refresh`].
pub async fn adopt(store: &Store, factors: &Factors) -> Result<bool, ResponseError> {
    Ok(store.rank_by(&factors.fingerprint()).await?)
}

/// How many ranks are brought up to date in one unit of work.
const REFRESH_BATCH: i64 = 2_000;

/// Brings every rank that the clock has changed up to date; returns how many. `progress` is told the count.
pub async fn refresh(
    store: &Store,
    factors: &Factors,
    mut progress: impl FnMut(u64),
) -> Result<u64, ResponseError> {
    let mut done = 0;
    loop {
        let now = store.clock().now();
        let due = store.due_reports(now, REFRESH_BATCH).await?;
        if due.is_empty() {
            return Ok(done);
        }
        let ranks: Vec<_> = due.iter().map(|report| factors.rank(report, now)).collect();
        store.set_ranks(&ranks).await?;
        done += ranks.len() as u64;
        progress(done);
    }
}

/// Checks every rank against facts, table and clock; returns the row numbers of reports that stand where they should
/// not. A rank that is due is not wrong: it will be looked at before anybody sees it.
pub async fn misplaced(store: &Store, factors: &Factors) -> Result<Vec<i64>, ResponseError> {
    let (mut wrong, mut after) = (Vec::new(), 0);
    loop {
        let page = store.ranks_after(after, REFRESH_BATCH).await?;
        let Some((last, _)) = page.last() else { return Ok(wrong) };
        after = last.no;
        let now = store.clock().now();
        wrong.extend(
            page.iter()
                // The instant of the next look is not compared: intake ranks a report a moment before it is received.
                .filter(|(report, rank)| rank.due > now && factors.rank(report, now).rank != rank.rank)
                .map(|(_, rank)| rank.no),
        );
    }
}

/// A page of the queue, brought up to date first.
pub async fn page(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    factors: &Factors,
    filter: QueueFilter,
    page: Page,
) -> Result<Vec<QueueLine>, ResponseError> {
    refresh(store, factors, |_| {}).await?;
    let rows = store.queue(filter, page).await?;
    Ok(with_priority(store, factors, rows))
}

/// One line of the list of leads: the lead, and its most urgent report with the reasons.
#[derive(Clone, Debug)]
pub struct LeadLine {
    /// What is in a list.
    pub lead: LeadRow,
    /// What people call the lead: the reference of its earliest report.
    pub reference: Reference,
    /// Its most urgent report.
    pub top: QueueLine,
}

/// A page of leads, the most urgent first, brought up to date first. A lead stands where its most urgent report stands;
/// the next page begins after rank and number of the last line's lead.
pub async fn lead_page(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    factors: &Factors,
    filter: QueueFilter,
    page: Page,
) -> Result<Vec<LeadLine>, ResponseError> {
    refresh(store, factors, |_| {}).await?;
    let leads = store.leads(filter, page).await?;
    lead_lines(store, factors, leads).await
}

/// Leads with their references and most urgent reports.
pub(crate) async fn lead_lines(
    store: &Store,
    factors: &Factors,
    leads: Vec<LeadRow>,
) -> Result<Vec<LeadLine>, ResponseError> {
    let numbers: Vec<i64> = leads.iter().map(|lead| lead.no).collect();
    let named = store.report_rows(&numbers).await?;
    let tops = store.first_reports(&numbers, 1).await?;
    let mut lines = Vec::with_capacity(leads.len());
    for (lead, top) in leads.into_iter().zip(tops) {
        let reference = named.iter().find(|row| row.no == lead.no).map(|row| row.reference);
        // Another program may have merged the lead between the two looks: its reports are in another line then.
        if let (Some(reference), Some(top)) = (reference, with_priority(store, factors, top).pop()) {
            lines.push(LeadLine { lead, reference, top });
        }
    }
    Ok(lines)
}

/// How many reports wait, and how many leads come first.
pub async fn lead_counts(store: &Store, permit: &Permit<act::SeeQueue>) -> Result<(i64, i64), ResponseError> {
    let (reports, _) = counts(store, permit).await?;
    Ok((reports, store.count_leads_before(FIRST_BEFORE).await?))
}

/// Reports of a lead, the most urgent first.
pub async fn reports_of_lead(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    factors: &Factors,
    lead: &LeadRow,
    page: Page,
) -> Result<Vec<QueueLine>, ResponseError> {
    Ok(with_priority(store, factors, store.reports_of_lead(lead.no, page).await?))
}

/// How many reports wait, and how many of them come first.
pub async fn counts(store: &Store, _permit: &Permit<act::SeeQueue>) -> Result<(i64, i64), ResponseError> {
    Ok(store.count_reports(FIRST_BEFORE).await?)
}

/// What a search found.
pub struct Found {
    /// Reports, most urgent first.
    pub lines: Vec<QueueLine>,
    /// Whether the text was a reference of this house.
    pub by_reference: bool,
}

/// Most reports shown for one search.
pub const SEARCH_LIMIT: i64 = 200;

/// Searches by reference, by a source's own number, or by identifier of any kind, as typed. The text is neither
/// logged nor journaled.
pub async fn search(
    store: &Store,
    permit: &Permit<act::Search>,
    factors: &Factors,
    text: &str,
    default_country: Option<model::Country>,
) -> Result<Found, ResponseError> {
    let text = text.trim();
    if text.is_empty() || text.len() > 500 {
        return Err(ResponseError::Form(
            "type a reference or an identifier of at most 500 characters".into(),
        ));
    }
    if let Ok(reference) = text.parse::<Reference>()
        && let Some(row) = store.find_reference(reference).await?
    {
        return Ok(Found { lines: with_priority(store, factors, vec![row]), by_reference: true });
    }
    let mut rows = store.find_source_reference(text).await?;
    let candidates: Vec<Identifier> = candidates(text, default_country);
    for row in store.find_identifiers(permit.by(), &candidates, SEARCH_LIMIT).await? {
        if !rows.iter().any(|known| known.id == row.id) {
            rows.push(row);
        }
    }
    Ok(Found { lines: with_priority(store, factors, rows), by_reference: false })
}

/// What the text may be: each kind it passes the check of, each normalised value once.
fn candidates(text: &str, default_country: Option<model::Country>) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = Vec::new();
    for kind in IdentifierKind::ALL {
        let identifier = Identifier::of(*kind, None, text, default_country);
        if !found.iter().any(|known| known.lookup_key() == identifier.lookup_key()) {
            found.push(identifier);
        }
    }
    found
}

/// Priorities at this moment.
pub(crate) fn with_priority(store: &Store, factors: &Factors, rows: Vec<QueueRow>) -> Vec<QueueLine> {
    let now = store.clock().now();
    rows.into_iter()
        .map(|row| QueueLine { priority: factors.priority(&row.facts, row.received_at, now), row })
        .collect()
}
