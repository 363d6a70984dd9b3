//! The fifteen findings of past audits of such portals (reference of the field, reporting, part 2), each as a test that
//! fails where the mistake is made here.

use crate::door::{Answer, Browser, Scene};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use response::{bursts, door::inbox, policy::act};
use std::time::Duration;

/// 1: what the form decides, it decides on the server.
#[tokio::test]
async fn f01_the_browser_decides_nothing() {
    let scene = Scene::new().await;
    scene
        .browser()
        .tell(
            "me",
            &[("score", "100"), ("rank", "-1"), ("source", "ncmec"), ("paid_how", "bank"), ("age", "12")],
        )
        .await;
    let report = scene.newest().await;
    assert_eq!(report.source.as_str(), "public-form");
    let paths: Vec<&str> = report.unread.iter().map(|unread| unread.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/form/age (not_an_option)",
            "/form/paid_how (not_asked)",
            "/form (fields that the form does not have; refused)",
        ]
    );
    assert_eq!(report.unread[2].value.reveal(), "3");
}

/// 2: size and count are bounded when a form is read; what is within the bounds is kept.
#[tokio::test]
async fn f02_a_form_is_bounded() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let long = "x".repeat(300_000);
    assert_eq!(browser.tell("me", &[("words", &long)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let many: Vec<(&str, &str)> = (0..5_000).map(|_| ("forms", "live")).collect();
    assert_eq!(browser.tell("me", &many).await.status, StatusCode::OK);
    let words = "y".repeat(50_000);
    assert_eq!(browser.tell("me", &[("words", &words)]).await.status, StatusCode::OK);
    assert_eq!(scene.newest().await.narratives[0].words.reveal().len(), 50_000);
    // Bytes that are no text, and a body that is no form.
    for body in
        ["words=%FF%FE&door=me&go=send", "\u{0}\u{1}", "%%%", "door=me&go=send&at=99999999999999999999"]
    {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/write")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = browser.send(request, Body::from(body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{body:?}");
    }
}

/// 3: nothing of the desk can be reached through the public door, and nobody reads another's conversation.
#[tokio::test]
async fn f03_the_desk_is_not_here() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let public: Vec<&str> = web::public::public_routes().iter().map(|route| route.path).collect();
    for route in web::routes() {
        if public.contains(&route.path) {
            continue;
        }
        let answer = match route.method {
            Method::GET => browser.get(route.path).await,
            _ => browser.post(route.path, &[]).await,
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", route.path);
    }
}

/// 4: a list of conversations has no words: its type has none to show.
#[tokio::test]
async fn f04_lists_have_no_words() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[]).await.code();
    browser.enter(&code).await;
    let token = browser.get("/letters").await.hidden("csrf_token");
    browser.post("/letters", &[("csrf_token", &token), ("words", "MarkedWords")]).await;
    let (lines, _) =
        inbox::waiting(&scene.desk.store, &Scene::staff::<act::AnswerReporters>(), &scene.sight().await)
            .await
            .unwrap();
    let shown = format!("{:?} {}", lines[0].row, lines[0].reference);
    assert!(!shown.contains("MarkedWords"), "{shown}");
}

/// 5: the slow hash runs a few at a time and never holds pages up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f05_slow_hashes_do_not_hold_pages_up() {
    let scene = Scene::new().await;
    let code = scene.browser().tell("me", &[]).await.code();
    let mut entering = Vec::new();
    for _ in 0..24 {
        let (mut browser, code) = (scene.browser(), code.clone());
        entering.push(tokio::spawn(async move { browser.enter(&code).await.status }));
    }
    let mut pages = 0;
    while !entering.iter().all(tokio::task::JoinHandle::is_finished) {
        let page = tokio::time::timeout(Duration::from_secs(5), scene.browser().clone().get_owned("/")).await;
        assert_eq!(page.unwrap(), StatusCode::OK);
        pages += 1;
    }
    assert!(pages > 24, "only {pages} pages were shown meanwhile");
    for entered in entering {
        assert_eq!(entered.await.unwrap(), StatusCode::SEE_OTHER);
    }
}

/// 6: reports sent at once are all stored, each with a number of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f06_sent_at_once_is_stored_at_once() {
    let scene = Scene::new().await;
    let mut sending = Vec::new();
    for number in 0..64 {
        let mut browser = scene.browser();
        sending.push(tokio::spawn(async move {
            let words = format!("placeholder {number}");
            let sent = browser.tell("saw", &[("words", &words)]).await;
            (sent.status, sent.code())
        }));
    }
    let mut codes = std::collections::BTreeSet::new();
    for sent in sending {
        let (status, code) = sent.await.unwrap();
        assert_eq!(status, StatusCode::OK);
        codes.insert(code);
    }
    assert_eq!((codes.len(), scene.reports().await), (64, 64));
    let references: std::collections::BTreeSet<String> =
        scene.queue().await.iter().map(|row| row.reference.to_string()).collect();
    assert_eq!(references.len(), 64);
    scene.verify().await;
}

/// 7: what changes something is a form of our own page; the cookie goes nowhere else.
#[tokio::test]
async fn f07_nothing_changes_by_a_link_or_from_elsewhere() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[]).await.code();
    let entered = browser.enter(&code).await;
    let cookie = entered.header("set-cookie");
    for part in ["__Host-s=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    for path in ["/letters/delete", "/letters/code", "/code"] {
        assert_eq!(browser.get(path).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    let mut elsewhere = Browser { own: false, ..browser.clone() };
    for path in ["/letters", "/letters/delete", "/letters/code"] {
        let fields = [("words", "x"), ("sure", "yes"), ("csrf_token", "AAAA")];
        assert_eq!(elsewhere.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(elsewhere.enter(&code).await.status, StatusCode::FORBIDDEN);
    // A report from another site is not refused: it is shown, to be sent by the person.
    let before = scene.reports().await;
    let shown = elsewhere.tell("saw", &[("words", "from another page")]).await;
    assert_eq!((shown.status, scene.reports().await), (StatusCode::OK, before));
    assert!(shown.body.contains("from another page") && shown.body.contains("role=\"alert\""));
}

/// 9: the code stands in no cookie, no address and no header.
#[tokio::test]
async fn f09_the_code_is_only_on_the_page() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let sent = browser.tell("me", &[]).await;
    let code = sent.code();
    let entered = browser.enter(&code).await;
    let page = browser.get("/letters").await;
    for answer in [&sent, &entered, &page] {
        for (name, value) in &answer.headers {
            for word in code.split(' ') {
                assert!(
                    !value.to_str().unwrap().split(|c: char| !c.is_alphabetic()).any(|part| part == word),
                    "{name}"
                );
            }
        }
    }
    assert!(!page.body.contains(&code) && !entered.body.contains(&code));
}

/// 10: an unknown code and a deleted one are answered with the same bytes, and cost the same work by their way through
/// the code: both are hashed before anything is looked up.
#[tokio::test]
async fn f10_an_unknown_code_tells_nothing() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[]).await.code();
    browser.enter(&code).await;
    let token = browser.get("/letters").await.hidden("csrf_token");
    browser.post("/letters/delete", &[("csrf_token", &token), ("sure", "yes")]).await;
    let deleted = scene.browser().enter(&code).await;
    let unknown = scene.desk.door.words.write(&[9; 10], "en");
    let never = scene.browser().enter(&unknown).await;
    let told = |answer: &Answer| answer.body.replace(&answer.hidden("token"), "");
    assert_eq!(
        (deleted.status, told(&deleted)),
        (never.status, told(&never)),
        "but for the form's own token"
    );
    // The cookie that somebody set beforehand opens nothing, before or after the code (session fixation).
    let code = scene.browser().tell("saw", &[]).await.code();
    let mut fixed = scene.browser();
    fixed.cookies.insert("__Host-s".into(), "A".repeat(43));
    fixed.enter(&code).await;
    assert_ne!(fixed.cookies["__Host-s"], "A".repeat(43));
    let mut attacker = scene.browser();
    attacker.cookies.insert("__Host-s".into(), "A".repeat(43));
    assert_eq!(attacker.get("/letters").await.status, StatusCode::SEE_OTHER);
}

/// 11: the server asks nobody for anything because of what a visitor sends: the one crate that could ask is used in one
/// place, where staff sign in over their agency's own directory, whose address an administrator wrote down.
#[test]
fn f11_the_server_fetches_nothing() {
    let lock = include_str!("../../../../Cargo.lock");
    for client in ["reqwest", "isahc", "surf", "curl", "hyper-tls", "hyper-rustls", "awc"] {
        assert!(!lock.contains(&format!("name = \"{client}\"")), "{client}");
    }
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut folders, mut asking) = (vec![crates.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.components().any(|part| part.as_os_str() == "tests")
                && std::fs::read_to_string(&path).unwrap().contains("ureq")
            {
                asking.push(path.strip_prefix(crates).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(asking, ["response/src/people/directory.rs"]);
}

/// 12: the name that a browser calls the server by stands on no page.
#[tokio::test]
async fn f12_the_host_header_is_not_believed() {
    let scene = Scene::new().await;
    for path in ["/", "/write", "/help", "/read", "/leave", "/nowhere"] {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "evil.example")
            .header("x-forwarded-host", "evil.example");
        let answer = scene.browser().send(request, Body::empty()).await;
        let headers = format!("{:?}", answer.headers);
        assert!(!answer.body.contains("evil.example") && !headers.contains("evil.example"), "{path}");
    }
}

/// 13 and 14: a flood is never refused; what comes without work is one line for staff, and is let in by a person.
#[tokio::test]
async fn f13_f14_a_flood_is_kept_as_one_line() {
    let scene = Scene::calm(20).await;
    for number in 0..60 {
        let words = format!("placeholder {number}");
        let danger = if number % 10 == 0 { "no" } else { "yes" };
        let sent = scene.browser().tell("saw", &[("words", &words), ("safe", danger)]).await;
        assert_eq!(sent.status, StatusCode::OK);
        assert_eq!(sent.code().split(' ').count(), 9, "a held report has a code like every other");
    }
    assert_eq!(scene.reports().await, 60);
    let held = bursts::held(&scene.desk.store, &Scene::staff(), &scene.sight().await).await.unwrap();
    assert_eq!(held.len(), 1, "one line");
    assert_eq!((held[0].reports, held[0].urgent), (40, 4));
    let leads = scene
        .desk
        .store
        .leads(store::QueueFilter::default(), store::Page { after: None, limit: 100 })
        .await
        .unwrap();
    assert_eq!(leads.len(), 20, "held reports stand behind the queue");

    // Work done in the background lets a report past the burst.
    let mut browser = scene.browser();
    let page = browser.post("/write", &[("door", "me")]).await;
    assert!(page.body.contains("data-work-bits=\"16\""));
    let token = page.hidden("token");
    let counter =
        (0..u32::MAX).map(|n| n.to_string()).find(|n| response::door::flood::work_done(&token, n)).unwrap();
    let fields = [
        ("door", "me"),
        ("at", "0"),
        ("go", "send"),
        ("token", token.as_str()),
        ("work", counter.as_str()),
        ("words", "with work"),
    ];
    browser.post("/write", &fields).await;
    let after = bursts::held(&scene.desk.store, &Scene::staff(), &scene.sight().await).await.unwrap();
    assert_eq!(after[0].reports, 40);

    bursts::release(&scene.desk.store, &Scene::staff(), &scene.sight().await, held[0].no).await.unwrap();
    assert!(
        bursts::release(&scene.desk.store, &Scene::staff(), &scene.sight().await, held[0].no).await.is_ok(),
        "a colleague was quicker"
    );
    assert!(
        bursts::release(&scene.desk.store, &Scene::staff(), &scene.sight().await, 99).await.is_err(),
        "no such burst"
    );
    response::queue::refresh(&scene.desk.store, &scene.desk.factors, |_| {}).await.unwrap();
    let leads = scene
        .desk
        .store
        .leads(store::QueueFilter::default(), store::Page { after: None, limit: 100 })
        .await
        .unwrap();
    assert_eq!(leads.len(), 61);
    assert!(response::queue::misplaced(&scene.desk.store, &scene.desk.factors).await.unwrap().is_empty());
    // It ends by itself.
    scene.clock.pass(700);
    let calm = scene.browser().post("/write", &[("door", "me")]).await;
    assert!(!calm.body.contains("data-work-bits"));
    scene.verify().await;
}

impl Browser {
    async fn get_owned(mut self, path: &str) -> StatusCode {
        self.get(path).await.status
    }
}

/// 7, once more: a form without a token of ours opens no conversation, so that no page elsewhere can lead somebody into
/// the conversation of another and have them write there.
#[tokio::test]
async fn f07_nobody_is_led_into_a_conversation_of_another() {
    let scene = Scene::new().await;
    let code = scene.browser().tell("saw", &[]).await.code();
    let mut browser = scene.browser();
    let ours = browser.get("/read").await.hidden("token");
    let first = if ours.starts_with('B') { 'C' } else { 'B' };
    let forged = format!("{first}{}", &ours[1..]);
    for token in ["", "AAAA", forged.as_str()] {
        let answer = browser.post("/read", &[("words", &code), ("token", token)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token}");
        assert!(browser.cookies.is_empty());
    }
    assert_eq!(browser.enter(&code).await.status, StatusCode::SEE_OTHER);
}

/// The token of the first page goes along to the report: whoever goes back and chooses again tells once.
#[tokio::test]
async fn the_token_goes_along_from_the_first_page() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let token = browser.get("/").await.hidden("token");
    let signs = browser.post("/guide", &[("reader", "child"), ("token", &token)]).await;
    assert_eq!(signs.hidden("token"), token);
    let form = browser.post("/write", &[("door", "me"), ("token", &token)]).await;
    assert_eq!(form.hidden("token"), token);
    let forged = browser.post("/write", &[("door", "me"), ("token", "AAAA")]).await.hidden("token");
    assert!(forged != token && forged.len() == token.len(), "what we did not make is replaced");
}
