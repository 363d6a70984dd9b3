//! Who has what, and what is late.

use super::{Due, ReferralLine, Service, referral_lists, service::Tier};
use crate::{
    ResponseError, Sight,
    people::Away,
    policy::{Permit, act},
    queue::{self, LeadLine, lead_line},
    triage::{FIRST_BEFORE, Factors},
};
use model::{Instant, LeadState, Role, User, UserId};
use store::{BurstRow, DeskCounts, LeadWork, ListedLead, Page, QueueFilter, Store, WorkList, WorkPage};

/// Up to how many leads of a list are counted; beyond them a count says that there are more.
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
    /// Where the work stands, and who has it.
    pub work: LeadWork,
    /// By when it is to be decided about; nothing where it does not wait.
    pub due: Option<Due>,
    /// Whether it is the work of somebody who is away, for whom whoever looks stands in.
    pub stands_in: bool,
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
    /// For a supervisor: how many of all that are overdue they are told of.
    pub escalated: usize,
    /// Leads that others handed over, as somebody of another agency sees them.
    pub handed: Vec<WorkLine>,
    /// Referrals that wait for something of theirs, what is to be answered first before the others.
    pub referrals: Vec<ReferralLine>,
    /// Whether more of them wait than are shown.
    pub more_referrals: bool,
}

/// Which part of the queue is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Only leads that it takes.
    pub filter: QueueFilter,
    /// After which place ([`Listed::next`]).
    pub after: Option<[i64; 3]>,
    /// How many at most.
    pub limit: i64,
}

/// What the page of the queue shows.
pub struct Listed {
    /// The leads of the view.
    pub lines: Vec<WorkLine>,
    /// After which place the next page begins, where there is one.
    pub next: Option<[i64; 3]>,
    /// How many reports wait, of those that are seen.
    pub reports: i64,
    /// How many leads come first.
    pub first: i64,
    /// How many leads each view has; the centre's alone.
    pub counts: Counts,
    /// How many deliveries could not be read and are kept; the centre's alone.
    pub set_aside: i64,
    /// Reports that came too many at once; the centre's alone.
    pub held: Vec<BurstRow>,
}

/// A listed lead with the work on it.
fn shown(store: &Store, (factors, service): (&Factors, &Service), lead: ListedLead) -> WorkLine {
    let work = lead.work.clone();
    let line = lead_line(store, factors, lead);
    let due = line.since.and_then(|since| service.due(line.lead.rank, since, store.clock().now()));
    WorkLine { line, place: Some(Place { work, due, stands_in: false }) }
}

/// Marks the work of those for whom whoever looks stands in.
fn marked(mut lines: Vec<WorkLine>, away: &[UserId]) -> Vec<WorkLine> {
    for place in lines.iter_mut().filter_map(|line| line.place.as_mut()) {
        place.stands_in = place.work.user.is_some_and(|user| away.contains(&user));
    }
    lines
}

/// What is overdue in each tier, the most urgent tier first: since when it waits, within which ranks.
fn overdue_spans(store: &Store, service: &Service) -> Vec<(Instant, i64, i64)> {
    let now = store.clock().now();
    let span = |(tier, from, to): (&Tier, i64, i64)| {
        (now.plus_seconds(-tier.decide_hours.saturating_mul(3_600)), from, to)
    };
    service.bounds().into_iter().map(span).collect()
}

/// The lists of the store that a view is made of, each bounded and then all of them together; nothing for the queue
/// itself, which is read page by page.
fn lists(store: &Store, service: &Service, (user, away): (&User, &[UserId]), view: View) -> Vec<WorkList> {
    match view {
        View::Waiting => Vec::new(),
        View::Mine => std::iter::once(&user.id).chain(away).map(|one| WorkList::OfUser(*one)).collect(),
        View::Team => vec![WorkList::OfTeam(user.agency)],
        View::Unassigned => vec![WorkList::Unassigned],
        View::Overdue => overdue_spans(store, service)
            .into_iter()
            .map(|(since, from, to)| WorkList::WaitingSince(since, from, to))
            .collect(),
        View::Of(state) => vec![WorkList::OfState(state)],
    }
}

/// Leads of a view from a place on, each with its own place: of whoever looks, with those of whom they stand in for all in one
/// order; or of lists that follow each other by rank, so that the place of a lead tells where to go on.
async fn rows(
    store: &Store,
    service: &Service,
    whose: (&User, &[UserId]),
    view: View,
    wanted: Wanted,
) -> Result<Vec<([i64; 3], ListedLead)>, ResponseError> {
    let Wanted { filter, mut after, limit } = wanted;
    let lists = lists(store, service, whose, view);
    let mut rows = Vec::new();
    for list in lists {
        if view == View::Mine {
            let found = store.leads_by_work(list, WorkPage { after, filter, limit }).await?;
            rows.extend(found.into_iter().map(|lead| (list.place_of(&lead), lead)));
            continue;
        }
        if let (WorkList::WaitingSince(_, _, to), Some([_, rank, _])) = (list, after)
            && rank >= to
        {
            continue;
        }
        let room = limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        if room <= 0 {
            break;
        }
        let page = WorkPage { after: after.take(), filter, limit: room };
        let found = store.leads_by_work(list, page).await?;
        rows.extend(found.into_iter().map(|lead| (list.place_of(&lead), lead)));
    }
    if view == View::Mine {
        rows.sort_by_key(|(place, _)| *place);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// The first leads of a view.
async fn first(
    store: &Store,
    service: &Service,
    whose: (&User, &[UserId]),
    view: View,
    limit: i64,
) -> Result<Vec<ListedLead>, ResponseError> {
    let wanted = Wanted { filter: QueueFilter::default(), after: None, limit };
    Ok(rows(store, service, whose, view, wanted).await?.into_iter().map(|(_, lead)| lead).collect())
}

/// The place of the last line that is shown, where more follow, and these lines alone.
fn cut<T>(mut rows: Vec<([i64; 3], T)>, limit: i64) -> (Vec<T>, Option<[i64; 3]>) {
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|(place, _)| *place);
    (rows.into_iter().map(|(_, row)| row).collect(), next)
}

/// The queue as its page shows it, page by page, whichever the view.
pub async fn list(
    store: &Store,
    _permit: &Permit<act::SeeQueue>,
    sight: &Sight,
    tables: (&Factors, &Service),
    user: &User,
    view: View,
    wanted: Wanted,
) -> Result<Listed, ResponseError> {
    let (factors, service) = tables;
    let store = &queue::current(store, factors).await?;
    // One more than is shown tells whether there is a next page.
    let more = Wanted { limit: wanted.limit.saturating_add(1), ..wanted };
    let page = Page { after: wanted.after.map(|[rank, no, _]| (rank, no)), limit: more.limit };
    if !sight.is_whole() {
        let (lines, (reports, first)) = queue::seen_page(store, sight, factors, wanted.filter, page).await?;
        let placed = |line: LeadLine| ([line.lead.rank, line.lead.no, 0], WorkLine { line, place: None });
        let (lines, next) = cut(lines.into_iter().map(placed).collect(), wanted.limit);
        return Ok(Listed {
            lines,
            next,
            reports,
            first,
            counts: Counts::default(),
            set_aside: 0,
            held: Vec::new(),
        });
    }
    let away = Away::now(store).await?.stood_in_by(user.id);
    let rows = if view == View::Waiting {
        let leads = store.leads(wanted.filter, page).await?;
        leads.into_iter().map(|one| ([one.lead.rank, one.lead.no, 0], one)).collect()
    } else {
        rows(store, service, (user, &away), view, more).await?
    };
    let (rows, next) = cut(rows, wanted.limit);
    let mut desk = store.count_desk(user.id, user.agency, FIRST_BEFORE, LISTED).await?;
    for one in &away {
        desk.of_user += store.count_leads_of(*one, LISTED).await?;
    }
    Ok(Listed {
        lines: marked(rows.into_iter().map(|lead| shown(store, tables, lead)).collect(), &away),
        next,
        reports: desk.reports,
        first: desk.first,
        counts: counts(store, service, &desk).await?,
        set_aside: desk.set_aside,
        held: store.bursts_held().await?,
    })
}

/// How many leads each view has.
async fn counts(store: &Store, service: &Service, desk: &DeskCounts) -> Result<Counts, ResponseError> {
    let overdue = store.count_waiting_since(&overdue_spans(store, service), LISTED).await?;
    let count = |view: View| {
        Some(match view {
            View::Waiting => return None,
            View::Mine => desk.of_user,
            View::Team => desk.of_team,
            View::Unassigned => desk.unassigned,
            View::Overdue => overdue,
            View::Of(state) => desk.of_state(state),
        })
    };
    let of = |view: View| Some((view.code(), count(view)?.min(LISTED)));
    Ok(Counts(View::ALL.into_iter().filter_map(of).collect()))
}

/// The home page of somebody at the desk.
pub async fn home(
    store: &Store,
    permit: &Permit<act::SeeReferrals>,
    sight: &Sight,
    tables: (&Factors, &Service),
    user: &User,
) -> Result<Home, ResponseError> {
    let (factors, service) = tables;
    let store = &queue::current(store, factors).await?;
    let (referrals, more_referrals) = referral_lists::waiting_for(store, permit, user).await?;
    let mut home = Home {
        mine: Vec::new(),
        team: Vec::new(),
        overdue: Vec::new(),
        escalated: 0,
        handed: Vec::new(),
        referrals,
        more_referrals,
    };
    if !sight.is_whole() {
        let page = Page { after: None, limit: i64::try_from(AT_HOME).unwrap_or(i64::MAX) };
        let (lines, _) = queue::seen_page(store, sight, factors, QueueFilter::default(), page).await?;
        home.handed = lines.into_iter().map(|line| WorkLine { line, place: None }).collect();
        return Ok(home);
    }
    let at_most = i64::try_from(AT_HOME * 2).unwrap_or(i64::MAX);
    let away = Away::now(store).await?.stood_in_by(user.id);
    let lines = |leads: Vec<ListedLead>| {
        marked(leads.into_iter().map(|lead| shown(store, tables, lead)).collect(), &away)
    };
    let whose = (user, away.as_slice());
    home.mine = lines(first(store, service, whose, View::Mine, at_most).await?);
    let mut team = first(store, service, whose, View::Team, at_most).await?;
    team.retain(|lead| lead.work.user.is_none_or(|one| one != user.id && !away.contains(&one)));
    team.truncate(AT_HOME);
    home.team = lines(team);
    // How many a supervisor is told of is counted among all that are listed; others see the first ones.
    let is_told = user.role == Role::Supervisor;
    let overdue_at_most = if is_told { LISTED } else { i64::try_from(AT_HOME).unwrap_or(i64::MAX) };
    let mut overdue = first(store, service, whose, View::Overdue, overdue_at_most).await?;
    let now = store.clock().now();
    let escalated = |ListedLead { lead, since, .. }: &ListedLead| {
        since.and_then(|since| service.due(lead.rank, since, now)).is_some_and(|due| due.escalated)
    };
    // A supervisor sees first what nobody has looked at for longest.
    if is_told {
        home.escalated = overdue.iter().filter(|one| escalated(one)).count();
        overdue.sort_by_key(|one| !escalated(one));
    }
    overdue.truncate(AT_HOME);
    home.overdue = lines(overdue);
    Ok(home)
}
