//! Lists of leads by the work on them, how many each has, and the people of an agency with what they have to do.

use crate::{
    LeadRow, LeadWork, StoreError, UserRecord,
    database::{Store, Unit, on},
    desk::works_in,
    leads::lead_row,
    many::{at_once, bound},
    sql,
    users::user_row,
};
use model::{AgencyId, Instant, LeadState, UserId};
use sqlx::Row as _;
use std::collections::HashMap;

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
    /// Leads of a list, each once, with the instant since which they wait, if they do.
    pub async fn leads_by_work(
        &self,
        list: WorkList,
        limit: i64,
    ) -> Result<Vec<(LeadRow, Instant)>, StoreError> {
        let mut leads: Vec<(LeadRow, Instant)> = Vec::new();
        let mut unit = self.snapshot().await?;
        let few = match list {
            WorkList::WaitingSince(_, from, to) => are_few(&mut unit, from, to).await?,
            _ => false,
        };
        on!(&mut unit, c => {
            let query = match &list {
                WorkList::OfUser(user) => sqlx::query(sql::LEADS_OF_USER).bind(user.as_bytes().as_slice()),
                WorkList::OfTeam(team) => sqlx::query(sql::LEADS_OF_TEAM).bind(team.as_bytes().as_slice()),
                WorkList::OfState(state) => sqlx::query(sql::LEADS_OF_STATE).bind(state.code()),
                WorkList::Unassigned => sqlx::query(sql::LEADS_UNASSIGNED).bind(crate::HELD_FROM),
                WorkList::WaitingSince(since, from, to) => {
                    let text = if few { sql::LEADS_SINCE_OF_FEW } else { sql::LEADS_SINCE };
                    sqlx::query(text).bind(since.micros()).bind(*from).bind(*to)
                }
            };
            for row in query.bind(limit).fetch_all(c).await? {
                let lead = lead_row!(&row);
                if !leads.iter().any(|(known, _)| known.no == lead.no) {
                    leads.push((lead, Instant::from_micros(row.try_get(10)?)));
                }
            }
        });
        Ok(leads)
    }

    /// How many leads [`Self::leads_by_work`] shows of each list under this limit, without reading them.
    pub async fn count_leads_by_work(&self, lists: &[WorkList], limit: i64) -> Result<Vec<i64>, StoreError> {
        let mut counts = Vec::with_capacity(lists.len());
        let mut unit = self.snapshot().await?;
        for list in lists {
            let few = match list {
                WorkList::WaitingSince(_, from, to) => are_few(&mut unit, *from, *to).await?,
                _ => false,
            };
            counts.push(on!(&mut unit, c => {
                let query = match list {
                    WorkList::OfUser(user) => {
                        sqlx::query_scalar(sql::COUNT_LEADS_OF_USER).bind(user.as_bytes().as_slice())
                    }
                    WorkList::OfTeam(team) => {
                        sqlx::query_scalar(sql::COUNT_LEADS_OF_TEAM).bind(team.as_bytes().as_slice())
                    }
                    WorkList::OfState(state) => sqlx::query_scalar(sql::COUNT_LEADS_OF_STATE).bind(state.code()),
                    WorkList::Unassigned => {
                        sqlx::query_scalar(sql::COUNT_LEADS_UNASSIGNED).bind(crate::HELD_FROM)
                    }
                    WorkList::WaitingSince(since, from, to) => {
                        let text =
                            if few { sql::COUNT_LEADS_SINCE_OF_FEW } else { sql::COUNT_LEADS_SINCE };
                        sqlx::query_scalar(text).bind(since.micros()).bind(*from).bind(*to)
                    }
                };
                query.bind(limit).fetch_one(c).await?
            }));
        }
        Ok(counts)
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

    /// Since when leads wait, in the order of their numbers given; nothing for one that does not wait.
    pub async fn waiting_since(&self, leads: &[i64]) -> Result<Vec<Option<Instant>>, StoreError> {
        let mut places: HashMap<i64, Instant> = HashMap::new();
        let mut unit = self.snapshot().await?;
        for some in at_once(leads) {
            on!(&mut unit, c => for row in bound(sqlx::query(sql::LEAD_PLACES), some).fetch_all(c).await? {
                if row.try_get::<i64, _>(1)? != 0 {
                    places.insert(row.try_get(0)?, Instant::from_micros(row.try_get(2)?));
                }
            });
        }
        Ok(leads.iter().map(|lead| places.get(lead).copied()).collect())
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
