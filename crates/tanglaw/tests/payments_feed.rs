//! `tanglaw payments stream -`: rows as they come, killed in the middle and taken up again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "support/remittances.rs"]
mod remittances;
mod support;

use remittances::map;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    process::Stdio,
};
use support::Scene;

const MAP: &str = map!("zone_is_senders = true", "version = \"version\"\nkind = \"kind\"\n");

const HEAD: &str = "ref,version,date,from,to,amount,kind\n";

/// Several payers of many small sums at night, in order of time; the whole of one is taken back at once.
fn rows() -> Vec<String> {
    let mut rows = Vec::new();
    for number in 0..40 {
        let (day, payer, to) = (1 + number / 2, number % 4, number % 7);
        let mut row = String::new();
        let _ = write!(row, "A{number},1,2026-03-{day:02}T23:{:02}:00,S-{payer},R-{to},50.00,", number % 60);
        rows.push(format!("{row}transfer"));
        if payer == 3 {
            rows.push(format!("{}withdrawn", row.replacen(",1,", ",2,", 1)));
        }
    }
    rows
}

type Alerts = BTreeMap<(String, String), Value>;

fn take(alerts: &mut Alerts, line: &str) {
    let line: Value = serde_json::from_str(line).unwrap();
    let key = |of: &Value| Some((of["side"].as_str()?.to_owned(), of["party"].as_str()?.to_owned()));
    if let Some(key) = key(&line["retracted"]) {
        alerts.remove(&key);
    } else if let Some(key) = key(&line) {
        alerts.insert(key, line);
    }
}

/// A confirmed recipient is one from the first payment that names them, and one who is confirmed later from then on.
#[test]
fn confirmed_recipients_are_known_as_they_come() {
    let scene = Scene::embedded();
    let (map, state) = (scene.file("map.toml", MAP), scene.path("state").display().to_string());
    let (map, known) =
        (map.display().to_string(), scene.file("known.txt", "R-1\n0917 555 0101\n").display().to_string());
    let row = |id: u32, to: &str| format!("A{id},1,2026-03-01T12:{id:02}:00,S-{id},{to},50.00,transfer\n");
    let stream = |rows: &str| {
        let words =
            ["payments", "stream", "-", "--columns", &map, "--state", &state, "--known", &known, "--json"];
        let mut running =
            support::program().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        running.stdin.take().unwrap().write_all(format!("{HEAD}{rows}").as_bytes()).unwrap();
        let out = running.wait_with_output().unwrap();
        assert!(out.status.success());
        let lines = String::from_utf8(out.stdout).unwrap();
        let alerts = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let payers = alerts.filter(|one| one["side"] == "payer");
        let of_known = payers.filter(|one| one["reasons"].to_string().contains("\"I14\""));
        of_known.filter_map(|one| Some(one["party"].as_str()?.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(stream(&[row(1, "R-1"), row(2, "R-2"), row(3, "+639175550101")].concat()), ["S-1", "S-3"]);
    std::fs::write(&known, "R-1\nR-2\n").unwrap();
    assert_eq!(stream(&[row(4, "R-2"), row(5, "R-3")].concat()), ["S-4"]);
}

#[test]
fn a_feed_that_is_killed_loses_nothing_that_was_saved() {
    let scene = Scene::embedded();
    let (map, rows) = (scene.file("map.toml", MAP), rows());
    let state = scene.path("state").display().to_string();
    let map = map.display().to_string();
    let words =
        ["payments", "stream", "-", "--columns", &map, "--state", &state, "--json", "--save-every", "10"];
    let mut alerts = Alerts::new();
    let mut first =
        support::program().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut feed = first.stdin.take().unwrap();
    feed.write_all(format!("{HEAD}{}\n", rows[..25].join("\n")).as_bytes()).unwrap();
    feed.flush().unwrap();
    // The feed stays open: what is told now was told as it came.
    let mut saved = 0;
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    while saved < 20 {
        let line = lines.next().unwrap().unwrap();
        take(&mut alerts, &line);
        let told = serde_json::from_str::<Value>(&line).unwrap();
        saved = told["saved"]["payments"].as_u64().unwrap_or(saved);
    }
    first.kill().unwrap();
    first.wait().unwrap();
    drop(feed);

    // From where it was saved on: what came before need not be handed over again.
    let mut second =
        support::program().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let rest = rows[usize::try_from(saved).unwrap()..].join("\n");
    second.stdin.take().unwrap().write_all(format!("{HEAD}{rest}\n").as_bytes()).unwrap();
    let out = second.wait_with_output().unwrap();
    assert!(out.status.success());
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        take(&mut alerts, line);
    }

    let all = scene.file("all.csv", format!("{HEAD}{}\n", rows.join("\n"))).display().to_string();
    let scan = support::run(["payments", "scan", &all, "--columns", &map, "--json"]).ended(0);
    let mut expected = Alerts::new();
    for line in scan.out.lines() {
        take(&mut expected, line);
    }
    assert!(expected.len() >= 3, "{}", scan.out);
    assert!(alerts.keys().eq(expected.keys()), "{:?} instead of {:?}", alerts.keys(), expected.keys());
    for (key, alert) in &expected {
        let told = &alerts[key];
        assert_eq!(told["first_alert"], alert["first_alert"]);
        assert!(told["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{told}");
        let points = |of: &Value| of["points"].as_f64().unwrap();
        assert!(points(told) <= points(alert) && points(alert) < points(told) + 1.0);
    }
}
