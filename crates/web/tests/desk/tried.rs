//! Records that somebody asks for and does not see: answered as ever, and written down.

use crate::scene::{Scene, field};
use axum::http::StatusCode;
use model::Role;
use store::AuditFilter;

async fn refused(scene: &Scene) -> Vec<(String, String, String)> {
    let filter = AuditFilter { action: Some("record_refused".into()), ..AuditFilter::default() };
    let lines = scene.desk.store.audit(&filter, 100).await.unwrap();
    lines.into_iter().map(|line| (line.actor, line.purpose, line.facts)).collect()
}

#[tokio::test]
async fn a_record_that_is_not_seen_answers_as_what_does_not_exist_and_is_journaled() {
    let scene = Scene::new().await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    let nobody = model::Reference::new(2026, 4_000).to_string();
    let missing = officer.get(&format!("/reports/{nobody}")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    for nothing in ["/reports/TNG-2026-ZZZZ-Z", "/reports/nonsense", "/nowhere"] {
        assert_eq!(officer.get(nothing).await.status, StatusCode::NOT_FOUND);
    }
    // What could be a record leaves the same as what is one: the journal does not tell which there are.
    let left = refused(&scene).await;
    assert!(left.len() == 1 && left[0].2.contains(&nobody), "an address of nothing leaves nothing: {left:?}");
    let unknown = "018f0000-0000-7000-8000-000000000001";
    assert_eq!(officer.get(&format!("/referrals/{unknown}")).await.status, StatusCode::NOT_FOUND);
    let left = refused(&scene).await;
    assert!(left.len() == 2 && left[0].2.contains(unknown), "{left:?}");
    let reference = &scene.reference;
    let paths =
        [format!("/reports/{reference}"), format!("/leads/{reference}"), format!("/persons/{reference}.1")];
    for (count, path) in paths.iter().enumerate() {
        let hidden = officer.get(path).await;
        assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{path}");
        let told = refused(&scene).await;
        assert_eq!(told.len(), left.len() + count + 1, "{path}");
        let (actor, purpose, facts) = &told[0];
        assert!(actor == "investigator" && facts.contains(reference.as_str()), "{facts}");
        assert!(!purpose.is_empty() && facts.contains("\"need\":\""), "{facts}");
    }
    assert!(refused(&scene).await.iter().any(|(.., facts)| facts.contains("read_report")));
    // The data protection officer finds it, with the reference; not among what is loud.
    let mut auditor = scene.signed_in(Role::Auditor).await;
    for (language, words) in [
        ("en", "Asked for a record"),
        ("fil", "Humingi ng rekord"),
        ("ceb", "Nangayo og rekord"),
        ("id", "Meminta catatan"),
    ] {
        auditor.language = language;
        assert!(!auditor.get("/audit").await.body.contains(words));
        let found = auditor.submit("/audit", &[("what", "record_refused")]).await.body;
        assert!(found.contains(words) && found.contains(&format!("{reference} · read report")), "{found}");
    }
    // Once it is handed over, looking at it is no refusal; neither is what an analyst mistypes.
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let referral = format!("/referrals/{}", scene.refer(&mut analyst).await);
    let before = refused(&scene).await.len();
    for path in &paths[..2] {
        assert_eq!(officer.get(path).await.status, StatusCode::OK);
    }
    let page = analyst.get(&referral).await.body;
    let accept = [("seen", field(&page, "seen")), ("step", "accept".to_owned())];
    let accept: Vec<_> = accept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(analyst.submit(&referral, &accept).await.status, StatusCode::NOT_FOUND, "not theirs to say");
    assert_eq!(refused(&scene).await.len(), before);
}
