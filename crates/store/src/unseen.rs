//! Nobody overwrites what they have not seen: a form brings back the last entry of the journal when its page was made, and
//! what somebody else did to the same thing after it is a conflict, looked for inside the unit of work that would write.

use crate::{
    By, StoreError,
    database::{Store, Unit, on},
    event::Event,
    journal::{Head, Pending},
    sql,
};

/// What is changed by forms, each with the actions that change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// What an agency is called, is there for and where it works; and its end.
    Agency,
    /// The directory of an agency.
    Directory,
    /// What a reporter is told; and that the conversation is gone.
    InboxStatus,
    /// The decision about a payment alert; and what was found out since.
    Alert,
}

impl Changed {
    const fn actions(self) -> [&'static str; 2] {
        match self {
            Self::Agency => ["agency_changed", "agency_closed"],
            Self::Directory => ["directory_set", "directory_ended"],
            Self::InboxStatus => ["inbox_status_set", "inbox_deleted"],
            Self::Alert => ["payment_alert_decided", "payment_alert_renewed"],
        }
    }

    /// Whether it was changed after an entry.
    pub(crate) async fn since(self, unit: &mut Unit, subject: &[u8], seen: i64) -> Result<bool, StoreError> {
        let [one, other] = self.actions();
        let found: Option<i64> = on!(unit, c => sqlx::query_scalar(sql::CHANGED_SINCE)
            .bind(subject).bind(seen).bind(one).bind(other).fetch_optional(c).await?);
        Ok(found.is_some())
    }
}

impl Store {
    /// The last entry of the journal: what a page has seen that is made from here on.
    pub async fn last_entry(&self) -> Result<i64, StoreError> {
        let mut unit = self.look().await?;
        Ok(Head::read(&mut unit, false).await?.seq)
    }

    /// Records an event where what it changes was not changed after an entry; `false` where it was.
    pub(crate) async fn record_unless(
        &self,
        by: &By,
        changed: Changed,
        subject: &[u8],
        seen: i64,
        event: Event,
    ) -> Result<bool, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        if changed.since(&mut pending.unit, subject, seen).await? {
            return Ok(false);
        }
        pending.record(event, None);
        pending.save().await?;
        Ok(true)
    }
}
