//! The queue follows the clock and the table of factors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use response::{Actor, queue, triage::Factors};
use serde_json::json;
use store::{Page, QueueFilter};
use support::{Scene, line};

async fn order(scene: &Scene, factors: &Factors) -> Vec<(String, i32)> {
    let permit = Actor::Operator.permit("test").unwrap();
    let page = Page { after: None, limit: 10 };
    let lines = queue::page(
        &scene.store,
        &permit,
        &support::everything(&scene.store).await,
        factors,
        QueueFilter::default(),
        page,
    )
    .await
    .unwrap();
    lines
        .into_iter()
        .map(|line| (line.row.source_reference.unwrap_or_default(), line.priority.points))
        .collect()
}

/// One just received, one long past but with money in it, one with a child in danger.
async fn three() -> Scene {
    let scene = Scene::new().await;
    let text = [
        line(1, &json!({})),
        line(2, &json!({ "occurred": { "from": "2024-01-01" }, "urgency": { "commercial": true } })),
        line(3, &json!({ "occurred": { "from": "2024-01-01" }, "urgency": { "immediate_danger": true } })),
    ];
    scene.receive(vec![scene.input("a.jsonl", &text.concat())], 100, |_| {}).await.unwrap();
    scene
}

fn names(order: &[(String, i32)]) -> Vec<&str> {
    order.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn what_the_clock_changes_is_never_stale() {
    let scene = three().await;
    let first = order(&scene, &scene.factors).await;
    assert_eq!(names(&first), ["P-000003", "P-000001", "P-000002"], "{first:?}");
    // Half a year later nothing is recent any more; nobody touched a report meanwhile.
    scene.clock.forward(180 * 86_400);
    let later = order(&scene, &scene.factors).await;
    assert_eq!(names(&later), ["P-000003", "P-000002", "P-000001"], "{later:?}");
    assert!(later[2].1 < first[1].1, "{later:?}");
    assert_eq!(queue::misplaced(&scene.store, &scene.factors).await.unwrap(), Vec::<i64>::new());
}

#[tokio::test]
async fn another_table_of_factors_re_orders_the_queue() {
    let scene = three().await;
    queue::adopt(&scene.store, &scene.factors).await.unwrap();
    order(&scene, &scene.factors).await;
    let mut other = (*scene.factors).clone();
    let commercial = other.factors.iter_mut().find(|factor| factor.name == "commercial").unwrap();
    commercial.points = 500;
    assert!(queue::adopt(&scene.store, &other).await.unwrap(), "it is another table");
    let now = order(&scene, &other).await;
    // Danger still comes first, whatever the points.
    assert_eq!(names(&now), ["P-000003", "P-000002", "P-000001"], "{now:?}");
    assert_eq!(now[1].1, 515);
    assert!(!queue::adopt(&scene.store, &other).await.unwrap(), "the same table changes nothing");
}
