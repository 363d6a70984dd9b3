//! What the pages show, and what they must not.

use crate::{
    sample::{NAME, PHONE, SENSITIVE},
    scene::Scene,
};
use axum::http::{StatusCode, header};
use model::Role;

const LANGUAGES: [&str; 4] = ["en", "fil", "ceb", "id"];

#[tokio::test]
async fn the_queue_shows_reports_in_order_and_no_word_about_people() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let page = browser.get("/queue").await.body;
    let first = page.find("data-row").unwrap();
    assert!(page[first..first + 60].contains(&scene.reference), "the report in immediate danger comes first");
    assert!(page.contains("Comes first"));
    assert!(page.contains("A child is said to be in danger now"));
    assert!(page.contains("Live-streamed child sexual abuse"));
    assert!(page.contains("<time datetime=\"2026-11-22T14:00:00Z\">2026-11-22 14:00 UTC</time>"), "{page}");
    for personal in
        [NAME, PHONE, "Sample", SENSITIVE, "sample.child", "example.org", "Placeholder", "203.0.113.7"]
    {
        assert!(!page.contains(personal), "{personal} is in the queue");
    }
}

#[tokio::test]
async fn the_queue_is_filtered_by_door_and_kind() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let lines = |body: &str| body.matches("data-row").count();
    // Thirteen reports; some name the same persons.
    assert_eq!(lines(&browser.get("/queue").await.body), 8);
    let hotline = browser.get("/queue?channel=hotline&kind=").await.body;
    assert_eq!(lines(&hotline), 2);
    assert!(hotline.contains("<option value=\"hotline\" selected>"));
    assert_eq!(lines(&browser.get("/queue?kind=form-live_streaming").await.body), 2);
    assert_eq!(lines(&browser.get("/queue?kind=grooming").await.body), 2);
    let none = browser.get("/queue?channel=public&kind=trafficking").await.body;
    assert_eq!(lines(&none), 0);
    assert!(none.contains("No lead matches."));
    // What is no filter filters nothing.
    assert_eq!(lines(&browser.get("/queue?channel=x&kind=y&after=z").await.body), 8);
}

#[tokio::test]
async fn pages_of_the_queue_follow_one_another_without_gap() {
    let scene = Scene::new().await;
    for number in 12..60 {
        crate::sample::deliver(&scene.desk.store, &scene.desk.factors, crate::sample::numbered(number)).await;
    }
    let mut browser = scene.signed_in(Role::Analyst).await;
    let references = |body: &str| -> Vec<String> {
        body.split("data-row>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let first = browser.get("/queue").await.body;
    let next = first.split("href=\"/queue?").find(|rest| rest.starts_with("after=")).unwrap();
    let next = format!("/queue?{}", next.split('"').next().unwrap());
    let second = browser.get(&next).await.body;
    let (mut all, rest) = (references(&first), references(&second));
    // What came in meanwhile is not linked yet: a lead for each report.
    assert_eq!((all.len(), rest.len()), (50, 6));
    all.extend(rest);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 56);
    assert!(!second.contains("rel=\"next\""));
}

#[tokio::test]
async fn a_report_shows_every_part_and_no_sensitive_word() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let page = browser.get(&format!("/reports/{}", scene.reference)).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.body;
    for expected in [
        "This report comes before all others.",
        NAME,
        "about 9",
        "30\u{2013}40",
        "Philippines (PH)",
        "Sample Facilitator",
        "+639170001234",
        "sample.viewer@example.org",
        "not verified by the source",
        "did not pass its check",
        "203.0.113.7",
        "port 49152",
        "perhaps a proxy",
        "https://chat.example.org/room/17",
        "Sample City, Sample Region, Philippines (PH)",
        "14.50000, 121.00000",
        "1500.00 PHP",
        "href=\"#person-3\">Person 3, Suspect",
        "REF00017",
        "MD5",
        "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
        "Recorded from a live stream",
        "industry: A1",
        "Sample Desk Officer",
        "vehicleDescription",
        "/report/newField",
        "SHA-256",
        "sample-100000017.json",
        "cover-page.pdf",
        "2026-11-21 03:15 UTC",
        "as written: 2026-11-20T22:15:00-05:00",
        "no time zone given",
        "CyberTipline incidentType 7",
        "100000017",
        "+100",
        "In other reports: 2",
    ] {
        assert!(page.contains(expected), "{expected} is missing");
    }
    for hidden in [
        SENSITIVE,
        "Placeholder conversation",
        "placeholder: the source asks",
        "placeholder-file-name",
        "placeholder vehicle",
        "placeholder words about the time",
        "Enticement",
        "<blockquote",
    ] {
        assert!(!page.contains(hidden), "{hidden} is on the page without being asked for");
    }
    // A web address of a report is text: nobody gets there by a slip of the hand.
    assert!(!page.contains("href=\"http"));
}

#[tokio::test]
async fn words_are_shown_once_asked_for_and_the_asking_is_journaled() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let path = format!("/reports/{}", scene.reference);
    browser.get(&path).await;
    assert!(!scene.journal().await.iter().any(|(action, _)| action == "words_revealed"));
    let page = browser.get(&format!("{path}?words=shown")).await.body;
    for shown in [
        SENSITIVE,
        "placeholder: the source asks for haste",
        "placeholder-file-name.mp4",
        "placeholder vehicle",
        "<details open",
    ] {
        assert!(page.contains(shown), "{shown} is missing");
    }
    let journal = scene.journal().await;
    assert!(journal.contains(&("words_revealed".into(), "show the words at the desk".into())), "{journal:?}");
}

#[tokio::test]
async fn shared_identifiers_lead_to_the_other_reports() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let page = browser.get(&format!("/reports/{}", scene.reference)).await.body;
    let (_, shared) = page.split_once("id=\"shared-1\"").unwrap();
    let (shared, _) = shared.split_once("</section>").unwrap();
    assert!(shared.contains("Other reports: 2"));
    assert_eq!(shared.matches("data-row").count(), 2);
    assert!(!shared.contains(&scene.reference), "a report is not another report");
}

#[tokio::test]
async fn search_finds_a_number_in_national_form_and_keeps_it_out_of_addresses() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    for text in ["0917 000 1234", "+63 917 000 1234", "00639170001234"] {
        let answer = browser.submit("/search", &[("text", text)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body.matches("data-row").count(), 3, "{text}");
        assert!(answer.body.contains(&scene.reference));
        for address in answer.body.split("href=\"").chain(answer.body.split("action=\"")).skip(1) {
            assert!(!address.split('"').next().unwrap().contains("917"), "the number is in an address");
        }
    }
    let answer =
        browser.submit("/search", &[("text", &scene.reference.to_lowercase().replace("tng-", ""))]).await;
    assert_eq!(answer.body.matches("data-row").count(), 1);
    assert!(answer.body.contains("Found by its reference."));
    let answer = browser.submit("/search", &[("text", "100000017")]).await;
    assert_eq!(answer.body.matches("data-row").count(), 1);
    let answer = browser.submit("/search", &[("text", "<b>nobody</b>@example.org")]).await;
    assert!(answer.body.contains("Nothing was found."));
    assert!(
        answer.body.contains("&#60;b&#62;nobody") && !answer.body.contains("<b>nobody"),
        "what was typed is escaped"
    );
    let answer = browser.submit("/search", &[("text", "   ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    // An address that a browser made of it, were the form changed to GET, does not exist.
    assert_eq!(browser.get("/search?text=1").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn roles_without_the_queue_see_what_they_are_for() {
    let scene = Scene::new().await;
    for (role, words) in [
        (Role::Administrator, "Keeps the accounts"),
        (Role::IntakeOfficer, "Hands in files"),
        (Role::Auditor, "Reads who did what and when"),
    ] {
        let mut browser = scene.signed_in(role).await;
        let page = browser.get("/").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(words), "{role:?}");
        assert!(!page.body.contains("href=\"/queue\""), "{role:?}");
        assert!(!page.body.contains("action=\"/search\""), "{role:?}");
        assert_eq!(page.body.contains("href=\"/journal\""), role == Role::Auditor);
        assert_eq!(page.body.contains("href=\"/campaigns\""), role == Role::Administrator);
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut stranger = scene.browser();
    let asset = {
        let page = stranger.get("/sign-in").await.body;
        page.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let mut answers = vec![
        ("queue", analyst.get("/queue").await),
        ("report", analyst.get(&format!("/reports/{}", scene.reference)).await),
        ("found", analyst.submit("/search", &[("text", "100000017")]).await),
        ("not found", analyst.get("/nowhere").await),
        ("no token", analyst.post("/search", &[]).await),
        ("sign-in", stranger.get("/sign-in").await),
        ("redirect", stranger.get("/queue").await),
        ("method", stranger.post("/queue", &[]).await),
    ];
    answers.push(("asset", stranger.get(&format!("/assets/{asset}")).await));
    for (name, answer) in answers {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{name}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{name}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{name}");
        let referrer = if name == "sign-in" { "same-origin" } else { "no-referrer" };
        assert_eq!(answer.header("referrer-policy"), referrer, "{name}");
        let cache = if name == "asset" { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), cache, "{name}");
    }
}

/// Every page in every language: the right `lang`, no missing words, nothing from elsewhere, no style or script inside.
#[tokio::test]
async fn every_page_speaks_every_language() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let mut stranger = scene.browser();
    let mut titles = std::collections::BTreeSet::new();
    for language in LANGUAGES {
        for browser in [&mut analyst, &mut auditor, &mut stranger] {
            browser.language = language;
        }
        let report = format!("/reports/{}", scene.reference);
        let pages = [
            analyst.get("/queue").await,
            analyst.get("/queue?channel=public&kind=trafficking").await,
            analyst.get(&report).await,
            analyst.get(&format!("{report}?words=shown")).await,
            analyst.get(&format!("{report}/journal")).await,
            analyst.submit("/search", &[("text", "0917 000 1234")]).await,
            analyst.submit("/search", &[("text", "nobody@example.org")]).await,
            analyst.submit("/search", &[("text", "")]).await,
            analyst.get("/nowhere").await,
            analyst.post("/search", &[]).await,
            auditor.get("/").await,
            auditor.get("/journal").await,
            auditor.submit("/journal", &[("reference", "x")]).await,
            stranger.get("/sign-in?signed-out=1").await,
            stranger.post("/sign-in", &[("name", "nobody")]).await,
        ];
        for page in &pages {
            let body = &page.body;
            assert!(body.contains(&format!("<html lang=\"{language}\">")), "{language}: {body}");
            assert!(
                !body.contains('\u{27e6}'),
                "{language}: words are missing: {}",
                &body[body.find('\u{27e6}').unwrap()..][..80]
            );
            assert!(
                !body.contains("style=") && !body.contains("<style") && !body.contains("onclick"),
                "{language}"
            );
            assert!(!body.contains("src=\"http") && !body.contains("//cdn"), "{language}");
            assert!(body.matches("<h1").count() == 1, "one first heading");
            for scripted in body.split("<script").skip(1) {
                assert!(scripted.starts_with(" src=\"/assets/"), "a script within the page");
            }
        }
        titles.insert(pages[0].body.split("<title>").nth(1).unwrap().split('<').next().unwrap().to_owned());
    }
    assert!(titles.len() >= 3, "{titles:?}");
}

#[tokio::test]
async fn a_link_changes_the_language_and_a_cookie_keeps_it() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    assert!(browser.get("/sign-in").await.body.contains("href=\"/sign-in?lang=fil\""));
    let answer = browser.get("/sign-in?lang=fil").await;
    assert!(answer.body.contains("<html lang=\"fil\">"));
    assert!(answer.header("set-cookie").contains("HttpOnly"));
    assert!(browser.get("/sign-in").await.body.contains("<html lang=\"fil\">"));
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let page = analyst.get("/queue?kind=grooming").await.body;
    assert!(page.contains("href=\"/queue?kind=grooming&#38;lang=ceb\""), "the filter is kept");
}

#[tokio::test]
async fn shortcuts_can_be_turned_off() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    assert!(browser.get("/queue").await.body.contains("<script"));
    assert!(!browser.get("/queue?keys=off").await.body.contains("<script"));
    assert!(!browser.get("/queue").await.body.contains("<script"));
    assert!(browser.get("/queue?keys=on").await.body.contains("<script"));
}

#[tokio::test]
async fn assets_are_named_after_their_content() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let page = browser.get("/queue").await.body;
    let mut kinds = Vec::new();
    for name in page.split("/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let answer = browser.get(&format!("/assets/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert!(!answer.body.is_empty());
        kinds.push(answer.header(header::CONTENT_TYPE.as_str()).to_owned());
    }
    for kind in ["text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"] {
        assert!(kinds.contains(&kind.to_owned()), "{kind}");
    }
    assert_eq!(browser.get("/assets/desk-0000000000000000.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/assets/..%2Fdesk.css").await.status, StatusCode::NOT_FOUND);
}
