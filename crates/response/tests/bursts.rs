//! What is held in a burst is linked with nothing until somebody lets it in; then it is linked as if it had never been held.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use response::{
    Actor, Permit, bursts,
    door::{Door, flood::Calm, form::Telling, tell, token::FormToken},
    linking::{LinkModel, Linker},
    policy::Action,
};
use std::sync::Arc;
use store::Store;
use support::Scene;

fn visitor<A: Action>() -> Permit<A> {
    Actor::Visitor.permit("test").unwrap()
}

async fn told(scene: &Scene, door: &Door, number: usize) {
    let words = format!("placeholder words, number {number}");
    // Two of them name one account each.
    let account = format!("placeholder.account.{}", number / 2);
    let answers = [("words", words.as_str()), ("apps", "messenger"), ("accounts", &account)];
    let answers = door.form.answers(Telling::Saw, answers);
    let token = FormToken::new(&scene.store);
    let sent = tell::Sent {
        answers: &answers,
        language: "en",
        token: &token.text(),
        work: "",
        default_country: None,
        refused_fields: 0,
    };
    tell::tell(&scene.store, &visitor(), &scene.factors, door, sent).await.unwrap();
}

async fn linker(store: &Store) -> Arc<Linker> {
    let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
    linker.catch_up(store, |_, _| {}).await.unwrap();
    linker
}

/// Reports with their leads, and mentions with their persons, as the tables have them.
async fn tables(store: &Store) -> (Vec<(i64, i64)>, Vec<(u64, u64)>) {
    (store.written_leads(0, 10_000).await.unwrap(), store.written_mentions(0, 10_000).await.unwrap())
}

#[tokio::test]
async fn a_burst_ties_nothing_together_until_it_is_let_in() {
    let scene = Scene::new().await;
    let door = Door::built_in(Calm { reports_in_ten_minutes: 2 }).unwrap();
    let live = linker(&scene.store).await;
    for number in 0..8 {
        told(&scene, &door, number).await;
    }
    live.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let (_, leads) = live.counts();
    assert_eq!(
        leads, 1,
        "the two that came in the calm are about one account; the linker holds nothing of the rest"
    );
    let (reports, _) = tables(&scene.store).await;
    let lead_of = |reports: &[(i64, i64)]| reports.iter().map(|(_, lead)| *lead).collect::<Vec<_>>();
    assert_eq!(lead_of(&reports), [1, 1, 3, 4, 5, 6, 7, 8], "each that is held is a lead of its own");
    assert_eq!(scene.store.hidden_reports(10).await.unwrap(), Vec::<i64>::new());
    // A linker that starts now sees the same, and leaves the leads of what is held alone.
    let late = linker(&scene.store).await;
    assert_eq!(late.counts(), live.counts());
    assert_eq!(tables(&scene.store).await.0, reports);

    let sight = support::everything(&scene.store).await;
    bursts::release(&scene.store, &Actor::Operator.permit("test").unwrap(), &sight, 1).await.unwrap();
    live.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let let_in = tables(&scene.store).await;
    assert_eq!(lead_of(&let_in.0), [1, 1, 3, 3, 5, 5, 7, 7], "one account, one lead");
    assert_eq!(scene.store.hidden_reports(10).await.unwrap(), Vec::<i64>::new());
    // One that reads the whole journal afterwards arrives at the same, and so does one that was there in between.
    for other in [linker(&scene.store).await, late] {
        other.catch_up(&scene.store, |_, _| {}).await.unwrap();
        assert_eq!(other.counts(), live.counts());
        assert_eq!(tables(&scene.store).await, let_in);
    }
}
