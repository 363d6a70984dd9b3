//! What happened to somebody's own work since they last looked: that it happened, never what was said. It is read from what
//! stands, with what whoever looks may do and see at that moment, so that nobody is told of what they lost.

use super::{Service, referrals};
use crate::{
    Actor, ResponseError, Sight,
    people::Away,
    policy::{Act, Permit, act},
    sight,
};
use model::{InboxId, Instant, NoticeKind, Reference, ReferralId, ReferralPart, User, UserId};
use store::{NoticeRow, NoticesFor, SeenUntil, Store};

/// As far as it is counted.
const COUNTED: i64 = 100;
/// Most lines of all pages.
const LISTED: usize = 500;
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
    /// Whose work it is about, where whoever looks stands in for them.
    pub stands_in: Option<String>,
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
fn whom<'a>(actor: &'a Actor, service: &Service) -> Option<NoticesFor<'a>> {
    let Actor::User(user) = actor else { return None };
    let leads = actor.may(Act::DecideLeads) && sight::sees_all(user.role);
    let told = leads && actor.may(Act::LookAfterStaff);
    Some(NoticesFor {
        user,
        escalations: if told { service.escalations() } else { Vec::new() },
        instead: None,
        referrals: actor.may(Act::SeeReferrals),
        leads,
        reporters: actor.may(Act::AnswerReporters),
        overrides: actor.may(Act::DecideOverride),
        accounts: actor.may(Act::KeepAccounts),
    })
}

/// Those for whom somebody stands in now.
async fn stood_in(store: &Store, whom: &NoticesFor<'_>) -> Result<Vec<User>, ResponseError> {
    let mut users = Vec::new();
    for id in Away::now(store).await?.stood_in_by(whom.user.id) {
        users.extend(store.user_by_id(id).await?.map(|record| record.user));
    }
    Ok(users)
}

/// What happened to the work of somebody else, for whoever stands in: they are of the same agency and role.
fn instead<'a>(whom: &NoticesFor<'a>, user: &'a User) -> NoticesFor<'a> {
    // What is asked of everybody of their role reaches whoever stands in already.
    NoticesFor {
        user,
        instead: Some(whom.user),
        overrides: false,
        accounts: false,
        escalations: Vec::new(),
        ..whom.clone()
    }
}

/// How much happened that somebody has not seen, counted up to a hundred: one statement, for the head of every page
/// (and one a tier for whoever is told of leads that wait too long).
pub async fn count_notices(
    store: &Store,
    _permit: &Permit<act::SeeNotices>,
    service: &Service,
    actor: &Actor,
) -> Result<i64, ResponseError> {
    match whom(actor, service) {
        Some(whom) => {
            let mut count =
                store.count_notices(&whom).await?.saturating_add(store.count_escalated(&whom).await?);
            for user in &stood_in(store, &whom).await? {
                count += store.count_notices(&instead(&whom, user)).await?;
            }
            Ok(count.min(COUNTED))
        }
        None => Ok(0),
    }
}

/// What happened to somebody's work, page by page, at most five hundred lines in all.
pub async fn notices(
    store: &Store,
    _permit: &Permit<act::SeeNotices>,
    sight: &Sight,
    service: &Service,
    actor: &Actor,
    page: usize,
) -> Result<Notices, ResponseError> {
    let whom = whom(actor, service).ok_or(ResponseError::NotFound)?;
    if whom.referrals {
        referrals::expire(store).await?;
    }
    let (own, until) = store.notices(&whom).await?;
    let mut rows: Vec<(NoticeRow, Option<String>)> = own.into_iter().map(|row| (row, None)).collect();
    for user in &stood_in(store, &whom).await? {
        let (others, _) = store.notices(&instead(&whom, user)).await?;
        rows.extend(others.into_iter().map(|row| (row, Some(user.name.to_string()))));
    }
    rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.at));
    rows.truncate(LISTED);
    let numbers: Vec<i64> = rows.iter().filter_map(|(row, _)| row.report_no).collect();
    let named = store.report_rows(&numbers).await?;
    let reference = |no: i64| named.iter().find(|row| row.no == no).map(|row| row.reference);
    let told = |(row, stands_in): &(NoticeRow, Option<String>)| {
        Some(Notice { stands_in: stands_in.clone(), ..told(sight, &whom, row, reference)? })
    };
    let all: Vec<Notice> = rows.iter().filter_map(told).collect();
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
        Kind::LeadAssigned
        | Kind::LeadTaken
        | Kind::LeadGrew
        | Kind::LeadMerged
        | Kind::LeadAnswered
        | Kind::LeadUnanswered
        | Kind::LeadEscalated => (About::Lead, whom.leads && sight.is_whole() && named.is_some()),
        Kind::ReporterWrote => {
            let opens = row.report_no.is_some_and(|no| sight.opens(no, ReferralPart::Conversation));
            (About::Conversation(InboxId::from_slice(&row.about)?), whom.reporters && opens)
        }
        Kind::OverrideWaits | Kind::OverrideUsed => (About::Overrides, whom.overrides),
        Kind::InvitationUsed => (About::Account(UserId::from_slice(&row.about)?), whom.accounts),
        _ => (About::Referral(ReferralId::from_slice(&row.about)?), whom.referrals),
    };
    let reference = row.record.or(named);
    seen.then_some(Notice { kind: row.kind, at: row.at, reference, about, fresh: row.fresh, stands_in: None })
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
