//! Amounts as they are written, and dated exchange rates.

use crate::PaymentsError;
use std::collections::BTreeMap;

/// Rates are kept to eight decimals.
const RATE_SCALE: i128 = 100_000_000;
/// Longest time that a rate is carried forward, days: over weekends and holidays, not over months.
const STALE_DAYS: i32 = 10;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads three letters, without regard to case.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.trim().to_ascii_uppercase().into_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

/// An amount in hundredths of its currency, and the currency. Thousandths of a unit (three currencies have them) are
/// rounded half to even.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Hundredths.
    pub hundredths: u64,
    /// Currency.
    pub currency: Currency,
}

/// Reads an amount where the marks between its digits can only mean one thing: `1,500.00` or `1500.5` with a point,
/// `1.500,00` with a comma. A sign is no amount of a payment.
pub fn amount(text: &str, decimal_comma: bool) -> Option<u64> {
    let (group, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let (whole, part) = text.split_once(point).unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(group);
    let fits = !first.is_empty()
        && digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(part)
        && part.len() <= 5
        && !(part.is_empty() && text.contains(point) && !text.ends_with(point));
    if !fits || whole.len() > 20 {
        return None;
    }
    let units: u128 = whole.replace(group, "").parse().ok()?;
    // Five decimals, then rounded to two.
    let fraction: u128 = format!("{part:0<5}").parse().ok()?;
    let exact = units.checked_mul(100_000)?.checked_add(fraction)?;
    u64::try_from(half_even(exact, 1_000)).ok()
}

fn half_even(number: u128, by: u128) -> u128 {
    let (whole, rest) = (number / by, number % by);
    whole + u128::from(rest * 2 > by || (rest * 2 == by && whole % 2 == 1))
}

/// Dated exchange rates to one reference currency.
#[derive(Clone, Debug)]
pub struct Rates {
    reference: Currency,
    by_day: BTreeMap<(Currency, i32), i128>,
}

impl Rates {
    /// No rate but that of the reference currency to itself.
    pub const fn only(reference: Currency) -> Self {
        Self { reference, by_day: BTreeMap::new() }
    }

    /// The currency that all amounts are turned into.
    pub const fn reference(&self) -> Currency {
        self.reference
    }

    /// Reads a table `date,currency,rate`: units of the reference currency for one unit of the other, from that day on. A
    /// rate that is stated again for the same day replaces the earlier one.
    pub fn from_csv(text: &str, reference: Currency, name: &str) -> Result<Self, PaymentsError> {
        let mut rates = Self::only(reference);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        for (line, record) in (2..).zip(reader.records()) {
            let bad = |problem: &str| PaymentsError::BadSettings {
                name: name.to_owned(),
                problem: format!("line {line}: {problem}"),
            };
            let record = record.map_err(|error| bad(&error.to_string()))?;
            let [date, currency, rate] = [0, 1, 2].map(|at| record.get(at).unwrap_or_default());
            let day = day_of(date).ok_or_else(|| bad("the first column is a date such as 2026-01-31"))?;
            let currency =
                Currency::new(currency).ok_or_else(|| bad("the second column is a currency such as PHP"))?;
            let (whole, part) = rate.split_once('.').unwrap_or((rate, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let scaled =
                (part.len() <= 8 && whole.len() <= 12 && digits(part) && digits(whole) && !whole.is_empty())
                    .then(|| format!("{whole}{part:0<8}").parse::<i128>().ok())
                    .flatten()
                    .filter(|scaled| *scaled > 0);
            let scaled =
                scaled.ok_or_else(|| bad("the third column is a rate above zero such as 0.01612345"))?;
            rates.by_day.insert((currency, day), scaled);
        }
        Ok(rates)
    }

    /// An amount in hundredths of the reference currency, at the rate of the day or the last one before it, ten days at
    /// most.
    pub fn convert(&self, money: Money, day: i32) -> Option<u64> {
        if money.currency == self.reference {
            return Some(money.hundredths);
        }
        let from = (money.currency, day.saturating_sub(STALE_DAYS));
        let (_, rate) = self.by_day.range(from..=(money.currency, day)).next_back()?;
        let exact = i128::from(money.hundredths).checked_mul(*rate)?;
        u64::try_from(half_even(exact.cast_unsigned(), RATE_SCALE.cast_unsigned())).ok()
    }
}

impl Rates {
    /// An amount of the reference currency in another: the way back of [`Rates::convert`], by the same rate.
    pub fn convert_back(&self, hundredths: u64, currency: Currency, day: i32) -> Option<u64> {
        if currency == self.reference {
            return Some(hundredths);
        }
        let from = (currency, day.saturating_sub(STALE_DAYS));
        let (_, rate) = self.by_day.range(from..=(currency, day)).next_back()?;
        let rate = u128::try_from(*rate).ok()?;
        let exact = u128::from(hundredths).checked_mul(RATE_SCALE.cast_unsigned())?;
        u64::try_from(half_even(exact, rate)).ok()
    }
}

/// Days since 1970 of a date `2026-01-31`.
fn day_of(date: &str) -> Option<i32> {
    date.parse().ok().map(super::clock::day_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_or_not_but_never_guessed() {
        assert_eq!(amount("1,500.00", false), Some(150_000));
        assert_eq!(amount("1.500,5", true), Some(150_050));
        assert_eq!(amount("50", false), Some(5_000));
        assert_eq!(amount("50,", true), Some(5_000));
        assert_eq!(amount("0.125", false), Some(12));
        assert_eq!(amount("0.135", false), Some(14));
        for wrong in ["1,50", "", "-5", "1e3", "1.2.3", "12a", ".5", "1,,000", "1.500,00"] {
            assert_eq!(amount(wrong, false), None, "{wrong}");
        }
    }

    #[test]
    fn rates_are_those_of_the_day() {
        let aud = Currency::new("AUD").unwrap();
        let text = "date,currency,rate\n2026-01-01,PHP,0.025\n2026-01-05,PHP,0.026\n2026-01-05,PHP,0.027\n";
        let rates = Rates::from_csv(text, aud, "rates.csv").unwrap();
        let php = |units: u64| Money { hundredths: units * 100, currency: Currency::new("php").unwrap() };
        let day = |text: &str| day_of(text).unwrap();
        assert_eq!(rates.convert(php(1_000), day("2026-01-04")), Some(2_500));
        assert_eq!(rates.convert(php(1_000), day("2026-01-05")), Some(2_700));
        assert_eq!(rates.convert(php(1_000), day("2025-12-31")), None);
        assert_eq!(
            rates.convert_back(2_700, Currency::new("PHP").unwrap(), day("2026-01-05")),
            Some(100_000)
        );
        assert_eq!(rates.convert_back(2_700, Currency::new("USD").unwrap(), day("2026-01-05")), None);
        assert_eq!(rates.convert(php(1_000), day("2026-01-15")), Some(2_700));
        assert_eq!(rates.convert(php(1_000), day("2026-01-16")), None);
        let wrong = Rates::from_csv("date,currency,rate\n2026-01-01,PHP,-1\n", aud, "r.csv").unwrap_err();
        assert!(wrong.to_string().contains("line 2"));
    }

    proptest! {
        #[test]
        fn an_amount_is_read_back(hundredths in 0_u64..10_000_000_000) {
            let (units, part) = (hundredths / 100, hundredths % 100);
            prop_assert_eq!(amount(&format!("{units}.{part:02}"), false), Some(hundredths));
            prop_assert_eq!(amount(&format!("{units},{part:02}"), true), Some(hundredths));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}", comma in any::<bool>()) {
            let _: Option<u64> = amount(&text, comma);
        }
    }
}
