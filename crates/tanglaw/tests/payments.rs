//! `tanglaw payments`: from a small file to alerts, reasons and a report; what is broken is told and the rest go in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "support/remittances.rs"]
mod remittances;
mod support;

use remittances::map;
use serde_json::Value;
use std::fmt::Write as _;
use support::Scene;

const MAP: &str =
    map!("zone_is_senders = true", "sender_name = \"from name\"\nrecipient_name = \"to name\"\n");

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

/// The profile of a reporting office, filled in.
fn office(scene: &Scene) -> std::path::PathBuf {
    scene.file("office.toml", include_str!("../../payments/tests/office.toml"))
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

    let answer = support::run(["payments", "explain", &file, "--columns", &map, "--party", "S-1"]).ended(3);
    assert!(answer.err.contains("line 22, date"), "told by every command: {}", answer.err);
    assert!(answer.out.contains("small sums within 90 days were sent between 22 and 5"), "{}", answer.out);
    let out = scene.path("report.xml").display().to_string();
    let words =
        ["payments", "report", &file, "--columns", &map, "--party", "S-1", "--form", "goaml", "--out", &out];
    let none = support::run(words).ended(1);
    assert!(none.err.contains("--profile") && none.err.contains("none is made up"), "{}", none.err);
    let profile = office(&scene).display().to_string();
    let words = words.iter().copied().chain(["--profile", &profile]).collect::<Vec<_>>();
    support::run(words.iter().copied()).ended(3);
    let report = std::fs::read_to_string(&out).unwrap();
    assert!(report.contains("<transactionnumber>A0</transactionnumber>"));
    assert!(report.contains("<from_is_suspected>true</from_is_suspected>"));
    assert!(!report.contains("<to_is_suspected>true</to_is_suspected>"), "a recipient may be a victim");
    assert!(report.contains("<rentity_id>4711</rentity_id>") && !report.contains("<action>"), "{report}");
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

/// Writes payments as Parquet files of so many rows each, in this order; `told_apart` with their numbers.
fn parquet(scene: &Scene, folder: &str, payments: &[[i64; 4]], each: usize, told_apart: bool) -> String {
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, UInt64Array};
    use std::sync::Arc;
    let path = scene.path(folder);
    std::fs::create_dir_all(&path).unwrap();
    for (number, part) in payments.chunks(each).enumerate() {
        let column =
            |at: usize| Arc::new(Int64Array::from_iter_values(part.iter().map(|row| row[at]))) as ArrayRef;
        let text = |value: &str| {
            Arc::new(arrow::array::StringArray::from_iter_values(part.iter().map(|_| value))) as ArrayRef
        };
        let first = (number * each) as u64;
        let ids = UInt64Array::from_iter_values(first..first + part.len() as u64);
        let mut columns = vec![
            ("at", column(0)),
            ("sender", column(1)),
            ("recipient", column(2)),
            ("minor_units", column(3)),
            ("sender_country", text("AU")),
            ("recipient_country", text("PH")),
        ];
        if told_apart {
            columns.push(("id", Arc::new(ids)));
        }
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = std::fs::File::create(path.join(format!("part-{number:03}.parquet"))).unwrap();
        // Several groups of rows in a file, as writers of large files make them.
        let properties = parquet::file::properties::WriterProperties::builder()
            .set_max_row_group_row_count(Some(37))
            .build();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
    path.display().to_string()
}

/// A year in which some pay many at night in small even sums, one is paid by many, and the others pay now and then; many at the same
/// instant.
fn year() -> Vec<[i64; 4]> {
    let day = 86_400_000;
    let payment = |number: i64| {
        let (sender, recipient) = match number % 3 {
            0 => (1 + number % 4, 100 + number % 7),
            1 => (10 + number % 90, 107),
            _ => (200 + number % 150, 400 + number % 140),
        };
        [1_767_193_200_000 + (number / 3) * day / 2, sender, recipient, 3_000 + (number % 5) * 1_000]
    };
    (0..600).map(payment).collect()
}

/// A year kept in many files says what it says in one: the same alerts with the same reasons, in the same order.
#[test]
fn a_year_in_many_parquet_files_is_the_year_in_one() {
    let scene = Scene::embedded();
    let payments = year();
    for told_apart in [true, false] {
        let name = |kind: &str| format!("{kind}-{told_apart}");
        let one = parquet(&scene, &name("one"), &payments, payments.len(), told_apart);
        let answer = |folder: &str, more: &[&str]| {
            let words = ["payments", "scan", folder, "--json", "--limit", "1000"];
            support::run(words.iter().chain(more).copied()).ended(0).out
        };
        let whole = answer(&one, &[]);
        assert!(whole.lines().count() > 3, "{whole}");
        for each in [1, 50, 299, 300] {
            let many = parquet(&scene, &name(&format!("by{each}")), &payments, each, told_apart);
            for threads in ["1", "2", "7"] {
                assert_eq!(
                    answer(&many, &["--threads", threads]),
                    whole,
                    "{each} rows a file, {threads} threads"
                );
            }
            // Numbered apart, too.
            let apart = ["--separate-numbers"];
            assert_eq!(answer(&many, &apart), answer(&one, &apart), "{each} rows a file");
        }
    }
    // Handed over again in another file: the payment counts once.
    let one = parquet(&scene, "once", &payments, payments.len(), true);
    let twice = scene.path("twice");
    std::fs::create_dir_all(&twice).unwrap();
    for name in ["a.parquet", "b.parquet"] {
        std::fs::copy(std::path::Path::new(&one).join("part-000.parquet"), twice.join(name)).unwrap();
    }
    let words = |folder: &str| ["payments", "scan", folder, "--json"].map(str::to_owned);
    let alerts = |out: &str| out.lines().filter(|line| !line.contains("\"summary\"")).count();
    let once = support::run(words(&one)).ended(0).out;
    let again = support::run(words(&twice.display().to_string())).ended(0).out;
    let summary: Value = serde_json::from_str(again.lines().last().unwrap()).unwrap();
    assert_eq!(summary["summary"]["repeated"], payments.len());
    assert_eq!(alerts(&once), alerts(&again));
    assert_eq!(once.lines().next(), again.lines().next());
}

/// A pack is tried over a year of Parquet with decided cases: thresholds swept, and in many files what it is in one.
#[test]
fn a_backtest_over_files_with_decided_cases() {
    let scene = Scene::embedded();
    let payments = year();
    let cases =
        "party,part\n1,offending-payer\n2, offending-payer\n3,coerced-payer\n100,payee\n999999,payee\n";
    let cases = scene.file("decided.csv", cases).display().to_string();
    let one = parquet(&scene, "one", &payments, payments.len(), true);
    let many = parquet(&scene, "many", &payments, 77, true);
    let answer = |folder: &str| {
        support::run(["payments", "backtest", folder, "--decided", &cases, "--per-day", "2", "--json"])
            .ended(0)
    };
    let first = answer(&one);
    assert!(first.err.contains("1 decided parties are in none of the payments"), "{}", first.err);
    let whole = first.out;
    assert_eq!(answer(&many).out, whole);
    let told: Value = serde_json::from_str(&whole).unwrap();
    assert_eq!(
        (told["year"]["payments"].as_u64(), told["year"]["offending_payers"].as_u64()),
        (Some(600), Some(2))
    );
    let sweep = told["sweep"].as_array().unwrap();
    assert!(sweep.len() > 10 && sweep[0]["found"].as_f64() > Some(0.5), "{sweep:?}");
    assert!(sweep.windows(2).all(|two| two[0]["alerts"].as_u64() >= two[1]["alerts"].as_u64()));
    assert_eq!(told["workload"]["payers_found"], 1.0);
    assert!(told["workload"]["wrong_among_100000"]["corridor AU-PH"].is_number());
    let people = support::run(["payments", "backtest", &one, "--decided", &cases]).ended(0).out;
    assert!(people.contains("600 payments of ") && people.contains("2 of them pay for abuse"), "{people}");

    let bad = |text: &str| {
        let path = scene.file("bad.csv", text).display().to_string();
        support::run(["payments", "backtest", &one, "--decided", &path]).ended(1).err
    };
    assert!(bad("who,what\n").contains("line 1"));
    let told = bad("party,part\n1,offending-payer\n7,somebody\n");
    assert!(told.contains("line 3, part") && !told.contains("somebody"), "{told}");
    // Files without decided cases, and the other way round.
    support::run(["payments", "backtest", &one]).ended(2);
    support::run(["payments", "backtest", "--decided", &cases]).ended(2);
}

/// A schema by which whatever is within a report is valid, and one that asks for something else.
const LOOSE: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="report"><xs:complexType>
<xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence></xs:complexType></xs:element></xs:schema>"#;
const STRICT: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="report"><xs:complexType>
<xs:sequence><xs:element name="something_else" type="xs:int"/></xs:sequence></xs:complexType></xs:element></xs:schema>"#;

/// What is not valid by the unit's schema is told and not written, and so is what could be held against none.
#[test]
fn a_report_is_written_only_where_it_is_valid_by_the_schema() {
    let scene = Scene::embedded();
    let (map, file) = (scene.file("map.toml", MAP), scene.file("march.csv", payments()));
    let (folder, profile) = (scene.path("reports"), office(&scene));
    std::fs::create_dir(&folder).unwrap();
    let out = folder.join("report.xml");
    let command = |form: &str, schema: &std::path::Path| {
        let mut command = support::program();
        command.args(["payments", "report", "--party", "S-1", "--form", form]).arg(&file);
        command.arg("--columns").arg(&map).arg("--schema").arg(schema).arg("--out").arg(&out);
        if form == "goaml" {
            command.arg("--profile").arg(&profile);
        }
        command
    };
    let empty =
        |why: &str| assert!(std::fs::read_dir(&folder).unwrap().next().is_none(), "{why}: something is left");
    let (loose, strict) = (scene.file("loose.xsd", LOOSE), scene.file("strict.xsd", STRICT));
    let junk = scene.file("junk.xsd", "no schema");

    let none = support::Answer::from(command("goaml", &loose).env("PATH", &folder).output().unwrap());
    none.ended(1).says(&["xmllint is not installed", "libxml2-utils"]);
    empty("no xmllint");
    let answer =
        |form: &str, schema: &std::path::Path| support::Answer::from(command(form, schema).output().unwrap());
    answer("amlc", &loose).ended(1).says(&["reports in XML"]);
    answer("goaml", &scene.path("missing.xsd")).ended(1).says(&["missing.xsd cannot be read"]);
    empty("no schema");
    if !support::has("xmllint") {
        support::skipped("reports held against a schema", "xmllint");
        return;
    }
    answer("goaml", &junk).ended(1).says(&["junk.xsd cannot be used"]);
    let told = answer("goaml", &strict).ended(4).says(&[
        "not valid by",
        "was not written",
        "line ",
        "something_else",
    ]);
    for personal in ["S-1", "Ana", "Example"] {
        assert!(!told.err.contains(personal), "{personal}: {}", told.err);
    }
    empty("not valid");
    // Of a folder the file is taken that none of the others takes in.
    let schemas = scene.path("schemas");
    std::fs::create_dir(&schemas).unwrap();
    answer("goaml", &schemas).ended(1).says(&["holds no schema"]);
    let empty_part = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>";
    let whole = LOOSE.replacen('>', "><xs:include schemaLocation=\"part.xsd\"/>", 1);
    for (name, text) in [("part.xsd", empty_part), ("whole.xsd", &whole), ("README.txt", "no schema")] {
        std::fs::write(schemas.join(name), text).unwrap();
    }
    let done = answer("goaml", &schemas).ended(0);
    assert!(done.out.contains("valid by the schema"), "{}", done.out);
    std::fs::remove_file(&out).unwrap();
    std::fs::write(schemas.join("other.xsd"), STRICT).unwrap();
    answer("goaml", &schemas).ended(1).says(&["holds several schemas", "other.xsd", "whole.xsd"]);
    let done = answer("goaml", &loose).ended(0);
    assert!(done.out.contains("valid by the schema"), "{}", done.out);
    assert!(std::fs::read_to_string(&out).unwrap().contains("<transactionnumber>A0</transactionnumber>"));
    // Never written over, and nothing beside it.
    answer("goaml", &loose).ended(1).says(&["is there already"]);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}
