//! Learns the weights of a pack on one synthetic year and judges them on others: `learn PACK SENDERS PER_MILLION SEED
//! [JUDGED_SEED:PER_MILLION:SENDERS …]`. Prints `id weight` lines to stdout; what it judges goes to stderr.
//!
//! The years of learning and of judging have different seeds. Indicators that no year of this kind can show (known nodes,
//! micro-payments in one wallet) keep the weight that the pack gives them.

use payments::{
    backtest::{self, Workload, Wrong},
    batch,
    learn::learn,
    pack::{Fired, Pack},
    subject::{Hits, HitsInOrder},
};
use std::error::Error;
use synthetic::remittance::{Year, YearOptions};

#[path = "../../tanglaw/src/commands/payments/year.rs"]
mod year;

/// Kept: what the synthetic years do not show.
const KEPT: [&str; 6] = ["I10c", "I11", "I12b", "I13", "I14", "I14b"];

fn made(
    pack: &Pack,
    senders: u32,
    per_million: u32,
    seed: u64,
) -> Result<(HitsInOrder, year::YearTruth), Box<dyn Error>> {
    let year = Year::new(YearOptions { senders, per_million, seed });
    let (mut collectors, truth) = year::make(&year, &[pack.plan()], 2)?;
    let done = batch::run(collectors.pop().unwrap_or_default(), pack.plan(), pack, 2, Hits::default)?;
    Ok((HitsInOrder::of(done.sinks.into_iter().map(|sink| sink.0)), truth))
}

fn say(name: &str, one: &Workload) {
    eprintln!(
        "{name:<14} {:>3}/day {:>6} alerts {:>4} right  precision {:.3} % (at most {:.3} %)  payers {:.1} %  reached {:.1} %  all {:.1} %  before {:.0}  payments {:.1} %  money {:.1} %",
        one.per_day,
        one.alerts,
        one.right,
        one.precision() * 100.0,
        one.ceiling * 100.0,
        one.payers_found * 100.0,
        one.payers_reached * 100.0,
        one.found * 100.0,
        one.payments_before,
        one.share_before * 100.0,
        one.money_before * 100.0
    );
}

/// Wrong alerts among 100,000, with and without what speaks against: every role and nationality, and the corridors at both
/// ends.
fn groups([with, without]: &[std::collections::BTreeMap<String, Wrong>; 2]) {
    let line = |group: &String| {
        let [with, without] = [with, without].map(|of| of.get(group).copied().unwrap_or_default());
        eprintln!(
            "| {group} | {} | {:.0} | {:.0} |",
            with.payers,
            with.among_100_000(),
            without.among_100_000()
        );
    };
    with.keys().filter(|group| !group.starts_with("corridor")).for_each(line);
    let mut corridors: Vec<&String> = with.keys().filter(|group| group.starts_with("corridor")).collect();
    corridors.retain(|group| !with[*group].is_small());
    corridors.sort_by(|one, other| with[*other].among_100_000().total_cmp(&with[*one].among_100_000()));
    corridors.iter().take(5).chain(corridors.iter().rev().take(5)).for_each(|group| line(group));
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    let [_, path, senders, per_million, seed, judged @ ..] = words.as_slice() else {
        return Err("learn PACK SENDERS PER_MILLION SEED [SEED:PER_MILLION:SENDERS …]".into());
    };
    let pack = Pack::from_toml(&std::fs::read_to_string(path)?, path)?.with_separate_numbers();
    let query = Pack::from_toml(Pack::BANK_QUERY, "bank-query.toml")?.with_separate_numbers();
    let (hits, truth) = made(&pack, senders.parse()?, per_million.parse()?, seed.parse()?)?;
    eprintln!("{} hits of {} payments", hits.as_slice().len(), truth.rows);
    let mut best = pack.clone();
    if std::env::var_os("AS_IT_IS").is_none() {
        let learnt = learn(&hits, &pack, &truth, &|id| KEPT.contains(&id));
        eprintln!("learnt from {} involved and {} others", learnt.involved, learnt.others);
        best = best.with_weights(&learnt.weights);
        for (indicator, weight) in pack.indicators.iter().zip(&learnt.weights) {
            println!("{} {weight:.2}", indicator.id);
        }
    }
    say("learnt on", &backtest::workload(&hits, &best, Fired::ALL, &truth, 50));
    drop(hits);
    for year in judged {
        let parts: Vec<&str> = year.split(':').collect();
        let [seed, per_million, senders] = parts.as_slice() else {
            return Err("SEED:PER_MILLION:SENDERS".into());
        };
        let (senders, per_million, seed) = (senders.parse()?, per_million.parse()?, seed.parse()?);
        let (hits, truth) = made(&best, senders, per_million, seed)?;
        eprintln!("seed {seed}: {} hits of {} payments", hits.as_slice().len(), truth.rows);
        let few: &[usize] = if senders > 500_000 { &[5] } else { &[1, 5, 10] };
        for per_day in few {
            say("judged on", &backtest::workload(&hits, &best, Fired::ALL, &truth, *per_day));
        }
        let with = backtest::workload(&hits, &best, Fired::ALL, &truth, 50);
        say("judged on", &with);
        let without = backtest::workload(&hits, &best, best.all_but(|one| one.weight < 0.0), &truth, 50);
        say("without E", &without);
        let fair = [with.wrong_by_group, without.wrong_by_group];
        groups(&fair);
        let (hits, truth) = made(&query, senders, per_million, seed)?;
        say("bank query", &backtest::workload(&hits, &query, Fired::ALL, &truth, 50));
    }
    Ok(())
}
