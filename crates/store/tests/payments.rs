//! Alerts about payments, on each database: sealed, known again, decided by the table of states, replayed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AlertDecision, AlertId, AlertState, Identifier, PaymentSide};
use store::{AlertFacts, RaisedAlert};
use support::{Scene, by, delivery, report, scenes};

/// A word that is sealed and must stand nowhere in clear.
const SECRET: &str = "SEALED-PARTY-17";

fn facts(points: i64, fired: &[&str]) -> AlertFacts {
    AlertFacts {
        side: PaymentSide::Payer,
        points,
        safeguard: false,
        fired: fired.iter().map(|id| (*id).to_owned()).collect(),
    }
}

async fn raise(scene: &Scene, key: &str, points: i64, is_new: bool) -> RaisedAlert {
    let detail = format!("{{\"party\":\"{SECRET} {key} {points}\"}}");
    let (by, facts) = (by(), facts(points, &["I1", "I6"]));
    scene.store.raise_payment_alert(&by, key, facts, detail.as_bytes(), |_| is_new).await.unwrap()
}

fn id_of(raised: RaisedAlert) -> AlertId {
    match raised {
        RaisedAlert::New(id) | RaisedAlert::Renewed(id) | RaisedAlert::Known(id) => id,
    }
}

#[tokio::test]
async fn an_alert_is_sealed_known_again_and_decided() {
    for scene in scenes().await {
        let store = &scene.store;
        let first = raise(&scene, "k-1", 310, true).await;
        let id = id_of(first);
        assert_eq!(first, RaisedAlert::New(id), "{}", scene.name);
        assert_eq!(raise(&scene, "k-1", 320, false).await, RaisedAlert::Known(id));
        let other = id_of(raise(&scene, "k-2", 500, true).await);
        assert_ne!(id, other);
        let (rows, count) = store.payment_alerts(AlertState::Open, 10).await.unwrap();
        assert_eq!(
            (rows.iter().map(|row| row.id).collect::<Vec<_>>(), count),
            (vec![other, id], 2),
            "most points first"
        );
        assert_eq!(rows[1].facts, facts(310, &["I1", "I6"]), "what was known stands");

        assert_eq!(
            store.decide_payment_alert(&by(), id, AlertDecision::Report, "why one", i64::MAX).await.unwrap(),
            store::AlertStepped::Done
        );
        assert_eq!(
            store.decide_payment_alert(&by(), id, AlertDecision::Dismiss, "why two", i64::MAX).await.unwrap(),
            store::AlertStepped::Illegal,
            "what was reported is not dismissed"
        );
        // Whoever has not seen what was decided since is told, and nothing is written.
        let seen = store.last_entry().await.unwrap();
        let late =
            store.decide_payment_alert(&by(), id, AlertDecision::Safeguard, "late", seen - 1).await.unwrap();
        assert_eq!((late, store.last_entry().await.unwrap()), (store::AlertStepped::Conflict, seen));
        assert_eq!(store.payment_alerts(AlertState::Open, 10).await.unwrap().1, 1);
        let opened = store.open_payment_alert(&by(), id).await.unwrap().unwrap();
        assert_eq!(opened.row.state, AlertState::Reported);
        assert!(String::from_utf8_lossy(&opened.detail).contains("k-1 310"));
        let reasons: Vec<_> =
            opened.decisions.iter().map(|one| (one.decision, one.reason.as_deref())).collect();
        assert_eq!(reasons, [(AlertDecision::Report, Some("why one"))]);

        assert_eq!(raise(&scene, "k-1", 420, true).await, RaisedAlert::Renewed(id));
        let opened = store.open_payment_alert(&by(), id).await.unwrap().unwrap();
        assert_eq!((opened.row.state, opened.row.facts.points), (AlertState::Open, 420));
        assert!(String::from_utf8_lossy(&opened.detail).contains("k-1 420"), "the newer detail");
        assert_eq!(opened.decisions.len(), 1, "what was decided stays to be read");
        store.note_payment_report(&by(), id, "goaml-5.0.1").await.unwrap();

        // Each read and each step is in the journal of the alert, in order, and none of its facts holds a word of it.
        let actions: Vec<String> =
            store.journal_of(id.as_bytes(), 100).await.unwrap().into_iter().map(|line| line.action).collect();
        assert_eq!(
            actions,
            [
                "payment_alert_raised",
                "payment_alert_decided",
                "payment_alert_read",
                "payment_alert_renewed",
                "payment_alert_read",
                "payment_report_exported",
            ]
        );
        prove(&scene).await;

        // An erased alert opens for nobody and is not raised again; the chain still holds.
        store.destroy_key(&by(), model::ReportId::from(id.uuid())).await.unwrap();
        assert!(store.open_payment_alert(&by(), id).await.is_err());
        assert_eq!(raise(&scene, "k-1", 900, true).await, RaisedAlert::Known(id));
        prove(&scene).await;
    }
}

/// Proves the journal with a replay and compares the replayed store.
async fn prove(scene: &Scene) {
    let folder = tempfile::tempdir().unwrap();
    let scratch = scene.store.scratch(folder.path()).await.unwrap();
    let seen = scene.store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
    assert_eq!(seen.findings, Vec::new(), "{}", scene.name);
}

#[tokio::test]
async fn reports_that_name_a_number_are_found_without_opening_them() {
    for scene in scenes().await {
        let store = &scene.store;
        let mut one = report(1);
        let wallet = Identifier::wallet(Some("sample wallet"), "0917 123 4567", "PH".parse().ok());
        one.identifiers.push(wallet.clone());
        let receipt =
            store.deliver(&by(), vec![store.preparer().prepare(delivery(one))]).await.unwrap().remove(0);
        let found = store.reports_naming(&wallet, 5).await.unwrap();
        assert_eq!(
            found.iter().map(|row| row.reference).collect::<Vec<_>>(),
            [receipt.reference],
            "{}",
            scene.name
        );
        let other = Identifier::wallet(None, "0917 123 4568", "PH".parse().ok());
        assert!(store.reports_naming(&other, 5).await.unwrap().is_empty());
        let lines = store.journal_of(found[0].id.as_bytes(), 100).await.unwrap();
        assert!(lines.iter().all(|line| line.action != "report_read"));
    }
}
