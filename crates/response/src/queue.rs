//! The queue: most urgent first, with reasons, never stale.

use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    triage::{FIRST_BEFORE, Factors, Priority},
};
use model::{Identifier, IdentifierKind, Instant, Reference};
use std::collections::HashMap;
use store::{LeadRow, ListedLead, Page, QueueFilter, QueueRow, ReferredReport, Store};

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

/// The store as it is at this moment, with everything up to date that lists are read from: ranks that the clock has
/// changed, questions and referrals that ran out. What a page shows is read from this one state.
pub(crate) async fn current(store: &Store, factors: &Factors) -> Result<Store, ResponseError> {
    let reading = store.reading().await?;
    if !reading.is_anything_due(store.clock().now()).await? {
        return Ok(reading);
    }
    drop(reading);
    refresh(store, factors, |_| {}).await?;
    crate::desk::expire(store).await?;
    Ok(store.reading().await?)
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
    let store = &current(store, factors).await?;
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
    /// Since when it waits, in lists of the centre's work; nothing where it does not, and elsewhere.
    pub since: Option<Instant>,
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
    let store = &current(store, factors).await?;
    if sight.is_whole() {
        let leads = store.leads(filter, page).await?;
        return Ok(leads.into_iter().map(|lead| lead_line(store, factors, lead)).collect());
    }
    Ok(seen_page(store, sight, factors, filter, page).await?.0)
}

/// A page of leads as somebody sees them who sees some reports only, and of all of them: how many reports, and how many
/// leads come first. From a state that is up to date.
pub(crate) async fn seen_page(
    store: &Store,
    sight: &Sight,
    factors: &Factors,
    filter: QueueFilter,
    page: Page,
) -> Result<(Vec<LeadLine>, (i64, i64)), ResponseError> {
    let mut leads = seen_leads(store, sight, factors).await?;
    let counts = seen_counts(&leads);
    let comes_later = |lead: &LeadRow| page.after.is_none_or(|after| (lead.rank, lead.no) > after);
    leads.retain(|SeenLead { lead, .. }| filter.takes(lead) && comes_later(lead));
    leads.truncate(usize::try_from(page.limit).unwrap_or(0));
    let mut numbers: Vec<i64> = leads.iter().flat_map(|one| [one.top, one.lead.no]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let rows = store.report_rows(&numbers).await?;
    Ok((seen_lines(store, factors, leads, &rows), counts))
}

fn seen_counts(leads: &[SeenLead]) -> (i64, i64) {
    let first = leads.iter().filter(|one| one.lead.rank < FIRST_BEFORE).count();
    (leads.iter().map(|one| one.lead.reports).sum(), i64::try_from(first).unwrap_or(i64::MAX))
}

/// A lead as somebody sees it who sees some reports only: made of those reports alone, called by the earliest of them, and
/// no count of what is not seen.
struct SeenLead {
    lead: LeadRow,
    /// The most urgent of its reports that are seen.
    top: i64,
}

/// All leads that somebody sees who sees some reports only, the most urgent first.
async fn seen_leads(store: &Store, sight: &Sight, factors: &Factors) -> Result<Vec<SeenLead>, ResponseError> {
    let Some(agency) = sight.agency() else { return Ok(Vec::new()) };
    let mut reports = store.reports_referred_to(agency).await?.to_vec();
    reports.retain(|report| sight.report(report.no));
    // Which lead it belongs to says only which of the reports seen belong together.
    reports.sort_unstable_by_key(|report| (report.lead, report.no));
    reports.dedup_by_key(|report| report.no);
    let mut leads: Vec<SeenLead> = reports
        .chunk_by(|one, other| one.lead == other.lead)
        .filter_map(|reports| SeenLead::of(factors, reports))
        .collect();
    leads.sort_unstable_by_key(|one| (one.lead.rank, one.lead.no));
    Ok(leads)
}

impl SeenLead {
    /// Reports that are seen, in the order of their numbers, as one lead.
    fn of(factors: &Factors, reports: &[ReferredReport]) -> Option<Self> {
        let (first, last) = (reports.first()?, reports.last()?);
        let top = reports.iter().min_by_key(|report| (report.rank, report.no))?;
        let mut lead = LeadRow {
            no: first.no,
            rank: top.rank,
            kinds: reports.iter().fold(0, |bits, one| bits | one.kinds),
            channels: reports.iter().fold(0, |bits, one| bits | one.channel.bit()),
            reports: i64::try_from(reports.len()).unwrap_or(i64::MAX),
            persons: 0,
            children: 0,
            suspects: 0,
            first_received: first.received_at,
            last_received: last.received_at,
        };
        lead.rank -= factors.points_of_lead(&lead);
        Some(Self { lead, top: top.no })
    }
}

/// Leads that are seen with their references and most urgent reports, of which `rows` has all that are named.
fn seen_lines(store: &Store, factors: &Factors, leads: Vec<SeenLead>, rows: &[QueueRow]) -> Vec<LeadLine> {
    let rows: HashMap<i64, &QueueRow> = rows.iter().map(|row| (row.no, row)).collect();
    let line = |SeenLead { lead, top }: SeenLead| {
        let (first, top) = (rows.get(&lead.no)?, (*rows.get(&top)?).clone());
        Some(LeadLine::at_this_moment(store, factors, (lead, first.reference), top, None))
    };
    leads.into_iter().filter_map(line).collect()
}

/// One line made of reports that are seen.
pub(crate) fn seen_line(store: &Store, factors: &Factors, lead: i64, rows: &[QueueRow]) -> Option<LeadLine> {
    let mut reports: Vec<ReferredReport> = rows
        .iter()
        .map(|row| ReferredReport {
            no: row.no,
            lead,
            rank: row.rank,
            kinds: row.facts.kinds.bits(),
            channel: row.facts.channel,
            received_at: row.received_at,
        })
        .collect();
    reports.sort_unstable_by_key(|report| report.no);
    seen_lines(store, factors, vec![SeenLead::of(factors, &reports)?], rows).pop()
}

/// A lead as lists show it.
pub(crate) fn lead_line(store: &Store, factors: &Factors, listed: ListedLead) -> LeadLine {
    let ListedLead { lead, reference, top, since, .. } = listed;
    LeadLine::at_this_moment(store, factors, (lead, reference), top, since)
}

impl LeadLine {
    /// A lead, as people call it, with the priority that its most urgent report has now.
    fn at_this_moment(
        store: &Store,
        factors: &Factors,
        (lead, reference): (LeadRow, Reference),
        top: QueueRow,
        since: Option<Instant>,
    ) -> Self {
        let top = at_this_moment(store, factors, top);
        let priority = top.priority.clone().with(factors.of_lead(&lead));
        Self { lead, reference, top, priority, since }
    }
}

/// How many reports wait, and how many leads come first.
pub async fn lead_counts(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    factors: &Factors,
) -> Result<(i64, i64), ResponseError> {
    if !sight.is_whole() {
        return Ok(seen_counts(&seen_leads(store, sight, factors).await?));
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
    rows.into_iter().map(|row| at_this_moment(store, factors, row)).collect()
}

fn at_this_moment(store: &Store, factors: &Factors, row: QueueRow) -> QueueLine {
    QueueLine { priority: factors.priority(&row.facts, row.received_at, store.clock().now()), row }
}
