//! Bursts: one line above the queue, looked through without a word, let in by a person.

use crate::{
    door::{self, TOLD},
    scene::Scene,
};
use axum::http::StatusCode;
use model::Role;

#[tokio::test]
async fn a_burst_is_one_line_until_an_analyst_lets_it_in() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let lines = |body: &str| body.matches("data-row").count();
    door::flood(&scene, 4).await;
    let before = analyst.get("/queue").await.body;
    assert!(before.contains("Held behind the queue:") && before.contains("Reports: 4"), "{before}");
    assert!(before.contains("Say danger now: 1") && before.contains("href=\"/bursts/1\""));
    let page = analyst.get("/bursts/1").await.body;
    assert_eq!(lines(&page), 4);
    assert!(!page.contains("placeholder:") && !page.contains(TOLD), "words are in the list");

    let seq = door::end(&scene).await;
    let asks = analyst.submit("/bursts/1", &[]).await;
    assert_eq!(asks.status, StatusCode::OK);
    assert!(
        asks.body.contains("name=\"sure\" value=\"yes\"") && asks.body.contains("This cannot be taken back.")
    );
    assert_eq!(scene.desk.store.bursts_held().await.unwrap().len(), 1, "asking lets nothing in");
    assert_eq!(door::end(&scene).await, seq);

    let (mut one, mut other) = (analyst.clone(), analyst.clone());
    let sure = [("sure", "yes")];
    let (one, other) = tokio::join!(one.submit("/bursts/1", &sure), other.submit("/bursts/1", &sure));
    for answer in [one, other] {
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/queue?done=released")
        );
    }
    assert!(scene.desk.store.bursts_held().await.unwrap().is_empty());
    let after = analyst.get("/queue?done=released").await.body;
    assert!(after.contains("The reports stand in the queue now.") && !after.contains("/bursts/1"));
    assert_eq!(lines(&after), lines(&before) + 4);
    assert_eq!(analyst.get("/bursts/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_large_burst_is_looked_through_page_by_page() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    door::flood(&scene, 53).await;
    let first = analyst.get("/bursts/1").await.body;
    let (_, rest) = first.split_once("href=\"/bursts/1?after=").expect("a next page");
    let after = rest.split('"').next().unwrap();
    let second = analyst.get(&format!("/bursts/1?after={after}")).await.body;
    assert_eq!((first.matches("data-row").count(), second.matches("data-row").count()), (50, 3));
    assert!(!second.contains("rel=\"next\"") && second.contains("First page"));
    assert_eq!(analyst.get("/bursts/2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(analyst.get("/bursts/x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(analyst.submit("/bursts/2", &[("sure", "yes")]).await.status, StatusCode::NOT_FOUND);
}
