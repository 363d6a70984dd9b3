//! No route without a need, no need without its refusals; and what is refused, cleanly.

use crate::scene::{Ask, Scene, report};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use response::partners::{LARGEST, Scope};
use std::convert::Infallible;
use store::JournalLine;
use web::{PartnerRoute, partner_routes};

/// Which routes anybody may use: a list that a reviewer reads.
#[test]
fn every_route_says_what_it_needs() {
    let table: Vec<String> = partner_routes()
        .into_iter()
        .map(|route| {
            format!("{} {}: {}", route.method, route.path, route.needed.map_or("nothing", Scope::code))
        })
        .collect();
    assert_eq!(
        table,
        [
            "POST /api/v1/reports: reports:write",
            "GET /api/v1/reports/{reference}: reports:status",
            "GET /api/v1/receipt-key: nothing",
            "GET /api/v1/openapi.json: nothing",
        ]
    );
}

async fn ask(ask: Ask, route: &PartnerRoute) -> crate::scene::Answer {
    let path = route.path.replace("{reference}", "TNG-2026-0000-0");
    let body = if route.method == Method::POST { report(1).to_string() } else { String::new() };
    ask.with("content-type", "application/json").send(route.method.clone(), &path, body.into()).await
}

#[tokio::test]
async fn every_route_refuses_whom_it_must() {
    let scene = Scene::new().await;
    let ended = scene.add("ended", Scope::ALL).await;
    let permit = response::Actor::Operator.permit("test").unwrap();
    response::partners::end(&scene.desk.store, &permit, ended.partner).await.unwrap();
    let mut only = Vec::new();
    for (source, scope) in [("only-write", Scope::WriteReports), ("only-status", Scope::ReadStatus)] {
        only.push((scope, scene.add(source, &[scope]).await));
    }
    for route in partner_routes() {
        let Some(needed) = route.needed else {
            assert_eq!(ask(scene.ask_as_nobody(), &route).await.status, StatusCode::OK, "{route:?}");
            continue;
        };
        let nobody = ask(scene.ask_as_nobody(), &route).await;
        nobody.problem(StatusCode::UNAUTHORIZED);
        assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"tanglaw\"");
        for wrong in ["tgl_wrong", &ended.key, "", &"x".repeat(4_000)] {
            let answer = ask(scene.ask_with(wrong), &route).await;
            answer.problem(StatusCode::UNAUTHORIZED);
            assert!(answer.header("www-authenticate").starts_with("Bearer realm=\"tanglaw\""));
        }
        let basic = scene.ask_as_nobody().with("authorization", &format!("Basic {}", *scene.partner.key));
        ask(basic, &route).await.problem(StatusCode::UNAUTHORIZED);
        let twice = scene.ask().with("authorization", &format!("Bearer {}", *scene.partner.key));
        ask(twice, &route).await.problem(StatusCode::UNAUTHORIZED);
        for (scope, partner) in &only {
            let answer = ask(scene.ask_with(&partner.key), &route).await;
            if *scope == needed {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{route:?}");
            } else {
                let detail = answer.problem(StatusCode::FORBIDDEN);
                assert!(detail.contains(needed.code()), "{detail}");
                let challenge = answer.header("www-authenticate");
                assert!(challenge.contains("insufficient_scope") && challenge.contains(needed.code()));
            }
        }
    }
    // What was refused left nothing but its place in the journal: one report came in, by the key that may.
    assert_eq!(scene.counts().await, (1, 0));
    scene.verifies().await;
}

#[tokio::test]
async fn a_key_without_the_scope_is_refused_on_record_and_an_unknown_key_is_not() {
    let scene = Scene::new().await;
    let partner = scene.add("only-status", &[Scope::ReadStatus]).await;
    let before = scene.desk.store.verify_journal(&[], None, &mut |_| {}).await.unwrap().entries;
    for _ in 0..3 {
        scene.ask_with("tgl_guess").hand_over_json(&report(1)).await.problem(StatusCode::UNAUTHORIZED);
    }
    let after = scene.desk.store.verify_journal(&[], None, &mut |_| {}).await.unwrap().entries;
    assert_eq!(after, before, "whoever guesses keys cannot fill the journal");
    scene.ask_with(&partner.key).hand_over_json(&report(1)).await.problem(StatusCode::FORBIDDEN);
    let after = scene.desk.store.verify_journal(&[], None, &mut |_| {}).await.unwrap().entries;
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn a_new_key_ends_the_old_one() {
    let scene = Scene::new().await;
    let permit = response::Actor::Operator.permit("test").unwrap();
    let id = scene.partner.partner;
    let new = response::partners::new_key(&scene.desk.store, &permit, id).await.unwrap();
    scene.ask().hand_over_json(&report(1)).await.problem(StatusCode::UNAUTHORIZED);
    let answer = scene.ask_with(&new.key).hand_over_json(&report(1)).await;
    answer.receipt(StatusCode::CREATED, "new");
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there() {
    let scene = Scene::new().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v2/reports", "/api/v1/reports/", "/api/v1/reports/a/b"] {
        scene.ask().get(path).await.problem(StatusCode::NOT_FOUND);
        scene.ask().send(Method::POST, path, Body::from("x")).await.problem(StatusCode::NOT_FOUND);
    }
    for (method, path, allow) in [
        (Method::GET, "/api/v1/reports", "POST"),
        (Method::DELETE, "/api/v1/reports", "POST"),
        (Method::TRACE, "/api/v1/reports", "POST"),
        (Method::POST, "/api/v1/reports/TNG-2026-0000-0", "GET,HEAD"),
        (Method::PUT, "/api/v1/receipt-key", "GET,HEAD"),
        (Method::OPTIONS, "/api/v1/openapi.json", "GET,HEAD"),
    ] {
        let answer = scene.ask().send(method, path, Body::empty()).await;
        answer.problem(StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), allow);
    }
}

#[tokio::test]
async fn another_partners_report_answers_as_if_it_were_not_there() {
    let scene = Scene::new().await;
    let other = scene.add("other", Scope::ALL).await;
    let answer = scene.ask_with(&other.key).hand_over_json(&report(1)).await;
    let theirs = answer.receipt(StatusCode::CREATED, "new")["reference"].as_str().unwrap().to_owned();
    assert_eq!(
        scene.ask_with(&other.key).get(&format!("/api/v1/reports/{theirs}")).await.status,
        StatusCode::OK
    );
    let refused = scene.status(&theirs).await;
    refused.problem(StatusCode::NOT_FOUND);
    for nothing in ["TNG-2026-ZZZZ-Z", "x", "%FF", "..%2F..%2Fetc", &"T".repeat(3_000)] {
        let answer = scene.status(nothing).await;
        answer.problem(StatusCode::NOT_FOUND);
        assert_eq!(answer.body, refused.body, "{nothing}");
    }
    // The same number of another partner is another report.
    let own = scene.ask().hand_over_json(&report(1)).await.receipt(StatusCode::CREATED, "new");
    assert_ne!(own["reference"], theirs.as_str());
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_however_it_comes() {
    let scene = Scene::new().await;
    let mut value = report(1);
    value["narratives"][0]["words"] = "x".repeat(LARGEST).into();
    let body = value.to_string();
    let detail = scene.ask().hand_over(body.clone()).await.problem(StatusCode::PAYLOAD_TOO_LARGE);
    assert!(detail.contains("1048576"), "{detail}");
    let length = body.len().to_string();
    let announced = scene.ask().with("content-length", &length).hand_over(body.clone()).await;
    announced.problem(StatusCode::PAYLOAD_TOO_LARGE);
    // Without end, and without an announcement.
    let piece = || Ok::<_, Infallible>(vec![b' '; 64 * 1_024]);
    let endless = Body::from_stream(futures_util::stream::repeat_with(piece));
    scene.ask().hand_over(endless).await.problem(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(scene.counts().await, (0, 0));
    // One of the largest size goes in.
    let shorter = LARGEST - (body.len() - LARGEST);
    value["narratives"][0]["words"] = "x".repeat(shorter).into();
    let body = value.to_string();
    assert_eq!(body.len(), LARGEST);
    scene.ask().hand_over(body).await.receipt(StatusCode::CREATED, "new");
}

#[tokio::test]
async fn a_body_that_breaks_off_or_is_named_wrongly_is_refused() {
    let scene = Scene::new().await;
    let pieces = vec![Ok(b"{".to_vec()), Err(std::io::Error::other("the line is cut"))];
    let cut = Body::from_stream(futures_util::stream::iter(pieces));
    scene.ask().hand_over(cut).await.problem(StatusCode::BAD_REQUEST);
    let post = |ask: Ask| ask.send(Method::POST, "/api/v1/reports", report(1).to_string().into());
    post(scene.ask()).await.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    for other in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"] {
        post(scene.ask().with("content-type", other)).await.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let packed = scene.ask().with("content-encoding", "gzip").hand_over_json(&report(1)).await;
    packed.problem(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(scene.counts().await, (0, 0));
    let named = scene.ask().with("content-type", "application/vnd.example+json; charset=utf-8");
    post(named).await.receipt(StatusCode::CREATED, "new");
}

/// The journal of a report, for tests that look at who did what.
pub(crate) async fn journal(scene: &Scene, reference: &str) -> Vec<JournalLine> {
    let row = scene.desk.store.find_reference(reference.parse().unwrap()).await.unwrap().unwrap();
    scene.desk.store.journal_of(row.id.as_bytes(), 100).await.unwrap()
}
