//! What happened to one's own work, in a browser: counted in the head, told without a word of a record, in every language.

use crate::{
    sample::{NAME, PHONE, SENSITIVE},
    scene::{Browser, Scene, field},
};
use axum::http::StatusCode;
use model::Role;

/// The number that the head of a page shows.
async fn shown(browser: &mut Browser, path: &str) -> Option<String> {
    let page = browser.get(path).await.body;
    let link = page.split("href=\"/notifications\"").nth(1).unwrap().split("</a>").next().unwrap().to_owned();
    let count = link.split("</span> ").nth(1)?;
    Some(count.split('<').next().unwrap().to_owned())
}

#[tokio::test]
async fn what_is_new_is_counted_told_and_seen() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    assert_eq!(shown(&mut officer, "/desk").await, None);
    let referral = scene.refer(&mut analyst).await;
    assert_eq!(shown(&mut officer, "/desk").await.as_deref(), Some("1"));
    let page = officer.get("/notifications").await.body;
    assert!(
        page.contains(&format!("href=\"/referrals/{referral}\"")) && page.contains(&scene.reference),
        "{page}"
    );
    for personal in [NAME, PHONE, SENSITIVE, "placeholder:", "Placeholder"] {
        assert!(!page.contains(personal), "{personal} is told");
    }
    // Looking alone marks nothing: a page that a browser loads by itself must not hide what nobody read.
    assert_eq!(shown(&mut officer, "/notifications").await.as_deref(), Some("1"));
    let until = field(&page, "until");
    let seen = officer.submit("/notifications/seen", &[("until", &until)]).await;
    assert_eq!((seen.status, seen.header("location")), (StatusCode::SEE_OTHER, "/notifications?done=seen"));
    assert_eq!(shown(&mut officer, "/notifications").await, None);
    assert!(officer.get("/notifications").await.body.contains(&referral), "it stays in the list");
    for wrong in ["", "1", "1.2", "1.2.x", "1.2.3.4", "-1.2.3"] {
        let answer = officer.submit("/notifications/seen", &[("until", wrong)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // The other side.
    let open = officer.get(&format!("/referrals/{referral}")).await.body;
    officer
        .submit(&format!("/referrals/{referral}"), &[("seen", &field(&open, "seen")), ("step", "accept")])
        .await;
    let page = analyst.get("/notifications").await.body;
    assert!(page.contains("A referral was accepted"), "{page}");
    assert_eq!(
        scene.signed_in(Role::Auditor).await.get("/notifications").await.body.matches("data-row").count(),
        0
    );
}

#[tokio::test]
async fn whoever_invited_is_told_that_the_invitation_was_used() {
    let scene = Scene::new().await;
    let mut keeper = scene.signed_in(Role::Administrator).await;
    let fields = [("name", "newcomer"), ("role", "auditor"), ("agency", scene.agency.as_str())];
    let invited = keeper.submit("/accounts/invite", &fields).await;
    assert_eq!(invited.status, StatusCode::OK);
    assert_eq!(shown(&mut keeper, "/accounts").await, None);
    let store = &scene.desk.store;
    let row = store.invitations().await.unwrap().remove(0);
    let secrets = store::Secrets { password_hash: String::new(), totp_secret: Vec::new() };
    let agency = Some(row.agency);
    let by = store::By { actor: "newcomer".into(), agency, purpose: "use an invitation".into() };
    let user = store.use_invitation(&by, &row, &secrets, None, None).await.unwrap().unwrap();
    let page = keeper.get("/notifications").await.body;
    assert!(page.contains(&format!("href=\"/accounts/{user}\"")) && !page.contains("newcomer"), "{page}");
    assert_eq!(shown(&mut keeper, "/accounts").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn notifications_speak_every_language() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    scene.refer(&mut analyst).await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    for language in ["en", "fil", "ceb", "id"] {
        officer.language = language;
        let page = officer.get("/notifications").await.body;
        assert!(page.contains(&format!("<html lang=\"{language}\"")) && !page.contains('\u{27e6}'), "{page}");
        assert_eq!(page.matches("data-row").count(), 1);
    }
}
