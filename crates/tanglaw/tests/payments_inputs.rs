//! Files of payments as they come: what is broken is told and the rest goes in, whatever the command.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "support/remittances.rs"]
mod remittances;
mod support;

use remittances::map;
use serde_json::Value;
use std::{fmt::Write as _, io::Write as _, process::Stdio};
use support::Scene;

const MAP: &str = map!("", "");

const HEAD: &str = "ref,date,from,to,amount\n";

/// One payer with many small sums, at this time of the day.
fn payments(time: &str) -> String {
    let mut text = String::from(HEAD);
    for number in 0..14 {
        let _ = writeln!(text, "A{number},2026-03-{:02}{time},S-1,R-{},50.00", 1 + number * 2, number % 5);
    }
    text
}

fn summary(out: &str) -> Value {
    serde_json::from_str::<Value>(out.lines().last().unwrap()).unwrap()["summary"].clone()
}

/// Which indicators fired for anybody.
fn fired(out: &str) -> Vec<String> {
    let lines = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let reasons = lines.flat_map(|line| line["reasons"].as_array().cloned().unwrap_or_default());
    reasons.filter_map(|one| one["indicator"].as_str().map(str::to_owned)).collect()
}

#[test]
fn nobody_pays_at_night_by_a_day_alone_or_in_a_country_of_several_times() {
    let scene = Scene::embedded();
    let map = scene.file("map.toml", MAP).display().to_string();
    let scan = |name: &str, text: String, more: &[&str]| {
        let file = scene.file(name, text).display().to_string();
        let words = ["payments", "scan", &file, "--columns", &map, "--json"];
        support::run(words.iter().chain(more).copied()).ended(0).out
    };
    let night = |out: &str| fired(out).iter().any(|id| id.starts_with("I6") || id == "I17");
    let days = scan("days.csv", payments(""), &[]);
    assert!(!night(&days), "{days}");
    assert_eq!(summary(&days)["no_local_time"], 14);
    let unknown = scan("unknown.csv", payments("T23:10:00"), &[]);
    assert!(!night(&unknown), "a file's zone is not its payers': {unknown}");
    assert_eq!(summary(&unknown)["no_local_time"], 14);
    let declared = scan("declared.csv", payments("T23:10:00"), &["--zone", "AU=Australia/Sydney"]);
    assert!(night(&declared), "{declared}");
    assert_eq!(summary(&declared)["no_local_time"], 0);
    let offset = scan("offset.csv", payments("T23:10:00+11:00"), &[]);
    assert!(night(&offset), "{offset}");
    let file = scene.file("people.csv", payments("")).display().to_string();
    let told = support::run(["payments", "scan", &file, "--columns", &map]).ended(0).out;
    assert!(told.contains("14 payments say nothing of night"), "{told}");
    for wrong in ["AU=Sydney", "Atlantis=Asia/Manila", "AU"] {
        let words = ["payments", "scan", &file, "--columns", &map, "--zone", wrong];
        assert!(support::run(words).ended(1).err.contains("--zone"));
    }
}

#[test]
fn every_row_that_could_not_be_taken_stands_in_a_file() {
    let scene = Scene::embedded();
    let mut text = payments("T23:10:00");
    for number in 0..30 {
        let _ = writeln!(text, "B{number},secret-{number},S-1,R-1,50.00");
    }
    let (map, file) = (scene.file("map.toml", MAP), scene.file("march.csv", text));
    let [map, file] = [&map, &file].map(|path| path.display().to_string());
    let run = |command: &[&str], rejects: &str| {
        let path = scene.path(rejects);
        let shown = path.display().to_string();
        let words = ["payments", command[0], &file, "--columns", &map, "--rejects", &shown];
        let answer = support::run(words.iter().chain(&command[1..]).copied()).ended(3);
        assert!(answer.err.contains("march.csv: line 16, date"), "{command:?}: {}", answer.err);
        assert!(answer.err.contains("and 10 more rows") && answer.err.contains(rejects), "{}", answer.err);
        std::fs::read_to_string(path).unwrap()
    };
    let out = scene.path("sar.txt").display().to_string();
    let table = scene.path("windows.csv").display().to_string();
    let cases = scene.file("decided.csv", "party,part\nS-1,offending-payer\n").display().to_string();
    for (number, command) in [
        &["scan"][..],
        &["explain", "--party", "S-1"],
        &["report", "--party", "S-1", "--form", "fincen", "--out", &out],
        &["windows", "--out", &table],
        &["stream"],
        &["backtest", "--decided", &cases],
    ]
    .into_iter()
    .enumerate()
    {
        let told = run(command, &format!("rejects-{number}.jsonl"));
        assert_eq!(told.lines().count(), 30, "{command:?}");
        let last: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
        assert_eq!((last["line"].as_u64(), last["column"].as_str()), (Some(45), Some("date")));
        assert!(!told.contains("secret"), "values are not repeated");
    }
}

const TRANSFERS: &str = r#"<?xml version="1.0"?>
<Document><FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-01T10:00:00Z</CreDtTm></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId><UETR>u1</UETR></PmtId><IntrBkSttlmAmt Ccy="AUD">20.00</IntrBkSttlmAmt>
<Dbtr><Nm>Ana Sample</Nm></Dbtr><Cdtr><Nm>Bea Example</Nm></Cdtr></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId><TxId>T2</TxId></PmtId><IntrBkSttlmAmt Ccy="AUD">20.00</IntrBkSttlmAmt>
<Dbtr><Nm>Ana Sample</Nm></Dbtr><Cdtr><Nm>Bea Example</Nm></Cdtr></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId><TxId>T3</TxId></PmtId><IntrBkSttlmAmt Ccy="AUD">20.00</IntrBkSttlmAmt>
<Dbtr><Nm>Ana Sample</Nm></Dbtr><Cdtr><Nm>Bea Example</Nm></Cdtr></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"#;

#[test]
fn a_broken_file_is_told_and_the_others_go_in() {
    let scene = Scene::embedded();
    let map = scene.file("map.toml", MAP).display().to_string();
    let cut = TRANSFERS.replace("<Cdtr><Nm>Bea Example</Nm></Cdtr></CdtTrfTxInf>\n</FI", "<Cdtr></Nm></FI");
    let files = [scene.file("march.csv", payments("T23:10:00")), scene.file("cut.xml", cut)];
    let [good, cut] = files.map(|path| path.display().to_string());
    let answer = support::run(["payments", "scan", &good, &cut, "--columns", &map, "--json"]).ended(3);
    assert_eq!(summary(&answer.out)["rows"], 16, "{}", answer.err);
    assert!(answer.err.contains("cut.xml: line 8, the whole file"), "{}", answer.err);
    let nothing = scene.file("nothing.xml", "<Document>\n<").display().to_string();
    assert!(support::run(["payments", "scan", &nothing]).ended(1).err.contains("line 2"));
}

#[test]
fn what_was_rejected_or_is_pending_does_not_count() {
    let scene = Scene::embedded();
    let status = |of: &str, code: &str| {
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.002.001.12\"><FIToFIPmtStsRpt><TxInfAndSts>{of}<TxSts>{code}</TxSts></TxInfAndSts></FIToFIPmtStsRpt></Document>"
        )
    };
    let files = [
        scene.file("a.xml", TRANSFERS),
        scene.file("b.xml", status("<OrgnlEndToEndId>E1</OrgnlEndToEndId>", "RJCT")),
        scene.file("c.xml", status("<OrgnlTxId>T2</OrgnlTxId>", "PDNG")),
    ];
    let [all, rejected, pending] = files.map(|path| path.display().to_string());
    let out = scene.path("windows.csv").display().to_string();
    let words = ["payments", "windows", &all, &rejected, &pending, "--out", &out];
    let answer = support::run(words).ended(0);
    assert!(answer.out.starts_with("1 payments"), "{}", answer.out);
    assert!(answer.err.contains("1 payments are not settled"), "{}", answer.err);
    assert!(std::fs::read_to_string(&out).unwrap().lines().nth(1).unwrap().starts_with("T3,"));
}

#[test]
fn standard_input_is_a_file_too() {
    let scene = Scene::embedded();
    let map = scene.file("map.toml", MAP);
    for (name, text, rows) in [("-", payments("T23:10:00"), 14), ("/dev/stdin", TRANSFERS.to_owned(), 3)] {
        let mut command = support::program();
        command.args(["payments", "scan", name, "--json", "--columns"]).arg(&map);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let answer = support::Answer::from(child.wait_with_output().unwrap()).ended(0);
        assert_eq!(summary(&answer.out)["rows"], rows, "{name}");
    }
}

/// Two payers of a confirmed recipient also pay another, who is near; what no payment names is told by its line.
#[test]
fn neighbours_of_confirmed_recipients_are_found() {
    let scene = Scene::embedded();
    let map = scene.file("map.toml", MAP).display().to_string();
    let mut text = String::from(HEAD);
    for (number, (from, to)) in [("S-1", "R-1"), ("S-2", "R-1"), ("S-1", "R-2"), ("S-2", "R-2")]
        .into_iter()
        .cycle()
        .take(12)
        .enumerate()
    {
        let _ = writeln!(text, "A{number},2026-03-{:02}T23:10:00,{from},{to},50.00", 1 + number);
    }
    let file = scene.file("march.csv", text).display().to_string();
    let known = scene.file("known.txt", "R-1\nR-77\n").display().to_string();
    let out = scene.path("windows.csv").display().to_string();
    let words = ["payments", "windows", &file, "--columns", &map, "--known", &known, "--out", &out];
    let answer = support::run(words).ended(0);
    let told = &answer.err;
    assert!(told.contains("1 of 2 confirmed recipients") && told.contains("lines 2)"), "{told}");
    let text = std::fs::read_to_string(&out).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let place = |name: &str| head.iter().position(|known| *known == name).unwrap();
    for line in lines {
        let number: usize = line[0].trim_start_matches('A').parse().unwrap();
        let is_near = if number % 4 < 2 { ["1", "0"] } else { ["0", "1"] };
        assert_eq!([line[place("I14")], line[place("I14b")]], is_near, "{line:?}");
    }
}
