//! An alert in the form of a financial intelligence unit.

use super::{AlertDetail, opened};
use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{AlertId, PaymentSide, Personal};
use payments::{
    Land, PaymentsError,
    report::{Case, CaseParty, CasePayment, amlc, fincen, goaml},
};
use store::{AlertFacts, Store};

/// Forms of a report. AUSTRAC's is not among them: it needs values of the institution (number, branch, services) that the
/// desk does not hold, and none is made up; `tanglaw payments report --form austrac` takes them from a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// goAML XML, by the generic profile of schema 5.0.1.
    Goaml501,
    /// goAML XML, by the profile of schema 5.0.2.
    Goaml502,
    /// CSV of the Philippine council.
    Amlc,
    /// Text for the fields of the United States.
    Fincen,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Goaml501, Self::Goaml502, Self::Amlc, Self::Fincen];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Goaml501 => "goaml-5.0.1",
            Self::Goaml502 => "goaml-5.0.2",
            Self::Amlc => "amlc",
            Self::Fincen => "fincen",
        }
    }

    /// The proper name of the form, the same in every language.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Goaml501 => "goAML 5.0.1",
            Self::Goaml502 => "goAML 5.0.2",
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
            Self::Goaml501 | Self::Goaml502 => ("xml", "application/xml"),
            Self::Amlc => ("csv", "text/csv; charset=utf-8"),
            Self::Fincen => ("txt", "text/plain; charset=utf-8"),
        }
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
) -> Result<Written, ResponseError> {
    let (row, detail, _) = opened(store, permit.by(), id).await?;
    let reference = format!("ALERT-{id}");
    let case = case(&row.facts, &detail, &reference, store.clock().now().micros() / 1_000_000 * 1_000);
    let text = written(&case, form).map_err(|error| ResponseError::Form(error.to_string()))?;
    store.note_payment_report(permit.by(), id, form.code()).await?;
    let (ending, media_type) = form.file();
    Ok(Written { name: format!("{reference}-{}.{ending}", form.code()), media_type, text })
}

fn written(case: &Case, form: Form) -> Result<String, PaymentsError> {
    use goaml::GoamlProfile;
    Ok(match form {
        Form::Goaml501 => {
            goaml::write(case, &GoamlProfile::from_toml(GoamlProfile::GENERIC_5_0_1, "goaml-5.0.1.toml")?)?
        }
        Form::Goaml502 => {
            goaml::write(case, &GoamlProfile::from_toml(GoamlProfile::EXTENDED_5_0_2, "goaml-5.0.2.toml")?)?
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

fn case(facts: &AlertFacts, detail: &AlertDetail, reference: &str, now: i64) -> Case {
    let party = |party: &super::Party| {
        let (first, last) = party.name.rsplit_once(' ').unwrap_or(("", party.name.as_str()));
        CaseParty {
            key: Personal::new(party.key.as_str()),
            first_name: Personal::new(first),
            last_name: Personal::new(last),
            country: Land::from_letters(party.country.as_bytes()).unwrap_or_default(),
        }
    };
    let payments: Vec<CasePayment> = detail
        .payments
        .iter()
        .map(|one| CasePayment {
            reference: one.reference.clone(),
            at: one.at / 1_000 * 1_000,
            hundredths: one.hundredths,
            from: party(&one.from),
            to: party(&one.to),
            fired: one.fired.clone(),
        })
        .collect();
    // Whoever is paid may be the child or a relative; a coerced payer is one who pays. Neither is named as a suspect.
    let coerced = facts.side == PaymentSide::Payer && facts.safeguard;
    let mut may_be_victims: Vec<Personal> =
        payments.iter().map(|one| if coerced { one.from.key.clone() } else { one.to.key.clone() }).collect();
    may_be_victims.sort();
    may_be_victims.dedup();
    let grounds: Vec<&str> = detail.reasons.iter().map(|reason| reason.sentence.as_str()).collect();
    Case {
        reference: reference.to_owned(),
        reported_at: now,
        institution: detail.institution.clone(),
        currency: detail.currency.clone(),
        grounds: Personal::new(format!(
            "Suspected payment for the sexual exploitation of children. {}",
            grounds.join(" ")
        )),
        action: "Nobody was blocked or told. Referred for protection where somebody may be a victim.".into(),
        payments,
        may_be_victims,
    }
}
