//! Another role or agency for somebody, in the administrator's browser.

use crate::scene::{Scene, field};
use axum::http::StatusCode;
use model::Role;

const REASON: &str = "placeholder: a new post";

#[tokio::test]
async fn a_user_has_another_role_and_their_session_is_over() {
    let scene = Scene::new().await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let path = format!("/accounts/{}", scene.user(Role::Analyst).id);
    let page = admin.get(&path).await.body;
    assert!(page.contains("<option value=\"analyst\" selected>"), "{page}");
    let seen = field(&page, "seen");
    let fields =
        [("seen", seen.as_str()), ("role", "supervisor"), ("agency", &scene.agency), ("reason", REASON)];
    let done = admin.submit(&format!("{path}/move"), &fields).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(
        done.body.contains("All sessions of this person are ended") && done.body.contains(REASON),
        "{}",
        done.body
    );
    assert_eq!(analyst.get("/desk").await.header("location"), "/sign-in");
    // The same form once more: it was changed since.
    let late = admin
        .submit(
            &format!("{path}/move"),
            &[
                ("seen", &seen),
                ("role", "auditor"),
                ("agency", &scene.agency),
                ("reason", "placeholder: too late"),
            ],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.body.contains("placeholder: too late")
            && late.body.contains("<option value=\"auditor\" selected>")
    );
    let chief = scene.signed_in(Role::Analyst).await.get("/desk").await.body;
    assert!(chief.contains("<span>Supervisor</span>"), "{chief}");
}

#[tokio::test]
async fn what_is_wrong_is_mended_and_nobody_moves_themselves() {
    let scene = Scene::new().await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let path = format!("/accounts/{}", scene.user(Role::Analyst).id);
    let seen = field(&admin.get(&path).await.body, "seen");
    let agency = scene.agency.as_str();
    for (role, agency, reason) in [
        ("", agency, REASON),
        ("analyst", agency, REASON),
        ("auditor", "nowhere", REASON),
        ("auditor", agency, " "),
    ] {
        let fields = [("seen", seen.as_str()), ("role", role), ("agency", agency), ("reason", reason)];
        let answer = admin.submit(&format!("{path}/move"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {agency}");
        assert!(answer.body.contains("role=\"alert\"") && answer.body.contains(reason));
    }
    let own = format!("/accounts/{}", scene.user(Role::Administrator).id);
    assert!(!admin.get(&own).await.body.contains("id=\"move\""), "no form for oneself");
    let fields = [("seen", "0"), ("role", "supervisor"), ("agency", agency), ("reason", REASON)];
    assert_eq!(admin.submit(&format!("{own}/move"), &fields).await.status, StatusCode::NOT_FOUND);
    for language in ["en", "fil", "ceb", "id"] {
        admin.language = language;
        let page = admin.get(&path).await.body;
        assert!(page.contains(&format!("<html lang=\"{language}\"")) && !page.contains('\u{27e6}'), "{page}");
    }
}
