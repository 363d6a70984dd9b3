//! Campaigns: kept by an administrator, counts of which small ones are not shown, the code for the poster.

use crate::{door, scene::Scene};
use axum::http::StatusCode;
use model::{Clock, Role};
use response::door::campaigns::{Step, count};
use web::Desk;

fn come(scene: &Scene, slug: &str, step: Step, times: usize) {
    for _ in 0..times {
        count(&scene.desk.door, slug, step, scene.clock.now());
    }
}

#[tokio::test]
async fn an_administrator_adds_and_ends_and_the_others_look() {
    let scene = Scene::new().await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let seq = door::end(&scene).await;
    for (slug, label, problem) in [
        ("UPPER", "Posters", "Please use 2 to 40 small letters"),
        ("p7", "  ", "Please give a name"),
        ("p7", &"x".repeat(121), "Please give a name"),
    ] {
        let answer = admin.submit("/campaigns", &[("slug", slug), ("label", label)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{slug}");
        assert!(answer.body.contains(problem), "{}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{slug}\"")), "what was typed is lost");
    }
    assert_eq!(door::end(&scene).await, seq);
    let fields = [("slug", "p7"), ("label", "Posters <south>")];
    assert_eq!(admin.post("/campaigns", &fields).await.status, StatusCode::FORBIDDEN, "without a form token");
    let seq = door::end(&scene).await;
    let answer = admin.submit("/campaigns", &fields).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/campaigns?done=added#content")
    );
    assert_eq!(door::end(&scene).await, seq + 1, "campaign_added");
    let twice = admin.submit("/campaigns", &fields).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("Another campaign has this address."));
    for role in [Role::Analyst, Role::HotlineOperator] {
        let mut browser = scene.signed_in(role).await;
        let list = browser.get("/campaigns").await.body;
        assert!(
            list.contains("Posters &#60;south&#62;") && !list.contains("action=\"/campaigns"),
            "{role:?}"
        );
        let page = browser.get("/campaigns/p7").await.body;
        assert!(
            page.contains("https://report.example.org/c/p7") && !page.contains("/campaigns/p7/end"),
            "{role:?}"
        );
    }
    let asks = admin.submit("/campaigns/p7/end", &[]).await;
    assert!(asks.body.contains("An ended campaign cannot be opened again."));
    assert!(scene.desk.store.campaigns().await.unwrap()[0].ended_at.is_none());
    for _ in 0..2 {
        let ended = admin.submit("/campaigns/p7/end", &[("sure", "yes")]).await;
        assert_eq!(ended.header("location"), "/campaigns?done=ended#content");
    }
    assert!(!admin.get("/campaigns/p7").await.body.contains("/campaigns/p7/end"));
    assert_eq!(admin.get("/campaigns/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        admin.submit("/campaigns/nowhere/end", &[("sure", "yes")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn counts_below_five_are_not_shown_and_do_not_follow_from_sums() {
    let scene = Scene::new().await;
    door::filled(&scene).await;
    come(&scene, "p7", Step::Came, 13);
    come(&scene, "p7", Step::Guided, 4);
    scene.clock.pass(86_400);
    come(&scene, "p7", Step::Came, 4);
    come(&scene, "p7", Step::Reported, 1);
    come(&scene, "made-up", Step::Came, 50);
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let page = analyst.get("/campaigns/p7").await.body;
    let (_, table) = page.split_once("<tbody").unwrap();
    let cells: Vec<&str> = table
        .split("<td")
        .skip(1)
        .map(|cell| cell.split_once('>').unwrap().1.split('<').next().unwrap())
        .collect();
    assert_eq!(cells, ["2026-11-23", "under 5", "0", "under 5", "2026-11-22", "13", "under 5", "0"]);
    assert!(page.contains("<dd>15</dd>") && page.contains("<dd>0</dd>"), "sums are rounded down to fives");
    for count in [">17<", ">4<", ">1<"] {
        assert!(!page.contains(count), "{count} is on the page");
    }
    assert!(page.contains("<svg class=\"days\"") && page.contains("class=\"few\""));
    assert!(!analyst.get("/campaigns").await.body.contains("made-up"));
}

#[tokio::test]
async fn the_code_is_a_file_and_needs_the_address_of_the_door() {
    let mut scene = Scene::new().await;
    door::filled(&scene).await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    assert!(
        admin
            .get("/campaigns/p7")
            .await
            .body
            .contains("aria-label=\"QR code of https://report.example.org/c/p7\"")
    );
    let file = admin.get("/campaigns/p7/code.svg").await;
    assert_eq!(file.header("content-type"), "image/svg+xml");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"p7.svg\"");
    assert!(file.body.starts_with("<svg xmlns=") && file.body.ends_with("</svg>"));
    scene.desk = Desk { public_url: None, ..scene.desk };
    admin.router = web::router(scene.desk.clone());
    let page = admin.get("/campaigns/p7").await.body;
    assert!(
        page.contains(">/c/p7</code>") && page.contains("--public-url") && !page.contains("class=\"qr\"")
    );
    assert_eq!(admin.get("/campaigns/p7/code.svg").await.status, StatusCode::NOT_FOUND);
}

/// Every page of this part in every language.
#[tokio::test]
async fn the_pages_behind_the_public_door_speak_every_language() {
    let scene = Scene::new().await;
    let conversation = format!("/conversations/{}", door::filled(&scene).await);
    come(&scene, "p7", Step::Came, 6);
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let (deleted, reference) = door::waiting_about(&scene, "placeholder: to be deleted").await;
    response::door::inbox::delete(&scene.desk.store, &door::visitor(), &scene.desk.door, deleted)
        .await
        .unwrap();
    for language in ["en", "fil", "ceb", "id"] {
        for browser in [&mut analyst, &mut operator, &mut admin] {
            browser.language = language;
        }
        let report = [
            ("go", "send"),
            ("way", "call"),
            ("door", "me"),
            ("words", "placeholder"),
            ("code", "yes"),
            ("language", language),
        ];
        let pages = [
            analyst.get("/queue?done=released").await,
            analyst.get("/bursts/1").await,
            analyst.submit("/bursts/1", &[]).await,
            analyst.get("/conversations").await,
            analyst.get(&conversation).await,
            analyst.get(&format!("{conversation}?words=shown&done=answered")).await,
            analyst.get(&format!("/conversations/{deleted}")).await,
            analyst.submit(&conversation, &[("answer", " ")]).await,
            analyst.submit(&format!("{conversation}/status"), &[("status", "asked"), ("next", "x")]).await,
            analyst.get(&format!("/reports/{reference}")).await,
            analyst.get(&format!("/reports/{reference}/journal")).await,
            operator.get("/contacts?done=noted").await,
            operator.submit("/contacts", &[]).await,
            operator.get("/contacts/new?door=me").await,
            operator.submit("/contacts/new", &[("go", "send")]).await,
            operator.submit("/contacts/new", &report).await,
            admin.get("/").await,
            admin.get("/campaigns?done=added").await,
            admin.get("/campaigns/p7").await,
            admin.submit("/campaigns/p7/end", &[]).await,
            admin.submit("/campaigns", &[("slug", "X"), ("label", "x")]).await,
        ];
        for (at, page) in pages.iter().enumerate() {
            let body = &page.body;
            assert!(body.contains(&format!("<html lang=\"{language}\">")), "{language} {at}: {body}");
            let missing = body.find('\u{27e6}').map(|place| &body[place..]);
            assert!(missing.is_none(), "{language} {at}: words are missing: {missing:?}");
            assert!(
                !body.contains("style=") && !body.contains("<style") && !body.contains("src=\"http"),
                "{language} {at}"
            );
            assert_eq!(body.matches("<h1").count(), 1, "{language} {at}: one first heading");
        }
    }
}
