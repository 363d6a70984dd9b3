//! `tanglaw payments`: from a small file to alerts, reasons and a report; what is broken is told and the rest go in.

mod support;

use serde_json::Value;
use std::fmt::Write as _;
use support::Scene;

const MAP: &str = r#"
institution = "Harbor Remit"
zone = "Australia/Sydney"
zone_is_senders = true
currency = "AUD"
sender_country = "AU"
recipient_country = "PH"
[columns]
reference = "ref"
at = "date"
sender = "from"
recipient = "to"
amount = "amount"
sender_name = "from name"
recipient_name = "to name"
"#;

/// One payer with many small sums at night, and a worker who pays a relative once a month.
fn payments() -> String {
    let mut text = String::from("ref,date,from,to,amount,from name,to name\n");
    for number in 0..14 {
        let (day, to) = (1 + number * 2, number % 5);
        let _ = writeln!(text, "A{number},2026-03-{day:02}T23:10:00,S-1,R-{to},50.00,Ana Sample,Bea Example");
    }
    for month in 1..7 {
        let _ = writeln!(text, "B{month},2026-{month:02}-15T10:00:00,S-2,R-9,150.00,Carla Abad,Dario Abad");
    }
    text
}

#[test]
fn a_scan_tells_who_and_why() {
    let scene = Scene::embedded();
    let broken = payments() + "C1,yesterday,S-3,R-9,150.00,x,y\n";
    let (map, file) = (scene.file("map.toml", MAP), scene.file("march.csv", broken));
    let (map, file) = (map.display().to_string(), file.display().to_string());
    let answer = support::run(["payments", "scan", &file, "--columns", &map, "--json"]).ended(3);
    let lines: Vec<Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines[0]["side"].as_str(), lines[0]["party"].as_str()), (Some("payer"), Some("S-1")));
    let ids: Vec<&str> =
        lines[0]["reasons"].as_array().unwrap().iter().filter_map(|one| one["indicator"].as_str()).collect();
    assert!(ids.contains(&"I1") && ids.contains(&"I6"), "{ids:?}");
    assert!(lines.iter().all(|line| line["party"] != "S-2"), "a worker is no alert");
    assert_eq!(lines.last().unwrap()["summary"]["set_aside"], 1);
    assert!(answer.err.contains("line 22, date"), "{}", answer.err);

    let answer = support::run(["payments", "explain", &file, "--columns", &map, "--party", "S-1"]).ended(0);
    assert!(answer.out.contains("small sums within 90 days were sent between 22 and 5"), "{}", answer.out);
    let out = scene.path("report.xml").display().to_string();
    let words =
        ["payments", "report", &file, "--columns", &map, "--party", "S-1", "--form", "goaml", "--out", &out];
    support::run(words).ended(0);
    let report = std::fs::read_to_string(&out).unwrap();
    assert!(report.contains("<transactionnumber>A0</transactionnumber>"));
    assert!(report.contains("<to_is_suspected>false</to_is_suspected>"), "a recipient may be a victim");
    support::run(words).ended(1);
}

#[test]
fn what_the_windows_say_is_written_as_a_table() {
    let scene = Scene::embedded();
    let again = payments()
        + "A0,2026-03-01T23:10:00,S-1,R-0,50.00,Ana Sample,Bea Example\n=1+1,yesterday,S-3,R-9,150.00,x,y\n";
    let (map, file) = (scene.file("map.toml", MAP), scene.file("march.csv", again));
    let (map, file, out) = (
        map.display().to_string(),
        file.display().to_string(),
        scene.path("windows.csv").display().to_string(),
    );
    let words = ["payments", "windows", &file, "--columns", &map, "--out", &out];
    let answer = support::run(words).ended(3);
    assert!(
        answer.out.contains("20 payments") && answer.out.contains("1 handed over again"),
        "{}",
        answer.out
    );
    let text = std::fs::read_to_string(&out).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let place = |name: &str| head.iter().position(|known| *known == name).unwrap();
    let (who, fired, points) = (place("sender.counterparts.30d"), place("I1"), place("points"));
    let rows: Vec<Vec<&str>> = lines.collect();
    let last = rows.iter().find(|row| row[0] == "A13").unwrap();
    assert_eq!((last[who], last[fired]), ("5", "1"));
    assert!(last[points].parse::<f64>().unwrap() > 2.0, "{last:?}");
    let worker = rows.iter().find(|row| row[0] == "B3").unwrap();
    assert_eq!((worker[who], worker[fired]), ("1", "0"));
    for party in ["S-1", "R-0", "Ana", "Example"] {
        assert!(!text.contains(party), "{party}: the reference leads back, nothing else");
    }
    support::run(words).ended(1);
}

#[test]
fn another_pack_stands_in_the_place_of_the_public_one() {
    let scene = Scene::embedded();
    let (map, file) = (scene.file("map.toml", MAP), scene.file("march.csv", payments()));
    let pack = scene.file("pack.toml", payments::pack::Pack::BANK_QUERY);
    let words = [&map, &file, &pack].map(|path| path.display().to_string());
    let [map, file, pack] = &words;
    let answer =
        support::run(["payments", "scan", file, "--columns", map, "--pack", pack, "--json"]).ended(0);
    assert!(answer.out.contains("bank query") && !answer.out.contains("public 20"), "{}", answer.out);
}

#[test]
fn a_stream_goes_on_where_it_was() {
    let scene = Scene::embedded();
    let all = payments();
    let half = all.lines().take(8).collect::<Vec<_>>().join("\n");
    let (map, first, second) =
        (scene.file("map.toml", MAP), scene.file("a.csv", half), scene.file("b.csv", &all));
    let state = scene.path("state").display().to_string();
    let stream = |file: &std::path::Path| {
        let (file, map) = (file.display().to_string(), map.display().to_string());
        support::run(["payments", "stream", &file, "--columns", &map, "--state", &state, "--json"])
    };
    let answer = stream(&first).ended(0);
    let summary =
        |out: &str| serde_json::from_str::<Value>(out.lines().last().unwrap()).unwrap()["summary"].clone();
    assert_eq!(summary(&answer.out)["taken"]["new"], 7);
    let answer = stream(&second);
    assert_eq!(summary(&answer.out)["taken"]["again"], 7);
    std::fs::write(&state, "broken").unwrap();
    let answer = stream(&second).ended(1);
    assert!(answer.err.contains("cannot be taken up"), "{}", answer.err);
}

#[test]
fn bad_input_is_told_in_words() {
    let scene = Scene::embedded();
    let file = scene.file("a.csv", payments()).display().to_string();
    let told = |words: &[&str]| support::run(words.iter().copied()).ended(1).err;
    assert!(told(&["payments", "scan", &file]).contains("--columns"));
    let map = scene.file("bad.toml", "institution = 1\n").display().to_string();
    assert!(told(&["payments", "scan", &file, "--columns", &map]).contains("line 1"));
    let map = scene.file("map.toml", MAP).display().to_string();
    assert!(told(&["payments", "explain", &file, "--columns", &map, "--party", "X"]).contains("exactly"));
    assert!(told(&["payments", "scan", "missing.csv"]).contains("missing.csv"));
}

#[test]
fn a_folder_is_one_input_and_alerts_go_to_the_desk_once() {
    let scene = Scene::embedded();
    let all = payments();
    let lines: Vec<&str> = all.lines().collect();
    let header = lines[0];
    let folder = scene.path("march");
    std::fs::create_dir_all(folder.join("later")).unwrap();
    let first = lines[..9].join("\n");
    let second = format!("{header}\n{}", lines[9..].join("\n"));
    std::fs::write(folder.join("a.csv"), first).unwrap();
    std::fs::write(folder.join("later").join("b.csv"), second).unwrap();
    std::fs::write(folder.join(".hidden"), "no payments").unwrap();
    let (map, folder) = (scene.file("map.toml", MAP).display().to_string(), folder.display().to_string());
    let answer = support::run(["payments", "scan", &folder, "--columns", &map, "--json"]).ended(0);
    let summary: Value = serde_json::from_str(answer.out.lines().last().unwrap()).unwrap();
    assert_eq!(summary["summary"]["rows"], 20, "both files");

    let data = scene.path("centre").display().to_string();
    let words = ["payments", "scan", &folder, "--columns", &map, "--into-desk", "--data", &data];
    let none = support::run(words).ended(1);
    assert!(none.err.contains("there is no Tanglaw store"), "{}", none.err);
    support::run(["user", "add", "mara", "--role", "financial-analyst", "--data", &data]).ended(0);
    let first = support::run(words).ended(0);
    assert!(first.err.contains(" new alerts, 0 open again, 0 with nothing new"), "{}", first.err);
    assert!(!first.err.contains("to the desk: 0 new"), "{}", first.err);
    let again = support::run(words).ended(0);
    assert!(again.err.contains("to the desk: 0 new alerts, 0 open again, "), "{}", again.err);
    support::run(["journal", "verify", "--data", &data]).ended(0);
}
