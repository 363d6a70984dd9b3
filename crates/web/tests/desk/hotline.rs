//! The hotline operator: contacts counted, a report taken down on one page, the code handed over once.

use crate::{
    door::{self, visitor},
    scene::{Scene, field},
};
use axum::http::StatusCode;
use model::Role;
use response::door::{code::WORDS, inbox};

/// The words of the code on a page.
fn code(page: &str) -> Option<Vec<String>> {
    let (_, list) = page.split_once("<ol class=\"spoken\"")?;
    let (list, _) = list.split_once("</ol>")?;
    Some(list.split("<li>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect())
}

fn reference(page: &str) -> String {
    let (_, rest) = page.split_once("reference large\">").expect("a reference");
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_operator_lands_on_the_contacts_and_sees_no_queue_and_no_report() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    assert_eq!(operator.get("/").await.header("location"), "/contacts");
    let page = operator.get("/contacts").await.body;
    for hidden in ["href=\"/queue\"", "action=\"/search\"", "href=\"/review\"", "href=\"/journal\""] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    assert!(page.contains("href=\"/conversations\"") && page.contains("href=\"/campaigns\""));
    let report = format!("/reports/{}", scene.reference);
    for path in ["/queue", "/review", "/journal", "/bursts/1", &report, &format!("{report}/journal")] {
        assert_eq!(operator.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_contact_that_is_no_report_is_counted_once_however_often_it_is_sent() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let before = door::end(&scene).await;
    let page = operator.get("/contacts").await.body;
    let (session, token) = (field(&page, "csrf_token"), field(&page, "token"));
    let fields = [
        ("csrf_token", session.as_str()),
        ("token", &token),
        ("way", "sms"),
        ("outcome", "wrong_number"),
        ("category", "violence_bullying"),
    ];
    let (mut one, mut other) = (operator.clone(), operator.clone());
    let (one, other) = tokio::join!(one.post("/contacts", &fields), other.post("/contacts", &fields));
    for answer in [one, other] {
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/contacts?done=noted&way=sms")
        );
    }
    assert_eq!(door::end(&scene).await, before + 1, "one entry of the journal: contact_noted");
    let page = operator.get("/contacts?done=noted&way=sms").await.body;
    assert!(page.contains("Counted.") && page.contains("value=\"sms\" checked"));
    assert!(page.contains("Last 24 hours: <strong>1</strong>"), "{page}");
    let (_, bullying) = page.split_once("By what it was about").unwrap();
    assert!(bullying.contains("Bullying"));
    // Days pass: the month still has it, the day no more.
    scene.clock.pass(2 * 86_400);
    let page = scene.signed_in(Role::HotlineOperator).await.get("/contacts").await.body;
    assert!(
        page.contains("Last 24 hours: <strong>0</strong>")
            && page.contains("Last 30 days: <strong>1</strong>")
    );
}

#[tokio::test]
async fn a_count_needs_way_and_outcome_and_a_report_is_no_outcome_of_the_button() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    for fields in [
        &[("way", "call")][..],
        &[("outcome", "silent")],
        &[("way", "call"), ("outcome", "report")],
        &[("way", "pigeon"), ("outcome", "silent")],
    ] {
        let answer = operator.submit("/contacts", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.body.contains("Please choose how they got in touch and what came of it."));
    }
    assert_eq!(
        operator.post("/contacts", &[("way", "call"), ("outcome", "silent")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(operator.get("/contacts").await.body.contains("Last 24 hours: <strong>0</strong>"));
}

#[tokio::test]
async fn a_report_is_taken_down_on_one_page_and_the_code_is_handed_over() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let page = operator.get("/contacts/new").await.body;
    for expected in [
        "Is the child safe right now?",
        "How do you know the child?",
        "value=\"call\" checked autofocus",
        "id=\"s-arranger\"",
    ] {
        assert!(page.contains(expected), "{expected} is missing");
    }
    let token = field(&page, "token");
    let fields = [
        ("token", token.as_str()),
        ("go", "send"),
        ("way", "chat"),
        ("door", "saw"),
        ("category", "violence_online_sexual_exploitation"),
        ("language", "ceb"),
        ("code", "yes"),
        ("safe", "no"),
        ("words", "placeholder: what the caller told"),
        ("age", "eleven"),
        ("country", "PH"),
    ];
    let sent = operator.submit("/contacts/new", &fields).await;
    assert_eq!(sent.status, StatusCode::OK);
    let words = code(&sent.body).expect("a code");
    assert_eq!(words.len(), WORDS);
    assert!(
        sent.body.contains("<ol class=\"spoken\" lang=\"ceb\">") && sent.body.contains("Shown this once.")
    );
    let reference = reference(&sent.body);
    // What fails its check is kept and marked.
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let report = analyst.get(&format!("/reports/{reference}?words=shown")).await.body;
    for expected in [
        "placeholder: what the caller told",
        "/form/age (not_an_option)",
        "eleven",
        "hotline-desk",
        "violence_online_sexual_exploitation",
    ] {
        assert!(report.contains(expected), "{expected} is missing");
    }
    // The operator does not see the report that they wrote down.
    assert_eq!(operator.get(&format!("/reports/{reference}")).await.status, StatusCode::NOT_FOUND);
    let counted = operator.get("/contacts").await.body;
    assert!(counted.contains("Last 24 hours: <strong>1</strong>"));

    // The code opens the conversation, which asks for a new code first; from then on the form has no code any more.
    let desk = &scene.desk;
    let entered = inbox::enter(&desk.store, &visitor(), &desk.door, &words.join(" ")).await.unwrap();
    assert!(desk.store.inbox(entered.id).await.unwrap().unwrap().handed);
    inbox::replace_code(&desk.store, &visitor(), &desk.door, entered.id, "ceb").await.unwrap();
    let again = operator.submit("/contacts/new", &fields).await;
    assert!(
        code(&again.body).is_none() && again.body.contains("taken a code of their own"),
        "{}",
        again.body
    );
    assert!(inbox::enter(&desk.store, &visitor(), &desk.door, &words.join(" ")).await.is_err());
}

#[tokio::test]
async fn the_form_sent_twice_at_once_is_one_report_with_one_code() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let page = operator.get("/contacts/new").await.body;
    let (session, token) = (field(&page, "csrf_token"), field(&page, "token"));
    let fields = [
        ("csrf_token", session.as_str()),
        ("token", &token),
        ("go", "send"),
        ("way", "call"),
        ("door", "me"),
        ("language", "und"),
        ("code", "yes"),
        ("words", "placeholder: told once"),
    ];
    let (reports, _) = scene.desk.store.count_reports(0).await.unwrap();
    let mut browsers = [operator.clone(), operator.clone(), operator.clone()];
    let [a, b, c] = &mut browsers;
    let (a, b, c) = tokio::join!(
        a.post("/contacts/new", &fields),
        b.post("/contacts/new", &fields),
        c.post("/contacts/new", &fields)
    );
    let seen: Vec<_> =
        [&a, &b, &c].map(|answer| (reference(&answer.body), code(&answer.body).unwrap())).into();
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "one reference and one code");
    assert_eq!(scene.desk.store.count_reports(0).await.unwrap().0, reports + 1);
    let row = scene.desk.store.find_reference(seen[0].0.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(scene.desk.store.inboxes_of_report(row.no).await.unwrap().len(), 1);
    assert!(operator.get("/contacts").await.body.contains("Last 24 hours: <strong>1</strong>"));
    assert_eq!(
        [&a, &b, &c].iter().filter(|answer| answer.body.contains("This form was sent before.")).count(),
        2
    );
}

#[tokio::test]
async fn nothing_that_was_typed_is_lost_on_the_way() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    // The other door asks in other words and keeps every answer.
    let typed = [
        ("words", "placeholder <b>kept</b>"),
        ("country", "ID"),
        ("forms", "live"),
        ("forms", "chat"),
        ("language", "id"),
        ("code", "yes"),
    ];
    let mut fields = vec![("go", "door"), ("door", "me"), ("way", "paper")];
    fields.extend(typed);
    let page = operator.submit("/contacts/new", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in [
        "Are you safe right now?",
        "placeholder &#60;b&#62;kept&#60;/b&#62;",
        "value=\"ID\" selected",
        "value=\"live\" checked",
        "value=\"chat\" checked",
        "value=\"paper\" checked",
        "value=\"id\" selected",
        "name=\"code\" value=\"yes\" checked",
    ] {
        assert!(page.body.contains(expected), "{expected} is missing");
    }
    assert!(!page.body.contains("How do you know the child?"));
    // A draft of it is not done with by asking in other words, and what nobody wrote is none.
    let later = operator.get("/contacts/new").await.body;
    assert!(later.contains("placeholder &#60;b&#62;kept&#60;/b&#62;") && later.contains("Your draft of"));
    let empty = [("go", "send"), ("door", "saw"), ("way", "call"), ("language", "en"), ("keep", "yes")];
    assert_eq!(operator.submit("/contacts/new", &empty).await.header("location"), "/contacts/new");
    assert!(!operator.get("/contacts/new").await.body.contains("Your draft of"));
    // Enter in a field presses the first button: that sends nothing.
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "go").collect();
    assert!(!operator.submit("/contacts/new", &fields).await.body.contains("reference large"));
    // Without a way it is not sent, and kept.
    let mut fields = vec![("go", "send"), ("door", "saw"), ("way", "")];
    fields.extend(typed);
    let page = operator.submit("/contacts/new", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("Nothing that you wrote is lost.") && page.body.contains("value=\"live\" checked")
    );
    // Nothing at all is no report.
    let empty = operator.submit("/contacts/new", &[("go", "send"), ("door", "saw"), ("way", "call")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Nothing was written down yet."));
}

#[tokio::test]
async fn long_answers_go_in_and_what_is_too_large_gets_a_page() {
    let scene = Scene::new().await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let long = "\u{e9}".repeat(7_000);
    let sent = operator
        .submit("/contacts/new", &[("go", "send"), ("way", "call"), ("door", "saw"), ("words", &long)])
        .await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(code(&sent.body).is_none(), "no code where none was asked for");
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let report = analyst.get(&format!("/reports/{}?words=shown", reference(&sent.body))).await.body;
    assert!(report.contains(&long) && report.contains("/form/words (longer_than_asked)"));
    let huge = "a".repeat(300 * 1_024);
    let answer = operator.submit("/contacts/new", &[("go", "send"), ("words", &huge)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        operator.post("/contacts/new", &[("go", "send"), ("words", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
}
