//! Lists of leads by the work on them, how many each has, and the people of an agency with what they have to do.

use crate::{
    LeadRow, LeadWork, ListedLead, QueueFilter, QueueRow, StoreError, UserRecord,
    database::{Store, Unit, on},
    desk::works_in,
    leads::{lead_row, listed_lead, with_questions},
    reports::queue_row,
    sql,
    users::user_row,
};
use model::{AgencyId, Instant, LeadState, Override, ReportId, UserId};
use sqlx::Row as _;

/// Which leads a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkList {
    /// Those that somebody has.
    OfUser(UserId),
    /// Those that a team has.
    OfTeam(AgencyId),
    /// Those that stand so, the latest decision first.
    OfState(LeadState),
    /// Those that wait and are nobody's.
    Unassigned,
    /// Those that wait since this instant or before, within ranks from … up to, the longest first.
    WaitingSince(Instant, i64, i64),
}

/// Which part of a list of work: from where on, only what a filter takes, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkPage {
    /// The place of the last lead seen ([`WorkList::place_of`]).
    pub after: Option<[i64; 3]>,
    /// What is listed.
    pub filter: QueueFilter,
    /// How many leads.
    pub limit: i64,
}

impl WorkPage {
    /// The first leads of a list.
    pub fn first(limit: i64) -> Self {
        Self { after: None, filter: QueueFilter::default(), limit }
    }
}

impl WorkList {
    /// Where a lead stands in the order of a list: what the next page begins after.
    pub fn place_of(self, lead: &ListedLead) -> [i64; 3] {
        let (rank, no) = (lead.lead.rank, lead.lead.no);
        match self {
            Self::OfUser(_) | Self::OfTeam(_) | Self::Unassigned => [rank, no, 0],
            Self::OfState(_) => [lead.work.version, 0, 0],
            Self::WaitingSince(..) => [lead.since.map_or(i64::MAX, Instant::micros), rank, no],
        }
    }
}

/// Somebody of an agency, with what they do on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRow {
    /// Who.
    pub record: UserRecord,
    /// Open leads they have.
    pub load: i64,
    /// Whether they take nothing new.
    pub heavy: bool,
    /// Records they opened.
    pub reads: i64,
    /// Times they asked for words.
    pub reveals: i64,
}

/// The states whose leads are counted.
const COUNTED: [LeadState; 4] =
    [LeadState::Waiting, LeadState::Referred, LeadState::Accepted, LeadState::NoConcern];

/// How much there is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskCounts {
    /// Reports.
    pub reports: i64,
    /// Leads that wait and come first.
    pub first: i64,
    /// Deliveries that could not be read and are kept.
    pub set_aside: i64,
    /// Those that the user has.
    pub of_user: i64,
    /// Those that the team has.
    pub of_team: i64,
    /// Those that wait and are nobody's.
    pub unassigned: i64,
    of_state: [i64; 4],
}

impl DeskCounts {
    /// Those that stand so; open ones are not counted.
    pub fn of_state(&self, state: LeadState) -> i64 {
        COUNTED.iter().zip(self.of_state).find(|(one, _)| **one == state).map_or(0, |(_, count)| count)
    }
}

/// Where no more than so many leads wait within ranks, all of them are looked at to find those that wait long. Of an
/// urgent tier few wait and hardly one too long, while of the last one a million may: walking everything that waits
/// since then in order, to find the few of the urgent tier, would read all of these.
const FEW: i64 = 1_000;

/// Whether few leads wait within ranks from … up to.
async fn are_few(unit: &mut Unit, from: i64, to: i64) -> Result<bool, StoreError> {
    let count: i64 = on!(unit, c => sqlx::query_scalar(sql::COUNT_WAITING_WITHIN)
        .bind(from).bind(to).bind(FEW + 1).fetch_one(c).await?);
    Ok(count <= FEW)
}

impl Store {
    /// Leads of a part of a list.
    pub async fn leads_by_work(&self, list: WorkList, page: WorkPage) -> Result<Vec<ListedLead>, StoreError> {
        let mut leads = Vec::new();
        let mut unit = self.snapshot().await?;
        let few = match list {
            WorkList::WaitingSince(_, from, to) => are_few(&mut unit, from, to).await?,
            _ => false,
        };
        let (kinds, channels) = page.filter.bits();
        on!(&mut unit, c => {
            let [first, second, third] = page.after.unwrap_or([i64::MIN; 3]);
            let mut query = match &list {
                WorkList::OfUser(user) => sqlx::query(sql::LEADS_OF_USER).bind(user.as_bytes().as_slice()),
                WorkList::OfTeam(team) => sqlx::query(sql::LEADS_OF_TEAM).bind(team.as_bytes().as_slice()),
                WorkList::OfState(state) => sqlx::query(sql::LEADS_OF_STATE).bind(state.code()),
                WorkList::Unassigned => sqlx::query(sql::LEADS_UNASSIGNED).bind(crate::HELD_FROM),
                WorkList::WaitingSince(since, from, to) => {
                    let text = if few { sql::LEADS_SINCE_OF_FEW } else { sql::LEADS_SINCE };
                    sqlx::query(text).bind(since.micros()).bind(*from).bind(*to)
                }
            };
            query = query.bind(page.limit);
            query = match &list {
                WorkList::OfUser(_) | WorkList::OfTeam(_) | WorkList::Unassigned => query.bind(first).bind(second),
                WorkList::OfState(_) => query.bind(page.after.map_or(i64::MAX, |[version, ..]| version)),
                WorkList::WaitingSince(..) => query.bind(first).bind(second).bind(third),
            };
            for row in query.bind(kinds).bind(channels).fetch_all(c).await? {
                leads.push(listed_lead!(&row));
            }
        });
        with_questions(&mut unit, leads).await
    }

    /// How much there is at the desk of a user of a team, where leads before a rank come first: of each list of work as many
    /// leads as [`Self::leads_by_work`] shows under this limit, without reading them.
    pub async fn count_desk(
        &self,
        user: UserId,
        team: AgencyId,
        first_before: i64,
        limit: i64,
    ) -> Result<DeskCounts, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let mut query = sqlx::query(sql::COUNT_DESK)
                .bind(user.as_bytes().as_slice()).bind(team.as_bytes().as_slice()).bind(crate::HELD_FROM).bind(limit);
            for state in COUNTED {
                query = query.bind(state.code());
            }
            let row = query.bind(first_before).fetch_one(c).await?;
            let mut counts = DeskCounts {
                reports: row.try_get(0)?,
                first: row.try_get(1)?,
                set_aside: row.try_get(2)?,
                of_user: row.try_get(3)?,
                of_team: row.try_get(4)?,
                unassigned: row.try_get(5)?,
                of_state: [0; 4],
            };
            for (place, count) in counts.of_state.iter_mut().enumerate() {
                *count = row.try_get(6 + place)?;
            }
            Ok(counts)
        })
    }

    /// How many leads somebody has, as [`WorkList::OfUser`] lists them, counted up to this limit.
    pub async fn count_leads_of(&self, user: UserId, limit: i64) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_LEADS_OF_USER)
            .bind(user.as_bytes().as_slice()).bind(limit).fetch_one(c).await?))
    }

    /// How many leads wait since these instants or before within these ranks, as [`WorkList::WaitingSince`] lists them,
    /// each counted up to this limit.
    pub async fn count_waiting_since(
        &self,
        lists: &[(Instant, i64, i64)],
        limit: i64,
    ) -> Result<i64, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut count = 0;
        for (since, from, to) in lists {
            let of_list: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_LEADS_SINCE)
                .bind(since.micros()).bind(*from).bind(*to).bind(limit).bind(FEW).fetch_one(c).await?);
            count += of_list;
        }
        Ok(count)
    }

    /// Where the work on leads stands, in the order of their numbers given.
    pub async fn work_of_leads(&self, leads: &[i64]) -> Result<Vec<LeadWork>, StoreError> {
        let mut unit = self.snapshot().await?;
        let found = works_in(&mut unit, leads).await?;
        let work = |lead| found.get(lead).map(|found| found.work.clone());
        leads
            .iter()
            .map(|lead| work(lead).ok_or_else(|| StoreError::Tampered("the work on a lead".into())))
            .collect()
    }

    /// The people of an agency, also those who may not sign in any more, with what they do on a day.
    pub async fn staff(&self, agency: AgencyId, day: i64) -> Result<Vec<StaffRow>, StoreError> {
        let mut staff = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::STAFF).bind(agency.as_bytes().as_slice()).bind(day).fetch_all(c).await? {
            staff.push(StaffRow {
                record: user_row!(&row),
                load: row.try_get(6)?,
                heavy: row.try_get::<i64, _>(7)? != 0,
                reads: row.try_get(8)?,
                reveals: row.try_get(9)?,
            });
        });
        Ok(staff)
    }
}
