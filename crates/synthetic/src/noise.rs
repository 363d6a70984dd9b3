//! What goes wrong between a person and a form.
//!
//! The kinds of error are those linkage is measured with (reference entity-resolution, 2): typing errors by
//! neighbouring keys, nicknames, swapped parts, day and month exchanged, first of January for an unknown day, missing
//! answers. Their rates are assumptions.

use crate::{dice::Dice, person::Person};
use time::{Date, Month};

/// A name as somebody wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WrittenName {
    pub(crate) given: Option<String>,
    pub(crate) middle: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) alias: Option<String>,
}

/// How well a door writes names down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// From a document: police, banks.
    Document,
    /// Typed by the person themself at a platform.
    SelfTyped,
    /// Told over the telephone or by a neighbour.
    Hearsay,
}

/// Keys beside each letter on the usual keyboard.
fn neighbour(dice: &mut Dice, letter: char) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    for row in ROWS {
        if let Some(at) = row.find(letter.to_ascii_lowercase()) {
            let right = dice.chance(500);
            let next = if right { at + 1 } else { at.wrapping_sub(1) };
            return row.as_bytes().get(next).map_or(letter, |byte| char::from(*byte));
        }
    }
    letter
}

/// The word with one error of typing: a neighbouring key, a letter left out, doubled, or two exchanged.
pub(crate) fn mistyped(dice: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    // The first letter is seldom wrong.
    let at = 1 + dice.index(letters.len() - 1);
    match dice.below(4) {
        0 => letters[at] = neighbour(dice, letters[at]),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => {
            let beside = if at + 1 < letters.len() { at + 1 } else { at - 1 };
            letters.swap(at, beside);
        }
    }
    letters.into_iter().collect()
}

/// A name as it reaches the form.
pub(crate) fn name(dice: &mut Dice, person: &Person, care: Care) -> WrittenName {
    // Of a thousand: given mistyped, family mistyped, nickname instead, parts exchanged, family missing, given missing.
    let [given_typo, family_typo, nickname, swapped, no_family, no_given] = match care {
        Care::Document => [25, 25, 10, 25, 10, 10],
        Care::SelfTyped => [60, 60, 180, 40, 130, 30],
        Care::Hearsay => [120, 120, 200, 30, 300, 120],
    };
    let mut given = person.given.clone();
    let mut alias = None;
    if dice.chance(nickname) {
        if dice.chance(500) {
            given.clone_from(&person.nickname);
        } else {
            alias = Some(person.nickname.clone());
        }
    }
    if dice.chance(given_typo) {
        given = mistyped(dice, &given);
    }
    let mut family = person.family.clone();
    if dice.chance(family_typo) {
        family = mistyped(dice, &family);
    }
    if care == Care::Document && dice.chance(80) {
        given = given.to_uppercase();
        family = family.to_uppercase();
    }
    if dice.chance(swapped) {
        std::mem::swap(&mut given, &mut family);
    }
    let middle = person.middle.clone().filter(|_| care == Care::Document && dice.chance(600));
    let mut written = WrittenName { given: Some(given), middle, family: Some(family), alias };
    if dice.chance(no_family) {
        written.family = None;
    } else if dice.chance(no_given) {
        written.given = None;
    }
    written
}

/// A date of birth as it reaches the form: day and month exchanged, first of January, a year off.
pub(crate) fn birth_date(dice: &mut Dice, born: Date) -> Date {
    let (year, month, day) = (born.year(), born.month(), born.day());
    let written = match dice.below(1_000) {
        0..40 => {
            Month::try_from(day).and_then(|swapped| Date::from_calendar_date(year, swapped, month as u8)).ok()
        }
        40..90 => Date::from_calendar_date(year, Month::January, 1).ok(),
        90..120 => {
            Date::from_calendar_date(if dice.chance(500) { year + 1 } else { year - 1 }, month, day).ok()
        }
        _ => None,
    };
    written.unwrap_or(born)
}

/// An age as somebody guesses it.
pub(crate) fn guessed_age(dice: &mut Dice, years: u8) -> u8 {
    match dice.below(10) {
        0..5 => years,
        5 | 6 => years.saturating_add(1),
        7 | 8 => years.saturating_sub(1),
        _ => years.saturating_add(2),
    }
}

/// How forms write that nothing was answered.
pub(crate) fn no_answer(dice: &mut Dice) -> &'static str {
    dice.pick(&["", "", "", "N/A", "n/a", "unknown", "-"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_changes_little() {
        let mut dice = Dice::new(2, 0);
        for _ in 0..500 {
            let wrong = mistyped(&mut dice, "Malinaogan");
            assert!(wrong.starts_with('M') && (9..=11).contains(&wrong.len()), "{wrong}");
        }
        assert_eq!(mistyped(&mut dice, "Jo"), "Jo");
    }

    #[test]
    fn no_answer_is_read_as_unknown() {
        let mut dice = Dice::new(2, 1);
        assert!((0..50).all(|_| model::known(no_answer(&mut dice)).is_none()));
    }

    #[test]
    fn most_dates_of_birth_stay() {
        let mut dice = Dice::new(2, 2);
        let born = Date::from_calendar_date(2012, Month::March, 7).unwrap();
        let kept = (0..1_000).filter(|_| birth_date(&mut dice, born) == born).count();
        assert!((850..910).contains(&kept), "{kept}");
    }
}
