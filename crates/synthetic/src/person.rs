//! A person of the country, as they truly are.

use crate::{
    contact,
    dice::Dice,
    figures, firms, names,
    places::{self, City},
};
use model::{Instant, Sex};
use time::Date;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// The part a person truly has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Child,
    Facilitator,
    Offender,
    Reporter,
}

impl Part {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Facilitator => "facilitator",
            Self::Offender => "offender",
            Self::Reporter => "reporter",
        }
    }
}

/// An account at a platform.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Position in [`firms::PLATFORMS`].
    pub(crate) platform: usize,
    /// The name others see.
    pub(crate) screen: String,
    /// The platform's own number for it.
    pub(crate) id: String,
}

/// A person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: u64,
    pub(crate) part: Part,
    /// 0 where the household is not known (people abroad).
    pub(crate) household: u64,
    pub(crate) given: String,
    pub(crate) middle: Option<String>,
    pub(crate) family: String,
    pub(crate) nickname: String,
    pub(crate) born: Date,
    pub(crate) sex: Sex,
    /// ISO 3166 alpha-2.
    pub(crate) country: &'static str,
    pub(crate) city: Option<City>,
    pub(crate) street: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) accounts: Vec<Account>,
    /// Position in [`firms::WALLETS`] and number.
    pub(crate) wallet: Option<(usize, String)>,
    /// The line at home.
    pub(crate) line: String,
    /// Where a shop lets others use its line.
    pub(crate) cafe_line: Option<String>,
    pub(crate) device: Option<String>,
}

/// What the members of a household share.
pub(crate) struct Home {
    pub(crate) id: u64,
    pub(crate) family: String,
    pub(crate) city: City,
    pub(crate) street: String,
    pub(crate) line: String,
    pub(crate) device: String,
    pub(crate) phone: String,
    pub(crate) cafe_line: String,
    pub(crate) cafe_device: String,
}

/// The day on which somebody of this age, on `at`, was born.
pub(crate) fn born(dice: &mut Dice, at: Instant, years: u32) -> Date {
    let days = i64::from(years) * 36_525 / 100 + i64::from(dice.below(364));
    at.plus_seconds(-days * DAY).to_utc().date()
}

/// Full years on `at`.
pub(crate) fn age_at(born: Date, at: Instant) -> u8 {
    let day = at.to_utc().date();
    let had_birthday = (day.month() as u8, day.day()) >= (born.month() as u8, born.day());
    let years = day.year() - born.year() - i32::from(!had_birthday);
    u8::try_from(years.clamp(0, 120)).unwrap_or(0)
}

fn account(dice: &mut Dice, given: &str) -> Account {
    Account {
        platform: dice.skewed_index(firms::PLATFORMS.len()),
        screen: names::screen_name(dice, given),
        id: format!("{}{:09}", dice.between(1_000, 9_999), dice.below(1_000_000_000)),
    }
}

impl Person {
    /// Somebody who lives in `home`.
    pub(crate) fn local(
        dice: &mut Dice,
        id: u64,
        part: Part,
        home: &Home,
        age: u32,
        sex: Sex,
        now: Instant,
    ) -> Self {
        let given = names::given(dice, sex);
        // Partners and relatives by marriage keep their own name.
        let family =
            if part == Part::Child || dice.chance(780) { home.family.clone() } else { names::family(dice) };
        let grown = age >= 12;
        let phone = match dice.below(100) {
            // The telephone of the house, which goes from hand to hand.
            0..15 => Some(home.phone.clone()),
            15..85 if grown => Some(contact::local_phone(dice)),
            _ => None,
        };
        let accounts = match (grown, dice.below(10)) {
            (false, _) | (true, 0) => Vec::new(),
            (true, 1..7) => vec![account(dice, &given)],
            (true, _) => vec![account(dice, &given), account(dice, &given)],
        };
        // Most wallets are telephone numbers.
        let wallet = (age >= 18 && dice.chance(600)).then(|| {
            (
                dice.skewed_index(firms::WALLETS.len()),
                phone.clone().unwrap_or_else(|| contact::local_phone(dice)),
            )
        });
        Self {
            id,
            part,
            household: home.id,
            middle: dice.chance(700).then(|| names::family(dice)),
            nickname: names::nickname(dice, &given),
            born: born(dice, now, age),
            sex,
            country: places::COUNTRY,
            city: Some(home.city),
            street: Some(home.street.clone()),
            email: (grown && dice.chance(500)).then(|| contact::email(dice, &given, &family)),
            phone,
            accounts,
            wallet,
            line: home.line.clone(),
            cafe_line: dice.chance(350).then(|| home.cafe_line.clone()),
            device: match dice.below(10) {
                0..4 => Some(home.device.clone()),
                4 => Some(home.cafe_device.clone()),
                5..8 if grown => Some(contact::device(dice)),
                _ => None,
            },
            given,
            family,
        }
    }

    /// Somebody who pays, directs or watches from abroad.
    pub(crate) fn abroad(dice: &mut Dice, id: u64, now: Instant) -> Self {
        let country = dice.weighted(figures::OFFENDER_COUNTRY.shares);
        let (from, to) = dice.weighted(figures::OFFENDER_AGE.shares);
        let age = dice.between(from, to);
        let (given, family) = names::foreign(dice);
        let more = usize::from(dice.chance(350));
        Self {
            id,
            part: Part::Offender,
            household: 0,
            middle: None,
            nickname: names::nickname(dice, &given),
            born: born(dice, now, age),
            // AMLC: senders are usually male; FINTRAC the same (reference finance, 1). The share is an assumption.
            sex: if dice.chance(970) { Sex::Male } else { Sex::Female },
            country,
            city: None,
            street: None,
            phone: if dice.chance(400) { contact::foreign_phone(dice, country) } else { None },
            email: dice.chance(700).then(|| contact::email(dice, &given, &family)),
            accounts: (0..=more).map(|_| account(dice, &given)).collect(),
            wallet: None,
            line: contact::home_address(dice),
            cafe_line: None,
            device: dice.chance(500).then(|| contact::device(dice)),
            given,
            family,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_born_for_an_age_has_that_age() {
        let now: Instant = Instant::from_micros(1_790_000_000_000_000);
        let mut dice = Dice::new(5, 0);
        let off =
            (0..2_000).filter(|n| u32::from(age_at(born(&mut dice, now, n % 80), now)) != n % 80).count();
        assert!(off < 40, "{off} of 2,000 are a year off");
    }
}
