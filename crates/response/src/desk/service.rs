//! Service times, care and suggestions: data (`service.toml`).

use crate::{ResponseError, alerts::Office, sources::Sources, triage::FIRST_BEFORE};
use model::{Country, Instant, RegionCode, UserName};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write as _, path::Path};
use store::Area;

/// A payment longer than this before a session is no longer said to be minutes before it.
const MOST_MINUTES: i64 = 24 * 60;

const BUILT_IN: &str = include_str!("../../service.toml");

/// Sections that came after the first release: a centre's own table may lack them, and then has those that ship.
const LATER: [&str; 2] = ["question", "payments"];

/// The table.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Tiers of urgency, the most urgent first.
    #[serde(rename = "tier")]
    pub tiers: Vec<Tier>,
    /// Referrals.
    pub referral: ReferralTimes,
    /// Questions about leads.
    pub question: QuestionTimes,
    /// Care for those who read.
    pub care: Care,
    /// Figures.
    pub figures: Figures,
    /// Payments beside the rest of the house.
    pub payments: PaymentTimes,
    /// What is known of the staff.
    #[serde(default, rename = "member")]
    pub members: Vec<Member>,
    /// Countries of sources by their short names, from the list of sources.
    #[serde(skip)]
    pub countries: BTreeMap<String, Country>,
    /// What the reporting office has at its financial intelligence unit, from a file of its own beside the table.
    #[serde(skip)]
    pub office: Office,
}

/// A tier of urgency.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its name, for words and figures.
    pub name: String,
    /// Whether it is danger now.
    #[serde(default)]
    pub first: bool,
    /// Least points; any, where it is missing.
    pub points: Option<i32>,
    /// Within this a lead is decided about.
    pub decide_hours: i64,
    /// Past this a supervisor is told.
    pub escalate_hours: i64,
}

/// Times of referrals.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ReferralTimes {
    /// Within this a receiver answers.
    pub answer_hours: i64,
    /// So long a referral holds.
    pub holds_days: i64,
}

/// Times of questions about leads.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct QuestionTimes {
    /// So many days an answer is waited for, unless the form says otherwise.
    pub answer_days: i64,
}

/// Bounds of care.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Care {
    /// Records opened in one day past which a rotation is suggested.
    pub reads_a_day: i64,
    /// Times words were asked for in one day past which a rotation is suggested.
    pub reveals_a_day: i64,
}

/// Disclosure control of figures.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Least decisions of a group that is shown.
    pub smallest: usize,
}

/// Times of payments.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PaymentTimes {
    /// A payment so many minutes before a session is told as an edge between the two.
    pub minutes_before_session: i64,
}

/// What is known of somebody of the staff.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Their sign-in name.
    pub name: UserName,
    /// Languages they read, BCP 47.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Countries they work in.
    #[serde(default)]
    pub countries: Vec<Country>,
    /// Regions of these countries, where they do not work in the whole of them.
    #[serde(default)]
    pub regions: Vec<RegionCode>,
}

/// When a lead is to be decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its tier.
    pub tier: String,
    /// By when.
    pub at: Instant,
    /// Whether that has passed.
    pub overdue: bool,
    /// Whether so much has passed that a supervisor is told.
    pub escalated: bool,
}

impl Service {
    /// The table that ships with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        Self::from_toml(BUILT_IN)
    }

    /// The table of the data directory where there is one, else the built-in one.
    pub fn load(directory: &Path) -> Result<Self, ResponseError> {
        let path = directory.join("service.toml");
        let mut table = match std::fs::read_to_string(&path) {
            Ok(text) => Self::from_toml(&text)
                .map_err(|error| ResponseError::Table(format!("{}: {error}", path.display())))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::built_in()?,
            Err(error) => return Err(ResponseError::Table(format!("{}: {error}", path.display()))),
        };
        table.countries = Sources::load(directory)?.countries().collect();
        table.office = Office::load(directory)?;
        Ok(table)
    }

    /// Reads a table: the last tier must take every lead, times must be positive and rise.
    pub fn from_toml(text: &str) -> Result<Self, ResponseError> {
        let wrong = |detail: &str| ResponseError::Table(format!("service.toml: {detail}"));
        let table: Self = with_later_sections(text)
            .and_then(|text| toml::from_str(&text))
            .map_err(|error| wrong(&error.to_string()))?;
        let last = table.tiers.last().ok_or_else(|| wrong("name at least one tier"))?;
        if last.first || last.points.is_some() {
            return Err(wrong("the last tier must take every lead: give it neither first nor points"));
        }
        for tier in &table.tiers {
            if tier.decide_hours <= 0 || tier.escalate_hours < tier.decide_hours {
                return Err(wrong("hours must be positive, and escalation no sooner than the decision"));
            }
        }
        let points: Vec<i32> = table.tiers.iter().filter_map(|tier| tier.points).collect();
        if points.windows(2).any(|pair| pair[0] <= pair[1]) {
            return Err(wrong("points must fall from tier to tier"));
        }
        if table.referral.answer_hours <= 0 || table.referral.holds_days <= 0 {
            return Err(wrong("times of referrals must be positive"));
        }
        if table.question.answer_days <= 0 {
            return Err(wrong("the days of a question must be positive"));
        }
        if !(1..=MOST_MINUTES).contains(&table.payments.minutes_before_session) {
            return Err(wrong("minutes from a payment to a session must lie between 1 and a day"));
        }
        Ok(table)
    }

    /// What the table says of the languages and places of somebody, where they do not say it themselves.
    pub fn area(&self, name: &UserName) -> Option<Area> {
        let member = self.members.iter().find(|member| member.name == *name)?.clone();
        Some(Area { languages: member.languages, countries: member.countries, regions: member.regions })
    }

    /// Ranks of each tier: from … up to.
    pub(crate) fn bounds(&self) -> Vec<(&Tier, i64, i64)> {
        let mut from = i64::MIN;
        let mut bounds = Vec::with_capacity(self.tiers.len());
        for (at, tier) in self.tiers.iter().enumerate() {
            let to = if tier.first {
                FIRST_BEFORE
            } else if let Some(points) = tier.points {
                1 - i64::from(points)
            } else {
                store::HELD_FROM
            };
            let to = if at + 1 == self.tiers.len() { store::HELD_FROM } else { to.max(from) };
            bounds.push((tier, from, to));
            from = to;
        }
        bounds
    }

    /// After how many microseconds of waiting a supervisor is told, within which ranks.
    pub(crate) fn escalations(&self) -> Vec<(i64, i64, i64)> {
        let span = |(tier, from, to): (&Tier, i64, i64)| {
            (tier.escalate_hours.saturating_mul(3_600_000_000), from, to)
        };
        self.bounds().into_iter().map(span).collect()
    }

    /// The tier of a rank.
    pub fn tier(&self, rank: i64) -> Option<&Tier> {
        let bounds = self.bounds();
        bounds
            .iter()
            .find(|(_, from, to)| (*from..*to).contains(&rank))
            .or(bounds.last())
            .map(|(tier, ..)| *tier)
    }

    /// When a lead that waits since an instant is to be decided about.
    pub fn due(&self, rank: i64, since: Instant, now: Instant) -> Option<Due> {
        let tier = self.tier(rank)?;
        let at = since.plus_seconds(tier.decide_hours.saturating_mul(3_600));
        let told = since.plus_seconds(tier.escalate_hours.saturating_mul(3_600));
        Some(Due { tier: tier.name.clone(), at, overdue: at <= now, escalated: told <= now })
    }
}

/// A table with the later sections that it lacks, as they ship, behind it: lines of what was given keep their numbers.
fn with_later_sections(given: &str) -> Result<String, toml::de::Error> {
    let known: toml::Table = toml::from_str(given)?;
    let shipped: toml::Table = toml::from_str(BUILT_IN)?;
    let mut whole = given.to_owned();
    for name in LATER.into_iter().filter(|name| !known.contains_key(*name)) {
        let _ = writeln!(whole, "\n[{name}]");
        for (key, value) in shipped.get(name).and_then(toml::Value::as_table).into_iter().flatten() {
            let _ = writeln!(whole, "{key} = {value}");
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_a_centre_s_own_may_lack_what_came_later() {
        let shipped = Service::built_in().unwrap();
        let without = |name: &str| {
            let mut lines = Vec::new();
            let mut inside = false;
            for line in BUILT_IN.lines() {
                inside = if line.starts_with('[') { line == format!("[{name}]") } else { inside };
                lines.extend((!inside).then_some(line));
            }
            lines.join("\n")
        };
        for name in LATER {
            assert!(!without(name).contains(&format!("[{name}]")));
            assert_eq!(Service::from_toml(&without(name)).unwrap(), shipped, "{name}");
        }
        // What a centre says stands, and half a section is told and not filled up.
        let own = without("payments") + "\n[payments]\nminutes_before_session = 15\n";
        assert_eq!(Service::from_toml(&own).unwrap().payments.minutes_before_session, 15);
        assert!(Service::from_toml(&(without("payments") + "\n[payments]\n")).is_err());
    }

    #[test]
    fn the_tiers_of_the_shipped_table_part_all_ranks() {
        let service = Service::built_in().unwrap();
        let name = |rank: i64| service.tier(rank).unwrap().name.clone();
        assert_eq!(name(-(1 << 40) - 100), "first");
        assert_eq!(name(-300), "high");
        assert_eq!(name(-80), "high");
        assert_eq!(name(-79), "normal");
        assert_eq!(name(12), "normal");
        // Where people put it sooner it is at least high, and later it is never out of danger.
        assert_eq!(name(-79 - (1 << 30)), "high");
        assert_eq!(name(-(1 << 40) - 100 + (1 << 30)), "first");
        let bounds = service.bounds();
        assert!(bounds.windows(2).all(|pair| pair[0].2 == pair[1].1), "no rank between two tiers");
    }

    #[test]
    fn time_runs_out_when_the_table_says() {
        let service = Service::built_in().unwrap();
        let since = Instant::from_micros(0);
        let due = |seconds: i64| service.due(-(1 << 40), since, since.plus_seconds(seconds)).unwrap();
        assert!(!due(3_599).overdue && due(3_600).overdue && !due(3_600).escalated && due(7_200).escalated);
    }

    #[test]
    fn a_wrong_table_is_refused() {
        let shipped = BUILT_IN;
        for (from, to) in [
            ("decide_hours = 1\n", "decide_hours = 0\n"),
            ("escalate_hours = 2\n", "escalate_hours = 0\n"),
            ("name = \"normal\"\n", "name = \"normal\"\npoints = 5\n"),
            ("holds_days = 90", "holds_days = 0"),
            ("answer_days = 7", "answer_days = 0"),
            ("minutes_before_session = 60", "minutes_before_session = 0"),
            ("minutes_before_session = 60", "minutes_before_session = 1441"),
        ] {
            assert!(shipped.contains(from));
            assert!(Service::from_toml(&shipped.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
