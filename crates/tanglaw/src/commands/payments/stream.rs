//! `tanglaw payments stream`: one by one, in order of arrival, with a state that survives a crash.

use super::{input, show};
use crate::{Ending, cli::payments::Stream};
use anyhow::Context;
use payments::{
    Engine, Payment, Scope, Taken, Verdict,
    pack::{Fired, Pack},
    parties::Parties,
    read::{Normaliser, Reject},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    path::Path,
};

/// Payments that are taken at once.
const CHUNK: usize = 4_096;

pub(super) fn run(typed: &Stream) -> anyhow::Result<Ending> {
    let columns = match input::kind(&typed.input.files[0])? {
        input::FileKind::Parquet => input::parquet_columns(&typed.input)?,
        _ => payments::read::Columns::default(),
    };
    let file = input::parquet(&typed.input, &columns)?;
    let saved = typed.state.as_deref().filter(|path| path.exists());
    let mut reader = match saved {
        Some(path) => Some(BufReader::with_capacity(
            1 << 17,
            File::open(path).with_context(|| path.display().to_string())?,
        )),
        None => None,
    };
    let mut normaliser = Normaliser::new(input::rates(&typed.input)?);
    if let Some(reader) = &mut reader {
        for names in [&mut normaliser.parties, &mut normaliser.institutions, &mut normaliser.devices] {
            *names = Parties::restore(reader)?;
        }
    }
    let numbers_only = file.is_some();
    let numbers = |key: &str| {
        if numbers_only {
            key.parse().into_iter().collect()
        } else {
            normaliser.parties.meant(key, &normaliser.institutions)
        }
    };
    let mut pack = input::pack(&typed.input, numbers)?;
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
    let plan = pack.plan().clone();
    let mut engine = match reader {
        Some(reader) => Engine::resume(plan, pack.clone(), reader)?,
        None => Engine::new(plan, pack.clone()),
    };
    let mut teller = Teller { pack: &pack, json: typed.json, counts: BTreeMap::new(), alerts: 0 };
    let mut rejects: Vec<(String, Reject)> = Vec::new();
    if let Some(file) = &file {
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut failed = None;
        file.read(&mut |row| match row {
            Ok(payment) => {
                chunk.push(payment);
                if chunk.len() == CHUNK && failed.is_none() {
                    failed = teller.take(&mut engine, &chunk, &|party| party.to_string()).err();
                    chunk.clear();
                }
            }
            Err(bad) => rejects.push((
                typed.input.files[0].display().to_string(),
                Reject { line: bad.row, column: "the whole row".into(), problem: bad.problem.to_owned() },
            )),
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        teller.take(&mut engine, &chunk, &|party| party.to_string())?;
    } else {
        let mut table = input::Table { rows: Vec::new(), normaliser, rejects: Vec::new(), named: Vec::new() };
        input::read_into(&typed.input, false, &mut table)?;
        let parties = &table.normaliser.parties;
        teller.take(&mut engine, &table.rows, &|party| parties.name(party).unwrap_or("?").to_owned())?;
        rejects = table.rejects;
        normaliser = table.normaliser;
    }
    if let Some(path) = &typed.state {
        save(path, &normaliser, &engine)?;
    }
    input::tell_rejects(&rejects);
    let (counts, alerts) = (&teller.counts, teller.alerts);
    let (events, bytes) = engine.held();
    let set_aside = rejects.len() as u64
        + counts.iter().filter(|(name, _)| is_set_aside(name)).map(|(_, n)| n).sum::<u64>();
    if typed.json {
        println!(
            "{}",
            json!({ "summary": { "taken": counts, "alerts": alerts, "set_aside": set_aside, "events_held": events, "bytes_held": bytes } })
        );
    } else {
        let told: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
        println!(
            "{}; {alerts} alerts; {set_aside} set aside; {events} events held in {} MB",
            told.join(", "),
            bytes / 1_000_000
        );
    }
    Ok(if set_aside > 0 { Ending::PartlySetAside } else { Ending::Done })
}

fn is_set_aside(name: &str) -> bool {
    matches!(name, "too late" | "out of time" | "in conflict" | "beyond the number of parties")
}

/// Tells alerts and counts what became of each payment.
struct Teller<'p> {
    pack: &'p Pack,
    json: bool,
    counts: BTreeMap<&'static str, u64>,
    alerts: u64,
}

impl Teller<'_> {
    fn take(
        &mut self,
        engine: &mut Engine<Pack>,
        payments: &[Payment],
        name: &dyn Fn(u32) -> String,
    ) -> anyhow::Result<()> {
        let mut raised: Vec<(Verdict<Fired>, payments::pack::Score)> = Vec::new();
        let (pack, counts) = (self.pack, &mut self.counts);
        engine.accept_all(
            payments,
            &mut |verdict: &Verdict<Fired>| {
                let fired = verdict.answers().fold(Fired::default(), |all, (_, _, fired)| all.with(fired));
                if fired.is_none() {
                    return;
                }
                let score = pack.score(fired);
                if score.triggered && score.points >= pack.alert_from {
                    raised.push((*verdict, score));
                }
            },
            |_, taken| {
                *counts.entry(word(taken)).or_default() += 1;
            },
        );
        let mut out = BufWriter::new(std::io::stdout().lock());
        for (verdict, score) in raised {
            self.alerts += 1;
            let mut reasons = Vec::new();
            let mut parties = Vec::new();
            for (scope, key, fired) in verdict.answers() {
                if matches!(scope, Scope::Sender | Scope::Recipient) {
                    parties.push((scope.code(), name(key)));
                }
                let found = engine.look(verdict.id, scope, key, |view| {
                    fired.positions().filter_map(|at| pack.reason(at, view)).collect::<Vec<_>>()
                });
                reasons.extend(found.unwrap_or_default());
            }
            if self.json {
                let reasons: Vec<_> = reasons
                    .iter()
                    .map(|one| json!({ "indicator": one.id, "points": one.points, "sentence": one.sentence }))
                    .collect();
                let parties: serde_json::Map<_, _> =
                    parties.into_iter().map(|(scope, name)| (scope.to_owned(), json!(name))).collect();
                let line = json!({ "payment": verdict.id, "at": show::instant(verdict.at), "revised": verdict.revised,
                    "points": score.points, "safeguard": score.safeguard, "parties": parties, "reasons": reasons });
                writeln!(out, "{line}")?;
            } else {
                let parties: Vec<String> =
                    parties.iter().map(|(scope, name)| format!("{scope} {name}")).collect();
                writeln!(
                    out,
                    "{:.1} points at {}: {}",
                    score.points,
                    show::instant(verdict.at),
                    parties.join(", ")
                )?;
                for reason in &reasons {
                    writeln!(out, "  {:+.1}  {:<5} {}", reason.points, reason.id, reason.sentence)?;
                }
            }
        }
        out.flush()?;
        Ok(())
    }
}

fn word(taken: Taken) -> &'static str {
    match taken {
        Taken::New => "new",
        Taken::Late(_) => "late",
        Taken::Again => "again",
        Taken::Corrected(_) => "corrected",
        Taken::Withdrawn(_) => "withdrawn",
        Taken::Superseded => "superseded",
        Taken::Conflict => "in conflict",
        Taken::TooLate => "too late",
        Taken::OutOfTime => "out of time",
        Taken::TooManyParties => "beyond the number of parties",
    }
}

/// Writes the dictionaries and the state to one file, whole or not at all.
fn save(path: &Path, normaliser: &Normaliser, engine: &Engine<Pack>) -> anyhow::Result<()> {
    let mut draft = path.file_name().unwrap_or_default().to_owned();
    draft.push(".part");
    let draft = path.with_file_name(draft);
    let write = || -> std::io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 17, File::create(&draft)?);
        for names in [&normaliser.parties, &normaliser.institutions, &normaliser.devices] {
            names.save(&mut out)?;
        }
        engine.save(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&draft, path)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}
