//! Rules of the repository that no compiler knows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Files of the repository, as version control lists them (new ones included), so that what is built or fetched is not
/// looked at; without version control, everything below the folders of the sources.
fn files() -> Vec<PathBuf> {
    let root = root();
    let listed = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output();
    match listed {
        Ok(output) if output.status.success() => {
            let names = String::from_utf8(output.stdout).unwrap();
            names
                .split('\0')
                .filter(|name| !name.is_empty())
                .map(|name| root.join(name))
                .filter(|path| path.is_file())
                .collect()
        }
        _ => {
            let mut found = Vec::new();
            for name in ["crates", ".ci", "bench", "fuzz"] {
                below(&root.join(name), &mut found);
            }
            found.extend(
                fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()),
            );
            found
        }
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let skip = path.file_name().is_some_and(|name| name == "target" || name == "node_modules");
        if path.is_dir() && !skip {
            below(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn ends(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// Every line of these files that a rule finds fault with: `file:line: what`.
fn faults(endings: &[&str], rule: impl Fn(&Path, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for path in files().iter().filter(|path| ends(path, endings)) {
        for (number, line) in lines(path).iter().enumerate() {
            if let Some(fault) = rule(path, line) {
                found.push(format!("{}:{}: {fault}", shown(path), number + 1));
            }
        }
    }
    found
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Most lines of a source file. A longer one does two things.
const LINES: usize = 500;

#[test]
fn source_files_are_short() {
    let long: Vec<String> = files()
        .iter()
        .filter(|path| ends(path, &["rs"]) && shown(path).starts_with("crates/"))
        .map(|path| (path, lines(path).len()))
        .filter(|(_, count)| *count > LINES)
        .map(|(path, count)| format!("{}: {count} lines, at most {LINES}", shown(path)))
        .collect();
    none(&long);
}

/// Words that this field no longer uses, because they put blame on a child or make abuse sound like trade (Terminology
/// Guidelines for the Protection of Children from Sexual Exploitation and Sexual Abuse, second edition), each with what
/// to say instead. Written apart, so that this table does not find itself.
const WORDS: &[(&[&str], &str)] = &[
    (&["child p", "orn"], "child sexual abuse material"),
    (&["kid", "die p", "orn"], "child sexual abuse material"),
    (&["child pr", "ostit"], "a child exploited in …"),
    (&["child sex t", "our"], "travel for the sexual exploitation of children"),
    (&["child sex w", "ork"], "a child exploited in …"),
    (&["child m", "odel"], "a child"),
    (&["virtual child sex t", "our"], "live-streamed child sexual abuse"),
    (&["customer", "s of child"], "offenders"),
    (&["client", "s of child"], "offenders"),
    (&["child vi", "ctims"], "children, victims"),
];

/// Where documents of others are read or written, which have codes of their own.
const CODE_TABLES: &[&str] = &[
    "crates/model/src/incident.rs",
    "crates/formats/src/cybertipline/",
    "crates/formats/samples/",
    "crates/formats/tests/",
];

#[test]
fn words_of_the_field() {
    let endings = ["rs", "md", "ftl", "html", "toml", "sql", "json", "jsonl"];
    none(&faults(&endings, |path, line| {
        let path = shown(path);
        if CODE_TABLES.iter().any(|table| path.starts_with(table)) {
            return None;
        }
        let line = line.to_lowercase();
        let (word, instead) = WORDS
            .iter()
            .map(|(parts, instead)| (parts.concat(), instead))
            .find(|(word, _)| line.contains(word))?;
        Some(format!("{word:?}: say {instead:?}"))
    }));
}

/// The crates of the workspace with the crates of the workspace that each names: for the program itself, and for its
/// tests only.
fn crates() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &Value| name.as_str().unwrap().trim_start_matches("tanglaw-").to_owned();
    let of = |package: &Value, test: bool| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let own = dependencies
            .filter(|dependency| dependency["path"].is_string() && (dependency["kind"] == "dev") == test);
        own.map(|dependency| short(&dependency["name"])).collect()
    };
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (short(&package["name"]), of(package, false), of(package, true))).collect()
}

/// The floors of the house, from the ground up. A crate may name those of lower floors only; none of floor 1 knows
/// another, but `synthetic`, which writes the formats.
const FLOORS: &[&[&str]] = &[
    &["model"],
    &["store", "formats", "linkage", "hashes", "payments", "statistics", "synthetic"],
    &["response"],
    &["web"],
    &["tanglaw"],
];

fn floor(name: &str) -> usize {
    FLOORS
        .iter()
        .position(|floor| floor.contains(&name))
        .unwrap_or_else(|| panic!("the crate {name} stands on no floor: see ARCHITECTURE.md"))
}

#[test]
fn arrows_go_down() {
    let mut wrong = Vec::new();
    for (name, named, for_tests) in crates() {
        for other in &named {
            let allowed = floor(other) < floor(&name) || (name == "synthetic" && other == "formats");
            if !allowed {
                wrong.push(format!("{name} names {other}"));
            }
        }
        // Tests may look sideways, never up.
        wrong.extend(
            for_tests
                .iter()
                .filter(|other| floor(other) > floor(&name))
                .map(|other| format!("tests of {name} name {other}")),
        );
        assert!(name != "model" || named.is_empty(), "model depends on nothing of the house");
    }
    none(&wrong);
}

#[test]
fn every_crate_is_on_the_plan() {
    let plan =
        fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is the plan of the house");
    let missing: Vec<String> = crates()
        .into_iter()
        .map(|(name, ..)| name)
        .filter(|name| !plan.contains(&format!("`{name}`")))
        .map(|name| format!("ARCHITECTURE.md does not name `{name}`"))
        .collect();
    none(&missing);
}

#[test]
fn exceptions_have_reasons() {
    let allowing = ["#[al", "low("].concat();
    let allowing_all = ["#![al", "low("].concat();
    // Support modules are shared by several test programs, each of which uses a part: no `expect` holds in all of them.
    let shared = |path: &str| path.contains("/tests/support/");
    none(&faults(&["rs"], |path, line| {
        let line = line.trim();
        let found = line.starts_with(&allowing) || (line.starts_with(&allowing_all) && !shared(&shown(path)));
        found.then(|| "say #[expect(…, reason = \"…\")]".to_owned())
    }));
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let words = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat()];
    none(&faults(&["rs", "md", "toml", "ftl", "html", "sql", "json", "mjs", "css"], |_, line| {
        words.iter().find(|word| line.contains(*word)).map(|word| format!("names {word}"))
    }));
}

#[test]
fn no_file_is_huge_and_none_is_empty() {
    let wrong: Vec<String> = files()
        .iter()
        .filter_map(|path| {
            let size = fs::metadata(path).ok()?.len();
            let empty_sample = shown(path).contains("samples/") || shown(path).contains("corpus/");
            match size {
                0 if !empty_sample => Some(format!("{} is empty", shown(path))),
                size if size > 1 << 20 => Some(format!("{} has {size} bytes", shown(path))),
                _ => None,
            }
        })
        .collect();
    none(&wrong);
}
