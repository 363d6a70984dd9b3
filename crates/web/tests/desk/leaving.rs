//! An agency is removed, somebody is away: what the pages of the others show of it.

use crate::scene::{Scene, field};
use axum::http::StatusCode;
use model::Role;
use response::{Actor, accounts};

#[tokio::test]
async fn a_removed_agency_is_offered_nowhere_and_its_name_stays() {
    let scene = Scene::new().await;
    let (mut analyst, mut admin) =
        (scene.signed_in(Role::Analyst).await, scene.signed_in(Role::Administrator).await);
    let mut officer = scene.signed_in(Role::Investigator).await;
    let referral = format!("/referrals/{}", scene.refer(&mut analyst).await);
    let open = officer.get(&referral).await.body;
    let accepted = officer.submit(&referral, &[("seen", &field(&open, "seen")), ("step", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER);
    let lead = format!("/leads/{}", scene.reference);
    let here = format!("href=\"{lead}\"");
    assert!(!analyst.get("/queue").await.body.contains(&here));
    let close = format!("/agencies/{}/close", scene.police);
    assert_eq!(admin.submit(&close, &[("sure", "yes")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(officer.get("/desk").await.header("location"), "/sign-in");
    assert!(analyst.get("/queue").await.body.contains(&here), "the lead is back");
    for (language, why) in [
        ("en", "takes part no more"),
        ("fil", "hindi na kalahok"),
        ("ceb", "wala na moapil"),
        ("id", "tidak lagi ikut serta"),
    ] {
        analyst.language = language;
        let page = analyst.get(&lead).await.body;
        assert!(page.contains(why) && page.contains("Police of the north"), "{page}");
        assert!(analyst.get(&referral).await.body.to_lowercase().contains(why));
    }
    analyst.language = "en";
    let told = analyst.get("/notifications").await.body;
    assert!(told.contains("the other agency takes part no more"), "{told}");
    for form in ["refer", "ask"] {
        let page = analyst.get(&format!("{lead}/{form}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains(&scene.police.to_string()), "{form}: {}", page.body);
    }
}

#[tokio::test]
async fn whoever_stands_in_finds_the_work_and_nobody_gives_more() {
    let scene = Scene::new().await;
    let permit = Actor::Operator.permit("test").unwrap();
    let second = "second".parse().unwrap();
    let second = accounts::add_user(&scene.desk.store, &permit, second, Role::Analyst).await.unwrap();
    let (mut analyst, mut deputy) = (scene.signed_in(Role::Analyst).await, scene.signed_in_as(&second).await);
    let id = scene.user(Role::Analyst).id;
    let lead = format!("/leads/{}", scene.reference);
    let to = format!("user:{id}");
    let seen = field(&analyst.get(&lead).await.body, "seen");
    let fields = [("seen", seen.as_str()), ("decision", "assign.our_task"), ("to", &to), ("note", "")];
    assert_eq!(analyst.submit(&format!("{lead}/decide"), &fields).await.status, StatusCode::SEE_OTHER);
    let here = format!("href=\"{lead}\"");
    assert!(!deputy.get("/queue?view=mine").await.body.contains(&here));
    assert!(deputy.get(&lead).await.body.contains(&format!("value=\"{to}\"")), "while there, offered");

    let until = scene.desk.store.clock().now().plus_seconds(86_400);
    let by = Actor::Operator.by("test");
    scene.desk.store.set_leave(&by, id, Some(until), Some(second.id)).await.unwrap();
    for (language, marked, told) in [
        ("en", "for analyst", "analyst is away until"),
        ("fil", "para kay analyst", "Wala si analyst hanggang"),
        ("ceb", "para kang analyst", "Wala si analyst hangtod"),
        ("id", "untuk analyst", "analyst tidak ada sampai"),
    ] {
        deputy.language = language;
        for list in ["/queue?view=mine", "/desk"] {
            let page = deputy.get(list).await.body;
            assert!(page.contains(&here) && page.contains(marked), "{list}: {page}");
        }
        let page = deputy.get(&lead).await.body;
        assert!(page.contains(told) && page.contains("second"), "{page}");
        assert!(!page.contains(&format!("value=\"{to}\"")), "nobody gives more: {page}");
    }
    deputy.language = "en";
    let seen = field(&deputy.get(&lead).await.body, "seen");
    let again = [("seen", seen.as_str()), ("decision", "assign.our_task"), ("to", &to), ("note", "")];
    let refused = deputy.submit(&format!("{lead}/decide"), &again).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A supervisor's hand on it is told to whoever stands in.
    let mut chief = scene.signed_in(Role::Supervisor).await;
    let seen = field(&chief.get(&lead).await.body, "seen");
    let taken = [("seen", seen.as_str()), ("decision", "release.load"), ("to", ""), ("note", "")];
    assert_eq!(chief.submit(&format!("{lead}/decide"), &taken).await.status, StatusCode::SEE_OTHER);
    let news = deputy.get("/notifications").await.body;
    assert!(news.contains("for analyst") && news.contains(&here), "{news}");
}

#[tokio::test]
async fn a_referral_is_given_to_nobody_who_is_away() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let referral = format!("/referrals/{}", scene.refer(&mut analyst).await);
    let mut prosecutor = scene.signed_in(Role::Prosecutor).await;
    let id = scene.user(Role::Investigator).id;
    let offered = format!("value=\"{id}\"");
    assert!(prosecutor.get(&referral).await.body.contains(&offered));
    let until = scene.desk.store.clock().now().plus_seconds(86_400);
    scene.desk.store.set_leave(&Actor::Operator.by("test"), id, Some(until), None).await.unwrap();
    let page = prosecutor.get(&referral).await.body;
    assert!(!page.contains(&offered) && page.contains("investigator is away until"), "{page}");
    let fields = [("seen", field(&page, "seen")), ("to", id.to_string())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = prosecutor.submit(&format!("{referral}/give"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
