//! From keys of mentions to what people call them, and back.

use super::EdgeView;
use crate::{ResponseError, Sight};
use model::{MentionRef, PersonReference, Reference};
use std::collections::{BTreeSet, HashMap};
use store::Store;

/// References of reports by their row numbers.
pub(crate) struct Names(HashMap<i64, Reference>);

impl Names {
    /// Names for all these mentions.
    pub(crate) async fn of(store: &Store, keys: impl Iterator<Item = u64>) -> Result<Self, ResponseError> {
        let numbers: BTreeSet<i64> = keys.map(|key| MentionRef::of_key(key).report_no).collect();
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let rows = store.report_rows(&numbers).await?;
        Ok(Self(rows.into_iter().map(|row| (row.no, row.reference)).collect()))
    }

    /// What people call a report.
    pub(crate) fn report(&self, no: i64) -> Option<Reference> {
        self.0.get(&no).copied()
    }

    /// What people call a mention, or the person whose earliest mention it is.
    pub(crate) fn person(&self, key: u64) -> Option<PersonReference> {
        let MentionRef { report_no, position } = MentionRef::of_key(key);
        Some(PersonReference { report: self.report(report_no)?, position })
    }

    pub(super) fn edge(&self, (left, right, weight): (u64, u64, f64)) -> Option<EdgeView> {
        Some(EdgeView { left: self.person(left)?, right: self.person(right)?, weight })
    }
}

/// The mention that people call so, where it is seen.
pub(super) async fn mention_of(
    store: &Store,
    sight: &Sight,
    reference: PersonReference,
) -> Result<MentionRef, ResponseError> {
    let row = store.find_reference(reference.report).await?.ok_or(ResponseError::NotFound)?;
    let mention = MentionRef { report_no: row.no, position: reference.position };
    if sight.mention(mention) { Ok(mention) } else { Err(ResponseError::NotFound) }
}
