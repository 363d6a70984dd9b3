//! Telephone numbers to E.164, by Google's numbering plans (crate `phonenumber`).

use crate::Country;
use phonenumber::Mode;

/// The number in E.164 (`+639171234567`), or `None` where it is no possible number or its country cannot be told.
pub(crate) fn to_e164(written: &str, default_country: Option<Country>) -> Option<String> {
    let text = written.trim();
    // The longest number of E.164 has 15 digits; this leaves room for how people write them.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !(5..=18).contains(&digits) || text.len() > 40 {
        return None;
    }
    let country = default_country.and_then(|country| country.code().parse().ok());
    // The international prefix most used in the field, which the parser takes only in the caller's own country.
    let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
    let number = phonenumber::parse(country, international.as_deref().unwrap_or(text)).ok()?;
    // Numbers reserved for drama and for tests, and ranges opened after the plan was printed, are not "valid" to the
    // plan but are written down all the same: ten digits and a country make a number that can be found again.
    let e164 = number.format().mode(Mode::E164).to_string();
    let long_enough = (11..=16).contains(&e164.len());
    (phonenumber::is_valid(&number) || long_enough).then_some(e164)
}
