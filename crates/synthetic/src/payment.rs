//! Payments: small, repeated, at night where the payer is.

use crate::{
    dice::Dice,
    figures::{self, Rail},
    firms,
    person::DAY,
};
use model::Instant;

/// One payment, as it truly was. Persons are positions in the circle.
#[derive(Clone, Debug)]
pub(crate) struct PaymentFact {
    pub(crate) at: Instant,
    pub(crate) pesos: u32,
    pub(crate) payer: usize,
    pub(crate) payee: usize,
    pub(crate) rail: Rail,
    pub(crate) firm: &'static str,
    pub(crate) reference: String,
}

/// Hours by which a country's clocks are ahead of UTC (its largest zone, winter).
fn zone(country: &str) -> i64 {
    match country {
        "US" | "CA" => -5,
        "GB" | "IE" => 0,
        "AE" => 4,
        "PH" => 8,
        "JP" | "KR" => 9,
        "AU" => 10,
        "NZ" => 12,
        _ => 1,
    }
}

fn amount(dice: &mut Dice) -> u32 {
    let (from, to) = dice.weighted(figures::PAYMENT_PESOS.shares);
    let exact = dice.between(from, to);
    if !dice.chance(figures::ROUND_SUMS) {
        return exact;
    }
    // Rounded within its band.
    let step = if from < 1_000 { 100 } else { 500 };
    (exact / step * step).max(from)
}

/// The same day at an hour at which this payer pays.
fn clock(dice: &mut Dice, day: Instant, country: &str) -> Instant {
    let midnight = day.micros().div_euclid(1_000_000 * DAY) * DAY;
    let local = if dice.chance(figures::NIGHT_PAYMENTS) { 22 + dice.below(7) } else { 6 + dice.below(16) };
    let seconds = i64::from(local % 24 * 3_600 + dice.below(3_600));
    let of_day = (seconds - zone(country) * 3_600).rem_euclid(DAY);
    Instant::from_micros((midnight + of_day) * 1_000_000)
}

/// All payments of one payer to one recipient within the year before `until`, in order of time.
pub(crate) fn series(
    dice: &mut Dice,
    sender: (usize, &str),
    recipient: usize,
    until: Instant,
) -> Vec<PaymentFact> {
    let (from, to) = dice.weighted(figures::PAYMENTS_PER_PAIR.shares);
    let count = dice.between(from, to);
    // AIC 2020: with more payments the gap shrinks; high-volume payers pay at less than twenty days' distance.
    let gap = match count {
        0..5 => dice.between(18, 35),
        5..16 => dice.between(8, 19),
        _ => (350 / count).max(2),
    };
    run(dice, sender, recipient, until, count, gap)
}

/// A burst of payments that stops abruptly, as extortion makes them (FATF 2025, reference finance, 1).
pub(crate) fn burst(
    dice: &mut Dice,
    sender: (usize, &str),
    recipient: usize,
    until: Instant,
) -> Vec<PaymentFact> {
    let count = dice.between(1, 4);
    run(dice, sender, recipient, until, count, 1)
}

fn run(
    dice: &mut Dice,
    (payer, country): (usize, &str),
    recipient: usize,
    until: Instant,
    count: u32,
    gap: u32,
) -> Vec<PaymentFact> {
    let rail = dice.weighted(figures::PAYMENT_RAIL.shares);
    let firm = match rail {
        Rail::Remittance => dice.pick(&firms::REMITTERS),
        Rail::Bank => dice.pick(&firms::BANKS),
        Rail::Wallet => dice.pick(&firms::WALLETS),
    };
    let mut payments: Vec<PaymentFact> = (1..=count)
        .map(|back| {
            let jitter = i64::from(dice.below(gap * 24)) * 3_600;
            let day = until.plus_seconds(-DAY - i64::from((back - 1) * gap) * DAY - jitter);
            PaymentFact {
                at: clock(dice, day, country),
                pesos: amount(dice),
                payer,
                payee: recipient,
                rail,
                firm,
                reference: format!("{}{:010}", dice.between(10, 99), dice.below(u32::MAX)),
            }
        })
        .collect();
    payments.sort_by_key(|payment| payment.at);
    payments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What AIC Trends & Issues 589 and the AMLC studies state, on the payments themselves.
    #[test]
    fn payments_follow_the_published_shape() {
        let until = Instant::from_micros(1_790_000_000_000_000);
        let mut dice = Dice::new(9, 0);
        let all: Vec<Vec<PaymentFact>> = (0..4_000).map(|_| series(&mut dice, (0, "US"), 1, until)).collect();
        let mut counts: Vec<usize> = all.iter().map(Vec::len).collect();
        counts.sort_unstable();
        let total: usize = counts.iter().sum();
        let more_than_once = counts.iter().filter(|count| **count > 1).count();
        assert!(more_than_once * 2 > counts.len(), "more than half pay more than once: {more_than_once}");
        let most: usize = counts.iter().rev().take(counts.len() * 3 / 100).sum();
        assert!((35..=60).contains(&(most * 100 / total)), "3 % make about half: {} %", most * 100 / total);
        let least: usize = counts.iter().take(counts.len() / 4).sum();
        assert!(least * 100 / total <= 5, "a quarter makes about 3 %: {} %", least * 100 / total);
        let mean = total * 10 / counts.len();
        assert!((75..=125).contains(&mean), "2,714 payments of 256 payers are 10.6 each: {mean} tenths");

        let amounts: Vec<u32> = all.iter().flatten().map(|payment| payment.pesos).collect();
        let within =
            amounts.iter().filter(|pesos| (1_000..10_000).contains(*pesos)).count() * 100 / amounts.len();
        assert!((78..=84).contains(&within), "81 % between 1,000 and 10,000 pesos: {within} %");
        for payments in all.iter().filter(|payments| payments.len() > 20) {
            let days = payments.last().unwrap().at.seconds_since(payments[0].at) / DAY;
            assert!(days / i64::try_from(payments.len()).unwrap() < 20);
            assert!(days < 366);
        }
    }
}
