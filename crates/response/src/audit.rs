//! The journal as the data protection officer reads it.

use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
};
use store::{AuditFilter, AuditLine, OverrideRow, Store};

/// Most entries of one page.
pub const SHOWN: i64 = 100;
/// Most overrides above them.
pub const OVERRIDES_SHOWN: i64 = 20;

/// Entries that fit, the latest first, and below which entry the next page begins. The looking is journaled like every
/// search. That a hidden record was asked for is shown to whoever sees every record, and to nobody else: it is written only
/// where there is one, so that it would tell others which records there are.
pub async fn look(
    store: &Store,
    permit: &Permit<act::Audit>,
    sight: &Sight,
    filter: &AuditFilter,
) -> Result<(Vec<AuditLine>, Option<i64>), ResponseError> {
    let mut lines = store.audit(filter, SHOWN).await?;
    let full = lines.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let below = lines.last().filter(|_| full).map(|line| line.seq);
    lines.retain(|line| sight.is_whole() || line.action != "record_refused");
    store.note_search(permit.by(), "audit", i64::try_from(lines.len()).unwrap_or(i64::MAX)).await?;
    Ok((lines, below))
}

/// The latest overrides with who asked, why, and who decided.
pub async fn overrides(
    store: &Store,
    _permit: &Permit<act::Audit>,
) -> Result<Vec<OverrideRow>, ResponseError> {
    Ok(store.overrides_latest(OVERRIDES_SHOWN).await?)
}
