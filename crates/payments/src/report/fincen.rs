//! What `FinCEN` asks a suspicious activity report to say: the key terms of its notices, and the narrative that begins with
//! them (FIN-2021-NTC3: field 2 and field 38(z); FIN-2025-NTC2: sextortion).

use super::case::{self, Case};
use crate::PaymentsError;

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

/// Writes the fields. Where an indicator of extortion fired (I12, I13) the terms for it are used.
pub fn write(case: &Case) -> Result<FincenFields, PaymentsError> {
    case.check()?;
    let extortion =
        case.payments.iter().flat_map(|payment| &payment.fired).any(|id| id == "I12" || id == "I13");
    let (note, other) =
        if extortion { (EXTORTION_KEY_TERM, EXTORTION_FIELD_38Z) } else { (KEY_TERM, FIELD_38Z) };
    let mut narrative = format!("{note}. {}\n\nPayments:\n", case.grounds.reveal());
    for payment in &case.payments {
        let line = format!(
            "{} UTC, {} {}, reference {}, {} to {}\n",
            case::date_time(payment.at).replace('T', " "),
            case::decimal(payment.hundredths),
            case.currency,
            payment.reference,
            payment.from.country.letters(),
            payment.to.country.letters(),
        );
        if narrative.chars().count() + line.chars().count() > MOST_NARRATIVE - 40 {
            narrative.push_str("Further payments are in the attachment.\n");
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
