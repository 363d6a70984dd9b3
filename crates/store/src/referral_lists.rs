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
    AgencyId, Instant, LegalBasis, ReferralId, ReferralParts, ReferralPurpose, ReferralReason, ReferralState,
    UserId,
};
use sqlx::Row as _;
use zeroize::Zeroizing;

impl Store {
    /// A referral.
    pub async fn referral(&self, id: ReferralId) -> Result<Option<ReferralRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        referral_in(&mut unit, id).await
    }

    /// Referrals of a list that go on, or that have ended, the latest first.
    pub async fn referrals(
        &self,
        list: ReferralList,
        active: bool,
        limit: i64,
    ) -> Result<Vec<ReferralRow>, StoreError> {
        let (text, id) = match &list {
            ReferralList::ToUser(id) => (sql::REFERRALS_TO_USER, id.as_bytes()),
            ReferralList::ToAgency(id) => (sql::REFERRALS_TO, id.as_bytes()),
            ReferralList::FromUser(id) => (sql::REFERRALS_FROM_USER, id.as_bytes()),
            ReferralList::FromAgency(id) => (sql::REFERRALS_FROM, id.as_bytes()),
        };
        let mut rows = Vec::new();
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => for row in sqlx::query(text).bind(id.as_slice()).bind(i64::from(active)).bind(limit)
            .fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
        Ok(rows)
    }

    /// Referrals of a lead, the latest first.
    pub async fn referrals_of_lead(&self, lead: i64) -> Result<Vec<ReferralRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        self.referrals_in(&mut unit, lead).await
    }

    /// What the referrals of an agency open at an instant: all that its people see.
    pub async fn openings(&self, to: AgencyId, now: Instant) -> Result<Vec<Opening>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRALS_TO).bind(to.as_bytes().as_slice()).bind(1_i64)
            .bind(i64::MAX).fetch_all(c).await? {
            let row = referral_row!(&row);
            if row.holds(now) {
                rows.push(row);
            }
        });
        let mut openings = Vec::with_capacity(rows.len());
        for row in rows {
            let (reports, persons) = scope_in(&mut unit, &row).await?;
            openings.push(Opening { row, reports, persons });
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
        let mut unit = self.snapshot().await?;
        on!(&mut unit, c => for row in sqlx::query(sql::REFERRALS_PAST).bind(now.micros()).bind(limit).fetch_all(c).await? {
            rows.push(referral_row!(&row));
        });
        Ok(rows)
    }

    /// How many referrals should have been taken or declined by now.
    pub async fn count_referrals_late(&self, now: Instant) -> Result<i64, StoreError> {
        let mut unit = self.snapshot().await?;
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
