//! Asking for more, in a browser: the reporter reads the question, the lead says who is asked and comes back.

use crate::{
    door,
    scene::{Answer, Browser, Scene, field},
};
use axum::http::StatusCode;
use model::{InboxId, Role};
use response::door::inbox;

const QUESTION: &str = "placeholder: which town was it?";

/// A report from the public door as a lead of its own, and its conversation.
async fn lead(scene: &Scene) -> (String, InboxId) {
    let (inbox, reference) = door::waiting(scene).await;
    scene.desk.linker.catch_up(&scene.desk.store, |_, _| {}).await.unwrap();
    (format!("/leads/{reference}"), inbox)
}

async fn ask(browser: &mut Browser, path: &str, whom: &str, until: &str, question: &str) -> Answer {
    let seen = field(&browser.get(&format!("{path}/ask")).await.body, "seen");
    let fields = [
        ("seen", seen.as_str()),
        ("whom", whom),
        ("reason", "where"),
        ("until", until),
        ("basis", "child_protection"),
        ("question", question),
    ];
    browser.submit(&format!("{path}/ask"), &fields).await
}

#[tokio::test]
async fn a_reporter_is_asked_and_the_lead_comes_back_with_the_answer() {
    let scene = Scene::new().await;
    let (path, inbox) = lead(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let page = analyst.get(&path).await.body;
    assert!(page.contains(&format!("href=\"{path}/ask\"")) && !page.contains("value=\"ask_more."), "{page}");
    let whom = format!("reporter:{inbox}");
    let form = analyst.get(&format!("{path}/ask")).await.body;
    assert!(form.contains(&whom) && form.contains("value=\"2026-11-29\""), "{form}");
    let sent = ask(&mut analyst, &path, &whom, "2026-12-01", QUESTION).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, format!("{path}?done=asked").as_str())
    );
    let page = analyst.get(&path).await.body;
    assert!(page.contains("An answer is awaited") && page.contains("2026-12-01"), "{page}");
    assert!(page.contains(&format!("href=\"/conversations/{inbox}\"")) && page.contains(QUESTION));
    let queue = analyst.get("/queue").await.body;
    assert!(queue.contains("from the reporter") && !queue.contains(QUESTION), "in sight, and no word of it");
    let store = &scene.desk.store;
    let read = inbox::read(store, &door::visitor(), inbox).await.unwrap();
    assert_eq!(read.messages.last().unwrap().words.as_str(), QUESTION);
    inbox::say(store, &door::visitor(), inbox, "placeholder: the town").await.unwrap();
    let page = analyst.get(&path).await.body;
    assert!(!page.contains("An answer is awaited") && page.contains("the answer came"), "{page}");
    assert!(analyst.get("/notifications").await.body.contains("A question of yours was answered"));
    // Nobody else has this page.
    assert_eq!(
        scene.signed_in(Role::Investigator).await.get(&format!("{path}/ask")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_question_that_is_wrong_or_late_keeps_its_words() {
    let scene = Scene::new().await;
    let (path, inbox) = lead(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let whom = format!("reporter:{inbox}");
    for (whom, until) in [
        ("", "2026-12-01"),
        ("reporter:nobody", "2026-12-01"),
        ("source:nowhere", "2026-12-01"),
        (whom.as_str(), "2026-11-01"),
        (whom.as_str(), "2028-01-01"),
        (whom.as_str(), "some day"),
    ] {
        let answer = ask(&mut analyst, &path, whom, until, QUESTION).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{whom} {until}");
        assert!(answer.body.contains(QUESTION) && answer.body.contains("role=\"alert\""));
    }
    // Somebody else was quicker: what they did is shown, and the words stay.
    let mut chief = scene.signed_in(Role::Supervisor).await;
    let seen = field(&chief.get(&format!("{path}/ask")).await.body, "seen");
    assert_eq!(ask(&mut analyst, &path, &whom, "2026-12-01", QUESTION).await.status, StatusCode::SEE_OTHER);
    let other = "placeholder: another question";
    let fields = [
        ("seen", seen.as_str()),
        ("whom", &whom),
        ("reason", "where"),
        ("until", "2026-12-01"),
        ("question", other),
    ];
    let late = chief.submit(&format!("{path}/ask"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains(other) && late.body.contains(QUESTION), "both");
    // Kept as a draft, for oneself alone.
    let kept = chief.submit(&format!("{path}/ask"), &[("keep", "yes"), ("question", other)]).await;
    assert_eq!(kept.header("location"), format!("{path}/ask?done=kept"));
    assert!(chief.get(&format!("{path}/ask")).await.body.contains(other));
    assert!(!analyst.get(&format!("{path}/ask")).await.body.contains(other));
}

#[tokio::test]
async fn the_page_of_questions_speaks_every_language() {
    let scene = Scene::new().await;
    let (path, inbox) = lead(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    ask(&mut analyst, &path, &format!("reporter:{inbox}"), "2026-12-01", QUESTION).await;
    for language in ["en", "fil", "ceb", "id"] {
        analyst.language = language;
        for page in [format!("{path}/ask"), format!("{path}?done=asked"), format!("{path}?done=asked-source")]
        {
            let page = analyst.get(&page).await.body;
            assert!(
                page.contains(&format!("<html lang=\"{language}\"")) && !page.contains('\u{27e6}'),
                "{page}"
            );
        }
    }
}
