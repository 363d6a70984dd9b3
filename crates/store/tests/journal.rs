//! The journal proves itself: replay arrives at the same state, and every way of tampering is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::Role;
use store::{Delivered, Location, Secrets, SetAsideDelivery, journal::Finding};
use support::{Scene, by, delivery, execute, prepared, report, scenes, twin};

/// Something of everything that can be journaled.
async fn lively(scene: &Scene) {
    let store = &scene.store;
    let receipts = store.deliver(&by(), prepared(store, (0..30).map(report))).await.unwrap();
    let mut changed = report(3);
    changed.urgency.ongoing = Some(true);
    changed.mentions[0].identifiers.remove(0);
    store.deliver(&by(), prepared(store, [changed, report(4)])).await.unwrap();
    let mut with_paper = delivery(report(50));
    with_paper.papers.push(Delivered {
        name: "a.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: vec![1; 100],
    });
    store.deliver(&by(), vec![store.preparer().prepare(with_paper)]).await.unwrap();
    let aside = SetAsideDelivery {
        source: "ncmec".into(),
        place: "x".into(),
        problem: "broken".into(),
        document: Delivered { name: "x".into(), media_type: "text/csv".into(), bytes: vec![2; 10] },
    };
    store.set_aside(&by(), &[aside]).await.unwrap();
    store.open_report(&by(), receipts[5].reference).await.unwrap();
    store.note_words_revealed(&by(), receipts[5].id).await.unwrap();
    store.note_refusal(&by(), "read_report").await.unwrap();
    let agency = model::Agency {
        id: model::new_id(store.clock(), &mut store.fork_rng()),
        name: "National centre".into(),
        kind: model::AgencyKind::NationalCentre,
        country: Some(model::Country::PHILIPPINES),
    };
    store.add_agency(&by(), &agency).await.unwrap();
    let secrets = Secrets { password_hash: "hash".into(), totp_secret: vec![1] };
    let user =
        store.add_user(&by(), "ana".parse().unwrap(), agency.id, Role::Analyst, &secrets).await.unwrap();
    store.change_user(&by(), user, Role::Auditor, true, &secrets).await.unwrap();
    store.destroy_key(&by(), receipts[6].id).await.unwrap();
    let mention = |report_no| model::MentionRef { report_no, position: 0 };
    let verdict = model::Verdict::Same;
    let why = store::LinkWhy { because: model::LinkReason::Other, note: "x", seen: i64::MAX };
    let decision =
        store.decide_link(&by(), verdict, &[mention(1)], &[mention(2)], why).await.unwrap().unwrap();
    store.withdraw_decision(&by(), decision, "y").await.unwrap();
    store.open_person(&by(), mention(1), &[1, 2]).await.unwrap();
}

#[tokio::test]
async fn a_replay_arrives_at_the_same_state_on_either_database() {
    for scene in scenes().await {
        lively(&scene).await;
        let mut targets = vec![Location::Embedded];
        targets.extend(support::postgres().await);
        for location in targets {
            let (target, _folder) = twin(&scene, location).await;
            scene.store.replay_into(&target, &mut |_| {}).await.unwrap();
            assert_eq!(scene.store.first_difference(&target).await.unwrap(), None, "{}", scene.name);
            assert!(scene.store.replay_into(&target, &mut |_| {}).await.is_err(), "only into an empty store");
        }
    }
}

#[tokio::test]
async fn a_backup_is_restored_into_either_database() {
    for scene in scenes().await {
        lively(&scene).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.tanglaw");
        let made = scene.store.back_up(&file).await.unwrap();
        assert!(made.rows > 0 && made.journal_end > 0);
        assert!(scene.store.back_up(&file).await.is_err(), "an earlier backup is not overwritten");
        let mut targets = vec![Location::Embedded];
        targets.extend(support::postgres().await);
        for location in targets {
            let (target, _folder) = twin(&scene, location).await;
            target.restore_from(&file).await.unwrap();
            assert_eq!(scene.store.first_difference(&target).await.unwrap(), None, "{}", scene.name);
            let verification = target.verify_journal(&[], None, &mut |_| {}).await.unwrap();
            assert_eq!(verification.findings, []);
            assert!(target.restore_from(&file).await.is_err(), "only into an empty store");
        }
    }
}

async fn findings(scene: &Scene, known: &[store::journal::CheckpointLine]) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let scratch = scene.store.scratch(folder.path()).await.unwrap();
    scene.store.verify_journal(known, Some(&scratch), &mut |_| {}).await.unwrap().findings
}

#[tokio::test]
async fn an_untouched_store_verifies() {
    for scene in scenes().await {
        lively(&scene).await;
        scene.store.write_checkpoint().await.unwrap();
        assert_eq!(findings(&scene, &[]).await, [], "{}", scene.name);
    }
}

/// Every way of tampering with the chain, and where it must be found.
#[tokio::test]
async fn tampering_with_the_chain_is_found_where_it_happened() {
    type Case = (&'static str, &'static [&'static str], fn(&Finding) -> bool);
    let cases: &[Case] = &[
        ("a fact", &["UPDATE journal SET facts = facts || ' ' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("the actor", &["UPDATE journal SET actor = 'nobody' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("the time", &["UPDATE journal SET at = at + 1 WHERE seq = 7"], |f| *f == Finding::EntryChanged(7)),
        ("the purpose", &["UPDATE journal SET purpose = '' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("the subject", &["UPDATE journal SET subject = NULL WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("the agency", &["UPDATE journal SET agency = X'00' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("the action", &["UPDATE journal SET action = 'report_read' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("a sealed body", &["UPDATE journal SET sealed = X'00' WHERE seq = 7"], |f| {
            *f == Finding::EntryChanged(7)
        }),
        ("a hash", &["UPDATE journal SET hash = X'00' WHERE seq = 7"], |f| *f == Finding::EntryChanged(7)),
        ("an entry taken out", &["DELETE FROM journal WHERE seq = 7"], |f| *f == Finding::Gap(6, 8)),
        (
            "an entry taken out and the rest moved up",
            &[
                "DELETE FROM journal WHERE seq = 7",
                "UPDATE journal SET seq = -seq WHERE seq > 7",
                "UPDATE journal SET seq = -seq - 1 WHERE seq < 0",
            ],
            |f| *f == Finding::EntryChanged(7),
        ),
        (
            "two entries exchanged",
            &[
                "UPDATE journal SET seq = -1 WHERE seq = 7",
                "UPDATE journal SET seq = 7 WHERE seq = 8",
                "UPDATE journal SET seq = 8 WHERE seq = -1",
            ],
            |f| *f == Finding::EntryChanged(7),
        ),
        ("the end cut off", &["DELETE FROM journal WHERE seq > 20"], |f| {
            matches!(f, Finding::TailCut { found: 20, .. })
        }),
        (
            "the end cut off and the head moved",
            &[
                "DELETE FROM journal WHERE seq > 20",
                "UPDATE journal_head SET seq = 20, hash = (SELECT hash FROM journal WHERE seq = 20)",
            ],
            |f| *f == Finding::HeadSignature(20),
        ),
        (
            "an entry added",
            &[
                "INSERT INTO journal (seq, at, actor, action, purpose, facts, hash) VALUES (1000, 1, 'x', 'report_read', '', '{}', X'00')",
            ],
            |f| matches!(f, Finding::TailAdded { found: 1000, .. }),
        ),
        ("a signature", &["UPDATE journal_head SET signature = X'00'"], |f| {
            matches!(f, Finding::HeadSignature(_))
        }),
    ];
    for (what, statements, expected) in cases {
        for scene in scenes().await {
            lively(&scene).await;
            execute(&scene, statements).await;
            let found = findings(&scene, &[]).await;
            assert!(found.iter().any(expected), "{}: {what}: {found:?}", scene.name);
        }
    }
}

#[tokio::test]
async fn tampering_with_any_table_is_found() {
    let cases = [
        ("report", "UPDATE report SET channel = 'hotline' WHERE no = 3"),
        ("report", "UPDATE report SET received_at = received_at + 1 WHERE no = 3"),
        ("report", "UPDATE report SET deliveries = 9 WHERE no = 3"),
        ("report", "DELETE FROM report WHERE no = 3"),
        ("identifier", "DELETE FROM identifier WHERE report_no = 3"),
        ("identifier", "INSERT INTO identifier (shelf, token, report_no) VALUES (0, 1, 1)"),
        ("source", "INSERT INTO source (id) VALUES ('nobody')"),
        ("paper", "UPDATE paper SET size = 1"),
        ("set_aside", "DELETE FROM set_aside"),
        ("agency", "UPDATE agency SET name = 'Another'"),
        ("app_user", "UPDATE app_user SET role = 'administrator'"),
    ];
    for (table, statement) in cases {
        for scene in scenes().await {
            lively(&scene).await;
            execute(&scene, &[statement]).await;
            let found = findings(&scene, &[]).await;
            let named = |finding: &Finding| matches!(finding, Finding::RowChanged(place) if place.starts_with(&format!("table {table}")));
            assert!(found.iter().any(named), "{}: {statement}: {found:?}", scene.name);
        }
    }
    for scene in scenes().await {
        lively(&scene).await;
        execute(
            &scene,
            &["UPDATE record_key SET wrapped = X'00' WHERE record = (SELECT id FROM report WHERE no = 3)"],
        )
        .await;
        let found = findings(&scene, &[]).await;
        assert!(matches!(found.as_slice(), [Finding::KeyChanged(_)]), "{}: {found:?}", scene.name);
    }
    for scene in scenes().await {
        lively(&scene).await;
        execute(&scene, &["DELETE FROM record_key WHERE record = (SELECT id FROM report WHERE no = 3)"])
            .await;
        let found = findings(&scene, &[]).await;
        assert!(matches!(found.as_slice(), [Finding::KeyGone(_)]), "{}: {found:?}", scene.name);
    }
}

/// Whoever can write the database and holds an older signed head can roll everything back; only what was kept outside
/// shows it: the list beside the database, or a line kept elsewhere.
#[tokio::test]
async fn a_rollback_to_an_older_signed_state_is_found_by_a_checkpoint_kept_outside() {
    for scene in scenes().await {
        scene.store.deliver(&by(), prepared(&scene.store, (0..10).map(report))).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join("old");
        scene.store.back_up(&old).await.unwrap();
        scene.store.deliver(&by(), prepared(&scene.store, (10..20).map(report))).await.unwrap();
        let line = scene.store.checkpoint().await.unwrap();
        let (rolled_back, _place) = twin(&scene, Location::Embedded).await;
        rolled_back.restore_from(&old).await.unwrap();
        let inside = rolled_back.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(inside.findings, [], "from inside nothing shows");
        let kept = rolled_back.verify_journal(std::slice::from_ref(&line), None, &mut |_| {}).await.unwrap();
        assert_eq!(kept.findings, [Finding::TailCut { signed: 20, found: 10 }], "{}", scene.name);
        let text: store::journal::CheckpointLine = line.to_string().parse().unwrap();
        assert_eq!(text, line);
    }
}
