//! Triage, first form: priority as a sum of named factors, each with points, a reason and its evidence.
//!
//! The table of factors is data (`triage.toml`). A factor's *condition* is one of a fixed list that this file knows how
//! to see in a report; its points, words and source are the table's. Scores order work; they decide nothing.

mod lead;
mod seen;

pub use lead::{CountStep, LeadCount, LeadFactor};

use model::{Instant, Report};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use store::{DueReport, Evidence, Rank, ReportFacts};

/// The table that ships with the program.
const BUILT_IN: &str = include_str!("../triage.toml");

/// One factor of priority.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Short name, as evidence names it.
    pub name: String,
    /// What must be seen in the report.
    pub when: Condition,
    /// Points; negative where the factor lowers priority.
    #[serde(default)]
    pub points: i32,
    /// Whether the report comes before all others, whatever their points.
    #[serde(default)]
    pub first: bool,
    /// For factors that the clock changes: points by age in hours, youngest first; older than the last gives none.
    #[serde(default)]
    pub by_age: Vec<AgeStep>,
    /// Why, in plain words for staff.
    pub reason: String,
    /// Where the factor comes from.
    pub source: String,
}

/// A step of a factor that the clock changes.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct AgeStep {
    /// Up to this many hours after the instant (negative: until this many hours before it).
    pub within_hours: i64,
    /// Points while within.
    pub points: i32,
}

macro_rules! conditions {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What a factor looks for. Every condition is looked for in every report, whatever the table of the day asks, so
        /// that a changed table re-orders the queue without opening a record.
        #[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, Hash)]
        #[serde(rename_all = "snake_case")]
        pub enum Condition { $($(#[$doc])* $name),* }

        impl Condition {
            /// All conditions.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
        }
    };
}

conditions! {
    /// The source says that a child is in danger now.
    ImmediateDanger = "immediate_danger",
    /// A child speaks of harming themself.
    SelfHarmRisk = "self_harm_risk",
    /// The abuse goes on.
    Ongoing = "ongoing",
    /// A live stream or meeting is planned; changes with the clock.
    Planned = "planned",
    /// The source asks for haste.
    FlaggedBySource = "flagged_by_source",
    /// Live-streamed abuse, of any kind.
    LiveStreaming = "live_streaming",
    /// Sexual extortion.
    SexualExtortion = "sexual_extortion",
    /// Material was made.
    Production = "production",
    /// Grooming.
    Grooming = "grooming",
    /// Contact abuse, trafficking or travel.
    ContactAbuse = "contact_abuse",
    /// Material was shared or sold.
    Distribution = "distribution",
    /// Money was paid or asked for.
    Commercial = "commercial",
    /// A child of under 6 years, or an infant in a file.
    VeryYoungChild = "very_young_child",
    /// A child of 6 to 12 years.
    YoungChild = "young_child",
    /// A suspect or facilitator can get at the child.
    AccessToChild = "access_to_child",
    /// A suspect or facilitator lives with the child.
    SameHousehold = "same_household",
    /// A file shows that a child is physically harmed.
    PhysicalHarm = "physical_harm",
    /// A child can perhaps be found: name, number or address of the child is there.
    ChildCanBeFound = "child_can_be_found",
    /// A suspect or facilitator can perhaps be found.
    SuspectCanBeFound = "suspect_can_be_found",
    /// How long ago it happened; changes with the clock.
    Recent = "recent",
    /// Many shared the same file in jest or outrage.
    WidelyShared = "widely_shared",
    /// The source takes it for mass messages.
    Spam = "spam",
}

/// The table of factors.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    /// Version of the table, told wherever a score is shown.
    pub version: String,
    /// The factors.
    #[serde(rename = "factor")]
    pub factors: Vec<Factor>,
    /// The factors of a lead as a whole.
    #[serde(rename = "lead_factor", default)]
    pub of_leads: Vec<LeadFactor>,
}

/// The table of factors is wrong.
#[derive(Debug, thiserror::Error)]
#[error("table of factors: {0}")]
pub struct FactorsError(String);

/// One reason of a priority, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Name of the factor.
    pub factor: String,
    /// Points it gives now.
    pub points: i32,
    /// Why, in words.
    pub reason: String,
    /// Where in the report it was seen.
    pub evidence: String,
}

/// A priority now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Priority {
    /// Comes before all others.
    pub first: bool,
    /// Sum of the reasons' points.
    pub points: i32,
    /// The reasons, strongest first.
    pub reasons: Vec<Reason>,
    /// When the clock next changes it.
    #[serde(skip)]
    pub changes_at: Instant,
}

/// A rank in the queue is this minus the points, and reports that come first stand far before all others.
const FIRST: i64 = 1 << 40;

impl Priority {
    /// With the reasons of the lead that the report belongs to.
    #[must_use]
    pub fn with(mut self, of_lead: Vec<Reason>) -> Self {
        self.points += of_lead.iter().map(|reason| reason.points).sum::<i32>();
        self.reasons.extend(of_lead);
        self.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.points));
        self
    }

    /// The rank in the queue: lower comes first.
    pub fn rank(&self) -> i64 {
        -i64::from(self.points) - if self.first { FIRST } else { 0 }
    }

    /// The rank of a report that may be held in a burst: behind every other, in the same order.
    pub fn rank_of(&self, held: bool) -> i64 {
        self.rank() + if held { HELD } else { 0 }
    }
}

/// Reports held in a burst stand this far behind: past [`store::HELD_FROM`], even those that come first.
const HELD: i64 = store::HELD_FROM * 2;

/// Reports before this rank come first.
pub const FIRST_BEFORE: i64 = -(FIRST / 2);

impl Factors {
    /// The table that ships with the program.
    pub fn built_in() -> Result<Self, FactorsError> {
        Self::from_toml(BUILT_IN)
    }

    /// Reads a table; each factor needs a name of its own, a reason and a source.
    pub fn from_toml(text: &str) -> Result<Self, FactorsError> {
        let table: Self = toml::from_str(text).map_err(|error| FactorsError(error.to_string()))?;
        let (mut names, mut conditions) = (HashSet::new(), HashSet::new());
        for factor in &table.factors {
            if !names.insert(&factor.name) {
                return Err(FactorsError(format!("the name {} is used twice", factor.name)));
            }
            if !conditions.insert(factor.when) {
                return Err(FactorsError(format!(
                    "{}: another factor looks for the same condition",
                    factor.name
                )));
            }
            if factor.reason.trim().is_empty() || factor.source.trim().is_empty() {
                return Err(FactorsError(format!("{} needs a reason and a source", factor.name)));
            }
            let clock = matches!(factor.when, Condition::Recent | Condition::Planned);
            if clock == factor.by_age.is_empty() {
                return Err(FactorsError(format!(
                    "{}: by_age belongs to recent and planned, points to the others",
                    factor.name
                )));
            }
            if !factor.by_age.windows(2).all(|pair| pair[0].within_hours < pair[1].within_hours) {
                return Err(FactorsError(format!("{}: the steps of by_age must rise", factor.name)));
            }
        }
        lead::check(&table.of_leads, &mut names)?;
        Ok(table)
    }

    /// What of a report the queue needs: kinds, time, and the evidence for each condition that holds.
    pub fn facts(report: &Report) -> ReportFacts {
        let mut evidence = Vec::new();
        for condition in Condition::ALL {
            if let Some((path, at)) = seen::see(*condition, report) {
                evidence.push(Evidence { condition: condition.code().into(), path, at });
            }
        }
        ReportFacts {
            channel: report.channel,
            kinds: report.kinds(),
            occurred_at: report.occurred.as_ref().map(|occurred| occurred.from.sort_instant()),
            evidence,
        }
    }

    /// The priority of a report at `now`. `received_at` stands in where the report does not say when it happened.
    pub fn priority(&self, facts: &ReportFacts, received_at: Instant, now: Instant) -> Priority {
        let mut priority = Priority {
            first: false,
            points: 0,
            reasons: Vec::new(),
            changes_at: Instant::from_micros(i64::MAX),
        };
        for evidence in &facts.evidence {
            let Some(factor) = self.factors.iter().find(|factor| factor.when.code() == evidence.condition)
            else {
                continue;
            };
            let points = if factor.by_age.is_empty() {
                factor.points
            } else {
                let at = evidence.at.unwrap_or(received_at);
                let (points, changes_at) = step(&factor.by_age, at, now);
                priority.changes_at = priority.changes_at.min(changes_at);
                points
            };
            if points == 0 && !factor.first {
                continue;
            }
            priority.first |= factor.first;
            priority.points += points;
            priority.reasons.push(Reason {
                factor: factor.name.clone(),
                points,
                reason: factor.reason.clone(),
                evidence: evidence.path.clone(),
            });
        }
        priority.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.points));
        priority
    }

    /// The rank of a report at `now` and when it must be looked at again.
    pub fn rank(&self, due: &DueReport, now: Instant) -> Rank {
        let priority = self.priority(&due.facts, due.received_at, now);
        Rank { no: due.no, rank: priority.rank_of(due.held), due: priority.changes_at }
    }

    /// A name for this very table, so that a changed table re-orders the queue.
    pub fn fingerprint(&self) -> String {
        data_encoding::HEXLOWER.encode(&store::keys::sha256(format!("{self:?}").as_bytes())[..8])
    }
}

/// Points of the step that holds at `now`, and when the next one begins.
fn step(steps: &[AgeStep], at: Instant, now: Instant) -> (i32, Instant) {
    for step in steps {
        let until = at.plus_seconds(step.within_hours.saturating_mul(3_600));
        if now <= until {
            // Looked at again just after the step's last moment.
            return (step.points, until.plus_seconds(1));
        }
    }
    (0, Instant::from_micros(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, IncidentKind, Occurrence, When};

    fn report() -> Report {
        Report::new("ncmec".parse().unwrap(), Channel::ClearingHouse)
    }

    fn at(text: &str) -> Instant {
        text.parse::<When>().unwrap().sort_instant()
    }

    #[test]
    fn the_shipped_table_is_sound_and_covers_every_condition() {
        let factors = Factors::built_in().unwrap();
        let used: HashSet<Condition> = factors.factors.iter().map(|factor| factor.when).collect();
        assert_eq!(used.len(), Condition::ALL.len(), "each condition once");
        assert!(
            factors.factors.iter().any(|factor| factor.when == Condition::ImmediateDanger && factor.first)
        );
    }

    #[test]
    fn immediate_danger_comes_before_any_sum_of_points() {
        let factors = Factors::built_in().unwrap();
        let now = at("2026-06-01T00:00:00Z");
        let mut danger = report();
        danger.urgency.immediate_danger = Some(true);
        danger.urgency.spam = Some(true);
        let mut heavy = report();
        for kind in IncidentKind::ALL {
            heavy.add_incident(*kind, None);
        }
        heavy.urgency.ongoing = Some(true);
        heavy.urgency.commercial = Some(true);
        let rank = |report: &Report| factors.priority(&Factors::facts(report), now, now).rank();
        assert!(rank(&danger) < rank(&heavy));
        assert!(rank(&danger) < FIRST_BEFORE && rank(&heavy) > FIRST_BEFORE);
    }

    #[test]
    fn a_clock_factor_changes_just_when_it_says() {
        let factors = Factors::built_in().unwrap();
        let mut fresh = report();
        fresh.occurred = Some(Occurrence {
            from: "2026-06-01T00:00:00Z".parse().unwrap(),
            until: None,
            certainty: model::Certainty::Exact,
            words: None,
        });
        let facts = Factors::facts(&fresh);
        let now = at("2026-06-01T01:00:00Z");
        let early = factors.priority(&facts, now, now);
        assert!(early.points > 0);
        let before = factors.priority(&facts, now, early.changes_at.plus_seconds(-1));
        let after = factors.priority(&facts, now, early.changes_at);
        assert_eq!(before.points, early.points);
        assert!(after.points < early.points);
    }

    #[test]
    fn points_are_the_sum_of_the_reasons_and_every_reason_has_words_and_evidence() {
        let factors = Factors::built_in().unwrap();
        let mut full = report();
        for kind in IncidentKind::ALL {
            full.add_incident(*kind, None);
        }
        let now = at("2026-06-01T00:00:00Z");
        let priority = factors.priority(&Factors::facts(&full), now, now);
        assert_eq!(priority.points, priority.reasons.iter().map(|reason| reason.points).sum::<i32>());
        assert!(
            priority.reasons.iter().all(|reason| !reason.reason.is_empty() && !reason.evidence.is_empty())
        );
    }

    #[test]
    fn a_wrong_table_is_refused_with_words() {
        for (text, words) in [
            (
                "version = \"1\"\n[[factor]]\nname = \"a\"\nwhen = \"ongoing\"\npoints = 1\nreason = \"\"\nsource = \"x\"",
                "needs a reason",
            ),
            (
                "version = \"1\"\n[[factor]]\nname = \"a\"\nwhen = \"never\"\nreason = \"r\"\nsource = \"x\"",
                "unknown variant",
            ),
            (
                "version = \"1\"\n[[factor]]\nname = \"a\"\nwhen = \"recent\"\npoints = 3\nreason = \"r\"\nsource = \"x\"",
                "by_age",
            ),
            (
                "version = \"1\"\nfactor = []\n[[lead_factor]]\nname = \"a\"\ncount = \"doors\"\nreason = \"r\"\nsource = \"x\"\nsteps = [{ at_least = 2, points = 1 }, { at_least = 2, points = 3 }]",
                "must rise",
            ),
        ] {
            let error = Factors::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
