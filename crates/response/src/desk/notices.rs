//! What happened to somebody's own work since they last looked: that it happened, never what was said. It is read from what
//! stands, with what whoever looks may do and see at that moment, so that nobody is told of what they lost.

use super::referrals;
use crate::{
    Actor, ResponseError, Sight,
    policy::{Act, Permit, act},
    sight,
};
use model::{InboxId, Instant, NoticeKind, Reference, ReferralId, ReferralPart, User, UserId};
use store::{NoticeRow, NoticesFor, SeenUntil, Store};

/// Most lines of a page.
const AT_ONCE: usize = 50;

/// Where a notice leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// To a referral.
    Referral(ReferralId),
    /// To the lead of its reference.
    Lead,
    /// To the overrides.
    Overrides,
    /// To a conversation.
    Conversation(InboxId),
    /// To an account.
    Account(UserId),
}

/// Something that happened to somebody's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub kind: NoticeKind,
    /// When.
    pub at: Instant,
    /// The reference that it names, where it names one.
    pub reference: Option<Reference>,
    /// Where it leads.
    pub about: About,
    /// Whether it came after what was seen.
    pub fresh: bool,
}

/// A page of them.
pub struct Notices {
    /// The lines, the latest first.
    pub lines: Vec<Notice>,
    /// Which page it is, from 0.
    pub page: usize,
    /// Whether earlier ones follow.
    pub more: bool,
    /// How many of all came after what was seen.
    pub fresh: usize,
    /// Up to where this is all: what [`see_notices`] is told.
    pub until: SeenUntil,
}

/// What the policy lets somebody be told of; nothing for whoever has no work here.
fn whom(actor: &Actor) -> Option<NoticesFor<'_>> {
    let Actor::User(user) = actor else { return None };
    Some(NoticesFor {
        user,
        referrals: actor.may(Act::SeeReferrals),
        leads: actor.may(Act::DecideLeads) && sight::sees_all(user.role),
        reporters: actor.may(Act::AnswerReporters),
        overrides: actor.may(Act::DecideOverride),
        accounts: actor.may(Act::KeepAccounts),
    })
}

/// How much happened that somebody has not seen, counted up to a hundred: one statement, for the head of every page.
pub async fn count_notices(
    store: &Store,
    _permit: &Permit<act::SeeNotices>,
    actor: &Actor,
) -> Result<i64, ResponseError> {
    match whom(actor) {
        Some(whom) => Ok(store.count_notices(&whom).await?),
        None => Ok(0),
    }
}

/// What happened to somebody's work, page by page, at most five hundred lines in all.
pub async fn notices(
    store: &Store,
    _permit: &Permit<act::SeeNotices>,
    sight: &Sight,
    actor: &Actor,
    page: usize,
) -> Result<Notices, ResponseError> {
    let whom = whom(actor).ok_or(ResponseError::NotFound)?;
    if whom.referrals {
        referrals::expire(store).await?;
    }
    let (rows, until) = store.notices(&whom).await?;
    let numbers: Vec<i64> = rows.iter().filter_map(|row| row.report_no).collect();
    let named = store.report_rows(&numbers).await?;
    let reference = |no: i64| named.iter().find(|row| row.no == no).map(|row| row.reference);
    let all: Vec<Notice> = rows.iter().filter_map(|row| told(sight, &whom, row, reference)).collect();
    let fresh = all.iter().filter(|one| one.fresh).count();
    let rest = all.len().saturating_sub(page.saturating_mul(AT_ONCE));
    let lines = all.into_iter().skip(page.saturating_mul(AT_ONCE)).take(AT_ONCE).collect();
    Ok(Notices { lines, page, more: rest > AT_ONCE, fresh, until })
}

/// A row as it is told; nothing where whoever looks does not see what it is about. The statement that the rows come from
/// asks the same of the tables; this asks sight itself, which has the last word.
fn told(
    sight: &Sight,
    whom: &NoticesFor<'_>,
    row: &NoticeRow,
    reference: impl Fn(i64) -> Option<Reference>,
) -> Option<Notice> {
    use NoticeKind as Kind;
    let named = row.report_no.and_then(reference);
    let (about, seen) = match row.kind {
        Kind::LeadAssigned | Kind::LeadTaken | Kind::LeadGrew | Kind::LeadMerged => {
            (About::Lead, whom.leads && sight.is_whole() && named.is_some())
        }
        Kind::ReporterWrote => {
            let opens = row.report_no.is_some_and(|no| sight.opens(no, ReferralPart::Conversation));
            (About::Conversation(InboxId::from_slice(&row.about)?), whom.reporters && opens)
        }
        Kind::OverrideWaits | Kind::OverrideUsed => (About::Overrides, whom.overrides),
        Kind::InvitationUsed => (About::Account(UserId::from_slice(&row.about)?), whom.accounts),
        _ => (About::Referral(ReferralId::from_slice(&row.about)?), whom.referrals),
    };
    let reference = row.record.or(named);
    seen.then_some(Notice { kind: row.kind, at: row.at, reference, about, fresh: row.fresh })
}

/// Notes that somebody has seen everything up to here; what came after the page was made stays new.
pub async fn see_notices(
    store: &Store,
    _permit: &Permit<act::SeeNotices>,
    user: &User,
    until: SeenUntil,
) -> Result<(), ResponseError> {
    Ok(store.set_seen_until(user.id, until).await?)
}
