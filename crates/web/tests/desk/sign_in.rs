//! Signing in and out.

use crate::scene::{Scene, field};
use axum::http::StatusCode;
use model::Role;

#[tokio::test]
async fn name_password_and_code_open_the_queue() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let answer = browser.get("/").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    let page = browser.get("/sign-in").await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in
        ["autocomplete=\"username\"", "autocomplete=\"current-password\"", "autocomplete=\"one-time-code\""]
    {
        assert!(page.body.contains(expected), "{expected}");
    }
    let user = scene.user(Role::Analyst);
    let (name, password) = (user.name.to_string(), user.password.to_string());
    let code = scene.fresh_code(Role::Analyst);
    let answer = browser.post("/sign-in", &[("name", &name), ("password", &password), ("code", &code)]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-tanglaw="), "{cookie}");
    for expected in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(cookie.contains(expected), "{cookie}");
    }
    assert_eq!(browser.get("/").await.header("location"), "/desk");
    assert_eq!(browser.get("/queue").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_words_do_not_tell_what_was_wrong() {
    let scene = Scene::new().await;
    let user = scene.user(Role::Analyst);
    let (name, password) = (user.name.to_string(), user.password.to_string());
    let code = scene.fresh_code(Role::Analyst);
    let mut bodies = Vec::new();
    for (name, password, code) in [
        ("nobody", password.as_str(), code.as_str()),
        (&name, "wrong", &code),
        (&name, &password, "000000"),
        ("not a name!", "", ""),
    ] {
        let mut browser = scene.browser();
        let answer =
            browser.post("/sign-in", &[("name", name), ("password", password), ("code", code)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("The name, the password or the code is not right."));
        assert!(browser.cookies.is_empty());
        // Each page asks a passkey another question.
        bodies.push(answer.body.replace(&field(&answer.body, "challenge"), ""));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "the pages differ");
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let scene = Scene::new().await;
    let user = scene.user(Role::Analyst);
    let (name, password) = (user.name.to_string(), user.password.to_string());
    let code = scene.fresh_code(Role::Analyst);
    let fields = [("name", name.as_str()), ("password", password.as_str()), ("code", code.as_str())];
    assert_eq!(scene.browser().post("/sign-in", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.browser().post("/sign-in", &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn after_failures_the_page_says_how_long_to_wait() {
    let scene = Scene::new().await;
    let name = scene.user(Role::Analyst).name.to_string();
    let fields = [("name", name.as_str()), ("password", "wrong"), ("code", "000000")];
    let mut last = scene.browser().post("/sign-in", &fields).await;
    for _ in 0..9 {
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        last = scene.browser().post("/sign-in", &fields).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds = last.header("retry-after").to_owned();
    assert!(last.body.contains(&format!("Try again in {seconds} s.")), "{}", last.body);
    // Slowed, not blocked.
    scene.clock.pass(seconds.parse().unwrap());
    scene.signed_in(Role::Analyst).await;
}

#[tokio::test]
async fn a_sign_in_from_another_site_is_refused() {
    let scene = Scene::new().await;
    let user = scene.user(Role::Analyst);
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", user.name.as_str())
        .append_pair("password", &user.password)
        .append_pair("code", &scene.fresh_code(Role::Analyst))
        .finish();
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://elsewhere.example"), ("host", "desk.example")],
        &[("origin", "null"), ("host", "desk.example")],
    ] {
        let answer = scene.browser().post_raw("/sign-in", headers, body.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let own = [("origin", "https://desk.example"), ("host", "desk.example")];
    assert_eq!(scene.browser().post_raw("/sign-in", &own, body).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    let kept = browser.cookies.clone();
    let answer = browser.submit("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/sign-in?signed-out=1"));
    assert!(!browser.cookies.contains_key("__Host-tanglaw"));
    assert!(browser.get("/sign-in?signed-out=1").await.body.contains("You are signed out."));
    // A copy of the cookie opens nothing.
    browser.cookies = kept;
    assert_eq!(browser.get("/queue").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let scene = Scene::new().await;
    let mut browser = scene.signed_in(Role::Analyst).await;
    scene.clock.pass(29 * 60);
    assert_eq!(browser.get("/queue").await.status, StatusCode::OK);
    scene.clock.pass(31 * 60);
    assert_eq!(browser.get("/queue").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn without_encryption_the_cookie_has_another_name() {
    let mut scene = Scene::new().await;
    scene.desk.secure_cookie = false;
    scene.router = web::router(scene.desk.clone());
    let mut browser = scene.signed_in(Role::Analyst).await;
    assert!(browser.cookies.contains_key("tanglaw"));
    assert_eq!(browser.get("/queue").await.status, StatusCode::OK);
}
