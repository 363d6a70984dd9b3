//! Receiving reports: what is acknowledged is durable, what is broken is kept, what fails is said.

mod support;

use response::{Actor, intake::IntakeEvent, queue};
use serde_json::{Value, json};
use std::time::Duration;
use store::Outcome;
use support::{Scene, line, lines};

/// A second pair of eyes on the same database, asked at the very moment of the acknowledgement.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_comes_after_its_report_is_durable() {
    let scene = Scene::new().await;
    let other = store::Store::open(
        scene.store.options().clone(),
        store::Machine { clock: std::sync::Arc::new(scene.clock.clone()), rng: scene.store.fork_rng() },
    )
    .await
    .unwrap();
    let permit = Actor::Operator.permit("test").unwrap();
    let (mut told, mut batches) = (0, 0);
    let notice = |event: IntakeEvent<'_>| {
        let IntakeEvent::Acknowledged(receipts) = event else { return };
        assert!(receipts.iter().all(|receipt| receipt.outcome == Outcome::New));
        told += i64::try_from(receipts.len()).unwrap();
        batches += 1;
        let (there, _) = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current()
                .block_on(async { queue::counts(&other, &permit, &support::everything(&other).await).await })
                .unwrap()
        });
        assert!(there >= told, "{told} acknowledged, {there} there");
    };
    let summary = scene.receive(vec![scene.input("a.jsonl", &lines(0..95))], 10, notice).await.unwrap();
    assert_eq!((summary.new, told, batches), (95, 95, 10));
}

#[tokio::test]
async fn broken_records_are_named_kept_and_stop_nobody() {
    let scene = Scene::new().await;
    let text = format!("{}{{\"tanglaw\": 7}}\n{}nothing\n", lines(0..3), lines(3..6));
    let mut named = Vec::new();
    let inputs =
        vec![scene.input("a.jsonl", &text), scene.input("b.jsonl", ""), scene.input("c.jsonl", &lines(6..8))];
    let notice = |event: IntakeEvent<'_>| {
        if let IntakeEvent::SetAside(aside) = event {
            named.push(aside.to_string());
        }
    };
    let summary = scene.receive(inputs, 100, notice).await.unwrap();
    assert_eq!((summary.inputs, summary.new, summary.set_aside), (3, 8, 3));
    assert!(
        named[0].contains("line 4") && named[1].contains("line 8") && named[2].contains("b.jsonl"),
        "{named:?}"
    );
    assert!(
        named.iter().all(|words| !words.contains("nothing")),
        "no value of a document is told: {named:?}"
    );
}

#[tokio::test]
async fn deliveries_are_told_apart() {
    let scene = Scene::new().await;
    scene.receive(vec![scene.input("a.jsonl", &lines(0..4))], 100, |_| {}).await.unwrap();
    let changed = line(2, &json!({ "urgency": { "ongoing": true } }));
    let text = format!("{}{changed}{changed}{}", lines(0..2), lines(9..10));
    let summary = scene.receive(vec![scene.input("b.jsonl", &text)], 100, |_| {}).await.unwrap();
    assert_eq!((summary.new, summary.again, summary.revised), (1, 3, 1));
    let permit = Actor::Operator.permit("test").unwrap();
    assert_eq!(
        queue::counts(&scene.store, &permit, &support::everything(&scene.store).await).await.unwrap().0,
        5
    );
}

/// An input made to fill memory with names of fields ends up in one line.
#[tokio::test]
async fn the_list_of_what_was_not_understood_is_bounded() {
    let scene = Scene::new().await;
    let text: String = (0..3)
        .map(|number| {
            let fields = (0..4_000).map(|field| (format!("unknown-{number}-{field}"), json!(1)));
            line(number, &Value::Object(fields.collect()))
        })
        .collect();
    let summary = scene.receive(vec![scene.input("a.jsonl", &text)], 100, |_| {}).await.unwrap();
    assert_eq!(summary.new, 3);
    assert_eq!(summary.not_understood.values().sum::<u64>(), 12_000);
    assert!(summary.not_understood.len() <= 10_001, "{}", summary.not_understood.len());
    assert!(summary.not_understood["(further paths)"] >= 2_000);
}

/// A store that fails in the middle ends the intake with its words; the readers stop, nothing hangs.
#[tokio::test]
async fn a_store_that_fails_ends_the_intake() {
    let scene = Scene::new().await;
    let input = scene.input("a.jsonl", &lines(0..5_000));
    scene.store.close().await;
    let ended = tokio::time::timeout(Duration::from_secs(30), scene.receive(vec![input], 10, |_| {})).await;
    assert!(ended.unwrap().is_err());
}
