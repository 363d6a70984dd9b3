//! Those who pay for the abuse, and children who pay under extortion.

use super::{
    Role, SenderTruth, figures,
    sender::{self, DAYS, Ledger, around, letters},
};
use crate::dice::Dice;

/// Covers that sources name.
const COVERS: &[(&str, u32)] = &[
    ("household", 250),
    ("medical", 200),
    ("school", 200),
    ("gift", 150),
    ("accommodation", 100),
    ("fees", 50),
    ("handle", 50),
];

/// A year of one offending payer.
pub(super) fn pays(dice: &mut Dice, ledger: &mut Ledger, facilitators: u32) -> SenderTruth {
    let country = dice.weighted(crate::figures::OFFENDER_COUNTRY.shares);
    let (young, old) = dice.weighted(crate::figures::OFFENDER_AGE.shares);
    ledger.lives(country, "PH");
    ledger.base.age = u8::try_from(dice.between(young, old)).unwrap_or(0);
    ledger.base.channel = dice.weighted(&[("remittance", 600), ("bank", 350), ("wallet", 50)]);
    let (few, most) = dice.weighted(figures::PAYMENTS_PER_PAYER.shares);
    let count = dice.between(few, most);
    let many = count > 20;
    let recipients: Vec<u32> =
        (0..dice.weighted(figures::RECIPIENTS.shares).min(count)).map(|_| dice.below(facilitators)).collect();
    let institutions = 1 + dice.below(2 + u32::from(many));
    let covers = dice.chance(figures::COVER * 2);
    // AIC 589: with more payments the gap shrinks. The span of the series, and where in the year it begins.
    let span = match count {
        0..=1 => 1,
        2..=4 => dice.between(20, 110),
        5..=15 => dice.between(60, 240),
        _ => dice.between(200, 360),
    };
    let begin = dice.below(DAYS.saturating_sub(span).max(1));
    for number in 0..count {
        // Days grow with the root of the number: gaps shrink towards the end.
        let done = u64::from(number) * 1_000 / u64::from(count.max(2) - 1).max(1);
        let eased = done * (1_400 - done * 400 / 1_000) / 1_000;
        let jitter = dice.below((span / count.max(1)).max(1) + 1);
        let day = begin + u32::try_from(u64::from(span) * eased / 1_000).unwrap_or(0) + jitter;
        let minute = if dice.chance(figures::NIGHT) {
            sender::at_night(dice)
        } else {
            dice.between(7 * 60, 22 * 60 - 1)
        };
        let cents = amount(dice, many, done);
        let recipient = recipients.get(dice.index(recipients.len())).copied();
        let cover = covers && dice.chance(500);
        let words = dice.weighted(COVERS);
        let institution = u16::try_from(1 + dice.below(institutions)).unwrap_or(1);
        let row = ledger.pay(day, minute, recipient, cents);
        row.institution = institution;
        if cover {
            row.words = words;
        }
        if count > 4 && number % 9 == 3 && figures::COMPANION > (recipients[0] * 37 + count) % 1_000 {
            let bought = ledger.pay(day, minute + 40, None, 999);
            (bought.kind, bought.to, bought.channel) = ("companion-purchase", bought.from, "card");
        }
    }
    if count > 4 && dice.chance(figures::TRAVEL) {
        let day = begin + dice.below(span);
        for _ in 0..dice.between(2, 12) {
            let minute = sender::by_day(dice);
            let cents = around(dice, 20_000, 800);
            let row = ledger.pay(day + dice.below(14), minute, None, cents);
            (row.kind, row.channel) = ("travel", "card");
        }
    }
    let country = letters(country);
    SenderTruth { role: Role::OffendingPayer, country, nationality: country, destination: *b"PH" }
}

/// A sum in cents: in the bands of the studies, rising a little over the series, mostly even in dollars or in pesos.
fn amount(dice: &mut Dice, many: bool, done: u64) -> u32 {
    let figure = if many { figures::MANY_PESOS } else { figures::FEW_PESOS };
    let (from, to) = dice.weighted(figure.shares);
    let spread = u64::from(to - from);
    // AIC 589: the amount rises with the series. Drawn in the lower part of the band early, in the upper part late.
    let part = u64::midpoint(u64::from(dice.below(1_000)), done);
    let pesos = from + u32::try_from(spread * part / 1_000).unwrap_or(0);
    let cents = pesos * 100 / figures::PESOS_PER_DOLLAR;
    if dice.chance(figures::EVEN) {
        let step = if cents >= 1_500 { 500 } else { 100 };
        ((cents + step / 2) / step * step).max(step)
    } else {
        cents
    }
}

/// A child or young person who is extorted: a burst that stops abruptly (FATF 2025: first payments under EUR 250, rarely
/// over EUR 1,500 in all).
pub(super) fn is_extorted(
    dice: &mut Dice,
    ledger: &mut Ledger,
    facilitators: u32,
    collectors: u32,
) -> SenderTruth {
    let from = dice.weighted(&[("US", 600), ("GB", 120), ("AU", 120), ("CA", 100), ("SE", 60)]);
    let to = dice.weighted(&[("PH", 500), ("GH", 200), ("CO", 150), ("TH", 150)]);
    ledger.lives(from, to);
    // An institution often knows the age; some young people use an account of a parent.
    ledger.base.age = if dice.chance(800) { u8::try_from(dice.between(14, 19)).unwrap_or(0) } else { 0 };
    ledger.base.channel = "wallet";
    let collector = facilitators + dice.below(collectors);
    let begin = dice.below(DAYS - 10);
    let count = dice.between(2, 7);
    for number in 0..count {
        let minute = dice.below(1_440);
        let cents = around(dice, 6_000 + number * 2_000, 700).min(24_000);
        ledger.pay(begin + number / 2, minute, Some(collector), cents);
    }
    SenderTruth {
        role: Role::CoercedPayer,
        country: letters(from),
        nationality: letters(from),
        destination: letters(to),
    }
}
