//! `tanglaw payments backtest`.

use super::{decided, input, page, whole, year};
use crate::{Ending, cli::payments::Backtest};
use payments::{
    backtest::{self, Point, Workload},
    batch::{self, Collector},
    pack::{Fired, Pack},
    subject::{Hits, HitsInOrder},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write as _, io::Write as _};
use synthetic::remittance::{Year, YearOptions};

pub(super) fn run(typed: &Backtest) -> anyhow::Result<Ending> {
    if let Some(path) = &typed.page {
        whole::is_free(path)?;
    }
    let threads = input::threads(typed.threads);
    let packs = || input::packs(typed.pack.as_deref(), typed.packs.as_deref());
    let query = Pack::from_toml(Pack::BANK_QUERY, "bank-query.toml")?;
    let bar = crate::progress::uncounted("making the year");
    let (found, baseline, known, ending) = if let Some(cases) = &typed.decided {
        let files = decided::input_of(typed, threads)?;
        let columns = input::parquet_columns(&files)?;
        let given = decided::Given::read(&files, &columns, cases)?;
        let (mut pack, mut query) = (packs()?, query);
        if typed.separate_numbers {
            (pack, query) = (pack.with_separate_numbers(), query.with_separate_numbers());
        }
        crate::progress::next_step(&bar, "looking at every payment", 0);
        let (ours, theirs) = (given.hits(&pack, threads)?, given.hits(&query, threads)?);
        crate::progress::next_step(&bar, "comparing with the truth", 0);
        let found = backtest::run(&ours, &pack, &given.truth, typed.per_day, threads);
        let baseline = backtest::workload(&theirs, &query, Fired::ALL, &given.truth, typed.per_day);
        let known = json!({ "packs": pack.names, "senders": given.truth.payers(), "payments": given.truth.rows(),
            "offending_payers": backtest::Truth::offenders(&given.truth).len(), "set_aside": given.set_aside });
        let ending = if given.set_aside > 0 { Ending::PartlySetAside } else { Ending::Done };
        (found, baseline, known, ending)
    } else {
        let (pack, query) = (packs()?.with_separate_numbers(), query.with_separate_numbers());
        let year = Year::new(YearOptions {
            senders: typed.senders,
            per_million: typed.per_million,
            seed: typed.seed,
        });
        let (mut collectors, truth) = year::make(&year, &[pack.plan(), query.plan()], threads)?;
        crate::progress::next_step(&bar, "looking at every payment", 0);
        let theirs = hits(collectors.pop().unwrap_or_default(), &query, threads)?;
        let ours = hits(collectors.pop().unwrap_or_default(), &pack, threads)?;
        crate::progress::next_step(&bar, "comparing with the truth", 0);
        let found = backtest::run(&ours, &pack, &truth, typed.per_day, threads);
        let baseline = backtest::workload(&theirs, &query, Fired::ALL, &truth, typed.per_day);
        let known = json!({
            "packs": pack.names, "senders": typed.senders, "payments": truth.rows, "per_million": typed.per_million,
            "seed": typed.seed, "offending_payers": backtest::Truth::offenders(&truth).len(),
        });
        (found, baseline, known, Ending::Done)
    };
    bar.finish_and_clear();
    if let Some(path) = &typed.page {
        let told = page::Told { known: &known, found: &found, baseline: &baseline };
        whole::Draft::write(path, &page::html(&told))?.keep()?;
    }
    let mut out = std::io::stdout().lock();
    if typed.json {
        let ablations: serde_json::Map<String, Value> =
            found.ablations.iter().map(|one| (one.without.clone(), workload(&one.workload))).collect();
        let whole = json!({
            "year": known,
            "groups": found.workload.wrong_by_group.iter().map(|(group, wrong)| (group, wrong.payers))
                .collect::<BTreeMap<_, _>>(),
            "sweep": found.sweep.iter().map(point).collect::<Vec<_>>(),
            "workload": workload(&found.workload),
            "fewer": found.fewer.iter().map(workload).collect::<Vec<_>>(),
            "without_exculpatory": workload(&found.without_exculpatory),
            "without": ablations,
            "bank_query": workload(&baseline),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)?;
    } else {
        out.write_all(words(&known, &found, &baseline).as_bytes())?;
    }
    Ok(ending)
}

fn hits(collectors: Vec<Collector<'_>>, pack: &Pack, threads: usize) -> anyhow::Result<HitsInOrder> {
    let done = batch::run(collectors, pack.plan(), pack, threads, Hits::default)?;
    Ok(HitsInOrder::of(done.sinks.into_iter().map(|sink| sink.0)))
}

fn point(point: &Point) -> Value {
    json!({ "threshold": point.threshold, "alerts": point.alerts, "per_day": point.per_day,
        "precision": point.precision, "payers_found": point.payers_found, "found": point.found })
}

fn workload(one: &Workload) -> Value {
    json!({ "per_day": one.per_day, "alerts": one.alerts, "right": one.right, "precision": one.precision(),
        "ceiling": one.ceiling, "payers_found": one.payers_found, "payers_reached": one.payers_reached, "found": one.found, "payments_before": one.payments_before,
        "share_of_payments_before": one.share_before, "share_of_money_before": one.money_before,
        "wrong_among_100000": one.wrong_by_group.iter().map(|(group, wrong)| (group, wrong.among_100_000()))
            .collect::<BTreeMap<_, _>>() })
}

fn words(known: &Value, found: &backtest::Backtest, baseline: &Workload) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} payments of {} senders, {} of them pay for abuse.\n",
        known["payments"], known["senders"], known["offending_payers"]
    );
    let _ = writeln!(text, "threshold  alerts a day  precision  payers found  all found");
    for point in &found.sweep {
        let _ = writeln!(
            text,
            "{:>9.1}  {:>12.1}  {:>8.2} %  {:>10.1} %  {:>7.1} %",
            point.threshold,
            point.per_day,
            point.precision * 100.0,
            point.payers_found * 100.0,
            point.found * 100.0
        );
    }
    let _ = writeln!(
        text,
        "\nAt {} alerts a day:\n{:<22}  alerts  right   precision  payers found  all found  before  payments    money",
        found.workload.per_day, ""
    );
    let mut line = |name: &str, one: &Workload| {
        let _ = writeln!(
            text,
            "{name:<22}  {:>6}  {:>5}  {:>8.2} %  {:>10.1} %  {:>7.1} %  {:>6.0}  {:>6.1} %  {:>5.1} %",
            one.alerts,
            one.right,
            one.precision() * 100.0,
            one.payers_found * 100.0,
            one.found * 100.0,
            one.payments_before,
            one.share_before * 100.0,
            one.money_before * 100.0
        );
    };
    line("public pack", &found.workload);
    line("without E1 to E6", &found.without_exculpatory);
    line("bank query (ACAMS)", baseline);
    for one in &found.ablations {
        line(&format!("without {}", one.without), &one.workload);
    }
    let _ = writeln!(
        text,
        "\nWrongly alerted among 100,000 payers (payers of the group; with and without what speaks against):"
    );
    for (group, with) in &found.workload.wrong_by_group {
        let without = found.without_exculpatory.wrong_by_group.get(group).copied().unwrap_or_default();
        if with.alerted > 0 || without.alerted > 0 {
            let (payers, with, without) = (with.payers, with.among_100_000(), without.among_100_000());
            let _ = writeln!(text, "  {group:<32}  {payers:>8}  {with:>8.1}  {without:>8.1}");
        }
    }
    text
}
