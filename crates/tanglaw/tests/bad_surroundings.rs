//! Surroundings that are not as they should be: disk, other programs, schema, key, what was typed. Each gives a clear
//! message that says what to do, and nothing is lost.

mod support;

use std::{fs, os::unix::fs::PermissionsExt};
use support::{Scene, database, mount::SmallDisk, server::Server};

/// A store with five reports in it.
fn begun() -> Scene {
    let scene = Scene::embedded();
    let good = scene.file("public/good.jsonl", support::lines(0..5));
    assert_eq!(scene.intake(&good, &[]).ended(0).summary()["new"], 5);
    scene
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
        let file = scene.file("elsewhere/report.xml", "<report></report>");
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
        let sheet = scene.file("hotline/calls.csv", "Case no.,Received\n");
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
