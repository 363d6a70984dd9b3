//! The way: guide, report, code, conversation, answer, delete.

use crate::door::Scene;
use axum::http::StatusCode;
use model::{Age, Channel, InboxStatus, IncidentKind, MentionRole, Relation};
use response::{door::inbox, policy::act};

#[tokio::test]
async fn what_is_answered_becomes_a_report() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let sent = browser
        .tell(
            "saw",
            &[
                ("safe", "no"),
                ("words", "A placeholder of what was seen."),
                ("age", "under_13"),
                ("sex", "girl"),
                ("children", "several"),
                ("relation", "neighbour"),
                ("country", "PH"),
                ("place", "Placeholder town"),
                ("forms", "live"),
                ("forms", "threats"),
                ("again", "yes"),
                ("planned", "2026-11-28"),
                ("apps", "messenger"),
                ("accounts", "placeholder.one\r\n0917 000 0001\r\nplace@holder.example"),
                ("links", "https://placeholder.example/page"),
                ("hashes", &format!("sha256:{}\r\npdq:{}", "a".repeat(64), "b".repeat(64))),
                ("arranger", "relative"),
                ("arranger_name", "Placeholder Aunt"),
                ("viewer", "Placeholder Viewer"),
                ("paid", "yes"),
                ("paid_how", "remittance"),
                ("contact", "call"),
                ("contact_where", "0917 000 0009"),
                ("contact_when", "in the morning"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.body.contains("911"), "help is shown at once");
    let report = scene.newest().await;
    assert_eq!((report.channel, report.source.as_str()), (Channel::Public, "public-form"));
    assert_eq!(report.urgency.immediate_danger, Some(true));
    assert_eq!((report.urgency.ongoing, report.urgency.commercial), (Some(true), Some(true)));
    assert!(report.has_kind(IncidentKind::LiveStreaming) && report.has_kind(IncidentKind::SexualExtortion));
    let of = |role| report.mentions.iter().find(|mention| mention.role == role).unwrap();
    assert_eq!(of(MentionRole::Child).age, Some(Age::Between(0, 12)));
    let facilitator = of(MentionRole::Facilitator);
    assert_eq!(
        (facilitator.relation_to_child, facilitator.access_to_child),
        (Some(Relation::Relative), Some(true))
    );
    assert!(of(MentionRole::Reporter).identifiers.is_empty(), "no search finds a person who told");
    let kinds: Vec<&str> = report.identifiers.iter().map(|identifier| identifier.kind.code()).collect();
    assert_eq!(kinds, ["account", "phone", "email", "url"]);
    assert_eq!(report.identifiers[0].scope.as_deref(), Some("messenger"));
    assert_eq!(report.files[0].hashes.len(), 2);
    assert!(report.unread.is_empty(), "{:?}", report.unread.iter().map(|u| &u.path).collect::<Vec<_>>());
    let row = &scene.queue().await[0];
    assert!(row.rank < response::triage::FIRST_BEFORE, "not safe now comes first");
    scene.verify().await;
}

#[tokio::test]
async fn nothing_answered_is_a_report_too() {
    let scene = Scene::new().await;
    let sent = scene.browser().tell("me", &[]).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert_eq!(sent.code().split(' ').count(), 9);
    assert_eq!(scene.reports().await, 1);
}

#[tokio::test]
async fn a_screen_carries_what_other_screens_were_told() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let first = browser.post("/write", &[("door", "me"), ("forms", "pictures")]).await;
    assert_eq!(first.hidden("forms"), "pictures", "the guide's answer goes along");
    assert!(
        first.body.contains("name=\"safe\" value=\"\" checked"),
        "a text browser must not choose an answer that nobody gave"
    );
    let token = first.hidden("token");
    let fields = [
        ("door", "me"),
        ("at", "0"),
        ("go", "next"),
        ("token", token.as_str()),
        ("words", "<b>\"placeholder\"</b>"),
    ];
    let second = browser.post("/write", &fields).await;
    assert_eq!(second.hidden("token"), token);
    assert_eq!(second.hidden("at"), "1");
    assert_eq!(
        second.hidden("words"),
        "&#60;b&#62;&#34;placeholder&#34;&#60;/b&#62;",
        "what is carried is escaped"
    );
    let back = browser
        .post("/write", &[("door", "me"), ("at", "1"), ("go", "back"), ("token", &token), ("words", "x")])
        .await;
    assert_eq!(back.hidden("at"), "0");
    assert_eq!(scene.reports().await, 0, "nothing is stored before it is sent");
}

#[tokio::test]
async fn the_code_opens_the_conversation_of_both_sides() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("saw", &[("words", "placeholder")]).await.code();
    assert!(browser.cookies.is_empty(), "no cookie before it is needed");
    let entered = browser.enter(&code).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/letters"));
    let page = browser.get("/letters").await;
    let token = page.hidden("csrf_token");
    browser.post("/letters", &[("csrf_token", &token), ("words", "I forgot a placeholder.")]).await;
    let id = scene.conversation().await;
    let permit = Scene::staff::<act::AnswerReporters>();
    let (lines, waiting) = inbox::waiting(&scene.desk.store, &permit, &scene.sight().await).await.unwrap();
    assert_eq!((lines.len(), waiting), (1, 1));
    let messages = inbox::open(&scene.desk.store, &permit, &scene.sight().await, id).await.unwrap();
    assert_eq!(*messages[0].words, "I forgot a placeholder.");
    let (store, door) = (&scene.desk.store, &scene.desk.door);
    inbox::answer(
        store,
        &permit,
        &response::sight::of(store, &response::Actor::Operator).await.unwrap(),
        door,
        id,
        "Thank you. When was it?",
        "",
    )
    .await
    .unwrap();
    let next = scene.clock_day(2);
    inbox::set_status(
        &scene.desk.store,
        &permit,
        &scene.sight().await,
        id,
        InboxStatus::Asked,
        (Some(next), i64::MAX),
    )
    .await
    .unwrap();
    assert_eq!(inbox::waiting(&scene.desk.store, &permit, &scene.sight().await).await.unwrap().1, 0);
    let page = browser.get("/letters").await;
    assert!(
        page.body.contains("Thank you. When was it?") && page.body.contains("2026-11-24"),
        "{}",
        page.body
    );
    scene.verify().await;
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_and_the_report_stays() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[("words", "placeholder")]).await.code();
    let id = scene.conversation().await;
    browser.enter(&code).await;
    let token = browser.get("/letters").await.hidden("csrf_token");
    browser.post("/letters", &[("csrf_token", &token), ("words", "a placeholder to be deleted")]).await;
    let asked = browser.post("/letters/delete", &[("csrf_token", &token)]).await;
    assert_eq!(asked.hidden("sure"), "yes", "it is asked once more");
    let deleted = browser.post("/letters/delete", &[("csrf_token", &token), ("sure", "yes")]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER);
    assert!(deleted.header("clear-site-data").contains("cookies") && browser.cookies.is_empty());
    assert_eq!(browser.enter(&code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let permit = Scene::staff::<act::AnswerReporters>();
    let (store, door) = (&scene.desk.store, &scene.desk.door);
    assert!(
        inbox::look(
            store,
            &permit,
            &response::sight::of(store, &response::Actor::Operator).await.unwrap(),
            id
        )
        .await
        .unwrap()
        .row
        .deleted
    );
    assert!(
        inbox::open(
            store,
            &permit,
            &response::sight::of(store, &response::Actor::Operator).await.unwrap(),
            id
        )
        .await
        .unwrap()
        .is_empty()
    );
    assert!(
        inbox::answer(
            store,
            &permit,
            &response::sight::of(store, &response::Actor::Operator).await.unwrap(),
            door,
            id,
            "too late",
            ""
        )
        .await
        .is_err()
    );
    assert_eq!(scene.reports().await, 1);
    scene.verify().await;
}

#[tokio::test]
async fn a_code_that_somebody_else_saw_is_replaced_first() {
    use response::door::contacts::{self, Taken};
    let scene = Scene::new().await;
    let form = &scene.desk.door.form;
    let answers =
        form.answers(response::door::form::Telling::Saw, [("words", "told by telephone, a placeholder")]);
    let taken = Taken {
        way: model::ContactWay::Call,
        category: Some(model::ContactCategory::OnlineSexualExploitation),
        answers: &answers,
        language: "ceb",
        wants_code: true,
        token: "one page",
        default_country: None,
    };
    let permit = Scene::staff::<act::TakeContacts>();
    let desk = &scene.desk;
    let (receipt, code) =
        contacts::take(&desk.store, &permit, &desk.factors, &desk.door, taken).await.unwrap();
    assert_eq!(receipt.outcome, store::Outcome::New);
    let code = code.unwrap();
    let mut browser = scene.browser();
    browser.enter(&code).await;
    let page = browser.get("/letters").await;
    assert!(!page.body.contains("id=\"say\""), "nothing is said before the code is replaced");
    let token = page.hidden("csrf_token");
    let fresh = browser.post("/letters/code", &[("csrf_token", &token)]).await.code();
    assert_ne!(fresh, *code);
    let mut other = scene.browser();
    assert_eq!(
        other.enter(&code).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the operator's words open nothing"
    );
    assert_eq!(other.enter(&fresh).await.status, StatusCode::SEE_OTHER);
    assert!(other.get("/letters").await.body.contains("id=\"say\""));
    scene.verify().await;
}

#[tokio::test]
async fn sent_twice_is_one_report_and_one_code() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let token = browser.post("/write", &[("door", "me")]).await.hidden("token");
    let fields =
        [("door", "me"), ("at", "0"), ("go", "send"), ("token", token.as_str()), ("words", "placeholder")];
    let first = browser.post("/write", &fields).await.code();
    let again = browser.post("/write", &fields).await.code();
    assert_eq!(first, again);
    assert_eq!(scene.reports().await, 1);
    // Changed and sent again: kept besides, never in the place of what was told first.
    let mut changed = fields;
    changed[4].1 = "another placeholder";
    assert_eq!(browser.post("/write", &changed).await.code(), first);
    assert_eq!(scene.reports().await, 2);
    // The code can be shown once more from that page only.
    let hidden = browser.post("/code", &[("token", &token), ("show", "no")]).await;
    assert!(!hidden.body.contains("<ol class=\"code\">"));
    assert_eq!(browser.post("/code", &[("token", &token), ("show", "yes")]).await.code(), first);
    let last = if token.ends_with('A') { 'E' } else { 'A' };
    let forged = format!("{}{last}", &token[..token.len() - 1]);
    assert_eq!(
        browser.post("/code", &[("token", &forged), ("show", "yes")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_same_words_of_two_people_are_one_report_with_two_conversations() {
    let scene = Scene::new().await;
    let words = [("words", "the same placeholder")];
    let first = scene.browser().tell("saw", &words).await.code();
    let second = scene.browser().tell("saw", &words).await.code();
    assert_ne!(first, second);
    assert_eq!(scene.reports().await, 1);
    let (mut one, mut two) = (scene.browser(), scene.browser());
    one.enter(&first).await;
    two.enter(&second).await;
    let token = one.get("/letters").await.hidden("csrf_token");
    one.post("/letters", &[("csrf_token", &token), ("words", "for the centre only")]).await;
    assert!(
        !two.get("/letters").await.body.contains("for the centre only"),
        "nobody reads another's conversation"
    );
    scene.verify().await;
}

impl Scene {
    fn clock_day(&self, days: i64) -> model::Instant {
        use model::Clock as _;
        self.clock.now().plus_seconds(days * 86_400)
    }
}
