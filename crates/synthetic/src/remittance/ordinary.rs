//! Ordinary people, among them those whose payments look like others'.

use super::{
    Common, Role, SenderTruth, figures,
    sender::{self, DAYS, Ledger, around},
};
use crate::dice::Dice;

/// A year of one ordinary sender.
pub(super) fn pays(dice: &mut Dice, ledger: &mut Ledger, common: Common) -> SenderTruth {
    let role = dice.weighted(figures::ORDINARY.shares);
    let from = dice.weighted(figures::ORDINARY_FROM.shares);
    let to = dice.weighted(figures::ORDINARY_TO.shares);
    ledger.lives(from, to);
    ledger.base.institution = u16::try_from(1 + dice.skewed_index(40)).unwrap_or(1);
    ledger.base.channel = dice.weighted(&[("remittance", 550), ("bank", 300), ("wallet", 150)]);
    ledger.base.age = u8::try_from(dice.between(21, 66)).unwrap_or(0);
    let home = matches!(role, Role::Worker | Role::WorkerManyRelatives)
        || (role != Role::Courting && dice.chance(300));
    // A few sellers are large, most are small, some are one person with a telephone.
    let shop =
        |dice: &mut Dice| common.first + u32::try_from(dice.skewed_index(common.shops as usize)).unwrap_or(0);
    ledger.shares(dice, common.first + common.shops + common.courted, common.family);
    let (night_workers, at_night) = figures::NIGHT_WORKERS;
    let nights = if dice.chance(night_workers) { at_night } else { 0 };
    match role {
        Role::WorkerManyRelatives => relatives(dice, ledger, (4, 8), 4_500, nights),
        Role::Worker => relatives(dice, ledger, (1, 3), 18_000, nights),
        Role::Sponsor => {
            let charity = shop(dice);
            let day = dice.below(28);
            for month in 0..12 {
                let minute = sender::by_day(dice);
                let row = ledger.pay(month * 30 + day, minute, Some(charity), 4_500);
                (row.tie, row.words) = ("institution", "school");
            }
            if dice.chance(300) {
                for number in 0..dice.between(2, 5) {
                    let (day, minute) = (dice.below(DAYS), sender::by_day(dice));
                    let child = ledger.own(number);
                    ledger.pay(day, minute, Some(child), 5_000).words = "gift";
                }
            }
        }
        Role::Shopper => {
            for _ in 0..dice.between(2, 18) {
                let (seller, day, minute) = (shop(dice), dice.below(DAYS), dice.below(1_440));
                let cents = around(dice, 3_500, 150);
                let row = ledger.pay(day, minute, Some(seller), cents);
                row.words = "fees";
                if seller % 3 != 0 {
                    row.tie = "institution";
                }
            }
        }
        Role::Couple => {
            let count = dice.between(12, 60);
            for _ in 0..count {
                let day = dice.below(DAYS);
                let minute = if dice.chance(350) { sender::at_night(dice) } else { sender::by_day(dice) };
                let cents = around(dice, 9_000, 700);
                let gift = dice.chance(250);
                let row = ledger.pay(day, minute, Some(ledger.own(0)), cents);
                row.words = if gift { "gift" } else { "none" };
            }
        }
        Role::Student => {
            ledger.base.age = u8::try_from(dice.between(18, 24)).unwrap_or(0);
            for _ in 0..dice.between(3, 14) {
                let (friend, day, minute) = (dice.below(5), dice.below(DAYS), dice.below(1_440));
                let cents = around(dice, 3_000, 500);
                let friend = ledger.own(friend);
                ledger.pay(day, minute, Some(friend), cents);
            }
        }
        Role::Gamer => {
            ledger.base.age = u8::try_from(dice.between(14, 24)).unwrap_or(0);
            ledger.base.channel = "wallet";
            let favourite = shop(dice);
            for _ in 0..dice.between(1, 5) {
                let day = dice.below(DAYS);
                for _ in 0..dice.between(1, 5) {
                    let minute = dice.below(1_440);
                    let cents = around(dice, 1_800, 800);
                    let row = ledger.pay(day + dice.below(4), minute, Some(favourite), cents);
                    if favourite % 3 != 0 {
                        row.tie = "institution";
                    }
                }
            }
        }
        Role::Expatriate => {
            relatives(dice, ledger, (2, 5), 12_000, nights);
            for _ in 0..dice.between(4, 30) {
                let (day, minute) = (dice.below(DAYS), sender::by_day(dice));
                let cents = around(dice, 8_000, 300);
                let row = ledger.pay(day, minute, None, cents);
                (row.kind, row.channel) = ("travel", "card");
            }
        }
        Role::Courting => courts(dice, ledger, common),
        _ => {
            for _ in 0..dice.between(1, 3) {
                let (day, minute) = (dice.below(DAYS), sender::by_day(dice));
                let cents = around(dice, 15_000, 500);
                let someone = ledger.own(dice.below(2));
                ledger.pay(day, minute, Some(someone), cents);
            }
        }
    }
    // Some people buy a VPN or a webcam service, whatever they do else.
    if dice.chance(40) {
        for _ in 0..dice.between(1, 6) {
            let (day, minute) = (dice.below(DAYS), dice.below(1_440));
            let row = ledger.pay(day, minute, None, 1_299);
            (row.kind, row.to, row.channel) = ("companion-purchase", row.from, "card");
        }
    }
    let (second, how_often) = figures::SECOND_INSTITUTION;
    if dice.chance(second) {
        let other = u16::try_from(1 + dice.skewed_index(40)).unwrap_or(1);
        for row in ledger.each() {
            if row.kind == "transfer" && dice.chance(how_often) {
                row.institution = other;
            }
        }
    }
    let nationality = if home { ledger.base.to } else { ledger.base.from };
    SenderTruth { role, country: ledger.base.from, nationality, destination: ledger.base.to }
}

/// Small sums to adults met online: the hardest to tell from the crime, because nothing but the recipient differs.
fn courts(dice: &mut Dice, ledger: &mut Ledger, common: Common) {
    let country = dice.weighted(crate::figures::OFFENDER_COUNTRY.shares);
    let to = dice.weighted(figures::ORDINARY_TO.shares);
    ledger.lives(country, to);
    ledger.base.age = u8::try_from(dice.between(30, 72)).unwrap_or(0);
    let (night, even, cover) = figures::COURTING;
    let met: Vec<u32> =
        (0..dice.between(1, 4)).map(|_| common.first + common.shops + dice.below(common.courted)).collect();
    let (begin, span) = (dice.below(DAYS - 60), dice.between(30, 300));
    for _ in 0..dice.between(2, 30) {
        let day = (begin + dice.below(span)) % DAYS;
        let minute = if dice.chance(night) { sender::at_night(dice) } else { sender::by_day(dice) };
        let cents = around(dice, 8_000, even);
        let words = dice.weighted(&[("gift", 400), ("household", 250), ("medical", 200), ("fees", 150)]);
        let with_words = dice.chance(cover);
        let recipient = met.get(dice.index(met.len())).copied();
        let row = ledger.pay(day, minute, recipient, cents);
        if with_words {
            row.words = words;
        }
    }
    if dice.chance(figures::TRAVEL) {
        for _ in 0..dice.between(2, 12) {
            let (day, minute) = (begin + dice.below(span), sender::by_day(dice));
            let cents = around(dice, 20_000, 800);
            let row = ledger.pay(day, minute, None, cents);
            (row.kind, row.channel) = ("travel", "card");
        }
    }
}

/// Support of relatives around payday, with extra sums in between.
fn relatives(dice: &mut Dice, ledger: &mut Ledger, (few, most): (u32, u32), median: u32, nights: u32) {
    let count = dice.between(few, most);
    let payday = dice.below(28);
    let twice = dice.chance(300);
    for number in 0..count {
        let related = dice.chance(700);
        let declared = dice.chance(350);
        let surname = related && dice.chance(750);
        let share = if number == 0 { 920 } else { 1_000 / (number + 2) };
        let recipient = ledger.own(number);
        let text = dice.weighted(&[
            ("none", 700),
            ("household", 120),
            ("school", 80),
            ("medical", 60),
            ("gift", 40),
        ]);
        let mut pay = |dice: &mut Dice, day: u32| {
            let minute = if dice.chance(nights) { sender::at_night(dice) } else { sender::by_day(dice) };
            let cents = around(dice, median, 450);
            let row = ledger.pay(day, minute, Some(recipient), cents);
            (row.same_surname, row.words) = (surname, text);
            if related && declared {
                row.tie = "family";
            }
        };
        for month in 0..12 {
            if dice.chance(share) {
                let day = month * 30 + payday + dice.below(3);
                pay(dice, day);
            }
            if twice && dice.chance(share) {
                let day = month * 30 + payday + 15 + dice.below(3);
                pay(dice, day);
            }
            if dice.chance(120) {
                let day = month * 30 + dice.below(30);
                pay(dice, day);
            }
        }
    }
}
