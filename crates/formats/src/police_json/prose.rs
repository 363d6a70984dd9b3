//! Facts in free words. Platforms put into `additionalInformations` what their own forms have no field for.
//!
//! The words themselves are always kept by the caller; here only what a simple rule finds without doubt is taken out:
//! an address behind `From:`, a web address with its scheme, an address of the net on a line that says it is one, the
//! scalars of a JSON object. The rules come from the traps that working parsers document (reference
//! `tips-and-hashes.md` 1.2): Yahoo's e-mail headers, `WhatsApp`'s JSON, Meta's thread numbers, the logs of `MeetMe`.

use super::person::seen;
use model::{Detail, Identifier, Sighting, When};
use std::net::IpAddr;

/// The most facts that are taken out of one text: a log may have thousands of lines, and its words are kept anyway.
const MOST: usize = 500;

/// Header fields that are worth showing by name, in the words of the platforms.
const HEADERS: [&str; 4] = ["Sent Date", "X-Ymail-Msg-Id", "Thread ID", "Message ID"];

/// Takes facts out of the words.
pub(super) fn sift(words: &str, identifiers: &mut Vec<Identifier>, details: &mut Vec<Detail>) {
    let text = words.trim();
    if text.starts_with('{')
        && let Ok(serde_json::Value::Object(object)) = serde_json::from_str(text)
    {
        let mut room = MOST;
        for (name, value) in &object {
            flatten(name, value, &mut room, details);
        }
        return;
    }
    let most = identifiers.len() + MOST;
    for line in text.lines() {
        if identifiers.len() >= most {
            break;
        }
        sift_line(line.trim(), identifiers, details);
    }
}

fn flatten(name: &str, value: &serde_json::Value, room: &mut usize, details: &mut Vec<Detail>) {
    use serde_json::Value;
    if *room == 0 {
        return;
    }
    let text = match value {
        Value::Null => return,
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => return list.iter().for_each(|item| flatten(name, item, room, details)),
        Value::Object(object) => {
            return object
                .iter()
                .for_each(|(key, item)| flatten(&format!("{name}/{key}"), item, room, details));
        }
    };
    if let Some(text) = model::known(&text) {
        *room -= 1;
        details.push(Detail::new(name, text));
    }
}

fn sift_line(line: &str, identifiers: &mut Vec<Identifier>, details: &mut Vec<Detail>) {
    let (head, value) = line.split_once(':').map_or(("", ""), |(head, value)| (head.trim(), value.trim()));
    if let Some(name) = HEADERS.iter().find(|name| name.eq_ignore_ascii_case(head))
        && model::known(value).is_some()
    {
        details.push(Detail::new(*name, value));
    }
    if head.eq_ignore_ascii_case("From")
        && let Some(address) = mail_address(value)
    {
        seen(address.labelled(Some("From")), Sighting::default(), identifiers);
    }
    let says_ip = head
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("ip") || word.eq_ignore_ascii_case("ipaddress"));
    let at = time_of(line);
    for token in line.split_whitespace().map(|token| token.trim_matches([',', ';', '(', ')', '<', '>', '"']))
    {
        if token.starts_with("http://") || token.starts_with("https://") {
            let page = Identifier::url(token.trim_end_matches(['.', ':', '!']));
            if page.valid {
                seen(page, Sighting::default(), identifiers);
            }
        } else if (says_ip || at.is_some()) && token.parse::<IpAddr>().is_ok() {
            seen(Identifier::ip(token), Sighting { at, ..Sighting::default() }, identifiers);
        }
    }
}

/// The address of a header's value: in angle brackets, or alone.
fn mail_address(value: &str) -> Option<Identifier> {
    let inner = value.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    let address = Identifier::email(inner.unwrap_or(value));
    address.valid.then_some(address)
}

/// The first date with a time on a line.
fn time_of(line: &str) -> Option<When> {
    let mut before = "";
    for token in line.split_whitespace().map(|token| token.trim_matches(['[', ']', ',', ';', '(', ')'])) {
        if let Ok(when @ (When::Zoned(_) | When::Unzoned(_))) = token.parse() {
            return Some(when);
        }
        if before.len() == 10 && token.contains(':') {
            let both = format!("{before} {token}");
            if let Ok(when @ (When::Zoned(_) | When::Unzoned(_))) = both.parse() {
                return Some(when);
            }
        }
        before = token;
    }
    None
}
