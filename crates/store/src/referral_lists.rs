//! Reading referrals: lists without words, what one opens, and its history with its words.

use crate::{
    Opening, ReferralList, ReferralRow, StoreError,
    database::{Store, on},
    event::Event,
    intake::record_key,
    referrals::{message_context, note_context, referral_in, referral_row, scope_in},
    sql,
};
use model::{
    AgencyId, Instant, LegalBasis, Reference, ReferralId, ReferralParts, ReferralPurpose, ReferralReason,
    ReferralState, ReferralStep, UserId,
};
use sqlx::Row as _;
use zeroize::Zeroizing;

/// One entry of a referral's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralHistory {
    /// Its entry.
    pub entry: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// Of which agency.
    pub agency: Option<AgencyId>,
    /// What the entry is called.
    pub action: String,
    /// For a step: which, where it led, and why.
    pub step: Option<(ReferralStep, ReferralState, Option<ReferralReason>)>,
    /// The message or note; nothing where there was none.
    pub words: Option<String>,
}

/// A referral as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedReferral {
    /// The referral.
    pub row: ReferralRow,
    /// Reports in its scope.
    pub reports: i64,
    /// The reference of the first of them.
    pub reference: Reference,
    /// Name of the agency that sent it.
    pub from: String,
    /// Name of the agency that it was sent to.
    pub to: String,
    /// Name of whoever looks after it at the sender.
    pub from_user: Option<String>,
    /// Name of whoever has it at the receiver.
    pub to_user: Option<String>,
}

macro_rules! listed {
    ($row:expr) => {{
        let row = $row;
        ListedReferral {
            row: referral_row!(row),
            reports: row.try_get(17)?,
            reference: crate::intake::reference(row.try_get(18)?, row.try_get(19)?),
            from: row.try_get::<Option<String>, _>(20)?.unwrap_or_default(),
            to: row.try_get::<Option<String>, _>(21)?.unwrap_or_default(),
            from_user: row.try_get(22)?,
            to_user: row.try_get(23)?,
        }
    }};
}

pub(crate) use listed;

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

    /// Referrals of a list after a place ([`ReferralList::place_of`]), as a list shows them.
    pub async fn referral_lines(
        &self,
        list: ReferralList,
        after: Option<(i64, i64)>,
        limit: i64,
    ) -> Result<Vec<ListedReferral>, StoreError> {
        let (text, id) = match &list {
            ReferralList::ToUser(id) => (sql::REFERRAL_LINES_TO_USER, id.as_bytes()),
            ReferralList::ToOthers(id, _) => (sql::REFERRAL_LINES_TO_OTHERS, id.as_bytes()),
            ReferralList::FromUser(id) => (sql::REFERRAL_LINES_FROM_USER, id.as_bytes()),
            ReferralList::FromAgency(id) => (sql::REFERRAL_LINES_FROM, id.as_bytes()),
            ReferralList::UnansweredTo(id, _) => (sql::REFERRAL_LINES_UNANSWERED_TO, id.as_bytes()),
            ReferralList::LateFrom(id, _) => (sql::REFERRAL_LINES_LATE_FROM, id.as_bytes()),
            ReferralList::EndedTo(id) => (sql::REFERRAL_LINES_ENDED_TO, id.as_bytes()),
            ReferralList::EndedFrom(id) => (sql::REFERRAL_LINES_ENDED_FROM, id.as_bytes()),
        };
        let mut lines = Vec::new();
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let mut query = sqlx::query(text).bind(id.as_slice()).bind(limit);
            query = match &list {
                ReferralList::EndedTo(_) | ReferralList::EndedFrom(_) => query.bind(after.map_or(i64::MAX, |(sent, _)| sent)),
                _ => {
                    let (due, sent) = after.unwrap_or((i64::MIN, i64::MIN));
                    query.bind(due).bind(sent)
                }
            };
            query = match &list {
                ReferralList::ToOthers(_, user) | ReferralList::UnansweredTo(_, user) => query.bind(user.as_bytes().as_slice()),
                ReferralList::LateFrom(_, now) => query.bind(now.micros()),
                _ => query,
            };
            for row in query.fetch_all(c).await? {
                lines.push(listed!(&row));
            }
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
