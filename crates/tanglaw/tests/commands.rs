//! What people and machines see of the commands, as snapshots; and that each does what it says.
//!
//! A changed snapshot is a changed face: look at it, then accept it with `INSTA_UPDATE=always cargo test -p tanglaw`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, process::Command};
use support::{Scene, database, server, server::Server};

/// What differs from run to run, taken out of JSON: ids, references, times.
fn settled(mut value: Value) -> Value {
    fn walk(value: &mut Value) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    match key.as_str() {
                        "id" => *value = json!("(id)"),
                        "reference" | "most_urgent" => *value = json!("(reference)"),
                        "received_at" | "first_received_at" | "last_received_at" => *value = json!("(time)"),
                        _ => walk(value),
                    }
                }
            }
            Value::Array(list) => list.iter_mut().for_each(walk),
            _ => {}
        }
    }
    walk(&mut value);
    value
}

fn pretty(value: Value) -> String {
    serde_json::to_string_pretty(&settled(value)).unwrap()
}

/// Text for people, with the scene's folder and its times taken out.
fn plain(scene: &Scene, text: &str) -> String {
    text.replace(scene.folder.path().to_str().unwrap(), "(folder)")
}

mod help {
    use super::*;

    #[test]
    fn of_every_command() {
        let commands: [&[&str]; 36] = [
            &[],
            &["demo"],
            &["synth"],
            &["intake"],
            &["serve"],
            &["queue"],
            &["digest"],
            &["link"],
            &["link", "train"],
            &["link", "predict"],
            &["link", "score"],
            &["link", "cluster"],
            &["link", "explain"],
            &["link", "advise"],
            &["link", "evaluate"],
            &["link", "import-splink"],
            &["payments"],
            &["payments", "scan"],
            &["payments", "stream"],
            &["payments", "backtest"],
            &["payments", "explain"],
            &["payments", "report"],
            &["payments", "windows"],
            &["journal"],
            &["journal", "verify"],
            &["journal", "replay"],
            &["journal", "checkpoint"],
            &["user"],
            &["user", "add"],
            &["partner"],
            &["partner", "add"],
            &["partner", "list"],
            &["partner", "new-key"],
            &["partner", "end"],
            &["backup"],
            &["restore"],
        ];
        for command in commands {
            let help = support::run(command.iter().copied().chain(["--help"])).ended(0).out;
            let name =
                if command.is_empty() { "help".to_owned() } else { format!("help-{}", command.join("-")) };
            insta::assert_snapshot!(name, help);
        }
    }

    #[test]
    fn of_every_command_shows_an_example_or_says_all_in_a_line() {
        for command in ["demo", "synth", "intake", "serve", "queue", "digest", "link", "backup", "restore"] {
            let help = support::run([command, "--help"]).ended(0).out;
            assert!(help.contains("Example"), "{command}: {help}");
        }
    }

    #[test]
    fn wrong_usage_ends_with_2_and_shows_the_right_one() {
        let wrong: [&[&str]; 6] = [
            &[],
            &["nothing"],
            &["intake"],
            &["queue", "--limit", "0"],
            &["intake", "x", "--batch", "0"],
            &["user", "add", "ana", "--role", "nobody"],
        ];
        for args in wrong {
            let answer = support::run(args).ended(2);
            assert!(
                answer.err.contains("Usage") || answer.err.contains("--help"),
                "{args:?}: {}",
                answer.err
            );
        }
        support::run(["user", "add", "ana", "--role", "nobody"]).says(&[
            "analyst",
            "intake-officer",
            "auditor",
            "administrator",
        ]);
    }
}

mod reports {
    use super::*;

    /// One neutral report of each door in a small country, ranked, for machines.
    #[test]
    fn synth_intake_and_queue_for_machines() {
        let scene = Scene::embedded();
        let country = scene.country(40, 3);
        let answer = scene.intake(&country, &[]).ended(0);
        insta::assert_snapshot!("intake-json-summary", pretty(answer.summary()));
        insta::assert_snapshot!("intake-json-receipt", pretty(answer.json_lines().remove(0)));
        let queue = scene.run(["queue", "--reports", "--json", "--limit", "10000"]).ended(0).json();
        let list = queue.as_array().unwrap();
        let reports: Vec<&Value> = list.iter().flat_map(|lead| lead["under"].as_array().unwrap()).collect();
        assert_eq!(reports.len(), 40);
        assert!(list.len() < 40, "some reports belong together");
        let under: BTreeSet<&str> =
            reports.iter().flat_map(|line| line.as_object().unwrap().keys()).map(String::as_str).collect();
        insta::assert_snapshot!("queue-json-report-keys", under.into_iter().collect::<Vec<_>>().join("\n"));
        let keys: BTreeSet<&str> =
            list.iter().flat_map(|line| line.as_object().unwrap().keys()).map(String::as_str).collect();
        insta::assert_snapshot!("queue-json-keys", keys.into_iter().collect::<Vec<_>>().join("\n"));
        // Whoever comes first stands before all others; then points decide.
        let order: Vec<_> = list
            .iter()
            .map(|line| (!line["first"].as_bool().unwrap(), -line["points"].as_i64().unwrap()))
            .collect();
        assert!(order.is_sorted(), "{order:?}");
        // Each line says why, and where in the report: its points are the sum of its reasons.
        for line in list {
            let reasons = line["reasons"].as_array().unwrap();
            let sum: i64 = reasons.iter().map(|reason| reason["points"].as_i64().unwrap()).sum();
            assert_eq!(line["points"].as_i64(), Some(sum), "{line}");
            assert!(
                reasons.iter().all(|reason| !reason["reason"].as_str().unwrap().is_empty()
                    && !reason["evidence"].as_str().unwrap().is_empty()),
                "{line}"
            );
        }
    }

    #[test]
    fn one_line_of_the_queue() {
        let scene = Scene::embedded();
        let file = scene.file("public/one.jsonl", support::line(1));
        scene.intake(&file, &[]).ended(0);
        insta::assert_snapshot!("queue-json-line", pretty(scene.run(["queue", "--json"]).ended(0).json()));
        let people = scene.run(["queue"]).ended(0).out;
        let reference = people.split_whitespace().next().unwrap().to_owned();
        insta::assert_snapshot!("queue-people", people.replace(&reference, "TNG-0000-0000-0"));
        let people = scene.run(["queue", "--reports"]).ended(0).out;
        insta::assert_snapshot!("queue-people-reports", people.replace(&reference, "TNG-0000-0000-0"));
    }

    #[test]
    fn an_intake_for_people() {
        let scene = Scene::embedded();
        scene.file("in/public/good.jsonl", support::lines(0..3));
        scene.file("in/public/bad.jsonl", "{\"tanglaw\":\"report/1\",\n");
        let answer = scene.run(["intake", scene.path("in").to_str().unwrap()]).ended(3);
        insta::assert_snapshot!(
            "intake-people",
            plain(&scene, &format!("{}---\n{}", answer.out, answer.err))
        );
    }

    #[test]
    fn an_empty_queue_is_an_empty_list() {
        let scene = Scene::embedded();
        scene.run(["user", "list"]).ended(0);
        assert_eq!(scene.run(["queue", "--json"]).ended(0).json(), json!([]));
        assert_eq!(scene.run(["queue"]).ended(0).out, "The queue is empty.\n");
    }

    #[test]
    fn no_word_of_a_report_is_in_what_is_printed_or_stored_in_the_clear() {
        let scene = Scene::embedded();
        let file = scene.file("public/one.jsonl", support::line(77));
        let mut seen = scene.intake(&file, &[]).ended(0).out;
        seen.push_str(&scene.run(["queue"]).ended(0).out);
        assert!(!seen.contains("Placeholder narrative"), "{seen}");
        for name in ["tanglaw.db", "tanglaw.db-wal", "checkpoints.log"] {
            let bytes = fs::read(scene.data.join(name)).unwrap_or_default();
            assert!(
                !bytes.windows(21).any(|window| window == b"Placeholder narrative"),
                "{name} holds a narrative in the clear"
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let scene = Scene::embedded();
        let one = scene.country(60, 9);
        let other = Scene::embedded();
        let two = other.country(60, 9);
        let diff = Command::new("diff").args(["-r", "-q"]).args([&one, &two]).output().unwrap();
        assert!(diff.status.success(), "{}", String::from_utf8_lossy(&diff.stdout));
    }
}

mod journal {
    use super::*;

    #[test]
    fn replay_gives_the_same_state() {
        let scene = Scene::embedded();
        let country = scene.country(60, 4);
        scene.intake(&country, &[]).ended(0);
        scene.run(["user", "add", "ana", "--role", "analyst"]).ended(0);
        let into = scene.path("rebuilt");
        let answer = scene.run(["journal", "replay", "--into", into.to_str().unwrap()]).ended(0);
        assert!(answer.out.contains("Every table came out the same."), "{}", answer.out);
        // The key stays where it was: the rebuilt store is opened with the first one's.
        let rebuilt = Scene { data: into, key: Some(scene.data.join("instance.key")), ..Scene::embedded() };
        assert_eq!(rebuilt.queue(), scene.queue());
        rebuilt.verifies();
        // It is never mixed into a store that holds something.
        scene
            .run(["journal", "replay", "--into", rebuilt.data.to_str().unwrap()])
            .ended(1)
            .says(&["already holds data"]);
        rebuilt.verifies();
    }

    #[test]
    fn a_checkpoint_kept_elsewhere_shows_a_journal_that_was_cut_and_signed_again() {
        let scene = Scene::embedded();
        let first = scene.file("public/first.jsonl", support::lines(0..5));
        scene.intake(&first, &[]).ended(0);
        let line = scene.run(["journal", "checkpoint"]).ended(0).out;
        let answer = scene.run(["journal", "verify", "--checkpoint", line.trim()]).ended(0);
        assert!(answer.out.contains("the chain holds"), "{}", answer.out);
        // Somebody puts an older copy of everything back.
        let copy = scene.path("copy");
        assert!(Command::new("cp").arg("-r").args([&scene.data, &copy]).status().unwrap().success());
        scene.intake(&scene.file("public/second.jsonl", support::lines(5..9)), &[]).ended(0);
        let later = scene.run(["journal", "checkpoint"]).ended(0).out;
        fs::remove_dir_all(&scene.data).unwrap();
        fs::rename(copy, &scene.data).unwrap();
        scene.run(["journal", "verify"]).ended(0);
        let answer = scene.run(["journal", "verify", "--checkpoint", later.trim()]).ended(4);
        assert!(answer.out.contains("does NOT verify"), "{}", answer.out);
        // A line that is no checkpoint is wrong usage.
        scene.run(["journal", "verify", "--checkpoint", "nothing"]).ended(2);
    }

    #[test]
    fn verify_names_each_kind_of_change() {
        let changes = [
            ("UPDATE report SET received_at = received_at + 1 WHERE no = 1", "report"),
            ("DELETE FROM identifier", ""),
            ("DELETE FROM record_key", "data key"),
            ("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "cut off"),
            ("UPDATE journal SET facts = replace(facts, 'grooming', 'trafficking') WHERE seq = 1", "entry 1"),
            ("UPDATE report SET rank = rank - 1000 WHERE no = 1", "report row 1"),
        ];
        for (change, words) in changes {
            let scene = Scene::embedded();
            let text = support::line(1).replace("\"narratives\"", "\"mentions\":[{\"role\":\"suspect\",\"identifiers\":[{\"kind\":\"email\",\"value\":\"sample@example.org\",\"written\":\"sample@example.org\",\"valid\":true}]}],\"narratives\"");
            scene.intake(&scene.file("public/one.jsonl", text), &[]).ended(0);
            scene.verifies();
            database::tamper(&scene.data, &[change]);
            let answer = scene.run(["journal", "verify"]).ended(4);
            assert!(
                answer.out.contains("does NOT verify") && answer.out.contains(words),
                "{change}: {}",
                answer.out
            );
        }
    }
}

mod copies {
    use super::*;

    #[test]
    fn backup_and_restore() {
        let scene = Scene::embedded();
        let country = scene.country(80, 6);
        scene.intake(&country, &[]).ended(0);
        scene.run(["user", "add", "ana", "--role", "analyst"]).ended(0);
        let file = scene.path("copy.backup");
        let told = scene.run(["backup", "--out", file.to_str().unwrap()]).ended(0).out;
        assert!(told.contains("The instance key is not in it"), "{told}");
        // Never over something.
        scene
            .run(["backup", "--out", file.to_str().unwrap()])
            .ended(1)
            .says(&["copy.backup", "already holds data"]);

        let fresh = Scene::embedded();
        let restore = ["restore", file.to_str().unwrap()];
        fresh.run(restore).ended(1).says(&["instance key", "--key"]);
        fs::create_dir_all(&fresh.data).unwrap();
        fs::copy(scene.data.join("instance.key"), fresh.data.join("instance.key")).unwrap();
        fs::set_permissions(fresh.data.join("instance.key"), fs::Permissions::from_mode(0o600)).unwrap();
        fresh.run(restore).ended(0);
        assert_eq!(fresh.queue(), scene.queue());
        assert_eq!(fresh.run(["user", "list"]).ended(0).out, scene.run(["user", "list"]).ended(0).out);
        fresh.verifies();
        // A second time it would overwrite.
        fresh.run(restore).ended(1).says(&["already holds data"]);
        fresh.is_whole(80);
    }

    #[test]
    fn a_backup_of_one_database_restores_into_the_other() {
        let Some(url) = database::postgres() else { return };
        let scene = Scene::postgres(url);
        let country = scene.country(60, 7);
        scene.intake(&country, &[]).ended(0);
        let file = scene.path("copy.backup");
        scene.run(["backup", "--out", file.to_str().unwrap()]).ended(0);
        let fresh = Scene { key: Some(scene.data.join("instance.key")), ..Scene::embedded() };
        fresh.run(["restore", file.to_str().unwrap()]).ended(0);
        assert_eq!(fresh.queue(), scene.queue());
        fresh.verifies();
    }

    #[test]
    fn a_restore_with_another_key_or_from_another_file_changes_nothing() {
        let scene = Scene::embedded();
        scene.intake(&scene.file("public/some.jsonl", support::lines(0..4)), &[]).ended(0);
        let file = scene.path("copy.backup");
        scene.run(["backup", "--out", file.to_str().unwrap()]).ended(0);
        let other = Scene::embedded();
        other.run(["user", "list"]).ended(0);
        let fresh = Scene { key: Some(other.data.join("instance.key")), ..Scene::embedded() };
        fresh.run(["restore", file.to_str().unwrap()]).ended(1).says(&["key"]);
        let words = scene.file("words.backup", "Placeholder words.\n".repeat(300));
        fresh.run(["restore", words.to_str().unwrap()]).ended(1);
        fresh.run(["restore", "nowhere.backup"]).ended(1).says(&["nowhere.backup"]);
        assert_eq!(fresh.queue().len(), 0);
        fresh.verifies();
    }
}

mod people {
    use super::*;

    #[test]
    fn users_are_added_and_listed() {
        let scene = Scene::embedded();
        let told = scene.run(["user", "add", "ana", "--role", "analyst"]).ended(0).out;
        for word in ["name:     ana", "password: ", "secret:   ", "otpauth://totp/", "This is shown once."] {
            assert!(told.contains(word), "{word}: {told}");
        }
        scene
            .run(["user", "add", "ana", "--role", "auditor"])
            .ended(1)
            .says(&["already a user of that name"]);
        scene.run(["user", "add", "ben", "--role", "intake-officer"]).ended(0);
        let listed = scene.run(["user", "list"]).ended(0).out;
        insta::assert_snapshot!("user-list", listed);
        // Nothing that signs in is in the clear on the disk.
        let password =
            told.lines().find_map(|line| line.strip_prefix("password: ")).unwrap().trim().as_bytes();
        for name in ["tanglaw.db", "tanglaw.db-wal"] {
            let bytes = fs::read(scene.data.join(name)).unwrap_or_default();
            assert!(!bytes.windows(password.len()).any(|window| window == password), "{name}");
        }
        scene.verifies();
    }

    #[test]
    fn partners_are_added_listed_given_a_new_key_and_ended() {
        let scene = Scene::embedded();
        let add = |source: &str, more: &[&str]| {
            let args = ["partner", "add", "Example Platform", "--source", source];
            scene.run(args.into_iter().chain(more.iter().copied()))
        };
        let told = add("platform-sample", &["--scope", "reports:write"]).ended(0).out;
        for word in ["partner:  Example Platform", "source:   platform-sample (platform)", "key:      tgl_"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        let key = told.lines().find_map(|line| line.strip_prefix("key:")).unwrap().trim().to_owned();
        add("platform-sample", &[]).ended(1).says(&["already that of the partner"]);
        add("nobody-knows", &[]).ended(1).says(&["--channel", "Known sources"]);
        add("public-form", &["--channel", "public"]).ended(1).says(&["a door of this house"]);
        add("other", &["--scope", "reports:read"])
            .ended(2)
            .says(&["known scopes: reports:write, reports:status"]);
        add("other", &["--channel", "door"]).ended(2).says(&["known kinds of door: clearing-house"]);
        let other =
            add("next-hotline", &["--channel", "hotline", "--country", "ID", "--json"]).ended(0).json();
        let id = other["id"].as_str().unwrap();
        assert!(other["key"].as_str().unwrap().starts_with("tgl_"));
        let again = scene.run(["partner", "new-key", id, "--json"]).ended(0).json();
        assert_ne!(again["key"], other["key"]);
        scene.run(["partner", "end", id]).ended(0);
        let unknown = "01980000-0000-7000-8000-000000000001";
        scene.run(["partner", "end", unknown]).ended(1).says(&["there is no partner", "partner list"]);
        let listed = scene.run(["partner", "list", "--json"]).ended(0);
        insta::assert_snapshot!("partner-list-json", pretty(listed.json()));
        let listed = scene.run(["partner", "list"]).ended(0).out;
        assert!(listed.contains("(ended)") && !listed.contains("tgl_"), "{listed}");
        // Nothing that opens the door is in the clear on the disk.
        for name in ["tanglaw.db", "tanglaw.db-wal"] {
            let bytes = fs::read(scene.data.join(name)).unwrap_or_default();
            assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "{name}");
        }
        scene.verifies();
    }

    #[test]
    fn files_of_the_store_are_for_their_owner_only() {
        let scene = Scene::embedded();
        scene.intake(&scene.file("public/some.jsonl", support::lines(0..4)), &[]).ended(0);
        assert_eq!(fs::metadata(&scene.data).unwrap().permissions().mode() & 0o777, 0o700);
        for entry in fs::read_dir(&scene.data).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{:?} has mode {mode:o}", entry.file_name());
        }
    }
}

mod serving {
    use super::*;

    #[test]
    fn a_first_start_a_look_and_a_graceful_end() {
        let scene = Scene::embedded();
        scene.intake(&scene.file("public/some.jsonl", support::lines(0..4)), &[]).ended(0);
        let server = Server::start(&scene);
        assert!(server.printed.contains("Its first administrator"), "{}", server.printed);
        let desk = server.value("desk: ").to_owned();
        let (status, body) = server::get(&desk);
        assert!(matches!(status, 200 | 303), "{status}: {body}");
        let health = server.value("health: ").to_owned();
        assert_eq!(server::get(&health).0, 200, "{health}");
        let (status, metrics) = server::get(server.value("metrics: "));
        assert_eq!(status, 200);
        assert!(metrics.contains("# TYPE"), "{metrics}");
        // Files come in while it runs.
        scene.intake(&scene.file("public/more.jsonl", support::lines(4..9)), &[]).ended(0);
        assert_eq!(server.terminate().code(), Some(0));
        scene.is_whole(9);
        // The second start makes nobody.
        let again = Server::start(&scene);
        assert!(!again.printed.contains("first administrator"), "{}", again.printed);
        assert_eq!(again.terminate().code(), Some(0));
    }

    #[test]
    fn demo_without_serving_ends_by_itself() {
        let scene = Scene::embedded();
        let answer = scene.run(["demo", "--reports", "200", "--no-serve"]).ended(0);
        for words in [
            "200 synthetic reports",
            "2. Intake",
            "3. Linking",
            "4. The queue: 200 reports wait",
            "the chain holds",
        ] {
            assert!(answer.out.contains(words), "{words}: {}", answer.out);
        }
        assert!(!scene.data.exists(), "the demo leaves nothing behind");
    }

    #[test]
    fn a_demo_is_never_mixed_into_a_store() {
        let scene = Scene::embedded();
        scene.intake(&scene.file("public/some.jsonl", support::lines(0..4)), &[]).ended(0);
        scene.run(["demo", "--reports", "50", "--no-serve", "--keep"]).ended(1).says(&["does not mix"]);
        scene.is_whole(4);
    }
}
