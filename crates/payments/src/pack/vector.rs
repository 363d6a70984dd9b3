//! Small histories in words, by which an indicator proves itself: `3 23:10 s1>r1 50 AU>PH words=gift age=17`.

use crate::payment::{Channel, Kind, Land, NONE, Payment, Tie, Words, even_step};

/// Instant of day 0: 2026-01-01T00:00:00Z.
const DAY_0: i64 = 1_767_225_600_000;

/// Reads one line: day, time of the day (UTC, taken for the sender's local time), parties, amount in units, countries, and
/// words `key=value`. `s1>` has no recipient. A party is a letter and a number.
pub(super) fn payment(line: &str, number: u64) -> Result<Payment, String> {
    let bad = |what: &str| format!("{line:?}: {what}");
    let mut words = line.split_whitespace();
    let mut next = |what: &str| words.next().ok_or_else(|| bad(what));
    let day: i64 = next("no day")?.parse().map_err(|_| bad("the day is no number"))?;
    let (hour, minute) = next("no time")?.split_once(':').ok_or_else(|| bad("the time is no 23:10"))?;
    let (hour, minute): (u16, u16) = match (hour.parse(), minute.parse()) {
        (Ok(hour), Ok(minute)) if hour < 24 && minute < 60 => (hour, minute),
        _ => return Err(bad("the time is no 23:10")),
    };
    let (sender, recipient) = next("no parties")?.split_once('>').ok_or_else(|| bad("parties are s1>r1"))?;
    let party = |text: &str| -> Result<u32, String> {
        let number = text.get(1..).and_then(|digits| digits.parse::<u32>().ok());
        number.filter(|number| *number < 10_000).ok_or_else(|| bad("a party is a letter and a number"))
    };
    let amount: f64 = next("no amount")?.parse().map_err(|_| bad("the amount is no number"))?;
    let minor = (amount * 100.0).round();
    if !(0.0..=4e9).contains(&minor) {
        return Err(bad("the amount is too large"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    let minor = minor as u32;
    let (from, to) = next("no countries")?.split_once('>').ok_or_else(|| bad("countries are AU>PH"))?;
    let land = |code: &str| Land::from_letters(code.as_bytes()).ok_or_else(|| bad("no such country"));
    let local = hour * 60 + minute;
    let mut payment = Payment {
        sender_country: land(from)?,
        recipient_country: land(to)?,
        local_minute: local,
        sent_step: even_step(u64::from(minor)),
        ..Payment::transfer(
            number,
            DAY_0 + day * 86_400_000 + i64::from(local) * 60_000,
            party(sender)?,
            if recipient.is_empty() { NONE } else { party(recipient)? },
            minor,
        )
    };
    for word in words {
        let (key, value) = word.split_once('=').ok_or_else(|| bad("further words are key=value"))?;
        let unknown = || bad("no such value");
        match key {
            "kind" => payment.kind = Kind::from_code(value).ok_or_else(unknown)?,
            "channel" => payment.channel = Channel::from_code(value).ok_or_else(unknown)?,
            "words" => payment.words = Words::from_code(value).ok_or_else(unknown)?,
            "tie" => payment.tie = Tie::from_code(value).ok_or_else(unknown)?,
            "age" => payment.sender_age = value.parse().map_err(|_| unknown())?,
            "institution" => payment.institution = value.parse().map_err(|_| unknown())?,
            "device" => payment.device = value.parse().map_err(|_| unknown())?,
            "customer" => payment.customer_days = value.parse().map_err(|_| unknown())?,
            "paid-out" => payment.by_third_country = value == "elsewhere",
            "surname" => payment.same_surname = value == "same",
            _ => return Err(bad("no such key")),
        }
    }
    Ok(payment)
}
