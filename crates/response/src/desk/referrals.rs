//! Referrals between agencies: whoever sees every lead hands one over, with purpose, ground and scope; the receiver sees
//! the scope and nothing else, says whether it takes it, and loses it when the referral ends.

use super::{
    colleagues,
    decide::note_of,
    hand_on,
    referral_lists::{ReferralLine, line},
};
use crate::{
    ResponseError, Sight,
    people::Absent,
    policy::{Permit, act},
    reading,
};
use model::{
    AgencyId, Instant, LeadReason, LegalBasis, MentionRef, PersonReference, Reference, ReferralId,
    ReferralPart, ReferralPurpose, ReferralReason, ReferralScope, ReferralSide, ReferralStep, User, UserId,
};
use store::{NewReferral, ReferralHistory, ReferralRow, Sent, Stepped, Store};

/// Longest message, in characters.
pub const MESSAGE_LONGEST: usize = 4_000;
/// Most referrals of a lead that are shown, and that end in one go.
pub(super) const LISTED: i64 = 200;

/// A referral as it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Any report of the lead.
    pub lead: Reference,
    /// The version of the lead that whoever sends it has seen.
    pub seen: i64,
    /// To which agency.
    pub to: AgencyId,
    /// What for.
    pub purpose: ReferralPurpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Why the lead is handed over.
    pub reason: LeadReason,
    /// Which compartments.
    pub compartments: Vec<ReferralPart>,
    /// Only these persons; all, where none are named.
    pub persons: Vec<PersonReference>,
    /// Until when it holds.
    pub until: Option<Instant>,
    /// By when the receiver is to answer.
    pub deadline: Option<Instant>,
    /// Words to the receiver.
    pub message: String,
}

/// What came of sending a referral, or of a step.
#[derive(Debug)]
pub enum RunOut {
    /// Done.
    Done(ReferralId),
    /// Somebody else was quicker: what they did, and where the lead stands now.
    Conflict(Box<super::Conflict>),
    /// The lead cannot be handed over from where it stands.
    Illegal(model::LeadState),
}

/// A referral with its words and what it opens.
pub struct ReferralPage {
    /// As in a list.
    pub line: ReferralLine,
    /// On which side whoever looks stands.
    pub side: ReferralSide,
    /// `ReferralParts` that it opens.
    pub compartments: Vec<ReferralPart>,
    /// References of its reports; for the receiver only while it holds.
    pub reports: Vec<Reference>,
    /// Persons that it is about, where it names some.
    pub persons: Option<Vec<PersonReference>>,
    /// Reports that the lead has now (or what it was handed on from) and the referral does not open: for the sender.
    pub newer: usize,
    /// What happened, oldest first, with its words.
    pub history: Vec<ReferralHistory>,
    /// Steps that whoever looks may take now.
    pub steps: Vec<ReferralStep>,
    /// Those it could be given to at the side of whoever looks.
    pub colleagues: Vec<(UserId, String)>,
    /// Those it could be given to if they were not away.
    pub away: Vec<Absent>,
}

/// Hands a lead over. Only whoever sees every lead can: what one has by a referral is not one's own to give.
pub async fn refer(
    store: &Store,
    linker: &crate::linking::Linker,
    permit: &Permit<act::SendReferrals>,
    sight: &Sight,
    user: &User,
    draft: &Draft,
) -> Result<RunOut, ResponseError> {
    sight.whole()?;
    let row = reading::seen(store, sight, draft.lead).await?;
    let lead = store.lead_of_report(row.no).await?.ok_or(ResponseError::NotFound)?.no;
    let now = store.clock().now();
    let wrong = |words: &str| Err(ResponseError::Form(words.to_owned()));
    if draft.to == user.agency || store.agency_kind(draft.to).await?.is_none() {
        return wrong("choose another agency");
    }
    if !model::LeadStep::Refer.reasons().contains(&draft.reason) {
        return wrong("choose a reason from the list");
    }
    if !draft.compartments.contains(&ReferralPart::Report) {
        return wrong("a referral hands over at least what was reported");
    }
    if draft.until.is_some_and(|until| until <= now) || draft.deadline.is_some_and(|by| by <= now) {
        return wrong("the day until which it holds, and that of the answer, must be ahead");
    }
    if draft.message.chars().count() > MESSAGE_LONGEST {
        return wrong("the message is too long");
    }
    if draft.purpose == ReferralPurpose::Inform {
        return wrong("ask for more instead: the lead comes back with the answer");
    }
    let reports = store.numbers_of_lead(lead).await?;
    let persons = if draft.persons.is_empty() {
        None
    } else {
        Some(mentions_of(store, linker, sight, &draft.persons, &reports).await?)
    };
    let scope = ReferralScope {
        compartments: draft.compartments.iter().copied().collect(),
        reports,
        persons,
        until: draft.until,
    };
    let new = NewReferral {
        lead,
        seen: draft.seen,
        from: user.agency,
        from_user: Some(user.id),
        to: draft.to,
        to_user: None,
        purpose: draft.purpose,
        basis: draft.basis,
        reason: draft.reason,
        scope,
        deadline: draft.deadline,
        message: draft.message.trim(),
    };
    Ok(match store.send_referral(permit.by(), &new).await? {
        Sent::Done(id) => RunOut::Done(id),
        Sent::Not(Stepped::Illegal(state)) => RunOut::Illegal(state),
        Sent::Not(Stepped::Gone) => return Err(ResponseError::NotFound),
        Sent::Not(Stepped::Conflict | Stepped::NoTaker | Stepped::Done(_)) => {
            RunOut::Conflict(Box::new(super::decide::conflict(store, lead, draft.seen).await?))
        }
    })
}

/// Every mention of these persons in these reports, as they are put together now.
pub(super) async fn mentions_of(
    store: &Store,
    linker: &crate::linking::Linker,
    sight: &Sight,
    persons: &[PersonReference],
    reports: &[i64],
) -> Result<Vec<MentionRef>, ResponseError> {
    let mut chosen = Vec::new();
    for person in persons {
        let row = reading::seen(store, sight, person.report).await?;
        chosen.push(MentionRef { report_no: row.no, position: person.position });
    }
    let inside = linker.look()?;
    let mut mentions: Vec<MentionRef> = Vec::new();
    for mention in chosen {
        let person = inside.state.person_of(mention.key()).ok_or(ResponseError::NotFound)?;
        let members = inside.state.members(person).into_iter().map(MentionRef::of_key);
        mentions.extend(members.filter(|one| reports.contains(&one.report_no)));
    }
    mentions.sort_unstable();
    mentions.dedup();
    if mentions.is_empty() {
        return Err(ResponseError::Form("choose persons of the lead, or none for all".into()));
    }
    Ok(mentions)
}

/// A referral that concerns the agency of whoever looks; nobody else's exists.
pub(super) async fn own(
    store: &Store,
    user: &User,
    id: ReferralId,
) -> Result<(ReferralRow, ReferralSide), ResponseError> {
    let row = store.referral(id).await?.ok_or(ResponseError::NotFound)?;
    if row.from == user.agency {
        Ok((row, ReferralSide::Sender))
    } else if row.to == user.agency {
        Ok((row, ReferralSide::Receiver))
    } else {
        Err(ResponseError::NotFound)
    }
}

/// Opens a referral. The receiver's first look is recorded as such. Once it has ended, the receiver still sees that there
/// was one, and neither its words nor what it opened.
pub async fn referral(
    store: &Store,
    permit: &Permit<act::SeeReferrals>,
    user: &User,
    id: ReferralId,
) -> Result<ReferralPage, ResponseError> {
    expire(store).await?;
    let (mut row, side) = own(store, user, id).await?;
    if side == ReferralSide::Receiver
        && row.state.after(ReferralStep::See).is_some()
        && store
            .step_referral(permit.by(), id, Some(row.version), ReferralStep::See, None, "")
            .await?
            .is_some()
    {
        row = store.referral(id).await?.ok_or(ResponseError::NotFound)?;
    }
    let holds = row.holds(store.clock().now());
    let open = holds || (side == ReferralSide::Sender && hand_on::sender_has_it(store, id).await?);
    let opening = store.opening(row.clone()).await?;
    let listed = store.referral_line(id).await?.ok_or(ResponseError::NotFound)?;
    let mut line = line(store.clock().now(), listed);
    let named = if open { store.report_rows(&opening.reports).await? } else { Vec::new() };
    let persons = match opening.persons {
        Some(persons) if open => {
            let named_person = |mention: &MentionRef| {
                let report = named.iter().find(|row| row.no == mention.report_no)?;
                Some(PersonReference { report: report.reference, position: mention.position })
            };
            Some(persons.iter().filter_map(named_person).collect())
        }
        _ => None,
    };
    let newer = match side {
        ReferralSide::Sender if holds => hand_on::newer(store, &row, &opening.reports).await?,
        _ => 0,
    };
    let mut history = store.referral_history(id).await?;
    if !open {
        for one in &mut history {
            one.words = None;
        }
        line.reports = 0;
    }
    let steps = ReferralStep::ALL.iter().copied();
    let steps = steps
        .filter(|step| *step != ReferralStep::See && step.side() == side && row.state.after(*step).is_some())
        .collect();
    let (colleagues, away) = colleagues::of(store, user).await?;
    Ok(ReferralPage {
        compartments: ReferralPart::ALL
            .iter()
            .copied()
            .filter(|one| row.compartments.contains(*one))
            .collect(),
        reports: named.iter().map(|row| row.reference).collect(),
        persons,
        newer,
        history,
        steps,
        colleagues,
        away,
        line,
        side,
    })
}

/// Takes a referral one step on: the receiver accepts, declines, gives back or ends it, the sender takes it back.
pub async fn step(
    store: &Store,
    permit: &Permit<act::AnswerReferrals>,
    user: &User,
    (id, seen): (ReferralId, i64),
    step: ReferralStep,
    reason: Option<ReferralReason>,
    note: &str,
) -> Result<bool, ResponseError> {
    expire(store).await?;
    let (_, side) = own(store, user, id).await?;
    // The first look and the clock are nobody's to say.
    if step.side() != side || step == ReferralStep::See {
        return Err(ResponseError::NotFound);
    }
    let fits = match reason {
        Some(reason) => step.reasons().contains(&reason),
        None => step.reasons().is_empty(),
    };
    if !fits {
        return Err(ResponseError::Form("choose a reason from the list".into()));
    }
    let note = note_of(note, reason == Some(ReferralReason::Other))?;
    Ok(store.step_referral(permit.by(), id, Some(seen), step, reason, note).await?.is_some())
}

/// Adds the reports that the lead has now; `None` where the referral was changed meanwhile or has ended.
pub async fn widen(
    store: &Store,
    permit: &Permit<act::SendReferrals>,
    sight: &Sight,
    user: &User,
    (id, seen): (ReferralId, i64),
) -> Result<Option<usize>, ResponseError> {
    sight.whole()?;
    let (_, side) = own(store, user, id).await?;
    if side != ReferralSide::Sender {
        return Err(ResponseError::NotFound);
    }
    Ok(store.widen_referral(permit.by(), id, seen).await?)
}

/// Gives a referral to somebody of one's own agency, or back to the team.
pub async fn give(
    store: &Store,
    permit: &Permit<act::AnswerReferrals>,
    user: &User,
    (id, seen): (ReferralId, i64),
    to: Option<UserId>,
) -> Result<bool, ResponseError> {
    let (row, side) = own(store, user, id).await?;
    if let Some(to) = to {
        let found = store.user_by_id(to).await?;
        let fits = found.is_some_and(|one| {
            let reads = crate::policy::Act::SeeReferrals.roles().contains(&one.user.role);
            one.active && one.user.agency == user.agency && reads
        });
        if !fits {
            return Err(ResponseError::Form("choose somebody of your agency".into()));
        }
        if to != user.id && !colleagues::takes_new(store, to).await? {
            return Err(ResponseError::Form("choose somebody who takes new work today".into()));
        }
    }
    let (from_user, to_user) = match side {
        ReferralSide::Sender => (to, row.to_user),
        ReferralSide::Receiver | ReferralSide::Clock => (row.from_user, to),
    };
    Ok(store.give_referral(permit.by(), id, seen, from_user, to_user).await?)
}

/// Ends the referrals whose day has passed. What they opened is closed at that moment in any case: this writes it down
/// and brings their leads back.
pub async fn expire(store: &Store) -> Result<usize, ResponseError> {
    let past = store.referrals_past(store.clock().now(), LISTED).await?;
    let by = super::by_the_clock("end referrals whose day has passed");
    for row in &past {
        let reason = Some(ReferralReason::DayPassed);
        store.step_referral(&by, row.id, Some(row.version), ReferralStep::Expire, reason, "").await?;
    }
    Ok(past.len())
}
