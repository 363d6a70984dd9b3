//! Who has what, and what is late.

use super::{Due, ReferralLine, Service, referrals};
use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    queue::{self, LeadLine, lead_lines, seen_leads},
    triage::Factors,
};
use model::{LeadState, Role, User};
use store::{LeadRow, LeadWork, Page, QueueFilter, Store, WorkList};

/// Most leads of a list that is not the queue itself.
pub(crate) const LISTED: i64 = 200;
/// Most leads of each list on the home page.
const AT_HOME: usize = 8;

/// Which leads a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All that wait.
    #[default]
    Waiting,
    /// Those of whoever looks.
    Mine,
    /// Those of their team.
    Team,
    /// Those that are nobody's.
    Unassigned,
    /// Those whose time has run out, the longest first.
    Overdue,
    /// Those that stand so.
    Of(LeadState),
}

impl View {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Mine,
        Self::Team,
        Self::Unassigned,
        Self::Overdue,
        Self::Of(LeadState::Waiting),
        Self::Of(LeadState::Referred),
        Self::Of(LeadState::Accepted),
        Self::Of(LeadState::NoConcern),
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "all",
            Self::Mine => "mine",
            Self::Team => "team",
            Self::Unassigned => "unassigned",
            Self::Overdue => "overdue",
            Self::Of(LeadState::Waiting) => "asked",
            Self::Of(state) => state.code(),
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }
}

/// Whether and how a lead of a list waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the work stands.
    pub work: LeadWork,
    /// Name of whoever has it.
    pub holder: Option<String>,
    /// By when it is to be decided about; nothing where it does not wait.
    pub due: Option<Due>,
}

/// A lead of a list, with the work on it; the work is seen by the centre alone.
#[derive(Clone, Debug)]
pub struct WorkLine {
    /// The lead.
    pub line: LeadLine,
    /// The work on it.
    pub place: Option<Place>,
}

/// How many leads there are of each view, counted up to two hundred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(pub Vec<(&'static str, i64)>);

/// What somebody finds when they come to work.
pub struct Home {
    /// Leads they have, the most urgent first.
    pub mine: Vec<WorkLine>,
    /// Leads of their team that nobody of them has.
    pub team: Vec<WorkLine>,
    /// Leads whose time has run out.
    pub overdue: Vec<WorkLine>,
    /// Of them, those that a supervisor is told of.
    pub escalated: usize,
    /// Leads that others handed over, as somebody of another agency sees them.
    pub handed: Vec<WorkLine>,
    /// Referrals that wait for something of theirs.
    pub referrals: Vec<ReferralLine>,
}

async fn worked(
    store: &Store,
    service: &Service,
    lines: Vec<LeadLine>,
) -> Result<Vec<WorkLine>, ResponseError> {
    let numbers: Vec<i64> = lines.iter().map(|line| line.lead.no).collect();
    let works = store.work_of_leads(&numbers).await?;
    let since = store.waiting_since(&numbers).await?;
    let (users, agencies) = super::decide::names(store).await?;
    let now = store.clock().now();
    Ok(lines
        .into_iter()
        .zip(works.into_iter().zip(since))
        .map(|(line, (work, since))| {
            let due = since.and_then(|since| service.due(line.lead.rank, since, now));
            let user = work.user.and_then(|id| users.get(&id).cloned());
            let holder = user.or_else(|| work.team.and_then(|id| agencies.get(&id).cloned()));
            WorkLine { line, place: Some(Place { work, holder, due }) }
        })
        .collect())
}

async fn overdue_rows(store: &Store, service: &Service, limit: i64) -> Result<Vec<LeadRow>, ResponseError> {
    let now = store.clock().now();
    let mut rows = Vec::new();
    for (tier, from, to) in service.bounds() {
        let since = now.plus_seconds(-tier.decide_hours.saturating_mul(3_600));
        rows.extend(store.leads_by_work(WorkList::WaitingSince(since, from, to), limit).await?);
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) >= limit {
            break;
        }
    }
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(rows)
}

async fn rows(
    store: &Store,
    service: &Service,
    user: &User,
    view: View,
    limit: i64,
) -> Result<Vec<LeadRow>, ResponseError> {
    Ok(match view {
        View::Waiting => store.leads(QueueFilter::default(), Page { after: None, limit }).await?,
        View::Mine => store.leads_by_work(WorkList::OfUser(user.id), limit).await?,
        View::Team => store.leads_by_work(WorkList::OfTeam(user.agency), limit).await?,
        View::Unassigned => store.leads_by_work(WorkList::Unassigned, limit).await?,
        View::Overdue => overdue_rows(store, service, limit).await?,
        View::Of(state) => store.leads_by_work(WorkList::OfState(state), limit).await?,
    })
}

/// Leads of a view. The queue of all that waits is read page by page; of the others the first two hundred are shown.
pub async fn list(
    store: &Store,
    permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    (factors, service): (&Factors, &Service),
    user: &User,
    view: View,
    (filter, page): (QueueFilter, Page),
) -> Result<Vec<WorkLine>, ResponseError> {
    if !sight.is_whole() {
        let lines = queue::lead_page(store, permit, sight, factors, filter, page).await?;
        return Ok(lines.into_iter().map(|line| WorkLine { line, place: None }).collect());
    }
    if view == View::Waiting {
        let lines = queue::lead_page(store, permit, sight, factors, filter, page).await?;
        return worked(store, service, lines).await;
    }
    queue::refresh(store, factors, |_| {}).await?;
    let mut rows = rows(store, service, user, view, LISTED).await?;
    rows.retain(|lead| {
        filter.channel.is_none_or(|channel| lead.channels & channel.bit() != 0)
            && filter.kinds.is_none_or(|kinds| lead.kinds & kinds.bits() != 0)
    });
    worked(store, service, lead_lines(store, factors, rows).await?).await
}

/// How many leads each view has.
pub async fn counts(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    service: &Service,
    user: &User,
) -> Result<Counts, ResponseError> {
    if !sight.is_whole() {
        return Ok(Counts::default());
    }
    let mut counts = Vec::new();
    for view in View::ALL.into_iter().filter(|view| *view != View::Waiting) {
        let found = rows(store, service, user, view, LISTED).await?;
        counts.push((view.code(), i64::try_from(found.len()).unwrap_or(i64::MAX)));
    }
    Ok(Counts(counts))
}

/// The home page of somebody at the desk.
pub async fn home(
    store: &Store,
    permit: &Permit<act::SeeReferrals>,
    sight: &Sight,
    (factors, service): (&Factors, &Service),
    user: &User,
) -> Result<Home, ResponseError> {
    queue::refresh(store, factors, |_| {}).await?;
    let referrals = referrals::waiting_for(store, permit, user).await?;
    let mut home = Home {
        mine: Vec::new(),
        team: Vec::new(),
        overdue: Vec::new(),
        escalated: 0,
        handed: Vec::new(),
        referrals,
    };
    if !sight.is_whole() {
        let mut lines = seen_leads(store, sight, factors).await?;
        lines.truncate(AT_HOME);
        home.handed = lines.into_iter().map(|line| WorkLine { line, place: None }).collect();
        return Ok(home);
    }
    let mine = rows(store, service, user, View::Mine, LISTED).await?;
    home.mine = worked(store, service, lead_lines(store, factors, mine).await?).await?;
    home.mine.truncate(AT_HOME * 2);
    let mut team = rows(store, service, user, View::Team, LISTED).await?;
    team.truncate(AT_HOME * 2);
    home.team = worked(store, service, lead_lines(store, factors, team).await?).await?;
    home.team.retain(|line| line.place.as_ref().is_none_or(|place| place.work.user != Some(user.id)));
    home.team.truncate(AT_HOME);
    let overdue = overdue_rows(store, service, LISTED).await?;
    let overdue = worked(store, service, lead_lines(store, factors, overdue).await?).await?;
    let escalated = |line: &WorkLine| {
        let due = line.place.as_ref().and_then(|place| place.due.as_ref());
        due.is_some_and(|due| due.escalated)
    };
    home.escalated = overdue.iter().filter(|line| escalated(line)).count();
    home.overdue = overdue;
    // A supervisor sees first what nobody has looked at for longest.
    if user.role == Role::Supervisor {
        home.overdue.sort_by_key(|line| !escalated(line));
    }
    home.overdue.truncate(AT_HOME);
    Ok(home)
}
