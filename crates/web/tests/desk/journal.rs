//! The journal of a report on its page.

use crate::scene::Scene;
use axum::http::StatusCode;
use model::Role;

#[tokio::test]
async fn a_reading_is_in_the_journal_with_its_purpose() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let report = format!("/reports/{}", scene.reference);
    analyst.get(&report).await;
    analyst.get(&format!("{report}?words=shown")).await;
    let page = analyst.get(&format!("{report}/journal")).await.body;
    for expected in [
        "Report received",
        "Report opened",
        "read a report at the desk",
        "Words shown",
        "analyst",
        "operator",
    ] {
        assert!(page.contains(expected), "{expected} is missing");
    }
    let (opened, shown) = (page.find("Report opened").unwrap(), page.find("Words shown").unwrap());
    assert!(opened < shown, "oldest first");
}

#[tokio::test]
async fn an_auditor_finds_a_journal_by_reference_and_not_the_report() {
    let scene = Scene::new().await;
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let typed = scene.reference.to_lowercase().replace('-', " ");
    let answer = auditor.submit("/journal", &[("reference", &typed)]).await;
    let journal = format!("/reports/{}/journal", scene.reference);
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, journal.as_str()));
    let page = auditor.get(&journal).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Report received"));
    assert!(!page.body.contains(&format!("href=\"/reports/{}\"", scene.reference)));
    let answer = auditor.submit("/journal", &[("reference", "TNG-2026-7K3F-0")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("There is no report of that reference."));
}
