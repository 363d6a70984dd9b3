//! What the referrals to an agency open: all that its people see. Put together once and kept until a referral to that
//! agency changes or runs out; each request asks for that, in one statement.

use crate::{
    StoreError,
    database::{Store, on},
    sql,
};
use model::{AgencyId, AgencyKind, Channel, Instant, ReferralId, ReferralParts};
use sqlx::Row as _;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

/// What one referral opens of a report.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The referral.
    pub referral: ReferralId,
    /// Which compartments.
    pub compartments: ReferralParts,
    /// Only these mentions, by their keys; all, where it names none.
    pub persons: Option<Arc<HashSet<u64>>>,
}

/// What the referrals to an agency open at one moment.
#[derive(Clone, Debug, Default)]
pub struct Openings {
    /// By report: what each referral that names it opens.
    pub reports: BTreeMap<i64, Vec<Opened>>,
}

/// The state of an agency that decides what its people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgencyStanding {
    /// What kind of agency it is.
    pub kind: AgencyKind,
    /// Entry of the last change of any referral to it.
    referrals: i64,
    /// Grows whenever the rank, the facts or the lead of any report change.
    turn: i64,
}

/// A report that a referral names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferredReport {
    /// Its row number.
    pub no: i64,
    /// The lead that it belongs to now.
    pub lead: i64,
    /// Where it stands in the queue.
    pub rank: i64,
    /// Incident kinds, as bits.
    pub kinds: i64,
    /// The door it came through.
    pub channel: Channel,
    /// When it came.
    pub received_at: Instant,
}

/// The reports that referrals to an agency name, with the state of it that they were read from.
type KeptReports = (AgencyStanding, Arc<[ReferredReport]>);

/// What was put together for agencies.
#[derive(Default)]
pub(crate) struct KeptOpenings {
    openings: Mutex<HashMap<AgencyId, Kept>>,
    reports: Mutex<HashMap<AgencyId, KeptReports>>,
}

/// What was put together, with what it holds for.
struct Kept {
    /// Entry of the last change of any referral to the agency.
    referrals: i64,
    /// When the first of these referrals runs out.
    until: Option<Instant>,
    openings: Arc<Openings>,
}

impl Store {
    /// How an agency stands now; nothing where there is none.
    pub async fn agency_standing(&self, agency: AgencyId) -> Result<Option<AgencyStanding>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let found = sqlx::query(sql::AGENCY_STANDING).bind(agency.as_bytes().as_slice()).fetch_optional(c).await?;
            let Some(row) = found else { return Ok(None) };
            let kind: String = row.try_get(0)?;
            let changed = || StoreError::Tampered("a row of the table of agencies".into());
            Ok(Some(AgencyStanding {
                kind: AgencyKind::from_code(&kind).ok_or_else(changed)?,
                referrals: row.try_get(1)?,
                turn: row.try_get(2)?,
            }))
        })
    }

    /// What the referrals of an agency open at an instant, where it stands so.
    pub async fn openings(
        &self,
        to: AgencyId,
        standing: AgencyStanding,
        now: Instant,
    ) -> Result<Arc<Openings>, StoreError> {
        let kept = &self.kept_openings().openings;
        // Each change of a referral gets a higher entry than any before it.
        let holds =
            |kept: &Kept| kept.referrals == standing.referrals && kept.until.is_none_or(|until| until > now);
        if let Some(kept) =
            kept.lock().unwrap_or_else(PoisonError::into_inner).get(&to).filter(|kept| holds(kept))
        {
            return Ok(kept.openings.clone());
        }
        let (openings, until) = self.read_openings(to, now).await?;
        let openings = Arc::new(openings);
        let new = Kept { referrals: standing.referrals, until, openings: openings.clone() };
        kept.lock().unwrap_or_else(PoisonError::into_inner).insert(to, new);
        Ok(openings)
    }

    async fn read_openings(
        &self,
        to: AgencyId,
        now: Instant,
    ) -> Result<(Openings, Option<Instant>), StoreError> {
        let mut unit = self.snapshot().await?;
        let mut open: HashMap<Vec<u8>, Opened> = HashMap::new();
        let mut until: Option<Instant> = None;
        on!(&mut unit, c => for row in sqlx::query(sql::OPEN_REFERRALS_TO).bind(to.as_bytes().as_slice())
            .bind(now.micros()).fetch_all(c).await? {
            let id: Vec<u8> = row.try_get(0)?;
            let changed = || StoreError::Tampered("a row of the table of referrals".into());
            let runs_out: Option<i64> = row.try_get(3)?;
            until = until.into_iter().chain(runs_out.map(Instant::from_micros)).min();
            let opened = Opened {
                referral: ReferralId::from_slice(&id).ok_or_else(changed)?,
                compartments: ReferralParts::from_bits(row.try_get(1)?),
                persons: (row.try_get::<i64, _>(2)? != 0).then(Arc::default),
            };
            open.insert(id, opened);
        });
        let mut openings = Openings::default();
        if open.is_empty() {
            return Ok((openings, until));
        }
        let mut persons: HashMap<Vec<u8>, HashSet<u64>> = HashMap::new();
        on!(&mut unit, c => for row in sqlx::query(sql::OPENED_PERSONS).bind(to.as_bytes().as_slice()).fetch_all(c).await? {
            persons.entry(row.try_get(0)?).or_default().insert(row.try_get::<i64, _>(1)?.cast_unsigned());
        });
        for (id, keys) in persons {
            if let Some(named) = open.get_mut(&id).and_then(|one| one.persons.as_mut()) {
                *named = Arc::new(keys);
            }
        }
        let reports: Vec<(Vec<u8>, i64)> = on!(&mut unit, c => sqlx::query_as(sql::OPENED_REPORTS)
            .bind(to.as_bytes().as_slice()).fetch_all(c).await?);
        for (id, no) in reports {
            if let Some(opened) = open.get(&id) {
                openings.reports.entry(no).or_default().push(opened.clone());
            }
        }
        Ok((openings, until))
    }

    /// Every report that an active referral to an agency names, as far as lists need it. A report that several name comes
    /// several times; what each referral opens of it is asked of [`Openings`].
    ///
    /// To be asked of one state ([`Self::reading`]): what is kept from an earlier request holds as long as no referral to
    /// the agency and no report has changed since.
    pub async fn reports_referred_to(&self, agency: AgencyId) -> Result<Arc<[ReferredReport]>, StoreError> {
        let Some(standing) = self.agency_standing(agency).await? else { return Ok(Arc::default()) };
        let kept = &self.kept_openings().reports;
        if let Some((_, reports)) = kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&agency)
            .filter(|(state, _)| *state == standing)
        {
            return Ok(reports.clone());
        }
        let reports: Arc<[ReferredReport]> = self.read_referred_to(agency).await?.into();
        kept.lock().unwrap_or_else(PoisonError::into_inner).insert(agency, (standing, reports.clone()));
        Ok(reports)
    }

    async fn read_referred_to(&self, agency: AgencyId) -> Result<Vec<ReferredReport>, StoreError> {
        let changed = || StoreError::Tampered("a row of the report table".into());
        let mut reports = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REPORTS_REFERRED_TO).bind(agency.as_bytes().as_slice())
            .fetch_all(c).await? {
            let channel: String = row.try_get(4)?;
            reports.push(ReferredReport {
                no: row.try_get(0)?,
                lead: row.try_get(1)?,
                rank: row.try_get(2)?,
                kinds: row.try_get(3)?,
                channel: Channel::from_code(&channel).ok_or_else(changed)?,
                received_at: Instant::from_micros(row.try_get(5)?),
            });
        });
        Ok(reports)
    }
}
