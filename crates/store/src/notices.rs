//! What happened to somebody's own work, told from what stands already: referrals and their steps, who has which lead,
//! conversations, overrides, invitations. Beside that stands one row a person: until where they have seen all of it.

use crate::{
    StoreError,
    database::{Store, Unit, on},
    event::Event,
    sql,
};
use model::{Instant, NoticeKind, Reference, ReferralReason, User, UserId};
use sqlx::Row as _;

/// Microseconds of a day.
const DAY: i64 = crate::apply_desk::DAY;

/// For whom, and which of it the policy lets them be told of.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer of the policy")]
pub struct NoticesFor<'a> {
    /// Whose work it is about.
    pub user: &'a User,
    /// Who is told in their place, because they stand in for them; nobody where it is told to themselves.
    pub instead: Option<&'a User>,
    /// Whether they see referrals.
    pub referrals: bool,
    /// Whether they decide about leads; those are the national centre's.
    pub leads: bool,
    /// Whether they answer reporters.
    pub reporters: bool,
    /// Whether they are the second person of overrides.
    pub overrides: bool,
    /// Whether they keep accounts.
    pub accounts: bool,
    /// After how many microseconds of waiting they are told of a lead, within ranks from … up to; nothing for whoever is not.
    pub escalations: Vec<(i64, i64, i64)>,
}

impl NoticesFor<'_> {
    /// Who is told.
    fn told(&self) -> &User {
        self.instead.unwrap_or(self.user)
    }
}

/// Until where somebody has seen what happened, by each of the three ways to count: entries of the journal, turns of
/// leads (which stand in no journal), and the clock (which makes answers late).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenUntil {
    /// Number of the last entry.
    pub entry: i64,
    /// Number of the last turn.
    pub turn: i64,
    /// The instant, in microseconds.
    pub at: i64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// What.
    pub kind: NoticeKind,
    /// When.
    pub at: Instant,
    /// The referral, conversation, override or user that it is about.
    pub about: Vec<u8>,
    /// Row number of the report that names it, where there is one.
    pub report_no: Option<i64>,
    /// The record that it names, for overrides.
    pub record: Option<Reference>,
    /// Whether it came after what was seen.
    pub fresh: bool,
}

/// Binds what the statement of notices asks for.
macro_rules! bound_to {
    ($text:expr, $whom:expr, $now:expr) => {
        sqlx::query($text)
            .bind($whom.user.id.as_bytes().as_slice())
            .bind($whom.user.name.as_str())
            .bind($whom.user.agency.as_bytes().as_slice())
            .bind($now)
            .bind($now + DAY)
            .bind($now - DAY)
            .bind(i64::from($whom.referrals))
            .bind(i64::from($whom.leads))
            .bind(i64::from($whom.reporters))
            .bind(i64::from($whom.overrides))
            .bind(i64::from($whom.accounts))
            .bind($whom.told().id.as_bytes().as_slice())
            .bind($whom.told().name.as_str())
    };
}

/// What a row of the statement is told as; nothing where it is not told.
fn kind(source: &str, action: &str, facts: &str, entry: i64) -> Result<Option<NoticeKind>, StoreError> {
    Ok(Some(match (source, action) {
        ("to", "referral_sent") => NoticeKind::ReferralSent,
        ("to", "referral_widened") => NoticeKind::ReferralWidened,
        ("to" | "from", "referral_given") => NoticeKind::ReferralGiven,
        ("to" | "from", "referral_stepped") => {
            let bad =
                |error: serde_json::Error| StoreError::BadEntry { seq: entry, detail: error.to_string() };
            let Event::ReferralStepped { step, reason, .. } = Event::read(action, facts).map_err(bad)? else {
                return Ok(None);
            };
            if reason == Some(ReferralReason::AgencyGone) {
                return Ok(Some(NoticeKind::ReferralGone));
            }
            return Ok(NoticeKind::of_step(step));
        }
        ("due", _) => NoticeKind::ReferralDue,
        ("overdue", _) => NoticeKind::ReferralOverdue,
        ("gained", _) => NoticeKind::LeadAssigned,
        ("lost", _) => NoticeKind::LeadTaken,
        ("grew", _) => NoticeKind::LeadGrew,
        ("merged", _) => NoticeKind::LeadMerged,
        ("answered", _) => NoticeKind::LeadAnswered,
        ("unanswered", _) => NoticeKind::LeadUnanswered,
        ("wrote", _) => NoticeKind::ReporterWrote,
        ("asked", _) => NoticeKind::OverrideWaits,
        ("used", _) => NoticeKind::OverrideUsed,
        ("invited", _) => NoticeKind::InvitationUsed,
        _ => return Ok(None),
    }))
}

/// When what waits now had waited too long, of those that did within a day: since after and up to. Longer ago it is on the
/// first page of whoever looks after it, and no news.
fn escalated_within(now: i64, seen: i64, after: i64) -> (i64, i64) {
    (seen.max(now - DAY).saturating_sub(after), now.saturating_sub(after))
}

async fn seen_in(unit: &mut Unit, user: UserId) -> Result<SeenUntil, StoreError> {
    let found: Option<(i64, i64, i64)> = on!(unit, c => sqlx::query_as(sql::SEEN_UNTIL)
        .bind(user.as_bytes().as_slice()).fetch_optional(c).await?);
    let (entry, turn, at) = found.unwrap_or_default();
    Ok(SeenUntil { entry, turn, at })
}

impl Store {
    /// What happened to somebody's work, the latest first, at most five hundred, and up to where that is all.
    pub async fn notices(&self, whom: &NoticesFor<'_>) -> Result<(Vec<NoticeRow>, SeenUntil), StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.snapshot().await?;
        let seen = seen_in(&mut unit, whom.told().id).await?;
        let head = crate::journal::Head::read(&mut unit, false).await?.seq;
        let turn: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::LAST_LEAD_TURN).fetch_one(c).await?);
        let mut rows = Vec::new();
        on!(&mut unit, c => for row in bound_to!(sql::NOTICES, whom, now).fetch_all(c).await? {
            let (source, action, facts): (String, String, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (at, entry): (i64, i64) = (row.try_get(3)?, row.try_get(4)?);
            let Some(kind) = kind(&source, &action, &facts, entry)? else { continue };
            let fresh = match kind {
                NoticeKind::ReferralDue | NoticeKind::ReferralOverdue => at > seen.at,
                NoticeKind::LeadGrew | NoticeKind::LeadMerged => entry > seen.turn,
                _ => entry > seen.entry,
            };
            let (report_no, record): (Option<i64>, String) = (row.try_get(6)?, row.try_get(7)?);
            rows.push(NoticeRow {
                kind,
                at: Instant::from_micros(at),
                about: row.try_get(5)?,
                report_no: report_no.filter(|no| *no != 0),
                record: record.parse().ok(),
                fresh,
            });
        });
        for (after, from, to) in &whom.escalations {
            let (since, until) = escalated_within(now, 0, *after);
            on!(&mut unit, c => for (no, since) in sqlx::query_as::<_, (i64, i64)>(sql::LEADS_ESCALATED).bind(since).bind(until)
                .bind(*from).bind(*to).bind(whom.user.agency.as_bytes().as_slice()).fetch_all(c).await? {
                let at = since.saturating_add(*after);
                rows.push(NoticeRow {
                    kind: NoticeKind::LeadEscalated,
                    at: Instant::from_micros(at),
                    about: Vec::new(),
                    report_no: Some(no),
                    record: None,
                    fresh: at > seen.at,
                });
            });
        }
        if !whom.escalations.is_empty() {
            rows.sort_by_key(|row| std::cmp::Reverse(row.at));
            rows.truncate(500);
        }
        Ok((rows, SeenUntil { entry: head, turn, at: now }))
    }

    /// How many leads somebody is told of that have waited too long since they looked, counted up to a hundred.
    pub async fn count_escalated(&self, whom: &NoticesFor<'_>) -> Result<i64, StoreError> {
        if whom.escalations.is_empty() {
            return Ok(0);
        }
        let now = self.clock().now().micros();
        let mut unit = self.snapshot().await?;
        let seen = seen_in(&mut unit, whom.user.id).await?;
        let mut count = 0;
        for (after, from, to) in &whom.escalations {
            let (since, until) = escalated_within(now, seen.at, *after);
            let of_tier: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::COUNT_LEADS_ESCALATED).bind(since).bind(until)
                .bind(*from).bind(*to).bind(whom.user.agency.as_bytes().as_slice()).fetch_one(c).await?);
            count += of_tier;
        }
        Ok(count.min(100))
    }

    /// How much of it came after what was seen, counted up to a hundred.
    pub async fn count_notices(&self, whom: &NoticesFor<'_>) -> Result<i64, StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => bound_to!(sql::COUNT_NOTICES, whom, now).fetch_one(c).await?.try_get(0)?))
    }

    /// Keeps until where somebody has seen what happened: never less than before, never more than there is.
    pub async fn set_seen_until(&self, user: UserId, seen: SeenUntil) -> Result<(), StoreError> {
        let now = self.clock().now().micros();
        let mut unit = self.unit().await?;
        let head = crate::journal::Head::read(&mut unit, false).await?.seq;
        let turn: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::LAST_LEAD_TURN).fetch_one(c).await?);
        on!(&mut unit, c => sqlx::query(sql::SET_SEEN_UNTIL).bind(user.as_bytes().as_slice())
            .bind(seen.entry.min(head)).bind(seen.turn.min(turn)).bind(seen.at.min(now)).execute(c).await?.rows_affected());
        unit.save().await
    }
}
