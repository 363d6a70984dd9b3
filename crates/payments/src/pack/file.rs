//! The pack as it is written in TOML.

use super::measure::Measure;
use crate::{
    PaymentsError,
    payment::{Land, Words},
    plan::{Lands, Plan},
};
use serde::Deserialize;

const DAY: i64 = 86_400_000;
/// Longest window that a pack may ask for, days: what is kept grows with it.
const LONGEST_DAYS: i64 = 400;

/// A whole pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackFile {
    pub(super) format: u32,
    pub(super) name: String,
    pub(super) version: String,
    #[serde(default)]
    pub(super) plan: Option<PlanFile>,
    #[serde(default)]
    pub(super) score: Option<ScoreFile>,
    #[serde(default, rename = "indicator")]
    pub(super) indicators: Vec<Indicator>,
}

/// Windows, floors and lists, each with the source that it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    /// The currencies, of nearly one worth, that its bounds of amounts may be read in; the first is meant.
    pub(super) currencies: Vec<String>,
    pub(super) window_days: i64,
    pub(super) lateness_hours: i64,
    pub(super) small: [f64; 2],
    pub(super) micro: f64,
    pub(super) destinations: Vec<String>,
    pub(super) across: bool,
    pub(super) night: [String; 2],
    pub(super) young_below: u8,
    #[serde(default = "month")]
    pub(super) new_days: u8,
    pub(super) prior_ages: [u8; 2],
    pub(super) even_sent: u16,
    pub(super) even_landed: u16,
    pub(super) cover: Vec<String>,
    #[serde(default)]
    pub(super) incoming: bool,
    pub(super) source: Vec<Source>,
}

/// From how many points on an alert is raised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoreFile {
    pub(super) alert_from: f64,
    /// From how many points on a payer counts as suspect for those who are paid by the same recipient.
    pub(super) suspect_from: Option<f64>,
    /// How the weights came about, where they were learnt.
    #[serde(default)]
    pub(super) learnt: Option<Learnt>,
}

/// Where learnt weights come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learnt {
    /// On what payments, and where the judgement on others stands.
    pub on: String,
    /// With what program.
    pub by: String,
}

/// Where an indicator or a list comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Document, with year.
    pub document: String,
    /// Section, page or article.
    pub section: String,
}

/// Whom an indicator of the extortion of children shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extortion {
    /// Who pays under it.
    Coerced,
    /// Who collects by it.
    Collector,
}

/// Which windows an indicator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// The sender's.
    Sender,
    /// The recipient's.
    Recipient,
    /// The device's.
    Device,
    /// The institution's.
    Institution,
}

/// At which events it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A relevant transfer.
    Relevant,
    /// Any transfer.
    Transfer,
    /// A very small transfer.
    Micro,
    /// A purchase that goes with the abuse.
    Companion,
    /// A transfer of any sum within the corridors.
    Reaching,
    /// Card or cash in a corridor country.
    Travel,
    /// Cash taken out.
    CashOut,
}

/// One condition. All conditions of an indicator must hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is looked at.
    pub measure: Measure,
    /// Holds from this value on.
    pub at_least: Option<i64>,
    /// Holds up to this value.
    pub at_most: Option<i64>,
    /// Window in hours, instead of the indicator's.
    pub hours: Option<i64>,
}

/// One indicator: a pattern that a public source states, or (in a private pack) an institution's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its short name, such as `I1`. A private pack must not take one that is taken.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// Whose window it looks at.
    pub scope: Where,
    /// At which events it is asked; any of them.
    #[serde(default = "relevant")]
    pub on: Vec<Occasion>,
    /// Points; below zero where it speaks against.
    pub weight: f64,
    /// The least points that learning leaves it, as a positive number: what a source states keeps a say, because an
    /// institution that sees one payer of a recipient has little else.
    pub least: Option<f64>,
    /// It may raise an alert; one that is not may only add to those that do.
    #[serde(default)]
    pub trigger: bool,
    /// It counts only beside one of these.
    #[serde(default)]
    pub with: Vec<String>,
    /// Its window in days; without it the pack's.
    pub window_days: Option<i64>,
    /// What must hold.
    pub when: Vec<Condition>,
    /// It points to somebody who may be a victim: the way of safeguarding is offered.
    #[serde(default)]
    pub safeguard: bool,
    /// It is of the extortion of children, where the payer is the victim and whoever is paid the suspect.
    #[serde(default)]
    pub extortion: Option<Extortion>,
    /// A plain sentence; `{n}` stands for the value of the n-th condition, from 1.
    pub sentence: String,
    /// Where it comes from.
    pub source: Vec<Source>,
    /// Which of its bounds no source states.
    #[serde(default)]
    pub own_bounds: Vec<String>,
    /// Small histories at whose last payment it must fire.
    pub fires: Vec<Vec<String>>,
    /// Small histories at whose last payment it must not.
    pub silent: Vec<Vec<String>>,
}

const fn month() -> u8 {
    30
}

fn relevant() -> Vec<Occasion> {
    vec![Occasion::Relevant]
}

impl PlanFile {
    /// The plan that it says, without the windows of the indicators.
    pub(super) fn plan(&self) -> Result<Plan, String> {
        let minor = |units: f64| {
            let minor = (units * 100.0).round();
            let fits = (0.0..=f64::from(u32::MAX)).contains(&minor);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
            fits.then_some(minor as u32).ok_or_else(|| format!("{units} is no amount up to 42,949,672.95"))
        };
        let days = |days: i64| {
            if (1..=LONGEST_DAYS).contains(&days) {
                Ok(days * DAY)
            } else {
                Err(format!("{days} is no number of days from 1 to {LONGEST_DAYS}"))
            }
        };
        if !(0..=31 * 24).contains(&self.lateness_hours) {
            return Err("lateness_hours lies between 0 and 744".into());
        }
        let mut lands = Vec::new();
        for code in &self.destinations {
            let land = Land::from_letters(code.as_bytes());
            lands.push(land.ok_or_else(|| format!("{code:?} is no country of two capital letters"))?);
        }
        let mut cover = Vec::new();
        for code in &self.cover {
            cover.push(Words::from_code(code).ok_or_else(|| format!("{code:?} is no class of text"))?);
        }
        let window = days(self.window_days)?;
        let [from, to] = &self.night;
        Ok(Plan {
            window,
            longest: [window; 4],
            lateness: self.lateness_hours * 3_600_000,
            small: minor(self.small[0])?..=minor(self.small[1])?,
            micro: minor(self.micro)?,
            corridors: lands.into_iter().collect::<Lands>(),
            across: self.across,
            night: (minute(from)?, minute(to)?),
            young_below: self.young_below,
            new_days: self.new_days,
            prior_ages: self.prior_ages[0]..=self.prior_ages[1],
            even_sent: self.even_sent,
            even_landed: self.even_landed,
            cover,
            incoming: self.incoming,
            ..Plan::default()
        })
    }
}

impl Indicator {
    /// Its longest window, milliseconds.
    pub(super) fn longest(&self, main: i64) -> Result<i64, String> {
        let own = match self.window_days {
            None => main,
            Some(days) if (1..=LONGEST_DAYS).contains(&days) => days * DAY,
            Some(days) => {
                return Err(format!("{}: {days} is no number of days from 1 to {LONGEST_DAYS}", self.id));
            }
        };
        let mut longest = own;
        for hours in self.when.iter().filter_map(|condition| condition.hours) {
            if !(1..=LONGEST_DAYS * 24).contains(&hours) {
                return Err(format!(
                    "{}: {hours} is no number of hours from 1 to {}",
                    self.id,
                    LONGEST_DAYS * 24
                ));
            }
            longest = longest.max(hours * 3_600_000);
        }
        Ok(longest)
    }
}

/// `22:30` as a minute of the day.
fn minute(text: &str) -> Result<u16, String> {
    let parts = text.split_once(':').and_then(|(hour, minute)| {
        Some((hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?)).filter(|(h, m)| *h < 24 && *m < 60)
    });
    parts.map(|(hour, minute)| hour * 60 + minute).ok_or_else(|| format!("{text:?} is no time such as 22:00"))
}

pub(super) fn parse(text: &str, name: &str) -> Result<PackFile, PaymentsError> {
    let bad = |problem: String| PaymentsError::BadSettings { name: name.to_owned(), problem };
    let file: PackFile = crate::settings::read(text, name)?;
    if file.format != 1 {
        return Err(bad(format!("it has format {}; this program reads format 1", file.format)));
    }
    Ok(file)
}
