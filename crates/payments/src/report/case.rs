//! The one case model that every form of a report is written from.

use crate::payment::Land;
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
}

/// One payment of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePayment {
    /// The institution's reference.
    pub reference: String,
    /// Milliseconds since 1970, UTC; reports carry whole seconds.
    pub at: i64,
    /// Hundredths of the local currency of the report.
    pub hundredths: u64,
    /// Who paid.
    pub from: CaseParty,
    /// Who was paid.
    pub to: CaseParty,
    /// Short names of the indicators that fired on it.
    pub fired: Vec<String>,
}

/// A suspicious transaction report before it takes the form of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The institution's reference of the report.
    pub reference: String,
    /// When it is made, milliseconds since 1970, UTC.
    pub reported_at: i64,
    /// Name of the institution.
    pub institution: String,
    /// Local currency, ISO 4217.
    pub currency: String,
    /// Why: plain sentences.
    pub grounds: Personal,
    /// What was done; never that somebody was blocked or told.
    pub action: String,
    /// The payments, in order of time.
    pub payments: Vec<CasePayment>,
    /// Keys of parties who may be victims: named as such, not as suspects.
    pub may_be_victims: Vec<Personal>,
}

/// Most payments of one report; goAML portals refuse larger ones.
pub const MOST_PAYMENTS: usize = 10_000;
/// Longest grounds (goAML, `comments_type`).
pub const MOST_GROUNDS: usize = 8_000;

impl Case {
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

    /// Whether a party may be a victim.
    pub fn may_be_victim(&self, party: &CaseParty) -> bool {
        self.may_be_victims.contains(&party.key)
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
