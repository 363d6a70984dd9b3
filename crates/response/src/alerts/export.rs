//! An alert in the form of a financial intelligence unit.

use super::{AlertDetail, opened};
use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{AlertDecision, AlertId, PaymentSide};
use payments::{
    Land, PaymentsError,
    report::{Case, CaseParty, CasePayment, Heading, Original, Signs, Told, amlc, fincen, goaml},
};
use std::path::Path;
use store::{AlertFacts, DecidedAlert, Store};

/// The file of the data directory with what the reporting office has at its unit; the same that the command takes with
/// `--profile`.
const PROFILE: &str = "goaml.toml";

/// Forms of a report. AUSTRAC's is not among them: it needs values of the institution (number, branch, services) that the
/// desk does not hold, and none is made up; `tanglaw payments report --form austrac` takes them from a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// goAML XML, by the profile of the reporting office.
    Goaml,
    /// CSV of the Philippine council.
    Amlc,
    /// Text for the fields of the United States.
    Fincen,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Goaml, Self::Amlc, Self::Fincen];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Goaml => "goaml",
            Self::Amlc => "amlc",
            Self::Fincen => "fincen",
        }
    }

    /// The proper name of the form, the same in every language.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Goaml => "goAML",
            Self::Amlc => "AMLC CSV",
            Self::Fincen => "FinCEN SAR",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    const fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Goaml => ("xml", "application/xml"),
            Self::Amlc => ("csv", "text/csv; charset=utf-8"),
            Self::Fincen => ("txt", "text/plain; charset=utf-8"),
        }
    }
}

/// What the reporting office has at its unit: none of it is made up, so that a form that asks for it is not offered without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    goaml: Option<goaml::GoamlProfile>,
}

impl Office {
    /// As the data directory says.
    pub fn load(directory: &Path) -> Result<Self, ResponseError> {
        let path = directory.join(PROFILE);
        let wrong =
            |error: &dyn std::fmt::Display| ResponseError::Table(format!("{}: {error}", path.display()));
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::from_toml(&text).map_err(|error| wrong(&error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(wrong(&error)),
        }
    }

    /// Reads a profile for goAML, which must be filled in.
    pub fn from_toml(text: &str) -> Result<Self, PaymentsError> {
        let profile = goaml::GoamlProfile::from_toml(text, PROFILE)?;
        profile.check()?;
        Ok(Self { goaml: Some(profile) })
    }

    /// Whether a form can be written.
    pub const fn can_write(&self, form: Form) -> bool {
        !matches!(form, Form::Goaml) || self.goaml.is_some()
    }
}

/// A report as it is to be handed over.
pub struct Written {
    /// Name of the file: a reference, no word about anybody.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// The report.
    pub text: String,
}

/// Writes the report on an alert. That it was written is journaled; it is sent by nobody but the analyst, who reads it
/// first.
pub async fn export(
    store: &Store,
    permit: &Permit<act::ExportPaymentReports>,
    id: AlertId,
    form: Form,
    office: &Office,
) -> Result<Written, ResponseError> {
    let (row, detail, decisions) = opened(store, permit.by(), id).await?;
    let reference = format!("ALERT-{id}");
    let case =
        case(&row.facts, &detail, &decisions, &reference, store.clock().now().micros() / 1_000_000 * 1_000);
    let text = written(&case, form, office).map_err(|error| ResponseError::Form(error.to_string()))?;
    store.note_payment_report(permit.by(), id, form.code()).await?;
    let (ending, media_type) = form.file();
    Ok(Written { name: format!("{reference}-{}.{ending}", form.code()), media_type, text })
}

fn written(case: &Case, form: Form, office: &Office) -> Result<String, PaymentsError> {
    Ok(match form {
        Form::Goaml => {
            let profile = office.goaml.as_ref().ok_or_else(|| PaymentsError::Field {
                field: PROFILE.to_owned(),
                remedy: "goAML asks for the number, branch and address of the reporting office: fill in a copy of a profile in the data directory".to_owned(),
            })?;
            goaml::write(case, profile)?
        }
        Form::Amlc => {
            amlc::write(case, &amlc::AmlcLayout::from_toml(amlc::AmlcLayout::DEFAULT, "amlc.toml")?)?
        }
        Form::Fincen => {
            let fields = fincen::write(case)?;
            format!(
                "Field 2: {}\nField 38(z): {}\n\n{}\n",
                fields.note, fields.other_activity, fields.narrative
            )
        }
    })
}

/// What was decided, in order of time; empty where nothing was. Who decided and why is not the unit's.
fn action(decisions: &[DecidedAlert]) -> String {
    let words = |decision| match decision {
        AlertDecision::Safeguard => "referred for protection",
        AlertDecision::Report => "to be reported to the financial intelligence unit",
        AlertDecision::Watch => "to be watched further",
        AlertDecision::Dismiss => "dismissed",
    };
    let lines: Vec<String> =
        decisions.iter().map(|one| format!("{} {}", one.at, words(one.decision))).collect();
    if lines.is_empty() { String::new() } else { format!("Decided: {}.", lines.join("; ")) }
}

fn case(
    facts: &AlertFacts,
    detail: &AlertDetail,
    decisions: &[DecidedAlert],
    reference: &str,
    now: i64,
) -> Case {
    let party = |party: &super::Party| {
        let land = Land::from_letters(party.country.as_bytes()).unwrap_or_default();
        CaseParty::named(&party.key, &party.name, land)
    };
    // Where everything was sent in one currency the report is in it; else in the one that the payments were judged in.
    let first = detail.payments.first().and_then(|one| one.sent.as_ref()).map(|sent| &sent.currency);
    let common = first.filter(|first| {
        detail.payments.iter().all(|one| one.sent.as_ref().is_some_and(|sent| sent.currency == **first))
    });
    let currency = common.unwrap_or(&detail.currency).clone();
    let against = |id: &String| detail.reasons.iter().any(|reason| reason.id == *id && reason.points < 0.0);
    // Alerts of before do not say what each payment tells. Then only whoever was raised as a payer can be suspected.
    let before =
        Signs { payer_raised: facts.side == PaymentSide::Payer && !facts.safeguard, ..Signs::default() };
    let told = detail.payments.iter().map(|one| {
        let sent = one.sent.as_ref();
        let own = sent.filter(|sent| sent.currency == currency);
        Told {
            signs: one.signs.unwrap_or(before),
            payer: one.from.identity().into(),
            payee: one.to.identity().into(),
            payment: CasePayment {
                reference: one.reference.clone(),
                institution: match one.institution.as_str() {
                    "" => detail.institution.clone(),
                    own => own.to_owned(),
                },
                at: one.at / 1_000 * 1_000,
                hundredths: own.map_or(one.hundredths, |sent| sent.hundredths),
                original: sent
                    .filter(|_| own.is_none())
                    .map(|sent| Original { hundredths: sent.hundredths, currency: sent.currency.clone() }),
                from: party(&one.from),
                to: party(&one.to),
                fired: one.fired.iter().filter(|id| !against(id)).cloned().collect(),
            },
        }
    });
    let heading = Heading {
        reference: reference.to_owned(),
        reported_at: now,
        currency: currency.clone(),
        reasons: detail.reasons.iter().map(|reason| reason.sentence.clone()).collect(),
        action: action(decisions),
    };
    Case::of(heading, told.collect())
}
