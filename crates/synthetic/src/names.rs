//! Invented names. Syllables are put together by number, so that a number is a name and common names are low numbers.

use crate::dice::Dice;
use model::Sex;

const GIVEN_FIRST: [&str; 24] = [
    "Ana", "Be", "Cari", "Dali", "Ela", "Fe", "Gra", "Hani", "Isa", "Jovi", "Kali", "Lumi", "Mari", "Neri",
    "Ori", "Pila", "Rosi", "Sari", "Tala", "Uri", "Vani", "Wini", "Yola", "Zeni",
];
const GIVEN_MIDDLE: [&str; 12] = ["", "be", "da", "li", "lo", "ma", "mi", "na", "ri", "sa", "ti", "vi"];
const GIVEN_END_FEMALE: [&str; 8] = ["na", "lyn", "sa", "ra", "bel", "ya", "line", "mae"];
const GIVEN_END_MALE: [&str; 8] = ["no", "nel", "ron", "do", "mar", "to", "vin", "ric"];

const FAMILY_FIRST: [&str; 32] = [
    "Ba", "Bulu", "Cala", "Dagu", "Dima", "Elu", "Gali", "Guma", "Hala", "Iba", "Kara", "Lagu", "Lima",
    "Luna", "Maba", "Malu", "Nata", "Oka", "Paga", "Pala", "Pana", "Raba", "Sali", "Sima", "Suba", "Taga",
    "Tala", "Tuma", "Uda", "Vela", "Yaba", "Zama",
];
const FAMILY_MIDDLE: [&str; 14] =
    ["", "ba", "bu", "ga", "ka", "la", "li", "ma", "na", "nu", "pa", "ra", "sa", "ta"];
const FAMILY_END: [&str; 10] = ["tan", "lan", "yao", "ngan", "san", "wid", "mor", "gat", "dez", "pit"];

const FOREIGN_GIVEN_FIRST: [&str; 18] = [
    "Al", "Ber", "Bran", "Cor", "Dar", "Ed", "Fen", "Gor", "Hal", "Jor", "Ker", "Lan", "Mor", "Nor", "Per",
    "Ro", "Stef", "Wal",
];
const FOREIGN_GIVEN_END: [&str; 12] =
    ["an", "bert", "den", "dric", "fred", "gan", "ick", "lan", "mon", "ton", "vin", "win"];
const FOREIGN_FAMILY_FIRST: [&str; 24] = [
    "Ash", "Bex", "Brim", "Carl", "Crow", "Dun", "East", "Fair", "Glen", "Hart", "Holm", "Kel", "Lind",
    "Mar", "Nor", "Oak", "Pem", "Quil", "Rost", "Stan", "Thorn", "Van", "Wex", "Yar",
];
const FOREIGN_FAMILY_END: [&str; 14] = [
    "berg", "by", "cott", "den", "field", "gard", "ham", "ley", "mann", "ridge", "sen", "ton", "ward", "wick",
];

const NICKNAME_END: [&str; 8] = ["", "y", "ng", "ai", "oy", "bing", "jun", "let"];

const PLACE_FIRST: [&str; 20] = [
    "Alu", "Bana", "Cabu", "Dali", "Esta", "Gando", "Ili", "Kala", "Lumi", "Mala", "Nagu", "Olo", "Pina",
    "Rami", "Sila", "Taba", "Una", "Vira", "Wari", "Zamu",
];
const PLACE_END: [&str; 15] = [
    "bay", "can", "dao", "gan", "lay", "mata", "nao", "pan", "rao", "sig", "tan", "ugan", "vara", "wan",
    "yog",
];

/// Given names in all, of either sex; low numbers are common.
const GIVEN: usize = GIVEN_FIRST.len() * GIVEN_MIDDLE.len() * GIVEN_END_FEMALE.len();
/// Family names in all; low numbers are common.
const FAMILY: usize = FAMILY_FIRST.len() * FAMILY_MIDDLE.len() * FAMILY_END.len();

/// Spreads neighbouring numbers over the table, so that common names do not all begin alike. (73 is prime and divides
/// neither table's size, so no name is lost.)
fn scatter(number: usize, size: usize) -> usize {
    (number * 73 + 11) % size
}

/// A given name of the country.
pub(crate) fn given(dice: &mut Dice, sex: Sex) -> String {
    let n = scatter(dice.skewed_index(GIVEN), GIVEN);
    let ends = if sex == Sex::Male { GIVEN_END_MALE } else { GIVEN_END_FEMALE };
    let (first, rest) = (n % GIVEN_FIRST.len(), n / GIVEN_FIRST.len());
    [GIVEN_FIRST[first], GIVEN_MIDDLE[rest % GIVEN_MIDDLE.len()], ends[rest / GIVEN_MIDDLE.len()]].concat()
}

/// A family name of the country.
pub(crate) fn family(dice: &mut Dice) -> String {
    let n = scatter(dice.skewed_index(FAMILY), FAMILY);
    let (first, rest) = (n % FAMILY_FIRST.len(), n / FAMILY_FIRST.len());
    [FAMILY_FIRST[first], FAMILY_MIDDLE[rest % FAMILY_MIDDLE.len()], FAMILY_END[rest / FAMILY_MIDDLE.len()]]
        .concat()
}

/// Given and family name of somebody from abroad.
pub(crate) fn foreign(dice: &mut Dice) -> (String, String) {
    let given = [
        FOREIGN_GIVEN_FIRST[dice.skewed_index(FOREIGN_GIVEN_FIRST.len())],
        FOREIGN_GIVEN_END[dice.skewed_index(FOREIGN_GIVEN_END.len())],
    ];
    let family =
        [dice.pick(&FOREIGN_FAMILY_FIRST), FOREIGN_FAMILY_END[dice.skewed_index(FOREIGN_FAMILY_END.len())]];
    (given.concat(), family.concat())
}

/// What people call somebody of this given name.
pub(crate) fn nickname(dice: &mut Dice, given: &str) -> String {
    let stem: String = given.chars().take(3).collect();
    [stem.as_str(), dice.pick(&NICKNAME_END)].concat()
}

/// A screen name; the number keeps most of them apart.
pub(crate) fn screen_name(dice: &mut Dice, given: &str) -> String {
    let tail = dice.between(10, 99_999);
    let mark = dice.pick(&["", "_", ".", "x_"]);
    format!("{}{mark}{}{tail}", given.to_lowercase(), dice.pick(&PLACE_END))
}

/// Name of the `n`-th place; all numbers below 300 give different names.
pub(crate) fn place(n: usize) -> String {
    let n = scatter(n, PLACE_FIRST.len() * PLACE_END.len());
    [PLACE_FIRST[n % PLACE_FIRST.len()], PLACE_END[n / PLACE_FIRST.len()]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn common_family_names_are_common_and_rare_ones_exist() {
        let mut dice = Dice::new(1, 1);
        let mut counts = BTreeMap::new();
        for _ in 0..50_000 {
            *counts.entry(family(&mut dice)).or_insert(0_u32) += 1;
        }
        let most = counts.values().max().copied().unwrap();
        assert!(most > 500, "{most}");
        assert!(counts.len() > 3_000, "{}", counts.len());
    }

    #[test]
    fn places_have_names_of_their_own() {
        assert_eq!((0..300).map(place).collect::<BTreeSet<_>>().len(), 300);
    }
}
