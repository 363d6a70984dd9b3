//! What truly happened: leads, and the incidents of each.

use crate::{
    dice::Dice,
    payment::PaymentFact,
    person::{DAY, Person, age_at},
};
use model::{IncidentKind, Instant, OsecForm, Relation};

/// Incidents that belong together: the same children, the same people around them.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) id: u64,
    pub(crate) form: OsecForm,
    pub(crate) commercial: bool,
    /// A file that spreads widely and points to no child who could be found.
    pub(crate) widely_shared: bool,
    /// Positions in the circle.
    pub(crate) children: Vec<usize>,
    pub(crate) facilitators: Vec<Facilitator>,
    /// Positions in the circle.
    pub(crate) offenders: Vec<usize>,
    pub(crate) payments: Vec<PaymentFact>,
    /// In order of time.
    pub(crate) incidents: Vec<Incident>,
    /// Position in [`crate::firms::PLATFORMS`].
    pub(crate) platform: usize,
    /// Who may tell a hotline.
    pub(crate) reporter: usize,
}

impl Lead {
    /// The last payment made by the day after the incident, or the first one ever.
    pub(crate) fn last_payment(&self, incident: &Incident) -> Option<&PaymentFact> {
        let until = incident.at.plus_seconds(DAY);
        self.payments.iter().rev().find(|payment| payment.at <= until).or(self.payments.first())
    }
}

/// Who arranges the abuse where the child is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facilitator {
    /// Position in the circle.
    pub(crate) person: usize,
    pub(crate) relation: Relation,
    pub(crate) in_household: bool,
}

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Incident {
    pub(crate) id: u64,
    pub(crate) at: Instant,
    pub(crate) kinds: Vec<IncidentKind>,
    pub(crate) truth: Truth,
    /// From each of these numbers a file's bytes are made.
    pub(crate) files: Vec<u64>,
}

/// What an omniscient desk would know about the haste of it.
#[expect(clippy::struct_excessive_bools, reason = "four separate questions, each with its own answer")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    pub(crate) immediate_danger: bool,
    pub(crate) ongoing: bool,
    pub(crate) planned_for: Option<Instant>,
    pub(crate) self_harm: bool,
    pub(crate) facilitator_in_household: bool,
    /// Age of the youngest child at the incident; `None` without a child.
    pub(crate) youngest: Option<u8>,
    /// 0 (can wait) to 3 (today).
    pub(crate) level: u8,
}

impl Truth {
    /// Whether a desk that knew everything would act within days.
    pub(crate) const fn urgent(&self) -> bool {
        self.level >= 2
    }
}

/// The kinds an incident of this form is of.
pub(crate) fn kinds(dice: &mut Dice, form: OsecForm, facilitated: bool) -> Vec<IncidentKind> {
    match form {
        OsecForm::LiveStreaming => {
            let first = match dice.below(10) {
                0..4 if facilitated => IncidentKind::LiveStreamFacilitation,
                4..8 => IncidentKind::LiveStreamActiveViewing,
                8 => IncidentKind::LiveStreamPassiveViewing,
                _ => IncidentKind::LiveStreaming,
            };
            if dice.chance(250) { vec![first, IncidentKind::AbuseMaterialProduction] } else { vec![first] }
        }
        OsecForm::AbuseMaterial => vec![match dice.below(10) {
            0..3 if facilitated => IncidentKind::AbuseMaterialProduction,
            3..7 => IncidentKind::AbuseMaterialDistribution,
            7 => IncidentKind::AbuseMaterialSolicitation,
            _ => IncidentKind::AbuseMaterial,
        }],
        OsecForm::Grooming => {
            vec![if dice.chance(850) {
                IncidentKind::Grooming
            } else {
                IncidentKind::UnsolicitedMaterialToChild
            }]
        }
        OsecForm::SexualExtortion => vec![IncidentKind::SexualExtortion],
    }
}

/// Draws the truth about haste. All probabilities here are assumptions.
pub(crate) fn truth(
    dice: &mut Dice,
    lead: &Lead,
    people: &[Person],
    at: Instant,
    last: Instant,
    now: Instant,
) -> Truth {
    let facilitator_in_household = lead.facilitators.iter().any(|facilitator| facilitator.in_household);
    let youngest = lead.children.iter().map(|child| age_at(people[*child].born, at)).min();
    let oldest = lead.children.iter().map(|child| age_at(people[*child].born, at)).max();
    if lead.widely_shared || youngest.is_none() {
        return Truth {
            immediate_danger: false,
            ongoing: false,
            planned_for: None,
            self_harm: false,
            facilitator_in_household,
            youngest,
            level: 0,
        };
    }
    let days = now.seconds_since(at) / DAY;
    let days_since_last = now.seconds_since(last) / DAY;
    let ongoing = dice.chance(if days_since_last <= 60 { 600 } else { 120 });
    let planned = lead.form == OsecForm::LiveStreaming && days <= 21 && dice.chance(250);
    let planned_for = planned.then(|| now.plus_seconds(i64::from(dice.between(2, 96)) * 3_600));
    let immediate_danger = dice.chance(if ongoing && facilitator_in_household { 60 } else { 6 });
    let self_harm = oldest.is_some_and(|age| age >= 11)
        && dice.chance(match lead.form {
            OsecForm::SexualExtortion => 80,
            OsecForm::Grooming => 25,
            _ => 6,
        });
    let live = lead.form == OsecForm::LiveStreaming && days <= 60;
    let level = if immediate_danger || planned_for.is_some() || (self_harm && days <= 90) {
        3
    } else if ongoing && (facilitator_in_household || youngest.is_some_and(|age| age <= 6) || live) {
        2
    } else {
        u8::from(ongoing || days <= 60)
    };
    Truth { immediate_danger, ongoing, planned_for, self_harm, facilitator_in_household, youngest, level }
}
