//! The digest counts what came and what waits, and says nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use response::{
    Actor, Permit,
    digest::{Digest, digest},
    door::{Door, flood::Calm, form::Telling, inbox, tell, token::FormToken},
    policy::Action,
};
use serde_json::json;
use support::{Scene, line};

fn operator<A: Action>() -> Permit<A> {
    Actor::Operator.permit("test").unwrap()
}

fn visitor<A: Action>() -> Permit<A> {
    Actor::Visitor.permit("test").unwrap()
}

/// What came within these seconds, and what waits now.
async fn since(scene: &Scene, seconds: i64) -> Digest {
    let since = scene.clock.now().plus_seconds(-seconds);
    digest(
        &scene.store,
        &operator(),
        &operator(),
        &support::everything(&scene.store).await,
        &scene.factors,
        since,
    )
    .await
    .unwrap()
}

async fn told(scene: &Scene, door: &Door, words: &str, safe: &str) -> tell::Told {
    let answers = door.form.answers(Telling::Saw, [("words", words), ("safe", safe)]);
    let token = FormToken::new(&scene.store);
    let sent = tell::Sent {
        answers: &answers,
        language: "en",
        token: &token.text(),
        work: "",
        default_country: None,
        refused_fields: 0,
    };
    tell::tell(&scene.store, &visitor(), &scene.factors, door, sent).await.unwrap()
}

#[tokio::test]
async fn reports_are_counted_from_the_newest_back_however_many_there_are() {
    let scene = Scene::new().await;
    let danger = |number: u32| {
        if number.is_multiple_of(100) {
            json!({ "urgency": { "immediate_danger": true } })
        } else {
            json!({})
        }
    };
    let text = |numbers: std::ops::Range<u32>| {
        numbers.map(|number| line(number, &danger(number))).collect::<String>()
    };
    scene.receive(vec![scene.input("old.jsonl", &text(1..1_001))], 500, |_| {}).await.unwrap();
    scene.clock.forward(3_600);
    // More than are looked at in one step.
    scene.receive(vec![scene.input("new.jsonl", &text(2_001..5_001))], 500, |_| {}).await.unwrap();
    let counts = |digest: Digest| (digest.reports, digest.first);
    assert_eq!(counts(since(&scene, 60).await), (3_000, 30));
    assert_eq!(counts(since(&scene, 3_600).await), (4_000, 40));
    scene.clock.forward(61);
    assert_eq!(counts(since(&scene, 60).await), (0, 0));
}

#[tokio::test]
async fn conversations_wait_until_they_are_answered_and_bursts_until_they_are_let_in() {
    let scene = Scene::new().await;
    let door = Door::built_in(Calm { reports_in_ten_minutes: 2 }).unwrap();
    let nothing = since(&scene, 60).await;
    assert_eq!((nothing.waiting, nothing.waiting_since, nothing.bursts), (0, None, 0));
    let first = told(&scene, &door, "placeholder one", "").await;
    let entered = inbox::enter(&scene.store, &visitor(), &door, &first.code).await.unwrap();
    inbox::say(&scene.store, &visitor(), entered.id, "placeholder").await.unwrap();
    let asked_at = scene.clock.now();
    told(&scene, &door, "placeholder two", "").await;
    assert!(told(&scene, &door, "placeholder three", "no").await.held);
    assert!(told(&scene, &door, "placeholder four", "").await.held);
    scene.clock.forward(30);
    let digest = since(&scene, 60).await;
    assert_eq!((digest.waiting, digest.waiting_since), (1, Some(asked_at)));
    assert_eq!((digest.reports, digest.bursts, digest.held, digest.held_urgent), (4, 1, 2, 1));
    assert_eq!(digest.first, 0, "what is held comes first only once it is let in");
    inbox::answer(
        &scene.store,
        &operator(),
        &support::everything(&scene.store).await,
        &door,
        entered.id,
        "placeholder",
        "",
    )
    .await
    .unwrap();
    response::bursts::release(&scene.store, &operator(), &support::everything(&scene.store).await, 1)
        .await
        .unwrap();
    let digest = since(&scene, 60).await;
    assert_eq!((digest.waiting, digest.bursts, digest.held, digest.first), (0, 0, 0, 1));
}
