//! The journal as the data protection officer reads it: by person, by action, by time; what is loud first.

use crate::{
    StoreError,
    database::{Store, Unit, on},
    sql,
};
use model::Instant;
use sqlx::Row;

/// Actions that an auditor is shown first: refusals, overrides, and what gives another access or takes it away. (The statement and the index
/// of the table name them too.)
pub const LOUD: [&str; 9] = [
    "override_asked",
    "override_decided",
    "override_used",
    "override_ended",
    "access_refused",
    "sign_in_refused",
    "user_offboarded",
    "agency_closed",
    "user_moved",
];

/// What to look for. Without actor and action: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what this person of the staff did.
    pub actor: Option<String>,
    /// Only this action, by somebody of the staff.
    pub action: Option<String>,
    /// Only what is loud.
    pub loud: bool,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub before: Option<Instant>,
    /// Before this entry, to go on from a page.
    pub below: Option<i64>,
}

/// An entry as the audit view shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Number of the entry.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// What for.
    pub purpose: String,
    /// The clear facts: codes, numbers, ids; never words about people.
    pub facts: String,
}

macro_rules! line {
    ($row:expr) => {
        AuditLine {
            seq: $row.try_get(0)?,
            at: Instant::from_micros($row.try_get(1)?),
            actor: $row.try_get(2)?,
            action: $row.try_get(3)?,
            purpose: $row.try_get(4)?,
            facts: $row.try_get(5)?,
        }
    };
}

impl Store {
    /// Entries of the journal that fit, the latest first.
    pub async fn audit(&self, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditLine>, StoreError> {
        let mut unit = self.snapshot().await?;
        let head = crate::journal::Head::read(&mut unit, false).await?.seq;
        // Entries follow one another in time, so that an instant is a place in the chain.
        let after = match filter.from {
            Some(from) => first_at(&mut unit, head, from).await? - 1,
            None => 0,
        };
        let mut before = match filter.before {
            Some(before) => first_at(&mut unit, head, before).await?,
            None => head + 1,
        };
        before = before.min(filter.below.unwrap_or(i64::MAX));
        let mut lines = Vec::new();
        if let Some(actor) = &filter.actor {
            // One person's entries are walked until enough fit: of one person there are never millions.
            let mut below = before;
            loop {
                let page = 500_i64;
                let mut found = Vec::new();
                on!(&mut unit, c => for row in sqlx::query(sql::AUDIT_BY_ACTOR).bind(actor.as_str()).bind(after).bind(below).bind(page)
                    .fetch_all(c).await? {
                    found.push(line!(row));
                });
                let Some(last) = found.last().map(|line| line.seq) else { break };
                below = last;
                lines.extend(found.into_iter().filter(|line| {
                    filter.action.as_ref().is_none_or(|action| *action == line.action)
                        && (!filter.loud || LOUD.contains(&line.action.as_str()))
                }));
                if lines.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
                    break;
                }
            }
        } else if filter.loud {
            for action in LOUD {
                on!(&mut unit, c => for row in sqlx::query(sql::AUDIT_LOUD).bind(action).bind(after).bind(before).bind(limit)
                    .fetch_all(c).await? {
                    lines.push(line!(row));
                });
            }
        } else if let Some(action) = &filter.action {
            on!(&mut unit, c => for row in sqlx::query(sql::AUDIT_BY_ACTION).bind(action.as_str()).bind(after).bind(before).bind(limit)
                .fetch_all(c).await? {
                lines.push(line!(row));
            });
        } else {
            on!(&mut unit, c => for row in sqlx::query(sql::AUDIT_ALL).bind(after).bind(before).bind(limit).fetch_all(c).await? {
                lines.push(line!(row));
            });
        }
        lines.sort_unstable_by_key(|line| std::cmp::Reverse(line.seq));
        lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(lines)
    }
}

/// The first entry at or after an instant; one past the end where there is none.
async fn first_at(unit: &mut Unit, head: i64, instant: Instant) -> Result<i64, StoreError> {
    let (mut low, mut high) = (1, head + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let at: i64 =
            on!(&mut *unit, c => sqlx::query_scalar(sql::JOURNAL_AT).bind(middle).fetch_one(c).await?);
        if at < instant.micros() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::LOUD;

    #[test]
    fn the_statement_and_the_index_name_what_is_loud() {
        let index = crate::sql::MIGRATIONS[10];
        for action in LOUD {
            let quoted = format!("'{action}'");
            assert!(crate::sql::AUDIT_LOUD.contains(&quoted) && index.contains(&quoted), "{action}");
        }
        let listed =
            |text: &str| text.split_once("action IN (").unwrap().1.split_once(')').unwrap().0.to_owned();
        let (_, index) = index.split_once("CREATE INDEX journal_loud").unwrap();
        assert_eq!(listed(crate::sql::AUDIT_LOUD), listed(index));
    }
}
