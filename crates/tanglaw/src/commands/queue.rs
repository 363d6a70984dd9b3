//! `tanglaw queue`

use crate::{
    Ending,
    cli::{self, Place},
    progress,
};
use model::{Channel, IncidentKinds};
use response::{
    Actor,
    queue::{self, LeadLine, QueueLine},
};
use serde_json::{Value, json};
use std::io::Write;
use store::{Page, QueueFilter};

/// Most reports that are shown under a lead.
const REPORTS_SHOWN: i64 = 100;

pub(crate) async fn run(place: &Place, options: &cli::Queue) -> anyhow::Result<Ending> {
    let store = super::open_existing(place).await?;
    let factors = super::factors(place)?;
    rank(&store, &factors).await?;
    let permit = Actor::Operator.permit("queue on the command line")?;
    let sight = response::sight::of(&store, &Actor::Operator).await?;
    let page = Page { after: None, limit: options.limit };
    let leads = queue::lead_page(&store, &permit, &sight, &factors, QueueFilter::default(), page).await?;
    let mut under = Vec::new();
    if options.reports {
        let page = Page { after: None, limit: REPORTS_SHOWN };
        for line in &leads {
            under.push(queue::reports_of_lead(&store, &permit, &sight, &factors, &line.lead, page).await?);
        }
    }
    let mut out = std::io::stdout().lock();
    if options.json {
        let mut list: Vec<Value> = leads.iter().map(lead_as_json).collect();
        for (lead, reports) in list.iter_mut().zip(&under) {
            lead["under"] = reports.iter().map(report_as_json).collect();
        }
        serde_json::to_writer_pretty(&mut out, &list)?;
        writeln!(out)?;
    } else if options.reports {
        for (line, reports) in leads.iter().zip(&under) {
            print(&mut out, std::slice::from_ref(line))?;
            for report in reports {
                print_report(&mut out, report)?;
            }
        }
    } else {
        print(&mut out, &leads)?;
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

fn lead_as_json(line: &LeadLine) -> Value {
    let lead = &line.lead;
    json!({
        "reference": line.reference,
        "first": line.priority.first,
        "points": line.priority.points,
        "reasons": line.priority.reasons,
        "most_urgent": line.top.row.reference,
        "reports": lead.reports,
        "persons": lead.persons,
        "children": lead.children,
        "suspects": lead.suspects,
        "channels": Channel::of_bits(lead.channels).collect::<Vec<_>>(),
        "kinds": IncidentKinds::from_bits(lead.kinds).iter().collect::<Vec<_>>(),
        "first_received_at": lead.first_received.to_string(),
        "last_received_at": lead.last_received.to_string(),
    })
}

fn report_as_json(line: &QueueLine) -> Value {
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

/// The queue for people: a line a lead, below it the reasons of its most urgent report and of the lead as a whole.
pub(crate) fn print(out: &mut impl Write, lines: &[LeadLine]) -> std::io::Result<()> {
    if lines.is_empty() {
        return writeln!(out, "The queue is empty.");
    }
    for line in lines {
        let lead = &line.lead;
        let kinds: Vec<_> =
            IncidentKinds::from_bits(lead.kinds).iter().map(|kind| kind.code().replace('_', " ")).collect();
        let first = if line.priority.first { "FIRST" } else { "" };
        let size = format!(
            "{}, {}, {}",
            counted(lead.reports, "report", "reports"),
            counted(lead.children, "child", "children"),
            counted(lead.suspects, "suspect", "suspects")
        );
        writeln!(
            out,
            "{:<17} {:>4} {first:<5} {size:<34} {}",
            line.reference.to_string(),
            line.priority.points,
            kinds.join(", ")
        )?;
        for reason in &line.priority.reasons {
            writeln!(out, "{:>22} {}  ({})", format!("{:+}", reason.points), reason.reason, reason.evidence)?;
        }
        if line.top.row.reference != line.reference {
            writeln!(out, "{:>22} in report {}", "", line.top.row.reference)?;
        }
    }
    Ok(())
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn print_report(out: &mut impl Write, line: &QueueLine) -> std::io::Result<()> {
    let kinds: Vec<_> = line.row.facts.kinds.iter().map(|kind| kind.code().replace('_', " ")).collect();
    let first = if line.priority.first { "FIRST" } else { "" };
    writeln!(
        out,
        "    {:<17} {:>4} {first:<5} {:<14} {}",
        line.row.reference.to_string(),
        line.priority.points,
        line.row.facts.channel.code().replace('_', " "),
        kinds.join(", ")
    )
}
