//! No route without a need, no need without its refusals, and nothing that tells what one may not see.

use crate::{
    door,
    scene::{Browser, RECEIVING, Scene},
};
use axum::http::{Method, StatusCode};
use model::Role;
use response::policy::Act;
use web::{Needed, RouteFacts, routes};

fn path_of(route: &RouteFacts, scene: &Scene, conversation: &str, referral: &str, alert: &str) -> String {
    let mention = |position: u8| format!("{}.{position}", scene.reference);
    route
        .path
        .replace("{reference}", &scene.reference)
        .replace("{person}", &mention(1))
        .replace("{left}", &mention(1))
        .replace("{right}", &mention(2))
        .replace("{name}", "icon.svg")
        .replace("{id}", conversation)
        .replace("{referral}", referral)
        .replace("{alert}", alert)
        .replace("{no}", "1")
        .replace("{slug}", "p7")
        .replace("{user}", &scene.user(Role::Analyst).id.to_string())
        .replace("{agency}", &scene.agency)
        .replace("{session}", "01980000-0000-7000-8000-000000000001")
        .replace("{key}", &"00".repeat(32))
}

async fn ask(browser: &mut Browser, route: &RouteFacts, path: &str) -> crate::scene::Answer {
    if route.method == Method::POST { browser.post(path, &[]).await } else { browser.get(path).await }
}

/// Which routes anybody may use: a list that a reviewer reads. Everything else is refused without a session.
#[test]
fn what_is_open_to_all_is_short() {
    let open: Vec<String> = routes()
        .into_iter()
        .filter(|route| route.needed == Needed::Nothing)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(
        open,
        [
            "GET /assets/{name}",
            "GET /sign-in",
            "POST /sign-in",
            "POST /sign-in/passkey",
            "POST /sign-in/again",
            "GET /sign-in/agency/{agency}",
            "GET /sign-in/directory",
            "GET /invitation",
            "POST /invitation",
            "POST /invitation/accept",
            "POST /invitation/directory",
        ]
    );
}

#[test]
fn no_route_stands_twice_and_none_changes_something_by_get() {
    let mut seen: Vec<String> =
        routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert!(routes().iter().all(|route| route.method == Method::GET || route.method == Method::POST));
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[tokio::test]
async fn every_route_refuses_whom_it_must() {
    let scene = Scene::new().await;
    let conversation = door::filled(&scene).await;
    let referral = scene.refer(&mut scene.signed_in(Role::Analyst).await).await;
    let alert = crate::alerts::filled(&scene).await;
    let mut browsers = Vec::new();
    for role in Role::ALL {
        browsers.push((role, scene.signed_in(role).await));
    }
    let mut uncovered = Vec::new();
    for route in routes() {
        let path = path_of(&route, &scene, &conversation, &referral, &alert);
        let name = format!("{} {}", route.method, route.path);
        let mut refusals = 0;
        if route.needed != Needed::Nothing {
            let answer = ask(&mut scene.browser(), &route, &path).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, "/sign-in"),
                "{name} without a session"
            );
            assert_eq!(answer.body, "", "{name} without a session");
            refusals += 1;
        }
        for (role, browser) in &mut browsers {
            let allowed = match route.needed {
                Needed::Nothing | Needed::SignedIn => true,
                Needed::May(act) => act.roles().contains(role),
            };
            let answer = ask(browser, &route, &path).await;
            match (allowed, route.method == Method::POST) {
                (false, _) => {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name} for {role:?}");
                    refusals += 1;
                }
                // Without the form token, or (the sign-in) without a right name.
                (true, true) => {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name} without a form token");
                    refusals += 1;
                }
                // A burst concerns the whole store: it does not exist for whoever sees what was handed over only.
                (true, false) if route.path == "/bursts/{no}" && RECEIVING.contains(role) => {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name} for {role:?}");
                }
                (true, false) if route.path != "/assets/{name}" => {
                    assert!(
                        answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER,
                        "{name} for {role:?}"
                    );
                }
                _ => {}
            }
        }
        let must_refuse = route.needed != Needed::Nothing || route.method == Method::POST;
        if must_refuse && refusals == 0 {
            uncovered.push(name);
        }
    }
    assert_eq!(uncovered, Vec::<String>::new());
}

#[tokio::test]
async fn what_one_may_not_see_looks_like_what_does_not_exist() {
    let scene = Scene::new().await;
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let hidden = auditor.get(&format!("/reports/{}", scene.reference)).await;
    let missing = auditor.get("/reports/TNG-2026-ZZZZ-Z").await;
    let nowhere = auditor.get("/nowhere").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body));
    assert_eq!((hidden.status, &hidden.body), (nowhere.status, &nowhere.body));
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let unknown = model::Reference::new(2026, 99_999).to_string();
    assert_eq!(analyst.get(&format!("/reports/{unknown}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(analyst.get(&format!("/reports/{unknown}/journal")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(analyst.get("/reports/TNG-2026-7K3F-0").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn refusals_are_journaled() {
    let scene = Scene::new().await;
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let before = scene.desk.store.checkpoint().await.unwrap().seq();
    auditor.get("/queue").await;
    auditor.get(&format!("/reports/{}?words=shown", scene.reference)).await;
    auditor.post("/sign-out", &[("csrf_token", "made-up")]).await;
    assert_eq!(scene.desk.store.checkpoint().await.unwrap().seq(), before + 3);
    assert!(
        !scene
            .journal()
            .await
            .iter()
            .any(|(action, _)| action == "report_read" || action == "words_revealed")
    );
}

#[tokio::test]
async fn a_form_token_belongs_to_its_session() {
    let scene = Scene::new().await;
    let mut first = scene.signed_in(Role::Analyst).await;
    let mut second = scene.signed_in(Role::Auditor).await;
    let page = second.get("/").await.body;
    let token =
        page.split_once("name=\"csrf_token\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let answer = first.post("/search", &[("csrf_token", &token), ("text", "TNG")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(second.submit("/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn other_methods_and_large_bodies_get_a_page() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let answer = browser
        .send(axum::http::Request::builder().method("DELETE").uri("/queue"), axum::body::Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("<html lang=\"en\">"));
    let large = format!("name={}", "a".repeat(97 * 1_024));
    let answer = browser.post_raw("/sign-in", &[("sec-fetch-site", "same-origin")], large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// The acts of the desk are all used by some route or shown inside one; a new act without a page is seen here.
#[test]
fn every_act_of_the_desk_has_a_route() {
    let routed: Vec<Act> = routes()
        .into_iter()
        .filter_map(|route| match route.needed {
            Needed::May(act) => Some(act),
            _ => None,
        })
        .collect();
    // Words are revealed inside the page of the report, the staff is looked after inside that of the desk; the others belong to the command line, to the public door and to
    // the door of partners' machines.
    let elsewhere = [
        Act::RevealWords,
        Act::LookAfterStaff,
        Act::ReceiveReports,
        Act::TellReport,
        Act::UseInbox,
        Act::HandOver,
        Act::KeepPartners,
        Act::RaisePaymentAlerts,
    ];
    for act in Act::ALL {
        assert_ne!(routed.contains(act), elsewhere.contains(act), "{act:?}");
    }
}
