//! The one case model that every form of a report is written from.

use super::standing::{self, Extorted, Standing, Told};
use crate::{parties::party_key, payment::Land};
use model::Personal;

/// A person or account as the institution knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseParty {
    /// Key at the institution: account, wallet, number.
    pub key: Personal,
    /// First name; empty where unknown.
    pub first_name: Personal,
    /// Last name, or the whole name where it is one; empty where unknown.
    pub last_name: Personal,
    /// Country.
    pub country: Land,
    /// What part it plays, as far as the payments tell.
    pub standing: Standing,
}

impl CaseParty {
    /// A party by its key and its name as one text: `Bea Example`, or `Example, Bea`, the family name before the comma.
    pub fn named(key: &str, name: &str, country: Land) -> Self {
        let name = name.trim();
        let (first, last) = match name.split_once(',') {
            Some((family, given)) => (given.trim(), family.trim()),
            None => name.rsplit_once(' ').unwrap_or(("", name)),
        };
        Self {
            key: Personal::new(key),
            first_name: Personal::new(first.trim()),
            last_name: Personal::new(last),
            country,
            standing: Standing::default(),
        }
    }

    /// Both names as one, the given name first.
    pub(super) fn full_name(&self) -> String {
        format!("{} {}", self.first_name.reveal(), self.last_name.reveal()).trim().to_owned()
    }
}

/// What was sent, where that is another currency than the report's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Hundredths of the currency.
    pub hundredths: u64,
    /// ISO 4217.
    pub currency: String,
}

/// One payment of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePayment {
    /// The institution's reference.
    pub reference: String,
    /// The institution that made it.
    pub institution: String,
    /// Milliseconds since 1970, UTC; reports carry whole seconds.
    pub at: i64,
    /// Hundredths of the local currency of the report.
    pub hundredths: u64,
    /// What was sent, where that was another currency.
    pub original: Option<Original>,
    /// Who paid.
    pub from: CaseParty,
    /// Who was paid.
    pub to: CaseParty,
    /// Short names of the indicators that speak for suspicion and fired on it. Without one the payment is no suspicious one:
    /// it stands there because it is of the same parties.
    pub fired: Vec<String>,
}

impl CasePayment {
    /// Whether an indicator fired on it.
    pub const fn is_suspicious(&self) -> bool {
        !self.fired.is_empty()
    }

    /// What tells a party of it from those of other institutions within a written report.
    pub(super) fn identity(&self, party: &CaseParty) -> Personal {
        Personal::new(party_key(&self.institution, party.key.reveal(), party.country))
    }
}

/// What a report is about; the grounds begin with its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crime {
    /// Payment for the sexual exploitation of children.
    #[default]
    Exploitation,
    /// Sexual extortion: the payers are children.
    Extortion,
}

impl Crime {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Exploitation => "Suspected payment for the sexual exploitation of children.",
            Self::Extortion => "Suspected sexual extortion of children.",
        }
    }

    /// What grounds that were read back are about.
    pub fn of_grounds(grounds: &str) -> Self {
        if grounds.starts_with(Self::Extortion.words()) { Self::Extortion } else { Self::Exploitation }
    }
}

/// A suspicious transaction report before it takes the form of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The institution's reference of the report.
    pub reference: String,
    /// When it is made, milliseconds since 1970, UTC.
    pub reported_at: i64,
    /// Local currency, ISO 4217.
    pub currency: String,
    /// What it is about.
    pub crime: Crime,
    /// Why: plain sentences, of which the first is that of the crime.
    pub grounds: Personal,
    /// What was decided and done, as it is recorded; empty where nothing is.
    pub action: String,
    /// The payments, in order of time.
    pub payments: Vec<CasePayment>,
}

/// What stands above the payments of a report.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The institution's reference of the report.
    pub reference: String,
    /// When it is made, milliseconds since 1970, UTC.
    pub reported_at: i64,
    /// Local currency, ISO 4217.
    pub currency: String,
    /// Why: the sentences of the indicators that counted.
    pub reasons: Vec<String>,
    /// What was decided, as it is recorded; empty where nothing is.
    pub action: String,
}

/// Most payments of one report; goAML portals refuse larger ones.
pub const MOST_PAYMENTS: usize = 10_000;
/// Longest grounds (goAML, `comments_type`).
pub const MOST_GROUNDS: usize = 8_000;

impl Case {
    /// A case of these payments, the latest where there are too many: who is suspected is decided by what fired.
    pub fn of(heading: Heading, mut told: Vec<Told>) -> Self {
        told.sort_by_key(|one| one.payment.at);
        let gone = told.len().saturating_sub(MOST_PAYMENTS);
        told.drain(..gone);
        standing::decide(&mut told);
        let extortion = told.iter().any(|one| one.signs.extortion != Extorted::default());
        let crime = if extortion { Crime::Extortion } else { Crime::Exploitation };
        Self {
            reference: heading.reference,
            reported_at: heading.reported_at,
            currency: heading.currency,
            crime,
            grounds: Personal::new(format!("{} {}", crime.words(), heading.reasons.join(" "))),
            action: heading.action,
            payments: told.into_iter().map(|one| one.payment).collect(),
        }
    }

    /// The institutions of its payments, each once.
    pub(super) fn institutions(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for payment in &self.payments {
            if !all.contains(&payment.institution.as_str()) {
                all.push(&payment.institution);
            }
        }
        all
    }

    /// What every unit demands.
    pub(super) fn check(&self) -> Result<(), crate::PaymentsError> {
        let incomplete = |what: String| Err(crate::PaymentsError::Incomplete(what));
        if self.payments.is_empty() || self.payments.len() > MOST_PAYMENTS {
            return incomplete(format!(
                "it has {} payments; from 1 to {MOST_PAYMENTS} can be reported at once",
                self.payments.len()
            ));
        }
        if self.grounds.reveal().trim().is_empty() {
            return incomplete("it states no grounds".into());
        }
        if self.reference.trim().is_empty() {
            return incomplete("it has no reference".into());
        }
        if self.payments.iter().any(|payment| payment.reference.is_empty() || payment.from.key.is_empty()) {
            return incomplete("a payment lacks its reference or its payer".into());
        }
        Ok(())
    }
}

/// `2026-01-31T10:00:00` of an instant, UTC.
pub(super) fn date_time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|stamp| jiff::tz::TimeZone::UTC.to_datetime(stamp).strftime("%Y-%m-%dT%H:%M:%S").to_string())
        .unwrap_or_default()
}

/// The instant of `2026-01-31T10:00:00`, UTC.
pub(super) fn instant(text: &str) -> Option<i64> {
    let date: jiff::civil::DateTime = text.trim().parse().ok()?;
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// `50.00` of hundredths.
pub(super) fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// No more than so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
