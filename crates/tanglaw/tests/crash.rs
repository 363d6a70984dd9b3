//! Killed at any moment: nothing acknowledged is lost, nothing is there twice, no half report, the journal holds.
//!
//! The real program takes a country in and is killed with `kill -9` at moments drawn by a seed; then it is started again
//! with the same files, until it comes to the end. `TANGLAW_CRASH_KILLS` says how often it is killed for each kind
//! (12 by default, at least 200 in `.ci/long`), `TANGLAW_CRASH_SEED` which moments.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod support;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use std::{
    collections::HashSet,
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::Duration,
};
use support::{Scene, cluster::Cluster, database};

/// Different reports of the country: many batches, and few enough that the queue shows all of them.
const REPORTS: usize = 1_500;
/// Small batches, so that kills fall between and within many of them.
const BATCH: &str = "50";

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

/// What happened over all rounds.
#[derive(Debug, Default)]
struct Tally {
    /// Kills that ended a running intake.
    kills: u64,
    /// Those of them that came before the first receipt.
    before_first: u64,
    /// Attempts that came too late: the intake had ended. They are no kills.
    too_late: u64,
    rounds: u64,
    receipts: u64,
}

/// When the next kill falls.
enum Moment {
    /// Shortly after the start: directory, key, schema, first batch.
    AfterStart(Duration),
    /// That long after that many receipts.
    AfterReceipts(u64, Duration),
}

impl Moment {
    fn draw(rng: &mut ChaCha20Rng, receipts_left: u64) -> Self {
        let wait = |rng: &mut ChaCha20Rng, most: u64| Duration::from_micros(rng.random_range(0..most));
        match rng.random_range(0..5) {
            0 => Self::AfterStart(wait(rng, 250_000)),
            _ => Self::AfterReceipts(rng.random_range(1..=receipts_left.max(1)), wait(rng, 60_000)),
        }
    }
}

/// One run of intake, from whose output receipts are read as they come.
struct Run {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    acknowledged: Vec<String>,
    ended: bool,
}

impl Run {
    fn start(scene: &Scene, country: &Path) -> Self {
        let args = ["intake", "--json", "--batch", BATCH].map(OsStr::new);
        let mut command = scene.command(args.into_iter().chain([country.as_os_str()]));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, acknowledged: Vec::new(), ended: false }
    }

    /// Reads receipts until there are this many, or no more come.
    fn read(&mut self, receipts: u64) {
        while !self.ended && (self.acknowledged.len() as u64) < receipts {
            self.read_line();
        }
    }

    fn read_line(&mut self) {
        let Some(line) = self.lines.next() else {
            self.ended = true;
            return;
        };
        // A line that was cut off by the kill is no receipt.
        let Ok(line) = serde_json::from_str::<Value>(&line.unwrap()) else { return };
        if let Some(id) = line["receipt"]["id"].as_str() {
            self.acknowledged.push(id.to_owned());
        }
    }

    /// Waits for the moment, does what kills, and reads what had been acknowledged until then.
    fn until(&mut self, moment: &Moment, kill: impl FnOnce(&mut Child)) {
        match moment {
            Moment::AfterStart(wait) => std::thread::sleep(*wait),
            Moment::AfterReceipts(count, wait) => {
                self.read(*count);
                std::thread::sleep(*wait);
            }
        }
        kill(&mut self.child);
        self.read(u64::MAX);
    }

    fn error(&mut self) -> String {
        std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap()
    }
}

/// What is true after each kill.
fn check(scene: &Scene, acknowledged: &HashSet<String>) {
    if acknowledged.is_empty() {
        return;
    }
    let queue = scene.queue();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !queue.contains_key(*id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let seen = scene.run(["journal", "verify", "--chain-only", "--json"]).ended(0).json();
    assert_eq!(seen["findings"].as_array().map(Vec::len), Some(0), "{seen}");
}

/// Kills and starts again until the wanted number of kills was reached and the last intake came to its end.
///
/// `kill` ends the client, or the server behind it; `mend` brings back what else it ended.
fn torment(
    what: &str,
    new_scene: impl Fn() -> Scene,
    seed: u64,
    kill: impl Fn(&mut Child),
    mend: impl Fn(),
) -> Tally {
    let wanted = setting("TANGLAW_CRASH_KILLS", 12);
    let mut rng = ChaCha20Rng::seed_from_u64(setting("TANGLAW_CRASH_SEED", seed));
    let mut tally = Tally::default();
    let shelf = Scene::embedded();
    let country = shelf.country(REPORTS as u64, seed);
    let all = deliveries(&country);
    while tally.kills < wanted {
        let scene = new_scene();
        let mut acknowledged = HashSet::new();
        let mut finished = false;
        // One country is taken in over several kills; then the next begins with an empty store.
        for _ in 0..rng.random_range(4..10) {
            let moment = Moment::draw(&mut rng, all);
            let mut run = Run::start(&scene, &country);
            run.until(&moment, &kill);
            let code = run.child.wait().unwrap().code();
            tally.before_first += u64::from(run.acknowledged.is_empty());
            tally.receipts += run.acknowledged.len() as u64;
            acknowledged.extend(run.acknowledged.drain(..));
            mend();
            match code {
                // Killed.
                None => tally.kills += 1,
                Some(0 | 3) => {
                    tally.too_late += 1;
                    finished = true;
                }
                // The server behind it was killed: that is said, with what to do.
                Some(1) => {
                    let error = run.error();
                    assert!(error.starts_with("tanglaw: ") && error.contains("database"), "{error}");
                    assert!(!error.contains("panicked"), "{error}");
                    tally.kills += 1;
                }
                Some(other) => panic!("exit code {other}: {}", run.error()),
            }
            check(&scene, &acknowledged);
        }
        // The same files once more, undisturbed: afterwards each report is there exactly once.
        let summary = scene.intake(&country, &["--batch", BATCH]).summary();
        let told = ["new", "again", "revised"].iter().map(|key| summary[key].as_u64().unwrap()).sum::<u64>();
        assert_eq!(told, all, "{summary}");
        assert!(
            !finished || summary["new"] == 0,
            "an intake that ended had not taken everything in: {summary}"
        );
        check(&scene, &acknowledged);
        scene.is_whole(REPORTS);
        tally.rounds += 1;
    }
    eprintln!("{what}: {tally:?}");
    assert!(tally.receipts > 0, "no kill fell after a receipt: {tally:?}");
    tally
}

/// How many records the country's files hold, those delivered again included: what one undisturbed intake says.
fn deliveries(country: &Path) -> u64 {
    let scene = Scene::embedded();
    let summary = scene.intake(country, &[]).summary();
    assert_eq!(summary["new"], REPORTS, "{summary}");
    assert_eq!(summary["set_aside"], 0, "{summary}");
    ["new", "again", "revised"].iter().map(|key| summary[key].as_u64().unwrap()).sum()
}

fn kill_client(child: &mut Child) {
    child.kill().unwrap();
}

#[test]
fn sqlite_client_killed() {
    torment("SQLite, client", Scene::embedded, 1, kill_client, || {});
}

#[test]
fn postgres_client_killed() {
    if database::postgres().is_none() {
        return;
    }
    torment("PostgreSQL, client", || Scene::postgres(database::postgres().unwrap()), 2, kill_client, || {});
}

#[test]
fn postgres_server_killed() {
    let Some(cluster) = Cluster::start() else { return };
    let new_scene = || Scene::postgres(database::empty_database(&cluster.url()));
    torment("PostgreSQL, server", new_scene, 3, |_| cluster.kill(), || cluster.up());
}

/// The moments of a first start that chance seldom hits, made by hand: what a kill there leaves is a good beginning.
mod first_start {
    use super::*;

    fn begun() -> (Scene, PathBuf) {
        let scene = Scene::embedded();
        let file = scene.file("in/some.jsonl", support::lines(0..3));
        scene.run(["user", "list"]).ended(0);
        (scene, file)
    }

    fn goes_on(scene: &Scene, file: &Path) {
        let summary = scene.intake(file, &["--source", "public"]).ended(0).summary();
        assert_eq!(summary["new"], 3, "{summary}");
        scene.is_whole(3);
    }

    #[test]
    fn killed_before_anything() {
        let scene = Scene::embedded();
        let file = scene.file("in/some.jsonl", support::lines(0..3));
        std::fs::create_dir(&scene.data).unwrap();
        std::fs::write(scene.data.join("tanglaw.db"), []).unwrap();
        goes_on(&scene, &file);
    }

    #[test]
    fn killed_between_the_schema_and_the_key() {
        let (scene, file) = begun();
        std::fs::remove_file(scene.data.join("instance.key")).unwrap();
        let undo = ["DELETE FROM journal_head", "UPDATE schema_version SET key_fingerprint = NULL"];
        database::tamper(&scene.data, &undo);
        goes_on(&scene, &file);
    }

    #[test]
    fn killed_between_the_key_and_its_mark() {
        let (scene, file) = begun();
        database::tamper(
            &scene.data,
            &["DELETE FROM journal_head", "UPDATE schema_version SET key_fingerprint = NULL"],
        );
        goes_on(&scene, &file);
    }

    #[test]
    fn killed_while_the_key_was_written() {
        let (scene, file) = begun();
        std::fs::remove_file(scene.data.join("instance.key")).unwrap();
        std::fs::write(scene.data.join("instance.new"), "tanglaw-inst").unwrap();
        database::tamper(
            &scene.data,
            &["DELETE FROM journal_head", "UPDATE schema_version SET key_fingerprint = NULL"],
        );
        goes_on(&scene, &file);
    }

    #[test]
    fn killed_while_a_checkpoint_was_written() {
        let (scene, file) = begun();
        scene.intake(&file, &["--source", "public"]).ended(0);
        let path = scene.data.join("checkpoints.log");
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().last().unwrap();
        std::fs::write(&path, format!("{text}{}", &line[..line.len() / 2])).unwrap();
        scene.is_whole(3);
        let more = scene.file("in/more.jsonl", support::lines(3..6));
        scene.intake(&more, &["--source", "public"]).ended(0);
        scene.is_whole(6);
    }
}
