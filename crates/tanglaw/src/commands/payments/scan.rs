//! `tanglaw payments scan`.

use super::{desk, input, rejects::SetAside, show};
use crate::{Ending, cli::payments::Scan};
use anyhow::Context;
use payments::scan::{Source, explain, scan};
use response::alerts::NewAlert;
use serde_json::json;
use std::{
    fs::File,
    io::{BufWriter, Write},
};

pub(super) fn run(typed: &Scan) -> anyhow::Result<(Ending, Vec<NewAlert>)> {
    let threads = input::threads(typed.input.threads);
    let bar = crate::progress::uncounted("reading");
    let columns = input::parquet_columns(&typed.input)?;
    // The desk needs references and names: every row is kept then.
    let files = if typed.into_desk { None } else { input::all_parquet(&typed.input, &columns)? };
    let (mut aside, table) = if files.is_some() {
        (SetAside::default(), None)
    } else {
        let mut table = input::table(&typed.input, typed.into_desk)?;
        (std::mem::take(&mut table.aside), Some(table))
    };
    let among = match (&files, &table) {
        (Some(files), _) => input::Among::Files(files),
        (None, table) => input::Among::Rows(table.as_ref().map_or(&[], |table| &table.rows)),
    };
    let mut pack = input::pack(&typed.input, &among, |key| input::numbers(table.as_ref(), key))?;
    if typed.input.separate_numbers {
        pack = pack.with_separate_numbers();
    }
    if let Some(threshold) = typed.threshold {
        anyhow::ensure!(
            threshold.is_finite() && threshold >= 0.5,
            "--threshold is a number of points from 0.5 on"
        );
        pack.alert_from = threshold;
    }
    let source = match (&files, &table) {
        (Some(files), _) => Source::Files(files),
        (None, Some(table)) => Source::Rows(&table.rows),
        (None, None) => anyhow::bail!("there is nothing to read"),
    };
    crate::progress::next_step(&bar, "looking at every payment", 0);
    let found = scan(&source, &pack, threads)?;
    for (file, bad) in &found.bad {
        let path = typed.input.files.get(*file).map(|path| path.display().to_string());
        aside.push(&path.unwrap_or_default(), columns.reject(*bad));
    }
    aside.beyond += found.bad_count - found.bad.len() as u64;
    let set_aside = aside.count();
    let shown = &found.subjects[..found.subjects.len().min(typed.limit)];
    crate::progress::next_step(&bar, "reasons", 0);
    let alerts = explain(&source, &pack, &found, shown, threads)?;
    bar.finish_and_clear();
    aside.tell(&typed.input)?;
    let name = |party: u32| match &table {
        Some(table) => table.normaliser.parties.name(party).unwrap_or("?").to_owned(),
        None => party.to_string(),
    };
    if let Some(path) = &typed.out {
        let file = File::create(path).with_context(|| path.display().to_string())?;
        let mut out = BufWriter::new(file);
        for alert in &alerts {
            writeln!(out, "{}", show::json(alert, &name(alert.subject.party)))?;
        }
        out.flush()?;
    }
    let mut out = std::io::stdout().lock();
    if typed.json {
        for alert in &alerts {
            writeln!(out, "{}", show::json(alert, &name(alert.subject.party)))?;
        }
        let summary = json!({
            "summary": { "rows": found.rows, "repeated": found.repeated, "set_aside": set_aside, "pending": aside.pending, "no_local_time": found.untimed,
                "alerts": found.subjects.len(), "shown": alerts.len(), "packs": pack.names, "threshold": pack.alert_from },
        });
        writeln!(out, "{summary}")?;
    } else {
        for alert in &alerts {
            show::people(&mut out, alert, &name(alert.subject.party))?;
        }
        if found.untimed > 0 {
            writeln!(
                out,
                "{} payments say nothing of night: their source tells no time of the day, or the payer's country has several times. Where it \
                 is known, name the zone: zone_is_senders in the column map, or --zone US=America/New_York.",
                found.untimed
            )?;
        }
        writeln!(
            out,
            "{} payments ({} handed over again, {set_aside} rows set aside): {} parties to look at, {} shown. Packs: {}.",
            found.rows,
            found.repeated,
            found.subjects.len(),
            alerts.len(),
            pack.names.join(", ")
        )?;
    }
    let new = match &table {
        Some(table) if typed.into_desk => desk::alerts(&found, &alerts, &pack, table, &typed.input.reference),
        _ => Vec::new(),
    };
    Ok((aside.ending(), new))
}
