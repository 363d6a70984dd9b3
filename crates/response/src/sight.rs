//! Who sees which lead: row by row, for every use-case.
//!
//! A [`Permit`] says what somebody's role may do; a [`Sight`] says with which records. A use-case that
//! lists or opens records takes both, and only [`of`] makes a sight, so that a forgotten check does not compile. Analysts
//! and supervisors of the national centre see every lead. Everybody else sees what active referrals to their agency open:
//! these reports, these compartments, these persons, until this day. What one may not see answers like what does not
//! exist.

use crate::{Actor, Permit, ResponseError};
use model::{
    AgencyKind, Mention, MentionRef, Personal, ReferralId, ReferralPart, ReferralParts, Report, Role,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use store::{Opening, Store};

/// What somebody sees at one moment. Computed anew for every request: an ended referral is gone with the next one.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sight(Reach);

#[derive(Clone, Debug)]
enum Reach {
    Everything,
    /// By report: what each referral that names it opens.
    Opened(Arc<BTreeMap<i64, Vec<Glimpse>>>),
}

/// What one referral opens of a report.
#[derive(Clone, Debug)]
struct Glimpse {
    referral: ReferralId,
    compartments: ReferralParts,
    /// Keys of the mentions that it opens; all, where it names none.
    persons: Option<HashSet<u64>>,
}

/// What somebody sees now.
pub async fn of(store: &Store, actor: &Actor) -> Result<Sight, ResponseError> {
    let user = match actor {
        Actor::Operator => return Ok(Sight(Reach::Everything)),
        Actor::User(user) => user,
        Actor::Visitor | Actor::Partner(_) => return Ok(Sight(Reach::Opened(Arc::default()))),
    };
    let kind = store.agency_kind(user.agency).await?;
    if kind == Some(AgencyKind::NationalCentre) && sees_all(user.role) {
        return Ok(Sight(Reach::Everything));
    }
    Ok(Sight::opened(store.openings(user.agency, store.clock().now()).await?))
}

/// Roles that see every lead where their agency is the national centre. What they may do with it is the policy's: an
/// auditor reads journals, whoever is at the hotline answers reporters.
pub(crate) const fn sees_all(role: Role) -> bool {
    matches!(role, Role::Analyst | Role::Supervisor | Role::Auditor | Role::HotlineOperator)
}

impl Sight {
    fn opened(openings: Vec<Opening>) -> Self {
        let mut reports: BTreeMap<i64, Vec<Glimpse>> = BTreeMap::new();
        for opening in openings {
            for no in &opening.reports {
                let persons = opening.persons.as_ref().map(|persons| {
                    persons.iter().filter(|one| one.report_no == *no).map(|one| one.key()).collect()
                });
                let compartments = opening.row.compartments;
                reports.entry(*no).or_default().push(Glimpse {
                    referral: opening.row.id,
                    compartments,
                    persons,
                });
            }
        }
        Self(Reach::Opened(Arc::new(reports)))
    }

    /// What is seen with this permit: under an override everything of its one record, for which
    /// [`Permit::covers`](crate::Permit) is to be asked first; else what was seen before.
    pub(crate) fn under<A>(&self, permit: &Permit<A>) -> Cow<'_, Self> {
        if permit.is_override() { Cow::Owned(Self(Reach::Everything)) } else { Cow::Borrowed(self) }
    }

    /// Whether every record is seen.
    pub fn is_whole(&self) -> bool {
        matches!(self.0, Reach::Everything)
    }

    /// Whether a report is seen.
    pub fn report(&self, no: i64) -> bool {
        self.any(no, |glimpse| glimpse.compartments.contains(ReferralPart::Report))
    }

    /// Whether a compartment of a report is seen. What speaks of everybody in the report (its words, its payments, the
    /// conversation) is not opened by a referral that is about some persons only.
    pub fn opens(&self, no: i64, compartment: ReferralPart) -> bool {
        self.any(no, |glimpse| {
            glimpse.compartments.contains(compartment)
                && (compartment == ReferralPart::Report || glimpse.persons.is_none())
        })
    }

    /// Whether all persons of a report are seen.
    pub fn whole_report(&self, no: i64) -> bool {
        self.any(no, |glimpse| {
            glimpse.compartments.contains(ReferralPart::Report) && glimpse.persons.is_none()
        })
    }

    /// Whether a mention of a person is seen.
    pub fn mention(&self, mention: MentionRef) -> bool {
        self.any(mention.report_no, |glimpse| {
            glimpse.compartments.contains(ReferralPart::Report)
                && glimpse.persons.as_ref().is_none_or(|persons| persons.contains(&mention.key()))
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
            Reach::Opened(reports) => {
                reports.get(&no).into_iter().flatten().map(|glimpse| glimpse.referral).collect()
            }
        }
    }

    /// Row numbers of all reports that are seen; nothing where that is everything.
    pub(crate) fn reports(&self) -> Option<Vec<i64>> {
        match &self.0 {
            Reach::Everything => None,
            Reach::Opened(reports) => Some(reports.keys().copied().filter(|no| self.report(*no)).collect()),
        }
    }

    /// Goes on only where every record is seen: for what concerns the whole store.
    pub(crate) fn whole(&self) -> Result<(), ResponseError> {
        if self.is_whole() { Ok(()) } else { Err(ResponseError::NotFound) }
    }

    fn any(&self, no: i64, seen: impl Fn(&Glimpse) -> bool) -> bool {
        match &self.0 {
            Reach::Everything => true,
            Reach::Opened(reports) => reports.get(&no).is_some_and(|glimpses| glimpses.iter().any(seen)),
        }
    }

    /// Takes out of a report what is not seen. Mentions keep their places, so that what points at one still does.
    pub(crate) fn narrow(&self, no: i64, report: &mut Report) {
        if self.is_whole() {
            return;
        }
        if !self.whole_report(no) {
            for (position, mention) in report.mentions.iter_mut().enumerate() {
                if MentionRef::new(no, position).is_none_or(|one| !self.mention(one)) {
                    *mention = Mention::default();
                }
            }
            // Of these nobody has said whose they are.
            report.identifiers.clear();
            report.places.clear();
            report.files.clear();
            report.handlers.clear();
        }
        if !self.opens(no, ReferralPart::Payments) {
            report.payments.clear();
        }
        if !self.opens(no, ReferralPart::Words) {
            report.narratives.clear();
            // Their haste stays known, their words not.
            if let Some(words) = &mut report.urgency.flagged_by_source {
                *words = Personal::new("–".to_owned());
            }
            if let Some(occurred) = &mut report.occurred {
                occurred.words = None;
            }
            report.details.clear();
            report.unread.clear();
        }
    }
}
