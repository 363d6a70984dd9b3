//! `tanglaw intake`

use crate::{
    Ending,
    cli::{self, Place},
    progress,
    serve_lock::ServeLock,
};
use anyhow::{Context, bail};
use response::{
    Actor,
    intake::{Incoming, IntakeEvent, IntakeOptions, IntakeSummary},
    sources::{Sources, read_columns},
};
use serde_json::json;
use std::{
    io::Write,
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};
use store::Store;

/// How many records set aside are named on a terminal; the rest is counted, and all of them with `--json`.
const NAMED: usize = 20;

pub(crate) async fn run(place: &Place, intake: cli::Intake) -> anyhow::Result<Ending> {
    let inputs = incoming(place, &intake)?;
    let store = super::open(place).await?;
    let mut out = std::io::stdout().lock();
    let mut named = 0;
    let summary = take_in(&store, place, inputs, intake.batch as usize, |event| {
        // A closed pipe must not stop an intake half-way: what is acknowledged stays acknowledged.
        if intake.json {
            let _ = tell_json(&mut out, &event);
        } else {
            tell(&event, &mut named);
        }
    })
    .await?;
    // A running server links what comes in; otherwise persons and leads are brought up to date here.
    if !ServeLock::is_held(&place.data) {
        super::catch_up(&store, &super::linker(place)?).await?;
    }
    store.close().await;
    if intake.json {
        writeln!(out, "{}", json!({ "summary": summary }))?;
    } else {
        print_summary(&mut out, &summary)?;
    }
    Ok(if summary.set_aside > 0 { Ending::PartlySetAside } else { Ending::Done })
}

/// Takes inputs in, with a bar.
pub(crate) async fn take_in(
    store: &Store,
    place: &Place,
    inputs: Vec<Incoming>,
    batch: usize,
    notice: impl FnMut(IntakeEvent<'_>),
) -> anyhow::Result<IntakeSummary> {
    let permit = Actor::Operator.permit("intake from the command line")?;
    let bytes_read: Arc<AtomicU64> = Arc::default();
    let length = inputs.iter().map(|incoming| incoming.input.size).sum();
    let _bar = progress::Bytes::watch("taking in", length, bytes_read.clone());
    let options = IntakeOptions { batch, bytes_read, ..IntakeOptions::default() };
    let factors = super::factors(place)?;
    Ok(response::intake::receive(store, &permit, factors, inputs, options, notice).await?)
}

/// Finds what to read and who each comes from.
fn incoming(place: &Place, intake: &cli::Intake) -> anyhow::Result<Vec<Incoming>> {
    let sources = Sources::load(&place.data)?;
    let columns = intake.columns.as_deref().map(read_columns).transpose()?;
    let mut all = Vec::new();
    for path in &intake.paths {
        all.extend(discover(&sources, path, intake.source.as_deref())?);
    }
    if let Some(columns) = columns {
        for incoming in &mut all {
            incoming.columns = Some(columns.clone());
        }
    }
    Ok(all)
}

/// The inputs under a path with their sources.
pub(crate) fn discover(
    sources: &Sources,
    path: &Path,
    source: Option<&str>,
) -> anyhow::Result<Vec<Incoming>> {
    let named = source.map(|id| sources.get(id)).transpose()?;
    let mut all = Vec::new();
    for input in formats::discover(path)? {
        let Some(source) = named.clone().or_else(|| sources.of_path(&input.path)) else {
            bail!(
                "who does {} come from? Name the source with --source (known: {})",
                input.path.display(),
                known(sources)
            );
        };
        let columns =
            sources.columns(&source.id).with_context(|| format!("column map of source {}", source.id))?;
        all.push(Incoming { input, source, columns });
    }
    Ok(all)
}

fn known(sources: &Sources) -> String {
    sources.ids().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn tell_json(out: &mut impl Write, event: &IntakeEvent<'_>) -> std::io::Result<()> {
    match event {
        IntakeEvent::Acknowledged(receipts) => {
            for receipt in *receipts {
                writeln!(out, "{}", json!({ "receipt": receipt }))?;
            }
        }
        IntakeEvent::SetAside(aside) => {
            let place = aside.at.to_string();
            writeln!(
                out,
                "{}",
                json!({ "set_aside": { "place": place, "reason": aside.problem.to_string() } })
            )?;
        }
    }
    // Whoever reads the receipts must have them as soon as they hold.
    out.flush()
}

/// Names what is set aside, up to a number; `named` counts.
fn tell(event: &IntakeEvent<'_>, named: &mut usize) {
    if let IntakeEvent::SetAside(aside) = event {
        match *named {
            before if before < NAMED => eprintln!("set aside: {aside}"),
            NAMED => eprintln!("set aside: further records (all of them with --json)"),
            _ => {}
        }
        *named += 1;
    }
}

/// What happened, for people.
pub(crate) fn print_summary(out: &mut impl Write, summary: &IntakeSummary) -> std::io::Result<()> {
    writeln!(out, "{} reports taken in from {} inputs", summary.reports(), summary.inputs)?;
    writeln!(out, "  {:>9} new", summary.new)?;
    writeln!(out, "  {:>9} delivered before, unchanged", summary.again)?;
    writeln!(out, "  {:>9} delivered before, changed: a new version", summary.revised)?;
    writeln!(out, "  {:>9} records set aside and kept", summary.set_aside)?;
    if summary.not_understood.is_empty() {
        if summary.reports() > 0 {
            writeln!(out, "Every field was understood.")?;
        }
    } else {
        writeln!(out, "Not understood, kept with the reports:")?;
        for (path, count) in &summary.not_understood {
            writeln!(out, "  {count:>9} × {path}")?;
        }
    }
    Ok(())
}
