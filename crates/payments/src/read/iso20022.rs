//! ISO 20022: credit transfers (pacs.008), any version. What became of them is [`super::status`].

use super::{
    clock::Written,
    draft::{Draft, Reject, country_of_bank, money},
    lines::Lines,
    status::Originals,
};
use crate::PaymentsError;
use jiff::Timestamp;
use model::Personal;
use quick_xml::{Reader, events::Event};
use std::io::BufRead;

/// Deepest nesting of elements; the schemas stay below twenty.
const MOST_DEPTH: usize = 64;
/// Longest text of one element.
const MOST_TEXT: usize = 16 << 10;
/// Most payments of one message.
const MOST_PAYMENTS: u64 = 10_000_000;
/// Most elements of one payment.
const MOST_FIELDS: usize = 2_000;

/// One payment or status as path and text, in order. Paths are local names below the transaction, joined by `/`.
pub(super) type Fields = Vec<(String, String)>;

/// Walks over a document and gives out the line and the fields of each element of this name, with those that stand before it once
/// in the group header. The fields outside of all such elements come back.
pub(super) fn elements(
    from: impl BufRead,
    name: &str,
    unit: &str,
    take: &mut dyn FnMut(u64, &Fields, &Fields),
) -> Result<Fields, PaymentsError> {
    let fail = |problem: &dyn std::fmt::Display, line: u64| PaymentsError::Broken {
        path: name.to_owned(),
        line,
        problem: problem.to_string(),
    };
    let mut reader = Reader::from_reader(Lines::new(from));
    reader.config_mut().check_end_names = true;
    let (mut buffer, mut stack) = (Vec::new(), Vec::<String>::new());
    let (mut header, mut fields) = (Fields::new(), Fields::new());
    let (mut inside, mut begun, mut count, mut in_text) = (None::<usize>, 0, 0_u64, false);
    loop {
        buffer.clear();
        let at = reader.get_ref().line();
        let event = reader.read_event_into(&mut buffer).map_err(|error| fail(&error, at))?;
        match event {
            Event::DocType(_) => {
                return Err(fail(&"it declares a document type, which such a message never does", at));
            }
            Event::Start(start) => {
                in_text = false;
                if stack.len() >= MOST_DEPTH {
                    return Err(fail(&"it is nested deeper than 64 elements", at));
                }
                let local = start.local_name().as_ref().to_owned();
                let currency = start.try_get_attribute("Ccy").ok().flatten();
                if inside.is_none() && local == unit {
                    (inside, begun) = (Some(stack.len()), at);
                    fields.clear();
                }
                stack.push(local);
                if let Some(currency) = currency {
                    let path = path(&stack, inside) + "@Ccy";
                    let list = if inside.is_some() { &mut fields } else { &mut header };
                    if list.len() < MOST_FIELDS {
                        list.push((path, currency.value.clone().into_owned()));
                    }
                }
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                let part = match &event {
                    Event::Text(text) => text.xml10_content().into_owned(),
                    Event::CData(text) => text.xml10_content().into_owned(),
                    Event::GeneralRef(entity) => match (entity.resolve_char_ref(), &**entity) {
                        (Ok(Some(character)), _) => character.to_string(),
                        (_, "amp") => "&".into(),
                        (_, "lt") => "<".into(),
                        (_, "gt") => ">".into(),
                        (_, "quot") => "\"".into(),
                        (_, "apos") => "'".into(),
                        _ => return Err(fail(&"it uses an entity that XML does not know by itself", at)),
                    },
                    _ => String::new(),
                };
                let list = if inside.is_some() { &mut fields } else { &mut header };
                if in_text && let Some((_, text)) = list.last_mut() {
                    text.push_str(&part);
                } else if list.len() < MOST_FIELDS && !part.trim().is_empty() {
                    list.push((path(&stack, inside), part));
                    in_text = true;
                }
                if list.last().is_some_and(|(_, text)| text.len() > MOST_TEXT) {
                    return Err(fail(&"an element holds more than 16 KiB of text", at));
                }
            }
            Event::End(_) => {
                in_text = false;
                stack.pop();
                if inside == Some(stack.len()) {
                    count += 1;
                    if count > MOST_PAYMENTS {
                        return Err(fail(&"it holds more than ten million payments", at));
                    }
                    take(begun, &header, &fields);
                    inside = None;
                }
            }
            Event::Eof => {
                if stack.is_empty() {
                    return Ok(header);
                }
                return Err(fail(&"it ends before its elements are closed", at));
            }
            _ => {}
        }
    }
}

fn path(stack: &[String], inside: Option<usize>) -> String {
    stack.get(inside.map_or(0, |depth| depth + 1)..).unwrap_or_default().join("/")
}

pub(super) fn first<'f>(fields: &'f Fields, paths: &[&str]) -> &'f str {
    paths
        .iter()
        .find_map(|wanted| {
            fields.iter().find(|(path, _)| path == wanted || path.ends_with(&format!("/{wanted}")))
        })
        .map_or("", |(_, text)| text.trim())
}

/// A reference that was not given. Where the payer gave none, the usage rules (CBPR+, SEPA) have the bank write `NOTPROVIDED`:
/// taken for a reference it would make one payment of all such payments.
const NOT_PROVIDED: &str = "NOTPROVIDED";

/// A reference, where one was given.
pub(super) fn reference<'f>(fields: &'f Fields, path: &str) -> &'f str {
    let found = first(fields, &[path]);
    if found.eq_ignore_ascii_case(NOT_PROVIDED) { "" } else { found }
}

/// Reads the credit transfers of a message, as drafts with the line that they begin at or as rejects.
pub fn pacs008(
    from: impl BufRead,
    name: &str,
    take: &mut impl FnMut(Result<(u64, Draft), Reject>),
) -> Result<(), PaymentsError> {
    let mut give = |line: u64, header: &Fields, fields: &Fields| {
        take(transfer(header, fields).map(|draft| (line, draft)).map_err(|(column, problem)| Reject {
            line,
            column: column.to_owned(),
            problem,
        }));
    };
    elements(from, name, "CdtTrfTxInf", &mut give).map(|_| ())
}

fn transfer(header: &Fields, fields: &Fields) -> Result<Draft, (&'static str, String)> {
    let get = |paths: &[&str]| first(fields, paths);
    let instant = [get(&["AccptncDtTm"]), first(header, &["CreDtTm"])]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let (at, offset) = Written::read(instant, &[])
        .and_then(Written::instant)
        .ok_or_else(|| ("AccptncDtTm", "neither it nor CreDtTm is an instant with an offset".to_owned()))?;
    let paid = |element: &'static str| match get(&[element]) {
        "" => Ok(None),
        text => {
            let currency = get(&[&format!("{element}@Ccy")]).to_owned();
            money(text, &currency, false).map(Some).map_err(|problem| (element, problem))
        }
    };
    let (instructed, settled) = (paid("InstdAmt")?, paid("IntrBkSttlmAmt")?);
    let originals = Originals::of_transfer(header, fields);
    let country = |paths: &[&str]| get(paths).parse().ok();
    let key = |paths: &[&str]| Personal::new(get(paths));
    Ok(Draft {
        reference: originals.best().to_owned(),
        originals,
        institution: get(&["DbtrAgt/FinInstnId/BICFI", "DbtrAgt/FinInstnId/ClrSysMmbId/MmbId"]).to_owned(),
        recipient_institution: get(&["CdtrAgt/FinInstnId/BICFI", "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"])
            .to_owned(),
        at: at.as_millisecond(),
        offset,
        sender: key(&[
            "DbtrAcct/Id/IBAN",
            "DbtrAcct/Id/Othr/Id",
            "DbtrAcct/Prxy/Id",
            "Dbtr/CtctDtls/MobNb",
            "Dbtr/Nm",
        ]),
        recipient: key(&[
            "CdtrAcct/Id/IBAN",
            "CdtrAcct/Id/Othr/Id",
            "CdtrAcct/Prxy/Id",
            "Cdtr/CtctDtls/MobNb",
            "Cdtr/Nm",
        ]),
        sender_name: key(&["UltmtDbtr/Nm", "Dbtr/Nm"]),
        recipient_name: key(&["UltmtCdtr/Nm", "Cdtr/Nm"]),
        sent: instructed.or(settled),
        landed: instructed.and(settled),
        sender_country: country(&["Dbtr/CtryOfRes", "Dbtr/PstlAdr/Ctry"]),
        recipient_country: country(&["Cdtr/CtryOfRes", "Cdtr/PstlAdr/Ctry"]),
        text: key(&["RmtInf/Ustrd"]),
        paid_out_in: country_of_bank(get(&["CdtrAgt/FinInstnId/BICFI"])),
        sender_age: age(get(&["Dbtr/Id/PrvtId/DtAndPlcOfBirth/BirthDt"]), at),
        channel: crate::Channel::Bank,
        ..Draft::default()
    })
}

/// Whole years between a date of birth and an instant; 0 where either is unknown.
fn age(born: &str, at: Timestamp) -> u8 {
    let Ok(born) = born.parse::<jiff::civil::Date>() else { return 0 };
    let day = jiff::tz::TimeZone::UTC.to_datetime(at).date();
    let years = day.since((jiff::Unit::Year, born)).map_or(0, |span| span.get_years());
    u8::try_from(years).ok().filter(|years| *years <= 120).unwrap_or(0)
}
