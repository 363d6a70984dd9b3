//! What linking reads: the journal, from where it stopped, as reports that came, changed or went, and decisions.
//!
//! A machine reads these reports to compare them, as intake itself did when it received them; nobody sees their words
//! by it. It is part of intake and makes no entry of its own. Whoever looks at a person makes one ([`Store::open_person`]).

use crate::{
    StoreError,
    database::{Store, on},
    event::Event,
    intake::{SealedReport, report_context, unpack},
    journal::Head,
    sql,
};
use model::{Channel, DecisionId, IncidentKinds, Instant, MentionRef, Report, ReportId, Verdict};
use sqlx::Row;

/// One thing that linking must take in.
pub enum LinkChange {
    /// A report that is new or has changed: its current version.
    Report(Box<LinkReport>),
    /// A report was erased.
    Erased {
        /// Its row number.
        no: i64,
    },
    /// Somebody let the reports of a burst in: [`Store::link_burst`] reads them, a page at a time.
    LetIn {
        /// The burst.
        burst: i64,
    },
    /// An analyst decided.
    Decided {
        /// The decision.
        id: DecisionId,
        /// Same or different.
        verdict: Verdict,
        /// Each of these …
        left: Vec<MentionRef>,
        /// … and each of these.
        right: Vec<MentionRef>,
    },
    /// A decision was taken back.
    Withdrawn {
        /// The decision.
        id: DecisionId,
    },
}

impl LinkChange {
    /// The burst, where one was let in.
    pub fn let_in(&self) -> Option<i64> {
        match self {
            Self::LetIn { burst } => Some(*burst),
            _ => None,
        }
    }
}

/// A report as linking needs it.
pub struct LinkReport {
    /// Row number.
    pub no: i64,
    /// The door.
    pub channel: Channel,
    /// Kinds of incident.
    pub kinds: IncidentKinds,
    /// When the house received it first.
    pub received_at: Instant,
    /// What was understood.
    pub report: Report,
}

/// Reads columns subject, sealed body, wrapped key, number, version, channel, kinds and time from `$at` on into a report.
macro_rules! link_report {
    ($store:expr, $row:expr, $entry:expr, $at:expr) => {{
        let (store, row, at): (&Store, _, usize) = ($store, $row, $at);
        let subject: Option<Vec<u8>> = row.try_get(at)?;
        let sealed: Option<Vec<u8>> = row.try_get(at + 1)?;
        let wrapped: Option<Vec<u8>> = row.try_get(at + 2)?;
        match (subject, sealed, wrapped) {
            (Some(subject), Some(sealed), Some(wrapped)) => {
                let tampered = || StoreError::Tampered(format!("journal entry {}", $entry));
                let id = ReportId::from_slice(&subject).ok_or_else(tampered)?;
                let key = store.keys().unwrap(&subject, &wrapped).ok_or_else(tampered)?;
                let plain =
                    key.open(&report_context(id, row.try_get(at + 4)?), &sealed).ok_or_else(tampered)?;
                let (header, _) = unpack::<SealedReport>(&plain).ok_or_else(tampered)?;
                let channel: String = row.try_get(at + 5)?;
                Some(LinkChange::Report(Box::new(LinkReport {
                    no: row.try_get(at + 3)?,
                    channel: Channel::from_code(&channel).unwrap_or(Channel::Other),
                    kinds: IncidentKinds::from_bits(row.try_get(at + 6)?),
                    received_at: Instant::from_micros(row.try_get(at + 7)?),
                    report: header.report,
                })))
            }
            // An older version, or erased since: what counts comes later in the journal. Or held in a burst: a flood
            // must not tie the reports of others together, nor fill the memory.
            _ => None,
        }
    }};
}

/// A stretch of the journal.
pub struct LinkChanges {
    /// What is in it, in order.
    pub changes: Vec<LinkChange>,
    /// Last journal entry it covers.
    pub seq: i64,
    /// Last journal entry there is.
    pub head: i64,
}

impl Store {
    /// What came after journal entry `after`, looking at no more than `window` entries.
    pub async fn link_changes(&self, after: i64, window: i64) -> Result<LinkChanges, StoreError> {
        let mut unit = self.snapshot().await?;
        let head = Head::read(&mut unit, false).await?.seq;
        let seq = head.min(after.saturating_add(window));
        let mut changes = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::LINK_CHANGES).bind(after).bind(seq).fetch_all(c).await? {
            let entry: i64 = row.try_get(0)?;
            let (action, facts): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            match action.as_str() {
                "report_received" | "report_revised" => {
                    changes.extend(link_report!(self, &row, entry, 3));
                }
                "key_destroyed" => {
                    // A key may also have been that of a decision or of a record set aside.
                    let no: Option<i64> = row.try_get(6)?;
                    changes.extend(no.map(|no| LinkChange::Erased { no }));
                }
                _ => {
                    let bad = |detail: String| StoreError::BadEntry { seq: entry, detail };
                    match Event::read(&action, &facts).map_err(|error| bad(error.to_string()))? {
                        Event::LinkDecided { id, verdict, left, right, .. } => {
                            changes.push(LinkChange::Decided { id, verdict, left, right });
                        }
                        Event::BurstReleased { burst } => changes.push(LinkChange::LetIn { burst }),
                        Event::DecisionWithdrawn { id } => changes.push(LinkChange::Withdrawn { id }),
                        _ => {}
                    }
                }
            }
        });
        Ok(LinkChanges { changes, seq, head })
    }

    /// Reports of a burst after row number `after`, in order, without those that were erased.
    pub async fn link_burst(
        &self,
        burst: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<LinkChange>, StoreError> {
        let mut unit = self.look().await?;
        let mut changes = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::LINK_BURST).bind(burst).bind(after).bind(limit).fetch_all(c).await? {
            let entry: i64 = row.try_get(0)?;
            changes.extend(link_report!(self, &row, entry, 1));
        });
        Ok(changes)
    }
}
