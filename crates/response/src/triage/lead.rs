//! The priority of a lead as a whole: what only its reports together show.

use super::{Factors, FactorsError, Reason};
use model::{IncidentKind, IncidentKinds};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use store::LeadRow;

/// What is counted of a lead as a whole.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "snake_case")]
pub enum LeadCount {
    /// Kinds of doors that told of it.
    Doors,
    /// Its reports.
    Reports,
    /// Days between its first and its last report.
    Days,
    /// Its children.
    Children,
    /// Whether firms told of payments and others of abuse: 1 or 0.
    PaymentsAndAbuse,
}

impl LeadCount {
    fn of(self, lead: &LeadRow) -> i64 {
        match self {
            Self::Doors => i64::from(lead.channels.count_ones()),
            Self::Reports => lead.reports,
            Self::Days => lead.last_received.seconds_since(lead.first_received) / 86_400,
            Self::Children => lead.children,
            Self::PaymentsAndAbuse => {
                let payments = IncidentKinds::from_iter([IncidentKind::SuspiciousPayments]).bits();
                i64::from(lead.kinds & payments != 0 && lead.kinds & !payments != 0)
            }
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Doors => "doors",
            Self::Reports => "reports",
            Self::Days => "days",
            Self::Children => "children",
            Self::PaymentsAndAbuse => "payments",
        }
    }
}

/// One factor of the priority of a lead as a whole, which no report shows alone.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct LeadFactor {
    /// Short name, as evidence names it.
    pub name: String,
    /// What is counted.
    pub count: LeadCount,
    /// Points by what was counted, least first; the last step that is reached gives its points.
    pub steps: Vec<CountStep>,
    /// Why, in plain words for staff.
    pub reason: String,
    /// Where the factor comes from.
    pub source: String,
}

/// A step of a factor that counts.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct CountStep {
    /// From this many on.
    pub at_least: i64,
    /// Points.
    pub points: i32,
}

/// Refuses factors that cannot be told apart or that say nothing; `names` are those of all factors so far.
pub(super) fn check<'t>(
    factors: &'t [LeadFactor],
    names: &mut HashSet<&'t String>,
) -> Result<(), FactorsError> {
    let mut counts = HashSet::new();
    for factor in factors {
        let problem = if !names.insert(&factor.name) {
            "the name is used twice"
        } else if !counts.insert(factor.count) {
            "another factor counts the same"
        } else if factor.reason.trim().is_empty() || factor.source.trim().is_empty() {
            "a reason and a source are needed"
        } else if factor.steps.is_empty()
            || !factor.steps.windows(2).all(|pair| pair[0].at_least < pair[1].at_least)
        {
            "there must be steps, and they must rise"
        } else {
            continue;
        };
        return Err(FactorsError(format!("{}: {problem}", factor.name)));
    }
    Ok(())
}

impl Factors {
    /// What a lead as a whole adds to the points of its most urgent report: repeats, several sources, several children,
    /// payments beside abuse.
    pub fn of_lead(&self, lead: &LeadRow) -> Vec<Reason> {
        let reached = |factor: &LeadFactor| {
            let count = factor.count.of(lead);
            let step = factor.steps.iter().rev().find(|step| step.at_least <= count)?;
            Some(Reason {
                factor: factor.name.clone(),
                points: step.points,
                reason: factor.reason.clone(),
                evidence: format!("lead: {count} {}", factor.count.word()),
            })
        };
        self.of_leads.iter().filter_map(reached).collect()
    }

    /// The sum of [`Self::of_lead`].
    pub fn points_of_lead(&self, lead: &LeadRow) -> i64 {
        self.of_lead(lead).iter().map(|reason| i64::from(reason.points)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, Instant};

    #[test]
    fn a_lead_gets_points_by_its_steps() {
        let factors = Factors::built_in().unwrap();
        let day = |days: i64| Instant::from_micros(0).plus_seconds(days * 86_400);
        let alone = LeadRow {
            no: 1,
            rank: 0,
            kinds: IncidentKinds::from_iter([IncidentKind::Grooming]).bits(),
            channels: Channel::Hotline.bit(),
            reports: 1,
            persons: 2,
            children: 1,
            suspects: 1,
            first_received: day(0),
            last_received: day(0),
        };
        assert_eq!(factors.of_lead(&alone), []);
        let money = IncidentKinds::from_iter([IncidentKind::SuspiciousPayments]).bits();
        let points = |lead: LeadRow| factors.points_of_lead(&lead);
        assert_eq!(
            points(LeadRow { kinds: money, ..alone }),
            0,
            "payments alone are no more than their report"
        );
        let both = LeadRow {
            kinds: alone.kinds | money,
            channels: Channel::Hotline.bit() | Channel::Financial.bit(),
            ..alone
        };
        assert!(points(both) > points(LeadRow { kinds: alone.kinds, ..both }));
        assert!(
            points(LeadRow { last_received: day(60), ..alone })
                > points(LeadRow { last_received: day(14), ..alone })
        );
        assert_eq!(points(LeadRow { last_received: day(13), ..alone }), 0);
        assert!(points(LeadRow { children: 4, ..alone }) > points(LeadRow { children: 2, ..alone }));
        assert!(points(LeadRow { reports: 10, ..alone }) > points(LeadRow { reports: 3, ..alone }));
    }
}
