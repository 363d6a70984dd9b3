//! Bad input of every kind: a clear message that names the thing and says what to do, and nothing is lost.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod support;

use serde_json::Value;
use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use support::{Answer, Scene, database};

/// A store with five reports in it.
fn begun() -> Scene {
    let scene = Scene::embedded();
    let good = scene.file("public/good.jsonl", support::lines(0..5));
    assert_eq!(scene.intake(&good, &[]).ended(0).summary()["new"], 5);
    scene
}

/// What an intake set aside: places and reasons.
fn set_asides(answer: &Answer) -> Vec<(String, String)> {
    let text = |line: &Value, key: &str| line["set_aside"][key].as_str().expect("a text").to_owned();
    let lines = answer.json_lines();
    lines
        .iter()
        .filter(|line| line.get("set_aside").is_some())
        .map(|line| (text(line, "place"), text(line, "reason")))
        .collect()
}

/// Takes one bad file in, next to a good one: the good one goes in, the bad one is named and kept.
#[track_caller]
fn one_set_aside(name: &str, bytes: impl AsRef<[u8]>, reason: &str) {
    let scene = begun();
    scene.file(name, bytes);
    let folder = scene.path(name.split('/').next().unwrap());
    scene.file(
        &format!("{}/zz-good.jsonl", folder.file_name().unwrap().to_str().unwrap()),
        support::lines(10..12),
    );
    let answer = scene.intake(&folder, &[]).ended(3);
    let aside = set_asides(&answer);
    let file = name.rsplit('/').next().unwrap();
    assert!(
        aside.iter().any(|(place, why)| place.contains(file) && why.contains(reason)),
        "{reason:?} of {file}: {aside:?}"
    );
    let summary = answer.summary();
    let reports = 5 + summary["new"].as_u64().unwrap();
    assert!(summary["new"].as_u64().unwrap() >= 2, "the good file went in: {summary}");
    scene.is_whole(usize::try_from(reports).unwrap());
    assert_eq!(
        database::number(&scene.data, "SELECT count(*) FROM set_aside"),
        i64::try_from(aside.len()).unwrap()
    );
    // A person reads the same without --json, on standard error.
    scene.run(["intake", folder.to_str().unwrap()]).ended(3).says(&[file, reason]);
}

/// A submission that is whole.
const SUBMISSION: &str = "<report><incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType><incidentDateTime>2026-03-01T10:00:00Z</incidentDateTime></incidentSummary><reporter><reportingPerson></reportingPerson></reporter></report>";

/// The first row of a hotline's sheet.
const COLUMNS: &str = "Case no.,Received,Happened from,Happened until,Type of concern,Danger now,Still going on,Paid for,Risk of self-harm,Child name,Child alias,Child age,Child sex,Child account,Suspect name,Suspect alias,Suspect phone,Suspect e-mail,Suspect account,Suspect nationality,Suspect relation to child,Suspect has access to child,Facilitator name,Facilitator phone,Facilitator wallet,Facilitator relation to child,Caller name,Caller phone,Caller e-mail,Country,Province,City or municipality,Place,Amount,Currency,Paid through,Payment reference,Links,Account of the caller,How the caller knows";

/// A hotline's sheet with a row for each time of receipt.
fn sheet(received: &[&str]) -> String {
    let blank = ",".repeat(COLUMNS.matches(',').count() - 5);
    let row = |(number, received): (usize, &&str)| {
        format!("H-{number},{received},,,grooming{blank}Placeholder narrative {number}.,\n")
    };
    format!("{COLUMNS}\n{}", received.iter().enumerate().map(row).collect::<String>())
}

mod documents {
    use super::*;

    #[test]
    fn empty() {
        one_set_aside("ncmec/nothing.xml", "", "the file is empty");
        one_set_aside("public/nothing.jsonl", "", "the file is empty");
        one_set_aside("ncmec/nothing.zip", "", "the file is empty");
        one_set_aside("ncmec/blank.json", "  \n\n", "the file is empty");
    }

    #[test]
    fn truncated() {
        one_set_aside("ncmec/cut.xml", &SUBMISSION[..SUBMISSION.len() / 2], "ends too early");
        let whole = support::lines(0..3);
        one_set_aside("public/cut.jsonl", &whole[..whole.len() - 20], "ends too early");
        one_set_aside("ncmec/cut.json", "{\"report\": {\"incident\": [", "ends too early");
    }

    #[test]
    fn a_truncated_archive() {
        let scene = begun();
        let country = scene.country(200, 5);
        let archive = fs::read_dir(country.join("clearing-house"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|end| end == "zip"));
        let Some(archive) = archive else {
            return support::skipped("a truncated archive", "an archive in the synthetic country");
        };
        let bytes = fs::read(archive).unwrap();
        one_set_aside("ncmec/cut.zip", &bytes[..bytes.len() / 2], "ZIP");
    }

    #[test]
    fn wrong_encoding() {
        let wide: Vec<u8> = SUBMISSION.encode_utf16().flat_map(u16::to_le_bytes).collect();
        one_set_aside("ncmec/wide.xml", [&[0xff, 0xfe][..], &wide].concat(), "UTF-8");
        let mut line = support::line(7).into_bytes();
        let at = line.windows(5).position(|window| window == b"Place").unwrap();
        line[at] = 0xff;
        one_set_aside("public/bytes.jsonl", line, "UTF-8");
        let latin = sheet(&["01/03/2026"]).replace("Placeholder", "Placehold\u{1}r");
        let latin: Vec<u8> = latin.bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
        one_set_aside("hotline/latin.csv", latin, "UTF-8");
    }

    #[test]
    fn ten_thousand_nested_elements() {
        let deep = format!("<report>{}{}</report>", "<a>".repeat(10_000), "</a>".repeat(10_000));
        one_set_aside("ncmec/deep.xml", deep, "over the limit of 64");
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        one_set_aside("ncmec/deep.json", &deep, "over the limit of 64");
        one_set_aside(
            "public/deep.jsonl",
            format!("{{\"tanglaw\":\"report/1\",\"x\":{deep}}}\n"),
            "over the limit of 64",
        );
    }

    #[test]
    fn entity_bombs() {
        let level = |n: u32| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10));
        let levels = (1..10).map(level).collect::<Vec<_>>().concat();
        let bomb = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE report [<!ENTITY e0 \"aaaaaaaaaa\">{levels}]>{}",
            SUBMISSION.replace("2026", "&e9;")
        );
        one_set_aside("ncmec/bomb.xml", bomb, "refused");
        let outside = "<?xml version=\"1.0\"?><!DOCTYPE report [<!ENTITY file SYSTEM \"file:///etc/hostname\">]><report>&file;</report>";
        one_set_aside("ncmec/outside.xml", outside, "refused");
    }

    #[test]
    fn impossible_dates() {
        let bad = support::line(9).replace(
            "\"source_reference\"",
            "\"received_by_source\":\"2026-02-31T10:00:00Z\",\"source_reference\"",
        );
        one_set_aside("public/dates.jsonl", bad, "expected");
    }

    /// A date that cannot be read does not cost the report: it is unknown, named, and kept as it stood.
    #[test]
    fn impossible_dates_beside_facts() {
        let scene = begun();
        let dates = ["31/02/2026", "01/03/2026 10:00", "99/99/9999", "01/03/2026 25:61"];
        let summary = scene.intake(&scene.file("hotline/dates.csv", sheet(&dates)), &[]).ended(0).summary();
        assert_eq!(
            (&summary["new"], &summary["not_understood"]["Received"]),
            (&4.into(), &3.into()),
            "{summary}"
        );
        let report = SUBMISSION.replace("2026-03-01", "2026-02-31");
        let answer = scene.run(["intake", scene.file("ncmec/dates.xml", report).to_str().unwrap()]).ended(0);
        assert!(answer.out.contains("1 × /report/incidentSummary/incidentDateTime"), "{}", answer.out);
        scene.is_whole(5 + 5);
    }

    #[test]
    fn formats_nobody_knows() {
        one_set_aside("ncmec/notes.txt", "Placeholder words.", "not a format that is known here");
        one_set_aside("ncmec/alone.pdf", "%PDF-1.4", "a PDF alone");
    }

    #[test]
    fn one_broken_record_among_thousands() {
        let scene = begun();
        let mut text = support::lines(100..2_100);
        let middle = text.find("Placeholder narrative 1000").unwrap();
        text.replace_range(middle..=middle, "\u{7}");
        let answer = scene.intake(&scene.file("public/many.jsonl", text), &[]).ended(3);
        let aside = set_asides(&answer);
        assert_eq!(aside.len(), 1, "{aside:?}");
        assert!(aside[0].0.contains("line 901"), "{aside:?}");
        assert_eq!(answer.summary()["new"], 1_999);
        scene.is_whole(5 + 1_999);
    }
}

mod duplicates {
    use super::*;

    #[test]
    fn the_same_again_is_one_report() {
        let scene = begun();
        let again = scene.path("public/good.jsonl");
        let summary = scene.intake(&again, &[]).ended(0).summary();
        assert_eq!((&summary["new"], &summary["again"]), (&0.into(), &5.into()));
        scene.is_whole(5);
    }

    #[test]
    fn one_number_for_two_reports_keeps_both() {
        let scene = begun();
        let other = support::line(3).replace("Placeholder narrative 3", "Placeholder narrative 333");
        let file = scene.file("public/twice.jsonl", format!("{}{other}", support::line(50).repeat(3)));
        let summary = scene.intake(&file, &[]).ended(0).summary();
        assert_eq!(
            (&summary["new"], &summary["again"], &summary["revised"]),
            (&1.into(), &2.into(), &1.into())
        );
        scene.is_whole(6);
        assert_eq!(database::number(&scene.data, "SELECT max(version) FROM report"), 2);
        let entries = "SELECT count(*) FROM journal WHERE sealed IS NOT NULL AND subject = (SELECT id FROM report WHERE version = 2)";
        assert_eq!(database::number(&scene.data, entries), 2, "the first version is still there");
    }
}

mod size {
    use super::*;

    /// A file that goes on and on after a beginning that looks right; nearly all of it is a hole on the disk.
    fn endless(scene: &Scene, name: &str, head: &str, bytes: u64) -> std::path::PathBuf {
        let path = scene.file(name, head);
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(bytes - 1)).unwrap();
        file.write_all(b"x").unwrap();
        path
    }

    /// Runs an intake and watches the most memory that it held, in KiB.
    fn watched(scene: &Scene, path: &Path) -> (Answer, u64, Duration) {
        let began = Instant::now();
        let output = scene.path("watched.out");
        let mut command = scene.command(["intake", "--json", path.to_str().unwrap()]);
        let mut child =
            command.stdout(fs::File::create(&output).unwrap()).stderr(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        let ended = loop {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let now = text
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
            peak = peak.max(now.unwrap_or(0));
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let out = fs::read_to_string(output).unwrap();
        (Answer { code: ended.code(), out, err: String::new() }, peak, began.elapsed())
    }

    #[test]
    fn two_gigabytes() {
        let bytes = 2 << 30;
        let beginnings = [
            ("ncmec/endless.xml", "<report><incidentSummary>"),
            ("ncmec/endless.json", "{\"report\": \""),
            ("public/endless.jsonl", "{\"tanglaw\":\"report/1\",\"source\":\""),
            ("hotline/endless.csv", &format!("{COLUMNS}\nH-1,\"")),
            ("ncmec/endless.zip", "PK\u{3}\u{4}"),
            ("ncmec/zeros.bin", ""),
        ];
        let scene = begun();
        for (name, head) in beginnings {
            let path = endless(&scene, name, head, bytes);
            let (answer, peak, time) = watched(&scene, &path);
            let answer = answer.ended(3);
            let aside = set_asides(&answer);
            eprintln!("{name}: {bytes} bytes, {time:.1?}, at most {} MiB: {}", peak >> 10, aside[0].1);
            assert!(!aside.is_empty() && aside.iter().all(|(place, _)| place.contains(name)), "{aside:?}");
            assert!(peak < 400 << 10, "{name}: {peak} KiB of memory");
            fs::remove_file(path).unwrap();
        }
        scene.is_whole(5);
    }
}
