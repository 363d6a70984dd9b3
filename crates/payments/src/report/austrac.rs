//! AUSTRAC suspicious matter report as XML, in the parts of the draft of version 3.0 (May 2026): `smrList` / `smr` with
//! `header`, `smDetails`, `identifiedParty`, `txnDetail`, `suspGrounds`. The schema was not at hand: names below these parts
//! follow the published outline and are to be checked against the schema in force before filing.

use super::{
    case::{self, Case, CaseParty, CasePayment},
    tree::Tree,
};
use crate::{PaymentsError, payment::Land};
use model::Personal;

fn party(name: &str, party: &CaseParty, victim: bool) -> Tree {
    let land = if party.country == Land::UNKNOWN { String::new() } else { party.country.letters() };
    Tree::new(name)
        .with("givenName", party.first_name.reveal())
        .with("surname", party.last_name.reveal())
        .with("accountNumber", party.key.reveal())
        .with("country", land)
        .with("role", if victim { "possible victim" } else { "person of interest" })
}

/// Writes a case under the number of a reporting entity.
pub fn write(case: &Case, entity: &str) -> Result<String, PaymentsError> {
    case.check()?;
    let total: u64 = case.payments.iter().map(|payment| payment.hundredths).sum();
    let mut report = Tree::new("smr")
        .child(
            Tree::new("header")
                .with("reNumber", entity)
                .with("reReportRef", &case.reference)
                .with("reportDateTime", case::date_time(case.reported_at))
                .with("reName", &case.institution),
        )
        .child(
            Tree::new("smDetails")
                .with("suspReason", "child exploitation")
                .with("currency", &case.currency)
                .with("grandTotal", case::decimal(total))
                .with("actionTaken", &case.action),
        );
    let mut known: Vec<&CaseParty> = Vec::new();
    for one in case.payments.iter().flat_map(|payment| [&payment.from, &payment.to]) {
        if !known.contains(&one) {
            known.push(one);
            report = report.child(party("identifiedParty", one, case.may_be_victim(one)));
        }
    }
    for payment in &case.payments {
        report = report.child(
            Tree::new("txnDetail")
                .with("txnRefNo", &payment.reference)
                .with("txnDate", case::date_time(payment.at))
                .with("txnAmount", case::decimal(payment.hundredths))
                .with("indicators", payment.fired.join(" "))
                .child(party("sender", &payment.from, case.may_be_victim(&payment.from)))
                .child(party("payee", &payment.to, case.may_be_victim(&payment.to))),
        );
    }
    let report = report.child(Tree::new("suspGrounds").with("groundsForSuspicion", case.grounds.reveal()));
    Tree::new("smrList")
        .attribute("versionMajor", "3")
        .attribute("versionMinor", "0")
        .with("reportCount", "1")
        .child(report)
        .write()
}

/// Reads a report that [`write()`] wrote.
pub fn read(text: &str, name: &str) -> Result<Case, PaymentsError> {
    let fail = |problem: &str| PaymentsError::File { path: name.to_owned(), problem: problem.to_owned() };
    let list = Tree::read(text, name)?;
    let report = list.find("smr").ok_or_else(|| fail("it holds no smr"))?;
    let part = |name: &str| report.find(name).ok_or_else(|| fail("a part of the report is missing"));
    let (header, details, grounds) = (part("header")?, part("smDetails")?, part("suspGrounds")?);
    let mut may_be_victims = Vec::new();
    let mut payments = Vec::new();
    for detail in report.all("txnDetail") {
        let mut side = |name: &str| -> Option<CaseParty> {
            let tree = detail.find(name)?;
            let party = CaseParty {
                key: Personal::new(tree.text_of("accountNumber")),
                first_name: Personal::new(tree.text_of("givenName")),
                last_name: Personal::new(tree.text_of("surname")),
                country: Land::from_letters(tree.text_of("country").as_bytes()).unwrap_or_default(),
            };
            if tree.text_of("role") == "possible victim" && !may_be_victims.contains(&party.key) {
                may_be_victims.push(party.key.clone());
            }
            Some(party)
        };
        let (Some(from), Some(to)) = (side("sender"), side("payee")) else {
            return Err(fail("a payment lacks a party"));
        };
        payments.push(CasePayment {
            reference: detail.text_of("txnRefNo").to_owned(),
            at: case::instant(detail.text_of("txnDate")).ok_or_else(|| fail("a date is none"))?,
            hundredths: crate::read::amount(detail.text_of("txnAmount"), false)
                .ok_or_else(|| fail("an amount is none"))?,
            from,
            to,
            fired: detail.text_of("indicators").split_whitespace().map(str::to_owned).collect(),
        });
    }
    Ok(Case {
        reference: header.text_of("reReportRef").to_owned(),
        reported_at: case::instant(header.text_of("reportDateTime"))
            .ok_or_else(|| fail("its date is none"))?,
        institution: header.text_of("reName").to_owned(),
        currency: details.text_of("currency").to_owned(),
        grounds: Personal::new(grounds.text_of("groundsForSuspicion")),
        action: details.text_of("actionTaken").to_owned(),
        payments,
        may_be_victims,
    })
}
