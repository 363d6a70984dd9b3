//! `tanglaw payments report`.

use super::{explain::rows, input, schema, whole};
use crate::{
    Ending,
    cli::payments::{Form, Report, SideArg},
    machine::SystemClock,
};
use anyhow::Context;
use model::{Clock, Personal};
use payments::{
    Kind, NONE, Payment,
    read::{Currency, Money, Rates},
    report::{Case, CaseParty, CasePayment, Evidence, Heading, Original, Told, amlc, austrac, fincen, goaml},
    scan::{Source, explain, scan},
    settled,
    subject::{Side, gather},
};
use std::fs;

pub(super) fn run(typed: &Report) -> anyhow::Result<Ending> {
    whole::is_free(&typed.out)?;
    if typed.schema.is_some() && !matches!(typed.form, Form::Goaml | Form::Austrac) {
        anyhow::bail!("--schema is for reports in XML (goaml, austrac): the other forms have none");
    }
    let threads = input::threads(typed.input.threads);
    let (rows, table, aside) = rows(&typed.input, true)?;
    aside.tell(&typed.input)?;
    let Some(table) = table else {
        anyhow::bail!(
            "a report needs references and names: give the files of the institution (CSV, ISO 20022 or MT103), not Parquet"
        );
    };
    let party = table.party(&typed.party)?;
    let pack = input::pack(&typed.input, &input::Among::Rows(&rows), |key| table.meant(key))?;
    let source = Source::Rows(&rows);
    let found = scan(&source, &pack, threads)?;
    let side = if typed.side == SideArg::Payer { Side::Payer } else { Side::Payee };
    let mut subjects = gather(&found.hits, &pack);
    subjects.retain(|subject| subject.party == party && subject.side == side);
    let alerts = explain(&source, &pack, &found, &subjects, threads)?;
    let alert = alerts
        .first()
        .context("no indicator fired for this party on this side: there is nothing to report")?;
    let own = |payment: &Payment| {
        let of = if side == Side::Payer { payment.sender } else { payment.recipient };
        of == party && payment.kind == Kind::Transfer && payment.recipient != NONE
    };
    let all: Vec<(u32, &Payment, &input::Named)> = settled(&rows)
        .filter(|(_, payment)| own(payment))
        .filter_map(|(row, payment)| Some((row, payment, table.named.get(row as usize)?)))
        .collect();
    let currency = currency(typed, all.iter().map(|(.., named)| named.sent))?;
    let evidence = Evidence::of(&rows, &found.hits, &pack);
    let mut told = Vec::with_capacity(all.len());
    for (row, payment, named) in all {
        let of = |key: u32, name: &Personal, country| {
            let key = table.normaliser.parties.name(key).unwrap_or_default();
            CaseParty::named(key, name.reveal(), country)
        };
        let (hundredths, original) = amount(&table.normaliser.rates, payment, named.sent, currency)?;
        told.push(Told {
            signs: evidence.signs(row, payment),
            payer: payment.sender.to_string().into(),
            payee: payment.recipient.to_string().into(),
            payment: CasePayment {
                reference: named.reference.clone(),
                institution: table.institution(payment).to_owned(),
                at: payment.at / 1_000 * 1_000,
                hundredths,
                original,
                from: of(payment.sender, &named.sender, payment.sender_country),
                to: of(payment.recipient, &named.recipient, payment.recipient_country),
                fired: evidence.fired(row),
            },
        });
    }
    let heading = Heading {
        reference: typed.case.clone(),
        reported_at: SystemClock.now().micros() / 1_000_000 * 1_000,
        currency: currency.code().to_owned(),
        reasons: alert.reasons.iter().map(|reason| reason.sentence.clone()).collect(),
        action: typed.action.clone().unwrap_or_default(),
    };
    let case = Case::of(heading, told);
    let text = written(typed, &case)?;
    let draft = whole::Draft::write(&typed.out, &text)?;
    let mut held = "";
    if let Some(path) = &typed.schema {
        if let schema::Judged::Invalid(findings) = schema::judge(draft.path(), path)? {
            eprintln!("the report is not valid by {} and was not written:", path.display());
            for finding in &findings {
                eprintln!("  {finding}");
            }
            return Ok(Ending::NotProven);
        }
        held = ", valid by the schema";
    }
    draft.keep()?;
    println!("{} payments reported in {}{held}", case.payments.len(), typed.out.display());
    Ok(aside.ending())
}

fn written(typed: &Report, case: &Case) -> anyhow::Result<String> {
    let own = typed
        .profile
        .as_ref()
        .map(|path| fs::read_to_string(path).with_context(|| path.display().to_string()))
        .transpose()?;
    let name = typed.profile.as_ref().map_or_else(|| "profile".to_owned(), |path| path.display().to_string());
    Ok(match typed.form {
        Form::Goaml => {
            let text = own.as_deref().context(
                "a goAML report carries the number, branch and address of your office, and none is made up: copy crates/payments/profiles/goaml-5.0.1.toml or goaml-5.0.2.toml, fill it in and name it with --profile",
            )?;
            goaml::write(case, &goaml::GoamlProfile::from_toml(text, &name)?)?
        }
        Form::Amlc => {
            let text = own.as_deref().unwrap_or(amlc::AmlcLayout::DEFAULT);
            amlc::write(case, &amlc::AmlcLayout::from_toml(text, &name)?)?
        }
        Form::Austrac => {
            let text = own.as_deref().unwrap_or(austrac::AustracProfile::TO_FILL_IN);
            let mut profile = austrac::AustracProfile::from_toml(text, &name)?;
            if let Some(number) = &typed.entity {
                profile.entity_number.clone_from(number);
            }
            // The name of the file stands within it too.
            let file = typed.out.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            austrac::write(case, &profile, file)?
        }
        Form::Fincen => {
            let fields = fincen::write(case)?;
            format!(
                "Field 2: {}\nField 38(z): {}\n\n{}",
                fields.note, fields.other_activity, fields.narrative
            )
        }
    })
}

/// The currency of the report: as typed, or what all payments were sent in, or the one they were judged in.
fn currency(typed: &Report, sent: impl Iterator<Item = Option<Money>>) -> anyhow::Result<Currency> {
    let code = match (&typed.currency, typed.form) {
        (Some(code), _) => code.as_str(),
        // It counts in Australian dollars alone.
        (None, Form::Austrac) => "AUD",
        (None, _) => {
            let mut sent: Vec<Option<Currency>> =
                sent.map(|money| money.map(|money| money.currency)).collect();
            sent.dedup();
            match sent.as_slice() {
                [Some(one)] => return Ok(*one),
                _ => typed.input.reference.as_str(),
            }
        }
    };
    Currency::new(code).with_context(|| format!("--currency {code:?} is no currency of three letters"))
}

/// A payment's amount in the currency of the report, and what was sent where that is another.
fn amount(
    rates: &Rates,
    payment: &Payment,
    sent: Option<Money>,
    currency: Currency,
) -> anyhow::Result<(u64, Option<Original>)> {
    if let Some(sent) = sent.filter(|sent| sent.currency == currency) {
        return Ok((sent.hundredths, None));
    }
    let day = i32::try_from(payment.at / 86_400_000).unwrap_or(i32::MAX);
    let local = rates.convert_back(u64::from(payment.amount), currency, day).with_context(|| {
        format!("there is no rate of {} for the day of a payment: name a table with --rates", currency.code())
    })?;
    let original =
        sent.map(|sent| Original { hundredths: sent.hundredths, currency: sent.currency.code().to_owned() });
    Ok((local, original))
}
