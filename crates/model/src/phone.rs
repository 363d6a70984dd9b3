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
    let number = read(text, default_country)?;
    // What the parser makes of odd text is sometimes another number when it is read again: such a number finds nothing.
    let same_again = || read(&number, default_country).as_ref() == Some(&number);
    (is_plain(text, &number) || same_again()).then_some(number)
}

/// One reading of a text without letters.
fn read(text: &str, default_country: Option<Country>) -> Option<String> {
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

/// Whether the digits are just those that were written, with the country's code for the trunk or international prefix.
fn is_plain(text: &str, e164: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    digits.len() - significant.len() <= 2 && significant.len() >= 7 && e164.ends_with(significant)
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
