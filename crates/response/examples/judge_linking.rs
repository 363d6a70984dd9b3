//! How well mentions of a synthetic country are linked to persons, and reports to leads, judged by the truth.
//!
//! ```text
//! cargo run --release -p tanglaw-response --example judge_linking -- --reports 20000 --seed 2 [--keep DIR] [--model DIR]
//!     [--mistakes 20] [--looks 2] [--pairs FILE --look 1]
//! ```
//!
//! `--keep DIR` makes the country and its store there, or links again what is there; `--model DIR` takes `mentions.toml`
//! and its figures from there. Mentions of whoever told are left out: they are not linked.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a measurement"
)]

use model::{Clock, Instant, MentionRef};
use rand::SeedableRng;
use response::{
    Actor,
    intake::{Incoming, IntakeOptions},
    linking::{LinkModel, Linker},
    sources::Sources,
    triage::Factors,
};
use std::{
    collections::{BTreeMap, HashMap},
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use store::{Machine, Options, Store};

/// Of so many pairs that are nobody's, one is written to the file of pairs.
const THINNED: u64 = 10;

struct Now;
impl Clock for Now {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

struct Wanted {
    reports: u64,
    seed: u64,
    keep: Option<PathBuf>,
    model: Option<PathBuf>,
    mistakes: usize,
    pairs: Option<PathBuf>,
    look: usize,
    looks: Option<usize>,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted {
        reports: 5_000,
        seed: 2,
        keep: None,
        model: None,
        mistakes: 0,
        pairs: None,
        look: 0,
        looks: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().unwrap_or_default();
        match word.as_str() {
            "--reports" => wanted.reports = value.parse().unwrap(),
            "--seed" => wanted.seed = value.parse().unwrap(),
            "--keep" => wanted.keep = Some(value.into()),
            "--model" => wanted.model = Some(value.into()),
            "--pairs" => wanted.pairs = Some(value.into()),
            "--look" => wanted.look = value.parse().unwrap(),
            "--looks" => wanted.looks = Some(value.parse().unwrap()),
            "--mistakes" => wanted.mistakes = value.parse().unwrap(),
            other => {
                eprintln!("unknown: {other}");
                std::process::exit(2);
            }
        }
    }
    wanted
}

#[tokio::main]
async fn main() {
    let wanted = wanted();
    let passing = tempfile::tempdir().unwrap();
    let place = wanted.keep.clone().unwrap_or_else(|| passing.path().to_owned());
    let (country, data) = (place.join("country"), place.join("data"));
    let machine = Machine { clock: Arc::new(Now), rng: rand_chacha::ChaCha20Rng::seed_from_u64(1) };
    let known = country.exists();
    if !known {
        let now = "2026-11-01T00:00:00Z".parse::<model::When>().unwrap().sort_instant();
        let options = synthetic::Options { reports: wanted.reports, seed: wanted.seed, now };
        synthetic::generate(&options, &country, &mut |_| {}).unwrap();
    }
    let store = Store::open(Options::embedded(&data), machine).await.unwrap();
    if !known {
        let began = std::time::Instant::now();
        take_in(&store, &data, &country).await;
        println!("taken in: {:.1} s", began.elapsed().as_secs_f64());
    }
    let model = match &wanted.model {
        Some(folder) => LinkModel::load(folder).unwrap(),
        None => LinkModel::built_in().unwrap(),
    };
    // A model that is being worked on need not have its name in its figures yet.
    let mut model = model;
    model.parameters.model = model.model.fingerprint();
    model.persons_parameters.model = model.persons.fingerprint();
    model.persons_looks = wanted.looks.unwrap_or(model.persons_looks);
    println!("model {}", model.fingerprint());
    let began = std::time::Instant::now();
    let linker = Linker::new(&model).unwrap();
    linker.catch_up(&store, |_, _| {}).await.unwrap();
    let took: Duration = began.elapsed();
    let (persons, leads) = linker.counts();
    println!(
        "linked: {:.1} s, {persons} persons, {leads} leads, peak memory {} MiB",
        took.as_secs_f64(),
        peak()
    );

    let keys = numbers(&store).await;
    let truth = judge_persons(&store, &linker, &country, &keys, &wanted).await;
    judge_leads(&store, &linker, &country, &keys, &truth).await;
}

async fn take_in(store: &Store, data: &Path, country: &Path) {
    let sources = Sources::load(data).unwrap();
    let mut inputs = Vec::new();
    for input in formats::discover(country).unwrap() {
        let Some(source) = sources.of_path(&input.path) else { continue };
        let columns = sources.columns(&source.id).unwrap();
        inputs.push(Incoming { input, source, columns });
    }
    let permit = Actor::Operator.permit("measurement").unwrap();
    let factors = Arc::new(Factors::built_in().unwrap());
    response::intake::receive(store, &permit, factors, inputs, IntakeOptions::default(), |_| {})
        .await
        .unwrap();
}

/// Row number of each report by source and the source's number.
async fn numbers(store: &Store) -> HashMap<(String, String), i64> {
    let (mut known, mut after) = (HashMap::new(), 0);
    loop {
        let page = store.written_leads(after, 2_000).await.unwrap();
        let Some((last, _)) = page.last() else { return known };
        after = *last;
        let page: Vec<i64> = page.into_iter().map(|(no, _)| no).collect();
        for row in store.report_rows(&page).await.unwrap() {
            if let Some(reference) = row.source_reference {
                known.insert((row.source, reference), row.no);
            }
        }
    }
}

fn rows(country: &Path, name: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(country.join("truth").join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Pairs told to be the same, pairs that are, and pairs that are both.
#[derive(Default, Clone)]
struct Pairs {
    told: HashMap<u64, u64>,
    truly: HashMap<u64, u64>,
    both: HashMap<(u64, u64), u64>,
}

impl Pairs {
    fn add(&mut self, told: u64, truly: u64) {
        *self.told.entry(told).or_default() += 1;
        *self.truly.entry(truly).or_default() += 1;
        *self.both.entry((told, truly)).or_default() += 1;
    }
    fn print(&self, what: &str) {
        let pairs = |n: &u64| n * (n - 1) / 2;
        let told: u64 = self.told.values().map(pairs).sum();
        let truly: u64 = self.truly.values().map(pairs).sum();
        let both: u64 = self.both.values().map(pairs).sum();
        let largest = self.told.values().max().copied().unwrap_or(0);
        println!(
            "{what:<24} precision {:.4} recall {:.4}   pairs told {told}, true {truly}, right {both}; groups {} (true {}), largest {largest} (true {})",
            both as f64 / told.max(1) as f64,
            both as f64 / truly.max(1) as f64,
            self.told.len(),
            self.truly.len(),
            self.truly.values().max().copied().unwrap_or(0),
        );
    }
}

async fn judge_persons(
    store: &Store,
    linker: &Linker,
    country: &Path,
    keys: &HashMap<(String, String), i64>,
    wanted: &Wanted,
) -> HashMap<u64, u64> {
    let mut told: HashMap<u64, u64> = HashMap::new();
    let mut after = 0;
    loop {
        let page = store.written_mentions(after, 10_000).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = *last;
        told.extend(page);
    }
    let mut all = Pairs::default();
    let mut by_role: BTreeMap<String, Pairs> = BTreeMap::new();
    let mut truth: HashMap<u64, (u64, String)> = HashMap::new();
    let mut reporters = 0_u64;
    for row in rows(country, "mentions.csv") {
        let Some(no) = keys.get(&(row["source"].clone(), row["source_reference"].clone())) else { continue };
        let key = MentionRef::new(*no, row["mention"].parse().unwrap()).unwrap().key();
        let person: u64 = row["person_id"].trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        let Some(group) = told.get(&key) else {
            reporters += 1;
            continue;
        };
        if truth.insert(key, (person, row["true_role"].clone())).is_some() {
            continue; // Handed over twice.
        }
        all.add(*group, person);
        by_role.entry(row["true_role"].clone()).or_default().add(*group, person);
    }
    println!("mentions judged {}, of whoever told (not linked) {reporters}", truth.len());
    all.print("persons");
    for (role, pairs) in by_role {
        pairs.print(&format!("  {role}"));
    }
    if let Some(file) = &wanted.pairs {
        write_pairs(linker, &truth, wanted.look, file);
    }
    if wanted.mistakes > 0 {
        show_mistakes(linker, &told, &truth, wanted.mistakes);
    }
    truth.into_iter().map(|(key, (person, _))| (key, person)).collect()
}

/// Every pair that the blocks of one look find, from its model's floor on: how many pairs of mentions it stands for, how
/// many of these are one person, for how many such pairs it stands in the file, and the level of each comparison. Of pairs
/// that are nobody's only one in [`THINNED`] is written. From such a file weights can be learned; for judging, take a
/// country of another seed.
fn write_pairs(linker: &Linker, truth: &HashMap<u64, (u64, String)>, look: usize, file: &Path) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    // Persons of each group in truth, with the number of mentions.
    let groups: BTreeMap<u64, BTreeMap<u64, u64>> = linker
        .compared(look)
        .into_iter()
        .map(|(key, members)| {
            let mut persons = BTreeMap::new();
            for (person, _) in members.iter().filter_map(|member| truth.get(member)) {
                *persons.entry(*person).or_default() += 1;
            }
            (key, persons)
        })
        .collect();
    for (key, persons) in &groups {
        let same = |other: u64| -> u64 {
            let others = groups.get(&other);
            persons.iter().map(|(who, n)| n * others.and_then(|others| others.get(who)).unwrap_or(&0)).sum()
        };
        let mixed = |other: u64| (key ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        let thinned = |other: u64| !mixed(other).is_multiple_of(THINNED);
        let wanted = |other: u64| *key < other && (same(other) > 0 || !thinned(other));
        for (other, explanation) in linker.found_beside(look, *key, wanted) {
            let Some(others) = groups.get(&other) else { continue };
            let all = persons.values().sum::<u64>() * others.values().sum::<u64>();
            let same = same(other);
            let stands_for = if same > 0 { 1 } else { THINNED };
            let (mut segment, mut levels) = (String::new(), Vec::new());
            for bar in &explanation.bars {
                match bar.kind {
                    linkage::BarKind::Prior => segment.clone_from(&bar.name),
                    linkage::BarKind::Column if bar.level != "missing" => {
                        levels.push(format!("{}={}", bar.name, bar.level));
                    }
                    _ => {}
                }
            }
            if all > 0 {
                writeln!(out, "{same}\t{all}\t{stands_for}\t{segment}\t{}", levels.join("\t")).unwrap();
            }
        }
    }
}

/// Pairs that are told wrongly, with the reasons: the country does not exist, so they may be printed.
fn show_mistakes(
    linker: &Linker,
    told: &HashMap<u64, u64>,
    truth: &HashMap<u64, (u64, String)>,
    most: usize,
) {
    let mut members: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut persons: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut keys: Vec<u64> = truth.keys().copied().collect();
    keys.sort_unstable();
    for key in keys {
        members.entry(told[&key]).or_default().push(key);
        persons.entry(truth[&key].0).or_default().push(key);
    }
    let mut wrong = Vec::new();
    for group in members.values() {
        for (at, left) in group.iter().enumerate() {
            wrong.extend(
                group[at + 1..]
                    .iter()
                    .filter(|right| truth[left].0 != truth[right].0)
                    .take(2)
                    .map(|right| (*left, *right)),
            );
        }
    }
    let mut missed = Vec::new();
    for group in persons.values() {
        for (at, left) in group.iter().enumerate() {
            missed.extend(
                group[at + 1..]
                    .iter()
                    .filter(|right| told[left] != told[right])
                    .take(2)
                    .map(|right| (*left, *right)),
            );
        }
    }
    for (what, pairs) in [("TOLD, NOT SO", wrong), ("SO, NOT TOLD", missed)] {
        println!("\n== {what}: {} kinds of pairs", pairs.len());
        for (left, right) in pairs.iter().step_by((pairs.len() / most).max(1)).take(most) {
            println!(
                "-- {} {} / {}",
                MentionRef::of_key(*left).report_no,
                MentionRef::of_key(*right).report_no,
                truth[left].1
            );
            match linker.explain(MentionRef::of_key(*left), MentionRef::of_key(*right)) {
                Some(explanation) => {
                    for bar in explanation.bars.iter().filter(|bar| bar.level != "missing") {
                        println!(
                            "   {:+6.1} {:<14} {:<28} {:?} | {:?}",
                            bar.weight, bar.name, bar.level, bar.left, bar.right
                        );
                    }
                    println!("   {:+6.1}", explanation.total);
                }
                None => println!("   not compared"),
            }
        }
    }
}

/// Leads against those that true persons would make by the same rule, and against the leads of truth, where a busy
/// suspect's reports are several.
async fn judge_leads(
    store: &Store,
    linker: &Linker,
    country: &Path,
    keys: &HashMap<(String, String), i64>,
    persons: &HashMap<u64, u64>,
) {
    let mut told: HashMap<i64, i64> = HashMap::new();
    let mut after = 0;
    loop {
        let page = store.written_leads(after, 10_000).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = *last;
        told.extend(page);
    }
    let supposed = linker.leads_of(persons);
    let [mut by_persons, mut by_truth, mut best] = [(); 3].map(|()| Pairs::default());
    let mut seen = std::collections::HashSet::new();
    for row in rows(country, "reports.csv") {
        let Some(no) = keys.get(&(row["source"].clone(), row["source_reference"].clone())) else { continue };
        if !seen.insert(*no) {
            continue;
        }
        let lead: u64 = row["lead_id"].trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        by_persons.add(told[no].unsigned_abs(), supposed[no].unsigned_abs());
        by_truth.add(told[no].unsigned_abs(), lead);
        best.add(supposed[no].unsigned_abs(), lead);
    }
    by_persons.print("leads, by true persons");
    by_truth.print("leads, by lead_id");
    best.print("  true persons, same rule");
}

/// Most memory this process held, MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
