//! The journal as the data protection officer reads it.

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use store::{AuditFilter, AuditLine, OverrideRow, Store};

/// Most entries of one page.
pub const SHOWN: i64 = 100;
/// Most overrides above them.
pub const OVERRIDES_SHOWN: i64 = 20;

/// Entries that fit, the latest first. The looking is journaled like every search.
pub async fn look(
    store: &Store,
    permit: &Permit<act::Audit>,
    filter: &AuditFilter,
) -> Result<Vec<AuditLine>, ResponseError> {
    let lines = store.audit(filter, SHOWN).await?;
    store.note_search(permit.by(), "audit", i64::try_from(lines.len()).unwrap_or(i64::MAX)).await?;
    Ok(lines)
}

/// The latest overrides with who asked, why, and who decided.
pub async fn overrides(
    store: &Store,
    _permit: &Permit<act::Audit>,
) -> Result<Vec<OverrideRow>, ResponseError> {
    Ok(store.overrides_latest(OVERRIDES_SHOWN).await?)
}
