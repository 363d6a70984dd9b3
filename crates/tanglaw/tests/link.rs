//! `tanglaw link`: what comes out, that steps and one go are the same, and that bad input is told in words.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use support::{Answer, Scene};

const MODEL: &str = r#"
version = 1
name = "people"
id = "id"

[columns.birth]
from = ["dob"]
kind = "date"

[[comparisons]]
name = "given"
levels = [
  { name = "same", when = "exact(given)", rare = "given" },
  { name = "close", when = "jaro_winkler(given) >= 0.88" },
  { name = "other" },
]
[[comparisons]]
name = "family"
levels = [
  { name = "same", when = "exact(family)", rare = "family" },
  { name = "close", when = "levenshtein(family) <= 1" },
  { name = "other" },
]
[[comparisons]]
name = "dob"
missing = ["birth"]
levels = [
  { name = "same", when = "exact(birth)" },
  { name = "within a month", when = "days(birth) <= 31" },
  { name = "other" },
]
[[comparisons]]
name = "phone"
levels = [ { name = "same", when = "exact(phone)" }, { name = "other" } ]

[[blocks]]
on = ["family"]
[[blocks]]
on = ["dob"]
[[blocks]]
on = ["phone"]

[training]
certain = [["given", "family", "dob"]]
random_pairs = 20000
on = [["family"], ["dob"]]

[clusters]
threshold = 5.0
floor = -5.0
"#;

/// 240 records of 160 people; every second person has a second record with a slip.
fn records() -> String {
    let (given, family) = (
        ["ana", "berta", "carla", "dario", "elena", "franco", "gloria", "hugo", "irene", "jonas"],
        [
            "abad", "bravo", "castro", "duran", "espino", "flores", "garces", "herrera", "ibarra", "jurado",
            "lazaro",
        ],
    );
    let mut text = String::from("id,given,family,dob,phone,person\n");
    let mut number = 0;
    for person in 0..160_usize {
        let one = given[person * 7 % 10];
        let other =
            format!("{}{}", family[person * 5 % 11], ["", "on", "ez", "ia", "ar", "el", "un"][person % 7]);
        let day = 1 + person * 13 % 28;
        let dob = format!("19{}-0{}-{day:02}", 60 + person % 40, 1 + person % 9);
        let phone = format!("555{:05}", person * 977 % 100_000);
        let mut write = |given: &str, family: &str, dob: &str, phone: &str| {
            number += 1;
            writeln!(text, "r{number},{given},{family},{dob},{phone},p{person}").unwrap();
        };
        write(one, &other, &dob, &phone);
        if person % 2 == 0 {
            match person % 3 {
                0 => write(one, &format!("{other}s"), &dob, &phone),
                1 => write(one, &other, &dob, ""),
                _ => write(&one[..one.len() - 1], &other, &dob, &phone),
            }
        }
    }
    text
}

struct Desk {
    scene: Scene,
    model: PathBuf,
    input: PathBuf,
}

impl Desk {
    fn new() -> Self {
        Self::with(MODEL, records())
    }
    fn with(model: &str, input: impl AsRef<[u8]>) -> Self {
        let scene = Scene::embedded();
        let (model, input) = (scene.file("model.toml", model), scene.file("records.csv", input));
        Self { scene, model, input }
    }
    fn link(&self, words: &[&str]) -> Answer {
        let words = words.iter().map(|word| {
            if let Some(name) = word.strip_prefix('@') {
                self.scene.path(name).display().to_string()
            } else {
                (*word).to_owned()
            }
        });
        support::run(std::iter::once("link".to_owned()).chain(words))
    }
    /// All in one go with these words more.
    fn whole(&self, more: &[&str]) -> Answer {
        let mut words = vec!["--model", "@model.toml", "--input", "@records.csv", "--out", "@out"];
        words.extend(more);
        self.link(&words)
    }
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.scene.path(name)).unwrap()
    }
}

/// Members of each cluster, from the file for people.
fn clusters(path: &Path) -> Vec<Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines().skip(1) {
        let (record, cluster) = line.split_once(',').unwrap();
        found.entry(cluster.to_owned()).or_default().push(record.to_owned());
    }
    found.into_values().collect()
}

#[test]
fn one_go_finds_who_is_the_same_and_says_what_it_did() {
    let desk = Desk::new();
    desk.whole(&["--csv"]).ended(0);
    let found = clusters(&desk.scene.path("out/clusters.csv"));
    let several = found.iter().filter(|members| members.len() > 1).count();
    assert!((70..=80).contains(&several), "{several} of 80 people with two records");
    let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
    assert_eq!(run["records"], 240);
    assert_eq!(run["model"]["fingerprint"].as_str().unwrap().len(), 24);
    assert!(run["pairs"]["looked_at"].as_u64().unwrap() >= run["pairs"]["kept"].as_u64().unwrap());
    assert_eq!(run["clusters"]["clusters"], found.len());
    assert_eq!(run["cuts"], serde_json::json!([]));
    assert!(desk.read("out/parameters.toml").contains("prior"));

    let better = desk
        .link(&[
            "evaluate",
            "--truth",
            "@records.csv",
            "--truth-column",
            "person",
            "--id-column",
            "id",
            "--pairs",
            "@out/pairs.parquet",
            "--clusters",
            "@out/clusters.parquet",
            "--json",
        ])
        .ended(0)
        .json();
    assert!(better["pairs"]["best"]["f1"].as_f64().unwrap() > 0.9, "{better}");
    assert!(better["clusters"]["f1"].as_f64().unwrap() > 0.85, "{better}");
    assert_eq!(better["pairs"]["true_pairs"], 80);

    // The same again is the same; the figures learned before give the same.
    let first = fs::read(desk.scene.path("out/clusters.csv")).unwrap();
    let json = desk.whole(&["--csv", "--json"]).ended(0).json();
    assert_eq!(json["clusters"], run["clusters"]);
    desk.link(&[
        "--model",
        "@model.toml",
        "--input",
        "@records.csv",
        "--out",
        "@again",
        "--parameters",
        "@out/parameters.toml",
        "--csv",
    ])
    .ended(0);
    assert_eq!(first, fs::read(desk.scene.path("again/clusters.csv")).unwrap());
}

#[test]
fn steps_and_parts_give_what_one_go_gives() {
    let desk = Desk::new();
    desk.whole(&["--csv"]).ended(0);
    let sources = ["--model", "@model.toml", "--input", "@records.csv"];
    let step = |name: &str, more: &[&str]| {
        let mut words = vec![name];
        words.extend(sources);
        words.extend(more);
        desk.link(&words)
    };
    step("train", &["--out", "@p.toml"]).ended(0);
    assert_eq!(desk.read("p.toml"), desk.read("out/parameters.toml"));
    for part in ["1/3", "2/3"] {
        step("score", &["--parameters", "@p.toml", "--chunk", part, "--out", "@parts"]).ended(0);
    }
    let join = ["--parameters", "@p.toml", "--pairs", "@parts", "--out", "@joined", "--csv"];
    step("cluster", &join).ended(1).says(&["parts are missing: 3/3"]);
    step("score", &["--parameters", "@p.toml", "--chunk", "3/3", "--out", "@parts"]).ended(0);
    step("cluster", &join).ended(0);
    assert_eq!(desk.read("joined/clusters.csv"), desk.read("out/clusters.csv"));
    step("predict", &["--parameters", "@p.toml", "--out", "@pairs.parquet"]).ended(0);
    step("cluster", &["--parameters", "@p.toml", "--pairs", "@pairs.parquet", "--out", "@third", "--csv"])
        .ended(0);
    assert_eq!(desk.read("third/clusters.csv"), desk.read("out/clusters.csv"));
    step("score", &["--parameters", "@p.toml", "--chunk", "1/2", "--out", "@parts"]).ended(0);
    step("cluster", &join).ended(1).says(&["different runs"]);
    let told = step("explain", &["--parameters", "@p.toml", "r1", "r2"]).ended(0);
    assert!(told.out.contains("bits"), "{}", told.out);
    step("explain", &["--parameters", "@p.toml", "r1", "nobody"])
        .ended(1)
        .says(&["no record has the id \"nobody\""]);
    step("advise", &[]).ended(0);
}

#[test]
fn people_decide_and_it_is_learned() {
    let desk = Desk::new();
    desk.whole(&[]).ended(0);
    let sources = ["--model", "@model.toml", "--input", "@records.csv"];
    let step = |name: &str, more: &[&str]| {
        let mut words = vec![name];
        words.extend(sources);
        words.extend(more);
        desk.link(&words)
    };
    let suggest = ["--parameters", "@out/parameters.toml", "--count", "20", "--out", "@labels.csv"];
    step("suggest", &suggest).ended(0);
    let suggested = desk.read("labels.csv");
    assert!(suggested.starts_with("rec_id_l,rec_id_r,match_weight,same\n"), "{suggested}");
    let learn = ["--labels", "@labels.csv", "--out", "@better.toml"];
    step("train", &learn).ended(1).says(&["no pair is decided"]);
    let decided: String = suggested
        .lines()
        .map(|line| if line.ends_with(',') { format!("{line}no\n") } else { format!("{line}\n") })
        .collect();
    desk.scene.file("labels.csv", &decided);
    step("train", &learn).ended(0);
    assert_ne!(desk.read("better.toml"), desk.read("out/parameters.toml"));
    desk.scene.file("labels.csv", "rec_id_l,rec_id_r,same\nr1,nobody,yes\n");
    step("train", &learn).ended(1).says(&["line 2", "no record has the id"]);
    desk.scene.file("labels.csv", "rec_id_l,rec_id_r,same\nr1,r2,perhaps\n");
    step("train", &learn).ended(1).says(&["line 2", "yes or no is expected"]);
    desk.scene.file("labels.csv", "a,b\n1,2\n");
    step("train", &learn).ended(1).says(&["no column \"rec_id_l\""]);
}

#[test]
fn a_model_of_splink_is_taken_over() {
    let desk = Desk::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../linkage/tests/fixtures/splink");
    let (settings, records) = (fixture.join("model.json"), fixture.join("records.parquet"));
    desk.link(&["import-splink", settings.to_str().unwrap(), "--out", "@taken"]).ended(0);
    let words = [
        "--model",
        "@taken/model.toml",
        "--parameters",
        "@taken/parameters.toml",
        "--input",
        records.to_str().unwrap(),
        "--out",
        "@out",
        "--json",
    ];
    let run = desk.link(&words).ended(0).json();
    assert_eq!((&run["records"], &run["pairs"]["looked_at"]), (&2_000.into(), &3_123.into()));
    desk.scene.file("bad.json", "{}");
    desk.link(&["import-splink", "@bad.json", "--out", "@x"])
        .ended(1)
        .says(&["no model of Splink", "save_model_to_json"]);
}

mod bad_input {
    use super::*;

    #[test]
    fn a_column_that_is_not_there() {
        let desk = Desk::with(MODEL, records().replace(",phone,", ",telephone,"));
        desk.whole(&[]).ended(1).says(&["no column \"phone\"", "telephone"]);
    }

    #[test]
    fn a_model_for_other_records() {
        let desk = Desk::with(MODEL, "a,b\n1,2\n");
        desk.whole(&[]).ended(1).says(&["the input has no column", "a, b"]);
    }

    #[test]
    fn a_column_without_any_value() {
        let empty: String = records()
            .lines()
            .enumerate()
            .map(|(at, line)| {
                let mut parts: Vec<&str> = line.split(',').collect();
                if at > 0 {
                    parts[4] = "";
                }
                parts.join(",") + "\n"
            })
            .collect();
        let desk = Desk::with(MODEL, empty);
        desk.whole(&[]).ended(0).says(&["column \"phone\" has no value"]);
        let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
        assert_eq!(run["empty_columns"], serde_json::json!(["phone"]));
        let advice = desk.link(&["advise", "--model", "@model.toml", "--input", "@records.csv"]).ended(0);
        assert!(advice.out.contains("block phone: finds no pair"), "{}", advice.out);
    }

    #[test]
    fn one_giant_block_is_cut_and_told() {
        let capped = MODEL.replace("on = [\"phone\"]\n", "on = [\"phone\"]\ncap = 50\n");
        let same: String = records().lines().enumerate().fold(String::new(), |mut text, (at, line)| {
            let mut parts: Vec<&str> = line.split(',').collect();
            if at > 0 {
                parts[4] = "5550000";
            }
            writeln!(text, "{}", parts.join(",")).unwrap();
            text
        });
        let desk = Desk::with(&capped, same);
        let answer = desk.whole(&[]).ended(0);
        assert!(answer.out.contains("larger than the cap (the largest has 240 records)"), "{}", answer.out);
        let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
        assert_eq!((&run["cuts"][0]["left_out"], &run["cuts"][0]["pairs"]), (&1.into(), &28_680.into()));
    }

    #[test]
    fn an_id_that_stands_twice_or_is_missing() {
        let desk = Desk::with(MODEL, records().replace("\nr7,", "\nr5,"));
        desk.whole(&[]).ended(1).says(&["\"r5\" stands in more than one record (records 5 and 7)"]);
        let desk = Desk::with(MODEL, records().replace("\nr7,", "\n,"));
        desk.whole(&[]).ended(1).says(&["record 7 has no id"]);
    }

    #[test]
    fn values_of_another_kind_are_missing_values() {
        let desk = Desk::with(MODEL, records().replace("-02-", "-31-").replace("5550", "five"));
        desk.whole(&[]).ended(0);
    }

    #[test]
    fn no_record_and_one_record() {
        let text = records();
        let head = text.lines().next().unwrap().to_owned() + "\n";
        for (input, count) in [(head.clone(), 0), (head + text.lines().nth(1).unwrap() + "\n", 1)] {
            let desk = Desk::with(MODEL, input);
            desk.whole(&["--csv"]).ended(0);
            assert_eq!(clusters(&desk.scene.path("out/clusters.csv")).len(), count);
            desk.link(&["train", "--model", "@model.toml", "--input", "@records.csv", "--out", "@p"])
                .ended(1)
                .says(&["nothing can be learned"]);
            desk.link(&["advise", "--model", "@model.toml", "--input", "@records.csv"]).ended(0);
        }
        let desk = Desk::with(MODEL, "");
        desk.whole(&[]).ended(1).says(&["records.csv", "empty"]);
    }

    #[test]
    fn files_that_cannot_be_read() {
        for (input, words) in [
            (b"PAR1 and then nothing of the kind".as_slice(), "records.csv"),
            (b"id,given,family,dob,phone\nr1,a,b\n".as_slice(), "records.csv"),
            (
                b"id,given,family,dob,phone\nr1,\xff\xfe,b,1990-01-01,5\nr2,a,b,c,d\n".as_slice(),
                "records.csv",
            ),
            (b"id,given,family,dob,phone\nr1,\"a,b,1990-01-01,5\n".as_slice(), "records.csv"),
        ] {
            let desk = Desk::with(MODEL, input);
            desk.whole(&[]).ended(1).says(&[words]);
            assert!(!desk.scene.path("out/clusters.parquet").exists());
        }
        let desk = Desk::new();
        fs::remove_file(&desk.input).unwrap();
        desk.whole(&[]).ended(1).says(&["records.csv", "No such file"]);
    }

    #[test]
    fn models_and_figures_that_do_not_fit() {
        let desk = Desk::with(&MODEL.replace("exact(phone)", "exakt(phone)"), records());
        desk.whole(&[]).ended(1).says(&["model.toml", "expected one of exact"]);
        fs::remove_file(&desk.model).unwrap();
        desk.whole(&[]).ended(1).says(&["model.toml"]);

        let desk = Desk::new();
        desk.whole(&[]).ended(0);
        desk.scene.file("model.toml", MODEL.replace("<= 31", "<= 32"));
        desk.link(&[
            "--model",
            "@model.toml",
            "--input",
            "@records.csv",
            "--out",
            "@x",
            "--parameters",
            "@out/parameters.toml",
        ])
        .ended(1)
        .says(&["another model", "train again"]);
    }

    #[test]
    fn pairs_of_other_records() {
        let desk = Desk::new();
        desk.whole(&[]).ended(0);
        desk.scene.file("other.csv", records().replace("\nr", "\nq"));
        let words = [
            "cluster",
            "--model",
            "@model.toml",
            "--input",
            "@other.csv",
            "--parameters",
            "@out/parameters.toml",
            "--pairs",
            "@out/pairs.parquet",
            "--out",
            "@x",
        ];
        desk.link(&words)
            .ended(1)
            .says(&["no record has the id \"r", "inputs that the pairs were made from"]);
        fs::create_dir(desk.scene.path("nothing")).unwrap();
        let mut words = words;
        words[8] = "@nothing";
        desk.link(&words).ended(1).says(&["there are no parts"]);
    }

    #[test]
    fn wrong_usage() {
        let desk = Desk::new();
        for words in [
            &["--model", "@model.toml"][..],
            &[
                "score",
                "--model",
                "@model.toml",
                "--input",
                "@records.csv",
                "--parameters",
                "p",
                "--chunk",
                "0/3",
                "--out",
                "x",
            ],
            &["evaluate", "--truth", "@records.csv"],
            &["nothing"],
        ] {
            desk.link(words).ended(2);
        }
        desk.whole(&["--threshold", "nan"]).ended(1).says(&["a number of bits"]);
    }
}
