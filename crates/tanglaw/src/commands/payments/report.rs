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
    Kind, NONE,
    pack::Pack,
    report::{Case, CaseParty, CasePayment, MOST_PAYMENTS, amlc, austrac, fincen, goaml},
    scan::{Source, explain, scan},
    subject::{Side, gather},
};
use std::{collections::HashMap, fs};

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
    let party = table
        .normaliser
        .parties
        .find(&typed.party)
        .context("no payment names the party; write the key exactly as the files do")?;
    let number = |key: &str| table.normaliser.parties.find(key);
    let pack = input::pack(&typed.input, &input::Among::Rows(&rows), number)?;
    let source = Source::Rows(&rows);
    let found = scan(&source, &pack, threads)?;
    let side = if typed.side == SideArg::Payer { Side::Payer } else { Side::Payee };
    let mut subjects = gather(found.hits.clone(), &pack, pack.alert_from, |_| {});
    subjects.retain(|subject| subject.party == party && subject.side == side);
    let alerts = explain(&source, &pack, &found, &subjects, threads)?;
    let alert = alerts
        .first()
        .context("no indicator fired for this party on this side: there is nothing to report")?;
    let fired = fired(&found.hits, &pack);
    let mut payments: Vec<CasePayment> = Vec::new();
    let mut victims = Vec::new();
    for (row, (payment, named)) in (0_u32..).zip(rows.iter().zip(&table.named)) {
        let own = match side {
            Side::Payer => payment.sender == party,
            Side::Payee => payment.recipient == party,
        };
        if !own || payment.kind != Kind::Transfer || payment.recipient == NONE {
            continue;
        }
        let of = |key: u32, name: &Personal, country| {
            let key = table.normaliser.parties.name(key).unwrap_or_default();
            let (first, last) = name.reveal().rsplit_once(' ').unwrap_or(("", name.reveal()));
            CaseParty {
                key: Personal::new(key),
                first_name: Personal::new(first),
                last_name: Personal::new(last),
                country,
            }
        };
        let from = of(payment.sender, &named.sender, payment.sender_country);
        let to = of(payment.recipient, &named.recipient, payment.recipient_country);
        // Whoever is paid may be the child or a relative: the report names them as possible victims, not as suspects.
        victims.push(if alert.subject.score.safeguard { from.key.clone() } else { to.key.clone() });
        payments.push(CasePayment {
            reference: named.reference.clone(),
            at: payment.at / 1_000 * 1_000,
            hundredths: u64::from(payment.amount),
            from,
            to,
            fired: fired.get(&row).cloned().unwrap_or_default(),
        });
    }
    payments.sort_by_key(|payment| payment.at);
    let gone = payments.len().saturating_sub(MOST_PAYMENTS);
    payments.drain(..gone);
    victims.sort();
    victims.dedup();
    let grounds: Vec<&str> = alert.reasons.iter().map(|reason| reason.sentence.as_str()).collect();
    let case = Case {
        reference: typed.case.clone(),
        reported_at: SystemClock.now().micros() / 1_000_000 * 1_000,
        institution: table.normaliser.institutions.name(0).unwrap_or("unknown").to_owned(),
        currency: typed.input.reference.to_ascii_uppercase(),
        grounds: Personal::new(format!(
            "Suspected payment for the sexual exploitation of children. {}",
            grounds.join(" ")
        )),
        action: "Nobody was blocked or told. Referred for protection where somebody may be a victim.".into(),
        payments,
        may_be_victims: victims,
    };
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
            let text = own.as_deref().unwrap_or(goaml::GoamlProfile::GENERIC_5_0_1);
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

/// Short names of what fired, by row.
pub(super) fn fired(hits: &[payments::subject::Hit], pack: &Pack) -> HashMap<u32, Vec<String>> {
    let mut all: HashMap<u32, payments::pack::Fired> = HashMap::new();
    for hit in hits {
        let known = all.entry(hit.sequence).or_default();
        *known = known.with(hit.fired);
    }
    let names = |fired: payments::pack::Fired| {
        let counted = pack.score(fired).counted;
        counted.positions().filter_map(|at| pack.indicators.get(at)).map(|one| one.id.clone()).collect()
    };
    all.into_iter().map(|(row, fired)| (row, names(fired))).collect()
}
