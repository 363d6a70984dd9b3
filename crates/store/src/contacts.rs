//! Contacts of the hotline, counted.

use crate::{
    By, StoreError,
    database::{Store, on},
    event::Event,
    sql,
};
use model::{ContactCategory, ContactOutcome, ContactWay, Instant};
use sqlx::Row;

/// How many contacts of one kind there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactCount {
    /// How they got in touch.
    pub way: ContactWay,
    /// What came of it.
    pub outcome: ContactOutcome,
    /// What it was about.
    pub category: Option<ContactCategory>,
    /// How many.
    pub count: i64,
}

impl Store {
    /// Notes a contact.
    pub async fn note_contact(
        &self,
        by: &By,
        way: ContactWay,
        outcome: ContactOutcome,
        category: Option<ContactCategory>,
    ) -> Result<(), StoreError> {
        self.record(by, Event::ContactNoted { way, outcome, category }).await
    }

    /// Contacts from `from` until before `until`, by kind.
    pub async fn contact_counts(
        &self,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<ContactCount>, StoreError> {
        let mut unit = self.look().await?;
        let mut counts = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::CONTACT_COUNTS).bind(from.micros()).bind(until.micros()).fetch_all(c).await? {
            let (way, outcome): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let category: Option<String> = row.try_get(2)?;
            let tampered = || StoreError::Tampered("a row of the contact table".into());
            counts.push(ContactCount {
                way: ContactWay::from_code(&way).ok_or_else(tampered)?,
                outcome: ContactOutcome::from_code(&outcome).ok_or_else(tampered)?,
                category: category.as_deref().and_then(ContactCategory::from_code),
                count: row.try_get(3)?,
            });
        });
        Ok(counts)
    }
}
