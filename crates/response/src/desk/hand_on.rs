//! Handing on: an agency that accepted a referral gives a part of it to another. That is a referral like any other; it never
//! opens more than what it was handed on from, and ends with it. Whoever sent the first sees how far it went.

use super::{
    referral_lists::{ReferralLine, line},
    referrals::{MESSAGE_LONGEST, expire, mentions_of, own},
};
use crate::{
    ResponseError, Sight,
    leads::LeadPerson,
    linking::Linker,
    policy::{Permit, act},
    reading,
};
use model::{
    Agency, AgencyId, CHAIN_LONGEST, Instant, LegalBasis, MentionRef, PersonReference, Reference, ReferralId,
    ReferralPart, ReferralPurpose, ReferralSide, ReferralState, User,
};
use store::{HandedOn, NewPart, Opening, ReferralRow, Store};

/// Most referrals that were handed on from one and are shown with it.
const SHOWN: i64 = 50;
const DAY_SECONDS: i64 = 86_400;

/// What is handed on, as it is written.
#[derive(Clone, Debug)]
pub struct HandOn {
    /// The version of the referral that whoever hands it on has seen.
    pub seen: i64,
    /// To which agency.
    pub to: AgencyId,
    /// What for.
    pub purpose: ReferralPurpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// Which compartments.
    pub compartments: Vec<ReferralPart>,
    /// Only these persons; all that the referral opens, where none are named.
    pub persons: Vec<PersonReference>,
    /// Until when it holds; as long as the referral, where no day is named.
    pub until: Option<Instant>,
    /// By when the receiver is to answer.
    pub deadline: Option<Instant>,
    /// Words to the receiver.
    pub message: String,
}

/// What came of handing on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOut {
    /// Done.
    Done(ReferralId),
    /// The referral was changed meanwhile, is not accepted, or has ended: nothing was written.
    Conflict,
}

/// What can be handed on of a referral now.
pub struct Offer {
    /// The referral.
    pub row: ReferralRow,
    /// The report that names it.
    pub reference: Reference,
    /// Whether it can be handed on at all: it is accepted, goes on, asks no question, and has not gone too far.
    pub may: bool,
    /// Compartments that can be opened; none where it cannot be handed on.
    pub compartments: Vec<ReferralPart>,
    /// Agencies that it can be handed to, by name.
    pub agencies: Vec<Agency>,
    opening: Opening,
}

/// Where a referral stands among those that it was handed on from and to.
pub struct Chain {
    /// Whether it was handed on from another.
    pub from_another: bool,
    /// Whether the agency of whoever looks can hand it on now.
    pub may: bool,
    /// What was handed on from it, and from that: as far as it went.
    pub below: Vec<Below>,
}

/// A referral that was handed on, told to whoever stands above it.
pub struct Below {
    /// As in a list: no words.
    pub line: ReferralLine,
    /// Whether the agency of whoever looks stands on it, and may open it.
    pub ours: bool,
}

impl Offer {
    /// Reports that would be handed on.
    pub fn reports(&self) -> usize {
        self.opening.reports.len()
    }
}

impl Below {
    fn of(user: &User, line: ReferralLine) -> Self {
        Self { ours: line.row.from == user.agency || line.row.to == user.agency, line }
    }
}

/// Whether the agency that sent a referral still has what it sent: always, but where it was itself handed on, and that has
/// ended.
pub(super) async fn sender_has_it(store: &Store, id: ReferralId) -> Result<bool, ResponseError> {
    let now = store.clock().now();
    Ok(store.referral_chain(id).await?.get(1).is_none_or(|parent| parent.holds(now)))
}

/// How many reports the sender of a referral could add to it: those of the lead; where it was handed on, those of what it was
/// handed on from, for the sender sees no others.
pub(super) async fn newer(store: &Store, row: &ReferralRow, known: &[i64]) -> Result<usize, ResponseError> {
    let mut chain = store.referral_chain(row.id).await?;
    let now = if chain.len() > 1 {
        store.opening(chain.swap_remove(1)).await?.reports
    } else {
        match store.lead_of_report(row.lead).await? {
            Some(lead) => store.numbers_of_lead(lead.no).await?,
            None => Vec::new(),
        }
    };
    Ok(now.iter().filter(|no| !known.contains(no)).count())
}

/// Whether the receiver of the first of a chain can hand it on at an instant.
fn can(chain: &[ReferralRow], now: Instant) -> bool {
    chain.len() < CHAIN_LONGEST
        && chain.first().is_some_and(|row| {
            row.state == ReferralState::Accepted && row.holds(now) && row.purpose != ReferralPurpose::Inform
        })
}

/// How far a referral went. Both sides see it while it is open to them; of what others handed on, where it stands and
/// nothing else.
pub async fn chain(
    store: &Store,
    _permit: &Permit<act::SeeReferrals>,
    user: &User,
    id: ReferralId,
) -> Result<Chain, ResponseError> {
    expire(store).await?;
    let (row, side) = own(store, user, id).await?;
    let now = store.clock().now();
    let above = store.referral_chain(id).await?;
    let open = row.holds(now)
        || (side == ReferralSide::Sender && above.get(1).is_none_or(|parent| parent.holds(now)));
    let mut below = Vec::new();
    let mut next = if open { vec![id] } else { Vec::new() };
    while let Some(one) = next.pop() {
        for listed in store.referral_lines_handed_on(one, SHOWN).await? {
            next.push(listed.row.id);
            below.push(Below::of(user, line(now, listed)));
        }
    }
    below.sort_by_key(|one| one.line.row.sent);
    let may = side == ReferralSide::Receiver && can(&above, now);
    Ok(Chain { from_another: above.len() > 1, may, below })
}

/// Of a lead, what was handed on from referrals that the agency of whoever looks sent: to whom, and where it stands. The
/// latest first, what goes on before what has ended.
pub async fn handed_on_of_lead(
    store: &Store,
    _permit: &Permit<act::SeeReferrals>,
    user: &User,
    lead: i64,
) -> Result<Vec<Below>, ResponseError> {
    expire(store).await?;
    let parents = store.parents_of_lead(lead).await?;
    if parents.is_empty() {
        return Ok(Vec::new());
    }
    let lines = store.referral_lines_of_lead(lead, SHOWN * 4).await?;
    let sent_by_us = |id: ReferralId| lines.iter().any(|one| one.row.id == id && one.row.from == user.agency);
    let under_us = |id: ReferralId| {
        let above = std::iter::successors(parents.get(&id), |parent| parents.get(*parent));
        above.take(CHAIN_LONGEST).any(|parent| sent_by_us(*parent))
    };
    let (now, handed) = (store.clock().now(), |id: ReferralId| parents.contains_key(&id) && under_us(id));
    let mut below: Vec<Below> = lines
        .iter()
        .filter(|one| handed(one.row.id))
        .map(|one| Below::of(user, line(now, one.clone())))
        .collect();
    below.sort_by_key(|one| !one.line.row.state.is_active());
    Ok(below)
}

/// A referral of which the agency of whoever looks is the receiver; to anybody else there is none to hand on.
async fn received(store: &Store, user: &User, id: ReferralId) -> Result<ReferralRow, ResponseError> {
    match own(store, user, id).await? {
        (row, ReferralSide::Receiver) => Ok(row),
        _ => Err(ResponseError::NotFound),
    }
}

/// What of a referral can be handed on now, and to whom; nothing by the agency that sent it.
pub async fn offer(
    store: &Store,
    _permit: &Permit<act::HandOnReferrals>,
    user: &User,
    id: ReferralId,
) -> Result<Offer, ResponseError> {
    expire(store).await?;
    let (row, side) = own(store, user, id).await?;
    let chain = store.referral_chain(id).await?;
    let may = side == ReferralSide::Receiver && can(&chain, store.clock().now());
    let mut agencies = if may { store.agencies_by_name().await? } else { Vec::new() };
    // Whoever has it already is answered by giving it back.
    agencies.retain(|one| chain.iter().all(|row| row.from != one.id && row.to != one.id));
    let listed = store.referral_line(id).await?.ok_or(ResponseError::NotFound)?;
    Ok(Offer {
        reference: listed.reference,
        may,
        compartments: ReferralPart::ALL
            .iter()
            .copied()
            .filter(|one| may && row.compartments.contains(*one))
            .collect(),
        agencies,
        opening: store.opening(row.clone()).await?,
        row,
    })
}

/// Whether a referral opens a mention.
fn opens(opening: &Opening, mention: MentionRef) -> bool {
    opening.reports.contains(&mention.report_no)
        && opening.persons.as_ref().is_none_or(|persons| persons.contains(&mention))
}

/// Of the persons of a lead, those that an offer is about: somebody may see others of it by another referral.
pub async fn offered(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::HandOnReferrals>,
    sight: &Sight,
    offer: &Offer,
    persons: Vec<LeadPerson>,
) -> Result<Vec<LeadPerson>, ResponseError> {
    let mut named = Vec::new();
    for one in persons.into_iter().filter(|_| offer.may) {
        let row = reading::seen(store, sight, one.person.report).await?;
        named.push((MentionRef { report_no: row.no, position: one.person.position }, one));
    }
    let inside = linker.look()?;
    let about = |mention: MentionRef| {
        let person = inside.state.person_of(mention.key());
        let members = person.map(|person| inside.state.members(person)).unwrap_or_default();
        members.into_iter().any(|one| opens(&offer.opening, MentionRef::of_key(one)))
    };
    Ok(named.into_iter().filter(|(mention, _)| about(*mention)).map(|(_, one)| one).collect())
}

/// Hands a part of a referral on to another agency. Only the agency that accepted it can, and only while it goes on.
pub async fn hand_on(
    store: &Store,
    linker: &Linker,
    permit: &Permit<act::HandOnReferrals>,
    sight: &Sight,
    user: &User,
    id: ReferralId,
    wanted: &HandOn,
) -> Result<OnOut, ResponseError> {
    expire(store).await?;
    let row = received(store, user, id).await?;
    let now = store.clock().now();
    let wrong = |words: &str| Err(ResponseError::Form(words.to_owned()));
    if !row.holds(now) || row.version != wanted.seen {
        return Ok(OnOut::Conflict);
    }
    if wanted.until.is_some_and(|until| until <= now) || wanted.deadline.is_some_and(|by| by <= now) {
        return wrong("the day until which it holds, and that of the answer, must be ahead");
    }
    if wanted.message.chars().count() > MESSAGE_LONGEST {
        return wrong("the message is too long");
    }
    // A day of a form is its end; on the last day of the referral, that is the end of the referral.
    let until = match (wanted.until, row.until) {
        (Some(day), Some(last)) if day > last && day < last.plus_seconds(DAY_SECONDS) => Some(last),
        (day, _) => day,
    };
    let persons = if wanted.persons.is_empty() {
        None
    } else {
        let opening = store.opening(row).await?;
        let mut mentions = mentions_of(store, linker, sight, &wanted.persons, &opening.reports).await?;
        mentions.retain(|one| opens(&opening, *one));
        Some(mentions)
    };
    let new = NewPart {
        parent: id,
        seen: wanted.seen,
        from: user.agency,
        from_user: user.id,
        to: wanted.to,
        purpose: wanted.purpose,
        basis: wanted.basis,
        compartments: wanted.compartments.iter().copied().collect(),
        persons,
        until,
        deadline: wanted.deadline,
        message: wanted.message.trim(),
    };
    match store.hand_on(permit.by(), &new).await? {
        HandedOn::Done(id) => Ok(OnOut::Done(id)),
        HandedOn::Conflict => Ok(OnOut::Conflict),
        HandedOn::Refused => wrong("only a part of what you have, and only to an agency that has it not"),
    }
}

/// Adds to what was handed on the reports that what it was handed on from has now; `None` where it was changed meanwhile or
/// has ended.
pub async fn hand_on_more(
    store: &Store,
    permit: &Permit<act::HandOnReferrals>,
    user: &User,
    (id, seen): (ReferralId, i64),
) -> Result<Option<usize>, ResponseError> {
    expire(store).await?;
    let (_, side) = own(store, user, id).await?;
    // A first referral is widened by whoever sees every lead.
    if side != ReferralSide::Sender || store.referral_chain(id).await?.len() < 2 {
        return Err(ResponseError::NotFound);
    }
    Ok(store.widen_referral(permit.by(), id, seen).await?)
}
