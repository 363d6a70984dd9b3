//! Telephone numbers to E.164, by Google's numbering plans (crate `phonenumber`).

use crate::Country;
use phonenumber::Mode;

/// The number in E.164 (`+639171234567`), or `None` where it is no possible number or its country cannot be told.
pub(crate) fn to_e164(written: &str, default_country: Option<Country>) -> Option<String> {
    // Words may stand before a number ("Tel. 0917 …"). Letters within it would be read as the keys of a telephone and
    // make a number of any text that has some digits.
    let text =
        written.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '(')).trim_end();
    let text = without_extension(text);
    if text.chars().any(char::is_alphabetic) {
        return None;
    }
    // The longest number of E.164 has 15 digits; this leaves room for how people write them.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !(5..=18).contains(&digits) || text.len() > 40 {
        return None;
    }
    let country = default_country.and_then(|country| country.code().parse().ok());
    // The international prefix most used in the field, which the parser takes only in the caller's own country.
    let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
    let number = phonenumber::parse(country, international.as_deref().unwrap_or(text)).ok()?;
    let e164 = number.format().mode(Mode::E164).to_string();
    if phonenumber::is_valid(&number) {
        return Some(e164);
    }
    // Numbers reserved for drama and for tests, and ranges opened after the plan was printed, are not "valid" to the
    // plan but are written down all the same: ten digits and a country make a number that can be found again, if it is
    // the same number when it is read again.
    let again = phonenumber::parse(None, &e164).ok()?.format().mode(Mode::E164).to_string();
    ((11..=16).contains(&e164.len()) && again == e164).then_some(e164)
}

/// The number before `x12`, `ext. 12` or `local 12`: an extension leads to a desk, not to another line.
fn without_extension(text: &str) -> &str {
    let Some(at) = text.find(char::is_alphabetic) else { return text };
    let (number, rest) = text.split_at(at);
    let (word, digits) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
    let is_extension = ["x", "ext", "ext.", "extension", "local", "loc."]
        .iter()
        .any(|one| word.trim().eq_ignore_ascii_case(one));
    let is_short = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_extension && is_short { number.trim_end_matches([' ', ',', ';']) } else { text }
}
