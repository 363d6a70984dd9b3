//! While the linker has not read everything: a kind page instead of persons, and everything else as ever.

use crate::scene::Scene;
use axum::http::StatusCode;
use model::Role;

#[tokio::test]
async fn pages_of_persons_say_how_far_it_is_and_look_again() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    browser.router = scene.unread();
    let lead = format!("/leads/{}", scene.reference);
    let person = format!("/persons/{}.1", scene.reference);
    let pair = format!("/pairs/{0}.1/{0}.2", scene.reference);
    for path in [lead.as_str(), &person, &pair, "/review"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!((answer.header("refresh"), answer.header("retry-after")), ("3", "3"), "{path}");
        assert!(answer.body.contains("Persons are being put together"), "{path}");
        assert!(answer.body.contains("<progress id=\"progress\" max=\"1\" value=\"0\">"), "{}", answer.body);
        assert!(answer.body.contains(&format!("href=\"{path}\"")), "a link looks again at once");
    }
    // The queue and a report wait for nothing.
    let queue = browser.get("/queue").await;
    assert_eq!((queue.status, queue.header("refresh")), (StatusCode::OK, ""));
    let report = browser.get(&format!("/reports/{}", scene.reference)).await;
    assert_eq!(report.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_sent_meanwhile_is_not_sent_again_by_itself() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    browser.router = scene.unread();
    let pair = format!("/pairs/{0}.1/{0}.2", scene.reference);
    let answer = browser.submit(&pair, &[("verdict", "same"), ("reason", "sample reason")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("refresh"), "");
    assert!(answer.body.contains("What you sent was not taken"), "{}", answer.body);
    assert!(!answer.body.contains("sample reason"));
}
