//! Lists of referrals, without words: to whoever looks, to their team, from their team, and what has ended.

use super::referrals::{LISTED, expire};
use crate::{
    ResponseError,
    people::Away,
    policy::{Permit, act},
};
use model::{Instant, Reference, User, UserId};
use store::{ListedReferral, ReferralList, ReferralRow, Store};

/// Referrals on one page of a list; the next page begins after the last of them, so that none is ever left out.
pub const ON_A_PAGE: i64 = 50;
/// Most referrals of each kind on the home page; what waits longest comes first, and the page says where there are more.
const AT_HOME: i64 = 20;

/// A line of a list of referrals: no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralLine {
    /// The referral.
    pub row: ReferralRow,
    /// The report that names it: the first of its scope.
    pub reference: Reference,
    /// Name of the agency that sent it.
    pub from: String,
    /// Name of the agency that has it.
    pub to: String,
    /// Who has it at the receiver.
    pub to_user: Option<String>,
    /// Who looks after it at the sender.
    pub from_user: Option<String>,
    /// Reports in its scope.
    pub reports: usize,
    /// Whether an answer or its end is late.
    pub late: bool,
    /// Whether it is the work of somebody who is away, for whom whoever looks stands in.
    pub stands_in: bool,
}

/// One of the views of referrals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferralView {
    /// To whoever looks.
    ToMe,
    /// To their team, and not to them.
    ToTeam,
    /// From their team.
    FromTeam,
    /// Those of either side that have ended.
    Ended,
}

impl ReferralView {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::ToMe, Self::ToTeam, Self::FromTeam, Self::Ended];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToMe => "to-me",
            Self::ToTeam => "to-team",
            Self::FromTeam => "from-team",
            Self::Ended => "ended",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }

    /// The lists of the store that it is made of; `away` are those for whom whoever looks stands in.
    fn lists(self, user: &User, away: &[UserId]) -> Vec<ReferralList> {
        match self {
            Self::ToMe => {
                std::iter::once(&user.id).chain(away).map(|one| ReferralList::ToUser(*one)).collect()
            }
            Self::ToTeam => vec![ReferralList::ToOthers(user.agency, user.id)],
            Self::FromTeam => vec![ReferralList::FromAgency(user.agency)],
            Self::Ended => vec![ReferralList::EndedTo(user.agency), ReferralList::EndedFrom(user.agency)],
        }
    }
}

/// A page of a view: what is to be answered first, and of what has ended the latest, come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referrals {
    /// The referrals.
    pub lines: Vec<ReferralLine>,
    /// After which place the next page begins, where there is one.
    pub next: Option<(i64, i64)>,
}

pub(super) fn line(now: Instant, listed: ListedReferral) -> ReferralLine {
    let ListedReferral { row, reports, reference, from, to, from_user, to_user } = listed;
    ReferralLine {
        reference,
        from,
        to,
        to_user,
        from_user,
        reports: usize::try_from(reports).unwrap_or(0),
        late: row.due().is_some_and(|deadline| deadline <= now),
        stands_in: false,
        row,
    }
}

/// A list of referrals after a place, as far as it is shown.
async fn lines(
    store: &Store,
    list: ReferralList,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<ReferralLine>, ResponseError> {
    let listed = store.referral_lines(list, after, limit).await?;
    let now = store.clock().now();
    Ok(listed.into_iter().map(|one| line(now, one)).collect())
}

/// Marks what is the work of those for whom whoever looks stands in.
fn stood_in(line: ReferralLine, away: &[UserId]) -> ReferralLine {
    let stands_in = line.row.to_user.is_some_and(|user| away.contains(&user));
    ReferralLine { stands_in, ..line }
}

/// A page of one of the views of referrals of an agency.
pub async fn referrals(
    store: &Store,
    _permit: &Permit<act::SeeReferrals>,
    user: &User,
    view: ReferralView,
    after: Option<(i64, i64)>,
) -> Result<Referrals, ResponseError> {
    expire(store).await?;
    let store = &store.reading().await?;
    let mut found = Vec::new();
    let away = Away::now(store).await?.stood_in_by(user.id);
    for list in view.lists(user, &away) {
        // One more than is shown tells whether there is a next page.
        let page = lines(store, list, after, ON_A_PAGE + 1).await?;
        found.extend(page.into_iter().map(|line| (list.place_of(&line.row), line)));
    }
    // Lists each in the order of the view are one again.
    match view {
        ReferralView::Ended => found.sort_by_key(|(place, _)| std::cmp::Reverse(*place)),
        _ => found.sort_by_key(|(place, _)| *place),
    }
    let shown = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let next = found.last().filter(|_| more).map(|(place, _)| *place);
    let mut lines: Vec<ReferralLine> = found.into_iter().map(|(_, line)| stood_in(line, &away)).collect();
    // What is theirs by standing in is not their team's besides.
    lines.retain(|line| view != ReferralView::ToTeam || !line.stands_in);
    Ok(Referrals { lines, next })
}

/// Referrals of a lead on which the agency of whoever looks stands: those that it sent, and of those that have ended
/// those that it had too. The latest first.
pub async fn referrals_of_lead(
    store: &Store,
    _permit: &Permit<act::SeeReferrals>,
    user: &User,
    lead: i64,
) -> Result<Vec<ReferralLine>, ResponseError> {
    expire(store).await?;
    let mut listed = store.referral_lines_of_lead(lead, LISTED).await?;
    listed.retain(|one| {
        one.row.from == user.agency || (!one.row.state.is_active() && one.row.to == user.agency)
    });
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let now = store.clock().now();
    let mut lines: Vec<ReferralLine> = listed.into_iter().map(|one| line(now, one)).collect();
    // What goes on stands before what has ended.
    lines.sort_by_key(|line| !line.row.state.is_active());
    Ok(lines)
}

/// Referrals that wait for something of whoever looks: theirs, those to be taken or declined, and what is late on the other
/// side; and whether there are more than these. From a state in which none has run out.
pub(super) async fn waiting_for(
    store: &Store,
    _permit: &Permit<act::SeeReferrals>,
    user: &User,
) -> Result<(Vec<ReferralLine>, bool), ResponseError> {
    let now = store.clock().now();
    let away = Away::now(store).await?.stood_in_by(user.id);
    let mut lists = ReferralView::ToMe.lists(user, &away);
    lists
        .extend([ReferralList::UnansweredTo(user.agency, user.id), ReferralList::LateFrom(user.agency, now)]);
    let (mut waiting, mut more) = (Vec::<ReferralLine>::new(), false);
    for list in lists {
        let mut found = lines(store, list, None, AT_HOME + 1).await?;
        let shown = usize::try_from(AT_HOME).unwrap_or(usize::MAX);
        more |= found.len() > shown;
        found.truncate(shown);
        // What is theirs by standing in stands once.
        found.retain(|line| waiting.iter().all(|one| one.row.id != line.row.id));
        waiting.extend(found.into_iter().map(|line| stood_in(line, &away)));
    }
    Ok((waiting, more))
}
