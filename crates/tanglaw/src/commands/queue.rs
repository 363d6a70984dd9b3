//! `tanglaw queue`

use crate::{
    Ending,
    cli::{self, Place},
    progress,
};
use response::{Actor, queue};
use serde_json::{Value, json};
use std::io::Write;
use store::{Page, QueueFilter};

pub(crate) async fn run(place: &Place, options: &cli::Queue) -> anyhow::Result<Ending> {
    let store = super::open_existing(place).await?;
    let factors = super::factors(place)?;
    rank(&store, &factors).await?;
    let permit = Actor::Operator.permit("queue on the command line")?;
    let page = Page { after: None, limit: options.limit };
    let lines = queue::page(&store, &permit, &factors, QueueFilter::default(), page).await?;
    let mut out = std::io::stdout().lock();
    if options.json {
        let list: Vec<Value> = lines.iter().map(as_json).collect();
        serde_json::to_writer_pretty(&mut out, &list)?;
        writeln!(out)?;
    } else {
        print(&mut out, &lines)?;
    }
    store.close().await;
    Ok(Ending::Done)
}

/// Brings the queue up to date, with a bar.
pub(crate) async fn rank(store: &store::Store, factors: &response::triage::Factors) -> anyhow::Result<u64> {
    queue::adopt(store, factors).await?;
    let bar = progress::uncounted("ranking");
    let done = queue::refresh(store, factors, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    Ok(done)
}

fn as_json(line: &queue::QueueLine) -> Value {
    let row = &line.row;
    json!({
        "reference": row.reference,
        "id": row.id,
        "first": line.priority.first,
        "points": line.priority.points,
        "reasons": line.priority.reasons,
        "channel": row.facts.channel,
        "kinds": row.facts.kinds.iter().collect::<Vec<_>>(),
        "source": row.source,
        "source_reference": row.source_reference,
        "received_at": row.received_at.to_string(),
        "occurred_at": row.facts.occurred_at.map(|at| at.to_string()),
        "version": row.version,
        "deliveries": row.deliveries,
    })
}

/// The queue for people: a line a report, its reasons below.
pub(crate) fn print(out: &mut impl Write, lines: &[queue::QueueLine]) -> std::io::Result<()> {
    if lines.is_empty() {
        return writeln!(out, "The queue is empty.");
    }
    for line in lines {
        let kinds: Vec<_> = line.row.facts.kinds.iter().map(|kind| kind.code().replace('_', " ")).collect();
        let first = if line.priority.first { "FIRST" } else { "" };
        writeln!(
            out,
            "{:<17} {:>4} {first:<5} {:<14} {}",
            line.row.reference.to_string(),
            line.priority.points,
            line.row.facts.channel.code().replace('_', " "),
            kinds.join(", ")
        )?;
        for reason in &line.priority.reasons {
            writeln!(out, "{:>22} {}  ({})", format!("{:+}", reason.points), reason.reason, reason.evidence)?;
        }
    }
    Ok(())
}
