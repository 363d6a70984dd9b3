//! SWIFT MT103, single customer credit transfer: fields 20, 32A, 33B, 50a, 59a, 70 and the reference of block 3.

use super::{
    clock::day_number,
    draft::{Draft, Reject, country_of_bank, money},
};
use model::{Country, Personal};

/// Longest message (SWIFT's own bound is 10,000 characters).
const MOST_BYTES: usize = 20_000;

/// Reads one message after the other; a message begins with `{1:`. Rejects give the line at which the
/// message begins, and its field.
pub fn mt103(text: &str, take: &mut impl FnMut(Result<(u64, Draft), Reject>)) {
    let mut starts: Vec<usize> = text.match_indices("{1:").map(|(at, _)| at).collect();
    starts.push(text.len());
    let breaks = |part: Option<&str>| part.unwrap_or_default().matches('\n').count() as u64;
    let mut line = 1 + breaks(text.get(..starts[0]));
    for span in starts.windows(2) {
        let message = text.get(span[0]..span[1]);
        let read = message_of(message.unwrap_or_default()).map(|draft| (line, draft));
        take(read.map_err(|(field, problem)| Reject { line, column: field.to_owned(), problem }));
        line += breaks(message);
    }
    if starts.len() == 1 && !text.trim().is_empty() {
        let problem = "no message begins with {1:".to_owned();
        take(Err(Reject { line: 1, column: "block 1".into(), problem }));
    }
}

fn message_of(message: &str) -> Result<Draft, (&'static str, String)> {
    if message.len() > MOST_BYTES {
        return Err(("the whole message", "it is longer than 20,000 characters".into()));
    }
    let body = message
        .split_once("{4:")
        .and_then(|(_, rest)| rest.split_once("-}"))
        .map(|(body, _)| body)
        .ok_or(("block 4", "it is missing or not closed with -}".to_owned()))?;
    let fields = fields(body);
    let field = |tags: &[&str]| {
        tags.iter()
            .find_map(|tag| fields.iter().find(|(known, _)| known == tag))
            .map_or("", |(_, text)| text.as_str())
    };
    let settled = field(&["32A"]);
    let (day, rest) = settled
        .split_at_checked(6)
        .filter(|(day, _)| day.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or(("32A", "it does not begin with a date YYMMDD".to_owned()))?;
    let number = |from: usize| day.get(from..from + 2).and_then(|two| two.parse::<i8>().ok()).unwrap_or(0);
    // Two digits of the year: SWIFT reads 80 to 99 as 19xx.
    let year = i16::from(number(0)) + if number(0) >= 80 { 1900 } else { 2000 };
    let day = jiff::civil::Date::new(year, number(2), number(4))
        .map_err(|_| ("32A", "its date does not exist".to_owned()))?;
    let paid = |text: &str, name: &'static str| {
        let (currency, amount) = text.split_at_checked(3).unwrap_or_default();
        money(amount.trim(), currency, true).map_err(|problem| (name, problem))
    };
    let landed = paid(rest, "32A")?;
    let sent = match field(&["33B"]) {
        "" => None,
        text => Some(paid(text, "33B")?),
    };
    let (sender, sender_name, sender_country) = party(field(&["50K", "50F", "50A"]));
    let (recipient, recipient_name, recipient_country) = party(field(&["59", "59F", "59A"]));
    let days = i64::from(day_number(day));
    let uetr =
        message.split_once("{121:").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(uetr, _)| uetr);
    let reference = if uetr.is_empty() { field(&["20"]) } else { uetr };
    // Block 1: application, service, then twelve characters of the sender's address, of which eight are the bank's code.
    let bank = message.get(6..14).unwrap_or_default();
    let recipient_institution = recipient_bank(message, field(&["57A"]));
    Ok(Draft {
        reference: reference.to_owned(),
        institution: bank.to_owned(),
        paid_out_in: country_of_bank(&recipient_institution),
        recipient_institution,
        // The message has a date without a time: noon of UTC, so that no zone moves it to another day but the outermost.
        at: days * 86_400_000 + 43_200_000,
        day_only: true,
        sender,
        recipient,
        sender_name,
        recipient_name,
        sent: sent.or(Some(landed)),
        landed: sent.and(Some(landed)),
        sender_country,
        recipient_country,
        text: Personal::new(field(&["70"]).replace('\n', " ")),
        channel: crate::Channel::Bank,
        ..Draft::default()
    })
}

/// The bank that holds the recipient's account: that of field 57A, else the receiver of the message (block 2 of what was sent).
fn recipient_bank(message: &str, with: &str) -> String {
    let named = with.lines().find(|line| !line.starts_with('/')).unwrap_or_default().trim();
    let receiver = message.split_once("{2:I103").and_then(|(_, rest)| rest.get(..8)).unwrap_or_default();
    let bank = if named.is_empty() { receiver } else { named };
    bank.get(..8).unwrap_or(bank).to_owned()
}

fn fields(body: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in body.lines().map(str::trim_end) {
        let tagged = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        match tagged {
            Some((tag, text)) if tag.len() <= 3 => found.push((tag.to_owned(), text.to_owned())),
            _ => {
                if let Some((_, text)) = found.last_mut()
                    && !line.is_empty()
                {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    found
}

/// Account, name and country of field 50a or 59a: an account line `/…`, then lines of name and address; in form F each
/// line begins with its number (`1/` name, `3/` country and town).
fn party(text: &str) -> (Personal, Personal, Option<Country>) {
    let mut lines = text.lines().peekable();
    let account =
        lines.next_if(|line| line.starts_with('/')).map(|line| line.trim_start_matches('/').to_owned());
    let rest: Vec<&str> = lines.collect();
    let numbered = |number: &str| rest.iter().find_map(|line| line.strip_prefix(number));
    let name = numbered("1/").or_else(|| rest.first().copied()).unwrap_or_default().trim();
    let country = numbered("3/")
        .and_then(|line| line.get(..2))
        .or_else(|| rest.iter().skip(1).next_back().copied())
        .and_then(|text| text.trim().parse().ok());
    let key = account.filter(|account| !account.is_empty()).unwrap_or_else(|| name.to_owned());
    (Personal::new(key), Personal::new(name), country)
}
