//! `tanglaw digest`: what came and what waits, in counts. Made to be mailed: no word of a report, no reference, nobody.

use crate::{
    Ending,
    cli::{self, Place},
};
use response::{Actor, digest::Digest};
use serde_json::{Value, json};
use std::io::Write;

pub(crate) async fn run(place: &Place, options: &cli::Digest) -> anyhow::Result<Ending> {
    let store = super::open_existing(place).await?;
    let factors = super::factors(place)?;
    super::queue::rank(&store, &factors).await?;
    let since = store.clock().now().plus_seconds(-options.since.0);
    let purpose = "digest on the command line";
    let (queue, conversations) = (Actor::Operator.permit(purpose)?, Actor::Operator.permit(purpose)?);
    let sight = response::sight::of(&store, &Actor::Operator).await?;
    let digest = response::digest::digest(&store, &queue, &conversations, &sight, &factors, since).await?;
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", as_json(&digest))?;
    } else {
        print(&mut out, &digest)?;
    }
    store.close().await;
    Ok(Ending::Done)
}

fn as_json(digest: &Digest) -> Value {
    json!({
        "since": digest.since.to_string(),
        "until": digest.until.to_string(),
        "reports": digest.reports,
        "reports_first": digest.first,
        "conversations_waiting": digest.waiting,
        "waiting_since": digest.waiting_since.map(|at| at.to_string()),
        "referrals_late": digest.referrals_late,
        "bursts_held": digest.bursts,
        "reports_held": digest.held,
        "reports_held_urgent": digest.held_urgent,
    })
}

fn print(out: &mut impl Write, digest: &Digest) -> std::io::Result<()> {
    writeln!(out, "Since {}:", digest.since)?;
    writeln!(out, "  reports received: {}, of them to be seen first: {}", digest.reports, digest.first)?;
    writeln!(out, "Now:")?;
    let since = digest.waiting_since.map(|since| format!(", since {since}")).unwrap_or_default();
    writeln!(out, "  conversations waiting for an answer: {}{since}", digest.waiting)?;
    writeln!(out, "  referrals whose answer is late: {}", digest.referrals_late)?;
    writeln!(
        out,
        "  bursts held: {}, reports in them: {}, that say danger now: {}",
        digest.bursts, digest.held, digest.held_urgent
    )
}
