//! Who has what, and what is late.

use super::{Due, ReferralLine, Service, referrals, service::Tier};
use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    queue::{self, LeadLine, lead_lines, seen_leads},
    triage::Factors,
};
use model::{AgencyId, Instant, LeadState, Role, User, UserId};
use std::collections::BTreeMap;
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

/// Names of users and agencies, for the holders of leads.
type HolderNames = (BTreeMap<UserId, String>, BTreeMap<AgencyId, String>);

async fn worked(
    store: &Store,
    service: &Service,
    names: &HolderNames,
    lines: Vec<LeadLine>,
) -> Result<Vec<WorkLine>, ResponseError> {
    let numbers: Vec<i64> = lines.iter().map(|line| line.lead.no).collect();
    let works = store.work_of_leads(&numbers).await?;
    let since = store.waiting_since(&numbers).await?;
    let (users, agencies) = names;
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

/// Leads of these rows with the work on them.
async fn shown(
    store: &Store,
    (factors, service): (&Factors, &Service),
    names: &HolderNames,
    rows: Vec<Waiting>,
) -> Result<Vec<WorkLine>, ResponseError> {
    let leads = rows.into_iter().map(|(lead, _)| lead).collect();
    worked(store, service, names, lead_lines(store, factors, leads).await?).await
}

/// A lead with the instant since which it waits, if it does.
type Waiting = (LeadRow, Instant);

/// Lists of what is overdue in each tier, the most urgent tier first.
fn overdue_lists(store: &Store, service: &Service) -> Vec<WorkList> {
    let now = store.clock().now();
    let list = |(tier, from, to): (&Tier, i64, i64)| {
        let since = now.plus_seconds(-tier.decide_hours.saturating_mul(3_600));
        WorkList::WaitingSince(since, from, to)
    };
    service.bounds().into_iter().map(list).collect()
}

/// The lists of the store that a view is made of, each bounded and then all of them together; nothing for the queue
/// itself, which is read page by page.
fn lists(store: &Store, service: &Service, user: &User, view: View) -> Vec<WorkList> {
    match view {
        View::Waiting => Vec::new(),
        View::Mine => vec![WorkList::OfUser(user.id)],
        View::Team => vec![WorkList::OfTeam(user.agency)],
        View::Unassigned => vec![WorkList::Unassigned],
        View::Overdue => overdue_lists(store, service),
        View::Of(state) => vec![WorkList::OfState(state)],
    }
}

async fn rows(
    store: &Store,
    service: &Service,
    user: &User,
    view: View,
    limit: i64,
) -> Result<Vec<Waiting>, ResponseError> {
    let mut rows = Vec::new();
    for list in lists(store, service, user, view) {
        let room = limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        if room <= 0 {
            break;
        }
        rows.extend(store.leads_by_work(list, room).await?);
    }
    Ok(rows)
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
    let names = super::decide::names(store).await?;
    if view == View::Waiting {
        let lines = queue::lead_page(store, permit, sight, factors, filter, page).await?;
        return worked(store, service, &names, lines).await;
    }
    queue::refresh(store, factors, |_| {}).await?;
    let mut rows = rows(store, service, user, view, LISTED).await?;
    rows.retain(|(lead, _)| {
        filter.channel.is_none_or(|channel| lead.channels & channel.bit() != 0)
            && filter.kinds.is_none_or(|kinds| lead.kinds & kinds.bits() != 0)
    });
    shown(store, (factors, service), &names, rows).await
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
    let views = || View::ALL.into_iter().filter(|view| *view != View::Waiting);
    let of_views: Vec<Vec<WorkList>> = views().map(|view| lists(store, service, user, view)).collect();
    let mut found = store.count_leads_by_work(&of_views.concat(), LISTED).await?.into_iter();
    let counts = views()
        .zip(of_views)
        .map(|(view, lists)| {
            let count: i64 = found.by_ref().take(lists.len()).sum();
            (view.code(), count.min(LISTED))
        })
        .collect();
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
    let tables = (factors, service);
    let names = super::decide::names(store).await?;
    let at_most = i64::try_from(AT_HOME * 2).unwrap_or(i64::MAX);
    let mine = rows(store, service, user, View::Mine, at_most).await?;
    home.mine = shown(store, tables, &names, mine).await?;
    let team = rows(store, service, user, View::Team, at_most).await?;
    home.team = shown(store, tables, &names, team).await?;
    home.team.retain(|line| line.place.as_ref().is_none_or(|place| place.work.user != Some(user.id)));
    home.team.truncate(AT_HOME);
    let now = store.clock().now();
    let escalated =
        |(lead, since): &Waiting| service.due(lead.rank, *since, now).is_some_and(|due| due.escalated);
    let mut overdue = rows(store, service, user, View::Overdue, LISTED).await?;
    home.escalated = overdue.iter().filter(|one| escalated(one)).count();
    // A supervisor sees first what nobody has looked at for longest.
    if user.role == Role::Supervisor {
        overdue.sort_by_key(|one| !escalated(one));
    }
    overdue.truncate(AT_HOME);
    home.overdue = shown(store, tables, &names, overdue).await?;
    Ok(home)
}
