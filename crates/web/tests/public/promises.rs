//! What the public door promises: headers, cookies, words in every language, nothing logged, nothing left behind.

use crate::door::{Answer, Browser, Scene};
use axum::http::{Method, StatusCode};
use std::{
    collections::BTreeSet,
    io::Write,
    sync::{Arc, Mutex},
};
use web::public::{PublicNeed, public_routes};

/// Every page there is, each once, with what was told along the way.
async fn every_page(browser: &mut Browser) -> Vec<(String, Answer)> {
    let mut pages = Vec::new();
    for path in
        ["/", "/c/poster-1", "/guide", "/help", "/help/ID", "/help/INT", "/write", "/read", "/nowhere"]
    {
        pages.push((path.to_owned(), browser.get(path).await));
    }
    for reader in ["child", "carer", "other"] {
        pages.push((format!("guide of {reader}"), browser.post("/guide", &[("reader", reader)]).await));
        let signs = [("reader", reader), ("go", "result"), ("sign", "threats"), ("sign", "asked_pictures")];
        pages.push((format!("result of {reader}"), browser.post("/guide", &signs).await));
        let none = [("reader", reader), ("go", "result"), ("sign", "none")];
        pages.push((format!("nothing of {reader}"), browser.post("/guide", &none).await));
    }
    for door in ["me", "saw"] {
        let token = browser.post("/write", &[("door", door)]).await.hidden("token");
        for at in ["0", "1", "2", "3", "4"] {
            let fields = [
                ("door", door),
                ("at", at),
                ("go", "next"),
                ("token", token.as_str()),
                ("safe", "no"),
                ("paid", "yes"),
            ];
            pages.push((format!("{door} {at}"), browser.post("/write", &fields).await));
        }
    }
    let sent = browser.tell("me", &[("words", "placeholder of every page")]).await;
    let (code, token) = (sent.code(), sent.hidden("token"));
    pages.push(("sent".into(), sent));
    pages.push(("code hidden".into(), browser.post("/code", &[("token", &token), ("show", "no")]).await));
    for wrong in ["one two", "xxxxx xxxxx xxxxx xxxxx xxxxx xxxxx xxxxx xxxxx xxxxx"] {
        pages.push(("wrong code".into(), browser.enter(wrong).await));
    }
    browser.enter(&code).await;
    let letters = browser.get("/letters").await;
    let form_token = letters.hidden("csrf_token");
    pages.push(("letters".into(), letters));
    pages.push(("empty message".into(), browser.post("/letters", &[("csrf_token", &form_token)]).await));
    pages.push(("sure".into(), browser.post("/letters/delete", &[("csrf_token", &form_token)]).await));
    pages.push(("new code".into(), browser.post("/letters/code", &[("csrf_token", &form_token)]).await));
    pages
}

#[tokio::test]
async fn every_page_is_whole_in_every_language_and_from_right_to_left() {
    let scene = Scene::new().await;
    for language in ["en", "fil", "ceb", "id"] {
        let mut browser = Browser { language, ..scene.browser() };
        for (name, page) in every_page(&mut browser).await {
            assert!(
                !page.body.contains('\u{27e6}'),
                "{language}, {name}: words are missing in\n{}",
                page.body
            );
            assert!(
                page.body.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")),
                "{language}, {name}"
            );
            assert!(page.body.contains("href=\"/leave"), "{language}, {name}: no way out");
            assert!(page.body.len() < 26_000, "{language}, {name}: {} bytes", page.body.len());
        }
    }
    let mut browser = scene.mirrored();
    for (name, page) in every_page(&mut browser).await {
        assert!(page.body.contains("dir=\"rtl\""), "{name}");
    }
}

/// What says left or right in the style would be wrong from right to left.
#[test]
fn the_style_knows_no_left_and_no_right() {
    let style = include_str!("../../assets/door.css");
    for word in ["left", "right"] {
        let found: Vec<&str> = style.lines().filter(|line| line.contains(word)).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let scene = Scene::new().await;
    for (name, page) in every_page(&mut scene.browser()).await {
        for (header, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(page.header(header), value, "{name}: {header}");
        }
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{name}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{name}: {policy}");
        // Titles and addresses say nothing.
        let title = page.body.split("<title>").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(title, "Information", "{name}");
        assert!(!page.body.contains("serviceWorker") && !page.body.contains("manifest"), "{name}");
        let outside: Vec<&str> =
            page.body.split("src=\"").skip(1).filter(|rest| !rest.starts_with("/assets/")).collect();
        assert!(outside.is_empty(), "{name}: {outside:?}");
    }
}

#[tokio::test]
async fn a_conversation_needs_its_code_on_every_route() {
    let scene = Scene::new().await;
    let mut paths = BTreeSet::new();
    for route in public_routes() {
        assert!(!route.path.contains("report") && !route.path.contains("abuse"), "{}", route.path);
        paths.insert(route.path);
        if route.need != PublicNeed::Code {
            continue;
        }
        let mut browser = scene.browser();
        browser.cookies.insert("__Host-s".into(), "A".repeat(43));
        let answer = match route.method {
            Method::GET => browser.get(route.path).await,
            _ => browser.post(route.path, &[("words", "x"), ("sure", "yes")]).await,
        };
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/read"),
            "{}",
            route.path
        );
    }
    assert!(paths.len() >= 12);
}

#[tokio::test]
async fn the_way_out_ends_what_is_open() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[]).await.code();
    browser.enter(&code).await;
    let kept = browser.clone();
    let left = browser.get("/leave").await;
    assert_eq!((left.status, left.header("location")), (StatusCode::SEE_OTHER, "https://elsewhere.example/"));
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert!(browser.cookies.is_empty());
    let mut thief = kept;
    assert_eq!(thief.get("/letters").await.status, StatusCode::SEE_OTHER, "the token opens nothing any more");
}

#[tokio::test]
async fn a_conversation_ends_by_itself() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let code = browser.tell("me", &[]).await.code();
    browser.enter(&code).await;
    scene.clock.pass(14 * 60);
    assert_eq!(browser.get("/letters").await.status, StatusCode::OK);
    scene.clock.pass(16 * 60);
    assert_eq!(browser.get("/letters").await.status, StatusCode::SEE_OTHER);
}

/// Takes in every log line of every level.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// After a report, a conversation and its end: no address, no browser, no word, no code in logs, database or journal.
#[tokio::test]
async fn nothing_of_the_visitor_is_anywhere() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let sent = browser
        .tell(
            "saw",
            &[("words", "MarkedWordsOfAReport"), ("contact", "call"), ("contact_where", "0917 777 7777")],
        )
        .await;
    let (code, token) = (sent.code(), sent.hidden("token"));
    browser.enter(&code).await;
    let form_token = browser.get("/letters").await.hidden("csrf_token");
    browser.post("/letters", &[("csrf_token", &form_token), ("words", "MarkedWordsOfAMessage")]).await;
    let cookie = browser.cookies["__Host-s"].clone();
    browser.get("/leave").await;
    scene.desk.store.write_checkpoint().await.unwrap();

    let mut written: Vec<(String, Vec<u8>)> = vec![("log".into(), lines.0.lock().unwrap().clone())];
    for entry in std::fs::read_dir(scene.directory.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !path.to_string_lossy().ends_with(".key") {
            written.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    assert!(written.len() >= 2, "the database was looked at");
    let words: Vec<&str> = code.split(' ').collect();
    let first_two = words[..2].join(" ");
    for secret in [
        "203.0.113.77",
        "Marked-Browser",
        "MarkedWordsOfAReport",
        "MarkedWordsOfAMessage",
        "777 7777",
        "7777777",
        first_two.as_str(),
        code.as_str(),
        token.as_str(),
        cookie.as_str(),
        form_token.as_str(),
    ] {
        for (place, bytes) in &written {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in {place}");
        }
    }
    for line in &written[0].1.split(|byte| *byte == b'\n').map(String::from_utf8_lossy).collect::<Vec<_>>() {
        assert!(!line.contains("/write") && !line.contains("/letters"), "a visit is logged: {line}");
    }
}

#[tokio::test]
async fn campaigns_count_steps_and_nobody() {
    use response::door::campaigns;
    let scene = Scene::new().await;
    let permit = Scene::staff();
    campaigns::add(&scene.desk.store, &permit, "poster-1", "Poster at the school").await.unwrap();
    for _ in 0..7 {
        let mut browser = scene.browser();
        let page = browser.get("/c/poster-1").await;
        assert!(page.body.contains("c=poster-1"), "the campaign goes along");
        browser
            .post("/guide", &[("reader", "child"), ("go", "result"), ("sign", "threats"), ("c", "poster-1")])
            .await;
    }
    scene.browser().tell("me", &[("c", "poster-1")]).await;
    scene.browser().get("/c/not-a-campaign").await;
    let all = campaigns::all(&scene.desk.store, &Scene::staff(), &scene.desk.door).await.unwrap();
    assert_eq!(all.len(), 1);
    let day = all[0].days[0];
    assert_eq!(
        (day.came, day.guided, day.reported),
        (campaigns::Shown::Count(7), campaigns::Shown::Count(7), campaigns::Shown::Few)
    );
    assert_eq!(all[0].sums, [5, 5, 0]);
    scene.verify().await;
}
