//! Indicators as data: what sources state about payments for the abuse, and what speaks against.

mod file;
mod measure;
mod rule;
mod score;
mod vector;

use crate::{
    PaymentsError, batch,
    payment::Payment,
    plan::{Plan, Scope},
    subject::{self, Hit, HitsInOrder},
    window::{Marks, View, Window},
};
pub use file::{Condition, Extortion, Indicator, Learnt, Occasion, Source, Where};
pub use measure::Measure;
use rule::{Conditions, MOST_FIGURES, Rules, Test};
pub use score::{Reason, Score};
use std::{path::Path, sync::Mutex};

/// Most indicators of all packs together.
const MOST_INDICATORS: usize = 64;
/// Largest pack file.
const MOST_BYTES: u64 = 1 << 20;

/// Which indicators fired, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fired(pub u64);

impl Fired {
    /// All that there can be.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether none did.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of them that are among others.
    #[must_use]
    pub const fn among(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether the indicator at a position did.
    pub const fn has(self, at: usize) -> bool {
        at < 64 && self.0 >> at & 1 == 1
    }

    /// Positions of those that did.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |at| self.has(*at))
    }
}

/// One figure of a window: whose, what, and how far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Whose window.
    pub scope: Scope,
    /// What is looked at.
    pub measure: Measure,
    window: i64,
    is_main: bool,
}

impl Figure {
    /// Such as `sender.counterparts.30d`.
    pub fn name(&self) -> String {
        let hours = self.window / 3_600_000;
        let (length, unit) = if hours % 24 == 0 { (hours / 24, 'd') } else { (hours, 'h') };
        format!("{}.{}.{length}{unit}", self.scope.code(), self.measure.code())
    }

    /// Its value at the event that a view shows; none where the window has too little to say.
    pub fn of(&self, view: &View<'_>) -> Option<i64> {
        self.over(view, view.window(self.window))
    }

    /// The same over its window, where that is known.
    fn over(&self, view: &View<'_>, window: Window) -> Option<i64> {
        self.measure.of(view, window, self.is_main)
    }
}

/// An indicator that counts suspect payers of one recipient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Collective {
    /// Its position.
    pub(crate) at: usize,
    /// From how many on.
    pub(crate) least: i64,
    /// How far back, milliseconds.
    pub(crate) window: i64,
}

/// A pack that was read and proven against its own histories.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Name and version, of the public pack and of each private one.
    pub names: Vec<String>,
    /// The indicators, in order; [`Fired`] has one bit for each.
    pub indicators: Vec<Indicator>,
    /// From how many points on an alert is raised.
    pub alert_from: f64,
    /// From how many points on a payer is suspect to those who pay the same recipient.
    pub suspect_from: f64,
    /// How the weights came about, where they were learnt.
    pub learnt: Option<Learnt>,
    /// The currencies that bounds of amounts may be read in.
    currencies: Vec<String>,
    plan: Plan,
    /// By scope.
    rules: [Rules; 4],
    collective: Vec<Collective>,
    /// What the conditions look at, by scope.
    figures: [Vec<Figure>; 4],
    weights: score::Weights,
}

impl Pack {
    /// The text of the public pack.
    pub const PUBLIC: &'static str = include_str!("../../packs/public.toml");

    /// The text of the bank query that a backtest compares with.
    pub const BANK_QUERY: &'static str = include_str!("../../packs/bank-query.toml");

    /// The public pack: nothing in it that its sources do not say in public.
    pub fn public() -> Result<Self, PaymentsError> {
        Self::read(Self::PUBLIC, "public.toml", None)
    }

    /// Reads a pack that stands alone.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, PaymentsError> {
        Self::read(text, name, None)
    }

    /// Adds the private packs of a folder, in order of their names: `*.toml`.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, PaymentsError> {
        let entries = std::fs::read_dir(folder).map_err(|error| PaymentsError::file(folder, error))?;
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| PaymentsError::file(folder, error))?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let size = std::fs::metadata(&path).map_err(|error| PaymentsError::file(&path, error))?.len();
            if size > MOST_BYTES {
                return Err(PaymentsError::file(&path, "a pack has at most one MiB"));
            }
            let text = std::fs::read_to_string(&path).map_err(|error| PaymentsError::file(&path, error))?;
            self = Self::read(&text, &path.display().to_string(), Some(self))?;
        }
        Ok(self)
    }

    fn read(text: &str, name: &str, base: Option<Self>) -> Result<Self, PaymentsError> {
        let bad = |problem: String| PaymentsError::BadSettings { name: name.to_owned(), problem };
        let file = file::parse(text, name)?;
        let mut pack = match (base, &file.plan) {
            (Some(mut base), plan) => {
                if let Some(plan) = plan {
                    base.plan = plan.plan().map_err(&bad)?;
                }
                base
            }
            (None, Some(plan)) => Self {
                names: Vec::new(),
                indicators: Vec::new(),
                alert_from: f64::INFINITY,
                suspect_from: f64::INFINITY,
                learnt: None,
                currencies: Vec::new(),
                plan: plan.plan().map_err(&bad)?,
                rules: Default::default(),
                collective: Vec::new(),
                figures: Default::default(),
                weights: score::Weights::default(),
            },
            (None, None) => return Err(bad("it has no [plan]: windows, floors and corridors".into())),
        };
        if file.plan.as_ref().is_some_and(|plan| plan.source.is_empty()) {
            return Err(bad("[plan] needs a source for its lists and bounds".into()));
        }
        if let Some(plan) = &file.plan {
            if plan.currencies.is_empty() {
                return Err(bad(
                    "currencies in [plan] names what its bounds of amounts are in, such as [\"EUR\"]".into(),
                ));
            }
            pack.currencies.clone_from(&plan.currencies);
        }
        if let Some(score) = &file.score {
            pack.alert_from = score.alert_from;
            pack.suspect_from = score.suspect_from.unwrap_or(score.alert_from);
            pack.learnt.clone_from(&score.learnt);
        }
        if !pack.alert_from.is_finite() {
            return Err(bad("alert_from is a number of points".into()));
        }
        pack.names.push(format!("{} {}", file.name, file.version));
        for indicator in file.indicators {
            if pack.indicators.iter().any(|known| known.id == indicator.id) {
                return Err(bad(format!("{} is there twice", indicator.id)));
            }
            let number = |n: &f64| n.is_finite() && n.abs() <= 100.0;
            if !number(&indicator.weight) || indicator.when.is_empty() || indicator.source.is_empty() {
                return Err(bad(format!(
                    "{} needs a weight within 100 points, a condition and a source",
                    indicator.id
                )));
            }
            if indicator.fires.is_empty() || indicator.silent.is_empty() {
                return Err(bad(format!(
                    "{} needs a history that fires and one that does not",
                    indicator.id
                )));
            }
            let collective = indicator.when.iter().any(|c| c.measure == Measure::SuspectPayers);
            if collective && (indicator.when.len() > 1 || indicator.scope != Where::Recipient) {
                return Err(bad(format!(
                    "{}: suspect-payers stands alone, in the scope of the recipient",
                    indicator.id
                )));
            }
            pack.indicators.push(indicator);
        }
        if pack.indicators.len() > MOST_INDICATORS {
            return Err(bad(format!("all packs together have more than {MOST_INDICATORS} indicators")));
        }
        pack.build().map_err(&bad)?;
        pack.prove().map_err(&bad)?;
        Ok(pack)
    }

    fn build(&mut self) -> Result<(), String> {
        let main = self.plan.window;
        let mut by_scope: [Vec<Conditions>; 4] = Default::default();
        self.figures = Default::default();
        self.collective.clear();
        self.plan.longest = [main; 4];
        for (at, indicator) in self.indicators.iter().enumerate() {
            let scope = match indicator.scope {
                Where::Sender => Scope::Sender,
                Where::Recipient => Scope::Recipient,
                Where::Device => Scope::Device,
                Where::Institution => Scope::Institution,
            };
            let longest = &mut self.plan.longest[scope.number()];
            *longest = (*longest).max(indicator.longest(main)?);
            self.plan.scopes[scope.number()] = true;
            let own = indicator.window_days.map_or(main, |days| days * measures_day());
            let figures = &mut self.figures[scope.number()];
            let tests: Vec<Test> = indicator
                .when
                .iter()
                .map(|condition| {
                    let measure = condition.measure;
                    let window = condition.hours.map_or(own, |hours| hours * 3_600_000);
                    let figure = Figure { scope, measure, window, is_main: window == main };
                    let known = figures.iter().position(|known| *known == figure).unwrap_or(figures.len());
                    if known == figures.len() {
                        figures.push(figure);
                    }
                    Test {
                        figure: known,
                        measure,
                        least: condition.at_least.unwrap_or(i64::MIN),
                        most: condition.at_most.unwrap_or(i64::MAX),
                        window,
                    }
                })
                .collect();
            if figures.len() > MOST_FIGURES {
                return Err(format!(
                    "all packs together look at more than {MOST_FIGURES} figures of a {}",
                    scope.code()
                ));
            }
            let on = indicator.on.iter().map(|occasion| match occasion {
                Occasion::Relevant => Marks::RELEVANT,
                Occasion::Transfer => Marks::TRANSFER,
                Occasion::Micro => Marks::MICRO,
                Occasion::Companion => Marks::COMPANION,
                Occasion::Reaching => Marks::REACHING,
                Occasion::Travel => Marks::TRAVEL,
                Occasion::CashOut => Marks::CASH_OUT,
            });
            if let Some(test) = tests.iter().find(|test| test.measure == Measure::SuspectPayers) {
                self.collective.push(Collective { at, least: test.least, window: test.window });
                continue;
            }
            let on = on.fold(Marks::NONE, Marks::with);
            by_scope[scope.number()].push(Conditions { at, on, tests });
        }
        self.rules = by_scope.map(|all| Rules::new(all, main));
        self.weights = score::Weights::new(&self.indicators)?;
        Ok(())
    }

    /// Runs every indicator over its own histories.
    fn prove(&self) -> Result<(), String> {
        for (at, indicator) in self.indicators.iter().enumerate() {
            for (histories, must) in [(&indicator.fires, true), (&indicator.silent, false)] {
                for (number, history) in histories.iter().enumerate() {
                    let mut payments = Vec::new();
                    for (id, line) in (1..).zip(history) {
                        payments.push(
                            vector::payment(line, id)
                                .map_err(|problem| format!("{}: {problem}", indicator.id))?,
                        );
                    }
                    let mut pack = self.clone();
                    if indicator.when.iter().any(|c| matches!(c.measure, Measure::Known | Measure::Near)) {
                        // Recipient 1 is confirmed and recipient 2 its neighbour, in histories.
                        pack = pack.with_known(vec![1], vec![2]);
                    }
                    let fired = pack.last_of(&payments).map_err(|error| error.to_string())?;
                    if fired.has(at) != must {
                        let (word, list) =
                            if must { ("does not fire", "fires") } else { ("fires", "silent") };
                        return Err(format!("{} {word} at history {} of {list}", indicator.id, number + 1));
                    }
                }
            }
        }
        Ok(())
    }

    /// What fired at the last payment of a small history.
    fn last_of(&self, payments: &[Payment]) -> Result<Fired, PaymentsError> {
        let mut collector = batch::Collector::rows(&self.plan, 0);
        for payment in payments {
            collector.push(payment);
        }
        let last = collector.len().saturating_sub(1);
        let hits = Mutex::new(Vec::new());
        batch::run(vec![collector], &self.plan, self, 1, || {
            |scope, key, view: &View<'_>, answer: Fired| {
                if let Ok(mut hits) = hits.lock() {
                    hits.push(Hit::of(scope, key, view, answer));
                }
            }
        })?;
        let mut fired = Fired::default();
        let hits = HitsInOrder::new(hits.into_inner().unwrap_or_default());
        subject::join(&hits, self, Fired::ALL, |joined| {
            if joined.sequence == last {
                fired = fired.with(joined.all);
            }
        });
        Ok(fired)
    }

    /// All that can fire but some indicators.
    pub fn all_but(&self, gone: impl Fn(&Indicator) -> bool) -> Fired {
        let bits = (0..).zip(&self.indicators).filter(|(_, indicator)| gone(indicator));
        Fired(!bits.fold(0_u64, |bits, (at, _)| bits | 1 << at))
    }

    /// Indicators that count suspect payers of one recipient, over parties and in no window.
    pub(crate) fn collective(&self) -> &[Collective] {
        &self.collective
    }

    /// The pack with other weights, by position: what learning tries.
    #[must_use]
    pub fn with_weights(mut self, weights: &[f64]) -> Self {
        for (indicator, weight) in self.indicators.iter_mut().zip(weights) {
            indicator.weight = *weight;
        }
        if let Ok(weights) = score::Weights::new(&self.indicators) {
            self.weights = weights;
        }
        self
    }

    /// Every figure that its conditions look at, once: what [`crate::table`] has columns for.
    pub fn figures(&self) -> Vec<Figure> {
        let all = self.figures.iter().flatten();
        all.filter(|figure| figure.measure != Measure::SuspectPayers).copied().collect()
    }

    /// Refuses amounts in a currency that its bounds are not in: 200 pesos are no 200 dollars.
    pub fn counts_in(&self, currency: &str) -> Result<(), PaymentsError> {
        if self.currencies.iter().any(|known| known.eq_ignore_ascii_case(currency)) {
            return Ok(());
        }
        Err(PaymentsError::UnfitCurrency {
            pack: self.names.first().cloned().unwrap_or_default(),
            known: self.currencies.join(", "),
        })
    }

    /// How far back the windows of the indicator at a position reach, milliseconds.
    pub(crate) fn reach(&self, at: usize) -> i64 {
        let own = self.rules.iter().flat_map(Rules::all).filter(|(known, _)| *known == at);
        let collective = self.collective.iter().filter(|one| one.at == at).map(|one| one.window);
        own.flat_map(|(_, tests)| tests).map(|test| test.window).chain(collective).max().unwrap_or(0)
    }

    /// The plan that the pack asks for.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The pack with confirmed recipients and their neighbours, as numbers of the run's dictionary.
    #[must_use]
    pub fn with_known(mut self, mut known: Vec<u32>, mut near: Vec<u32>) -> Self {
        known.sort_unstable();
        near.sort_unstable();
        self.plan.known = known;
        self.plan.near = near;
        self
    }

    /// The pack for data in which senders and recipients are numbered apart: what comes in to an e-wallet cannot be told
    /// from what goes out, so that it is not looked at.
    #[must_use]
    pub fn with_separate_numbers(mut self) -> Self {
        self.plan.incoming = false;
        self
    }

    /// The pack without some indicators: what a backtest takes away to see what each adds.
    pub fn without(&self, gone: impl Fn(&Indicator) -> bool) -> Result<Self, PaymentsError> {
        let mut pack = self.clone();
        pack.indicators.retain(|indicator| !gone(indicator));
        let kept: Vec<String> = pack.indicators.iter().map(|indicator| indicator.id.clone()).collect();
        for indicator in &mut pack.indicators {
            indicator.with.retain(|id| kept.contains(id));
        }
        let (known, near) = (std::mem::take(&mut pack.plan.known), std::mem::take(&mut pack.plan.near));
        pack.build().map_err(|problem| PaymentsError::BadSettings { name: "pack".into(), problem })?;
        Ok(pack.with_known(known, near))
    }

    /// The points of what fired.
    #[inline]
    pub fn score(&self, fired: Fired) -> Score {
        self.weights.score(fired)
    }

    /// Why an indicator counted that looks at other payers of the same recipient: no window is needed for its sentence.
    pub fn collective_reason(&self, at: usize) -> Option<Reason> {
        let indicator = self.indicators.get(at)?;
        let condition = indicator.when.first().filter(|one| one.measure == Measure::SuspectPayers)?;
        let figure = condition.at_least.unwrap_or(1).to_string();
        Some(Reason {
            id: indicator.id.clone(),
            name: indicator.name.clone(),
            points: indicator.weight,
            sentence: indicator.sentence.replace("{1}", &figure),
            figures: vec![figure],
            source: indicator.source.clone(),
        })
    }

    /// Why an indicator fired, in words, at an event that is looked at again.
    pub fn reason(&self, at: usize, view: &View<'_>) -> Option<Reason> {
        let indicator = self.indicators.get(at)?;
        let main = self.plan.window;
        let own = indicator.window_days.map_or(main, |days| days * measures_day());
        let mut sentence = indicator.sentence.clone();
        let mut figures = Vec::new();
        for (number, condition) in (1..).zip(&indicator.when) {
            let window = condition.hours.map_or(own, |hours| hours * 3_600_000);
            let value = condition.measure.of(view, view.window(window), window == main)?;
            let words = condition.measure.words(value);
            sentence = sentence.replace(&format!("{{{number}}}"), &words);
            figures.push(words);
        }
        Some(Reason {
            id: indicator.id.clone(),
            name: indicator.name.clone(),
            points: indicator.weight,
            sentence,
            figures,
            source: indicator.source.clone(),
        })
    }
}

const fn measures_day() -> i64 {
    crate::window::measures::DAY
}
