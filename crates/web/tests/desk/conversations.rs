//! Conversations with people who reported without a name: listed without a word, read when asked for, answered.

use crate::{
    door::{self, TOLD, visitor},
    scene::{Browser, Scene, field},
};
use axum::http::StatusCode;
use model::{InboxId, Role};
use response::door::inbox;

async fn journal(scene: &Scene, id: InboxId) -> Vec<(String, String, String)> {
    let lines = scene.desk.store.journal_of(id.as_bytes(), 100).await.unwrap();
    lines.into_iter().map(|line| (line.actor, line.action, line.purpose)).collect()
}

fn count(journal: &[(String, String, String)], actor: &str, action: &str) -> usize {
    journal.iter().filter(|(who, what, _)| who == actor && what == action).count()
}

/// What the reporter finds with the code.
async fn letters(scene: &Scene, id: InboxId) -> Vec<String> {
    let conversation = inbox::read(&scene.desk.store, &visitor(), id).await.unwrap();
    conversation.messages.iter().map(|message| message.words.to_string()).collect()
}

async fn answer(browser: &mut Browser, path: &str, words: &str) -> crate::scene::Answer {
    let token = field(&browser.get(path).await.body, "token");
    browser.submit(path, &[("token", &token), ("answer", words)]).await
}

#[tokio::test]
async fn the_list_shows_who_waits_and_no_word() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let empty = analyst.get("/conversations").await.body;
    assert!(empty.contains("Nobody waits for an answer.") && !empty.contains("class=\"count\""), "{empty}");
    let (first, reference) = door::waiting(&scene).await;
    scene.clock.pass(7_200);
    let (second, _) = door::waiting_about(&scene, "placeholder: another report").await;
    for role in [Role::Analyst, Role::HotlineOperator] {
        let mut browser = scene.signed_in(role).await;
        let page = browser.get("/conversations").await.body;
        let place = |id: InboxId| page.find(&format!("/conversations/{id}")).unwrap();
        assert!(place(first) < place(second), "the longest first");
        for expected in
            [reference.to_string().as_str(), "Filipino", "2 h ago", "Received", "waiting:</span> 2"]
        {
            assert!(page.contains(expected), "{expected} is missing in {page}");
        }
        assert!(!page.contains("placeholder:"), "words are in the list");
        // The way to the report is there for those who may read it.
        assert_eq!(page.contains(&format!("href=\"/reports/{reference}\"")), role == Role::Analyst);
    }
    // The number waits in the head of other pages too.
    let queue = scene.signed_in(Role::Analyst).await.get("/queue").await.body;
    assert!(queue.contains("waiting:</span> 2"), "{queue}");
}

#[tokio::test]
async fn words_are_closed_until_asked_for_and_the_asking_is_journaled() {
    let scene = Scene::new().await;
    let (id, _) = door::waiting(&scene).await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let path = format!("/conversations/{id}");
    let closed = operator.get(&path).await;
    assert_eq!(closed.status, StatusCode::OK);
    assert!(!closed.body.contains(TOLD) && closed.body.contains("Not shown"));
    // What the reporter reads is shown in the reporter's language.
    assert!(closed.body.contains("<p lang=\"fil\">"), "{}", closed.body);
    assert_eq!(count(&journal(&scene, id).await, "hotline_operator", "inbox_read"), 0);
    let open = operator.get(&format!("{path}?words=shown")).await.body;
    assert!(open.contains(TOLD));
    let entries = journal(&scene, id).await;
    assert_eq!(count(&entries, "hotline_operator", "inbox_read"), 1);
    assert!(entries.iter().any(|(.., purpose)| purpose == "read a conversation at the desk"));
}

#[tokio::test]
async fn an_answer_reaches_the_reporter_and_names_nobody() {
    let scene = Scene::new().await;
    let (id, reference) = door::waiting(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let path = format!("/conversations/{id}");
    let sent = answer(&mut analyst, &path, "placeholder: the answer").await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, format!("{path}?done=answered#content").as_str())
    );
    assert_eq!(letters(&scene, id).await, [TOLD, "placeholder: the answer"]);
    assert_eq!(count(&journal(&scene, id).await, "analyst", "message_sent"), 1);
    let page = analyst.get(&format!("{path}?done=answered")).await.body;
    assert!(
        page.contains("The answer is there for the reporter.") && !page.contains("waits for an answer since")
    );
    assert!(analyst.get("/conversations").await.body.contains("Nobody waits"));
    // The journal of the report tells what staff did, and not when the reporter came to read.
    let journal = analyst.get(&format!("/reports/{reference}/journal")).await.body;
    assert!(journal.contains("Message sent") && journal.contains("Conversation begun"), "{journal}");
    assert!(!journal.contains("Conversation read"), "{journal}");
    analyst.get(&format!("{path}?words=shown")).await;
    let journal = analyst.get(&format!("/reports/{reference}/journal")).await.body;
    assert_eq!(journal.matches("Conversation read").count(), 1);
}

#[tokio::test]
async fn an_answer_that_is_empty_or_too_long_is_kept_to_be_mended() {
    let scene = Scene::new().await;
    let (id, _) = door::waiting(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let path = format!("/conversations/{id}");
    let empty = answer(&mut analyst, &path, "  \r\n ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.body.contains("Please write something first.") && empty.body.contains("aria-invalid=\"true\"")
    );
    let long = format!("{}end", "é".repeat(5_998));
    let answered = answer(&mut analyst, &path, &long).await;
    assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answered.body.contains("Please shorten the answer to 6000 characters."));
    assert!(answered.body.contains(&long), "what was typed is lost");
    assert_eq!(letters(&scene, id).await, [TOLD]);
    let longest = "é".repeat(6_000);
    assert_eq!(answer(&mut analyst, &path, &longest).await.status, StatusCode::SEE_OTHER);
    assert_eq!(letters(&scene, id).await[1], longest);
}

#[tokio::test]
async fn a_form_needs_its_token_and_sent_twice_at_once_it_answers_once() {
    let scene = Scene::new().await;
    let (id, _) = door::waiting(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let path = format!("/conversations/{id}");
    let without = analyst.post(&path, &[("answer", "placeholder")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let (session, token) = (analyst.form_token().await, field(&analyst.get(&path).await.body, "token"));
    let fields = [("csrf_token", session.as_str()), ("token", &token), ("answer", "placeholder: once")];
    let (mut one, mut other) = (analyst.clone(), analyst.clone());
    let (one, other) = tokio::join!(one.post(&path, &fields), other.post(&path, &fields));
    assert_eq!((one.status, other.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(letters(&scene, id).await, [TOLD, "placeholder: once"]);
}

#[tokio::test]
async fn people_set_what_the_reporter_is_told() {
    let scene = Scene::new().await;
    let (id, reference) = door::waiting(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    // Opening the report changes nothing by itself.
    let report = analyst.get(&format!("/reports/{reference}")).await.body;
    assert!(report.contains(&format!("href=\"/conversations/{id}\"")), "{report}");
    assert!(report.contains("Waits for an answer"));
    let row = scene.desk.store.inbox(id).await.unwrap().unwrap();
    assert_eq!(row.status.code(), "received");
    let path = format!("/conversations/{id}/status");
    for (status, next, problem) in [
        ("asked", "2026-11-20", "The day is past, or more than a year ahead."),
        ("asked", "2028-01-01", "The day is past, or more than a year ahead."),
        ("asked", "soon", "That is no day."),
        ("nonsense", "", "Please choose a status."),
    ] {
        let answer = analyst.submit(&path, &[("status", status), ("next", next)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{status} {next}");
        assert!(answer.body.contains(problem), "{status} {next}: {}", answer.body);
    }
    let answer =
        analyst.submit(&path, &[("status", "asked"), ("next", "2026-12-01"), ("words", "shown")]).await;
    let to = format!("/conversations/{id}?done=told&words=shown#content");
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to.as_str()));
    let row = scene.desk.store.inbox(id).await.unwrap().unwrap();
    assert_eq!(
        (row.status.code(), row.next_at.unwrap().to_string().as_str()),
        ("asked", "2026-12-01T00:00:00Z")
    );
    let told = analyst.get(&format!("/conversations/{id}")).await.body;
    assert!(told.contains("value=\"2026-12-01\"") && told.contains("value=\"asked\" selected"));
    assert_eq!(count(&journal(&scene, id).await, "analyst", "inbox_status_set"), 1);
    assert!(analyst.get(&format!("/reports/{reference}")).await.body.contains("Asked something"));
    // Two had the page open: the second sees what the first said, and what they chose themselves.
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let (page, open) = (format!("/conversations/{id}"), |body: &str| field(body, "seen"));
    let (one, two) = (open(&analyst.get(&page).await.body), open(&operator.get(&page).await.body));
    let first =
        analyst.submit(&path, &[("status", "passed_on"), ("next", "2026-12-03"), ("seen", &one)]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let chosen = [("status", "closed"), ("next", "2026-12-05"), ("seen", two.as_str())];
    let second = operator.submit(&path, &chosen).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let stands = second.body.split("What stands now").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(stands.contains("2026-12-03"), "{stands}");
    assert!(
        second.body.contains("value=\"2026-12-05\"") && second.body.contains("value=\"closed\" selected")
    );
    let row = scene.desk.store.inbox(id).await.unwrap().unwrap();
    assert_eq!(row.status.code(), "passed_on", "nothing was overwritten");
    let again = [("status", "closed"), ("next", ""), ("seen", &open(&second.body))];
    assert_eq!(operator.submit(&path, &again).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_deleted_conversation_says_so_and_offers_nothing() {
    let scene = Scene::new().await;
    let (id, reference) = door::waiting(&scene).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let path = format!("/conversations/{id}");
    inbox::delete(&scene.desk.store, &visitor(), &scene.desk.door, id).await.unwrap();
    for path in [path.clone(), format!("{path}?words=shown")] {
        let page = analyst.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("The reporter has deleted this conversation"));
        assert!(!page.body.contains("<textarea") && !page.body.contains("words=shown"), "{}", page.body);
    }
    let answer = analyst.submit(&path, &[("answer", "placeholder: too late")]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    let status = analyst.submit(&format!("{path}/status"), &[("status", "closed")]).await;
    assert_eq!(status.status, StatusCode::GONE);
    let report = analyst.get(&format!("/reports/{reference}")).await.body;
    assert!(report.contains("The reporter has deleted this conversation"));
    // The report itself is not erased, and its journal does not say so.
    let journal = analyst.get(&format!("/reports/{reference}/journal")).await.body;
    assert!(
        journal.contains("Conversation deleted by the reporter") && !journal.contains("Erased"),
        "{journal}"
    );
}

#[tokio::test]
async fn an_administrator_reads_no_conversation() {
    let scene = Scene::new().await;
    let (id, _) = door::waiting(&scene).await;
    for role in [Role::Administrator, Role::Auditor, Role::IntakeOfficer] {
        let mut browser = scene.signed_in(role).await;
        let missing = browser.get("/conversations/nothing").await;
        for path in [
            "/conversations".to_owned(),
            format!("/conversations/{id}"),
            format!("/conversations/{id}?words=shown"),
        ] {
            let hidden = browser.get(&path).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{role:?} {path}");
            assert_eq!(hidden.body, missing.body);
        }
        assert!(!browser.get("/").await.body.contains("/conversations"), "{role:?}");
    }
    assert_eq!(count(&journal(&scene, id).await, "administrator", "inbox_read"), 0);
}
