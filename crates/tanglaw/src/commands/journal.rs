//! `tanglaw journal`

use crate::{
    Ending,
    cli::{self, Journal, Place},
    machine::machine,
    progress,
};
use serde_json::json;
use store::{Options, Store};

pub(crate) async fn run(place: &Place, journal: Journal) -> anyhow::Result<Ending> {
    let store = super::open_existing(place).await?;
    let ending = match journal {
        Journal::Verify(options) => verify(place, &store, &options).await?,
        Journal::Replay { into } => replay(&store, into).await?,
        Journal::Checkpoint => {
            println!("{}", store.checkpoint().await?);
            Ending::Done
        }
    };
    store.close().await;
    Ok(ending)
}

async fn verify(place: &Place, store: &Store, options: &cli::Verify) -> anyhow::Result<Ending> {
    let folder = tempfile::Builder::new().prefix(".verify-").tempdir_in(&store.options().directory)?;
    let scratch = if options.chain_only { None } else { Some(store.scratch(folder.path()).await?) };
    let bar = progress::uncounted("verifying");
    let seen = store
        .verify_journal(&options.checkpoint, scratch.as_ref(), &mut |done| bar.set_position(done))
        .await?;
    bar.finish_and_clear();
    if let Some(scratch) = scratch {
        scratch.close().await;
    }
    let mut findings: Vec<String> = seen.findings.iter().map(ToString::to_string).collect();
    if !options.chain_only && findings.is_empty() {
        // Ranks are not in the journal, because the clock changes them: they are checked against facts and factors.
        let factors = super::factors(place)?;
        response::queue::adopt(store, &factors).await?;
        let wrong = response::queue::misplaced(store, &factors).await?;
        findings.extend(
            wrong.iter().take(50).map(|no| {
                format!("the place of report row {no} in the queue was changed outside the program")
            }),
        );
        // Persons and leads follow from reports and decisions; what matters here is that no report is out of sight.
        findings.extend(
            store.hidden_reports(50).await?.iter().map(|no| {
                format!("no lead shows report row {no} where it should: changed outside the program")
            }),
        );
    }
    if options.json {
        let compared = !options.chain_only && findings.is_empty();
        println!(
            "{}",
            json!({ "entries": seen.entries, "checkpoints": seen.checkpoints, "tables_compared": compared, "findings": findings })
        );
    } else if findings.is_empty() {
        println!("{} entries and {} signed statements: the chain holds.", seen.entries, seen.checkpoints);
        if options.chain_only {
            println!("The tables were not compared (--chain-only).");
        } else {
            println!("A replay of the journal gives the same tables.");
        }
    } else {
        println!("The journal does NOT verify:");
        for finding in &findings {
            println!("  {finding}");
        }
        println!("Stop the server, keep this directory as it is, and compare with a backup.");
    }
    Ok(if findings.is_empty() { Ending::Done } else { Ending::NotProven })
}

async fn replay(store: &Store, into: std::path::PathBuf) -> anyhow::Result<Ending> {
    let key_file = Some(store.options().key_path());
    let target = Store::open(Options { key_file, ..Options::embedded(&into) }, machine()?).await?;
    let bar = progress::uncounted("replaying");
    let summary = store.replay_into(&target, &mut |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    let difference = store.first_difference(&target).await?;
    target.close().await;
    println!("{} entries replayed into {}.", summary.entries, into.display());
    match difference {
        None => {
            println!("Every table came out the same.");
            Ok(Ending::Done)
        }
        Some(place) => {
            println!("The result DIFFERS: {place}");
            Ok(Ending::NotProven)
        }
    }
}
