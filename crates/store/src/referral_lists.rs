//! Reading referrals: lists without words, what one opens, and its history with its words.

use crate::{
    Opening, ReferralHistory, ReferralList, ReferralRow, StoreError,
    database::{Store, on},
    event::Event,
    intake::record_key,
    referrals::{message_context, note_context, referral_in, referral_row, scope_in},
    sql,
};
use model::{
    AgencyId, Instant, LegalBasis, MentionRef, Reference, ReferralId, ReferralParts, ReferralPurpose,
    ReferralReason, ReferralState, UserId,
};
use sqlx::Row as _;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// A referral as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedReferral {
    /// The referral.
    pub row: ReferralRow,
    /// Reports in its scope.
    pub reports: i64,
    /// The reference of the first of them.
    pub reference: Reference,
}

macro_rules! listed {
    ($row:expr) => {{
        let row = $row;
        ListedReferral {
            row: referral_row!(row),
            reports: row.try_get(17)?,
            reference: crate::intake::reference(row.try_get(18)?, row.try_get(19)?),
        }
    }};
}

impl Store {
    /// A referral.
    pub async fn referral(&self, id: ReferralId) -> Result<Option<ReferralRow>, StoreError> {
        let mut unit = self.look().await?;
        referral_in(&mut unit, id).await
    }

    /// Referrals of a lead, the latest first.
    pub async fn referrals_of_lead(&self, lead: i64) -> Result<Vec<ReferralRow>, StoreError> {
        let mut unit = self.look().await?;
        self.referrals_in(&mut unit, lead).await
    }

    /// Referrals of a list that go on, or that have ended, the latest first, as a list shows them.
    pub async fn referral_lines(
        &self,
        list: ReferralList,
        active: bool,
        limit: i64,
    ) -> Result<Vec<ListedReferral>, StoreError> {
        let (text, id) = match &list {
            ReferralList::ToUser(id) => (sql::REFERRAL_LINES_TO_USER, id.as_bytes()),
            ReferralList::ToAgency(id) => (sql::REFERRAL_LINES_TO, id.as_bytes()),
            ReferralList::FromUser(id) => (sql::REFERRAL_LINES_FROM_USER, id.as_bytes()),
            ReferralList::FromAgency(id) => (sql::REFERRAL_LINES_FROM, id.as_bytes()),
        };
        let mut lines = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(text).bind(id.as_slice()).bind(i64::from(active)).bind(limit)
            .fetch_all(c).await? {
            lines.push(listed!(&row));
        });
        Ok(lines)
    }

    /// Referrals of a lead, the latest first, as a list shows them.
    pub async fn referral_lines_of_lead(
        &self,
        lead: i64,
        limit: i64,
    ) -> Result<Vec<ListedReferral>, StoreError> {
        let mut lines = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRAL_LINES_OF_LEAD).bind(lead).bind(limit).fetch_all(c).await? {
            lines.push(listed!(&row));
        });
        Ok(lines)
    }

    /// A referral as a list shows it.
    pub async fn referral_line(&self, id: ReferralId) -> Result<Option<ListedReferral>, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => match sqlx::query(sql::REFERRAL_LINE).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
            Some(row) => Ok(Some(listed!(&row))),
            None => Ok(None),
        })
    }

    /// What the referrals of an agency open at an instant: all that its people see.
    pub async fn openings(&self, to: AgencyId, now: Instant) -> Result<Vec<Opening>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut openings: Vec<Opening> = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRALS_TO).bind(to.as_bytes().as_slice()).bind(1_i64)
            .bind(i64::MAX).fetch_all(c).await? {
            let row = referral_row!(&row);
            if row.holds(now) {
                let persons = row.some_persons.then(Vec::new);
                openings.push(Opening { row, reports: Vec::new(), persons });
            }
        });
        if openings.is_empty() {
            return Ok(openings);
        }
        let mut place: HashMap<Vec<u8>, &mut Opening> =
            openings.iter_mut().map(|one| (one.row.id.as_bytes().to_vec(), one)).collect();
        let reports: Vec<(Vec<u8>, i64)> = on!(&mut unit, c => sqlx::query_as(sql::OPENED_REPORTS)
            .bind(to.as_bytes().as_slice()).fetch_all(c).await?);
        for (id, no) in reports {
            if let Some(opening) = place.get_mut(&id) {
                opening.reports.push(no);
            }
        }
        let persons: Vec<(Vec<u8>, i64)> = on!(&mut unit, c => sqlx::query_as(sql::OPENED_PERSONS)
            .bind(to.as_bytes().as_slice()).fetch_all(c).await?);
        for (id, key) in persons {
            if let Some(persons) = place.get_mut(&id).and_then(|opening| opening.persons.as_mut()) {
                persons.push(MentionRef::of_key(key.cast_unsigned()));
            }
        }
        Ok(openings)
    }

    /// What one referral opens, or opened.
    pub async fn opening(&self, row: ReferralRow) -> Result<Opening, StoreError> {
        let mut unit = self.snapshot().await?;
        let (reports, persons) = scope_in(&mut unit, &row).await?;
        Ok(Opening { row, reports, persons })
    }

    /// Referrals whose day has passed and that nobody has ended.
    pub async fn referrals_past(&self, now: Instant, limit: i64) -> Result<Vec<ReferralRow>, StoreError> {
        let mut rows = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRALS_PAST).bind(now.micros()).bind(limit).fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
        Ok(rows)
    }

    /// How many referrals should have been taken or declined by now.
    pub async fn count_referrals_late(&self, now: Instant) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(
            on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_REFERRALS_LATE).bind(now.micros()).fetch_one(c).await?),
        )
    }

    /// What happened to a referral, oldest first, with its words.
    pub async fn referral_history(&self, id: ReferralId) -> Result<Vec<ReferralHistory>, StoreError> {
        let mut unit = self.snapshot().await?;
        let key = record_key(&mut unit, self.keys(), id.as_bytes()).await?;
        let mut history = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::STEPS_OF_REFERRAL).bind(id.as_bytes().as_slice()).fetch_all(c).await? {
            let entry: i64 = row.try_get(0)?;
            let (agency, sealed): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.try_get(3)?, row.try_get(6)?);
            let (action, facts): (String, String) = (row.try_get(4)?, row.try_get(5)?);
            let bad = |error: serde_json::Error| StoreError::BadEntry { seq: entry, detail: error.to_string() };
            let (step, context) = match Event::read(&action, &facts).map_err(bad)? {
                Event::ReferralStepped { step, state, reason, .. } => {
                    (Some((step, state, reason)), note_context(id, step))
                }
                _ => (None, message_context(id)),
            };
            let words = match (&key, sealed) {
                (Some(key), Some(sealed)) => {
                    let plain: Zeroizing<Vec<u8>> = key.open(&context, &sealed)
                        .ok_or_else(|| StoreError::Tampered(format!("journal entry {entry}")))?;
                    Some(String::from_utf8_lossy(&plain).into_owned())
                }
                _ => None,
            };
            history.push(ReferralHistory {
                entry,
                at: Instant::from_micros(row.try_get(1)?),
                actor: row.try_get(2)?,
                agency: agency.as_deref().and_then(AgencyId::from_slice),
                action,
                step,
                words,
            });
        });
        Ok(history)
    }
}
