//! What `FinCEN` asks a suspicious activity report to say: the key terms of its notices, and the narrative that begins with
//! them (FIN-2021-NTC3: field 2 and field 38(z); FIN-2025-NTC2: sextortion).

use super::case::{self, Case, CaseParty, Crime};
use crate::PaymentsError;
use model::Personal;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Write as _,
};

/// Key term of field 2, filing institution note to `FinCEN` (FIN-2021-NTC3).
pub const KEY_TERM: &str = "OCSE-FIN-2021-NTC3";
/// What field 38(z), other suspicious activities, says (FIN-2021-NTC3).
pub const FIELD_38Z: &str = "OCSE";
/// Key term of field 2 for sexual extortion (FIN-2025-NTC2).
pub const EXTORTION_KEY_TERM: &str = "FIN-2025-SEXTORTION";
/// What field 38(z) says then (FIN-2025-NTC2).
pub const EXTORTION_FIELD_38Z: &str = "SEXTORTION";
/// Longest narrative of a report (BSA E-Filing, part V: 20,000 characters; recalled).
const MOST_NARRATIVE: usize = 20_000;

/// Ends a narrative that is cut off.
const FURTHER: &str = "Further parties or payments are in the attachment.\n";

/// The fields of a report that carry the terms, and its narrative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FincenFields {
    /// Field 2.
    pub note: String,
    /// Field 38(z).
    pub other_activity: String,
    /// Narrative.
    pub narrative: String,
}

/// Writes the fields, with the terms of the crime that the case is about.
pub fn write(case: &Case) -> Result<FincenFields, PaymentsError> {
    case.check()?;
    let (note, other) = match case.crime {
        Crime::Extortion => (EXTORTION_KEY_TERM, EXTORTION_FIELD_38Z),
        Crime::Exploitation => (KEY_TERM, FIELD_38Z),
    };
    let mut narrative = format!(
        "{note}. {}\n\nReport {} of {} UTC, by {}.\n",
        case.grounds.reveal(),
        case.reference,
        words(case.reported_at),
        case.institutions().join(", "),
    );
    if !case.action.is_empty() {
        let _ = writeln!(narrative, "Action taken: {}", case.action);
    }
    let mut numbers: BTreeMap<(Personal, &CaseParty), usize> = BTreeMap::new();
    let mut lines = vec!["\nParties:\n".to_owned()];
    for payment in &case.payments {
        for party in [&payment.from, &payment.to] {
            let number = numbers.len() + 1;
            if let Entry::Vacant(place) = numbers.entry((payment.identity(party), party)) {
                place.insert(number);
                lines.push(format!(
                    "{number}. {}, {} ({}): {}\n",
                    party.full_name(),
                    party.key.reveal(),
                    party.country.letters(),
                    party.standing.code(),
                ));
            }
        }
    }
    lines.push("\nPayments (from and to are numbers of the parties):\n".to_owned());
    for payment in &case.payments {
        let number =
            |party| numbers.get(&(payment.identity(party), party)).map_or_else(String::new, usize::to_string);
        let sent = payment.original.as_ref().map_or_else(String::new, |sent| {
            format!(" (sent as {} {})", case::decimal(sent.hundredths), sent.currency)
        });
        let fired = if payment.is_suspicious() {
            format!("indicators {}", payment.fired.join(" "))
        } else {
            "no indicator".to_owned()
        };
        lines.push(format!(
            "{} UTC, {} {}{sent}, reference {} at {}, {} to {}, from {} to {}: {fired}\n",
            words(payment.at),
            case::decimal(payment.hundredths),
            case.currency,
            payment.reference,
            payment.institution,
            payment.from.country.letters(),
            payment.to.country.letters(),
            number(&payment.from),
            number(&payment.to),
        ));
    }
    let mut length = narrative.chars().count();
    for line in lines {
        length += line.chars().count();
        if length > MOST_NARRATIVE - FURTHER.len() {
            narrative.push_str(FURTHER);
            break;
        }
        narrative.push_str(&line);
    }
    Ok(FincenFields {
        note: note.into(),
        other_activity: other.into(),
        narrative: case::cut(&narrative, MOST_NARRATIVE),
    })
}

fn words(at: i64) -> String {
    case::date_time(at).replace('T', " ")
}
