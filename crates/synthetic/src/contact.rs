//! Telephone numbers, e-mail addresses and net addresses that belong to nobody.
//!
//! Telephone numbers come from blocks that are kept free for fiction (United Kingdom 07700 900xxx, North America
//! 555-01xx, Australia 0491 570 xxx) and, for the country itself, from subscriber numbers 000 xxxx behind a mobile
//! prefix. Mail is at the domains of RFC 2606. Net addresses are those of RFC 5737 and RFC 3849. The blocks are small
//! enough that two persons sometimes share a number or an address, as recycled numbers and shared lines do in life.

use crate::dice::Dice;

const MOBILE_PREFIX: [&str; 40] = [
    "905", "906", "915", "916", "917", "918", "919", "920", "921", "926", "927", "928", "929", "930", "935",
    "936", "938", "939", "945", "946", "947", "949", "950", "951", "953", "955", "956", "961", "963", "965",
    "966", "967", "970", "975", "977", "981", "989", "995", "998", "999",
];
const NORTH_AMERICA: [(&str, &str); 24] = [
    ("US", "202"),
    ("US", "206"),
    ("US", "212"),
    ("US", "213"),
    ("US", "305"),
    ("US", "312"),
    ("US", "404"),
    ("US", "415"),
    ("US", "503"),
    ("US", "512"),
    ("US", "602"),
    ("US", "617"),
    ("US", "702"),
    ("US", "713"),
    ("US", "804"),
    ("US", "813"),
    ("US", "904"),
    ("US", "916"),
    ("CA", "204"),
    ("CA", "403"),
    ("CA", "416"),
    ("CA", "514"),
    ("CA", "604"),
    ("CA", "902"),
];
const MAIL: [&str; 3] = ["example.org", "example.com", "example.net"];

/// A mobile number of the country, E.164.
pub(crate) fn local_phone(dice: &mut Dice) -> String {
    format!("+63{}000{:04}", dice.pick(&MOBILE_PREFIX), dice.below(10_000))
}

/// A number of another country, E.164; `None` where that country keeps no block free that is used here.
pub(crate) fn foreign_phone(dice: &mut Dice, country: &str) -> Option<String> {
    match country {
        "US" | "CA" => {
            let area = if country == "US" { dice.index(18) } else { 18 + dice.index(6) };
            Some(format!("+1{}55501{:02}", NORTH_AMERICA[area].1, dice.below(100)))
        }
        "GB" => Some(format!("+447700900{:03}", dice.below(1_000))),
        "AU" => Some(format!("+61491570{:03}", dice.below(1_000))),
        _ => None,
    }
}

/// The number as people write it. `national` allows the forms that a reader of the country alone can complete.
pub(crate) fn written_phone(dice: &mut Dice, e164: &str, national: bool) -> String {
    if let Some(rest) = e164.strip_prefix("+63") {
        let (prefix, line) = rest.split_at(3);
        let (line, last) = line.split_at(3);
        return match dice.below(if national { 7 } else { 4 }) {
            0 => e164.to_owned(),
            1 => format!("+63 {prefix} {line} {last}"),
            2 => format!("+63({prefix}){line}-{last}"),
            3 => format!("0063 {prefix} {line}{last}"),
            4 => format!("0{prefix}{line}{last}"),
            5 => format!("0{prefix}-{line}-{last}"),
            _ => format!("0{prefix} {line} {last}"),
        };
    }
    // The calling code, then the groups that the country writes.
    let groups: &[usize] = match e164 {
        number if number.starts_with("+44") => &[3, 4, 6],
        number if number.starts_with("+61") => &[3, 3, 3, 3],
        _ => &[2, 3, 3, 4],
    };
    let mark = match dice.below(3) {
        0 => return e164.to_owned(),
        1 => " ",
        _ => "-",
    };
    let mut rest = e164;
    let mut parts = Vec::with_capacity(4);
    for length in groups {
        let (part, tail) = rest.split_at((*length).min(rest.len()));
        parts.push(part);
        rest = tail;
    }
    parts.join(mark)
}

/// A mail address made of a name.
pub(crate) fn email(dice: &mut Dice, given: &str, family: &str) -> String {
    let (given, family) = (given.to_lowercase(), family.to_lowercase());
    let domain = dice.pick(&MAIL);
    let number = dice.between(1, 9_999);
    match dice.below(3) {
        0 => format!("{given}.{family}{number}@{domain}"),
        1 => format!("{given}{number}@{domain}"),
        _ => format!("{family}_{given}{number}@{domain}"),
    }
}

/// A line of its own, version 6.
pub(crate) fn home_address(dice: &mut Dice) -> String {
    format!(
        "2001:db8:{:x}:{:x}::{:x}",
        dice.below(0xffff) + 1,
        dice.below(0xffff) + 1,
        dice.between(1, 0xfff)
    )
}

/// An address behind which many people sit, version 4: without its port and its time it names nobody.
pub(crate) fn shared_address(dice: &mut Dice) -> String {
    let net = dice.pick(&["192.0.2", "198.51.100", "203.0.113"]);
    format!("{net}.{}", dice.between(1, 254))
}

/// A source port.
pub(crate) fn port(dice: &mut Dice) -> u16 {
    u16::try_from(dice.between(1_024, 65_535)).unwrap_or(u16::MAX)
}

/// The number of a device.
pub(crate) fn device(dice: &mut Dice) -> String {
    // An IMEI has 15 digits; the type code 00000000 was given to no maker.
    format!("00000000{:07}", dice.below(10_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Country, Identifier};

    #[test]
    fn every_writing_of_a_number_reads_as_the_same_number() {
        let mut dice = Dice::new(3, 0);
        for round in 0..400 {
            let national = round % 2 == 0;
            let e164 = match round % 3 {
                0 => local_phone(&mut dice),
                1 => foreign_phone(&mut dice, "US").unwrap(),
                _ => foreign_phone(&mut dice, "GB").unwrap(),
            };
            let written = written_phone(&mut dice, &e164, national);
            let read = Identifier::phone(&written, national.then_some(Country::PHILIPPINES));
            assert!(read.valid && read.value.reveal() == e164, "{written} is not read as {e164}");
        }
    }

    #[test]
    fn addresses_are_those_kept_for_documents() {
        let mut dice = Dice::new(4, 0);
        for _ in 0..200 {
            assert!(Identifier::ip(&home_address(&mut dice)).value.reveal().starts_with("2001:db8:"));
            assert!(Identifier::ip(&shared_address(&mut dice)).valid);
        }
        for country in ["SE", "DE"] {
            assert_eq!(foreign_phone(&mut dice, country), None);
        }
    }
}
