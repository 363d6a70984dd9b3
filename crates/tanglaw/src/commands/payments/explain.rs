//! `tanglaw payments explain`.

use super::{input, rejects::SetAside, show};
use crate::{
    Ending,
    cli::payments::{Explain, SideArg},
};
use anyhow::Context;
use payments::{
    Kind, Payment,
    around::{Around, Bound},
    scan::{Scan, Source, explain, scan},
    settled,
    subject::{Side, gather},
};
use serde_json::json;
use std::io::Write;

/// Payments of a party that are shown, the latest.
const SHOWN: usize = 40;

/// Rows in memory, of any kind of file, with the dictionary of names where there is one, and what was set aside.
pub(super) fn rows(
    typed: &crate::cli::payments::Input,
    names: bool,
) -> anyhow::Result<(Vec<Payment>, Option<input::Table>, SetAside)> {
    let columns = input::parquet_columns(typed)?;
    if let Some(file) = input::parquet(typed, &columns)? {
        let (mut rows, mut aside) = (Vec::new(), SetAside::default());
        let name = typed.files.first().map(|path| path.display().to_string()).unwrap_or_default();
        file.read(&mut |row| match row {
            Ok(payment) => rows.push(payment),
            Err(bad) => aside.push(&name, columns.reject(bad)),
        })?;
        return Ok((rows, None, aside));
    }
    let mut table = input::table(typed, names)?;
    let aside = std::mem::take(&mut table.aside);
    Ok((std::mem::take(&mut table.rows), Some(table), aside))
}

pub(super) fn run(typed: &Explain) -> anyhow::Result<Ending> {
    let threads = input::threads(typed.input.threads);
    let bar = crate::progress::uncounted("reading");
    let (rows, table, aside) = rows(&typed.input, false)?;
    let party = match &table {
        Some(table) => table.party(&typed.party),
        None => typed.party.parse().context("parties of Parquet files are numbers"),
    };
    let party = party.inspect_err(|_| bar.finish_and_clear())?;
    let numbers = |key: &str| input::numbers(table.as_ref(), key);
    let mut pack = input::pack(&typed.input, &input::Among::Rows(&rows), numbers)?;
    if typed.input.separate_numbers {
        pack = pack.with_separate_numbers();
    }
    let source = Source::Rows(&rows);
    let found: Scan = scan(&source, &pack, threads)?;
    let wanted = |side: Side| match typed.side {
        None => true,
        Some(SideArg::Payer) => side == Side::Payer,
        Some(SideArg::Payee) => side == Side::Payee,
    };
    let mut subjects = gather(&found.hits, &pack);
    subjects.retain(|subject| subject.party == party && wanted(subject.side));
    let alerts = explain(&source, &pack, &found, &subjects, threads)?;
    let around = Around::new(&rows);
    let bound = Bound { people: typed.people, ..Bound::default() };
    let expansion = around.expand(&[party], bound);
    bar.finish_and_clear();
    aside.tell(&typed.input)?;
    let name = |party: u32| match &table {
        Some(table) => table.normaliser.parties.name(party).unwrap_or("?").to_owned(),
        None => party.to_string(),
    };
    let of_party = |row: &&Payment| {
        (row.sender == party && wanted(Side::Payer)) || (row.recipient == party && wanted(Side::Payee))
    };
    let mut own: Vec<&Payment> = settled(&rows).map(|(_, row)| row).filter(of_party).collect();
    own.sort_by_key(|row| row.at);
    let latest = &own[own.len().saturating_sub(SHOWN)..];
    let mut out = std::io::stdout().lock();
    let fan = around.fan_in(party).filter(|_| wanted(Side::Payee));
    if typed.json {
        let payments: Vec<_> = latest
            .iter()
            .map(|row| {
                json!({ "at": show::instant(row.at), "from": name(row.sender), "to": name(row.recipient),
                    "amount": f64::from(row.amount) / 100.0, "kind": row.kind.code() })
            })
            .collect();
        let neighbours: Vec<_> = expansion
            .neighbours
            .iter()
            .map(|one| json!({ "recipient": name(one.recipient), "shared_payers": one.shared, "jaccard": one.jaccard }))
            .collect();
        let whole = json!({
            "party": typed.party,
            "alerts": alerts.iter().map(|alert| show::json(alert, &typed.party)).collect::<Vec<_>>(),
            "payments": payments,
            "fan_in": fan.map(|fan| json!({ "payments": fan.payments, "sum": fan.sum,
                "countries": fan.by_country.iter().map(|(land, count)| (land.letters(), json!(count))).collect::<serde_json::Map<_, _>>(),
                "institutions": fan.by_institution.len() })),
            "neighbours": neighbours,
            "cut": expansion.cut,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)?;
        return Ok(aside.ending());
    }
    if alerts.is_empty() {
        writeln!(out, "No indicator fired for this party.\n")?;
    }
    for alert in &alerts {
        show::people(&mut out, alert, &typed.party)?;
    }
    writeln!(out, "Payments, the latest {} of {}:", latest.len(), own.len())?;
    for row in latest {
        let kind = if row.kind == Kind::Transfer { "" } else { row.kind.code() };
        let to = if row.recipient == payments::NONE { "-".to_owned() } else { name(row.recipient) };
        let (units, part) = (row.amount / 100, row.amount % 100);
        writeln!(
            out,
            "  {}  {units:>8}.{part:02}  {} > {to}  {kind}",
            show::instant(row.at),
            name(row.sender)
        )?;
    }
    if let Some(fan) = fan {
        let lands: Vec<String> =
            fan.by_country.iter().map(|(land, count)| format!("{} {count}", land.letters())).collect();
        writeln!(
            out,
            "\nMoney in: {} payments from {} over {} institutions",
            fan.payments,
            lands.join(", "),
            fan.by_institution.len()
        )?;
        for one in &expansion.neighbours {
            writeln!(
                out,
                "  shares {} payers ({:.2}) with {}",
                one.shared,
                one.jaccard,
                name(one.recipient)
            )?;
        }
        if expansion.cut {
            writeln!(out, "  more people are around it than --people {} allows to show", typed.people)?;
        }
    }
    Ok(aside.ending())
}
