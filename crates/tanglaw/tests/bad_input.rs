//! Bad input of every kind: a clear message that names the thing and says what to do, and nothing is lost.

mod support;

use serde_json::Value;
use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use support::{Answer, Scene, database, mount::SmallDisk, server::Server};

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

/// A hotline sheet with one row; `received` and `words` as given.
fn sheet(received: &str, words: &str) -> String {
    format!("Case no.,Received,Type of concern,Account of the caller\nH-1,{received},grooming,{words}\n")
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
        one_set_aside(
            "hotline/latin.csv",
            sheet("01/03/2026", "Placeholder \u{1}")
                .replace('\u{1}', "X")
                .into_bytes()
                .iter()
                .map(|byte| if *byte == b'X' { 0xe9 } else { *byte })
                .collect::<Vec<_>>(),
            "utf-8",
        );
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
        let levels: String =
            (1..10).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
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

    #[test]
    fn impossible_dates_in_a_table_keep_the_row_and_what_it_says() {
        let scene = begun();
        let file = scene.file("hotline/dates.csv", sheet("31/02/2026", "Placeholder narrative 1."));
        let answer = scene.intake(&file, &[]);
        let summary = answer.summary();
        let kept = summary["new"].as_u64().unwrap() + summary["set_aside"].as_u64().unwrap();
        assert_eq!(kept, 1, "{summary}");
        let told = answer.out.contains("Received");
        assert!(told, "the column is named: {}", answer.out);
        scene.is_whole(5 + usize::try_from(summary["new"].as_u64().unwrap()).unwrap());
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
        // Reading all of it with an unoptimised program takes minutes: `.ci/long` does it with the optimised one.
        let long = std::env::var_os("TANGLAW_LONG").is_some();
        let bytes = if long { 2 << 30 } else { 64 << 20 };
        let beginnings = [
            ("ncmec/endless.xml", "<report><incidentSummary>"),
            ("ncmec/endless.json", "{\"report\": \""),
            ("public/endless.jsonl", "{\"tanglaw\":\"report/1\",\"source\":\""),
            ("hotline/endless.csv", "Case no.,Received,Type of concern\nH-1,\""),
            ("ncmec/endless.zip", "PK\u{3}\u{4}"),
            ("ncmec/zeros.bin", ""),
        ];
        let scene = begun();
        for (name, head) in beginnings {
            let path = endless(&scene, name, head, bytes);
            let (answer, peak, time) = watched(&scene, &path);
            eprintln!("{name}: {bytes} bytes, {time:.1?}, at most {} MiB", peak >> 10);
            let answer = answer.ended(3);
            let aside = set_asides(&answer);
            assert!(!aside.is_empty() && aside.iter().all(|(place, _)| place.contains(name)), "{aside:?}");
            assert!(peak < 400 << 10, "{name}: {peak} KiB of memory");
            fs::remove_file(path).unwrap();
        }
        scene.is_whole(5);
    }
}

mod disk {
    use super::*;

    #[test]
    fn full() {
        let mut scene = Scene::embedded();
        let Some(disk) = SmallDisk::mount(scene.path("disk"), "6m") else {
            return support::skipped("a full disk", "root and the right to mount");
        };
        scene.data = disk.path.join("data");
        let file = scene.file("public/many.jsonl", support::lines(0..9_000));
        let answer = scene.intake(&file, &["--batch", "200"]).ended(1).says(&[
            "the disk is full",
            "Free some space",
            "run the same command again",
        ]);
        let acknowledged: Vec<String> = answer
            .json_lines()
            .iter()
            .filter_map(|line| Some(line["receipt"]["id"].as_str()?.to_owned()))
            .collect();
        assert!(
            !acknowledged.is_empty() && acknowledged.len() < 9_000,
            "{} acknowledged",
            acknowledged.len()
        );
        // Somebody frees space, and does what the message says.
        disk.resize("200m");
        let queue = scene.queue();
        assert!(acknowledged.iter().all(|id| queue.contains_key(id)), "acknowledged and lost");
        let summary = scene.intake(&file, &["--batch", "200"]).ended(0).summary();
        assert!(summary["again"].as_u64().unwrap() >= acknowledged.len() as u64, "{summary}");
        scene.is_whole(9_000);
    }

    #[test]
    fn full_when_a_backup_is_made() {
        let scene = begun();
        let Some(disk) = SmallDisk::mount(scene.path("stick"), "64k") else {
            return support::skipped("a full disk for a backup", "root and the right to mount");
        };
        let out = disk.path.join("copy.backup");
        scene.run(["backup", "--out", out.to_str().unwrap()]).ended(1).says(&["full"]);
        assert_eq!(fs::read_dir(&disk.path).unwrap().count(), 0, "nothing half-made stays behind");
        scene.is_whole(5);
    }

    #[test]
    fn read_only() {
        let mut scene = Scene::embedded();
        let Some(disk) = SmallDisk::mount(scene.path("disk"), "50m") else {
            return support::skipped("a read-only data directory", "root and the right to mount");
        };
        scene.data = disk.path.join("data");
        let file = scene.file("public/good.jsonl", support::lines(0..5));
        disk.lock();
        scene.intake(&file, &[]).ended(1).says(&["data", "ead-only"]);
        disk.unlock();
        scene.intake(&file, &[]).ended(0);
        disk.lock();
        let more = scene.file("public/more.jsonl", support::lines(5..9));
        scene.intake(&more, &[]).ended(1).says(&[
            "tanglaw.db",
            "cannot be written",
            "check its owner and permissions",
        ]);
        scene.run(["queue"]).ended(1).says(&["tanglaw.db", "cannot be written"]);
        disk.unlock();
        scene.is_whole(5);
        scene.intake(&more, &[]).ended(0);
        scene.is_whole(9);
    }
}

mod store {
    use super::*;

    #[test]
    fn a_second_server() {
        let scene = begun();
        let first = Server::start(&scene);
        let words = ["another server", &first.id().to_string(), "stop it first"];
        scene
            .run(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .ended(1)
            .says(&words);
        // Other commands may run beside it.
        let more = scene.file("public/more.jsonl", support::lines(5..9));
        scene.intake(&more, &[]).ended(0);
        assert!(first.terminate().success());
        scene.is_whole(9);
        assert!(Server::start(&scene).terminate().success(), "the lock went with the first server");
    }

    #[test]
    fn an_address_in_use() {
        let scene = begun();
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        scene
            .run(["serve", "--listen", &address, "--admin-listen", "127.0.0.1:0"])
            .ended(1)
            .says(&[&address]);
        scene.is_whole(5);
    }

    #[test]
    fn an_old_schema_is_brought_up_to_date() {
        let scene = Scene::embedded();
        fs::create_dir(&scene.data).unwrap();
        fs::write(scene.data.join("tanglaw.db"), []).unwrap();
        // Version 0: the table of versions and nothing else.
        database::tamper(
            &scene.data,
            &[
                "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, key_fingerprint TEXT)",
            ],
        );
        let good = scene.file("public/good.jsonl", support::lines(0..5));
        scene.intake(&good, &[]).ended(0);
        scene.is_whole(5);
    }

    #[test]
    fn a_newer_schema() {
        let scene = begun();
        database::tamper(&scene.data, &["INSERT INTO schema_version (version, at) VALUES (99, 0)"]);
        for command in [
            vec!["queue"],
            vec!["journal", "verify"],
            vec!["user", "list"],
            vec!["intake", "public/good.jsonl"],
        ] {
            scene.run(command).ended(1).says(&["schema 99", "start the newer program"]);
        }
        database::tamper(&scene.data, &["DELETE FROM schema_version WHERE version = 99"]);
        scene.is_whole(5);
    }

    #[test]
    fn not_a_database() {
        let scene = Scene::embedded();
        fs::create_dir(&scene.data).unwrap();
        let path = scene.data.join("tanglaw.db");
        let words = "Placeholder words that somebody keeps under this name.\n".repeat(200);
        fs::write(&path, &words).unwrap();
        let good = scene.file("public/good.jsonl", support::lines(0..5));
        scene.intake(&good, &[]).ended(1).says(&[
            "tanglaw.db",
            "is not a Tanglaw database",
            "restore a backup",
        ]);
        assert_eq!(fs::read_to_string(&path).unwrap(), words, "the file is as it was");
    }

    #[test]
    fn a_damaged_database() {
        let scene = begun();
        let more = scene.file("public/more.jsonl", support::lines(5..500));
        scene.intake(&more, &[]).ended(0);
        let path = scene.data.join("tanglaw.db");
        let mut bytes = fs::read(&path).unwrap();
        let half = bytes.len() / 2;
        bytes[half..half + 16_384].fill(0xa5);
        fs::write(&path, bytes).unwrap();
        let answer = scene.run(["journal", "verify"]);
        let told = answer.code == Some(4) || (answer.code == Some(1) && answer.err.contains("damaged"));
        assert!(told, "{answer:?}");
    }

    #[test]
    fn a_changed_row() {
        let scene = begun();
        database::tamper(&scene.data, &["UPDATE journal SET actor = 'nobody' WHERE seq = 3"]);
        let answer = scene.run(["journal", "verify"]).ended(4);
        assert!(answer.out.contains("does NOT verify") && answer.out.contains("entry 3"), "{}", answer.out);
    }

    #[test]
    fn no_store_here() {
        let scene = Scene::embedded();
        for command in [vec!["queue"], vec!["journal", "verify"], vec!["backup", "--out", "copy"]] {
            scene.run(command).ended(1).says(&[scene.data.to_str().unwrap(), "--data"]);
        }
        assert!(!scene.data.exists(), "looking makes no store");
    }
}

mod key {
    use super::*;

    #[test]
    fn of_another_store() {
        let mut scene = begun();
        let other = begun();
        scene.key = Some(other.data.join("instance.key"));
        let words =
            [other.data.to_str().unwrap(), "does not belong to this store", "--key", "Nothing was changed"];
        scene.run(["queue"]).ended(1).says(&words);
        scene.intake(&scene.path("public/good.jsonl"), &[]).ended(1).says(&words);
        scene.key = None;
        scene.is_whole(5);
    }

    #[test]
    fn missing() {
        let scene = begun();
        let path = scene.data.join("instance.key");
        let kept = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        scene.run(["queue"]).ended(1).says(&["instance.key", "is missing", "Put the file back"]);
        assert!(!path.exists(), "no new key is made for an old store");
        fs::write(&path, kept).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        scene.is_whole(5);
    }

    #[test]
    fn open_to_others() {
        let scene = begun();
        let path = scene.data.join("instance.key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        scene.run(["queue"]).ended(1).says(&["instance.key", "other users", "chmod 600"]);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        scene.is_whole(5);
    }

    #[test]
    fn not_a_key() {
        let mut scene = begun();
        for bytes in [&b"Placeholder"[..], b"", b"\xff\xfe\x00", b"tanglaw-instance-key-1:ABC"] {
            let path = scene.file("some.key", bytes);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            scene.key = Some(path);
            scene.run(["queue"]).ended(1).says(&[
                "some.key",
                "is not an instance key file",
                "tanglaw-instance-key-1",
            ]);
        }
        scene.key = None;
        scene.is_whole(5);
    }
}

mod asked {
    use super::*;

    #[test]
    fn an_unknown_source() {
        let scene = begun();
        let words = ["no source of that name", "ncmec", "sources.toml"];
        scene.intake(&scene.path("public/good.jsonl"), &["--source", "nobody"]).ended(1).says(&words);
        scene.is_whole(5);
    }

    #[test]
    fn a_file_whose_source_nobody_told() {
        let scene = begun();
        let file = scene.file("elsewhere/report.xml", SUBMISSION);
        scene.intake(&file, &[]).ended(1).says(&["report.xml", "--source", "ncmec"]);
        scene.is_whole(5);
    }

    #[test]
    fn a_path_that_is_not_there() {
        let scene = begun();
        scene
            .intake(&scene.path("nowhere.xml"), &["--source", "ncmec"])
            .ended(1)
            .says(&["nowhere.xml", "not found"]);
        scene.is_whole(5);
        // A mistyped path must not make a store either.
        let fresh = Scene::embedded();
        fresh.intake(&fresh.path("nowhere.xml"), &["--source", "ncmec"]).ended(1);
        assert!(!fresh.data.exists());
    }

    #[test]
    fn tables_of_the_centre_that_are_wrong() {
        let scene = begun();
        for name in ["triage.toml", "sources.toml"] {
            let path = scene.data.join(name);
            fs::write(&path, "[[nothing]]\nof = \"this\"\n").unwrap();
            scene.intake(&scene.path("public/good.jsonl"), &[]).ended(1).says(&[name]);
            fs::remove_file(path).unwrap();
        }
        let columns = scene.file("wrong.toml", "delimiter = 7\n");
        let sheet = scene.file("hotline/calls.csv", sheet("01/03/2026", "Placeholder narrative 1."));
        scene.intake(&sheet, &["--columns", columns.to_str().unwrap()]).ended(1).says(&["wrong.toml"]);
        scene.is_whole(5);
    }

    #[test]
    fn a_database_that_cannot_be_reached() {
        let mut scene = Scene::embedded();
        scene.database = Some("postgres://somebody:secret-word@127.0.0.1:1/nothing".into());
        let answer = scene.run(["queue"]).ended(1).says(&["cannot be reached", "--database"]);
        assert!(!answer.err.contains("secret-word"), "a password is never shown: {}", answer.err);
        scene.database = Some("mysql://somebody:secret-word@127.0.0.1/nothing".into());
        let answer = scene.run(["queue"]).ended(1).says(&["postgres://"]);
        assert!(!answer.err.contains("secret-word"), "a password is never shown: {}", answer.err);
    }

    #[test]
    fn a_folder_that_is_not_empty() {
        let scene = Scene::embedded();
        let kept = scene.file("out/kept.txt", "Placeholder words.");
        scene.run(["synth", "--reports", "10", "--out", "out"]).ended(1).says(&["out"]);
        assert_eq!(fs::read_to_string(kept).unwrap(), "Placeholder words.");
    }
}
