//! Who sees which lead: row by row, for every use-case.
//!
//! A [`Permit`] says what somebody's role may do; a [`Sight`] says with which records. A use-case that
//! lists or opens records takes both, and only [`of`] makes a sight, so that a forgotten check does not compile. Analysts
//! and supervisors of the national centre see every lead. Everybody else sees what active referrals to their agency open:
//! these reports, these compartments, these persons, until this day. What one may not see answers like what does not
//! exist.

use crate::{Actor, Permit, ResponseError};
use model::{AgencyId, AgencyKind, Mention, MentionRef, Personal, ReferralId, ReferralPart, Report, Role};
use std::{borrow::Cow, sync::Arc};
use store::{Opened, Openings, Store};

/// What somebody sees at one moment. Asked for anew by every request: an ended referral is gone with the next one.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sight(Reach);

#[derive(Clone, Debug)]
enum Reach {
    Everything,
    /// What the referrals to an agency open; nothing to whoever is of none.
    Opened(Option<AgencyId>, Arc<Openings>),
}

/// A question whose answer decides what is seen. Each is asked through [`told`]: tests give every one of them a wrong
/// answer, one at a time, and must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// Is the agency the national centre?
    Centre,
    /// Does the role see every lead there?
    Role,
    /// Is every record seen?
    Whole,
    /// Does the right stand on an override?
    Override,
    /// Does a referral name the report?
    Named,
    /// Is the report itself among the compartments?
    Report,
    /// Is the compartment among them? Of a report that is not handed over itself, none is.
    Part,
    PartOfReport,
    /// Does the compartment speak of nobody who is left out?
    PartOfAll,
    /// For the whole report: is it among the compartments, and are all persons?
    WholePart,
    WholePersons,
    /// For a mention: is the report among the compartments, and the mention among the persons?
    MentionPart,
    MentionPerson,
    /// What may stay in a report: each part of it by itself.
    KeepMention,
    KeepIdentifiers,
    KeepPlaces,
    KeepFiles,
    KeepHandlers,
    KeepPayments,
    KeepNarratives,
    KeepHaste,
    KeepTimeWords,
    KeepDetails,
    KeepUnread,
}

/// The answer as it was found.
#[cfg(not(test))]
const fn told(_: Question, answer: bool) -> bool {
    answer
}
#[cfg(test)]
use tests::told;

/// What somebody sees now.
pub async fn of(store: &Store, actor: &Actor) -> Result<Sight, ResponseError> {
    let user = match actor {
        Actor::Operator => return Ok(Sight(Reach::Everything)),
        Actor::User(user) => user,
        Actor::Visitor | Actor::Partner(_) => return Ok(Sight(Reach::Opened(None, Arc::default()))),
    };
    let Some(standing) = store.agency_standing(user.agency).await? else {
        return Ok(Sight(Reach::Opened(None, Arc::default())));
    };
    if is_all_seen(standing.kind, user.role) {
        return Ok(Sight(Reach::Everything));
    }
    let openings = store.openings(user.agency, standing, store.clock().now()).await?;
    Ok(Sight(Reach::Opened(Some(user.agency), openings)))
}

/// Whether a role of an agency of this kind sees every lead.
fn is_all_seen(kind: AgencyKind, role: Role) -> bool {
    told(Question::Centre, kind == AgencyKind::NationalCentre) && told(Question::Role, sees_all(role))
}

/// Roles that see every lead where their agency is the national centre. What they may do with it is the policy's: an
/// auditor reads journals, whoever is at the hotline answers reporters.
pub(crate) const fn sees_all(role: Role) -> bool {
    matches!(role, Role::Analyst | Role::Supervisor | Role::Auditor | Role::HotlineOperator)
}

impl Sight {
    /// What is seen with this permit: under an override everything of its one record, for which
    /// [`Permit::covers`](crate::Permit) is to be asked first; else what was seen before.
    pub(crate) fn under<A>(&self, permit: &Permit<A>) -> Cow<'_, Self> {
        if told(Question::Override, permit.is_override()) {
            Cow::Owned(Self(Reach::Everything))
        } else {
            Cow::Borrowed(self)
        }
    }

    /// Whether every record is seen.
    pub fn is_whole(&self) -> bool {
        told(Question::Whole, matches!(self.0, Reach::Everything))
    }

    /// Whether a report is seen.
    pub fn report(&self, no: i64) -> bool {
        self.any(no, |opened| told(Question::Report, opened.compartments.contains(ReferralPart::Report)))
    }

    /// Whether a compartment of a report is seen. What speaks of everybody in the report (its words, its payments, the
    /// conversation) is not opened by a referral that is about some persons only.
    pub fn opens(&self, no: i64, compartment: ReferralPart) -> bool {
        self.any(no, |opened| {
            let of_all = compartment == ReferralPart::Report || opened.persons.is_none();
            told(Question::Part, opened.compartments.contains(compartment))
                && told(Question::PartOfReport, opened.compartments.contains(ReferralPart::Report))
                && told(Question::PartOfAll, of_all)
        })
    }

    /// Whether all persons of a report are seen.
    pub fn whole_report(&self, no: i64) -> bool {
        self.any(no, |opened| {
            told(Question::WholePart, opened.compartments.contains(ReferralPart::Report))
                && told(Question::WholePersons, opened.persons.is_none())
        })
    }

    /// Whether a mention of a person is seen.
    pub fn mention(&self, mention: MentionRef) -> bool {
        self.any(mention.report_no, |opened| {
            let among = opened.persons.as_ref().is_none_or(|persons| persons.contains(&mention.key()));
            told(Question::MentionPart, opened.compartments.contains(ReferralPart::Report))
                && told(Question::MentionPerson, among)
        })
    }

    /// Whether a mention, by its key, is seen.
    pub(crate) fn key(&self, key: u64) -> bool {
        self.is_whole() || self.mention(MentionRef::of_key(key))
    }

    /// Referrals that open a report.
    pub fn referrals_of(&self, no: i64) -> Vec<ReferralId> {
        match &self.0 {
            Reach::Everything => Vec::new(),
            Reach::Opened(_, openings) => {
                openings.reports.get(&no).into_iter().flatten().map(|opened| opened.referral).collect()
            }
        }
    }

    /// Row numbers of all reports that are seen; nothing where that is everything.
    pub(crate) fn reports(&self) -> Option<Vec<i64>> {
        match &self.0 {
            Reach::Everything => None,
            Reach::Opened(_, openings) => {
                Some(openings.reports.keys().copied().filter(|no| self.report(*no)).collect())
            }
        }
    }

    /// The agency whose referrals say what is seen; nothing where that is everything, or nothing at all.
    pub(crate) fn agency(&self) -> Option<AgencyId> {
        match &self.0 {
            Reach::Everything => None,
            Reach::Opened(agency, _) => *agency,
        }
    }

    /// Goes on only where every record is seen: for what concerns the whole store.
    pub(crate) fn whole(&self) -> Result<(), ResponseError> {
        if self.is_whole() { Ok(()) } else { Err(ResponseError::NotFound) }
    }

    fn any(&self, no: i64, seen: impl Fn(&Opened) -> bool) -> bool {
        match &self.0 {
            Reach::Everything => true,
            Reach::Opened(_, openings) => {
                let opened = openings.reports.get(&no);
                told(Question::Named, opened.is_some_and(|opened| opened.iter().any(seen)))
            }
        }
    }

    /// Takes out of a report what is not seen. Mentions keep their places, so that what points at one still does.
    pub(crate) fn narrow(&self, no: i64, report: &mut Report) {
        if self.is_whole() {
            return;
        }
        let (all, payments, words) = (
            self.whole_report(no),
            self.opens(no, ReferralPart::Payments),
            self.opens(no, ReferralPart::Words),
        );
        for (position, mention) in report.mentions.iter_mut().enumerate() {
            let seen = MentionRef::new(no, position).is_some_and(|one| self.mention(one));
            if !told(Question::KeepMention, all || seen) {
                *mention = Mention::default();
            }
        }
        // Of these nobody has said whose they are.
        keep(&mut report.identifiers, Question::KeepIdentifiers, all);
        keep(&mut report.places, Question::KeepPlaces, all);
        keep(&mut report.files, Question::KeepFiles, all);
        keep(&mut report.handlers, Question::KeepHandlers, all);
        keep(&mut report.payments, Question::KeepPayments, payments);
        keep(&mut report.narratives, Question::KeepNarratives, words);
        keep(&mut report.details, Question::KeepDetails, words);
        keep(&mut report.unread, Question::KeepUnread, words);
        // Their haste stays known, their words not.
        if let Some(haste) = &mut report.urgency.flagged_by_source
            && !told(Question::KeepHaste, words)
        {
            *haste = Personal::new("–".to_owned());
        }
        if let Some(occurred) = &mut report.occurred
            && !told(Question::KeepTimeWords, words)
        {
            occurred.words = None;
        }
    }
}

/// Empties a list that may not stay.
fn keep<T>(list: &mut Vec<T>, question: Question, may: bool) {
    if !told(question, may) {
        list.clear();
    }
}

#[cfg(test)]
#[path = "sight_tests.rs"]
mod tests;
