//! The real program, run as a person would run it, on a store of its own.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::allow_attributes,
    reason = "each test file uses a part"
)]

pub mod cluster;
pub mod database;
pub mod mount;
pub mod server;

use serde_json::Value;
use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("standard output is text"),
            err: String::from_utf8(output.stderr).expect("standard error is text"),
        }
    }
}

impl Answer {
    /// Asserts the exit code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Asserts that a person is told each of these.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// Standard output as lines of JSON.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The summary at the end of `intake --json`.
    #[track_caller]
    pub fn summary(&self) -> Value {
        self.json_lines()
            .pop()
            .and_then(|mut last| last.get_mut("summary").map(Value::take))
            .expect("a summary")
    }
}

/// A data directory of its own, and a folder for whatever a test writes beside it.
pub struct Scene {
    pub folder: TempDir,
    pub data: PathBuf,
    /// Address of a PostgreSQL database, where the scene is not an embedded one.
    pub database: Option<String>,
    /// A key file beside the usual place.
    pub key: Option<PathBuf>,
}

impl Scene {
    pub fn embedded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self { folder, data, database: None, key: None }
    }

    pub fn postgres(url: String) -> Self {
        Self { database: Some(url), ..Self::embedded() }
    }

    /// A path beside the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the data directory, making its folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = program();
        command.args(args).arg("--data").arg(&self.data).current_dir(self.folder.path());
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        if let Some(key) = &self.key {
            command.arg("--key").arg(key);
        }
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Answer {
        Answer::from(self.command(args).output().expect("the program starts"))
    }

    /// Takes files in, with receipts as lines of JSON.
    pub fn intake(&self, path: &Path, more: &[&str]) -> Answer {
        let args = [OsStr::new("intake"), path.as_os_str(), OsStr::new("--json")];
        self.run(args.into_iter().chain(more.iter().map(OsStr::new)))
    }

    /// Writes a synthetic country beside the data directory.
    pub fn country(&self, reports: u64, seed: u64) -> PathBuf {
        let out = self.path(&format!("country-{reports}-{seed}"));
        let (reports, seed) = (reports.to_string(), seed.to_string());
        let args = ["synth", "--reports", &reports, "--seed", &seed, "--out"].map(OsStr::new);
        self.run(args.into_iter().chain([out.as_os_str()])).ended(0);
        out
    }

    /// All reports of the queue, by id, with their references. Fails where one of them stands there twice.
    #[track_caller]
    pub fn queue(&self) -> BTreeMap<String, String> {
        let answer = self.run(["queue", "--reports", "--json", "--limit", "10000"]).ended(0);
        let leads = answer.json();
        let leads = leads.as_array().expect("a list");
        let list: Vec<&Value> =
            leads.iter().flat_map(|lead| lead["under"].as_array().expect("its reports")).collect();
        let text = |line: &Value, key: &str| line[key].as_str().expect("a text").to_owned();
        let by_id: BTreeMap<_, _> =
            list.iter().map(|line| (text(line, "id"), text(line, "reference"))).collect();
        let by_reference: BTreeMap<_, _> =
            list.iter().map(|line| (text(line, "reference"), text(line, "id"))).collect();
        assert_eq!(
            (by_id.len(), by_reference.len()),
            (list.len(), list.len()),
            "something stands in the queue twice"
        );
        by_id
    }

    /// Proves the journal, its tables included.
    #[track_caller]
    pub fn verifies(&self) {
        let seen = self.run(["journal", "verify", "--json"]).ended(0).json();
        assert_eq!(seen["findings"].as_array().map(Vec::len), Some(0), "{seen}");
        assert_eq!(seen["tables_compared"], true, "{seen}");
    }

    /// What every bad input must leave behind: this many reports, and a journal that holds.
    #[track_caller]
    pub fn is_whole(&self, reports: usize) {
        assert_eq!(self.queue().len(), reports);
        self.verifies();
    }
}

/// The program, with nothing of the caller's environment that would change what it does.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tanglaw"));
    for name in [
        "TANGLAW_DATA",
        "TANGLAW_DATABASE",
        "TANGLAW_KEY",
        "TANGLAW_LISTEN",
        "TANGLAW_ADMIN_LISTEN",
        "TANGLAW_LOG",
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).env("COLUMNS", "100");
    command
}

/// Runs the program without a store.
pub fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Answer {
    Answer::from(program().args(args).output().expect("the program starts"))
}

/// A neutral report as a line of Tanglaw's own format; the same number gives the same line.
pub fn line(number: u32) -> String {
    format!(
        "{}\n",
        serde_json::json!({
            "tanglaw": "report/1",
            "source": "public",
            "channel": "public",
            "source_reference": format!("P-{number:06}"),
            "incidents": [{ "kind": "grooming" }],
            "narratives": [{ "kind": "account", "words": format!("Placeholder narrative {number}: the reporter describes a concern.") }],
        })
    )
}

/// Lines of many neutral reports.
pub fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.map(line).collect()
}

/// Whether a command of the system is there.
pub fn has(command: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|folder| folder.join(command).is_file())
}

/// Whether this process is root, which some of these tests need to break a disk or a file.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// Says on the terminal that something could not be tried here, and what it would take.
pub fn skipped(what: &str, needs: &str) {
    eprintln!("skipped: {what} (needs {needs})");
}
