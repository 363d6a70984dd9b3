//! The queue: most urgent first, with reasons, never stale.

use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    triage::{FIRST_BEFORE, Factors, Priority},
};
use model::{Identifier, IdentifierKind, Reference};
use std::collections::{BTreeMap, HashMap};
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
            break;
        }
        let ranks: Vec<_> = due.iter().map(|report| factors.rank(report, now)).collect();
        store.set_ranks(&ranks).await?;
        done += ranks.len() as u64;
        progress(done);
    }
    crate::desk::end_questions(store).await?;
    while store.weigh_leads(REFRESH_BATCH, |lead| factors.points_of_lead(lead)).await? > 0 {}
    Ok(done)
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
    sight: &Sight,
    factors: &Factors,
    filter: QueueFilter,
    page: Page,
) -> Result<Vec<QueueLine>, ResponseError> {
    refresh(store, factors, |_| {}).await?;
    let rows = match sight.reports() {
        None => store.queue(filter, page).await?,
        Some(numbers) => {
            let mut rows = store.report_rows(&numbers).await?;
            rows.retain(|row| {
                filter.channel.is_none_or(|channel| row.facts.channel == channel)
                    && filter.kinds.is_none_or(|kinds| row.facts.kinds.bits() & kinds.bits() != 0)
                    && page.after.is_none_or(|after| (row.rank, row.no) > after)
            });
            rows.sort_by_key(|row| (row.rank, row.no));
            rows.truncate(usize::try_from(page.limit).unwrap_or(0));
            rows
        }
    };
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
    /// The priority of that report, with what the lead as a whole adds.
    pub priority: Priority,
}

/// A page of leads, the most urgent first, brought up to date first. A lead stands where its most urgent report stands,
/// before it by what the lead as a whole adds and moved by what people decided; the next page begins after rank and number of the last line's lead.
pub async fn lead_page(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    factors: &Factors,
    filter: QueueFilter,
    page: Page,
) -> Result<Vec<LeadLine>, ResponseError> {
    refresh(store, factors, |_| {}).await?;
    if sight.is_whole() {
        return lead_lines(store, factors, store.leads(filter, page).await?).await;
    }
    let mut lines = seen_leads(store, sight, factors).await?;
    lines.retain(|line| {
        filter.channel.is_none_or(|channel| line.lead.channels & channel.bit() != 0)
            && filter.kinds.is_none_or(|kinds| line.lead.kinds & kinds.bits() != 0)
            && page.after.is_none_or(|after| (line.lead.rank, line.lead.no) > after)
    });
    lines.truncate(usize::try_from(page.limit).unwrap_or(0));
    Ok(lines)
}

/// Leads as somebody sees them who sees some reports only: made of those reports alone, called by the earliest of them,
/// and no count of what is not seen. The most urgent first.
pub(crate) async fn seen_leads(
    store: &Store,
    sight: &Sight,
    factors: &Factors,
) -> Result<Vec<LeadLine>, ResponseError> {
    let numbers = sight.reports().unwrap_or_default();
    let rows = store.report_rows(&numbers).await?;
    // Which lead it belongs to says only which of the reports seen belong together.
    let lead_of = store.leads_of_reports(&numbers).await?;
    let mut leads: BTreeMap<i64, Vec<QueueRow>> = BTreeMap::new();
    for row in rows {
        leads.entry(lead_of.get(&row.no).copied().unwrap_or(row.no)).or_default().push(row);
    }
    let mut lines: Vec<LeadLine> =
        leads.into_values().filter_map(|rows| seen_line(store, factors, rows)).collect();
    lines.sort_by_key(|line| (line.lead.rank, line.lead.no));
    Ok(lines)
}

/// One line made of reports that are seen.
pub(crate) fn seen_line(store: &Store, factors: &Factors, mut rows: Vec<QueueRow>) -> Option<LeadLine> {
    rows.sort_by_key(|row| row.no);
    let first = rows.first()?;
    let (no, reference, first_received) = (first.no, first.reference, first.received_at);
    let last_received = rows.last()?.received_at;
    let mut lead = LeadRow {
        no,
        rank: rows.iter().map(|row| row.rank).min()?,
        kinds: rows.iter().fold(0, |bits, row| bits | row.facts.kinds.bits()),
        channels: rows.iter().fold(0, |bits, row| bits | row.facts.channel.bit()),
        reports: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        persons: 0,
        children: 0,
        suspects: 0,
        first_received,
        last_received,
    };
    lead.rank -= factors.points_of_lead(&lead);
    let top = rows.into_iter().min_by_key(|row| (row.rank, row.no))?;
    let top = with_priority(store, factors, vec![top]).pop()?;
    Some(LeadLine { lead, reference, priority: top.priority.clone().with(factors.of_lead(&lead)), top })
}

/// Leads with their references and most urgent reports.
pub(crate) async fn lead_lines(
    store: &Store,
    factors: &Factors,
    leads: Vec<LeadRow>,
) -> Result<Vec<LeadLine>, ResponseError> {
    let numbers: Vec<i64> = leads.iter().map(|lead| lead.no).collect();
    let mut tops = store.top_reports(&numbers).await?;
    // Most leads are one report, which names them too.
    let others: Vec<i64> =
        numbers.into_iter().filter(|no| tops.get(no).is_none_or(|top| top.no != *no)).collect();
    let named: HashMap<i64, Reference> =
        store.report_rows(&others).await?.into_iter().map(|row| (row.no, row.reference)).collect();
    let mut lines = Vec::with_capacity(leads.len());
    for lead in leads {
        // Another program may have merged the lead between the two looks: its reports are in another line then.
        let Some(top) = tops.remove(&lead.no) else { continue };
        let reference = if top.no == lead.no { Some(top.reference) } else { named.get(&lead.no).copied() };
        if let (Some(reference), Some(top)) = (reference, with_priority(store, factors, vec![top]).pop()) {
            let priority = top.priority.clone().with(factors.of_lead(&lead));
            lines.push(LeadLine { lead, reference, top, priority });
        }
    }
    Ok(lines)
}

/// How many reports wait, and how many leads come first.
pub async fn lead_counts(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    factors: &Factors,
) -> Result<(i64, i64), ResponseError> {
    if !sight.is_whole() {
        let leads = seen_leads(store, sight, factors).await?;
        let first = leads.iter().filter(|line| line.lead.rank < FIRST_BEFORE).count();
        let reports = leads.iter().map(|line| line.lead.reports).sum();
        return Ok((reports, i64::try_from(first).unwrap_or(i64::MAX)));
    }
    Ok((store.count_all_reports().await?, store.count_leads_before(FIRST_BEFORE).await?))
}

/// Reports of a lead, the most urgent first.
pub async fn reports_of_lead(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    factors: &Factors,
    lead: &LeadRow,
    page: Page,
) -> Result<Vec<QueueLine>, ResponseError> {
    let mut rows = store.reports_of_lead(lead.no, page).await?;
    rows.retain(|row| sight.report(row.no));
    Ok(with_priority(store, factors, rows))
}

/// How many reports wait, and how many of them come first.
pub async fn counts(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
) -> Result<(i64, i64), ResponseError> {
    if let Some(numbers) = sight.reports() {
        let rows = store.report_rows(&numbers).await?;
        let first = rows.iter().filter(|row| row.rank < FIRST_BEFORE).count();
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        return Ok((whole(rows.len()), whole(first)));
    }
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
    sight: &Sight,
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
        && let Some(row) = store.find_reference(reference).await?.filter(|row| sight.report(row.no))
    {
        return Ok(Found { lines: with_priority(store, factors, vec![row]), by_reference: true });
    }
    let mut rows = store.find_source_reference(text).await?;
    let candidates: Vec<Identifier> = candidates(text, default_country);
    rows.retain(|row| sight.report(row.no));
    for row in store.find_identifiers(permit.by(), &candidates, SEARCH_LIMIT).await? {
        // An identifier may be that of a person whom a referral leaves out.
        if sight.whole_report(row.no) && !rows.iter().any(|known| known.id == row.id) {
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
